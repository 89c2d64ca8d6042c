//! `/book/{desk}` where the code is spoken by a call: who is called, when, how the page follows the call, and what it says where it cannot be placed.
//! The calls themselves are tested with a real Asterisk (`tests/phones/spoken.rs`).

use serde_json::json;

use super::book::{DESK, MOBILE, picks};
use super::browser::walk;
use super::gateway::with_gateway;
use super::held::run;
use super::visitor::{Answer, Visitor};
use crate::rig::{Serve, Setup};

const LANDLINE: &str = "06 6885 1234";
const NIGHT: &str = "2026-11-24T22:30:00+01:00";

/// With something that could place calls, and never does: no Asterisk is connected.
fn calling(setup: Setup) -> Setup {
    setup.with("ARI_TRUNK", "PJSIP/{number}@carrier").with("CALLBACK_FROM", "+390612345678")
}

async fn asks(visitor: &mut Visitor, start: &str, phone: &str, by: &str) -> Answer {
    let fields = [("queue", "callback"), ("start", start), ("phone", phone), ("language", "it"), ("by", by)];
    visitor.post(&format!("{DESK}/details"), &fields).await
}

/// Whom calls were asked for.
async fn calls(serve: &Serve) -> Vec<String> {
    serve.setup().stranger().await.texts("SELECT number FROM code_calls ORDER BY number").await
}

#[tokio::test]
async fn the_page_follows_the_call_and_says_what_became_of_it() {
    let serve = calling(Setup::new()).start();
    let mut visitor = Visitor::new(&serve);
    let start = picks(&mut visitor, 0).await;
    let form = visitor.get(&format!("{DESK}/details?queue=callback&start={start}")).await;
    assert!(form.text.contains("squillerà subito") && !form.text.contains("type=\"radio\""), "{}", form.text);
    let asked = asks(&mut visitor, &start, LANDLINE, "").await;
    assert_eq!((asked.status, asked.location()), (303, "/book/giustizia/code"), "{}", asked.text);
    let page = visitor.get(&format!("{DESK}/code")).await;
    assert!(
        page.text.contains("Sta per squillare") && page.text.contains("finisce con 1234"),
        "{}",
        page.text
    );
    assert!(page.text.contains("role=\"status\"") && page.text.contains("every 2s"), "{}", page.text);
    assert!(page.text.contains("A che punto"), "without a script too: {}", page.text);
    let part = format!("{DESK}/code/call?seen=");
    let same = visitor.get(&format!("{part}book-call-rings")).await;
    assert_eq!((same.status, same.text.as_str()), (204, ""), "nobody hears it twice");
    run(&serve, "UPDATE code_calls SET answered_at = unixepoch()").await;
    let answered = visitor.get(&format!("{part}book-call-rings")).await;
    assert!(answered.text.contains("ha risposto") && answered.text.contains("every 2s"), "{}", answered.text);
    for (outcome, told) in [
        ("busy", "è occupato"),
        ("no-answer", "non ha risposto nessuno"),
        ("voicemail", "nessuno ha premuto 1"),
        ("refused", "terminata prima del codice"),
        ("wrong-number", "non aveva chiesto il codice"),
        ("failed", "non è riuscita"),
        ("unknown", "Non sappiamo"),
        ("spoken", "Il codice è stato letto"),
    ] {
        let ends = format!("UPDATE code_calls SET outcome = '{outcome}', ended_at = unixepoch(), code = ''");
        run(&serve, ends.leak()).await;
        let over = visitor.get(&format!("{part}book-call-rings")).await;
        assert!(over.text.contains(told) && !over.text.contains("hx-get"), "{outcome}: {}", over.text);
        let page = visitor.get(&format!("{DESK}/code")).await;
        assert!(page.text.contains(told) && page.text.contains("value=\"call\""), "{outcome}: {}", page.text);
    }
    let stranger = Visitor::new(&serve).get(&format!("{part}book-call-rings")).await;
    assert!(stranger.status == 200 && !stranger.text.contains("1234"), "{}", stranger.text);
}

#[tokio::test]
async fn a_call_that_nothing_can_place_is_given_up_and_told() {
    let serve = calling(Setup::new()).start();
    let mut visitor = Visitor::new(&serve);
    let start = picks(&mut visitor, 0).await;
    asks(&mut visitor, &start, LANDLINE, "").await;
    run(&serve, "UPDATE code_calls SET asked_at = asked_at - 31").await;
    let told =
        async || visitor.get(&format!("{DESK}/code")).await.text.contains("non è riuscita").then_some(());
    serve.comes("it is given up", told).await;
}

#[tokio::test]
async fn where_both_ways_are_there_a_mobile_chooses_and_a_landline_is_called() {
    let (setup, gateway) = with_gateway(calling(Setup::new()));
    let serve = setup.start();
    let mut visitor = Visitor::new(&serve);
    let start = picks(&mut visitor, 0).await;
    let form = visitor.get(&format!("{DESK}/details?queue=callback&start={start}")).await;
    assert_eq!(form.text.matches("type=\"radio\"").count(), 2, "{}", form.text);
    assert_eq!(asks(&mut visitor, &start, MOBILE, "sms").await.status, 303);
    gateway.code(1);
    assert_eq!(calls(&serve).await, [""; 0]);
    let mut other = Visitor::new(&serve);
    let start = picks(&mut other, 0).await;
    assert_eq!(asks(&mut other, &start, "333 765 4321", "call").await.status, 303);
    let mut third = Visitor::new(&serve);
    let start = picks(&mut third, 0).await;
    assert_eq!(asks(&mut third, &start, LANDLINE, "sms").await.status, 303);
    assert_eq!(calls(&serve).await, ["+390668851234", "+393337654321"]);
    // The call does not come: a message instead, a minute later.
    run(&serve, "UPDATE askings SET sent_at = sent_at - 61").await;
    other.get(&format!("{DESK}/code")).await;
    let again = other.post(&format!("{DESK}/code/again"), &[("by", "sms")]).await;
    assert_eq!(again.status, 303, "{}", again.text);
    let (to, code) = gateway.code(2);
    assert_eq!(to, "+393337654321");
    let booked = other.post(&format!("{DESK}/code"), &[("code", &code)]).await;
    assert_eq!(booked.location(), "/book/giustizia/booked", "{}", booked.text);
}

#[tokio::test]
async fn nobody_is_rung_at_night_unless_the_desk_is_open_then() {
    let (setup, gateway) = with_gateway(calling(Setup::new()).with("TEST_CLOCK", NIGHT));
    let serve = setup.start();
    let mut visitor = Visitor::new(&serve);
    let start = picks(&mut visitor, 0).await;
    for (phone, by) in [(LANDLINE, ""), (MOBILE, "call")] {
        let late = asks(&mut visitor, &start, phone, by).await;
        assert!(late.status == 422 && late.text.contains("dalle 8 alle 21"), "{phone}: {}", late.text);
        assert!(late.text.contains(&format!("value=\"{phone}\"")), "what was typed stays");
    }
    assert_eq!(asks(&mut visitor, &start, MOBILE, "sms").await.status, 303);
    gateway.code(1);
    assert_eq!(calls(&serve).await, [""; 0]);

    let setup = calling(Setup::new()).with("TEST_CLOCK", NIGHT);
    setup.change_menu(|menu| menu.replacen("mon-fri: 08:00-18:00", "mon-fri: 08:00-23:00", 1));
    let serve = setup.start();
    let mut visitor = Visitor::new(&serve);
    let start = picks(&mut visitor, 0).await;
    let asked = asks(&mut visitor, &start, LANDLINE, "").await;
    assert_eq!(asked.status, 303, "{}", asked.text);
}

#[tokio::test]
async fn numbers_that_are_not_called_back_are_not_called_for_a_code_either() {
    let serve = calling(Setup::new()).start();
    let mut visitor = Visitor::new(&serve);
    let start = picks(&mut visitor, 0).await;
    serve.setup().succeeds(&["deny", "add", "+390668859999", "--reason", "x"]);
    for (phone, told) in [
        ("899 123 456", "Questo numero non può essere richiamato"),
        ("112", "Questo numero non può essere richiamato"),
        ("800 749 049", "Questo numero non può essere richiamato"),
        ("+44 20 7946 0000", "I numeri di questo Paese"),
        ("06 6885 9999", "Questo numero non può essere richiamato"),
    ] {
        let refused = asks(&mut visitor, &start, phone, "call").await;
        assert!(refused.status == 422 && refused.text.contains(told), "{phone}: {}", refused.text);
    }
    assert_eq!(calls(&serve).await, [""; 0]);
    // Whoever gets on the list while they wait is not called again.
    assert_eq!(asks(&mut visitor, &start, LANDLINE, "").await.status, 303);
    serve.setup().succeeds(&["deny", "add", "+390668851234", "--reason", "x"]);
    run(&serve, "UPDATE askings SET sent_at = sent_at - 61; UPDATE code_calls SET asked_at = asked_at - 61, outcome = 'busy', ended_at = 1").await;
    visitor.get(&format!("{DESK}/code")).await;
    let again = visitor.post(&format!("{DESK}/code/again"), &[("by", "call")]).await;
    assert_eq!((again.status, calls(&serve).await.len()), (429, 1), "{}", again.text);
}

#[tokio::test]
async fn whoever_gets_on_the_list_while_they_wait_is_sent_no_other_code() {
    let (setup, gateway) = with_gateway(Setup::new());
    let serve = setup.start();
    let mut visitor = Visitor::new(&serve);
    let start = picks(&mut visitor, 0).await;
    assert_eq!(asks(&mut visitor, &start, MOBILE, "sms").await.status, 303);
    gateway.code(1);
    let denied = serve.setup().command(&["deny", "add", "+393331234567", "--reason", "x"]).status().unwrap();
    assert!(denied.success());
    run(&serve, "UPDATE askings SET sent_at = sent_at - 61").await;
    visitor.get(&format!("{DESK}/code")).await;
    let again = visitor.post(&format!("{DESK}/code/again"), &[("by", "sms")]).await;
    assert_eq!((again.status, gateway.messages().len()), (429, 1), "{}", again.text);
}

#[tokio::test]
async fn what_is_missing_is_told_at_the_start_by_check_and_by_readyz() {
    const NOBODY: &str = "nobody can book at /book/giustizia";
    let none = Setup::new().start();
    assert!(none.said().contains(NOBODY), "{}", none.said());
    let told = degraded(&none, |told| told.contains("pages:")).await;
    assert!(told.contains(NOBODY) && told.contains("CENTRALINO_SMS_URL"), "{told}");
    assert!(checked(none.setup()).contains(&format!("note: pages: {NOBODY}")), "{}", checked(none.setup()));
    // From elsewhere its kind alone: no desk, no setting.
    let far = reqwest::Client::new().get(none.url("/readyz")).header("X-Forwarded-For", "203.0.113.9");
    let far: serde_json::Value = far.send().await.unwrap().json().await.unwrap();
    assert!(far["degraded"].as_array().unwrap().contains(&json!("pages")), "{far}");

    // One way is enough for some, and `/readyz` is content: a desk may want it so.
    let (setup, _gateway) = with_gateway(Setup::new());
    let messages = setup.start();
    assert!(messages.said().contains("/book/giustizia takes mobiles alone"), "{}", messages.said());
    assert!(checked(messages.setup()).contains("/book/giustizia takes mobiles alone"));
    let told = degraded(&messages, |told| told.contains("callbacks:")).await;
    assert!(!told.contains("pages:"), "{told}");

    // What else is missing is told with it, at one moment.
    let all = calling(Setup::new());
    all.change_menu(|menu| menu.replacen("  to: richiamate\n", "", 1));
    let all = all.start();
    assert!(!all.said().contains("/book/giustizia"), "{}", all.said());
    assert!(!checked(all.setup()).contains("/book/giustizia"));
    let form = Visitor::new(&all).get(DESK).await;
    assert!(!form.text.contains("non può inviare il codice"), "{}", form.text);
    let told = degraded(&all, |told| told.contains("callbacks:")).await;
    assert!(!told.contains("pages:"), "{told}");
}

/// What `/readyz` tells of what is degraded, once it is this.
async fn degraded(serve: &Serve, is: impl Fn(&str) -> bool) -> String {
    let look = async || {
        let ready: serde_json::Value =
            reqwest::get(serve.url("/readyz")).await.unwrap().json().await.unwrap();
        Some(ready["degraded"].to_string()).filter(|told| is(told))
    };
    serve.comes("/readyz tells it", look).await
}

/// What `centralino check` says of the setup's menus, with its settings.
fn checked(setup: &Setup) -> String {
    let menus = setup.path("menus");
    let out = setup.command(&["check", &menus.display().to_string()]).output().unwrap();
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn the_call_is_followed_in_a_real_browser() {
    let serve = calling(Setup::new()).start();
    let sign = serve.setup().path("call-is-over");
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                if std::fs::remove_file(&sign).is_ok() {
                    let ends = "UPDATE code_calls SET outcome = 'busy', ended_at = unixepoch(), code = ''";
                    runtime.block_on(run(&serve, ends));
                }
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
        });
        let walked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            walk(&serve, "book-call", &json!({ "desk": DESK, "sign": "call-is-over" }));
        }));
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        if let Err(fault) = walked {
            std::panic::resume_unwind(fault);
        }
    });
}
