//! The command line, a file for each command: `Args` say what it takes, `run` does it.
//!
//! Exit codes: 0 fine, 1 mistakes found or a test failed, 2 wrong usage or settings.

mod at_store;
pub mod backup;
mod bar;
pub mod calendar;
pub mod call;
pub mod check;
pub mod customer;
pub mod deny;
pub mod emergency;
pub mod explain;
pub mod health;
pub mod migrate;
mod opened;
pub mod overrides;
pub mod package;
pub mod personal;
pub mod phone;
pub mod prompts;
pub mod serve;
pub mod settings;
mod shown;
pub mod test;
pub mod token;
pub mod user;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Mistakes were found, or a test failed.
pub const FOUND: u8 = 1;
/// The command was used wrongly, or the settings are wrong.
pub const USAGE: u8 = 2;

/// The switchboard of public help desks: answers the telephone by menus written in YAML.
#[derive(Debug, Parser)]
#[command(name = "centralino", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Begin with:\n  centralino check menus/\n  centralino serve --menus menus")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands, in the order in which an admin meets them.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find every mistake in menu files.
    Check(check::Args),
    /// Explain a mistake's code, M012 for instance.
    Explain(explain::Args),
    /// Run the examples of calls that stand beside the menus.
    Test(test::Args),
    /// Play one call from beginning to end, and say why it went as it did.
    Call(call::Args),
    /// Call a desk from this terminal: type keys, hear or read the prompts.
    Phone(phone::Args),
    /// List what callers hear and who says it; write the script for a speaker; take recordings in.
    Prompts(prompts::Args),
    /// Answer the telephone platform's requests.
    Serve(serve::Args),
    /// Ask the service on this machine whether it can take calls, as a container's health check does.
    Health(health::Args),
    /// Turn a desk's emergency announcement on or off; it is in force within two seconds.
    Emergency(emergency::Args),
    /// Open or close a desk by hand for a while.
    Override(overrides::Args),
    /// Bring the database to this version's form; `serve` does it by itself.
    Migrate(migrate::Args),
    /// Copy the database while it is in use (`SQLite`; for `PostgreSQL` there is `pg_dump`).
    Backup(backup::BackupArgs),
    /// Put a copy of the database back, and keep what was there.
    Restore(backup::RestoreArgs),
    /// Clear away what is kept of callers whose callback was over so long ago.
    Purge(personal::PurgeArgs),
    /// Show all that is kept of a telephone number, as JSON.
    Export(personal::NumberArgs),
    /// Forget all that is kept of a telephone number, its open bookings too.
    Forget(personal::NumberArgs),
    /// Keep numbers from booking and from being called back; list them; allow them again.
    Deny(deny::Args),
    /// Add, list and remove customers who are known by a code, and give them numbers of the desk.
    Customer(customer::Args),
    /// Add and list the prepaid packages of customers.
    Package(package::Args),
    /// Make, list and revoke tokens for programs that use the API.
    Token(token::Args),
    /// Make, list and revoke calendar feeds of callbacks, for a queue or a clerk.
    Calendar(calendar::Args),
    /// Add, change and remove people who sign in to the pages.
    User(user::Args),
}

/// Reads the command line and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    crate::tls::begin();
    match Cli::parse().command {
        Command::Check(args) => check::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Call(args) => call::run(&args),
        Command::Phone(args) => phone::run(&args),
        Command::Prompts(args) => prompts::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Health(args) => health::run(&args),
        Command::Emergency(args) => emergency::run(&args),
        Command::Override(args) => overrides::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Backup(args) => backup::backup(&args),
        Command::Restore(args) => backup::restore(&args),
        Command::Purge(args) => personal::purge(&args),
        Command::Export(args) => personal::export(&args),
        Command::Forget(args) => personal::forget(&args),
        Command::Deny(args) => deny::run(&args),
        Command::Customer(args) => customer::run(&args),
        Command::Package(args) => package::run(&args),
        Command::Token(args) => token::run(&args),
        Command::Calendar(args) => calendar::run(&args),
        Command::User(args) => user::run(&args),
    }
}

/// Says on stderr what went wrong, one line for each.
#[must_use]
pub fn fail(code: u8, said: &impl std::fmt::Display) -> ExitCode {
    for line in said.to_string().lines() {
        eprintln!("centralino: {line}");
    }
    ExitCode::from(code)
}

/// Prints what a command has to say. A reader that goes away (`| head`) is no mistake.
#[must_use]
pub(crate) fn print(text: &str) -> ExitCode {
    use std::io::{ErrorKind, Write as _};

    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(fault) if fault.kind() != ErrorKind::BrokenPipe => fail(FOUND, &fault),
        Ok(()) | Err(_) => ExitCode::SUCCESS,
    }
}

/// A day, as options take it.
fn day(text: &str) -> Result<chrono::NaiveDate, String> {
    text.parse().map_err(|_| "write the day as year-month-day, 2026-03-01".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
