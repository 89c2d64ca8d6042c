//! Destinations where callers wait for somebody to be free. What comes of it leads into the tree, and is read after everything has its name.

use std::ops::Range;
use std::sync::Arc;

use chrono::Duration;

use super::fields::Fields;
use super::keywords::Keyword;
use super::places::{Around, Placed};
use super::{Lower, Spoken};
use crate::menu::announce;
use crate::menu::diagnostic::Code;
use crate::menu::model::{Leave, Music, Queue, Text, Waiting};
use crate::menu::syntax::{Entry, Kind};
use crate::menu::words::Phrase;
use crate::terms::{DestinationId, Digit, NodeId, QueueId, TextId};

/// The longest wait, if nothing else is said; seconds.
const LONGEST: u16 = 600;

/// How often callers are told how the queue stands, if nothing else is said; seconds.
const EVERY: u16 = 60;

const FIELDS: &[Keyword] = &[
    Keyword::Longest,
    Keyword::Then,
    Keyword::Music,
    Keyword::Position,
    Keyword::ExpectedWait,
    Keyword::Every,
    Keyword::Keys,
    Keyword::KeepPlace,
];

impl<'t> Lower<'t> {
    /// How callers wait at a destination; none where it rings. Its key is read by [`Lower::after_waiting`].
    pub(super) fn waiting(&mut self, destination: &Fields<'t>) -> Option<Waiting> {
        let entry = destination.entry(Keyword::Waiting)?;
        if let Some(ring) = destination.entry(Keyword::Ring) {
            self.rings_in_a_queue(&ring.key_span);
        }
        if let Some(to) = destination.entry(Keyword::To) {
            self.is_a_queues_name(to);
        }
        let fields = self.fields(&entry.value, &entry.key_span, "`waiting`", FIELDS)?;
        let longest = self.seconds(&fields, Keyword::Longest, LONGEST, 10..=7_200);
        let every = self.seconds(&fields, Keyword::Every, EVERY, 15..=600);
        let music = fields.entry(Keyword::Music).and_then(|entry| self.music(entry));
        let mut told = |keyword| fields.entry(keyword).and_then(|entry| self.yes(entry)).unwrap_or(false);
        let (position, expected) = (told(Keyword::Position), told(Keyword::ExpectedWait));
        if let Some(every) = fields.entry(Keyword::Every).filter(|_| !position && !expected) {
            let help = "write `position: yes` or `expected-wait: yes`, or leave `every` out".to_owned();
            let message = "nothing is told that `every` could repeat";
            self.tell(Code::Contradiction, every.key_span.clone(), message, Some(help));
        }
        Some(Waiting { longest, music, position, expected, every, leave: None, keeps: None })
    }

    /// How long callers wait at a destination; none where it rings. Seconds.
    pub(super) fn waits_at(&self, to: DestinationId) -> Option<u16> {
        Some(self.destinations.get(to.index())?.waiting.as_ref()?.longest)
    }

    #[cold]
    pub(super) fn rings_in_a_queue(&mut self, span: &Range<u32>) {
        let help = "leave `ring` out: `longest` under `waiting` says how long a caller waits".to_owned();
        let message = "`ring` and `waiting` exclude each other";
        self.tell(Code::Contradiction, span.clone(), message, Some(help));
    }

    /// A queue has a name, and no number or address.
    fn is_a_queues_name(&mut self, to: &'t Entry<'t>) {
        let Kind::Scalar(scalar) = &to.value.kind else { return };
        let text = scalar.text.trim();
        let name = text.strip_prefix("queue:").or_else(|| text.strip_prefix("enqueue:")).unwrap_or(text);
        if name.starts_with('+') || name.contains([':', '@']) {
            let help = "write the queue's name on the telephone platform, or leave `waiting` out".to_owned();
            let message = format!("nobody can wait at `{text}`: it is a number or an address, and no queue");
            self.tell(Code::Contradiction, to.value.span.clone(), message, Some(help));
        }
    }

    fn seconds(
        &mut self,
        fields: &Fields<'t>,
        keyword: Keyword,
        default: u16,
        within: std::ops::RangeInclusive<i64>,
    ) -> u16 {
        let within = Duration::seconds(*within.start())..=Duration::seconds(*within.end());
        let read = fields.entry(keyword).and_then(|entry| self.duration(entry, within));
        read.and_then(|read| u16::try_from(read.num_seconds()).ok()).unwrap_or(default)
    }

    /// A file beside the menu, which platforms with music of their own know by its name without the ending.
    fn music(&mut self, entry: &'t Entry<'t>) -> Option<Music> {
        let (scalar, span) = self.scalar(entry, "the music")?;
        let path = scalar.text.trim();
        let file = path.rsplit('/').next().unwrap_or(path);
        let class = file.strip_suffix(".wav").unwrap_or("");
        let is_name = (1..=64).contains(&class.len())
            && class.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !is_name {
            let help = "name a recorded file beside the menu, of letters, digits, `-` and `_`: `attesa.wav`";
            let message = format!("`{path}` is no file of music");
            self.tell(Code::BadName, span, message, Some(help.to_owned()));
            return None;
        }
        let sound = self.recorded(path, &span, |language| announce::phrase(Phrase::PleaseHold, language));
        Some(Music { class: class.into(), sound })
    }

    /// Where calls go on that have waited for the longest time, or left by key: `then` and `keys`.
    pub(super) fn after_waiting(
        &mut self,
        of: DestinationId,
        destination: &Fields<'t>,
        path: &str,
        around: &Around,
    ) -> [Option<NodeId>; 2] {
        let Some(entry) = destination.entry(Keyword::Waiting) else { return [None; 2] };
        // What is no field of it was told when the rest was read.
        let Kind::Map(entries) = &entry.value.kind else { return [None; 2] };
        let field = |wanted| entries.iter().find(|field| Keyword::read(&field.key) == Some(wanted));
        let mut path = format!("{path}.{}", Keyword::Waiting.spelling());
        let waited = field(Keyword::Then).map(|entry| {
            self.below(&mut path, Keyword::Then.spelling(), |lower, path| {
                lower.place_or_nowhere(&entry.value, &entry.key_span, path, around)
            })
        });
        let left = field(Keyword::Keys).and_then(|entry| {
            let (key, placed) = self.leaving(entry, &mut path, around)?;
            let told = self.told(key, &placed.spoken);
            let waiting = self.destinations.get_mut(of.index()).and_then(|one| one.waiting.as_mut());
            if let Some(waiting) = waiting {
                waiting.leave = Some(Leave { key, told });
            }
            Some(placed.id)
        });
        if let Some(keep) = field(Keyword::KeepPlace) {
            self.keeping(of, destination, keep, left.is_some());
        }
        [waited, left]
    }

    /// The one key that keeps the place for a callback.
    fn keeping(&mut self, of: DestinationId, destination: &Fields<'t>, keep: &'t Entry<'t>, leaves: bool) {
        let contradicts = [
            (
                leaves,
                "`keys` and `keep-place` exclude each other: one key leaves a queue",
                "leave one of them out",
            ),
            (
                destination.entry(Keyword::Package).is_some(),
                "a call that is paid for has rung already, and cannot be given up for a callback",
                "leave `keep-place` or `package` out",
            ),
        ];
        for (_, message, help) in contradicts.into_iter().filter(|(is, ..)| *is) {
            self.tell(Code::Contradiction, keep.key_span.clone(), message, Some(help.to_owned()));
        }
        let waits = |queue: &Queue| queue.placing.in_queue && queue.placing.to == Some(of);
        let queue = self.queues.iter().position(waits).and_then(|place| u8::try_from(place).ok());
        let Some(queue) = queue.map(QueueId) else {
            let name =
                self.destinations.get(of.index()).map_or_else(|| "".into(), |one| Arc::clone(&one.name));
            let message = format!("no callbacks wait at `{name}`, for which a caller could keep the place");
            let help = format!("write `to: {name}` and `first: agent` under `callback`");
            self.tell(Code::Contradiction, keep.key_span.clone(), message, Some(help));
            return;
        };
        let Some((scalar, span)) = self.scalar(keep, "the key that keeps the place") else { return };
        let Some(key) = self.digit(&scalar.text, &span) else { return };
        let told = self.kept(key);
        if let Some(waiting) = self.destinations.get_mut(of.index()).and_then(|one| one.waiting.as_mut()) {
            (waiting.leave, waiting.keeps) = (Some(Leave { key, told }), Some(queue));
        }
    }

    /// "While you wait: to be called without losing your place, press 9."
    fn kept(&mut self, key: Digit) -> TextId {
        self.composed(|language| {
            let voice = Some(announce::keeping_voice(language));
            announce::leaving(&announce::Entry { digit: key, title: "", voice }, language)
        })
    }

    /// The one key that leaves the queue.
    fn leaving(
        &mut self,
        entry: &'t Entry<'t>,
        path: &mut String,
        around: &Around,
    ) -> Option<(Digit, Placed)> {
        let lines = match &entry.value.kind {
            Kind::Map(lines) => lines.as_slice(),
            Kind::Broken => return None,
            Kind::Scalar(_) | Kind::Empty | Kind::List(_) => &[],
        };
        let [line] = lines else {
            let help = "write one key and where it leads: `keys: { 9: callback }`".to_owned();
            let message = "one key leaves a queue";
            self.tell(Code::WrongShape, entry.key_span.clone(), message, Some(help));
            return None;
        };
        let key = self.digit(&line.key, &line.key_span)?;
        let placed = self
            .below(path, &line.key, |lower, path| lower.place(&line.value, &line.key_span, path, around))?;
        if placed.spoken.title.is_none() && placed.spoken.voice.is_none() {
            let message = format!("callers cannot be told what the key `{key}` does");
            self.missing(&line.key_span, message, "write `title:` and what people call it");
        }
        Some((key, placed))
    }

    /// "While you wait: to book a callback, press 9."
    fn told(&mut self, key: Digit, spoken: &Spoken) -> TextId {
        let mut text = Text::default();
        for language in &self.languages {
            let entry = announce::Entry {
                digit: key,
                title: spoken.title.map_or("", |title| self.written(title, *language)),
                voice: spoken
                    .voice
                    .as_ref()
                    .and_then(|voice| voice.words.get(language.index()))
                    .map(|words| &**words)
                    .filter(|words| !words.is_empty()),
            };
            if let Some(words) = text.words.get_mut(language.index()) {
                *words = Arc::from(announce::leaving(&entry, *language));
            }
        }
        self.keep(text)
    }
}
