//! How loud speech is while somebody speaks: the active speech level of ITU-T P.56 (method B). Pauses do not count, so a slow voice and a
//! quick one come out equally loud, which neither peaks nor a plain mean give.

/// The smoothing of the envelope; seconds (P.56, 8.2).
const SMOOTHING: f64 = 0.03;

/// A pause shorter than this belongs to speech; seconds (P.56, 8.2).
const HANGOVER: f64 = 0.2;

/// How far below the active level the threshold lies that tells speech from pauses; decibels (P.56, 8.2).
const MARGIN: f64 = 15.9;

/// How many thresholds are looked at, each half of the next, the highest at half of full scale.
const THRESHOLDS: usize = 15;

/// A threshold of the envelope, and how many samples were active by it.
#[derive(Clone, Copy)]
struct Threshold {
    height: f64,
    active: u32,
    since: u32,
}

/// The active speech level in decibels below full scale (dBov: a square wave of full scale is 0); none where nobody speaks.
#[must_use]
pub(super) fn active_level(samples: &[f32], rate: u32) -> Option<f32> {
    let rate = f64::from(rate);
    let keep = (-1.0 / (rate * SMOOTHING)).exp();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a fifth of a second of samples"
    )]
    let hangover = (rate * HANGOVER).ceil() as u32;
    let mut height = 1.0;
    let mut thresholds = [Threshold { height, active: 0, since: hangover }; THRESHOLDS];
    for threshold in &mut thresholds {
        height /= 2.0;
        threshold.height = height;
    }
    let (mut inner, mut envelope, mut energy) = (0.0, 0.0, 0.0);
    for sample in samples {
        let sample = f64::from(*sample);
        energy += sample * sample;
        inner = keep * inner + (1.0 - keep) * sample.abs();
        envelope = keep * envelope + (1.0 - keep) * inner;
        for threshold in &mut thresholds {
            if envelope >= threshold.height {
                threshold.since = 0;
            } else if threshold.since < hangover {
                threshold.since += 1;
            } else {
                continue;
            }
            threshold.active += 1;
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "a level needs no more than single precision")]
    crossing(&thresholds, energy).map(|level| level as f32)
}

/// From the highest threshold down, where the level of what is active above it stands the margin above the threshold itself.
fn crossing(thresholds: &[Threshold], energy: f64) -> Option<f64> {
    let mut above: Option<(f64, f64)> = None;
    for threshold in thresholds.iter().filter(|threshold| threshold.active > 0) {
        let level = decibels(energy / f64::from(threshold.active)) / 2.0;
        let distance = level - decibels(threshold.height);
        if distance >= MARGIN {
            let Some((level_above, distance_above)) = above else { return Some(level) };
            let share = (MARGIN - distance_above) / (distance - distance_above);
            return Some(level_above + share * (level - level_above));
        }
        above = Some((level, distance));
    }
    None
}

/// An amplitude in decibels.
fn decibels(amplitude: f64) -> f64 {
    20.0 * amplitude.log10()
}

#[cfg(test)]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test's tones are short"
)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    fn tone(amplitude: f32, rate: u32, seconds: f32) -> Vec<f32> {
        let count = seconds * rate as f32;
        (0..count as usize).map(|n| (TAU * 440.0 * n as f32 / rate as f32).sin() * amplitude).collect()
    }

    fn level(samples: &[f32], rate: u32) -> f32 {
        active_level(samples, rate).unwrap()
    }

    #[test]
    fn a_steady_tone_has_its_own_level_at_any_rate() {
        for rate in [8_000, 22_050, 48_000] {
            // A sine is 3.01 dB below a square wave of the same height.
            assert!((level(&tone(1.0, rate, 2.0), rate) + 3.01).abs() < 0.3, "{rate}");
            assert!((level(&tone(0.1, rate, 2.0), rate) + 23.01).abs() < 0.3, "{rate}");
        }
    }

    #[test]
    fn pauses_do_not_count() {
        let mut slow = Vec::new();
        for _ in 0..5 {
            slow.extend(tone(0.1, 8_000, 0.7));
            slow.extend(vec![0.0; 16_000]);
        }
        let plain_mean = 10.0 * (slow.iter().map(|s| s * s).sum::<f32>() / slow.len() as f32).log10();
        assert!(plain_mean < -28.0, "{plain_mean}");
        // The hangover of a fifth of a second counts as speech: a good decibel.
        assert!((level(&slow, 8_000) + 24.1).abs() < 0.5, "{}", level(&slow, 8_000));
    }

    #[test]
    fn silence_has_no_level() {
        assert_eq!(active_level(&vec![0.0; 8_000], 8_000), None);
        assert_eq!(active_level(&[], 8_000), None);
        assert_eq!(active_level(&vec![0.000_01; 8_000], 8_000), None);
    }
}
