//! A desk in which every way leads to a door of its own: whoever takes a wrong turn arrives elsewhere. It comes in editions that say so with
//! every choice, and have other keys.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The number that callers dial.
pub(super) const NUMBER: &str = "7020";
/// How long it waits for a key; seconds.
pub(super) const WAITS: u64 = 3;

/// Where the keys 1, 2 and 3 lead in the first edition.
pub(super) const NUMBERED: &str = "porta-beta-blu-luna";

const LEVELS: [(&str, [&str; 3]); 3] = [
    ("corridoio", ["alfa", "beta", "gamma"]),
    ("sala", ["rossa", "verde", "blu"]),
    ("porta", ["luna", "sole", "stella"]),
];
/// How its editions are called.
pub(super) const EDITIONS: [&str; 4] = ["prima", "seconda", "terza", "quarta"];

/// A way through it: which name is chosen at each level.
pub(super) type Way = [usize; 3];

/// The edition of this number, as a menu file.
pub(super) fn menu(edition: usize) -> String {
    let mut ways = Vec::new();
    let keys = level(edition, &mut Vec::new(), &mut ways, 2);
    let mut destinations = String::new();
    for way in &ways {
        let (name, title) = (door(way), title(edition, way));
        write!(
            destinations,
            "  {name}:\n    title: \"{title}\"\n    ring: 5 seconds\n    otherwise: chiusa\n"
        )
        .unwrap();
    }
    format!(
        "desk: labirinto\ntitle: Labirinto\nnumbers: [{NUMBER}]\ngreeting: Risponde il labirinto.\n\
         pace: {{ first: {WAITS} seconds, between: 2 seconds, slower: 0 seconds }}\n\
         hours:\n  sempre:\n    every day: 24/7\n    holidays: as weekdays\n\
         destinations:\n{destinations}\
         menu:\n  open: sempre\n  closed: hangup\n  keys:\n{keys}  after-errors: {{ hangup: Troppi errori. }}\n\
         nodes:\n  chiusa:\n    say: Questa porta resta chiusa.\n    then: start\n"
    )
}

/// Writes an edition as the only menu of a folder, in one go. `print` is in it for nobody to hear: each printing is a version of its own.
pub(super) fn publish(folder: &Path, edition: usize, print: usize) {
    let unfinished = folder.join(".labirinto.yaml");
    fs::write(&unfinished, format!("# print {print}\n{}", menu(edition))).unwrap();
    fs::rename(unfinished, folder.join("labirinto.yaml")).unwrap();
}

fn level(edition: usize, way: &mut Vec<usize>, ways: &mut Vec<Way>, indent: usize) -> String {
    let mut keys = String::new();
    let pad = "  ".repeat(indent);
    for key in 1..=3 {
        way.push((key + edition) % 3);
        if let Ok(whole) = Way::try_from(way.as_slice()) {
            writeln!(keys, "{pad}{key}: {}", door(&whole)).unwrap();
            ways.push(whole);
        } else {
            let title = title(edition, way);
            let below = level(edition, way, ways, indent + 2);
            write!(keys, "{pad}{key}:\n{pad}  title: \"{title}\"\n{pad}  keys:\n{below}").unwrap();
        }
        way.pop();
    }
    keys
}

/// How a choice is called, after those that led to it.
fn title(edition: usize, way: &[usize]) -> String {
    let names: Vec<&str> = way.iter().zip(LEVELS).map(|(at, (_, names))| names[*at]).collect();
    let (noun, _) = LEVELS[way.len() - 1];
    format!("{noun} {}, {}", names.join(" "), EDITIONS[edition])
}

/// The destination at the end of a way, as its arrivals tell it.
pub(super) fn door(way: &Way) -> String {
    let [(_, first), (_, second), (_, third)] = LEVELS;
    format!("porta-{}-{}-{}", first[way[0]], second[way[1]], third[way[2]])
}

/// What was told of a way: how far along it the words lead, the edition, and the key that they name for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) level: usize,
    pub(super) edition: usize,
    pub(super) key: char,
}

/// Looks for a way among words that were heard.
pub(super) fn told(words: &str, way: &Way) -> Option<Told> {
    let words = words.to_lowercase();
    for edition in 0..EDITIONS.len() {
        for level in 0..way.len() {
            let title = title(edition, &way[..=level]);
            if let Some((_, then)) = words.split_once(&format!("{title}: prema ")) {
                return Some(Told { level, edition, key: then.chars().next()? });
            }
        }
    }
    None
}

#[test]
fn every_way_is_told_by_the_words_of_each_edition() {
    let words = "Sala alfa rossa, seconda: prema 2. Sala alfa verde, seconda: prema 3.";
    assert_eq!(told(words, &[0, 0, 1]), Some(Told { level: 1, edition: 1, key: '2' }));
    assert_eq!(told(words, &[0, 1, 1]), Some(Told { level: 1, edition: 1, key: '3' }));
    assert_eq!(told(words, &[1, 1, 1]), None, "those are rooms of another corridor");
    assert_eq!(door(&[1, 2, 0]), NUMBERED);
}
