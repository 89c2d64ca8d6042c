//! `centralino explain M012`: what a code means, why it matters and how to mend it.

use std::io::Write as _;
use std::process::ExitCode;

use crate::menu::diagnostic::Code;
use crate::menu::explain;

/// What it takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A code as `check` prints it; every code with its title, where none is given.
    code: Option<String>,
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let out = match &args.code {
        None => {
            let lines = Code::ALL.iter().map(|code| format!("{code}  {}\n", code.title()));
            lines.collect()
        }
        Some(code) => {
            if let Some(page) = explain(code) {
                page
            } else {
                let said = format!("no mistake has the code {code}; `centralino explain` lists them all");
                return super::fail(super::USAGE, &said);
            }
        }
    };
    let _ = std::io::stdout().write_all(out.as_bytes());
    ExitCode::SUCCESS
}
