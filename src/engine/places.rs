//! Every place that calls to a desk can be in. Their number is finite, because a step looks at nothing else than the place, the class of an
//! event, and what is open: the ground of every proof.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{
    Answer, CodeCalled, Coming, Customer, Desk, Event, Identified, Leg, Outcome, Place, PlacedCall,
    Requested, Stage, step,
};
use crate::booking::Slot;
use crate::hours::{self, Closed, Layer};
use crate::menu::model::Menu;
use crate::terms::{Caller, CodeCallId, Digit, Digits, Number, QueueId};
use crate::ticket::{Attempted, Balance, CustomerId, State, TicketNumber, Unspendable};

/// Up to this many calendars, every combination of open and closed is walked; beyond, all open, all closed, and each closed alone.
const COMBINED: usize = 6;

/// A desk in each of its conditions: which calendars are open, and whether there is an emergency.
#[must_use]
pub fn conditions(menu: &Arc<Menu>) -> Vec<Desk> {
    let count = menu.calendars.len();
    let closed: Vec<Vec<bool>> = if count <= COMBINED {
        (0..1_u32 << count).map(|mask| (0..count).map(|bit| mask >> bit & 1 == 1).collect()).collect()
    } else {
        let alone = (0..count).map(|one| (0..count).map(|bit| bit == one).collect());
        [vec![false; count], vec![true; count]].into_iter().chain(alone).collect()
    };
    let with = |emergency: bool| {
        closed.iter().map(move |closed| Desk {
            menu: Arc::clone(menu),
            calendars: closed.iter().map(|closed| answer(*closed)).collect(),
            emergency,
        })
    };
    with(false).chain(with(true)).collect()
}

/// The places, in the order in which they are found, that calls reach while the desk passes from any of these conditions to any other.
#[must_use]
pub fn places(conditions: &[Desk], now: DateTime<Utc>) -> Vec<Place> {
    let (keys, outcomes, answers) = (keys(), outcomes(), answers());
    let mut seen: HashSet<Place> = HashSet::from([Place::default()]);
    let mut found = vec![super::State::default()];
    let mut next = 0;
    while let Some(state) = found.get(next).copied() {
        next += 1;
        // An outcome or an answer that nobody waits for is like any other such: one of each will do.
        let (outcomes, answers) = match state.place.stage {
            Stage::Ringing(_) => (outcomes.as_slice(), answers.get(..1)),
            Stage::Booking(_)
            | Stage::Request(_)
            | Stage::Customer(_)
            | Stage::Paying(_)
            | Stage::Called(_)
            | Stage::Swap(_)
            | Stage::CodeCall(_) => (outcomes.get(..1).unwrap_or_default(), answers.get(..)),
            Stage::New | Stage::Language | Stage::Here | Stage::Over => {
                (outcomes.get(..1).unwrap_or_default(), answers.get(..1))
            }
        };
        let answers = answers.unwrap_or_default();
        for desk in conditions {
            let starts = if state.place == Place::default() { callers(&desk.menu) } else { Vec::new() };
            for event in starts.iter().chain(&keys).chain(outcomes).chain(answers) {
                let (state, _) = step(desk, state, event.clone(), now);
                if seen.insert(state.place) {
                    found.push(state);
                }
            }
        }
    }
    found.into_iter().map(|state| state.place).collect()
}

/// Each kind of caller: with no number, with one, and assigned to each destination that the directory leads to.
fn callers(menu: &Menu) -> Vec<Event> {
    let assigned: Vec<_> = menu.directory.destinations().map(|to| Some((to, 1))).chain([None]).collect();
    let known = number().into_iter().flat_map(|number| {
        let caller = Caller::Known(number);
        assigned.iter().map(move |assigned| Event::Start { caller, assigned: *assigned })
    });
    let placed = placed(menu).into_iter().chain(code_calls(menu));
    known.chain([Event::Start { caller: Caller::Withheld, assigned: None }]).chain(placed).collect()
}

/// The calls that are placed for bookings: of each queue, in each language, to users and operators.
fn placed(menu: &Menu) -> Vec<Event> {
    let queues = (0..=u8::MAX).zip(&menu.queues).map(|(queue, _)| QueueId(queue));
    let languages = |queue| menu.languages.iter().map(move |language| (queue, *language));
    let legs = |(queue, language)| {
        let legs = [Leg::User, Leg::Operator, Leg::Awaited, Leg::Late].into_iter();
        legs.flat_map(|leg| [true, false].map(|in_turn| (leg, in_turn))).filter_map(move |(leg, in_turn)| {
            let (ticket, dated) = (TicketNumber::from_seed(0), NaiveDate::default());
            let number = number()?;
            Some(Event::Placed(PlacedCall {
                queue,
                language,
                number,
                ticket,
                dated,
                attempt: 1,
                leg,
                in_turn,
                customer: None,
            }))
        })
    };
    queues.flat_map(languages).flat_map(legs).collect()
}

/// The calls that are to speak a code, in each language.
fn code_calls(menu: &Menu) -> impl Iterator<Item = Event> + '_ {
    menu.languages
        .iter()
        .map(|language| Event::CodeCall(CodeCalled { call: CodeCallId(0), language: *language }))
}

/// Every key, and whatever else can happen anywhere.
fn keys() -> Vec<Event> {
    let keys = "0123456789*#".chars().filter_map(Digit::new).map(Event::Digit);
    keys.chain([Event::DigitsEnd, Event::Silence, Event::Exhausted, Event::Ended]).collect()
}

fn outcomes() -> Vec<Event> {
    let unmet = Attempted::ALL.map(Event::Unmet);
    Outcome::ALL.map(Event::Transferred).into_iter().chain(unmet).collect()
}

/// One answer of every class.
fn answers() -> Vec<Event> {
    let start = DateTime::<Utc>::UNIX_EPOCH;
    let slot = Slot { start, end: start + TimeDelta::minutes(15) };
    let (ticket, date) = (TicketNumber::from_seed(0), NaiveDate::default());
    let booked = [true, false].map(|writes| Answer::Booked { ticket, date, writes });
    let moved = [true, false].map(|writes| Answer::Moved { writes });
    [Answer::Slot(slot), Answer::NoSlot, Answer::Held, Answer::NotANumber, Answer::NotCallable]
        .into_iter()
        .chain(booked)
        .chain(moved)
        .chain([Answer::Cancelled, Answer::Written])
        .chain(number().map(Answer::Callable))
        .chain([Answer::Code(Digits::default())])
        .chain(Attempted::ALL.map(Answer::Ended))
        .chain([Answer::Kept, Answer::Full, Answer::TooMany, Answer::TooOften, Answer::Unavailable])
        .chain([Answer::Ticket(TicketNumber::from_seed(0))])
        .chain(requested(slot).map(Answer::Requested))
        .chain(identified().map(Answer::Identified))
        .chain([Answer::Paid { left: 0 }, Answer::Paid { left: 9 }])
        .chain(UNSPENDABLE.map(Answer::Unpaid))
        .map(Event::Answer)
        .collect()
}

/// Every reason for which nothing is spent.
const UNSPENDABLE: [Unspendable; 4] =
    [Unspendable::None, Unspendable::Expired, Unspendable::Language, Unspendable::UsedUp];

/// A customer with nothing to be told, one with all there is, and none.
fn identified() -> impl Iterator<Item = Identified> {
    let plain = Customer { id: CustomerId(1), latest: None, balance: None };
    let until = NaiveDate::default();
    let told = Customer {
        latest: Some((State::Opened, until)),
        balance: Some(Balance { calls: 1, requests: 1, until }),
        ..plain
    };
    [plain, told].map(Identified::Customer).into_iter().chain([Identified::Nobody, Identified::TooManyTries])
}

/// One of every class.
fn requested(slot: Slot) -> impl Iterator<Item = Requested> {
    let states =
        [State::Opened, State::TakenInCharge, State::Waiting, State::Closed, State::Reopened, State::Lapsed];
    let stands = states.into_iter().flat_map(|state| [true, false].map(|writes| (state, writes))).flat_map(
        move |(state, writes)| {
            [None, Some(Coming::At(slot)), Some(Coming::InTurn)].map(|callback| Requested::Stands {
                state,
                callback,
                writes,
            })
        },
    );
    stands.chain([
        Requested::Callback { queue: QueueId(0), slot, date: NaiveDate::default() },
        Requested::Place { date: NaiveDate::default() },
        Requested::NoCallback,
        Requested::Reminded,
        Requested::Escalated,
        Requested::NotFound,
        Requested::TooManyTries,
        Requested::Closed,
        Requested::NotReminded,
        Requested::EscalatedBefore,
    ])
}

fn number() -> Option<Number> {
    Number::from_digits(390_600_000_000)
}

fn answer(closed: bool) -> hours::Answer {
    hours::Answer {
        closed: closed.then_some(Closed::OutsideHours),
        layer: Layer::NoLine,
        until: DateTime::<Utc>::MAX_UTC,
        reopens: None,
    }
}
