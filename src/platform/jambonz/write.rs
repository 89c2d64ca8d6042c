//! A reply as the array of verbs that jambonz carries out in order.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::LIMITS;
use crate::engine::Gather;
use crate::menu::model::HangupCause;
use crate::platform::left::Left;
use crate::platform::{Cap, Carried, Next, Outgoing, Spoken, Unwritable};
use crate::terms::Language;

/// What documents need to know beside the reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The hook's own address, to which jambonz posts what comes next.
    pub action: String,
    /// The domain of destinations that are plain names; none: jambonz's carriers are asked for them.
    pub sip_domain: Option<String>,
    /// The voice for words without sound, by [`Language::index`]; none: the application's own.
    pub voices: [Option<String>; Language::COUNT],
}

/// Why a reply cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteFault {
    /// Longer than any platform takes.
    #[error("the reply has {0} bytes, and {max} are the most", max = LIMITS.max_answer)]
    TooLong(usize),
}

impl Unwritable for WriteFault {
    fn is_destination(&self) -> bool {
        match self {
            Self::TooLong(_) => false,
        }
    }
}

/// What `to` of a destination means to jambonz.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// `+39…`: a telephone number.
    Phone(&'a str),
    /// `sip:…` as it stands.
    Sip(&'a str),
    /// `name@domain`: a user that is registered there.
    User(&'a str),
    /// A plain name: at the setting's domain, or else jambonz's carriers are asked for it as for a number.
    Name(&'a str),
    /// `queue:NAME`: the call waits in jambonz's queue.
    Queue(&'a str),
}

/// Reads a destination's `to`.
#[must_use]
pub fn target(to: &str) -> Target<'_> {
    let is_number = to
        .strip_prefix('+')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    if is_number {
        Target::Phone(to)
    } else if to.starts_with("sip:") || to.starts_with("sips:") {
        Target::Sip(to)
    } else if let Some(queue) = to.strip_prefix("queue:").or_else(|| to.strip_prefix("enqueue:")) {
        Target::Queue(queue)
    } else if to.contains('@') {
        Target::User(to)
    } else {
        Target::Name(to)
    }
}

/// Writes one reply. `desk` is what the query of the request named, kept for the next.
///
/// # Errors
/// When it is longer than any platform takes.
pub fn write(outgoing: &Outgoing<'_>, setup: &Setup, desk: Option<&str>) -> Result<String, WriteFault> {
    let mut verbs = Verbs { list: Vec::with_capacity(8), setup, early: !outgoing.answer };
    verbs.reply(outgoing, desk);
    verbs.finish()
}

/// An address that jambonz asks twice more, with what was pressed, where nobody answers or nobody can (`lib/utils/http-requestor.js`): by itself it
/// never does. A repeated request is answered as it was before.
fn retried(address: String) -> String {
    address + "#rc=2&rp=all"
}

pub(super) struct Verbs<'a> {
    pub(super) list: Vec<Value>,
    pub(super) setup: &'a Setup,
    /// Whether what is said is heard before the call is answered.
    pub(super) early: bool,
}

impl Verbs<'_> {
    pub(super) fn finish(self) -> Result<String, WriteFault> {
        let document = Value::Array(self.list).to_string();
        if document.len() > LIMITS.max_answer {
            Err(WriteFault::TooLong(document.len()))
        } else {
            Ok(document)
        }
    }

    fn reply(&mut self, outgoing: &Outgoing<'_>, desk: Option<&str>) {
        let left = Left { sealed: Some(&outgoing.sealed), desk, ..Left::default() };
        if outgoing.first && outgoing.answer {
            // The line is there a moment before the caller's ear is.
            self.list.push(json!({ "verb": "answer" }));
            self.pause(500);
        }
        match &outgoing.then {
            Next::Gather(gather) => {
                let left = Left { most: Some(usize::from(gather.max.max(1))), ..left };
                let action = retried(left.address(&self.setup.action));
                let (notice, announcement) = outgoing.parts();
                self.say(notice);
                self.gather(*gather, &action, announcement);
                self.once_more(&action);
            }
            Next::Transfer { to, ring, waiting: None, carried, cap } => {
                let action = retried(Left { transfer: true, ..left }.address(&self.setup.action));
                self.say(&outgoing.say);
                self.transfer(to, *ring, carried, cap.as_ref(), &action);
                self.once_more(&action);
            }
            Next::Transfer { to, ring, waiting: Some(_), carried, cap: _ } => {
                let action =
                    Left { transfer: true, longest: Some(*ring), ..left }.address(&self.setup.action);
                let wait = Left { queued: Some(&carried.call), ..left }.address(&self.setup.action);
                self.say(&outgoing.say);
                let name = to.strip_prefix("queue:").or_else(|| to.strip_prefix("enqueue:")).unwrap_or(to);
                let verb = json!({ "verb": "enqueue", "name": name, "actionHook": action, "waitHook": wait });
                self.list.push(verb);
                self.once_more(&action);
            }
            Next::Hangup(cause) => {
                self.say(&outgoing.say);
                if !outgoing.answer {
                    let (status, reason) = sip_status(*cause);
                    self.list.push(json!({ "verb": "sip:decline", "status": status, "reason": reason }));
                }
                // Passed over by a call that was declined; the end of one that something had answered.
                self.list.push(json!({ "verb": "hangup" }));
            }
        }
    }

    fn gather(&mut self, gather: Gather, action: &str, announcement: &[Spoken<'_>]) {
        let Gather { max, first, between, terminator, type_ahead: _, secret: _ } = gather;
        let mut verb = json!({
            "verb": "gather",
            "input": ["digits"],
            "actionHook": action,
            "numDigits": max.max(1),
            "minDigits": 1,
            "interDigitTimeout": between.max(1),
            "timeout": first.max(1),
            "dtmfBargein": true,
        });
        let sounds: Option<Vec<_>> = announcement
            .iter()
            .filter(|spoken| !is_lost(spoken))
            .map(|spoken| spoken.sound.as_deref())
            .collect();
        let nested = match sounds.as_deref() {
            Some([]) => None,
            Some(sounds) => Some(("play", self.play(sounds))),
            None => self.one_voice(announcement).map(|say| ("say", say)),
        };
        if let Some(object) = verb.as_object_mut() {
            if let Some(terminator) = terminator {
                object.insert("finishOnKey".to_owned(), terminator.to_string().into());
            }
            if let Some((name, nested)) = nested {
                object.insert(name.to_owned(), nested);
            }
        }
        self.list.push(verb);
    }

    /// What a `gather` can say with one voice: the last words in one language, all those before them being said ahead of it.
    fn one_voice(&mut self, announcement: &[Spoken<'_>]) -> Option<Value> {
        let words: Vec<_> = announcement.iter().filter(|spoken| !spoken.words.is_empty()).collect();
        let language = words.last()?.language;
        let from = words.iter().rposition(|spoken| spoken.language != language).map_or(0, |other| other + 1);
        let (ahead, together) = words.split_at_checked(from)?;
        for spoken in ahead {
            self.say(std::slice::from_ref(*spoken));
        }
        let text: Vec<_> = together.iter().map(|spoken| spoken.words.as_ref()).collect();
        Some(self.speak(&text, language))
    }

    fn transfer(&mut self, to: &str, ring: u16, carried: &Carried<'_>, cap: Option<&Cap<'_>>, action: &str) {
        let mut inside = false;
        let target = match target(to) {
            Target::Phone(number) => json!({ "type": "phone", "number": number }),
            Target::Name(name) => match &self.setup.sip_domain {
                Some(domain) => {
                    inside = true;
                    json!({ "type": "sip", "sipUri": format!("sip:{}@{domain}", user_part(name)) })
                }
                None => json!({ "type": "phone", "number": name }),
            },
            Target::Sip(address) => json!({ "type": "sip", "sipUri": address }),
            Target::User(name) => {
                inside = true;
                json!({ "type": "user", "name": name })
            }
            Target::Queue(name) => {
                self.list.push(json!({ "verb": "enqueue", "name": name, "actionHook": action }));
                return;
            }
        };
        // A name goes to a carrier too, where the site names no domain of its own.
        let outside = target.get("type").is_some_and(|kind| kind == "phone");
        let mut verb = json!({
            "verb": "dial",
            "actionHook": action,
            "answerOnBridge": self.early,
            "timeout": ring.max(1),
            "target": [target],
        });
        if let (Some(object), Some(cap)) = (verb.as_object_mut(), cap) {
            object.insert("timeLimit".to_owned(), cap.capped.most().into());
        }
        let headers: Map<_, _> =
            carried.headers().map(|(name, value)| (name.to_owned(), value.into())).collect();
        if let Some(object) = verb.as_object_mut().filter(|_| inside && !headers.is_empty()) {
            object.insert("headers".to_owned(), headers.into());
        }
        // Whoever is called outside sees a number of the desk's, never the caller's.
        if let Some(object) = verb.as_object_mut().filter(|_| outside && !carried.shown.is_empty()) {
            object.insert("callerId".to_owned(), (&*carried.shown).into());
        }
        self.list.push(verb);
    }

    /// Asks again, where the hook of the verb before did not answer.
    fn once_more(&mut self, action: &str) {
        self.list.push(json!({ "verb": "redirect", "actionHook": action }));
    }

    pub(super) fn say(&mut self, spoken: &[Spoken<'_>]) {
        for one in spoken {
            let (name, mut verb) = match &one.sound {
                Some(sound) => ("play", self.play(&[sound.as_ref()])),
                None if one.words.is_empty() => {
                    self.pause(one.pause);
                    continue;
                }
                None => ("say", self.speak(&[one.words.as_ref()], one.language)),
            };
            if let Some(object) = verb.as_object_mut() {
                object.shift_insert(0, "verb".to_owned(), name.into());
            }
            self.list.push(verb);
        }
    }

    fn pause(&mut self, milliseconds: u16) {
        if milliseconds > 0 {
            self.list.push(json!({ "verb": "pause", "length": f64::from(milliseconds) / 1000.0 }));
        }
    }

    /// The properties of `play`, with or without the verb around it.
    pub(super) fn play(&self, sounds: &[&str]) -> Value {
        let url = match sounds {
            [one] => json!(one),
            several => json!(several),
        };
        self.heard(json!({ "url": url }))
    }

    /// The properties of `say`, likewise.
    fn speak(&self, words: &[&str], language: Language) -> Value {
        let words: Vec<_> = words.iter().map(|words| plain(words)).collect();
        let text = match words.as_slice() {
            [one] => json!(one),
            several => json!(several),
        };
        let mut synthesizer = Map::new();
        // The vendor that the application names: its schema wants one named here too.
        synthesizer.insert("vendor".to_owned(), "default".into());
        synthesizer.insert("language".to_owned(), language.tag().into());
        if let Some(voice) = self.setup.voices.get(language.index()).and_then(Option::as_deref) {
            synthesizer.insert("voice".to_owned(), voice.into());
        }
        self.heard(json!({ "text": text, "synthesizer": synthesizer }))
    }

    fn heard(&self, mut properties: Value) -> Value {
        if let Some(object) = properties.as_object_mut().filter(|_| self.early) {
            object.insert("earlyMedia".to_owned(), true.into());
        }
        properties
    }
}

/// A name as the user of a SIP address (RFC 3261, section 25.1: `unreserved`).
fn user_part(name: &str) -> String {
    let mut user = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            user.push(char::from(byte));
        } else {
            let _ = write!(user, "%{byte:02X}");
        }
    }
    user
}

/// A pause without a sound of silence: within a `gather` there is no other, and no caller is worse off for it.
fn is_lost(spoken: &Spoken<'_>) -> bool {
    spoken.sound.is_none() && spoken.words.is_empty()
}

/// Words that are not taken for markup or for the address of a sound: jambonz looks at how they begin.
fn plain(words: &str) -> Cow<'_, str> {
    let is_special = words.trim_start().starts_with('<')
        || ["silence_stream:", "http:", "https:", "file:"].iter().any(|scheme| words.starts_with(scheme));
    if is_special { Cow::Owned(format!(". {words}")) } else { Cow::Borrowed(words) }
}

/// How a call that was never answered is declined (RFC 3261, section 21).
const fn sip_status(cause: HangupCause) -> (u16, &'static str) {
    match cause {
        HangupCause::Unallocated => (404, "Not Found"),
        HangupCause::Normal => (480, "Temporarily Unavailable"),
        HangupCause::Busy => (486, "Busy Here"),
        HangupCause::Rejected => (603, "Decline"),
    }
}

#[cfg(test)]
mod tests;
