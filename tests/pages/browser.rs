//! A real browser, driven by a script for each walk (`walks/`, see `walks/rig.mjs`).

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::visitor::{PASSWORD, add_user};
use crate::rig::{Serve, Setup};

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages");

/// Walks through the pages of a service in a real browser, as the script says; what it is given stands in its `args`. Pictures of what was seen lie
/// in `pages` below cargo's folder for tests.
pub(super) fn walk(serve: &Serve, script: &str, args: &Value) {
    walk_at(&serve.url(""), &serve.setup().path("."), script, args, || serve.log());
}

/// The same through the pages at an address, in a folder; `log` gives what the service logged.
pub(crate) fn walk_at(base: &str, folder: &Path, script: &str, args: &Value, log: impl Fn() -> String) {
    let given = json!({
        "walk": script,
        "base": base,
        "installed": installed(),
        "chromium": chromium(),
        "pictures": Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages"),
        "password": PASSWORD,
        "args": args,
    });
    let walked = Command::new("node")
        .arg(format!("{HERE}/walks/{script}.mjs"))
        .arg(given.to_string())
        .current_dir(folder)
        .output()
        .unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&walked.stdout), String::from_utf8_lossy(&walked.stderr));
    assert!(walked.status.success(), "the walk `{script}` failed\n{said}\n-- the service's log:\n{}", log());
    let log = log();
    assert!(!log.contains("panic") && !log.contains("the pages have no words"), "{log}");
}

/// Where what drives the browser is installed.
pub(super) fn installed() -> String {
    let installed = Command::new(format!("{HERE}/install-browser")).output().unwrap();
    assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
    String::from_utf8(installed.stdout).unwrap().trim().to_owned()
}

fn chromium() -> String {
    let found = Command::new("sh").args(["-c", "command -v chromium"]).output().unwrap();
    String::from_utf8(found.stdout).unwrap().trim().to_owned()
}

#[test]
fn what_everybody_sees_is_accessible_and_one_signs_in_by_keyboard() {
    let setup = Setup::new().with("ORGANISATION", "Ministero di prova");
    add_user(&setup, "anna", "operator");
    walk(&setup.start(), "frame", &json!({ "password": PASSWORD }));
}

#[test]
fn the_api_is_tried_on_a_page_that_lets_nothing_else_in() {
    let serve = Setup::new().start();
    let token = crate::api::token(&serve, &["admin"]);
    walk(&serve, "docs", &json!({ "token": token }));
}
