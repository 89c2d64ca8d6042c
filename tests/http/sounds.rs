//! Prompts as platforms fetch them.

use reqwest::Client;
use serde_json::Value;

use crate::rig::{Caller, Setup, until};

/// A small desk, so that few prompts are to be made.
const DESK: &str = "desk: prova\ntitle: Prova\nnumbers: [800 749 049]\nhours:\n  sempre:\n    mon-sun: 00:00-24:00\n    holidays: 00:00-24:00\n\
    destinations:\n  qui: Qui\nmenu:\n  open: sempre\n  closed: hangup\n  keys: { 1: qui }\n  after-errors: hangup\n";

fn small() -> Setup {
    let setup = Setup::signed();
    std::fs::write(setup.path("menus/giustizia.yaml"), DESK).unwrap();
    setup
}

#[tokio::test]
async fn prompts_are_made_played_and_kept_for_good() {
    let folder = tempfile::TempDir::new().unwrap();
    let voice = folder.path().join("voice").display().to_string();
    // The default command: what a fresh installation speaks with.
    let command = "espeak-ng -v {language} -s 150 -w {file} -- {text}";
    let serve =
        small().with("TTS_COMMAND", command).with("VOICE_CACHE", &voice).with("TTS_JOBS", "4").start();
    let caller = Caller::new(&serve, "CA-sounds");
    let look = async || Some(caller.arrives().await).filter(|document| document.heard().is_empty());
    let document = serve.comes("everything is played", look).await;
    let sound = document.sounds().first().copied().expect("something is played").to_owned();
    let path = sound.strip_prefix("https://phone.example").unwrap();
    let client = Client::new();
    let answer = client.get(serve.url(path)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let headers = answer.headers().clone();
    assert_eq!(headers["content-type"], "audio/wav");
    assert!(headers["cache-control"].to_str().unwrap().contains("immutable"));
    let length: usize = headers["content-length"].to_str().unwrap().parse().unwrap();
    let wav = answer.bytes().await.unwrap();
    assert_eq!(wav.len(), length);
    let reader = hound::WavReader::new(std::io::Cursor::new(&wav)).unwrap();
    let spec = reader.spec();
    assert_eq!((spec.channels, spec.sample_rate, spec.bits_per_sample), (1, 8_000, 16));
    assert!(reader.duration() > 2_000, "a quarter of a second at least");

    let head = client.head(serve.url(path)).send().await.unwrap();
    assert_eq!(
        (head.status().as_u16(), &head.headers()["content-length"]),
        (200, &headers["content-length"])
    );
    let known = client.get(serve.url(path)).header("if-none-match", &headers["etag"]).send().await.unwrap();
    assert_eq!(known.status(), 304);
    let unknown = client.get(serve.url("/prompts/00000000000000000000.wav")).send().await.unwrap();
    assert_eq!(unknown.status(), 404);
}

#[tokio::test]
async fn without_the_program_the_platform_speaks_and_the_start_says_what_to_install() {
    let serve = small().with("TTS_COMMAND", "no-such-voice {file} {text}").start();
    let document = Caller::new(&serve, "CA-mute").arrives().await;
    assert!(!document.heard().is_empty() && document.sounds().is_empty(), "{document:?}");
    assert!(
        serve.said().contains("no-such-voice") && serve.said().contains("CENTRALINO_TTS_COMMAND"),
        "{}",
        serve.said()
    );
    let ready: Value = Client::new().get(serve.url("/readyz")).send().await.unwrap().json().await.unwrap();
    assert!(ready["ready"] == true && ready["degraded"].to_string().contains("no-such-voice"), "{ready}");
}

#[tokio::test]
async fn a_recording_is_played_in_place_of_the_voice_and_a_bad_one_is_told() {
    let setup = small();
    let recording = setup.path("menus/saluto.wav");
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(&recording, spec).unwrap();
    (0..16_000_i32).for_each(|n| writer.write_sample((n * 91 % 8_000) as i16).unwrap());
    writer.finalize().unwrap();
    let menu = DESK.replace("hours:", "greeting: { text: Buongiorno, recording: saluto.wav }\nhours:");
    std::fs::write(setup.path("menus/giustizia.yaml"), &menu).unwrap();
    let serve = setup.start();
    let caller = Caller::new(&serve, "CA-recorded");
    let look = async || caller.arrives().await.sounds().first().map(|sound| (*sound).to_owned());
    let sound = serve.comes("the recording is played", look).await;
    let path = sound.strip_prefix("https://phone.example").unwrap();
    let wav = Client::new().get(serve.url(path)).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(wav.len(), 44 + 2 * 4_000, "half a second, eight thousand samples each");

    std::fs::write(&recording, "not a sound").unwrap();
    until("the bad recording is told", || serve.log().contains("error[M065]").then_some(()));
    assert!(serve.log().contains("the recording `saluto.wav` is no WAV file"), "{}", serve.log());
    until("the menu is refused", || serve.log().contains("the menus were read again").then_some(()));
    assert_eq!(
        caller.arrives().await.sounds().first().copied(),
        Some(sound.as_str()),
        "the old one plays on"
    );
}
