//! Where a clerk works: a desk, one of its queues, and the destination at which they answer. It stands in every address and form of these pages, so
//! that a page can be kept, sent to a colleague, or opened by a softphone.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;

use super::super::{App, Wrong};
use crate::menu::model::{Menu, Queue};
use crate::terms::Language;
use crate::ticket::TicketNumber;

/// What an address or a form says; nothing of it must be there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    /// The desk's name.
    pub(super) desk: String,
    /// The queue's name.
    pub(super) queue: String,
    /// The destination at which the clerk answers.
    pub(super) destination: String,
    /// Whoever was put through, by their row: whom to call.
    pub(super) caller: String,
    /// Whom to call, as it was typed.
    pub(super) number: String,
    /// The citizen's language.
    pub(super) language: String,
    /// A time as it was typed.
    pub(super) when: String,
    /// The start of a slot that was chosen, unix time in seconds.
    pub(super) start: String,
    /// By which name the booking is known while it is being made.
    pub(super) intent: String,
    /// The request whose callback is to be moved.
    pub(super) moving: String,
    /// The version of the booking as whoever changes it has seen it: the last row of its request's history.
    pub(super) seen: String,
    /// A request.
    pub(super) ticket: String,
    /// Why the queue's notice is waived.
    pub(super) waive: String,
    /// The citizen's name.
    pub(super) name: String,
    /// Where they want to be written to.
    pub(super) email: String,
    /// The code of the customer whose request it is.
    pub(super) customer: String,
    /// What they say with it.
    pub(super) note: String,
    /// A day, of the week that is shown.
    pub(super) day: String,
}

impl Draft {
    /// The start that was chosen.
    pub(super) fn start(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.start.trim().parse().ok()?, 0)
    }

    /// The request that is to be moved.
    pub(super) fn moving(&self) -> Option<TicketNumber> {
        self.moving.trim().parse().ok()
    }

    /// The request that the form is about.
    ///
    /// # Errors
    /// [`Wrong::NotFound`]: it names none.
    pub(super) fn ticket(&self) -> Result<TicketNumber, Wrong> {
        self.ticket.trim().parse().map_err(|_| Wrong::NotFound)
    }

    /// What the clerk has seen of the booking that is to be changed.
    pub(super) fn seen(&self) -> Option<i64> {
        self.seen.trim().parse().ok()
    }

    /// The day that is to be shown.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        self.day.trim().parse().ok()
    }

    /// What was typed, where anything was.
    pub(super) fn said(text: &str) -> Option<&str> {
        Some(text.trim()).filter(|text| !text.is_empty())
    }
}

/// Where the clerk works.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub(super) menu: Arc<Menu>,
    pub(super) queue: Queue,
    pub(super) destination: Option<Arc<str>>,
}

impl At {
    /// The desk and queue that are named, else the first that books callbacks; none where no desk does.
    pub(super) fn find(app: &App, draft: &Draft) -> Result<Option<Self>, Wrong> {
        let menu = match Draft::said(&draft.desk) {
            Some(name) => Some(app.service.desk(name).ok_or(Wrong::NotFound)?),
            None => app.service.desks().into_iter().find(|menu| !menu.queues.is_empty()),
        };
        let Some(menu) = menu else { return Ok(None) };
        let queue = match Draft::said(&draft.queue) {
            Some(name) => menu.queue(name),
            None => menu.queues.first(),
        };
        // A desk that was chosen in the place of another one has other queues.
        let Some(queue) = queue.or(menu.queues.first()).cloned() else { return Ok(None) };
        let named = Draft::said(&draft.destination);
        let destination = menu.destinations.iter().find(|to| Some(&*to.name) == named);
        let destination = destination.map(|to| Arc::clone(&to.name));
        Ok(Some(Self { menu, queue, destination }))
    }

    /// The same, for what cannot be done without.
    pub(super) fn of(app: &App, draft: &Draft) -> Result<Self, Wrong> {
        Self::find(app, draft)?.ok_or(Wrong::NotFound)
    }

    /// An address of these pages from here.
    pub(super) fn address(&self, path: &str, more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("desk", &self.menu.desk).append_pair("queue", &self.queue.name);
        if let Some(destination) = &self.destination {
            query.append_pair("destination", destination);
        }
        query.extend_pairs(more.iter().filter(|(_, value)| !value.is_empty()));
        format!("{path}?{}", query.finish())
    }

    /// The same as fields of a form.
    pub(super) fn fields(&self) -> Markup {
        html! {
            input type="hidden" name="desk" value=(self.menu.desk);
            input type="hidden" name="queue" value=(self.queue.name);
            @if let Some(destination) = &self.destination { input type="hidden" name="destination" value=(destination); }
        }
    }

    /// What the queue is called.
    pub(super) fn title(&self, language: Language) -> &str {
        self.menu.queue_title(&self.queue.name, language)
    }

    /// The citizen's language: as it was said, else the desk's first.
    pub(super) fn language(&self, draft: &Draft) -> Language {
        let said = Language::from_code(draft.language.trim());
        let known = said.filter(|language| self.menu.languages.contains(language));
        known.or(self.menu.languages.first().copied()).unwrap_or(Language::It)
    }

    /// The local day of a moment.
    pub(super) fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.menu.zone).date_naive()
    }
}
