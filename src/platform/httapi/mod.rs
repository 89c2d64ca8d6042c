//! FreeSWITCH, by its module `mod_httapi`: it posts what happened and carries out the XML of the answer. `docker/freeswitch/` has what
//! belongs into its configuration, and says which trap each line avoids. The call's state stands in the query of the address that the
//! answer names (`action`).
//!
//! What its source shows, and what we do about it:
//!
//! - Without `method=POST` it asks with `GET`, and some versions put everything into the query even then: fields are read from both.
//! - After the last tag it asks the same address again. So silence, which sends nothing, is a request without keys, and nothing may stand
//!   behind a tag that waits for keys: it would be carried out before the keys are told.
//! - `action` counts from the moment its tag begins, keys or no keys.
//! - Only a `playback` with a `bind` takes keys, and its parser of digits loses those of a number that is still being dialled when the time
//!   for the first one runs out. One key is taken by `bind`, several by the application `read`, which counts both times.
//! - Keys pressed while nobody takes them are kept, and count for the next tag that does; `flush_dtmf` forgets them.
//! - A transfer is an extension of the site's own context `destinations`, carried out and come back from (`execute_extension`), so that
//!   busy and unanswered calls reach the menu's fallback.
//! - Its queues (`mod_callcenter`, `mod_fifo`) take the longest wait, the music and what is told from their own configuration and nothing of it
//!   from a call, and whoever leaves one by its time-out goes to an extension, away from us: a menu's `waiting` is refused when it is checked.
//!   An extension of the site's may lead to such a queue, and say what came of it.
//! - What a transfer carries is exported to the channels that the extension bridges; `centralino_headers` holds it as SIP headers, for the
//!   extension to write before a telephone of the site's own and never before a gateway.
//! - `exiting=true` is the call's end.

mod read;
mod write;

use std::time::Duration;

use crate::terms::Limits;

pub use read::{ReadFault, read};
pub use write::{WriteFault, can_dial, write};

/// What FreeSWITCH can do. Queues are the site's: an extension of the context `destinations` may lead to one. It has no voice of its own
/// that speaks Italian.
pub const LIMITS: Limits = Limits {
    name: "freeswitch",
    patience: Duration::from_secs(3),
    early_media: true,
    type_ahead: true,
    barge_in: true,
    queue: false,
    waiting: None,
    // The destination is dialled by the site's own dialplan, which tells nothing of when somebody answered.
    caps: None,
    speaks: false,
    max_digits: 32,
    max_wait: 255,
    max_answer: 1024 * 1024,
};
