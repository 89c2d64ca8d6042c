//! How much is logged, and by which room. The filter that reads it in the end takes any word for the name of a room: a slip of the pen would log
//! nothing at all, and nobody would hear why. So each word must be a level, or a name under which something logs.

use super::read::Expected;

/// From nothing to everything.
const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// What holds for whatever no word of the setting names: whoever wants to hear more of one room does not mean to hear nothing of the others.
const OTHERWISE: &str = "info";

/// The rooms of this program.
const ROOMS: [&str; 24] = [
    "access",
    "booking",
    "calls",
    "cli",
    "clock",
    "config",
    "directory",
    "engine",
    "files",
    "hours",
    "links",
    "measures",
    "menu",
    "notify",
    "platform",
    "scenario",
    "server",
    "store",
    "terms",
    "ticket",
    "tls",
    "voice",
    "web",
    "worker",
];

/// The names under which others' code in this program logs.
const LIBRARIES: [&str; 3] = ["hyper_util", "sqlx", "tower"];

/// A filter, written out in full: `centralino::calls=debug` comes back as `info,centralino::calls=debug`.
pub(super) fn read(text: &str) -> Result<String, Expected> {
    let mut words = Vec::new();
    let mut is_whole = false;
    for word in text.split(',').map(str::trim) {
        let (target, level) =
            word.split_once('=').map_or((word, None), |(target, level)| (target, Some(level)));
        match level {
            None if is_level(word) => is_whole = true,
            None => named(target).map_err(|_| unknown(word))?,
            Some(level) if is_level(level) => named(target)?,
            Some(level) => return Err(unknown(level)),
        }
        words.push(word.to_ascii_lowercase());
    }
    if !is_whole {
        words.insert(0, OTHERWISE.to_owned());
    }
    Ok(words.join(","))
}

fn is_level(word: &str) -> bool {
    LEVELS.iter().any(|level| word.eq_ignore_ascii_case(level))
}

/// Whether anything logs under a name.
fn named(target: &str) -> Result<(), Expected> {
    let mut steps = target.split("::");
    let known = match (steps.next(), steps.next()) {
        (Some("centralino"), None) => true,
        (Some("centralino"), Some(room)) => ROOMS.contains(&room),
        (Some(library), _) => LIBRARIES.contains(&library),
        (None, _) => false,
    };
    let rooms = ROOMS.join(", ");
    if known {
        Ok(())
    } else {
        Err(format!("rooms of this program, centralino::calls=debug: `{target}` is none of {rooms}"))
    }
}

fn unknown(word: &str) -> Expected {
    let levels = LEVELS.join(", ");
    format!(
        "a level ({levels}), or one for each room that differs: info,centralino::calls=debug; `{word}` is no level"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_holds_for_all_and_rooms_may_differ() {
        for (written, read_as) in [
            ("info", "info"),
            ("OFF", "off"),
            ("warn, centralino::calls=debug", "warn,centralino::calls=debug"),
            ("centralino::links::ari=trace", "info,centralino::links::ari=trace"),
            ("centralino=error,sqlx=warn", "info,centralino=error,sqlx=warn"),
            ("error,centralino::store", "error,centralino::store"),
        ] {
            let filter = read(written).unwrap();
            assert_eq!(filter, read_as);
            assert!(tracing_subscriber::EnvFilter::try_new(filter).is_ok(), "{written}");
        }
    }

    #[test]
    fn a_word_that_is_no_level_and_no_room_is_refused_with_what_there_is() {
        for wrong in ["laut", "", "info,laut", "centralino::calls=laut", "info,", "3", "wran"] {
            let told = read(wrong).unwrap_err();
            assert!(told.contains("off, error, warn, info, debug, trace"), "{wrong}: {told}");
        }
        for wrong in ["centralino::cals=debug", "centralno=debug", "=debug", "calls=debug", "a=b=c"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let told = read("info,centralino::cals=debug").unwrap_err();
        assert!(told.contains("`centralino::cals`") && told.contains("booking, calls, cli"), "{told}");
    }

    #[test]
    fn the_rooms_are_those_of_the_house() {
        let rooms = include_str!("../lib.rs").lines().filter_map(|line| line.strip_prefix("pub mod "));
        assert!(rooms.map(|room| room.trim_end_matches(';')).eq(ROOMS));
    }
}
