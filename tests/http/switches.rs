//! What is decided by hand while calls go on.

use std::time::{Duration, Instant};

use super::on_both;
use crate::rig::{Caller, Serve, Setup};

on_both![
    the_emergency_switch_is_in_force_within_two_seconds_and_off_again,
    an_override_closes_a_desk_until_it_is_taken_away,
    migrations_can_be_run_before,
];

/// Runs a command beside the service: its exit code and what it said.
fn run(serve: &Serve, arguments: &[&str]) -> (Option<i32>, String) {
    let output = serve.setup().command(arguments).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

/// What a new caller hears, asked until it is as wanted, two seconds and a little at most.
async fn within_two_seconds(serve: &Serve, wanted: impl Fn(&str) -> bool) -> bool {
    let began = Instant::now();
    while began.elapsed() < Duration::from_millis(2_500) {
        if wanted(&Caller::new(serve, "CA-switch").arrives().await.heard()) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

async fn the_emergency_switch_is_in_force_within_two_seconds_and_off_again(setup: Setup) {
    let serve = setup.start();
    let usual = Caller::new(&serve, "CA-before").arrives().await.heard();
    assert!(usual.contains("prema 1"), "{usual}");
    let (code, said) = run(&serve, &["emergency", "on", "giustizia"]);
    assert!(code == Some(0) && said.contains("ON"), "{code:?}: {said}");
    assert!(
        within_two_seconds(&serve, |heard| !heard.contains("uffici territoriali")).await,
        "{}",
        serve.log()
    );
    let (code, said) = run(&serve, &["emergency", "status"]);
    assert!(
        code == Some(0) && said.contains("giustizia: the emergency switch is ON since 2026-11-24"),
        "{said}"
    );
    let (code, said) = run(&serve, &["emergency", "on", "giustizia"]);
    assert!(code == Some(0) && said.contains("already"), "{said}");
    assert_eq!(run(&serve, &["emergency", "off", "giustizia"]).0, Some(0));
    assert!(within_two_seconds(&serve, |heard| heard == usual).await, "{}", serve.log());
}

async fn an_override_closes_a_desk_until_it_is_taken_away(setup: Setup) {
    let serve = setup.start();
    let usual = Caller::new(&serve, "CA-before").arrives().await.heard();
    let add = [
        "override",
        "add",
        "giustizia",
        "--closed",
        "--from",
        "2026-11-24T09:00",
        "--until",
        "2026-11-24T17:00",
    ];
    let (code, said) = run(&serve, &add);
    assert!(code == Some(0) && said.contains("override 1"), "{code:?}: {said}");
    assert!(
        within_two_seconds(&serve, |heard| !heard.contains("uffici territoriali")).await,
        "{}",
        serve.log()
    );
    let (_, listed) = run(&serve, &["override", "list"]);
    assert!(
        listed.contains("giustizia 1: closed from 2026-11-24 09:00 CET until 2026-11-24 17:00 CET"),
        "{listed}"
    );
    assert_eq!(run(&serve, &["override", "remove", "giustizia", "1"]).0, Some(0));
    assert!(within_two_seconds(&serve, |heard| heard == usual).await);
    let (code, said) = run(&serve, &["override", "remove", "giustizia", "1"]);
    assert!(code == Some(2) && said.contains("no override 1"), "{code:?}: {said}");
}

#[test]
fn slips_are_told_with_what_was_meant() {
    let serve = Setup::signed().start();
    let (code, said) = run(&serve, &["emergency", "on", "giutizia"]);
    assert!(code == Some(2) && said.contains("did you mean `giustizia`?"), "{code:?}: {said}");
    let night = [
        "override",
        "add",
        "giustizia",
        "--open",
        "--from",
        "2027-03-28T02:30",
        "--until",
        "2027-03-28T04:00",
    ];
    let (code, said) = run(&serve, &night);
    assert!(code == Some(2) && said.contains("03:30+02:00"), "{code:?}: {said}");
    let backwards = [
        "override",
        "add",
        "giustizia",
        "--open",
        "--from",
        "2026-12-02T10:00",
        "--until",
        "2026-12-02T10:00",
    ];
    assert_eq!(run(&serve, &backwards).0, Some(2));
    let neither =
        ["override", "add", "giustizia", "--from", "2026-12-02T10:00", "--until", "2026-12-02T11:00"];
    assert_eq!(run(&serve, &neither).0, Some(2));
    let (code, said) = run(&serve, &["emergency", "on", "giustizia", "--database", "sqlite://other.db"]);
    assert!(code == Some(2) && said.contains("no database at other.db"), "{code:?}: {said}");
}

async fn migrations_can_be_run_before(setup: Setup) {
    for _ in 0..2 {
        setup.succeeds(&["migrate"]);
        let booked = setup.stranger().await.count("SELECT count(*) FROM bookings").await;
        assert_eq!(booked, 0, "the tables are there before the service starts");
    }
    let serve = setup.start();
    let caller = Caller::new(&serve, "CA-migrated");
    assert!(caller.arrives().await.element("Gather").is_some(), "{}", serve.log());
}
