//! Recordings as they come back from whoever spoke them: each is known by its file's name, looked at, and made ready; what does not match is
//! refused with what to do.

use std::collections::BTreeMap;

use super::recordings::Recording;
use super::stock::Line;
use super::told::{odd_length, poor};
use super::{Sound, SoundFault};
use crate::menu::diagnostic::closest;

/// A file that was delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// Its name, without folders.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Why a delivered file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No prompt of the menus is delivered under this name.
    #[error("is no name of the script{0}")]
    Unknown(String),
    /// The words were changed since the script was written.
    #[error("was recorded for other words than the menu has now: «{0}»; record these as {1}")]
    Changed(String, String),
    /// The same prompt came twice.
    #[error("comes twice: {0} was taken")]
    Twice(String),
    /// No sound.
    #[error(transparent)]
    Sound(#[from] SoundFault),
    /// A sound that callers would hear badly, or of other words.
    #[error("{0}; record it again")]
    Poor(String),
}

/// Names as recorders and mail programs leave them: capitals, blanks, underscores.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '_'], "-")
}

/// The name without the four digits that tell the words.
fn without_words(file: &str) -> Option<&str> {
    file.strip_suffix(".wav")?.rsplit_once('-').map(|(name, _)| name)
}

/// The prompt that a file was recorded for. `taken` are those that have one already, with the file that they came in.
fn line<'a>(lines: &'a [Line], file: &str, taken: &BTreeMap<String, String>) -> Result<&'a Line, Refusal> {
    let name = plain(file);
    if let Some(line) = lines.iter().find(|line| line.file == name) {
        return match taken.get(&line.file) {
            Some(before) => Err(Refusal::Twice(before.clone())),
            None => Ok(line),
        };
    }
    let same = |line: &&Line| without_words(&line.file) == without_words(&name).or(name.strip_suffix(".wav"));
    if let Some(line) = lines.iter().find(same) {
        return Err(Refusal::Changed(line.words.clone(), line.file.clone()));
    }
    // The four digits are no part of what somebody misspells.
    let bare = |file: &'a str| without_words(file).unwrap_or(file);
    let wanted = without_words(&name).unwrap_or(&name);
    let meant = closest(wanted, lines.iter().map(|line| bare(&line.file)));
    let line = meant.and_then(|meant| lines.iter().find(|line| bare(&line.file) == meant));
    Err(Refusal::Unknown(line.map_or_else(String::new, |line| format!("; did you mean {}?", line.file))))
}

/// Finds the prompt that a file was recorded for and makes the recording ready: as a sound that telephones carry, at this level (dBov), with its
/// entry in the list.
///
/// # Errors
/// Why it is refused.
pub fn prepare(
    delivered: &Delivered,
    lines: &[Line],
    taken: &mut BTreeMap<String, String>,
    level: f32,
) -> Result<(Recording, Sound), Refusal> {
    let line = line(lines, &delivered.name, taken)?;
    let sound = Sound::from_wav(&delivered.bytes)?;
    let fault = poor(&sound).map_err(Refusal::Poor)?;
    if let Some(fault) = fault.or_else(|| odd_length(&sound, &line.words, line.language)) {
        return Err(Refusal::Poor(fault));
    }
    let sound = sound.prepared(level)?;
    taken.insert(line.file.clone(), delivered.name.clone());
    let recording = Recording {
        name: line.name.clone(),
        language: line.language,
        words: line.words.clone(),
        file: line.file.clone(),
        line: 0,
    };
    Ok((recording, sound))
}
