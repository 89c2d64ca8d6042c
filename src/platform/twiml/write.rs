//! A reply as a TwiML document (<https://www.twilio.com/docs/voice/twiml>). Whatever an admin wrote stays text.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Dialect;
use crate::engine::Gather;
use crate::menu::model::HangupCause;
use crate::platform::left::Left;
use crate::platform::xml::Document;
use crate::platform::{Cap, Carried, Next, Outgoing, Spoken, Unwritable};
use crate::terms::{Digit, Language};

/// What documents need to know beside the reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The hook's own address, to which the platform posts what comes next.
    pub action: String,
    /// The domain of destinations that are plain names.
    pub sip_domain: String,
    /// The platform's own voice for words without sound, by [`Language::index`]; none: the one it takes for the language.
    pub voices: [Option<String>; Language::COUNT],
    /// Which platform reads it.
    pub dialect: Dialect,
}

/// Why a reply cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteFault {
    /// The platform takes no document of this length.
    #[error("the reply has {bytes} bytes, and the platform takes {max}")]
    TooLong {
        /// What it has.
        bytes: usize,
        /// What the platform takes.
        max: usize,
    },
    /// The platform has no queues.
    #[error("the destination is a queue of the platform, and `{0}` has none")]
    Queue(&'static str),
}

impl Unwritable for WriteFault {
    fn is_destination(&self) -> bool {
        match self {
            Self::Queue(_) => true,
            Self::TooLong { .. } => false,
        }
    }
}

/// What `to` of a destination means to a TwiML platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// `+39…`: a telephone number.
    Number(&'a str),
    /// `sip:…` as it stands, or a plain name at the setting's domain.
    Sip(Cow<'a, str>),
    /// `queue:NAME`: the call is joined with the first that waits in the platform's queue.
    Queue(&'a str),
    /// `enqueue:NAME`: the call waits in the platform's queue.
    Enqueue(&'a str),
}

/// Reads a destination's `to`.
#[must_use]
pub fn target<'a>(to: &'a str, sip_domain: &str) -> Target<'a> {
    let is_number = to
        .strip_prefix('+')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    if is_number {
        Target::Number(to)
    } else if to.starts_with("sip:") || to.starts_with("sips:") {
        Target::Sip(Cow::Borrowed(to))
    } else if let Some(queue) = to.strip_prefix("queue:") {
        Target::Queue(queue)
    } else if let Some(queue) = to.strip_prefix("enqueue:") {
        Target::Enqueue(queue)
    } else {
        Target::Sip(Cow::Owned(format!("sip:{}@{sip_domain}", user_part(to))))
    }
}

/// A name as the user of a SIP address (RFC 3261, section 25.1: `user`).
fn user_part(name: &str) -> String {
    let mut user = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,;?/".contains(&byte) {
            user.push(char::from(byte));
        } else {
            let _ = write!(user, "%{byte:02X}");
        }
    }
    user
}

/// Whether a dialect can put a call through to this.
#[must_use]
pub fn can_dial(to: &str, dialect: Dialect) -> bool {
    match target(to, "") {
        Target::Queue(_) | Target::Enqueue(_) => dialect.limits().queue,
        Target::Number(_) | Target::Sip(_) => true,
    }
}

/// Writes one reply. `desk` is what the query of the request named, kept for the next.
///
/// # Errors
/// When the platform would not take it.
pub fn write(outgoing: &Outgoing<'_>, setup: &Setup, desk: Option<&str>) -> Result<String, WriteFault> {
    if let Next::Transfer { to, waiting, .. } = &outgoing.then
        && !(can_dial(to, setup.dialect) && (waiting.is_none() || setup.dialect.limits().queue))
    {
        return Err(WriteFault::Queue(setup.dialect.name()));
    }
    let mut response = Response { xml: Document::new(), setup };
    response.reply(outgoing, desk);
    response.finish()
}

/// The name of a queue, which a destination may also write with the word before it.
fn queue_name(to: &str) -> &str {
    to.strip_prefix("queue:").or_else(|| to.strip_prefix("enqueue:")).unwrap_or(to)
}

/// What the platform is to do, one verb after the other.
pub(super) struct Response<'a> {
    pub(super) xml: Document,
    pub(super) setup: &'a Setup,
}

impl Response<'_> {
    pub(super) fn finish(self) -> Result<String, WriteFault> {
        let max = self.setup.dialect.limits().max_answer;
        self.xml.finish(max).map_err(|bytes| WriteFault::TooLong { bytes, max })
    }

    fn reply(&mut self, outgoing: &Outgoing<'_>, desk: Option<&str>) {
        self.xml.open("Response", &[]);
        match &outgoing.then {
            Next::Gather(gather) => {
                let most = Some(usize::from(gather.max));
                let action =
                    self.action(Left { sealed: Some(&outgoing.sealed), most, desk, ..Left::default() });
                let (notice, announcement) = outgoing.parts();
                self.say(notice);
                self.gather(*gather, &action, announcement);
                // Reached only on platforms that do not know `actionOnEmptyResult`: silence must reach us.
                self.xml.text_element("Redirect", &[("method", "POST")], &action);
            }
            Next::Transfer { to, ring, waiting: None, carried, cap } => {
                let action = self.action(Left { sealed: Some(&outgoing.sealed), desk, ..Left::default() });
                self.say(&outgoing.say);
                self.transfer(to, *ring, carried, cap.as_ref(), &action);
            }
            Next::Transfer { to, ring, waiting: Some(_), carried, cap: _ } => {
                let left = Left { sealed: Some(&outgoing.sealed), desk, ..Left::default() };
                let action = self.action(Left { longest: Some(*ring), ..left });
                let wait = self.action(Left { queued: Some(&carried.call), ..left });
                self.say(&outgoing.say);
                let asks =
                    [("action", &*action), ("method", "POST"), ("waitUrl", &wait), ("waitUrlMethod", "POST")];
                self.xml.text_element("Enqueue", &asks, queue_name(to));
            }
            Next::Hangup(cause) => match (outgoing.first && !outgoing.answer, cause) {
                // Refused before it was ever answered: nobody is billed, and nothing can be said.
                (true, HangupCause::Normal | HangupCause::Busy) => {
                    self.xml.empty("Reject", &[("reason", "busy")]);
                }
                (true, HangupCause::Rejected | HangupCause::Unallocated) => {
                    self.xml.empty("Reject", &[("reason", "rejected")]);
                }
                (false, _) => {
                    self.say(&outgoing.say);
                    self.xml.empty("Hangup", &[]);
                }
            },
        }
        self.xml.close("Response");
    }

    /// The address that brings the next request back to this call.
    pub(super) fn action(&self, left: Left<'_>) -> String {
        let mut action = left.address(&self.setup.action);
        if self.setup.dialect != Dialect::default() {
            action.push_str("&dialect=");
            action.push_str(self.setup.dialect.name());
        }
        action
    }

    fn gather(&mut self, gather: Gather, action: &str, announcement: &[Spoken<'_>]) {
        let finish = gather.terminator.map_or_else(String::new, |key: Digit| key.to_string());
        self.xml.open(
            "Gather",
            &[
                ("input", "dtmf"),
                ("numDigits", &gather.max.max(1).to_string()),
                // One time serves the first key and those after it.
                ("timeout", &gather.first.max(gather.between).max(1).to_string()),
                ("finishOnKey", &finish),
                ("actionOnEmptyResult", "true"),
                ("method", "POST"),
                ("action", action),
            ],
        );
        self.say(announcement);
        self.xml.close("Gather");
    }

    fn transfer(&mut self, to: &str, ring: u16, carried: &Carried<'_>, cap: Option<&Cap<'_>>, action: &str) {
        let target = target(to, &self.setup.sip_domain);
        if let Target::Enqueue(queue) = target {
            return self.xml.text_element("Enqueue", &[("action", action), ("method", "POST")], queue);
        }
        // Twilio takes 5 to 600 seconds.
        let ring = ring.clamp(5, 600).to_string();
        // Counted from the answer (twilio.com, TwiML Dial, `timeLimit`).
        let most = cap.map(|cap| cap.capped.most().to_string());
        let mut dial = vec![("timeout", &*ring), ("method", "POST"), ("action", action)];
        // Whoever is called outside sees a number of the desk's, never the caller's.
        if matches!(target, Target::Number(_)) && !carried.shown.is_empty() {
            dial.push(("callerId", &*carried.shown));
        }
        dial.extend(most.as_deref().map(|most| ("timeLimit", most)));
        self.xml.open("Dial", &dial);
        match &target {
            Target::Number(number) => self.xml.text_element("Number", &[], number),
            Target::Sip(address) => self.xml.text_element("Sip", &[], &self.with_headers(address, carried)),
            Target::Queue(queue) | Target::Enqueue(queue) => self.xml.text_element("Queue", &[], queue),
        }
        self.xml.close("Dial");
    }

    /// A SIP address with what its telephone is told, where it is one of the site's own.
    fn with_headers<'s>(&self, address: &'s str, carried: &Carried<'_>) -> Cow<'s, str> {
        let host = address.rsplit_once('@').map_or("", |(_, host)| host);
        if host != self.setup.sip_domain || !self.setup.dialect.sip_headers() {
            return Cow::Borrowed(address);
        }
        let mut query = form_urlencoded::Serializer::new(String::with_capacity(250));
        query.extend_pairs(carried.headers());
        let query = query.finish();
        if query.is_empty() { Cow::Borrowed(address) } else { Cow::Owned(format!("{address}?{query}")) }
    }

    /// Words that follow one another in one language are one sentence: the platform's voice stops at each element's end.
    pub(super) fn say(&mut self, spoken: &[Spoken<'_>]) {
        let is_words = |one: &Spoken<'_>| one.sound.is_none() && !one.words.is_empty();
        for together in
            spoken.chunk_by(|one, next| is_words(one) && is_words(next) && one.language == next.language)
        {
            match together {
                [Spoken { sound: Some(sound), .. }] => self.xml.text_element("Play", &[], sound),
                [one] if one.words.is_empty() => self.pause(one.pause),
                [one] => self.words(&one.words, one.language),
                [] => {}
                [first, ..] => {
                    let words: Vec<_> = together.iter().map(|one| &*one.words).collect();
                    self.words(&words.join(" "), first.language);
                }
            }
        }
    }

    /// Silence without a sound of it: whole seconds are all there is, so less than half of one is left out.
    fn pause(&mut self, milliseconds: u16) {
        if !self.setup.dialect.pauses() {
            return;
        }
        match (milliseconds + 500) / 1000 {
            0 => {}
            seconds => self.xml.empty("Pause", &[("length", &seconds.to_string())]),
        }
    }

    fn words(&mut self, words: &str, language: Language) {
        match self.setup.voices.get(language.index()).and_then(Option::as_deref) {
            Some(voice) => {
                self.xml.text_element("Say", &[("language", language.tag()), ("voice", voice)], words);
            }
            None => self.xml.text_element("Say", &[("language", language.tag())], words),
        }
    }
}

#[cfg(test)]
mod tests;
