//! A request's turns in its queue: it waits from its opening on, and once more each time that it is opened again.

use centralino::ticket::{
    Attempted, Entry, Event, Origin, Served, TicketNumber, overtakings, turns, waiting,
};
use chrono::{DateTime, TimeDelta, Utc};

const OPENED: Event = Event::Opened { origin: Origin::Callback };

fn minute(minute: i64) -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minute)
}

/// The turns of the so-manieth request, by minutes and events.
fn of(seed: u64, history: &[(i64, Event)]) -> Vec<Served> {
    let row = |place: usize| i64::try_from(seed).unwrap() * 100 + i64::try_from(place).unwrap();
    let entry = |(place, (at, event)): (usize, &(i64, Event))| {
        (row(place), Entry { at: minute(*at), event: event.clone() })
    };
    let history: Vec<_> = history.iter().enumerate().map(entry).collect();
    turns(TicketNumber::from_seed(seed), &history)
}

fn moments(turn: &Served) -> (DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    (turn.arrival.at, turn.taken, turn.gone)
}

#[test]
fn who_comes_back_waits_again_from_then_on() {
    let lapsed = of(1, &[(0, OPENED), (60, Event::Lapsed), (70, Event::Reminded)]);
    let told: Vec<_> = lapsed.iter().map(moments).collect();
    assert_eq!(told, [(minute(0), None, Some(minute(60))), (minute(70), None, None)]);
    let history = [
        (0, OPENED),
        (5, Event::Reminded),
        (9, Event::TakenInCharge),
        (10, Event::TakenInCharge),
        (20, Event::Closed),
        (30, Event::Reopened),
        (40, Event::TakenInCharge),
    ];
    let reopened = of(2, &history);
    let told: Vec<_> = reopened.iter().map(moments).collect();
    assert_eq!(told, [(minute(0), Some(minute(9)), None), (minute(30), Some(minute(40)), None)]);
    // It is in the list of those who wait, and whoever came later and was taken before it is found.
    let later = of(3, &[(80, OPENED), (90, Event::TakenInCharge)]);
    let queue = [lapsed.clone(), reopened, later.clone()].concat();
    assert_eq!(waiting(&queue).iter().map(|of| of.ticket).collect::<Vec<_>>(), [TicketNumber::from_seed(1)]);
    let found: Vec<_> =
        overtakings(&[lapsed, later].concat()).iter().map(|one| (one.ahead, one.behind, one.at)).collect();
    assert_eq!(found, [(TicketNumber::from_seed(3), TicketNumber::from_seed(1), minute(90))]);
}

#[test]
fn who_was_called_back_in_vain_has_had_their_turn() {
    let booked = |start| Event::CallbackBooked { start: minute(start) };
    let attempted = |attempt, outcome| Event::CallbackAttempted { attempt, outcome };
    let missed =
        [(0, OPENED), (0, booked(60)), (61, attempted(1, Attempted::NoAnswer)), (75, Event::CallbackMissed)];
    let tried = of(1, &missed[..3]);
    assert_eq!(waiting(&tried).len(), 1, "until it is missed it is tried again");
    let second = of(2, &[(1, OPENED), (1, booked(62)), (63, Event::CallbackSpoken)]);
    let third = of(3, &[(2, OPENED), (2, booked(75)), (76, Event::CallbackSpoken)]);
    let queue = [of(1, &missed), second.clone(), third].concat();
    assert_eq!(overtakings(&queue), []);
    assert_eq!(waiting(&queue), []);
    // Where nothing rang at all, the second was called before the first.
    let failed = of(1, &[(0, OPENED), (0, booked(60)), (61, attempted(1, Attempted::Failed))]);
    assert_eq!(overtakings(&[failed, second].concat()).len(), 1);
}
