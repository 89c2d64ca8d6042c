//! Menus and examples as the commands that play calls open them: what is wrong is told on stderr, and what only warns does not stop them.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use crate::files;
use crate::menu::diagnostic::{self, Diagnostic};
use crate::menu::model::Menu;
use crate::menu::source::Source;

/// A desk's menu.
///
/// # Errors
/// What is wrong with it has been told; the exit code remains.
pub(super) fn menu(path: &str) -> Result<Arc<Menu>, ExitCode> {
    let (read, found) = files::read_menu(Path::new(path));
    let errors: Vec<_> = found.into_iter().filter(Diagnostic::is_error).collect();
    read.menu.ok_or_else(|| {
        eprint!("{}", text(&errors));
        ExitCode::from(super::FOUND)
    })
}

/// A file of examples.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn source(path: &Path) -> Result<Source, Vec<Diagnostic>> {
    files::read_source(path).map_err(|fault| vec![*fault])
}

/// Mistakes as a person reads them.
pub(super) fn text(found: &[Diagnostic]) -> String {
    diagnostic::text(found, &files::texts(found))
}
