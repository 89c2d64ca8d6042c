//! A seal of the release before names nodes by their numbers: where those of an unchanged menu are others now, the format must be raised.
//!
//! `numbering.txt` has a line for each desk: its name, its version, the seals' format, and a hash of the numbers. With `CENTRALINO_BLESS=1` it
//! is written anew.

use std::fmt::Write as _;
use std::path::Path;

use centralino::calls::seal::FORMAT;
use centralino::files::Desks;
use centralino::menu::model::Menu;
use ring::digest::{SHA256, digest};

#[test]
fn an_unchanged_menu_is_numbered_as_before_or_the_format_is_raised() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = folder.join("tests/calls/numbering.txt");
    let desks = Desks::read(&folder.join("menus"));
    let lines: Vec<_> = desks.menus().map(|menu| line(menu)).collect();
    assert_eq!(lines.len(), 5);
    let now = lines.join("\n") + "\n";
    if std::env::var_os("CENTRALINO_BLESS").is_some() {
        std::fs::write(&page, &now).unwrap();
    }
    let before = std::fs::read_to_string(&page).unwrap_or_default();
    let mut held = 0;
    for line in &lines {
        let (same, _) = line.rsplit_once(' ').unwrap();
        if let Some(was) = before.lines().find(|was| was.starts_with(same)) {
            assert_eq!(was, line, "the same menu is numbered otherwise: raise FORMAT in src/calls/seal.rs");
            held += 1;
        }
    }
    // One desk that did not change is enough to see how menus are numbered.
    assert!(held > 0, "every menu was changed, or the format: write the page anew with CENTRALINO_BLESS=1");
}

fn line(menu: &Menu) -> String {
    let mut numbers = String::new();
    menu.nodes.iter().for_each(|node| writeln!(numbers, "node {}", node.path).unwrap());
    menu.destinations.iter().for_each(|one| writeln!(numbers, "destination {}", one.name).unwrap());
    menu.queues.iter().for_each(|queue| writeln!(numbers, "queue {}", queue.name).unwrap());
    menu.calendars.iter().for_each(|calendar| writeln!(numbers, "calendar {}", calendar.name).unwrap());
    let hash = digest(&SHA256, numbers.as_bytes());
    let hash: String = hash.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{} {} {FORMAT} {hash}", menu.desk, menu.version)
}
