//! Numbering plans: from what a trunk, a keypad or a CSV row wrote to a [`Number`], by the desk's country, never by guessing.

mod did;
mod plan;
mod shown;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Caller, Number, NumberFault};

pub use did::{Did, dialled};
pub use shown::{NotShown, shown};

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
        (bytes.iter().all(u8::is_ascii_uppercase) && plan::knows(code)).then_some(Self(bytes))
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

/// What platforms send instead of a number that is held back: words, and the keys that spell them, which Twilio sends as a number
/// (ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE).
const WITHHELD: [&str; 12] = [
    "anonymous",
    "restricted",
    "blocked",
    "unknown",
    "unavailable",
    "private",
    "withheld",
    "+266696687",
    "+7378742833",
    "+2562533",
    "+8656696",
    "+86282452253",
];

/// The caller's number as a trunk wrote it; routing information only.
///
/// `+` and `00` are international wherever they come from; other digits are what `format` says, and nothing is tried twice.
/// A `sip:` or `sips:` address is unknown, whatever it looks like: it is not of a telephone network, and its owner chooses the part
/// before the `@`. Of a `tel:` address the number counts; one with `phone-context` is of somebody else's plan and so unknown. A text that is no valid number of its
/// country's plan (an extension, an emergency number, 500 characters, digits of another script, nothing at all) is
/// [`Caller::Unknown`]; `anonymous` and its kin, in any case and inside an address too, are [`Caller::Withheld`].
#[must_use]
pub fn caller(text: &str, format: CallerFormat, country: Country) -> Caller {
    let (text, telephone) = match address(text.trim()) {
        Address::Telephone(number) => (number, true),
        Address::Sip(user) => (user, false),
        Address::ElsewhereOnly => return Caller::Unknown,
    };
    if WITHHELD.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return Caller::Withheld;
    }
    if !telephone {
        return Caller::Unknown;
    }
    let Ok(mut written) = plan::written(text) else { return Caller::Unknown };
    written.international |= format == CallerFormat::International;
    match plan::whole(&written, country) {
        Ok(number) if kind(number) == Kind::Emergency => Caller::Unknown,
        Ok(number) => Caller::Known(number),
        Err(
            NumberFault::Characters | NumberFault::TooShort | NumberFault::TooLong | NumberFault::NotInPlan,
        ) => Caller::Unknown,
    }
}

/// A whole number as a person keys or writes it: national, `+` or `00`, with the usual separators. A country's short public
/// numbers (112, 118) are numbers too, of [`Kind::Emergency`], so that whoever asks for a callback can refuse them by name.
///
/// # Errors
/// What keeps it from being a number. A country's code without `+` or `00` is [`NumberFault::TooLong`]: it is not guessed.
pub fn number(text: &str, country: Country) -> Result<Number, NumberFault> {
    plan::whole(&plan::written(text)?, country)
}

/// The digits, country code first, with which all numbers of a written prefix begin: `06 6885`, `+39 06 6885` and `0039 06 6885`
/// are 39066885.
///
/// # Errors
/// What keeps it from being the beginning of a number. That numbers with it exist is not looked at.
pub fn prefix(text: &str, country: Country) -> Result<u64, NumberFault> {
    plan::beginning(&plan::written(text)?, country)
}

/// What kind of line a number is.
#[must_use]
pub fn kind(number: Number) -> Kind {
    plan::kind(number)
}

/// The country to whose plan a number belongs; none for satellites and other numbers of no country.
#[must_use]
pub fn country(number: Number) -> Option<Country> {
    plan::country(number)
}

/// A number as people read it, by the habits of its plan: `+39 06 6885 1234`. Personal data.
#[must_use]
pub fn spaced(number: Number) -> String {
    plan::spaced(number)
}

/// Reads the tables of all plans, which otherwise the first number has to wait for (some milliseconds): for a server's start.
pub fn warm() {
    let _ = number("06 6885 1234", Country::ITALY).map(kind);
}

/// What a caller's text is the address of.
enum Address<'a> {
    /// A telephone number, as far as its form tells.
    Telephone(&'a str),
    /// A SIP user, by this name.
    Sip(&'a str),
    /// A number that only somebody else's plan knows.
    ElsewhereOnly,
}

fn address(text: &str) -> Address<'_> {
    let Some((scheme, rest)) = text.split_once(':') else { return Address::Telephone(text) };
    let of = |name: &str| scheme.eq_ignore_ascii_case(name);
    if of("sip") || of("sips") {
        Address::Sip(rest.split(['@', ';']).next().unwrap_or(rest))
    } else if of("tel") {
        let (number, parameters) = rest.split_once(';').unwrap_or((rest, ""));
        if parameters.to_ascii_lowercase().contains("phone-context") {
            Address::ElsewhereOnly
        } else {
            Address::Telephone(number)
        }
    } else {
        Address::Telephone(text)
    }
}
