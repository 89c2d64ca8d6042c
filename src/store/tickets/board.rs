//! Requests as operators have them before them: what is open, of a desk, a queue or somebody, with whole histories in two statements.

use std::collections::HashMap;

use super::{State, Ticket, columns, whole};
use crate::store::run::Reading;
use crate::store::sql::Sql;
use crate::store::{Fault, Row, Store, args};
use crate::terms::Number;
use crate::ticket::Place;

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
    /// Those that came before this place; the newest, where none is named. Not for open ones.
    pub before: Option<Place>,
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
        let reading = self.reading().await?;
        let (number, part) = match (board.find, &reading) {
            (None, _) => (None, None),
            (Some(Find::Number(number)), _) => (Some(number), None),
            (Some(Find::Name(part)), Reading::Sqlite(_)) => (None, Some(glob(part))),
            (Some(Find::Name(part)), Reading::Postgres(_)) => (None, Some(regular(part))),
        };
        let state = match board.standing {
            Standing::In(state) => Some(super::name(state)),
            Standing::Open | Standing::Any => None,
        };
        let (opened, ticket) = board
            .before
            .map_or((i64::MAX, 0), |before| (before.opened.timestamp(), i64::from(before.ticket.value())));
        let open = args![board.desk, board.queue, number, &part, board.most];
        let any = args![board.desk, board.queue, number, &part, board.most, state, opened, ticket];
        // A number has a few requests, and an index leads to them: not where it may be none.
        let (tickets, events, values) = match (board.standing == Standing::Open, number.is_some()) {
            (true, false) => (OPEN, EVENTS_OF_OPEN, &open[..]),
            (true, true) => (OPEN_OF_NUMBER, EVENTS_OF_OPEN_OF_NUMBER, &open[..]),
            (false, false) => (ANY, EVENTS_OF_ANY, &any[..]),
            (false, true) => (ANY_OF_NUMBER, EVENTS_OF_ANY_OF_NUMBER, &any[..]),
        };
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

/// A part of a name as SQLite's `GLOB` looks for it, each letter large or small: its `lower` knows those of ASCII alone.
fn glob(part: &str) -> String {
    let mut pattern = String::from("*");
    for letter in part.chars() {
        match cases(letter).as_slice() {
            [only] if matches!(only, '*' | '?' | '[') => pattern.extend(['[', *only, ']']),
            [only] => pattern.push(*only),
            cases => class(&mut pattern, cases),
        }
    }
    pattern.push('*');
    pattern
}

/// The same as a regular expression of PostgreSQL's, whose `lower` goes by a setting of the database.
fn regular(part: &str) -> String {
    let mut pattern = String::new();
    for letter in part.chars() {
        match cases(letter).as_slice() {
            [only] if only.is_ascii() && !only.is_ascii_alphanumeric() => pattern.extend(['\\', *only]),
            [only] => pattern.push(*only),
            cases => class(&mut pattern, cases),
        }
    }
    pattern
}

fn class(pattern: &mut String, cases: &[char]) {
    pattern.push('[');
    pattern.extend(cases);
    pattern.push(']');
}

/// A letter, large and small, where it has both; what becomes several letters (`ß`) stays as it is.
fn cases(letter: char) -> Vec<char> {
    let others = [single(letter.to_lowercase()), single(letter.to_uppercase())];
    let mut cases: Vec<_> = others.into_iter().flatten().chain([letter]).collect();
    cases.sort_unstable();
    cases.dedup();
    cases
}

fn single(mut letters: impl Iterator<Item = char>) -> Option<char> {
    let first = letters.next()?;
    letters.next().is_none().then_some(first)
}

macro_rules! open {
    ($number:literal, $like:literal) => {
        concat!(
            "WHERE state IN ('opened', 'taken-in-charge', 'waiting', 'reopened')
         AND ($1 IS NULL OR desk = $1) AND ($2 IS NULL OR queue = $2) AND ",
            $number,
            " AND ($4 IS NULL OR name ",
            $like,
            " $4) ORDER BY opened_at, ticket LIMIT $5"
        )
    };
}

macro_rules! any {
    ($number:literal, $like:literal) => {
        concat!(
            "WHERE ($1 IS NULL OR desk = $1) AND ($2 IS NULL OR queue = $2) AND ",
            $number,
            " AND ($4 IS NULL OR name ",
            $like,
            " $4) AND ($6 IS NULL OR state = $6)
         AND (opened_at, ticket) < ($7, $8)
         ORDER BY opened_at DESC, ticket DESC LIMIT $5"
        )
    };
}

macro_rules! tickets {
    ($which:ident, $number:literal) => {
        Sql { sqlite: tickets!($which, $number, "GLOB"), postgres: tickets!($which, $number, "~") }
    };
    ($which:ident, $number:literal, $like:literal) => {
        concat!("SELECT ", columns!(), " FROM tickets ", $which!($number, $like))
    };
}

macro_rules! events {
    ($which:ident, $number:literal) => {
        Sql { sqlite: events!($which, $number, "GLOB"), postgres: events!($which, $number, "~") }
    };
    ($which:ident, $number:literal, $like:literal) => {
        concat!(
            "SELECT id, at, event, detail, actor, note, ticket FROM ticket_events WHERE ticket IN (SELECT ticket FROM tickets ",
            $which!($number, $like),
            ") ORDER BY id"
        )
    };
}

const OPEN: Sql = tickets!(open, "($3 IS NULL OR number = $3)");
const EVENTS_OF_OPEN: Sql = events!(open, "($3 IS NULL OR number = $3)");
const OPEN_OF_NUMBER: Sql = tickets!(open, "number = $3");
const EVENTS_OF_OPEN_OF_NUMBER: Sql = events!(open, "number = $3");
const ANY: Sql = tickets!(any, "($3 IS NULL OR number = $3)");
const EVENTS_OF_ANY: Sql = events!(any, "($3 IS NULL OR number = $3)");
const ANY_OF_NUMBER: Sql = tickets!(any, "number = $3");
const EVENTS_OF_ANY_OF_NUMBER: Sql = events!(any, "number = $3");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_looked_for_letter_by_letter_and_its_signs_are_no_pattern() {
        assert_eq!(glob("é?[3]"), "*[Éé][?][[]3]*");
        assert_eq!(regular("é.[3] ß"), "[Éé]\\.\\[3\\]\\ ß");
    }
}
