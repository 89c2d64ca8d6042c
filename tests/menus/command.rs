//! `centralino check` and `centralino explain`, as an admin, an editor and a pipeline call them.

use std::path::Path;
use std::process::{Command, Output};

fn centralino(args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_centralino");
    Command::new(program).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_sound_folder_is_said_back_and_ends_well() {
    let output = centralino(&["check", "menus"]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.contains("giustizia, operatori:\n  lunedì-venerdì 08:00–18:00\n  sabato 08:00–13:00\n"),
        "{said}"
    );
    assert!(said.ends_with("5 menus checked: nothing is wrong\n"), "{said}");
}

#[test]
fn a_mistake_ends_with_one_and_wrong_usage_with_two() {
    let broken = "tests/menus/broken/colon-in-sentence.yaml";
    let output = centralino(&["check", broken]);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.starts_with("error[M033]: "), "{told}");
    assert!(told.contains("--> tests/menus/broken/colon-in-sentence.yaml:6:37\n"), "{told}");
    assert!(told.contains("1 menu checked: 1 error, 0 warnings\n"), "{told}");
    assert_eq!(centralino(&["check", broken, "--platform", "carrier-pigeon"]).status.code(), Some(2));
    assert_eq!(centralino(&["check", "no/such/folder"]).status.code(), Some(1));
}

#[test]
fn holidays_that_are_not_known_yet_are_a_warning_and_no_error() {
    let output = centralino(&["check", "menus/giustizia.yaml", "--on", "2076-05-01"]);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(
        told.starts_with("warning[M029]: the holidays of `operatori` are known to the end of 2076 only\n"),
        "{told}"
    );
    assert!(told.contains("1 menu checked: 0 errors, 1 warning\n"), "{told}");
}

#[test]
fn several_menus_are_checked_together_as_a_shell_lists_them() {
    let output = centralino(&["check", "menus/giustizia.yaml", "menus/dogane.yaml"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).ends_with("2 menus checked: nothing is wrong\n"), "{}", said(&output));
    let twice = centralino(&["check", "menus/giustizia.yaml", "./menus/giustizia.yaml"]);
    assert!(said(&twice).contains("error[M054]"), "{}", said(&twice));
}

#[test]
fn where_there_are_no_examples_it_says_where_they_belong() {
    for (menus, told) in [
        ("no/such/folder", "there is no no/such/folder: name the folder in which the menus lie"),
        ("docker", "there is no folder docker/tests: the examples of `desk.yaml` lie beside it"),
    ] {
        let output = centralino(&["test", menus]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(told), "{said}");
    }
    let folder = centralino(&["test", "menus/tests"]);
    assert!(said(&folder).ends_with(" passed, 0 failed\n"), "{}", said(&folder));
}

#[test]
fn other_programs_read_json_and_github_reads_annotations() {
    let broken = "tests/menus/broken/duplicate-keys.yaml";
    let objects: serde_json::Value =
        serde_json::from_str(&said(&centralino(&["check", broken, "--format", "json"]))).unwrap();
    let first = &objects[0];
    assert_eq!(first["code"], "M008");
    assert_eq!(first["severity"], "error");
    assert_eq!(first["file"], broken);
    assert_eq!(first["start"], serde_json::json!({ "line": 9, "column": 5 }));
    assert_eq!(first["end"], serde_json::json!({ "line": 9, "column": 8 }));
    assert_eq!(first["also"]["start"]["line"], 8);
    let annotations = said(&centralino(&["check", broken, "--format", "github"]));
    assert_eq!(
        annotations.lines().next(),
        Some(
            "::error file=tests/menus/broken/duplicate-keys.yaml,line=9,col=5,endColumn=8,title=M008::`2` is written twice (keep one of the two)"
        )
    );
}

#[test]
fn a_played_call_says_why_also_where_no_menu_is_heard() {
    for (args, told) in [
        (["menus/giustizia.yaml", "--at", "2022-09-30T10:00"], "giustizia is in force from 2022-10-01 on"),
        (["menus/giustizia.yaml", "--to", "06 999"], "giustizia does not have the number 06 999"),
        (["menus/palitalsoft.yaml", "--keys", "2"], "key 2 chooses the language `en`"),
        (["menus/palitalsoft.yaml", "--keys", "2"], "the desk has no directory of callers"),
        (["menus/giustizia.yaml", "--from", "anonymous"], "the directory assigns this caller nowhere"),
    ] {
        let said = said(&centralino(&[&["call"], &args[..]].concat()));
        assert!(said.contains(told), "{told}: {said}");
    }
}

#[test]
fn a_desk_of_whose_deadlines_nobody_would_be_told_is_named() {
    let told =
        "note: deadlines: nobody is told of those of `condafne`, which /tickets shows: `to` under `warning`";
    let check = |menu: &str, set: &[(&str, &str)]| {
        let program = env!("CARGO_BIN_EXE_centralino");
        let mut command = Command::new(program);
        command.args(["check", menu]).envs(set.iter().copied()).current_dir(env!("CARGO_MANIFEST_DIR"));
        said(&command.output().unwrap())
    };
    let webhooks = [
        ("CENTRALINO_WEBHOOK_URL", "http://127.0.0.1:9/in"),
        ("CENTRALINO_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    ];
    let mail = [("CENTRALINO_SMTP_URL", "smtp://127.0.0.1:9"), ("CENTRALINO_MAIL_FROM", "a@desk.example")];
    assert!(check("menus/condafne.yaml", &[]).contains(told));
    assert!(!check("menus/condafne.yaml", &webhooks).contains("deadlines:"));
    assert!(!check("menus/giustizia.yaml", &[]).contains("deadlines:"), "it promises nothing");
    // A mailbox is of use once mail can be sent.
    let folder = tempfile::tempdir().unwrap();
    let menu = std::fs::read_to_string("menus/condafne.yaml").unwrap();
    let named = menu.replace("{ before: 30 minutes }", "{ before: 30 minutes, to: operatori@desk.example }");
    assert_ne!(named, menu);
    let file = folder.path().join("condafne.yaml");
    std::fs::write(&file, named).unwrap();
    let file = file.to_str().unwrap();
    assert!(check(file, &[]).contains(told) && check(file, &mail[..]).contains("checked: nothing is wrong"));
    assert!(!check(file, &mail).contains("deadlines:"));
}

#[test]
fn a_code_is_explained_and_all_are_listed() {
    let page = said(&centralino(&["explain", "m012"]));
    assert!(page.starts_with("M012: no destination is called so\n"), "{page}");
    let list = said(&centralino(&["explain"]));
    assert!(list.starts_with("M001  ") && list.lines().count() > 60, "{list}");
    let unknown = centralino(&["explain", "M999"]);
    assert_eq!((unknown.status.code(), unknown.stdout.is_empty()), (Some(2), true));
}

#[test]
fn no_word_of_a_library_reaches_an_admin() {
    let foreign = [
        "mapping",
        "sequence",
        "scalar",
        "flow",
        "token",
        "simple key",
        "anchor",
        "serde",
        "EOF",
        "os error",
    ];
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/menus/broken")).unwrap()
    {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "txt") {
            let told = std::fs::read_to_string(&path).unwrap();
            let said = told.lines().filter(|line| line.contains("error[") || line.contains("help: "));
            let said: String = said.collect::<Vec<_>>().join("\n").replace("anchor.yaml", "");
            let word = foreign.iter().find(|word| said.contains(**word));
            assert_eq!(word, None, "{}: {said}", path.display());
        }
    }
}
