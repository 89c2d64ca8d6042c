//! What the platforms that speak TwiML do differently. One writer serves them all: what a dialect lacks is left out where nobody misses it,
//! and refused when a menu is checked where a caller would.
//!
//! | | Twilio | `SignalWire` | Telnyx | Somleng |
//! |---|---|---|---|---|
//! | `Pause` | yes | yes | yes | ends the document |
//! | `Enqueue`, `Dial` with `Queue` | yes | yes | yes | ends the document |
//! | `X-` headers in a SIP address | yes | yes | yes | not known to be |
//! | longest wait for a key | 255 s | 255 s | 120 s | 255 s |
//! | signed by | a shared secret | a shared secret | Telnyx's own key | a shared secret |
//!
//! Nothing is heard before the call is answered, and keys pressed while nobody gathers are lost, on all of them. Only Twilio says how long
//! it waits for an answer and how long an answer may be: the others are given no more.

use crate::platform::form::Form;
use crate::terms::Limits;

use super::LIMITS;

/// A platform that speaks TwiML.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Twilio, whose language it is.
    #[default]
    Twilio,
    /// `SignalWire`, which calls it `cXML`.
    Signalwire,
    /// Telnyx, which calls it `TeXML`.
    Telnyx,
    /// Somleng, which anybody can run.
    Somleng,
}

/// Who signs a dialect's requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// Whoever knows the account's token; the header where the signature is.
    Token(&'static [&'static str]),
    /// Telnyx with its own key.
    Telnyx,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Twilio, Self::Signalwire, Self::Telnyx, Self::Somleng];

    /// As the hook's query names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Twilio => "twilio",
            Self::Signalwire => "signalwire",
            Self::Telnyx => "telnyx",
            Self::Somleng => "somleng",
        }
    }

    /// The dialect that a query names; none where it names one that we do not know. Twilio's, where it names none.
    #[must_use]
    pub fn of(query: &Form<'_>) -> Option<Self> {
        match query.get("dialect") {
            None => Some(Self::Twilio),
            Some(name) => Self::ALL.into_iter().find(|dialect| dialect.name() == name),
        }
    }

    /// What it can do.
    #[must_use]
    pub const fn limits(self) -> &'static Limits {
        const TWILIO: Limits = Limits { name: "twilio", ..LIMITS };
        const SIGNALWIRE: Limits = Limits { name: "signalwire", ..LIMITS };
        const TELNYX: Limits = Limits { name: "telnyx", max_wait: 120, ..LIMITS };
        const SOMLENG: Limits = Limits { name: "somleng", queue: false, waiting: None, ..LIMITS };
        match self {
            Self::Twilio => &TWILIO,
            Self::Signalwire => &SIGNALWIRE,
            Self::Telnyx => &TELNYX,
            Self::Somleng => &SOMLENG,
        }
    }

    /// Whether it knows `Pause`.
    #[must_use]
    pub const fn pauses(self) -> bool {
        match self {
            Self::Twilio | Self::Signalwire | Self::Telnyx => true,
            Self::Somleng => false,
        }
    }

    /// Whether a SIP address may bring headers for whoever is called (`?X-…=…`).
    #[must_use]
    pub const fn sip_headers(self) -> bool {
        match self {
            Self::Twilio | Self::Signalwire | Self::Telnyx => true,
            Self::Somleng => false,
        }
    }

    /// The place in a table with one of each.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Who signs its requests.
    #[must_use]
    pub const fn signer(self) -> Signer {
        match self {
            Self::Twilio | Self::Somleng => Signer::Token(&["x-twilio-signature"]),
            Self::Signalwire => Signer::Token(&["x-signalwire-signature", "x-twilio-signature"]),
            Self::Telnyx => Signer::Telnyx,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(query: &str) -> Option<Dialect> {
        Dialect::of(&Form::read(query.as_bytes()).unwrap())
    }

    #[test]
    fn the_query_names_the_dialect() {
        assert_eq!(named("desk=x"), Some(Dialect::Twilio));
        for dialect in Dialect::ALL {
            assert_eq!(named(&format!("dialect={}", dialect.name())), Some(dialect));
            assert_eq!(dialect.limits().name, dialect.name());
            assert_eq!(Dialect::ALL[dialect.index()], dialect);
        }
        for other in ["dialect=", "dialect=plivo", "dialect=Twilio"] {
            assert_eq!(named(other), None, "{other}");
        }
    }
}
