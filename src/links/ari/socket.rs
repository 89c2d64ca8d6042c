//! The events of one Asterisk: read as fast as they come, and handed to the calls that they are about.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};

use super::fault::Fault;
use super::{Link, call};
use crate::platform::ari::{self, Channel, Entry, Event, Input};

/// How long opening the connection may take.
const OPENS: Duration = Duration::from_secs(3);

/// How often we ask whether anybody is there, and how many askings without a sound mean that nobody is.
const ASKS: Duration = Duration::from_secs(3);
const UNHEARD: u64 = 3;

/// The calls that are lent to us, by channel. Dropping a sender tells its task that the call is ours no longer.
type Calls = HashMap<String, UnboundedSender<Input>>;

impl Link {
    /// Connects, finds the calls that are there, and hands events on until the connection ends. The calls' tasks end with it: Asterisk keeps
    /// the calls, and events that nobody heard are found out only by looking at each call anew.
    pub(super) async fn connected(self: &Arc<Self>) -> Result<Infallible, Fault> {
        let mut request = self.commands.events().as_str().into_client_request()?;
        let authorization =
            HeaderValue::from_str(&self.commands.authorization()).map_err(|_| Fault::Address)?;
        request.headers_mut().insert(header::AUTHORIZATION, authorization);
        let opened = timeout(OPENS, connect_async(request)).await;
        let (mut socket, _) = opened.map_err(|_| Fault::Silent(OPENS.as_secs()))??;
        if !self.commands.runs("func_export.so").await? {
            return Err(Fault::Module("func_export.so"));
        }
        let mut calls = Calls::new();
        self.find(&mut calls).await?;
        self.stands(None);

        let mut asks = interval(ASKS);
        asks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut unheard = 0;
        loop {
            tokio::select! {
                message = socket.next() => {
                    unheard = 0;
                    match message.ok_or(Fault::Closed)?? {
                        Message::Text(text) => self.take(&mut calls, &text)?,
                        Message::Close(_) => return Err(Fault::Closed),
                        Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
                    }
                }
                _ = asks.tick() => {
                    if unheard >= UNHEARD {
                        return Err(Fault::Silent(UNHEARD * ASKS.as_secs()));
                    }
                    unheard += 1;
                    timeout(ASKS, socket.send(Message::Ping(Vec::new().into())))
                        .await
                        .map_err(|_| Fault::Silent(ASKS.as_secs()))??;
                }
            }
        }
    }

    /// Takes up the calls that were lent before we came.
    async fn find(self: &Arc<Self>, calls: &mut Calls) -> Result<(), Fault> {
        let lent = self.commands.lent().await?;
        if !lent.is_empty() {
            tracing::info!(asterisk = self.name, calls = lent.len(), "calls are found and go on");
        }
        let all = lent.iter().map(|id| self.commands.channel(id));
        for channel in futures_util::future::join_all(all).await {
            match channel {
                Ok(channel) => {
                    let words = channel.words();
                    self.came(calls, channel, &words);
                }
                Err(fault) if fault.is_gone() => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    fn take(self: &Arc<Self>, calls: &mut Calls, text: &str) -> Result<(), Fault> {
        let event = ari::read(text).unwrap_or_else(|fault| {
            tracing::warn!(asterisk = self.name, "an event cannot be read: {fault}");
            Event::Other
        });
        let (channel, input) = match event {
            Event::Came { channel, words } => {
                self.came(calls, channel, &words);
                return Ok(());
            }
            Event::Gone { channel } => {
                calls.remove(&channel);
                return Ok(());
            }
            Event::Replaced => return Err(Fault::Replaced),
            Event::Other => return Ok(()),
            Event::Key { channel, key } => (channel, Input::Key(key)),
            Event::Played { channel, playback, failed } => (channel, Input::Played { playback, failed }),
        };
        if let Some(call) = calls.get(&channel) {
            // A task that has ended needs to know nothing more.
            let _ = call.send(input);
        }
        Ok(())
    }

    /// Begins a task for a call; one that was found already goes on as it does.
    fn came(self: &Arc<Self>, calls: &mut Calls, channel: Channel, words: &[String]) {
        if calls.contains_key(&channel.id) {
            return;
        }
        let Some(entry) = Entry::read(words) else {
            tracing::warn!(
                asterisk = self.name,
                "a call was not lent by extensions-ari.conf, and is given back"
            );
            let link = Arc::clone(self);
            tokio::spawn(async move {
                let _ = link.commands.give_back(&channel.id).await;
            });
            return;
        };
        let (told, inputs) = unbounded_channel();
        calls.insert(channel.id.clone(), told);
        tokio::spawn(call::run(Arc::clone(self), channel, entry, inputs));
    }
}
