//! A desk as the engine walks it: the tree laid flat, every name resolved, every default filled in, every announcement composed.
//!
//! Nothing here can be wrong any more: what an admin may get wrong was told when the file was read.

mod clients;
mod feeds;
mod placing;
mod steps;
mod tickets;

use std::sync::Arc;

use chrono::{Duration, NaiveDate};
use chrono_tz::Tz;

use crate::directory::Directory;
use crate::hours::{Calendar, Counts, LineId};
use crate::terms::numbering::{Country, Did};
use crate::terms::{CalendarId, DestinationId, Digit, Language, NodeId, Number, QueueId, TextId, Version};

pub use clients::{Identify, Tells, Unpaid};
pub use feeds::FeedShows;
pub use placing::{AfterMissed, AfterUnknown, First, Placing};
pub use steps::{Choice, Collect, HangupCause, Misses, Step, Task, Transfer};
pub use tickets::{Packages, Tickets};

/// One desk, immutable: a change is a new menu with a new version.
#[derive(Clone, Debug)]
pub struct Menu {
    /// The desk's short name (`giustizia`).
    pub desk: Arc<str>,
    /// The hash of everything that it was read from.
    pub version: Version,
    /// Where it was read from; [`At`] points into these.
    pub files: Vec<SourceFile>,
    /// Where its name and its numbers stand.
    pub head: Head,
    /// What callers and admins call the desk.
    pub title: TextId,
    /// The country whose numbering plan and holidays hold.
    pub country: Country,
    /// The zone of all its hours.
    pub zone: Tz,
    /// The numbers and extensions under which it is called, aliases of carriers among them.
    pub numbers: Vec<Did>,
    /// The first local day on which it serves; always, where none is named.
    pub in_force_from: Option<NaiveDate>,
    /// Never empty; the first is spoken until the caller chooses.
    pub languages: Vec<Language>,
    /// The question asked at the start where there is more than one language.
    pub language_choice: Option<LanguageChoice>,
    /// Said first, once, when the call is answered.
    pub greeting: Option<TextId>,
    /// Said after the greeting; no key cuts them short.
    pub notices: Vec<TextId>,
    /// Whether a closed caller is told so in early media, without the call being answered. Open callers are always answered.
    pub answer: Answering,
    /// Never empty; the first is the desk's own.
    pub calendars: Vec<NamedCalendar>,
    /// The administration's numbers; empty where the desk has none.
    pub directory: Arc<Directory>,
    /// Where calls are put through to.
    pub destinations: Vec<Destination>,
    /// Where callers go who need a person and press nothing, or `0`.
    pub help: Option<DestinationId>,
    /// The queues for which callbacks are booked; empty where the desk books none.
    pub queues: Vec<Queue>,
    /// The number that users see when the desk calls them, and to which it can be called back; none: the setting's.
    pub callback_from: Option<Number>,
    /// How it handles requests.
    pub tickets: Tickets,
    /// What it sells in advance; none where it sells nothing.
    pub packages: Option<Packages>,
    /// What of its users calendar feeds show.
    pub feeds: FeedShows,
    /// What is said before a number is stored for a callback.
    pub privacy: TextId,
    /// How long callers are waited for.
    pub pace: Pace,
    /// The tree.
    pub nodes: Vec<Node>,
    /// Where a call begins while the desk is open.
    pub open: NodeId,
    /// Where a call begins while the desk is closed. What is closed, why and until when is said before it.
    pub closed: NodeId,
    /// Where a call begins under the emergency switch. The emergency's own words are said before it.
    pub emergency: NodeId,
    /// Where a call goes that has used up its turns or its time.
    pub last_resort: NodeId,
    /// The other ways to reach the desk, said to a closed caller.
    pub channels: Option<TextId>,
    /// Every text that is not one of the program's own phrases.
    pub texts: Vec<Text>,
}

/// Where a desk's name and its numbers stand, for whoever finds them in two files.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// The name.
    pub desk: At,
    /// Each of [`Menu::numbers`].
    pub numbers: Vec<At>,
}

/// One of the files a menu was read from.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path as the admin gave it.
    pub name: Arc<str>,
    /// The byte at which each line begins.
    pub lines: Vec<u32>,
}

/// A place in one of a menu's files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct At {
    /// Which of [`Menu::files`].
    pub file: u16,
    /// The byte, from the file's beginning.
    pub byte: u32,
}

/// Words in every language of the desk, and the recordings that replace a synthetic voice.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// By [`Language::index`]; empty only in languages that the desk does not speak.
    pub words: [Arc<str>; Language::COUNT],
    /// What the voice says instead, where that is written otherwise: see [`Text::made_ready`].
    pub aloud: [Option<Arc<str>>; Language::COUNT],
    /// The recorded file, by language.
    pub recording: [Option<Recording>; Language::COUNT],
    /// Where the words were written; none for those that the program composed.
    pub at: Option<At>,
}

/// A recorded file that a menu names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Its path beside the menu file.
    pub path: Arc<str>,
    /// Where it was named.
    pub at: At,
}

/// Whether a call is answered, and billed, before the first word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Answering {
    /// At once.
    #[default]
    Now,
    /// Not at all while the desk is closed: the words are heard in early media, then the call is refused.
    Never,
}

/// The choice of a language by key.
#[derive(Clone, Debug)]
pub struct LanguageChoice {
    /// Each language's own sentence ("Per l'italiano, prema 1"), in the order in which they are said.
    pub keys: Vec<(Digit, Language, TextId)>,
}

/// A calendar with its name and the place of its lines.
#[derive(Clone, Debug)]
pub struct NamedCalendar {
    /// The admin's name for it (`operators`).
    pub name: Arc<str>,
    /// The calendar.
    pub calendar: Calendar,
    /// Where each [`LineId`] was written.
    pub lines: Vec<At>,
    /// What is said while a closing period's line decides, in place of the program's own reason.
    pub announcements: Vec<(LineId, TextId)>,
}

impl NamedCalendar {
    /// Where a line was written.
    #[must_use]
    pub fn at(&self, line: LineId) -> Option<At> {
        self.lines.get(usize::from(line.0)).copied()
    }

    /// A closing period's own announcement, if the line is one that has it.
    #[must_use]
    pub fn announcement(&self, line: LineId) -> Option<TextId> {
        self.announcements.iter().find(|(of, _)| *of == line).map(|(_, text)| *text)
    }
}

/// Where calls are put through to.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The admin's name for it, unique in the desk.
    pub name: Arc<str>,
    /// What callers and admins call it.
    pub title: TextId,
    /// What the platform dials; the name, if not told otherwise.
    pub to: Arc<str>,
    /// Said while the call is put through ("La metto in contatto con Lotto 2, Area Nord").
    pub announcement: TextId,
    /// How long it rings and what comes of it, where the node that leads here says nothing else; the help destination
    /// and callers known to the directory come here with no node of their own.
    pub transfer: Transfer,
    /// How callers wait there for somebody to be free; none: it rings.
    pub waiting: Option<Waiting>,
    /// Where it was written.
    pub at: At,
}

/// How callers wait in the platform's queue. Where the call goes when they have waited too long, or leave, is the [`Transfer`]'s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The longest wait; seconds.
    pub longest: u16,
    /// What is heard meanwhile; the platform's own music where none is named.
    pub music: Option<Music>,
    /// Whether callers are told how many wait before them.
    pub position: bool,
    /// Whether callers are told how long they will wait, as far as the platform knows.
    pub expected: bool,
    /// How often they are told either; seconds.
    pub every: u16,
    /// The key that leaves the queue.
    pub leave: Option<Leave>,
    /// Where that key keeps the caller's place for a callback: of which queue, whose callbacks wait here beside the callers.
    pub keeps: Option<QueueId>,
}

/// The music of a queue: one file, under two names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Music {
    /// The file's name without its ending: what a platform with music of its own calls it.
    pub class: Arc<str>,
    /// The file as a sound, for a platform that fetches it.
    pub sound: TextId,
}

/// A key that works while callers wait in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leave {
    /// Which.
    pub key: Digit,
    /// What is said of it, before the caller begins to wait and wherever the position is told.
    pub told: TextId,
}

/// What callbacks a queue takes.
#[derive(Clone, Debug)]
pub struct Queue {
    /// The admin's name for it.
    pub name: Arc<str>,
    /// What callers hear, where a desk has more than one.
    pub title: TextId,
    /// The calendar in which slots lie.
    pub calendar: CalendarId,
    /// How long a slot is.
    pub length: Duration,
    /// How long before its start a slot can be booked at the latest.
    pub notice: Duration,
    /// How far ahead the last slot lies.
    pub ahead: Duration,
    /// How much time lies between two slots.
    pub buffer: Duration,
    /// How many callbacks a slot takes, by the moment at which it begins.
    pub seats: Counts,
    /// The most open bookings for one number.
    pub open_per_number: u16,
    /// The most bookings for one number within an hour, cancelled ones among them.
    pub bookings_an_hour: u16,
    /// The countries that are called back.
    pub countries: Vec<Country>,
    /// How they are placed.
    pub placing: Placing,
    /// Where it was written.
    pub at: At,
}

/// How long callers are waited for; seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// For the first key after an announcement.
    pub first: u8,
    /// Between keys.
    pub between: u8,
    /// Added to both on a repeat: whoever needs a repeat needs time.
    pub slower: u8,
    /// In menus at most, the whole call.
    pub longest: u16,
}

/// A place in the tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its lexical parent, where `*` leads; none for a root.
    pub parent: Option<NodeId>,
    /// Its path as an admin reads it (`open.1.3`).
    pub path: Arc<str>,
    /// What callers and admins call it.
    pub title: Option<TextId>,
    /// Where it was written.
    pub at: At,
    /// Whether callers with an assigned destination go straight there from here.
    pub known_callers: bool,
    /// Hours of its own, and where callers go outside them.
    pub gate: Option<Gate>,
    /// What happens here.
    pub step: Step,
}

/// A branch's own hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Which calendar.
    pub calendar: CalendarId,
    /// Where callers go while it is closed. What is closed, why and until when is said before it.
    pub closed: NodeId,
}

impl Menu {
    /// A node of the tree.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    /// The queue of this name.
    #[must_use]
    pub fn queue(&self, name: &str) -> Option<&Queue> {
        self.queues.iter().find(|queue| *queue.name == *name)
    }

    /// What the queue of this name is called; its name, where there is no such queue or it has no title.
    #[must_use]
    pub fn queue_title<'a>(&'a self, name: &'a str, language: Language) -> &'a str {
        let title = self.queue(name).map(|queue| self.written(queue.title, language));
        title.filter(|title| !title.is_empty()).unwrap_or(name)
    }

    /// Whether callbacks wait at a destination beside its callers, each at the place that its arrival gives it: operators take them there and have
    /// the user called. Two destinations may be one queue of the platform.
    #[must_use]
    pub fn callbacks_wait_at(&self, to: DestinationId) -> bool {
        let dialled =
            |to: DestinationId| self.destinations.get(to.index()).map(|destination| &destination.to);
        let mut waiting = self.queues.iter().filter(|queue| queue.placing.in_queue);
        waiting.any(|queue| queue.placing.to.and_then(dialled).is_some_and(|at| dialled(to) == Some(at)))
    }

    /// A place as file, line and column, both counted from one.
    #[must_use]
    pub fn locate(&self, at: At) -> Option<(&str, u32, u32)> {
        let file = self.files.get(usize::from(at.file))?;
        let line = file.lines.partition_point(|start| *start <= at.byte);
        let start = file.lines.get(line.checked_sub(1)?)?;
        Some((&file.name, u32::try_from(line).ok()?, at.byte - start + 1))
    }
}
