//! Guesses at numbers and codes that went wrong. They are counted here and never in the state that a call carries: any old seal may come back.
//! What is counted stands there as its hash for some hours; whoever has the store can try out all numbers there are: it is personal data still.

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
    /// The caller's number, where it is known.
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
    /// What is counted, and for what: the hash of desk and text.
    fn counted(&self, desk: &str) -> Vec<(CountedBy, [u8; 32])> {
        let text = |by| match (by, &self.by) {
            (CountedBy::Call, Trier::Call(who)) | (CountedBy::Page, Trier::Page(who)) => Some(who),
            (CountedBy::Call, Trier::Page(_)) | (CountedBy::Page, Trier::Call(_)) => None,
            (CountedBy::Code, _) => self.code.as_ref(),
            (CountedBy::Number, _) => self.number.as_ref(),
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

/// Whether one more try is allowed. To be asked before anything is looked up, and alone with each of what is counted.
pub(super) async fn may_try(writing: &mut Writing, desk: &str, trying: &Trying) -> Result<bool, Fault> {
    let mut allowed = true;
    for (by, hash) in trying.counted(desk) {
        let name = hash.iter().take(8).map(u8::to_string).collect::<Vec<_>>().join(".");
        writing.alone(Alone::Guesses, &name).await?;
        let count =
            "SELECT count(*) FROM guesses WHERE counted_by = $1 AND hash = $2 AND at > unixepoch() - $3";
        let values = args![by.name(), &hash[..], by.within().num_seconds()];
        let wrong: i64 = writing.one(count, values).await?.get(0)?;
        allowed &= wrong < i64::from(by.limit());
    }
    Ok(allowed)
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
            let allowed = may_try(writing, desk, trying).await?;
            if allowed && !right {
                went_wrong(writing, desk, trying).await?;
            }
            Ok(allowed)
        })
    }
}
