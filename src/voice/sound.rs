//! A sound as telephones carry it: 8,000 samples a second, 16 bits, one channel. Whatever comes in, a recording or a command's speech, becomes
//! that here: without the silence at its ends, as loud as all others, and never clipped.

use std::io::Cursor;

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};

use super::level::active_level;
use super::resample::resample;

/// Samples a second.
const RATE: u32 = 8_000;

/// The longest sound: ten minutes, which is the longest a call stays in menus.
const LONGEST: u32 = RATE * 600;

/// What counts as silence at the ends of speech: this far below its active level; decibels.
const SILENCE: f32 = 35.0;

/// How long a stretch is looked at for silence: 10 ms.
const STRETCH: usize = 80;

/// How much is left at the ends: 40 ms, so that nothing sounds cut off.
const MARGIN: usize = 4 * STRETCH;

/// The loudest sample: 1 dB below full scale, which A-law and the codecs after it carry without clipping.
const LOUDEST: f32 = 0.89;

/// From this share of full scale on, equal samples one after the other are the flat top of something clipped.
const FULL: f32 = 0.985;

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
    /// Nothing that can be heard in it.
    #[error("has only silence in it")]
    Silent,
    /// Too much in it.
    #[error("is longer than ten minutes")]
    TooLong,
}

/// Samples between -1 and 1, 8,000 a second.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    samples: Vec<f32>,
    /// In how many places it was clipped before it came here.
    clipped: usize,
}

impl Sound {
    /// Silence of this many milliseconds.
    #[must_use]
    pub fn silence(milliseconds: u16) -> Self {
        Self { samples: vec![0.0; usize::from(milliseconds) * RATE as usize / 1000], clipped: 0 }
    }

    /// A sound of these samples.
    #[cfg(test)]
    pub(super) fn of(samples: Vec<f32>) -> Self {
        Self { samples, clipped: 0 }
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
        let samples = samples(reader, spec)?;
        let clipped = flat_tops(&samples, spec.channels);
        let mixed = mix(&samples, spec.channels);
        if mixed.is_empty() {
            return Err(SoundFault::Empty);
        }
        Ok(Self { samples: resample(&mixed, rate, RATE), clipped })
    }

    /// The sound as callers hear it: its ends trimmed, its active speech at `level` (dBov), its peaks below full scale. Done twice, it changes
    /// nothing more.
    ///
    /// # Errors
    /// Where nothing can be heard in it.
    pub fn prepared(mut self, level: f32) -> Result<Self, SoundFault> {
        self.centre();
        let now = self.level().ok_or(SoundFault::Silent)?;
        self.trim(now);
        // Without its ends it may be another; the rest stays what it was.
        let now = self.level().unwrap_or(now);
        let wanted = amplitude(level - now);
        let factor = wanted.min(LOUDEST / self.peak());
        self.samples.iter_mut().for_each(|sample| *sample *= factor);
        Ok(self)
    }

    /// The active speech level, dBov (ITU-T P.56); none for silence.
    #[must_use]
    pub fn level(&self) -> Option<f32> {
        active_level(&self.samples, RATE)
    }

    /// In how many places it was clipped before it came here.
    #[must_use]
    pub const fn clipped(&self) -> usize {
        self.clipped
    }

    /// Takes away what does not swing about zero: it costs loudness, and cracks where a sound begins.
    #[expect(clippy::cast_precision_loss, reason = "ten minutes of samples are counted exactly enough")]
    fn centre(&mut self) {
        let mean = self.samples.iter().sum::<f32>() / self.samples.len().max(1) as f32;
        // Whole periods of speech seldom come out at nothing: less than a thousandth is no offset.
        if mean.abs() > 0.001 {
            self.samples.iter_mut().for_each(|sample| *sample -= mean);
        }
    }

    /// Takes silence away at both ends, all but a little. What is silent goes by the level of the speech itself, so a quiet recording loses
    /// no words and the hiss of a room no less than nothing.
    fn trim(&mut self, level: f32) {
        let silence = amplitude(level - SILENCE);
        let heard = |stretch: &[f32]| root_mean_square(stretch) > silence;
        let mut stretches = self.samples.chunks(STRETCH);
        let Some(first) = stretches.clone().position(heard) else { return };
        let last = stretches.rposition(heard).unwrap_or(first);
        let end = ((last + 1) * STRETCH + MARGIN).min(self.samples.len());
        self.samples.truncate(end);
        self.samples.drain(..(first * STRETCH).saturating_sub(MARGIN));
    }

    fn peak(&self) -> f32 {
        self.samples.iter().fold(f32::MIN_POSITIVE, |peak, sample| peak.max(sample.abs()))
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

/// Decibels as a factor.
fn amplitude(decibels: f32) -> f32 {
    10.0_f32.powf(decibels / 20.0)
}

#[expect(clippy::cast_precision_loss, reason = "a stretch has 80 samples")]
fn root_mean_square(stretch: &[f32]) -> f32 {
    (stretch.iter().map(|sample| sample * sample).sum::<f32>() / stretch.len().max(1) as f32).sqrt()
}

/// How many times three or more samples of a channel stand at the same height near full scale: what an overdriven input leaves.
fn flat_tops(samples: &[f32], channels: u16) -> usize {
    let channels = usize::from(channels.max(1));
    let mut tops = 0;
    for channel in 0..channels {
        let (mut before, mut length) = (0.0_f32, 0_usize);
        for sample in samples.iter().skip(channel).step_by(channels) {
            let goes_on = sample.abs() >= FULL && (sample - before).abs() < 0.000_1;
            length = if goes_on { length + 1 } else { usize::from(sample.abs() >= FULL) };
            tops += usize::from(length == 3);
            before = *sample;
        }
    }
    tops
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
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a test's sounds are short")]
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

    /// A voice: bursts of a tone with gaps, so many of each a second.
    fn speech(amplitude: f32, seconds: usize) -> Vec<f32> {
        let envelope = |n: usize| if n % 2_000 < 1_400 { amplitude } else { amplitude / 20.0 };
        (0..seconds * 8_000).map(|n| (n as f32 * 0.35).sin() * envelope(n)).collect()
    }

    fn level(sound: &Sound) -> f32 {
        sound.level().unwrap()
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
        let hiss = |count: usize| (0..count).map(|n| if n % 2 == 0 { 0.000_3 } else { -0.000_3 });
        let mut samples: Vec<f32> = hiss(8_000).collect();
        samples.extend(speech(0.3, 1));
        samples.extend(hiss(12_000));
        samples.extend(speech(0.3, 1));
        samples.extend(hiss(20_000));
        let sound = Sound::of(samples).prepared(-20.0).unwrap();
        let expected = 8_000 + 12_000 + 8_000 + 2 * MARGIN;
        assert!(sound.samples.len().abs_diff(expected) <= 600 + STRETCH, "{}", sound.samples.len());
        // A whisper is trimmed by its own measure: no word of it is lost.
        let whisper = Sound::of(speech(0.005, 1)).prepared(-20.0).unwrap();
        assert!(whisper.samples.len() > 7_300, "{}", whisper.samples.len());
        assert_eq!(Sound::silence(250).prepared(-20.0), Err(SoundFault::Silent));
    }

    #[test]
    fn quiet_and_loud_voices_come_out_alike_and_twice_is_as_good_as_once() {
        for amplitude in [0.01, 0.1, 0.3, 0.95] {
            let once = Sound::of(speech(amplitude, 3)).prepared(-20.0).unwrap();
            assert!((level(&once) + 20.0).abs() < 0.3, "{amplitude}: {}", level(&once));
            assert!(once.peak() <= LOUDEST + 0.001);
            let twice = Sound::from_wav(&once.to_wav()).unwrap().prepared(-20.0).unwrap();
            assert!((level(&twice) - level(&once)).abs() < 0.1);
            assert!(twice.samples.len().abs_diff(once.samples.len()) <= STRETCH);
        }
    }

    #[test]
    fn a_peak_is_never_clipped_to_make_the_rest_louder() {
        let mut samples = speech(0.02, 2);
        samples[8_000] = 0.9;
        let sound = Sound::of(samples).prepared(-20.0).unwrap();
        assert!((sound.peak() - LOUDEST).abs() < 0.001, "{}", sound.peak());
        assert!(level(&sound) < -25.0, "it stays quiet: {}", level(&sound));
    }

    #[test]
    fn what_does_not_swing_about_zero_is_taken_away() {
        let samples = speech(0.1, 2).into_iter().map(|sample| sample + 0.3).collect();
        let sound = Sound::of(samples).prepared(-20.0).unwrap();
        let mean = sound.samples.iter().sum::<f32>() / sound.samples.len() as f32;
        assert!(mean.abs() < 0.01, "{mean}");
        assert!((level(&sound) + 20.0).abs() < 0.5, "{}", level(&sound));
    }

    #[test]
    fn what_was_clipped_before_it_came_is_found() {
        let overdriven: Vec<i32> = (0..8_000)
            .map(|n| ((f64::from(n) * 0.2).sin() * 60_000.0).clamp(-32_768.0, 32_767.0) as i32)
            .collect();
        let sound = Sound::from_wav(&wav(8_000, 1, 16, &overdriven)).unwrap();
        assert!(sound.clipped() > 400, "{}", sound.clipped());
        let stereo: Vec<i32> = overdriven.iter().flat_map(|sample| [0, *sample]).collect();
        assert!(Sound::from_wav(&wav(8_000, 2, 16, &stereo)).unwrap().clipped() > 400);
        let loud: Vec<i32> = (0..8_000).map(|n| ((f64::from(n) * 0.2).sin() * 32_700.0) as i32).collect();
        assert_eq!(Sound::from_wav(&wav(8_000, 1, 16, &loud)).unwrap().clipped(), 0, "full, not clipped");
        assert_eq!(Sound::from_wav(&wav(8_000, 1, 16, &[0; 800])).unwrap().clipped(), 0);
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
