//! The house rules that a compiler does not hold: who may import whom, what the pure rooms may not touch, and that each file says why it is there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, each with those it may import. A room that is not listed here may import anything.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("terms", &[]),
    ("hours", &["terms"]),
    ("directory", &["terms"]),
    ("access", &["terms"]),
    ("ticket", &["terms", "hours"]),
    ("menu", &["terms", "hours", "directory", "ticket"]),
    ("booking", &["terms", "hours", "directory", "ticket", "menu"]),
    ("engine", &["terms", "hours", "directory", "menu", "booking", "ticket"]),
    ("scenario", &["terms", "hours", "directory", "menu", "booking", "ticket", "engine"]),
    ("platform", &["terms", "menu", "engine"]),
    ("store", &["terms", "hours", "access", "menu", "booking", "ticket", "clock"]),
    ("notify", &["terms", "access", "booking", "ticket"]),
    ("voice", &["terms", "menu", "clock", "config"]),
    (
        "calls",
        &[
            "terms",
            "hours",
            "directory",
            "menu",
            "booking",
            "ticket",
            "engine",
            "scenario",
            "platform",
            "store",
            "voice",
            "clock",
            "config",
            "files",
            "measures",
            "notify",
        ],
    ),
];

/// From `terms` to `platform`: no I/O, no clock, no waiting.
const PURE: &[&str] =
    &["terms", "hours", "directory", "access", "menu", "booking", "ticket", "engine", "scenario", "platform"];

/// What a pure room may not name.
const IMPURE: &[&str] = &[
    "tokio",
    "axum",
    "sqlx",
    "reqwest",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "async fn",
    ".await",
];

#[test]
fn rooms_import_only_whom_they_may() {
    let mut broken = Vec::new();
    for (room, file, text) in sources() {
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == room) else { continue };
        for (number, line) in code_lines(&text) {
            for used in imports(line) {
                if used != room && is_room(&used) && !allowed.contains(&used.as_str()) {
                    broken.push(format!("{}:{number}: `{room}` may not import `{used}`", file.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn a_platform_is_known_to_the_door_alone() {
    let adapters: Vec<_> = fs::read_dir(root().join("src/platform"))
        .expect("the platforms")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let mut broken = Vec::new();
    for (room, file, text) in sources()
        .into_iter()
        .filter(|(room, ..)| !["platform", "web", "links", "cli"].contains(&room.as_str()))
    {
        for (number, line) in code_lines(&text) {
            for adapter in adapters.iter().filter(|adapter| line.contains(&format!("platform::{adapter}"))) {
                broken.push(format!("{}:{number}: `{room}` knows the platform `{adapter}`", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn pure_rooms_touch_nothing_outside() {
    let mut broken = Vec::new();
    for (room, file, text) in sources().into_iter().filter(|(room, ..)| PURE.contains(&room.as_str())) {
        for (number, line) in code_lines(&text) {
            for word in IMPURE.iter().filter(|word| line.contains(**word)) {
                broken
                    .push(format!("{}:{number}: `{room}` is pure and may not use `{word}`", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_file_opens_with_why() {
    let without: Vec<_> = sources()
        .into_iter()
        .filter(|(_, _, text)| !text.starts_with("//!"))
        .map(|(_, file, _)| file.display().to_string())
        .collect();
    assert!(without.is_empty(), "these files do not say why they are there: {without:?}");
}

#[test]
fn a_reader_can_hold_every_file() {
    let long: BTreeMap<_, _> = sources()
        .into_iter()
        .map(|(_, file, text)| (file.display().to_string(), text.lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .collect();
    assert!(long.is_empty(), "more than a reader holds: {long:?}");
}

#[test]
fn the_top_level_is_the_agreed_one() {
    let agreed = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "menus",
        "tests",
        "docker",
        "README.md",
        "LICENSE",
        "publiccode.yml",
        "CHANGELOG.md",
    ];
    let listed = std::process::Command::new("git")
        .args(["ls-files"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    let mut strangers: Vec<_> = String::from_utf8_lossy(&listed.stdout)
        .lines()
        .filter_map(|path| path.split('/').next().map(str::to_owned))
        .filter(|top| !top.starts_with('.') && !agreed.contains(&top.as_str()))
        .collect();
    strangers.dedup();
    assert!(strangers.is_empty(), "not part of the agreed top level: {strangers:?}");
}

/// Every source file with its room (the first folder or file below `src/`) and its text.
fn sources() -> Vec<(String, PathBuf, String)> {
    let mut found = Vec::new();
    collect(&root().join("src"), &mut found);
    assert!(found.len() > 20, "the sources were not found");
    found
}

fn collect(folder: &Path, found: &mut Vec<(String, PathBuf, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("a folder of sources")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && path.file_stem().is_some_and(|name| name != "tests")
        {
            let below = path.strip_prefix(root().join("src")).expect("below src").to_owned();
            let room =
                below.iter().next().expect("a room").to_string_lossy().trim_end_matches(".rs").to_owned();
            found.push((
                room,
                PathBuf::from("src").join(below),
                fs::read_to_string(&path).expect("readable"),
            ));
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn is_room(name: &str) -> bool {
    root().join("src").join(name).is_dir() || root().join("src").join(format!("{name}.rs")).is_file()
}

/// The lines with code on them, numbered from one; comments tell, they do not import. Unit tests stand at a file's end and may use what they like.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    text[..end]
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The rooms named by `crate::room` on a line, in braces too.
fn imports(line: &str) -> Vec<String> {
    line.match_indices("crate::")
        .flat_map(|(at, word)| {
            let rest = &line[at + word.len()..];
            match rest.strip_prefix('{') {
                Some(list) => list.split(['}', ',']).map(|name| name.trim().to_owned()).collect(),
                None => vec![rest.to_owned()],
            }
        })
        .map(|name: String| name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}
