//! A call that a package of the client's pays for: one is spent before the call is put through, and where none can be, the menu says where
//! the call goes. What is given back, because nobody was reached, is seen to outside.

use super::reply::Capped;
use super::state::{Stage, Via};
use super::walk::Walk;
use super::{Answer, Question, Then, Why};
use crate::menu::model::Unpaid;
use crate::menu::words::Phrase;
use crate::terms::NodeId;
use crate::ticket::{AtCap, Unspendable};

/// What is said, and where the call goes.
pub(super) const fn because(why: Unspendable, unpaid: Unpaid) -> (Phrase, NodeId) {
    match why {
        Unspendable::None => (Phrase::NoPackage, unpaid.none),
        Unspendable::Expired => (Phrase::PackageExpired, unpaid.expired),
        Unspendable::Language => (Phrase::PackageLanguage, unpaid.language),
        Unspendable::UsedUp => (Phrase::PackageUsedUp, unpaid.used_up),
    }
}

/// The longest conversation for which calls are spent one after the other; seconds. No platform lets one last longer by itself.
const LONGEST: u32 = 14_400;

impl Walk<'_> {
    /// Asks for one of the client's calls.
    pub(super) fn pay(&mut self, via: Via) -> Then {
        self.reset();
        self.place.stage = Stage::Paying(via);
        Then::Ask(Question::Spend { language: self.place.language, customer: self.baggage.customer })
    }

    /// An answer to that.
    pub(super) fn paid(&mut self, via: Via, answer: &Answer) -> Then {
        self.why.push(Why::Answered(super::booking::name(answer)));
        let why = match answer {
            Answer::Paid { left } => {
                let cap = self.capped(*left);
                return self.put_through(via, cap);
            }
            Answer::Unpaid(why) => *why,
            Answer::Slot(_)
            | Answer::NoSlot
            | Answer::Held
            | Answer::Callable(_)
            | Answer::NotANumber
            | Answer::NotCallable
            | Answer::Booked { .. }
            | Answer::Moved { .. }
            | Answer::Cancelled
            | Answer::Written
            | Answer::Ticket(_)
            | Answer::Requested(_)
            | Answer::Identified(_)
            | Answer::Kept
            | Answer::Code(_)
            | Answer::Ended(_)
            | Answer::Full
            | Answer::TooMany
            | Answer::TooOften
            | Answer::Unavailable => return self.unpaid_away(via),
        };
        let Some(unpaid) = self.transfer_of(via).and_then(|transfer| transfer.unpaid) else {
            return self.lost();
        };
        self.placed_unpaid(via, why, unpaid)
    }

    /// It cannot be looked up.
    pub(super) fn unpaid_away(&mut self, via: Via) -> Then {
        if let Via::Callback(queue) | Via::Waiting(queue) = via {
            return self.placed_unpaid_away(queue);
        }
        let Some(unpaid) = self.transfer_of(via).and_then(|transfer| transfer.unpaid) else {
            return self.lost();
        };
        self.phrase(Phrase::PackagesAway);
        self.enter_guarded(unpaid.away)
    }

    /// How long the conversation may be, where so many more calls are left.
    fn capped(&self, left: u32) -> Option<Capped> {
        let cap = self.menu.packages.as_ref()?.cap;
        let length = u32::try_from(cap.length.num_seconds()).unwrap_or(LONGEST).clamp(1, LONGEST);
        let calls = match cap.then {
            AtCap::End => 1,
            AtCap::SpendAnother => left.saturating_add(1).min(LONGEST / length).max(1),
        };
        let warning = u32::try_from(cap.warning.num_seconds()).unwrap_or(0).min(length - 1);
        Some(Capped { length, calls, warning })
    }
}
