//! From one rate to another, without the whistling that plain skipping of samples leaves: a low-pass filter (a sinc under a Hann window) asked
//! for exactly the moments that are wanted.

use std::f32::consts::PI;

/// How many zero crossings of the filter are used on either side. Sixteen keeps what folds back 60 dB down, below what a telephone carries.
const CROSSINGS: f32 = 16.0;

/// Samples at another rate. The same rate is a copy.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ten minutes of samples are counted exactly enough, and places are checked against the slice"
)]
pub(super) fn resample(samples: &[f32], from: u32, to: u32) -> Vec<f32> {
    if from == to {
        return samples.to_vec();
    }
    let (from, to) = (f64::from(from), f64::from(to));
    // Downwards, everything above half of the new rate must go; a little below, for the filter's slope.
    let cut = if to < from { (to / from * 0.95) as f32 } else { 1.0 };
    let reach = CROSSINGS / cut;
    let wanted = (samples.len() as f64 * to / from).round() as usize;
    (0..wanted)
        .map(|place| {
            let centre = place as f64 * from / to;
            let first = (centre - f64::from(reach)).ceil().max(0.0) as usize;
            let last = ((centre + f64::from(reach)).floor() as usize + 1).min(samples.len());
            let near = samples.get(first..last).unwrap_or_default();
            near.iter()
                .enumerate()
                .map(|(at, sample)| {
                    let distance = ((first + at) as f64 - centre) as f32;
                    sample * cut * sinc(distance * cut) * hann(distance / reach)
                })
                .sum()
        })
        .collect()
}

fn sinc(x: f32) -> f32 {
    if x.abs() < 1e-6 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

/// The window from -1 to 1.
fn hann(x: f32) -> f32 {
    0.5 + 0.5 * (PI * x).cos()
}

#[cfg(test)]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test's tones are short"
)]
mod tests {
    use super::*;

    fn tone(frequency: f32, rate: u32, seconds: f32) -> Vec<f32> {
        let count = (rate as f32 * seconds).round() as usize;
        (0..count).map(|n| (2.0 * PI * frequency * n as f32 / rate as f32).sin() * 0.5).collect()
    }

    /// The loudness away from the ends, where the filter has nothing to look at.
    fn loudness(samples: &[f32]) -> f32 {
        let inner = &samples[samples.len() / 10..samples.len() * 9 / 10];
        (inner.iter().map(|sample| sample * sample).sum::<f32>() / inner.len() as f32).sqrt()
    }

    #[test]
    fn speech_keeps_its_length_and_loudness() {
        for rate in [11_025, 16_000, 22_050, 44_100, 48_000] {
            let before = tone(1_000.0, rate, 0.5);
            let after = resample(&before, rate, 8_000);
            assert!(after.len().abs_diff(4_000) <= 1, "{rate}: {}", after.len());
            let ratio = loudness(&after) / loudness(&before);
            assert!((0.98..1.02).contains(&ratio), "{rate}: {ratio}");
        }
    }

    #[test]
    fn what_telephones_cannot_carry_is_taken_out_and_does_not_fold_back() {
        for frequency in [5_000.0, 7_000.0, 9_500.0] {
            let before = tone(frequency, 22_050, 0.5);
            let after = resample(&before, 22_050, 8_000);
            let left = 20.0 * (loudness(&after) / loudness(&before)).log10();
            assert!(left < -40.0, "{frequency} Hz is still there at {left} dB");
        }
    }

    #[test]
    fn nothing_becomes_nothing() {
        assert!(resample(&[], 22_050, 8_000).is_empty());
        assert_eq!(resample(&[0.5, 0.25], 8_000, 8_000), [0.5, 0.25]);
        assert_eq!(resample(&[0.5], 96_000, 8_000).len(), 0);
    }
}
