//! Guesses at numbers and codes that went wrong. They are counted here and never in the state that a call carries: any old seal may come back.
//! What is counted stands there as its hash for some hours; whoever has the store can try out all numbers there are: it is personal data still.

use chrono::TimeDelta;
use ring::digest::{SHA256, digest};

use super::{Alone, Fault, Store, Writing, args, transaction};
use crate::ticket::CountedBy;

/// For what a try is counted.
#[derive(Clone, Debug)]
pub struct Trying {
    /// Who tries.
    pub by: Trier,
    /// What was keyed in: a ticket's number or a code; none where it can be none, so that nobody pays for what others mistype.
    pub code: Option<String>,
    /// From where: the caller's number, where it is known, or a browser's network address.
    pub number: Option<String>,
}

/// Who tries.
#[derive(Clone, Debug)]
pub enum Trier {
    /// A call, as `platform/call`.
    Call(String),
    /// A browser on a public page.
    Page(String),
}

impl Trying {
    /// The same from the telephone to which the request belongs that is tried at: its number is counted there by itself, so that no stranger's tries
    /// shut out whoever it belongs to. (A caller's number can be forged, by who knows it; then it is limited as any other.)
    pub(super) fn at_own(&self) -> Self {
        let code =
            self.code.as_ref().zip(self.number.as_ref()).map(|(code, number)| format!("{code} of {number}"));
        Self { code, ..self.clone() }
    }

    /// What is counted, and for what: the hash of desk and text.
    fn counted(&self, desk: &str) -> Vec<(CountedBy, [u8; 32])> {
        let text = |by| match (by, &self.by) {
            (CountedBy::Call, Trier::Call(who)) | (CountedBy::Page, Trier::Page(who)) => Some(who),
            (CountedBy::Code, _) => self.code.as_ref(),
            (CountedBy::Number, Trier::Call(_)) | (CountedBy::Address, Trier::Page(_)) => {
                self.number.as_ref()
            }
            (CountedBy::Call | CountedBy::Number, Trier::Page(_))
            | (CountedBy::Page | CountedBy::Address, Trier::Call(_)) => None,
        };
        let hash = |text: &String| {
            let hash = digest(&SHA256, format!("{desk}\n{text}").as_bytes());
            hash.as_ref().try_into().unwrap_or([0; 32])
        };
        let mut counted: Vec<_> =
            CountedBy::ALL.into_iter().filter_map(|by| Some((by, hash(text(by)?)))).collect();
        // In one order, so that no two wait for each other.
        counted.sort_by_key(|(_, hash)| *hash);
        counted
    }
}

/// How long to wait before one more try is looked at; none: it is now. To be asked before anything is told, and alone with each of what is counted.
pub(super) async fn to_wait(
    writing: &mut Writing,
    desk: &str,
    trying: &Trying,
) -> Result<Option<TimeDelta>, Fault> {
    let mut longest = TimeDelta::zero();
    for (by, hash) in trying.counted(desk) {
        let name = hash.iter().take(8).map(u8::to_string).collect::<Vec<_>>().join(".");
        writing.alone(Alone::Guesses, &name).await?;
        let count = "SELECT count(*), coalesce(unixepoch() - max(at), 0) FROM guesses
             WHERE counted_by = $1 AND hash = $2 AND at > unixepoch() - $3";
        let values = args![by.name(), &hash[..], by.within().num_seconds()];
        let row = writing.one(count, values).await?;
        let (wrong, ago): (i64, i64) = (row.get(0)?, row.get(1)?);
        let wait = by.wait_after(u32::try_from(wrong).unwrap_or(u32::MAX));
        longest = longest.max(wait - TimeDelta::seconds(ago));
    }
    Ok(Some(longest).filter(|wait| *wait > TimeDelta::zero()))
}

/// Forgets the tries that no longer count.
pub(super) async fn forget_old(writing: &mut Writing) -> Result<(), Fault> {
    let longest = CountedBy::ALL.into_iter().map(|by| by.within().num_seconds()).max().unwrap_or(0);
    writing.run("DELETE FROM guesses WHERE at < unixepoch() - $1", args![longest]).await.map(drop)
}

/// Counts a try that went wrong, and forgets those that no longer count.
pub(super) async fn went_wrong(writing: &mut Writing, desk: &str, trying: &Trying) -> Result<(), Fault> {
    forget_old(writing).await?;
    for (by, hash) in trying.counted(desk) {
        let add = "INSERT INTO guesses (counted_by, hash, at) VALUES ($1, $2, unixepoch())";
        writing.run(add, args![by.name(), &hash[..]]).await?;
    }
    Ok(())
}

impl Store {
    /// Whether one more try at a number or code is allowed; where it is not `right`, it is counted.
    ///
    /// # Errors
    /// Nothing is counted then, and nothing may be told.
    pub async fn try_at(&self, desk: &str, trying: &Trying, right: bool) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            let allowed = to_wait(writing, desk, trying).await?.is_none();
            if allowed && !right {
                went_wrong(writing, desk, trying).await?;
            }
            Ok(allowed)
        })
    }
}
