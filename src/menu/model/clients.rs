//! Customers by telephone: the question for their code, and where their calls go that no package pays for.

use crate::terms::{NodeId, TextId};

/// The question for a customer's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identify {
    /// What to key in, and that it can be left out.
    pub prompt: TextId,
    /// The fewest digits.
    pub min: u8,
    /// The most, at which keying in ends by itself.
    pub max: u8,
    /// What the customer is told then.
    pub tells: Tells,
    /// Where the call of a customer goes on.
    pub then: NodeId,
    /// Where it goes on without a code.
    pub otherwise: NodeId,
}

/// What is told to a customer whose code was keyed in, and to nobody else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tells {
    /// How the latest request stands.
    pub latest: bool,
    /// What is left of the packages.
    pub balance: bool,
}

/// Where a call goes that no package of the client's pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unpaid {
    /// There is no client, or no package of theirs.
    pub none: NodeId,
    /// All have expired.
    pub expired: NodeId,
    /// None includes the caller's language.
    pub language: NodeId,
    /// All calls are spent.
    pub used_up: NodeId,
    /// It could not be looked up.
    pub away: NodeId,
}

impl Unpaid {
    /// All of them.
    #[must_use]
    pub const fn all(&self) -> [NodeId; 5] {
        [self.none, self.expired, self.language, self.used_up, self.away]
    }
}
