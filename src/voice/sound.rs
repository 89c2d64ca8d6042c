//! A sound as telephones carry it: 8,000 samples a second, 16 bits, one channel. Whatever comes in, a recording or a command's speech, becomes
//! that here.

use std::io::Cursor;

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};

use super::resample::resample;

/// Samples a second.
const RATE: u32 = 8_000;

/// The longest sound: ten minutes, which is the longest a call stays in menus.
const LONGEST: u32 = RATE * 600;

/// What counts as silence at the ends of speech: 50 dB below full scale.
const SILENCE: f32 = 0.003_16;

/// How much silence is left at the ends: 30 ms, so that nothing sounds cut off.
const MARGIN: usize = 240;

/// The loudest sample: a little below full scale, for the codecs after us.
const LOUDEST: f32 = 0.97;

/// Why bytes are no sound that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SoundFault {
    /// No WAV file, or one cut short.
    #[error("is no WAV file, or is cut short")]
    NotWav,
    /// A WAV file with samples that are not plain numbers.
    #[error("expected plain PCM samples of 8 to 32 bits, but found {0} bits")]
    Samples(u16),
    /// A rate that no recording has.
    #[error("expected 8,000 to 96,000 samples a second, but found {0}")]
    Rate(u32),
    /// Nothing in it.
    #[error("has no sound in it")]
    Empty,
    /// Too much in it.
    #[error("is longer than ten minutes")]
    TooLong,
}

/// Samples between -1 and 1, 8,000 a second.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    samples: Vec<f32>,
}

impl Sound {
    /// Silence of this many milliseconds.
    #[must_use]
    pub fn silence(milliseconds: u16) -> Self {
        Self { samples: vec![0.0; usize::from(milliseconds) * RATE as usize / 1000] }
    }

    /// A sound of these samples.
    #[cfg(test)]
    pub(super) fn of(samples: Vec<f32>) -> Self {
        Self { samples }
    }

    /// Reads a WAV file of any usual rate, depth and number of channels.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn from_wav(bytes: &[u8]) -> Result<Self, SoundFault> {
        let reader = WavReader::new(Cursor::new(bytes)).map_err(|_| SoundFault::NotWav)?;
        let spec = reader.spec();
        let rate = spec.sample_rate;
        if !(RATE..=96_000).contains(&rate) {
            return Err(SoundFault::Rate(rate));
        }
        if u64::from(reader.duration()) * u64::from(RATE) > u64::from(LONGEST) * u64::from(rate) {
            return Err(SoundFault::TooLong);
        }
        let mixed = mix(&samples(reader, spec)?, spec.channels);
        if mixed.is_empty() {
            return Err(SoundFault::Empty);
        }
        Ok(Self { samples: resample(&mixed, rate, RATE) })
    }

    /// Takes silence away at both ends, all but a little. A sound that is all silence stays as it is.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let loud = |sample: &f32| sample.abs() > SILENCE;
        let (Some(first), Some(last)) =
            (self.samples.iter().position(loud), self.samples.iter().rposition(loud))
        else {
            return self;
        };
        let end = (last + 1 + MARGIN).min(self.samples.len());
        let samples = self.samples.get(first.saturating_sub(MARGIN)..end).unwrap_or_default().to_vec();
        Self { samples }
    }

    /// Makes it this much louder, decibels, but never so loud that it is clipped.
    #[must_use]
    pub fn louder(mut self, gain: f32) -> Self {
        let peak = self.samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        let wanted = 10.0_f32.powf(gain / 20.0);
        let factor = if peak > 0.0 { wanted.min(LOUDEST / peak) } else { wanted };
        self.samples.iter_mut().for_each(|sample| *sample *= factor);
        self
    }

    /// The sound as a WAV file.
    #[must_use]
    pub fn to_wav(&self) -> Vec<u8> {
        let spec =
            WavSpec { channels: 1, sample_rate: RATE, bits_per_sample: 16, sample_format: SampleFormat::Int };
        let mut bytes = Vec::with_capacity(44 + self.samples.len() * 2);
        // Writing into memory: there is no fault that could come of it.
        let written = WavWriter::new(Cursor::new(&mut bytes), spec).and_then(|mut writer| {
            for sample in &self.samples {
                writer.write_sample(sixteen_bits(*sample))?;
            }
            writer.finalize()
        });
        debug_assert!(written.is_ok(), "{written:?}");
        bytes
    }

    /// How long it is; milliseconds.
    #[must_use]
    pub fn milliseconds(&self) -> u64 {
        self.samples.len() as u64 * 1000 / u64::from(RATE)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the value is within the range of 16 bits")]
fn sixteen_bits(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16
}

#[expect(clippy::cast_precision_loss, reason = "a sample's lowest bits are far below what can be heard")]
fn samples(reader: WavReader<Cursor<&[u8]>>, spec: WavSpec) -> Result<Vec<f32>, SoundFault> {
    let bits = spec.bits_per_sample;
    match spec.sample_format {
        SampleFormat::Float if bits == 32 => {
            reader.into_samples::<f32>().collect::<Result<_, _>>().map_err(|_| SoundFault::NotWav)
        }
        SampleFormat::Int if (8..=32).contains(&bits) => {
            let full = (1_i64 << (bits - 1)) as f32;
            let samples = reader.into_samples::<i32>();
            samples
                .map(|sample| sample.map(|sample| sample as f32 / full))
                .collect::<Result<_, _>>()
                .map_err(|_| SoundFault::NotWav)
        }
        SampleFormat::Float | SampleFormat::Int => Err(SoundFault::Samples(bits)),
    }
}

/// All channels as one. What is no number in a damaged file is silence.
fn mix(samples: &[f32], channels: u16) -> Vec<f32> {
    let share = f32::from(channels.max(1));
    let whole = samples.chunks_exact(usize::from(channels.max(1)));
    whole.map(|frame| frame.iter().filter(|sample| sample.is_finite()).sum::<f32>() / share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(rate: u32, channels: u16, bits: u16, samples: &[i32]) -> Vec<u8> {
        let spec =
            WavSpec { channels, sample_rate: rate, bits_per_sample: bits, sample_format: SampleFormat::Int };
        let mut bytes = Vec::new();
        let mut writer = WavWriter::new(Cursor::new(&mut bytes), spec).unwrap();
        for sample in samples {
            writer.write_sample(*sample).unwrap();
        }
        writer.finalize().unwrap();
        bytes
    }

    fn peak(sound: &Sound) -> f32 {
        sound.samples.iter().fold(0.0, |peak, sample| peak.max(sample.abs()))
    }

    #[test]
    fn what_is_already_right_stays_as_it_is() {
        let samples: Vec<i32> = (0..800).map(|n| (n * 37) % 20_000 - 10_000).collect();
        let bytes = wav(8_000, 1, 16, &samples);
        let sound = Sound::from_wav(&bytes).unwrap();
        let back: Vec<i32> = WavReader::new(Cursor::new(sound.to_wav()))
            .unwrap()
            .into_samples::<i32>()
            .map(Result::unwrap)
            .collect();
        assert!(samples.iter().zip(&back).all(|(before, after)| (before - after).abs() <= 1));
        assert_eq!(samples.len(), back.len());
        assert_eq!(sound.milliseconds(), 100);
    }

    #[test]
    fn stereo_becomes_mono_and_every_depth_is_read() {
        let sound = Sound::from_wav(&wav(8_000, 2, 16, &[16_384, 0, 16_384, 0])).unwrap();
        assert_eq!(sound.samples, [0.25, 0.25]);
        let sound = Sound::from_wav(&wav(8_000, 1, 24, &[4_194_304])).unwrap();
        assert_eq!(sound.samples, [0.5]);
        let sound = Sound::from_wav(&wav(8_000, 1, 8, &[64])).unwrap();
        assert_eq!(sound.samples, [0.5]);
    }

    #[test]
    fn silence_is_taken_away_at_the_ends_and_not_within() {
        let mut samples = vec![0.0; 4_000];
        (samples[1_000], samples[2_000]) = (0.5, -0.5);
        let sound = Sound { samples }.trimmed();
        assert_eq!(sound.samples.len(), 1_001 + 2 * MARGIN);
        assert_eq!(Sound::silence(250).trimmed().samples.len(), 2_000, "all silence stays");
        let short = Sound { samples: vec![0.5] }.trimmed();
        assert_eq!(short.samples.len(), 1);
    }

    #[test]
    fn louder_never_clips() {
        let quiet = Sound { samples: vec![0.1, -0.1] }.louder(6.0);
        assert!((peak(&quiet) - 0.1995).abs() < 0.001, "{}", peak(&quiet));
        let loud = Sound { samples: vec![0.8, -0.9] }.louder(6.0);
        assert!((peak(&loud) - LOUDEST).abs() < 0.001, "{}", peak(&loud));
        assert_eq!(Sound::silence(1).louder(6.0), Sound::silence(1));
    }

    #[test]
    fn what_is_no_sound_is_refused_with_what_was_expected() {
        assert_eq!(Sound::from_wav(b""), Err(SoundFault::NotWav));
        assert_eq!(Sound::from_wav(b"RIFF1234WAVEfmt "), Err(SoundFault::NotWav));
        let right = wav(8_000, 1, 16, &[1, 2, 3, 4]);
        assert_eq!(Sound::from_wav(&right[..right.len() - 3]), Err(SoundFault::NotWav));
        assert_eq!(Sound::from_wav(&wav(4_000, 1, 16, &[1])), Err(SoundFault::Rate(4_000)));
        assert_eq!(Sound::from_wav(&wav(8_000, 1, 16, &[])), Err(SoundFault::Empty));
        assert!(SoundFault::Rate(4_000).to_string().contains("8,000 to 96,000"));
        let long = vec![0; 600 * 8_000 + 1];
        assert_eq!(Sound::from_wav(&wav(8_000, 1, 8, &long)), Err(SoundFault::TooLong));
    }
}
