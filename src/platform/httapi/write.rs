//! A reply as a document of `mod_httapi`.

use super::LIMITS;
use crate::engine::Gather;
use crate::menu::model::HangupCause;
use crate::platform::left::Left;
use crate::platform::xml::Document;
use crate::platform::{Carried, Next, Outgoing, Spoken, Unwritable};
use crate::terms::Language;

/// The site's context with an extension for each destination.
const DESTINATIONS: &str = "destinations";

/// The site's SIP profile for destinations that are SIP addresses.
const PROFILE: &str = "external";

/// What a tag plays that only waits.
const NOTHING: &str = "silence_stream://1";

/// Why a reply cannot be given to FreeSWITCH. The call then goes to the site's fallback.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteFault {
    /// It is longer than `mod_httapi` reads.
    #[error("the reply has {0} bytes, and mod_httapi reads {max}", max = LIMITS.max_answer)]
    TooLong(usize),
    /// There is no sound for words that the caller must hear.
    #[error("no sound was made for words that the caller must hear")]
    NoSound,
    /// A destination that FreeSWITCH could take for an order.
    #[error(
        "`{0}` cannot be dialled: an extension of letters, digits, `-`, `_`, `.` and `+`, or a SIP address, 128 characters at most"
    )]
    Destination(String),
}

impl Unwritable for WriteFault {
    fn is_destination(&self) -> bool {
        match self {
            Self::Destination(_) => true,
            Self::TooLong(_) | Self::NoSound => false,
        }
    }
}

/// Where a destination's `to` leads.
enum Target<'a> {
    Extension(&'a str),
    Sip(&'a str),
}

/// Whether FreeSWITCH can dial it. The name stands in a dial string, where a comma, a bracket or a dollar would be an order.
#[must_use]
pub fn can_dial(to: &str) -> bool {
    target(to).is_some()
}

fn target(to: &str) -> Option<Target<'_>> {
    let made_of = |text: &str, more: &[u8]| {
        (1..=128).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte))
    };
    match to.strip_prefix("sip:") {
        Some(address) => {
            (made_of(address, b"-_.+@:;=~") && address.contains('@')).then_some(Target::Sip(address))
        }
        None => made_of(to, b"-_.+").then_some(Target::Extension(to)),
    }
}

/// Writes one reply. `hook` is the hook's own address; `desk` is what the query of the request named, kept for the next.
///
/// # Errors
/// What keeps FreeSWITCH from carrying it out; nothing is left out in silence, but for the announcement of a transfer whose sound could
/// not be made: the call is put through without it.
pub fn write(outgoing: &Outgoing<'_>, hook: &str, desk: Option<&str>) -> Result<String, WriteFault> {
    if let Next::Transfer { to, .. } = outgoing.then
        && !can_dial(to)
    {
        return Err(WriteFault::Destination(to.to_owned()));
    }
    let is_silent = |spoken: &Spoken<'_>| spoken.sound.is_none() && !spoken.words.is_empty();
    let must_be_heard = match outgoing.then {
        Next::Gather(_) | Next::Hangup(_) => true,
        Next::Transfer { .. } => false,
    };
    if must_be_heard && outgoing.say.iter().any(is_silent) {
        return Err(WriteFault::NoSound);
    }
    let mut work = Work { xml: Document::new(), hook };
    work.reply(outgoing, desk);
    work.xml.finish(LIMITS.max_answer).map_err(WriteFault::TooLong)
}

/// What FreeSWITCH is to do, one tag after the other.
struct Work<'a> {
    xml: Document,
    hook: &'a str,
}

impl Work<'_> {
    fn reply(&mut self, outgoing: &Outgoing<'_>, desk: Option<&str>) {
        self.xml.open("document", &[("type", "xml/freeswitch-httapi")]);
        self.xml.open("work", &[]);
        self.line(outgoing);
        let left = Left { sealed: Some(&outgoing.sealed), desk, ..Left::default() };
        match &outgoing.then {
            Next::Gather(gather) => {
                let left = Left { most: Some(usize::from(gather.max.max(1))), ..left };
                self.gather(*gather, &left.address(self.hook), outgoing.parts());
            }
            Next::Transfer { to, ring, waiting: _, carried, cap: _ } => {
                let action = Left { transfer: true, ..left }.address(self.hook);
                self.say(&outgoing.say);
                self.transfer(to, *ring, outgoing.language, carried, &action);
            }
            Next::Hangup(cause) => {
                self.say(&outgoing.say);
                self.xml.empty("hangup", &[("cause", cause_name(*cause))]);
            }
        }
        self.xml.close("work");
        self.xml.close("document");
    }

    /// Answers the line, or opens it for what is heard before that; then half a second, in which the caller's ear arrives.
    fn line(&mut self, outgoing: &Outgoing<'_>) {
        if outgoing.answer {
            self.xml.empty("answer", &[]);
        } else if !outgoing.say.is_empty() {
            self.xml.empty("preAnswer", &[]);
        }
        if outgoing.first && !outgoing.say.is_empty() {
            self.xml.empty("pause", &[("milliseconds", "500")]);
        }
    }

    fn gather(
        &mut self,
        gather: Gather,
        action: &str,
        (notice, announcement): (&[Spoken<'_>], &[Spoken<'_>]),
    ) {
        let Gather { max, first, between, terminator, type_ahead, secret: _ } = gather;
        self.say(notice);
        if !type_ahead {
            self.execute("flush_dtmf", "");
        }
        let file = files(announcement).unwrap_or_else(|| NOTHING.to_owned());
        let (first, between) = (u32::from(first.max(1)) * 1000, u32::from(between.max(1)) * 1000);
        if max > 1 {
            let end = terminator.map_or_else(|| "none".to_owned(), |key| key.to_string());
            self.xml.empty("continue", &[("action", action)]);
            self.execute("unset", "read_terminator_used");
            self.execute("read", &format!("1 {max} {file} centralino_keys {first} {end} {between}"));
            self.ask("centralino_keys");
            self.ask("read_terminator_used");
            // What was keyed in may be a secret, and channel variables end up in call records.
            return self.execute("unset", "centralino_keys");
        }
        let (first, between) = (first.to_string(), between.to_string());
        let waits = [
            ("action", action),
            ("name", "keys"),
            ("file", &file),
            ("input-timeout", &first),
            ("digit-timeout", &between),
        ];
        self.xml.open("playback", &waits);
        self.xml.text_element("bind", &[], "~[0-9*#]");
        self.xml.close("playback");
    }

    fn transfer(&mut self, to: &str, ring: u16, language: Language, carried: &Carried<'_>, action: &str) {
        self.xml.empty("continue", &[("action", action)]);
        for variable in ["originate_disposition", "centralino_said"] {
            self.execute("unset", variable);
        }
        self.execute("set", &format!("call_timeout={}", ring.max(1)));
        self.execute("set", &format!("default_language={}", language.code()));
        self.show(to, &carried.shown);
        match target(to) {
            Some(Target::Extension(name)) => {
                self.carry(carried);
                self.execute("execute_extension", &format!("{name} XML {DESTINATIONS}"));
            }
            Some(Target::Sip(address)) => self.execute("bridge", &format!("sofia/{PROFILE}/{address}")),
            None => {}
        }
        self.ask("originate_disposition");
        self.ask("centralino_said");
    }

    /// Whoever is called outside sees the number of the desk's that can be called back, never the caller's own; inside, the caller's own is seen again.
    /// An extension that goes outside under a name of its own finds the number in a variable.
    fn show(&mut self, to: &str, shown: &str) {
        const SEEN: [&str; 2] = ["effective_caller_id_number", "effective_caller_id_name"];
        if shown.is_empty() || !shown.bytes().all(|byte| byte.is_ascii_digit() || byte == b'+') {
            return;
        }
        self.execute("set", &format!("centralino_callback_from={shown}"));
        for variable in SEEN {
            if is_outside(to) {
                self.execute("set", &format!("{variable}={shown}"));
            } else {
                self.execute("unset", variable);
            }
        }
    }

    /// What an operator's screen can show: variables that whatever the extension bridges inherits, and the same as headers, which stay where
    /// they are until an extension puts them before a telephone of the site's own.
    fn carry(&mut self, carried: &Carried<'_>) {
        let is_plain =
            |value: &str| value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        let mut headers = Vec::new();
        for (header, value) in carried.headers().filter(|(_, value)| is_plain(value)) {
            let variable = header.trim_start_matches("X-").to_ascii_lowercase().replace('-', "_");
            self.execute("export", &format!("{variable}={value}"));
            headers.push(format!("sip_h_{header}={value}"));
        }
        if !headers.is_empty() {
            self.execute("set", &format!("centralino_headers={{{}}}", headers.join(",")));
        }
    }

    /// What no key stops.
    fn say(&mut self, say: &[Spoken<'_>]) {
        if let Some(file) = files(say) {
            self.xml.empty("playback", &[("file", &file)]);
        }
    }

    fn execute(&mut self, application: &str, told: &str) {
        if told.is_empty() {
            self.xml.empty("execute", &[("application", application)]);
        } else {
            self.xml.empty("execute", &[("application", application), ("data", told)]);
        }
    }

    /// Has a variable of the channel sent with the next request.
    fn ask(&mut self, variable: &str) {
        self.xml.empty("getVariable", &[("name", variable)]);
    }
}

/// Whether a destination is outside by what it looks like: a number in E.164, or an address that the external profile dials.
fn is_outside(to: &str) -> bool {
    match target(to) {
        Some(Target::Sip(_)) => true,
        Some(Target::Extension(name)) => name
            .strip_prefix('+')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())),
        None => false,
    }
}

/// Sounds one after the other as one file, so that a key stops them all; none where there is nothing to hear.
fn files(say: &[Spoken<'_>]) -> Option<String> {
    let names: Vec<_> = say
        .iter()
        .filter_map(|spoken| match &spoken.sound {
            Some(sound) => Some(sound.to_string()),
            None => (spoken.pause > 0).then(|| format!("silence_stream://{}", spoken.pause)),
        })
        .collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(format!("file_string://{}", several.join("!"))),
    }
}

/// FreeSWITCH's name of the cause (ITU-T Q.850), which it turns into a SIP answer where the call was never answered.
const fn cause_name(cause: HangupCause) -> &'static str {
    match cause {
        HangupCause::Unallocated => "UNALLOCATED_NUMBER",
        HangupCause::Normal => "NORMAL_CLEARING",
        HangupCause::Busy => "USER_BUSY",
        HangupCause::Rejected => "CALL_REJECTED",
    }
}

#[cfg(test)]
mod tests;
