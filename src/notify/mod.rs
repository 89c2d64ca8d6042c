//! What people are told in writing: a notice becomes a mail, a signed webhook, or a short message through a gateway.
//!
//! Notices are written to the store's outbox in the transaction that makes them true, and sent from there by the worker, as often as it takes.
//! So a receiver may get one twice, never none: each carries an id that stays the same however often it is sent, by which a twin can be dropped.

mod confirmation;
mod mail;
mod missed;
mod notice;
mod retry;
mod webhook;
mod words;

pub use confirmation::{Confirmation, PREFIX};
pub use mail::{Mailer, NoMailer};
pub use missed::{Because, Missed, Next};
pub use notice::{Address, Event, Notice, Span};
pub use retry::{Verdict, next_try};
pub use webhook::{NoEndpoint, SigningKey, Webhooks};
pub use words::{Letter, letter, long_date, short, told};
