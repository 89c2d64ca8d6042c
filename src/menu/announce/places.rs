//! Where each text is heard, and a name for every prompt that stays while its words change: for the script of whoever records them, and for
//! saying where a prompt stands that could not be made.

use std::collections::HashMap;

use crate::menu::model::{At, Menu, Node, Step};
use crate::menu::words::{Edge, Half, Phrase, Piece, Prompt};
use crate::terms::TextId;

/// Where a text is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// A name for it, in small letters, digits and hyphens (`open-1-keys`).
    pub name: String,
    /// The same for people ("the keys of `open.1`").
    pub heard: String,
    /// Where it was written, or what it was composed from.
    pub at: At,
}

/// Where each spoken text of a menu is first heard.
#[must_use]
pub fn places(menu: &Menu) -> HashMap<TextId, Place> {
    let mut found = Places { menu, found: HashMap::new() };
    let top = At { file: 0, byte: 0 };
    menu.greeting.into_iter().for_each(|text| found.add(text, top, "greeting", "the greeting"));
    for (number, text) in (1..).zip(&menu.notices) {
        found.add(*text, top, &format!("notice-{number}"), &format!("notice {number}"));
    }
    if let Some(choice) = &menu.language_choice {
        for (_, language, text) in &choice.keys {
            found.add(*text, top, "language", &format!("the choice of `{}`", language.code()));
        }
    }
    menu.channels.into_iter().for_each(|text| found.add(text, top, "channels", "the other channels"));
    for calendar in &menu.calendars {
        for (number, (_, text)) in (1..).zip(&calendar.announcements) {
            let name = format!("closing-{}-{number}", calendar.name);
            found.add(*text, top, &name, &format!("closing period {number} of `{}`", calendar.name));
        }
    }
    for destination in &menu.destinations {
        let (name, at) = (&destination.name, destination.at);
        let heard = format!("while `{name}` is called");
        found.add(destination.announcement, at, &format!("to-{name}"), &heard);
        if let Some(waiting) = &destination.waiting {
            let heard = format!("while callers wait for `{name}`");
            waiting
                .leave
                .iter()
                .for_each(|leave| found.add(leave.told, at, &format!("to-{name}-leave"), &heard));
            waiting
                .music
                .iter()
                .for_each(|music| found.add(music.sound, at, &format!("to-{name}-music"), &heard));
        }
    }
    if !menu.queues.is_empty() {
        found.add(menu.privacy, top, "privacy", "before a number is stored");
    }
    for queue in &menu.queues {
        let heard = format!("the title of the queue `{}`", queue.name);
        found.add(queue.title, queue.at, &format!("queue-{}", queue.name), &heard);
    }
    menu.nodes.iter().for_each(|node| found.node(node));
    found.found
}

struct Places<'a> {
    menu: &'a Menu,
    found: HashMap<TextId, Place>,
}

impl Places<'_> {
    fn add(&mut self, text: TextId, made_from: At, name: &str, heard: &str) {
        let written = self.menu.texts.get(text.index()).and_then(|text| text.at);
        let at = written.unwrap_or(made_from);
        let place = || Place { name: name.to_owned(), heard: heard.to_owned(), at };
        self.found.entry(text).or_insert_with(place);
    }

    fn node(&mut self, node: &Node) {
        let name = node.path.replace('.', "-");
        let mut add = |text: TextId, part: &str, heard: &str| {
            self.add(text, node.at, &format!("{name}-{part}"), &format!("{heard} `{}`", node.path));
        };
        if node.gate.is_some() {
            node.title.into_iter().for_each(|title| add(title, "title", "the title of"));
        }
        let misses = match &node.step {
            Step::Choice(choice) => {
                add(choice.announcement, "keys", "the keys of");
                add(choice.repeat, "keys-again", "the repeat of");
                Some((choice.no_input, choice.no_match))
            }
            Step::Collect(collect) => {
                add(collect.prompt, "digits", "the digits of");
                Some((collect.no_input, collect.no_match))
            }
            Step::Say { text, then: _ } => {
                add(*text, "words", "the words of");
                None
            }
            Step::Hangup { text, cause: _ } => {
                if let Some(text) = text {
                    add(*text, "goodbye", "the last words of");
                }
                None
            }
            Step::Customer(identify) => {
                add(identify.prompt, "code", "the question for a code of");
                None
            }
            Step::Transfer(_) | Step::Callback { .. } | Step::Request { .. } => None,
        };
        if let Some((no_input, no_match)) = misses {
            no_input.text.into_iter().for_each(|text| add(text, "silence", "after silence at"));
            no_match.text.into_iter().for_each(|text| add(text, "wrong-key", "after a wrong key at"));
        }
    }
}

/// The name of what the program itself says, the same for every desk; none for a menu's texts and for pauses.
#[must_use]
pub fn name(prompt: Prompt) -> Option<String> {
    match prompt {
        Prompt::Text(_) | Prompt::Pause(_) => None,
        Prompt::Phrase(phrase) => Some(phrase_name(phrase)),
        Prompt::Piece(piece) => Some(piece_name(piece)),
    }
}

fn phrase_name(phrase: Phrase) -> String {
    match phrase {
        Phrase::NoSuchKey(digit) => match digit.char() {
            '*' => "no-such-key-star".to_owned(),
            '#' => "no-such-key-hash".to_owned(),
            digit => format!("no-such-key-{digit}"),
        },
        Phrase::Closed(why) => format!("closed-{}", hyphened(&format!("{why:?}"))),
        plain => hyphened(&format!("{plain:?}")),
    }
}

fn piece_name(piece: Piece) -> String {
    match piece {
        Piece::Digit(digit) => format!("digit-{digit}"),
        Piece::Plus => "plus".to_owned(),
        Piece::Today => "today".to_owned(),
        Piece::Tomorrow => "tomorrow".to_owned(),
        Piece::Weekday(day) => format!("weekday-{}", day + 1),
        Piece::OnWeekday(day) => format!("on-weekday-{}", day + 1),
        Piece::Count(count) => format!("count-{count:02}"),
        Piece::Hundreds(hundreds) => format!("count-{hundreds}00"),
        Piece::Day(day) => format!("day-{day:02}"),
        Piece::Month(month) => format!("month-{month:02}"),
        Piece::Year(year) => format!("year-{year}"),
        Piece::Hour { edge, hour, sharp } => {
            let edge = match edge {
                Edge::At => "at",
                Edge::From => "from",
                Edge::To => "to",
            };
            format!("{edge}-{hour:02}{}", if sharp { "" } else { "-and" })
        }
        Piece::Minutes { minutes, half } => {
            let half = match half {
                Half::Morning => "-am",
                Half::Afternoon => "-pm",
                Half::Untold => "",
            };
            format!("minutes-{minutes:02}{half}")
        }
    }
}

/// `NoSuchKey` as `no-such-key`.
fn hyphened(name: &str) -> String {
    let mut hyphened = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !hyphened.is_empty() {
            hyphened.push('-');
        }
        hyphened.push(letter.to_ascii_lowercase());
    }
    hyphened
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::menu::check::sketch::Sketch;
    use crate::terms::{Digit, Language};

    #[test]
    fn everything_that_is_said_has_a_place_or_a_name() {
        let menu = Sketch::new()
            .callback("open", "bye")
            .hangup("bye")
            .queue(|_| {})
            .speaks(&[Language::It, Language::En], &[])
            .menu();
        let table = places(&menu);
        let mut known = HashSet::new();
        for (prompt, language) in menu.vocabulary() {
            let named = match prompt {
                Prompt::Text(text) => table.get(&text).map(|place| place.name.clone()),
                Prompt::Phrase(_) | Prompt::Piece(_) | Prompt::Pause(_) => name(prompt),
            };
            let named = named.unwrap_or_else(|| panic!("{prompt:?} has no name"));
            assert!(
                named.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{named}"
            );
            assert!(known.insert((named.clone(), language)), "{named} is two prompts' name");
        }
    }

    #[test]
    fn names_that_scripts_in_studios_rely_on() {
        let cases = [
            (Prompt::Phrase(Phrase::Goodbye), "goodbye"),
            (Prompt::Phrase(Phrase::NoSuchKey(Digit::STAR)), "no-such-key-star"),
            (Prompt::Phrase(Phrase::Closed(crate::hours::Closed::OutsideHours)), "closed-outside-hours"),
            (Prompt::Piece(Piece::Day(8)), "day-08"),
            (Prompt::Piece(Piece::Hour { edge: Edge::From, hour: 15, sharp: true }), "from-15"),
            (Prompt::Piece(Piece::Minutes { minutes: 30, half: Half::Untold }), "minutes-30"),
        ];
        for (prompt, expected) in cases {
            assert_eq!(name(prompt).as_deref(), Some(expected));
        }
    }
}
