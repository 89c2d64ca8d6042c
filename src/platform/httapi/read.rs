//! What `mod_httapi` asked with, as what was heard. Field names are of its source and of what [`write`](super::write()) asks back.

use crate::engine::{EndedBy, Heard, Outcome};
use crate::platform::Incoming;
use crate::platform::form::Form;
use crate::platform::left::Left;
use crate::terms::{CallId, Digit, Digits};

/// Why a request is none of `mod_httapi`. Says which field, never what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadFault {
    /// A field that every request has.
    #[error("the field `{0}` is missing")]
    Missing(&'static str),
    /// A call's name that is none.
    #[error("`session_id` is no name of a call: 1 to 128 visible ASCII characters")]
    CallId,
}

/// Reads a request from its body and, where that lacks a field, from its query.
///
/// # Errors
/// The field without which there is no call to speak of.
pub fn read(body: &Form<'_>, query: &Form<'_>, left: Left<'_>) -> Result<Incoming, ReadFault> {
    let get = |name: &str| body.get(name).or_else(|| query.get(name)).unwrap_or("");
    let call = Some(get("session_id")).filter(|call| !call.is_empty());
    let call = CallId::new(call.ok_or(ReadFault::Missing("session_id"))?).ok_or(ReadFault::CallId)?;
    let heard = heard(&get, left);
    let did = get("Caller-Destination-Number");
    if heard == Heard::Start && did.is_empty() {
        return Err(ReadFault::Missing("Caller-Destination-Number"));
    }
    let from = get("Caller-Caller-ID-Number");
    let is_hidden = get("Caller-Privacy-Hide-Number").eq_ignore_ascii_case("true");
    let is_anonymous =
        ["anonymous", "restricted", "private"].iter().any(|word| from.eq_ignore_ascii_case(word));
    Ok(Incoming {
        call,
        did: did.to_owned(),
        from: from.to_owned(),
        withheld: is_hidden || is_anonymous,
        heard,
        talked: None,
        sealed: left.sealed.map(str::to_owned),
    })
}

fn heard<'f>(get: &impl Fn(&str) -> &'f str, left: Left<'_>) -> Heard {
    if get("exiting").eq_ignore_ascii_case("true") {
        return Heard::Ended;
    }
    match (left.sealed, left.transfer, left.most) {
        (None, _, _) => Heard::Start,
        (Some(_), true, _) => {
            Heard::Transferred(outcome(get("centralino_said"), get("originate_disposition")))
        }
        (Some(_), false, Some(most)) => {
            // By `bind` or by `read`, whichever the document had.
            let pressed = if get("keys").is_empty() { get("centralino_keys") } else { get("keys") };
            keys(pressed, get("read_terminator_used"), most)
        }
        (Some(_), false, None) => Heard::Silence,
    }
}

fn keys(pressed: &str, terminator: &str, most: usize) -> Heard {
    let mut digits = Digits::read(pressed);
    let terminator = terminator.chars().find_map(Digit::new);
    match (digits.is_empty(), terminator) {
        (true, None) => Heard::Silence,
        (true, Some(_)) => {
            digits.push(Digit::HASH);
            Heard::Keys { digits, ended: EndedBy::Terminator }
        }
        (false, Some(_)) => Heard::Keys { digits, ended: EndedBy::Terminator },
        (false, None) => {
            let ended = if digits.len() < most { EndedBy::Timeout } else { EndedBy::Full };
            Heard::Keys { digits, ended }
        }
    }
}

/// How a transfer ended: what the destination's extension said of itself counts first, then why FreeSWITCH's last `bridge` ended. An
/// extension that left neither put nobody through.
fn outcome(said: &str, disposition: &str) -> Outcome {
    match said {
        "completed" => return Outcome::Completed,
        "busy" => return Outcome::Busy,
        "unanswered" => return Outcome::NoAnswer,
        "failed" => return Outcome::Failed,
        _ => {}
    }
    match disposition {
        "SUCCESS" => Outcome::Completed,
        "USER_BUSY" => Outcome::Busy,
        "NO_ANSWER" | "NO_USER_RESPONSE" | "ALLOTTED_TIMEOUT" | "PROGRESS_TIMEOUT" | "MEDIA_TIMEOUT"
        | "ORIGINATOR_CANCEL" => Outcome::NoAnswer,
        _ => Outcome::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str = "session_id=0b8e&hostname=pbx&Caller-Caller-ID-Number=%2B390668851234&\
                        Caller-Destination-Number=800749049&url=http%3A%2F%2Fx";

    fn incoming(body: &str, query: &str) -> Result<Incoming, ReadFault> {
        let (body, query) = (Form::read(body.as_bytes()).unwrap(), Form::read(query.as_bytes()).unwrap());
        read(&body, &query, Left::read(&query))
    }

    fn heard_of(more: &str, query: &str) -> Heard {
        let heard = incoming(&format!("{CALL}{more}"), query).unwrap().heard;
        let all = incoming("", &format!("{query}&{CALL}{more}")).unwrap().heard;
        assert_eq!(heard, all, "the same with everything in the query");
        heard
    }

    fn pressed(text: &str, ended: EndedBy) -> Heard {
        Heard::Keys { digits: Digits::read(text), ended }
    }

    #[test]
    fn a_call_arrives() {
        let incoming = incoming(CALL, "desk=giustizia").unwrap();
        assert_eq!((incoming.call.as_str(), incoming.did.as_str()), ("0b8e", "800749049"));
        assert_eq!((incoming.from.as_str(), incoming.withheld), ("+390668851234", false));
        assert_eq!((incoming.heard, incoming.sealed), (Heard::Start, None));
    }

    #[test]
    fn hidden_numbers_are_withheld() {
        let hidden = format!("{CALL}&Caller-Privacy-Hide-Number=true");
        assert!(incoming(&hidden, "").unwrap().withheld);
        assert!(!incoming(&hidden.replace("true", "false"), "").unwrap().withheld);
        assert!(incoming(&CALL.replace("%2B390668851234", "anonymous"), "").unwrap().withheld);
    }

    #[test]
    fn keys_come_back_by_bind_and_by_read() {
        assert_eq!(heard_of("&keys=1&input_type=dtmf", "s=x&n=1"), pressed("1", EndedBy::Full));
        assert_eq!(heard_of("&keys=%23&input_type=dtmf", "s=x&n=1"), pressed("#", EndedBy::Full));
        assert_eq!(heard_of("&centralino_keys=123", "s=x&n=9"), pressed("123", EndedBy::Timeout));
        assert_eq!(heard_of("&centralino_keys=123456789", "s=x&n=9"), pressed("123456789", EndedBy::Full));
        let ended = "&centralino_keys=123&read_terminator_used=%23";
        assert_eq!(heard_of(ended, "s=x&n=9"), pressed("123", EndedBy::Terminator));
        assert_eq!(heard_of("&read_terminator_used=%23", "s=x&n=9"), pressed("#", EndedBy::Terminator));
    }

    #[test]
    fn silence_is_a_request_without_keys() {
        assert_eq!(heard_of("", "s=x&n=1"), Heard::Silence);
        assert_eq!(
            heard_of("&keys=A&input_type=dtmf", "s=x&n=1"),
            Heard::Silence,
            "a key that no telephone has"
        );
        assert_eq!(heard_of("", "s=x"), Heard::Silence);
    }

    #[test]
    fn transfers_come_back_with_their_outcome() {
        for (left, outcome) in [
            ("&originate_disposition=SUCCESS", Outcome::Completed),
            ("&originate_disposition=USER_BUSY", Outcome::Busy),
            ("&originate_disposition=NO_ANSWER", Outcome::NoAnswer),
            ("&originate_disposition=ALLOTTED_TIMEOUT", Outcome::NoAnswer),
            ("&originate_disposition=DESTINATION_OUT_OF_ORDER", Outcome::Failed),
            ("&originate_disposition=SUCCESS&centralino_said=unanswered", Outcome::NoAnswer),
            ("&centralino_said=completed", Outcome::Completed),
            ("", Outcome::Failed),
        ] {
            assert_eq!(heard_of(left, "s=x&t=1"), Heard::Transferred(outcome), "{left}");
        }
    }

    #[test]
    fn exiting_is_the_end() {
        assert_eq!(heard_of("&exiting=true", "s=x&n=1"), Heard::Ended);
        assert_eq!(heard_of("&exiting=true&keys=1", ""), Heard::Ended);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(incoming("hostname=a", ""), Err(ReadFault::Missing("session_id")));
        assert_eq!(incoming("session_id=a%20b", ""), Err(ReadFault::CallId));
        assert_eq!(incoming("session_id=a", ""), Err(ReadFault::Missing("Caller-Destination-Number")));
        assert!(incoming("session_id=a", "s=x&n=1").is_ok(), "the state knows which desk");
    }
}
