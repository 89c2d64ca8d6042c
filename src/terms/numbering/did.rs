//! The number dialled: an admin writes it in one way, platforms send it in four.

use std::fmt;

use super::{Address, Country, address, plan};
use crate::terms::{Number, NumberFault};

/// The most digits that an internal extension has; what is longer and no number is a slip of the pen.
const LONGEST_EXTENSION: usize = 6;

/// A number or an internal extension under which a desk is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Did {
    /// A public number.
    Public(Number),
    /// An internal extension: digits as the platform sends them, not part of any plan.
    Extension(String),
}

impl Did {
    /// As an admin writes it: a public number (national, `+` or `00`, with separators), or an extension of at most six digits
    /// with nothing between them that is no number of the country's plan.
    ///
    /// # Errors
    /// What keeps it from being a number, where it is no extension either.
    pub fn parse(text: &str, country: Country) -> Result<Self, NumberFault> {
        super::number(text, country).map(Self::Public).or_else(|fault| extension(text).ok_or(fault))
    }

    /// As people read it.
    #[must_use]
    pub fn spaced(&self) -> String {
        match self {
            Self::Public(number) => super::spaced(*number),
            Self::Extension(digits) => digits.clone(),
        }
    }
}

impl fmt::Display for Did {
    /// Digits only: a public number's with its country's code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public(number) => write!(f, "{}", number.digits()),
            Self::Extension(digits) => f.write_str(digits),
        }
    }
}

/// What a platform may mean by the number dialled, the likeliest first: the national number, the same with its country's code in
/// front and no `+`, or an extension. `+` and `00` leave no choice. An address (`sip:7002@pbx`) is taken by its user part.
///
/// Unlike a caller's number this is compared with the few numbers that desks are known by, so that reading it in more than one
/// way guesses nothing: look each up in turn.
pub fn dialled(text: &str, country: Country) -> impl Iterator<Item = Did> + use<> {
    let user = match address(text.trim()) {
        Address::Telephone(user) | Address::Sip(user) => user,
        Address::ElsewhereOnly => "",
    };
    let written = plan::written(user).ok();
    let national = written.as_ref().and_then(|written| plan::whole(written, country).ok());
    let bare = written
        .filter(|written| !written.international)
        .map(|written| plan::Written { international: true, ..written })
        .and_then(|written| plan::whole(&written, country).ok());
    let numbers = national.into_iter().chain(bare).map(Did::Public);
    numbers.chain(extension(user))
}

fn extension(text: &str) -> Option<Did> {
    let text = text.trim();
    let fits =
        (1..=LONGEST_EXTENSION).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| Did::Extension(text.to_owned()))
}
