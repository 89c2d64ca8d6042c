//! Takes connections and ends well: told to stop, it takes no more, lets what is under way finish, and then goes; told again, it goes at once.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tower::Service as _;

use crate::web::{self, App};

/// How long a connection may take to send a request's head, and how long it may be idle between two. Without it, whoever opens
/// connections and says nothing holds them for good, until there are none left for calls.
const HEAD: Duration = Duration::from_secs(30);

/// How long to wait where no connection can be taken, most likely because too many are open.
const BREATH: Duration = Duration::from_millis(200);

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
    requests: usize,
    stop_within: Duration,
    stop: impl Future<Output = ()>,
    at_once: impl Future<Output = ()>,
) -> Ended {
    let under_way = take(listener, web::router(app, requests), HEAD, stop).await;
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
async fn take(listener: TcpListener, router: Router, head: Duration, stop: impl Future<Output = ()>) -> Open {
    let open = Open(watch::Sender::new(()));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => return open,
        };
        match accepted {
            Ok((stream, peer)) => {
                quick(&stream);
                let router = router.clone();
                let service = service_fn(move |request| answer(router.clone(), peer, request));
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

async fn answer(
    mut router: Router,
    peer: SocketAddr,
    mut request: Request<Incoming>,
) -> Result<axum::response::Response, Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    router.call(request).await
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
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn whoever_connects_and_never_finishes_asking_is_cut_off() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let taking =
            tokio::spawn(take(listener, Router::new(), Duration::from_millis(100), std::future::pending()));
        for said in ["", "GET / HTTP/1.1\r\nHo", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(said.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            let cut = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
            assert!(cut.is_ok(), "after `{said}` the connection stays open");
        }
        taking.abort();
    }
}
