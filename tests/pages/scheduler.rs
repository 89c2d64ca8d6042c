//! `/scheduler` as a clerk with a citizen on the line uses it, in a real browser.

use serde_json::json;

use super::browser::walk;
use super::visitor::add_user;
use crate::rig::Setup;

fn staffed() -> Setup {
    let setup = Setup::new();
    for (name, role) in [("anna", "scheduler"), ("bruno", "scheduler"), ("vera", "viewer")] {
        add_user(&setup, name, role);
    }
    setup
}

#[test]
fn enter_and_enter_book_and_every_step_is_accessible() {
    walk(&staffed().start(), "scheduler-book", &json!({}));
}

#[test]
fn a_clerks_day_with_a_colleague_a_collision_a_lost_network_and_a_caller() {
    let setup = staffed();
    setup.change_menu(|text| text.replace("  seats: 2", "  seats: 1"));
    let serve = setup.start();
    // A caller whom the directory sends to Lotto 2 by the key 1, as a platform posts it.
    let call = json!({ "AccountSid": "AC1", "From": "+390254331234", "To": "+39800749049" });
    let hook = serve.url("/hooks/twiml");
    walk(&serve, "scheduler-day", &json!({ "hook": hook, "call": call }));
}

#[test]
fn without_a_script_everything_that_must_be_done_can_be_done() {
    walk(&staffed().start(), "scheduler-plain", &json!({}));
}
