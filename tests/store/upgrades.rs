//! A database that an older release has made and written is brought up to date with all that stands in it, whichever release it was; and then it is as
//! one that was made today.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use centralino::store::{Asked, Booked, Request, Store};
use centralino::terms::{CallId, Number};
use centralino::ticket::{Event, State, TicketNumber};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::{DESK, Kept, PATIENT, Stranger, at, on_both, request};

on_both![
    each_release_is_brought_up_to_date_with_its_rows,
    a_database_of_any_release_becomes_as_one_of_today,
    what_was_closed_with_a_callback_is_called_no_more_and_all_else_is_as_it_was,
];

const QUEUE: &str = "operators";

/// A step of the migrations: its number and its text.
type Step = (i64, &'static str);

/// The steps of one of the two databases, from their folder.
fn steps(on: &Stranger) -> Vec<Step> {
    let kind = if matches!(on, Stranger::Sqlite(_)) { "sqlite" } else { "postgres" };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations").join(kind);
    let step = |entry: Result<fs::DirEntry, std::io::Error>| -> Step {
        let path = entry.unwrap().path();
        let number = path.file_name().unwrap().to_str().unwrap()[..4].parse().unwrap();
        (number, fs::read_to_string(path).unwrap().leak())
    };
    let mut steps: Vec<_> = fs::read_dir(folder).unwrap().map(step).collect();
    steps.sort_unstable();
    steps
}

/// What each step's release wrote, in tables that are new with it. `{n}` is 32 bytes, each of them n.
const WROTE: &[(i64, &[&str])] = &[
    (
        1,
        &[
            "INSERT INTO menu_files (hash, bytes) VALUES ({1}, {2})",
            "INSERT INTO menu_versions (version, desk, name, stored_at) VALUES ({16}, 'giustizia', 'giustizia.yaml', 1)",
            "INSERT INTO menu_version_files (version, path, hash) VALUES ({16}, '', {1})",
            "INSERT INTO answers (call_id, started, turn, question, outcome, created_at) VALUES ('twiml/CA-old', 1, 2, 0, 'full', 1)",
            "INSERT INTO overrides (desk, from_at, until_at, open, created_at) VALUES ('giustizia', 1, 2, false, 1)",
            "INSERT INTO emergency (desk, since) VALUES ('dogane', 1)",
            "INSERT INTO seal_keys (key, created_at) VALUES ({3}, 1)",
        ],
    ),
    (
        2,
        &["INSERT INTO seats (desk, queue, slot_start, slot_end, seat, holder, held_until)
           VALUES ('giustizia', 'operators', 3900000000, 3900000900, 1, 'page', 3900000000)"],
    ),
    (
        3,
        &[
            "INSERT INTO customers (desk, code, keys, created_at) VALUES ('giustizia', 'HD1', '431', 1)",
            "INSERT INTO customer_numbers (desk, dialled, customer) SELECT 'giustizia', '39073122911', id FROM customers",
            "INSERT INTO packages (customer, kind, signed, last_day, calls_left, requests_left, languages)
             SELECT id, 'base', '2026-01-01', '2026-12-31', 5, 5, ' it ' FROM customers",
            "INSERT INTO spendings (package, what, asked, call_id, held_at, kept) SELECT id, 'call', 'a', 'twiml/CA-old', 1, true FROM packages",
            "INSERT INTO guesses (counted_by, hash, at) VALUES ('number', {4}, 3900000000)",
        ],
    ),
    (
        5,
        &[
            "INSERT INTO tokens (name, hash, scopes, created_at) VALUES ('old', {5}, 'admin', 1)",
            "INSERT INTO users (name, role, password, created_at) VALUES ('anna', 'operator', 'x', 1)",
            "INSERT INTO sessions (hash, user_id, created_at, used_at) SELECT {6}, id, 1, 1 FROM users",
            "INSERT INTO tries (subject, wrong, last_at) VALUES ({7}, 1, 3900000000)",
            "INSERT INTO repeats (hash, request, status, body, created_at) VALUES ({8}, {9}, 201, {9}, 3900000000)",
        ],
    ),
    (
        6,
        &["INSERT INTO outbox (id, desk, address, notice, created_at, due_at) VALUES ('m1', 'giustizia', '\"webhook\"', '{}', 1, 3900000000)"],
    ),
    (7, &["INSERT INTO audit (at, action, subject, row_count) VALUES (1, 'purge', 'old', 3)"]),
    (
        13,
        &["INSERT INTO seat_changes (desk, queue, what, from_at, until_at, reason, actor, at)
           VALUES ('giustizia', 'operators', 'blocked', 1, 2, 'assemblea', 'anna', 1)"],
    ),
    (
        15,
        &[
            "INSERT INTO calendar_feeds (hash, clerk, created_at) VALUES ({10}, 'anna', 1)",
            "INSERT INTO screens (desk, destination, open_until) VALUES ('giustizia', 'lotto-2', 3900000000)",
            "INSERT INTO screen_pops (desk, destination, language, at) VALUES ('giustizia', 'lotto-2', 'it', 3900000000)",
        ],
    ),
    (
        16,
        &[
            "INSERT INTO denied (hash, desk, masked, reason, since) VALUES ({11}, '', '+3933•••11', 'scherzi', 1)",
            "INSERT INTO askings (page, question, desk, queue, slot_start, slot_end, number, language, code, good_until, sent_at, way, created_at)
             VALUES ({12}, 1, 'giustizia', 'operators', 3900000000, 3900000900, '+393331234567', 'it', {12}, 1, 1, 'sms', 3900000000)",
            "INSERT INTO sendings (counted_by, hash, at) VALUES ('number', {13}, 3900000000)",
        ],
    ),
    (
        23,
        &["INSERT INTO code_calls (call, page, desk, number, language, code, asked_at)
           VALUES (1, {14}, 'giustizia', '+390668851234', 'it', 'x', 3900000000)"],
    ),
];

/// The so-manieth booking's number; each has a telephone and a slot of its own.
fn ticket(so_manieth: i64) -> TicketNumber {
    TicketNumber::from_seed(u64::try_from(so_manieth).unwrap() * 7919)
}

fn number(so_manieth: i64) -> Number {
    Number::from_digits(393_330_000_000 + u64::try_from(so_manieth).unwrap()).unwrap()
}

/// Many years from now, so that no step takes it for over.
fn start(so_manieth: i64) -> DateTime<Utc> {
    at("2090-01-02T09:00:00Z") + TimeDelta::hours(so_manieth)
}

/// A database of an older release.
struct Old {
    on: Stranger,
    steps: Vec<Step>,
    at: i64,
}

impl Old {
    async fn of(address: &str) -> Self {
        let on = Stranger::anew(address).await;
        let steps = steps(&on);
        Self { on, steps, at: 0 }
    }

    /// As that release's migrations leave it.
    async fn becomes(&mut self, number: i64) {
        let steps = self.steps.iter().filter(|(step, _)| *step <= number);
        let steps = steps.map(|(step, sql)| {
            Migration::new(*step, "old".into(), MigrationType::Simple, sql.into_sql_str(), false)
        });
        let migrator = Migrator::with_migrations(steps.collect());
        match &mut self.on {
            Stranger::Sqlite(on) => migrator.run(on).await.unwrap(),
            Stranger::Postgres(on) => migrator.run(on).await.unwrap(),
        }
        self.at = number;
    }

    async fn run(&mut self, sql: String) {
        let (sqlite, postgres) = (bytes(&sql, true), bytes(&sql, false));
        self.on.run_on(sqlite.leak(), postgres.leak()).await;
    }

    /// What the release wrote in the tables that it brought, and a booking as it booked.
    async fn writes(&mut self) {
        let step = self.at;
        for sql in WROTE.iter().filter(|(wrote, _)| *wrote == step).flat_map(|(_, wrote)| *wrote) {
            self.run((*sql).to_owned()).await;
        }
        self.books(self.at).await;
        match self.at {
            10 => {
                let attempt = "INSERT INTO attempts (ticket, attempt, desk, queue, began_at, dialled_at, outcome, ended_at, fence, leased_to)";
                let of = ticket(10).value();
                self.run(format!("{attempt} VALUES ({of}, 1, '{DESK}', '{QUEUE}', 1, 1, 'busy', 2, 1, 1)"))
                    .await;
            }
            12 => {
                let told = "INSERT INTO deadline_notices (ticket, goal, told, due_at, told_at)";
                self.run(format!("{told} VALUES ({}, 'reaction', 'near', 1, 1)", ticket(12).value())).await;
            }
            _ => {}
        }
    }

    async fn books(&mut self, so_manieth: i64) {
        let (ticket, start) = (ticket(so_manieth).value(), start(so_manieth).timestamp());
        let (number, end) = (number(so_manieth).e164(), start + 900);
        let (named, dated) = if self.at < 2 { ("", "") } else { (", dated", ", '2026-11-20'") };
        self.run(format!(
            "INSERT INTO bookings (ticket, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at{named})
             VALUES ({ticket}, '{DESK}', '{QUEUE}', {start}, {end}, 1, '{number}', 'it', 'twiml/CA{ticket}', 1, 1763600000{dated})"
        ))
        .await;
        if self.at >= 2 {
            self.run(format!(
                "INSERT INTO seats (desk, queue, slot_start, slot_end, seat, ticket) VALUES ('{DESK}', '{QUEUE}', {start}, {end}, 1, {ticket})"
            ))
            .await;
        }
    }
}

/// `{7}` as the database writes 32 bytes, and `{16}` as it writes sixteen.
fn bytes(sql: &str, sqlite: bool) -> String {
    let mut said = sql.to_owned();
    for byte in 1..=16 {
        let count = if byte == 16 { 16 } else { 32 };
        let written = if sqlite {
            format!("unhex(replace(hex(zeroblob({count})), '00', '{byte:02x}'))")
        } else {
            format!("decode(repeat('{byte:02x}', {count}), 'hex')")
        };
        said = said.replace(&format!("{{{byte}}}"), &written);
    }
    said
}

/// How many rows each table has.
async fn rows(address: &str) -> BTreeMap<String, i64> {
    let tables = Stranger::at(address).await;
    let asked = if matches!(tables, Stranger::Sqlite(_)) {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_sqlx*'"
    } else {
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_sqlx%'"
    };
    let mut rows = BTreeMap::new();
    for table in tables.texts(asked).await {
        let counted = format!("SELECT count(*) FROM {table}").leak();
        rows.insert(table, Stranger::at(address).await.count(counted).await);
    }
    rows
}

async fn each_release_is_brought_up_to_date_with_its_rows(kept: Kept) {
    let all = steps(&kept.stranger().await);
    for (release, _) in &all {
        let (address, _folder) = kept.empty().await;
        let mut old = Old::of(&address).await;
        let mut lived: Vec<i64> = Vec::new();
        for (step, _) in all.iter().filter(|(step, _)| step <= release) {
            old.becomes(*step).await;
            old.writes().await;
            lived.push(*step);
        }
        let before = rows(&address).await;
        if Some(release) == all.last().map(|(last, _)| last) {
            let empty: Vec<_> = before.iter().filter(|(_, rows)| **rows == 0).collect();
            assert!(empty.is_empty(), "a table of which nothing is tested: {empty:?}");
        }
        drop(old);
        let store = Store::new(&address).unwrap();
        store.open().await.unwrap_or_else(|fault| panic!("from {release}: {fault}"));
        let after = rows(&address).await;
        for (table, rows) in before {
            assert!(after[&table] >= rows, "from {release}, {table}: {} of {rows} are left", after[&table]);
        }
        works_on(&store, &lived).await;
        store.close().await;
    }
}

/// What was booked by these releases is a request, is called, is found by its number, and has its seat.
async fn works_on(store: &Store, lived: &[i64]) {
    for so_manieth in lived {
        let of = ticket(*so_manieth);
        let found = store.ticket(DESK, of).await.unwrap().unwrap_or_else(|| panic!("{so_manieth} is gone"));
        let history: Vec<_> = found.history.iter().map(|one| one.entry.event.clone()).collect();
        let booked = Event::CallbackBooked { start: start(*so_manieth) };
        assert!(matches!(history.first(), Some(Event::Opened { .. })), "{so_manieth}: {history:?}");
        assert_eq!(history.get(1), Some(&booked), "{so_manieth}");
        let shown = store.export_number(number(*so_manieth), start(0)).await.unwrap();
        assert!(shown.iter().any(|(table, _)| *table == "bookings"), "{so_manieth}: {shown:?}");
        let due: Vec<_> = store.due_callbacks(DESK, QUEUE, start(*so_manieth)).await.unwrap();
        let due: Vec<_> = due.into_iter().map(|due| due.unwrap().ticket).collect();
        assert!(due.contains(&of), "{so_manieth} is not called");
        let answer = books_again(store, *so_manieth, "again").await;
        assert_eq!(answer, Booked::Full, "the seat of {so_manieth} is given twice");
    }
}

/// Somebody else wants the one seat of that slot.
async fn books_again(store: &Store, so_manieth: i64, call: &str) -> Booked {
    let seen = store.changes(DESK, QUEUE, start(0)).await.unwrap().seen;
    store.book(Request { seats: 1, seen, ..again(so_manieth, call) }, PATIENT).await.unwrap()
}

fn again(so_manieth: i64, call: &str) -> Request {
    let mut wanted = request(u32::try_from(so_manieth).unwrap() + 5_000);
    let start = start(so_manieth);
    (wanted.slot.start, wanted.slot.end) = (start, start + TimeDelta::minutes(15));
    wanted.asked = Asked::new("twiml", &CallId::new(&format!("CA-{call}-{so_manieth}")).unwrap(), 1, 1, 0);
    wanted
}

/// All that the database says of its tables: columns, indexes, triggers, what is unique and what is refused.
async fn told(address: &str) -> Vec<String> {
    let asked = [
        "SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
             || ' ' || is_identity FROM information_schema.columns WHERE table_schema = current_schema()",
        "SELECT replace(indexdef, current_schema() || '.', '') FROM pg_indexes WHERE schemaname = current_schema()",
        "SELECT 'constraint ' || conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
             WHERE connamespace = current_schema()::regnamespace",
        "SELECT replace(pg_get_triggerdef(oid), current_schema() || '.', '') FROM pg_trigger
             WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)",
        "SELECT 'function ' || proname || ' ' || prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace",
    ];
    let asked: &[&str] = match Stranger::at(address).await {
        Stranger::Sqlite(_) => &["SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master"],
        Stranger::Postgres(_) => &asked,
    };
    let mut told = Vec::new();
    for asked in asked {
        told.extend(Stranger::at(address).await.texts((*asked).to_owned().leak()).await);
    }
    told.sort();
    told
}

async fn a_database_of_any_release_becomes_as_one_of_today(kept: Kept) {
    let today = told(&kept.address).await;
    assert!(today.iter().any(|told| told.contains("bookings_swapped")), "{today:?}");
    for (release, _) in steps(&kept.stranger().await) {
        let (address, _folder) = kept.empty().await;
        let mut old = Old::of(&address).await;
        old.becomes(release).await;
        drop(old);
        let store = Store::new(&address).unwrap();
        store.open().await.unwrap();
        store.close().await;
        assert_eq!(told(&address).await, today, "from {release}");
    }
}

const CLOSED: i64 = 1;
const MOVED: i64 = 2;
const UNDER_WAY: i64 = 3;
const SPOKEN: i64 = 4;
const MISSED: i64 = 5;
const OPEN: i64 = 6;
const CANCELLED: i64 = 7;
const REOPENED: i64 = 8;
const PLACE: i64 = 9;

/// A database as the release before left it, in which requests were closed and their callbacks were not.
async fn with_closed_requests(address: &str) {
    let mut old = Old::of(address).await;
    old.becomes(25).await;
    for so_manieth in CLOSED..=PLACE {
        old.books(so_manieth).await;
    }
    let happens = async |old: &mut Old, of: i64, at: i64, event: &str, detail: &str| {
        let of = ticket(of).value();
        let event = format!("VALUES ({of}, {at}, '{event}', {detail}, 'anna')");
        old.run(format!("INSERT INTO ticket_events (ticket, at, event, detail, actor) {event}")).await;
    };
    let moved = (start(MOVED) + TimeDelta::minutes(30)).timestamp();
    happens(&mut old, MOVED, 1_763_600_100, "callback-moved", &format!("'{moved}'")).await;
    happens(&mut old, SPOKEN, 1_763_600_100, "callback-spoken", "NULL").await;
    happens(&mut old, MISSED, 1_763_600_100, "callback-missed", "NULL").await;
    happens(&mut old, CANCELLED, 1_763_600_100, "callback-cancelled", "NULL").await;
    for of in [CLOSED, MOVED, UNDER_WAY, SPOKEN, MISSED, CANCELLED, REOPENED, PLACE] {
        happens(&mut old, of, 1_763_600_200, "closed", "NULL").await;
        old.run(format!("UPDATE tickets SET state = 'closed' WHERE ticket = {}", ticket(of).value())).await;
    }
    happens(&mut old, REOPENED, 1_763_600_300, "reopened", "NULL").await;
    let of = |of: i64| ticket(of).value();
    for sql in [
        format!("UPDATE tickets SET state = 'reopened' WHERE ticket = {}", of(REOPENED)),
        format!(
            "UPDATE bookings SET settled_at = 1763600100 WHERE ticket IN ({}, {})",
            of(SPOKEN),
            of(MISSED)
        ),
        format!("UPDATE bookings SET cancelled_at = 1763600100 WHERE ticket = {}", of(CANCELLED)),
        format!("DELETE FROM seats WHERE ticket IN ({}, {})", of(CANCELLED), of(PLACE)),
        format!("UPDATE bookings SET swapped = true WHERE ticket = {}", of(PLACE)),
        format!(
            "INSERT INTO attempts (ticket, attempt, desk, queue, began_at, fence, leased_to) VALUES ({}, 1, '{DESK}', '{QUEUE}', 1, 1, 1)",
            of(UNDER_WAY)
        ),
    ] {
        old.run(sql).await;
    }
}

async fn what_was_closed_with_a_callback_is_called_no_more_and_all_else_is_as_it_was(kept: Kept) {
    let (address, _folder) = kept.empty().await;
    with_closed_requests(&address).await;
    let store = Store::new(&address).unwrap();
    store.open().await.unwrap();
    let long_after = start(99);
    let due = store.due_callbacks(DESK, QUEUE, long_after).await.unwrap();
    let mut due: Vec<_> = due.into_iter().map(|due| due.unwrap().ticket).collect();
    due.sort();
    let mut called = [OPEN, REOPENED].map(ticket);
    called.sort();
    assert_eq!(due, called, "whoever was answered is not called");
    let in_hand = store.take_up_attempts().await.unwrap();
    let in_hand: Vec<_> = in_hand.into_iter().map(|one| one.unwrap().ticket).collect();
    assert_eq!(in_hand, [ticket(UNDER_WAY)], "a telephone that rings is followed to its end");
    for (of, state, last) in [
        (CLOSED, State::Closed, Event::CallbackCancelled),
        (MOVED, State::Closed, Event::CallbackCancelled),
        (UNDER_WAY, State::Closed, Event::Closed),
        (SPOKEN, State::Closed, Event::Closed),
        (MISSED, State::Closed, Event::Closed),
        (CANCELLED, State::Closed, Event::Closed),
        (OPEN, State::Opened, Event::CallbackBooked { start: start(OPEN) }),
        (REOPENED, State::Reopened, Event::Reopened),
    ] {
        let request = store.ticket(DESK, ticket(of)).await.unwrap().unwrap();
        let history: Vec<_> = request.history.iter().map(|one| one.entry.event.clone()).collect();
        assert_eq!(history.last(), Some(&last), "{of}: {history:?}");
        let cancelled = history.iter().filter(|event| **event == Event::CallbackCancelled).count();
        assert!(cancelled <= 1, "{of}: {history:?}");
        assert_eq!(request.life.state, state, "{of}");
        let at: Vec<_> = request.history.iter().map(|one| one.entry.at).collect();
        assert!(at.is_sorted(), "{of}: {at:?}");
    }
    // Their seats are free, and nobody else's.
    for (of, answer) in [(CLOSED, true), (MOVED, true), (UNDER_WAY, false), (OPEN, false), (REOPENED, false)]
    {
        let booked = books_again(&store, of, "free").await;
        assert_eq!(matches!(booked, Booked::Seat { .. }), answer, "{of}: {booked:?}");
    }
    let counted = "SELECT CAST(coalesce(sum(booked), 0) AS BIGINT) - (SELECT count(*) FROM seats WHERE ticket IS NOT NULL) FROM slot_counts";
    assert_eq!(Stranger::at(&address).await.count(counted).await, 0, "what is counted is what is there");
    // Whoever's place was kept may have one again.
    let mut place = again(PLACE, "place");
    (place.number, place.swapped, place.seats) = (number(PLACE), true, 0);
    let kept = store.book(place, PATIENT).await.unwrap();
    assert!(matches!(kept, Booked::Seat { .. }), "{kept:?}");
    store.close().await;
}
