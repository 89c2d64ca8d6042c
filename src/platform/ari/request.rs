//! Commands as requests of ARI (`rest-api/api-docs`), the same over HTTP and over the events' WebSocket, and how they go over the latter: a
//! `RESTRequest` there, and a `RESTResponse` back.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::call::Command;
use super::plan::Left;

/// What is asked of Asterisk.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What it is called in logs and figures.
    pub name: &'static str,
    /// `GET`, `POST` or `DELETE`.
    pub method: &'static str,
    /// Below `/ari`, without a slash before it; encoded.
    pub uri: String,
    /// The query.
    pub query: Vec<(&'static str, Cow<'static, str>)>,
    /// The body.
    pub body: Option<Value>,
}

/// What Asterisk answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

impl Request {
    /// A sign of life.
    #[must_use]
    pub fn ping() -> Self {
        Self::new("ping", "GET", &["asterisk", "ping"])
    }

    /// The channels that are lent to an application.
    #[must_use]
    pub fn lent(app: &str) -> Self {
        Self::new("applications", "GET", &["applications", app])
    }

    /// All applications.
    #[must_use]
    pub fn apps() -> Self {
        Self::new("applications", "GET", &["applications"])
    }

    /// A channel as it is now.
    #[must_use]
    pub fn channel(id: &str) -> Self {
        Self::new("channel", "GET", &["channels", id])
    }

    /// Whether a module runs.
    #[must_use]
    pub fn module(name: &str) -> Self {
        Self::new("module", "GET", &["asterisk", "modules", name])
    }

    /// What was left with a channel.
    #[must_use]
    pub fn left(id: &str) -> Self {
        let mut request = Self::new("left", "GET", &["channels", id, "variable"]);
        request.query.push(("variable", Left::VARIABLE.into()));
        request
    }

    /// Gives a channel back to a dialplan that did not lend it in our words.
    #[must_use]
    pub fn give_back(id: &str) -> Self {
        Self::new("give_back", "POST", &["channels", id, "continue"])
    }

    /// Has a call's command carried out on the channel with this id and name; `base` is where sounds are fetched.
    #[must_use]
    pub fn carry_out(id: &str, name: &str, command: &Command, base: &str) -> Self {
        match command {
            Command::Leave(text) => Self::export("leave", name, Left::VARIABLE, text),
            Command::Renew(within) => Self::renew(name, *within),
            Command::Answer => Self::new("answer", "POST", &["channels", id, "answer"]),
            Command::Progress => Self::new("progress", "POST", &["channels", id, "progress"]),
            Command::Play { playback, sounds } => {
                let media: Vec<String> =
                    sounds.split('&').map(|name| format!("sound:{base}/prompts/{name}.wav")).collect();
                let mut request = Self::new("play", "POST", &["channels", id, "play", playback]);
                request.body = Some(json!({ "media": media }));
                request
            }
            Command::Stop(playback) => Self::new("stop", "DELETE", &["playbacks", playback]),
            Command::Transfer(extension) => {
                Self::goes_on("transfer", id, "centralino-ari-transfer", extension)
            }
            Command::Talk(goes_on) => {
                Self::goes_on("talk", id, "centralino-ari-beside", if *goes_on { "talk" } else { "end" })
            }
            Command::GiveUp => Self::goes_on("give_up", id, "centralino-ari-lost", "s"),
            Command::Hangup(cause) => {
                let mut request = Self::new("hangup", "DELETE", &["channels", id]);
                request.query.push(("reason_code", cause.to_string().into()));
                request
            }
        }
    }

    /// The request as a message of the WebSocket, to be answered under this number.
    #[must_use]
    pub fn message(&self, number: u64) -> String {
        let query = self.query.iter().map(|(name, value)| Pair { name, value }).collect();
        let request = Message {
            kind: "RESTRequest",
            request_id: number.to_string(),
            method: self.method,
            uri: &self.uri,
            query_strings: query,
            content_type: self.body.as_ref().map(|_| "application/json"),
            text: self.body.as_ref().map(Value::to_string),
        };
        // Nothing of it can be refused: all its keys are text.
        serde_json::to_string(&request).unwrap_or_default()
    }

    pub(super) fn new(name: &'static str, method: &'static str, path: &[&str]) -> Self {
        let mut uri = String::new();
        for (at, segment) in path.iter().enumerate() {
            if at > 0 {
                uri.push('/');
            }
            encode(segment, &mut uri);
        }
        Self { name, method, uri, query: Vec::new(), body: None }
    }

    fn renew(name: &str, within: Duration) -> Self {
        Self::export("renew", name, "TIMEOUT(absolute)", &format!("{:.1}", within.as_secs_f64()))
    }

    /// Sets a variable or function of a channel from outside it.
    fn export(called: &'static str, channel: &str, name: &str, value: &str) -> Self {
        let mut request = Self::new(called, "POST", &["asterisk", "variable"]);
        request.body = Some(json!({ "variable": format!("EXPORT({channel},{name})"), "value": value }));
        request
    }

    fn goes_on(called: &'static str, id: &str, context: &'static str, extension: &str) -> Self {
        let mut request = Self::new(called, "POST", &["channels", id, "continue"]);
        request.query = vec![
            ("context", context.into()),
            ("extension", extension.to_owned().into()),
            ("priority", "1".into()),
        ];
        request
    }
}

impl Answer {
    /// Reads an answer that came over the WebSocket, with the number of its request; none: the message is an event.
    #[must_use]
    pub fn read(message: &str) -> Option<(u64, Self)> {
        // Events are many, and none has this word so near to its beginning.
        let head = message.get(..message.len().min(200)).unwrap_or(message);
        if !head.contains("RESTResponse") {
            return None;
        }
        let response: Response = serde_json::from_str(message).ok()?;
        if response.kind != "RESTResponse" {
            return None;
        }
        let body = response.message_body.unwrap_or_default().into_bytes();
        Some((response.request_id.parse().ok()?, Self { status: response.status_code, body }))
    }
}

#[derive(Serialize)]
struct Message<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    request_id: String,
    method: &'static str,
    uri: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    query_strings: Vec<Pair<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'static str>,
    #[serde(rename = "message_body", skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Serialize)]
struct Pair<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Deserialize)]
struct Response {
    #[serde(rename = "type")]
    kind: String,
    request_id: String,
    status_code: u16,
    message_body: Option<String>,
}

/// One segment of a path (RFC 3986, section 3.3): whatever is not unreserved is encoded.
fn encode(segment: &str, uri: &mut String) {
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(command: &Command) -> Request {
        Request::carry_out("1.2", "PJSIP/carrier-0001", command, "https://phone.example")
    }

    #[test]
    fn a_prompt_is_a_list_in_the_body() {
        let play = request(&Command::Play { playback: "1.2-3-p".to_owned(), sounds: "aa&bb".to_owned() });
        assert_eq!((play.method, play.uri.as_str()), ("POST", "channels/1.2/play/1.2-3-p"));
        let media =
            ["sound:https://phone.example/prompts/aa.wav", "sound:https://phone.example/prompts/bb.wav"];
        assert_eq!(play.body, Some(json!({ "media": media })));
    }

    #[test]
    fn what_is_kept_is_set_from_outside_the_channel() {
        let leave = request(&Command::Leave("{}".to_owned()));
        assert_eq!(leave.uri, "asterisk/variable");
        let variable = format!("EXPORT(PJSIP/carrier-0001,{})", Left::VARIABLE);
        assert_eq!(leave.body, Some(json!({ "variable": variable, "value": "{}" })));
        let renew = request(&Command::Renew(Duration::from_millis(12_500)));
        assert_eq!(renew.body.unwrap()["value"], "12.5");
    }

    #[test]
    fn a_conversation_goes_on_or_ends_where_its_time_is_kept() {
        for (goes_on, extension) in [(true, "talk"), (false, "end")] {
            let talk = request(&Command::Talk(goes_on));
            assert_eq!((talk.method, talk.uri.as_str()), ("POST", "channels/1.2/continue"));
            assert_eq!(talk.query[0].1, "centralino-ari-beside");
            assert_eq!(talk.query[1].1, extension);
        }
    }

    #[test]
    fn a_strange_name_stays_one_segment() {
        assert_eq!(Request::channel("a/b c?d").uri, "channels/a%2Fb%20c%3Fd");
    }

    #[test]
    fn over_the_websocket_it_is_the_same_request_with_a_number() {
        let transfer = request(&Command::Transfer("25-it-4-lotto-3".to_owned()));
        let message: Value = serde_json::from_str(&transfer.message(7)).unwrap();
        assert_eq!(
            message,
            json!({
                "type": "RESTRequest", "request_id": "7", "method": "POST", "uri": "channels/1.2/continue",
                "query_strings": [
                    { "name": "context", "value": "centralino-ari-transfer" },
                    { "name": "extension", "value": "25-it-4-lotto-3" },
                    { "name": "priority", "value": "1" },
                ],
            })
        );
        let leave: Value =
            serde_json::from_str(&request(&Command::Leave("x".to_owned())).message(8)).unwrap();
        assert_eq!(leave["content_type"], "application/json");
        assert!(leave["message_body"].as_str().unwrap().contains("\"value\":\"x\""));
    }

    #[test]
    fn an_answer_is_told_from_an_event() {
        let answer = r#"{"type":"RESTResponse","transaction_id":"","request_id":"7","status_code":404,"reason_phrase":"Not Found",
            "uri":"channels/1.2","content_type":"application/json","message_body":"{\"message\":\"Channel not found\"}"}"#;
        let (number, read) = Answer::read(answer).unwrap();
        assert_eq!((number, read.status), (7, 404));
        assert!(String::from_utf8(read.body).unwrap().contains("Channel not found"));
        let done = r#"{"type":"RESTResponse","request_id":"8","status_code":204,"reason_phrase":"No Content","uri":"x"}"#;
        assert_eq!(Answer::read(done), Some((8, Answer { status: 204, body: Vec::new() })));
        assert_eq!(Answer::read(r#"{"type":"ChannelVarset","value":"RESTResponse"}"#), None);
        assert_eq!(Answer::read("{"), None);
    }
}
