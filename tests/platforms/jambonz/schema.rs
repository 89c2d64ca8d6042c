//! Every document that we can write for jambonz, held against the schema that jambonz publishes.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use centralino::platform::jambonz::{Setup, write, write_holding};
use centralino::terms::Language;

use crate::platforms::replies;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/platforms/jambonz");

/// Where the schema is, put there if need be.
fn schema() -> PathBuf {
    let done = Command::new(Path::new(FOLDER).join("install-schema")).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "jambonz's schema is not there and cannot be had: {said}");
    PathBuf::from(String::from_utf8(done.stdout).unwrap().trim_end())
}

/// What the schema says of each document.
fn judge(documents: &[String]) -> Vec<String> {
    let mut node = Command::new("node")
        .arg(Path::new(FOLDER).join("validate.cjs"))
        .env("NODE_PATH", schema().join("node_modules"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is needed to read jambonz's schema");
    let lines = documents.join("\n");
    let mut stdin = node.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let done = node.wait_with_output().unwrap();
    feeder.join().unwrap().unwrap();
    assert!(done.status.success());
    let said: Vec<_> = String::from_utf8(done.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(said.len(), documents.len(), "one line for each document");
    said
}

#[test]
fn whatever_we_write_fits_jambonzs_own_schema() {
    let setup = Setup {
        action: "https://phone.example/hooks/jambonz".to_owned(),
        sip_domain: Some("pbx.example".to_owned()),
        voices: [Some("it-IT-Wavenet-A".to_owned()), None],
    };
    assert!(setup.voices.len() == Language::COUNT);
    let mut documents: Vec<_> =
        replies::all().iter().map(|reply| write(reply, &setup, Some("condafne")).unwrap()).collect();
    documents.extend(replies::holding().iter().map(|holding| write_holding(holding, &setup).unwrap()));
    assert!(documents.len() > 500, "only {} documents", documents.len());
    for verb in [
        "answer",
        "pause",
        "play",
        "say",
        "gather",
        "dial",
        "enqueue",
        "leave",
        "redirect",
        "sip:decline",
        "hangup",
    ] {
        let written = format!(r#""verb":"{verb}""#);
        assert!(documents.iter().any(|document| document.contains(&written)), "no document has {verb}");
    }
    let shown = r#""callerId":"+390668851234""#;
    assert!(documents.iter().any(|document| document.contains(shown)), "no document shows the desk's number");
    for (document, said) in documents.iter().zip(judge(&documents)) {
        assert!(said.is_empty(), "{said}\n{document}");
    }
}

#[test]
fn the_judge_sees_what_is_wrong() {
    let wrong = [
        r#"[{"verb":"gather","numDigits":"1"}]"#,
        r#"[{"verb":"gather","minDigit":1}]"#,
        r#"[{"verb":"gather","play":{"url":["https://a.example/x.wav"],"early":true}}]"#,
        r#"[{"verb":"gather","play":{}}]"#,
        r#"[{"verb":"dial","actionHook":"https://a.example/"}]"#,
        r#"[{"verb":"dial","target":[{"type":"fax"}]}]"#,
        r#"[{"verb":"sip:decline"}]"#,
        r#"[{"verb":"dance"}]"#,
        r#"{"verb":"hangup"}"#,
    ]
    .map(str::to_owned);
    for (document, said) in wrong.iter().zip(judge(&wrong)) {
        assert!(!said.is_empty(), "{document}");
    }
}
