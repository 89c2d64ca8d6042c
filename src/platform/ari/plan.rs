//! A reply as what is to be played and what comes then; small enough to be left with the channel.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::engine::Capped;
use crate::platform::dialplan::{self, WriteFault};
use crate::platform::{Next, Outgoing};
use crate::terms::Digit;

/// What a call is to do next, with everything that a process needs which finds it later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The sealed state.
    #[serde(rename = "s")]
    pub sealed: String,
    /// Whether the call is to be answered now, if it is not yet.
    #[serde(rename = "a")]
    pub answer: bool,
    /// ISO 639-1.
    #[serde(rename = "l")]
    pub language: String,
    /// What no key stops, said first: names of sounds (20 hexadecimal digits each) joined by `&`.
    #[serde(rename = "n")]
    pub notice: String,
    /// What a key stops.
    #[serde(rename = "p")]
    pub play: String,
    /// What comes then.
    #[serde(rename = "t")]
    pub then: Then,
}

/// The ending of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Then {
    /// Waits for keys.
    #[serde(rename = "g")]
    Gather {
        /// The most keys.
        #[serde(rename = "m")]
        max: u8,
        /// For the first key; seconds.
        #[serde(rename = "f")]
        first: u8,
        /// Between keys; seconds.
        #[serde(rename = "b")]
        between: u8,
        /// The key that ends collecting.
        #[serde(rename = "e")]
        end: Option<Digit>,
        /// Whether keys pressed before count.
        #[serde(rename = "k")]
        keep: bool,
    },
    /// Puts the call through.
    #[serde(rename = "t")]
    Transfer(Box<Transfer>),
    /// Hangs up, with a cause of Q.850.
    #[serde(rename = "h")]
    Hangup(u8),
}

/// Where a call is put through to, and what goes with it. The dialplan reads all but the first two out of what was left with the channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The extension in the context `destinations`.
    pub to: String,
    /// How long it may ring, or a caller may wait in its queue; seconds.
    pub ring: u16,
    /// The class of music in its queue; empty for its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub music: String,
    /// The key that leaves its queue; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub leave: String,
    /// How far in front in its queue: the larger, the further. None: behind whoever came before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    /// The desk's short name, which the destination's telephone is told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub desk: String,
    /// The path of the node that puts the call through, likewise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The customer, likewise; empty where none is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customer: String,
    /// The request's number, likewise; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ticket: String,
    /// What an outside telephone is shown; empty: what the trunk shows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shown: String,
    /// How long they may speak; none: as long as they like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Cap>,
}

/// For how long they may speak, in seconds, and where the dialplan fetches what is heard then; empty: nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// All calls that are left.
    pub most: u32,
    /// One call.
    pub length: u32,
    /// Before its end.
    pub warning: u32,
    /// What both hear then.
    pub nearly: String,
    /// What the caller hears at the end.
    pub over: String,
}

impl Cap {
    fn write(cap: &super::super::Cap<'_>) -> Self {
        let sound = |address: &Option<Cow<'_, str>>| address.as_deref().unwrap_or_default().to_owned();
        let Capped { length, calls: _, warning } = cap.capped;
        let (nearly, over) = (sound(&cap.warning), sound(&cap.over));
        Self { most: cap.capped.most(), length, warning, nearly, over }
    }
}

impl Plan {
    /// The plan of a reply.
    ///
    /// # Errors
    /// Those of the dialplan's replies: there is no sound for words that must be heard, or a destination that cannot be dialled.
    pub fn write(outgoing: &Outgoing<'_>) -> Result<Self, WriteFault> {
        let (notice, play) = outgoing.parts();
        let then = match &outgoing.then {
            Next::Gather(gather) => Then::Gather {
                max: gather.max.max(1),
                first: gather.first,
                between: gather.between,
                end: gather.terminator,
                keep: gather.type_ahead,
            },
            Next::Transfer { to, .. } if !dialplan::can_dial(to) => {
                return Err(WriteFault::Destination((*to).to_owned()));
            }
            Next::Transfer { to, ring, waiting, carried, cap } => Then::Transfer(Box::new(Transfer {
                to: (*to).to_owned(),
                ring: *ring,
                music: waiting.as_ref().map(|waiting| waiting.class.to_owned()).unwrap_or_default(),
                leave: dialplan::leaving_key(waiting.as_ref()),
                priority: dialplan::priority(waiting.as_ref()),
                desk: carried.desk.to_owned(),
                path: carried.path.to_owned(),
                customer: carried.customer.clone().into_owned(),
                ticket: carried.ticket.clone().into_owned(),
                shown: carried.shown.clone().into_owned(),
                cap: cap.as_ref().map(Cap::write),
            })),
            Next::Hangup(cause) => Then::Hangup(dialplan::q850(*cause)),
        };
        Ok(Self {
            sealed: outgoing.sealed.clone(),
            answer: outgoing.answer,
            language: outgoing.language.code().to_owned(),
            notice: dialplan::prompts(notice, &outgoing.then)?,
            play: dialplan::prompts(play, &outgoing.then)?,
            then,
        })
    }

    /// The names of all its sounds.
    pub fn sounds(&self) -> impl Iterator<Item = &str> {
        self.notice.split('&').chain(self.play.split('&')).filter(|name| !name.is_empty())
    }
}

/// A plan as it is left with the channel, by its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The plan's number in its call, from 1.
    #[serde(rename = "i")]
    pub turn: u32,
    /// The plan.
    #[serde(flatten)]
    pub plan: Plan,
}

impl Left {
    /// The name of the channel's variable.
    pub const VARIABLE: &'static str = "CENTRALINO_LEFT_BY_SERVICE";

    /// Reads what a process left, this one or another.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// As it is left.
    #[must_use]
    pub fn text(&self) -> String {
        // Strings, numbers and nothing else: there is nothing in it that JSON could not say. Nothing left is a call that begins again.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    use crate::engine::Gather;
    use crate::menu::model::HangupCause;
    use crate::platform::{Carried, Spoken, Waiting};
    use crate::terms::Language;

    fn spoken(number: u32, interruptible: bool) -> Spoken<'static> {
        Spoken {
            words: Cow::Borrowed("parole"),
            language: Language::It,
            interruptible,
            sound: Some(Cow::Owned(format!("http://centralino.example/prompts/{number:020x}.wav"))),
            pause: 0,
        }
    }

    fn outgoing<'a>(say: Vec<Spoken<'a>>, then: Next<'a>) -> Outgoing<'a> {
        Outgoing { answer: true, first: true, language: Language::It, say, then, sealed: "s".repeat(300) }
    }

    const CODE: Gather = Gather {
        max: 6,
        first: 7,
        between: 4,
        terminator: Some(Digit::HASH),
        type_ahead: false,
        secret: true,
    };

    #[test]
    fn a_menu_is_notices_then_what_a_key_stops() {
        let plan =
            Plan::write(&outgoing(vec![spoken(1, false), spoken(2, true)], Next::Gather(CODE))).unwrap();
        assert_eq!(
            (plan.notice.as_str(), plan.play.as_str()),
            ("00000000000000000001", "00000000000000000002")
        );
        let gather = Then::Gather { max: 6, first: 7, between: 4, end: Some(Digit::HASH), keep: false };
        assert_eq!(plan.then, gather);
        assert_eq!(plan.sounds().count(), 2);
    }

    #[test]
    fn where_no_key_is_waited_for_none_stops_the_words() {
        let plan =
            Plan::write(&outgoing(vec![spoken(1, true)], Next::Hangup(HangupCause::Rejected))).unwrap();
        assert_eq!((plan.play.as_str(), plan.then.clone()), ("", Then::Hangup(21)));
        let plan = Plan::write(&outgoing(vec![], Next::rings("lotto-3", 25))).unwrap();
        assert_eq!(
            plan.then,
            Then::Transfer(Box::new(Transfer { to: "lotto-3".to_owned(), ring: 25, ..Transfer::default() }))
        );
        assert_eq!(plan.sounds().count(), 0);
    }

    #[test]
    fn what_a_queue_and_an_operators_screen_need_lies_with_the_channel() {
        let carried =
            Carried { desk: "giustizia", path: "open.1.3", ticket: "70000007".into(), ..Carried::default() };
        let waiting = Waiting {
            class: "attesa",
            leave: Some(Digit::ZERO),
            joined: DateTime::from_timestamp(1_795_510_800, 0),
        };
        let then = Next::Transfer { to: "lotto-3", ring: 600, waiting: Some(waiting), carried, cap: None };
        let left = Left { turn: 7, plan: Plan::write(&outgoing(vec![], then)).unwrap() };
        // Under the very names by which extensions-ari.conf asks for them.
        let json: serde_json::Value = serde_json::from_str(&left.text()).unwrap();
        assert_eq!(json["i"], 7);
        assert_eq!(
            json["t"]["t"],
            serde_json::json!({ "to": "lotto-3", "ring": 600, "music": "attesa", "leave": "0", "priority": 351_972_847, "desk": "giustizia",
                "path": "open.1.3", "ticket": "70000007" })
        );
        assert_eq!(Left::read(&left.text()), Some(left));
    }

    #[test]
    fn how_long_a_paid_conversation_may_be_lies_with_the_channel() {
        let capped = Capped { length: 900, calls: 2, warning: 60 };
        let cap = crate::platform::Cap { capped, warning: Some("http://h/prompts/a.wav".into()), over: None };
        let carried = Carried::default();
        let then = Next::Transfer { to: "lotto-3", ring: 25, waiting: None, carried, cap: Some(cap) };
        let left = Left { turn: 7, plan: Plan::write(&outgoing(vec![], then)).unwrap() };
        let json: serde_json::Value = serde_json::from_str(&left.text()).unwrap();
        assert_eq!(
            json["t"]["t"]["cap"],
            serde_json::json!({ "most": 1800, "length": 900, "warning": 60, "nearly": "http://h/prompts/a.wav", "over": "" })
        );
        assert_eq!(Left::read(&left.text()), Some(left));
    }

    #[test]
    fn what_the_dialplan_cannot_dial_is_refused() {
        let refused = Plan::write(&outgoing(vec![], Next::rings("a,b", 25)));
        assert_eq!(refused, Err(WriteFault::Destination("a,b".to_owned())));
    }

    #[test]
    fn what_is_left_is_found_again_and_stays_small() {
        let say = (0..40).map(|number| spoken(number, true)).collect();
        let left = Left { turn: 7, plan: Plan::write(&outgoing(say, Next::Gather(CODE))).unwrap() };
        let text = left.text();
        assert!(text.len() < 1_400, "{}", text.len());
        assert_eq!(Left::read(&text), Some(left));
        assert_eq!(Left::read("not ours"), None);
    }
}
