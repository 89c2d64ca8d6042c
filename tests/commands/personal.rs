//! `export`, `forget` and `purge`, on both databases, and the rows that say that they were done.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use super::{Desk, typed};
use crate::rig::Setup;
use crate::store::postgres::shared;

/// What a database is asked past the program.
fn texts(database: &str, query: &'static str) -> Vec<String> {
    tokio::runtime::Runtime::new()
        .unwrap()
        .block_on(async { crate::store::Stranger::at(database).await.texts(query).await })
}

fn on_both(test: fn(Setup, &str)) {
    let setup = Setup::new();
    let sqlite = format!("sqlite://{}", setup.path("centralino.db").display());
    test(setup, &sqlite);
    let postgres = tokio::runtime::Runtime::new().unwrap().block_on(async { shared().await.address().await });
    test(Setup::new().with("DATABASE", &postgres), &postgres);
}

#[test]
fn a_number_is_exported_whole_and_forgotten_while_the_service_runs() {
    on_both(|setup, database| {
        let desk = Desk::start(setup);
        let setup = desk.serve.setup();
        let ticket = desk.books(0, "06 6885 1234");
        desk.books(0, "06 6885 4321");
        let (code, printed, said) = typed(setup, &["export", "+39 06 6885 1234"]);
        assert_eq!(code, Some(0), "{said}");
        let rows: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let mut tables: Vec<_> = rows.iter().map(|row| row["table"].as_str().unwrap()).collect();
        tables.sort_unstable();
        assert!(tables.contains(&"bookings") && tables.contains(&"tickets"), "{tables:?}");
        assert!(rows.iter().all(|row| !row.to_string().contains("4321")), "nobody else's: {printed}");
        let request = rows.iter().find(|row| row["table"] == "tickets").unwrap();
        assert_eq!(request["row"]["name"], "Anna Verdi");
        assert_eq!(request["row"]["ticket"].to_string(), ticket);
        assert!(request["row"]["history"].as_array().is_some_and(|history| history.len() >= 2), "{request}");

        let (code, printed, said) = typed(setup, &["forget", "+390668851234"]);
        assert_eq!(code, Some(0), "{said}");
        assert!(
            printed.ends_with(" rows of +3906•••34 are gone\n") && !printed.starts_with('0'),
            "{printed}"
        );
        assert_eq!(typed(setup, &["export", "+39 06 6885 1234"]).1, "");
        // What remains of the request says that it is over, and nothing of its user.
        let left = desk.ticket(&ticket);
        assert_eq!((&left["state"], &left["callback"]), (&"closed".into(), &Value::Null), "{left}");
        let events = left["history"].as_array().unwrap();
        let named: Vec<_> = events.iter().map(|one| one["event"].as_str().unwrap()).collect();
        assert_eq!(named, ["opened", "callback-booked", "callback-cancelled", "closed"]);
        assert!(!left.to_string().contains("Verdi") && !left.to_string().contains("1234"), "{left}");
        // Of the deny list it is shown, and told that it stays there.
        let denied = ["deny", "add", "+390668854321", "--reason", "non vuole essere richiamato"];
        assert_eq!(typed(setup, &denied).0, Some(0));
        let (_, printed, _) = typed(setup, &["export", "+390668854321"]);
        assert!(printed.contains("non vuole essere richiamato"), "{printed}");
        let (_, printed, _) = typed(setup, &["forget", "+390668854321"]);
        assert!(printed.contains("it stays on the deny list"), "{printed}");
        // The seat is somebody else's to have, at once.
        desk.books(0, "06 6885 5555");
        let noted = texts(database, "SELECT action || ' ' || subject FROM audit ORDER BY id");
        let both = [
            "export +3906•••34",
            "forget +3906•••34",
            "export +3906•••34",
            "export +3906•••21",
            "forget +3906•••21",
        ];
        assert_eq!(noted, both);
        assert!(!desk.serve.log().contains("6885"), "no number is logged");
    });
}

#[test]
fn what_is_forgotten_is_in_no_file_any_more() {
    let mut desk = Desk::start(Setup::new());
    desk.books(0, "06 6885 1234");
    desk.serve.terminate();
    assert!(desk.serve.ended().success());
    let setup = desk.serve.setup();
    let kept = |text: &str| traces(setup, text);
    assert!(kept("+390668851234") > 0 && kept("Anna Verdi") > 0);
    let (code, _, said) = typed(setup, &["forget", "+390668851234"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!((kept("+390668851234"), kept("Anna Verdi")), (0, 0));
    assert!(!setup.path("centralino.db-wal").exists());
}

/// How often a text stands in the database's file and in those beside it.
fn traces(setup: &Setup, text: &str) -> usize {
    let files = ["centralino.db", "centralino.db-wal", "centralino.db-shm"].map(|name| setup.path(name));
    let bytes = files.iter().filter_map(|file| std::fs::read(file).ok());
    bytes.map(|bytes| bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count()).sum()
}

#[test]
fn what_is_forgotten_or_purged_is_in_no_file_any_more_while_the_service_runs_and_reads() {
    let desk = Desk::start(Setup::new());
    let setup = desk.serve.setup();
    desk.books(0, "06 6885 1234");
    desk.books(0, "06 6885 4321");
    assert!(traces(setup, "+390668851234") > 0 && traces(setup, "+390668854321") > 0);
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                desk.slots();
            }
        });
        let forgotten = typed(setup, &["forget", "+390668851234"]);
        let mut purge = setup.command(&["purge", "--older-than", "24h"]);
        let purged = super::ended(purge.env("CENTRALINO_TEST_CLOCK", "2026-12-24T10:00:00+01:00"));
        over.store(true, Ordering::Relaxed);
        assert_eq!((forgotten.0, purged.0), (Some(0), Some(0)), "{forgotten:?} {purged:?}");
    });
    for text in ["+390668851234", "+390668854321", "Anna Verdi"] {
        assert_eq!(traces(setup, text), 0, "{text}");
    }
}

#[test]
fn who_reads_without_a_pause_keeps_the_log_and_that_is_said() {
    let desk = Desk::start(Setup::new());
    let setup = desk.serve.setup();
    desk.books(0, "06 6885 1234");
    let file = format!("sqlite://{}", setup.path("centralino.db").display());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut reader = runtime.block_on(async { crate::store::Stranger::at(&file).await });
    runtime.block_on(async { reader.run("BEGIN; SELECT number FROM bookings").await });
    let (code, printed, said) = typed(setup, &["forget", "+390668851234"]);
    assert!(code == Some(1) && printed.contains("are gone"), "{code:?}: {printed}");
    assert!(said.contains("-wal") && said.contains("once more"), "{said}");
    runtime.block_on(async { reader.run("COMMIT").await });
    let (code, _, said) = typed(setup, &["forget", "+390668851234"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(traces(setup, "+390668851234"), 0);
}

#[test]
fn what_was_over_long_ago_is_purged_and_nothing_else() {
    on_both(|setup, database| {
        let desk = Desk::start(setup);
        desk.books(0, "06 6885 1234");
        desk.books(200, "06 6885 4321");
        let purge = |now: &str, age: &str| {
            let mut command = desk.serve.setup().command(&["purge", "--older-than", age]);
            super::ended(command.env("CENTRALINO_TEST_CLOCK", now))
        };
        let count = || texts(database, "SELECT number FROM bookings ORDER BY number");
        let (code, printed, said) = purge("2026-11-26T10:00:00+01:00", "365d");
        assert_eq!(code, Some(0), "{said}");
        assert!(printed.contains("before 2025-11-26 09:00 UTC"), "{printed}");
        assert_eq!(count().len(), 2);
        // The first was on the 24th, the other is days later.
        let (code, printed, said) = purge("2026-11-26T10:00:00+01:00", "24h");
        assert_eq!(code, Some(0), "{said}");
        assert!(!printed.starts_with('0'), "{printed}");
        assert_eq!(count(), ["+390668854321"]);
        let noted = texts(database, "SELECT action || ' ' || subject FROM audit ORDER BY id");
        assert_eq!(noted, ["purge before 2025-11-26T09:00:00Z", "purge before 2026-11-25T09:00:00Z"]);
    });
}

#[test]
fn what_makes_no_sense_is_told_with_what_would() {
    let setup = Setup::new();
    for (arguments, told) in [
        (&["forget", "0668851234"][..], "write it with its country, +39 06 6885 1234"),
        (&["export", "+39 12"], "error: invalid value '+39 12'"),
        (&["purge", "--older-than", "1w"], "write it as 365d (days) or 48h (hours)"),
        (&["purge"], "--older-than <AGE>"),
        (&["export", "+390668851234"], "there is no database at"),
    ] {
        let (code, printed, said) = typed(&setup, arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {printed}");
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
    assert!(!setup.path("centralino.db").exists(), "none is made by asking");
}
