//! Callbacks that citizens ask for on the public page, until their telephone is confirmed by a code. Everything that limits them is counted here and by
//! the database's clock: a browser may show an old page again, and a visitor may come without the cookie.

use chrono::{DateTime, NaiveDate, Utc};
use ring::digest::{SHA256, digest};
use ring::hmac;

use super::code_calls::{self, NewCodeCall};
use super::outbox::{self, Post};
use super::sendings::{self, Asks};
use super::{Fault, Row, Store, Writing, args, transaction};
use crate::booking::Slot;
use crate::terms::{Language, Number};
use crate::ticket::TicketNumber;

/// How long a code is good; seconds.
pub const CODE_SECONDS: i64 = 600;
/// How many wrong tries a code bears; the next is refused, right or wrong.
pub const CODE_TRIES: u32 = 5;
/// How many codes are sent for one asking.
const SENT_AT_MOST: u32 = 3;
/// How long one waits before another code is sent; seconds.
const PAUSE: i64 = 60;
/// How long an asking is kept, so that its page can show the ticket; seconds.
const KEPT: i64 = 3600;
/// Those that were kept for so long.
pub(super) const OVER: &str = "DELETE FROM askings WHERE created_at < unixepoch() - 3600";

/// A visitor's browser: the secret in its cookie.
#[derive(Clone, Copy)]
pub struct Page<'a>(pub &'a [u8]);

impl std::fmt::Debug for Page<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Page(not shown)")
    }
}

impl Page<'_> {
    pub(super) fn hash(self) -> [u8; 32] {
        let hash = digest(&SHA256, self.0);
        hash.as_ref().try_into().unwrap_or([0; 32])
    }

    fn sealed(self, code: &str) -> hmac::Tag {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, self.0), format!("code {code}").as_bytes())
    }

    fn opens(self, code: &str, kept: &[u8]) -> bool {
        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, self.0), format!("code {code}").as_bytes(), kept)
            .is_ok()
    }
}

/// How a code comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeBy {
    /// By a short message.
    Sms,
    /// Spoken by a call.
    Call,
}

impl CodeBy {
    const fn name(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Call => "call",
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// By chance: with it what is booked is asked for once.
    pub question: u32,
    /// The desk's name.
    pub desk: String,
    /// The queue's name.
    pub queue: String,
    /// When.
    pub slot: Slot,
    /// Whom to call.
    pub number: Number,
    /// In which language.
    pub language: Language,
    /// Their name.
    pub name: Option<String>,
    /// Their mailbox.
    pub email: Option<String>,
    /// How the code comes.
    pub way: CodeBy,
}

/// An asking as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// What is asked for.
    pub wanted: Wanted,
    /// Whether the number is confirmed.
    pub confirmed: bool,
    /// The ticket and its date, once it is booked.
    pub booked: Option<(TicketNumber, NaiveDate)>,
}

/// A code on its way, and who asks for it.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'a> {
    /// Six digits.
    pub code: &'a str,
    /// How it goes out, where that is in writing.
    pub post: Option<&'a Post>,
    /// The call that speaks it, where it goes out by one.
    pub call: Option<NewCodeCall<'a>>,
    /// From which address it is asked for.
    pub address: &'a str,
    /// How many are sent for one address within an hour.
    pub by_address: u32,
    /// Now.
    pub now: DateTime<Utc>,
}

impl<'a> Sending<'a> {
    const fn way(&self) -> CodeBy {
        if self.call.is_some() { CodeBy::Call } else { CodeBy::Sms }
    }

    const fn asks(&self, desk: &'a str, number: Number) -> Asks<'a> {
        let Self { address, by_address, .. } = *self;
        Asks { desk, number, address, by_address, calls: self.call.is_some() }
    }
}

/// What became of a code that was to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is on its way.
    OnItsWay,
    /// The last one was sent less than a minute ago, or the number is being called.
    TooSoon,
    /// Too many were sent: for this asking, to the number or for the address.
    TooOften,
    /// Nothing is asked for that waits for a code.
    Nothing,
}

/// What became of a code that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It is right, and the number is confirmed.
    Right,
    /// It is wrong; so many tries are left.
    Wrong(u32),
    /// It was tried too often, or its ten minutes are over: another one is to be sent.
    RunOut,
    /// Nothing is asked for that waits for a code.
    Nothing,
}

impl Store {
    /// Keeps what a visitor asks for, in place of what they asked for before, and sends its code.
    ///
    /// # Errors
    /// Nothing is sent then.
    pub async fn ask(&self, page: Page<'_>, wanted: &Wanted, sending: Sending<'_>) -> Result<Sent, Fault> {
        let hash = page.hash();
        transaction!(self, |writing| {
            if sending.call.is_some() && code_calls::is_busy(writing, wanted.number).await? {
                // Whoever asked for that call is told of it; anybody else is told nothing.
                let own = "SELECT count(*) FROM askings WHERE page = $1 AND number = $2 AND ticket IS NULL";
                let own = writing.one(own, args![&hash[..], wanted.number]).await?.get::<i64>(0)? > 0;
                return Ok(if own { Sent::TooSoon } else { Sent::TooOften });
            }
            if !sendings::count(writing, sending.asks(&wanted.desk, wanted.number)).await? {
                return Ok(Sent::TooOften);
            }
            writing.run("DELETE FROM askings WHERE page = $1", args![&hash[..]]).await?;
            let add = "INSERT INTO askings
                 (page, question, desk, queue, slot_start, slot_end, number, language, name, email, code, good_until, sent_at, way, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, unixepoch() + $12, unixepoch(), $13, unixepoch())";
            let Wanted { question, desk, queue, slot, number, language, name, email, way } = wanted;
            let code = page.sealed(sending.code);
            let values = args![
                &hash[..],
                *question,
                desk,
                queue,
                slot.start,
                slot.end,
                *number,
                *language,
                name,
                email,
                code.as_ref(),
                CODE_SECONDS,
                way.name()
            ];
            writing.run(add, values).await?;
            send(writing, &hash, (desk, *number), sending).await?;
            Ok(Sent::OnItsWay)
        })
    }

    /// Sends another code for what is asked for; the one before counts no more.
    ///
    /// # Errors
    /// Nothing is sent then.
    pub async fn ask_again(&self, page: Page<'_>, sending: Sending<'_>) -> Result<Sent, Fault> {
        let hash = page.hash();
        transaction!(self, |writing| {
            let find = "SELECT desk, number, sent, sent_at > unixepoch() - $2 FROM askings WHERE page = $1 AND ticket IS NULL";
            let Some(row) = writing.maybe(find, args![&hash[..], PAUSE]).await? else {
                return Ok(Sent::Nothing);
            };
            let (desk, number): (String, Number) = (row.get(0)?, row.get(1)?);
            if truth(&row, 3)? {
                return Ok(Sent::TooSoon);
            }
            if sending.call.is_some() && code_calls::is_busy(writing, number).await? {
                return Ok(Sent::TooSoon);
            }
            if row.get::<u32>(2)? >= SENT_AT_MOST
                || !sendings::count(writing, sending.asks(&desk, number)).await?
            {
                return Ok(Sent::TooOften);
            }
            let renew = "UPDATE askings SET code = $2, good_until = unixepoch() + $3, tries = 0, sent = sent + 1, sent_at = unixepoch(),
                 way = $4 WHERE page = $1";
            let code = page.sealed(sending.code);
            writing.run(renew, args![&hash[..], code.as_ref(), CODE_SECONDS, sending.way().name()]).await?;
            send(writing, &hash, (&desk, number), sending).await?;
            Ok(Sent::OnItsWay)
        })
    }

    /// Tries a code; a wrong one is counted.
    ///
    /// # Errors
    /// Nothing may be told then.
    pub async fn try_code(&self, page: Page<'_>, code: &str) -> Result<Typed, Fault> {
        let hash = page.hash();
        transaction!(self, |writing| {
            // Counted before it is looked at, so that two at once are two.
            let count = "UPDATE askings SET tries = tries + 1 WHERE page = $1 AND ticket IS NULL RETURNING tries, code,
                 CASE WHEN good_until > unixepoch() THEN 1 ELSE 0 END, CASE WHEN confirmed THEN 1 ELSE 0 END";
            let Some(row) = writing.maybe(count, args![&hash[..]]).await? else { return Ok(Typed::Nothing) };
            let (tries, good, confirmed): (u32, i64, i64) = (row.get(0)?, row.get(2)?, row.get(3)?);
            if confirmed != 0 {
                return Ok(Typed::Right);
            }
            if good == 0 || tries > CODE_TRIES {
                return Ok(Typed::RunOut);
            }
            if !page.opens(code, row.get(1)?) {
                let left = CODE_TRIES.saturating_sub(tries);
                return Ok(if left == 0 { Typed::RunOut } else { Typed::Wrong(left) });
            }
            writing.run("UPDATE askings SET confirmed = $2 WHERE page = $1", args![&hash[..], true]).await?;
            Ok(Typed::Right)
        })
    }

    /// What a visitor asks for.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn asking(&self, page: Page<'_>) -> Result<Option<Asking>, Fault> {
        let find = "SELECT question, desk, queue, slot_start, slot_end, number, language, name, email, way,
             CASE WHEN confirmed THEN 1 ELSE 0 END, ticket, dated FROM askings WHERE page = $1 AND created_at > unixepoch() - $2";
        let hash = page.hash();
        let row = self.reading().await?.maybe(find, args![&hash[..], KEPT]).await?;
        row.as_ref().map(read).transpose()
    }

    /// Another slot for what is asked for: a new question, for the same number.
    ///
    /// # Errors
    /// It stays as it was then.
    pub async fn ask_for_slot(&self, page: Page<'_>, slot: Slot, question: u32) -> Result<(), Fault> {
        let hash = page.hash();
        transaction!(self, |writing| {
            let change = "UPDATE askings SET slot_start = $2, slot_end = $3, question = $4 WHERE page = $1 AND ticket IS NULL";
            writing.run(change, args![&hash[..], slot.start, slot.end, question]).await.map(drop)
        })
    }

    /// It is booked: the ticket is kept for the page to show, and what was typed goes.
    ///
    /// # Errors
    /// The page asks again then, and is told the same ticket.
    pub async fn asking_booked(
        &self,
        page: Page<'_>,
        ticket: TicketNumber,
        dated: NaiveDate,
    ) -> Result<(), Fault> {
        let hash = page.hash();
        transaction!(self, |writing| {
            let booked =
                "UPDATE askings SET ticket = $2, dated = $3, name = NULL, email = NULL WHERE page = $1";
            writing.run(booked, args![&hash[..], ticket, dated]).await.map(drop)
        })
    }
}

/// Sends a code in its way; a call with the one before speaks it no more.
async fn send(
    writing: &mut Writing,
    page: &[u8; 32],
    whom: (&str, Number),
    sending: Sending<'_>,
) -> Result<(), Fault> {
    code_calls::withdraw(writing, page).await?;
    if let Some(call) = sending.call {
        code_calls::add(writing, page, whom, call).await?;
    }
    match sending.post {
        Some(post) => outbox::post(writing, whom.0, post, sending.now).await,
        None => Ok(()),
    }
}

fn truth(row: &Row, column: usize) -> Result<bool, Fault> {
    row.get(column)
}

fn read(row: &Row) -> Result<Asking, Fault> {
    let way: &str = row.get(9)?;
    let ticket: Option<TicketNumber> = row.get(11)?;
    let dated: Option<NaiveDate> = row.get(12)?;
    Ok(Asking {
        wanted: Wanted {
            question: row.get(0)?,
            desk: row.get(1)?,
            queue: row.get(2)?,
            slot: Slot { start: row.get(3)?, end: row.get(4)? },
            number: row.get(5)?,
            language: row.get(6)?,
            name: row.get(7)?,
            email: row.get(8)?,
            way: if way == "call" { CodeBy::Call } else { CodeBy::Sms },
        },
        confirmed: row.get::<i64>(10)? != 0,
        booked: ticket.zip(dated),
    })
}
