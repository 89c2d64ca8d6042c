//! Calls that speak a code. One is written in the transaction in which it is asked for, and dialled once, by whichever replica claims it: one that dies
//! in between rings nobody, and the page offers another call. What the platform or the called person says of it counts whoever hears it. It ends
//! once, and then nothing of its code is left.

use super::sql::Sql;
use super::{Alone, Fault, Page, Row, Store, Writing, args, sendings, transaction};
use crate::terms::{CodeCallId, Language, Number};
use crate::ticket::Attempted;

/// How many are under way at once, whichever replica placed them.
const AT_ONCE: i64 = 5;

/// Under which name claims of code calls wait for each other, and a callback for them: one number rings for one of the two at a time.
pub(super) const CODES: &str = "codes";

/// How long one waits for a platform that can place it; seconds. Somebody sits before the page.
const WAITS: i64 = 30;

/// How long one may last whose end nobody has told; seconds.
const LONGEST: i64 = 300;

/// After how long one counts as lost whose order has not come back; seconds.
const ORDERED: i64 = 30;

/// Those that were kept for long enough that their page could tell how they went.
pub(super) const OVER: &str = "DELETE FROM code_calls WHERE asked_at < unixepoch() - 3600";

/// Between two calls to one number; seconds.
const PAUSE: i64 = 60;

/// A call that is to be placed.
#[derive(Clone, Copy, Debug)]
pub struct NewCodeCall<'a> {
    /// By chance.
    pub call: CodeCallId,
    /// The code, sealed for it.
    pub sealed: &'a str,
    /// In which language it speaks.
    pub language: Language,
}

/// A call that this replica is to dial now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueCodeCall {
    /// Which.
    pub call: CodeCallId,
    /// The desk's name.
    pub desk: String,
    /// Whom.
    pub number: Number,
    /// In which language.
    pub language: Language,
}

/// A call that was dialled and has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCodeCall {
    /// Which.
    pub call: CodeCallId,
    /// The platform that was asked.
    pub platform: String,
    /// What it calls the call, or where it is.
    pub place: Option<String>,
}

/// How many calls there are to be seen to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenCodeCalls {
    /// Whether some are to be dialled, or have waited for too long.
    pub waiting: bool,
    /// Those whose end is to be asked for.
    pub dialled: Vec<OpenCodeCall>,
}

/// How the call stands that a page asked for last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeCallStands {
    /// It is about to be dialled, or rings.
    Rings,
    /// Somebody or something has answered.
    Answered,
    /// The code was said.
    Told,
    /// It ended so.
    Ended(Attempted),
}

/// How a call ended that is there no more, and of which nobody has told.
macro_rules! gone {
    () => {
        "CASE WHEN told_at IS NOT NULL THEN 'spoken' WHEN answered_at IS NOT NULL THEN 'refused' ELSE 'unknown' END"
    };
}

/// Claims those that are due and whose telephone does not ring for a callback meanwhile.
macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "UPDATE code_calls SET dialled_at = unixepoch(), platform = $1
             WHERE call IN (SELECT call FROM code_calls WHERE outcome IS NULL AND dialled_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM attempts JOIN bookings ON bookings.ticket = attempts.ticket
                    WHERE attempts.outcome IS NULL AND bookings.number = code_calls.number)
                ORDER BY asked_at LIMIT $2",
            $lock,
            ") RETURNING call, desk, number, language"
        )
    };
}

impl Store {
    /// What there is to see to.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn open_code_calls(&self) -> Result<OpenCodeCalls, Fault> {
        let find = "SELECT call, platform, place,
             CASE WHEN dialled_at IS NULL OR dialled_at <= unixepoch() - $1 THEN 1 ELSE 0 END,
             CASE WHEN place IS NOT NULL OR dialled_at <= unixepoch() - $2 THEN 1 ELSE 0 END
             FROM code_calls WHERE outcome IS NULL ORDER BY asked_at";
        let mut open = OpenCodeCalls::default();
        for row in self.reading().await?.all(find, args![LONGEST, ORDERED]).await? {
            open.waiting |= row.get::<i64>(3)? != 0;
            if let Some(platform) = row.get::<Option<String>>(1)?
                && row.get::<i64>(4)? != 0
            {
                open.dialled.push(OpenCodeCall { call: call(&row, 0)?, platform, place: row.get(2)? });
            }
        }
        Ok(open)
    }

    /// Claims what is to be dialled, for a platform that is ready: whoever gets a call here dials it, once. What nobody has dialled in time, and what
    /// nobody has told the end of, ends.
    ///
    /// # Errors
    /// Nothing may be dialled then.
    pub async fn claim_code_calls(&self, platform: Option<&str>) -> Result<Vec<DueCodeCall>, Fault> {
        transaction!(self, |writing| {
            writing.alone(Alone::Callbacks, CODES).await?;
            let late = "UPDATE code_calls SET outcome = 'failed', ended_at = unixepoch(), code = ''
                 WHERE outcome IS NULL AND dialled_at IS NULL AND asked_at <= unixepoch() - $1";
            writing.run(late, args![WAITS]).await?;
            let lost = concat!(
                "UPDATE code_calls SET outcome = ",
                gone!(),
                ", ended_at = unixepoch(), code = ''
                 WHERE outcome IS NULL AND dialled_at <= unixepoch() - $1"
            );
            writing.run(lost, args![LONGEST]).await?;
            let Some(platform) = platform else { return Ok(Vec::new()) };
            let under_way =
                "SELECT count(*) FROM code_calls WHERE outcome IS NULL AND dialled_at IS NOT NULL";
            let room = AT_ONCE - writing.one(under_way, args![]).await?.get::<i64>(0)?;
            if room <= 0 {
                return Ok(Vec::new());
            }
            let claim = Sql { sqlite: claim!(""), postgres: claim!(" FOR UPDATE") };
            let due = |row: &Row| {
                Ok(DueCodeCall {
                    call: call(row, 0)?,
                    desk: row.get(1)?,
                    number: row.get(2)?,
                    language: row.get(3)?,
                })
            };
            writing.all(claim, args![platform, room]).await?.iter().map(due).collect()
        })
    }

    /// Writes what the platform calls the call.
    ///
    /// # Errors
    /// It is asked for without that, then.
    pub async fn code_call_placed(&self, call: CodeCallId, place: &str) -> Result<(), Fault> {
        transaction!(self, |writing| {
            let keep = "UPDATE code_calls SET place = $2 WHERE call = $1 AND outcome IS NULL";
            writing.run(keep, args![call.0, place]).await.map(drop)
        })
    }

    /// Keeps that a call was answered, and tells whose desk's it is and in which language it speaks. None where it is over.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn code_call_answered(&self, call: CodeCallId) -> Result<Option<(String, Language)>, Fault> {
        transaction!(self, |writing| {
            let answer = "UPDATE code_calls SET answered_at = coalesce(answered_at, unixepoch())
                 WHERE call = $1 AND outcome IS NULL RETURNING desk, language";
            let row = writing.maybe(answer, args![call.0]).await?;
            row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
        })
    }

    /// The sealed code that a call is to speak, and keeps that it does. None where it counts no more: another one was asked for, it was typed, its
    /// time is over, or the call is.
    ///
    /// # Errors
    /// Nothing may be said then.
    pub async fn code_to_say(&self, call: CodeCallId) -> Result<Option<String>, Fault> {
        transaction!(self, |writing| {
            let tell = "UPDATE code_calls SET told_at = coalesce(told_at, unixepoch())
                 WHERE call = $1 AND outcome IS NULL AND code <> '' AND EXISTS (SELECT 1 FROM askings
                     WHERE askings.page = code_calls.page AND askings.number = code_calls.number
                     AND ticket IS NULL AND NOT confirmed AND good_until > unixepoch())
                 RETURNING code";
            writing.maybe(tell, args![call.0]).await?.map(|row| row.get(0)).transpose()
        })
    }

    /// A call has ended so; one in which the code was said was spoken, however it ended. False where it had ended before.
    ///
    /// # Errors
    /// It is not kept then, and the call is asked after later.
    pub async fn end_code_call(&self, call: CodeCallId, outcome: Attempted) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            let end =
                "UPDATE code_calls SET outcome = CASE WHEN told_at IS NOT NULL THEN 'spoken' ELSE $2 END,
                 ended_at = unixepoch(), code = '' WHERE call = $1 AND outcome IS NULL RETURNING number";
            let Some(row) = writing.maybe(end, args![call.0, outcome.name()]).await? else {
                return Ok(false);
            };
            if outcome == Attempted::WrongNumber {
                sendings::unwanted(writing, row.get(0)?).await?;
            }
            Ok(true)
        })
    }

    /// The platform has no such call any more: how it ended is told by what is known of it.
    ///
    /// # Errors
    /// It is asked after later.
    pub async fn code_call_gone(&self, call: CodeCallId) -> Result<Option<Attempted>, Fault> {
        transaction!(self, |writing| {
            let end = concat!(
                "UPDATE code_calls SET outcome = ",
                gone!(),
                ", ended_at = unixepoch(), code = '' WHERE call = $1 AND outcome IS NULL RETURNING outcome"
            );
            writing.maybe(end, args![call.0]).await?.map(|row| outcome(&row, 0)).transpose()
        })
    }

    /// How the call stands that a page asked for last; none where it asked for none.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn code_call_of(&self, page: Page<'_>) -> Result<Option<CodeCallStands>, Fault> {
        let find = "SELECT outcome, CASE WHEN told_at IS NOT NULL THEN 2 WHEN answered_at IS NOT NULL THEN 1 ELSE 0 END
             FROM code_calls WHERE page = $1 ORDER BY asked_at DESC, coalesce(ended_at, asked_at) DESC LIMIT 1";
        let hash = page.hash();
        let Some(row) = self.reading().await?.maybe(find, args![&hash[..]]).await? else { return Ok(None) };
        if row.get::<Option<&str>>(0)?.is_some() {
            return Ok(Some(CodeCallStands::Ended(outcome(&row, 0)?)));
        }
        Ok(Some(match row.get::<i64>(1)? {
            2 => CodeCallStands::Told,
            1 => CodeCallStands::Answered,
            _ => CodeCallStands::Rings,
        }))
    }
}

/// Whether a number was called a moment ago, or is being called: by whatever page.
pub(super) async fn is_busy(writing: &mut Writing, number: Number) -> Result<bool, Fault> {
    let busy = "SELECT count(*) FROM code_calls WHERE number = $1 AND (outcome IS NULL OR asked_at > unixepoch() - $2)";
    Ok(writing.one(busy, args![number, PAUSE]).await?.get::<i64>(0)? > 0)
}

/// Of what a page asked for before, nothing is spoken or dialled any more.
pub(super) async fn withdraw(writing: &mut Writing, page: &[u8; 32]) -> Result<(), Fault> {
    let late = "UPDATE code_calls SET outcome = 'failed', ended_at = unixepoch(), code = ''
         WHERE page = $1 AND outcome IS NULL AND dialled_at IS NULL";
    writing.run(late, args![&page[..]]).await?;
    writing.run("UPDATE code_calls SET code = '' WHERE page = $1", args![&page[..]]).await.map(drop)
}

/// Writes a call that is to be dialled.
pub(super) async fn add(
    writing: &mut Writing,
    page: &[u8; 32],
    (desk, number): (&str, Number),
    new: NewCodeCall<'_>,
) -> Result<(), Fault> {
    let add = "INSERT INTO code_calls (call, page, desk, number, language, code, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6, unixepoch())";
    let values = args![new.call.0, &page[..], desk, number, new.language, new.sealed];
    writing.run(add, values).await.map(drop)
}

fn call(row: &Row, column: usize) -> Result<CodeCallId, Fault> {
    row.get(column).map(CodeCallId)
}

fn outcome(row: &Row, column: usize) -> Result<Attempted, Fault> {
    Attempted::from_name(row.get::<&str>(column)?).ok_or(Fault::Row("code_calls"))
}
