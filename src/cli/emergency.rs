//! The emergency switch: a row in the store, so that it needs no restart and holds for every replica.

use std::process::ExitCode;

use chrono::{DateTime, Utc};

use super::at_store::{AtStore, KnownDesk, Refused, Way, at_store};
use super::settings::SettingsArgs;

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  centralino emergency on giustizia\n  centralino emergency off giustizia\n  centralino emergency status"
)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Callers of the desk hear its emergency announcement, whatever its hours say.
    On {
        /// The desk's name, as its menu file says it.
        desk: String,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// The desk answers as its calendar says.
    Off {
        /// The desk's name.
        desk: String,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Which switches are on, and since when.
    Status {
        /// Only this desk.
        #[arg(long)]
        desk: Option<String>,
        #[command(flatten)]
        settings: SettingsArgs,
    },
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    match &args.action {
        Action::On { desk, settings } => {
            at_store(settings, Way::MustBeThere, async |at| switch(&at, desk, true).await)
        }
        Action::Off { desk, settings } => {
            at_store(settings, Way::MustBeThere, async |at| switch(&at, desk, false).await)
        }
        Action::Status { desk, settings } => {
            at_store(settings, Way::MustBeThere, async |at| status(&at, desk.as_deref()).await)
        }
    }
}

async fn switch(at: &AtStore, desk: &str, on: bool) -> Result<ExitCode, Refused> {
    // What is switched off may be a desk that is no more.
    let known = if on { at.desk(desk)? } else { at.desk(desk).unwrap_or_else(|_| KnownDesk::named(desk)) };
    let changed = at.store.set_emergency(desk, on, at.clock.now()).await?;
    let word = if on { "ON" } else { "off" };
    if changed {
        println!(
            "{desk}: the emergency switch is {word} as of {}, in force within two seconds",
            shown(at.clock.now(), &known)
        );
    } else {
        println!("{desk}: the emergency switch was {word} already");
    }
    Ok(ExitCode::SUCCESS)
}

async fn status(at: &AtStore, desk: Option<&str>) -> Result<ExitCode, Refused> {
    let on = at.store.emergencies().await?;
    let asked: Vec<_> = on.iter().filter(|(name, _)| desk.is_none_or(|desk| desk == name)).collect();
    for (name, since) in &asked {
        let known = at.desk(name).unwrap_or_else(|_| KnownDesk::named(name));
        println!("{name}: the emergency switch is ON since {}", shown(*since, &known));
    }
    match desk {
        Some(desk) if asked.is_empty() => {
            at.desk(desk)?;
            println!("{desk}: the emergency switch is off");
        }
        None if asked.is_empty() => println!("no emergency switch is on"),
        Some(_) | None => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// A moment in the desk's zone, or in UTC where that is not known.
pub(super) fn shown(moment: DateTime<Utc>, desk: &KnownDesk) -> String {
    match desk.zone {
        Some(zone) => moment.with_timezone(&zone).format("%Y-%m-%d %H:%M %Z").to_string(),
        None => moment.format("%Y-%m-%d %H:%M UTC").to_string(),
    }
}
