//! What a TwiML platform posted, as what was heard. Field names are of
//! <https://www.twilio.com/docs/voice/twiml#request-parameters> and of the pages of `Gather`, `Dial` and `Enqueue`.

use crate::engine::{EndedBy, Heard, Outcome};
use crate::platform::Incoming;
use crate::platform::form::Form;
use crate::platform::left::Left;
use crate::terms::{CallId, Digit, Digits};

/// Why a form is no request of a TwiML platform. Says which field, never what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadFault {
    /// A field that every request has.
    #[error("the field `{0}` is missing")]
    Missing(&'static str),
    /// A call's name that is none.
    #[error("`CallSid` is no name of a call: 1 to 128 visible ASCII characters")]
    CallId,
}

/// What the platform writes for a caller whose number is withheld or not known: `RESTRICTED`, `BLOCKED`, `UNKNOWN`, `ANONYMOUS` and
/// `UNAVAILABLE` on the letters of a keypad, or since November 2022 the words themselves.
const WITHHELD: [&str; 5] = ["7378742833", "2562533", "8656696", "266696687", "86282452253"];
const WITHHELD_WORDS: [&str; 5] = ["restricted", "blocked", "unknown", "anonymous", "unavailable"];

/// The query of the address that came to nothing, where the platform asks a fallback in its place
/// (<https://www.twilio.com/docs/usage/security/availability-reliability>). The call's state is in it; the keys are told to nobody.
#[must_use]
pub fn failed<'f>(form: &'f Form<'_>) -> &'f str {
    let url = form.get("ErrorUrl").unwrap_or("");
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query.split_once('#').map_or(query, |(query, _)| query)
}

/// Reads a request.
///
/// # Errors
/// The field without which there is no call to speak of.
pub fn read(form: &Form<'_>, left: Left<'_>) -> Result<Incoming, ReadFault> {
    let call = form.get("CallSid").ok_or(ReadFault::Missing("CallSid"))?;
    let call = CallId::new(call).ok_or(ReadFault::CallId)?;
    let heard = heard(form, left);
    let did = form.get("To").or_else(|| form.get("Called"));
    let did = match (did, &heard, left.sealed) {
        (Some(did), _, _) => did,
        // Some dialects name the number only at the start, and none is needed afterwards.
        (None, _, Some(_)) | (None, Heard::Ended, None) => "",
        (None, _, None) => return Err(ReadFault::Missing("To")),
    };
    let from = form.get("From").or_else(|| form.get("Caller")).unwrap_or("");
    Ok(Incoming {
        call,
        did: did.to_owned(),
        withheld: is_withheld(from),
        from: from.to_owned(),
        heard,
        talked: form.get("DialCallDuration").and_then(|talked| talked.parse().ok()),
        sealed: left.sealed.map(str::to_owned),
    })
}

fn is_withheld(from: &str) -> bool {
    let bare = from.trim_start_matches('+');
    WITHHELD.contains(&bare) || WITHHELD_WORDS.iter().any(|word| from.eq_ignore_ascii_case(word))
}

fn heard(form: &Form<'_>, left: Left<'_>) -> Heard {
    let status = form.get("CallStatus").unwrap_or("");
    if matches!(status, "completed" | "busy" | "failed" | "no-answer" | "canceled") {
        return Heard::Ended;
    }
    if let Some(dialled) = form.get("DialCallStatus") {
        return Heard::Transferred(dial_outcome(dialled));
    }
    if let Some(queued) = form.get("QueueResult") {
        let waited = form.get("QueueTime").and_then(|waited| waited.parse().ok());
        return Heard::Transferred(left.left_queue(queued, waited).unwrap_or_else(|| queue_outcome(queued)));
    }
    match (form.get("Digits"), left.sealed) {
        (Some(digits), _) => keys(digits, form.get("FinishedOnKey").unwrap_or(""), left.most),
        (None, Some(_)) => Heard::Silence,
        (None, None) => Heard::Start,
    }
}

fn keys(pressed: &str, finished_on: &str, most: Option<usize>) -> Heard {
    let mut digits = Digits::read(pressed);
    let terminator = finished_on.chars().next().and_then(Digit::new);
    match (digits.is_empty(), terminator) {
        (true, None) => Heard::Silence,
        (true, Some(terminator)) => {
            digits.push(terminator);
            Heard::Keys { digits, ended: EndedBy::Terminator }
        }
        (false, Some(_)) => Heard::Keys { digits, ended: EndedBy::Terminator },
        (false, None) => {
            let fewer = most.is_some_and(|most| digits.len() < most);
            Heard::Keys { digits, ended: if fewer { EndedBy::Timeout } else { EndedBy::Full } }
        }
    }
}

/// How `Dial` ended. What is not known is a failure: the menu's fallback takes the caller on.
fn dial_outcome(status: &str) -> Outcome {
    match status {
        "completed" | "answered" => Outcome::Completed,
        "busy" => Outcome::Busy,
        "no-answer" | "canceled" => Outcome::NoAnswer,
        _ => Outcome::Failed,
    }
}

/// How `Enqueue` ended.
fn queue_outcome(result: &str) -> Outcome {
    match result {
        "bridged" | "redirected-from-bridged" => Outcome::Completed,
        "queue-full" => Outcome::Busy,
        "leave" | "redirected" => Outcome::NoAnswer,
        _ => Outcome::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incoming(body: &str, query: &str) -> Result<Incoming, ReadFault> {
        let form = Form::read(body.as_bytes()).unwrap();
        let query = Form::read(query.as_bytes()).unwrap();
        read(&form, Left::read(&query))
    }

    const CALL: &str = "CallSid=CA1&From=%2B390668851234&To=%2B39800749049&CallStatus=in-progress";

    fn heard_of(more: &str, query: &str) -> Heard {
        incoming(&format!("{CALL}{more}"), query).unwrap().heard
    }

    #[test]
    fn a_call_arrives() {
        let incoming =
            incoming("CallSid=CA1&Caller=%2B3906&Called=%2B39800749049&CallStatus=ringing", "").unwrap();
        assert_eq!((incoming.call.as_str(), incoming.did.as_str()), ("CA1", "+39800749049"));
        assert_eq!((incoming.from.as_str(), incoming.withheld), ("+3906", false));
        assert_eq!((incoming.heard, incoming.sealed), (Heard::Start, None));
    }

    #[test]
    fn keys_say_why_they_ended() {
        let keys = |text: &str, ended| Heard::Keys { digits: Digits::read(text), ended };
        assert_eq!(heard_of("&Digits=1", "s=x&n=1"), keys("1", EndedBy::Full));
        assert_eq!(heard_of("&Digits=123&FinishedOnKey=", "s=x&n=9"), keys("123", EndedBy::Timeout));
        assert_eq!(heard_of("&Digits=123&FinishedOnKey=%23", "s=x&n=9"), keys("123", EndedBy::Terminator));
        assert_eq!(heard_of("&Digits=&FinishedOnKey=%23", "s=x&n=9"), keys("#", EndedBy::Terminator));
        assert_eq!(heard_of("&Digits=%2A", "s=x"), keys("*", EndedBy::Full));
    }

    #[test]
    fn silence_reaches_us_with_or_without_a_field() {
        assert_eq!(heard_of("&Digits=", "s=x&n=1"), Heard::Silence);
        assert_eq!(heard_of("&Digits=abc", "s=x&n=1"), Heard::Silence);
        assert_eq!(heard_of("", "s=x&n=1"), Heard::Silence);
    }

    #[test]
    fn a_transfer_comes_back_with_its_outcome() {
        for (status, outcome) in [
            ("completed", Outcome::Completed),
            ("answered", Outcome::Completed),
            ("busy", Outcome::Busy),
            ("no-answer", Outcome::NoAnswer),
            ("canceled", Outcome::NoAnswer),
            ("failed", Outcome::Failed),
            ("something-new", Outcome::Failed),
        ] {
            assert_eq!(
                heard_of(&format!("&DialCallStatus={status}"), "s=x"),
                Heard::Transferred(outcome),
                "{status}"
            );
        }
        assert_eq!(heard_of("&QueueResult=bridged", "s=x"), Heard::Transferred(Outcome::Completed));
        assert_eq!(heard_of("&QueueResult=queue-full", "s=x"), Heard::Transferred(Outcome::Busy));
        assert_eq!(heard_of("&QueueResult=error", "s=x"), Heard::Transferred(Outcome::Failed));
    }

    #[test]
    fn the_status_callback_ends_the_call_whatever_else_it_says() {
        for status in ["completed", "busy", "failed", "no-answer", "canceled"] {
            let body = format!("CallSid=CA1&CallStatus={status}&Digits=1&DialCallStatus=busy");
            let incoming = incoming(&body, "").unwrap();
            assert_eq!((incoming.heard, incoming.did.as_str()), (Heard::Ended, ""), "{status}");
        }
    }

    #[test]
    fn a_fallback_tells_what_failed() {
        let failed_of = |body: &str| failed(&Form::read(body.as_bytes()).unwrap()).to_owned();
        assert_eq!(failed_of("ErrorUrl=https%3A%2F%2Fx%2Fhooks%3Fs%3Dv1_A%26n%3D1%23rc%3D2"), "s=v1_A&n=1");
        assert_eq!(failed_of("ErrorUrl=https%3A%2F%2Fx%2Fhooks"), "");
        assert_eq!(failed_of("CallSid=CA1"), "");
    }

    #[test]
    fn withheld_callers_are_told_by_special_numbers_and_by_words() {
        for from in
            ["%2B266696687", "266696687", "%2B7378742833", "%2B86282452253", "Anonymous", "RESTRICTED"]
        {
            assert!(incoming(&format!("CallSid=CA1&To=1&From={from}"), "").unwrap().withheld, "{from}");
        }
        assert!(!incoming("CallSid=CA1&To=1&From=%2B39266696687", "").unwrap().withheld, "a number of Milan");
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(incoming("To=1", ""), Err(ReadFault::Missing("CallSid")));
        assert_eq!(incoming("CallSid=&To=1", ""), Err(ReadFault::CallId));
        assert_eq!(incoming(&format!("CallSid={}&To=1", "x".repeat(129)), ""), Err(ReadFault::CallId));
        assert_eq!(incoming("CallSid=CA1", ""), Err(ReadFault::Missing("To")));
        assert!(incoming("CallSid=CA1&Digits=1", "s=x").is_ok(), "the state knows which desk");
    }

    #[test]
    fn a_storm_of_keys_is_cut() {
        let Heard::Keys { digits, .. } = heard_of(&format!("&Digits={}", "1".repeat(5000)), "s=x&n=1") else {
            panic!("keys")
        };
        assert_eq!(digits.len(), Digits::MAX);
    }
}
