//! The callback's life: what is to be done about a booking now, by its slot, the desk's hours, its attempts so far and the desk's way to place
//! callbacks. Pure arithmetic: the store decides who does it, and once.
//!
//! A user is called in the booked slot and in the desk's hours only. After the last attempt, after a wrong number, and after an attempt whose end
//! nobody knows (where the desk does not want another), no call follows; else the next one comes when the desk's pause is over.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};

use super::Slot;
use crate::menu::model::{AfterUnknown, Placing};
use crate::ticket::{Attempted, TicketNumber};

/// How long a user's telephone rings; seconds.
pub const RING: u16 = 30;

/// For how long it must be able to ring to be called at all; seconds.
const LEAST: i64 = 10;

/// After how long a callback that no operator took out of its queue goes there again at the earliest, whatever pause the desk wants: a queue without
/// operators gives it back at once, and that is no reason to try again every second for as long as the slot lasts.
const UNTAKEN: TimeDelta = TimeDelta::minutes(1);

/// One attempt, as the store has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The so-manieth of its booking, from 1.
    pub number: u16,
    /// When it began.
    pub began: DateTime<Utc>,
    /// Whether whoever was called first answered.
    pub answered: bool,
    /// How it ended, and when; none while it is under way.
    pub ended: Option<(Attempted, DateTime<Utc>)>,
}

/// What is to be done about a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Todo {
    /// An attempt is under way: nothing.
    UnderWay,
    /// The so-manieth attempt is due.
    Dial(u16),
    /// Nothing before this moment; always later than now.
    Wait(DateTime<Utc>),
    /// Nobody was reached, and nobody will be called any more.
    Missed,
    /// They spoke.
    Done,
}

/// What is to be done now about a booking of this slot. `open` are the open intervals of the queue's calendar within the slot, in order, none
/// while the desk is in an emergency; `attempts` are those so far, in order.
#[must_use]
pub fn todo(
    placing: &Placing,
    slot: Slot,
    open: &[Range<DateTime<Utc>>],
    attempts: &[Attempt],
    now: DateTime<Utc>,
) -> Todo {
    // What was tried for a time that was booked before, and missed, does not count for this one.
    let last = attempts.last().map_or(0, |last| last.number);
    let begun = attempts.partition_point(|attempt| attempt.began < slot.start);
    let attempts = attempts.get(begun..).unwrap_or_default();
    let earliest = match attempts.last() {
        None => slot.start,
        Some(Attempt { ended: None, .. }) => return Todo::UnderWay,
        Some(Attempt { ended: Some((outcome, at)), answered, .. }) => match outcome {
            Attempted::Spoken => return Todo::Done,
            Attempted::WrongNumber => return Todo::Missed,
            Attempted::Unknown if placing.unknown == AfterUnknown::Leave => return Todo::Missed,
            Attempted::NoAnswer
            | Attempted::Busy
            | Attempted::Voicemail
            | Attempted::Refused
            | Attempted::NoOperator
            | Attempted::Failed
            | Attempted::Unknown => {
                let apart =
                    if is_untaken(placing, *answered) { placing.apart.max(UNTAKEN) } else { placing.apart };
                at.checked_add_signed(apart).unwrap_or(slot.end).max(slot.start)
            }
        },
    };
    let next = last.saturating_add(1);
    if now >= slot.end || made(placing, attempts) >= usize::from(placing.attempts) {
        return Todo::Missed;
    }
    let from = earliest.max(now);
    let within = open.iter().map(|open| open.start.max(slot.start)..open.end.min(slot.end));
    let first = within.filter(|open| rings_until(open.end, open.start.max(from)).is_some());
    let first = first.map(|open| open.start.max(from)).min();
    match first {
        Some(moment) if moment <= now => Todo::Dial(next),
        Some(moment) => Todo::Wait(moment),
        // A closing by hand may be taken back before the slot is over.
        None => Todo::Wait(slot.end),
    }
}

/// How long it may ring now, in seconds: no longer than the slot and the hours last. None where nobody is to be called now.
#[must_use]
pub fn rings(slot: Slot, open: &[Range<DateTime<Utc>>], now: DateTime<Utc>) -> Option<u16> {
    let closes = open.iter().filter(|open| open.contains(&now)).map(|open| open.end).max();
    rings_until(closes.filter(|_| slot.start <= now)?.min(slot.end), now)
}

/// How long it may wait in a queue now for an operator, in seconds: until the slot or the hours are over.
#[must_use]
pub fn waits(slot: Slot, open: &[Range<DateTime<Utc>>], now: DateTime<Utc>) -> u16 {
    let closes = open.iter().filter(|open| open.contains(&now)).map(|open| open.end).max();
    let left = closes.map_or(slot.end, |closes| closes.min(slot.end)) - now;
    u16::try_from(left.num_seconds().max(1)).unwrap_or(u16::MAX)
}

fn rings_until(end: DateTime<Utc>, from: DateTime<Utc>) -> Option<u16> {
    let left = Some((end - from).num_seconds()).filter(|left| *left >= LEAST)?;
    Some(u16::try_from(left).unwrap_or(u16::MAX).min(RING))
}

/// How many attempts count. The user's telephone rang for none that waited in a queue and that no operator took: however often that was, their turn
/// has not come.
fn made(placing: &Placing, attempts: &[Attempt]) -> usize {
    attempts.iter().filter(|attempt| !is_untaken(placing, attempt.answered)).count()
}

/// Whether an attempt waited in a queue, and no operator took it.
const fn is_untaken(placing: &Placing, answered: bool) -> bool {
    placing.in_queue && !answered
}

/// What the name of a user's call ends in whom an operator waits for: the operator's call has the attempt's own name.
const AWAITED: &str = "-user";

/// The name of an attempt's call, on whatever platform: two calls of one name there cannot be at a time.
#[must_use]
pub fn call_name(ticket: TicketNumber, attempt: u16) -> String {
    format!("callback-{}-{attempt}", ticket.value())
}

/// The booking and the attempt of a call's name, the user's for whom an operator waits too; none where it is not the name of a callback.
#[must_use]
pub fn of_call(name: &str) -> Option<(TicketNumber, u16)> {
    let (ticket, attempt) = name.strip_prefix("callback-")?.split_once('-')?;
    let attempt = attempt.strip_suffix(AWAITED).unwrap_or(attempt);
    Some((TicketNumber::try_from(ticket.parse::<u32>().ok()?).ok()?, attempt.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_510_800, 0).unwrap() + Duration::minutes(minute)
    }

    /// A quarter of an hour from minute 0.
    const fn slot(start: DateTime<Utc>, end: DateTime<Utc>) -> Slot {
        Slot { start, end }
    }

    fn quarter() -> Slot {
        slot(at(0), at(15))
    }

    fn whole() -> Vec<Range<DateTime<Utc>>> {
        vec![at(-60)..at(60)]
    }

    fn ended(number: u16, minute: i64, outcome: Attempted) -> Attempt {
        Attempt { number, began: at(minute), answered: true, ended: Some((outcome, at(minute + 1))) }
    }

    fn usual() -> Placing {
        Placing::usual(None)
    }

    #[test]
    fn it_rings_when_the_slot_begins_and_not_before() {
        let todo = |now| todo(&usual(), quarter(), &whole(), &[], now);
        assert_eq!(todo(at(-1)), Todo::Wait(at(0)));
        assert_eq!(todo(at(0)), Todo::Dial(1));
        assert_eq!(todo(at(14)), Todo::Dial(1), "later than wished is better than never");
        assert_eq!(todo(at(15)), Todo::Missed, "never after the slot");
    }

    #[test]
    fn what_no_operator_took_out_of_a_queue_was_no_attempt_to_reach_the_user() {
        let queued = Placing { in_queue: true, ..usual() };
        let untaken =
            |number, minute| Attempt { answered: false, ..ended(number, minute, Attempted::NoOperator) };
        let waited = [untaken(1, 0), untaken(2, 1), untaken(3, 2)];
        assert_eq!(
            todo(&queued, quarter(), &whole(), &waited, at(8)),
            Todo::Dial(4),
            "their turn has not come"
        );
        assert_eq!(todo(&usual(), quarter(), &whole(), &waited, at(8)), Todo::Missed);
        let declined = [ended(1, 0, Attempted::NoOperator), ended(2, 1, Attempted::NoAnswer)];
        assert_eq!(todo(&queued, quarter(), &whole(), &declined, at(8)), Todo::Missed);
    }

    #[test]
    fn a_queue_without_operators_is_not_asked_again_at_once() {
        let queued = Placing { in_queue: true, apart: Duration::zero(), ..usual() };
        let ended = ended(1, 0, Attempted::NoOperator);
        let todo = |attempt, now| todo(&queued, quarter(), &whole(), &[attempt], now);
        let untaken = Attempt { answered: false, ..ended };
        assert_eq!(todo(untaken, at(1)), Todo::Wait(at(2)));
        assert_eq!(todo(untaken, at(2)), Todo::Dial(2));
        assert_eq!(todo(ended, at(1)), Todo::Dial(2), "an operator who declined: as the desk wants it");
    }

    #[test]
    fn the_next_attempt_waits_for_the_pause_and_the_last_is_the_last() {
        let one = [ended(1, 0, Attempted::NoAnswer)];
        assert_eq!(todo(&usual(), quarter(), &whole(), &one, at(1)), Todo::Wait(at(6)));
        assert_eq!(todo(&usual(), quarter(), &whole(), &one, at(6)), Todo::Dial(2));
        let two = [one[0], ended(2, 6, Attempted::Busy)];
        assert_eq!(todo(&usual(), quarter(), &whole(), &two, at(7)), Todo::Missed);
        let late = [ended(1, 11, Attempted::Busy)];
        assert_eq!(
            todo(&usual(), quarter(), &whole(), &late, at(12)),
            Todo::Wait(at(15)),
            "not after the slot"
        );
    }

    #[test]
    fn a_time_that_was_booked_again_has_attempts_of_its_own() {
        let before = [ended(1, -60, Attempted::NoAnswer), ended(2, -50, Attempted::Busy)];
        assert_eq!(todo(&usual(), quarter(), &whole(), &before, at(-1)), Todo::Wait(at(0)));
        assert_eq!(
            todo(&usual(), quarter(), &whole(), &before, at(0)),
            Todo::Dial(3),
            "and numbers of their own"
        );
        let again = [before[0], before[1], ended(3, 0, Attempted::NoAnswer)];
        assert_eq!(todo(&usual(), quarter(), &whole(), &again, at(6)), Todo::Dial(4));
        let all = [again[0], again[1], again[2], ended(4, 6, Attempted::NoAnswer)];
        assert_eq!(todo(&usual(), quarter(), &whole(), &all, at(12)), Todo::Missed);
    }

    #[test]
    fn whoever_was_reached_or_may_have_been_is_not_called_again() {
        let after =
            |outcome, placing: &Placing| todo(placing, quarter(), &whole(), &[ended(1, 0, outcome)], at(10));
        assert_eq!(after(Attempted::Spoken, &usual()), Todo::Done);
        assert_eq!(after(Attempted::WrongNumber, &usual()), Todo::Missed);
        assert_eq!(after(Attempted::Unknown, &usual()), Todo::Missed);
        let redials = Placing { unknown: AfterUnknown::Redial, ..usual() };
        assert_eq!(after(Attempted::Unknown, &redials), Todo::Dial(2));
        let under_way = [Attempt { number: 1, began: at(0), answered: false, ended: None }];
        assert_eq!(todo(&usual(), quarter(), &whole(), &under_way, at(20)), Todo::UnderWay);
    }

    #[test]
    fn a_closed_desk_calls_nobody() {
        let lunch = [at(-60)..at(4), at(9)..at(60)];
        assert_eq!(todo(&usual(), quarter(), &lunch, &[], at(5)), Todo::Wait(at(9)));
        assert_eq!(todo(&usual(), quarter(), &[], &[], at(5)), Todo::Wait(at(15)));
        assert_eq!(todo(&usual(), quarter(), &[], &[], at(15)), Todo::Missed);
    }

    #[test]
    fn it_rings_no_longer_than_the_slot_and_the_hours_last() {
        let second = |seconds| at(0) + Duration::seconds(seconds);
        let rings = |open: &[Range<DateTime<Utc>>], now| rings(quarter(), open, now);
        assert_eq!(rings(&whole(), at(0)), Some(30));
        assert_eq!(rings(&whole(), second(15 * 60 - 20)), Some(20));
        assert_eq!(rings(&whole(), second(15 * 60 - 9)), None, "that is no ring");
        assert_eq!(rings(&whole(), at(-1)), None, "not before its time");
        let closes = [at(-60)..at(5)];
        assert_eq!(rings(&closes, second(5 * 60 - 12)), Some(12));
        assert_eq!(rings(&closes, at(5)), None);
        let todo = |now| todo(&usual(), quarter(), &closes, &[], now);
        assert_eq!(todo(second(5 * 60 - 10)), Todo::Dial(1));
        assert_eq!(todo(second(5 * 60 - 9)), Todo::Wait(at(15)));
    }

    #[test]
    fn the_name_of_a_call_leads_back_to_its_attempt() {
        let ticket = TicketNumber::from_seed(7);
        assert_eq!(of_call(&call_name(ticket, 3)), Some((ticket, 3)));
        assert_eq!(of_call(&format!("{}-user", call_name(ticket, 3))), Some((ticket, 3)));
        for strange in
            ["", "callback-", "callback-1-1", "1795333422.1-310414", "callback-x-y", "callback-1-user"]
        {
            assert_eq!(of_call(strange), None, "{strange}");
        }
    }

    fn outcome() -> impl Strategy<Value = Attempted> {
        proptest::sample::select(Attempted::ALL.to_vec())
    }

    proptest! {
        /// Whatever the hours, the policy and the outcomes: played minute by minute, nobody is called outside slot and hours, sooner than the
        /// pause, oftener than the desk says, or after they were reached; and it always ends.
        #[test]
        fn nobody_is_called_too_early_too_late_or_too_often(
            attempts in 1_u16..5, apart in 0_i64..12, redial in any::<bool>(),
            open in proptest::collection::vec((-20_i64..30, 1_i64..20), 0..4),
            outcomes in proptest::collection::vec((outcome(), 0_i64..6), 12),
            length in 5_i64..30,
        ) {
            let unknown = if redial { AfterUnknown::Redial } else { AfterUnknown::Leave };
            let placing = Placing { attempts, apart: Duration::minutes(apart), unknown, ..usual() };
            let slot = slot(at(0), at(length));
            let mut open: Vec<_> = open.iter().map(|(from, long)| at(*from)..at(from + long)).collect();
            open.sort_by_key(|open| open.start);
            let mut made: Vec<Attempt> = Vec::new();
            let mut outcomes = outcomes.into_iter();
            let mut settled = None;
            let mut minute = -5;
            while settled.is_none() {
                prop_assert!(minute < length + 10, "it never ends");
                let now = at(minute);
                match todo(&placing, slot, &open, &made, now) {
                    Todo::Dial(number) => {
                        prop_assert!(slot.start <= now && now < slot.end);
                        prop_assert!(open.iter().any(|open| open.contains(&now)));
                        let ring = Duration::seconds(rings(slot, &open, now).unwrap_or(u16::MAX).into());
                        prop_assert!(now + ring <= slot.end);
                        prop_assert!(open.iter().any(|open| open.contains(&now) && now + ring <= open.end));
                        prop_assert_eq!(usize::from(number), made.len() + 1);
                        prop_assert!(number <= attempts);
                        if let Some((outcome, at)) = made.last().and_then(|last| last.ended) {
                            prop_assert!(now - at >= placing.apart);
                            prop_assert!(outcome != Attempted::Spoken && outcome != Attempted::WrongNumber);
                            prop_assert!(outcome != Attempted::Unknown || redial);
                        }
                        let (outcome, lasted) = outcomes.next().unwrap();
                        let end = at(minute + lasted);
                        made.push(Attempt { number, began: now, answered: false, ended: Some((outcome, end)) });
                        minute += lasted;
                    }
                    Todo::Wait(until) => {
                        prop_assert!(until > now && until <= slot.end);
                        minute += 1;
                    }
                    ended @ (Todo::Missed | Todo::Done) => settled = Some(ended),
                    Todo::UnderWay => prop_assert!(false, "every attempt has ended"),
                }
            }
            let spoken = made.iter().any(|made| made.ended.is_some_and(|(outcome, _)| outcome == Attempted::Spoken));
            prop_assert_eq!(settled == Some(Todo::Done), spoken);
        }
    }
}
