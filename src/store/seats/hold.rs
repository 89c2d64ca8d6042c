//! A seat held for whoever picked the slot, while they give their number and say yes.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{free_seat, newest, planned_once, slot_alone};
use crate::booking::Slot;
use crate::store::connect::Open;
use crate::store::{Fault, Store, Writing, args, transaction};

/// Whether no clerk has changed the queue since it was looked at.
macro_rules! unchanged {
    () => {
        concat!("(SELECT ", newest!(), ") = $7")
    };
}

/// Gives back what the holder holds, where the slot that they picked has a seat for them.
macro_rules! give_back {
    () => {
        concat!(
            "DELETE FROM seats WHERE holder = $6 AND ",
            unchanged!(),
            " AND (",
            free_seat!(),
            ") IS NOT NULL;\n"
        )
    };
}

/// Holds that seat for two minutes.
macro_rules! take {
    () => {
        concat!(
            "INSERT INTO seats (desk, queue, slot_start, slot_end, seat, holder, held_until)
             SELECT $1, $2, $3, $4, free.seat, $6, unixepoch() + 120 FROM (",
            free_seat!(),
            ") free WHERE free.seat IS NOT NULL AND ",
            unchanged!(),
            " ON CONFLICT (desk, queue, slot_start, seat) DO UPDATE
             SET slot_end = excluded.slot_end, holder = excluded.holder, held_until = excluded.held_until
             WHERE seats.ticket IS NULL AND seats.held_until <= unixepoch()
             RETURNING held_until"
        )
    };
}

/// A row that says nothing, where a clerk has changed the queue.
macro_rules! gone_on {
    () => {
        concat!("SELECT CAST(NULL AS BIGINT) WHERE NOT ", unchanged!())
    };
}

/// For SQLite, in one transaction.
const HOLD: &str = concat!(give_back!(), take!(), ";\n", gone_on!());

/// For PostgreSQL: a function of the connection's own, alone with the holder and with the quarters of an hour of the slot.
pub(in crate::store) const FUNCTION: &str = concat!(
    "CREATE FUNCTION pg_temp.hold(text, text, bigint, bigint, bigint, text, bigint) RETURNS TABLE (until bigint) LANGUAGE plpgsql AS $function$
     DECLARE
         done text;
         queue_named text := current_schema() || '/' || $1 || '/' || $2;
     BEGIN\n",
    planned_once!(),
    "done := pg_advisory_xact_lock(3, hashtext(current_schema() || '/' || $6));\n",
    slot_alone!(),
    give_back!(),
    "RETURN QUERY ",
    take!(),
    ";\nRETURN QUERY ",
    gone_on!(),
    "; END $function$"
);

const CALL: &str = "SELECT until FROM pg_temp.hold($1, $2, $3, $4, $5, $6, $7)";

/// How often a hold is tried for which no connection was free.
const TRIES: u8 = 3;

/// A slot that was picked.
#[derive(Clone, Debug)]
pub struct Pick {
    /// Who picked it: a call or a page, which holds one seat at a time.
    pub holder: Arc<str>,
    /// The desk's name.
    pub desk: Arc<str>,
    /// The queue's name.
    pub queue: Arc<str>,
    /// When.
    pub slot: Slot,
    /// How many callbacks the slot takes; 0 where the queue does not offer it.
    pub seats: u16,
    /// Up to where the clerks' changes of the queue were read for that.
    pub seen: i64,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// A seat is held for them.
    Until(DateTime<Utc>),
    /// The slot has no free seat. What they held before they still hold.
    Full,
    /// A clerk has changed the queue since it was looked at: look again. What they held before they still hold.
    GoneOn,
}

impl Store {
    /// Holds a seat of the slot for two minutes, by the database's clock, and lets go what the same holder held before. Picked again, the slot is
    /// held for two minutes from then.
    ///
    /// # Errors
    /// Nothing is held then.
    pub async fn hold(&self, pick: &Pick) -> Result<Held, Fault> {
        let (desk, queue, slot) = (&*pick.desk, &*pick.queue, pick.slot);
        let values = args![desk, queue, slot.start, slot.end, pick.seats, &*pick.holder, pick.seen];
        let mut tries = TRIES;
        let rows = loop {
            let done = match &*self.ready().await? {
                Open::Sqlite(_) => transaction!(self, |writing| { writing.all(HOLD, values).await }),
                Open::Postgres(_) => {
                    self.reading().await?.once(CALL, values).await.map_err(Fault::after_commit)
                }
            };
            match done {
                // Held twice by the same holder it is held once.
                Err(fault) if fault.passes_for_a_key() && tries > 1 => tries -= 1,
                done => break done?,
            }
        };
        match rows.last().map(|row| row.get(0)).transpose()? {
            Some(Some(until)) => Ok(Held::Until(until)),
            Some(None) => Ok(Held::GoneOn),
            None => Ok(Held::Full),
        }
    }

    /// Whether somebody holds a seat of the slot that begins then, by the database's clock.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn holds(
        &self,
        holder: &str,
        desk: &str,
        queue: &str,
        start: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        let asked = "SELECT 1 FROM seats
             WHERE holder = $1 AND desk = $2 AND queue = $3 AND slot_start = $4 AND held_until > unixepoch()";
        let row = self.reading().await?.maybe(asked, args![holder, desk, queue, start]).await?;
        Ok(row.is_some())
    }

    /// Lets go what somebody holds.
    ///
    /// # Errors
    /// It lapses by itself then.
    pub async fn let_go(&self, holder: &str) -> Result<(), Fault> {
        transaction!(self, |writing| { let_go(writing, holder).await })
    }
}

pub(in crate::store) async fn let_go(writing: &mut Writing, holder: &str) -> Result<(), Fault> {
    writing.run("DELETE FROM seats WHERE holder = $1", args![holder]).await.map(drop)
}
