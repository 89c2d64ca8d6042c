//! What it costs that the call carries its own state: sealing it for the platform and opening it again, in microseconds.
//!
//! `cargo bench --bench seal`

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark may fail loudly")]

use std::hint::black_box;

use centralino::calls::seal::{Sealed, Seals};
use centralino::engine::State;
use centralino::terms::{CallId, Digits, Number, Version};
use chrono::DateTime;
use criterion::{Criterion, criterion_group, criterion_main};

fn state() -> Sealed<State> {
    let mut state = State::default();
    state.baggage.caller = Number::from_digits(390_668_851_234);
    state.baggage.ahead = Digits::read("13");
    Sealed { version: Version([7; 16]), turn: 4, started: 1_795_000_000, sealed: 31, in_menus: 31, state }
}

fn seal_and_open(c: &mut Criterion) {
    let seals = Seals::new(&[[1; 32], [2; 32]]).unwrap();
    let call = CallId::new("CA5f3b1a0c9d8e7f60123456789abcdef0").unwrap();
    let now = DateTime::from_timestamp(1_795_000_040, 0).unwrap();
    let sealed = state();
    let token = seals.seal("twiml", &call, &sealed).unwrap();
    println!("a sealed state has {} characters", token.len());
    c.bench_function("seal", |b| b.iter(|| seals.seal("twiml", &call, black_box(&sealed)).unwrap()));
    c.bench_function("open", |b| {
        b.iter(|| seals.open::<State>(black_box(&token), "twiml", &call, now).unwrap());
    });
    c.bench_function("seal and open", |b| {
        b.iter(|| {
            let token = seals.seal("twiml", &call, black_box(&sealed)).unwrap();
            seals.open::<State>(&token, "twiml", &call, now).unwrap()
        });
    });
}

criterion_group!(benches, seal_and_open);
criterion_main!(benches);
