//! What a user has sent to the desk's own mailbox when a reminder brought no answer. Never by itself: only a person's wish makes one.

/// Where a desk takes escalations, and under which subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// The mailbox.
    pub to: Box<str>,
    /// The subject, letter for letter.
    pub subject: Box<str>,
}
