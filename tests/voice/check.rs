//! What `check` finds in what callers hear.

use std::fs;

use super::wav::voice;
use super::{DESK, run, said, small};

/// A desk whose greeting is recorded.
fn with_recording() -> String {
    let greeting = "greeting: Risponde lo sportello di prova.";
    assert!(DESK.contains(greeting));
    DESK.replace(greeting, "greeting:\n  text: Risponde lo sportello di prova.\n  recording: saluto.wav")
}

#[test]
fn a_recording_that_is_no_sound_is_an_error_where_it_is_named() {
    let setup = small();
    fs::write(setup.path("menus/giustizia.yaml"), with_recording()).unwrap();
    for (bytes, why) in [
        ("ID3 an mp3 with another name".as_bytes().to_vec(), "is no WAV file"),
        (b"RIFF\x24\0\0\0WAVEfmt ".to_vec(), "is no WAV file, or is cut short"),
    ] {
        fs::write(setup.path("menus/saluto.wav"), bytes).unwrap();
        let output = run(&setup, &["check", "menus"]);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("error[M065]: the recording `saluto.wav`") && told.contains(why), "{told}");
        assert!(told.contains("menus/giustizia.yaml:6:14"), "{told}");
        assert_ne!(run(&setup, &["serve"]).status.code(), Some(0), "it does not serve either");
    }
    voice(&setup.path("menus/saluto.wav"), 4_000, 0.2, 2.0);
    assert!(
        said(&run(&setup, &["check", "menus"]))
            .contains("expected 8,000 to 96,000 samples a second, but found 4000")
    );
    voice(&setup.path("menus/saluto.wav"), 16_000, 0.0, 2.0);
    assert!(said(&run(&setup, &["check", "menus"])).contains("M065"), "silence is no recording");
}

#[test]
fn a_recording_that_callers_hear_badly_is_a_warning() {
    let setup = small();
    fs::write(setup.path("menus/giustizia.yaml"), with_recording()).unwrap();
    for (height, seconds, why) in [
        (4.0, 2.0, "is clipped in"),
        (0.004, 2.0, "is very quiet"),
        (0.2, 20.0, "lasts 20 s, and its words take about 2 s"),
    ] {
        voice(&setup.path("menus/saluto.wav"), 22_050, height, seconds);
        let output = run(&setup, &["check", "menus"]);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert!(told.contains("warning[M066]: the recording `saluto.wav`") && told.contains(why), "{told}");
    }
    voice(&setup.path("menus/saluto.wav"), 48_000, 0.3, 2.0);
    assert!(said(&run(&setup, &["check", "menus"])).contains("nothing is wrong"));
}

#[test]
fn a_list_of_recordings_that_lost_a_file_is_a_warning() {
    let setup = small();
    fs::create_dir(setup.path("menus/recordings")).unwrap();
    let list = "name,language,words,file\nx,it,Risponde lo sportello di prova,gone.wav\ny,xx,Ciao,ciao.wav\n";
    fs::write(setup.path("menus/recordings/recordings.csv"), list).unwrap();
    let output = run(&setup, &["check", "menus"]);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("line 2: the recording `gone.wav` does not exist"), "{told}");
    assert!(told.contains("line 3: `xx` is no language"), "{told}");
}

#[test]
fn prompts_that_the_voice_cannot_speak_are_found_at_their_place() {
    let command = "sh -c 'case \"$2\" in *sportello*) echo no such word >&2; exit 1;; esac; espeak-ng -w \"$1\" -- \"$2\"' sh {file} {text}";
    let setup = small().with("TTS_COMMAND", command);
    let output = run(&setup, &["check", "menus", "--voice"]);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("warning[M067]: the greeting could not be spoken in `it`: `sh` failed"), "{told}");
    assert!(told.contains("no such word") && told.contains("menus/giustizia.yaml:4:1"), "{told}");
    assert!(!told.contains("M068"), "{told}");

    let setup = small().with("TTS_COMMAND", "no-such-voice {file} {text}");
    assert_eq!(run(&setup, &["check", "menus", "--voice"]).status.code(), Some(2));
    let setup = small();
    let told = said(&run(&setup, &["check", "menus", "--voice"]));
    assert!(told.contains("warning[M068]: `espeak-ng` speaks ") && told.contains("Piper"), "{told}");
    assert!(!told.contains("M067"), "{told}");
    let told = said(&run(&setup, &["check", "menus"]));
    assert!(told.ends_with("nothing is wrong\n"), "without --voice nothing is spoken: {told}");
}
