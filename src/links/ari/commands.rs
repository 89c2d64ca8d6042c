//! Commands to one Asterisk, over one of two ways: HTTP connections that are kept open, where one that waits delays no other, or the events'
//! WebSocket, where they are carried out one after the other.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::{Client, Method, Url};
use rustls::ClientConfig;
use serde::Deserialize;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;

use super::fault::Fault;
use super::socket::Said;
use crate::clock::Clock;
use crate::config::Secret;
use crate::measures;
use crate::platform::ari::{Answer, Channel, Left, Request};

/// How long a command may take: answered within a millisecond or two, unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(2);

/// Shorter than `session_keep_alive` in the http.conf that we ship, or Asterisk closes a connection as we use it.
const KEPT: Duration = Duration::from_secs(12);

/// The most commands under way at a time: connections over HTTP, of which the http.conf that we ship allows 200 for all replicas. On a
/// WebSocket it is one: where two frames come to Asterisk together it reads both, acts on the first, and sees to the second only when more
/// arrives (seen with 22.10.1).
const TOGETHER: (usize, usize) = (48, 1);

/// So many without an answer, one after the other, mean that the way is closed though events still come.
const DEAF: u32 = 3;

/// Sends commands to one Asterisk.
pub(super) struct Commands {
    way: Way,
    together: Semaphore,
    unanswered: AtomicU32,
    clock: Clock,
}

enum Way {
    Http(Http),
    Socket(Socket),
}

/// Asterisk's web server.
pub(super) struct Http {
    client: Client,
    base: String,
    user: String,
    password: Secret,
}

/// The events' own connection.
struct Socket {
    out: UnboundedSender<Said>,
    last: AtomicU64,
    waiting: Mutex<HashMap<u64, oneshot::Sender<Answer>>>,
}

#[derive(Deserialize)]
struct Application {
    name: String,
    channel_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Variable {
    value: String,
}

#[derive(Deserialize)]
struct Module {
    status: String,
}

impl Commands {
    /// Over HTTP.
    pub(super) fn over_http(http: Http, clock: Clock) -> Self {
        Self::new(Way::Http(http), TOGETHER.0, clock)
    }

    /// Over the connection on which events come; what is to be written there goes `out`.
    pub(super) fn over_socket(out: UnboundedSender<Said>, clock: Clock) -> Self {
        let socket = Socket { out, last: AtomicU64::new(0), waiting: Mutex::default() };
        Self::new(Way::Socket(socket), TOGETHER.1, clock)
    }

    fn new(way: Way, together: usize, clock: Clock) -> Self {
        Self { way, together: Semaphore::new(together), unanswered: AtomicU32::new(0), clock }
    }

    /// Takes an answer that came on the events' connection; false: it is an event.
    pub(super) fn take(&self, message: &str) -> bool {
        let Way::Socket(socket) = &self.way else { return false };
        let Some((number, answer)) = Answer::read(message) else { return false };
        // Who gave up waiting needs it no more.
        if let Some(waits) = socket.lock().remove(&number) {
            let _ = waits.send(answer);
        }
        true
    }

    /// Lets nobody wait any longer: the connection is gone.
    pub(super) fn close(&self) {
        self.together.close();
        if let Way::Socket(socket) = &self.way {
            socket.lock().clear();
        }
    }

    /// Asks for a sign of life, where commands go over the events' connection: a WebSocket's own ping could come together with a command.
    /// False: they do not.
    pub(super) async fn pings(&self) -> bool {
        let is_on_socket = matches!(self.way, Way::Socket(_));
        if is_on_socket {
            let _ = self.send(&Request::ping()).await;
        }
        is_on_socket
    }

    /// Whether commands get no answer any more.
    pub(super) fn is_deaf(&self) -> bool {
        self.unanswered.load(Ordering::Relaxed) >= DEAF
    }

    /// The channels that are lent to an application.
    pub(super) async fn lent(&self, app: &str) -> Result<Vec<String>, Fault> {
        let body = self.send(&Request::lent(app)).await?;
        Ok(serde_json::from_slice::<Application>(&body)?.channel_ids)
    }

    /// The names of all applications.
    pub(super) async fn apps(&self) -> Result<Vec<String>, Fault> {
        let apps: Vec<Application> = serde_json::from_slice(&self.send(&Request::apps()).await?)?;
        Ok(apps.into_iter().map(|app| app.name).collect())
    }

    /// A channel as it is now.
    pub(super) async fn channel(&self, id: &str) -> Result<Channel, Fault> {
        Ok(serde_json::from_slice(&self.send(&Request::channel(id)).await?)?)
    }

    /// Whether a module runs there.
    pub(super) async fn runs(&self, module: &str) -> Result<bool, Fault> {
        match self.send(&Request::module(module)).await {
            Ok(body) => Ok(serde_json::from_slice::<Module>(&body)?.status == "Running"),
            Err(fault) if fault.is_gone() => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// What was left with a channel.
    pub(super) async fn left(&self, id: &str) -> Result<Option<Left>, Fault> {
        match self.send(&Request::left(id)).await {
            Ok(body) => Ok(Left::read(&serde_json::from_slice::<Variable>(&body)?.value)),
            // 404 is said of a variable that is not set, too.
            Err(fault) if fault.is_gone() => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Sends a request, and gives the body of its answer.
    pub(super) async fn send(&self, request: &Request) -> Result<Vec<u8>, Fault> {
        let began = self.clock.monotonic();
        let answered = self.answered(request).await;
        let outcome = match &answered {
            Ok(answer) if (200..300).contains(&answer.status) => "done",
            Ok(answer) if answer.status == 404 => "gone",
            Ok(_) => "refused",
            Err(_) => "unanswered",
        };
        measures::command(request.name, outcome, self.clock.monotonic().saturating_sub(began));
        match answered {
            Ok(answer) => {
                self.unanswered.store(0, Ordering::Relaxed);
                if (200..300).contains(&answer.status) {
                    Ok(answer.body)
                } else {
                    Err(Fault::Refused { command: request.name, status: answer.status })
                }
            }
            Err(fault) => {
                self.unanswered.fetch_add(1, Ordering::Relaxed);
                Err(fault)
            }
        }
    }

    async fn answered(&self, request: &Request) -> Result<Answer, Fault> {
        let _place = self.together.acquire().await.map_err(|_| Fault::Closed)?;
        let answered = async {
            match &self.way {
                Way::Http(http) => http.send(request).await,
                Way::Socket(socket) => socket.send(request).await,
            }
        };
        timeout(PATIENCE, answered).await.unwrap_or(Err(Fault::Unanswered))
    }
}

impl Http {
    /// The web server at this address, for this user. Made anew for each connection of events: what was kept open before may lead nowhere.
    pub(super) fn new(base: &str, user: &str, password: &Secret, tls: &ClientConfig) -> Result<Self, Fault> {
        let client = Client::builder()
            .no_proxy()
            .connect_timeout(Duration::from_secs(1))
            .pool_idle_timeout(KEPT)
            .tls_backend_preconfigured(tls.clone())
            .build()?;
        Ok(Self { client, base: base.to_owned(), user: user.to_owned(), password: password.clone() })
    }

    async fn send(&self, request: &Request) -> Result<Answer, Fault> {
        let mut url = Url::parse(&format!("{}/{}", self.base, request.uri)).map_err(|_| Fault::Address)?;
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        let method = match request.method {
            "GET" => Method::GET,
            "DELETE" => Method::DELETE,
            _ => Method::POST,
        };
        let mut sent = self.client.request(method, url).basic_auth(&self.user, Some(self.password.expose()));
        if let Some(body) = &request.body {
            sent = sent.json(body);
        }
        let answer = sent.send().await?;
        let status = answer.status().as_u16();
        // Read to its end, or the connection could not be used again.
        Ok(Answer { status, body: answer.bytes().await?.into() })
    }
}

impl Socket {
    async fn send(&self, request: &Request) -> Result<Answer, Fault> {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let (answers, waits) = oneshot::channel();
        self.lock().insert(number, answers);
        let _place = Place { socket: self, number };
        self.out.send(Said::Text(request.message(number))).map_err(|_| Fault::Closed)?;
        waits.await.map_err(|_| Fault::Closed)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, oneshot::Sender<Answer>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever waits for an answer; given up, they are forgotten.
struct Place<'a> {
    socket: &'a Socket,
    number: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.socket.lock().remove(&self.number);
    }
}
