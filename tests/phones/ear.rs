//! Which words a caller hears: the pairs of tones that the tests' `voice` speaks, found in G.711 sound.

#![expect(clippy::cast_precision_loss, reason = "a block has 320 samples")]

use std::f64::consts::TAU;
use std::sync::LazyLock;

const RATE: f64 = 8000.0;
/// Samples looked at together: 40 ms.
const BLOCK: usize = 320;
/// The tones of a row: the first one, how far they are from each other, and how many there are.
const LOW: f64 = 400.0;
const HIGH: f64 = 1720.0;
const APART: f64 = 40.0;
const LOWS: usize = 32;
const HIGHS: usize = 41;
const MARK: f64 = 200.0;

/// The number of a text that begins or goes on, by the block of sound looked at last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sound {
    /// Nothing.
    Silence,
    /// Sound that is no pair of tones: a destination's own, or the border between two prompts.
    Other,
    /// A text, at its very beginning or further on.
    Text { number: usize, begins: bool },
}

/// Gathers sound until there is enough to look at.
#[derive(Default)]
pub(crate) struct Ear {
    waiting: Vec<f64>,
    /// The text heard last: most likely it goes on, and that is quickly seen.
    last: Option<usize>,
}

impl Ear {
    /// Takes sound in (µ-law, ITU-T G.711) and tells what each whole block of it was.
    pub(crate) fn listen(&mut self, ulaw: &[u8]) -> Vec<Sound> {
        self.waiting.extend(ulaw.iter().map(|byte| linear(*byte)));
        let whole = self.waiting.len() / BLOCK * BLOCK;
        let blocks: Vec<f64> = self.waiting.drain(..whole).collect();
        blocks.chunks(BLOCK).map(|block| self.recognise(block)).collect()
    }

    fn recognise(&mut self, block: &[f64]) -> Sound {
        let loud = block.iter().map(|sample| sample.abs()).fold(0.0, f64::max);
        if loud < 200.0 {
            return Sound::Silence;
        }
        let block = windowed(block);
        let number = self.last.filter(|number| goes_on(&block, *number)).or_else(|| text(&block));
        self.last = number;
        let begins = || power(&block, MARK) > loud * loud / 100.0;
        number.map_or(Sound::Other, |number| Sound::Text { number, begins: begins() })
    }

    /// Nothing came for a while: what comes now is no part of what came before.
    pub(crate) fn pause(&mut self) {
        self.waiting.clear();
    }
}

/// A window without edges (Hann), or a strong tone would be heard beside itself.
static WINDOW: LazyLock<[f64; BLOCK]> =
    LazyLock::new(|| std::array::from_fn(|at| 0.5 - 0.5 * (TAU * at as f64 / BLOCK as f64).cos()));

fn windowed(block: &[f64]) -> Vec<f64> {
    block.iter().zip(&*WINDOW).map(|(sample, window)| sample * window).collect()
}

/// Whether nearly all of a block is the two tones of this text, both as strong.
fn goes_on(block: &[f64], number: usize) -> bool {
    let low = power(block, LOW + APART * (number % LOWS) as f64);
    let high = power(block, HIGH + APART * (number / LOWS) as f64);
    // The window takes 3/8 of the power. Of the mark there is as much again as of one of the tones.
    let all = block.iter().map(|sample| 2.0 * sample * sample).sum::<f64>() / block.len() as f64 * 8.0 / 3.0;
    low.min(high) > 1000.0 && low.min(high) > 0.25 * all && low + high > 0.6 * all
}

/// The text whose tones are the strongest of their rows.
fn text(block: &[f64]) -> Option<usize> {
    let (low, high) = (strongest(block, LOW, LOWS)?, strongest(block, HIGH, HIGHS)?);
    Some(high * LOWS + low)
}

/// Whether a packet of sound holds the mark with which every text begins.
pub(crate) fn begins(ulaw: &[u8]) -> bool {
    let sound: Vec<f64> = ulaw.iter().map(|byte| linear(*byte)).collect();
    let all = sound.iter().map(|sample| sample * sample).sum::<f64>() / sound.len() as f64;
    // Four whole cycles in 20 ms need no window. It is a third of the power, which is half of an amplitude's square.
    all > 10_000.0 && 4.0 * goertzel(&sound, MARK) > all
}

/// The text that a sound speaks, which is a WAV file as the service gives it.
pub(crate) fn spoken(wav: &[u8]) -> Option<usize> {
    let samples: Vec<f64> =
        hound::WavReader::new(wav).ok()?.samples::<i16>().map_while(Result::ok).map(f64::from).collect();
    // Somewhere in the middle, where no edge was trimmed.
    let from = samples.len().checked_sub(BLOCK)? / 2;
    text(&windowed(&samples[from..from + BLOCK]))
}

/// The tone of a row that is clearly stronger than all others.
fn strongest(block: &[f64], first: f64, count: usize) -> Option<usize> {
    let mut powers: Vec<(usize, f64)> =
        (0..count).map(|at| (at, power(block, first + APART * at as f64))).collect();
    powers.sort_by(|one, other| other.1.total_cmp(&one.1));
    (powers[0].1 > 2.5 * powers[1].1 && powers[0].1 > 1000.0).then_some(powers[0].0)
}

/// The power of one frequency in a windowed block (Goertzel), as the square of its amplitude.
fn power(block: &[f64], frequency: f64) -> f64 {
    // The window takes half of the amplitude.
    goertzel(block, frequency) * 4.0
}

/// The same without a window.
fn goertzel(block: &[f64], frequency: f64) -> f64 {
    let turn = 2.0 * (TAU * frequency / RATE).cos();
    let (mut before, mut last) = (0.0, 0.0);
    for sample in block {
        let next = sample + turn * last - before;
        before = last;
        last = next;
    }
    let squared = last * last + before * before - turn * last * before;
    squared * 4.0 / (block.len() as f64).powi(2)
}

/// One µ-law byte as a 14-bit sample on a 16-bit scale.
fn linear(byte: u8) -> f64 {
    let byte = !byte;
    let magnitude = ((i32::from(byte & 0x0f) << 3) + 0x84) << ((byte & 0x70) >> 4);
    let sample = f64::from(magnitude - 0x84);
    if byte & 0x80 == 0 { sample } else { -sample }
}

/// The nearest µ-law byte, by looking at all of them.
pub(super) fn ulaw(sample: i16) -> u8 {
    let far = |byte: &u8| (linear(*byte) - f64::from(sample)).abs();
    (0..=255).min_by(|one, other| far(one).total_cmp(&far(other))).unwrap()
}

#[test]
fn whatever_the_voice_speaks_the_ear_knows() {
    let folder = tempfile::tempdir().unwrap();
    let (index, file) = (folder.path().join("index"), folder.path().join("spoken.wav"));
    let lines: Vec<String> = (0..LOWS * HIGHS).map(|number| format!("text {number}\n")).collect();
    std::fs::write(&index, lines.concat()).unwrap();
    for number in (0..LOWS * HIGHS).step_by(61) {
        let voice = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/phones/voice");
        let mut command = std::process::Command::new(voice);
        let spoken = command.arg(&index).arg(format!("text {number}")).arg(&file).status().unwrap();
        assert!(spoken.success());
        let wav = std::fs::read(&file).unwrap();
        let sound: Vec<u8> =
            wav[44..].chunks_exact(2).map(|two| ulaw(i16::from_le_bytes([two[0], two[1]]))).collect();
        let heard = Ear::default().listen(&sound);
        let begins = heard.iter().filter(|sound| **sound == Sound::Text { number, begins: true }).count();
        let goes_on = heard.iter().filter(|sound| **sound == Sound::Text { number, begins: false }).count();
        assert_eq!((begins, goes_on), (2, heard.len() - 2), "{number}: {heard:?}");
    }
}
