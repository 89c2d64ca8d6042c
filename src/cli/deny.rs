//! Keeps numbers from being called back, by hand: rows in the store, in force at once on every replica.

use std::process::ExitCode;

use super::at_store::{AtStore, Refused, Way, at_store};
use super::personal::number;
use super::settings::SettingsArgs;
use super::{FOUND, fail, print};
use crate::terms::Number;

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    centralino deny add '+39 06 6885 1234' --reason 'books every day and never answers'\n  \
    centralino deny add +390668851234 --desk dogane --reason 'asked not to be called'\n  \
    centralino deny list\n  \
    centralino deny remove +390668851234\n\n\
    The list holds no number: it shows them masked, and finds them by a hash.")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Put a number on the list: nothing is booked for it, and it is not called back.
    Add {
        #[command(flatten)]
        whom: Whom,
        /// Why, for whoever reads the list.
        #[arg(long, value_name = "WORDS", value_parser = reason)]
        reason: String,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Who is on the list, masked, with the reasons.
    List {
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Take a number off the list.
    Remove {
        #[command(flatten)]
        whom: Whom,
        #[command(flatten)]
        settings: SettingsArgs,
    },
}

#[derive(Debug, clap::Args)]
struct Whom {
    /// The number, with its + and country.
    #[arg(value_parser = number)]
    number: Number,
    /// For this desk alone.
    #[arg(long, value_name = "DESK")]
    desk: Option<String>,
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    match &args.action {
        Action::Add { whom, reason, settings } => {
            at_store(settings, Way::MustBeThere, async |at| add(&at, whom, reason).await)
        }
        Action::List { settings } => at_store(settings, Way::MustBeThere, async |at| list(&at).await),
        Action::Remove { whom, settings } => {
            at_store(settings, Way::MustBeThere, async |at| remove(&at, whom).await)
        }
    }
}

async fn add(at: &AtStore, whom: &Whom, reason: &str) -> Result<ExitCode, Refused> {
    let desk = whom.desk.as_deref();
    if let Some(desk) = desk {
        at.desk(desk)?;
    }
    at.store.deny(whom.number, desk, reason, at.clock.now()).await?;
    println!("{} is on the deny list {}", whom.number, of(desk));
    Ok(ExitCode::SUCCESS)
}

async fn list(at: &AtStore) -> Result<ExitCode, Refused> {
    let lines = at.store.deny_list().await?.into_iter().map(|denied| {
        let since = denied.since.format("%Y-%m-%d %H:%M UTC");
        format!("{}  {}  since {since}: {}\n", denied.masked, of(denied.desk.as_deref()), denied.reason)
    });
    Ok(print(&lines.collect::<String>()))
}

async fn remove(at: &AtStore, whom: &Whom) -> Result<ExitCode, Refused> {
    let desk = whom.desk.as_deref();
    if at.store.allow_again(whom.number, desk).await? {
        println!("{} is off the deny list {}", whom.number, of(desk));
        return Ok(ExitCode::SUCCESS);
    }
    Ok(fail(
        FOUND,
        &format!("{} is not on the deny list {}; `centralino deny list` shows who is", whom.number, of(desk)),
    ))
}

fn of(desk: Option<&str>) -> String {
    desk.map_or_else(|| "of every desk".to_owned(), |desk| format!("of {desk}"))
}

fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 500 || text.contains(char::is_control) {
        return Err("say why in 1 to 500 characters, on one line".to_owned());
    }
    Ok(text.to_owned())
}
