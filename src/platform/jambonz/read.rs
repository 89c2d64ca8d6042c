//! What jambonz posted, as what was heard. Field names are of the callback schemas that jambonz publishes.

use serde::Deserialize;
use serde_json::Value;

use crate::engine::{EndedBy, Heard, Outcome};
use crate::platform::Incoming;
use crate::platform::left::Left;
use crate::terms::{CallId, Digit, Digits};

/// Why a body is no request of jambonz. Says which part, never what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadFault {
    /// No JSON object with text where jambonz writes text.
    #[error("the body is not the JSON object that jambonz posts")]
    Json,
    /// A field that every request has.
    #[error("the field `{0}` is missing")]
    Missing(&'static str),
    /// A call's name that is none.
    #[error("`call_sid` is no name of a call: 1 to 128 visible ASCII characters")]
    CallId,
}

#[derive(Deserialize)]
struct Posted {
    call_sid: Option<String>,
    to: Option<String>,
    from: Option<String>,
    call_status: Option<String>,
    reason: Option<String>,
    digits: Option<String>,
    dial_call_status: Option<String>,
    queue_result: Option<String>,
    queue_time: Option<u32>,
    /// The caller's `INVITE`: only in the first request.
    sip: Option<Value>,
    /// The application's voice: only in the first request.
    defaults: Option<Value>,
}

/// Reads a request; none where a status was told that changes nothing.
///
/// # Errors
/// The field without which there is no call to speak of.
pub fn read(body: &[u8], left: Left<'_>) -> Result<Option<Incoming>, ReadFault> {
    let posted: Posted = serde_json::from_slice(body).map_err(|_| ReadFault::Json)?;
    let call = posted.call_sid.as_deref().ok_or(ReadFault::Missing("call_sid"))?;
    let call = CallId::new(call).ok_or(ReadFault::CallId)?;
    let Some(heard) = heard(&posted, left) else { return Ok(None) };
    let did = match (&posted.to, &heard) {
        (Some(to), _) => user_part(to),
        (None, Heard::Start) => return Err(ReadFault::Missing("to")),
        (
            None,
            Heard::Placed { .. }
            | Heard::CodeCall(_)
            | Heard::Keys { .. }
            | Heard::Silence
            | Heard::Transferred(_)
            | Heard::Unmet(_)
            | Heard::Ended,
        ) => "",
    };
    let from = user_part(posted.from.as_deref().unwrap_or(""));
    Ok(Some(Incoming {
        call,
        did: did.to_owned(),
        withheld: is_withheld(from, posted.sip.as_ref()),
        from: from.to_owned(),
        heard,
        talked: None,
        sealed: left.sealed.map(str::to_owned),
    }))
}

/// The status of the call that a body tells; empty where it tells none.
#[must_use]
pub fn status(body: &[u8]) -> String {
    serde_json::from_slice::<Posted>(body).ok().and_then(|posted| posted.call_status).unwrap_or_default()
}

fn heard(posted: &Posted, left: Left<'_>) -> Option<Heard> {
    if let Some(dialled) = &posted.dial_call_status {
        return Some(Heard::Transferred(dial_outcome(dialled)));
    }
    if let Some(queued) = &posted.queue_result {
        let outcome = left.left_queue(queued, posted.queue_time);
        return Some(Heard::Transferred(outcome.unwrap_or_else(|| queue_outcome(queued))));
    }
    if let Some(reason) = &posted.reason {
        let pressed = posted.digits.as_deref().filter(|_| reason == "dtmfDetected");
        return Some(pressed.map_or(Heard::Silence, |digits| keys(digits, left.most)));
    }
    match posted.call_status.as_deref() {
        Some("completed" | "failed" | "busy" | "no-answer") => Some(Heard::Ended),
        // A transfer whose outcome is not told failed: the menu's fallback takes the caller on.
        Some(_) | None if left.sealed.is_some() && left.transfer => Some(Heard::Transferred(Outcome::Failed)),
        Some(_) | None if left.sealed.is_some() => Some(Heard::Silence),
        // The first request of a call that we placed tells that it was answered, and need not hold an `INVITE`.
        Some("in-progress") if left.placed.is_some() => Some(Heard::Start),
        Some(_) | None => (posted.sip.is_some() || posted.defaults.is_some()).then_some(Heard::Start),
    }
}

/// The keys pressed. jambonz leaves the terminator out; alone it leaves nothing, and nothing else does.
fn keys(pressed: &str, most: Option<usize>) -> Heard {
    let mut digits = Digits::read(pressed);
    if pressed.is_empty() {
        digits.push(Digit::HASH);
        return Heard::Keys { digits, ended: EndedBy::Terminator };
    }
    if digits.is_empty() {
        return Heard::Silence;
    }
    // Fewer than asked for: the time or the terminator ended them, and jambonz does not tell which.
    let fewer = most.is_some_and(|most| digits.len() < most);
    Heard::Keys { digits, ended: if fewer { EndedBy::Timeout } else { EndedBy::Full } }
}

/// How `dial` ended. What is not known is a failure.
fn dial_outcome(status: &str) -> Outcome {
    match status {
        "completed" => Outcome::Completed,
        "busy" => Outcome::Busy,
        "no-answer" => Outcome::NoAnswer,
        _ => Outcome::Failed,
    }
}

/// How `enqueue` ended.
fn queue_outcome(result: &str) -> Outcome {
    match result {
        "bridged" => Outcome::Completed,
        "leave" | "timeout" => Outcome::NoAnswer,
        _ => Outcome::Failed,
    }
}

/// The number in a SIP address (RFC 3261, section 19.1.1); what is none stays as it is.
fn user_part(text: &str) -> &str {
    let address = text.strip_prefix("sip:").or_else(|| text.strip_prefix("sips:"));
    let Some(address) = address else { return text };
    let user = address.split_once('@').map_or(address, |(user, _)| user);
    user.split_once(';').map_or(user, |(user, _)| user)
}

/// Whether the caller asked not to be known: by the name that takes the number's place, or by `Privacy: id` (RFC 3325, section 9.3).
fn is_withheld(from: &str, sip: Option<&Value>) -> bool {
    const WORDS: [&str; 4] = ["anonymous", "restricted", "private", "unavailable"];
    let headers = sip.and_then(|sip| sip.get("headers")).and_then(Value::as_object);
    let wants_privacy = headers.into_iter().flatten().any(|(name, value)| {
        let value = value.as_str().unwrap_or("");
        name.eq_ignore_ascii_case("privacy")
            && value.split(';').any(|one| matches!(one.trim(), "id" | "user" | "header" | "critical"))
    });
    wants_privacy || WORDS.iter().any(|word| from.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ASKED: Left<'static> = Left {
        sealed: Some("v1_-Ab"),
        most: Some(1),
        transfer: false,
        desk: None,
        longest: None,
        queued: None,
        told: None,
        placed: None,
    };
    const DIALLED: Left<'static> = Left { most: None, transfer: true, ..ASKED };

    fn posted(more: &Value) -> Vec<u8> {
        let mut body = json!({
            "call_sid": "3f2a", "account_sid": "a", "direction": "inbound", "from": "+390668851234",
            "to": "+39800749049", "call_id": "x", "call_status": "in-progress", "sip_status": 200,
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body.to_string().into_bytes()
    }

    fn heard_of(more: &Value, left: Left<'_>) -> Option<Heard> {
        read(&posted(more), left).unwrap().map(|incoming| incoming.heard)
    }

    fn pressed(text: &str, ended: EndedBy) -> Heard {
        Heard::Keys { digits: Digits::read(text), ended }
    }

    #[test]
    fn a_call_arrives() {
        let body = posted(
            &json!({ "call_status": "trying", "sip_status": 100, "sip": { "headers": {} }, "defaults": {} }),
        );
        let incoming = read(&body, Left::default()).unwrap().unwrap();
        assert_eq!((incoming.call.as_str(), incoming.did.as_str()), ("3f2a", "+39800749049"));
        assert_eq!((incoming.from.as_str(), incoming.withheld), ("+390668851234", false));
        assert_eq!((incoming.heard, incoming.sealed), (Heard::Start, None));
    }

    #[test]
    fn addresses_are_numbers_too() {
        let to =
            json!({ "to": "sip:7002@pbx.example;transport=tcp", "from": "sips:+3906;ext=1@x", "sip": {} });
        let incoming = read(&posted(&to), Left::default()).unwrap().unwrap();
        assert_eq!((incoming.did.as_str(), incoming.from.as_str()), ("7002", "+3906"));
    }

    #[test]
    fn hidden_numbers_are_withheld() {
        for more in [
            json!({ "from": "anonymous", "sip": {} }),
            json!({ "from": "sip:Anonymous@anonymous.invalid", "sip": {} }),
            json!({ "sip": { "headers": { "privacy": "header; id" } } }),
        ] {
            assert!(read(&posted(&more), Left::default()).unwrap().unwrap().withheld, "{more}");
        }
        let open = json!({ "sip": { "headers": { "Privacy": "none" } } });
        assert!(!read(&posted(&open), Left::default()).unwrap().unwrap().withheld);
    }

    #[test]
    fn keys_come_back() {
        let told = |digits: &str| json!({ "reason": "dtmfDetected", "digits": digits });
        let long = Left { most: Some(9), ..ASKED };
        assert_eq!(heard_of(&told("1"), ASKED), Some(pressed("1", EndedBy::Full)));
        assert_eq!(heard_of(&told("#"), ASKED), Some(pressed("#", EndedBy::Full)));
        assert_eq!(heard_of(&told("123"), long), Some(pressed("123", EndedBy::Timeout)));
        assert_eq!(
            heard_of(&told(""), long),
            Some(pressed("#", EndedBy::Terminator)),
            "the terminator alone"
        );
        assert_eq!(heard_of(&told("AD"), long), Some(Heard::Silence), "keys that no telephone has");
    }

    #[test]
    fn silence_comes_back_with_a_reason_or_by_the_redirect() {
        for more in [json!({ "reason": "timeout" }), json!({ "reason": "error", "details": {} }), json!({})] {
            assert_eq!(heard_of(&more, ASKED), Some(Heard::Silence), "{more}");
        }
    }

    #[test]
    fn transfers_come_back_with_their_outcome() {
        for (status, outcome) in [
            ("completed", Outcome::Completed),
            ("busy", Outcome::Busy),
            ("no-answer", Outcome::NoAnswer),
            ("failed", Outcome::Failed),
            ("something-new", Outcome::Failed),
        ] {
            let more = json!({ "dial_call_status": status, "call_status": "in-progress" });
            assert_eq!(heard_of(&more, DIALLED), Some(Heard::Transferred(outcome)), "{status}");
        }
        assert_eq!(
            heard_of(&json!({}), DIALLED),
            Some(Heard::Transferred(Outcome::Failed)),
            "by the redirect"
        );
        for (result, outcome) in
            [("bridged", Outcome::Completed), ("leave", Outcome::NoAnswer), ("error", Outcome::Failed)]
        {
            let more = json!({ "queue_result": result });
            assert_eq!(heard_of(&more, DIALLED), Some(Heard::Transferred(outcome)), "{result}");
        }
    }

    #[test]
    fn the_status_webhook_ends_a_call_and_says_nothing_else() {
        for status in ["completed", "failed", "busy", "no-answer"] {
            assert_eq!(heard_of(&json!({ "call_status": status }), Left::default()), Some(Heard::Ended));
        }
        for status in ["trying", "ringing", "early-media", "in-progress"] {
            assert_eq!(heard_of(&json!({ "call_status": status }), Left::default()), None, "{status}");
        }
    }

    #[test]
    fn what_is_no_request_is_refused() {
        assert_eq!(read(b"[]", ASKED), Err(ReadFault::Json));
        assert_eq!(read(b"CallSid=CA1", ASKED), Err(ReadFault::Json));
        assert_eq!(read(br#"{"call_sid": 1}"#, ASKED), Err(ReadFault::Json));
        assert_eq!(read(b"{}", ASKED), Err(ReadFault::Missing("call_sid")));
        assert_eq!(read(br#"{"call_sid": "a b"}"#, ASKED), Err(ReadFault::CallId));
        assert_eq!(read(br#"{"call_sid": "a", "sip": {}}"#, Left::default()), Err(ReadFault::Missing("to")));
    }
}
