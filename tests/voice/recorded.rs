//! A script goes out, recordings come back: as an admin who is no programmer does it, and with what goes wrong on the way.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use reqwest::Client;

use super::wav::{is_for_telephones, voice};
use super::{DESK, run, said, small, told};
use crate::rig::{Caller, Setup};

/// A line of a script, by column.
type Row = HashMap<String, String>;

/// Reads a script as a spreadsheet does.
fn script(path: &Path, delimiter: u8) -> Vec<Row> {
    let bytes = fs::read(path).unwrap();
    let text =
        std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').expect("accents in a spreadsheet");
    let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let header: Vec<_> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |row: csv::StringRecord| header.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
    rows.records().map(|record| row(record.unwrap())).collect()
}

fn row<'a>(rows: &'a [Row], name: &str) -> &'a Row {
    rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

/// About as long as the words take.
fn speak(path: &Path, words: &str) {
    voice(path, 44_100, 0.2, 0.3 + words.len() as f64 / 17.0);
}

fn export(setup: &Setup) -> Vec<Row> {
    let output = run(setup, &["prompts", "menus", "--export", "script.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    script(&setup.path("script.csv"), b';')
}

#[tokio::test]
async fn a_script_goes_out_and_its_recordings_are_played() {
    let setup = small();
    let rows = export(&setup);
    let greeting = row(&rows, "prova-greeting");
    assert_eq!(greeting["words"], "Risponde lo sportello di prova.");
    assert_eq!(greeting["where used"], "prova: the greeting");
    assert_eq!((&*greeting["language"], &*greeting["state"]), ("it", "missing"));
    let file = greeting["file name to record"].clone();
    assert!(file.starts_with("prova-greeting-it-"), "{file}");
    assert_eq!(row(&rows, "goodbye")["words"], "Grazie della chiamata. Arrivederci.");
    assert_eq!(row(&rows, "prova-open-keys")["words"], "Qui: prema 1.");
    assert!(rows.iter().filter(|row| row["name"].starts_with("year-")).count() <= 5, "not forty years");
    let first_piece = rows.iter().position(|row| row["name"] == "today").unwrap();
    assert!(rows.iter().position(|row| row["name"] == "goodbye").unwrap() < first_piece, "sentences first");
    run(&setup, &["prompts", "menus", "--export", "commas.csv", "--commas"]);
    assert_eq!(script(&setup.path("commas.csv"), b',').len(), rows.len());

    // What comes back from a studio.
    let studio = setup.path("studio");
    fs::create_dir_all(studio.join("second day")).unwrap();
    let goodbye = &row(&rows, "goodbye")["file name to record"];
    speak(&studio.join(file.to_uppercase().replace('-', "_")), &greeting["words"]);
    speak(&studio.join("second day").join(goodbye), "Grazie della chiamata. Arrivederci.");
    fs::write(studio.join(&row(&rows, "prova-open-keys")["file name to record"]), "an mp3").unwrap();
    voice(&studio.join(&row(&rows, "cleared")["file name to record"]), 8_000, 4.0, 3.0);
    voice(&studio.join(&row(&rows, "nothing-pressed")["file name to record"]), 8_000, 0.2, 30.0);
    voice(&studio.join("goodby-it-0000.wav"), 8_000, 0.2, 3.0);
    fs::write(studio.join("._mac.wav"), "").unwrap();
    fs::write(studio.join("notes.txt"), "").unwrap();
    let output = run(&setup, &["prompts", "menus", "--import", "studio"]);
    let refused = told(&output);
    assert_eq!(output.status.code(), Some(1), "{refused}");
    assert!(
        said(&output).starts_with("2 recordings taken in, 4 refused; left to record: "),
        "{}",
        said(&output)
    );
    for why in [
        "is no WAV file",
        "is clipped in",
        "lasts 30 s, and its words take about 2 s",
        "did you mean goodbye-it-",
    ] {
        assert!(refused.contains(why), "{why}: {refused}");
    }
    for name in [&file, goodbye] {
        let level = is_for_telephones(&setup.path("menus/recordings").join(name));
        assert!((-30.0..-10.0).contains(&level), "{name} is to be heard: {level} dB");
    }
    let list = said(&run(&setup, &["prompts", "menus"]));
    assert!(list.contains(" 2 recorded, ") && list.contains(" 0 stale"), "{list}");
    assert_eq!(export(&setup).len(), rows.len() - 2, "what is recorded is not asked for again");
    assert_eq!(
        said(&run(&setup, &["check", "menus"])).lines().last(),
        Some("1 menu checked: nothing is wrong")
    );

    // No line of the menu names them, and callers hear them.
    let setup = setup.with("TTS_COMMAND", "none");
    let serve = setup.start();
    let caller = Caller::new(&serve, "CA-recorded-by-name");
    let look = async || caller.arrives().await.sounds().first().map(|sound| (*sound).to_owned());
    let sound = serve.comes("the recording is made ready", look).await;
    let wav = Client::new().get(serve.url(sound.strip_prefix("https://phone.example").unwrap()));
    let wav = wav.send().await.unwrap().bytes().await.unwrap();
    assert_eq!(wav.to_vec(), fs::read(serve.setup().path("menus/recordings").join(&file)).unwrap());
}

#[test]
fn words_that_change_make_a_recording_old_and_it_is_not_taken_for_new() {
    let setup = small();
    let rows = export(&setup);
    let old = row(&rows, "prova-greeting")["file name to record"].clone();
    fs::create_dir(setup.path("studio")).unwrap();
    speak(&setup.path("studio").join(&old), "Risponde lo sportello di prova.");
    assert_eq!(run(&setup, &["prompts", "menus", "--import", "studio"]).status.code(), Some(0));

    // A comma is not another word.
    setup.change_menu(|menu| {
        menu.replace("Risponde lo sportello di prova.", "Risponde, lo sportello di Prova")
    });
    assert!(said(&run(&setup, &["prompts", "menus"])).contains(" 1 recorded, "));

    setup.change_menu(|menu| {
        menu.replace("Risponde, lo sportello di Prova", "Risponde lo sportello del Comune.")
    });
    let list = said(&run(&setup, &["prompts", "menus"]));
    assert!(list.contains(" 0 recorded, ") && list.contains(", 1 stale"), "{list}");
    assert!(list.contains("stale     prova-greeting (it)  «Risponde lo sportello del Comune.»"), "{list}");
    assert!(list.contains("recorded were: «Risponde lo sportello di prova.»"), "{list}");
    let rows = export(&setup);
    let new = row(&rows, "prova-greeting");
    assert_eq!(new["state"], "stale");
    assert_ne!(new["file name to record"], old, "the name stays, the file is another");

    // The recording of the old words comes late.
    let output = run(&setup, &["prompts", "menus", "--import", "studio"]);
    assert_eq!(output.status.code(), Some(1));
    let refused = told(&output);
    assert!(
        refused.contains("was recorded for other words") && refused.contains(&new["file name to record"]),
        "{refused}"
    );

    // And when the words are put back, the old recording is right again.
    fs::write(setup.path("menus/giustizia.yaml"), DESK).unwrap();
    assert!(said(&run(&setup, &["prompts", "menus"])).contains(" 1 recorded, "));
}

#[test]
fn a_folder_with_nothing_in_it_and_one_that_is_not_there_are_told() {
    let setup = small();
    fs::create_dir(setup.path("empty")).unwrap();
    let output = run(&setup, &["prompts", "menus", "--import", "empty"]);
    assert_eq!(
        (output.status.code(), told(&output)),
        (Some(1), "centralino: there is no WAV file in empty\n".to_owned())
    );
    assert_eq!(run(&setup, &["prompts", "menus", "--import", "nowhere"]).status.code(), Some(2));
    assert_eq!(run(&setup, &["prompts", "nowhere"]).status.code(), Some(1));
    assert_eq!(run(&setup, &["prompts", "menus", "--language", "de"]).status.code(), Some(2));
    let output = run(&setup, &["prompts", "menus", "--export", "no/such/folder.csv"]);
    assert!(told(&output).contains("no/such/folder.csv cannot be written"), "{}", told(&output));
}
