//! Takes connections and ends well: told to stop, it takes no more, lets what is under way finish, and then goes.

use std::future::IntoFuture as _;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::web::{self, App};

/// How a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every request under way was answered.
    Well,
    /// Some were not, within the time that the settings give.
    Late,
}

/// Answers requests until `stop` comes to an end.
///
/// # Errors
/// Where no connection can be taken any more.
pub async fn run(
    listener: TcpListener,
    app: Arc<App>,
    requests: usize,
    stop_within: Duration,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<Ended> {
    let (told, stopping) = oneshot::channel();
    let stop = async move {
        stop.await;
        let _ = told.send(());
    };
    // A reply is one small packet: it must not wait for a second one.
    let listener = listener.tap_io(|stream| {
        if let Err(fault) = stream.set_nodelay(true) {
            tracing::debug!("a connection is slower than it need be: {fault}");
        }
    });
    let service = web::router(app, requests).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop).into_future();
    let late = async {
        // An error means that the server ended by itself, which the other branch tells.
        if stopping.await.is_ok() {
            tokio::time::sleep(stop_within).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        ended = serving => ended.map(|()| Ended::Well),
        () = late => Ok(Ended::Late),
    }
}

/// Ends when the process is told to stop: SIGTERM from whoever runs it, SIGINT from a terminal.
///
/// # Errors
/// Where the system does not tell us of signals.
#[cfg(unix)]
pub fn told_to_stop() -> io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ends when the process is told to stop from its terminal.
///
/// # Errors
/// None on this system.
#[cfg(not(unix))]
pub fn told_to_stop() -> io::Result<impl Future<Output = ()> + Send> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
