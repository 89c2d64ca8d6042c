//! Where calls arrived in Asterisk: the lines that the contexts of `site.conf` write.

use std::fs;
use std::path::Path;

use serde::Deserialize;

/// One arrival.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Arrival {
    /// The extension in the context `destinations`, or `fallback`.
    pub(super) to: String,
    /// The Call-ID of the SIP call.
    pub(super) call: String,
    /// When; seconds since 1970, with microseconds.
    pub(super) at: String,
    /// How long it was to ring; seconds.
    pub(super) ring: String,
    /// The caller's number as the destination sees it.
    pub(super) from: String,
}

/// The arrivals of one call, in order. A line that is being written is left for the next look.
pub(super) fn of(log: &Path, call: &str) -> Vec<Arrival> {
    let text = fs::read_to_string(log).unwrap_or_default();
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole
        .lines()
        .map(|line| serde_json::from_str::<Arrival>(line).unwrap_or_else(|fault| panic!("{fault} in {line}")))
        .filter(|arrival| arrival.call == call)
        .collect()
}
