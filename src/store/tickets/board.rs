//! Requests as operators have them before them: what is open, of a desk, a queue or somebody, with whole histories in two statements.

use std::collections::HashMap;

use super::{State, Ticket, whole};
use crate::store::{Fault, Row, Store, args};
use crate::terms::Number;
use crate::ticket::TicketNumber;

/// Which requests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Board<'a> {
    /// Of this desk; of all, where none is named.
    pub desk: Option<&'a str>,
    /// Of this queue of it.
    pub queue: Option<&'a str>,
    /// That stand so.
    pub standing: Standing,
    /// That are looked for.
    pub find: Option<Find<'a>>,
    /// Those that came before this one; the newest, where none is named. Not for open ones.
    pub before: Option<TicketNumber>,
    /// How many at most.
    pub most: u16,
}

/// Where requests stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Neither closed nor lapsed: those that came first, first.
    #[default]
    Open,
    /// So and not otherwise: the newest first.
    In(State),
    /// Anyhow: the newest first.
    Any,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub enum Find<'a> {
    /// A telephone number.
    Number(Number),
    /// A part of a name, in any case.
    Name(&'a str),
}

impl Store {
    /// The requests that an operator has before them.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn board(&self, board: Board<'_>) -> Result<Vec<Ticket>, Fault> {
        let (number, part) = match board.find {
            None => (None, None),
            Some(Find::Number(number)) => (Some(number), None),
            Some(Find::Name(part)) => (None, Some(contains(part))),
        };
        let state = match board.standing {
            Standing::In(state) => Some(super::name(state)),
            Standing::Open | Standing::Any => None,
        };
        let open = args![board.desk, board.queue, number, &part, board.most];
        let any = args![board.desk, board.queue, number, &part, board.most, state, board.before];
        // A number has a few requests, and an index leads to them: not where it may be none.
        let (tickets, events, values) = match (board.standing == Standing::Open, number.is_some()) {
            (true, false) => (OPEN, EVENTS_OF_OPEN, &open[..]),
            (true, true) => (OPEN_OF_NUMBER, EVENTS_OF_OPEN_OF_NUMBER, &open[..]),
            (false, false) => (ANY, EVENTS_OF_ANY, &any[..]),
            (false, true) => (ANY_OF_NUMBER, EVENTS_OF_ANY_OF_NUMBER, &any[..]),
        };
        let reading = self.reading().await?;
        let rows = reading.all(tickets, values).await?;
        let mut histories: HashMap<i64, Vec<Row>> = HashMap::new();
        for event in reading.all(events, values).await? {
            histories.entry(event.get(6)?).or_default().push(event);
        }
        // One that was shut between the two statements has no history here: the next look does without it.
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(history) = histories.get(&row.get(0)?) {
                found.push(whole(row, history)?);
            }
        }
        Ok(found)
    }
}

/// A part of a name as `LIKE` looks for it.
fn contains(part: &str) -> String {
    let mut pattern = String::from("%");
    for letter in part.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

macro_rules! open {
    ($number:literal) => {
        concat!(
            "WHERE state IN ('opened', 'taken-in-charge', 'waiting', 'reopened')
         AND ($1 IS NULL OR desk = $1) AND ($2 IS NULL OR queue = $2) AND ",
            $number,
            "
         AND ($4 IS NULL OR lower(name) LIKE $4 ESCAPE '\\') ORDER BY opened_at, ticket LIMIT $5"
        )
    };
}

macro_rules! any {
    ($number:literal) => {
        concat!(
            "WHERE ($1 IS NULL OR desk = $1) AND ($2 IS NULL OR queue = $2) AND ",
            $number,
            "
         AND ($4 IS NULL OR lower(name) LIKE $4 ESCAPE '\\') AND ($6 IS NULL OR state = $6)
         AND ($7 IS NULL OR (opened_at, ticket) < (SELECT opened_at, ticket FROM tickets WHERE ticket = $7))
         ORDER BY opened_at DESC, ticket DESC LIMIT $5"
        )
    };
}

macro_rules! tickets {
    ($which:ident, $number:literal) => {
        concat!(
            "SELECT ticket, desk, queue, dated, language, number, email, name, customer, note, texted FROM tickets ",
            $which!($number)
        )
    };
}

macro_rules! events {
    ($which:ident, $number:literal) => {
        concat!(
            "SELECT id, at, event, detail, actor, note, ticket FROM ticket_events WHERE ticket IN (SELECT ticket FROM tickets ",
            $which!($number),
            ") ORDER BY id"
        )
    };
}

const OPEN: &str = tickets!(open, "($3 IS NULL OR number = $3)");
const EVENTS_OF_OPEN: &str = events!(open, "($3 IS NULL OR number = $3)");
const OPEN_OF_NUMBER: &str = tickets!(open, "number = $3");
const EVENTS_OF_OPEN_OF_NUMBER: &str = events!(open, "number = $3");
const ANY: &str = tickets!(any, "($3 IS NULL OR number = $3)");
const EVENTS_OF_ANY: &str = events!(any, "($3 IS NULL OR number = $3)");
const ANY_OF_NUMBER: &str = tickets!(any, "number = $3");
const EVENTS_OF_ANY_OF_NUMBER: &str = events!(any, "number = $3");
