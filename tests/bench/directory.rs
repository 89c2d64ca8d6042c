//! One look-up among a million rows, hits and misses, and what the rows weigh.
//!
//! Aims: under 200 ns a look-up, under 40 bytes a row, loaded in seconds. The rows are drawn by a fixed rule: nine of ten are
//! whole numbers, the rest prefixes of six to ten digits.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a benchmark stops by panicking, and measures by the real clock"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use centralino::directory::{self, Directory};
use centralino::terms::numbering::{self, Country};
use centralino::terms::{DestinationId, Number};
use criterion::Criterion;

const ROWS: usize = 1_000_000;

/// A generator of numbers without a crate: splitmix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// The file, and as many numbers that are in it, and as many that no row knows.
fn file() -> (String, Vec<Number>, Vec<Number>) {
    let mut chance = Chance(42);
    let (mut text, mut hits, mut misses) =
        (String::from("numero o prefisso;destinazione\n"), Vec::new(), Vec::new());
    for row in 0..ROWS {
        let to = row % 5 + 2;
        if row % 10 == 0 {
            // Prefixes of 6 to 10 digits with the country's code, all in Rome.
            let length = 10u64.pow(2 + u32::try_from(row / 10 % 5).unwrap());
            writeln!(text, "06{}*;lotto-{to}", length + chance.next() % (9 * length)).unwrap();
        } else {
            let number = format!("02{:08}", 10_000_000 + chance.next() % 90_000_000);
            writeln!(text, "{number};lotto-{to}").unwrap();
            if let Ok(number) = numbering::number(&number, Country::ITALY) {
                hits.push(number);
            }
        }
        let foreign = 39_081_000_000_000 + chance.next() % 99_999_999;
        misses.extend(Number::from_digits(foreign));
    }
    (text, hits, misses)
}

/// The time of one look-up in the quietest of many short batches: what the machine does beside cannot lengthen all of them.
fn quietest(name: &str, directory: &Directory, callers: &[Number]) {
    const BATCH: u32 = 4_000;
    let mut at = 0;
    let mut batch = || {
        let started = Instant::now();
        for _ in 0..BATCH {
            at = (at + 7_919) % callers.len();
            black_box(directory.look_up(black_box(callers[at])));
        }
        started.elapsed()
    };
    let least = (0..2_000).map(|_| batch()).min().unwrap();
    println!("{name}: {} ns in the quietest batch", least.as_nanos() / u128::from(BATCH));
}

fn look_up(criterion: &mut Criterion, name: &str, directory: &Directory, callers: &[Number]) {
    quietest(name, directory, callers);
    // In an order in which no cache helps.
    let mut at = 0;
    criterion.bench_function(name, |bench| {
        bench.iter(|| {
            at = (at + 7_919) % callers.len();
            black_box(directory.look_up(black_box(callers[at])))
        });
    });
}

fn main() {
    let (text, hits, misses) = file();
    let started = Instant::now();
    let resolve = |name: &str| name.strip_prefix("lotto-")?.parse().ok().map(DestinationId);
    let (directory, faults) = directory::load(text.as_bytes(), Country::ITALY, &resolve);
    let bad = faults.iter().filter(|fault| !fault.is_warning()).count();
    println!(
        "directory: {} rows of {ROWS} ({bad} told: drawn twice, or no number of the plan), loaded in {:.2} s, {:.1} bytes a row",
        directory.len(),
        started.elapsed().as_secs_f64(),
        directory.bytes() as f64 / directory.len() as f64,
    );
    let prefixed: Vec<Number> = (0..1_000_000u64)
        .filter_map(|caller| Number::from_digits(390_600_000_000 + caller * 99_991 % 100_000_000))
        .collect();
    let mut criterion = Criterion::default().configure_from_args();
    look_up(&mut criterion, "directory/exact", &directory, &hits);
    look_up(&mut criterion, "directory/by prefix or not at all", &directory, &prefixed);
    look_up(&mut criterion, "directory/miss", &directory, &misses);
    criterion.final_summary();
}
