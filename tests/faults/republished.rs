//! The menu is published again and again while calls go on.

use std::thread;
use std::time::Duration;

use super::chance::{Chance, seed, times};
use super::crowd::{MANY, calls_while};
use super::labyrinth::{self, EDITIONS};
use crate::phones::asterisk::Asterisk;
use crate::phones::service::{OPEN, Service};
use crate::phones::wait;

#[test]
fn the_menu_is_published_anew_in_mid_call_and_each_call_keeps_its_own() {
    let Some(asterisk) = Asterisk::own() else { return };
    let service = Service::start_on(&asterisk, OPEN, |menus| labyrinth::publish(menus, 0, 0));
    let mut chance = Chance::of(seed(), MANY);
    let outcome = calls_while(&asterisk, &service, &service.app, service.port, || {
        for print in 1..=times(20, 200) {
            labyrinth::publish(&service.menus(), print % EDITIONS.len(), print);
            // The folder is looked at twice a second, and a change is taken when two looks see the same.
            let taken = wait::until(Duration::from_secs(10), || {
                // Its log is long.
                thread::sleep(Duration::from_millis(100));
                (service.log().matches("the menus were read again").count() >= print).then_some(())
            });
            assert!(taken.is_some(), "print {print} was not taken");
            thread::sleep(chance.millis(0, 100));
        }
    });
    outcome.is_good(Duration::from_secs(1));
    assert_eq!(outcome.editions().len(), EDITIONS.len(), "every edition was heard by somebody");
}
