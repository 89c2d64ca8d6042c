//! Requests: opened once, their histories only added to, wrong quotes counted, and nobody overtaken unseen.

use centralino::store::{
    Booked, By, Change, Changed, NewTicket, Post, Quote, Quoted, Request, Tell, Ticket, Told, Trier, Trying,
};
use centralino::terms::{Digits, Language, Number};
use centralino::ticket::{
    DayAndMonth, Event, Lapse, Origin, Refused, Severity, State, TicketNumber, overtakings, waiting,
};
use chrono::{DateTime, TimeDelta, Utc};

use super::attempts::due;
use super::{Kept, PATIENT, at, on_both, request, slot};
use crate::rig::comes;

on_both![
    a_booking_opens_its_request_and_its_changes_are_in_the_history,
    who_closes_a_request_gives_up_its_callback_and_its_seat,
    a_booking_that_nobody_heard_of_opened_nothing,
    a_booking_never_takes_a_requests_number,
    a_request_is_opened_once_however_often_it_is_asked_for,
    a_number_in_use_is_never_given_twice,
    what_happens_is_in_the_history_with_whoever_did_it,
    a_history_is_only_added_to,
    of_ten_operators_who_close_at_once_one_does,
    a_reminder_by_number_and_date_is_counted_once_and_brings_back_what_had_lapsed,
    wrong_quotes_are_counted_by_call_by_number_and_by_caller,
    what_can_be_no_number_is_nobodys_and_a_browser_waits,
    no_strangers_tries_shut_the_owners_own_telephone_out,
    the_order_of_a_queue_is_shown_and_proved_from_its_history,
    who_waits_long_or_again_is_in_the_order_of_the_queue,
];

const SIXTY: Option<Lapse> = Some(Lapse { days: 60, zone: chrono_tz::Europe::Rome });

fn now() -> DateTime<Utc> {
    at("2026-11-23T10:00:00Z")
}

fn new(seed: u64) -> NewTicket {
    NewTicket {
        desk: "dogane".into(),
        queue: Some("callback".into()),
        origin: Origin::Page,
        dated: now().date_naive(),
        language: Language::It,
        number: Number::from_digits(390_600_000_000 + seed),
        email: Some("utente@example.it".to_owned()),
        name: None,
        customer: None,
        tickets: (0..4).map(|draw| TicketNumber::from_seed(seed * 7919 + draw * 31)).collect(),
    }
}

const CALLER: By<'static> = By { actor: "caller", note: None, asked: None, seen: None, tell: None };

async fn open(kept: &Kept, seed: u64, at: DateTime<Utc>) -> Ticket {
    kept.store.open_ticket(&new(seed), CALLER, at).await.unwrap()
}

async fn happens(kept: &Kept, ticket: &Ticket, event: Event, at: DateTime<Utc>) -> Told {
    let by = By { actor: "maria", note: Some("nota"), ..By::default() };
    kept.store.happens("dogane", ticket.ticket, event, by, SIXTY, at).await.unwrap()
}

fn done(told: Told) -> Ticket {
    match told {
        Told::Done(ticket) => *ticket,
        other => panic!("{other:?}"),
    }
}

fn booked(booked: Booked) -> TicketNumber {
    match booked {
        Booked::Seat { ticket, .. } => ticket,
        other => panic!("{other:?}"),
    }
}

async fn a_booking_opens_its_request_and_its_changes_are_in_the_history(kept: Kept) {
    let number = booked(kept.store.book(request(1), PATIENT).await.unwrap());
    let ticket = kept.store.ticket("giustizia", number).await.unwrap().unwrap();
    assert_eq!((ticket.life.state, ticket.life.origin), (State::Opened, Origin::Callback));
    assert_eq!(ticket.life.callback, Some(slot(0).start));
    assert_eq!((ticket.queue.as_deref(), ticket.number), (Some("operators"), Some(request(1).number)));
    assert_eq!(ticket.dated, request(1).dated);
    let change =
        Change { desk: "giustizia".into(), ticket: number, dated: Some(ticket.dated), now: request(1).now };
    assert_eq!(kept.store.cancel_booking(&change, By::default()).await.unwrap(), Changed::Done);
    assert_eq!(kept.store.cancel_booking(&change, By::default()).await.unwrap(), Changed::Done);
    let ticket = kept.store.ticket("giustizia", number).await.unwrap().unwrap();
    assert_eq!((ticket.life.state, ticket.life.callback), (State::Closed, None), "withdrawn");
    assert_eq!(ticket.history.len(), 4, "{:?}", ticket.history);
}

async fn who_closes_a_request_gives_up_its_callback_and_its_seat(kept: Kept) {
    let store = &kept.store;
    let wanted = |caller| Request { seats: 1, open_per_number: 1, ..request(caller) };
    let number = booked(store.book(wanted(1), PATIENT).await.unwrap());
    assert_eq!(store.book(wanted(2), PATIENT).await.unwrap(), Booked::Full);
    let told = |ticket: &Ticket| {
        let last = ticket.history.last().unwrap();
        let id = format!("{}-{}", ticket.ticket.value(), last.row);
        let notice = format!("\"{}\"", last.entry.event.name());
        vec![Post { id, address: "\"webhook\"".to_owned(), notice }]
    };
    let by = By { actor: "maria", note: Some("Risolto"), tell: Some(Tell(&told)), ..By::default() };
    let happens = async |event| {
        done(store.happens("giustizia", number, event, by, None, request(1).now).await.unwrap())
    };
    let closed = happens(Event::Closed).await;
    let history: Vec<_> = closed
        .history
        .iter()
        .skip(2)
        .map(|one| (one.entry.event.clone(), one.actor.as_str(), one.note.as_deref()))
        .collect();
    assert_eq!(
        history,
        [(Event::CallbackCancelled, "maria", None), (Event::Closed, "maria", Some("Risolto"))]
    );
    assert_eq!((closed.life.state, closed.life.callback), (State::Closed, None));
    let notices = kept.stranger().await.texts("SELECT notice FROM outbox ORDER BY id").await;
    assert_eq!(notices, ["\"closed\""], "one notice, which tells of both");
    assert!(store.booking("giustizia", number, None).await.unwrap().unwrap().cancelled.is_some());
    // The seat is somebody else's to have, and the number may book again.
    booked(store.book(wanted(3), PATIENT).await.unwrap());
    let theirs = Request { slot: slot(1), number: request(1).number, ..wanted(4) };
    booked(store.book(theirs, PATIENT).await.unwrap());
    // Opened once more after its slot, nobody is told that they were called.
    let reopened = happens(Event::Reopened).await;
    assert_eq!((reopened.life.state, reopened.life.callback), (State::Reopened, None));
    let late = slot(0).start + TimeDelta::days(3);
    let due = due(store, late).await;
    assert!(due.iter().all(|due| due.ticket != number), "{due:?}");
}

async fn a_booking_that_nobody_heard_of_opened_nothing(kept: Kept) {
    // Most are refused, because nobody waits so short; one that was heard in time stands.
    let mut heard = 0;
    for number in 3..13 {
        let told = kept.store.book(request(number), std::time::Duration::ZERO).await;
        heard += i64::from(matches!(told, Ok(Booked::Seat { .. })));
    }
    let told = kept.store.book(Request { offered: false, ..request(2) }, PATIENT).await.unwrap();
    assert_eq!(told, Booked::Full);
    let left = "SELECT (SELECT count(*) FROM tickets) - (SELECT count(*) FROM bookings)";
    comes("no booking stands that nobody heard of", async || {
        let booked = kept.count("SELECT count(*) FROM bookings").await;
        (kept.count(left).await == 0 && booked == heard).then_some(())
    })
    .await;
}

async fn a_booking_never_takes_a_requests_number(kept: Kept) {
    let theirs = NewTicket { tickets: vec![request(1).tickets[0]], ..new(1) };
    let theirs = kept.store.open_ticket(&theirs, CALLER, now()).await.unwrap();
    let number = booked(kept.store.book(request(1), PATIENT).await.unwrap());
    assert_ne!(number, theirs.ticket);
    assert_eq!(number, request(1).tickets[1]);
}

async fn a_request_is_opened_once_however_often_it_is_asked_for(kept: Kept) {
    let by = By { asked: Some("api/key-1"), ..CALLER };
    let first = kept.store.open_ticket(&new(1), by, now()).await.unwrap();
    let again = kept.replica().await.open_ticket(&new(2), by, now()).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(first.life.state, State::Opened);
    assert_eq!(first.email.as_deref(), Some("utente@example.it"));
    assert_eq!(kept.store.ticket("dogane", first.ticket).await.unwrap(), Some(first.clone()));
    assert_eq!(kept.store.ticket("condafne", first.ticket).await.unwrap(), None, "another desk's");
    assert_eq!(kept.count("SELECT count(*) FROM tickets").await, 1);
}

async fn a_number_in_use_is_never_given_twice(kept: Kept) {
    let first = open(&kept, 1, now()).await;
    let second = kept.store.open_ticket(&new(1), CALLER, now()).await.unwrap();
    assert_eq!(second.ticket, new(1).tickets[1]);
    assert_ne!(first.ticket, second.ticket);
    let none = NewTicket { tickets: vec![first.ticket], ..new(1) };
    assert!(kept.store.open_ticket(&none, CALLER, now()).await.is_err());
}

async fn what_happens_is_in_the_history_with_whoever_did_it(kept: Kept) {
    let ticket = open(&kept, 1, now()).await;
    let later = now() + TimeDelta::minutes(5);
    assert_eq!(happens(&kept, &ticket, Event::Asked, later).await, Told::Refused(Refused::NotInCharge));
    done(happens(&kept, &ticket, Event::TakenInCharge, later).await);
    done(happens(&kept, &ticket, Event::Severity { severity: Severity::High }, later).await);
    let closed = done(happens(&kept, &ticket, Event::Closed, later + TimeDelta::hours(1)).await);
    assert_eq!(closed.life.state, State::Closed);
    assert_eq!(closed.life.severity, Some(Severity::High));
    let told: Vec<_> = closed.history.iter().map(|one| (one.actor.as_str(), one.note.as_deref())).collect();
    assert_eq!(
        told,
        [("caller", None), ("maria", Some("nota")), ("maria", Some("nota")), ("maria", Some("nota"))]
    );
    assert_eq!(kept.count("SELECT count(*) FROM tickets WHERE state = 'closed'").await, 1);
    let nobody = TicketNumber::from_seed(77);
    let told = kept.store.happens("dogane", nobody, Event::Closed, CALLER, None, later).await.unwrap();
    assert_eq!(told, Told::NoTicket);
}

async fn a_history_is_only_added_to(kept: Kept) {
    open(&kept, 1, now()).await;
    let mut stranger = kept.stranger().await;
    assert!(stranger.try_run("UPDATE ticket_events SET at = 0").await.is_err());
    assert_eq!(kept.count("SELECT count(*) FROM ticket_events WHERE at = 0").await, 0);
}

async fn of_ten_operators_who_close_at_once_one_does(kept: Kept) {
    let ticket = open(&kept, 1, now()).await;
    let stores = [kept.store.clone(), kept.replica().await];
    let operators: Vec<_> = (0..10)
        .map(|operator: usize| {
            let (store, number) = (stores[operator % 2].clone(), ticket.ticket);
            tokio::spawn(async move {
                store.happens("dogane", number, Event::Closed, CALLER, None, now()).await.unwrap()
            })
        })
        .collect();
    let mut closed = 0;
    for operator in operators {
        match operator.await.unwrap() {
            Told::Done(_) => closed += 1,
            told => assert_eq!(told, Told::Refused(Refused::Closed)),
        }
    }
    assert_eq!(closed, 1);
    assert_eq!(kept.count("SELECT count(*) FROM ticket_events WHERE event = 'closed'").await, 1);
}

/// How many minutes somebody is told to wait who has tried too often; none: they were not.
fn told_to_wait(quoted: &Quoted) -> Option<i64> {
    match quoted {
        Quoted::TooMany { wait } => Some((wait.num_seconds() + 59) / 60),
        Quoted::Ticket(_) | Quoted::Wrong => None,
    }
}

fn quote(ticket: TicketNumber, date: &str, call: &str, number: Option<&str>) -> Quote {
    Quote {
        ticket: Some(ticket),
        date: DayAndMonth::of(&Digits::read(date)),
        trying: Trying {
            by: Trier::Call(call.to_owned()),
            code: Some(ticket.to_string()),
            number: number.map(str::to_owned),
        },
    }
}

async fn a_reminder_by_number_and_date_is_counted_once_and_brings_back_what_had_lapsed(kept: Kept) {
    let ticket = open(&kept, 1, now()).await;
    let quote = quote(ticket.ticket, "2311", "ari/1", None);
    let late = now() + TimeDelta::days(90);
    let by = By { asked: Some("ari/1/3/0"), ..CALLER };
    for _ in 0..3 {
        let told =
            kept.store.happens_to_quoted("dogane", &quote, Event::Reminded, by, SIXTY, late).await.unwrap();
        let back = done(told.unwrap());
        assert_eq!(back.life.state, State::Reopened);
        assert_eq!(back.life.reminded, Some(late));
        let events: Vec<_> = back.history.iter().map(|one| one.entry.event.clone()).collect();
        assert_eq!(events, [Event::Opened { origin: Origin::Page }, Event::Lapsed, Event::Reminded]);
        assert_eq!(back.history[1].actor, "clock");
    }
    assert_eq!(kept.store.quiet_tickets("dogane", late).await.unwrap(), []);
    let next_year = late + TimeDelta::days(100);
    assert_eq!(kept.store.quiet_tickets("dogane", next_year).await.unwrap(), [ticket.ticket]);
}

async fn wrong_quotes_are_counted_by_call_by_number_and_by_caller(kept: Kept) {
    let tickets = [open(&kept, 1, now()).await.ticket, open(&kept, 2, now()).await.ticket];
    let ask = async |ticket: TicketNumber, date: &str, call: &str, number: Option<&str>| {
        kept.store.quoted("dogane", &quote(ticket, date, call, number)).await.unwrap()
    };
    let [one, two] = tickets;
    assert_eq!(ask(one, "2311", "a/1", None).await, Quoted::Ticket(one));
    for _ in 0..3 {
        assert_eq!(ask(one, "2411", "a/1", Some("+391")).await, Quoted::Wrong);
    }
    assert_eq!(
        told_to_wait(&ask(one, "2311", "a/1", None).await),
        Some(12 * 60),
        "the right one too: the call has had its tries"
    );
    assert_eq!(ask(one, "2311", "a/2", None).await, Quoted::Ticket(one), "another call has not");
    for call in ["a/3", "a/4"] {
        assert_eq!(ask(one, "0101", call, None).await, Quoted::Wrong);
    }
    assert_eq!(
        told_to_wait(&ask(one, "2311", "a/5", None).await),
        Some(1),
        "five wrong dates for one number"
    );
    assert_eq!(
        ask(two, "2311", "a/5", None).await,
        Quoted::Ticket(two),
        "another request is not locked by it"
    );
    for call in 0..7 {
        let ticket = TicketNumber::from_seed(1000 + call);
        assert_eq!(ask(ticket, "2311", &format!("b/{call}"), Some("+391")).await, Quoted::Wrong);
    }
    assert_eq!(
        told_to_wait(&ask(two, "2311", "c/1", Some("+391")).await),
        Some(1),
        "ten wrong ones from one telephone"
    );
    assert_eq!(kept.store.quoted("condafne", &quote(two, "2311", "d/1", None)).await.unwrap(), Quoted::Wrong);
    assert_eq!(kept.count("SELECT count(*) FROM guesses WHERE counted_by = 'number'").await, 10);
}

async fn the_order_of_a_queue_is_shown_and_proved_from_its_history(kept: Kept) {
    let minute = |minutes| now() + TimeDelta::minutes(minutes);
    let first = open(&kept, 1, minute(0)).await;
    let second = open(&kept, 2, minute(0)).await;
    let third = open(&kept, 3, minute(1)).await;
    let queue = kept.store.arrivals("dogane", "callback", now()).await.unwrap();
    let order: Vec<_> = waiting(&queue).iter().map(|of| of.ticket).collect();
    assert_eq!(order, [first.ticket, second.ticket, third.ticket]);
    done(happens(&kept, &first, Event::TakenInCharge, minute(2)).await);
    let queue = kept.store.arrivals("dogane", "callback", now()).await.unwrap();
    assert_eq!(overtakings(&queue), []);
    done(happens(&kept, &third, Event::TakenInCharge, minute(3)).await);
    let queue = kept.store.arrivals("dogane", "callback", now()).await.unwrap();
    let found = overtakings(&queue);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].ahead, found[0].behind, found[0].at), (third.ticket, second.ticket, minute(3)));
}

async fn who_waits_long_or_again_is_in_the_order_of_the_queue(kept: Kept) {
    let day = |days| now() + TimeDelta::days(days);
    let [closed, lapsed, long] =
        [open(&kept, 1, day(0)).await, open(&kept, 2, day(1)).await, open(&kept, 3, day(2)).await];
    done(happens(&kept, &closed, Event::Closed, day(3)).await);
    for at in [50, 100] {
        // Reminded of in time, it has not lapsed.
        done(happens(&kept, &long, Event::Reminded, day(at)).await);
    }
    done(happens(&kept, &lapsed, Event::Reminded, day(100)).await);
    let late = open(&kept, 4, day(101)).await;
    done(happens(&kept, &late, Event::TakenInCharge, day(102)).await);
    let since = day(102) - TimeDelta::days(90);
    let queue = kept.store.arrivals("dogane", "callback", since).await.unwrap();
    let order: Vec<_> = waiting(&queue).iter().map(|of| of.ticket).collect();
    assert_eq!(order, [long.ticket, lapsed.ticket], "by opening, and by when it was brought back");
    let found = overtakings(&queue);
    assert_eq!(
        found.iter().map(|one| (one.ahead, one.behind)).collect::<Vec<_>>(),
        [(late.ticket, long.ticket)]
    );
    done(happens(&kept, &long, Event::Closed, day(103)).await);
    let queue = kept.store.arrivals("dogane", "callback", since).await.unwrap();
    assert_eq!(overtakings(&queue).len(), 1, "what was closed since is looked at still");
    assert!(queue.iter().all(|of| of.ticket != closed.ticket), "what was over before is not");
}

async fn no_strangers_tries_shut_the_owners_own_telephone_out(kept: Kept) {
    let (digits, own) = (390_668_851_234, "+390668851234");
    let theirs = NewTicket { number: Number::from_digits(digits), ..new(1) };
    let ticket = kept.store.open_ticket(&theirs, CALLER, now()).await.unwrap().ticket;
    let mut calls = 0;
    let mut ask = async |date: &str, number: &str| {
        calls += 1;
        kept.store.quoted("dogane", &quote(ticket, date, &format!("a/{calls}"), Some(number))).await.unwrap()
    };
    for stranger in 0..5 {
        assert_eq!(ask("0101", &format!("+39333000000{stranger}")).await, Quoted::Wrong);
    }
    assert_eq!(told_to_wait(&ask("2311", "+393330000009").await), Some(1), "strangers wait");
    assert_eq!(ask("2311", own).await, Quoted::Ticket(ticket), "its owner does not");
    for _ in 0..5 {
        assert_eq!(ask("0101", own).await, Quoted::Wrong);
    }
    assert_eq!(told_to_wait(&ask("2311", own).await), Some(1), "what comes from there is limited too");
    kept.stranger().await.run("UPDATE guesses SET at = at - 61").await;
    assert_eq!(ask("0101", own).await, Quoted::Wrong);
    assert_eq!(told_to_wait(&ask("2311", own).await), Some(2), "twice as long after the next");
    assert_eq!(ask("2311", "+393330000009").await, Quoted::Ticket(ticket), "and strangers do not pay for it");
}

async fn what_can_be_no_number_is_nobodys_and_a_browser_waits(kept: Kept) {
    let ticket = open(&kept, 1, now()).await.ticket;
    let quote = |browser: &str, ticket: Option<TicketNumber>| Quote {
        ticket,
        date: DayAndMonth::of(&Digits::read("2311")),
        trying: Trying {
            by: Trier::Page(browser.to_owned()),
            code: ticket.map(|ticket| ticket.value().to_string()),
            number: None,
        },
    };
    let ask =
        async |browser: &str, ticket| kept.store.quoted("dogane", &quote(browser, ticket)).await.unwrap();
    for browser in ["a", "b", "c", "d", "e", "f"] {
        assert_eq!(ask(browser, None).await, Quoted::Wrong);
    }
    assert_eq!(ask("g", None).await, Quoted::Wrong, "what six others have mistyped is not theirs");
    for _ in 0..2 {
        assert_eq!(ask("a", None).await, Quoted::Wrong);
    }
    assert_eq!(told_to_wait(&ask("a", Some(ticket)).await), Some(1), "their own three are");
    kept.stranger().await.run("UPDATE guesses SET at = at - 61").await;
    assert_eq!(ask("a", Some(ticket)).await, Quoted::Ticket(ticket), "for a minute");
}
