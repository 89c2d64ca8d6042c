//! Menus and the files that they name, read from disk: the one place where the menu language touches it.
//!
//! A menu names files beside itself, and none outside the folder of the menus: a path that leads out is refused, whatever links stand in its way.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::directory;
use crate::menu::diagnostic::{Code, Diagnostic, Severity, Texts, sort};
use crate::menu::model::Menu;
use crate::menu::source::{FileFault, Files, LARGEST_DIRECTORY, LARGEST_MENU, Source};
use crate::menu::{check_all, load};
use crate::voice;

/// The endings that a menu file may have.
const MENU_ENDINGS: [&str; 2] = ["yaml", "yml"];

/// What was read of a folder of menus, or of one menu.
#[derive(Debug, Default)]
pub struct Desks {
    /// The files that were looked at, each with its menu where nothing in it is an error.
    pub files: Vec<Read>,
    /// Everything that was found in all of them, in the order of the files.
    pub diagnostics: Vec<Diagnostic>,
}

/// One menu file.
#[derive(Debug)]
pub struct Read {
    /// Where it lies.
    pub path: PathBuf,
    /// The menu, where nothing in the file is an error.
    pub menu: Option<Arc<Menu>>,
    /// The sources that the menu was read from, to be kept with its version; none where the file itself could not be read.
    pub source: Option<Source>,
}

impl Desks {
    /// Reads one menu file, or every `*.yaml` that lies in a folder (not in the folders inside it).
    #[must_use]
    pub fn read(path: &Path) -> Self {
        Self::read_all(&[path.to_owned()])
    }

    /// Reads several of these, and looks at all desks together.
    #[must_use]
    pub fn read_all(paths: &[PathBuf]) -> Self {
        let mut desks = Self::default();
        for path in paths {
            match menu_files(path) {
                Err(fault) => desks.diagnostics.push(Source::refused(&path.to_string_lossy(), &fault)),
                Ok(files) if files.is_empty() => desks.diagnostics.push(none_in(path)),
                Ok(files) => files.iter().for_each(|file| desks.add(file)),
            }
        }
        let menus: Vec<_> = desks.files.iter().filter_map(|read| read.menu.as_deref()).collect();
        let together = check_all(&menus);
        desks.diagnostics.extend(together);
        desks
    }

    fn add(&mut self, path: &Path) {
        let (read, mut found) = read_menu(path);
        sort(&mut found);
        self.diagnostics.extend(found);
        self.files.push(read);
    }

    /// The menus in which nothing is wrong.
    pub fn menus(&self) -> impl Iterator<Item = &Arc<Menu>> {
        self.files.iter().filter_map(|read| read.menu.as_ref())
    }

    /// Whether anything that was found is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Reads one menu file and the files that it names.
#[must_use]
pub fn read_menu(path: &Path) -> (Read, Vec<Diagnostic>) {
    let source = match read_source(path) {
        Ok(source) => source,
        Err(fault) => return (Read { path: path.to_owned(), menu: None, source: None }, vec![*fault]),
    };
    let folder = Folder::of(path);
    let (menu, mut found) = load(&source, &folder);
    let recorded = menu.iter().flat_map(|menu| voice::inspect(menu, &folder)).collect::<Vec<_>>();
    let menu = menu.filter(|_| !recorded.iter().any(Diagnostic::is_error));
    found.extend(recorded);
    (Read { path: path.to_owned(), menu: menu.map(Arc::new), source: Some(source) }, found)
}

/// Reads the text of one menu file.
///
/// # Errors
/// Why it is none.
pub fn read_source(path: &Path) -> Result<Source, Box<Diagnostic>> {
    let name = path.to_string_lossy();
    let bytes = read_file(path, LARGEST_MENU).map_err(|fault| Box::new(Source::refused(&name, &fault)))?;
    Source::read(&name, &bytes)
}

/// The texts that diagnostics point into, read again for showing.
#[must_use]
pub fn texts(diagnostics: &[Diagnostic]) -> Texts {
    Texts::gather(diagnostics, |name| {
        let path = Path::new(name);
        let bytes = read_file(path, LARGEST_DIRECTORY).ok()?;
        if is_menu(path) {
            Some(Source::read(name, &bytes).ok()?.text)
        } else {
            Some(directory::decode(&bytes).into())
        }
    })
}

/// The menu files of a folder, by name; a file is itself.
///
/// # Errors
/// Where it cannot be looked into.
pub fn menu_files(path: &Path) -> Result<Vec<PathBuf>, FileFault> {
    let about = fs::metadata(path).map_err(|fault| refused(&fault))?;
    if !about.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).map_err(|fault| refused(&fault))?;
    let mut files: Vec<_> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_menu(path)).collect();
    files.sort();
    Ok(files)
}

fn is_menu(path: &Path) -> bool {
    let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    !hidden && path.extension().is_some_and(|ending| MENU_ENDINGS.iter().any(|menu| ending == *menu))
}

/// What is said of a folder without menus.
pub(crate) fn none_in(path: &Path) -> Diagnostic {
    Diagnostic {
        code: Code::FileMissing,
        severity: Severity::Error,
        message: "there is no menu in this folder".to_owned(),
        file: path.to_string_lossy().into(),
        span: 0..0,
        help: Some("menus are files that end in `.yaml`; name the folder in which they lie".to_owned()),
        also: None,
    }
}

/// The folder in which a menu lies: the files that it names are looked for there.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder of a menu file.
    #[must_use]
    pub fn of(menu: &Path) -> Self {
        let folder = menu.parent().filter(|folder| !folder.as_os_str().is_empty());
        Self { path: folder.unwrap_or_else(|| Path::new(".")).to_owned() }
    }

    /// Where a file lies that a menu names, if that is inside the folder. Links are followed before that is looked at.
    ///
    /// # Errors
    /// It does not exist, or lies outside.
    pub fn find(&self, path: &str) -> Result<PathBuf, FileFault> {
        if Path::new(path).is_absolute() {
            return Err(FileFault::Outside);
        }
        let folder = self.path.canonicalize().map_err(|fault| refused(&fault))?;
        let outside = Path::new(path).components().any(|part| part == std::path::Component::ParentDir);
        match folder.join(path).canonicalize() {
            Ok(found) if found.starts_with(&folder) => Ok(found),
            Ok(_) => Err(FileFault::Outside),
            Err(_) if outside => Err(FileFault::Outside),
            Err(fault) => Err(refused(&fault)),
        }
    }
}

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileFault> {
        read_file(&self.find(path)?, LARGEST_DIRECTORY)
    }

    fn exists(&self, path: &str) -> bool {
        self.find(path).is_ok_and(|found| found.is_file())
    }
}

/// A file's bytes, if they are no more than so many: a larger one is never read.
fn read_file(path: &Path, most: usize) -> Result<Vec<u8>, FileFault> {
    let about = fs::metadata(path).map_err(|fault| refused(&fault))?;
    if about.is_dir() {
        return Err(FileFault::Folder);
    }
    if !about.is_file() {
        return Err(FileFault::Refused("it is no ordinary file".to_owned()));
    }
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    if about.len() > limit {
        return Err(FileFault::TooLarge(most));
    }
    let file = File::open(path).map_err(|fault| refused(&fault))?;
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
    // It may have grown since.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|fault| refused(&fault))?;
    if bytes.len() > most { Err(FileFault::TooLarge(most)) } else { Ok(bytes) }
}

fn refused(fault: &io::Error) -> FileFault {
    match fault.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FileFault::Missing,
        io::ErrorKind::IsADirectory => FileFault::Folder,
        io::ErrorKind::PermissionDenied => FileFault::Refused("permission denied".to_owned()),
        _ => FileFault::Refused("the operating system reports an error".to_owned()),
    }
}
