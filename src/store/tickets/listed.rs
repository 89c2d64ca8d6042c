//! Requests as operators list them, page by page, by number alone for whoever may see those of every desk, and with what their users say of
//! themselves.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{EVENTS, State, Tell, Ticket, name, read, select, whole};
use crate::store::sql::Sql;
use crate::store::{Fault, Row, Store, Writing, args, outbox, transaction};
use crate::ticket::{Place, TicketNumber};

/// The histories of the requests `$1`, numbers with commas between.
const EVENTS_OF: Sql = Sql {
    sqlite: "SELECT id, at, event, detail, actor, note, ticket FROM ticket_events
        WHERE ticket IN (SELECT value FROM json_each('[' || $1 || ']')) ORDER BY ticket, id",
    postgres: "SELECT id, at, event, detail, actor, note, ticket FROM ticket_events
        WHERE ticket = ANY(string_to_array($1, ',')::bigint[]) ORDER BY ticket, id",
};

/// Which requests, and where the page begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listing<'a> {
    /// Of this desk; of all, where none is named.
    pub desk: Option<&'a str>,
    /// That stand so; all, where nothing is said.
    pub state: Option<State>,
    /// After this place, as the last page ended.
    pub after: Option<Place>,
    /// How many at most.
    pub most: u16,
}

/// What somebody says of themselves with a request. Personal data.
#[derive(Clone, Copy, Default)]
pub struct Introduction<'a> {
    /// Their name.
    pub name: Option<&'a str>,
    /// Where they want to be written to.
    pub email: Option<&'a str>,
    /// What they say with it.
    pub note: Option<&'a str>,
}

impl Introduction<'_> {
    /// Whether nothing is said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.name.is_none() && self.email.is_none() && self.note.is_none()
    }
}

/// Keeps what somebody says of themselves, and whether they want short messages; what they do not say stays as it was.
pub(in crate::store) async fn introduce(
    writing: &mut Writing,
    ticket: TicketNumber,
    who: Introduction<'_>,
    texted: bool,
) -> Result<(), Fault> {
    let keep = "UPDATE tickets SET name = coalesce($2, name), email = coalesce($3, email), note = coalesce($4, note),
             texted = (texted OR $5) WHERE ticket = $1";
    writing.run(keep, args![ticket, who.name, who.email, who.note, texted]).await.map(drop)
}

impl Store {
    /// Writes notices of a request in which nothing has happened: what its user wants in writing. False where there is none to be written.
    /// Whoever gets a short message wants to be told by those from then on.
    ///
    /// # Errors
    /// Nothing is written then.
    pub async fn tell(
        &self,
        desk: &str,
        ticket: TicketNumber,
        tell: Tell<'_>,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            let Some(found) = read(writing, desk, ticket).await? else { return Ok(false) };
            let notices = tell.0(&found);
            for notice in &notices {
                outbox::post(writing, desk, notice, now).await?;
            }
            if !notices.is_empty() && found.email.is_none() {
                introduce(writing, ticket, Introduction::default(), true).await?;
            }
            Ok(!notices.is_empty())
        })
    }

    /// A request by its number, whichever desk's it is.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn ticket_of_any(&self, ticket: TicketNumber) -> Result<Option<Ticket>, Fault> {
        let reading = self.reading().await?;
        let find = select!("WHERE ticket = $1");
        let Some(row) = reading.maybe(find, args![ticket]).await? else { return Ok(None) };
        let events = reading.all(EVENTS, args![ticket]).await?;
        whole(&row, &events).map(Some)
    }

    /// Requests in the order in which they came.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn tickets(&self, listing: Listing<'_>) -> Result<Vec<Ticket>, Fault> {
        let reading = self.reading().await?;
        // Of a million few stand in most states: an index leads to them, where the text names it.
        let is_open = !matches!(listing.state, None | Some(State::Closed | State::Lapsed));
        let list = match (listing.desk, listing.state) {
            (Some(_), Some(_)) => select!(
                "WHERE desk = $1 AND state = $2 AND opened_at >= $3 AND (opened_at > $3 OR ticket > $4)
                 ORDER BY opened_at, ticket LIMIT $5"
            ),
            (None, Some(_)) if is_open => select!(
                "WHERE state IN ('opened', 'taken-in-charge', 'waiting', 'reopened') AND ($1 IS NULL OR desk = $1) AND state = $2
                 AND (opened_at, ticket) > ($3, $4) ORDER BY opened_at, ticket LIMIT $5"
            ),
            (_, _) => select!(
                "WHERE ($1 IS NULL OR desk = $1) AND ($2 IS NULL OR state = $2) AND (opened_at, ticket) > ($3, $4)
                 ORDER BY opened_at, ticket LIMIT $5"
            ),
        };
        let state = listing.state.map(name);
        let (opened, ticket) =
            listing.after.map_or((0, 0), |after| (after.opened.timestamp(), i64::from(after.ticket.value())));
        let rows = reading.all(list, args![listing.desk, state, opened, ticket, listing.most]).await?;
        let numbers: Vec<_> =
            rows.iter().map(|row| Ok(row.get::<i64>(0)?.to_string())).collect::<Result<_, Fault>>()?;
        let mut histories: HashMap<i64, Vec<Row>> = HashMap::new();
        for event in reading.all(EVENTS_OF, args![numbers.join(",")]).await? {
            histories.entry(event.get(6)?).or_default().push(event);
        }
        let whole = |row: &Row| whole(row, histories.get(&row.get(0)?).map_or(&[], Vec::as_slice));
        rows.iter().map(whole).collect()
    }
}
