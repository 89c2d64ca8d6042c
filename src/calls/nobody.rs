//! The menu of a number that nobody has: an apology, and the end. So the reply to such a call is made, spoken and sealed like any other.

use crate::engine::{Reply, Say, Then, Why};
use crate::menu::model::{HangupCause, Menu, Pace};
use crate::menu::words::{Phrase, Prompt};
use crate::terms::Language;

pub(super) fn menu() -> Menu {
    Menu {
        languages: Language::ALL.to_vec(),
        pace: Pace { first: 7, between: 4, slower: 0, longest: 60 },
        ..Menu::bare("nobody", HangupCause::Unallocated)
    }
}

/// The apology, in every language: nobody knows which one the caller speaks.
pub(super) fn reply() -> Reply {
    let say = |language| {
        [Phrase::UnknownNumber, Phrase::Goodbye].map(|phrase| Say {
            prompt: Prompt::Phrase(phrase),
            language,
            interruptible: false,
        })
    };
    Reply {
        answer: true,
        language: Language::It,
        say: Language::ALL.into_iter().flat_map(say).collect(),
        then: Then::Hangup(HangupCause::Unallocated),
        why: vec![Why::Hangup(HangupCause::Unallocated)],
    }
}
