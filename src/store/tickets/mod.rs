//! Requests and their histories. A history is only ever added to, and what happens to one request happens one after the other: the state
//! that decides whether an event is allowed is folded from the history within the transaction that adds it.
//!
//! A booking opens its request by itself, in the transaction that books (triggers of `migrations/`). The histories are also the source of
//! notices: whoever writes them adds to the outbox in the same transaction.

mod board;
mod clock;
mod history;
mod listed;
mod opened;
mod ownerless;
mod quoted;

use chrono::{DateTime, NaiveDate, Utc};

use super::bookings::give_up;
use super::outbox::{self, Post};
use super::{Alone, Fault, Row, Store, Writing, args, transaction};
use crate::access::actor;
use crate::terms::{Language, Number};
use crate::ticket::{Entry, Event, Lapse, Life, Place, Refused, Served, State, TicketNumber, turns};

pub use board::{Board, Find, Standing};
pub use clock::Deadline;
pub(super) use listed::introduce;
pub use listed::{Introduction, Listing};
pub use opened::{Beside, NewTicket};
pub(super) use ownerless::withdraw_all;
pub(super) use quoted::quoted;
pub use quoted::{Quote, Quoted};

const TABLE: &str = "tickets";

/// The columns of a request without its history, as [`whole`] reads them: of `tickets`.
macro_rules! columns {
    () => {
        "ticket, desk, queue, dated, language, number, email, name, customer, note, texted,
             (SELECT code FROM customers WHERE customers.id = tickets.customer)"
    };
}
use columns;

/// A request without its history.
macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT ", $crate::store::tickets::columns!(), " FROM tickets ", $rest)
    };
}
use select;

/// A desk's (`$1`) request (`$2`), without its history.
const ONE: &str = select!("WHERE desk = $1 AND ticket = $2");

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The number that is quoted.
    pub ticket: TicketNumber,
    /// The desk's name.
    pub desk: String,
    /// The queue in whose order it is served, where it came for one.
    pub queue: Option<String>,
    /// Its date in the desk's zone.
    pub dated: NaiveDate,
    /// In which language they spoke.
    pub language: Language,
    /// The user's number. Personal data.
    pub number: Option<Number>,
    /// Where the user wants to be written to. Personal data.
    pub email: Option<String>,
    /// The user's name. Personal data.
    pub name: Option<String>,
    /// Whether the user wants to be told by short messages.
    pub texted: bool,
    /// Whose it is, by the row of the customer.
    pub customer: Option<i64>,
    /// The customer's code, as their list has it.
    pub customer_code: Option<String>,
    /// What the user said with it. May hold personal data.
    pub note: Option<String>,
    /// Everything that happened to it.
    pub history: Vec<Happened>,
    /// What that comes to.
    pub life: Life,
}

impl Ticket {
    /// Its place among all, in the order in which they came.
    #[must_use]
    pub const fn place(&self) -> Place {
        Place { opened: self.life.opened, ticket: self.ticket }
    }

    /// Whether its callback, to come or over, is for a place kept in a queue, not for a time; of several the last one.
    #[must_use]
    pub fn in_turn(&self) -> bool {
        let in_turn = |one: &Happened| match one.entry.event {
            Event::PlaceKept { .. } => Some(true),
            Event::CallbackBooked { .. } | Event::CallbackMoved { .. } => Some(false),
            _ => None,
        };
        self.history.iter().rev().find_map(in_turn).unwrap_or(false)
    }
}

/// An event with whoever did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Its row: the order of a history, and of two requests that came in one second.
    pub row: i64,
    /// What, and when.
    pub entry: Entry,
    /// Who: an operator's name, `caller`, `api`, `clock`.
    pub actor: String,
    /// What they wrote with it.
    pub note: Option<String>,
}

/// Who does something, and how it is known again if it is said twice.
#[derive(Clone, Copy, Debug, Default)]
pub struct By<'a> {
    /// An operator's name, `caller`, `api`, `clock`.
    pub actor: &'a str,
    /// What they wrote with it.
    pub note: Option<&'a str>,
    /// Which question of which call, or which request with an idempotency key; said again, it happens once.
    pub asked: Option<&'a str>,
    /// The last row of the history that they have seen, where it matters: nothing is done to a request that has gone on since.
    pub seen: Option<i64>,
    /// Who is told in writing.
    pub tell: Option<Tell<'a>>,
}

impl By<'_> {
    /// The service itself, when it is time.
    #[must_use]
    pub fn clock() -> Self {
        Self { actor: actor::CLOCK, ..Self::default() }
    }
}

/// What is told in writing of a request to which something has happened, for the transaction in which it does.
#[derive(Clone, Copy)]
pub struct Tell<'a>(pub &'a (dyn Fn(&Ticket) -> Vec<Post> + Sync));

impl std::fmt::Debug for Tell<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tell(…)")
    }
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is in the history; said again, it was there before.
    Done(Box<Ticket>),
    /// It may not happen now, and the history is as it was.
    Refused(Refused),
    /// It has gone on since it was seen, and the history is as it was.
    GoneOn,
    /// The desk has no such request.
    NoTicket,
}

impl Store {
    /// A desk's request by its number.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn ticket(&self, desk: &str, ticket: TicketNumber) -> Result<Option<Ticket>, Fault> {
        let reading = self.reading().await?;
        let row = reading.maybe(ONE, args![desk, ticket]).await?;
        let Some(row) = row else { return Ok(None) };
        let events = reading.all(EVENTS, args![ticket]).await?;
        whole(&row, &events).map(Some)
    }

    /// The latest request of a customer.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn latest_ticket(&self, desk: &str, customer: i64) -> Result<Option<Ticket>, Fault> {
        let latest = "SELECT ticket FROM tickets WHERE desk = $1 AND customer = $2
             ORDER BY opened_at DESC, ticket DESC LIMIT 1";
        let row = self.reading().await?.maybe(latest, args![desk, customer]).await?;
        match row {
            Some(row) => self.ticket(desk, row.get(0)?).await,
            None => Ok(None),
        }
    }

    /// Adds what happens to a request's history, after a lapse that had gone unrecorded.
    ///
    /// # Errors
    /// Nothing is added then.
    pub async fn happens(
        &self,
        desk: &str,
        ticket: TicketNumber,
        event: Event,
        by: By<'_>,
        lapse: Option<Lapse>,
        now: DateTime<Utc>,
    ) -> Result<Told, Fault> {
        transaction!(self, |writing| { happens(writing, desk, ticket, &event, by, lapse, now).await })
    }

    /// Every request of a queue that is open, came at a moment or later, or came within the year before and had something happen to it since, with
    /// each of its turns: the ground on which the order of arrival is shown, and proved. A booked callback arrives when its slot begins, and a caller whose place was kept when they joined the queue.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn arrivals(
        &self,
        desk: &str,
        queue: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<Served>, Fault> {
        let asked = "SELECT ticket_events.ticket, ticket_events.id, ticket_events.at, event, detail
             FROM (SELECT ticket FROM tickets WHERE desk = $1 AND queue = $2 AND opened_at >= $3
                 UNION SELECT ticket FROM tickets
                     WHERE desk = $1 AND queue = $2 AND state IN ('opened', 'taken-in-charge', 'waiting', 'reopened')
                 UNION SELECT ticket FROM tickets
                     WHERE desk = $1 AND queue = $2 AND opened_at < $3 AND opened_at >= $3 - 31622400
                     AND EXISTS (SELECT 1 FROM ticket_events WHERE ticket_events.ticket = tickets.ticket AND at >= $3)) found
             JOIN ticket_events ON ticket_events.ticket = found.ticket ORDER BY ticket_events.ticket, ticket_events.id";
        let rows = self.reading().await?.all(asked, args![desk, queue, since]).await?;
        let mut queue = Vec::new();
        for of_one in rows.chunk_by(|one, next| one.get::<i64>(0).ok() == next.get::<i64>(0).ok()) {
            queue.extend(served(of_one)?);
        }
        queue.sort_by_key(|of: &Served| of.arrival);
        Ok(queue)
    }

    /// The requests of a desk whose time may be over: open, and neither opened nor reminded of since a moment.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn quiet_tickets(&self, desk: &str, since: DateTime<Utc>) -> Result<Vec<TicketNumber>, Fault> {
        let asked = "SELECT ticket FROM tickets
             WHERE desk = $1 AND state IN ('opened', 'taken-in-charge', 'waiting', 'reopened') AND opened_at < $2
             AND NOT EXISTS (SELECT 1 FROM ticket_events WHERE ticket_events.ticket = tickets.ticket
                AND event IN ('reminded', 'reopened') AND at >= $2)
             ORDER BY opened_at LIMIT 500";
        let rows = self.reading().await?.all(asked, args![desk, since]).await?;
        rows.iter().map(|row| row.get(0)).collect()
    }
}

const EVENTS: &str =
    "SELECT id, at, event, detail, actor, note FROM ticket_events WHERE ticket = $1 ORDER BY id";

/// What happens to a request, within a transaction that others share. Nobody is called back about what is closed: its callback is given up with it.
pub(super) async fn happens(
    writing: &mut Writing,
    desk: &str,
    ticket: TicketNumber,
    event: &Event,
    by: By<'_>,
    lapse: Option<Lapse>,
    now: DateTime<Utc>,
) -> Result<Told, Fault> {
    if *event == Event::Closed {
        // Whoever is alone with both is alone with the booking first.
        writing.alone(Alone::Booking, &ticket.to_string()).await?;
    }
    writing.alone(Alone::Ticket, &ticket.value().to_string()).await?;
    let Some(mut before) = read(writing, desk, ticket).await? else { return Ok(Told::NoTicket) };
    if asked_before(writing, by).await?.is_some() {
        return Ok(Told::Done(Box::new(before)));
    }
    if by.seen.is_some_and(|seen| before.history.last().is_none_or(|last| last.row != seen)) {
        return Ok(Told::GoneOn);
    }
    if let Err(refused) = before.life.happens(event.clone(), now, lapse) {
        return Ok(Told::Refused(refused));
    }
    if *event == Event::Closed {
        // One notice tells of both.
        let quietly = By { note: None, asked: None, tell: None, ..by };
        before = without_callback(writing, before, quietly, now).await?;
    }
    goes_on(writing, &before, event, by, lapse, now).await
}

/// Gives up a request's callback, where one is booked and no attempt at it is under way: its seat is free, and the history says so.
pub(super) async fn without_callback(
    writing: &mut Writing,
    before: Ticket,
    by: By<'_>,
    now: DateTime<Utc>,
) -> Result<Ticket, Fault> {
    let booked = before.life.callback.is_some() || before.life.turn.is_some();
    if !booked || !give_up(writing, before.ticket, now).await? {
        return Ok(before);
    }
    match goes_on(writing, &before, &Event::CallbackCancelled, by, None, now).await? {
        Told::Done(after) => Ok(*after),
        Told::Refused(_) | Told::GoneOn | Told::NoTicket => Ok(before),
    }
}

/// Writes what happens to a request that was read in this transaction, and tells it.
async fn goes_on(
    writing: &mut Writing,
    before: &Ticket,
    event: &Event,
    by: By<'_>,
    lapse: Option<Lapse>,
    now: DateTime<Utc>,
) -> Result<Told, Fault> {
    let (desk, ticket) = (&*before.desk, before.ticket);
    let entries = match before.life.happens(event.clone(), now, lapse) {
        Ok(entries) => entries,
        Err(refused) => return Ok(Told::Refused(refused)),
    };
    let (last, first) =
        entries.split_last().map_or((None, [].as_slice()), |(last, first)| (Some(last), first));
    for entry in first {
        add(writing, ticket, entry, By::clock()).await?;
    }
    if let Some(last) = last {
        add(writing, ticket, last, by).await?;
    }
    let after = read(writing, desk, ticket).await?.ok_or(Fault::Row(TABLE))?;
    let state = "UPDATE tickets SET state = $2, look_at = 0 WHERE ticket = $1";
    writing.run(state, args![ticket, name(after.life.state)]).await?;
    if let Some(Tell(tell)) = by.tell {
        for notice in tell(&after) {
            outbox::post(writing, desk, &notice, now).await?;
        }
    }
    Ok(Told::Done(Box::new(after)))
}

/// What became of a request's callback: its history says so and its notices go out. Who cancels a call that nobody has taken in charge
/// withdraws the request. False where there was no callback any more.
pub(super) async fn callback_happens(
    writing: &mut Writing,
    desk: &str,
    ticket: TicketNumber,
    event: &Event,
    by: By<'_>,
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    let Told::Done(after) = happens(writing, desk, ticket, event, by, None, now).await? else {
        return Ok(false);
    };
    if *event == Event::CallbackCancelled && matches!(after.life.state, State::Opened | State::Reopened) {
        let withdrawn = By { actor: by.actor, ..By::default() };
        happens(writing, desk, ticket, &Event::Closed, withdrawn, None, now).await?;
    }
    Ok(true)
}

async fn add(writing: &mut Writing, ticket: TicketNumber, entry: &Entry, by: By<'_>) -> Result<(), Fault> {
    let (event, detail) = history::columns(&entry.event);
    let add = "INSERT INTO ticket_events (ticket, at, event, detail, actor, note, asked)
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = args![ticket, entry.at, event, &detail, by.actor, by.note, by.asked];
    writing.run(add, values).await.map(drop)
}

/// The request to whose history the same asking was added before.
pub(super) async fn asked_before(writing: &mut Writing, by: By<'_>) -> Result<Option<TicketNumber>, Fault> {
    let Some(asked) = by.asked else { return Ok(None) };
    let row = writing.maybe("SELECT ticket FROM ticket_events WHERE asked = $1", args![asked]).await?;
    row.map(|row| row.get(0)).transpose()
}

async fn read(writing: &mut Writing, desk: &str, ticket: TicketNumber) -> Result<Option<Ticket>, Fault> {
    let row = writing.maybe(ONE, args![desk, ticket]).await?;
    let Some(row) = row else { return Ok(None) };
    let events = writing.all(EVENTS, args![ticket]).await?;
    whole(&row, &events).map(Some)
}

fn whole(row: &Row, events: &[Row]) -> Result<Ticket, Fault> {
    let happened = |row: &Row| {
        Ok(Happened {
            row: row.get(0)?,
            entry: history::entry(row, 1)?,
            actor: row.get(4)?,
            note: row.get(5)?,
        })
    };
    let history = events.iter().map(happened).collect::<Result<Vec<_>, Fault>>()?;
    let life = Life::of(history.iter().map(|happened| happened.entry.clone()));
    Ok(Ticket {
        ticket: row.get(0)?,
        desk: row.get(1)?,
        queue: row.get(2)?,
        dated: row.get(3)?,
        language: row.get(4)?,
        number: row.get(5)?,
        email: row.get(6)?,
        name: row.get(7)?,
        customer: row.get(8)?,
        note: row.get(9)?,
        texted: row.get(10)?,
        customer_code: row.get(11)?,
        life: life.ok_or(Fault::Row("ticket_events"))?,
        history,
    })
}

/// What the rows of one history (ticket, id, at, event, detail) say of its turns in the queue.
fn served(rows: &[Row]) -> Result<Vec<Served>, Fault> {
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let entry = |row: &Row| Ok((row.get(1)?, history::entry(row, 2)?));
    let history = rows.iter().map(entry).collect::<Result<Vec<_>, Fault>>()?;
    Ok(turns(first.get(0)?, &history))
}

/// A state as the column says it.
const fn name(state: State) -> &'static str {
    match state {
        State::Opened => "opened",
        State::TakenInCharge => "taken-in-charge",
        State::Waiting => "waiting",
        State::Closed => "closed",
        State::Reopened => "reopened",
        State::Lapsed => "lapsed",
    }
}
