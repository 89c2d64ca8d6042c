//! A menu file as text, and the door through which the files that it names are read: this room touches no disk.

use std::sync::Arc;

use super::diagnostic::{Code, Diagnostic};

/// The largest menu file; a generated menu of 100,000 nodes is below it.
pub const LARGEST_MENU: usize = 16 * 1024 * 1024;

/// The largest directory; a million rows are below it.
pub const LARGEST_DIRECTORY: usize = 128 * 1024 * 1024;

/// A menu file that has been read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the admin gave it (`menus/giustizia.yaml`); diagnostics name it.
    pub name: Arc<str>,
    /// The text, without a byte order mark.
    pub text: Arc<str>,
}

/// The files that a menu names: directories and recordings.
pub trait Files {
    /// A file's bytes. The path is relative to the menu file.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, FileFault>;

    /// Whether the path leads to a file that could be read.
    fn exists(&self, path: &str) -> bool;
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// There is nothing of this name.
    #[error("does not exist")]
    Missing,
    /// It is a folder.
    #[error("is a folder, not a file")]
    Folder,
    /// It is larger than this many bytes.
    #[error("is larger than {} MiB", .0 / (1024 * 1024))]
    TooLarge(usize),
    /// The path leads out of the menus' folder.
    #[error("lies outside the folder of the menus")]
    Outside,
    /// The operating system says no.
    #[error("may not be read ({0})")]
    Refused(String),
}

impl FileFault {
    /// The mistake that this is, where a menu names the file.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Missing => Code::FileMissing,
            Self::Folder | Self::Refused(_) => Code::FileUnreadable,
            Self::TooLarge(_) => Code::FileTooLarge,
            Self::Outside => Code::OutsideFolder,
        }
    }
}

/// No files at all, for menus that name none.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Result<Vec<u8>, FileFault> {
        Err(FileFault::Missing)
    }

    fn exists(&self, _path: &str) -> bool {
        false
    }
}

impl Source {
    /// A menu from a text that is at hand.
    #[must_use]
    pub fn new(name: &str, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { name: name.into(), text: text.into() }
    }

    /// A menu from a file's bytes.
    ///
    /// # Errors
    /// Too large, or not UTF-8: a spreadsheet's or an old editor's file.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Box<Diagnostic>> {
        let file: Arc<str> = name.into();
        if bytes.len() > LARGEST_MENU {
            return Err(Box::new(Self::refused(name, &FileFault::TooLarge(LARGEST_MENU))));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(name, text)),
            Err(fault) => {
                let before = bytes.get(..fault.valid_up_to()).unwrap_or_default();
                let line = before.split(|byte| *byte == b'\n').count();
                let message =
                    format!("the file is not UTF-8 text: line {line} has a character of another encoding");
                Err(Box::new(
                    Diagnostic::new(Code::NotUtf8, &file, 0..0, message)
                        .help("in the editor, choose \"Save with encoding\" and then UTF-8"),
                ))
            }
        }
    }

    /// A menu file that cannot be read.
    #[must_use]
    pub fn refused(name: &str, fault: &FileFault) -> Diagnostic {
        let said = Diagnostic::new(fault.code(), &name.into(), 0..0, format!("the file {fault}"));
        match fault {
            FileFault::Missing => {
                said.help("look at its spelling; a path is counted from the folder you are in")
            }
            FileFault::Folder => said.help("name one menu in it, a file that ends in `.yaml`"),
            FileFault::Outside | FileFault::TooLarge(_) | FileFault::Refused(_) => said,
        }
    }

    /// The path of a file that the menu names, as diagnostics show it: beside the menu.
    #[must_use]
    pub fn beside(&self, path: &str) -> Arc<str> {
        match self.name.rfind('/') {
            Some(slash) => format!("{}/{path}", self.name.get(..slash).unwrap_or_default()).into(),
            None => path.into(),
        }
    }
}
