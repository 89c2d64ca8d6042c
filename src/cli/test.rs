//! Runs the examples of calls: `menus/tests/<desk>.yaml` beside each `menus/<desk>.yaml`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{opened, shown};
use crate::menu::diagnostic::Diagnostic;
use crate::menu::model::Menu;
use crate::menu::source::Source;
use crate::scenario::{Entry, Example, Fault, Take, Transcript, judge, play, read};

/// The folder of examples, beside the menus.
const FOLDER: &str = "tests";

/// What it takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the menus, one menu file, or one file of examples.
    #[arg(value_name = "MENUS", default_value = "menus")]
    pub menus: PathBuf,
}

/// Does it.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let files = match example_files(&args.menus) {
        Ok(files) => files,
        Err(said) => return super::fail(super::USAGE, &said),
    };
    let mut out = String::new();
    let (mut passed, mut failed) = (0_usize, 0_usize);
    for file in &files {
        let result = run_file(file);
        passed += result.passed;
        failed += result.failed;
        out.push_str(&result.told);
    }
    let _ = writeln!(out, "{passed} passed, {failed} failed");
    let printed = super::print(&out);
    if failed > 0 { ExitCode::from(super::FOUND) } else { printed }
}

/// What came of a file.
#[derive(Default)]
struct Ran {
    passed: usize,
    failed: usize,
    told: String,
}

fn run_file(file: &Path) -> Ran {
    let name = file.display().to_string();
    let menu_file = menu_of(file);
    let Ok(menu) = opened::menu(&menu_file.display().to_string()) else {
        return Ran {
            failed: 1,
            told: format!("FAILED {name}: its menu {} is broken\n", menu_file.display()),
            passed: 0,
        };
    };
    let source = match opened::source(file) {
        Ok(source) => source,
        Err(found) => return broken(&found),
    };
    let (examples, found) = read(&source, &menu);
    let mut ran = if found.is_empty() { Ran::default() } else { broken(&found) };
    for example in &examples {
        for take in &example.takes {
            let transcript = play(&menu, &take.live, &take.call);
            let faults = judge(&example.expected, &transcript);
            if faults.is_empty() {
                ran.passed += 1;
            } else {
                ran.failed += 1;
                ran.told.push_str(&failure(&source, &menu, example, take, &transcript, &faults));
            }
        }
    }
    ran
}

/// A file of examples that could not be read as a whole: each mistake is a failure.
fn broken(found: &[Diagnostic]) -> Ran {
    let failed = found.iter().filter(|one| one.is_error()).count();
    Ran { passed: 0, failed, told: opened::text(found) }
}

fn failure(
    source: &Source,
    menu: &Menu,
    example: &Example,
    take: &Take,
    transcript: &Transcript,
    faults: &[Fault],
) -> String {
    let line = |byte: u32| {
        let before = source.text.get(..byte as usize).unwrap_or_default();
        before.matches('\n').count() + 1
    };
    let Example { name, span, .. } = example;
    let label = if take.label.is_empty() { String::new() } else { format!(" [{}]", take.label) };
    let mut out = format!("FAILED {}:{}: {name}{label}\n", source.name, line(span.start));
    for Fault { span, said } in faults {
        let _ = writeln!(out, "  line {}: {said}", line(span.start));
    }
    out.push_str("  what happened instead:\n");
    for (at, entry) in &transcript.entries {
        if !matches!(entry, Entry::Why(_)) {
            let clock = at.with_timezone(&menu.zone).format("%H:%M:%S");
            let _ = writeln!(out, "    {clock}  {}", shown::entry(entry));
        }
    }
    out
}

/// The menu to which a file of examples belongs: of the same name, one folder up.
fn menu_of(file: &Path) -> PathBuf {
    let folder = file.parent().and_then(Path::parent).unwrap_or_else(|| Path::new(""));
    folder.join(file.file_name().unwrap_or_default())
}

/// The files of examples, in the order of their names.
fn example_files(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.is_file() {
        let in_folder = path.parent().and_then(Path::file_name).is_some_and(|name| name == FOLDER);
        let beside = || path.with_file_name(FOLDER).join(path.file_name().unwrap_or_default());
        let file = if in_folder { path.to_owned() } else { beside() };
        return if file.is_file() {
            Ok(vec![file])
        } else {
            Err(format!("there is no {}: examples lie beside their menu, in `{FOLDER}/`", file.display()))
        };
    }
    if !path.exists() {
        return Err(format!("there is no {}: name the folder in which the menus lie", path.display()));
    }
    let folder =
        if path.file_name().is_some_and(|name| name == FOLDER) { path.to_owned() } else { path.join(FOLDER) };
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return Err(format!(
            "there is no folder {}: the examples of `desk.yaml` lie beside it, in `{FOLDER}/desk.yaml`",
            folder.display()
        ));
    };
    let mut files: Vec<_> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_yaml(path)).collect();
    files.sort();
    if files.is_empty() { Err(format!("{} holds no examples", folder.display())) } else { Ok(files) }
}

fn is_yaml(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|end| end == "yaml" || end == "yml")
}
