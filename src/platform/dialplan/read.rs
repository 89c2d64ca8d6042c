//! What Asterisk posted, as what was heard.

use crate::engine::{EndedBy, Heard, Outcome};
use crate::platform::Incoming;
use crate::platform::form::Form;
use crate::terms::{CallId, Digit, Digits};

/// The most calls that one conversation can need: those of ten seconds in four hours, the shortest and the longest that a menu can say.
const MOST_CALLS: u32 = 1_440;

/// Why a body is not one of our dialplan's events. None of the texts repeats what was sent: it may be a person's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadFault {
    /// A field that every event, or this one, must have.
    #[error("the field `{0}` is missing")]
    Missing(&'static str),
    /// A field with a value that the dialplan never sends.
    #[error("the field `{0}` has a value that docker/asterisk/extensions.conf never sends")]
    Unknown(&'static str),
}

/// Reads one event.
///
/// # Errors
/// The first field that is missing or has a value that our dialplan never sends. The caller's number may be anything at all: a
/// stranger wrote it, and a call is not refused for it.
pub fn read(form: &Form<'_>) -> Result<Incoming, ReadFault> {
    let call = named(form)?;
    let heard = match required(form, "event")? {
        "start" => Heard::Start,
        "digits" => digits(form)?,
        "silence" => Heard::Silence,
        "transfer" => Heard::Transferred(outcome(
            required(form, "dial")?,
            required(form, "queue")?,
            required(form, "said")?,
        )),
        "hangup" => Heard::Ended,
        _ => return Err(ReadFault::Unknown("event")),
    };
    incoming(form, call, heard)
}

fn named(form: &Form<'_>) -> Result<CallId, ReadFault> {
    CallId::new(required(form, "call")?).ok_or(ReadFault::Unknown("call"))
}

fn incoming(form: &Form<'_>, call: CallId, heard: Heard) -> Result<Incoming, ReadFault> {
    let state = required(form, "state")?;
    Ok(Incoming {
        call,
        did: required(form, "did")?.to_owned(),
        from: required(form, "from")?.to_owned(),
        withheld: required(form, "presentation")?.starts_with("prohib"),
        heard,
        // Empty from a destination that did not say so, and from a dialplan of an older release not there.
        talked: form.get("talked").and_then(|talked| talked.parse().ok()),
        sealed: (!state.is_empty()).then(|| state.to_owned()),
    })
}

/// Reads the event of a conversation that a package pays for: how many calls it needs now. None: it is another event.
///
/// # Errors
/// Those of [`read`].
pub fn read_talking(form: &Form<'_>) -> Result<Option<(Incoming, u32)>, ReadFault> {
    if form.get("event") != Some("talking") {
        return Ok(None);
    }
    let calls = required(form, "calls")?.parse().ok().filter(|calls| (1..=MOST_CALLS).contains(calls));
    let calls = calls.ok_or(ReadFault::Unknown("calls"))?;
    Ok(Some((incoming(form, named(form)?, Heard::Transferred(Outcome::Completed))?, calls)))
}

/// The keys pressed. None that a telephone has (only A to D of RFC 4733, say) is a silence.
fn digits(form: &Form<'_>) -> Result<Heard, ReadFault> {
    let mut digits = Digits::read(required(form, "keys")?);
    let ended = match required(form, "ended")? {
        "count" => EndedBy::Full,
        "terminator" => EndedBy::Terminator,
        "timeout" => EndedBy::Timeout,
        _ => return Err(ReadFault::Unknown("ended")),
    };
    if digits.is_empty() && ended == EndedBy::Terminator {
        digits.push(Digit::HASH);
    }
    Ok(if digits.is_empty() { Heard::Silence } else { Heard::Keys { digits, ended } })
}

/// How a transfer ended. What the destination said of itself counts first, then what Asterisk's `Dial` and `Queue` left behind
/// (their documentation lists the words); a destination that left nothing put nobody through, and the menu goes on as for one
/// that could not be reached.
pub(in crate::platform) fn outcome(dial: &str, queue: &str, said: &str) -> Outcome {
    match said {
        "completed" => return Outcome::Completed,
        "busy" => return Outcome::Busy,
        "unanswered" => return Outcome::NoAnswer,
        "failed" | "missing" => return Outcome::Failed,
        "waited" => return Outcome::WaitedTooLong,
        "left" => return Outcome::Left,
        _ => {}
    }
    match (dial, queue) {
        ("ANSWER", _) | (_, "CONTINUE") => Outcome::Completed,
        ("BUSY", _) | (_, "FULL") => Outcome::Busy,
        ("NOANSWER" | "CANCEL", _) => Outcome::NoAnswer,
        (_, "TIMEOUT") => Outcome::WaitedTooLong,
        _ => Outcome::Failed,
    }
}

fn required<'a>(form: &'a Form<'_>, name: &'static str) -> Result<&'a str, ReadFault> {
    form.get(name).ok_or(ReadFault::Missing(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str =
        "call=1795327993.7-123456&did=800749049&from=%2B390668851234&presentation=allowed_not_screened";

    fn heard(rest: &str) -> Result<Heard, ReadFault> {
        incoming(&format!("{CALL}&{rest}")).map(|incoming| incoming.heard)
    }

    fn incoming(body: &str) -> Result<Incoming, ReadFault> {
        read(&Form::read(body.as_bytes()).unwrap())
    }

    fn keys(text: &str, ended: EndedBy) -> Heard {
        Heard::Keys { digits: Digits::read(text), ended }
    }

    #[test]
    fn a_call_arrives() {
        let incoming = incoming(&format!("{CALL}&event=start&state=")).unwrap();
        assert_eq!(incoming.call.as_str(), "1795327993.7-123456");
        assert_eq!(incoming.did, "800749049");
        assert_eq!(incoming.from, "+390668851234");
        assert!(!incoming.withheld);
        assert_eq!(incoming.heard, Heard::Start);
        assert_eq!(incoming.sealed, None);
    }

    #[test]
    fn the_sealed_state_comes_back_as_it_was_given() {
        let incoming = incoming(&format!("{CALL}&event=silence&state=v1_-Ab")).unwrap();
        assert_eq!(incoming.sealed.as_deref(), Some("v1_-Ab"));
    }

    #[test]
    fn keys_are_told_with_why_they_ended() {
        assert_eq!(heard("event=digits&keys=13&ended=count&state=s"), Ok(keys("13", EndedBy::Full)));
        assert_eq!(heard("event=digits&keys=%2A%23&ended=timeout&state=s"), Ok(keys("*#", EndedBy::Timeout)));
        assert_eq!(
            heard("event=digits&keys=340&ended=terminator&state=s"),
            Ok(keys("340", EndedBy::Terminator))
        );
    }

    #[test]
    fn the_terminator_alone_is_the_hash_key_and_no_key_at_all_is_silence() {
        assert_eq!(heard("event=digits&keys=&ended=terminator&state=s"), Ok(keys("#", EndedBy::Terminator)));
        assert_eq!(heard("event=digits&keys=&ended=count&state=s"), Ok(Heard::Silence));
        assert_eq!(heard("event=digits&keys=AD&ended=count&state=s"), Ok(Heard::Silence));
    }

    #[test]
    fn a_transfer_comes_back_with_what_dial_or_queue_left() {
        for (dial, queue, said, ended) in [
            ("ANSWER", "", "", Outcome::Completed),
            ("BUSY", "", "", Outcome::Busy),
            ("NOANSWER", "", "", Outcome::NoAnswer),
            ("CANCEL", "", "", Outcome::NoAnswer),
            ("CHANUNAVAIL", "", "", Outcome::Failed),
            ("CONGESTION", "", "", Outcome::Failed),
            ("", "TIMEOUT", "", Outcome::WaitedTooLong),
            ("", "", "left", Outcome::Left),
            ("", "FULL", "waited", Outcome::WaitedTooLong),
            ("", "FULL", "", Outcome::Busy),
            ("", "JOINEMPTY", "", Outcome::Failed),
            ("", "CONTINUE", "", Outcome::Completed),
            ("", "", "", Outcome::Failed),
            ("", "", "missing", Outcome::Failed),
            ("NOANSWER", "", "completed", Outcome::Completed),
            ("ANSWER", "", "unanswered", Outcome::NoAnswer),
        ] {
            let form = format!("event=transfer&dial={dial}&queue={queue}&said={said}&state=s");
            assert_eq!(heard(&form), Ok(Heard::Transferred(ended)), "{form}");
        }
    }

    #[test]
    fn a_conversation_tells_how_many_calls_it_needs() {
        let talking = |rest: &str| read_talking(&Form::read(format!("{CALL}&{rest}").as_bytes()).unwrap());
        let (incoming, calls) = talking("event=talking&calls=2&state=v1_-Ab").unwrap().unwrap();
        assert_eq!((calls, incoming.sealed.as_deref()), (2, Some("v1_-Ab")));
        assert_eq!(talking("event=silence&state=s"), Ok(None));
        for wrong in ["0", "-1", "1441", "two", ""] {
            let refused = talking(&format!("event=talking&calls={wrong}&state=s"));
            assert_eq!(refused, Err(ReadFault::Unknown("calls")), "{wrong}");
        }
        assert_eq!(talking("event=talking&state=s"), Err(ReadFault::Missing("calls")));
    }

    #[test]
    fn a_hidden_number_is_withheld_whatever_the_trunk_sends_beside() {
        let hidden = CALL.replace("allowed_not_screened", "prohib_passed_screen");
        assert!(incoming(&format!("{hidden}&event=start&state=")).unwrap().withheld);
    }

    #[test]
    fn a_strange_number_is_no_reason_to_refuse_the_call() {
        for from in ["%C3%A9", "anonymous", "%D9%A3%D9%A4", "%22a%22%20%3Csip%3Ab%3E", ""] {
            let form = format!("call=1.1&did=7002&from={from}&presentation=allowed&event=start&state=");
            assert!(incoming(&form).is_ok(), "{from}");
        }
    }

    #[test]
    fn anything_else_is_refused_by_the_name_of_the_field_and_never_by_its_value() {
        assert_eq!(incoming(""), Err(ReadFault::Missing("call")));
        assert_eq!(incoming("call=a%20b&event=start"), Err(ReadFault::Unknown("call")));
        assert_eq!(heard("event=start"), Err(ReadFault::Missing("state")));
        assert_eq!(heard("event=dance&state="), Err(ReadFault::Unknown("event")));
        assert_eq!(heard("event=digits&keys=1&state="), Err(ReadFault::Missing("ended")));
        assert_eq!(heard("event=digits&keys=1&ended=never&state="), Err(ReadFault::Unknown("ended")));
        assert_eq!(heard("event=transfer&dial=BUSY&state="), Err(ReadFault::Missing("queue")));
    }
}
