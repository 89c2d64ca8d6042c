//! The commands that play calls, as a person and as a script use them.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn centralino(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_centralino"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json(arguments: &[&str]) -> Value {
    let mut all = vec!["call", "menus/giustizia.yaml", "--json"];
    all.extend(arguments);
    let output = centralino(&all);
    assert!(output.status.success(), "{}", told(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_known_caller_at_the_last_minute_of_saturday() {
    let call = json(&["--from", "+390668851234", "--at", "2026-11-21T12:59+01:00", "--keys", "1"]);
    assert_eq!((&call["ending"], &call["destination"]), (&"transfer".into(), &"lotto-5".into()));
    assert!(call["ticket"].is_null());
    assert!(call["heard"].as_array().unwrap().iter().any(|text| text.as_str().unwrap().contains("Lotto 5")));
    let why = call["why"].as_array().unwrap();
    let step =
        |rule: &str| why.iter().find(|step| step["rule"] == rule).unwrap_or_else(|| panic!("{why:#?}"));
    assert_eq!(step("hours")["layer"], "hours");
    assert_eq!(step("hours")["file"], "menus/giustizia.yaml");
    let line = usize::try_from(step("hours")["line"].as_u64().unwrap()).unwrap();
    let menu = fs::read_to_string(super::desks::menus().join("giustizia.yaml")).unwrap();
    assert!(menu.lines().nth(line - 1).unwrap().contains("sat: 08:00-13:00"));
    assert_eq!(step("assigned")["file"], "menus/numeri-amministrazione.csv");
    assert_eq!(step("assigned")["line"], 2);
    assert!(step("known-caller")["line"].is_u64());
}

#[test]
fn a_minute_later_it_is_closed_and_a_callback_can_be_booked() {
    let closed = json(&["--from", "0668851234", "--at", "2026-11-21 13:00", "--keys", "1"]);
    assert_eq!(closed["ending"], "hangup");
    let booked = json(&["--from", "0668851234", "--at", "2026-11-21 13:00", "--keys", "9,1,1,1"]);
    assert_eq!((&booked["ending"], &booked["destination"]), (&"booked".into(), &Value::Null));
    assert_eq!(booked["ticket"].as_str().unwrap().len(), 9);
}

#[test]
fn transfers_can_fail() {
    let call = json(&["--at", "2026-11-24 10:00", "--keys", "1,3", "--transfers", "no-answer"]);
    assert_eq!((&call["ending"], &call["destination"]), (&"hangup".into(), &Value::Null));
}

#[test]
fn the_transcript_tells_prompts_keys_decisions_and_lines() {
    let output = centralino(&[
        "call",
        "menus/giustizia.yaml",
        "--at",
        "2026-11-24 10:00",
        "--keys",
        "13",
        "--from",
        "0668851234",
    ]);
    let text = printed(&output);
    for part in [
        "presses   13",
        "known callers",
        "menus/giustizia.yaml:",
        "dials     lotto-5",
        "The call ended at `lotto-5`.",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert!(!text.contains("68851234"), "a number is printed whole: {text}");
}

#[test]
fn a_moment_that_comes_twice_or_never_lists_the_choices() {
    for (at, first, second) in [
        ("2026-10-25T02:30", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"),
        ("2026-03-29 02:30", "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00"),
    ] {
        let output = centralino(&["call", "menus/giustizia.yaml", "--at", at]);
        assert_eq!(output.status.code(), Some(2));
        assert!(told(&output).contains(first) && told(&output).contains(second), "{}", told(&output));
    }
}

#[test]
fn wrong_usage_and_broken_menus_have_their_exit_codes() {
    let keys = centralino(&["call", "menus/giustizia.yaml", "--keys", "1;3"]);
    assert_eq!(keys.status.code(), Some(2));
    assert!(told(&keys).contains("--keys"), "{}", told(&keys));
    let missing = centralino(&["call", "menus/niente.yaml"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(told(&missing).contains("does not exist"), "{}", told(&missing));
}

#[test]
fn the_examples_of_all_desks_pass_and_are_counted() {
    let output = centralino(&["test", "menus/"]);
    let text = printed(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.trim_end().ends_with("passed, 0 failed"), "{text}");
    let passed: usize = text.split_whitespace().next().unwrap().parse().unwrap();
    assert!(passed > 200, "{text}");
}

#[test]
fn a_failing_example_says_what_happened_instead_and_at_which_line() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["giustizia.yaml", "numeri-amministrazione.csv"] {
        fs::copy(super::desks::menus().join(file), folder.path().join(file)).unwrap();
    }
    fs::create_dir(folder.path().join("tests")).unwrap();
    let examples = "# un commento\n\nIl martedì si va al Lotto 2:\n  at: 2026-11-24 10:00\n  keys: 1,3\n  ends: lotto-2\n";
    fs::write(folder.path().join("tests/giustizia.yaml"), examples).unwrap();
    let output = centralino(&["test", folder.path().to_str().unwrap()]);
    let text = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("tests/giustizia.yaml:3: Il martedì si va al Lotto 2"), "{text}");
    assert!(
        text.contains("line 6: the call ended at `lotto-3`") && text.contains("dials     lotto-3"),
        "{text}"
    );
    assert!(text.trim_end().ends_with("0 passed, 1 failed"), "{text}");
    fs::write(folder.path().join("tests/giustizia.yaml"), "Uno:\n  at: mai\n  ends: lotto-9\n").unwrap();
    let broken = centralino(&["test", folder.path().to_str().unwrap()]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(
        printed(&broken).contains("`lotto-9`") && printed(&broken).contains("`mai`"),
        "{}",
        printed(&broken)
    );
}

#[test]
fn a_call_from_a_terminal_takes_a_line_for_each_prompt() {
    let arguments =
        ["phone", "menus/giustizia.yaml", "--silent", "--at", "2026-11-22 10:00", "--from", "0668851234"];
    let mut phone = Command::new(env!("CARGO_BIN_EXE_centralino"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    phone.stdin.take().unwrap().write_all(b"9\n1\n1\n1\n").unwrap();
    let output = phone.wait_with_output().unwrap();
    let text = printed(&output);
    for part in [
        "Primo orario libero: domani, lunedì 23 novembre",
        "Ripetiamo",
        "request number",
        "the caller hangs up",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[test]
fn a_silence_at_the_terminal_is_waited_for() {
    let mut phone = Command::new(env!("CARGO_BIN_EXE_centralino"))
        .args(["phone", "menus/giustizia.yaml", "--silent", "--why", "--at", "2026-11-24 10:00"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    phone.stdin.take().unwrap().write_all(b"\n7\n1\n3\n\n").unwrap();
    let text = printed(&phone.wait_with_output().unwrap());
    for part in
        ["nothing was pressed", "Il tasto 7", "lotto-3 rings", "they spoke", "The call ended at `lotto-3`."]
    {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}
