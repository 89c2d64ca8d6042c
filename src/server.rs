//! Takes connections and ends well: told to stop, it takes no more, lets what is under way finish, and then goes; told again, it goes at once.

mod lines;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tower::Service as _;

use self::lines::{Lines, Place};
use crate::web::{self, App};

/// How long a connection may take to send a request's head, and how long it may be idle between two. Without it, whoever opens
/// connections and says nothing holds them for good, until there are none left for calls.
const HEAD: Duration = Duration::from_secs(30);

/// How long to wait where no connection can be taken, because the system or the settings allow no more.
const BREATH: Duration = Duration::from_millis(20);

/// How a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every request under way was answered.
    Well,
    /// Some were not: they took longer than the settings give, or it was told to go at once.
    Late,
}

/// Answers requests until `stop` comes to an end; then lets those under way finish, for `stop_within` or until `at_once` comes to an end too.
pub async fn run(
    listener: TcpListener,
    app: Arc<App>,
    connections: usize,
    stop_within: Duration,
    stop: impl Future<Output = ()>,
    at_once: impl Future<Output = ()>,
) -> Ended {
    let under_way = take(listener, web::router(app), connections, HEAD, stop).await;
    tokio::select! {
        () = under_way.shutdown() => Ended::Well,
        () = tokio::time::sleep(stop_within) => Ended::Late,
        () = at_once => Ended::Late,
    }
}

/// The connections that are open. One that has become a WebSocket is none of them any more.
struct Open(watch::Sender<()>);

impl Open {
    /// Lets each finish what it is at, and waits for the last.
    async fn shutdown(self) {
        // Nobody listens where nothing is open.
        let _ = self.0.send(());
        self.0.closed().await;
    }
}

/// Takes connections until `stop` comes to an end, and gives those that are still open.
async fn take(
    listener: TcpListener,
    router: Router,
    connections: usize,
    head: Duration,
    stop: impl Future<Output = ()>,
) -> Open {
    let open = Open(watch::Sender::new(()));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    let mut stop = pin!(stop);
    let lines = Lines::new(connections);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => return open,
        };
        match accepted {
            Ok((stream, peer)) => {
                quick(&stream);
                let place = tokio::select! {
                    place = room(&lines) => place,
                    () = &mut stop => return open,
                };
                let (router, line) = (router.clone(), Arc::clone(place.line()));
                let place = Arc::new(place);
                let service =
                    service_fn(move |request| answer(router.clone(), Arc::clone(&place), peer, request));
                let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
                let mut told = open.0.subscribe();
                tokio::spawn(async move {
                    let mut connection = pin!(connection);
                    let ended = tokio::select! {
                        ended = &mut connection => ended,
                        _ = told.changed() => {
                            connection.as_mut().graceful_shutdown();
                            connection.await
                        }
                        () = line.cut() => return tracing::trace!("a silent connection made room for another"),
                    };
                    if let Err(fault) = ended {
                        tracing::trace!("a connection ended before its time: {fault}");
                    }
                });
            }
            // It was gone before it was taken.
            Err(fault) if fault.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(fault) => {
                tracing::error!("a connection could not be taken: {fault}");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

/// A place for a connection; waits while every other one is being answered.
async fn room(lines: &Arc<Lines>) -> Place {
    loop {
        if let Some(place) = lines.place() {
            return place;
        }
        tokio::time::sleep(BREATH).await;
    }
}

/// The router's answer; ours, where answering panics, so that the platform's fallback takes the call at once. The panic's own words are in
/// the log already.
async fn answer(
    mut router: Router,
    place: Arc<Place>,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response, Infallible> {
    let mut request = request.map(|body| place.hear(body));
    request.extensions_mut().insert(ConnectInfo(peer));
    let answer = AssertUnwindSafe(async move { router.call(request).await }).catch_unwind().await;
    place.fell_silent();
    answer.unwrap_or_else(|_| {
        tracing::error!("a request made the program panic; it was answered as our fault");
        Ok(web::Problem::Fault.into_response())
    })
}

/// A reply is one small packet: it must not wait for a second one.
fn quick(stream: &TcpStream) {
    if let Err(fault) = stream.set_nodelay(true) {
        tracing::debug!("a connection is slower than it need be: {fault}");
    }
}

/// Two futures: one that ends when the process is told to stop, and one that ends when it is told so again.
///
/// # Errors
/// Where the system does not tell us of signals.
pub fn told_to_stop() -> io::Result<(impl Future<Output = ()> + Send, impl Future<Output = ()> + Send)> {
    let mut signals = Signals::new()?;
    let (pass, passed) = oneshot::channel::<Signals>();
    let once = async move {
        signals.next().await;
        let _ = pass.send(signals);
    };
    let again = async move {
        match passed.await {
            Ok(mut signals) => signals.next().await,
            Err(_) => std::future::pending().await,
        }
    };
    Ok((once, again))
}

/// SIGTERM from whoever runs the process, SIGINT from a terminal.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// What a terminal says, where there is nothing else.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    async fn taking(router: Router, connections: usize, head: Duration) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(take(listener, router, connections, head, std::future::pending()));
        address
    }

    async fn said(address: SocketAddr, words: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(words.as_bytes()).await.unwrap();
        stream
    }

    /// What comes until the connection is closed.
    async fn heard(mut stream: TcpStream) -> String {
        let mut answer = Vec::new();
        let all = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
        assert!(all.is_ok(), "the connection stays open after {}", String::from_utf8_lossy(&answer));
        String::from_utf8(answer).unwrap()
    }

    const ASKS: &str = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    #[tokio::test]
    async fn whoever_connects_and_never_finishes_asking_is_cut_off() {
        let address = taking(Router::new(), 100, Duration::from_millis(100)).await;
        for words in ["", "GET / HTTP/1.1\r\nHo", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"] {
            heard(said(address, words).await).await;
        }
    }

    #[tokio::test]
    async fn whoever_says_nothing_keeps_nobody_out() {
        let router = Router::new().route("/", get(async || "answered").post(async |body: String| body));
        let address = taking(router, 1, Duration::from_mins(10)).await;
        let silent = said(address, "").await;
        let slow = said(address, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nslow").await;
        for _ in 0..5 {
            let answer = heard(said(address, ASKS).await).await;
            assert!(answer.ends_with("answered"), "{answer}");
        }
        assert_eq!((heard(silent).await, heard(slow).await), (String::new(), String::new()));
    }

    #[tokio::test]
    async fn whoever_is_being_answered_is_never_cut_off() {
        let (begun, ends) = (Arc::new(tokio::sync::Notify::new()), Arc::new(tokio::sync::Notify::new()));
        let (begins, end) = (Arc::clone(&begun), Arc::clone(&ends));
        let slowly = async move || {
            begins.notify_one();
            end.notified().await;
            "answered"
        };
        let address = taking(Router::new().route("/", get(slowly)), 1, Duration::from_mins(10)).await;
        let first = said(address, ASKS).await;
        begun.notified().await;
        let second = said(address, ASKS).await;
        ends.notify_one();
        assert!(heard(first).await.ends_with("answered"));
        ends.notify_one();
        assert!(heard(second).await.ends_with("answered"));
    }

    #[tokio::test]
    async fn a_panic_is_answered_as_our_fault() {
        async fn breaks() -> &'static str {
            panic!("as the test wants it")
        }
        let address = taking(Router::new().route("/", get(breaks)), 1, HEAD).await;
        let answer = heard(said(address, ASKS).await).await;
        assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
        assert!(answer.contains("content-type: application/problem+json"), "{answer}");
        assert!(answer.contains(r#""error_id":"internal""#), "{answer}");
        assert!(!answer.contains("as the test wants"), "{answer}");
    }
}
