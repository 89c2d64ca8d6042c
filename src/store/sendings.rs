//! How often codes are asked for, and slots picked, on the public page: counted by number, by address and by desk, by the database's clock; and how
//! many browsers of an address hold a seat. Nothing
//! is kept of what is counted but its hash.

use ring::digest::{SHA256, digest};

use super::{Alone, Fault, Page, Store, Writing, args, transaction};
use crate::terms::Number;

/// How long a seat is held for a visitor from their last step on; seconds.
const HOLD_SECONDS: i64 = 120;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// How many codes are sent to one number within an hour.
const BY_NUMBER: i64 = 5;

/// How many calls with a code are placed to one number within an hour, and within a day.
const CALLS_BY_NUMBER: i64 = 3;
const CALLS_A_DAY: i64 = 5;
/// How many are placed for one address within an hour.
const CALLS_BY_ADDRESS: i64 = 5;
/// How many a desk places within an hour, whoever asks.
const CALLS_BY_DESK: i64 = 60;

/// What was sent longer ago than it counts.
pub(super) const OVER: &str = "DELETE FROM sendings WHERE at < unixepoch() - 86400";

/// What is counted: for what, whose hash, how many there may be, and within how many seconds.
type Counted = (&'static str, [u8; 32], i64, i64);

/// Who asks for a code, and for whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asks<'a> {
    pub(super) desk: &'a str,
    pub(super) number: Number,
    pub(super) address: &'a str,
    /// How many are sent for one address within an hour.
    pub(super) by_address: u32,
    /// Whether it comes by a call.
    pub(super) calls: bool,
}

/// Counts a code; false where there are too many, and then it is not counted.
pub(super) async fn count(writing: &mut Writing, asks: Asks<'_>) -> Result<bool, Fault> {
    let (number, address) = (hashed(&asks.number.e164()), hashed(asks.address));
    let by_address = i64::from(asks.by_address);
    let mut counted = vec![("number", number, BY_NUMBER, HOUR), ("address", address, by_address, HOUR)];
    if asks.calls {
        counted.extend([
            ("call", number, CALLS_BY_NUMBER, HOUR),
            ("call-day", number, CALLS_A_DAY, DAY),
            // Whoever said that they had asked for none is called no more that day.
            ("call-unwanted", number, 1, DAY),
            ("call-address", address, CALLS_BY_ADDRESS.min(by_address), HOUR),
            ("call-desk", hashed(asks.desk), CALLS_BY_DESK, HOUR),
        ]);
    }
    one_more(writing, counted).await
}

/// Notes that somebody was called who had asked for no code.
pub(super) async fn unwanted(writing: &mut Writing, number: Number) -> Result<(), Fault> {
    add(writing, "call-unwanted", &hashed(&number.e164())).await
}

impl Store {
    /// Whether a visitor may pick one more slot; counted where they may. A browser holds one seat, but a program has as many browsers as it likes: an
    /// address picks so many within the hour, and holds for so many browsers at once.
    ///
    /// # Errors
    /// Nothing may be held then.
    pub async fn may_pick(
        &self,
        page: Page<'_>,
        address: &str,
        (most, at_once): (u32, u32),
    ) -> Result<bool, Fault> {
        let (holding, mine) = (holding(address), page.hash());
        let picks = ("pick", hashed(address), i64::from(most), HOUR);
        transaction!(self, |writing| {
            writing.alone(Alone::Guesses, &holding).await?;
            let others = "SELECT count(DISTINCT hash) FROM sendings
                 WHERE counted_by = $1 AND hash <> $2 AND at > unixepoch() - $3";
            let others = writing.one(others, args![&holding, &mine[..], HOLD_SECONDS]).await?;
            if others.get::<i64>(0)? >= i64::from(at_once) || !one_more(writing, vec![picks]).await? {
                return Ok(false);
            }
            holds(writing, &holding, &mine).await?;
            Ok(true)
        })
    }

    /// Holds for two minutes from now, by the database's clock, what a visitor holds, who has gone on.
    ///
    /// # Errors
    /// It lapses as it would have.
    pub async fn hold_on(&self, page: Page<'_>, holder: &str, address: &str) -> Result<(), Fault> {
        let (holding, mine) = (holding(address), page.hash());
        transaction!(self, |writing| {
            let longer = "UPDATE seats SET held_until = unixepoch() + $2 WHERE holder = $1 AND held_until > unixepoch()";
            if writing.run(longer, args![holder, HOLD_SECONDS]).await? > 0 {
                holds(writing, &holding, &mine).await?;
            }
            Ok(())
        })
    }
}

/// Under what it is counted which browsers of an address hold a seat.
fn holding(address: &str) -> String {
    let hash = hashed(address);
    let short = hash.first_chunk::<16>().map_or(0, |bytes| u128::from_be_bytes(*bytes));
    format!("holds {short:032x}")
}

async fn holds(writing: &mut Writing, holding: &str, page: &[u8; 32]) -> Result<(), Fault> {
    add(writing, holding, page).await
}

/// Counts one more of each, where none of them had as many as it may.
async fn one_more(writing: &mut Writing, mut counted: Vec<Counted>) -> Result<bool, Fault> {
    // In one order, so that no two wait for each other.
    counted.sort_by_key(|(_, hash, ..)| *hash);
    for (by, hash, most, within) in &counted {
        let name = hash.iter().take(8).map(u8::to_string).collect::<Vec<_>>().join(".");
        writing.alone(Alone::Guesses, &name).await?;
        let count =
            "SELECT count(*) FROM sendings WHERE counted_by = $1 AND hash = $2 AND at > unixepoch() - $3";
        if writing.one(count, args![*by, &hash[..], *within]).await?.get::<i64>(0)? >= *most {
            return Ok(false);
        }
    }
    for (by, hash, ..) in &counted {
        if *by != "call-unwanted" {
            add(writing, by, hash).await?;
        }
    }
    Ok(true)
}

async fn add(writing: &mut Writing, by: &str, hash: &[u8; 32]) -> Result<(), Fault> {
    let add = "INSERT INTO sendings (counted_by, hash, at) VALUES ($1, $2, unixepoch())";
    writing.run(add, args![by, &hash[..]]).await.map(drop)
}

fn hashed(text: &str) -> [u8; 32] {
    let hash = digest(&SHA256, text.as_bytes());
    hash.as_ref().try_into().unwrap_or([0; 32])
}
