//! The five desks as machines: their places are counted, their states weighed, and keys pressed ahead lead where keys pressed in turn lead.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use centralino::engine::places::{conditions, places};
use centralino::engine::{Baggage, EndedBy, Gather, Heard, Next, Place, Question, State, Then, Turn, Used};
use centralino::files::read_menu;
use centralino::hours::Live;
use centralino::menu::diagnostic::Diagnostic;
use centralino::menu::model::Menu;
use centralino::scenario::{Call, Clients, Ending, Requests, Script, Store, judge, play, read};
use centralino::terms::numbering::{self, CallerFormat, Country};
use centralino::terms::{Caller, Digit, Digits, Number};
use chrono::{DateTime, Utc};

const NAMES: [&str; 5] = ["condafne", "dogane", "giustizia", "pagopa", "palitalsoft"];

pub(super) fn menus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("menus")
}

fn menu(name: &str) -> Arc<Menu> {
    let (read, found) = read_menu(&menus().join(format!("{name}.yaml")));
    let errors: Vec<_> = found.iter().filter(|one| one.is_error()).collect();
    read.menu.unwrap_or_else(|| panic!("{name}: {errors:#?}"))
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn every_example_of_every_desk_comes_out_as_it_says() {
    let began = Instant::now();
    let (mut calls, mut wrong) = (0, Vec::new());
    for name in NAMES {
        let menu = menu(name);
        let file = menus().join("tests").join(format!("{name}.yaml"));
        let source = centralino::files::read_source(&file).unwrap();
        let (examples, found) = read(&source, &menu);
        assert!(found.is_empty(), "{name}: {found:#?}");
        assert!(examples.len() >= 10, "{name} has {} examples", examples.len());
        for example in &examples {
            for take in &example.takes {
                calls += 1;
                let transcript = play(&menu, &take.live, &take.call);
                for fault in judge(&example.expected, &transcript) {
                    let heard: Vec<_> = transcript.heard().collect();
                    wrong.push(format!(
                        "{name}: {} [{}]: {}; heard {heard:#?}",
                        example.name, take.label, fault.said
                    ));
                }
            }
        }
    }
    println!("{calls} calls played in {:?}", began.elapsed());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(calls > 200, "only {calls} calls");
}

#[test]
fn the_places_of_each_desk_are_counted_and_each_fits_in_an_address() {
    std::thread::scope(|scope| {
        for name in NAMES {
            scope.spawn(move || count(name));
        }
    });
}

fn count(name: &str) {
    let menu = menu(name);
    let began = Instant::now();
    let found = places(&conditions(&menu), moment("2026-11-24T09:00:00Z"));
    println!("{name}: {} places in {} nodes, walked in {:?}", found.len(), menu.nodes.len(), began.elapsed());
    assert!(found.len() > menu.nodes.len() && found.len() < 100_000);
    let longest = found.iter().map(|place| weight(*place)).max().unwrap_or(0);
    // Twelve bytes of nonce, sixteen of tag and thirty of envelope, in base64, are 300 characters from here on.
    assert!(longest < 165, "{name}: {longest} bytes");
}

/// A place with all that a call can carry at most.
fn weight(place: Place) -> usize {
    let number = Number::from_digits(999_999_999_999_999);
    let digits = Digits::read(&"9".repeat(32));
    let start = moment("2060-12-31T23:45:00Z");
    let offer = Some(centralino::booking::Slot { start, end: start + chrono::Duration::minutes(15) });
    let ticket = Some(centralino::ticket::TicketNumber::from_seed(u64::MAX));
    let dated = Some(start.date_naive());
    let customer = Some(centralino::ticket::CustomerId(i64::from(u32::MAX)));
    let (ahead, keyed, caller) = (digits, digits, number);
    let baggage = Baggage {
        caller,
        row: u32::MAX,
        ahead,
        keyed,
        offer,
        number,
        ticket,
        dated,
        customer,
        attempt: u16::MAX,
        kept: offer,
        queue: Some(centralino::terms::QueueId(u8::MAX)),
        joined: Some(start),
        code_call: Some(centralino::terms::CodeCallId(u32::MAX)),
        speaks: Some(centralino::terms::Language::En),
    };
    postcard::to_stdvec(&State { place, baggage }).unwrap().len()
}

/// The same keys, once in one request and once as they would come one by one: the call ends up in the same place.
#[test]
fn keys_in_one_request_and_keys_one_by_one_lead_to_the_same_place() {
    let moments = ["2026-11-24T09:00:00Z", "2026-11-22T09:00:00Z", "2026-08-12T09:00:00Z"];
    let mut walked = 0;
    for name in NAMES {
        let menu = menu(name);
        for at in moments.map(moment) {
            for number in 0..900_u32 {
                let keys = keys(number);
                assert_eq!(together(&menu, at, &keys), apart(&menu, at, &keys), "{name} at {at}: {keys}");
                walked += 1;
            }
        }
    }
    println!("{walked} pairs of walks");
}

/// Runs of two to five keys, those that callers press most among them.
fn keys(number: u32) -> String {
    let all = b"1234567890*#19";
    let mut left = number.wrapping_mul(2_654_435_761);
    let length = 2 + number % 4;
    (0..length)
        .map(|_| {
            left = left.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(all[(left >> 16) as usize % all.len()])
        })
        .collect()
}

fn caller() -> Caller {
    numbering::caller("06 6885 1234", CallerFormat::National, Country::ITALY)
}

fn finish(mut turn: Turn<'_>, menu: &Menu, live: &Live, now: DateTime<Utc>) -> (State, Then) {
    let mut agenda = centralino::scenario::Agenda::new(Store::There);
    loop {
        match turn.next() {
            Next::Reply(reply) => return (*turn.state(), reply.then),
            Next::Ask(question) => {
                assert!(!matches!(question, Question::Book { .. }), "a run of keys books");
                turn.answer(agenda.answer(menu, live, now, question));
            }
        }
    }
}

fn together(menu: &Arc<Menu>, now: DateTime<Utc>, keys: &str) -> (Place, Then) {
    let live = Live::default();
    let desk = centralino::engine::Desk::at(Arc::clone(menu), &live, now);
    let (state, _) = finish(Turn::start(&desk, caller(), now), menu, &live, now);
    let heard = Heard::Keys { digits: Digits::read(keys), ended: EndedBy::Full };
    let (state, then) = finish(Turn::new(&desk, state, heard, Used::default(), now), menu, &live, now);
    (state.place, then)
}

/// As a platform does it that keeps the keys it was not asked for, and forgets them where it is told to.
fn apart(menu: &Arc<Menu>, now: DateTime<Utc>, keys: &str) -> (Place, Then) {
    let live = Live::default();
    let desk = centralino::engine::Desk::at(Arc::clone(menu), &live, now);
    let (mut state, mut then) = finish(Turn::start(&desk, caller(), now), menu, &live, now);
    let mut kept: VecDeque<_> = Digits::read(keys).iter().collect();
    let mut is_first = true;
    while let Then::Gather(gather) = &then
        && !kept.is_empty()
        && (is_first || gather.type_ahead)
    {
        is_first = false;
        let heard = take(*gather, &mut kept);
        (state, then) = finish(Turn::new(&desk, state, heard, Used::default(), now), menu, &live, now);
    }
    (state.place, then)
}

fn take(gather: Gather, kept: &mut VecDeque<Digit>) -> Heard {
    let mut digits = Digits::default();
    while let Some(digit) = kept.pop_front() {
        let ends = gather.terminator == Some(digit);
        if !ends || digits.is_empty() {
            digits.push(digit);
        }
        if ends {
            return Heard::Keys { digits, ended: EndedBy::Terminator };
        }
        if digits.len() == usize::from(gather.max) {
            return Heard::Keys { digits, ended: EndedBy::Full };
        }
    }
    Heard::Keys { digits, ended: EndedBy::Timeout }
}

#[test]
fn a_storm_of_keys_and_a_thousand_silences_end_on_every_desk() {
    for name in NAMES {
        let menu = menu(name);
        for keys in ["9".repeat(32), "*#".repeat(16), "1".repeat(32), "0#".repeat(16)] {
            let piece = vec![keys; 400].join(",");
            let call = Call {
                caller: caller(),
                did: None,
                at: moment("2026-11-24T09:00:00Z"),
                script: Script::parse(&piece).unwrap(),
                outcomes: vec![centralino::engine::Outcome::Busy; 400],
                store: Store::There,
                requests: Requests::default(),
                clients: Clients::default(),
                messages: false,
            };
            let transcript = play(&menu, &Live::default(), &call);
            assert_ne!(transcript.ending, Ending::Transfer, "{name}");
            assert!(transcript.entries.len() < 10_000, "{name}: {} entries", transcript.entries.len());
            let last = transcript.entries.last().map(|(_, entry)| entry);
            assert!(matches!(last, Some(centralino::scenario::Entry::HangsUp(_))), "{name}: {last:?}");
        }
    }
}

/// Only so that a list of mistakes is printed whole when a desk is broken.
#[test]
fn no_desk_has_an_error() {
    for name in NAMES {
        let (_, found) = read_menu(&menus().join(format!("{name}.yaml")));
        assert!(!found.iter().any(Diagnostic::is_error), "{name}: {found:#?}");
    }
}
