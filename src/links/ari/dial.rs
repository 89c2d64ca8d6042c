//! The direction in which we connect: to Asterisk's web server, again and again for as long as the service runs.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::Url;
use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};
use tokio_tungstenite::{Connector, connect_async_tls_with_config};

use super::commands::{Commands, Http};
use super::fault::Fault;
use super::socket::{Came, Said};
use super::standing::Asterisk;
use super::{Ari, Link};
use crate::clock::Clock;

/// How long opening the connection may take.
const OPENS: Duration = Duration::from_secs(3);

/// The pauses between tries to connect: the first, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// How long the name of the application is left to another process that has taken it.
const YIELDS: Duration = Duration::from_secs(20);

/// Keeps a connection up for ever. Nothing is taken before the service is ready for calls.
pub(super) async fn keep(ari: Arc<Ari>, asterisk: Arc<Asterisk>) {
    while !ari.app.standing.load().is_ready() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let clock = Clock::system();
    let mut pause = PAUSES.0;
    loop {
        let opened = clock.monotonic();
        let Err(fault) = connected(&ari, &asterisk, &clock).await;
        asterisk.went(&fault);
        if clock.monotonic().saturating_sub(opened) > Duration::from_secs(10) {
            pause = PAUSES.0;
        }
        let wait = if matches!(fault, Fault::Replaced) { YIELDS } else { jittered(pause) };
        tokio::time::sleep(wait).await;
        pause = PAUSES.1.min(pause * 2);
    }
}

/// Connects, and serves until the connection ends.
async fn connected(ari: &Arc<Ari>, asterisk: &Arc<Asterisk>, clock: &Clock) -> Result<Infallible, Fault> {
    let mut request = events(&asterisk.name, &ari.app_name)?.as_str().into_client_request()?;
    let who = STANDARD.encode(format!("{}:{}", ari.user, ari.password.expose()));
    let authorization = HeaderValue::from_str(&format!("Basic {who}")).map_err(|_| Fault::Address)?;
    request.headers_mut().insert(header::AUTHORIZATION, authorization);
    let connector = Connector::Rustls(Arc::clone(&ari.tls));
    let opened = connect_async_tls_with_config(request, None, true, Some(connector));
    let opened = timeout(OPENS, opened).await;
    let (socket, _) = opened.map_err(|_| Fault::Silent(OPENS.as_secs()))??;

    let (write, came) = socket.split();
    let came = came.map(|message| message.map(read).map_err(Fault::from));
    let write = write.sink_map_err(Fault::from).with(|said| std::future::ready(Ok(written(said))));
    let http = Http::new(&asterisk.name, &ari.user, &ari.password, &ari.tls)?;
    let link = Link::new(ari, asterisk, Commands::over_http(http, clock.clone()), clock.clone());
    link.serve(came, write, unbounded_channel()).await
}

/// Where events come from.
fn events(base: &str, app: &str) -> Result<Url, Fault> {
    let mut url = Url::parse(&format!("{base}/events")).map_err(|_| Fault::Address)?;
    url.query_pairs_mut().append_pair("app", app);
    let scheme = if url.scheme() == "https" { "wss" } else { "ws" };
    url.set_scheme(scheme).map_err(|()| Fault::Address)?;
    Ok(url)
}

fn read(message: Message) -> Came {
    match message {
        Message::Text(text) => Came::Text(text.as_str().to_owned()),
        Message::Close(_) => Came::Closed,
        Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Came::Life,
    }
}

fn written(said: Said) -> Message {
    match said {
        Said::Ping => Message::Ping(Vec::new().into()),
        Said::Text(text) => Message::Text(text.into()),
    }
}

/// Between half of a pause and the whole of it, so that replicas that lost one Asterisk together do not come back together.
fn jittered(pause: Duration) -> Duration {
    let mut byte = [u8::MAX];
    // Without chance it is the whole pause.
    let _ = SystemRandom::new().fill(&mut byte);
    let [chance] = byte;
    pause / 2 + pause / 2 * u32::from(chance) / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_never_shorter_than_half_and_never_longer_than_whole() {
        for _ in 0..200 {
            let pause = jittered(Duration::from_secs(2));
            assert!((Duration::from_secs(1)..=Duration::from_secs(2)).contains(&pause), "{pause:?}");
        }
    }

    #[test]
    fn events_come_from_the_same_address_with_or_without_tls() {
        let url = |base| events(base, "centralino-a").unwrap().to_string();
        assert_eq!(url("http://127.0.0.1:8088/ari"), "ws://127.0.0.1:8088/ari/events?app=centralino-a");
        assert_eq!(url("https://pbx.example/ari"), "wss://pbx.example/ari/events?app=centralino-a");
    }
}
