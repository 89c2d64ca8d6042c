//! One connection on which an Asterisk tells its events, whoever opened it: read as fast as they come, and watched for silence.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{MissedTickBehavior, interval};

use super::Link;
use super::fault::Fault;

/// How often we ask whether anybody is there, and how many askings without a sound mean that nobody is.
const ASKS: Duration = Duration::from_secs(2);
const UNHEARD: u64 = 3;

/// What came.
pub(super) enum Came {
    /// An event, or the answer to a command.
    Text(String),
    /// The end of the connection.
    Closed,
    /// A sign of life, and nothing else.
    Life,
}

/// What is to be written.
pub(super) enum Said {
    /// Is anybody there?
    Ping,
    /// A command.
    Text(String),
}

impl Link {
    /// Finds the calls that are there, and hands events on until the connection ends. The calls' states end with it: Asterisk keeps the calls,
    /// and events that nobody heard are found out only by looking at each call anew.
    pub(super) async fn serve(
        self: &Arc<Self>,
        came: impl Stream<Item = Result<Came, Fault>>,
        write: impl Sink<Said, Error = Fault>,
        (out, said): (UnboundedSender<Said>, UnboundedReceiver<Said>),
    ) -> Result<Infallible, Fault> {
        // Apart, so that neither of two full buffers waits for the other.
        let ended = tokio::select! {
            ended = self.listen(came, &out) => ended,
            ended = written(write, said) => ended,
        };
        self.ari.connected.remove(self);
        self.commands.close();
        self.all_gone();
        ended
    }

    async fn listen(
        self: &Arc<Self>,
        came: impl Stream<Item = Result<Came, Fault>>,
        out: &UnboundedSender<Said>,
    ) -> Result<Infallible, Fault> {
        let (mut came, mut settle) = (pin!(came), pin!(self.settle()));
        let mut is_settled = false;
        let mut asks = interval(ASKS);
        asks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut unheard = 0;
        loop {
            tokio::select! {
                message = came.next() => {
                    unheard = 0;
                    match message.ok_or(Fault::Closed)?? {
                        Came::Text(text) if self.commands.take(&text) => {}
                        Came::Text(text) => self.take(&text)?,
                        Came::Closed => return Err(Fault::Closed),
                        Came::Life => {}
                    }
                }
                (ticket, line) = self.timers.next(&self.clock) => line.due(self, ticket),
                settled = &mut settle, if !is_settled => {
                    settled?;
                    is_settled = true;
                    self.asterisk.came();
                    self.ari.connected.add(self);
                }
                () = self.refused.notified() => return Err(Fault::PerCall),
                _ = asks.tick() => {
                    if unheard >= UNHEARD {
                        return Err(Fault::Silent(UNHEARD * ASKS.as_secs()));
                    }
                    if self.commands.is_deaf() {
                        return Err(Fault::Deaf);
                    }
                    unheard += 1;
                    let (link, out) = (Arc::clone(self), out.clone());
                    tokio::spawn(async move {
                        if !link.commands.pings().await {
                            let _ = out.send(Said::Ping);
                        }
                    });
                }
            }
        }
    }
}

/// Writes what is to be written, in order.
async fn written(
    write: impl Sink<Said, Error = Fault>,
    mut said: UnboundedReceiver<Said>,
) -> Result<Infallible, Fault> {
    let mut write = pin!(write);
    while let Some(one) = said.recv().await {
        write.send(one).await?;
    }
    Err(Fault::Closed)
}
