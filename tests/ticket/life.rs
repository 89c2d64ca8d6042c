//! A request from its opening on: what may happen when, what lapses, what is sent on a user's wish, and who was first.

use centralino::terms::Digits;
use centralino::ticket::{
    Arrival, DayAndMonth, Entry, Event, Lapse, Life, Origin, Refused, Served, Severity, State, TicketNumber,
    overtakings, waiting,
};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{ROME, at};

const SIXTY: Option<Lapse> = Some(Lapse { days: 60, zone: ROME });

/// Tells a history one event after the other; the first refusal ends it.
fn told(events: &[(&str, Event)], lapse: Option<Lapse>) -> Result<Life, Refused> {
    let mut history = vec![Entry { at: at(events[0].0), event: events[0].1.clone() }];
    for (moment, event) in &events[1..] {
        let life = Life::of(history.clone()).unwrap();
        history.extend(life.happens(event.clone(), at(moment), lapse)?);
    }
    Ok(Life::of(history).unwrap())
}

const OPENED: (&str, Event) = ("2026-03-02T10:00+01:00", Event::Opened { origin: Origin::Callback });

#[test]
fn a_request_goes_from_hand_to_hand() {
    let life = told(
        &[
            OPENED,
            ("2026-03-02T10:20+01:00", Event::TakenInCharge),
            ("2026-03-02T10:25+01:00", Event::Severity { severity: Severity::High }),
            ("2026-03-02T10:30+01:00", Event::Asked),
            ("2026-03-03T09:00+01:00", Event::Answered),
            ("2026-03-03T09:30+01:00", Event::TakenInCharge),
            ("2026-03-03T11:00+01:00", Event::Closed),
        ],
        SIXTY,
    )
    .unwrap();
    assert_eq!(life.state, State::Closed);
    assert_eq!(life.taken, Some(at("2026-03-02T10:20+01:00")), "the first who took it has reacted");
    assert_eq!(life.severity, Some(Severity::High));
    assert_eq!(life.pauses.len(), 1);
    assert_eq!(life.pauses[0].until, Some(at("2026-03-03T09:00+01:00")));
}

#[test]
fn what_may_not_happen_says_why() {
    let then = |events: &[(&str, Event)]| told(&[&[OPENED], events].concat(), SIXTY).unwrap_err();
    let day = "2026-03-03T10:00+01:00";
    assert_eq!(then(&[(day, Event::Asked)]), Refused::NotInCharge);
    assert_eq!(then(&[(day, Event::Answered)]), Refused::NotWaiting);
    assert_eq!(then(&[(day, Event::Reopened)]), Refused::NotClosed);
    assert_eq!(then(&[(day, Event::Lapsed)]), Refused::NotLapsed);
    assert_eq!(then(&[(day, Event::Escalated)]), Refused::NotReminded);
    assert_eq!(then(&[(day, Event::CallbackCancelled)]), Refused::NoCallback);
    assert_eq!(then(&[(day, Event::Opened { origin: Origin::Api })]), Refused::Opened);
    for event in [Event::TakenInCharge, Event::Reminded, Event::Closed, Event::Escalated] {
        assert_eq!(then(&[(day, Event::Closed), (day, event)]), Refused::Closed);
    }
}

#[test]
fn a_closed_request_opened_once_more_begins_anew() {
    let day = "2026-03-09T10:00+01:00";
    let life = told(
        &[
            OPENED,
            ("2026-03-02T11:00+01:00", Event::TakenInCharge),
            ("2026-03-02T12:00+01:00", Event::Closed),
            (day, Event::Reopened),
        ],
        SIXTY,
    )
    .unwrap();
    assert_eq!((life.state, life.since, life.taken, life.closed), (State::Reopened, at(day), None, None));
    assert_eq!(life.opened, at(OPENED.0), "its arrival stays");
}

#[test]
fn the_sixtieth_day_is_the_last_and_a_later_reminder_brings_it_back() {
    // 2 March and 60 days: 1 May. Summer time has begun meanwhile.
    let opened = told(&[OPENED], SIXTY).unwrap();
    assert_eq!(opened.state_at(at("2026-05-01T23:59+02:00"), SIXTY), State::Opened);
    assert_eq!(opened.state_at(at("2026-05-02T00:00+02:00"), SIXTY), State::Lapsed);
    assert_eq!(
        opened.state_at(at("2027-05-02T00:00+02:00"), None),
        State::Opened,
        "a desk that says nothing"
    );

    let late = "2026-06-10T09:00+02:00";
    assert_eq!(told(&[OPENED, (late, Event::TakenInCharge)], SIXTY).unwrap_err(), Refused::Lapsed);
    let back = told(&[OPENED, (late, Event::Reminded)], SIXTY).unwrap();
    assert_eq!((back.state, back.since, back.reminded), (State::Reopened, at(late), Some(at(late))));
    // And 60 days more.
    assert_eq!(back.state_at(at("2026-08-09T23:59+02:00"), SIXTY), State::Reopened);
    assert_eq!(back.state_at(at("2026-08-10T00:00+02:00"), SIXTY), State::Lapsed);
}

#[test]
fn a_reminder_within_the_sixty_days_gives_sixty_more() {
    let life = told(&[OPENED, ("2026-04-01T18:00+02:00", Event::Reminded)], SIXTY).unwrap();
    assert_eq!(life.state, State::Opened);
    assert_eq!(life.state_at(at("2026-05-31T12:00+02:00"), SIXTY), State::Opened);
    assert_eq!(life.state_at(at("2026-06-01T00:00+02:00"), SIXTY), State::Lapsed);
}

#[test]
fn a_lapse_is_in_the_history_whoever_notices_it() {
    let life = told(&[OPENED], SIXTY).unwrap();
    let late = at("2026-06-10T09:00+02:00");
    let lapse = Entry { at: at("2026-05-02T00:00+02:00"), event: Event::Lapsed };
    assert_eq!(life.happens(Event::Lapsed, late, SIXTY), Ok(vec![lapse.clone()]));
    let reminder = Entry { at: late, event: Event::Reminded };
    assert_eq!(life.happens(Event::Reminded, late, SIXTY), Ok(vec![lapse, reminder]));
}

#[test]
fn an_escalation_comes_after_a_reminder_and_once_for_each() {
    let reminded = ("2026-03-10T10:30+01:00", Event::Reminded);
    let wish = |moment| (moment, Event::Escalated);
    let first = told(&[OPENED, reminded.clone(), wish("2026-03-12T08:00+01:00")], SIXTY).unwrap();
    assert_eq!(first.escalated, Some(at("2026-03-12T08:00+01:00")));
    let twice = [OPENED, reminded.clone(), wish("2026-03-12T08:00+01:00"), wish("2026-03-12T08:01+01:00")];
    assert_eq!(told(&twice, SIXTY).unwrap_err(), Refused::Escalated);
    let again = ("2026-03-20T10:30+01:00", Event::Reminded);
    let both = [OPENED, reminded, wish("2026-03-12T08:00+01:00"), again, wish("2026-03-21T08:01+01:00")];
    assert!(told(&both, SIXTY).is_ok());
}

#[test]
fn the_date_is_keyed_in_as_day_and_month() {
    let of = |keys| DayAndMonth::of(&Digits::read(keys));
    let date = "2026-11-23".parse().unwrap();
    assert!(of("2311").unwrap().fits(date));
    assert!(!of("1123").is_some_and(|wrong| wrong.fits(date)));
    assert!(of("2902").unwrap().fits("2028-02-29".parse().unwrap()));
    for keys in ["", "231", "23110", "3111", "0000", "23*1", "3102"] {
        assert_eq!(of(keys), None, "{keys}");
    }
}

fn served(seed: u64, at: i64, taken: Option<i64>, gone: Option<i64>) -> Served {
    let moment = |minute: i64| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minute);
    Served {
        ticket: TicketNumber::from_seed(seed),
        arrival: Arrival { at: moment(at), row: i64::try_from(seed).unwrap() },
        tried: None,
        taken: taken.map(moment),
        gone: gone.map(moment),
    }
}

#[test]
fn a_queue_is_served_as_it_came_and_its_history_proves_it() {
    let kept = [
        served(1, 10, Some(30), None),
        served(2, 11, None, None),
        served(3, 9, Some(20), None),
        served(4, 11, None, None),
    ];
    assert_eq!(
        waiting(&kept).iter().map(|of| of.ticket).collect::<Vec<_>>(),
        [kept[1].ticket, kept[3].ticket]
    );
    assert_eq!(overtakings(&kept), []);
    // A withdrawn one is not overtaken; one that came later than the other was taken neither.
    assert_eq!(
        overtakings(&[
            served(1, 10, None, Some(12)),
            served(2, 11, Some(15), None),
            served(3, 20, None, None)
        ]),
        []
    );
    let broken = [served(1, 10, None, None), served(2, 11, Some(15), None), served(3, 12, Some(14), None)];
    let found = overtakings(&broken);
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].ahead, found[0].behind),
        (broken[2].ticket, broken[0].ticket),
        "the one that waited longest"
    );
}

proptest! {
    /// Whatever is asked of it in whatever order, a history can be read again and says the same.
    #[test]
    fn what_is_written_can_be_read(steps in prop::collection::vec((0usize..11, 0i64..40_000), 0..30)) {
        let mut life = Life::opened(Origin::Page, at(OPENED.0));
        let mut history = vec![Entry { at: life.opened, event: Event::Opened { origin: Origin::Page } }];
        let mut now = life.opened;
        for (which, minutes) in steps {
            // The clock of another replica may be behind.
            now += TimeDelta::minutes(minutes - 5);
            let start = now;
            let event = [
                Event::TakenInCharge, Event::Asked, Event::Answered, Event::Closed, Event::Reopened, Event::Reminded,
                Event::Lapsed, Event::Escalated, Event::CallbackBooked { start }, Event::CallbackMissed,
                Event::Kind { kind: "documenti".into() },
            ][which].clone();
            let before = life.state_at(now.max(life.last), SIXTY);
            match life.happens(event.clone(), now, SIXTY) {
                Ok(entries) => history.extend(entries),
                Err(_) => continue,
            }
            let json = serde_json::to_string(&history).unwrap();
            let read: Vec<Entry> = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&read, &history);
            prop_assert!(history.windows(2).all(|pair| pair[0].at <= pair[1].at));
            life = Life::of(read).expect("a history");
            if before == State::Lapsed && event != Event::Lapsed && event != Event::CallbackMissed {
                prop_assert_eq!(life.state, State::Reopened);
            }
        }
    }
}
