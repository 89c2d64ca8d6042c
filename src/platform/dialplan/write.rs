//! A reply as the flat JSON object that `JSON_DECODE` takes apart.

use std::borrow::Cow;

use serde::Serialize;

use crate::engine::{Capped, Gather};
use crate::menu::model::HangupCause;
use crate::platform::{Next, Outgoing, Spoken, Unwritable, Waiting};

/// The longest reply, in bytes: `JSON_DECODE` of Asterisk 22 reads 4,090 and returns nothing from 4,096.
pub const MAX_BYTES: usize = 3_999;

/// Why a reply cannot be given to the dialplan. The call then goes to the site's fallback.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteFault {
    /// It needs more bytes than Asterisk decodes.
    #[error("the reply has {0} bytes, and Asterisk decodes {MAX_BYTES}")]
    TooLong(usize),
    /// There is no sound for words that the caller must hear.
    #[error("no sound was made for words that the caller must hear")]
    NoSound,
    /// A sound's address does not end in `/prompts/<20 hex>.wav`.
    #[error("a sound's address does not end in `/prompts/<20 hex>.wav`")]
    Address,
    /// A destination that is no plain identifier.
    #[error(
        "`{0}` is no extension that the dialplan can dial: letters, digits, `-`, `_` and `+` only, 64 at most"
    )]
    Destination(String),
}

impl Unwritable for WriteFault {
    fn is_destination(&self) -> bool {
        match self {
            Self::Destination(_) => true,
            Self::TooLong(_) | Self::NoSound | Self::Address => false,
        }
    }
}

/// Whether the dialplan can dial it: the name stands in `Gosub()`, where a comma or a bracket would be an order.
#[must_use]
pub fn can_dial(to: &str) -> bool {
    (1..=64).contains(&to.len())
        && to.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_+".contains(&byte))
}

#[derive(Serialize)]
struct Document<'a> {
    state: &'a str,
    answer: bool,
    language: &'static str,
    keys: &'static str,
    notice: String,
    #[serde(flatten)]
    then: Then<'a>,
}

#[derive(Serialize)]
#[serde(tag = "then", rename_all = "lowercase")]
enum Then<'a> {
    Gather {
        play: String,
        max: u8,
        first: u8,
        between: u8,
        end: String,
    },
    Transfer {
        to: &'a str,
        ring: u16,
        music: &'a str,
        leave: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        priority: Option<i32>,
        desk: &'a str,
        path: &'a str,
        customer: &'a str,
        ticket: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        shown: &'a str,
        #[serde(flatten)]
        cap: Option<Cap<'a>>,
    },
    Hangup {
        cause: u8,
    },
}

/// For how long they may speak, in seconds, what both hear before the end of each call, and what the caller hears at the last one's.
#[derive(Serialize)]
struct Cap<'a> {
    most: u32,
    length: u32,
    warning: u32,
    nearly: &'a str,
    over: &'a str,
}

/// Writes one reply.
///
/// # Errors
/// What keeps the dialplan from carrying it out; nothing is cut off or left out in silence, but for the announcement of a
/// transfer whose sound could not be made: the call is put through without it.
pub fn write(outgoing: &Outgoing<'_>) -> Result<String, WriteFault> {
    let (notice, play) = outgoing.parts();
    let document = Document {
        state: &outgoing.sealed,
        answer: outgoing.answer,
        language: outgoing.language.code(),
        keys: if keeps(&outgoing.then) { "keep" } else { "drop" },
        notice: prompts(notice, &outgoing.then)?,
        then: then(&outgoing.then, play)?,
    };
    // Strings and numbers only: there is nothing in it that JSON could not say, so the fault is never seen.
    let json = serde_json::to_string(&document).map_err(|_| WriteFault::TooLong(usize::MAX))?;
    if json.len() > MAX_BYTES { Err(WriteFault::TooLong(json.len())) } else { Ok(json) }
}

fn keeps(then: &Next<'_>) -> bool {
    match then {
        Next::Gather(gather) => gather.type_ahead,
        Next::Transfer { .. } | Next::Hangup(_) => false,
    }
}

fn then<'a>(next: &'a Next<'_>, play: &[Spoken<'_>]) -> Result<Then<'a>, WriteFault> {
    match next {
        &Next::Gather(Gather { max, first, between, terminator, type_ahead: _, secret: _ }) => {
            Ok(Then::Gather {
                play: prompts(play, next)?,
                max: max.max(1),
                first,
                between,
                end: terminator.map(|key| key.to_string()).unwrap_or_default(),
            })
        }
        Next::Transfer { to, .. } if !can_dial(to) => Err(WriteFault::Destination((*to).to_owned())),
        Next::Transfer { to, ring, waiting, carried, cap } => Ok(Then::Transfer {
            to,
            ring: *ring,
            music: waiting.as_ref().map_or("", |waiting| waiting.class),
            leave: leaving_key(waiting.as_ref()),
            priority: priority(waiting.as_ref()),
            desk: carried.desk,
            path: carried.path,
            customer: &carried.customer,
            ticket: &carried.ticket,
            shown: &carried.shown,
            cap: cap.as_ref().map(capped).transpose()?,
        }),
        Next::Hangup(cause) => Ok(Then::Hangup { cause: q850(*cause) }),
    }
}

/// What a conversation comes to whose paid time is over, as the dialplan reads it.
#[must_use]
pub fn write_further(goes_on: bool) -> String {
    format!("{{\"then\":\"{}\"}}", if goes_on { "talk" } else { "end" })
}

/// Where the words have no sound, they are not heard: better than a call that is not put through.
fn capped<'a>(cap: &'a super::super::Cap<'_>) -> Result<Cap<'a>, WriteFault> {
    let sound = |address: &'a Option<Cow<'_, str>>| match address {
        Some(address) => name(address).ok_or(WriteFault::Address),
        None => Ok(""),
    };
    let Capped { length, calls: _, warning } = cap.capped;
    Ok(Cap {
        most: cap.capped.most(),
        length,
        warning,
        nearly: sound(&cap.warning)?,
        over: sound(&cap.over)?,
    })
}

/// The key that leaves the queue; empty for none.
pub(in crate::platform) fn leaving_key(waiting: Option<&Waiting<'_>>) -> String {
    waiting.and_then(|waiting| waiting.leave).map(|key| key.to_string()).unwrap_or_default()
}

/// How far in front in its queue; none: behind whoever came before.
pub(in crate::platform) fn priority(waiting: Option<&Waiting<'_>>) -> Option<i32> {
    waiting.and_then(|waiting| waiting.joined).map(crate::platform::priority)
}

/// The prompts' names, joined as the dialplan slices them: 20 characters and an ampersand each.
pub(in crate::platform) fn prompts(say: &[Spoken<'_>], next: &Next<'_>) -> Result<String, WriteFault> {
    let mut names = Vec::with_capacity(say.len());
    for spoken in say {
        match (&spoken.sound, next) {
            (Some(address), _) => names.push(name(address).ok_or(WriteFault::Address)?),
            // A pause is worth having, and not worth a caller who hears nothing for want of it.
            (None, _) if spoken.pause > 0 => {}
            (None, Next::Transfer { .. }) => {}
            (None, Next::Gather(_) | Next::Hangup(_)) => return Err(WriteFault::NoSound),
        }
    }
    Ok(names.join("&"))
}

fn name(address: &str) -> Option<&str> {
    let (front, name) = address.strip_suffix(".wav")?.rsplit_once('/')?;
    let hex = name.len() == 20 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (hex && front.ends_with("/prompts")).then_some(name)
}

/// The cause in ITU-T Q.850, table 1, which Asterisk turns into a SIP answer where the call was never answered.
pub(in crate::platform) const fn q850(cause: HangupCause) -> u8 {
    match cause {
        HangupCause::Unallocated => 1,
        HangupCause::Normal => 16,
        HangupCause::Busy => 17,
        HangupCause::Rejected => 21,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::{Value, json};

    use super::*;
    use crate::platform::Carried;
    use crate::terms::{Digit, Language};

    const MENU: Gather =
        Gather { max: 1, first: 7, between: 4, terminator: None, type_ahead: true, secret: false };

    fn spoken(number: u32, interruptible: bool) -> Spoken<'static> {
        Spoken {
            words: Cow::Borrowed("parole"),
            language: Language::It,
            interruptible,
            sound: Some(Cow::Owned(format!("http://centralino.example/prompts/{number:020x}.wav"))),
            pause: 0,
        }
    }

    fn reply<'a>(say: Vec<Spoken<'a>>, then: Next<'a>) -> Outgoing<'a> {
        Outgoing { answer: true, first: true, language: Language::It, say, then, sealed: "s".repeat(300) }
    }

    fn written(outgoing: &Outgoing<'_>) -> Value {
        serde_json::from_str(&write(outgoing).unwrap()).unwrap()
    }

    #[test]
    fn a_menu_says_its_notices_first_and_then_what_a_key_stops() {
        let say = vec![spoken(1, false), spoken(2, false), spoken(3, true), spoken(4, true)];
        assert_eq!(
            written(&reply(say, Next::Gather(MENU))),
            json!({
                "state": "s".repeat(300), "answer": true, "language": "it", "keys": "keep",
                "notice": "00000000000000000001&00000000000000000002",
                "then": "gather",
                "play": "00000000000000000003&00000000000000000004",
                "max": 1, "first": 7, "between": 4, "end": ""
            })
        );
    }

    #[test]
    fn keys_pressed_ahead_are_dropped_where_a_habit_must_not_decide() {
        let closed = Gather { type_ahead: false, ..MENU };
        assert_eq!(written(&reply(vec![], Next::Gather(closed)))["keys"], "drop");
    }

    #[test]
    fn collecting_tells_its_terminator() {
        let number = Gather { max: 15, terminator: Some(Digit::HASH), ..MENU };
        let json = written(&reply(vec![spoken(1, true)], Next::Gather(number)));
        assert_eq!((&json["max"], &json["end"]), (&json!(15), &json!("#")));
    }

    #[test]
    fn before_a_transfer_or_a_goodbye_everything_is_said_to_its_end() {
        let json = written(&reply(vec![spoken(1, true)], Next::rings("lotto-3", 25)));
        assert_eq!(json["notice"], "00000000000000000001");
        assert_eq!(
            (&json["then"], &json["to"], &json["ring"]),
            (&json!("transfer"), &json!("lotto-3"), &json!(25))
        );
        let mut closed = reply(vec![spoken(2, true)], Next::Hangup(HangupCause::Busy));
        closed.answer = false;
        let json = written(&closed);
        assert_eq!(
            (&json["answer"], &json["then"], &json["cause"]),
            (&json!(false), &json!("hangup"), &json!(17))
        );
    }

    #[test]
    fn a_queue_has_its_music_and_its_key_and_a_destination_is_told_what_call_it_is() {
        let waiting = Waiting {
            class: "attesa",
            leave: Digit::new('9'),
            joined: DateTime::from_timestamp(1_795_510_800, 0),
        };
        let carried =
            Carried { call: "1.1".into(), desk: "giustizia", path: "open.1.3", ..Carried::default() };
        let then = Next::Transfer { to: "lotto-3", ring: 600, waiting: Some(waiting), carried, cap: None };
        let json = written(&reply(vec![], then));
        assert_eq!(
            (&json["music"], &json["leave"], &json["ring"]),
            (&json!("attesa"), &json!("9"), &json!(600))
        );
        assert_eq!(json["priority"], json!(351_972_847), "whoever joined a second later is one behind");
        assert_eq!((&json["desk"], &json["path"]), (&json!("giustizia"), &json!("open.1.3")));
        assert_eq!((&json["customer"], &json["ticket"]), (&json!(""), &json!("")));
        assert!(json.get("call").is_none(), "Asterisk gave that name itself");
        let json = written(&reply(vec![], Next::rings("lotto-3", 25)));
        assert_eq!((&json["music"], &json["leave"]), (&json!(""), &json!("")));
    }

    #[test]
    fn a_paid_conversation_has_its_length_and_what_is_heard_before_its_end_and_at_it() {
        let address = |number: u32| spoken(number, true).sound;
        let capped = Capped { length: 900, calls: 3, warning: 60 };
        let cap = super::super::super::Cap { capped, warning: address(1), over: address(2) };
        let then = Next::Transfer {
            to: "lotto-3",
            ring: 25,
            waiting: None,
            carried: Carried::default(),
            cap: Some(cap),
        };
        let json = written(&reply(vec![], then));
        assert_eq!(
            [&json["most"], &json["length"], &json["warning"], &json["nearly"], &json["over"]],
            [
                &json!(2700),
                &json!(900),
                &json!(60),
                &json!("00000000000000000001"),
                &json!("00000000000000000002")
            ]
        );
        assert_eq!(write_further(true), r#"{"then":"talk"}"#);
        assert_eq!(write_further(false), r#"{"then":"end"}"#);
    }

    #[test]
    fn a_menu_without_its_sound_is_refused_and_a_transfer_goes_on_without_it() {
        let mute = Spoken { sound: None, ..spoken(1, true) };
        assert_eq!(write(&reply(vec![mute.clone()], Next::Gather(MENU))), Err(WriteFault::NoSound));
        assert_eq!(
            write(&reply(vec![mute.clone()], Next::Hangup(HangupCause::Normal))),
            Err(WriteFault::NoSound)
        );
        assert_eq!(written(&reply(vec![mute], Next::rings("pct-foro", 25)))["notice"], "");
    }

    #[test]
    fn what_would_be_an_order_to_the_dialplan_is_no_destination() {
        for to in ["", "a,b,1", "a b", "a)", "${EXTEN}", "è", &"a".repeat(65)] {
            assert!(!can_dial(to), "{to}");
            assert_eq!(
                write(&reply(vec![], Next::rings(to, 25))),
                Err(WriteFault::Destination(to.to_owned()))
            );
        }
        assert!(can_dial("lotto-3") && can_dial("+390612345") && can_dial("pct_Foro"));
    }

    #[test]
    fn a_sound_from_elsewhere_is_refused() {
        for address in [
            "http://h/prompts/abc.wav",
            "http://h/other/00000000000000000001.wav",
            "",
            "http://h/prompts/0000000000000000000Z.wav",
        ] {
            let strange = Spoken { sound: Some(Cow::Borrowed(address)), ..spoken(1, true) };
            assert_eq!(
                write(&reply(vec![strange], Next::Gather(MENU))),
                Err(WriteFault::Address),
                "{address}"
            );
        }
    }

    #[test]
    fn a_long_readback_fits_and_one_that_asterisk_could_not_decode_is_refused() {
        let many = |count| reply((0..count).map(|number| spoken(number, true)).collect(), Next::Gather(MENU));
        let most = (1..1000).take_while(|count| write(&many(*count)).is_ok()).last().unwrap();
        assert!(most >= 150, "{most} prompts");
        assert!(write(&many(most)).unwrap().len() <= MAX_BYTES);
        assert!(matches!(write(&many(most + 1)), Err(WriteFault::TooLong(bytes)) if bytes > MAX_BYTES));
    }
}
