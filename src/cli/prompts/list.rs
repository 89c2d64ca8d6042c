//! How the prompts stand: a line for each desk and language, and those that want something.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::menu::model::Menu;
use crate::terms::Language;
use crate::voice::{Line, State};

/// So many of each kind are named; `--all` names the rest.
const SHOWN: usize = 10;

/// The list.
pub(super) fn text(lines: &[Line], menus: &[Arc<Menu>], all: bool) -> String {
    let mut text = String::new();
    for menu in menus {
        for language in Language::ALL {
            let of_desk: Vec<_> = lines
                .iter()
                .filter(|line| line.language == language && line.desks.contains(&menu.desk))
                .collect();
            if of_desk.is_empty() {
                continue;
            }
            let count = |kind: &str| of_desk.iter().filter(|line| kind_of(line) == kind).count();
            let _ = writeln!(
                text,
                "{}, {}: {} prompts: {} recorded, {} made, {} missing, {} stale",
                menu.desk,
                language.code(),
                of_desk.len(),
                count("recorded"),
                count("made"),
                count("missing"),
                count("stale")
            );
        }
    }
    let kinds: &[&str] = if all { &["stale", "missing", "made", "recorded"] } else { &["stale", "missing"] };
    for kind in kinds {
        let of_kind: Vec<_> = lines.iter().filter(|line| kind_of(line) == *kind).collect();
        let shown = if all { of_kind.len() } else { SHOWN };
        for (place, line) in of_kind.iter().take(shown).enumerate() {
            if place == 0 {
                text.push('\n');
            }
            let _ = writeln!(text, "{kind:8}  {} ({})  «{}»", line.name, line.language.code(), line.words);
            if let Some(before) = &line.stale {
                let _ = writeln!(text, "          recorded were: «{before}»");
            }
        }
        if let Some(more) = of_kind.len().checked_sub(shown).filter(|more| *more > 0) {
            let _ = writeln!(text, "{kind:8}  and {more} more; --all lists them");
        }
    }
    text
}

/// One word for how a prompt stands. One whose recording is old is that first of all, though the voice may stand in for it.
pub(super) fn kind_of(line: &Line) -> &'static str {
    match (line.state, &line.stale) {
        (State::Recorded, _) => "recorded",
        (State::Made | State::Missing, Some(_)) => "stale",
        (State::Made, None) => "made",
        (State::Missing, None) => "missing",
    }
}
