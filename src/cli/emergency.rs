//! The emergency switch.

use std::process::ExitCode;

/// What it takes.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Does it.
#[must_use]
pub fn run(_args: &Args) -> ExitCode {
    super::fail(super::USAGE, &"this command is not built yet")
}
