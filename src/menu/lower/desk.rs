//! The desk as a whole: its fields in the order in which they need one another.

use std::ops::Range;
use std::sync::Arc;

use chrono::Duration;
use chrono_tz::Tz;

use super::Lower;
use super::fields::{Fields, head};
use super::keywords::Keyword;
use crate::menu::announce;
use crate::menu::diagnostic::{Code, Diagnostic, closest};
use crate::menu::model::{Answering, FeedShows, Head, LanguageChoice, Menu, Pace, SourceFile, Text};
use crate::menu::syntax::{Entry, Kind, Node};
use crate::terms::numbering::{Country, Did};
use crate::terms::{Digit, Language, TextId};

/// The fields of a desk.
pub(in crate::menu) const FIELDS: &[Keyword] = &[
    Keyword::Desk,
    Keyword::Title,
    Keyword::Country,
    Keyword::Zone,
    Keyword::Numbers,
    Keyword::InForceFrom,
    Keyword::Languages,
    Keyword::LanguageChoice,
    Keyword::Greeting,
    Keyword::Notices,
    Keyword::Answer,
    Keyword::Hours,
    Keyword::Closings,
    Keyword::Directory,
    Keyword::Destinations,
    Keyword::Help,
    Keyword::Callback,
    Keyword::Queues,
    Keyword::CallbackFrom,
    Keyword::Tickets,
    Keyword::Packages,
    Keyword::CalendarFeeds,
    Keyword::Channels,
    Keyword::Privacy,
    Keyword::Pace,
    Keyword::Menu,
    Keyword::Nodes,
];

/// The most numbers of a desk, and aliases of a number.
const MOST_NUMBERS: usize = 1_000;

/// How long callers are waited for, if nothing else is said; seconds.
const PACE: Pace = Pace { first: 7, between: 4, slower: 3, longest: 600 };

impl<'t> Lower<'t> {
    /// Reads the whole desk, as far as it can be read. None where there is no tree at all.
    pub(super) fn desk(&mut self, root: &'t Node<'t>) -> Option<Menu> {
        let fields = self.fields(root, &(0..0), "a desk", FIELDS)?;
        self.place_and_languages(&fields);
        let desk = self.desk_name(&fields);
        let title = self.title(&fields, "the desk");
        let (numbers, places): (Vec<_>, Vec<_>) = self.numbers(&fields).into_iter().unzip();
        let head = Head {
            desk: fields.entry(Keyword::Desk).map(|entry| Self::at(&entry.value.span)).unwrap_or_default(),
            numbers: places.iter().map(Self::at).collect(),
        };
        let in_force_from = fields.entry(Keyword::InForceFrom).and_then(|entry| self.date(entry));
        let language_choice = self.language_choice(&fields);
        let greeting = fields.entry(Keyword::Greeting).and_then(|entry| self.text(entry));
        let notices = self.notices(&fields);
        let answer = fields
            .entry(Keyword::Answer)
            .and_then(|entry| self.choice(entry, &[("now", Answering::Now), ("never", Answering::Never)]));
        let channels = fields.entry(Keyword::Channels).and_then(|entry| self.text(entry));
        let callback_from = self.callback_from(&fields);
        let privacy = match fields.entry(Keyword::Privacy) {
            Some(entry) => self.text(entry),
            None => Some(self.composed(|language| announce::privacy(language).to_owned())),
        };
        let shown = [
            ("no-personal-data", FeedShows::NoPersonalData),
            ("number", FeedShows::Number),
            ("number-and-name", FeedShows::NumberAndName),
        ];
        let feeds = fields.entry(Keyword::CalendarFeeds).and_then(|entry| self.choice(entry, &shown));
        let pace = self.pace(&fields);
        self.calendars(&fields);
        let unfinished = self.destinations(&fields);
        self.queues(&fields);
        let tickets = self.tickets(&fields);
        let packages = self.packages(&fields);
        self.escalates = tickets.escalation.is_some();
        self.sells = packages.is_some();
        self.has_directory = fields.has(Keyword::Directory);
        let roots = self.tree(&fields, &unfinished);
        let directory = self.directory(&fields);
        self.unused(&fields);
        let roots = roots?;
        let nodes = self.filled_nodes();
        Some(Menu {
            desk: desk.unwrap_or_default(),
            version: self.version(),
            files: self.files_read(&fields),
            head,
            title: title.unwrap_or(TextId(0)),
            country: self.country,
            zone: self.zone,
            numbers,
            in_force_from,
            languages: self.languages.clone(),
            language_choice,
            greeting,
            notices,
            answer: answer.unwrap_or_default(),
            calendars: std::mem::take(&mut self.calendars),
            directory,
            destinations: std::mem::take(&mut self.destinations),
            help: self.help,
            queues: std::mem::take(&mut self.queues),
            callback_from,
            tickets,
            packages,
            feeds: feeds.unwrap_or_default(),
            privacy: privacy.unwrap_or(TextId(0)),
            pace,
            nodes,
            open: roots.open,
            closed: roots.closed,
            emergency: roots.emergency,
            last_resort: roots.last_resort,
            channels,
            texts: std::mem::take(&mut self.texts).into_iter().map(Text::made_ready).collect(),
        })
    }

    /// The country, the zone and the languages: everything else is read by them.
    fn place_and_languages(&mut self, fields: &Fields<'t>) {
        if let Some(entry) = fields.entry(Keyword::Country)
            && let Some(country) = self.country(&entry.value, &entry.key_span)
        {
            self.country = country;
        }
        match fields.entry(Keyword::Zone) {
            Some(entry) => self.zone(entry),
            None if self.country != Country::ITALY => self.missing(
                &fields.owner,
                "a desk outside Italy says in which time zone its hours are",
                "write for instance `zone: Europe/Zurich`",
            ),
            None => {}
        }
        let Some(entry) = fields.entry(Keyword::Languages) else { return };
        let mut languages = Vec::new();
        for node in self.list(entry, "`languages`") {
            let Some((scalar, span)) = self.scalar_at(node, &entry.key_span, "a language") else { continue };
            match Language::from_code(scalar.text.trim()) {
                Some(language) if languages.contains(&language) => {
                    let message = format!("`{}` stands twice among the languages", language.code());
                    self.tell(Code::DuplicateKey, span, message, Some("keep one of the two".to_owned()));
                }
                Some(language) => languages.push(language),
                None => {
                    let known: Vec<_> = Language::ALL.iter().map(|language| language.code()).collect();
                    let message = format!("`{}` is no language that this program speaks", scalar.text);
                    let help = format!("it speaks {}", known.join(" and "));
                    self.tell(Code::UnknownLanguage, span, message, Some(help));
                }
            }
        }
        if !languages.is_empty() {
            self.languages = languages;
        }
    }

    fn zone(&mut self, entry: &'t Entry<'t>) {
        let Some((scalar, span)) = self.scalar(entry, "the time zone") else { return };
        let name = scalar.text.trim();
        if let Ok(zone) = name.parse::<Tz>() {
            self.zone = zone;
        } else {
            let help = closest(name, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())).map_or_else(
                || "write it as `Europe/Rome`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.tell(Code::UnknownZone, span, format!("there is no time zone `{name}`"), Some(help));
        }
    }

    fn desk_name(&mut self, fields: &Fields<'t>) -> Option<Arc<str>> {
        let Some(entry) = fields.entry(Keyword::Desk) else {
            self.missing(
                &fields.owner,
                "the desk has no name",
                "write `desk:` and a short name: `desk: giustizia`",
            );
            return None;
        };
        let (scalar, span) = self.scalar(entry, "the desk's name")?;
        self.name(&scalar.text, &span, "a desk").then(|| Arc::from(&*scalar.text))
    }

    fn numbers(&mut self, fields: &Fields<'t>) -> Vec<(Did, Range<u32>)> {
        let Some(entry) = fields.entry(Keyword::Numbers) else {
            self.missing(
                &fields.owner,
                "the desk has no number",
                "write `numbers:` and the number that callers dial, or an internal extension: `numbers: [800 749 049]`",
            );
            return Vec::new();
        };
        let mut numbers: Vec<(Did, Range<u32>)> = Vec::new();
        for node in self.short_list(entry, "`numbers`", MOST_NUMBERS) {
            self.number_and_aliases(node, &entry.key_span, &mut numbers);
        }
        numbers
    }

    fn number_and_aliases(
        &mut self,
        node: &'t Node<'t>,
        owner: &Range<u32>,
        numbers: &mut Vec<(Did, Range<u32>)>,
    ) {
        if !matches!(node.kind, Kind::Map(_)) {
            self.did(node, owner, numbers);
            return;
        }
        let allowed = [Keyword::Number, Keyword::Aliases];
        let Some(fields) = self.fields(node, owner, "a number", &allowed) else { return };
        match fields.entry(Keyword::Number) {
            Some(entry) => self.did(&entry.value, &entry.key_span, numbers),
            None => self.missing(
                owner,
                "aliases stand here without their number",
                "write `number:` beside `aliases:`",
            ),
        }
        if let Some(entry) = fields.entry(Keyword::Aliases) {
            for alias in self.short_list(entry, "`aliases`", MOST_NUMBERS) {
                self.did(alias, &entry.key_span, numbers);
            }
        }
    }

    fn did(&mut self, node: &'t Node<'t>, owner: &Range<u32>, numbers: &mut Vec<(Did, Range<u32>)>) {
        let Some((scalar, span)) = self.scalar_at(node, owner, "a number") else { return };
        match Did::parse(&scalar.text, self.country) {
            Err(fault) => {
                let help = "write it as it is dialled inside the country, with `+` and the country's code, or an extension's digits";
                self.tell(
                    Code::BadPhone,
                    span,
                    format!("the number `{}` {fault}", scalar.text),
                    Some(help.to_owned()),
                );
            }
            Ok(did) => match numbers.iter().find(|(before, _)| *before == did) {
                Some((_, before)) => {
                    let message = format!("the number `{}` stands twice", scalar.text);
                    let said = Diagnostic::new(Code::NumberTwice, &self.source.name, span, message)
                        .help("keep one of the two")
                        .also(&self.source.name, before.clone(), "the first one");
                    self.found.push(said);
                }
                None => numbers.push((did, span)),
            },
        }
    }

    /// By which key each language is chosen; in the order of the languages, from 1 on, if nothing else is said.
    fn language_choice(&mut self, fields: &Fields<'t>) -> Option<LanguageChoice> {
        let written = fields.entry(Keyword::LanguageChoice);
        if self.languages.len() < 2 {
            if let Some(entry) = written {
                let message = "there is only one language to choose from";
                let help = "name more of them under `languages`, or leave this out";
                self.tell(Code::Contradiction, entry.key_span.clone(), message, Some(help.to_owned()));
            }
            return None;
        }
        let mut keys = Vec::new();
        match written {
            None => {
                for (place, language) in (1_u32..).zip(&self.languages) {
                    keys.extend(
                        char::from_digit(place, 10).and_then(Digit::new).map(|digit| (digit, *language)),
                    );
                }
            }
            Some(entry) => {
                let Kind::Map(lines) = &entry.value.kind else {
                    let help = "write a line for each: `1: it`".to_owned();
                    let message = "the choice of a language has a line for each key";
                    self.tell(Code::WrongShape, entry.key_span.clone(), message, Some(help));
                    return None;
                };
                keys.extend(lines.iter().filter_map(|line| self.language_key(line)));
                self.all_languages(&keys, entry);
            }
        }
        let keys = keys.into_iter().map(|(digit, language)| {
            let sentence = self.composed(|_| announce::language_choice(digit, language));
            (digit, language, sentence)
        });
        Some(LanguageChoice { keys: keys.collect() })
    }

    fn language_key(&mut self, line: &'t Entry<'t>) -> Option<(Digit, Language)> {
        let (scalar, span) = self.scalar(line, "a language")?;
        let language = Language::from_code(scalar.text.trim()).filter(|one| self.languages.contains(one));
        if language.is_none() {
            let help = "it is one of those under `languages`".to_owned();
            self.tell(
                Code::UnknownLanguage,
                span,
                format!("the desk does not speak `{}`", scalar.text),
                Some(help),
            );
        }
        let digit = self.digit(&line.key, &line.key_span)?;
        Some((digit, language?))
    }

    fn all_languages(&mut self, keys: &[(Digit, Language)], entry: &Entry<'_>) {
        let missing =
            self.languages.iter().find(|language| keys.iter().all(|(_, chosen)| chosen != *language));
        if let Some(language) = missing.copied()
            && self.found.iter().all(|said| said.span.start < entry.value.span.start)
        {
            let message = format!("no key chooses `{}`", language.code());
            let help = "each language of the desk has its key".to_owned();
            self.tell(Code::MissingField, entry.key_span.clone(), message, Some(help));
        }
    }

    fn notices(&mut self, fields: &Fields<'t>) -> Vec<TextId> {
        let Some(entry) = fields.entry(Keyword::Notices) else { return Vec::new() };
        match &entry.value.kind {
            Kind::List(notices) => notices
                .iter()
                .filter_map(|node| self.words(node, &head(node, &entry.key_span)))
                .collect::<Vec<_>>()
                .into_iter()
                .map(|text| self.keep(text))
                .collect(),
            Kind::Empty | Kind::Scalar(_) | Kind::Map(_) | Kind::Broken => {
                self.text(entry).into_iter().collect()
            }
        }
    }

    fn pace(&mut self, fields: &Fields<'t>) -> Pace {
        let Some(entry) = fields.entry(Keyword::Pace) else { return PACE };
        let allowed = [Keyword::First, Keyword::Between, Keyword::Slower, Keyword::Longest];
        let Some(fields) = self.fields(&entry.value, &entry.key_span, "`pace`", &allowed) else {
            return PACE;
        };
        let mut seconds = |keyword, least, most, default: u16| {
            let within = Duration::seconds(least)..=Duration::seconds(most);
            let span = fields.entry(keyword).and_then(|entry| self.duration(entry, within));
            span.and_then(|span| u16::try_from(span.num_seconds()).ok()).unwrap_or(default)
        };
        let first = seconds(Keyword::First, 2, 30, PACE.first.into());
        let between = seconds(Keyword::Between, 1, 20, PACE.between.into());
        let slower = seconds(Keyword::Slower, 0, 20, PACE.slower.into());
        let longest = seconds(Keyword::Longest, 60, 3_600, PACE.longest);
        let byte = |seconds: u16| u8::try_from(seconds).unwrap_or(u8::MAX);
        Pace { first: byte(first), between: byte(between), slower: byte(slower), longest }
    }

    /// The files that places of this menu point into.
    fn files_read(&self, fields: &Fields<'t>) -> Vec<SourceFile> {
        let lines = |text: &[u8]| {
            let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
            std::iter::once(0).chain(ends.filter_map(|(at, _)| u32::try_from(at + 1).ok())).collect()
        };
        let mut files = vec![SourceFile {
            name: Arc::clone(&self.source.name),
            lines: lines(self.source.text.as_bytes()),
        }];
        if let (Some(Kind::Scalar(path)), Some(_)) =
            (fields.get(Keyword::Directory).map(|node| &node.kind), self.read.first())
        {
            // Rows are told by their number: no line begins need be kept for tens of thousands of them.
            files.push(SourceFile { name: self.source.beside(path.text.trim()), lines: vec![0] });
        }
        files
    }

    /// The nodes; what was never filled is broken, and has been told of.
    fn filled_nodes(&mut self) -> Vec<super::super::model::Node> {
        if self.nodes.iter().any(Option::is_none) {
            let nowhere = self.nowhere();
            let stand_in = self.nodes.get(nowhere.index()).cloned().flatten();
            for node in self.nodes.iter_mut().filter(|node| node.is_none()) {
                node.clone_from(&stand_in);
            }
        }
        std::mem::take(&mut self.nodes).into_iter().flatten().collect()
    }

    /// Names that nothing leads to. Nodes and destinations are looked at when the tree is checked as a whole.
    fn unused(&mut self, fields: &Fields<'t>) {
        let under = |keyword| match fields.get(keyword).map(|node: &'t Node<'t>| &node.kind) {
            Some(Kind::Map(entries)) => entries.as_slice(),
            Some(Kind::Empty | Kind::Scalar(_) | Kind::List(_) | Kind::Broken) | None => &[],
        };
        let calendars = under(Keyword::Hours).iter().skip(1).map(|entry| (entry, "calendar"));
        let queues = under(Keyword::Queues).iter().map(|entry| (entry, "queue"));
        for (entry, what) in calendars.chain(queues).collect::<Vec<_>>() {
            if !self.used.contains(&*entry.key) && !self.names.broken.contains(&&*entry.key) {
                let message = format!("the {what} `{}` is never used", entry.key);
                self.tell(
                    Code::Unused,
                    entry.key_span.clone(),
                    message,
                    Some("use its name somewhere, or remove it".to_owned()),
                );
            }
        }
    }
}
