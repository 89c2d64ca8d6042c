//! jambonz as it carries its verbs out: what its feature server does with `gather`, `dial` and a call that is not answered yet.

use std::fmt::Write as _;

use centralino::platform::jambonz::LIMITS;
use centralino::terms::Limits;
use reqwest::{Client, RequestBuilder};
use ring::hmac;
use serde_json::{Value, json};

use crate::platforms::conformance::play::{Document, Event, Line, Platform, Then, sound};
use crate::rig::OPEN;

const SECRET: &str = "wh_secret_of_the_tests";

/// The setting that it needs.
pub(crate) fn secret() -> (&'static str, String) {
    ("JAMBONZ_SECRET", SECRET.to_owned())
}

/// jambonz with webhooks.
pub(crate) struct Jambonz;

impl Platform for Jambonz {
    fn name(&self) -> &'static str {
        "jambonz"
    }

    fn limits(&self) -> Limits {
        LIMITS
    }

    fn hook(&self) -> String {
        "/hooks/jambonz".to_owned()
    }

    fn request(&self, client: &Client, url: &str, line: &Line, event: &Event) -> RequestBuilder {
        let body = told(line, event).to_string();
        // The service's clock stands at the tests' moment.
        let time = chrono::DateTime::parse_from_rfc3339(OPEN).unwrap().timestamp() + 60;
        signed(client, url, time, body)
    }

    fn read(&self, reply: &str, kind: &str) -> Document {
        assert!(kind.contains("application/json"), "jambonz does not look at {kind}");
        let verbs: Vec<Value> = serde_json::from_str(reply).unwrap();
        let mut heard = Vec::new();
        let mut then = None;
        let mut is_declined = false;
        for verb in &verbs {
            let name = verb["verb"].as_str().unwrap();
            let back = || verb["actionHook"].as_str().unwrap().to_owned();
            if then.is_some() && name != "redirect" {
                assert!(is_declined && name == "hangup", "{name} is never reached: {reply}");
            }
            match name {
                "answer" | "pause" => {}
                "play" => heard.extend(played(verb)),
                "gather" => {
                    assert!(
                        verb["minDigits"].as_u64() >= Some(1),
                        "keys that do not fill it would be lost: {verb}"
                    );
                    assert!(verb["interDigitTimeout"].as_u64() >= Some(1), "it would wait for ever: {verb}");
                    assert!(verb["timeout"].as_u64() >= Some(1), "0 waits for ever: {verb}");
                    assert!(verb.get("say").is_none(), "a sound is missing: {verb}");
                    heard.extend(verb.get("play").into_iter().flat_map(played));
                    let most = usize::try_from(verb["numDigits"].as_u64().unwrap()).unwrap();
                    let end = verb["finishOnKey"].as_str().and_then(|key| key.chars().next());
                    then = Some(Then::Ask { most, end, back: back() });
                }
                "dial" => {
                    let target = &verb["target"][0];
                    let to = ["number", "sipUri", "name"].iter().find_map(|name| target[name].as_str());
                    let to = to.unwrap().trim_start_matches("sip:").trim_end_matches("@pbx.example");
                    then = Some(Then::Dial { to: to.to_owned(), back: back() });
                }
                // Where it asks again if the hook did not answer.
                "redirect" => match &then {
                    Some(Then::Ask { back: asked, .. } | Then::Dial { back: asked, .. }) => {
                        assert_eq!(*asked, back());
                    }
                    other => panic!("a redirect after {other:?}"),
                },
                "sip:decline" => {
                    assert!(heard.is_empty() || reply.contains("earlyMedia"), "{reply}");
                    is_declined = true;
                    then = Some(Then::Over);
                }
                "hangup" => then = Some(Then::Over),
                other => panic!("{other} in {reply}"),
            }
        }
        Document { heard, then: then.unwrap_or_else(|| panic!("nothing comes then: {reply}")) }
    }
}

/// What jambonz posts, with its signature of a moment: unix time.
pub(crate) fn signed(client: &Client, url: &str, time: i64, body: String) -> RequestBuilder {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = hmac::sign(&key, format!("{time}.{body}").as_bytes());
    let mut signature = format!("t={time},v1=");
    tag.as_ref().iter().for_each(|byte| write!(signature, "{byte:02x}").unwrap());
    let posted = client.post(url).header("Content-Type", "application/json");
    posted.header("Jambonz-Signature", signature).body(body)
}

fn played(play: &Value) -> Vec<String> {
    match &play["url"] {
        Value::String(one) => vec![sound(one)],
        Value::Array(several) => several.iter().map(|one| sound(one.as_str().unwrap())).collect(),
        other => panic!("{other} cannot be played"),
    }
}

fn told(line: &Line, event: &Event) -> Value {
    let mut body = json!({
        "call_sid": line.call, "account_sid": "a", "application_sid": "b", "direction": "inbound", "from": line.from,
        "to": line.to, "call_id": "c", "call_status": "in-progress", "sip_status": 200, "trace_id": "d",
    });
    let more = match event {
        Event::Arrives => json!({
            "call_status": "trying", "sip_status": 100, "sip": { "headers": { "Via": "x" }, "method": "INVITE" },
            "defaults": { "synthesizer": { "vendor": "google" } },
        }),
        Event::Keys { pressed, .. } => json!({ "digits": pressed, "reason": "dtmfDetected" }),
        Event::Silence => json!({ "reason": "timeout" }),
        // `redirect` tells nothing of its own.
        Event::Failed(_) => json!({}),
        Event::Dialled(outcome) => {
            let status = if *outcome == "answered" { "completed" } else { outcome };
            json!({ "dial_call_status": status, "dial_sip_status": 200, "dial_call_sid": "e" })
        }
        Event::Over => json!({ "call_status": "completed", "call_termination_by": "caller", "duration": 9 }),
    };
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}
