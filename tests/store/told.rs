//! Notices of bookings: written in the transaction that books, moves or cancels, once however often it is asked, with the name of whoever
//! did it in the history; and none of what nobody heard.

use std::sync::Arc;
use std::time::{Duration, Instant};

use centralino::store::{
    Along, Booked, By, Change, Changed, Post, Quote, Quoted, Request, Tell, Ticket, Trier, Trying,
};
use centralino::terms::Digits;
use centralino::ticket::{DayAndMonth, TicketNumber};

use super::{Kept, PATIENT, on_both, request, room, slot};
use crate::rig::comes;

on_both![
    a_booking_is_told_once_and_keeps_what_its_user_said,
    what_is_refused_is_told_to_nobody,
    whoever_moves_and_cancels_is_in_the_history_and_it_is_told,
    a_change_that_is_asked_again_is_done_and_told_once_even_after_another,
    a_booking_that_nobody_heard_of_is_told_to_nobody,
    what_was_sent_before_it_was_taken_back_is_followed_by_its_contrary,
    who_quotes_wrongly_changes_nothing_and_is_counted,
];

fn posts(ticket: &Ticket) -> Vec<Post> {
    let last = ticket.history.last().unwrap();
    let id = format!("{}-{}-test", ticket.ticket.value(), last.row);
    vec![Post { id, address: "{}".to_owned(), notice: format!("{:?}", last.entry.event.name()) }]
}

fn told(caller: u32) -> Request {
    let along = Along {
        actor: "anna".into(),
        name: Some("Bruno".to_owned()),
        email: Some("bruno@user.example".to_owned()),
        note: Some("'; it's urgent".to_owned()),
        texted: true,
        tell: Some(Arc::new(posts)),
        ..Along::default()
    };
    Request { along, ..request(caller) }
}

async fn booked(kept: &Kept, request: Request) -> TicketNumber {
    match kept.store.book(request, PATIENT).await.unwrap() {
        Booked::Seat { ticket, .. } => ticket,
        other => panic!("not booked: {other:?}"),
    }
}

fn change(ticket: TicketNumber) -> Change {
    Change { desk: "giustizia".into(), ticket, dated: None, now: request(1).now }
}

const NOTICES: &str = "SELECT count(*) FROM outbox";

async fn a_booking_is_told_once_and_keeps_what_its_user_said(kept: Kept) {
    let ticket = booked(&kept, told(1)).await;
    assert_eq!(booked(&kept, told(1)).await, ticket, "asked again");
    let other_numbers = Request { tickets: vec![TicketNumber::from_seed(9)], ..told(1) };
    assert_eq!(booked(&kept, other_numbers).await, ticket);
    assert_eq!(kept.count(NOTICES).await, 1);
    let sent = kept.store.claim_outgoing(request(1).now, 9).await.unwrap();
    assert_eq!(sent[0].notice, "\"callback-booked\"");
    let kept = kept.store.ticket("giustizia", ticket).await.unwrap().unwrap();
    assert_eq!((kept.name.as_deref(), kept.email.as_deref()), (Some("Bruno"), Some("bruno@user.example")));
    assert_eq!((kept.note.as_deref(), kept.texted), (Some("'; it's urgent"), true));
    assert!(kept.history.iter().all(|happened| happened.actor == "anna"), "{:?}", kept.history);
}

async fn what_is_refused_is_told_to_nobody(kept: Kept) {
    let full = Request { offered: false, ..told(1) };
    assert_eq!(kept.store.book(full, PATIENT).await.unwrap(), Booked::Full);
    booked(&kept, Request { seats: 1, ..request(2) }).await;
    let full = Request { seats: 1, ..told(3) };
    assert_eq!(kept.store.book(full, PATIENT).await.unwrap(), Booked::Full);
    assert_eq!(kept.count(NOTICES).await, 0);
}

async fn whoever_moves_and_cancels_is_in_the_history_and_it_is_told(kept: Kept) {
    let ticket = booked(&kept, request(1)).await;
    let by = |actor| By { actor, tell: Some(Tell(&posts)), ..By::default() };
    let moved = kept.store.move_booking(&change(ticket), room(3), None, by("clara")).await.unwrap();
    assert_eq!(moved, Changed::Done);
    assert_eq!(kept.store.cancel_booking(&change(ticket), by("api")).await.unwrap(), Changed::Done);
    assert_eq!(kept.store.cancel_booking(&change(ticket), by("api")).await.unwrap(), Changed::Done);
    let request = kept.store.ticket("giustizia", ticket).await.unwrap().unwrap();
    let history: Vec<_> =
        request.history.iter().map(|one| (one.entry.event.name(), one.actor.as_str())).collect();
    let wanted = [
        ("opened", "caller"),
        ("callback-booked", "caller"),
        ("callback-moved", "clara"),
        ("callback-cancelled", "api"),
        ("closed", "api"),
    ];
    assert_eq!(history, wanted);
    let mut sent: Vec<_> = kept.store.claim_outgoing(change(ticket).now, 9).await.unwrap();
    sent.sort_by_key(|sent| sent.id.clone());
    let told: Vec<_> = sent.iter().map(|sent| sent.notice.as_str()).collect();
    assert_eq!(told, ["\"callback-moved\"", "\"callback-cancelled\""]);
}

async fn a_change_that_is_asked_again_is_done_and_told_once_even_after_another(kept: Kept) {
    let ticket = booked(&kept, request(1)).await;
    let by = |asked| By { actor: "caller", asked: Some(asked), tell: Some(Tell(&posts)), ..By::default() };
    let to = async |quarter, asked| {
        kept.store.move_booking(&change(ticket), room(quarter), None, by(asked)).await.unwrap()
    };
    assert_eq!((to(3, "a").await, to(4, "b").await), (Changed::Done, Changed::Done));
    // A webhook that comes late, after the caller has thought again.
    assert_eq!(to(3, "a").await, Changed::Done);
    let found = kept.store.booking("giustizia", ticket, None).await.unwrap().unwrap();
    assert_eq!(found.slot, slot(4));
    assert_eq!(kept.count(NOTICES).await, 2);
    assert_eq!(kept.count("SELECT count(*) FROM seats").await, 1);
}

/// Sends what is told of a booking the moment it is written.
const AT_ONCE: [&str; 2] = [
    "CREATE TRIGGER at_once AFTER INSERT ON outbox WHEN new.notice LIKE '%booked%' BEGIN
         UPDATE outbox SET sent_at = 1, due_at = NULL, tried = 1 WHERE id = new.id; END",
    "CREATE FUNCTION at_once() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN UPDATE outbox SET sent_at = 1, due_at = NULL, tried = 1 WHERE id = new.id; RETURN new; END $$;
     CREATE TRIGGER at_once AFTER INSERT ON outbox FOR EACH ROW WHEN (new.notice LIKE '%booked%') EXECUTE FUNCTION at_once()",
];

/// Lets callers vanish while they book, until `seen` counts something; says how many heard that it is booked.
async fn vanish(kept: &Kept, first: u32, seen: &'static str) -> i64 {
    let mut heard = 0;
    let until = Instant::now() + Duration::from_secs(20);
    for caller in first.. {
        let store = kept.store.clone();
        let wanted = Request { seats: 60_000, ..told(caller) };
        let asking = tokio::spawn(async move { store.book(wanted, PATIENT).await });
        tokio::time::sleep(Duration::from_micros(u64::from(caller % 40) * 250)).await;
        asking.abort();
        heard += i64::from(matches!(asking.await, Ok(Ok(Booked::Seat { .. }))));
        if caller % 40 == 39 && kept.count(seen).await > 0 {
            break;
        }
        assert!(Instant::now() < until, "`{seen}` stays 0");
    }
    heard
}

async fn a_booking_that_nobody_heard_of_is_told_to_nobody(kept: Kept) {
    let heard = vanish(&kept, 0, "SELECT count(*) FROM bookings").await;
    become_as_many(&kept, NOTICES, heard).await;
}

async fn what_was_sent_before_it_was_taken_back_is_followed_by_its_contrary(kept: Kept) {
    kept.stranger().await.run_on(AT_ONCE[0], AT_ONCE[1]).await;
    let cancelled = "SELECT count(*) FROM outbox WHERE notice LIKE '%cancelled%' AND due_at IS NOT NULL";
    let heard = vanish(&kept, 0, cancelled).await;
    let both =
        "SELECT count(*) - 2 * (SELECT count(*) FROM outbox WHERE notice LIKE '%cancelled%') FROM outbox";
    become_as_many(&kept, both, heard).await;
}

/// Waits until there are as many bookings as were heard of, and as many of what else is counted.
async fn become_as_many(kept: &Kept, other: &'static str, heard: i64) {
    let bookings = "SELECT count(*) FROM bookings";
    let look = async || {
        let both = kept.count(bookings).await == heard && kept.count(other).await == heard;
        both.then_some(())
    };
    comes(&format!("{heard} bookings stand, and `{other}` gives as many"), look).await;
}

async fn who_quotes_wrongly_changes_nothing_and_is_counted(kept: Kept) {
    let ticket = booked(&kept, request(1)).await;
    let quote = |date: &str| Quote {
        ticket: Some(ticket),
        date: DayAndMonth::of(&Digits::read(date)),
        trying: Trying {
            by: Trier::Call("twiml/CA9".to_owned()),
            code: Some(ticket.value().to_string()),
            number: None,
        },
    };
    let cancel =
        async |date| kept.store.cancel_quoted(&change(ticket), &quote(date), By::default()).await.unwrap();
    let to = async |date| {
        let change = change(ticket);
        kept.store.move_quoted(&change, &quote(date), room(3), None, By::default()).await.unwrap()
    };
    assert_eq!(cancel("2211").await, Err(Quoted::Wrong));
    assert_eq!(to("2411").await, Err(Quoted::Wrong));
    assert_eq!(to("2311").await, Ok(Changed::Done));
    assert_eq!(cancel("0101").await, Err(Quoted::Wrong));
    let late = cancel("2311").await;
    assert!(matches!(late, Err(Quoted::TooMany { .. })), "the right date comes too late: {late:?}");
    let found = kept.store.booking("giustizia", ticket, None).await.unwrap().unwrap();
    assert_eq!((found.slot, found.cancelled), (slot(3), None));
}
