//! How long words last when they are spoken, estimated: a caller who listens for more than twenty seconds forgets the first choice.

use std::time::Duration;

use crate::terms::Language;

/// Characters per second within a sentence, and the pause at each mark: what espeak-ng does at its ordinary 175 words a minute with announcements like
/// ours (Italian 17, English 18; within a tenth of the measured length).
const PAUSE: f32 = 0.2;

/// How long a text lasts when it is spoken, to about a tenth.
#[must_use]
pub fn length(text: &str, language: Language) -> Duration {
    let per_second = match language {
        Language::It => 17.0,
        Language::En => 18.0,
    };
    let letters = text.chars().filter(|letter| !letter.is_control()).take(usize::from(u16::MAX)).count();
    let marks = text.matches([',', ';', ':', '.', '?', '!']).take(usize::from(u16::MAX)).count();
    let float = |count: usize| u16::try_from(count).map_or(f32::from(u16::MAX), f32::from);
    Duration::from_secs_f32(float(letters) / per_second + float(marks) * PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_near_what_a_voice_takes() {
        let measured = [
            (
                "Per gli uffici territoriali: applicativi, postazioni di lavoro, password; prema 1. Per il processo \
                 civile telematico in Cassazione, prema 2. Per gli applicativi esterni, prema 3.",
                Language::It,
                12.4,
            ),
            ("Nei prossimi giorni non ci sono orari liberi.", Language::It, 2.7),
            (
                "For local offices: applications, workstations, passwords; press 1. For the online civil trial at the \
                 Supreme Court, press 2. For external applications, press 3.",
                Language::En,
                11.2,
            ),
        ];
        for (text, language, seconds) in measured {
            let estimate = length(text, language).as_secs_f32();
            assert!((estimate / seconds - 1.0).abs() < 0.12, "{text}: {estimate} instead of {seconds}");
        }
        assert_eq!(length("", Language::It), Duration::ZERO);
    }
}
