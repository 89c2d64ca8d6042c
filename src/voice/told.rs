//! What is wrong with what callers will hear, told like any other mistake in a menu: recordings that are none or are bad, prompts that the voice
//! could not speak, and a voice that nobody should have to listen to.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::recordings::{LIST, Recordings};
use super::{Part, Sound, Unmade, Voice};
use crate::menu::announce::{self, Place};
use crate::menu::diagnostic::{Code, Diagnostic, Severity, sort};
use crate::menu::model::{At, Menu};
use crate::menu::source::Files;
use crate::menu::words::Prompt;
use crate::terms::{Language, TextId};

/// Below this active level a recording's hiss is raised with its words; dBov.
const QUIET: f32 = -45.0;

/// A recording whose peaks keep it so far below the others is told; decibels.
const KEPT_DOWN: f32 = 6.0;

/// The level that recordings are looked at for; dBov. The setting's own default.
const LEVEL: f32 = -20.0;

/// So many clipped places are heard.
const CLIPPED: usize = 5;

/// A recording that lasts so many times longer or shorter than its words take says other words.
const STRETCH: f32 = 3.0;

/// What is wrong with the recordings that a menu plays. Errors are only those that the menu itself names.
#[must_use]
pub fn inspect(menu: &Menu, files: &dyn Files) -> Vec<Diagnostic> {
    let recordings = Recordings::read(files);
    let mut found = Vec::new();
    let list = beside(menu, LIST);
    for (line, fault) in &recordings.faults {
        let message = format!("line {line}: {fault}");
        let broken = Diagnostic::new(Code::RecordingBroken, &list, 0..0, message)
            .help("put the line right, or import the recordings again: `centralino prompts --import`");
        found.push(Diagnostic { severity: Severity::Warning, ..broken });
    }
    let mut seen = HashSet::new();
    let waiting = menu.destinations.iter().filter_map(|destination| destination.waiting.as_ref());
    let music: HashSet<_> = waiting.filter_map(|waiting| Some(waiting.music.as_ref()?.sound)).collect();
    for (prompt, language) in menu.vocabulary() {
        let words = menu.words(prompt, language);
        if let Some(named) = menu.recording(prompt, language) {
            // Music lasts as long as it likes.
            let is_music = matches!(prompt, Prompt::Text(text) if music.contains(&text));
            let words = if is_music { None } else { Some(&*words) };
            let fault = look(files, &named.path, words, language);
            found.extend(fault.map(|(code, fault)| {
                report(menu, code, named.at, format!("the recording `{}` {fault}", named.path))
                    .help(help(code))
            }));
        } else if let Some(listed) = recordings.find(language, &words)
            && seen.insert((listed.line, language))
        {
            let fault = match Recordings::path(listed) {
                Some(path) => look(files, &path, Some(&words), language),
                None => Some((Code::RecordingBroken, "is no name of a file in this folder".to_owned())),
            };
            found.extend(fault.map(|(code, fault)| {
                let message = format!("line {}: the recording `{}` {fault}", listed.line, listed.file);
                let told = Diagnostic::new(code, &list, 0..0, message).help(help(code));
                Diagnostic { severity: Severity::Warning, ..told }
            }));
        }
    }
    sort(&mut found);
    found
}

const fn help(code: Code) -> &'static str {
    if matches!(code, Code::RecordingBroken) {
        "export it again as WAV, PCM, at 8,000 to 96,000 samples a second"
    } else {
        "record it again; `centralino explain M066` says what to look for"
    }
}

/// What is wrong with a recorded file, which says these words if it says any.
fn look(files: &dyn Files, path: &str, words: Option<&str>, language: Language) -> Option<(Code, String)> {
    let bytes = match files.read(path) {
        Ok(bytes) => bytes,
        Err(fault) => return Some((Code::RecordingBroken, fault.to_string())),
    };
    match Sound::from_wav(&bytes) {
        Err(fault) => Some((Code::RecordingBroken, fault.to_string())),
        Ok(sound) => match poor(&sound) {
            Err(fault) => Some((Code::RecordingBroken, fault)),
            Ok(Some(fault)) => Some((Code::RecordingPoor, fault)),
            Ok(None) => Some((Code::RecordingPoor, odd_length(&sound, words?, language)?)),
        },
    }
}

/// Why callers would hear a sound badly.
pub(super) fn poor(sound: &Sound) -> Result<Option<String>, String> {
    let (clipped, level) = (sound.clipped(), sound.level());
    let prepared = sound.clone().prepared(LEVEL).map_err(|fault| fault.to_string())?;
    if clipped >= CLIPPED {
        return Ok(Some(format!("is clipped in {clipped} places: the microphone was overdriven")));
    }
    if let Some(level) = level.filter(|level| *level < QUIET) {
        return Ok(Some(format!("is very quiet ({level:.0} dB): its hiss would be raised with it")));
    }
    let reached = prepared.level().unwrap_or(LEVEL);
    Ok((reached < LEVEL - KEPT_DOWN).then(|| {
        format!("has a peak that keeps the rest {:.0} dB quieter than other prompts", LEVEL - reached)
    }))
}

/// Where a sound lasts far longer or shorter than its words take. Short ones may be anything.
pub(super) fn odd_length(sound: &Sound, words: &str, language: Language) -> Option<String> {
    let takes = announce::length(words, language).as_secs_f32();
    let sound = sound.clone().prepared(LEVEL).ok()?;
    let lasts = std::time::Duration::from_millis(sound.milliseconds()).as_secs_f32();
    let is_odd = lasts.max(takes) > 2.0 && (lasts > takes * STRETCH || takes > lasts * STRETCH);
    is_odd.then(|| format!("lasts {lasts:.0} s, and its words take about {takes:.0} s: are they the same?"))
}

/// Prompts that could not be made, each text at its place; what the program itself says, at the file's head.
#[must_use]
pub fn unmade(menu: &Menu, unmade: &[Unmade]) -> Vec<Diagnostic> {
    if unmade.is_empty() {
        return Vec::new();
    }
    let places = announce::places(menu);
    let mut found = Vec::new();
    let mut own: HashMap<(Language, &str), usize> = HashMap::new();
    for one in unmade {
        match one.prompt {
            Prompt::Text(text) => found.push(unmade_text(menu, &places, text, one)),
            Prompt::Phrase(_) | Prompt::Piece(_) | Prompt::Pause(_) => {
                *own.entry((one.language, &one.why)).or_default() += 1;
            }
        }
    }
    for ((language, why), count) in own {
        let message = format!(
            "{count} of the program's own words (phrases, parts of dates and numbers) could not be spoken in `{}`: {why}",
            language.code()
        );
        found.push(report(menu, Code::PromptUnmade, At { file: 0, byte: 0 }, message));
    }
    sort(&mut found);
    found
}

fn unmade_text(menu: &Menu, places: &HashMap<TextId, Place>, text: TextId, one: &Unmade) -> Diagnostic {
    let place = places.get(&text);
    let heard = place.map_or("a text", |place| &place.heard);
    let at = place.map_or(At { file: 0, byte: 0 }, |place| place.at);
    let message = format!("{heard} could not be spoken in `{}`: {}", one.language.code(), one.why);
    report(menu, Code::PromptUnmade, at, message)
        .help("platforms with a voice of their own speak it; others send the caller to their fallback")
}

impl Voice {
    /// Warns where a desk speaks with a voice that is made for screens, and names better ones.
    #[must_use]
    pub fn is_robot(&self, menu: &Menu, files: &dyn Files) -> Option<Diagnostic> {
        let tts = self.settings.tts.as_ref().filter(|tts| tts.runs("espeak-ng") || tts.runs("espeak"))?;
        let recordings = Recordings::read(files);
        let spoken = menu
            .vocabulary()
            .filter(|(prompt, language)| {
                Part::of(*prompt) == Part::Sentences
                    && menu.recording(*prompt, *language).is_none()
                    && recordings.find(*language, &menu.words(*prompt, *language)).is_none()
            })
            .count();
        let message = format!("`{}` speaks {spoken} sentences that nobody has recorded", tts.program());
        let help = "Piper (it_IT-paola-medium, en_GB-alba-medium) and pico2wave are easier to understand, and so is a person: \
                    `centralino prompts --export script.csv`";
        let said = report(menu, Code::RobotVoice, At { file: 0, byte: 0 }, message).help(help);
        (spoken > 0).then_some(said)
    }
}

/// A file beside a menu.
fn beside(menu: &Menu, path: &str) -> Arc<str> {
    let name = menu.files.first().map_or("", |file| &file.name);
    match name.rfind('/') {
        Some(slash) => format!("{}/{path}", name.get(..slash).unwrap_or_default()).into(),
        None => path.into(),
    }
}

fn report(menu: &Menu, code: Code, at: At, message: String) -> Diagnostic {
    let file = menu.files.get(usize::from(at.file)).map_or(&menu.desk, |file| &file.name);
    Diagnostic::new(code, file, at.byte..at.byte, message)
}
