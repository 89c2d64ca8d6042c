//! `/scheduler` as a clerk with a citizen on the line uses it, in a real browser.

use serde_json::json;

use super::browser::walk;
use super::gateway::with_gateway;
use super::visitor::{Visitor, add_user};
use crate::notify::mail::body;
use crate::notify::server::MailServer;
use crate::rig::{Setup, until};

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

/// The letters of a request that have arrived: what each says.
fn letters(mail: &MailServer, count: usize) -> Vec<String> {
    let letters = mail.letters(count);
    assert!(letters.iter().all(|letter| letter.contains("To: anna.bianchi@user.example\n")), "{letters:?}");
    letters.iter().map(|letter| body(letter)).collect()
}

#[test]
fn the_cards_key_sends_the_number_by_mail_and_twice_pressed_it_comes_once() {
    let mail = MailServer::start();
    let setup =
        staffed().with("SMTP_URL", &mail.url()).with("MAIL_FROM", "Assistenza <assistenza@desk.example>");
    walk(&setup.start(), "scheduler-send", &json!({ "email": "anna.bianchi@user.example" }));
    // That it is booked, and what the key asked for.
    let letters = letters(&mail, 2);
    assert_eq!(letters.len(), 2, "{letters:?}");
    let number = |letter: &String| {
        let mut lines = letter.lines().filter_map(|line| line.strip_prefix("Numero della richiesta: "));
        lines.next().unwrap().to_owned()
    };
    assert_eq!(number(&letters[0]), number(&letters[1]));
    let sent: Vec<_> = letters
        .iter()
        .filter(|letter| letter.contains("Ecco il numero e la data della Sua richiesta."))
        .collect();
    let [sent] = sent[..] else { panic!("{letters:?}") };
    assert!(sent.contains("Data della richiesta: 24/11/2026\n"), "{sent}");
}

#[test]
fn the_hand_stays_where_it_was_while_a_colleague_books() {
    let setup = staffed();
    setup.change_menu(|text| text.replace("  seats: 2", "  seats: 1"));
    walk(&setup.start(), "scheduler-focus", &json!({}));
}

#[test]
fn each_key_presses_once_and_they_can_be_turned_off() {
    let (setup, gateway) = with_gateway(staffed());
    let serve = setup.start();
    walk(&serve, "scheduler-keys", &json!({}));
    let to_her = || gateway.messages().iter().filter(|(to, _)| to == "+393331234567").count();
    until("she has it in writing", || (to_her() > 0).then_some(()));
}

#[test]
fn what_a_clerk_must_not_miss_is_seen_where_they_are_and_said() {
    walk(&staffed().start(), "scheduler-told", &json!({}));
}

#[test]
fn within_the_notice_a_callback_is_moved_with_a_reason_and_the_week_says_it_without_colours() {
    walk(&staffed().start(), "scheduler-notice", &json!({}));
}

#[test]
fn in_every_window_with_any_name_on_paper_and_in_the_systems_colours() {
    walk(&staffed().start(), "narrow", &json!({}));
}

#[tokio::test]
async fn a_seat_that_was_picked_in_time_is_not_lost_while_the_citizen_thinks() {
    // The first slot that can be had begins at eleven, an hour ahead; by the time it is booked, it is less.
    let setup = staffed().with("TEST_CLOCK", "2026-11-24T09:58:00+01:00");
    let serve = setup.start();
    let mut anna = Visitor::signed_in(&serve, "anna").await;
    anna.get("/scheduler").await;
    let eleven = "1795514400";
    let form = |moving| {
        [
            ("desk", "giustizia"),
            ("queue", "callback"),
            ("number", "0668850001"),
            ("start", eleven),
            ("intent", "one"),
            ("moving", moving),
        ]
    };
    let picked = anna.post("/scheduler/pick", &form("")).await;
    assert!(picked.text.contains("data-state=\"held\""), "{}", picked.text);
    let serve = serve.start_again_at("2026-11-24T10:00:30+01:00");
    anna.moves_to(&serve);
    let booked = anna.post("/scheduler/book", &form("")).await;
    assert!(booked.text.contains("data-state=\"booked\""), "{}", booked.text);
    // Without a hold it is within the notice, as it was before.
    let mut other = form("");
    other[2] = ("number", "0668850002");
    other[4] = ("intent", "two");
    let refused = anna.post("/scheduler/book", &other).await;
    assert!(refused.text.contains("entro il preavviso"), "{}", refused.text);
}
