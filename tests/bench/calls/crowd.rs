//! Callers who are only there: each is spoken to for a minute, and then the next one calls in their place.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::Way;
use super::asterisk::Asterisk;
use super::handset::Listens;
use super::measured::ring;
use super::served::Served;
use super::telephone::{Stage, Telephone};
use super::wait;

const WAYS: [(Way, &str); 3] = [(Way::Plain, "7120"), (Way::Ari, "7101"), (Way::Guarded, "7101")];

/// They go when it is dropped.
pub(crate) struct Crowd {
    here: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
    calling: Option<JoinHandle<()>>,
}

impl Crowd {
    /// Waits until all are there.
    pub(crate) fn gather(asterisk: &Asterisk, served: &Served, count: usize) -> Self {
        let (here, over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let calling = {
            let (here, over) = (Arc::clone(&here), Arc::clone(&over));
            let (asterisk, served) = (asterisk.port, served.clone());
            thread::spawn(move || keep(asterisk, &served, count, &here, &over))
        };
        let crowd = Self { here, over, calling: Some(calling) };
        let all = wait::until(Duration::from_mins(2), || (crowd.here() == count).then_some(()));
        assert!(all.is_some(), "only {} of {count} came", crowd.here());
        crowd
    }

    /// How many are being spoken to.
    pub(crate) fn here(&self) -> usize {
        self.here.load(Ordering::Relaxed)
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(calling) = self.calling.take() {
            let _ = calling.join();
        }
    }
}

fn keep(port: u16, served: &Served, count: usize, here: &AtomicUsize, over: &AtomicBool) {
    let place = |at: usize| {
        let (way, number) = WAYS[at % WAYS.len()];
        // One after the other, as callers come.
        thread::sleep(Duration::from_millis(50));
        ring(port, served, number, way, Listens::Not)
    };
    let mut calls: Vec<Telephone> = (0..count).map(place).collect();
    while !over.load(Ordering::Relaxed) {
        for (at, call) in calls.iter_mut().enumerate() {
            if matches!(call.stage(), Stage::Ended(_)) {
                *call = place(at);
            }
        }
        here.store(calls.iter().filter(|call| call.stage() == Stage::Up).count(), Ordering::Relaxed);
        thread::sleep(Duration::from_millis(200));
    }
    // All hang up before any is waited for.
    calls.iter().for_each(Telephone::hang_up);
}
