//! The news as a page hears it: server-sent events (HTML, section 9.2), of its desk alone. A page that comes back says the last id that it had, and is
//! told at once where it must look again.

use std::convert::Infallible;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use tokio::sync::{broadcast, watch};

use super::{Change, MOST, News, Piece};
use crate::store::Fault;
use crate::web::App;

/// After so long a stream ends, and the page comes back: by then it may not be allowed to hear any more.
const LONGEST: Duration = Duration::from_mins(10);
/// How often a sign of life is sent, so that nobody on the way thinks the connection dead.
const ALIVE: Duration = Duration::from_secs(15);
/// How long a page waits before it comes back.
const RETRY: Duration = Duration::from_secs(2);

/// Of what a page wants to hear.
#[derive(Clone, Debug)]
pub(in crate::web) struct Listening {
    /// The desk's name.
    pub(in crate::web) desk: Arc<str>,
    /// The destination at which the clerk answers.
    pub(in crate::web) destination: Option<Arc<str>>,
    /// The last id that it had: nothing is missing up to there.
    pub(in crate::web) after: Option<i64>,
    /// Whether it has heard before, and comes back.
    pub(in crate::web) again: bool,
}

/// A page that listens; when it is dropped, it does no more.
struct Seat {
    app: Arc<App>,
    listening: Listening,
}

impl Seat {
    fn take(app: &Arc<App>, listening: Listening) -> Option<Self> {
        let news: &News = &app.news;
        if news.listening.fetch_add(1, Ordering::Relaxed) >= MOST {
            news.listening.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        if let Some(destination) = &listening.destination {
            let mut screens = news.screens.lock().unwrap_or_else(PoisonError::into_inner);
            *screens.entry((Arc::clone(&listening.desk), Arc::clone(destination))).or_default() += 1;
        }
        news.woken.notify_waiters();
        news.woken.notify_one();
        Some(Self { app: Arc::clone(app), listening })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let news: &News = &self.app.news;
        news.listening.fetch_sub(1, Ordering::Relaxed);
        let Some(destination) = &self.listening.destination else { return };
        let mut screens = news.screens.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (Arc::clone(&self.listening.desk), Arc::clone(destination));
        if let Some(pages) = screens.get_mut(&key) {
            *pages = pages.saturating_sub(1);
            if *pages == 0 {
                screens.remove(&key);
            }
        }
    }
}

/// Whoever hears too little, because they came late or are slow, looks at everything anew.
const EVERYTHING: [&str; 4] = ["bookings", "seats", "hours", "pop"];

/// What a stream still has to say, and where it hears more.
struct Hearing {
    seat: Seat,
    pieces: broadcast::Receiver<Piece>,
    ended: watch::Receiver<bool>,
    until: tokio::time::Instant,
    /// Names of events to be sent before anything else, with the id that they carry.
    first: Vec<&'static str>,
    upto: i64,
    greeted: bool,
}

/// Begins to listen; none where too many do. What changed after the id that the page had is told at once.
///
/// # Errors
/// The store is away.
pub(in crate::web) async fn listen(
    app: &Arc<App>,
    listening: Listening,
) -> Result<Option<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>>, Fault> {
    // First the ear, then the look at what was missed: nothing falls between.
    let (pieces, ended) = (app.news.pieces.subscribe(), app.news.ended.subscribe());
    let Some(seat) = Seat::take(app, listening) else { return Ok(None) };
    let store = app.service.store();
    if let Some(destination) = &seat.listening.destination {
        store.keep_screens(&[(seat.listening.desk.to_string(), destination.to_string())]).await?;
    }
    let (first, upto) = match seat.listening.after {
        Some(after) => {
            let missed = store.noted_after(after, 1_000).await?;
            // A call that is placed changes without a row of the history until it ends.
            let calling = store.calling_now().await?;
            let of_missed = missed.iter().map(|row| &row.desk);
            let mut desks = of_missed.chain(calling.iter().map(|one| &one.desk));
            let ours = desks.any(|desk| **desk == *seat.listening.desk);
            let first = match (ours || missed.len() == 1_000, seat.listening.again) {
                (true, _) => EVERYTHING.to_vec(),
                // Who was away may have missed what leaves no row: held seats, a caller.
                (false, true) => vec!["seats", "hours", "pop"],
                (false, false) => Vec::new(),
            };
            (first, after)
        }
        None => (Vec::new(), app.news.upto().min(store.last_noted().await?)),
    };
    let until = tokio::time::Instant::now() + LONGEST;
    let hearing = Hearing { seat, pieces, ended, until, first, upto, greeted: false };
    let events = stream::unfold(hearing, |mut hearing| async move {
        let event = hearing.next().await?;
        Some((Ok(event), hearing))
    });
    Ok(Some(Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE))))
}

/// Says that the session has ended, and no more.
pub(in crate::web) fn signed_out() -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let told = Event::default().retry(LONGEST).event("signed-out").data("{}");
    Sse::new(stream::once(async { Ok(told) }))
}

impl Hearing {
    async fn next(&mut self) -> Option<Event> {
        if !self.greeted {
            self.greeted = true;
            return Some(Event::default().retry(RETRY).id(self.upto.to_string()).event("hello").data("{}"));
        }
        loop {
            if let Some(name) = self.first.pop() {
                return Some(self.event(name));
            }
            if *self.ended.borrow() {
                return None;
            }
            let heard = tokio::select! {
                heard = self.pieces.recv() => heard,
                _ = self.ended.changed() => return None,
                () = tokio::time::sleep_until(self.until) => return None,
            };
            match heard {
                Ok(piece) => {
                    self.upto = self.upto.max(piece.upto);
                    if let Some(name) = self.name(&piece.change) {
                        return Some(self.event(name));
                    }
                }
                Err(broadcast::error::RecvError::Lagged(_)) => self.first = EVERYTHING.to_vec(),
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }

    fn event(&self, name: &str) -> Event {
        Event::default().id(self.upto.to_string()).event(name).data("{}")
    }

    /// What the page calls it; none where it is not the page's.
    fn name(&self, change: &Change) -> Option<&'static str> {
        let Listening { desk, destination, .. } = &self.seat.listening;
        match change {
            Change::Request { desk: of } => (of == desk).then_some("bookings"),
            Change::Held { desk: of } => (of == desk).then_some("seats"),
            Change::Hours { desk: of } => (of == desk).then_some("hours"),
            Change::Pop { desk: of, destination: to } => {
                (of == desk && Some(to) == destination.as_ref()).then_some("pop")
            }
        }
    }
}
