//! A call on some platform: what its caller does, and what came of it.

use centralino::terms::Limits;
use reqwest::{Client, RequestBuilder, Response};

use crate::rig::Serve;

/// What a caller does when asked for keys, or what becomes of a call that is put through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Presses these keys; the keypad of the platform decides when there are enough.
    Press(&'static str),
    /// Presses all of these at once, the rest before they are asked for: only where the platform keeps them.
    Ahead(&'static str),
    /// Presses nothing.
    Wait,
    /// Hangs up, here or while it rings.
    Leave,
    /// The destination answers and speaks.
    Answered,
    /// The destination is busy.
    Busy,
    /// The destination does not answer.
    Unanswered,
    /// The destination cannot be reached.
    Unreachable,
    /// Presses, and the platform asks twice with the same request: the second reply must be the first one.
    PressTwice(&'static str),
    /// Presses, and the platform asks at the address of the call's first document: an old seal.
    PressStale(&'static str),
    /// Presses, and the platform asks with a seal that does not open.
    PressBroken(&'static str),
}

/// What the platform tells about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Arrives,
    /// Keys; the terminator is not among them.
    Keys {
        pressed: String,
        ended: Ended,
    },
    Silence,
    /// The request at this address came to nothing, and the platform asks again in its own way.
    Failed(String),
    /// `answered`, `busy`, `no-answer` or `failed`.
    Dialled(&'static str),
    Over,
}

/// Why a keypad stopped collecting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Full,
    Terminator,
    Timeout,
}

/// A document as its platform carries it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Document {
    /// The prompts that are played, by the names of their sounds.
    pub(crate) heard: Vec<String>,
    pub(crate) then: Then,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Waits for at most so many keys, until the terminator.
    Ask { most: usize, end: Option<char>, back: String },
    /// Dials.
    Dial { to: String, back: String },
    /// Ends the call.
    Over,
}

/// Who calls.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) call: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// A platform: how it asks, and how it reads what it is answered.
pub(crate) trait Platform: Sync {
    fn name(&self) -> &'static str;
    fn limits(&self) -> Limits;
    /// Where an admin has it post.
    fn hook(&self) -> String;
    /// The request for an event; `back` is the address that the last document gave.
    fn request(&self, client: &Client, url: &str, line: &Line, event: &Event) -> RequestBuilder;
    /// What it does with a reply. Panics where the real platform would stumble.
    fn read(&self, reply: &str, kind: &str) -> Document;
}

/// What came of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trace {
    pub(crate) heard: Vec<Vec<String>>,
    /// The most keys of each question.
    pub(crate) asked: Vec<usize>,
    pub(crate) dialled: Vec<String>,
    /// Whether we ended it, and not the caller.
    pub(crate) ended: bool,
}

/// Plays a call to its end.
pub(crate) async fn play(platform: &dyn Platform, serve: &Serve, line: &Line, acts: &[Act]) -> Trace {
    let mut player =
        Player { platform, serve, line, client: Client::new(), first: None, ahead: String::new() };
    let mut trace = Trace::default();
    let mut acts = acts.iter().copied();
    let mut document = player.next(&platform.hook(), &Event::Arrives).await;
    for _ in 0..40 {
        trace.heard.push(document.heard.clone());
        let (back, event) = match &document.then {
            Then::Over => {
                trace.ended = true;
                break;
            }
            Then::Ask { most, end, back } => {
                trace.asked.push(*most);
                let act = if player.ahead.is_empty() { acts.next() } else { Some(Act::Press("")) };
                let Some((back, event)) = player.asked(act.unwrap_or(Act::Leave), *most, *end, back).await
                else {
                    break;
                };
                (back, event)
            }
            Then::Dial { to, back } => {
                trace.dialled.push(to.clone());
                let outcome = match acts.next().unwrap_or(Act::Leave) {
                    Act::Answered => "answered",
                    Act::Busy => "busy",
                    Act::Unanswered => "no-answer",
                    Act::Unreachable => "failed",
                    Act::Leave => break,
                    other => panic!("{other:?} while it rings at {to}"),
                };
                (back.clone(), Event::Dialled(outcome))
            }
        };
        player.first.get_or_insert(back.clone());
        document = player.next(&back, &event).await;
    }
    assert_eq!(acts.next(), None, "{}: the call was over before the caller was: {trace:?}", platform.name());
    player.over().await;
    trace
}

struct Player<'a> {
    platform: &'a dyn Platform,
    serve: &'a Serve,
    line: &'a Line,
    client: Client,
    /// The address of the first document.
    first: Option<String>,
    /// Keys pressed ahead that the platform keeps.
    ahead: String,
}

impl Player<'_> {
    /// What the platform posts, and where, when a caller who is asked does this; none: the caller hangs up.
    async fn asked(
        &mut self,
        act: Act,
        most: usize,
        end: Option<char>,
        back: &str,
    ) -> Option<(String, Event)> {
        let mut back = back.to_owned();
        let keys = match act {
            Act::Wait => return Some((back, Event::Silence)),
            Act::Leave => return None,
            Act::Press("") => std::mem::take(&mut self.ahead),
            Act::Press(keys) | Act::Ahead(keys) => keys.to_owned(),
            Act::PressTwice(keys) => {
                let (event, _) = keypad(keys, most, end);
                let once = self.next(&back, &event).await;
                let twice = self.next(&back, &event).await;
                assert_eq!(without_address(&once), without_address(&twice), "a repeat gets the same reply");
                keys.to_owned()
            }
            Act::PressStale(keys) => {
                back = self.first.clone().unwrap_or(back);
                keys.to_owned()
            }
            Act::PressBroken(keys) => {
                let at = back.find("s=").expect("a seal") + 12;
                let other = if back[at..].starts_with('A') { "B" } else { "A" };
                back.replace_range(at..=at, other);
                keys.to_owned()
            }
            Act::Answered | Act::Busy | Act::Unanswered | Act::Unreachable => {
                panic!("{act:?} while nothing rings")
            }
        };
        let (event, rest) = keypad(&keys, most, end);
        if self.platform.limits().type_ahead {
            self.ahead = rest;
        }
        Some((back, event))
    }

    async fn next(&self, address: &str, event: &Event) -> Document {
        let answer = self.send(address, event).await;
        let (status, kind) = (answer.status(), answer.headers().get("content-type").cloned());
        let text = answer.text().await.unwrap();
        assert_eq!(status, 200, "{}: {event:?}: {text}\n{}", self.platform.name(), self.serve.log());
        self.platform.read(&text, kind.expect("a content type").to_str().unwrap())
    }

    async fn over(&self) {
        let answer = self.send(&self.platform.hook(), &Event::Over).await;
        assert!(
            answer.status().is_success(),
            "{}: the end of a call: {}",
            self.platform.name(),
            answer.status()
        );
    }

    async fn send(&self, address: &str, event: &Event) -> Response {
        let url = if address.starts_with('/') { self.serve.url(address) } else { address.to_owned() };
        assert!(url.starts_with(&self.serve.url("/hooks/")), "{url} leads elsewhere");
        self.platform.request(&self.client, &url, self.line, event).send().await.unwrap()
    }
}

/// What a keypad makes of keys: enough of them, the terminator, or the time between two ends it. What is left was pressed ahead.
fn keypad(keys: &str, most: usize, end: Option<char>) -> (Event, String) {
    let mut pressed = String::new();
    let mut rest = keys.chars();
    let mut ended = Ended::Timeout;
    for key in rest.by_ref() {
        if Some(key) == end {
            ended = Ended::Terminator;
            break;
        }
        pressed.push(key);
        if pressed.len() == most {
            ended = Ended::Full;
            break;
        }
    }
    (Event::Keys { pressed, ended }, rest.collect())
}

/// A seal is never made twice alike; everything else must be.
fn without_address(document: &Document) -> Document {
    let mut document = document.clone();
    match &mut document.then {
        Then::Ask { back, .. } | Then::Dial { back, .. } => back.clear(),
        Then::Over => {}
    }
    document
}

/// The name of a sound, `0123456789abcdef0123` of `http://host/prompts/0123456789abcdef0123.wav`.
pub(crate) fn sound(address: &str) -> String {
    let name = address.strip_suffix(".wav").and_then(|address| address.rsplit_once("/prompts/"));
    let (_, name) = name.unwrap_or_else(|| panic!("{address} is no prompt of ours"));
    name.to_owned()
}
