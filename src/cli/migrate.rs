//! Brings the database to this version's form. `serve` does it by itself; this is for whoever wants it done, and seen, before.

use std::process::ExitCode;

use super::at_store::{Way, at_store};
use super::settings::SettingsArgs;

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  centralino migrate --database sqlite:///var/lib/centralino/centralino.db"
)]
pub struct Args {
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    at_store(&args.settings, Way::Create, async |desk| {
        println!("{} has the form that this version needs", desk.store);
        Ok(ExitCode::SUCCESS)
    })
}
