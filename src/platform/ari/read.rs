//! Asterisk's events (`rest-api/api-docs/events.json`), and with what words our dialplan lent us the call.

use serde::Deserialize;

use crate::engine::{Attempted, Leg, Outcome};
use crate::platform::dialplan::outcome;
use crate::platform::form::Form;
use crate::terms::{CallId, Digit};

/// What happened at Asterisk, so far as it matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A call was lent to us (`StasisStart`).
    Came {
        /// Which channel.
        channel: Channel,
        /// With what words.
        words: Vec<String>,
        /// To which application.
        app: String,
    },
    /// A key was let go (`ChannelDtmfReceived`); one that no telephone has is no event.
    Key {
        /// On which channel.
        channel: String,
        /// Which one.
        key: Digit,
    },
    /// A playback ended, by itself or because it was stopped (`PlaybackFinished`).
    Played {
        /// On which channel.
        channel: String,
        /// Its id, which we gave it.
        playback: String,
        /// Whether some of it could not be had.
        failed: bool,
    },
    /// The call is ours no longer (`StasisEnd`, `ChannelDestroyed`).
    Gone {
        /// Which channel.
        channel: String,
    },
    /// Another process has taken the application's name (`ApplicationReplaced`).
    Replaced,
    /// Anything else.
    Other,
}

/// A channel, as events and `GET channels/{id}` show it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Channel {
    /// Its unique id.
    pub id: String,
    /// Its name, `PJSIP/carrier-00000001`.
    pub name: String,
    /// `Up` once it is answered.
    pub state: String,
    dialplan: Dialplan,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Dialplan {
    #[serde(default)]
    app_data: String,
}

impl Channel {
    /// Whether it was answered.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.state == "Up"
    }

    /// The words with which the dialplan lent it, where the event that told them was missed.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        self.dialplan.app_data.split(',').skip(1).map(str::to_owned).collect()
    }
}

/// Who calls and why the call was lent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The call's name.
    pub call: CallId,
    /// The number dialled.
    pub did: String,
    /// The caller's number, as the trunk wrote it.
    pub from: String,
    /// Whether it is not to be shown.
    pub withheld: bool,
    /// Why it was lent.
    pub arrived: Arrived,
}

/// Why a call was lent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrived {
    /// It arrived, or was taken back from a service that was silent.
    New,
    /// A destination came back.
    Transferred {
        /// The number of the plan that put it through.
        turn: u32,
        /// How that ended.
        outcome: Outcome,
        /// For how many seconds they spoke, where it is known.
        talked: Option<u32>,
    },
    /// It is not the call: a conversation that a package pays for needs so many calls now.
    Talking {
        /// How many.
        calls: u32,
    },
    /// It is not the call: the caller hung up, after so many seconds with an operator.
    Ended {
        /// How many seconds; 0: nobody had answered.
        talked: u32,
    },
    /// Somebody answered a call that we placed.
    Placed(Leg),
    /// Nobody answered it.
    Unplaced(Attempted),
    /// An operator comes back whom the user was not joined to.
    Unmet {
        /// The number of the plan that had the user called.
        turn: u32,
        /// How that ended.
        outcome: Attempted,
    },
}

impl Entry {
    /// Reads the words of `extensions-ari.conf`: call, did, from, presentation, `start`; or `transfer`, turn, `DIALSTATUS`, `QUEUESTATUS`, what
    /// the destination returned and for how long they spoke; or, of a conversation that a package pays for, `talking` and how many calls it needs, `ended` and
    /// how long it was; or, of a call that we placed, `placed` and who answered; `unplaced`, who was called, `DIALSTATUS` and the cause; `unmet`, turn,
    /// `DIALSTATUS` and the cause. None: it was not that dialplan who lent the call.
    #[must_use]
    pub fn read(words: &[String]) -> Option<Self> {
        let words: Vec<String> = words.iter().map(|word| decoded(word)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let [call, did, from, presentation, event @ ..] = words.as_slice() else { return None };
        let arrived = match event {
            ["start"] => Arrived::New,
            ["placed", "customer"] => Arrived::Placed(Leg::User),
            ["placed", "agent"] => Arrived::Placed(Leg::Operator),
            ["placed", "awaited"] => Arrived::Placed(Leg::Awaited),
            ["unplaced", "agent", _, _] => Arrived::Unplaced(Attempted::NoOperator),
            ["unplaced", _, dial, cause] => Arrived::Unplaced(unanswered(dial, cause)),
            // A dialplan of an older release does not say how long they spoke.
            ["transfer", turn, dial, queue, said, talked @ ..] => Arrived::Transferred {
                turn: turn.parse().ok()?,
                outcome: outcome(dial, queue, said),
                talked: talked.first().and_then(|talked| talked.parse().ok()),
            },
            ["talking", calls] => Arrived::Talking { calls: calls.parse().ok()? },
            ["ended", talked] => Arrived::Ended { talked: talked.parse().ok()? },
            // It was answered, and left before any key.
            ["unmet", turn, "ANSWER", _] => {
                Arrived::Unmet { turn: turn.parse().ok()?, outcome: Attempted::Refused }
            }
            ["unmet", turn, dial, cause] => {
                Arrived::Unmet { turn: turn.parse().ok()?, outcome: unanswered(dial, cause) }
            }
            _ => return None,
        };
        Some(Self {
            call: CallId::new(call)?,
            did: (*did).to_owned(),
            from: (*from).to_owned(),
            withheld: presentation.starts_with("prohib"),
            arrived,
        })
    }
}

/// How a call ended that nobody answered: by its cause (Q.850), which tells more than `DIALSTATUS` where there is one.
fn unanswered(dial: &str, cause: &str) -> Attempted {
    match (cause, dial) {
        // Call rejected.
        ("21", _) => Attempted::Refused,
        // Unallocated number, number changed, invalid number.
        ("1" | "22" | "28", _) => Attempted::WrongNumber,
        // No user responding, no answer: whatever is dialled.
        ("18" | "19", _) | (_, "NOANSWER" | "CANCEL") if cause != "17" => Attempted::NoAnswer,
        // User busy.
        ("17", _) | (_, "BUSY") => Attempted::Busy,
        _ => Attempted::Failed,
    }
}

/// A word as it was before `URIENCODE`; one that cannot be decoded is no number, and so nobody's.
fn decoded(word: &str) -> String {
    let field = format!("word={}", word.replace('+', "%2B"));
    Form::read(field.as_bytes())
        .ok()
        .and_then(|form| form.get("word").map(str::to_owned))
        .unwrap_or_else(|| "unknown".to_owned())
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Wire {
    StasisStart {
        args: Vec<String>,
        channel: Channel,
        application: String,
    },
    ChannelDtmfReceived {
        digit: String,
        channel: Named,
    },
    PlaybackFinished {
        playback: Playback,
    },
    StasisEnd {
        channel: Named,
    },
    ChannelDestroyed {
        channel: Named,
    },
    ApplicationReplaced {},
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct Playback {
    id: String,
    target_uri: String,
    state: String,
}

/// Reads one event.
///
/// # Errors
/// Where it is not JSON, or an event that we know has not the fields that it should have.
pub fn read(text: &str) -> Result<Event, serde_json::Error> {
    Ok(match serde_json::from_str(text)? {
        Wire::StasisStart { args, channel, application } => {
            Event::Came { channel, words: args, app: application }
        }
        Wire::ChannelDtmfReceived { digit, channel } => {
            let key = digit.chars().next().and_then(Digit::new);
            key.map_or(Event::Other, |key| Event::Key { channel: channel.id, key })
        }
        Wire::PlaybackFinished { playback: Playback { id, target_uri, state } } => {
            match target_uri.strip_prefix("channel:") {
                Some(channel) => {
                    Event::Played { channel: channel.to_owned(), playback: id, failed: state == "failed" }
                }
                None => Event::Other,
            }
        }
        Wire::StasisEnd { channel } | Wire::ChannelDestroyed { channel } => {
            Event::Gone { channel: channel.id }
        }
        Wire::ApplicationReplaced {} => Event::Replaced,
        Wire::Other => Event::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a live Asterisk 22.10.1 wrote it, shortened.
    const CAME: &str = r#"{"type":"StasisStart","timestamp":"2026-11-22T07:43:42.440+0000","args":["1795333422.1-310414","800749049","%2B3906668,x","allowed_not_screened","start"],
        "channel":{"id":"1795333422.1","name":"PJSIP/carrier-00000000","state":"Ring","protocol_id":"","caller":{"name":"","number":""},"connected":{"name":"","number":""},"accountcode":"",
        "dialplan":{"context":"centralino-ari-lend","exten":"s","priority":6,"app_name":"Stasis","app_data":"centralino,1795333422.1-310414,800749049,,allowed_not_screened,start"},
        "creationtime":"2026-11-22T07:43:42.433+0000","language":"en"},"asterisk_id":"x","application":"centralino"}"#;

    fn words(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn a_call_comes_with_its_words() {
        let Event::Came { channel, words, app } = read(CAME).unwrap() else { panic!("a call") };
        assert_eq!(
            (channel.id.as_str(), channel.is_up(), app.as_str()),
            ("1795333422.1", false, "centralino")
        );
        assert_eq!(words.len(), 5);
        let found = Entry::read(&channel.words()).unwrap();
        assert_eq!((found.call.as_str(), found.did.as_str()), ("1795333422.1-310414", "800749049"));
        assert_eq!((found.from.as_str(), found.withheld, found.arrived), ("", false, Arrived::New));
    }

    #[test]
    fn words_are_decoded_and_a_hidden_number_is_withheld() {
        let entry = Entry::read(&words("1.1-5,7002,%2B390668851234,prohib_passed_screen,start")).unwrap();
        assert_eq!((entry.from.as_str(), entry.withheld), ("+390668851234", true));
        let broken = Entry::read(&words("1.1-5,7002,%FF,allowed,start")).unwrap();
        assert!(!broken.from.starts_with('+'), "{}", broken.from);
    }

    #[test]
    fn a_transfer_comes_back_with_how_it_ended() {
        for (event, outcome) in [
            ("transfer,7,NOANSWER,,,0", Outcome::NoAnswer),
            ("transfer,7,,FULL,,0", Outcome::Busy),
            ("transfer,7,,,missing,0", Outcome::Failed),
        ] {
            let entry = Entry::read(&words(&format!("1.1-5,7002,,allowed,{event}"))).unwrap();
            let talked = Some(0);
            assert_eq!(entry.arrived, Arrived::Transferred { turn: 7, outcome, talked }, "{event}");
        }
        for (event, talked) in [
            ("transfer,7,ANSWER,,,83", Some(83)),
            ("transfer,7,ANSWER,,,", None),
            ("transfer,7,ANSWER,,", None),
        ] {
            let entry = Entry::read(&words(&format!("1.1-5,7002,,allowed,{event}"))).unwrap();
            let outcome = Outcome::Completed;
            assert_eq!(entry.arrived, Arrived::Transferred { turn: 7, outcome, talked }, "{event}");
        }
    }

    #[test]
    fn a_paid_conversation_says_what_it_needs_and_when_it_has_ended() {
        let arrived = |event: &str| Entry::read(&words(&format!("1.1-5,7002,,allowed,{event}")));
        assert_eq!(arrived("talking,2").unwrap().arrived, Arrived::Talking { calls: 2 });
        assert_eq!(arrived("ended,0").unwrap().arrived, Arrived::Ended { talked: 0 });
        for strange in ["talking", "talking,x", "ended,", "ended,-1"] {
            assert_eq!(arrived(strange), None, "{strange}");
        }
    }

    #[test]
    fn a_call_that_we_placed_says_who_answered_or_why_nobody_did() {
        let arrived = |event: &str| Entry::read(&words(&format!("callback-123456782-1,,,allowed,{event}")));
        for (who, leg) in [("customer", Leg::User), ("agent", Leg::Operator), ("awaited", Leg::Awaited)] {
            assert_eq!(arrived(&format!("placed,{who}")).unwrap().arrived, Arrived::Placed(leg));
        }
        for (event, outcome) in [
            ("unmet,3,BUSY,17", Attempted::Busy),
            ("unmet,3,NOANSWER,0", Attempted::NoAnswer),
            ("unmet,3,ANSWER,16", Attempted::Refused),
        ] {
            assert_eq!(arrived(event).unwrap().arrived, Arrived::Unmet { turn: 3, outcome }, "{event}");
        }
        for (event, outcome) in [
            ("unplaced,customer,BUSY,17", Attempted::Busy),
            ("unplaced,customer,NOANSWER,0", Attempted::NoAnswer),
            ("unplaced,customer,CHANUNAVAIL,21", Attempted::Refused),
            ("unplaced,customer,CHANUNAVAIL,1", Attempted::WrongNumber),
            ("unplaced,customer,CHANUNAVAIL,0", Attempted::Failed),
            ("unplaced,agent,BUSY,17", Attempted::NoOperator),
        ] {
            assert_eq!(arrived(event).unwrap().arrived, Arrived::Unplaced(outcome), "{event}");
        }
    }

    #[test]
    fn words_of_another_dialplan_are_none_of_ours() {
        for strange in
            ["", "a", "1.1,7002,,allowed", "1.1,7002,,allowed,dance", "1.1,7002,,allowed,transfer,x,,,,"]
        {
            assert_eq!(Entry::read(&words(strange)), None, "{strange}");
        }
    }

    #[test]
    fn keys_playbacks_and_ends_are_told() {
        let key = r#"{"type":"ChannelDtmfReceived","digit":"3","duration_ms":100,"channel":{"id":"1.1"}}"#;
        assert_eq!(
            read(key).unwrap(),
            Event::Key { channel: "1.1".to_owned(), key: Digit::new('3').unwrap() }
        );
        assert_eq!(read(&key.replace("\"3\"", "\"A\"")).unwrap(), Event::Other);
        let played = r#"{"type":"PlaybackFinished","playback":{"id":"1.1-2-p","media_uri":"sound:x","target_uri":"channel:1.1","state":"done"}}"#;
        assert_eq!(
            read(played).unwrap(),
            Event::Played { channel: "1.1".to_owned(), playback: "1.1-2-p".to_owned(), failed: false }
        );
        for end in ["StasisEnd", "ChannelDestroyed"] {
            let event = read(&format!(r#"{{"type":"{end}","channel":{{"id":"1.1"}}}}"#)).unwrap();
            assert_eq!(event, Event::Gone { channel: "1.1".to_owned() });
        }
        assert_eq!(read(r#"{"type":"ApplicationReplaced","application":"x"}"#).unwrap(), Event::Replaced);
        assert_eq!(read(r#"{"type":"ChannelVarset","variable":"X","value":"1"}"#).unwrap(), Event::Other);
        assert!(read("{").is_err());
    }
}
