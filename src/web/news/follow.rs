//! Follows the histories for as long as pages listen: a look twice a second, whatever the number of pages; none while nobody listens.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::{Change, News};
use crate::store::{CallingNow, Fault, HeldNow};
use crate::web::App;

/// How often it is looked.
const LOOK: Duration = Duration::from_millis(500);
/// For how many looks an id may be missing: a transaction that is not over by then was rolled back, and its id is nobody's.
const PATIENCE: u32 = 60;
/// After how many looks it is said again that pages are open: twenty seconds.
const KEEP: u32 = 40;
/// How many callers may be seen before one who was written down earlier.
const LATE: i64 = 200;
/// How many rows at a look.
const MOST: u32 = 1_000;

/// Follows for as long as the service runs.
pub async fn run(app: Arc<App>) {
    let mut following = None;
    let mut looks: u32 = 0;
    loop {
        if app.news.listening() == 0 {
            following = None;
            app.news.woken.notified().await;
            continue;
        }
        match look(&app, &mut following, looks.is_multiple_of(KEEP)).await {
            Ok(()) => {}
            Err(fault) => tracing::debug!(%fault, "what changed is not known just now"),
        }
        looks = looks.wrapping_add(1);
        tokio::time::sleep(LOOK).await;
    }
}

/// What was seen at the last look.
struct Following {
    ids: Ids,
    held: Vec<HeldNow>,
    calling: Vec<CallingNow>,
    /// The last callers who were put through.
    popped: BTreeSet<i64>,
    hours: Vec<(Arc<str>, u64)>,
}

async fn look(app: &App, following: &mut Option<Following>, keep: bool) -> Result<(), Fault> {
    let (store, news) = (app.service.store(), &*app.news);
    let screens = news.screens();
    if keep && !screens.is_empty() {
        store.keep_screens(&screens).await?;
    }
    if following.is_none() {
        *following = Some(begin(app).await?);
    }
    let Some(seen) = following else { return Ok(()) };
    let rows = store.noted_after(seen.ids.upto, MOST).await?;
    let new: Vec<_> = rows.iter().filter(|row| seen.ids.take(row.id)).collect();
    let full = rows.len() >= usize::try_from(MOST).unwrap_or(usize::MAX);
    seen.ids.go_on(full);
    news.upto.store(seen.ids.upto, Ordering::Relaxed);
    let calling = store.calling_now().await?;
    let mut desks = differing(&seen.calling, &calling, |one| &one.desk);
    seen.calling = calling;
    desks.extend(new.iter().map(|row| Arc::from(row.desk.as_str())));
    desks.sort_unstable();
    desks.dedup();
    for desk in desks {
        news.tell(Change::Request { desk });
    }
    let held = store.held_now().await?;
    for desk in differing(&seen.held, &held, |one| &one.desk) {
        news.tell(Change::Held { desk });
    }
    seen.held = held;
    if !screens.is_empty() {
        let after = seen.popped.last().map_or(0, |last| last.saturating_sub(LATE));
        seen.popped.retain(|id| *id > after);
        for popped in store.pops(after).await? {
            if !seen.popped.insert(popped.id) {
                continue;
            }
            let (desk, destination) = (popped.pop.desk.into(), popped.pop.destination.into());
            news.tell(Change::Pop { desk, destination });
        }
    }
    let hours = app.service.hours_marks();
    for (desk, mark) in &hours {
        if seen.hours.iter().any(|(known, before)| known == desk && before != mark) {
            news.tell(Change::Hours { desk: Arc::clone(desk) });
        }
    }
    seen.hours = hours;
    Ok(())
}

/// From now on. What a page missed before, it reads by itself.
async fn begin(app: &App) -> Result<Following, Fault> {
    let store = app.service.store();
    let last = store.last_noted().await?;
    // What is on its way just now has a smaller id than the last that is visible.
    let upto = last.saturating_sub(i64::from(MOST) / 2).max(0);
    let mut ids = Ids { upto, seen: BTreeSet::new(), stuck: 0 };
    for row in store.noted_after(upto, MOST).await? {
        ids.take(row.id);
    }
    ids.go_on(false);
    let popped = store.pops(0).await?.iter().map(|popped| popped.id).collect();
    let (held, calling) = (store.held_now().await?, store.calling_now().await?);
    Ok(Following { ids, held, calling, popped, hours: app.service.hours_marks() })
}

/// The desks of which there is more, less or something else.
fn differing<T: PartialEq>(before: &[T], now: &[T], desk: impl Fn(&T) -> &String) -> Vec<Arc<str>> {
    let gone = before.iter().filter(|one| !now.contains(one));
    let new = now.iter().filter(|one| !before.contains(one));
    let mut desks: Vec<Arc<str>> = gone.chain(new).map(|one| desk(one).as_str().into()).collect();
    desks.sort_unstable();
    desks.dedup();
    desks
}

/// Which ids were seen: all up to one, and some beyond.
#[derive(Debug)]
struct Ids {
    upto: i64,
    seen: BTreeSet<i64>,
    /// For how many looks the next one is missing.
    stuck: u32,
}

impl Ids {
    /// Whether an id is new.
    fn take(&mut self, id: i64) -> bool {
        id > self.upto && self.seen.insert(id)
    }

    /// Goes on over what was seen; over one that is missing only after a while, or where there is so much to read that nobody can wait for it.
    fn go_on(&mut self, at_once: bool) {
        let before = self.upto;
        self.pass();
        self.stuck = if self.upto > before || self.seen.is_empty() { 0 } else { self.stuck + 1 };
        if (at_once || self.stuck >= PATIENCE)
            && let Some(first) = self.seen.first()
        {
            self.upto = if at_once { *self.seen.last().unwrap_or(first) } else { *first };
            self.seen.retain(|id| *id > self.upto);
            self.stuck = 0;
            self.pass();
        }
    }

    fn pass(&mut self) {
        while let Some(next) = self.upto.checked_add(1)
            && self.seen.remove(&next)
        {
            self.upto = next;
        }
    }
}

impl News {
    /// The id up to which nothing is missing.
    pub(super) fn upto(&self) -> i64 {
        self.upto.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> Ids {
        Ids { upto: 0, seen: BTreeSet::new(), stuck: 0 }
    }

    #[test]
    fn a_row_that_comes_late_is_news_once_and_nothing_is_passed_over_before_it() {
        let mut ids = ids();
        assert!(ids.take(1) && ids.take(3) && ids.take(4));
        ids.go_on(false);
        assert_eq!(ids.upto, 1, "2 may still come");
        assert!(ids.take(2) && !ids.take(3) && !ids.take(1));
        ids.go_on(false);
        assert_eq!((ids.upto, ids.seen.len()), (4, 0));
    }

    #[test]
    fn an_id_that_never_comes_is_waited_for_half_a_minute() {
        let mut ids = ids();
        assert!(ids.take(2) && ids.take(3) && ids.take(5));
        for _ in 1..PATIENCE {
            ids.go_on(false);
            assert_eq!(ids.upto, 0);
        }
        ids.go_on(false);
        assert_eq!(ids.upto, 3, "and then for 4");
    }

    #[test]
    fn where_there_is_more_than_can_be_read_nobody_waits() {
        let mut ids = ids();
        assert!(ids.take(2) && ids.take(7));
        ids.go_on(true);
        assert_eq!((ids.upto, ids.seen.len()), (7, 0));
    }

    #[test]
    fn a_desk_is_told_of_its_own_seats() {
        let of = |desk: &str, digest| HeldNow { desk: desk.to_owned(), queue: "q".to_owned(), digest };
        let before = [of("a", (1, 1)), of("b", (1, 1)), of("c", (2, 9))];
        let now = [of("a", (1, 1)), of("c", (1, 4)), of("d", (1, 2))];
        assert_eq!(
            differing(&before, &now, |one| &one.desk),
            ["b".into(), "c".into(), "d".into()] as [Arc<str>; 3]
        );
    }
}
