//! `centralino prompts`: what callers hear, and whose voice says it. Lists what is recorded, made, missing or stale, writes the script for a
//! speaker, and takes the recordings back.

mod import;
mod list;
mod script;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use super::bar::Bar;
use super::{FOUND, USAGE, fail};
use crate::config::{self, Options, Settings};
use crate::files::{Desks, Folder, texts};
use crate::menu::diagnostic::{Diagnostic, text};
use crate::menu::model::Menu;
use crate::terms::Language;
use crate::voice::{self, Line, Recordings, Voice};

/// What it takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  centralino prompts menus/\n  centralino prompts menus/ --make\n  \
    centralino prompts menus/ --language it --export script.csv\n  centralino prompts menus/ --import from-the-studio/")]
pub struct Args {
    /// The folder of menus [default: menus]; also `CENTRALINO_MENUS`.
    menus: Option<PathBuf>,
    /// Every prompt, not only those that want something.
    #[arg(long)]
    all: bool,
    /// Only the prompts of one language: it, en.
    #[arg(long, value_name = "CODE", value_parser = language)]
    language: Option<Language>,
    /// Make what has no sound yet, with the voice of the settings.
    #[arg(long)]
    make: bool,
    /// Write the script of what is not recorded, for whoever speaks it: a CSV file for a spreadsheet.
    #[arg(long, value_name = "FILE", conflicts_with = "make")]
    export: Option<PathBuf>,
    /// Separate the script's columns by commas, as spreadsheets in English expect.
    #[arg(long, requires = "export")]
    commas: bool,
    /// Take in the recordings of a folder, by the names that the script gives them.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["make", "export"])]
    import: Option<PathBuf>,
    /// A settings file (TOML); also `CENTRALINO_SETTINGS`.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

fn language(code: &str) -> Result<Language, String> {
    let known = || Language::ALL.map(Language::code).join(" and ");
    Language::from_code(code).ok_or_else(|| format!("there are {}", known()))
}

/// The desks whose prompts these are, and the recordings beside them.
struct Desk {
    menus: Vec<Arc<Menu>>,
    folder: PathBuf,
    files: Folder,
    recordings: Recordings,
    settings: config::Voice,
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let set = args.menus.iter().map(|menus| ("menus", menus.to_string_lossy().into_owned())).collect();
    let settings = match Settings::load(&Options { settings: args.settings.clone(), set }) {
        Ok(settings) => settings,
        Err(mistakes) => return fail(USAGE, &mistakes),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(fault) => return fail(FOUND, &fault),
    };
    let desk = match Desk::read(&settings) {
        Ok(desk) => desk,
        Err(code) => return code,
    };
    if args.make {
        return runtime.block_on(make(&desk, args));
    }
    let voice = match Voice::look(desk.settings.clone()) {
        Ok(voice) => voice,
        Err(fault) => return fail(USAGE, &fault),
    };
    let lines = desk.lines(&voice, args.language);
    match (&args.export, &args.import) {
        (Some(file), _) => script::write(&lines, file, args),
        (None, Some(folder)) => import::take(desk, &voice, &lines, folder, args),
        (None, None) => super::print(&list::text(&lines, &desk.menus, args.all)),
    }
}

impl Desk {
    /// Reads the menus and the list of recordings. What is wrong with a menu has been told; the exit code remains.
    fn read(settings: &Settings) -> Result<Self, ExitCode> {
        let path = &settings.menus;
        let read = Desks::read(path);
        let errors: Vec<_> = read.diagnostics.iter().filter(|one| one.is_error()).cloned().collect();
        if !errors.is_empty() {
            tell(&errors);
            return Err(ExitCode::from(FOUND));
        }
        let menus: Vec<_> = read.menus().map(Arc::clone).collect();
        let folder = if path.is_dir() {
            path.clone()
        } else {
            let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
            parent.unwrap_or_else(|| Path::new(".")).to_owned()
        };
        let files = Folder::of(&folder.join("menu"));
        let recordings = Recordings::read(&files);
        for (line, fault) in &recordings.faults {
            eprintln!("centralino: {}/{}, line {line}: {fault}", folder.display(), voice::LIST);
        }
        Ok(Self { menus, folder, files, recordings, settings: settings.voice.clone() })
    }

    /// What these desks say.
    fn lines(&self, voice: &Voice, language: Option<Language>) -> Vec<Line> {
        let menus: Vec<_> = self.menus.iter().map(AsRef::as_ref).collect();
        let mut lines = voice.stock(&menus, &self.recordings);
        lines.retain(|line| language.is_none_or(|only| line.language == only));
        lines
    }
}

/// Makes what has no sound yet, and lists how everything stands then.
async fn make(desk: &Desk, args: &Args) -> ExitCode {
    let voice = match Voice::open(desk.settings.clone()).await {
        Ok(voice) => Arc::new(voice),
        Err(fault) => return fail(USAGE, &fault),
    };
    if !voice.speaks() {
        let program = desk.settings.tts.as_ref().map_or("none", config::Tts::program);
        return fail(
            USAGE,
            &format!("no voice speaks here: CENTRALINO_TTS_COMMAND is `{program}`, which cannot be run"),
        );
    }
    let made = tokio::select! {
        found = made(&voice, &desk.menus, &desk.files) => found,
        // What is being spoken ends with us.
        _ = tokio::signal::ctrl_c() => return fail(FOUND, &"broken off; what is made stays"),
    };
    tell(&made);
    let listed = super::print(&list::text(&desk.lines(&voice, args.language), &desk.menus, args.all));
    if made.is_empty() { listed } else { ExitCode::from(FOUND) }
}

/// Makes everything that these menus say, and gives back what could not be made.
pub(super) async fn made(voice: &Arc<Voice>, menus: &[Arc<Menu>], files: &Folder) -> Vec<Diagnostic> {
    let bar = Bar::new();
    let sounds: Vec<_> = menus.iter().map(|menu| (menu, voice.learn(menu, files))).collect();
    let mut found = Vec::new();
    for (menu, sounds) in sounds {
        let unmade = voice.make(&sounds, |_| bar.tell(voice.progress())).await;
        found.extend(voice::unmade(menu, &unmade));
    }
    bar.end();
    voice.tend();
    found
}

/// Says on stderr what is wrong.
fn tell(found: &[Diagnostic]) {
    if !found.is_empty() {
        eprint!("{}", text(found, &texts(found)));
    }
}
