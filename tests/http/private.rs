//! Callers stay private: with every log line on, no number of theirs is in the log.

use super::on_both;
use crate::rig::{Caller, SUNDAY, Setup};

on_both![no_number_of_a_caller_is_logged_whatever_happens,];

/// What must not be found: the number as a whole, and the parts of it by which somebody could be found.
fn assert_private(log: &str, number: &str) {
    assert!(log.lines().count() > 2, "it logs nothing, so it shows nothing:\n{log}");
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("39").unwrap_or(&digits);
    for part in [digits.as_str(), national, &national[national.len() - 7..]] {
        let found: Vec<_> = log.lines().filter(|line| line.contains(part)).collect();
        assert!(found.is_empty(), "`{part}` of {number} is in the log:\n{}", found.join("\n"));
    }
}

async fn no_number_of_a_caller_is_logged_whatever_happens(setup: Setup) {
    let serve = setup.with("TEST_CLOCK", SUNDAY).with("LOG", "trace").start();
    let known = "+390668851234";
    let caller = Caller::from(&serve, "CA-private", known);
    // A callback to the caller's own number, and another to one that is keyed in.
    caller.walks("9111").await;
    let keyed_in = "3921234567";
    let caller = Caller::from(&serve, "CA-keyed", "+390299887766");
    let mut document = caller.walks("912").await;
    document = caller.next(document.action(), &[("Digits", keyed_in), ("FinishedOnKey", "#")]).await;
    for _ in 0..3 {
        if document.element("Gather").is_some() {
            document = caller.presses(&document, "1").await;
        }
    }
    // Requests that are refused, and states that are not ours.
    caller.next("/hooks/twiml?s=AAAA", &[("Digits", keyed_in)]).await;
    let unsigned = reqwest::Client::new()
        .post(serve.url("/hooks/twiml"))
        .form(&caller.fields(&[]))
        .send()
        .await
        .unwrap();
    assert_eq!(unsigned.status(), 403);
    let without_to = [("CallSid", "CA1"), ("From", known)];
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(without_to).finish();
    let refused = caller.post("/hooks/twiml", &[("Field", &form)]).await;
    assert_eq!(refused.status(), 200);
    caller.next("/hooks/twiml", &[("CallStatus", "completed")]).await;
    for number in [known, "+390299887766", keyed_in] {
        assert_private(&serve.log(), number);
    }
}

#[tokio::test]
async fn json_logs_are_private_too_and_are_json() {
    let serve = Setup::new().with("LOG", "trace").with("LOG_FORMAT", "json").start();
    for (field, number) in [("From", "+390668851234"), ("Caller", "06 6885 1235")] {
        let form = [("CallSid", "CA1"), ("To", "800749049"), (field, number)];
        let answer = reqwest::Client::new().post(serve.url("/hooks/twiml")).form(&form).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }
    let log = serve.log();
    for line in log.lines() {
        let _: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|fault| panic!("{fault}: {line}"));
    }
    assert_private(&log, "+390668851234");
    assert_private(&log, "+390668851235");
}
