//! What comes along with a booking: who makes it, what they say of themselves, and who is told in writing. It is written in the transaction
//! that books, or not at all.

use std::fmt;
use std::sync::Arc;

use serde_json::json;

use super::Request;
use crate::store::tickets::introduce;
use crate::store::{Fault, Happened, Introduction, Post, Ticket, Writing, args, outbox};
use crate::ticket::{Entry, Event, Life, Origin, TicketNumber};

/// The row under which a notice counts its booking, whose history is not written yet when the notice is made: no row of a history is 0.
const BOOKED: i64 = 0;

/// The same for one that is taken back.
const TAKEN_BACK: i64 = -1;

/// Makes the notices of what has happened last to a request.
pub type Telling = Arc<dyn Fn(&Ticket) -> Vec<Post> + Send + Sync>;

/// Who books, and who hears of it.
#[derive(Clone)]
pub struct Along {
    /// Who books, as histories name them: `caller`, `api`, a clerk's name.
    pub actor: Arc<str>,
    /// The user's name. Personal data.
    pub name: Option<String>,
    /// Where the user wants to be written to. Personal data.
    pub email: Option<String>,
    /// What the user says with it. May hold personal data.
    pub note: Option<String>,
    /// Whether the user wants short messages.
    pub texted: bool,
    /// Whose request it is, by the row of the customer.
    pub customer: Option<i64>,
    /// How many bookings of the number within an hour are too many; none: none are.
    pub an_hour: Option<u16>,
    /// Who is told; none: nobody.
    pub tell: Option<Telling>,
}

impl Default for Along {
    /// A caller of whom nothing is known beside the number.
    fn default() -> Self {
        Self {
            actor: "caller".into(),
            name: None,
            email: None,
            note: None,
            texted: false,
            customer: None,
            an_hour: None,
            tell: None,
        }
    }
}

impl fmt::Debug for Along {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Along({}, …)", self.actor)
    }
}

impl Along {
    fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.email.is_none()
            && self.note.is_none()
            && !self.texted
            && self.customer.is_none()
    }
}

impl Request {
    /// What comes along, as PostgreSQL writes it; none where nothing does.
    pub(super) fn along(&self, ticket: TicketNumber) -> Option<String> {
        let along = &self.along;
        let posts = self.posts(ticket, BOOKED, self.booked());
        if along.is_empty() && posts.is_empty() {
            return None;
        }
        let posts: Vec<_> = posts
            .iter()
            .map(|post| json!({ "id": post.id, "address": post.address, "notice": post.notice }))
            .collect();
        let Along { name, email, note, texted, customer, .. } = along;
        Some(
            json!({ "name": name, "email": email, "note": note, "texted": texted, "customer": customer, "posts": posts })
                .to_string(),
        )
    }

    /// Writes what comes along, for SQLite; written twice, it is there once.
    pub(super) async fn write_along(&self, writing: &mut Writing, ticket: TicketNumber) -> Result<(), Fault> {
        if !self.along.is_empty() {
            let Along { name, email, note, texted, .. } = &self.along;
            let who = Introduction { name: name.as_deref(), email: email.as_deref(), note: note.as_deref() };
            introduce(writing, ticket, who, *texted).await?;
            let theirs = "UPDATE tickets SET customer = $2 WHERE ticket = $1";
            writing.run(theirs, args![ticket, self.along.customer]).await?;
        }
        for post in self.posts(ticket, BOOKED, self.booked()) {
            outbox::post(writing, &self.desk, &post, self.now).await?;
        }
        Ok(())
    }

    /// The booking is taken back, since nobody heard of it: what was not sent of it is not sent, and whoever was told is told so.
    pub(super) async fn untell(&self, writing: &mut Writing, ticket: TicketNumber) -> Result<(), Fault> {
        if outbox::forget_unsent(writing, ticket).await? {
            for post in self.posts(ticket, TAKEN_BACK, Event::CallbackCancelled) {
                outbox::post(writing, &self.desk, &post, self.now).await?;
            }
        }
        Ok(())
    }

    fn booked(&self) -> Event {
        let start = self.slot.start;
        if self.swapped { Event::PlaceKept { since: start } } else { Event::CallbackBooked { start } }
    }

    /// The notices of what happens last to the request that the booking opens.
    fn posts(&self, ticket: TicketNumber, row: i64, last: Event) -> Vec<Post> {
        let Some(tell) = &self.along.tell else { return Vec::new() };
        let opened = Event::Opened { origin: Origin::Callback };
        let happened = |event| Happened {
            row,
            entry: Entry { at: self.now, event },
            actor: self.along.actor.to_string(),
            note: None,
        };
        let mut history = vec![happened(opened), happened(self.booked())];
        if last != self.booked() {
            history.push(happened(last));
        }
        let Some(life) = Life::of(history.iter().map(|happened| happened.entry.clone())) else {
            return Vec::new();
        };
        tell(&Ticket {
            ticket,
            desk: self.desk.to_string(),
            queue: Some(self.queue.to_string()),
            dated: self.dated,
            language: self.language,
            number: Some(self.number),
            email: self.along.email.clone(),
            name: self.along.name.clone(),
            texted: self.along.texted,
            customer: self.along.customer,
            customer_code: None,
            note: self.along.note.clone(),
            history,
            life,
        })
    }
}
