//! A menu of keys: what each key leads to, what is announced, and what happens to silence and wrong keys.

use std::ops::Range;

use super::super::fields::Fields;
use super::super::keywords::Keyword;
use super::super::places::{Around, Placed};
use super::super::{Lower, Spoken};
use super::steps::{REPEATS_SILENCE, REPEATS_WRONG};
use crate::menu::announce;
use crate::menu::diagnostic::Code;
use crate::menu::model::{Choice, Misses, Text};
use crate::menu::syntax::{Entry, Kind, Node};
use crate::terms::{Digit, Language, NodeId, TextId};

/// What works by itself: where it would lead is not looked at.
const CONTROLS: [&str; 6] = ["*", "#", "back", "repeat", "help", "end"];

impl<'t> Lower<'t> {
    pub(super) fn keys(
        &mut self,
        id: NodeId,
        entry: &'t Entry<'t>,
        fields: &Fields<'t>,
        path: &mut String,
        around: &Around,
    ) -> Option<Choice> {
        let Kind::Map(lines) = &entry.value.kind else {
            if !matches!(entry.value.kind, Kind::Broken) {
                let help = "write a line for each key: `1: lotto-2`".to_owned();
                let message =
                    format!("`keys` has a line for each key, and here is {}", entry.value.describe());
                self.tell(Code::WrongShape, entry.key_span.clone(), message, Some(help));
            }
            return None;
        };
        if lines.is_empty() {
            let help = "write a line for each key, `1: lotto-2`, or lead the caller elsewhere".to_owned();
            let message = "there is no key in this menu: a caller would hear silence";
            self.tell(Code::MissingField, entry.key_span.clone(), message, Some(help));
            return None;
        }
        let around = self.errors_here(id, fields, path, around);
        let own = fields.entry(Keyword::Announcement).map(|entry| self.text(entry));
        let mut keys = [None; 10];
        let mut spoken = Vec::with_capacity(lines.len());
        let inside = around.inside(id);
        for line in lines {
            let Some((digit, placed)) = self.key(line, path, &inside, own.is_none()) else { continue };
            let place = digit.value().map(usize::from).and_then(|place| keys.get_mut(place));
            if let Some(place) = place {
                *place = Some(placed.id);
                spoken.push((digit, placed.spoken));
            }
        }
        let no_input = self.misses(id, Keyword::NoInput, fields, path, &around);
        let no_match = self.misses(id, Keyword::NoMatch, fields, path, &around);
        let back = around.parent.is_some();
        let own = own.flatten();
        let entry = fields.entry(Keyword::Announcement).filter(|_| own.is_some());
        let own_words = entry.map(|entry| Self::at(&entry.key_span));
        let (announcement, repeat) = if let Some(own) = own {
            (own, self.with_controls(own, back))
        } else {
            // `0` leads to a person where the desk is open; while it is closed, and after errors, it only repeats.
            let help = around.staffed && keys.first().is_some_and(Option::is_none);
            self.announcements(&spoken, help, back)
        };
        Some(Choice { announcement, repeat, own_words, keys, no_input, no_match })
    }

    /// One key and where it leads.
    fn key(
        &mut self,
        line: &'t Entry<'t>,
        path: &mut String,
        inside: &Around,
        needs_title: bool,
    ) -> Option<(Digit, Placed)> {
        let digit = self.digit(&line.key, &line.key_span);
        if digit.is_none() && CONTROLS.contains(&&*line.key) {
            return None;
        }
        let placed =
            self.below(path, &line.key, |lower, path| lower.place(&line.value, &line.key_span, path, inside));
        let digit = digit?;
        let Some(placed) = placed else {
            return Some((digit, Placed { id: self.nowhere(), spoken: Spoken::default() }));
        };
        if needs_title
            && placed.spoken.title.is_none()
            && placed.spoken.voice.is_none()
            && !Self::untitled(&line.value)
        {
            let message = format!("the announcement has no words for the key `{}`", line.key);
            let help = "write `title:` and what people call it";
            self.missing(&line.key_span, message, help);
        }
        Some((digit, placed))
    }

    /// Whether what stands here has a title that is broken, of which has been told.
    fn untitled(node: &Node<'_>) -> bool {
        match &node.kind {
            Kind::Map(fields) => fields
                .iter()
                .any(|field| matches!(Keyword::read(&field.key), Some(Keyword::Title | Keyword::Voice))),
            Kind::Empty | Kind::Scalar(_) | Kind::List(_) | Kind::Broken => false,
        }
    }

    /// A key of a telephone that a menu can give a meaning to.
    pub(in super::super) fn digit(&mut self, key: &str, span: &Range<u32>) -> Option<Digit> {
        let mut signs = key.chars();
        let digit = signs.next().and_then(Digit::new).filter(|_| signs.next().is_none());
        let (code, message, help) = match (digit, key) {
            (Some(Digit::STAR), _) => (
                Code::StarKey,
                "the key `*` always leads back to the menu above".to_owned(),
                "leave the line out; to let another key lead back, write `9: back`",
            ),
            (Some(Digit::HASH), _) => (
                Code::HashKey,
                "the key `#` always repeats, and ends digits".to_owned(),
                "leave the line out; to let another key repeat, write `9: repeat`",
            ),
            (Some(digit), _) => return Some(digit),
            (None, "back" | "repeat" | "help" | "end") => (
                Code::UnknownKey,
                format!("`{key}` is no key: it works on its own, with `*`, `#` or `0`"),
                "to give this to another key, write it on the right: `9: back`",
            ),
            (None, _) => (
                Code::UnknownKey,
                format!("`{key}` is no key of a telephone"),
                "a key is one of 1 to 9, or 0",
            ),
        };
        self.tell(code, span.clone(), message, Some(help.to_owned()));
        None
    }

    /// The announcement, and the one from the first repeat on.
    fn announcements(&mut self, spoken: &[(Digit, Spoken)], help: bool, back: bool) -> (TextId, TextId) {
        let (mut first, mut again) = (Text::default(), Text::default());
        for language in &self.languages {
            let entries: Vec<_> = spoken
                .iter()
                .map(|(digit, spoken)| announce::Entry {
                    digit: *digit,
                    title: spoken.title.map_or("", |title| self.written(title, *language)),
                    voice: spoken.voice.as_ref().and_then(|voice| said(voice, *language)),
                })
                .collect();
            let own_help = self
                .help
                .filter(|_| help)
                .and_then(|help| self.spoken_destinations.get(help.index())?.as_ref())
                .and_then(|voice| said(voice, *language));
            let help = help.then(|| own_help.unwrap_or(announce::help_voice(*language)));
            let keys = announce::Keys { entries: &entries, help, back };
            if let (Some(first), Some(again)) =
                (first.words.get_mut(language.index()), again.words.get_mut(language.index()))
            {
                let words = announce::choice(&keys, *language);
                *again = announce::with_controls(&words, back, *language).into();
                *first = words.into();
            }
        }
        (self.keep(first), self.keep(again))
    }

    /// The admin's own announcement, with the keys that always work.
    fn with_controls(&mut self, own: TextId, back: bool) -> TextId {
        let mut text = Text::default();
        for language in &self.languages {
            if let Some(words) = text.words.get_mut(language.index()) {
                *words = announce::with_controls(self.written(own, *language), back, *language).into();
            }
        }
        self.keep(text)
    }

    /// What holds from here on, with `after-errors` and `otherwise` of this place.
    pub(super) fn errors_here(
        &mut self,
        id: NodeId,
        fields: &Fields<'t>,
        path: &mut String,
        around: &Around,
    ) -> Around {
        // The first place's own were read before everything else, and hold already.
        if id == super::OPEN {
            return *around;
        }
        let mut here = *around;
        let end = around.inside(id).at_the_end();
        if let Some(entry) = fields.entry(Keyword::AfterErrors) {
            here.after_errors = Some(self.below(path, "after-errors", |lower, path| {
                lower.place_or_nowhere(&entry.value, &entry.key_span, path, &end)
            }));
        }
        if let Some(entry) = fields.entry(Keyword::Otherwise) {
            here.otherwise = Some(self.below(path, "otherwise", |lower, path| {
                lower.place_or_nowhere(&entry.value, &entry.key_span, path, &end)
            }));
        }
        here
    }

    /// What happens to silence, or to wrong keys.
    pub(super) fn misses(
        &mut self,
        id: NodeId,
        which: Keyword,
        fields: &Fields<'t>,
        path: &mut String,
        around: &Around,
    ) -> Misses {
        let mut misses = if which == Keyword::NoInput {
            Misses { text: None, repeats: REPEATS_SILENCE, then: around.errors() }
        } else {
            Misses { text: None, repeats: REPEATS_WRONG, then: around.errors() }
        };
        let Some(entry) = fields.entry(which) else { return misses };
        let allowed = [Keyword::Say, Keyword::Repeats, Keyword::Then];
        let block = match &entry.value.kind {
            Kind::Map(inner) => {
                inner.iter().any(|field| Keyword::read(&field.key).is_some_and(|key| allowed.contains(&key)))
            }
            Kind::Empty | Kind::Scalar(_) | Kind::List(_) | Kind::Broken => false,
        };
        if !block {
            misses.text = self.text(entry);
            return misses;
        }
        let what = format!("`{}`", which.spelling());
        let Some(inner) = self.fields(&entry.value, &entry.key_span, &what, &allowed) else { return misses };
        misses.text = inner.entry(Keyword::Say).and_then(|entry| self.text(entry));
        if let Some(repeats) = inner.entry(Keyword::Repeats).and_then(|entry| self.count(entry, 0..=9)) {
            misses.repeats = u8::try_from(repeats).unwrap_or(misses.repeats);
        }
        if let Some(entry) = inner.entry(Keyword::Then) {
            let end = around.inside(id).at_the_end();
            misses.then = self.below(path, which.spelling(), |lower, path| {
                lower.place_or_nowhere(&entry.value, &entry.key_span, path, &end)
            });
        }
        misses
    }
}

/// What words say in a language; none where they say nothing.
fn said(words: &Text, language: Language) -> Option<&str> {
    words.words.get(language.index()).map(|words| &**words).filter(|words| !words.is_empty())
}
