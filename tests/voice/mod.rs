//! What callers hear and whose voice says it, as an admin sees to it: `centralino prompts`, recordings, and the checks of both.

mod check;
mod made;
mod recorded;
mod wav;

use std::process::Output;

use crate::rig::Setup;

/// A small desk, so that few prompts are to be made.
const DESK: &str = "desk: prova\ntitle: Prova\nnumbers: [800 749 049]\ngreeting: Risponde lo sportello di prova.\nhours:\n  sempre:\n    \
    mon-sun: 00:00-24:00\n    holidays: 00:00-24:00\ndestinations:\n  qui: Qui\nmenu:\n  open: sempre\n  closed: hangup\n  \
    keys: { 1: qui }\n  after-errors: hangup\n";

/// What speaks where nothing is set.
const ESPEAK: &str = "espeak-ng -v {language} -s 150 -w {file} -- {text}";

/// A small desk that `espeak-ng` speaks for.
fn small() -> Setup {
    let setup =
        Setup::signed().with("TTS_COMMAND", ESPEAK).with("TTS_JOBS", "4").with("VOICE_CACHE", "voice");
    std::fs::write(setup.path("menus/giustizia.yaml"), DESK).unwrap();
    setup
}

fn run(setup: &Setup, arguments: &[&str]) -> Output {
    setup.command(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
