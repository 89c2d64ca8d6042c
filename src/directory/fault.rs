//! What may be wrong with a row of a directory, said so that whoever keeps it in a spreadsheet knows what to do.

use std::ops::Range;

use crate::terms::NumberFault;

/// One mistake, or one warning, in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The line of the file, counted from one.
    pub line: u32,
    /// The guilty cell: bytes inside [`decode`](super::decode)'s text.
    pub range: Range<usize>,
    /// What is wrong; its `Display` is the message, and repeats no number.
    pub kind: RowProblem,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// It has one cell only.
    #[error("the row has no destination")]
    NoDestination,
    /// The number's cell is empty.
    #[error("the row has no number")]
    NoNumber,
    /// No telephone number of the country.
    #[error("the number {0}")]
    Number(NumberFault),
    /// Shorter than a whole number, and without the `*` of a prefix.
    #[error("this is the beginning of a number, not a whole one")]
    LooksLikePrefix,
    /// A whole number with so few digits that a prefix was probably meant.
    #[error("this is a whole number, but a very short one")]
    VeryShort,
    /// No prefix.
    #[error("the prefix {0}")]
    Prefix(NumberFault),
    /// A star that does not end the cell, or more than one.
    #[error("a `*` stands anywhere but at the end")]
    Star,
    /// A spreadsheet took the number for a quantity and cut its leading zero.
    #[error("the number has lost its leading zero")]
    LostZero,
    /// A spreadsheet took the number for a quantity and cut its `+`.
    #[error("the number has lost its `+`")]
    LostPlus,
    /// A spreadsheet took the number for a quantity and rounded it.
    #[error("a spreadsheet has rounded the number: the digits are gone")]
    Rounded,
    /// No destination has this name.
    #[error("no destination is called `{name}`")]
    UnknownDestination {
        /// The name as written.
        name: String,
    },
    /// The same number or prefix with another destination.
    #[error("the same {} stands in line {first}, with another destination", if *.prefix { "prefix" } else { "number" })]
    Duplicate {
        /// The line of the first.
        first: u32,
        /// Whether it is a prefix.
        prefix: bool,
    },
    /// More rows than a directory can have.
    #[error("a directory has at most {most} rows")]
    TooMany {
        /// The most.
        most: usize,
    },
}

impl RowFault {
    /// Whether the directory can serve all the same.
    #[must_use]
    pub const fn is_warning(&self) -> bool {
        matches!(self.kind, RowProblem::VeryShort)
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> Option<&'static str> {
        match self.kind {
            RowProblem::NoDestination => {
                Some("write the number, a semicolon, and a destination's name: `06 6885 2121;lotto-3`")
            }
            RowProblem::NoNumber => Some("remove the row, or write its number"),
            RowProblem::Number(_) => {
                Some("write it as it is dialled inside the country, or with `+` and the country's code")
            }
            RowProblem::LooksLikePrefix | RowProblem::VeryShort => {
                Some("if every number that begins so is meant, write a star behind it: `06 6885*`")
            }
            RowProblem::Prefix(_) => {
                Some("write the digits with which the numbers begin, and a star: `06 6885*`")
            }
            RowProblem::Star => {
                Some("a star behind the digits means every number that begins with them: `06 6885*`")
            }
            RowProblem::LostZero => {
                Some("format the column as text in the spreadsheet, then write the 0 again")
            }
            RowProblem::LostPlus => {
                Some("format the column as text in the spreadsheet, then write the `+` again")
            }
            RowProblem::Rounded => {
                Some("format the column as text in the spreadsheet, then write the number again")
            }
            RowProblem::UnknownDestination { .. } => {
                Some("the names are those under `destinations` in the menu")
            }
            RowProblem::Duplicate { .. } => Some("keep one of the two"),
            RowProblem::TooMany { .. } => Some("name a prefix instead of all its numbers"),
        }
    }
}
