//! Where calls are put through to. They get their names first, because everything else leads to them; what comes of a transfer is read last,
//! because it leads into the tree.

use std::sync::Arc;

use chrono::Duration;

use super::Lower;
use super::fields::Fields;
use super::keywords::Keyword;
use super::names::Named;
use crate::menu::announce;
use crate::menu::diagnostic::Code;
use crate::menu::model::{Destination, Text, Transfer, Unpaid};
use crate::menu::syntax::{Entry, Kind};
use crate::terms::{DestinationId, NodeId, TextId};

/// How long a destination rings, if nothing else is said; seconds.
pub(super) const RING: u16 = 25;

/// The fields of a destination that is more than its title.
const FIELDS: &[Keyword] = &[
    Keyword::Title,
    Keyword::To,
    Keyword::Voice,
    Keyword::Announcement,
    Keyword::Ring,
    Keyword::Waiting,
    Keyword::Package,
    Keyword::Busy,
    Keyword::NoAnswer,
    Keyword::Failed,
    Keyword::Otherwise,
];

/// Where a transfer to a destination goes on that came to nothing, as far as the destination itself says.
#[derive(Clone, Copy, Default)]
pub(super) struct Fallbacks {
    /// When it is busy, unanswered or out of reach.
    pub(super) nothing: [Option<NodeId>; 3],
    /// When the longest wait is over.
    pub(super) waited: Option<NodeId>,
    /// When the caller left by key.
    pub(super) left: Option<NodeId>,
    /// When nothing pays for the call; none where nobody pays.
    pub(super) unpaid: Option<Unpaid>,
}

/// A destination whose block of fields is still to be looked at for what comes of a transfer.
pub(super) struct Unfinished<'t> {
    pub(super) id: DestinationId,
    pub(super) name: &'t str,
    pub(super) fields: Fields<'t>,
}

impl<'t> Lower<'t> {
    /// Reads all destinations but for what comes of a transfer.
    pub(super) fn destinations(&mut self, fields: &Fields<'t>) -> Vec<Unfinished<'t>> {
        let Some(entry) = fields.entry(Keyword::Destinations) else { return Vec::new() };
        let Kind::Map(entries) = &entry.value.kind else {
            if !matches!(entry.value.kind, Kind::Broken) {
                self.tell(
                    Code::WrongShape,
                    entry.key_span.clone(),
                    "`destinations` has a line for each destination",
                    Some("write each one's name and title: `lotto-2: Lotto 2, Area Nord`".to_owned()),
                );
            }
            return Vec::new();
        };
        let mut unfinished = Vec::new();
        for entry in entries {
            let before = self.destinations.len();
            if let Some(()) = self.destination(entry, &mut unfinished) {
            } else {
                self.destinations.truncate(before);
                self.spoken_destinations.truncate(before);
                self.names.broken.push(&entry.key);
            }
        }
        unfinished
    }

    fn destination(&mut self, entry: &'t Entry<'t>, unfinished: &mut Vec<Unfinished<'t>>) -> Option<()> {
        let id = DestinationId(u16::try_from(self.destinations.len()).ok()?);
        if !self.name(&entry.key, &entry.key_span, "a destination") {
            return None;
        }
        let plain = match &entry.value.kind {
            Kind::Map(inner) => {
                !inner.iter().any(|field| Keyword::read(&field.key).is_some_and(|key| FIELDS.contains(&key)))
            }
            Kind::Scalar(_) | Kind::Empty | Kind::List(_) | Kind::Broken => true,
        };
        let (title, to, voice, announcement, ring, waiting) = if plain {
            (self.text(entry)?, None, None, None, RING, None)
        } else {
            let fields = self.fields(&entry.value, &entry.key_span, "a destination", FIELDS)?;
            let title = self.title(&fields, &format!("the destination `{}`", entry.key));
            let to = fields.entry(Keyword::To).and_then(|entry| self.dialled(entry));
            let voice =
                fields.entry(Keyword::Voice).and_then(|entry| self.words(&entry.value, &entry.key_span));
            let announcement = fields.entry(Keyword::Announcement).and_then(|entry| self.text(entry));
            let ring = self.ring(&fields).unwrap_or(RING);
            let waiting = self.waiting(&fields);
            unfinished.push(Unfinished { id, name: &entry.key, fields });
            (title?, to, voice, announcement, ring, waiting)
        };
        if !self.name_place(&entry.key, &entry.key_span, Named::Destination(id)) {
            unfinished.retain(|one| one.id != id);
            return None;
        }
        let announcement = announcement.unwrap_or_else(|| self.transfer_announcement(title));
        self.destinations.push(Destination {
            name: Arc::from(&*entry.key),
            title,
            to: to.unwrap_or_else(|| Arc::from(&*entry.key)),
            announcement,
            transfer: Transfer {
                to: id,
                ring,
                busy: NodeId(0),
                no_answer: NodeId(0),
                failed: NodeId(0),
                waited: NodeId(0),
                left: NodeId(0),
                unpaid: None,
            },
            waiting,
            at: Self::at(&entry.key_span),
        });
        self.spoken_destinations.push(voice);
        Some(())
    }

    /// A title, which must be there.
    pub(super) fn title(&mut self, fields: &Fields<'t>, what: &str) -> Option<TextId> {
        if let Some(entry) = fields.entry(Keyword::Title) {
            self.text(entry)
        } else {
            self.missing(
                &fields.owner,
                format!("{what} has no title"),
                "write `title:` and what people call it",
            );
            None
        }
    }

    /// How long it rings; seconds.
    pub(super) fn ring(&mut self, fields: &Fields<'t>) -> Option<u16> {
        let entry = fields.entry(Keyword::Ring)?;
        let ring = self.duration(entry, Duration::seconds(5)..=Duration::minutes(10))?;
        u16::try_from(ring.num_seconds()).ok()
    }

    /// What the platform dials: visible characters that no dialplan takes for something else.
    fn dialled(&mut self, entry: &'t Entry<'t>) -> Option<Arc<str>> {
        let (scalar, span) = self.scalar(entry, "what the platform dials")?;
        let text = scalar.text.trim();
        let fine = text.len() <= 128
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-_.:@/".contains(&byte));
        if !fine {
            let help = "letters, digits and `+ - _ . : @ /` can stand in it, at most 128, without spaces";
            let message = format!("`{text}` cannot be dialled");
            self.tell(Code::BadName, span, message, Some(help.to_owned()));
            return None;
        }
        Some(text.into())
    }

    fn transfer_announcement(&mut self, title: TextId) -> TextId {
        let titles: Vec<_> = self
            .languages
            .iter()
            .map(|language| (*language, self.written(title, *language).to_owned()))
            .collect();
        let mut text = Text::default();
        for (language, title) in titles {
            if let Some(words) = text.words.get_mut(language.index()) {
                *words = announce::transfer(&title, language).into();
            }
        }
        self.keep(text)
    }
}
