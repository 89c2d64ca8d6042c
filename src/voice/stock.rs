//! What is recorded, made or missing: the list that an admin looks at, and the script that a speaker reads from.

use std::collections::HashMap;
use std::sync::Arc;

use super::recordings::{Recordings, bare, file_name};
use super::{Part, Voice};
use crate::menu::announce;
use crate::menu::model::Menu;
use crate::menu::words::Prompt;
use crate::terms::Language;

/// How a prompt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Somebody recorded these words.
    Recorded,
    /// The voice has spoken them.
    Made,
    /// They have no sound yet.
    Missing,
}

/// Words that are heard somewhere: one line of the list, and of the script.
#[derive(Clone, Debug)]
pub struct Line {
    /// The name of the first prompt that says them; it stays while the words change.
    pub name: String,
    /// The language.
    pub language: Language,
    /// As they are to be spoken.
    pub words: String,
    /// Where they are heard.
    pub heard: Vec<String>,
    /// The desks that say them.
    pub desks: Vec<Arc<str>>,
    /// Sentences or pieces.
    pub part: Part,
    /// The first prompt.
    pub prompt: Prompt,
    /// How they stand.
    pub state: State,
    /// What was recorded under this name before the words changed.
    pub stale: Option<String>,
    /// The file in which a recording is delivered.
    pub file: String,
}

impl Voice {
    /// Everything that these desks say, each wording once: sentences before pieces, in the order in which callers meet them.
    #[must_use]
    pub fn stock(&self, menus: &[&Menu], recordings: &Recordings) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut by_words: HashMap<(Language, String), usize> = HashMap::new();
        for menu in menus {
            let places = announce::places(menu);
            for (prompt, language) in menu.vocabulary() {
                let words = menu.words(prompt, language);
                let place = match prompt {
                    Prompt::Text(text) => places.get(&text),
                    Prompt::Phrase(_) | Prompt::Piece(_) | Prompt::Pause(_) => None,
                };
                let name = match place {
                    Some(place) => format!("{}-{}", menu.desk, place.name),
                    None => announce::name(prompt).unwrap_or_default(),
                };
                if bare(&words).is_empty() || name.is_empty() {
                    continue;
                }
                let heard = place.map(|place| format!("{}: {}", menu.desk, place.heard));
                let known = by_words.get(&(language, bare(&words))).and_then(|place| lines.get_mut(*place));
                if let Some(line) = known {
                    line.heard.extend(heard);
                    if !line.desks.contains(&menu.desk) {
                        line.desks.push(Arc::clone(&menu.desk));
                    }
                    if menu.recording(prompt, language).is_none() && line.state == State::Recorded {
                        line.state = self.state(recordings, language, &words);
                    }
                    continue;
                }
                let state = if menu.recording(prompt, language).is_some() {
                    State::Recorded
                } else {
                    self.state(recordings, language, &words)
                };
                by_words.insert((language, bare(&words)), lines.len());
                let heard = heard.unwrap_or_else(|| "said by the program".to_owned());
                lines.push(Line {
                    file: file_name(&name, language, &words),
                    name,
                    language,
                    words: words.into_owned(),
                    heard: vec![heard],
                    desks: vec![Arc::clone(&menu.desk)],
                    part: Part::of(prompt),
                    prompt,
                    state,
                    stale: None,
                });
            }
        }
        for line in lines.iter_mut().filter(|line| line.state != State::Recorded) {
            let before = recordings.named(&line.name, line.language);
            // Recorded words that are still said elsewhere have moved, and are not old.
            let old = before.filter(|one| !by_words.contains_key(&(one.language, bare(&one.words))));
            line.stale = old.map(|one| one.words.clone());
        }
        lines.sort_by_key(|line| (line.part, line.language));
        lines
    }

    fn state(&self, recordings: &Recordings, language: Language, words: &str) -> State {
        if recordings.find(language, words).is_some() {
            State::Recorded
        } else if self.spoken(language, words).is_some_and(|id| self.cache.has(id)) {
            State::Made
        } else {
            State::Missing
        }
    }
}
