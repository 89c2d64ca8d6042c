//! The code by which a customer is known. It says who somebody is and is no secret, so it is kept as it is; it opens nothing by itself, and
//! the password that goes with it on a portal is never asked for on the telephone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::terms::{Digit, Digits};

/// A customer, by its row in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CustomerId(pub i64);

/// A customer's code: 3 to 24 letters and digits, compared without regard to case. Prints its last two characters only.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CustomerCode(String);

/// Why a text is no customer's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    /// Something else than letters from A to Z, digits, and spaces, dots, hyphens and underscores between them.
    #[error("expected letters from A to Z and digits, but found another character")]
    Characters,
    /// Too few or too many.
    #[error("expected {min} to {max} letters and digits, but found {0}", min = CustomerCode::MIN, max = CustomerCode::MAX)]
    Length(usize),
}

impl CustomerCode {
    /// The fewest letters and digits.
    pub const MIN: usize = 3;

    /// The most.
    pub const MAX: usize = 24;

    /// The code in capital letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The keys that a caller presses for it: a letter's key is the one that it stands on (E.161, 2 for A, B and C). Two codes may share
    /// their keys, and then those keys name nobody.
    #[must_use]
    pub fn keys(&self) -> String {
        self.0.chars().map(key).collect()
    }

    /// The same keys out of what was keyed in; none where it can be no code's.
    #[must_use]
    pub fn keyed(digits: &Digits) -> Option<String> {
        let plain = digits.iter().all(|digit| digit.value().is_some());
        (plain && (Self::MIN..=Self::MAX).contains(&digits.len()))
            .then(|| digits.iter().map(Digit::char).collect())
    }
}

/// The key on which a letter stands.
const fn key(letter: char) -> char {
    match letter {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        digit => digit,
    }
}

impl FromStr for CustomerCode {
    type Err = CodeFault;

    fn from_str(text: &str) -> Result<Self, CodeFault> {
        let mut code = String::new();
        for letter in text.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-' | '_' | '\u{a0}')) {
            if !letter.is_ascii_alphanumeric() {
                return Err(CodeFault::Characters);
            }
            code.push(letter.to_ascii_uppercase());
        }
        if (Self::MIN..=Self::MAX).contains(&code.len()) {
            Ok(Self(code))
        } else {
            Err(CodeFault::Length(code.len()))
        }
    }
}

impl TryFrom<String> for CustomerCode {
    type Error = CodeFault;

    fn try_from(text: String) -> Result<Self, CodeFault> {
        text.parse()
    }
}

impl From<CustomerCode> for String {
    fn from(code: CustomerCode) -> Self {
        code.0
    }
}

impl fmt::Display for CustomerCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "••{}", self.0.get(self.0.len().saturating_sub(2)..).unwrap_or_default())
    }
}

impl fmt::Debug for CustomerCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
