//! What changes while pages are open: one reader of the store's histories for each process, however many pages listen.
//!
//! What is told is only that something changed, and where; a page then fetches what it shows. So it does no harm to be told twice, and nothing may
//! go untold. The histories are rows with growing ids, which are only ever added to; on PostgreSQL a row can become visible after one with a
//! greater id. Therefore each piece of news carries the id up to which nothing is missing any more, and a page that comes back says that one.

mod follow;
mod stream;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, broadcast};

pub use follow::run;
pub(in crate::web) use stream::{Listening, listen, signed_out};

/// How much news a slow page may be behind. One that is further behind is told to look at everything anew.
const BEHIND: usize = 256;

/// The most pages that listen to one process.
const MOST: usize = 500;

/// Something changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// What happened to a request or its booking.
    Request {
        /// The desk's name.
        desk: Arc<str>,
    },
    /// Seats of a queue are held, or are not any more.
    Held {
        /// The desk's name.
        desk: Arc<str>,
    },
    /// Hours, or seats that a clerk changed.
    Hours {
        /// The desk's name.
        desk: Arc<str>,
    },
    /// Somebody is put through.
    Pop {
        /// The desk's name.
        desk: Arc<str>,
        /// The destination's name.
        destination: Arc<str>,
    },
}

/// A piece of news, with the id up to which nothing is missing.
#[derive(Clone, Debug)]
struct Piece {
    upto: i64,
    change: Change,
}

/// A desk and its destination.
type Screen = (Arc<str>, Arc<str>);

/// The news of a process.
#[derive(Debug)]
pub struct News {
    pieces: broadcast::Sender<Piece>,
    /// Up to which id nothing is missing.
    upto: AtomicI64,
    /// How many pages listen.
    listening: AtomicUsize,
    /// Where somebody waits for callers, with how many pages.
    screens: Mutex<HashMap<Screen, usize>>,
    /// A page has begun to listen, or the process ends.
    woken: Notify,
    ended: tokio::sync::watch::Sender<bool>,
}

impl Default for News {
    fn default() -> Self {
        Self {
            pieces: broadcast::Sender::new(BEHIND),
            upto: AtomicI64::new(0),
            listening: AtomicUsize::new(0),
            screens: Mutex::default(),
            woken: Notify::new(),
            ended: tokio::sync::watch::Sender::new(false),
        }
    }
}

impl News {
    /// Ends what pages listen to, so that their connections can end.
    pub fn end(&self) {
        self.ended.send_replace(true);
        self.woken.notify_waiters();
    }

    /// How many pages listen.
    #[must_use]
    pub fn listening(&self) -> usize {
        self.listening.load(Ordering::Relaxed)
    }

    fn tell(&self, change: Change) {
        // Nobody listens: nobody misses it.
        let _ = self.pieces.send(Piece { upto: self.upto.load(Ordering::Relaxed), change });
    }

    /// The destinations at which pages are open here.
    fn screens(&self) -> Vec<(String, String)> {
        let screens = self.screens.lock().unwrap_or_else(PoisonError::into_inner);
        screens.keys().map(|(desk, destination)| (desk.to_string(), destination.to_string())).collect()
    }
}
