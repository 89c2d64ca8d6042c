//! Calls through the Ministry's menu over TwiML.

use super::on_both;
use crate::rig::{Caller, SUNDAY, Setup};

on_both![the_same_request_again_gets_the_same_answer,];

#[tokio::test]
async fn keys_1_and_3_reach_lotto_3() {
    let serve = Setup::signed().start();
    let caller = Caller::new(&serve, "CA-walk");
    let first = caller.arrives().await;
    assert!(first.heard().contains("prema 1"), "{}", first.heard());
    let gather = first.element("Gather").unwrap();
    assert_eq!(gather.attribute("numDigits"), Some("1"));
    assert_eq!(gather.attribute("actionOnEmptyResult"), Some("true"));
    assert_eq!(gather.attribute("finishOnKey"), Some(""), "the hash key is a key");
    assert!(first.action().len() < 400, "{}", first.action());

    let second = caller.presses(&first, "1").await;
    assert!(second.heard().contains("Lotto 3"), "{}", second.heard());
    let dial = caller.presses(&second, "3").await;
    assert_eq!(dial.dialled(), "sip:lotto-3@pbx.example");
    assert_eq!(dial.element("Dial").unwrap().attribute("timeout"), Some("25"));
    assert!(dial.heard().contains("Lotto 3"), "the transfer is announced: {}", dial.heard());

    let over = caller.next(dial.action(), &[("DialCallStatus", "completed")]).await;
    assert!(over.element("Hangup").is_some() && over.element("Dial").is_none(), "{over:?}");
}

#[tokio::test]
async fn a_notice_is_said_where_no_key_can_stop_it() {
    let serve = Setup::signed().start();
    let first = Caller::new(&serve, "CA-notice").arrives().await;
    let outside = first
        .elements
        .iter()
        .find(|element| element.path == "Response/Say" && element.text.contains("trasferita"));
    assert!(outside.is_some(), "{first:?}");
}

#[tokio::test]
async fn a_known_number_reaches_its_lotto_with_no_second_menu() {
    let serve = Setup::signed().start();
    for (from, lotto) in
        [("+390668851234", "lotto-5"), ("+390668852121", "lotto-3"), ("+39025433999", "lotto-2")]
    {
        let dial = Caller::from(&serve, "CA-known", from).walks("1").await;
        assert_eq!(dial.dialled(), format!("sip:{lotto}@pbx.example"), "{from}");
    }
}

#[tokio::test]
async fn who_withholds_a_number_hears_the_menu() {
    let serve = Setup::signed().start();
    for from in ["+266696687", "anonymous", "", &"9".repeat(500), "sip:mario@example.org", "٣٩٠٦٦٨٨٥١٢٣٤"]
    {
        let second = Caller::from(&serve, "CA-withheld", from).walks("1").await;
        assert!(second.element("Gather").is_some(), "{from}: {second:?}");
    }
}

#[tokio::test]
async fn a_wrong_key_and_a_silence_are_told_apart_and_the_menu_is_heard_again() {
    let serve = Setup::signed().start();
    let caller = Caller::new(&serve, "CA-wrong");
    let first = caller.arrives().await;
    let wrong = caller.presses(&first, "7").await;
    assert!(wrong.heard().contains("Il tasto 7 qui non c'è"), "{}", wrong.heard());
    assert!(wrong.element("Gather").is_some());
    let silent = caller.presses(&first, "").await;
    assert!(!silent.heard().contains("tasto 7") && silent.element("Gather").is_some(), "{}", silent.heard());
    let without_digits = caller.next(first.action(), &[]).await;
    assert_eq!(without_digits.heard(), silent.heard(), "a platform that only redirects tells the same");
}

#[tokio::test]
async fn a_busy_destination_comes_back_to_the_menus_fallback() {
    let serve = Setup::signed().start();
    let caller = Caller::new(&serve, "CA-busy");
    let dial = caller.walks("13").await;
    for outcome in ["busy", "no-answer", "failed"] {
        let back = caller.next(dial.action(), &[("DialCallStatus", outcome)]).await;
        assert!(back.element("Gather").is_some(), "{outcome}: a callback is offered: {back:?}");
    }
}

async fn the_same_request_again_gets_the_same_answer(setup: Setup) {
    let serve = setup.with("TEST_CLOCK", SUNDAY).start();
    let caller = Caller::new(&serve, "CA-again");
    let closed = caller.arrives().await;
    assert!(closed.heard().contains("domani lunedì alle 8"), "{}", closed.heard());
    let mut document = closed;
    for key in ["9", "1", "1", "1"] {
        let once = caller.presses(&document, key).await;
        let again = caller.presses(&document, key).await;
        assert_eq!(once.heard(), again.heard());
        document = once;
    }
    assert!(document.heard().contains("numero"), "a ticket is read out: {}", document.heard());
}

#[tokio::test]
async fn the_status_callback_ends_the_call_and_may_come_first_or_twice() {
    let serve = Setup::signed().start();
    let caller = Caller::new(&serve, "CA-over");
    for status in ["completed", "completed", "no-answer"] {
        let over = caller.next("/hooks/twiml", &[("CallStatus", status)]).await;
        assert_eq!(over.heard(), "");
        assert!(over.element("Gather").is_none());
    }
}

#[tokio::test]
async fn a_number_that_nobody_has_hears_an_apology_and_the_log_says_which() {
    let serve = Setup::signed().start();
    let sorry = Caller::new(&serve, "CA-nobody").to("+390699999999").arrives().await;
    assert!(sorry.element("Hangup").is_some() && !sorry.heard().is_empty(), "{sorry:?}");
    assert!(serve.log().contains("+390699999999"), "{}", serve.log());
}

#[tokio::test]
async fn the_hooks_own_desk_takes_numbers_that_nobody_has() {
    let serve = Setup::signed().start();
    let caller = Caller::new(&serve, "CA-desk").to("+390699999999");
    let first = caller.next("/hooks/twiml?desk=giustizia", &[]).await;
    assert!(first.heard().contains("Giustizia"), "{}", first.heard());
    let second = caller.presses(&first, "1").await;
    assert!(second.heard().contains("Lotto"), "{}", second.heard());
}

#[tokio::test]
async fn the_dialled_number_is_found_in_every_form() {
    let serve = Setup::signed().start();
    for to in ["800749049", "0039800749049", "39800749049", "+39 800 749 049"] {
        let first = Caller::new(&serve, "CA-form").to(to).arrives().await;
        assert!(first.element("Gather").is_some(), "{to}");
    }
}
