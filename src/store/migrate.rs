//! The steps that made the tables what they are, for each database.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Number, name, and the text for SQLite and for PostgreSQL, from the folders of `migrations/`.
type Step = (i64, &'static str, &'static str, &'static str);

macro_rules! step {
    ($number:literal, $name:literal, $file:literal) => {
        (
            $number,
            $name,
            include_str!(concat!("migrations/sqlite/", $file)),
            include_str!(concat!("migrations/postgres/", $file)),
        )
    };
}

/// The steps, in order. Never change one that was released; add another.
const STEPS: &[Step] = &[
    step!(1, "first", "0001_first.sql"),
    step!(2, "seats", "0002_seats.sql"),
    step!(3, "tickets", "0003_tickets.sql"),
    step!(5, "access", "0005_access.sql"),
    step!(6, "outbox", "0006_outbox.sql"),
    step!(7, "personal", "0007_personal.sql"),
    step!(8, "requests of bookings", "0008_requests_of_bookings.sql"),
    step!(9, "notes", "0009_notes.sql"),
    step!(10, "attempts", "0010_attempts.sql"),
    step!(12, "notices", "0012_notices.sql"),
    step!(13, "seat changes", "0013_seat_changes.sql"),
    step!(14, "subjects", "0014_subjects.sql"),
    step!(15, "scheduler", "0015_scheduler.sql"),
    step!(16, "public", "0016_public.sql"),
    step!(17, "slot counts", "0017_slot_counts.sql"),
    step!(18, "ages", "0018_ages.sql"),
    step!(22, "swaps", "0022_swaps.sql"),
    step!(23, "code calls", "0023_code_calls.sql"),
    step!(25, "shown", "0025_shown.sql"),
    step!(27, "closed", "0027_closed.sql"),
    step!(28, "reasons", "0028_reasons.sql"),
    step!(29, "tags", "0029_tags.sql"),
    step!(30, "makers", "0030_makers.sql"),
    step!(31, "fewer_indexes", "0031_fewer_indexes.sql"),
    step!(32, "right_indexes", "0032_right_indexes.sql"),
];

pub(super) fn sqlite() -> Migrator {
    migrator(|(number, name, sqlite, _)| (*number, name, sqlite))
}

/// Runs under an advisory lock of the database.
pub(super) fn postgres() -> Migrator {
    migrator(|(number, name, _, postgres)| (*number, name, postgres))
}

fn migrator(text: fn(&Step) -> (i64, &'static str, &'static str)) -> Migrator {
    let step = |(number, name, sql): (i64, &'static str, &'static str)| {
        Migration::new(number, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(STEPS.iter().map(text).map(step).collect())
}
