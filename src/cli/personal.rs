//! What the service keeps of callers: shown to whoever a number belongs to, forgotten when they ask, cleared away when it is old. Each leaves a
//! row in the store that says so.

use std::process::ExitCode;

use chrono::TimeDelta;

use super::at_store::{Refused, Way, at_store};
use super::settings::SettingsArgs;
use super::{FOUND, fail, print};
use crate::store::Store;
use crate::terms::Number;
use crate::terms::numbering::{self, Country};

/// What `purge` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  centralino purge --older-than 365d")]
pub struct PurgeArgs {
    /// How long ago a callback must have been over, or the last have happened in a request, closed or not: days (`365d`) or hours (`48h`).
    #[arg(long, value_name = "AGE", value_parser = age)]
    older_than: TimeDelta,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// What `forget` and `export` take.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The number as it is dialled from abroad, +39 06 6885 1234; `export` prints JSON, one line for each row."
)]
pub struct NumberArgs {
    /// The number, with its + and country.
    #[arg(value_parser = number)]
    number: Number,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Clears away what is old.
#[must_use]
pub fn purge(args: &PurgeArgs) -> ExitCode {
    at_store(&args.settings, Way::MustBeThere, async |desk| {
        let now = desk.clock.now();
        let before = now.checked_sub_signed(args.older_than);
        let before = before.ok_or_else(|| Refused::Usage("that is before the calendar begins".to_owned()))?;
        let gone = desk.store.purge(before, now).await?;
        println!(
            "{gone} rows of callbacks that were over, and of requests in which nothing has happened since, before {} are gone",
            before.format("%Y-%m-%d %H:%M UTC")
        );
        nothing_is_left(&desk.store).await
    })
}

/// Takes what went out of the database's log too, while the service runs.
async fn nothing_is_left(store: &Store) -> Result<ExitCode, Refused> {
    if store.empty_log().await? {
        return Ok(ExitCode::SUCCESS);
    }
    let told = format!(
        "what is gone can still be read in {store}-wal, because another program reads the database without a pause (a copy, a report?): \
         run the same command once more when it is done"
    );
    Ok(fail(FOUND, &told))
}

/// Forgets a number.
#[must_use]
pub fn forget(args: &NumberArgs) -> ExitCode {
    at_store(&args.settings, Way::MustBeThere, async |desk| {
        let gone = desk.store.forget_number(args.number, desk.clock.now()).await?;
        println!("{gone} rows of {} are gone", args.number);
        if desk.store.is_denied_anywhere(args.number).await? {
            println!(
                "it stays on the deny list, as a hash with its reason: `centralino deny remove` takes it off"
            );
        }
        nothing_is_left(&desk.store).await
    })
}

/// Shows all that is kept of a number.
#[must_use]
pub fn export(args: &NumberArgs) -> ExitCode {
    at_store(&args.settings, Way::MustBeThere, async |desk| {
        let found = desk.store.export_number(args.number, desk.clock.now()).await?;
        let lines = found.iter().map(|(table, row)| format!("{{\"table\":\"{table}\",\"row\":{row}}}\n"));
        Ok(print(&lines.collect::<String>()))
    })
}

pub(super) fn number(text: &str) -> Result<Number, String> {
    if !text.trim_start().starts_with('+') && !text.starts_with("00") {
        return Err("write it with its country, +39 06 6885 1234".to_owned());
    }
    numbering::number(text, Country::ITALY).map_err(|fault| format!("it {fault}"))
}

fn age(text: &str) -> Result<TimeDelta, String> {
    let wanted = "write it as 365d (days) or 48h (hours)";
    let (count, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or(wanted)?;
    let count = count.parse::<u32>().map_err(|_| wanted)?;
    match unit {
        "d" => Ok(TimeDelta::days(count.into())),
        "h" => Ok(TimeDelta::hours(count.into())),
        _ => Err(wanted.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_days_or_hours() {
        assert_eq!(age("365d"), Ok(TimeDelta::days(365)));
        assert_eq!(age("48h"), Ok(TimeDelta::hours(48)));
        for wrong in ["", "d", "365", "-1d", "1w", "1.5d", "é"] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_number_has_its_country() {
        assert_eq!(number("+39 06 6885 1234").map(Number::e164), Ok("+390668851234".to_owned()));
        assert!(number("0668851234").unwrap_err().contains("+39"));
        assert!(number("+39 12").unwrap_err().starts_with("it "));
    }
}
