//! What a platform cannot do is told when a menu is checked, never found out by a caller.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

const PLATFORMS: [&str; 9] =
    ["asterisk", "ari", "freeswitch", "jambonz", "twiml", "twilio", "signalwire", "telnyx", "somleng"];

/// What each platform's check says of a desk with these lines.
fn refused_by(lines: &str) -> Vec<&'static str> {
    let folder = TempDir::new().unwrap();
    let desk = format!(
        "desk: prova\ntitle: Prova\nnumbers: [7010]\nhours:\n  sempre: {{ every day: 24/7, holidays: as weekdays }}\n{lines}\n\
         menu:\n  open: sempre\n  closed: hangup\n  keys: {{ 1: qui }}\n  otherwise: hangup\n  after-errors: hangup\n"
    );
    let path = folder.path().join("prova.yaml");
    fs::write(&path, desk).unwrap();
    let refused = PLATFORMS.into_iter().filter(|platform| {
        let checked = Command::new(env!("CARGO_BIN_EXE_centralino"))
            .arg("check")
            .arg(&path)
            .args(["--platform", platform])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&[checked.stdout, checked.stderr].concat()).into_owned();
        let cannot = said.contains(&format!("`{platform}` cannot "));
        assert_eq!(checked.status.code(), Some(i32::from(cannot)), "{platform}: {said}");
        cannot
    });
    refused.collect()
}

#[test]
fn a_plain_desk_is_for_everybody() {
    assert_eq!(refused_by("destinations:\n  qui: Qui"), Vec::<&str>::new());
}

#[test]
fn words_before_the_answer_are_for_those_with_early_media() {
    let without = refused_by("answer: never\ndestinations:\n  qui: Qui");
    assert_eq!(without, ["twiml", "twilio", "signalwire", "telnyx", "somleng"]);
}

#[test]
fn destinations_are_for_those_that_can_dial_them() {
    let to = |to: &str| refused_by(&format!("destinations:\n  qui: {{ title: Qui, to: \"{to}\" }}"));
    assert_eq!(to("ufficio/due"), ["asterisk", "ari", "freeswitch"]);
    assert_eq!(to("sip:help@desk.example"), ["asterisk", "ari"]);
    assert_eq!(to("enqueue:supporto"), ["asterisk", "ari", "freeswitch", "somleng"]);
    assert_eq!(to("+390612345678"), Vec::<&str>::new());
}

#[test]
fn callers_wait_where_the_platform_has_a_queue_that_a_menu_can_speak_of() {
    let waiting = |fields: &str| {
        refused_by(&format!("destinations:\n  qui: {{ title: Qui, waiting: {{ {fields} }} }}"))
    };
    assert_eq!(waiting("longest: 5 minutes, position: yes"), ["freeswitch", "somleng"]);
    assert_eq!(waiting("expected-wait: yes"), ["freeswitch", "jambonz", "somleng"]);
    assert_eq!(waiting("keys: { 9: hangup }"), ["freeswitch", "jambonz", "somleng"]);
}

#[test]
fn queues_of_the_platform_are_for_those_that_have_them() {
    let without = refused_by("destinations:\n  qui: { title: Qui, to: \"queue:supporto\" }");
    assert_eq!(without, ["asterisk", "ari", "freeswitch", "somleng"]);
}

#[test]
fn what_a_package_pays_for_is_for_those_that_can_end_it_and_warn_before() {
    let paid = |warning: &str| {
        refused_by(&format!(
            "destinations:\n  qui: {{ title: Qui, package: {{ otherwise: hangup }} }}\n\
             packages: {{ kinds: {{ base: {{ size: 4 }} }}{warning} }}"
        ))
    };
    assert_eq!(paid(", warning: no"), ["freeswitch"]);
    let warned = ["freeswitch", "jambonz", "twiml", "twilio", "signalwire", "telnyx", "somleng"];
    assert_eq!(paid(""), warned, "Asterisk alone, by its dialplan and over ARI, says it before");
}
