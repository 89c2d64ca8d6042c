//! How long sounds last, which the dead-man's time has to allow for. A sound never changes, so it is measured once.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use crate::platform::ari::Plan;
use crate::voice::{SoundId, Voice};

/// Bytes of a second of sound, and before the first one: 16 bits at 8 kHz behind a WAV file's header.
const SECOND: u64 = 16_000;
const HEADER: u64 = 44;

/// What a sound is taken to last that is not there to be measured.
const UNKNOWN: Duration = Duration::from_secs(10);

/// The lengths that are known.
#[derive(Debug, Default)]
pub(super) struct Lengths(Mutex<HashMap<String, Duration>>);

impl Lengths {
    /// How long all sounds of a plan last.
    pub(super) async fn of(&self, plan: &Plan, voice: &Voice) -> Duration {
        let mut all = Duration::ZERO;
        for name in plan.sounds() {
            all += match self.known(name) {
                Some(length) => length,
                None => self.measure(name, voice).await,
            };
        }
        all
    }

    fn known(&self, name: &str) -> Option<Duration> {
        self.lock().get(name).copied()
    }

    async fn measure(&self, name: &str, voice: &Voice) -> Duration {
        let Some(id) = SoundId::from_file_name(&format!("{name}.wav")) else { return UNKNOWN };
        let Ok(Some(wav)) = voice.read(id).await else { return UNKNOWN };
        let length = length(wav.len());
        self.lock().insert(name.to_owned(), length);
        length
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Duration>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn length(bytes: usize) -> Duration {
    let sound = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_sub(HEADER);
    Duration::from_millis(sound.saturating_mul(1_000) / SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_of_sound_lasts_a_second() {
        assert_eq!(length(16_044), Duration::from_secs(1));
        assert_eq!(length(0), Duration::ZERO);
    }
}
