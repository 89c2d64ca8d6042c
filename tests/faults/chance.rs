//! Chance that can be had again: what happens when, by a seed that is told.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The seed of this run: `CENTRALINO_FAULTS_SEED`, or the time of day.
pub(super) fn seed() -> u64 {
    static SEED: LazyLock<u64> = LazyLock::new(|| {
        let seed = match std::env::var("CENTRALINO_FAULTS_SEED") {
            Ok(told) => told.parse().expect("CENTRALINO_FAULTS_SEED is a number"),
            Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs(),
        };
        println!("chance has the seed CENTRALINO_FAULTS_SEED={seed}");
        seed
    });
    *SEED
}

/// How often something is done: a few times in every run, or as often as is asked for in the long form (`CENTRALINO_FAULTS=long`).
pub(super) fn times(few: usize, many: usize) -> usize {
    if std::env::var("CENTRALINO_FAULTS").is_ok_and(|form| form == "long") { many } else { few }
}

/// Numbers that follow from a seed (`SplitMix64`, by Sebastiano Vigna).
pub(super) struct Chance(u64);

impl Chance {
    /// A row of numbers of its own for each `who`.
    pub(super) fn of(seed: u64, who: usize) -> Self {
        Self(seed ^ (who as u64 + 1).wrapping_mul(0xd134_2543_de82_ef95))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of so many, from 0.
    pub(super) fn below(&mut self, many: usize) -> usize {
        usize::try_from(self.next() % many as u64).unwrap()
    }

    /// So many times in a hundred.
    pub(super) fn happens(&mut self, in_a_hundred: usize) -> bool {
        self.below(100) < in_a_hundred
    }

    /// A time from one to another; milliseconds.
    pub(super) fn millis(&mut self, from: usize, to: usize) -> Duration {
        Duration::from_millis((from + self.below(to - from + 1)) as u64)
    }
}
