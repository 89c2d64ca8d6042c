//! The calls that one Asterisk has lent to us, and what its events say of them.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;

use super::fault::Fault;
use super::{Link, line};
use crate::links::ari::line::Line;
use crate::platform::ari::{self, Channel, Command, Entry, Event, Input, Request};

/// How many of the calls that are found are looked at together.
const TOGETHER: usize = 32;

/// How long the event of a call that has a connection of its own may be behind it.
const EVENT: Duration = Duration::from_secs(2);

impl Link {
    /// Sees that Asterisk has what a call needs, and takes up the calls that were lent before we came.
    pub(super) async fn settle(self: &Arc<Self>) -> Result<(), Fault> {
        if !self.commands.runs("func_export.so").await? {
            return Err(Fault::Module("func_export.so"));
        }
        let lent = match self.commands.lent(&self.ari.app_name).await {
            Ok(lent) => lent,
            Err(fault) if fault.is_gone() => return self.is_other().await,
            Err(fault) => return Err(fault),
        };
        if !lent.is_empty() {
            tracing::info!(asterisk = self.asterisk.name, calls = lent.len(), "calls are found and go on");
        }
        let look = |id: String| {
            let link = Arc::clone(self);
            async move { link.commands.channel(&id).await }
        };
        let mut looked = futures_util::stream::iter(lent).map(look).buffer_unordered(TOGETHER);
        let mut found = 0;
        while let Some(channel) = looked.next().await {
            match channel {
                Ok(channel) => {
                    let words = channel.words();
                    self.came(channel, &words);
                    found += 1;
                }
                Err(fault) if fault.is_gone() => {}
                Err(fault) => return Err(fault),
            }
        }
        self.asterisk.measures.found(found);
        Ok(())
    }

    /// Takes one event.
    pub(super) fn take(self: &Arc<Self>, text: &str) -> Result<(), Fault> {
        let event = ari::read(text).unwrap_or_else(|fault| {
            tracing::warn!(asterisk = self.asterisk.name, "an event cannot be read: {fault}");
            Event::Other
        });
        let (channel, input) = match event {
            Event::Came { channel, words, app } => {
                self.asterisk.measures.event("came");
                if app == self.ari.app_name {
                    self.came(channel, &words);
                } else {
                    self.refuse(channel.id);
                }
                return Ok(());
            }
            Event::Gone { channel } => {
                self.asterisk.measures.event("gone");
                self.gone(&channel);
                return Ok(());
            }
            Event::Replaced => return Err(Fault::Replaced),
            Event::Other => {
                self.asterisk.measures.event("other");
                return Ok(());
            }
            Event::Key { channel, key } => {
                self.asterisk.measures.event("key");
                (channel, Input::Key(key))
            }
            Event::Played { channel, playback, failed } => {
                self.asterisk.measures.event("played");
                (channel, Input::Played { playback, failed })
            }
        };
        let line = self.lines().get(channel.as_str()).map(Arc::clone);
        if let Some(line) = line {
            line.tell(self, input);
        }
        Ok(())
    }

    /// Asterisk has no application of our name: this connection is for another one, or for a single call.
    async fn is_other(&self) -> Result<(), Fault> {
        let of_a_call = format!("{}:", self.ari.app_name);
        if !self.commands.apps().await?.iter().any(|app| app.starts_with(&of_a_call)) {
            return Err(Fault::OtherApp);
        }
        // Its event comes on this very connection, and the caller is seen to first.
        tokio::time::sleep(EVENT).await;
        Err(Fault::PerCall)
    }

    /// A call that came on a connection of its own: it would be hung up with us, so the site's fallback has it.
    fn refuse(self: &Arc<Self>, channel: String) {
        let link = Arc::clone(self);
        tokio::spawn(async move {
            let request = Request::carry_out(&channel, "", &Command::GiveUp, &link.ari.base);
            let _ = link.commands.send(&request).await;
            link.refused.notify_one();
        });
    }

    /// A call is ours no longer.
    pub(super) fn gone(&self, channel: &str) {
        let mut lines = self.lines();
        let gone = lines.remove(channel);
        self.asterisk.measures.calls(lines.len());
        drop(lines);
        if let Some(line) = gone {
            line.goes(self);
        }
    }

    /// None of the calls is ours any longer: Asterisk keeps them.
    pub(super) fn all_gone(&self) {
        let lines = std::mem::take(&mut *self.lines());
        for line in lines.into_values() {
            line.goes(self);
        }
        self.asterisk.measures.calls(0);
    }

    /// Takes up a call; one that was found already goes on as it does.
    fn came(self: &Arc<Self>, channel: Channel, words: &[String]) {
        let Some(entry) = Entry::read(words) else {
            tracing::warn!(
                asterisk = self.asterisk.name,
                "a call was not lent by extensions-ari.conf, and is given back"
            );
            let link = Arc::clone(self);
            tokio::spawn(async move {
                let _ = link.commands.send(&Request::give_back(&channel.id)).await;
            });
            return;
        };
        let mut lines = self.lines();
        if lines.contains_key(channel.id.as_str()) {
            return;
        }
        let line = Line::new(&channel, entry);
        lines.insert(channel.id.as_str().into(), Arc::clone(&line));
        self.asterisk.measures.calls(lines.len());
        drop(lines);
        tokio::spawn(line::begin(Arc::clone(self), line, channel));
    }
}
