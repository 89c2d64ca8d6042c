//! Plays one call with no server: every prompt, key, decision and why, to what the platform would do.

use std::fmt::Write as _;
use std::process::ExitCode;

use chrono::{DateTime, TimeDelta, Utc};
use clap::ValueEnum;
use serde::Serialize;

use super::{opened, shown};
use crate::clock::Clock;
use crate::engine::Outcome;
use crate::hours::Live;
use crate::menu::model::Menu;
use crate::scenario::{Because, Call, Clients, Requests, Script, Store, Transcript, play};
use crate::terms::numbering::{self, CallerFormat};
use crate::terms::{Caller, moment};

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "In --keys a comma is the next prompt, `13` are keys pressed ahead, `T` is a silence; after the last \
    key there is only silence. Bookings go to an empty agenda in memory.\n\n  centralino call menus/giustizia.yaml --from \
    +390668851234 --at 2026-11-21T12:59+01:00 --keys 1"
)]
pub struct Args {
    /// The desk's menu file.
    #[arg(value_name = "MENU")]
    pub menu: String,
    /// Who calls: a number as the desk's country writes it, with `+` or with `00`; `anonymous` for one that is withheld.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub from: Option<String>,
    /// The number dialled, where it matters which.
    #[arg(long, value_name = "NUMBER")]
    pub to: Option<String>,
    /// When the call arrives: the desk's own time, or with an offset [default: now].
    #[arg(long, value_name = "MOMENT")]
    pub at: Option<String>,
    /// What the caller presses.
    #[arg(long, value_name = "KEYS", default_value = "")]
    pub keys: String,
    /// How the transfers end, in order; beyond the last, they are answered.
    #[arg(long, value_name = "OUTCOMES", value_enum, value_delimiter = ',')]
    pub transfers: Vec<TransferEnd>,
    /// Play it with the emergency switch on.
    #[arg(long)]
    pub emergency: bool,
    /// One object for machines.
    #[arg(long)]
    pub json: bool,
}

/// How a transfer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TransferEnd {
    /// They speak.
    Answered,
    /// Busy.
    Busy,
    /// Nobody answers in time.
    NoAnswer,
    /// It cannot be reached.
    Failed,
    /// The caller has waited in its queue for the longest time.
    Waited,
    /// The caller leaves its queue by key.
    Left,
}

impl From<TransferEnd> for Outcome {
    fn from(end: TransferEnd) -> Self {
        match end {
            TransferEnd::Answered => Self::Completed,
            TransferEnd::Busy => Self::Busy,
            TransferEnd::NoAnswer => Self::NoAnswer,
            TransferEnd::Failed => Self::Failed,
            TransferEnd::Waited => Self::WaitedTooLong,
            TransferEnd::Left => Self::Left,
        }
    }
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let menu = match opened::menu(&args.menu) {
        Ok(menu) => menu,
        Err(code) => return code,
    };
    let call = match call(args, &menu, Clock::system().now()) {
        Ok(call) => call,
        Err(said) => return super::fail(super::USAGE, &said),
    };
    let since = call.at - TimeDelta::days(1);
    let live = Live { overrides: Vec::new(), emergency: args.emergency.then_some(since) };
    let transcript = play(&menu, &live, &call);
    let printed = if args.json { json(&transcript) } else { text(&menu, &call, &transcript) };
    super::print(&printed)
}

fn call(args: &Args, menu: &Menu, now: DateTime<Utc>) -> Result<Call, String> {
    let at = args.at.as_ref().map_or(Ok(now), |at| moment(at, menu.zone));
    Ok(Call {
        caller: caller(args.from.as_deref(), menu),
        did: args.to.clone(),
        at: at.map_err(|fault| format!("--at: {fault}"))?,
        script: Script::parse(&args.keys).map_err(|fault| format!("--keys: {fault}"))?,
        outcomes: args.transfers.iter().map(|end| Outcome::from(*end)).collect(),
        store: Store::There,
        requests: Requests::default(),
        clients: Clients::default(),
        messages: false,
    })
}

/// Who calls, as the desk's trunk would tell it.
pub(super) fn caller(from: Option<&str>, menu: &Menu) -> Caller {
    from.map_or(Caller::Unknown, |from| numbering::caller(from, CallerFormat::National, menu.country))
}

/// What scripts read.
#[derive(Serialize)]
struct Told<'t> {
    ending: &'static str,
    destination: Option<&'t str>,
    ticket: Option<String>,
    answered: bool,
    heard: Vec<&'t str>,
    why: Vec<&'t Because>,
}

fn json(transcript: &Transcript) -> String {
    let told = Told {
        ending: transcript.ending.name(),
        destination: transcript.destination.as_ref().map(|reached| &*reached.to),
        ticket: transcript.ticket.map(|ticket| ticket.value().to_string()),
        answered: transcript.answered,
        heard: transcript.heard().collect(),
        why: transcript.why().collect(),
    };
    serde_json::to_string_pretty(&told).unwrap_or_default() + "\n"
}

fn text(menu: &Menu, call: &Call, transcript: &Transcript) -> String {
    let at = call.at.with_timezone(&menu.zone);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}: {}, {}",
        menu.desk,
        at.format("%A %-d %B %Y, %H:%M:%S %:z"),
        shown::caller(call.caller)
    );
    for (at, entry) in &transcript.entries {
        let clock = at.with_timezone(&menu.zone).format("%H:%M:%S");
        let _ = writeln!(out, "{clock}  {}", shown::entry(entry));
    }
    let _ = writeln!(out, "The call ended {}.", transcript.ended());
    if let Some(ticket) = transcript.ticket {
        let _ = writeln!(out, "Request number: {ticket}");
    }
    out
}
