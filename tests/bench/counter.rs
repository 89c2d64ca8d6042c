//! A service for a desk that books thirty days ahead: what the benchmarks of booking ask.

use centralino::calls::Service;
use centralino::calls::seal::Seals;
use centralino::clock::Clock;
use centralino::menu::source::{FileFault, Files, Source};
use centralino::store::Store;
use chrono::{DateTime, Utc};

/// Open round the clock.
pub(crate) const ALWAYS: &str = "mon-sun: '24/7', holidays: as weekdays";
/// As public offices are.
pub(crate) const OFFICE: &str = "mon-fri: '08:30-18:00', holidays: closed";

fn menu(desk: &str, hours: &str) -> String {
    format!(
        "desk: {desk}
title: Prova
numbers: ['7002']
hours: {{ h: {{ {hours} }} }}
queues: {{ operators: {{ title: Operatori, length: 15 minutes, notice: 0 minutes, ahead: 30 days, seats: 100 }} }}
menu: {{ keys: {{ 1: {{ callback: operators }} }} }}
"
    )
}

struct Alone;

impl Files for Alone {
    fn read(&self, _: &str) -> Result<Vec<u8>, FileFault> {
        Err(FileFault::Missing)
    }

    fn exists(&self, _: &str) -> bool {
        false
    }
}

/// The service of a desk with these hours, at a moment.
pub(crate) async fn service(store: &Store, now: DateTime<Utc>, desk: &str, hours: &str) -> Service {
    let (menu, found) = centralino::calls::read(&Source::new("prova.yaml", &menu(desk, hours)), &Alone);
    let menu = menu.unwrap_or_else(|| panic!("{found:?}"));
    let seals = Seals::new(&[[7; 32]]).unwrap();
    let service = Service::new(Clock::starting_at(now), seals, store.clone());
    service.publish(vec![menu], &[]).await.unwrap();
    service
}
