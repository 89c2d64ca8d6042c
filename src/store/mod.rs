//! What must outlast a call and be the same for every replica, in an SQLite file or a PostgreSQL database: a file of this room a table.
//!
//! The database says no: a seat, a second booking, a repeated request are decided by a constraint or a conditional write inside one
//! transaction, never by a look before it. The store may be away: each operation then says so at once, and [`Store::open`] finds it again.
//!
//! # A table's file
//!
//! One SQL text serves both databases (what they share, and where they differ: `migrations/README.md`). It is read and written like this, with nouns
//! bound and read as themselves:
//!
//! ```ignore
//! let rows = self.reading().await?.all("SELECT desk, since FROM emergency WHERE since > $1", args![after]).await?;
//! rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
//!
//! transaction!(self, |writing| {
//!     let new = "INSERT INTO emergency (desk, since) VALUES ($1, $2) ON CONFLICT DO NOTHING";
//!     Ok(writing.run(new, args![desk, now]).await? > 0)
//! })
//! ```
//!
//! On SQLite a write is alone from its beginning to its end (`BEGIN IMMEDIATE`). On PostgreSQL others write meanwhile (`READ COMMITTED`): what is
//! decided must then be one statement, a constraint, or come after `Writing::alone`. Conflicts are `ON CONFLICT DO NOTHING RETURNING`, never a
//! caught error, which would spoil the transaction. A write that lost its connection or met a deadlock runs again by itself; one whose commit
//! broke off is [`Fault::Unknown`], and whoever can ask by a key whether it was done asks.

mod address;
mod answers;
mod askings;
mod attempts;
mod backup;
mod bookings;
mod changes;
mod code_calls;
mod connect;
mod customers;
mod denied;
mod emergency;
mod fault;
mod feeds;
mod guesses;
mod keys;
mod menus;
mod migrate;
mod outbox;
mod overrides;
mod packages;
mod personal;
mod postgres;
mod repeats;
mod run;
mod scheduled;
mod screens;
mod seats;
mod sendings;
mod sql;
mod sqlite;
mod sweep;
mod tickets;
mod tokens;
mod tries;
mod users;

pub use answers::Asked;
pub use askings::{Asking, CODE_SECONDS, CODE_TRIES, CodeBy, Page, Sending, Sent, Typed, Wanted};
pub use attempts::{CalledBack, Due, Forsaken, InHand};
pub use backup::BackupFault;
pub use bookings::{Again, Along, Booked, Booking, Change, Changed, Request, Room, Telling};
pub use changes::{CallingNow, HeldNow, Noted};
pub use code_calls::{CodeCallStands, DueCodeCall, NewCodeCall, OpenCodeCall, OpenCodeCalls};
pub use connect::Store;
pub use customers::{Identified, KeptCustomer};
pub use denied::{Denied, Known};
pub use fault::Fault;
pub use feeds::{Feed, FeedEntry, FeedOf};
pub use guesses::{Trier, Trying};
pub use menus::Sources;
pub use outbox::{Left, Outgoing, Post};
pub use overrides::NewOverride;
pub use packages::{Bought, Conversation, Spending, Spent};
pub use repeats::{Kept, Repeat};
pub use scheduled::{Calling, OpenRequest, Scheduled};
pub use screens::{Pop, Popped};
pub use seats::{Clerk, Counted, Deed, Held, NewChange, Pick, Recorded, Taken, Undone};
pub use tickets::{
    Beside, Board, By, Deadline, Find, Happened, Introduction, Listing, NewTicket, Quote, Quoted, Standing,
    Tell, Ticket, Told,
};
pub use tokens::KeptToken;
pub use users::{Admitted, User};

use run::{Alone, Reading, Writing, transaction};
use sql::{Row, args};
