//! Small ids: places in a menu's tables, and the names by which calls and versions are known.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! table_id {
    ($(#[$doc:meta] $name:ident($int:ty);)*) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub $int);

        impl $name {
            /// The place in the menu's table.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

table_id! {
    /// A node of the tree.
    NodeId(u32);
    /// A text of the menu, in all its languages.
    TextId(u32);
    /// Where a call can be put through to.
    DestinationId(u16);
    /// A named calendar.
    CalendarId(u8);
    /// A queue for which callbacks are booked.
    QueueId(u8);
    /// A call that is to speak a code: a number by chance, and no place in a table of the menu's.
    CodeCallId(u32);
}

/// A platform's own name for a call (`CallSid`, Asterisk's unique id): opaque, at most 128 characters of visible ASCII.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CallId(String);

impl CallId {
    /// The id, if it is one: 1 to 128 visible ASCII characters.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let fits = (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }

    /// The id as the platform wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The hash of a menu's sources (the first 16 bytes of SHA-256): two menus with one version are the same menu.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Version(pub [u8; 16]);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
