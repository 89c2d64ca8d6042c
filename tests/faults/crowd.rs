//! Fifty callers at a time, each of whom calls again as soon as they have arrived, for as long as something is being done to the service.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::chance::{Chance, seed};
use super::person::{Account, Plan, Wait, calls};
use crate::phones::asterisk::Asterisk;
use crate::phones::service::Service;
use crate::phones::wait;

/// How many call at a time.
pub(super) const MANY: usize = 50;

/// What came of all calls.
#[derive(Default)]
pub(super) struct Outcome {
    accounts: Vec<Account>,
    failed: Vec<String>,
}

/// Lets them call while `meanwhile` goes on; those under way when it ends come to their end.
pub(super) fn calls_while(
    asterisk: &Asterisk,
    service: &Service,
    apps: &str,
    port: u16,
    meanwhile: impl FnOnce(),
) -> Outcome {
    let (over, begun) = (AtomicBool::new(false), AtomicUsize::new(0));
    let outcome = Mutex::new(Outcome::default());
    thread::scope(|scope| {
        // Whatever becomes of this thread, the callers are told that it is over.
        let _over = Over(&over);
        for who in 0..MANY {
            let (over, begun, outcome) = (&over, &begun, &outcome);
            scope.spawn(move || {
                let mut chance = Chance::of(seed(), who);
                thread::sleep(chance.millis(0, 3_000));
                begun.fetch_add(1, Ordering::Relaxed);
                while !over.load(Ordering::Relaxed) {
                    let plan = Plan::by(&mut chance);
                    let came = calls(asterisk, service, apps, port, &plan, &mut chance);
                    let mut outcome = outcome.lock().unwrap();
                    match came {
                        Ok(account) => outcome.accounts.push(account),
                        Err(told) => outcome.failed.push(told),
                    }
                }
            });
        }
        wait::until(Duration::from_secs(30), || (begun.load(Ordering::Relaxed) == MANY).then_some(()))
            .expect("all of them call");
        meanwhile();
    });
    outcome.into_inner().unwrap()
}

struct Over<'o>(&'o AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Outcome {
    /// Every call arrived where it was to, and nobody waited longer than this beyond the menu's own waits.
    pub(super) fn is_good(&self, bound: Duration) {
        self.is_good_without(&[], bound);
    }

    /// Every call arrived where it was to, and nobody waited longer than this beyond the menu's own waits and the times in which there was no service.
    pub(super) fn is_good_without(&self, outages: &[Wait], bound: Duration) {
        let of_all = || self.accounts.iter().flat_map(|account| &account.waits);
        let mut waits: Vec<Duration> = of_all().map(|wait| wait.length()).collect();
        waits.sort();
        let at = |part: usize| waits.get((waits.len() * part / 1_000).min(waits.len() - 1)).copied();
        let again: usize = self.accounts.iter().map(|account| account.again).sum();
        let total = self.accounts.iter().map(Account::total).max().unwrap_or_default();
        let lasted = self.accounts.iter().map(|account| account.lasted).max().unwrap_or_default();
        println!(
            "{} calls arrived, {} did not; {again} keys were lost and pressed again; waits beyond the menu's own: median {:.3?}, \
             p99 {:.3?}, p99.9 {:.3?}, longest {:.3?}; all waits of one call together {total:.3?}, the longest call {lasted:.1?}",
            self.accounts.len(),
            self.failed.len(),
            at(500).unwrap(),
            at(990).unwrap(),
            at(999).unwrap(),
            waits.last().unwrap(),
        );
        assert!(
            self.failed.is_empty(),
            "{} calls were lost or led astray (seed {}), of which the first:\n{}",
            self.failed.len(),
            seed(),
            self.failed[0]
        );
        let longest = of_all().map(|wait| wait.without(outages)).max().unwrap_or_default();
        if !outages.is_empty() {
            println!("the longest wait but for the times without a service: {longest:.3?}");
        }
        assert!(
            longest <= bound,
            "somebody waited {longest:?} more than the menu's own waits (seed {})",
            seed()
        );
        for account in &self.accounts {
            assert_eq!(account.editions.len(), 1, "one call heard several editions: {:?}", account.editions);
        }
    }

    /// The longest silence that anybody heard.
    pub(super) fn longest_silence(&self) -> Duration {
        self.accounts.iter().map(|account| account.silence).max().unwrap_or_default()
    }

    /// How many keys had to be pressed again.
    pub(super) fn again(&self) -> usize {
        self.accounts.iter().map(|account| account.again).sum()
    }

    /// Which editions of the menu were heard at all.
    pub(super) fn editions(&self) -> Vec<usize> {
        let mut editions: Vec<usize> =
            self.accounts.iter().flat_map(|account| account.editions.clone()).collect();
        editions.sort_unstable();
        editions.dedup();
        editions
    }
}
