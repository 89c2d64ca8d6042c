//! Prepaid packages: what customers have bought of what a desk's menu sells.

use std::process::ExitCode;

use chrono::NaiveDate;

use super::at_store::{AtStore, Refused, Way, at_store};
use super::customer::customer;
use super::settings::SettingsArgs;
use crate::ticket::CustomerCode;

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "What a desk sells stands in its menu (`packages`).\n\nExamples:\n  \
                  centralino package add palitalsoft COMUNE1 gold-plus --signed 2026-03-01\n  \
                  centralino package list palitalsoft\n  centralino package remove palitalsoft 7")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// A customer has bought a package.
    Add {
        /// The desk's short name.
        desk: String,
        /// The customer's code.
        code: CustomerCode,
        /// The package's name in the menu.
        kind: String,
        /// The day of its signing, from which it can be used; today, if not said.
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::day)]
        signed: Option<NaiveDate>,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// List packages with what is left of them.
    List {
        /// The desk's short name.
        desk: String,
        /// Of this customer only.
        code: Option<CustomerCode>,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Remove a package by the number that the list gives it: it was added by mistake.
    Remove {
        /// The desk's short name.
        desk: String,
        /// Its number in the list.
        id: i64,
        #[command(flatten)]
        settings: SettingsArgs,
    },
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    match &args.action {
        Action::Add { desk, code, kind, signed, settings } => {
            at_store(settings, Way::MustBeThere, async |at| add(&at, desk, code, kind, *signed).await)
        }
        Action::List { desk, code, settings } => {
            at_store(settings, Way::MustBeThere, async |at| list(&at, desk, code.as_ref()).await)
        }
        Action::Remove { desk, id, settings } => at_store(settings, Way::MustBeThere, async |at| {
            at.desk(desk)?;
            if at.store.remove_package(desk, *id).await? {
                println!("package {id} is removed");
                Ok(ExitCode::SUCCESS)
            } else {
                let help = format!("`centralino package list {desk}` shows those there are");
                Err(Refused::Usage(format!("{desk} has no package {id}; {help}")))
            }
        }),
    }
}

async fn add(
    at: &AtStore,
    desk: &str,
    code: &CustomerCode,
    kind: &str,
    signed: Option<NaiveDate>,
) -> Result<ExitCode, Refused> {
    let known = at.desk(desk)?;
    let Some(sold) = known.packages.iter().find(|sold| &*sold.name == kind) else {
        let names: Vec<_> = known.packages.iter().map(|sold| &*sold.name).collect();
        let message = if names.is_empty() {
            format!("the menu of {desk} sells no packages, or could not be read here")
        } else {
            format!("{desk} sells no package `{kind}`; there are {}", names.join(", "))
        };
        return Err(Refused::Usage(message));
    };
    let customer = customer(at, desk, code).await?;
    let zone = known.zone.unwrap_or(chrono_tz::Tz::Europe__Rome);
    let signed = signed.unwrap_or_else(|| at.clock.now().with_timezone(&zone).date_naive());
    let id = at.store.add_package(customer, sold, signed).await?;
    println!(
        "package {id}: {kind} of {}, {} calls and {} written requests until {}",
        code.as_str(),
        sold.half(),
        sold.half(),
        sold.last_day(signed)
    );
    Ok(ExitCode::SUCCESS)
}

async fn list(at: &AtStore, desk: &str, code: Option<&CustomerCode>) -> Result<ExitCode, Refused> {
    let known = at.desk(desk)?;
    if let Some(code) = code {
        customer(at, desk, code).await?;
    }
    let zone = known.zone.unwrap_or(chrono_tz::Tz::Europe__Rome);
    let today = at.clock.now().with_timezone(&zone).date_naive();
    let bought = at.store.packages_of(desk, code).await?;
    if bought.is_empty() {
        println!("there are no packages; `centralino package add {desk} CODE KIND` adds one");
    }
    for one in bought {
        let package = one.package;
        let languages: Vec<_> = package.languages.iter().map(|language| language.code()).collect();
        let state = if today > package.last_day {
            ", expired"
        } else if today < package.signed {
            ", not begun"
        } else {
            ""
        };
        println!(
            "{}  {}: {}, {} calls and {} written requests left, from {} until {}, {}{state}",
            package.id,
            one.code.as_str(),
            one.kind,
            package.calls,
            package.requests,
            package.signed,
            package.last_day,
            languages.join(" and ")
        );
    }
    Ok(ExitCode::SUCCESS)
}
