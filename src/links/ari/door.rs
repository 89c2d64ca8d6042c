//! The direction in which an Asterisk connects to us: commands go over the same connection, so that it may stand where we cannot reach it.
//!
//! The connection must be there for all its calls. One for each call (`per_call_config`) hangs up on the caller when we die, and is refused.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, close_code};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::mpsc::{Receiver, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::commands::Commands;
use super::fault::Fault;
use super::socket::{Came, Said};
use super::standing::{self, Asterisk};
use super::{Ari, Link};
use crate::clock::Clock;
use crate::web::Offered;

/// How long a refused Asterisk is given to take note of why.
const FAREWELL: Duration = Duration::from_secs(2);

/// The name of those that were never seen.
const AWAITED: &str = "/ari/events";

/// Serves those that connect, for as long as the service runs. Where one is awaited, `/readyz` says so until the first is there.
pub(super) async fn keep(ari: Arc<Ari>, mut offered: Receiver<Offered>, is_awaited: bool) {
    if is_awaited {
        standing::awaits(&ari.app, AWAITED, true);
    }
    let mut known: HashMap<String, Arc<Asterisk>> = HashMap::new();
    let mut tasks = JoinSet::new();
    while let Some(Offered { socket, peer }) = offered.recv().await {
        while tasks.try_join_next().is_some() {}
        standing::awaits(&ari.app, AWAITED, false);
        let name = format!("{} (connects to us)", peer.ip());
        let asterisk = known.entry(name).or_insert_with_key(|name| Asterisk::new(&ari.app, name, false));
        let (ari, asterisk) = (Arc::clone(&ari), Arc::clone(asterisk));
        tasks.spawn(async move {
            let Err(fault) = serve(&ari, &asterisk, socket).await;
            asterisk.went(&fault);
        });
    }
}

async fn serve(
    ari: &Arc<Ari>,
    asterisk: &Arc<Asterisk>,
    socket: axum::extract::ws::WebSocket,
) -> Result<Infallible, Fault> {
    let clock = Clock::system();
    let (mut write, came) = socket.split();
    let came = came.map(|message| message.map(read).map_err(Fault::Door));
    let (out, said) = unbounded_channel();
    let link = Link::new(ari, asterisk, Commands::over_socket(out.clone(), clock.clone()), clock);
    let writing =
        (&mut write).sink_map_err(Fault::Door).with(|said| std::future::ready(Ok::<_, Fault>(written(said))));
    let ended = link.serve(came, writing, (out, said)).await;
    if let Err(fault @ (Fault::PerCall | Fault::OtherApp | Fault::Module(_))) = &ended {
        let frame = CloseFrame { code: close_code::POLICY, reason: fault.kind().into() };
        let _ = timeout(FAREWELL, write.send(Message::Close(Some(frame)))).await;
    }
    ended
}

fn read(message: Message) -> Came {
    match message {
        Message::Text(text) => Came::Text(text.as_str().to_owned()),
        Message::Close(_) => Came::Closed,
        Message::Binary(_) | Message::Ping(_) | Message::Pong(_) => Came::Life,
    }
}

fn written(said: Said) -> Message {
    match said {
        Said::Ping => Message::Ping(Vec::new().into()),
        Said::Text(text) => Message::Text(text.into()),
    }
}
