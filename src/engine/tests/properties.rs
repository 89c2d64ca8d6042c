//! What holds for every call, whatever happens in it and in whatever order.

use proptest::collection::vec;
use proptest::prelude::*;

use super::desk::{DEST_PAID, bilingual, desk, menu, now};
use super::*;
use crate::hours::Closed;
use crate::terms::{CodeCallId, DestinationId, Digit, Language};
use crate::ticket::{CustomerId, Unspendable};

fn key() -> impl Strategy<Value = Digit> {
    prop::sample::select("0123456789*#1119".chars().filter_map(Digit::new).collect::<Vec<_>>())
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop::sample::select(vec![Outcome::Completed, Outcome::Busy, Outcome::NoAnswer, Outcome::Failed])
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        8 => (0..200_i64).prop_map(|hours| Answer::Slot(slot(hours))),
        4 => (1_000_u64..999_999_999_999_999).prop_map(|digits| Answer::Callable(Number::from_digits(digits).unwrap())),
        4 => any::<u64>().prop_map(|seed| Answer::Ticket(TicketNumber::from_seed(seed))),
        4 => (any::<u64>(), any::<bool>()).prop_map(|(seed, writes)| Answer::Booked { ticket: TicketNumber::from_seed(seed), date: date(), writes }),
        2 => (0..200_i64).prop_map(|hours| Answer::Requested(Requested::Callback { queue: QueueId(0), slot: slot(hours), date: date() })),
        3 => prop::sample::select(vec![
            Answer::Requested(Requested::NotFound), Answer::Requested(Requested::Reminded),
            Answer::Requested(Requested::Stands { state: crate::ticket::State::Waiting, callback: Some(crate::engine::Coming::At(slot(9))), writes: true }),
            Answer::Identified(Identified::Nobody), Answer::Identified(Identified::TooManyTries), Answer::Paid { left: 3 },
            Answer::Identified(Identified::Customer(Customer { id: CustomerId(8), latest: None, balance: None })),
            Answer::Unpaid(Unspendable::UsedUp), Answer::Unpaid(Unspendable::None),
            Answer::NoSlot, Answer::Held, Answer::NotANumber, Answer::NotCallable, Answer::Full, Answer::TooMany, Answer::TooOften, Answer::Unavailable,
            Answer::Requested(Requested::NoCallback), Answer::Moved { writes: true }, Answer::Cancelled, Answer::Written,
            Answer::Kept, Answer::Ended(Attempted::Voicemail),
        ]),
    ]
}

fn caller() -> impl Strategy<Value = Caller> {
    prop_oneof![
        (1_000_u64..999_999_999_999_999)
            .prop_map(|digits| Caller::Known(Number::from_digits(digits).unwrap())),
        Just(Caller::Withheld),
        Just(Caller::Unknown),
    ]
}

fn start() -> impl Strategy<Value = Event> {
    (caller(), any::<Option<bool>>()).prop_map(|(caller, assigned)| Event::Start {
        caller,
        assigned: assigned.map(|second| (DestinationId(u16::from(second)), 7)),
    })
}

fn attempted() -> impl Strategy<Value = Attempted> {
    prop::sample::select(Attempted::ALL.to_vec())
}

fn placed() -> impl Strategy<Value = Event> {
    let language = prop::sample::select(Language::ALL.to_vec());
    let leg = prop::sample::select(vec![Leg::User, Leg::Operator, Leg::Awaited, Leg::Late]);
    (language, leg, 1_u16..5, any::<bool>()).prop_map(|(language, leg, attempt, in_turn)| {
        let (queue, number, ticket, dated) = (QueueId(0), number(), ticket(), date());
        Event::Placed(PlacedCall {
            queue,
            language,
            number,
            ticket,
            dated,
            attempt,
            leg,
            in_turn,
            customer: None,
        })
    })
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        20 => key().prop_map(Event::Digit),
        8 => answer().prop_map(Event::Answer),
        3 => Just(Event::Silence),
        2 => Just(Event::DigitsEnd),
        2 => outcome().prop_map(Event::Transferred),
        1 => start(),
        1 => placed(),
        1 => attempted().prop_map(Event::Unmet),
        1 => Just(Event::Exhausted),
        1 => Just(Event::Ended),
    ]
}

fn heard() -> impl Strategy<Value = Heard> {
    let ended = prop::sample::select(vec![EndedBy::Terminator, EndedBy::Timeout, EndedBy::Full]);
    prop_oneof![
        12 => (vec(key(), 0..40), ended).prop_map(|(keys, ended)| {
            let text: String = keys.into_iter().map(Digit::char).collect();
            Heard::Keys { digits: Digits::read(&text), ended }
        }),
        2 => Just(Heard::Silence),
        2 => outcome().prop_map(Heard::Transferred),
        1 => Just(Heard::Start),
    ]
}

/// A desk's condition, told in one line when a property fails.
#[derive(Clone, Copy, Debug)]
struct Condition {
    two_languages: bool,
    own: Option<Closed>,
    branch: Option<Closed>,
    emergency: bool,
}

impl Condition {
    fn desk(self) -> Desk {
        let menu = if self.two_languages { bilingual() } else { menu() };
        Desk { emergency: self.emergency, ..desk(menu, self.own, self.branch) }
    }
}

fn condition() -> impl Strategy<Value = Condition> {
    let closed = || prop::sample::select(vec![None, None, Some(Closed::OutsideHours), Some(Closed::Holiday)]);
    (any::<bool>(), closed(), closed(), prop::bool::weighted(0.1)).prop_map(
        |(two_languages, own, branch, emergency)| Condition { two_languages, own, branch, emergency },
    )
}

/// What a reply does, without the words and values in it.
fn class(reply: &Reply) -> String {
    match &reply.then {
        Then::Gather(gather) => format!("{gather:?}"),
        Then::Transfer { to, ring, from, ticket: _, cap, joined: _ } => {
            format!("{to:?} {ring} {from:?} {cap:?}")
        }
        Then::Ask(Question::Slot { .. }) => "slot".into(),
        Then::Ask(Question::Callable { .. }) => "callable".into(),
        Then::Ask(Question::OwnNumber { .. }) => "own".into(),
        Then::Ask(Question::Hold { .. }) => "hold".into(),
        Then::Ask(Question::Book { .. }) => "book".into(),
        Then::Ask(Question::Move { .. }) => "move".into(),
        Then::Ask(Question::Swap { .. }) => "swap".into(),
        Then::Ask(Question::Cancel { .. }) => "cancel".into(),
        Then::Ask(Question::Write { .. }) => "write".into(),
        Then::Ask(Question::TicketNumber { .. }) => "ticket".into(),
        Then::Ask(Question::Called { outcome, .. }) => format!("{outcome:?}"),
        Then::Ask(Question::Code { .. }) => "code".into(),
        Then::Ask(Question::CodeCall { outcome, .. }) => format!("code {outcome:?}"),
        Then::Ask(Question::Request { task, .. }) => format!("{task:?}"),
        Then::Ask(Question::Customer { tells, .. }) => format!("{tells:?}"),
        Then::Ask(Question::Spend { language, .. }) => format!("spend {language:?}"),
        Then::Hangup(cause) => format!("{cause:?}"),
    }
}

/// The same event of another caller: other numbers, other slots.
fn otherwise(event: &Event) -> Event {
    let other = Number::from_digits(442_079_460_958).unwrap();
    match event {
        Event::Start { caller: Caller::Known(_), assigned } => {
            Event::Start { caller: Caller::Known(other), assigned: assigned.map(|(to, _)| (to, 9_999)) }
        }
        Event::Answer(Answer::Slot(_)) => Event::Answer(Answer::Slot(slot(500))),
        Event::Answer(Answer::Callable(_)) => Event::Answer(Answer::Callable(other)),
        Event::Answer(Answer::Ticket(_)) => Event::Answer(Answer::Ticket(TicketNumber::from_seed(98))),
        Event::Answer(Answer::Booked { writes, .. }) => {
            let ticket = TicketNumber::from_seed(99);
            Event::Answer(Answer::Booked { ticket, date: NaiveDate::MIN, writes: *writes })
        }
        Event::Answer(Answer::Requested(Requested::Callback { queue, .. })) => {
            let (slot, date) = (slot(900), NaiveDate::MIN);
            Event::Answer(Answer::Requested(Requested::Callback { queue: *queue, slot, date }))
        }
        Event::Placed(placed) => Event::Placed(PlacedCall {
            number: other,
            ticket: TicketNumber::from_seed(97),
            dated: NaiveDate::MIN,
            attempt: placed.attempt + 1,
            ..*placed
        }),
        Event::CodeCall(called) => Event::CodeCall(CodeCalled { call: CodeCallId(98), ..*called }),
        Event::Answer(Answer::Code(_)) => Event::Answer(Answer::Code(Digits::read("987654"))),
        Event::Start { .. }
        | Event::Digit(_)
        | Event::DigitsEnd
        | Event::Silence
        | Event::Transferred(_)
        | Event::Unmet(_)
        | Event::Answer(_)
        | Event::Exhausted
        | Event::Ended => event.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_events_in_any_order_keep_the_call(events in vec(event(), 0..80), conditions in vec(condition(), 1..4)) {
        let desks: Vec<_> = conditions.iter().map(|one| one.desk()).collect();
        let mut state = State::default();
        for (at, event) in events.iter().enumerate() {
            let desk = &desks[at % desks.len()];
            let before = state;
            let (after, reply) = step(desk, before, event.clone(), now());
            prop_assert_eq!((&after, &reply), (&step(desk, before, event.clone(), now()).0, &reply));
            prop_assert_eq!(&step(desk, before, event.clone(), now()).1, &reply);
            match &reply.then {
                Then::Hangup(_) => prop_assert!(after.place.over()),
                Then::Gather(gather) => prop_assert!(gather.max > 0 && gather.max <= 32 && gather.first > 0),
                Then::Transfer { ring, to, cap, .. } => {
                    prop_assert!(*ring > 0 && after.baggage.ahead.is_empty());
                    let paid = matches!(event, Event::Answer(Answer::Paid { .. }));
                    let pays = matches!(before.place.stage, Stage::Paying(_));
                    prop_assert_eq!(*to == DEST_PAID, paid && pays);
                    prop_assert_eq!(*to == DEST_PAID, cap.is_some());
                }
                Then::Ask(Question::Cancel { .. }) => {
                    prop_assert_eq!(before.place.stage, Stage::Request(Asking::Withdraw));
                    prop_assert_eq!(event, &Event::Digit(Digit::new('1').unwrap()));
                }
                Then::Ask(Question::Write { .. }) => prop_assert!(matches!(event, Event::Digit(_))),
                Then::Ask(Question::Book { .. } | Question::Move { .. }) => {
                    let confirms = matches!(before.place.stage, Stage::Booking(Booking { wait: Wait::Confirm, .. }));
                    prop_assert!(confirms, "booked from {:?}", before.place);
                    prop_assert_eq!(event, &Event::Digit(Digit::new('1').unwrap()));
                }
                Then::Ask(Question::Swap { .. }) => {
                    let wait = SwapWait::Confirm;
                    prop_assert!(matches!(before.place.stage, Stage::Swap(swap) if swap.wait == wait));
                    prop_assert_eq!(event, &Event::Digit(Digit::new('1').unwrap()));
                }
                Then::Ask(Question::Request { task, .. }) => {
                    let confirms = before.place.stage == Stage::Request(Asking::Confirm);
                    let wished = confirms && event == &Event::Digit(Digit::new('1').unwrap());
                    prop_assert!(*task != Task::Escalation || wished, "sent from {:?}", before.place);
                }
                Then::Ask(
                    Question::Slot { .. }
                    | Question::Hold { .. }
                    | Question::Callable { .. }
                    | Question::OwnNumber { .. }
                    | Question::TicketNumber { .. }
                    | Question::Customer { .. }
                    | Question::Spend { .. }
                    | Question::Called { .. }
                    | Question::Code { .. }
                    | Question::CodeCall { .. },
                ) => {}
            }
            prop_assert!(reply.say.is_sorted_by_key(|say| say.interruptible));
            prop_assert!(!before.place.answered || after.place.answered);
            let bytes = postcard::to_stdvec(&after).unwrap();
            prop_assert!(bytes.len() <= 150);
            prop_assert_eq!(postcard::from_bytes::<State>(&bytes).unwrap(), after);
            let (once, _) = step(desk, after, Event::Exhausted, now());
            let (_, twice) = step(desk, once, Event::Exhausted, now());
            prop_assert!(matches!(twice.then, Then::Hangup(_)));
            state = after;
        }
    }

    #[test]
    fn numbers_and_slots_are_carried_but_never_decide(events in vec(event(), 0..80), condition in condition()) {
        let desk = condition.desk();
        let (mut one, mut two) = (State::default(), State::default());
        for event in events {
            let (next, reply) = step(&desk, one, event.clone(), now());
            let (other, answer) = step(&desk, two, otherwise(&event), now());
            prop_assert_eq!(next.place, other.place);
            prop_assert_eq!(class(&reply), class(&answer));
            (one, two) = (next, other);
        }
    }

    #[test]
    fn a_turn_always_ends_and_carries_no_key_away(
        all in vec((heard(), vec(answer(), 4)), 1..40), conditions in vec(condition(), 1..3), caller in caller(),
    ) {
        let desks: Vec<_> = conditions.iter().map(|one| one.desk()).collect();
        let mut state = None;
        for (turns, (heard, answers)) in (0_u16..).zip(all) {
            let desk = &desks[usize::from(turns) % desks.len()];
            let used = Used { turns, seconds: u32::from(turns) * 5 };
            let mut turn = match state {
                None => Turn::start(desk, caller, now()),
                Some(state) => Turn::new(desk, state, heard, used, now()),
            };
            let mut asked = 0;
            let reply = loop {
                match turn.next() {
                    Next::Reply(reply) => break reply,
                    Next::Ask(_) => {
                        asked += 1;
                        prop_assert!(asked <= usize::from(QUESTIONS));
                        turn.answer(answers[asked - 1].clone());
                    }
                }
            };
            prop_assert!(!matches!(reply.then, Then::Ask(_)));
            prop_assert!(turn.state().baggage.ahead.is_empty());
            prop_assert!(reply.say.is_sorted_by_key(|say| say.interruptible));
            if let Caller::Withheld | Caller::Unknown = caller {
                prop_assert_eq!(turn.state().baggage.caller, None);
            }
            state = Some(*turn.state());
        }
    }

    #[test]
    fn whoever_keeps_pressing_or_waiting_is_let_go(all in vec(heard(), 1..20), condition in condition()) {
        let desk = condition.desk();
        let mut state = State::default();
        for turns in 0..=TURNS + LAST_TURNS {
            let heard = all[usize::from(turns) % all.len()];
            let heard = if matches!(heard, Heard::Transferred(Outcome::Completed) | Heard::Start) { Heard::Silence } else { heard };
            let mut turn = Turn::new(&desk, state, heard, Used { turns, seconds: 0 }, now());
            loop {
                match turn.next() {
                    Next::Reply(_) => break,
                    Next::Ask(question) => turn.answer(usual(question)),
                }
            }
            state = *turn.state();
        }
        // Whoever is still ringing somewhere ends when that does.
        prop_assert!(state.place.over() || matches!(state.place.stage, Stage::Ringing(_)), "{:?}", state.place);
    }
}
