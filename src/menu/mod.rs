//! The language in which admins write a desk, and the tree that comes of it.

pub mod announce;
mod bare;
pub mod check;
pub mod diagnostic;
mod explain;
pub mod lower;
pub mod model;
pub mod schema;
pub mod source;
pub mod syntax;
pub mod words;

pub use check::{check, check_ahead, check_all, check_dialling};
pub use explain::explain;

use diagnostic::{Code, Diagnostic};
use model::Menu;
use source::{Files, Source};

/// What a broken part of a tree makes seem wrong elsewhere: asked only when every line is right.
const OF_WHOLE_TREES: [Code; 2] = [Code::Unreachable, Code::UnusedDestination];

/// Reads a menu: everything that is wrong with it, and the menu itself where nothing of that is an error. Only broken syntax hides other
/// mistakes: the rules about the whole tree look at as much of it as could be read.
#[must_use]
pub fn load(source: &Source, files: &dyn Files) -> (Option<Menu>, Vec<Diagnostic>) {
    let (tree, mut found) = syntax::read(source);
    let Some(tree) = tree else {
        diagnostic::sort(&mut found);
        return (None, found);
    };
    let (menu, told) = lower::lower(source, files, &tree);
    found.extend(told);
    let broken = found.iter().any(Diagnostic::is_error);
    if let Some(menu) = &menu {
        let of_tree = check::tree(menu);
        found.extend(of_tree.into_iter().filter(|said| !broken || !OF_WHOLE_TREES.contains(&said.code)));
    }
    diagnostic::sort(&mut found);
    let menu = menu.filter(|_| !found.iter().any(Diagnostic::is_error));
    diagnostic::shorten(&mut found);
    (menu, found)
}
