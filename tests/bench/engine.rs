//! One step of the engine; the same walk in a menu of ten nodes and in one of 100,000, in turns within one run; and what it costs to ask a
//! desk that holds its calendars' answers.
//!
//! `cargo bench --bench engine`
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "a benchmark ends at the first thing that is not as expected, and measures by the real clock"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use centralino::engine::{Desk, Event, State, Then, step};
use centralino::hours::Live;
use centralino::menu::load;
use centralino::menu::source::{NoFiles, Source};
use centralino::terms::{Caller, Digit};
use chrono::{DateTime, Utc};
use criterion::Criterion;

const HEAD: &str = "desk: generated\ntitle: Un banco generato\nnumbers: [800 749 049]\nhours:\n  operators:\n    \
    mon-sun: 00:00-24:00\n    holidays: as weekdays\ndestinations:\n  ufficio: Ufficio\nmenu:\n  open: operators\n  \
    closed: { say: Arrivederci., then: hangup }\n  after-errors: { say: Arrivederci., then: hangup }\n";

/// The keys of the walk, after the call's start. They mean the same in both menus.
const WALK: &str = "1#*20*1*2*";
const ROUNDS: usize = 61;
const WALKS: usize = 400;

fn main() {
    let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
    let (small, large) = (desk(10, now), desk(100_000, now));
    let sizes = [&small, &large].map(|desk| desk.menu.nodes.len());
    assert!(sizes[0] <= 15 && sizes[1] >= 100_000, "{sizes:?} nodes");
    let mut criterion = Criterion::default().configure_from_args();
    one_step(&mut criterion, &large, now);
    holding(&mut criterion, &large, now);
    criterion.final_summary();
    ratio(&small, &large, now);
}

/// A menu with so many nodes: as many levels of nine keys as it takes, each branch whole before the next begins.
fn desk(nodes: usize, now: DateTime<Utc>) -> Desk {
    let mut text = HEAD.to_owned();
    if nodes <= 10 {
        text.push_str("  keys:\n");
        for branch in 1..=2 {
            writeln!(text, "    {branch}:\n      title: Ramo {branch}\n      keys:").unwrap();
            writeln!(text, "        1: ufficio").unwrap();
        }
    } else {
        let levels = (1..=9_u32).find(|levels| 9_usize.pow(*levels) >= nodes).unwrap();
        keys(&mut text, 1, levels, &mut nodes.clone());
    }
    let (menu, found) = load(&Source::new("generated.yaml", &text), &NoFiles);
    let menu = menu.unwrap_or_else(|| panic!("{:?}", found.first()));
    Desk::at(Arc::new(menu), &Live::default(), now)
}

fn keys(text: &mut String, level: u32, levels: u32, left: &mut usize) {
    let indent = "  ".repeat(2 * level as usize - 1);
    writeln!(text, "{indent}keys:").unwrap();
    for key in 1..=9 {
        *left = left.saturating_sub(1);
        if level == levels || (*left == 0 && level > 1) {
            writeln!(text, "{indent}  {key}: ufficio").unwrap();
        } else {
            writeln!(text, "{indent}  {key}:\n{indent}    title: Ramo {key}").unwrap();
            keys(text, level + 1, levels, left);
        }
    }
}

fn start() -> Event {
    Event::Start { caller: Caller::Unknown, assigned: None }
}

fn one_step(criterion: &mut Criterion, desk: &Desk, now: DateTime<Utc>) {
    let (state, _) = step(desk, State::default(), start(), now);
    let key = Event::Digit(Digit::new('1').unwrap());
    criterion.bench_function("engine/one step, a key", |bench| {
        bench.iter(|| step(black_box(desk), black_box(state), black_box(key.clone()), now));
    });
    criterion.bench_function("engine/one step, the start of a call", |bench| {
        bench.iter(|| step(black_box(desk), State::default(), black_box(start()), now));
    });
    criterion.bench_function("engine/one step, a silence", |bench| {
        bench.iter(|| step(black_box(desk), black_box(state), black_box(Event::Silence), now));
    });
}

/// Whether the desk is open, while what its calendars said still holds.
fn holding(criterion: &mut Criterion, desk: &Desk, now: DateTime<Utc>) {
    criterion.bench_function("engine/a calendar question while its answer holds", |bench| {
        bench.iter(|| {
            let desk = black_box(desk);
            let holds = desk.until().is_none_or(|until| black_box(now) < until);
            assert!(holds);
            desk.calendars[0].closed
        });
    });
}

/// One walk; ends where it began to wait for keys.
fn walk(desk: &Desk, now: DateTime<Utc>) -> State {
    let (mut state, _) = step(desk, State::default(), start(), now);
    for key in WALK.chars().filter_map(Digit::new) {
        let (next, reply) = step(desk, state, Event::Digit(key), now);
        assert!(matches!(reply.then, Then::Gather(_)));
        black_box(reply);
        state = next;
    }
    state
}

fn ratio(small: &Desk, large: &Desk, now: DateTime<Utc>) {
    let timed = |desk: &Desk| {
        let began = Instant::now();
        for _ in 0..WALKS {
            black_box(walk(black_box(desk), now));
        }
        let steps = u32::try_from(WALKS * (WALK.len() + 1)).unwrap();
        began.elapsed().as_secs_f64() * 1e9 / f64::from(steps)
    };
    let (mut few, mut many) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        few.push(timed(small));
        many.push(timed(large));
    }
    let [few, many] = [few, many].map(median);
    println!("\nthe same walk of {} steps, median of {ROUNDS} rounds in turns\n", WALK.len() + 1);
    println!("| nodes | ns a step | ratio |\n|---:|---:|---:|");
    println!("| {} | {few:.0} | 1.00 |", small.menu.nodes.len());
    println!("| {} | {many:.0} | {:.2} |", large.menu.nodes.len(), many / few);
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
