//! Requests by chance, made from the API's own description: none is answered with a fault, and none in a way that the description does not tell.

use std::process::Command;

use crate::api::Api;

/// How many requests are drawn for each address in each of schemathesis's phases.
const EXAMPLES: &str = "30";

#[test]
fn whatever_is_asked_is_answered_as_described() {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/fuzz/install-schemathesis");
    let installed = Command::new(here).output().unwrap();
    assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
    let place = String::from_utf8(installed.stdout).unwrap();
    let api = Api::start(&["admin"]);
    let run = Command::new(format!("{}/bin/st", place.trim()))
        .args(["run", &api.serve.url("/api/v1/openapi.json")])
        .args(["--header", &format!("Authorization: Bearer {}", api.token)])
        // That a slot must exist, or a span not end before it begins, no description can say: such requests may be refused.
        .args(["--checks", "all", "--exclude-checks", "positive_data_acceptance"])
        .args(["--max-examples", EXAMPLES, "--seed", "20261122", "--no-color"])
        .current_dir(api.serve.setup().path("."))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    assert!(said.contains("Fuzzing") && said.contains("generated"), "it asked something: {said}");
    let log = api.serve.log();
    assert!(!log.contains("panic"), "{log}");
}
