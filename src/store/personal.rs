//! Personal data: what is kept of a number is shown to whoever it belongs to, forgotten when they ask, and cleared away when it is old. Each
//! leaves a row in `audit`, which says that it was done and holds no number.
//!
//! A table that holds a telephone number has a row in [`KEPT`], and a test finds those that have none.

use chrono::{DateTime, Utc};

use super::sql::Sql;
use super::tickets::withdraw_all;
use super::{Fault, Store, Writing, args, denied, transaction};
use crate::terms::Number;

/// What is kept of callers in a table, and how it goes.
struct Personal {
    /// What an export calls it.
    name: &'static str,
    /// Whatever of it belongs to the number `$1`, as one JSON object in text for each row: for SQLite, and for PostgreSQL.
    shown: Sql,
    /// Forgets the number `$1`.
    forgotten: &'static [Sql],
    /// Forgets what was over before `$1`.
    cleared: &'static [&'static str],
}

/// The notices that go to a number, or tell of a request of its owner: a mail names another address. In an address a number stands as a whole
/// number, without its plus sign; the base number of an exchange is not that of its extensions.
macro_rules! posted_on_sqlite {
    () => {
        "(coalesce(CAST(substr($1, 2) AS INTEGER) IN (json_extract(address, '$.sms'), json_extract(address, '$.code')), 0)
            OR EXISTS (SELECT 1 FROM tickets WHERE number = $1 AND outbox.id LIKE CAST(ticket AS TEXT) || '-%'))"
    };
}

/// The same on PostgreSQL.
macro_rules! posted_on_postgres {
    () => {
        "(coalesce(substr($1, 2) IN (address::json ->> 'sms', address::json ->> 'code'), false)
            OR EXISTS (SELECT 1 FROM tickets WHERE number = $1 AND outbox.id LIKE CAST(ticket AS TEXT) || '-%'))"
    };
}

/// The answers that were kept for who asks again and that tell of a number, or of a request of its owner: each stands there between its quotes.
macro_rules! answered {
    ($body:literal, $place:literal) => {
        concat!(
            "body IS NOT NULL AND (",
            $place,
            "(",
            $body,
            ", '\"' || $1 || '\"') > 0 OR EXISTS (SELECT 1 FROM tickets WHERE number = $1 AND ",
            $place,
            "(",
            $body,
            ", '\"ticket\":\"' || CAST(ticket AS TEXT) || '\"') > 0))"
        )
    };
}

/// One text for both databases.
const fn both(text: &'static str) -> Sql {
    Sql { sqlite: text, postgres: text }
}

/// Every table with something of a caller.
const KEPT: &[Personal] = &[Personal {
    name: "seat_changes",
    // Why a clerk let it be booked without notice. What else clerks write names no number, and goes with its age.
    shown: Sql {
        sqlite: "SELECT json_object('desk', desk, 'queue', queue, 'what', what, 'reason', reason, 'actor', actor,
                'at', strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch')) FROM seat_changes
            WHERE call_id IN (SELECT call_id FROM bookings WHERE number = $1) ORDER BY id",
        postgres: "SELECT json_build_object('desk', desk, 'queue', queue, 'what', what, 'reason', reason, 'actor', actor,
                'at', to_char(to_timestamp(at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))::text FROM seat_changes
            WHERE call_id IN (SELECT call_id FROM bookings WHERE number = $1) ORDER BY id",
    },
    forgotten: &[
        both("UPDATE seat_changes SET reason = '-' WHERE reason <> '-' AND undoes IN (SELECT id FROM seat_changes
            WHERE call_id IN (SELECT call_id FROM bookings WHERE number = $1))"),
        both("UPDATE seat_changes SET reason = '-' WHERE reason <> '-' AND call_id IN (SELECT call_id FROM bookings WHERE number = $1)"),
    ],
    cleared: &["UPDATE seat_changes SET reason = '-' WHERE reason <> '-' AND at < $1 AND until_at < $1"],
}, Personal {
    name: "repeats",
    shown: Sql {
        sqlite: concat!(
            "SELECT json_object('answered', CAST(body AS TEXT), 'at', strftime('%Y-%m-%dT%H:%M:%SZ', created_at, 'unixepoch'))
            FROM repeats WHERE ",
            answered!("CAST(body AS TEXT)", "instr")
        ),
        postgres: concat!(
            "SELECT json_build_object('answered', convert_from(body, 'UTF8'),
                'at', to_char(to_timestamp(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))::text
            FROM repeats WHERE ",
            answered!("convert_from(body, 'UTF8')", "strpos")
        ),
    },
    forgotten: &[Sql {
        sqlite: concat!("DELETE FROM repeats WHERE ", answered!("CAST(body AS TEXT)", "instr")),
        postgres: concat!("DELETE FROM repeats WHERE ", answered!("convert_from(body, 'UTF8')", "strpos")),
    }],
    cleared: &["DELETE FROM repeats WHERE created_at < $1"],
}, Personal {
    name: "bookings",
    shown: Sql {
        sqlite: "SELECT json_object('ticket', ticket, 'dated', dated, 'desk', desk, 'queue', queue,
                'from', strftime('%Y-%m-%dT%H:%M:%SZ', slot_start, 'unixepoch'), 'until', strftime('%Y-%m-%dT%H:%M:%SZ', slot_end, 'unixepoch'),
                'number', number, 'language', language, 'call', call_id, 'place_kept', json(iif(swapped, 'true', 'false')),
                'booked', strftime('%Y-%m-%dT%H:%M:%SZ', created_at, 'unixepoch'),
                'cancelled', strftime('%Y-%m-%dT%H:%M:%SZ', cancelled_at, 'unixepoch'))
            FROM bookings WHERE number = $1 ORDER BY created_at, ticket",
        postgres: "SELECT json_build_object('ticket', ticket, 'dated', dated, 'desk', desk, 'queue', queue,
                'from', to_char(to_timestamp(slot_start) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
                'until', to_char(to_timestamp(slot_end) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
                'number', number, 'language', language, 'call', call_id, 'place_kept', swapped,
                'booked', to_char(to_timestamp(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
                'cancelled', to_char(to_timestamp(cancelled_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))::text
            FROM bookings WHERE number = $1 ORDER BY created_at, ticket",
    },
    forgotten: &[
        both("DELETE FROM answers WHERE ticket IN (SELECT ticket FROM bookings WHERE number = $1)"),
        both("DELETE FROM seats WHERE ticket IN (SELECT ticket FROM bookings WHERE number = $1)"),
        both("DELETE FROM bookings WHERE number = $1"),
    ],
    cleared: &[
        "DELETE FROM seats WHERE slot_end <= $1",
        "DELETE FROM bookings WHERE slot_end <= $1",
        "DELETE FROM answers WHERE created_at < $1",
    ],
}, Personal {
    name: "askings",
    shown: Sql {
        sqlite: "SELECT json_object('desk', desk, 'queue', queue, 'from', strftime('%Y-%m-%dT%H:%M:%SZ', slot_start, 'unixepoch'),
                'until', strftime('%Y-%m-%dT%H:%M:%SZ', slot_end, 'unixepoch'), 'number', number, 'language', language, 'name', name,
                'email', email, 'ticket', ticket, 'asked', strftime('%Y-%m-%dT%H:%M:%SZ', created_at, 'unixepoch'))
            FROM askings WHERE number = $1 ORDER BY created_at",
        postgres: "SELECT json_build_object('desk', desk, 'queue', queue,
                'from', to_char(to_timestamp(slot_start) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
                'until', to_char(to_timestamp(slot_end) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
                'number', number, 'language', language, 'name', name, 'email', email, 'ticket', ticket,
                'asked', to_char(to_timestamp(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))::text
            FROM askings WHERE number = $1 ORDER BY created_at",
    },
    forgotten: &[both("DELETE FROM askings WHERE number = $1")],
    cleared: &["DELETE FROM askings WHERE created_at < $1", "DELETE FROM sendings WHERE at < $1"],
}, Personal {
    name: "code_calls",
    shown: Sql {
        sqlite: "SELECT json_object('desk', desk, 'number', number, 'language', language, 'outcome', outcome,
                'asked', strftime('%Y-%m-%dT%H:%M:%SZ', asked_at, 'unixepoch')) FROM code_calls WHERE number = $1 ORDER BY asked_at",
        postgres: "SELECT json_build_object('desk', desk, 'number', number, 'language', language, 'outcome', outcome,
                'asked', to_char(to_timestamp(asked_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))::text
            FROM code_calls WHERE number = $1 ORDER BY asked_at",
    },
    forgotten: &[both("DELETE FROM code_calls WHERE number = $1")],
    cleared: &["DELETE FROM code_calls WHERE asked_at < $1"],
}, Personal {
    name: "outbox",
    shown: Sql {
        sqlite: concat!("SELECT json_object('address', json(address), 'notice', json(notice)) FROM outbox WHERE ", posted_on_sqlite!()),
        postgres: concat!(
            "SELECT json_build_object('address', address::json, 'notice', notice::json)::text FROM outbox WHERE ",
            posted_on_postgres!()
        ),
    },
    // Before the requests lose the number.
    forgotten: &[Sql {
        sqlite: concat!("DELETE FROM outbox WHERE ", posted_on_sqlite!()),
        postgres: concat!("DELETE FROM outbox WHERE ", posted_on_postgres!()),
    }],
    cleared: &["DELETE FROM outbox WHERE created_at < $1 AND due_at IS NULL"],
}, Personal {
    name: "tickets",
    shown: Sql {
        sqlite: "SELECT json_object('ticket', ticket, 'dated', dated, 'desk', desk, 'queue', queue, 'language', language,
                'number', number, 'email', email, 'name', name, 'note', note, 'state', state,
                'history', (SELECT json_group_array(json_object('at', strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch'), 'event', event,
                    'detail', detail, 'actor', actor, 'note', note)) FROM ticket_events WHERE ticket_events.ticket = tickets.ticket))
            FROM tickets WHERE number = $1 ORDER BY opened_at, ticket",
        postgres: "SELECT json_build_object('ticket', ticket, 'dated', dated, 'desk', desk, 'queue', queue, 'language', language,
                'number', number, 'email', email, 'name', name, 'note', note, 'state', state,
                'history', (SELECT json_agg(json_build_object(
                    'at', to_char(to_timestamp(at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), 'event', event,
                    'detail', detail, 'actor', actor, 'note', note) ORDER BY id) FROM ticket_events WHERE ticket_events.ticket = tickets.ticket))::text
            FROM tickets WHERE number = $1 ORDER BY opened_at, ticket",
    },
    // The request stays in its queue's order, closed, and belongs to nobody any more.
    forgotten: &[
        both("UPDATE ticket_events SET note = NULL WHERE note IS NOT NULL AND ticket IN (SELECT ticket FROM tickets WHERE number = $1)"),
        both("UPDATE tickets SET number = NULL, email = NULL, name = NULL, note = NULL WHERE number = $1"),
    ],
    // Whatever its state: one that was spoken of and that nobody closed holds as much of its user.
    cleared: &["DELETE FROM tickets WHERE NOT EXISTS (SELECT 1 FROM bookings WHERE bookings.ticket = tickets.ticket)
        AND NOT EXISTS (SELECT 1 FROM ticket_events WHERE ticket_events.ticket = tickets.ticket AND at >= $1)"],
}, Personal {
    name: "screen_pops",
    shown: Sql {
        sqlite: "SELECT json_object('desk', desk, 'destination', destination, 'language', language, 'number', number, 'ticket', ticket,
                'at', strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch')) FROM screen_pops WHERE number = $1 ORDER BY id",
        postgres: "SELECT json_build_object('desk', desk, 'destination', destination, 'language', language, 'number', number, 'ticket', ticket,
                'at', to_char(to_timestamp(at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))::text FROM screen_pops
            WHERE number = $1 ORDER BY id",
    },
    forgotten: &[both("DELETE FROM screen_pops WHERE number = $1")],
    cleared: &["DELETE FROM screen_pops WHERE at < $1"],
}];

impl Store {
    /// All that is kept of a number, on the deny list too: pairs of a table's name and a row as JSON. That it was asked for is noted.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn export_number(
        &self,
        number: Number,
        now: DateTime<Utc>,
    ) -> Result<Vec<(&'static str, String)>, Fault> {
        transaction!(self, |writing| {
            let mut found = Vec::new();
            for kept in KEPT {
                for row in writing.all(kept.shown, args![number]).await? {
                    found.push((kept.name, row.get(0)?));
                }
            }
            // It is found by its hash.
            for row in writing.all(denied::SHOWN, args![denied::hash(number).as_ref()]).await? {
                found.push(("denied", row.get(0)?));
            }
            note(writing, "export", &number.to_string(), found.len(), now).await?;
            Ok(found)
        })
    }

    /// Forgets a number: its callbacks are given up and its requests withdrawn. Says how many rows went. On the deny list it stays, or it would be
    /// called again. What is deleted is overwritten in a file's log only once that is emptied: [`Store::empty_log`].
    ///
    /// # Errors
    /// Nothing is forgotten then.
    pub async fn forget_number(&self, number: Number, now: DateTime<Utc>) -> Result<u64, Fault> {
        transaction!(self, |writing| {
            withdraw_all(writing, number, now).await?;
            let mut gone = 0;
            for forgotten in KEPT.iter().flat_map(|kept| kept.forgotten) {
                gone += writing.run(*forgotten, args![number]).await?;
            }
            note(writing, "forget", &number.to_string(), usize::try_from(gone).unwrap_or(usize::MAX), now)
                .await?;
            Ok(gone)
        })
    }

    /// Clears away what was over before a moment. Says how many rows went.
    ///
    /// # Errors
    /// Nothing is cleared away then.
    pub async fn purge(&self, before: DateTime<Utc>, now: DateTime<Utc>) -> Result<u64, Fault> {
        transaction!(self, |writing| {
            let mut gone = 0;
            for cleared in KEPT.iter().flat_map(|kept| kept.cleared) {
                gone += writing.run(*cleared, args![before]).await?;
            }
            let said = before.format("before %Y-%m-%dT%H:%M:%SZ").to_string();
            note(writing, "purge", &said, usize::try_from(gone).unwrap_or(usize::MAX), now).await?;
            Ok(gone)
        })
    }
}

/// Notes what was done with personal data; numbers masked.
async fn note(
    writing: &mut Writing,
    action: &str,
    subject: &str,
    rows: usize,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let add = "INSERT INTO audit (at, action, subject, row_count) VALUES ($1, $2, $3, $4)";
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    writing.run(add, args![now, action, subject, rows]).await.map(drop)
}
