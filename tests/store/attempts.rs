//! Attempts to call back: one at a time, by one replica, ended once, and none lost by whoever dies with one in hand.

use centralino::booking::{Slot, Todo, todo};
use centralino::menu::model::{AfterMissed, Placing};
use centralino::store::{
    Asked, Booked, By, Calling, Due, Fault, InHand, Post, Request, Store, Tell, Ticket, Told,
};
use centralino::terms::{CallId, Number};
use centralino::ticket::{Attempted, Event, TicketNumber};
use chrono::{DateTime, TimeDelta, Utc};

use super::{DESK, Kept, PATIENT, minute, on_both, request, slot};

on_both![
    three_replicas_race_for_what_is_due_and_each_user_is_called_once,
    no_more_are_under_way_than_the_desk_says,
    a_replica_that_dies_with_one_in_hand_loses_none_and_dials_none_twice,
    an_attempt_ends_once_and_whoever_was_away_too_long_has_nothing_to_say,
    reached_is_spoken_and_settles_the_booking,
    what_is_missed_is_told_once_and_closed_where_the_desk_says_so,
    what_was_cancelled_moved_or_closed_is_not_called,
    what_is_closed_while_it_rings_is_not_tried_again,
    whoever_booked_first_is_called_first,
    a_call_that_is_placed_is_seen_to_be_and_then_that_somebody_speaks,
    a_persons_own_word_puts_right_what_was_concluded_from_silence,
    what_is_over_before_it_is_dialled_is_not_dialled,
    what_cannot_be_read_stands_in_no_others_way,
    one_number_in_two_queues_and_at_two_desks_rings_once_at_a_time,
    what_a_queue_that_is_no_more_had_booked_stands_in_no_others_way_and_is_settled_once_its_time_is_over,
];

/// What users see.
const SHOWN: Number = Number::from_digits(390_612_345_678).unwrap();

pub(super) async fn booked(kept: &Kept, caller: u32) -> TicketNumber {
    let wanted = Request { seats: 500, ..request(caller) };
    match kept.store.book(wanted, PATIENT).await.unwrap() {
        Booked::Seat { ticket, .. } => ticket,
        other => panic!("{other:?}"),
    }
}

/// What is due at a moment; that each can be read.
pub(super) async fn due(store: &Store, now: DateTime<Utc>) -> Vec<Due> {
    store.due_callbacks(DESK, "operators", now).await.unwrap().into_iter().map(Result::unwrap).collect()
}

pub(super) async fn begins(store: &Store, due: &Due) -> Option<InHand> {
    store.begin_attempt(DESK, due, 1, 1_000, minute(0)).await.unwrap()
}

/// As if its replica had died a while ago, by the database's clock.
async fn lapse(kept: &Kept) {
    kept.stranger().await.run("UPDATE attempts SET leased_to = unixepoch() - 1").await;
}

async fn events(kept: &Kept, ticket: TicketNumber) -> Vec<Event> {
    let ticket = kept.store.ticket(DESK, ticket).await.unwrap().unwrap();
    ticket.history.into_iter().map(|happened| happened.entry.event).skip(2).collect()
}

async fn three_replicas_race_for_what_is_due_and_each_user_is_called_once(kept: Kept) {
    for caller in 0..60 {
        booked(&kept, caller).await;
    }
    assert_eq!(due(&kept.store, minute(-1)).await, [], "not before its time");
    let mut racers = Vec::new();
    for _ in 0..3 {
        let store = kept.replica().await;
        racers.push(tokio::spawn(async move {
            let mut dialled = 0;
            for due in due(&store, minute(0)).await {
                let Some(one) = begins(&store, &due).await else { continue };
                assert!(store.dialling(&one, "ari", SHOWN, minute(0)).await.unwrap().is_some());
                assert!(
                    store.dialling(&one, "ari", SHOWN, minute(0)).await.unwrap().is_none(),
                    "an attempt is dialled once"
                );
                dialled += 1;
            }
            dialled
        }));
    }
    let mut dialled = 0;
    for racer in racers {
        dialled += racer.await.unwrap();
    }
    assert_eq!(dialled, 60);
    assert_eq!(kept.count("SELECT count(*) FROM attempts WHERE dialled_at IS NOT NULL").await, 60);
}

async fn no_more_are_under_way_than_the_desk_says(kept: Kept) {
    for caller in 0..12 {
        booked(&kept, caller).await;
    }
    let mut racers = Vec::new();
    for _ in 0..3 {
        let store = kept.replica().await;
        racers.push(tokio::spawn(async move {
            let mut begun = Vec::new();
            for due in due(&store, minute(0)).await {
                begun.extend(store.begin_attempt(DESK, &due, 1, 4, minute(0)).await.unwrap());
            }
            begun
        }));
    }
    let mut begun = Vec::new();
    for racer in racers {
        begun.extend(racer.await.unwrap());
    }
    assert_eq!(begun.len(), 4);
    assert!(kept.store.end_in_hand(&begun[0], Attempted::Busy, minute(1)).await.unwrap());
    let due = due(&kept.store, minute(1)).await;
    let waits = due.iter().find(|due| due.attempts.is_empty()).unwrap();
    assert!(
        kept.store.begin_attempt(DESK, waits, 1, 4, minute(1)).await.unwrap().is_some(),
        "one has room again"
    );
}

async fn a_replica_that_dies_with_one_in_hand_loses_none_and_dials_none_twice(kept: Kept) {
    for caller in 0..2 {
        booked(&kept, caller).await;
    }
    let due = due(&kept.store, minute(0)).await;
    let before_dialling = begins(&kept.store, &due[0]).await.unwrap();
    let dials = async || kept.store.dialling(&before_dialling, "ari", SHOWN, minute(1)).await.unwrap();
    let dialled = begins(&kept.store, &due[1]).await.unwrap();
    assert!(kept.store.dialling(&dialled, "ari", SHOWN, minute(0)).await.unwrap().is_some());
    kept.store.dialled(&dialled, "http://pbx/ari").await.unwrap();
    let (one, other) = (kept.replica().await, kept.replica().await);
    assert!(one.take_up_attempts().await.unwrap().is_empty(), "they are in hand");
    lapse(&kept).await;
    assert_eq!(dials().await, None, "it may be in another's hand any moment");
    let (mine, theirs) = tokio::join!(one.take_up_attempts(), other.take_up_attempts());
    let read = |taken: Result<Vec<Result<InHand, Fault>>, Fault>| -> Vec<InHand> {
        taken.unwrap().into_iter().map(Result::unwrap).collect()
    };
    let (mine, theirs) = (read(mine), read(theirs));
    assert_eq!(mine.len() + theirs.len(), 2, "each is taken up, by one");
    assert_eq!(dials().await, None, "the dead wakes up before it is dialled again");
    for (store, taken) in
        mine.iter().map(|taken| (&one, taken)).chain(theirs.iter().map(|taken| (&other, taken)))
    {
        let is_dialled = taken.ticket == dialled.ticket;
        assert_eq!(
            (taken.dialled, taken.shown),
            (is_dialled.then(|| minute(0)), is_dialled.then_some(SHOWN))
        );
        assert_eq!(taken.place.as_deref(), is_dialled.then_some("http://pbx/ari"));
        assert_eq!(
            store.dialling(taken, "ari", SHOWN, minute(1)).await.unwrap().is_some(),
            !is_dialled,
            "only what surely did not ring"
        );
    }
    assert_eq!(dials().await, None, "the dead wakes up, and dials nothing");
    assert_eq!(kept.store.keep_in_hand(&before_dialling).await.unwrap(), None);
}

async fn an_attempt_ends_once_and_whoever_was_away_too_long_has_nothing_to_say(kept: Kept) {
    let ticket = booked(&kept, 1).await;
    let slow = begins(&kept.store, &due(&kept.store, minute(0)).await[0]).await.unwrap();
    assert!(kept.store.dialling(&slow, "ari", SHOWN, minute(0)).await.unwrap().is_some());
    lapse(&kept).await;
    let taken = kept.replica().await.take_up_attempts().await.unwrap().remove(0).unwrap();
    assert!(!kept.store.end_in_hand(&slow, Attempted::Unknown, minute(1)).await.unwrap(), "another has it");
    // The platform's own word counts whoever hears it, once.
    assert!(kept.store.end_attempt(ticket, 1, Attempted::NoAnswer, minute(1)).await.unwrap());
    assert!(!kept.store.end_attempt(ticket, 1, Attempted::Busy, minute(1)).await.unwrap());
    assert!(!kept.store.end_in_hand(&taken, Attempted::Unknown, minute(1)).await.unwrap());
    assert_eq!(
        events(&kept, ticket).await,
        [Event::CallbackAttempted { attempt: 1, outcome: Attempted::NoAnswer }]
    );
    let due = due(&kept.store, minute(6)).await.remove(0);
    let whole = [minute(-60)..minute(60)];
    assert_eq!(todo(&Placing::usual(None), due.slot, &whole, &due.attempts, minute(6)), Todo::Dial(2));
    assert!(begins(&kept.store, &due).await.is_none(), "the first is no more to be had");
    assert!(kept.store.begin_attempt(DESK, &due, 2, 1, minute(6)).await.unwrap().is_some());
}

async fn reached_is_spoken_and_settles_the_booking(kept: Kept) {
    let ticket = booked(&kept, 1).await;
    let one = begins(&kept.store, &due(&kept.store, minute(0)).await[0]).await.unwrap();
    assert!(kept.store.dialling(&one, "ari", SHOWN, minute(0)).await.unwrap().is_some());
    let called = kept.store.answered(ticket, 1, false, minute(0)).await.unwrap().unwrap();
    assert_eq!((called.desk.as_str(), called.queue.as_str()), (DESK, "operators"));
    kept.store.reached(ticket, 1, minute(1)).await.unwrap();
    let kept_in_hand = kept.store.keep_in_hand(&one).await.unwrap().unwrap();
    assert_eq!((kept_in_hand.answered, kept_in_hand.reached), (true, Some(minute(1))));
    assert!(kept.store.end_in_hand(&one, Attempted::Spoken, minute(5)).await.unwrap());
    let spoken = Event::CallbackAttempted { attempt: 1, outcome: Attempted::Spoken };
    assert_eq!(events(&kept, ticket).await, [Event::CallbackSpoken, spoken]);
    assert_eq!(due(&kept.store, minute(6)).await, []);
    // Whoever was spoken with may ask for another call at once, also before the first one's slot is over.
    let again = CallId::new("CA1-again").unwrap();
    let again = Request {
        asked: Asked::new("twiml", &again, 1_795_000_000, 5, 0),
        slot: slot(1),
        now: minute(6),
        ..request(1)
    };
    assert!(matches!(kept.store.book(again, PATIENT).await.unwrap(), Booked::Seat { .. }));
    assert_eq!(
        kept.store.answered(ticket, 1, false, minute(0)).await.unwrap(),
        None,
        "a late call of it is nobody's"
    );
    let tell = |_: &Ticket| Vec::new();
    let missed =
        kept.store.miss_callback(DESK, ticket, AfterMissed::Leave, Tell(&tell), minute(20)).await.unwrap();
    assert!(!missed, "who was spoken with was not missed");
}

async fn what_is_missed_is_told_once_and_closed_where_the_desk_says_so(kept: Kept) {
    let (left, closed) = (booked(&kept, 1).await, booked(&kept, 2).await);
    let tell = |ticket: &Ticket| {
        let last = ticket.history.last().unwrap();
        let id = format!("{}-{}", ticket.ticket.value(), last.entry.event.name());
        vec![Post { id, address: "\"webhook\"".to_owned(), notice: "{}".to_owned() }]
    };
    let one = begins(&kept.store, &due(&kept.store, minute(0)).await[0]).await.unwrap();
    let miss = async |ticket, then| {
        kept.store.miss_callback(DESK, ticket, then, Tell(&tell), minute(15)).await.unwrap()
    };
    assert!(!miss(left, AfterMissed::Leave).await, "an attempt is under way");
    assert!(kept.store.end_in_hand(&one, Attempted::NoAnswer, minute(1)).await.unwrap());
    assert!(miss(left, AfterMissed::Leave).await);
    assert!(!miss(left, AfterMissed::Leave).await, "once");
    assert!(miss(closed, AfterMissed::Close).await);
    assert_eq!(events(&kept, left).await.last(), Some(&Event::CallbackMissed));
    assert_eq!(events(&kept, closed).await, [Event::CallbackMissed, Event::Closed]);
    let told =
        kept.count("SELECT count(*) FROM outbox WHERE id LIKE '%callback-missed' OR id LIKE '%closed'").await;
    assert_eq!(told, 3);
    assert_eq!(due(&kept.store, minute(16)).await, []);
}

async fn what_was_cancelled_moved_or_closed_is_not_called(kept: Kept) {
    let (cancelled, moved, closed) = (booked(&kept, 1).await, booked(&kept, 2).await, booked(&kept, 3).await);
    let due_before = due(&kept.store, minute(0)).await;
    assert_eq!(due_before.len(), 3);
    let mut stranger = kept.stranger().await;
    stranger.run("UPDATE bookings SET cancelled_at = slot_start WHERE number LIKE '%'").await;
    assert_eq!(due(&kept.store, minute(0)).await, []);
    for due in &due_before {
        assert!(begins(&kept.store, due).await.is_none(), "it was cancelled after it was looked at");
    }
    stranger.run("UPDATE bookings SET cancelled_at = NULL, slot_start = slot_start + 900, slot_end = slot_end + 900").await;
    for due in &due_before {
        assert!(begins(&kept.store, due).await.is_none(), "it was moved after it was looked at");
    }
    stranger.run("UPDATE tickets SET state = 'closed'").await;
    assert_eq!(due(&kept.store, minute(15)).await, []);
    for due in &due_before {
        let slot = Slot {
            start: due.slot.start + TimeDelta::minutes(15),
            end: due.slot.end + TimeDelta::minutes(15),
        };
        assert!(
            begins(&kept.store, &Due { slot, ..due.clone() }).await.is_none(),
            "the request was closed meanwhile"
        );
    }
    for ticket in [cancelled, moved, closed] {
        assert_eq!(kept.store.attempts(ticket).await.unwrap(), []);
    }
}

async fn what_is_closed_while_it_rings_is_not_tried_again(kept: Kept) {
    let (rings, talks) = (booked(&kept, 1).await, booked(&kept, 2).await);
    let due_now = due(&kept.store, minute(0)).await;
    for due in &due_now {
        let one = begins(&kept.store, due).await.unwrap();
        assert!(kept.store.dialling(&one, "ari", SHOWN, minute(0)).await.unwrap().is_some());
    }
    kept.store.reached(talks, 1, minute(1)).await.unwrap();
    let by = By { actor: "maria", ..By::default() };
    for ticket in [rings, talks] {
        let closed = kept.store.happens(DESK, ticket, Event::Closed, by, None, minute(2)).await.unwrap();
        assert!(matches!(closed, Told::Done(_)), "{closed:?}");
    }
    assert!(kept.store.end_attempt(rings, 1, Attempted::NoAnswer, minute(3)).await.unwrap());
    assert!(kept.store.end_attempt(talks, 1, Attempted::Spoken, minute(4)).await.unwrap());
    let attempted = |outcome| Event::CallbackAttempted { attempt: 1, outcome };
    assert_eq!(
        events(&kept, rings).await,
        [Event::Closed, attempted(Attempted::NoAnswer), Event::CallbackCancelled]
    );
    assert_eq!(
        events(&kept, talks).await,
        [Event::Closed, Event::CallbackSpoken, attempted(Attempted::Spoken)]
    );
    for ticket in [rings, talks] {
        let by = By { actor: "maria", ..By::default() };
        kept.store.happens(DESK, ticket, Event::Reopened, by, None, minute(5)).await.unwrap();
    }
    assert_eq!(due(&kept.store, minute(20)).await, []);
    let left = "SELECT count(*) FROM seats JOIN bookings ON bookings.ticket = seats.ticket WHERE cancelled_at IS NOT NULL";
    assert_eq!(kept.count(left).await, 0);
}

async fn whoever_booked_first_is_called_first(kept: Kept) {
    let mut tickets = Vec::new();
    for caller in 0..3 {
        let now = minute(-100) + TimeDelta::minutes(i64::from(caller));
        let wanted = Request { seats: 500, now, slot: slot(i32::from(caller == 0)), ..request(caller) };
        let Booked::Seat { ticket, .. } = kept.store.book(wanted, PATIENT).await.unwrap() else {
            panic!("booked")
        };
        tickets.push(ticket);
    }
    let order: Vec<_> = due(&kept.store, minute(15)).await.into_iter().map(|due| due.ticket).collect();
    // The first booked a later slot: a booked callback arrives when its slot begins.
    assert_eq!(order, [tickets[1], tickets[2], tickets[0]]);
}

async fn a_call_that_is_placed_is_seen_to_be_and_then_that_somebody_speaks(kept: Kept) {
    let ticket = booked(&kept, 1).await;
    booked(&kept, 2).await;
    let store = &kept.store;
    let shown = async || {
        let today = store.scheduled(DESK, slot(0).start..slot(0).end).await.unwrap();
        let one = today.iter().find(|one| one.ticket == ticket).unwrap();
        let others = today.iter().filter(|one| one.ticket != ticket && one.calling.is_some()).count();
        (one.calling, others)
    };
    assert_eq!((shown().await, store.calling_now().await.unwrap()), ((None, 0), Vec::new()));
    let due = due(store, minute(0)).await.into_iter().find(|due| due.ticket == ticket).unwrap();
    let one = begins(store, &due).await.unwrap();
    let begun = store.calling_now().await.unwrap();
    assert_eq!((shown().await, begun.len(), begun[0].desk.as_str()), ((None, 0), 1, DESK));
    assert!(store.dialling(&one, "ari", SHOWN, minute(0)).await.unwrap().is_some());
    let dialled = store.calling_now().await.unwrap();
    assert_eq!(shown().await, (Some(Calling::Called), 0));
    store.reached(ticket, 1, minute(1)).await.unwrap();
    let reached = store.calling_now().await.unwrap();
    assert_eq!(shown().await, (Some(Calling::Speaks), 0));
    assert!(begun != dialled && dialled != reached, "whoever follows sees each change");
    assert!(store.end_attempt(ticket, 1, Attempted::Spoken, minute(2)).await.unwrap());
    assert_eq!((shown().await, store.calling_now().await.unwrap()), ((None, 0), Vec::new()));
}

async fn a_persons_own_word_puts_right_what_was_concluded_from_silence(kept: Kept) {
    let (spoke, stranger, again) = (booked(&kept, 1).await, booked(&kept, 2).await, booked(&kept, 3).await);
    for due in due(&kept.store, minute(0)).await {
        let one = begins(&kept.store, &due).await.unwrap();
        assert!(kept.store.end_in_hand(&one, Attempted::Refused, minute(2)).await.unwrap());
    }
    kept.store.reached(spoke, 1, minute(1)).await.unwrap();
    assert!(kept.store.end_attempt(stranger, 1, Attempted::WrongNumber, minute(3)).await.unwrap());
    assert!(
        !kept.store.end_attempt(again, 1, Attempted::Busy, minute(3)).await.unwrap(),
        "no person said that"
    );
    let left = due(&kept.store, minute(10)).await;
    let whole = [minute(-60)..minute(60)];
    let todo: Vec<_> = left
        .iter()
        .map(|due| (due.ticket, todo(&Placing::usual(None), due.slot, &whole, &due.attempts, minute(10))))
        .collect();
    assert_eq!(todo.len(), 2, "who spoke is done: {todo:?}");
    assert!(todo.contains(&(stranger, Todo::Missed)) && todo.contains(&(again, Todo::Dial(2))), "{todo:?}");
    assert_eq!(
        events(&kept, spoke).await[1..],
        [Event::CallbackSpoken, Event::CallbackAttempted { attempt: 1, outcome: Attempted::Spoken }]
    );
    // Once another attempt is on its way it is too late.
    let next = left.iter().find(|due| due.ticket == again).unwrap();
    assert!(kept.store.begin_attempt(DESK, next, 2, 9, minute(10)).await.unwrap().is_some());
    assert!(!kept.store.end_attempt(again, 1, Attempted::WrongNumber, minute(11)).await.unwrap());
}

async fn what_is_over_before_it_is_dialled_is_not_dialled(kept: Kept) {
    for caller in 0..4 {
        booked(&kept, caller).await;
    }
    let mut begun = Vec::new();
    for due in due(&kept.store, minute(0)).await {
        begun.push(begins(&kept.store, &due).await.unwrap());
    }
    let mut stranger = kept.stranger().await;
    stranger.run("UPDATE tickets SET state = 'closed' WHERE number = '+390600000000'").await;
    stranger.run("UPDATE bookings SET cancelled_at = 1 WHERE number = '+390600000001'").await;
    stranger.run("UPDATE bookings SET settled_at = 1 WHERE number = '+390600000002'").await;
    for one in begun {
        let dialled = kept.store.dialling(&one, "ari", SHOWN, minute(0)).await.unwrap();
        assert_eq!(dialled.is_some(), one.number == request(3).number, "{one:?}");
    }
}

async fn what_cannot_be_read_stands_in_no_others_way(kept: Kept) {
    for caller in 0..3 {
        booked(&kept, caller).await;
    }
    for due in due(&kept.store, minute(0)).await.iter().take(2) {
        begins(&kept.store, due).await.unwrap();
    }
    let mut stranger = kept.stranger().await;
    stranger.run("UPDATE bookings SET language = 'xx' WHERE number = '+390600000000'").await;
    let found = kept.store.due_callbacks(DESK, "operators", minute(0)).await.unwrap();
    assert_eq!((found.len(), found.iter().filter(|due| due.is_ok()).count()), (3, 2), "{found:?}");
    assert!(found.iter().filter_map(|due| due.as_ref().err()).all(|fault| !fault.is_away()), "it is told");
    stranger.run("UPDATE attempts SET leased_to = unixepoch() - 1").await;
    let taken = kept.store.take_up_attempts().await.unwrap();
    assert_eq!((taken.len(), taken.iter().filter(|one| one.is_ok()).count()), (2, 1), "{taken:?}");
}

async fn one_number_in_two_queues_and_at_two_desks_rings_once_at_a_time(kept: Kept) {
    let places = [(DESK, "operators"), (DESK, "others"), ("dogane", "operators")];
    for (caller, (desk, queue)) in (0..).zip(places) {
        let wanted =
            Request { desk: desk.into(), queue: queue.into(), number: request(9).number, ..request(caller) };
        assert!(matches!(kept.store.book(wanted, PATIENT).await.unwrap(), Booked::Seat { .. }));
    }
    for round in 1..=3 {
        let mut racers = Vec::new();
        for (desk, queue) in places {
            let store = kept.replica().await;
            racers.push(tokio::spawn(async move {
                let due = store.due_callbacks(desk, queue, minute(0)).await.unwrap();
                let waits = due.into_iter().map(Result::unwrap).find(|due| due.attempts.is_empty())?;
                store.begin_attempt(desk, &waits, 1, 9, minute(0)).await.unwrap()
            }));
        }
        let mut begun = Vec::new();
        for racer in racers {
            begun.extend(racer.await.unwrap());
        }
        assert_eq!(begun.len(), 1, "round {round}: {begun:?}");
        assert!(kept.store.end_in_hand(&begun[0], Attempted::Busy, minute(1)).await.unwrap());
    }
}

async fn what_a_queue_that_is_no_more_had_booked_stands_in_no_others_way_and_is_settled_once_its_time_is_over(
    kept: Kept,
) {
    let mut renamed = Vec::new();
    for caller in 0..3 {
        let wanted = Request { seats: 900, queue: "renamed".into(), ..request(caller) };
        let Booked::Seat { ticket, .. } = kept.store.book(wanted, PATIENT).await.unwrap() else {
            panic!("booked")
        };
        renamed.push(ticket);
    }
    let ours = booked(&kept, 3).await;
    let mut stranger = kept.stranger().await;
    stranger.run_on(MANY_BOOKINGS_ON_SQLITE, MANY_BOOKINGS_ON_POSTGRES).await;
    assert_eq!(due(&kept.store, minute(1)).await.iter().map(|due| due.ticket).collect::<Vec<_>>(), [ours]);

    stranger.run("DELETE FROM bookings WHERE number LIKE '+3902%'").await;
    let forsaken = async |now| {
        let found = kept.store.forsaken_callbacks(DESK, &["operators"], now).await.unwrap();
        found.into_iter().map(Result::unwrap).collect::<Vec<_>>()
    };
    assert_eq!(forsaken(minute(14)).await, [], "their time is not over");
    stranger.run("UPDATE tickets SET state = 'taken-in-charge' WHERE number = '+390600000001'").await;
    stranger.run("UPDATE tickets SET state = 'closed' WHERE number = '+390600000002'").await;
    let found = forsaken(minute(15)).await;
    let mut waiting: Vec<_> = found.iter().map(|one| (one.ticket, one.is_waiting)).collect();
    waiting.sort_unstable();
    let mut expected = vec![(renamed[0], true), (renamed[1], false), (renamed[2], false)];
    expected.sort_unstable();
    assert_eq!(waiting, expected);
    let tell = |_: &Ticket| Vec::new();
    let then = AfterMissed::Leave;
    assert!(kept.store.miss_callback(DESK, renamed[0], then, Tell(&tell), minute(15)).await.unwrap());
    for ticket in &renamed[1..] {
        assert!(kept.store.settle_callback(DESK, *ticket, minute(15)).await.unwrap());
        assert!(!kept.store.settle_callback(DESK, *ticket, minute(15)).await.unwrap(), "once");
    }
    assert_eq!(forsaken(minute(16)).await, []);
    assert_eq!(events(&kept, renamed[1]).await, [], "nobody is told");
    assert_eq!(kept.store.forsaken_callbacks(DESK, &[], minute(15)).await.unwrap().len(), 1, "{ours}");
}

/// More old bookings in the queue that is no more than are ever looked at together.
const MANY_BOOKINGS_ON_SQLITE: &str = "
    WITH RECURSIVE so(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM so WHERE n < 600)
    INSERT INTO bookings (ticket, dated, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at, booked_by)
    SELECT 200000000 + n, dated, desk, 'renamed', slot_start - 900, slot_end - 900, n, '+3902' || (1000000 + n), language, 'CAx' || n, 1, created_at, 'caller'
    FROM so JOIN (SELECT * FROM bookings WHERE queue = 'operators' LIMIT 1)";
const MANY_BOOKINGS_ON_POSTGRES: &str = "
    INSERT INTO bookings (ticket, dated, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at, booked_by)
    SELECT 200000000 + n, dated, desk, 'renamed', slot_start - 900, slot_end - 900, n, '+3902' || (1000000 + n), language, 'CAx' || n, 1, created_at, 'caller'
    FROM generate_series(1, 600) n, (SELECT * FROM bookings WHERE queue = 'operators' LIMIT 1) one";
