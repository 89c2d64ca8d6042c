//! Copies an SQLite store while it is in use, and puts a copy back.

use std::path::PathBuf;
use std::process::ExitCode;

use super::at_store::{Way, at_store, beside_store};
use super::settings::SettingsArgs;
use super::{FOUND, fail};

/// What `backup` takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  centralino backup centralino-2026-11-22.db --database sqlite://centralino.db"
)]
pub struct BackupArgs {
    /// The file to make; it must not be there yet.
    file: PathBuf,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// What `restore` takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  centralino restore centralino-2026-11-22.db --database sqlite://centralino.db"
)]
pub struct RestoreArgs {
    /// The copy that `backup` made.
    file: PathBuf,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Copies.
#[must_use]
pub fn backup(args: &BackupArgs) -> ExitCode {
    at_store(&args.settings, Way::MustBeThere, async |desk| {
        Ok(match desk.store.backup(&args.file).await {
            Ok(()) => {
                println!("{} is a copy of {}", args.file.display(), desk.store);
                ExitCode::SUCCESS
            }
            Err(fault) => fail(FOUND, &fault),
        })
    })
}

/// Puts a copy back. The store is not opened: it may be broken, which is why a copy comes back.
#[must_use]
pub fn restore(args: &RestoreArgs) -> ExitCode {
    beside_store(&args.settings, async |store, clock| {
        let kept_as = clock.now().format(".before-%Y%m%dT%H%M%SZ").to_string();
        match store.restore(&args.file, &kept_as).await {
            Ok(kept) => {
                println!("{store} is again what {} is", args.file.display());
                if let Some(kept) = kept {
                    println!("what was there is kept as {}", kept.display());
                    println!("what a running service wrote in the last seconds is there, not in the copy");
                }
                ExitCode::SUCCESS
            }
            Err(fault) => fail(FOUND, &fault),
        }
    })
}
