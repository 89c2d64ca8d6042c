//! What is kept for minutes or hours only goes when its time is over, also where nobody writes any more. Each of these rows counts by its time
//! alone; taking it away changes nothing but that it is not kept.

use chrono::{DateTime, Utc};

use super::{
    Fault, Store, args, askings, code_calls, guesses, repeats, screens, sendings, transaction, tries,
};

impl Store {
    /// Takes away who was put through, what was asked for on a public page, what was guessed wrong and the answers of repeated writes, each after its time.
    ///
    /// # Errors
    /// It stays a while longer then.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        transaction!(self, |writing| {
            writing.run(screens::OVER, args![]).await?;
            writing.run(askings::OVER, args![]).await?;
            writing.run(code_calls::OVER, args![]).await?;
            writing.run(sendings::OVER, args![]).await?;
            guesses::forget_old(writing).await?;
            writing.run(tries::OVER, args![now - tries::KEPT]).await?;
            writing.run(repeats::OVER, args![now - repeats::KEPT, now - repeats::LOST]).await.map(drop)
        })
    }
}
