//! Waiting for what must happen, with a deadline: no test sleeps for an event.

use std::thread;
use std::time::{Duration, Instant};

/// Looks again and again until there is something to see; none when `patience` is over.
pub(crate) fn until<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(seen) = look() {
            return Some(seen);
        }
        if Instant::now() >= deadline {
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
}
