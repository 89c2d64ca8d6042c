//! Prompts of the five desks, spoken by a real espeak-ng: made, measured, shared and played.

use std::fs;
use std::path::PathBuf;

use reqwest::Client;

use super::wav::is_for_telephones;
use super::{ESPEAK, run, said, small, told};
use crate::rig::{Caller, Setup};

const MENUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/menus");

/// The sounds of a folder.
fn sounds(setup: &Setup) -> Vec<PathBuf> {
    let mut files: Vec<_> =
        fs::read_dir(setup.path("voice")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[tokio::test]
async fn what_prompts_makes_for_the_five_desks_is_played() {
    let setup =
        Setup::signed().with("TTS_COMMAND", ESPEAK).with("TTS_JOBS", "4").with("VOICE_CACHE", "voice");
    for entry in fs::read_dir(MENUS).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), setup.path("menus").join(entry.file_name())).unwrap();
    }
    let before = run(&setup, &["prompts", "menus"]);
    assert!(
        said(&before).contains("giustizia, it: ") && said(&before).contains(" 0 made, "),
        "{}",
        said(&before)
    );
    assert!(!setup.path("voice").exists(), "who only looks makes nothing");

    let output = run(&setup, &["prompts", "menus", "--make"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(told(&output), "", "no bar where nobody watches");
    for desk in ["giustizia", "condafne", "dogane", "pagopa", "palitalsoft"] {
        let said = said(&output);
        let line = said.lines().find(|line| line.starts_with(&format!("{desk}, it: "))).unwrap();
        assert!(line.contains(" 0 recorded, ") && line.ends_with(" 0 missing, 0 stale"), "{line}");
    }

    let all = sounds(&setup);
    assert!(all.len() > 300, "{}", all.len());
    // Long ones have pauses, short ones none; silences have nothing at all, and are few.
    let measured: Vec<_> = all.iter().step_by(7).map(|file| is_for_telephones(file)).collect();
    let (levels, silences): (Vec<f64>, Vec<f64>) = measured.iter().partition(|level| level.is_finite());
    assert!(silences.len() <= 3, "{} of {} are silent", silences.len(), measured.len());
    let middle = levels.iter().sum::<f64>() / levels.len() as f64;
    assert!((-24.0..-19.0).contains(&middle), "the mean of all is {middle} dB");
    assert!(levels.iter().all(|level| (level - middle).abs() < 5.0), "none is much louder: {levels:?}");

    // The service has nothing left to make, and plays at once.
    let serve = setup.start();
    let caller = Caller::new(&serve, "CA-made");
    let document = caller.arrives().await;
    assert_eq!(document.heard(), "", "{}", serve.log());
    let sound = document.sounds().first().copied().unwrap().to_owned();
    let answer =
        Client::new().get(serve.url(sound.strip_prefix("https://phone.example").unwrap())).send().await;
    assert_eq!(answer.unwrap().status(), 200);
    assert!(serve.log().contains("M068"), "espeak-ng on a live desk is warned of: {}", serve.log());
}

#[test]
fn two_processes_make_the_same_sounds_in_one_folder_at_once() {
    let setup = small();
    let start = || {
        let mut command = setup.command(&["prompts", "menus", "--make"]);
        command.stdout(std::process::Stdio::piped()).spawn().unwrap()
    };
    let both = [start(), start()];
    for one in both {
        let output = one.wait_with_output().unwrap();
        assert!(output.status.success());
        assert!(said(&output).contains(" 0 missing, 0 stale"), "{}", said(&output));
    }
    let files = sounds(&setup);
    let strangers: Vec<_> =
        files.iter().filter(|file| file.file_name().unwrap().to_string_lossy().starts_with('.')).collect();
    assert!(strangers.is_empty(), "nothing unfinished is left: {strangers:?}");
    for file in &files {
        let reader = hound::WavReader::open(file).unwrap();
        assert!(
            reader.len() > 0 && reader.into_samples::<i16>().all(|sample| sample.is_ok()),
            "{}",
            file.display()
        );
    }
}
