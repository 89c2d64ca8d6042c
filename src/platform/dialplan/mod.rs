//! Asterisk's dialplan as a platform: `docker/asterisk/extensions.conf` posts what happened and does what the reply says.
//!
//! The wire is this, and the table in `docker/asterisk/README.md` says the same to admins.
//!
//! # What Asterisk sends
//!
//! `POST /hooks/asterisk`, `application/x-www-form-urlencoded`, `Authorization: Bearer <the shared secret>`. Every event brings
//!
//! | field | |
//! |---|---|
//! | `call` | Asterisk's unique id and a chance number; names the call |
//! | `did` | the number dialled, as the trunk wrote it; empty where it told none |
//! | `from` | the caller's number, likewise: `+39…`, `0039…`, `06…`, or a word such as `anonymous` |
//! | `presentation` | Asterisk's `CALLERID(num-pres)`; whatever begins with `prohib` withholds the number |
//! | `state` | what the last reply gave, untouched; empty at the start |
//! | `event` | one of those below |
//!
//! and, with `event`,
//!
//! | `event` | more fields | |
//! |---|---|---|
//! | `start` | | the call arrived; it is not answered yet |
//! | `digits` | `keys`, `ended` | `ended` is `count`, `terminator` (not among the keys; alone, `keys` is empty) or `timeout` |
//! | `silence` | | no first key in time |
//! | `transfer` | `dial`, `queue`, `said`, `talked` | the destination came back: `DIALSTATUS`, `QUEUESTATUS`, what it gave to `Return()`, and for how many seconds they spoke |
//! | `hangup` | `cause`, `talked` | the call is over (Q.850); sent once, the answer is not looked at |
//! | `talking` | `calls` | a conversation that a package pays for needs so many calls: 1 when the operator answers, and one more whenever the last one's time is over. A channel of its own sends it (`[centralino-clock]`) |
//!
//! A repeat is the same bytes again: the turn's number is inside the sealed state. Asterisk gives a reply 1.6 s, tries once
//! more within two seconds in all, and then leaves the call to the site's own fallback; so does any status but 200, and a
//! reply whose `then` it does not know.
//!
//! # What we answer
//!
//! One flat JSON object under 4,000 bytes ([`write::MAX_BYTES`]); Asterisk's `JSON_DECODE` returns nothing from 4,096.
//!
//! | field | |
//! |---|---|
//! | `state` | sealed, to be given back |
//! | `answer` | `true`: answer the call if it is not yet; `false`: early media, so long as nothing has answered it. Half a second of silence comes before the first word of either |
//! | `language` | ISO 639-1, set on the channel before a transfer |
//! | `keys` | `keep`: keys pressed before `play` begins count; `drop`: they are forgotten |
//! | `notice` | prompts that no key stops, said first |
//! | `then` | `gather`, `transfer` or `hangup` |
//! | `play`, `max`, `first`, `between`, `end` | with `gather`: prompts that a key stops; the most keys; seconds for the first one and between two; the key that ends, empty for none |
//! | `to`, `ring` | with `transfer`: the extension in the context `destinations`; seconds to ring, or to wait in its queue |
//! | `music`, `leave` | with `transfer`: the class of music for a queue, empty for its own; the key that leaves it, empty for none |
//! | `priority` | with `transfer` to a queue in which callbacks wait too: whoever has the larger one is served first; left out elsewhere |
//! | `desk`, `path`, `customer`, `ticket` | with `transfer`: what the destination's telephone is told, besides `call` and `language` |
//! | `most`, `length`, `warning`, `nearly`, `over` | with `transfer`, where a package pays: seconds of all calls that are left, of one, and before its end; the prompts that both hear then, and the caller at the end |
//! | `cause` | with `hangup`: Q.850 |
//!
//! To `talking` it is `then` alone: `talk`, they may go on, or `end`. Where no answer comes they go on, until `most` is over.
//!
//! Prompts are the 20 hexadecimal digits of `/prompts/<20 hex>.wav`, joined by `&`: Asterisk asks for them where it asked for
//! the reply, so an address that only the public can reach, or only we, does no harm, and a hundred of them fit.

use std::time::Duration;

use crate::terms::{CapLimits, Limits, WaitingLimits};

mod read;
mod write;

pub(in crate::platform) use read::outcome;
pub use read::{ReadFault, read, read_talking};
pub use write::{MAX_BYTES, WriteFault, can_dial, write, write_further};
pub(in crate::platform) use write::{leaving_key, priority, prompts, q850};

/// What the dialplan can do.
pub const LIMITS: Limits = Limits {
    name: "asterisk",
    patience: Duration::from_secs(2),
    early_media: true,
    type_ahead: true,
    barge_in: true,
    queue: true,
    waiting: Some(WaitingLimits { position: true, expected: true, keys: true, callbacks: true }),
    caps: Some(CapLimits { warns: true, in_queue: false }),
    speaks: false,
    max_digits: 32,
    max_wait: 255,
    max_answer: MAX_BYTES,
};
