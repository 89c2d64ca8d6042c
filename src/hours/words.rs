//! The calendar's words, one table: a further language is a further column.

use chrono::Weekday;

/// Days of the week with their names and shorter forms, folded (see [`fold`]): English, then Italian.
const DAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Mon, &["monday", "mon", "lunedi", "lun"]),
    (Weekday::Tue, &["tuesday", "tue", "tues", "martedi", "mar", "mart"]),
    (Weekday::Wed, &["wednesday", "wed", "mercoledi", "mer", "merc"]),
    (Weekday::Thu, &["thursday", "thu", "thur", "thurs", "giovedi", "gio", "giov"]),
    (Weekday::Fri, &["friday", "fri", "venerdi", "ven"]),
    (Weekday::Sat, &["saturday", "sat", "sabato", "sab"]),
    (Weekday::Sun, &["sunday", "sun", "domenica", "dom"]),
];

/// Months from January on, the same way.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "gennaio", "gen"],
    &["february", "feb", "febbraio", "febb"],
    &["march", "mar", "marzo"],
    &["april", "apr", "aprile"],
    &["may", "maggio", "mag"],
    &["june", "jun", "giugno", "giu"],
    &["july", "jul", "luglio", "lug"],
    &["august", "aug", "agosto", "ago"],
    &["september", "sep", "sept", "settembre", "set", "sett"],
    &["october", "oct", "ottobre", "ott"],
    &["november", "nov", "novembre"],
    &["december", "dec", "dicembre", "dic"],
];

/// Every day of the week, folded whole keys.
const EVERY_DAY: &[&str] = &["every day", "every-day", "daily", "tutti i giorni", "ogni giorno"];
/// What happens on public holidays.
const HOLIDAYS: &[&str] =
    &["holidays", "public holidays", "public-holidays", "festivi", "giorni festivi", "festivita"];
/// An expression of OpenStreetMap.
const OSM: &[&str] = &["osm"];
/// Not at all.
const CLOSED: &[&str] = &["closed", "chiuso", "chiusa", "chiusi", "off"];
/// Words that no holiday is called by: whoever writes them beside a date means hours.
const NO_NAMES: &[&str] = &[
    "open", "aperto", "aperta", "aperti", "aperte", "opening", "apertura", "chiuse", "chiusura", "close",
    "closing", "yes", "no", "si", "true", "false", "on", "ferie",
];
/// Without a pause.
const ALWAYS: &[&str] =
    &["24/7", "24h", "h24", "h 24", "24 h", "24 ore", "24 hours", "all day", "tutto il giorno"];
/// On holidays: as if the day were none.
const AS_WEEKDAYS: &[&str] = &[
    "as weekdays",
    "as-weekdays",
    "as usual",
    "as other days",
    "come i feriali",
    "come gli altri giorni",
    "come al solito",
];

/// What a whole key may be besides days and dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    /// All seven days.
    EveryDay,
    /// Public holidays.
    Holidays,
    /// An expression of OpenStreetMap.
    Osm,
}

/// What a whole value may be besides hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phrase {
    /// Not at all.
    Closed,
    /// From midnight to midnight.
    Always,
    /// As if the holiday were none.
    AsWeekdays,
}

/// The day of the week with this name.
pub(super) fn day(word: &str) -> Option<Weekday> {
    DAYS.iter().find(|(_, names)| names.contains(&word)).map(|(day, _)| *day)
}

/// The month, from 1 to 12, with this name.
pub(super) fn month(word: &str) -> Option<u32> {
    MONTHS.iter().zip(1..).find(|(names, _)| names.contains(&word)).map(|(_, month)| month)
}

/// The keyword that a whole folded key is.
pub(super) fn keyword(key: &str) -> Option<Keyword> {
    [(EVERY_DAY, Keyword::EveryDay), (HOLIDAYS, Keyword::Holidays), (OSM, Keyword::Osm)]
        .into_iter()
        .find(|(names, _)| names.contains(&key))
        .map(|(_, keyword)| keyword)
}

/// Whether a folded text could be what a holiday is called, and not hours that somebody wrote in words.
pub(super) fn could_be_a_name(value: &str) -> bool {
    let first = value.split(' ').next().unwrap_or_default();
    let says_hours = [CLOSED, NO_NAMES].iter().any(|words| words.contains(&first));
    value.chars().filter(|character| character.is_alphabetic()).count() >= 3 && !says_hours
}

/// The phrase that a whole folded value is.
pub(super) fn phrase(value: &str) -> Option<Phrase> {
    [(CLOSED, Phrase::Closed), (ALWAYS, Phrase::Always), (AS_WEEKDAYS, Phrase::AsWeekdays)]
        .into_iter()
        .find(|(names, _)| names.contains(&value))
        .map(|(_, phrase)| phrase)
}

/// The word of a key that was probably meant.
pub(super) fn key_like(word: &str) -> Option<&'static str> {
    let days = DAYS.iter().flat_map(|(_, names)| *names);
    let months = MONTHS.iter().flat_map(|names| *names);
    nearest(word, days.chain(months).chain(EVERY_DAY).chain(HOLIDAYS).chain(OSM).copied())
}

/// The word of a value that was probably meant.
pub(super) fn value_like(word: &str) -> Option<&'static str> {
    nearest(word, CLOSED.iter().chain(ALWAYS).chain(AS_WEEKDAYS).copied())
}

fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(word);
    let allowed = match folded.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    known
        .map(|name| (strsim::damerau_levenshtein(&folded, name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// A text as tables have it: small letters, no accents, no dots or apostrophes at the end, one space between words, one kind of hyphen.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'à' | 'á' => folded.push('a'),
            'è' | 'é' => folded.push('e'),
            'ì' | 'í' => folded.push('i'),
            'ò' | 'ó' => folded.push('o'),
            'ù' | 'ú' => folded.push('u'),
            // A combining grave or acute accent, as some systems write `ì`.
            '\u{300}' | '\u{301}' => {}
            other if other.is_whitespace() => {
                if !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            other if is_dash(other) => folded.push('-'),
            other => folded.push(other),
        }
    }
    folded.trim().trim_end_matches(['.', '\'', '’']).to_owned()
}

/// Whether a character is one of the strokes that pages and keyboards put between two days or times.
pub(super) const fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}
