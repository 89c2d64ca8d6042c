//! Who calls, as far as the number tells: routing information only, it opens no door.

use super::Number;

/// The caller's number, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// A number of some country's plan.
    Known(Number),
    /// The caller asked not to be known: never looked up, spoken or stored.
    Withheld,
    /// Nothing that is a telephone number (an address, an internal name, too many digits).
    Unknown,
}

impl Caller {
    /// The number, where there is one.
    #[must_use]
    pub const fn number(self) -> Option<Number> {
        match self {
            Self::Known(number) => Some(number),
            Self::Withheld | Self::Unknown => None,
        }
    }
}
