//! The platforms that speak TwiML: each signs in its own way, reads the same documents, and stumbles over what it does not know.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use centralino::platform::twiml::Dialect;
use centralino::terms::Limits;
use reqwest::{Client, RequestBuilder};
use ring::hmac;
use ring::signature::{Ed25519KeyPair, KeyPair as _};

use super::conformance::play::{self, Ended, Event, Line, Platform, Then, sound};
use crate::rig::{self, OPEN, TOKEN};

/// The secret of Twilio's shared key, beside the account's token.
const SHARED: &str = "the-secret-of-a-shared-key";

/// The settings that these platforms need.
pub(crate) fn secrets() -> [(&'static str, String); 2] {
    let key = STANDARD.encode(telnyx_pair().public_key().as_ref());
    [("TWIML_AUTH_TOKEN", format!("{TOKEN},{SHARED}")), ("TELNYX_PUBLIC_KEY", key)]
}

fn telnyx_pair() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[9; 32]).unwrap()
}

/// Twilio, by the account's token or by a shared key.
pub(crate) struct Twilio {
    shared: bool,
}

impl Twilio {
    pub(crate) fn with_token() -> Self {
        Self { shared: false }
    }

    pub(crate) fn with_shared_key() -> Self {
        Self { shared: true }
    }
}

impl Platform for Twilio {
    fn name(&self) -> &'static str {
        if self.shared { "twilio, shared key" } else { "twilio" }
    }

    fn limits(&self) -> Limits {
        Dialect::Twilio.limits().clone()
    }

    fn hook(&self) -> String {
        "/hooks/twiml".to_owned()
    }

    fn request(&self, client: &Client, url: &str, line: &Line, event: &Event) -> RequestBuilder {
        let fields = fields(line, event, Told::All);
        let request = client.post(url).form(&fields);
        if !self.shared {
            return request.header("X-Twilio-Signature", rig::sign(url, &fields));
        }
        let mut sorted = fields;
        sorted.sort();
        let text = sorted.into_iter().fold(url.to_owned(), |text, (name, value)| text + &name + &value);
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SHARED.as_bytes()), text.as_bytes());
        request
            .header("X-Twilio-Signature", STANDARD.encode(tag))
            .header("X-Twilio-Webhooks-Signature-Settings", "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256")
    }

    fn read(&self, reply: &str, kind: &str) -> play::Document {
        read(
            reply,
            kind,
            &["Say", "Play", "Pause", "Gather", "Dial", "Redirect", "Reject", "Hangup", "Enqueue"],
        )
    }
}

/// `SignalWire`: as Twilio, with its own header.
pub(crate) struct Signalwire;

impl Platform for Signalwire {
    fn name(&self) -> &'static str {
        "signalwire"
    }

    fn limits(&self) -> Limits {
        Dialect::Signalwire.limits().clone()
    }

    fn hook(&self) -> String {
        "/hooks/twiml?dialect=signalwire".to_owned()
    }

    fn request(&self, client: &Client, url: &str, line: &Line, event: &Event) -> RequestBuilder {
        let fields = fields(line, event, Told::All);
        client.post(url).form(&fields).header("X-SignalWire-Signature", rig::sign(url, &fields))
    }

    fn read(&self, reply: &str, kind: &str) -> play::Document {
        read(
            reply,
            kind,
            &["Say", "Play", "Pause", "Gather", "Dial", "Redirect", "Reject", "Hangup", "Enqueue"],
        )
    }
}

/// Telnyx: signs with its own key, and follows `Redirect` where nobody pressed anything.
pub(crate) struct Telnyx(Ed25519KeyPair);

impl Telnyx {
    pub(crate) fn new() -> Self {
        Self(telnyx_pair())
    }
}

impl Platform for Telnyx {
    fn name(&self) -> &'static str {
        "telnyx"
    }

    fn limits(&self) -> Limits {
        Dialect::Telnyx.limits().clone()
    }

    fn hook(&self) -> String {
        "/hooks/twiml?dialect=telnyx".to_owned()
    }

    fn request(&self, client: &Client, url: &str, line: &Line, event: &Event) -> RequestBuilder {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields(line, event, Told::WithoutSilence))
            .finish();
        // The service's clock stands at the tests' moment.
        let time = (chrono::DateTime::parse_from_rfc3339(OPEN).unwrap().timestamp() + 60).to_string();
        let signature = STANDARD.encode(self.0.sign(format!("{time}|{body}").as_bytes()));
        client
            .post(url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("telnyx-timestamp", time)
            .header("telnyx-signature-ed25519", signature)
            .body(body)
    }

    fn read(&self, reply: &str, kind: &str) -> play::Document {
        read(
            reply,
            kind,
            &["Say", "Play", "Pause", "Gather", "Dial", "Redirect", "Reject", "Hangup", "Enqueue"],
        )
    }
}

/// Somleng: knows fewer verbs, and tells less of keys.
pub(crate) struct Somleng;

impl Platform for Somleng {
    fn name(&self) -> &'static str {
        "somleng"
    }

    fn limits(&self) -> Limits {
        Dialect::Somleng.limits().clone()
    }

    fn hook(&self) -> String {
        "/hooks/twiml?dialect=somleng".to_owned()
    }

    fn request(&self, client: &Client, url: &str, line: &Line, event: &Event) -> RequestBuilder {
        let fields = fields(line, event, Told::DigitsOnly);
        client.post(url).form(&fields).header("X-Twilio-Signature", rig::sign(url, &fields))
    }

    fn read(&self, reply: &str, kind: &str) -> play::Document {
        read(
            reply,
            kind,
            &["Say", "Play", "Gather", "Dial", "Redirect", "Record", "Reject", "Hangup", "Connect"],
        )
    }
}

/// What a platform tells of keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    All,
    /// Silence comes by `Redirect`, without a field.
    WithoutSilence,
    /// Never what ended them.
    DigitsOnly,
}

fn fields(line: &Line, event: &Event, told: Told) -> Vec<(String, String)> {
    let mut fields = vec![
        ("CallSid", line.call.clone()),
        ("AccountSid", "AC1".to_owned()),
        ("From", line.from.clone()),
        ("To", line.to.clone()),
        ("ApiVersion", "2010-04-01".to_owned()),
        ("Direction", "inbound".to_owned()),
    ];
    let mut status = "in-progress";
    match event {
        Event::Arrives => status = "ringing",
        Event::Keys { pressed, ended } => {
            fields.push(("Digits", pressed.clone()));
            if told != Told::DigitsOnly {
                let key = if *ended == Ended::Terminator { "#" } else { "" };
                fields.push(("FinishedOnKey", key.to_owned()));
            }
        }
        Event::Silence if told == Told::WithoutSilence => {}
        Event::Silence => fields.push(("Digits", String::new())),
        Event::Failed(url) => {
            fields.push(("ErrorCode", "11200".to_owned()));
            fields.push(("ErrorUrl", url.clone()));
        }
        Event::Dialled(outcome) => {
            fields.push(("DialCallStatus", (*outcome).to_owned()));
            fields.push(("DialCallSid", "CA-b".to_owned()));
        }
        Event::Over => status = "completed",
    }
    fields.push(("CallStatus", status.to_owned()));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Carries a document out, verb by verb. A verb that is not known ends it, as it does on the real platforms.
fn read(reply: &str, kind: &str, known: &[&str]) -> play::Document {
    assert!(kind.starts_with("text/xml") || kind.starts_with("application/xml"), "{kind}");
    assert!(reply.len() <= 64_000, "a document of {} bytes", reply.len());
    let document = rig::Document::read(reply);
    let mut heard = Vec::new();
    let mut then = None;
    for element in &document.elements {
        let below = element.path.strip_prefix("Response").unwrap().trim_start_matches('/');
        let verb = below.split('/').next().unwrap();
        assert!(verb.is_empty() || known.contains(&verb), "{verb} ends the document: {reply}");
        let attribute = |name: &str| element.attribute(name).map(str::to_owned);
        let noun = below.split_once('/').map_or("", |(_, noun)| noun);
        let is_within = below == "Redirect" || ["Gather", "Dial"].contains(&verb);
        assert!(then.is_none() || is_within, "{verb} is never reached: {reply}");
        match (verb, noun) {
            ("", _) | ("Pause", "") | ("Gather", "Pause") => {}
            ("Play", "") | ("Gather", "Play") => heard.push(sound(&element.text)),
            ("Gather", "") => {
                assert_eq!(attribute("input").as_deref(), Some("dtmf"), "{reply}");
                let most = attribute("numDigits").unwrap().parse().unwrap();
                let end = attribute("finishOnKey").unwrap().chars().next();
                then = Some(Then::Ask { most, end, back: attribute("action").unwrap() });
            }
            // Where silence goes on a platform that does not call back for it.
            ("Redirect", "") => match &then {
                Some(Then::Ask { back, .. }) => assert_eq!(*back, element.text),
                other => panic!("a redirect after {other:?}"),
            },
            ("Dial", "") => {
                then = Some(Then::Dial { to: String::new(), back: attribute("action").unwrap() });
            }
            ("Dial", "Number" | "Sip") => {
                let Some(Then::Dial { to, .. }) = &mut then else { panic!("{reply}") };
                let plain = element.text.strip_prefix("sip:").unwrap_or(&element.text);
                plain
                    .split('?')
                    .next()
                    .unwrap_or(plain)
                    .strip_suffix("@pbx.example")
                    .unwrap_or(plain)
                    .clone_into(to);
            }
            ("Hangup" | "Reject", "") => then = Some(Then::Over),
            (verb, noun) => panic!("{verb} {noun} in {reply}"),
        }
    }
    play::Document { heard, then: then.unwrap_or_else(|| panic!("nothing comes then: {reply}")) }
}
