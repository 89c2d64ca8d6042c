//! Recordings for tests, and what an independent program says of ours.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

/// Something like a voice: bursts of two tones with short gaps, half a second of hiss before and after. Height from 0 to 1, length in seconds.
pub(super) fn voice(path: &Path, rate: u32, height: f64, seconds: f64) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    let rate = f64::from(rate);
    let length = ((seconds + 1.0) * rate) as u32;
    for at in 0..length {
        let time = f64::from(at) / rate;
        let is_speech = (0.5..0.5 + seconds).contains(&time) && time % 0.25 < 0.2;
        let tone = (time * 2_000.0).sin() * 0.6 + (time * 5_100.0).sin() * 0.4;
        let hiss = if at % 2 == 0 { 0.000_2 } else { -0.000_2 };
        let sample = if is_speech { tone * height } else { hiss };
        writer.write_sample((sample.clamp(-1.0, 1.0) * 32_767.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

/// What `sox … -n stats` says of a file, in decibels where it is a level.
pub(super) fn stats(path: &Path) -> HashMap<String, f64> {
    let output = Command::new("sox").arg(path).args(["-n", "stats"]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    let line = |line: &str| {
        let (name, value) = line.rsplit_once(' ')?;
        Some((name.trim().to_owned(), value.parse().ok()?))
    };
    told.lines().filter_map(line).collect()
}

/// Asserts that a file is what telephones carry: 8 kHz, one channel, 16 bits, not clipped. Gives how loud it is, in decibels: minus infinity where
/// it is silent from end to end, as a pause is and nothing that is spoken.
pub(super) fn is_for_telephones(path: &Path) -> f64 {
    let spec = hound::WavReader::open(path).unwrap().spec();
    assert_eq!((spec.sample_rate, spec.channels, spec.bits_per_sample), (8_000, 1, 16), "{}", path.display());
    let stats = stats(path);
    assert!(stats["Pk lev dB"] < -0.9, "{}: {stats:?}", path.display());
    let level = stats["RMS lev dB"];
    // What is silent from end to end is flat, and never clipped.
    assert!(stats["Flat factor"] < 1.0 || level == f64::NEG_INFINITY, "{}: {stats:?}", path.display());
    level
}
