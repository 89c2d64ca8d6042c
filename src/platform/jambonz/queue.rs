//! Callers in a queue: jambonz asks what they hear meanwhile (`waitHook` of `enqueue`), and again whenever that has ended. It takes `say`,
//! `play`, `pause` and `leave` there and nothing else, so no key is heard.

use serde::Deserialize;
use serde_json::json;

use super::write::Verbs;
use super::{ReadFault, Setup, WriteFault};
use crate::platform::queued::{Holding, Queued};

/// Silence between two requests for patience, where there is no music; milliseconds.
const BETWEEN: u16 = 10_000;

#[derive(Deserialize)]
struct Posted {
    queue_time: Option<u32>,
    queue_position: Option<u32>,
}

/// What jambonz tells of a caller who waits.
///
/// # Errors
/// Where it is not JSON.
pub fn queued(body: &[u8]) -> Result<Queued, ReadFault> {
    let posted: Posted = serde_json::from_slice(body).map_err(|_| ReadFault::Json)?;
    Ok(Queued {
        before: posted.queue_position,
        waited: posted.queue_time.unwrap_or(0),
        average: None,
        // It asks the same address every time, so that nobody knows when it was told last: its music lasts until it is to be told again.
        told: None,
        pressed: None,
    })
}

/// Writes what a caller hears who waits.
///
/// # Errors
/// When it is longer than any platform takes.
pub fn write_holding(holding: &Holding<'_>, setup: &Setup) -> Result<String, WriteFault> {
    let mut verbs = Verbs { list: Vec::with_capacity(4), setup, early: false };
    match holding {
        Holding::Leaves => verbs.list.push(json!({ "verb": "leave" })),
        Holding::Waits { say, music, rest, listens: _, told: _ } => {
            verbs.say(say);
            if let Some(sound) = &music.sound {
                let play = json!({ "verb": "play", "url": sound, "loop": "forever", "timeoutSecs": rest });
                verbs.list.push(play);
            } else {
                verbs.say(std::slice::from_ref(music));
                let pause = f64::from(BETWEEN.min(rest.saturating_mul(1000))) / 1000.0;
                verbs.list.push(json!({ "verb": "pause", "length": pause }));
            }
        }
    }
    verbs.finish()
}
