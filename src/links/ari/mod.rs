//! One Asterisk: its events come over a WebSocket, commands go over HTTP, and each call lent to us has a task of its own, so that a slow one
//! delays no other. Losing the connection loses no call: Asterisk keeps it, with its state, and it is found again.

mod call;
mod commands;
mod fault;
mod lengths;
mod socket;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};

use self::commands::Commands;
use self::fault::Fault;
use self::lengths::Lengths;
use crate::calls::Hook;
use crate::clock::Clock;
use crate::config::{PublicUrl, Settings};
use crate::platform::ari;
use crate::terms::Limits;
use crate::web::App;
use crate::web::hooks;

/// The pauses between tries to connect: the first, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// How long the name of the application is left to another process that has taken it.
const YIELDS: Duration = Duration::from_secs(20);

/// A link to one Asterisk.
pub(super) struct Link {
    app: Arc<App>,
    /// Its place among the Asterisks of the settings.
    place: usize,
    /// Its address without the password, for whoever reads of it.
    name: String,
    commands: Commands,
    lengths: Lengths,
    /// Where it fetches sounds.
    base: String,
    hook: Hook,
    limits: Limits,
    clock: Clock,
}

impl Link {
    /// A link that is not open yet.
    pub(super) fn new(
        app: &Arc<App>,
        settings: &Settings,
        bound: SocketAddr,
        place: usize,
        url: &PublicUrl,
    ) -> Result<Arc<Self>, String> {
        Ok(Arc::new(Self {
            app: Arc::clone(app),
            place,
            name: url.as_str().to_owned(),
            commands: Commands::new(&settings.ari, url).map_err(|fault| fault.to_string())?,
            lengths: Lengths::default(),
            base: hooks::base(settings.public_url.as_ref(), bound),
            hook: Hook { default_desk: None, caller_format: settings.asterisk.caller_format },
            limits: Limits { patience: settings.asterisk.patience, ..ari::LIMITS },
            clock: Clock::system(),
        }))
    }

    /// Keeps the link up for ever. Nothing is taken before the service is ready for calls.
    pub(super) async fn run(self: Arc<Self>) {
        while !self.app.standing.load().is_ready() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let mut pause = PAUSES.0;
        loop {
            let opened = self.clock.monotonic();
            let Err(fault) = self.connected().await;
            self.stands(Some(&fault));
            if self.clock.monotonic().saturating_sub(opened) > Duration::from_secs(10) {
                pause = PAUSES.0;
            }
            let wait = if matches!(fault, Fault::Replaced) { YIELDS } else { jittered(pause) };
            tokio::time::sleep(wait).await;
            pause = PAUSES.1.min(pause * 2);
        }
    }

    /// Tells how the link stands, once for each change.
    fn stands(&self, fault: Option<&Fault>) {
        let told = fault.map(|fault| format!("asterisk: {}: {fault}", self.name));
        let before = self.app.standing.load().links.get(self.place).cloned().flatten();
        if before == told {
            return;
        }
        if let Some(told) = &told {
            tracing::error!("{told}; its calls wait there, and it is tried again");
        } else {
            tracing::info!(asterisk = self.name, app = self.commands.app(), "connected");
        }
        self.app.standing.rcu(|standing| {
            let mut standing = (**standing).clone();
            if let Some(link) = standing.links.get_mut(self.place) {
                link.clone_from(&told);
            }
            standing
        });
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
}
