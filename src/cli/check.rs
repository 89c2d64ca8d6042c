//! `centralino check`: every mistake in every menu at once, and then what was understood.

mod spoken;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;

use crate::clock::Clock;
use crate::config::{Options, Settings};
use crate::files::{Desks, texts};
use crate::menu;
use crate::menu::diagnostic::{self, Diagnostic};
use crate::menu::model::{Menu, Queue};
use crate::platform::twiml::{self, Dialect};
use crate::platform::{ari, dialplan, httapi, jambonz};
use crate::terms::{Language, Limits};

/// The platforms that a menu can be checked for.
pub(super) const PLATFORMS: [Platform; 9] = [
    (&dialplan::LIMITS, dialplan::can_dial),
    (&ari::LIMITS, ari::can_dial),
    (&httapi::LIMITS, httapi::can_dial),
    (&jambonz::LIMITS, |_| true),
    (&twiml::LIMITS, |to| twiml::can_dial(to, Dialect::Twilio)),
    (Dialect::Twilio.limits(), |to| twiml::can_dial(to, Dialect::Twilio)),
    (Dialect::Signalwire.limits(), |to| twiml::can_dial(to, Dialect::Signalwire)),
    (Dialect::Telnyx.limits(), |to| twiml::can_dial(to, Dialect::Telnyx)),
    (Dialect::Somleng.limits(), |to| twiml::can_dial(to, Dialect::Somleng)),
];

/// What it can do, and what it can dial.
pub(super) type Platform = (&'static Limits, fn(&str) -> bool);

/// What it takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folders of menus, or menu files.
    #[arg(default_value = "menus")]
    menus: Vec<PathBuf>,
    /// How to tell what was found.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Also find what this telephone platform cannot do; may be given more than once.
    #[arg(long, value_name = "NAME")]
    platform: Vec<String>,
    /// Also make every prompt with the voice of the settings, and find those that it cannot speak.
    #[arg(long)]
    voice: bool,
    /// The day from which is looked ahead, `2026-11-22`; today, if not told otherwise.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    on: Option<NaiveDate>,
}

/// How diagnostics are told.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// For people, with the guilty words underlined.
    Text,
    /// For other programs: one JSON array.
    Json,
    /// As annotations of a GitHub workflow.
    Github,
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let mut platforms = Vec::new();
    for name in &args.platform {
        if let Some(platform) = PLATFORMS.iter().find(|(limits, _)| limits.name == name) {
            platforms.push(*platform);
        } else {
            let names: Vec<_> = PLATFORMS.iter().map(|(limits, _)| limits.name).collect();
            let said = format!("no platform is called {name}; there are {}", names.join(", "));
            return super::fail(super::USAGE, &said);
        }
    }
    let mut desks = Desks::read_all(&args.menus);
    let of_platforms: Vec<_> = desks
        .menus()
        .flat_map(|desk| platforms.iter().flat_map(|platform| cannot(desk, *platform)))
        .collect();
    let soon: Vec<_> = desks.menus().flat_map(|desk| menu::check_ahead(desk, today(args, desk))).collect();
    desks.diagnostics.extend(of_platforms.into_iter().chain(soon));
    if args.voice {
        match spoken::check(&desks) {
            Ok(found) => desks.diagnostics.extend(found),
            Err(told) => return super::fail(super::USAGE, &told),
        }
    }
    let out = match args.format {
        Format::Text => told(&desks),
        Format::Json => diagnostic::json(&desks.diagnostics, &texts(&desks.diagnostics)) + "\n",
        Format::Github => diagnostic::github(&desks.diagnostics, &texts(&desks.diagnostics)),
    };
    // Whoever reads may have gone: `check | head`.
    let _ = std::io::stdout().write_all(out.as_bytes());
    if desks.has_errors() { ExitCode::from(super::FOUND) } else { ExitCode::SUCCESS }
}

/// The day from which is looked ahead, in a desk's zone.
fn today(args: &Args, desk: &Menu) -> NaiveDate {
    args.on.unwrap_or_else(|| Clock::system().now().with_timezone(&desk.zone).date_naive())
}

/// What a platform cannot do of what a desk asks.
fn cannot(desk: &Menu, (limits, can_dial): Platform) -> Vec<Diagnostic> {
    let mut found = menu::check(desk, limits);
    found.extend(menu::check_dialling(desk, limits, can_dial));
    found
}

/// What was found, what was understood, and how many of each.
fn told(desks: &Desks) -> String {
    let mut out = diagnostic::text(&desks.diagnostics, &texts(&desks.diagnostics));
    if !out.is_empty() {
        out.push('\n');
    }
    desks.menus().for_each(|menu| out += &understood(menu));
    // What the service's own settings say is theirs; where they cannot be read, `serve` tells.
    let settings = Settings::load(&Options::default());
    let (placing, ways) =
        settings.map(|settings| (settings.placing, settings.notices.ways())).unwrap_or_default();
    let untold = ways.untold(desks.menus().map(|menu| &**menu));
    let codes = desks.menus().filter_map(|menu| placing.code_missing(menu, ways.sms));
    for missing in desks.menus().flat_map(|menu| placing.missing(menu)).chain(codes).chain(untold) {
        let _ = writeln!(out, "note: {missing}\n");
    }
    out + &summary(desks)
}

/// The calendars of a desk in plain words, in its first language.
fn understood(menu: &Menu) -> String {
    let language = menu.languages.first().copied().unwrap_or(Language::It);
    let mut said = String::new();
    for named in &menu.calendars {
        let _ = writeln!(said, "{}, {}:", menu.desk, named.name);
        for line in named.calendar.plain_words(language) {
            let _ = writeln!(said, "  {line}");
        }
    }
    for queue in &menu.queues {
        said += &bands(menu, queue);
    }
    said.push('\n');
    said
}

/// The time bands of a queue, and their seats.
fn bands(menu: &Menu, queue: &Queue) -> String {
    let buffer = match queue.buffer.num_minutes() {
        0 => String::new(),
        minutes => {
            format!(", {} between them", count(usize::try_from(minutes).unwrap_or(0), "minute", "minutes"))
        }
    };
    let length = count(usize::try_from(queue.length.num_minutes()).unwrap_or(0), "minute", "minutes");
    format!("{}, {}:\n  bands of {length}{buffer}; seats: {}\n", menu.desk, queue.name, queue.seats)
}

fn summary(desks: &Desks) -> String {
    let errors = desks.diagnostics.iter().filter(|said| Diagnostic::is_error(said)).count();
    let warnings = desks.diagnostics.len() - errors;
    let files = count(desks.files.len(), "menu", "menus");
    if errors == 0 && warnings == 0 {
        return format!("{files} checked: nothing is wrong\n");
    }
    let mut said = format!(
        "{files} checked: {}, {}\n",
        count(errors, "error", "errors"),
        count(warnings, "warning", "warnings")
    );
    if let Some(first) = desks.diagnostics.first() {
        let _ = writeln!(said, "`centralino explain {}` tells more about the first", first.code);
    }
    said
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
