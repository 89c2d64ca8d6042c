//! Never more connections than the settings give. Where one more comes, the one that has been silent longest makes room: so whoever opens
//! connections and says nothing, or says it a byte at a time, keeps no platform out.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::sync::Notify;

/// Asked something, which is being answered.
const BUSY: u64 = 0;

/// Told to make room.
const CUT: u64 = u64::MAX;

/// All open connections.
#[derive(Debug)]
pub(super) struct Lines {
    most: usize,
    open: Mutex<HashMap<u64, Arc<Line>>>,
    /// Counts connections and answers: who fell silent first has the least count.
    count: AtomicU64,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Line {
    id: u64,
    /// [`BUSY`], [`CUT`], or the count at which it fell silent.
    silent: AtomicU64,
    cut: Notify,
}

/// A connection's place; given back when dropped.
#[derive(Debug)]
pub(super) struct Place {
    lines: Arc<Lines>,
    line: Arc<Line>,
}

impl Lines {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, open: Mutex::default(), count: AtomicU64::new(1) })
    }

    /// A place for one more connection, if need be that of the one that has been silent longest; none where all are being answered.
    pub(super) fn place(self: &Arc<Self>) -> Option<Place> {
        let mut open = self.open();
        if open.len() >= self.most {
            let silent = open.values().min_by_key(|line| match line.silent.load(Ordering::Acquire) {
                BUSY => CUT,
                since => since,
            })?;
            if !silent.make_room() {
                return None;
            }
            let id = silent.id;
            open.remove(&id);
        }
        let id = self.next();
        let line = Arc::new(Line { id, silent: AtomicU64::new(id), cut: Notify::new() });
        open.insert(id, Arc::clone(&line));
        drop(open);
        Some(Place { lines: Arc::clone(self), line })
    }

    fn next(&self) -> u64 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, Arc<Line>>> {
        // Nothing panics while it is held; and if something did, the table would be whole.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// Whether it was silent until now, and is told to go.
    fn make_room(&self) -> bool {
        let since = self.silent.load(Ordering::Acquire);
        let is_cut = since != BUSY
            && since != CUT
            && self.silent.compare_exchange(since, CUT, Ordering::AcqRel, Ordering::Acquire).is_ok();
        if is_cut {
            self.cut.notify_one();
        }
        is_cut
    }

    /// Ends when it is told to make room.
    pub(super) async fn cut(&self) {
        self.cut.notified().await;
    }

    fn is_answered(&self) {
        self.silent.store(BUSY, Ordering::Release);
    }
}

impl Place {
    /// The connection.
    pub(super) fn line(&self) -> &Arc<Line> {
        &self.line
    }

    /// A request has begun to come; it counts as one once all of it is there.
    pub(super) fn hear(&self, body: Incoming) -> Heard {
        let heard = Heard { body, line: Arc::clone(&self.line) };
        heard.look();
        heard
    }

    /// The request was answered.
    pub(super) fn fell_silent(&self) {
        self.line.silent.store(self.lines.next(), Ordering::Release);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.lines.open().remove(&self.line.id);
    }
}

/// A body that tells its connection when all of it has come.
#[derive(Debug)]
pub(super) struct Heard {
    body: Incoming,
    line: Arc<Line>,
}

impl Heard {
    fn look(&self) {
        if self.body.is_end_stream() {
            self.line.is_answered();
        }
    }
}

impl Body for Heard {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        match &frame {
            Poll::Ready(None) => self.line.is_answered(),
            Poll::Ready(Some(_)) => self.look(),
            Poll::Pending => {}
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_that_was_silent_longest_makes_room_and_none_that_is_answered() {
        let lines = Lines::new(2);
        let first = lines.place().unwrap();
        let second = lines.place().unwrap();
        first.fell_silent();
        let third = lines.place().unwrap();
        let is_cut = |place: &Place| place.line.silent.load(Ordering::Acquire) == CUT;
        assert!(is_cut(&second) && !is_cut(&first), "the first spoke after the second");
        drop(second);
        first.line.is_answered();
        third.line.is_answered();
        assert!(lines.place().is_none());
        third.fell_silent();
        assert!(lines.place().is_some() && is_cut(&third));
        drop(first);
        assert!(lines.place().is_some());
    }
}
