//! What is told in writing when something happens to a request: made of the menu and of the request, and written to the outbox by the
//! store, in the transaction in which it happens. Only what can be sent is written.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::{DateTime, FixedOffset, Utc};

use super::Service;
use crate::menu::model::{AfterMissed, Menu};
use crate::notify::{Address, Because, Event as Told, Missed, Next, Notice, Span};
use crate::store::{Deadline, Fault, Happened, Post, Tell, Telling, Ticket};
use crate::terms::Number;
use crate::terms::numbering::{Kind, kind};
use crate::ticket::{Attempted, Event, Goal, TicketNumber};

/// In which ways people can be told, as the settings say. A notice that nothing could send is not written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// A mail server is set.
    pub mail: bool,
    /// A gateway for short messages is set.
    pub sms: bool,
    /// Webhooks are received.
    pub webhooks: bool,
}

impl Ways {
    /// The notices of what has happened last: to the user who left a mailbox, or wants short messages; to the desk's mailbox where it was
    /// escalated; and to the receiver of webhooks, which is told nothing that a user or an operator wrote.
    #[must_use]
    pub fn posts(self, menu: &Menu, ticket: &Ticket) -> Vec<Post> {
        let Some(last) = ticket.history.last() else { return Vec::new() };
        let event = if is_rebooked(ticket) { Some(Told::Missed) } else { told(&last.entry.event) };
        let Some(event) = event else { return Vec::new() };
        let escalated = menu.tickets.escalation.as_ref().filter(|_| event == Told::Escalated);
        let mut notice = notice(menu, ticket, event, last.entry.at);
        let mut posts = Vec::new();
        let mut write = |way: &str, address: &Address, notice: &Notice| {
            posts.extend(post(&format!("{}-{}-{way}", ticket.ticket.value(), last.row), address, notice));
        };
        if self.webhooks {
            write("webhook", &Address::Webhook, &notice);
        }
        if let Some(mobile) = self.mobile(ticket).filter(|_| ticket.texted) {
            write("sms", &Address::Sms(mobile), &notice);
        }
        // Why a clerk moved it within the notice is no business of the user's.
        if event != Told::Moved {
            notice.text.clone_from(&last.note);
        }
        if let Some(email) = self.mailbox(ticket) {
            write("mail", &Address::Mail(email.to_owned()), &notice);
        }
        if let Some(escalation) = escalated.filter(|_| self.mail) {
            notice.subject = Some(escalation.subject.to_string());
            write("desk", &Address::Mail(escalation.to.to_string()), &notice);
        }
        posts
    }

    /// What a user wanted to have in writing, once for all that has happened to the request: to their mailbox, else to their mobile.
    #[must_use]
    pub fn reference(self, menu: &Menu, ticket: &Ticket, now: DateTime<Utc>) -> Vec<Post> {
        let row = ticket.history.last().map_or(0, |last| last.row);
        let to = match (self.mailbox(ticket), self.mobile(ticket)) {
            (Some(email), _) => Address::Mail(email.to_owned()),
            (None, Some(mobile)) => Address::Sms(mobile),
            (None, None) => return Vec::new(),
        };
        let id = format!("{}-{row}-reference", ticket.ticket.value());
        post(&id, &to, &notice(menu, ticket, Told::Reference, now)).into_iter().collect()
    }

    /// What a desk is told of a deadline: in its own language, to its mailbox and to the receiver of webhooks.
    #[must_use]
    pub fn deadline(self, menu: &Menu, ticket: &Ticket, deadline: Deadline, now: DateTime<Utc>) -> Vec<Post> {
        let event = if deadline.passed { Told::Breached } else { Told::Near };
        let language = menu.languages.first().copied().unwrap_or(ticket.language);
        let notice = Notice {
            language,
            title: menu.written(menu.title, language).to_owned(),
            deadline: Some(local(menu, deadline.due)),
            ..notice(menu, ticket, event, now)
        };
        let goal = match deadline.goal {
            Goal::Reaction => "reaction",
            Goal::Resolution => "resolution",
        };
        let id = |way| {
            let (number, due) = (ticket.ticket.value(), deadline.due.timestamp());
            format!("{number}-{goal}-{}-{due}-{way}", event.name())
        };
        let mailbox = menu.tickets.warned.as_ref().filter(|_| self.mail);
        let mail = mailbox.and_then(|to| post(&id("desk"), &Address::Mail(to.to_string()), &notice));
        let webhook = self.webhooks.then(|| post(&id("webhook"), &Address::Webhook, &notice)).flatten();
        mail.into_iter().chain(webhook).collect()
    }

    /// The user's mailbox, where mail can be sent to one.
    #[must_use]
    pub fn mailbox(self, ticket: &Ticket) -> Option<&str> {
        ticket.email.as_deref().filter(|_| self.mail)
    }

    /// The user's mobile, where short messages can be sent to one. A number whose owner has said that they did not book is nobody's here: who was
    /// called there by mistake is told nothing of somebody else's request.
    #[must_use]
    pub fn mobile(self, ticket: &Ticket) -> Option<Number> {
        let is_strangers = |one: &Happened| {
            matches!(one.entry.event, Event::CallbackAttempted { outcome: Attempted::WrongNumber, .. })
        };
        ticket.number.filter(|number| self.texts(*number) && !ticket.history.iter().any(is_strangers))
    }

    /// Whether a short message can be sent to a number: mobiles only, where there is a gateway.
    #[must_use]
    pub fn texts(self, number: Number) -> bool {
        self.sms && kind(number) == Kind::Mobile
    }

    /// Why nobody is told of the deadlines that some of these desks promise, in a sentence; none where somebody is of each.
    #[must_use]
    pub fn untold<'m>(self, menus: impl IntoIterator<Item = &'m Menu>) -> Option<String> {
        let is_untold = |menu: &&Menu| {
            let tickets = &menu.tickets;
            let by_mail = self.mail && tickets.warned.is_some();
            tickets.promise.is_some() && tickets.warning.is_some() && !by_mail && !self.webhooks
        };
        let desks: Vec<_> =
            menus.into_iter().filter(is_untold).map(|menu| format!("`{}`", menu.desk)).collect();
        (!desks.is_empty()).then(|| {
            format!(
                "deadlines: nobody is told of those of {}, which /tickets shows: `to` under `warning` names the desk's mailbox, where \
                 CENTRALINO_SMTP_URL is set, and CENTRALINO_WEBHOOK_URL a program that is told",
                desks.join(", ")
            )
        })
    }

    /// Whether nobody can be told anything.
    #[must_use]
    pub fn are_none(self) -> bool {
        self == Self::default()
    }
}

impl Service {
    /// In which ways people can be told.
    #[must_use]
    pub const fn ways(&self) -> Ways {
        self.ways
    }

    /// Why nobody is told of the deadlines of some desks; none where somebody is.
    #[must_use]
    pub fn untold(&self) -> Option<String> {
        self.ways.untold(self.desks().iter().map(|menu| &**menu))
    }

    /// What is wanted by mail and cannot be sent, since no mail server is set; none where nothing is.
    #[must_use]
    pub fn unwritten(&self) -> Option<String> {
        let menus = self.desks();
        let escalating: Vec<_> =
            menus.iter().filter(|menu| menu.tickets.escalation.is_some()).map(|menu| &*menu.desk).collect();
        let mut wanted = Vec::new();
        if !escalating.is_empty() {
            wanted.push(format!("escalations ({}) cannot be sent", escalating.join(", ")));
        }
        if self.unwritten.load(Ordering::Relaxed) {
            wanted.push("users who left a mailbox are not written to".to_owned());
        }
        let told = || format!("mail: CENTRALINO_SMTP_URL is not set: {}", wanted.join(", and "));
        (!self.ways.mail && !wanted.is_empty()).then(told)
    }

    /// Somebody left a mailbox. Where nothing can be sent to it, that is told once.
    pub(super) fn left_a_mailbox(&self) {
        if !self.ways.mail && !self.unwritten.swap(true, Ordering::Relaxed) {
            tracing::error!("users leave mailboxes and are not written to: CENTRALINO_SMTP_URL is not set");
        }
    }

    /// The notices of what has happened last to a request.
    #[must_use]
    pub fn posts(&self, menu: &Menu, ticket: &Ticket) -> Vec<Post> {
        self.ways.posts(menu, ticket)
    }

    /// Sends a request's number, date and time to its user, once for all that has happened to it; false where nothing can be sent to them.
    ///
    /// # Errors
    /// Nothing is sent then.
    pub async fn send_reference(&self, menu: &Menu, ticket: TicketNumber) -> Result<bool, Fault> {
        let now = self.now();
        let told = |ticket: &Ticket| self.ways.reference(menu, ticket, now);
        self.store.tell(&menu.desk, ticket, Tell(&told), now).await
    }

    /// Makes the notices of a booking, which is written after whoever asked may have gone; none where nobody can be told.
    pub(super) fn telling(&self, menu: &Arc<Menu>) -> Option<Telling> {
        let (menu, ways) = (Arc::clone(menu), self.ways);
        let tell: Telling = Arc::new(move |ticket| ways.posts(&menu, ticket));
        Some(tell).filter(|_| !ways.are_none())
    }
}

fn notice(menu: &Menu, ticket: &Ticket, event: Told, at: DateTime<Utc>) -> Notice {
    Notice {
        event,
        at: local(menu, at),
        desk: menu.desk.to_string(),
        title: menu.written(menu.title, ticket.language).to_owned(),
        language: ticket.language,
        ticket: ticket.ticket,
        dated: ticket.dated,
        callback: callback(menu, ticket, event),
        in_turn: is_in_turn(ticket),
        missed: (event == Told::Missed).then(|| missed(menu, ticket)),
        reminded: ticket.life.reminded.map(|at| local(menu, at)),
        deadline: None,
        subject: None,
        text: None,
    }
}

fn post(id: &str, address: &Address, notice: &Notice) -> Option<Post> {
    Some(Post {
        id: id.to_owned(),
        address: serde_json::to_string(address).ok()?,
        notice: serde_json::to_string(notice).ok()?,
    })
}

const fn told(event: &Event) -> Option<Told> {
    Some(match event {
        Event::Opened { .. } | Event::PlaceKept { .. } => Told::Opened,
        Event::TakenInCharge => Told::TakenInCharge,
        Event::Asked => Told::Waiting,
        Event::Closed => Told::Closed,
        Event::Reopened => Told::Reopened,
        Event::Reminded => Told::Reminded,
        Event::Lapsed => Told::Lapsed,
        Event::Escalated => Told::Escalated,
        Event::CallbackBooked { .. } => Told::Booked,
        Event::CallbackMoved { .. } => Told::Moved,
        Event::CallbackCancelled => Told::Cancelled,
        Event::CallbackMissed => Told::Missed,
        // The operator's own notes, and what the user was there for.
        Event::Answered
        | Event::Kind { .. }
        | Event::Severity { .. }
        | Event::CallbackAttempted { .. }
        | Event::CallbackSpoken
        | Event::Noted
        | Event::Spent { .. } => return None,
    })
}

/// When the callback is, or was to be that did not come about, or that was given up with its request.
fn callback(menu: &Menu, ticket: &Ticket, event: Told) -> Option<Span> {
    let booked = |one: &Happened| match one.entry.event {
        Event::CallbackBooked { start } | Event::CallbackMoved { start } => Some(start),
        _ => None,
    };
    let was = || ticket.history.iter().rev().find_map(booked);
    let start = match event {
        Told::Closed => was().filter(|_| is_given_up(ticket))?,
        Told::Cancelled => was()?,
        Told::Missed => ticket.life.callback.or_else(was)?,
        _ => ticket.life.callback?,
    };
    let queue = menu.queue(ticket.queue.as_deref()?)?;
    Some(Span { start: local(menu, start), end: local(menu, start.checked_add_signed(queue.length)?) })
}

/// Whether a request that was closed had a callback, which was given up with it: nobody was told of that apart.
fn is_given_up(ticket: &Ticket) -> bool {
    match ticket.history.as_slice() {
        [.., before, last] => {
            (&before.entry.event, &last.entry.event) == (&Event::CallbackCancelled, &Event::Closed)
                && (before.entry.at, &before.actor) == (last.entry.at, &last.actor)
        }
        [_] | [] => false,
    }
}

/// Whether the last thing that happened is that a callback which reached nobody was booked again by itself.
fn is_rebooked(ticket: &Ticket) -> bool {
    let mut last = ticket.history.iter().rev().map(|one| &one.entry.event);
    matches!((last.next(), last.next()), (Some(Event::CallbackBooked { .. }), Some(Event::CallbackMissed)))
}

/// Whether what is told is of a callback for a place in a queue: one to come, or the one that has just come to nothing.
fn is_in_turn(ticket: &Ticket) -> bool {
    let last = ticket.history.last().map(|last| &last.entry.event);
    ticket.life.turn.is_some()
        || matches!(last, Some(Event::CallbackCancelled | Event::CallbackMissed)) && ticket.in_turn()
}

/// Why a callback did not come about, as the attempts since it was booked tell: what became of the last one that reached a line.
fn missed(menu: &Menu, ticket: &Ticket) -> Missed {
    let mut because = Because::NotCalled;
    let rebooked = is_rebooked(ticket);
    for one in ticket.history.iter().take(ticket.history.len() - usize::from(rebooked)) {
        because = match one.entry.event {
            Event::CallbackBooked { .. } | Event::CallbackMoved { .. } | Event::PlaceKept { .. } => {
                Because::NotCalled
            }
            Event::CallbackAttempted { outcome, .. } => match outcome {
                Attempted::NoAnswer => Because::NoAnswer,
                Attempted::Busy => Because::Busy,
                Attempted::Voicemail => Because::Voicemail,
                Attempted::Refused => Because::Refused,
                Attempted::WrongNumber => Because::WrongNumber,
                Attempted::NoOperator => Because::NoOperator,
                Attempted::Spoken | Attempted::Unknown => Because::Unknown,
                Attempted::Failed => because,
            },
            _ => because,
        };
    }
    if rebooked {
        return Missed { because, next: Next::Rebooked };
    }
    let closes = ticket
        .queue
        .as_deref()
        .and_then(|queue| menu.queue(queue))
        .is_some_and(|queue| queue.placing.missed == AfterMissed::Close);
    Missed { because, next: if closes { Next::Closes } else { Next::Waits } }
}

fn local(menu: &Menu, at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&menu.zone).fixed_offset()
}
