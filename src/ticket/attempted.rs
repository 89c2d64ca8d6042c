//! What became of one attempt to call somebody back.

use serde::{Deserialize, Serialize};

/// What became of an attempt. Histories hold these names: none is ever renamed or removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attempted {
    /// A person answered, and pressed the key that asks for an operator.
    Spoken,
    /// Nobody answered while it rang.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// Something answered that presses no keys.
    Voicemail,
    /// The call was declined, or they hung up without pressing a key.
    Refused,
    /// Whoever answered says that the number is not the user's, or there is no such number.
    WrongNumber,
    /// The user was there, and no operator was.
    NoOperator,
    /// The call could not be placed: the trunk or the platform said no, and nothing rang.
    Failed,
    /// Nobody can say: whoever dialled died, and the platform does not know either.
    Unknown,
}

impl Attempted {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Spoken,
        Self::NoAnswer,
        Self::Busy,
        Self::Voicemail,
        Self::Refused,
        Self::WrongNumber,
        Self::NoOperator,
        Self::Failed,
        Self::Unknown,
    ];

    /// Its name, as the store and the API write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spoken => "spoken",
            Self::NoAnswer => "no-answer",
            Self::Busy => "busy",
            Self::Voicemail => "voicemail",
            Self::Refused => "refused",
            Self::WrongNumber => "wrong-number",
            Self::NoOperator => "no-operator",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it may be booked again by itself when nobody was reached: not for whoever declined it, whose number it is not, or who may have spoken.
    #[must_use]
    pub const fn may_be_booked_again(self) -> bool {
        match self {
            Self::NoAnswer | Self::Busy | Self::Voicemail | Self::NoOperator | Self::Failed => true,
            Self::Spoken | Self::Refused | Self::WrongNumber | Self::Unknown => false,
        }
    }

    /// The outcome of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}
