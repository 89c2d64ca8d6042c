//! What is told in writing when something happens to a request: made of the menu and of the request, and written to the outbox by the
//! store, in the transaction in which it happens.

use chrono::{DateTime, FixedOffset, Utc};

use crate::menu::model::Menu;
use crate::notify::{Address, Event as Told, Notice, Span};
use crate::store::{Post, Ticket};
use crate::ticket::Event;

/// The notices of what has happened last: to the user who left a mailbox, to the desk's mailbox where it was escalated, and to the receiver
/// of webhooks, which is told nothing that a user or an operator wrote.
#[must_use]
pub fn posts(menu: &Menu, ticket: &Ticket) -> Vec<Post> {
    let Some(last) = ticket.history.last() else { return Vec::new() };
    let Some(event) = told(&last.entry.event) else { return Vec::new() };
    let escalated = menu.tickets.escalation.as_ref().filter(|_| event == Told::Escalated);
    let mut notice = Notice {
        event,
        at: local(menu, last.entry.at),
        desk: menu.desk.to_string(),
        title: menu.written(menu.title, ticket.language).to_owned(),
        language: ticket.language,
        ticket: ticket.ticket,
        dated: ticket.dated,
        callback: callback(menu, ticket),
        reminded: ticket.life.reminded.map(|at| local(menu, at)),
        deadline: None,
        subject: escalated.map(|escalation| escalation.subject.to_string()),
        text: None,
    };
    let mut posts = vec![post(ticket, last.row, "webhook", &Address::Webhook, &notice)];
    notice.text.clone_from(&last.note);
    if let Some(escalation) = escalated {
        let to = Address::Mail(escalation.to.to_string());
        posts.push(post(ticket, last.row, "desk", &to, &notice));
    }
    if let Some(email) = &ticket.email {
        notice.subject = None;
        posts.push(post(ticket, last.row, "mail", &Address::Mail(email.clone()), &notice));
    }
    posts.into_iter().flatten().collect()
}

fn post(ticket: &Ticket, row: i64, way: &str, address: &Address, notice: &Notice) -> Option<Post> {
    Some(Post {
        id: format!("{}-{row}-{way}", ticket.ticket.value()),
        address: serde_json::to_string(address).ok()?,
        notice: serde_json::to_string(notice).ok()?,
    })
}

const fn told(event: &Event) -> Option<Told> {
    Some(match event {
        Event::Opened { .. } => Told::Opened,
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
        Event::Answered | Event::Kind { .. } | Event::Severity { .. } | Event::CallbackSpoken => return None,
    })
}

fn callback(menu: &Menu, ticket: &Ticket) -> Option<Span> {
    let start = ticket.life.callback?;
    let queue = menu.queues.iter().find(|queue| Some(&*queue.name) == ticket.queue.as_deref())?;
    Some(Span { start: local(menu, start), end: local(menu, start.checked_add_signed(queue.length)?) })
}

fn local(menu: &Menu, at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&menu.zone).fixed_offset()
}
