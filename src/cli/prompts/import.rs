//! Takes recordings in: each is made ready and laid into `recordings/` beside the menus, with its line in the list. A running service plays them
//! a second later.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{Args, Desk};
use crate::cli::{FOUND, USAGE, fail};
use crate::voice::{self, Delivered, Line, Part, State, Voice};

/// The largest file that is read: ten minutes at 96,000 samples a second, 32 bits, two channels.
const LARGEST: u64 = 600 * 96_000 * 8;

/// How deep folders are looked into.
const DEPTH: usize = 4;

/// Does it.
pub(super) fn take(mut desk: Desk, voice: &Voice, lines: &[Line], from: &Path, args: &Args) -> ExitCode {
    let mut paths = Vec::new();
    if let Err(fault) = wavs(from, DEPTH, &mut paths) {
        return fail(USAGE, &format!("{} cannot be read: {fault}", from.display()));
    }
    paths.sort();
    if paths.is_empty() {
        return fail(FOUND, &format!("there is no WAV file in {}", from.display()));
    }
    let to = desk.folder.join(voice::FOLDER);
    let (mut taken, mut refused) = (BTreeMap::new(), 0);
    for path in &paths {
        let shown = path.strip_prefix(from).unwrap_or(path).display().to_string();
        match one(&mut desk, lines, path, &to, &mut taken) {
            Ok(()) => {}
            Err(why) => {
                refused += 1;
                eprintln!("centralino: {shown} {why}");
            }
        }
    }
    let listed = desk.recordings.list().map_err(io::Error::other);
    let listed = listed.and_then(|bytes| {
        // Nothing was taken: nothing is to be written.
        if taken.is_empty() { Ok(()) } else { keep(&desk.folder.join(voice::LIST), &bytes) }
    });
    if let Err(fault) = listed {
        return fail(FOUND, &format!("the list of recordings cannot be written: {fault}"));
    }
    let left: Vec<_> =
        desk.lines(voice, args.language).into_iter().filter(|line| line.state != State::Recorded).collect();
    let sentences = left.iter().filter(|line| line.part == Part::Sentences).count();
    let said = super::super::print(&format!(
        "{} recordings taken in, {refused} refused; left to record: {sentences} sentences, {} pieces of dates, times and numbers\n",
        taken.len(),
        left.len() - sentences
    ));
    if refused > 0 { ExitCode::from(FOUND) } else { said }
}

/// Takes one file in.
fn one(
    desk: &mut Desk,
    lines: &[Line],
    path: &Path,
    to: &Path,
    taken: &mut BTreeMap<String, String>,
) -> Result<(), String> {
    let about = fs::metadata(path).map_err(|fault| format!("cannot be read: {fault}"))?;
    if about.len() > LARGEST {
        return Err("is longer than ten minutes of sound".to_owned());
    }
    let bytes = fs::read(path).map_err(|fault| format!("cannot be read: {fault}"))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let delivered = Delivered { name, bytes };
    let (recording, sound) = voice::prepare(&delivered, lines, taken, desk.settings.level)
        .map_err(|refusal| refusal.to_string())?;
    keep(&to.join(&recording.file), &sound.to_wav())
        .map_err(|fault| format!("cannot be laid into {}: {fault}", to.display()))?;
    desk.recordings.add(recording);
    Ok(())
}

/// The WAV files of a folder and of those in it. Names that begin with a dot are other programs' (`._name.wav`).
fn wavs(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            if depth > 0 {
                wavs(&path, depth - 1, found)?;
            }
        } else if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("wav")) {
            found.push(path);
        }
    }
    Ok(())
}

/// Writes a file whole or not at all, beside which a service may be running.
fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = folder.join(format!(".{name}"));
    fs::write(&unfinished, bytes)?;
    fs::rename(&unfinished, path)
}
