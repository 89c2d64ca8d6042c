//! The names of the calls that we place, on whatever platform: two calls of one name there cannot be at a time, and the name says what a call is for.

use super::{call_name, of_call};
use crate::terms::CodeCallId;
use crate::ticket::TicketNumber;

/// What a call is for that we placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlacedFor {
    /// A callback that was booked.
    Callback {
        /// Whose booking it is for.
        ticket: TicketNumber,
        /// The so-manieth attempt.
        attempt: u16,
    },
    /// A code that is to be spoken.
    CodeCall(CodeCallId),
}

impl PlacedFor {
    /// What a call of this name is for; none where we have placed none such.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        if let Some(call) = name.strip_prefix("code-") {
            return call.parse().ok().map(CodeCallId).map(Self::CodeCall);
        }
        of_call(name).map(|(ticket, attempt)| Self::Callback { ticket, attempt })
    }

    /// Its call's name.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Callback { ticket, attempt } => call_name(ticket, attempt),
            Self::CodeCall(call) => code_call_name(call),
        }
    }
}

/// The name of a call that is to speak a code.
#[must_use]
pub fn code_call_name(call: CodeCallId) -> String {
    format!("code-{}", call.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_call_says_what_it_is_for() {
        let ticket = TicketNumber::from_seed(7);
        for placed in [PlacedFor::Callback { ticket, attempt: 3 }, PlacedFor::CodeCall(CodeCallId(u32::MAX))]
        {
            assert_eq!(PlacedFor::of(&placed.name()), Some(placed));
        }
        for strange in ["", "code-", "code-x", "code-99999999999", "1795333422.1-310414"] {
            assert_eq!(PlacedFor::of(strange), None, "{strange}");
        }
    }
}
