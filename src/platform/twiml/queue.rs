//! Callers in a queue: the platform asks what they hear meanwhile (`waitUrl` of `Enqueue`), and again whenever that has ended. Whoever is to
//! leave it is told so in the answer (`Leave`), and then the `action` of `Enqueue` is asked.

use super::write::Response;
use super::{Setup, WriteFault};
use crate::platform::form::Form;
use crate::platform::left::Left;
use crate::platform::queued::{Holding, Queued};
use crate::platform::xml::Document;
use crate::terms::Digit;

/// Silence between two requests for patience, where there is no music; seconds.
const BETWEEN: &str = "10";

/// What the platform tells of a caller who waits.
#[must_use]
pub fn queued(form: &Form<'_>, left: Left<'_>) -> Queued {
    let number = |name: &str| form.get(name).and_then(|number| number.parse::<u32>().ok());
    Queued {
        // The platform counts the caller, too.
        before: number("QueuePosition").map(|position| position.saturating_sub(1)),
        waited: number("QueueTime").unwrap_or(0),
        average: number("AvgQueueTime"),
        told: left.told,
        pressed: form.get("Digits").and_then(|digits| digits.chars().next()).and_then(Digit::new),
    }
}

/// Writes what a caller hears who waits. `left` is what the request left, kept for the next.
///
/// # Errors
/// When the platform would not take it.
pub fn write_holding(holding: &Holding<'_>, setup: &Setup, left: Left<'_>) -> Result<String, WriteFault> {
    let mut response = Response { xml: Document::new(), setup };
    response.xml.open("Response", &[]);
    match holding {
        Holding::Leaves => response.xml.empty("Leave", &[]),
        Holding::Waits { say, music, rest: _, listens, told } => {
            let again = response.action(Left { told: Some(*told), ..left });
            if *listens {
                response.xml.open(
                    "Gather",
                    &[
                        ("input", "dtmf"),
                        ("numDigits", "1"),
                        ("timeout", "1"),
                        ("finishOnKey", ""),
                        ("method", "POST"),
                        ("action", &again),
                    ],
                );
            }
            response.say(say);
            response.say(std::slice::from_ref(music));
            if music.sound.is_none() {
                response.xml.empty("Pause", &[("length", BETWEEN)]);
            }
            if *listens {
                response.xml.close("Gather");
            }
            response.xml.text_element("Redirect", &[("method", "POST")], &again);
        }
    }
    response.xml.close("Response");
    response.finish()
}
