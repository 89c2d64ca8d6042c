//! A callback that a real Asterisk places, as the clerk's page shows it: the page is open in a real browser, and tells by itself that it is being
//! called, that somebody speaks, and how it ended.

use std::time::Instant;

use serde_json::json;

use super::asterisk;
use super::callbacks::Desk;
use crate::pages::browser::walk_at;
use crate::pages::visitor::add_by;

/// How long the browser has to open the page before the first call is placed; seconds.
const OPENS: u64 = 20;

#[test]
fn the_clerks_page_tells_by_itself_how_a_callback_goes() {
    let Some(asterisk) = asterisk::shared() else { return };
    let began = Instant::now();
    let desk = Desk::open(asterisk, "");
    let service = &desk.service;
    add_by(service.command(&["user", "add", "vera", "--role", "viewer"]));
    // The service's clock has run since it was started, after `began`.
    let from = i64::try_from(began.elapsed().as_secs() + OPENS).unwrap();
    let person = desk.books(393_330_011_001, from, 1_800);
    let busy = desk.books(393_330_012_002, from, 1_800);
    let machine = desk.books(393_330_013_004, from, 1_800);
    let tickets = json!({ "person": person.value(), "busy": busy.value(), "machine": machine.value() });
    let base = format!("http://127.0.0.1:{}", service.port);
    walk_at(&base, &service.menus(), "scheduler-placed", &tickets, || service.log());
}
