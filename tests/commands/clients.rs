//! `customer` and `package`: what an admin types for a body that has bought a package, and what callers hear of it.

use super::typed;
use crate::rig::{SUNDAY, Setup};

/// With the menus of the desks that know customers.
fn setup() -> Setup {
    let setup = Setup::signed().with("TEST_CLOCK", SUNDAY);
    for name in ["palitalsoft.yaml", "condafne.yaml", "dogane.yaml"] {
        let shipped = format!("{}/menus/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::copy(shipped, setup.path("menus").join(name)).unwrap();
    }
    setup
}

fn refused(setup: &Setup, arguments: &[&str], why: &str) {
    let (code, _, said) = typed(setup, arguments);
    assert_eq!(code, Some(2), "{arguments:?}: {said}");
    assert!(said.contains(why), "{said}");
}

#[test]
fn a_body_is_added_with_its_number_and_its_package_and_removed_with_both() {
    let setup = setup();
    let added = setup.succeeds(&["customer", "add", "palitalsoft", "comune-1"]);
    assert_eq!(added, "COMUNE1 is a customer of palitalsoft; on the telephone: 2668631 and hash\n");
    refused(&setup, &["customer", "add", "palitalsoft", "COMUNE1"], "already");
    let given = setup.succeeds(&["customer", "number", "palitalsoft", "COMUNE1", "0731 22911"]);
    assert_eq!(given, "whoever dials 39073122911 calls for COMUNE1\n");
    setup.succeeds(&["customer", "number", "palitalsoft", "COMUNE1", "7004"]);
    let listed = setup.succeeds(&["customer", "list", "palitalsoft"]);
    assert_eq!(listed, "COMUNE1: keys 2668631, dialled as 39073122911, 7004\n");
    let bought =
        setup.succeeds(&["package", "add", "palitalsoft", "COMUNE1", "gold-plus", "--signed", "2026-03-01"]);
    assert_eq!(
        bought,
        "package 1: gold-plus of COMUNE1, 250 calls and 250 written requests until 2027-03-01\n"
    );
    setup.succeeds(&["package", "add", "palitalsoft", "COMUNE1", "light"]);
    let left = setup.succeeds(&["package", "list", "palitalsoft", "COMUNE1"]);
    assert_eq!(
        left,
        "2  COMUNE1: light, 25 calls and 25 written requests left, from 2026-11-22 until 2027-11-22, it\n\
         1  COMUNE1: gold-plus, 250 calls and 250 written requests left, from 2026-03-01 until 2027-03-01, it and en\n"
            .lines()
            .rev()
            .collect::<Vec<_>>()
            .join("\n")
            + "\n"
    );
    assert_eq!(setup.succeeds(&["package", "remove", "palitalsoft", "2"]), "package 2 is removed\n");
    refused(&setup, &["package", "remove", "dogane", "1"], "dogane has no package 1");
    setup.succeeds(&["customer", "number", "palitalsoft", "COMUNE1", "7004", "--remove"]);
    refused(
        &setup,
        &["customer", "number", "palitalsoft", "COMUNE1", "7004", "--remove"],
        "is not that customer's",
    );
    setup.succeeds(&["customer", "remove", "palitalsoft", "COMUNE1"]);
    assert!(setup.succeeds(&["customer", "list", "palitalsoft"]).contains("has no customers"));
    assert!(setup.succeeds(&["package", "list", "palitalsoft"]).contains("there are no packages"));
}

#[test]
fn what_makes_no_sense_is_refused_with_what_would() {
    let setup = setup();
    setup.succeeds(&["customer", "add", "palitalsoft", "COMUNE1"]);
    refused(&setup, &["customer", "add", "palitalsof", "COMUNE2"], "did you mean `palitalsoft`?");
    refused(&setup, &["customer", "add", "palitalsoft", "A!"], "letters from A to Z");
    refused(
        &setup,
        &["customer", "number", "palitalsoft", "COMUNE1", "06 6885 1234"],
        "does not have the number",
    );
    refused(&setup, &["customer", "remove", "palitalsoft", "ALTRO"], "has no customer with the code ALTRO");
    refused(
        &setup,
        &["package", "add", "palitalsoft", "COMUNE1", "platinum"],
        "there are gold, gold-plus, silver",
    );
    refused(&setup, &["package", "add", "dogane", "COMUNE1", "gold"], "sells no packages");
    let dated = ["package", "add", "palitalsoft", "COMUNE1", "gold", "--signed", "01/03/2026"];
    refused(&setup, &dated, "write the day as year-month-day");
}

#[test]
fn two_codes_on_the_same_keys_are_told() {
    let setup = setup();
    setup.succeeds(&["customer", "add", "condafne", "HD4711"]);
    let (code, _, said) = typed(&setup, &["customer", "add", "condafne", "GE4711"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("HD4711 stands on the same keys"), "{said}");
}
