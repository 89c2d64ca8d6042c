//! How often somebody may try out numbers and codes before they are told to stop. The store counts; here stand the limits.

use chrono::TimeDelta;

/// By what tries are counted, each for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountedBy {
    /// One call: whoever mistyped may try again, but not for ever.
    Call,
    /// One browser on a public page.
    Page,
    /// One code or ticket's number, whoever tries it: it is not to be guessed at from many telephones.
    Code,
    /// One caller's number, whatever it tries.
    Number,
}

impl CountedBy {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Call, Self::Page, Self::Code, Self::Number];

    /// How many wrong tries are borne within [`CountedBy::within`]; the next is refused unseen, right or wrong.
    #[must_use]
    pub const fn limit(self) -> u32 {
        match self {
            Self::Call | Self::Page => 3,
            Self::Code => 5,
            Self::Number => 10,
        }
    }

    /// For how long a wrong try counts.
    #[must_use]
    pub const fn within(self) -> TimeDelta {
        match self {
            // As long as a call's seal is good.
            Self::Call => TimeDelta::hours(12),
            Self::Page | Self::Code | Self::Number => TimeDelta::hours(1),
        }
    }

    /// Its name in the store.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Page => "page",
            Self::Code => "code",
            Self::Number => "number",
        }
    }
}
