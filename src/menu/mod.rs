//! The language in which admins write a desk, and the tree that comes of it.

pub mod announce;
pub mod check;
pub mod diagnostic;
mod explain;
pub mod lower;
pub mod model;
pub mod schema;
pub mod source;
pub mod syntax;
pub mod words;

pub use check::{check, check_all};
pub use explain::explain;

use diagnostic::Diagnostic;
use model::Menu;
use source::{Files, Source};

/// Reads a menu: everything that is wrong with it, and the menu itself where nothing of that is an error.
#[must_use]
pub fn load(source: &Source, files: &dyn Files) -> (Option<Menu>, Vec<Diagnostic>) {
    let (tree, mut found) = syntax::read(source);
    let Some(tree) = tree else {
        diagnostic::sort(&mut found);
        return (None, found);
    };
    let (menu, told) = lower::lower(source, files, &tree);
    found.extend(told);
    if let Some(menu) = &menu {
        found.extend(check::tree(menu));
    }
    diagnostic::sort(&mut found);
    let menu = menu.filter(|_| !found.iter().any(Diagnostic::is_error));
    (menu, found)
}
