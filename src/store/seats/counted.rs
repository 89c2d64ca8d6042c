//! How many seats of each slot are taken, without reading each of them: what whoever offers slots asks, at every call.
//!
//! The counts are kept by the database with the seats (`migrations/…/0017`). Thousands of slots come as one row, each slot as one whole
//! number, because a row by itself costs more than all that is in it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::booking::{LONGEST_SLOT, Slot};
use crate::store::sql::Sql;
use crate::store::{Fault, Store, args};

/// The seats of a slot that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// When.
    pub slot: Slot,
    /// How many are booked.
    pub booked: u16,
    /// How many are held for somebody who is choosing.
    pub held: u16,
}

/// A slot's begin, its length in seconds and how many seats, as one number. A length is eight hours at most, and seats a thousand.
macro_rules! packed {
    ($seats:literal) => {
        concat!(
            "string_agg(CAST((slot_start << 30) | (((slot_end - slot_start) & 65535) << 14) | (",
            $seats,
            " & 16383) AS TEXT), ',')"
        )
    };
}

/// `$1` desk, `$2` queue, `$3` from when on, `$4` whose holds are not counted, `$5` before the earliest slot that reaches so far.
macro_rules! counted {
    ($seats:literal) => {
        concat!(
            "SELECT (SELECT ",
            packed!("booked"),
            " FROM slot_counts WHERE desk = $1 AND queue = $2 AND slot_start > $5 AND slot_end > $3),
            (SELECT ",
            packed!("1"),
            " FROM ",
            $seats,
            " WHERE desk = $1 AND queue = $2 AND slot_start > $5 AND slot_end > $3
                AND holder IS NOT NULL AND held_until > unixepoch() AND holder IS DISTINCT FROM $4)"
        )
    };
}

/// SQLite would rather walk through every seat of the queue, if it were not told that those which are held have an index.
const COUNTED: Sql = Sql { sqlite: counted!("seats INDEXED BY seats_held"), postgres: counted!("seats") };

impl Store {
    /// The slots of a queue of which seats are taken at any time from a moment on, in order: booked, or held by anybody else than `holder`.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn counted(
        &self,
        desk: &str,
        queue: &str,
        from: DateTime<Utc>,
        holder: Option<&str>,
    ) -> Result<Vec<Counted>, Fault> {
        let earliest = from.checked_sub_signed(LONGEST_SLOT).unwrap_or(from);
        let values = args![desk, queue, from, holder, earliest];
        let row = self.reading().await?.one(COUNTED, values).await?;
        let (booked, held) = (row.get::<Option<&str>>(0)?, row.get::<Option<&str>>(1)?);
        let mut counted = Vec::new();
        for (slot, seats) in unpacked(booked) {
            counted.push(Counted { slot: slot?, booked: seats, held: 0 });
        }
        for (slot, seats) in unpacked(held) {
            counted.push(Counted { slot: slot?, booked: 0, held: seats });
        }
        counted.sort_unstable_by_key(|counted| counted.slot);
        counted.dedup_by(|later, earlier| {
            let same = later.slot == earlier.slot;
            if same {
                earlier.booked += later.booked;
                earlier.held += later.held;
            }
            same
        });
        Ok(counted)
    }
}

/// Slots with their seats.
fn unpacked(packed: Option<&str>) -> impl Iterator<Item = (Result<Slot, Fault>, u16)> {
    packed.into_iter().flat_map(|packed| packed.split(',')).map(|number| {
        let number: i64 = number.parse().unwrap_or_default();
        let start = DateTime::from_timestamp(number >> 30, 0);
        let length = TimeDelta::seconds((number >> 14) & 65_535);
        let slot = start.and_then(|start| Some(Slot { start, end: start.checked_add_signed(length)? }));
        (slot.ok_or(Fault::Row("slot_counts")), u16::try_from(number & 16_383).unwrap_or(u16::MAX))
    })
}
