//! Numbering plans: from what a trunk, a keypad or a CSV row wrote to a [`Number`], by the desk's country, never by guessing.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Caller, Number, NumberFault};

/// A country by its ISO 3166-1 code; one whose numbering plan is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Country([u8; 2]);

impl Country {
    /// Italy, the country of a desk that names none.
    pub const ITALY: Self = Self(*b"IT");

    /// The country with this code in capitals, if its numbering plan is known.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let bytes: [u8; 2] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }

    /// The ISO 3166-1 code, two capitals.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// How a trunk writes a caller's number that has neither `+` nor `00` in front: told by a setting, never guessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CallerFormat {
    /// `06 6885 1234`: as it is dialled inside the desk's country.
    #[default]
    National,
    /// `39 06 6885 1234`: E.164 without its `+`.
    International,
}

/// What kind of line a number is, as far as its country's plan tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A geographic number.
    Landline,
    /// A mobile.
    Mobile,
    /// Either of the two, where the plan does not tell them apart.
    LandlineOrMobile,
    /// Free for the caller.
    TollFree,
    /// The cost is shared.
    SharedCost,
    /// Costs the caller extra.
    Premium,
    /// An emergency service's or another short public number.
    Emergency,
    /// Anything else.
    Other,
}

/// A number or an internal extension under which a desk is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Did {
    /// A public number.
    Public(Number),
    /// An internal extension: digits as the platform sends them, not part of any plan.
    Extension(String),
}

/// The caller's number as a trunk wrote it. Anything that is not ASCII digits with the usual separators is [`Caller::Unknown`]; `anonymous` and its kin are [`Caller::Withheld`].
#[must_use]
pub fn caller(text: &str, format: CallerFormat, country: Country) -> Caller {
    let _ = (text, format, country);
    Caller::Unknown
}

/// A whole number as a person keys or writes it: national, `+` or `00`.
///
/// # Errors
/// What keeps it from being a number.
pub fn number(text: &str, country: Country) -> Result<Number, NumberFault> {
    let _ = (text, country);
    Err(NumberFault::NotInPlan)
}

/// What kind of line a number is.
#[must_use]
pub fn kind(number: Number) -> Kind {
    let _ = number;
    Kind::Other
}
