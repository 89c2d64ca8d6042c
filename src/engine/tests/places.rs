//! A desk has so many places and no more, and each of them fits in an address.

use std::sync::Arc;

use super::desk::{bilingual, desk, menu, now};
use super::*;
use crate::engine::places::{conditions, places};
use crate::hours::{Answer as Hours, Closed, Layer};
use crate::terms::{DestinationId, Language, NodeId};
use crate::ticket::CustomerId;

/// The small desk in every condition of its two calendars.
fn every_condition(menu: crate::menu::model::Menu) -> Vec<Desk> {
    let menu = Arc::new(menu);
    let hours = |closed| Hours { closed, layer: Layer::NoLine, until: now(), reopens: None };
    let states = [None, Some(Closed::OutsideHours)];
    let pairs = states.into_iter().flat_map(|own| states.map(|branch| (own, branch)));
    let both = |emergency: bool| {
        let menu = Arc::clone(&menu);
        pairs.clone().map(move |(own, branch)| Desk {
            menu: Arc::clone(&menu),
            calendars: vec![hours(own), hours(branch)],
            emergency,
        })
    };
    both(false).chain(both(true)).collect()
}

#[test]
fn the_places_of_a_desk_are_finite_and_the_same_each_time() {
    let open = || places(&[super::desk::open()], now());
    let small = places(&every_condition(menu()), now());
    let two_languages = places(&[desk(bilingual(), None, None)], now());
    println!("small desk: {} places while open, {} in all conditions", open().len(), small.len());
    assert_eq!(open(), open());
    assert!(open().len() > 100 && open().len() < two_languages.len() && open().len() < small.len());
    assert!(small.len() < 20_000);
}

#[test]
fn from_every_place_two_exhaustions_end_the_call() {
    let conditions = every_condition(menu());
    for place in places(&conditions, now()) {
        for desk in &conditions {
            let state = State { place, baggage: Baggage::default() };
            let (once, _) = step(desk, state, Event::Exhausted, now());
            let (_, reply) = step(desk, once, Event::Exhausted, now());
            assert!(matches!(reply.then, Then::Hangup(_)), "{place:?}");
        }
    }
}

#[test]
fn a_desk_without_calendars_is_open_or_in_an_emergency() {
    assert_eq!(conditions(&Arc::new(menu())).len(), 2);
}

#[test]
fn the_worst_state_fits_in_an_address() {
    let booking =
        Booking { wait: Wait::Slot(Search::AnotherDay), number: Chosen::Keyed, own: true, writes: true };
    let full = Digits::read(&"9".repeat(32));
    let worst = State {
        place: Place {
            node: NodeId(u32::MAX),
            stage: Stage::Booking(booking),
            language: Language::En,
            branch: Branch::Emergency,
            assigned: Some(DestinationId(u16::MAX)),
            numbered: true,
            no_input: u8::MAX,
            no_match: u8::MAX,
            keyed: 32,
            guarded: true,
            notices_due: true,
            answered: true,
            last: true,
            code: Coded::Known,
        },
        baggage: Baggage {
            caller: Number::from_digits(999_999_999_999_999),
            row: u32::MAX,
            ahead: full,
            keyed: full,
            offer: Some(slot(24 * 3650)),
            number: Number::from_digits(999_999_999_999_999),
            ticket: Some(ticket()),
            dated: Some(date()),
            customer: Some(CustomerId(i64::MAX)),
            attempt: u16::MAX,
            kept: Some(slot(24 * 3650)),
            queue: Some(QueueId(u8::MAX)),
            joined: Some(super::desk::now()),
            code_call: Some(crate::terms::CodeCallId(u32::MAX)),
            speaks: Some(Language::En),
        },
    };
    let bytes = postcard::to_stdvec(&worst).unwrap();
    println!("worst state: {} bytes", bytes.len());
    assert!(bytes.len() <= 150, "{} bytes", bytes.len());
    assert_eq!(postcard::from_bytes::<State>(&bytes).unwrap(), worst);
}
