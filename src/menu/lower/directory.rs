//! The file with the administration's numbers, read by the room that knows numbers.

use std::ops::Range;
use std::sync::Arc;

use super::Lower;
use super::fields::Fields;
use super::keywords::Keyword;
use super::names::Named;
use crate::directory::{Directory, RowFault, RowProblem, load};
use crate::menu::diagnostic::{Code, Diagnostic, Severity, closest};
use crate::menu::source::LARGEST_DIRECTORY;

/// More mistakes of one file than anybody reads; beyond them their number is told.
const MOST_ROWS_TOLD: usize = 100;

impl<'t> Lower<'t> {
    pub(super) fn directory(&mut self, fields: &Fields<'t>) -> Arc<Directory> {
        let Some(entry) = fields.entry(Keyword::Directory) else { return Arc::default() };
        let Some((scalar, span)) = self.scalar(entry, "the directory's file") else { return Arc::default() };
        let path = scalar.text.trim();
        let bytes = match self.files.read(path) {
            Ok(bytes) if bytes.len() > LARGEST_DIRECTORY => {
                let most = LARGEST_DIRECTORY / (1024 * 1024);
                let message = format!("the directory `{path}` is larger than {most} MiB");
                self.tell(Code::FileTooLarge, span, message, None);
                return Arc::default();
            }
            Ok(bytes) => bytes,
            Err(fault) => {
                let help = "the path is counted from the folder of the menu file".to_owned();
                self.tell(fault.code(), span, format!("the directory `{path}` {fault}"), Some(help));
                return Arc::default();
            }
        };
        let names = &self.names;
        let resolve = |name: &str| match names.place(name) {
            Some(Named::Destination(id)) => Some(id),
            Some(Named::Node(_)) | None => None,
        };
        let (directory, faults) = load(&bytes, self.country, &resolve);
        self.tell_rows(&self.source.beside(path), &faults, span);
        self.read.push(bytes);
        Arc::new(directory)
    }

    fn tell_rows(&mut self, file: &Arc<str>, faults: &[RowFault], named: Range<u32>) {
        let told = faults.iter().filter(|fault| !self.broken_destination(fault));
        let told: Vec<_> = told.collect();
        for fault in told.iter().take(MOST_ROWS_TOLD) {
            let said = self.row(file, fault);
            self.found.push(said);
        }
        if told.len() > MOST_ROWS_TOLD {
            let more = told.len() - MOST_ROWS_TOLD;
            let message = format!("{more} more rows of `{file}` are wrong");
            let help = "put those above right first".to_owned();
            self.tell(Code::RowNoNumber, named, message, Some(help));
        }
    }

    /// Whether a row leads to a destination of which something worse has been told.
    fn broken_destination(&self, fault: &RowFault) -> bool {
        matches!(&fault.kind, RowProblem::UnknownDestination { name } if self.names.broken.contains(&name.as_str()))
    }

    fn row(&self, file: &Arc<str>, fault: &RowFault) -> Diagnostic {
        let place = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let span = place(fault.range.start)..place(fault.range.end);
        let mut said = Diagnostic::new(row_code(&fault.kind), file, span, fault.kind.to_string());
        let near = match &fault.kind {
            RowProblem::UnknownDestination { name } => closest(name, self.names.destinations()),
            _ => None,
        };
        said.help =
            near.map(|near| format!("did you mean `{near}`?")).or_else(|| fault.help().map(str::to_owned));
        if fault.is_warning() {
            said.severity = Severity::Warning;
        }
        said
    }
}

/// The code of what may be wrong with a row.
fn row_code(problem: &RowProblem) -> Code {
    match problem {
        RowProblem::UnknownDestination { .. } | RowProblem::NoDestination => Code::RowNowhere,
        RowProblem::LostZero | RowProblem::LostPlus | RowProblem::Rounded => Code::RowSpoilt,
        RowProblem::Duplicate { .. } => Code::RowTwice,
        RowProblem::TooMany { .. } => Code::TooMany,
        RowProblem::NoNumber
        | RowProblem::Number(_)
        | RowProblem::LooksLikePrefix
        | RowProblem::VeryShort
        | RowProblem::Prefix(_)
        | RowProblem::Star => Code::RowNoNumber,
    }
}
