//! A telephone number in E.164, small enough to copy and shy enough to log: it prints masked, and gives itself whole only when asked by name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number in E.164 (ITU-T E.164: at most 15 digits, the first is not 0), kept as an integer. `Display` and `Debug` mask it: `+3906•••42`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Number(u64);

/// Why a text is no telephone number. Says nothing of the text itself, which may be a person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberFault {
    /// Other characters than ASCII digits and the usual separators.
    #[error("has characters that no telephone number has")]
    Characters,
    /// Too few digits for the country.
    #[error("is too short")]
    TooShort,
    /// Too many digits for the country, or for E.164.
    #[error("is too long")]
    TooLong,
    /// The right length, but no number of the country's plan.
    #[error("is not a number of the country's plan")]
    NotInPlan,
}

impl Number {
    /// The number with these digits, country code first, no `+`.
    #[must_use]
    pub const fn from_digits(digits: u64) -> Option<Self> {
        if digits >= 1_000 && digits <= 999_999_999_999_999 { Some(Self(digits)) } else { None }
    }

    /// The digits as an integer, country code first.
    #[must_use]
    pub const fn digits(self) -> u64 {
        self.0
    }

    /// The whole number, `+390668851234`. For dialling, storing and speaking; never for a log.
    #[must_use]
    pub fn e164(self) -> String {
        format!("+{}", self.0)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let head = digits.get(..4).unwrap_or("");
        let tail = digits.get(digits.len().saturating_sub(2)..).unwrap_or("");
        write!(f, "+{head}•••{tail}")
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
