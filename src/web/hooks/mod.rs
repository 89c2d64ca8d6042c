//! What the hooks share: who may ask, the turn, and the reply made ready for writing.

pub mod asterisk;
pub mod freeswitch;
pub mod jambonz;
pub mod twiml;

use std::borrow::Cow;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{App, LARGEST_BODY, Problem};
use crate::booking::PlacedFor;
use crate::calls::{Hashed, Held, Hook, TurnDone};
use crate::config::{PublicUrl, Settings};
use crate::engine::{Attempted, Heard, Leg, Outcome, Then};
use crate::menu::model::{self, HangupCause, Menu};
use crate::menu::source::NoFiles;
use crate::menu::words::{Phrase, Prompt};
use crate::platform::form::Form;
use crate::platform::queued::{Holding, Meanwhile, Queued, meanwhile};
use crate::platform::{Cap, Carried, Incoming, Next, Outgoing, Spoken, Unwritable, Waiting};
use crate::terms::{Language, Limits, Number};
use crate::ticket::CustomerCode;
use crate::voice::{SoundId, Sounds};

/// How often one request may be sent on because a destination cannot be dialled. A menu's fallback that leads to a second one is rare, to a
/// third unheard of.
const UNDIALLED: usize = 3;

/// What each hook takes, and from whom.
#[derive(Debug)]
pub struct Hooks {
    /// `/hooks/twiml`.
    pub twiml: twiml::Door,
    /// `/hooks/asterisk`.
    pub asterisk: asterisk::Door,
    /// `/hooks/freeswitch`.
    pub freeswitch: freeswitch::Door,
    /// `/hooks/jambonz`.
    pub jambonz: jambonz::Door,
    /// Places for those that are being answered.
    requests: Semaphore,
}

impl Hooks {
    /// The hooks by the settings; `bound` is the address that the service answers on.
    #[must_use]
    pub fn new(settings: &Settings, bound: SocketAddr) -> Self {
        Self {
            twiml: twiml::Door::new(settings, bound),
            asterisk: asterisk::Door::new(settings, bound),
            freeswitch: freeswitch::Door::new(settings, bound),
            jambonz: jambonz::Door::new(settings, bound),
            requests: Semaphore::new(settings.requests),
        }
    }

    /// A place among the requests that are answered at one time; more wait. It is taken once a request is there in full, so that no slow
    /// one keeps others from it.
    pub(super) async fn place(&self) -> Result<SemaphorePermit<'_>, Problem> {
        self.requests.acquire().await.map_err(|_| Problem::Fault)
    }
}

/// The address under which the service is reached: the public one, else the one it answers on, as this machine reaches it.
#[must_use]
pub fn base(public_url: Option<&PublicUrl>, bound: SocketAddr) -> String {
    public_url.map_or_else(|| format!("http://{bound}"), |url| url.as_str().to_owned())
}

/// A body that came whole and is not too large. One that says that it will be is not waited for.
async fn whole(body: Body) -> Result<Bytes, Problem> {
    let most = u64::try_from(LARGEST_BODY).unwrap_or(u64::MAX);
    if body.size_hint().lower() > most {
        return Err(Problem::TooLarge);
    }
    let mut parts = body.into_data_stream();
    let (mut first, mut joined) = (Bytes::new(), Vec::new());
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| malformed("the body did not come whole"))?;
        if first.len().max(joined.len()) + part.len() > LARGEST_BODY {
            return Err(Problem::TooLarge);
        }
        if first.is_empty() {
            first = part;
        } else {
            if joined.is_empty() {
                joined.extend_from_slice(&first);
            }
            joined.extend_from_slice(&part);
        }
    }
    Ok(if joined.is_empty() { first } else { joined.into() })
}

/// A request that is not what its hook takes.
fn malformed(fault: impl fmt::Display) -> Problem {
    Problem::Malformed(fault.to_string())
}

/// What stands in the address behind its path.
fn query(uri: &Uri) -> Result<Form<'_>, Problem> {
    Form::read(uri.query().unwrap_or("").as_bytes()).map_err(malformed)
}

/// An answer in time, or none: whoever waits longer has gone elsewhere.
async fn within<T>(
    patience: Duration,
    answer: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    // A turn is a large future: on the heap it costs less than being moved.
    tokio::time::timeout(patience, Box::pin(answer)).await.unwrap_or(Err(Problem::TooSlow))
}

/// By which way a turn came.
#[derive(Clone, Copy)]
pub(crate) struct Way<'a> {
    /// Its name in the log.
    pub(crate) name: &'static str,
    /// What its platform can do.
    pub(crate) limits: &'a Limits,
    /// What its settings tell of calls.
    pub(crate) hook: &'a Hook,
    /// Where its platform fetches sounds.
    pub(crate) base: &'a str,
}

/// Decides a turn and writes its reply; none where that cannot be written, as the log tells.
///
/// A destination that the platform cannot dial is one that did not answer: the menu's own fallback takes the caller on, as it would then.
pub(crate) async fn turn<T, F: Unwritable>(
    app: &Arc<App>,
    way: Way<'_>,
    mut incoming: Incoming,
    write: impl Fn(&Outgoing<'_>) -> Result<T, F>,
) -> Option<T> {
    let Way { name, limits, hook, base } = way;
    for _ in 0..UNDIALLED {
        let done = app.service.turn(&incoming, limits, hook).await;
        let desk = &*done.menu.desk;
        tracing::debug!(hook = name, desk, call = %Hashed(&incoming.call), "answered");
        let sounds = sounds(app, &done.menu);
        let fault = match write(&outgoing(&done, &sounds, base)) {
            Ok(written) => return Some(written),
            Err(fault) => fault,
        };
        tracing::error!(hook = name, desk, "{fault}");
        if !fault.is_destination() {
            return None;
        }
        incoming.heard = Heard::Transferred(Outcome::Failed);
        incoming.sealed = Some(done.sealed);
    }
    None
}

/// How a call ended that nobody answered, by the status that Twilio and jambonz tell of it; none where it was answered, or goes on.
pub(crate) fn ended_unanswered(status: &str) -> Option<Attempted> {
    match status {
        "busy" => Some(Attempted::Busy),
        "no-answer" | "canceled" => Some(Attempted::NoAnswer),
        "failed" => Some(Attempted::Failed),
        _ => None,
    }
}

/// A request about a call that we placed: its first is no call that came in, and its last tells how it ended where nobody answered.
async fn of_placed(app: &Arc<App>, incoming: Incoming, name: Option<&str>, status: &str) -> Incoming {
    let Some(placed) = name.and_then(PlacedFor::of) else { return incoming };
    if incoming.heard == Heard::Ended
        && let Some(outcome) = ended_unanswered(status)
        && let Err(fault) = app.service.placed_ended(placed, outcome).await
    {
        tracing::warn!(call = %Hashed(&incoming.call), "how a call ended that was placed cannot be kept: {fault}");
    }
    if incoming.heard == Heard::Start {
        return Incoming { heard: begins(placed, Leg::User), ..incoming };
    }
    incoming
}

/// How a call begins that we placed, once this one has answered it.
pub(crate) const fn begins(placed: PlacedFor, leg: Leg) -> Heard {
    match placed {
        PlacedFor::Callback { ticket, attempt } => Heard::Placed { ticket, attempt, leg },
        PlacedFor::CodeCall(call) => Heard::CodeCall(call),
    }
}

/// What a caller hears who waits in a queue of the platform. A call that nobody knows leaves it, and begins again.
async fn holding<T>(
    app: &Arc<App>,
    way: Way<'_>,
    incoming: &Incoming,
    queued: &Queued,
    write: impl Fn(&Holding<'_>) -> T,
) -> T {
    let Some(Held { menu, language, to, may_leave }) = app.service.held(incoming, way.limits).await else {
        return write(&Holding::Leaves);
    };
    let waiting = menu.destinations.get(to.index()).and_then(|destination| destination.waiting.as_ref());
    let Some(waiting) = waiting else { return write(&Holding::Leaves) };
    let leave = waiting.leave.filter(|_| may_leave);
    let waiting = &model::Waiting { leave, ..waiting.clone() };
    let sounds = sounds(app, &menu);
    let made = |prompt| spoken(&menu, prompt, language, true, sounds.get(prompt, language), way.base);
    let holding = match meanwhile(waiting, queued) {
        Meanwhile::Leaves => Holding::Leaves,
        Meanwhile::Waits { say, told, rest } => {
            let music = waiting.music.as_ref().map(|music| Prompt::Text(music.sound));
            Holding::Waits {
                say: say.into_iter().map(made).collect(),
                music: made(music.unwrap_or(Prompt::Phrase(Phrase::PleaseHold))),
                rest,
                listens: waiting.leave.is_some(),
                told,
            }
        }
    };
    write(&holding)
}

/// A document as the answer of a hook; none is our fault.
fn document(kind: &'static str, document: Option<String>) -> Result<Response, Problem> {
    let document = document.ok_or(Problem::Fault)?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], document).into_response())
}

/// The sounds of the menu that speaks. A call may be on a version that was read from the store a moment ago: its sounds are most likely
/// there already, and what is not is made while the platform's own voice speaks.
fn sounds(app: &Arc<App>, menu: &Menu) -> Arc<Sounds> {
    app.voice.sounds(menu.version).unwrap_or_else(|| {
        let sounds = app.voice.learn(menu, &NoFiles);
        let (app, missing) = (Arc::clone(app), Arc::clone(&sounds));
        tokio::spawn(async move { app.voice.make(&missing, |_| {}).await });
        sounds
    })
}

/// The reply with every id turned into words, sounds and what the platform dials. `base` is where sounds are fetched.
fn outgoing<'a>(done: &'a TurnDone, sounds: &Sounds, base: &str) -> Outgoing<'a> {
    let TurnDone { menu, reply, sealed, first, call: _, customer: _, may_leave: _ } = done;
    let say = reply.say.iter().map(|say| {
        spoken(menu, say.prompt, say.language, say.interruptible, sounds.get(say.prompt, say.language), base)
    });
    Outgoing {
        answer: reply.answer,
        first: *first,
        language: reply.language,
        say: say.collect(),
        then: next(done, sounds, base),
        sealed: sealed.clone(),
    }
}

fn spoken<'a>(
    menu: &'a Menu,
    prompt: Prompt,
    language: Language,
    interruptible: bool,
    sound: Option<SoundId>,
    base: &str,
) -> Spoken<'a> {
    let pause = match prompt {
        Prompt::Pause(milliseconds) => milliseconds,
        Prompt::Text(_) | Prompt::Phrase(_) | Prompt::Piece(_) => 0,
    };
    Spoken {
        words: menu.words(prompt, language),
        language,
        interruptible,
        sound: sound.map(|id| address(id, base)),
        pause,
    }
}

/// Where a sound is fetched.
fn address(id: SoundId, base: &str) -> Cow<'static, str> {
    Cow::Owned([base, "/prompts/", &id.file_name()].concat())
}

fn next<'a>(done: &'a TurnDone, sounds: &Sounds, base: &str) -> Next<'a> {
    let TurnDone { menu, reply, call, customer, may_leave, .. } = done;
    match &reply.then {
        Then::Gather(gather) => Next::Gather(*gather),
        Then::Transfer { to, ring, from, ticket, cap, joined } => {
            if let Some(destination) = menu.destinations.get(to.index()) {
                let language = reply.language;
                let waiting = destination.waiting.as_ref().map(|waiting| Waiting {
                    class: waiting.music.as_ref().map_or("", |music| &*music.class),
                    leave: waiting.leave.filter(|_| *may_leave).map(|leave| leave.key),
                    joined: *joined,
                });
                let cap = cap.map(|capped| {
                    let of =
                        |phrase| sounds.get(Prompt::Phrase(phrase), language).map(|id| address(id, base));
                    Cap { capped, warning: of(Phrase::NearlyOver), over: of(Phrase::TimeOver) }
                });
                let carried = Carried {
                    call: Cow::Borrowed(call.as_str()),
                    desk: &menu.desk,
                    path: menu.node(*from).map_or("", |node| &*node.path),
                    language: language.code(),
                    customer: Cow::Borrowed(customer.as_ref().map_or("", CustomerCode::as_str)),
                    ticket: Cow::Owned(ticket.map(|ticket| ticket.to_string()).unwrap_or_default()),
                    shown: Cow::Owned(menu.callback_from.map(Number::e164).unwrap_or_default()),
                };
                Next::Transfer { to: &destination.to, ring: *ring, waiting, carried, cap }
            } else {
                tracing::error!(desk = &*menu.desk, "the engine named a destination that the menu has not");
                Next::Hangup(HangupCause::Normal)
            }
        }
        Then::Hangup(cause) => Next::Hangup(*cause),
        Then::Ask(_) => {
            tracing::error!(desk = &*menu.desk, "a question was left unanswered");
            Next::Hangup(HangupCause::Normal)
        }
    }
}

/// One line for each request that was refused, and none of what was in it.
fn refused(hook: &'static str, problem: &Problem) {
    match problem {
        Problem::Malformed(detail) => tracing::warn!(hook, status = 400, "refused: {detail}"),
        Problem::Fault => tracing::error!(hook, status = 500, "not answered"),
        Problem::TooSlow => tracing::error!(hook, status = 503, "not answered in time"),
        Problem::Forbidden | Problem::NotFound | Problem::Method | Problem::TooLarge => {
            tracing::warn!(hook, status = problem.status().as_u16(), "refused: {}", problem.error_id());
        }
    }
}
