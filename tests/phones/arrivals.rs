//! Where calls arrived in Asterisk: the lines that the contexts of `site.conf` write.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use serde::Deserialize;

/// One arrival.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Arrival {
    /// The extension in the context `destinations`, or `fallback`.
    pub(crate) to: String,
    /// The Call-ID of the SIP call.
    pub(crate) call: String,
    /// When; seconds since 1970, with microseconds.
    pub(crate) at: String,
    /// How long it was to ring; seconds.
    pub(crate) ring: String,
    /// The caller's number as the destination sees it.
    pub(crate) from: String,
    /// The class of the music that is heard in a queue.
    pub(crate) music: String,
}

/// The log of arrivals as far as it was read: with many callers, nobody can read all of it at every look.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    read: u64,
    calls: HashMap<String, Vec<Arrival>>,
}

impl Arrivals {
    /// The arrivals of one call, in order. A line that is being written is left for the next look.
    pub(crate) fn of(&mut self, log: &Path, call: &str) -> Vec<Arrival> {
        self.read_on(log);
        self.calls.get(call).cloned().unwrap_or_default()
    }

    fn read_on(&mut self, log: &Path) {
        let Ok(mut file) = File::open(log) else { return };
        let mut text = String::new();
        file.seek(SeekFrom::Start(self.read)).unwrap();
        file.read_to_string(&mut text).unwrap();
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        for line in text[..whole].lines() {
            let arrival: Arrival =
                serde_json::from_str(line).unwrap_or_else(|fault| panic!("{fault} in {line}"));
            self.calls.entry(arrival.call.clone()).or_default().push(arrival);
        }
        self.read += whole as u64;
    }
}
