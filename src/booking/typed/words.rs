//! What a clerk types, cut into words, and the words that mean a day or a part of one: Italian and English, mixed as they come.

use chrono::Weekday;

/// Words that are typed along and say nothing.
pub(super) const FILLERS: [&str; 35] = [
    "il", "lo", "la", "le", "l", "alle", "all", "ore", "di", "del", "della", "nel", "de", "the", "at", "on",
    "h", "per", "alla", "d", "verso", "circa", "intorno", "questa", "questo", "primo", "inizio", "about",
    "around", "this", "early", "o", "clock", "a", "delle",
];

const WEEKDAYS: [(Weekday, [&str; 2]); 7] = [
    (Weekday::Mon, ["lunedi", "monday"]),
    (Weekday::Tue, ["martedi", "tuesday"]),
    (Weekday::Wed, ["mercoledi", "wednesday"]),
    (Weekday::Thu, ["giovedi", "thursday"]),
    (Weekday::Fri, ["venerdi", "friday"]),
    (Weekday::Sat, ["sabato", "saturday"]),
    (Weekday::Sun, ["domenica", "sunday"]),
];

/// Numbers as they are said, from one.
const NUMBERS: [[&str; 2]; 24] = [
    ["una", "one"],
    ["due", "two"],
    ["tre", "three"],
    ["quattro", "four"],
    ["cinque", "five"],
    ["sei", "six"],
    ["sette", "seven"],
    ["otto", "eight"],
    ["nove", "nine"],
    ["dieci", "ten"],
    ["undici", "eleven"],
    ["dodici", "twelve"],
    ["tredici", "thirteen"],
    ["quattordici", "fourteen"],
    ["quindici", "fifteen"],
    ["sedici", "sixteen"],
    ["diciassette", "seventeen"],
    ["diciotto", "eighteen"],
    ["diciannove", "nineteen"],
    ["venti", "twenty"],
    ["ventuno", "twentyone"],
    ["ventidue", "twentytwo"],
    ["ventitre", "twentythree"],
    ["ventiquattro", "twentyfour"],
];

const MONTHS: [(u32, [&str; 2]); 12] = [
    (1, ["gennaio", "january"]),
    (2, ["febbraio", "february"]),
    (3, ["marzo", "march"]),
    (4, ["aprile", "april"]),
    (5, ["maggio", "may"]),
    (6, ["giugno", "june"]),
    (7, ["luglio", "july"]),
    (8, ["agosto", "august"]),
    (9, ["settembre", "september"]),
    (10, ["ottobre", "october"]),
    (11, ["novembre", "november"]),
    (12, ["dicembre", "december"]),
];

/// A part of a day, for whoever has no hour in mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Until noon.
    Morning,
    /// From noon to six.
    Afternoon,
    /// From six on.
    Evening,
}

impl Part {
    /// Its first and its last hour, the last not included.
    pub(super) const fn hours(self) -> (u32, u32) {
        match self {
            Self::Morning => (0, 12),
            Self::Afternoon => (12, 18),
            Self::Evening => (18, 24),
        }
    }
}

/// The words of what was typed: small letters without accents; a number stands apart from a word that is written on to it (`3.30pm`).
pub(super) fn cut(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut numeric = None;
    for sign in text.chars().flat_map(char::to_lowercase).filter_map(plain) {
        let is_number = match sign {
            ' ' => {
                numeric = None;
                continue;
            }
            '0'..='9' => true,
            '.' | ':' | '/' | '-' | ',' | '+' => numeric.unwrap_or(sign == '+'),
            _ => false,
        };
        match words.last_mut().filter(|_| numeric == Some(is_number)) {
            Some(word) => word.push(sign),
            None => words.push(sign.into()),
        }
        numeric = Some(is_number);
    }
    let ends = |word: &String| word.trim_end_matches(['.', ':', ',', '/', '-']).to_owned();
    let words: Vec<_> = words.iter().map(ends).filter(|word| !word.is_empty()).collect();
    joined(&words)
}

/// `15h30` is a time too.
fn joined(words: &[String]) -> Vec<String> {
    let mut rest = words;
    let mut all = Vec::new();
    while let Some((first, others)) = rest.split_first() {
        rest = others;
        match others {
            [h, minutes, after @ ..] if h == "h" && digits(first) && digits(minutes) => {
                all.push(format!("{first}:{minutes}"));
                rest = after;
            }
            _ => all.push(first.clone()),
        }
    }
    all
}

fn digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn plain(sign: char) -> Option<char> {
    Some(match sign {
        'à' | 'á' => 'a',
        'è' | 'é' => 'e',
        'ì' | 'í' => 'i',
        'ò' | 'ó' => 'o',
        'ù' | 'ú' => 'u',
        '\'' | '’' | '(' | ')' | ';' => ' ',
        other if other.is_whitespace() => ' ',
        other if other.is_control() => return None,
        other => other,
    })
}

/// Three letters of a name are enough.
fn begins(name: &str, word: &str) -> bool {
    word.len() >= 3 && name.starts_with(word)
}

pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let found = WEEKDAYS.iter().find(|(_, names)| names.iter().any(|name| begins(name, word)));
    found.map(|(day, _)| *day)
}

pub(super) fn month(word: &str) -> Option<u32> {
    let found = MONTHS.iter().find(|(_, names)| names.iter().any(|name| begins(name, word)));
    found.map(|(month, _)| *month)
}

pub(super) fn part(word: &str) -> Option<Part> {
    let found = [
        (Part::Morning, ["mattina", "mattino", "morning", "mattinata"]),
        (Part::Afternoon, ["pomeriggio", "afternoon", "pomeriggi", "afternoons"]),
        (Part::Evening, ["sera", "evening", "serata", "evenings"]),
    ];
    found.into_iter().find(|(_, names)| names.iter().any(|name| begins(name, word))).map(|(part, _)| part)
}

/// A number that was typed as a word.
pub(super) fn number(word: &str) -> Option<u32> {
    let found = NUMBERS.iter().position(|names| names.contains(&word))?;
    u32::try_from(found + 1).ok()
}

/// The name of a weekday as a choice is printed.
pub(super) const fn short(day: Weekday, italian: bool) -> &'static str {
    match (day, italian) {
        (Weekday::Mon, true) => "lun",
        (Weekday::Tue, true) => "mar",
        (Weekday::Wed, true) => "mer",
        (Weekday::Thu, true) => "gio",
        (Weekday::Fri, true) => "ven",
        (Weekday::Sat, true) => "sab",
        (Weekday::Sun, true) => "dom",
        (Weekday::Mon, false) => "Mon",
        (Weekday::Tue, false) => "Tue",
        (Weekday::Wed, false) => "Wed",
        (Weekday::Thu, false) => "Thu",
        (Weekday::Fri, false) => "Fri",
        (Weekday::Sat, false) => "Sat",
        (Weekday::Sun, false) => "Sun",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_cut_into_words_and_numbers() {
        for (typed, words) in [
            ("Mar 15.30", vec!["mar", "15.30"]),
            ("tue 3.30pm", vec!["tue", "3.30", "pm"]),
            ("lunedì, alle ore 9", vec!["lunedi", "alle", "ore", "9"]),
            ("15h30", vec!["15:30"]),
            ("tra un'ora", vec!["tra", "un", "ora"]),
            ("25/11 9:00.", vec!["25/11", "9:00"]),
            ("dom 25/10 02:30 (legale)", vec!["dom", "25/10", "02:30", "legale"]),
            ("  ", vec![]),
        ] {
            assert_eq!(cut(typed), words, "{typed}");
        }
    }

    #[test]
    fn three_letters_of_a_day_are_enough_and_two_are_not() {
        assert_eq!(weekday("mar"), Some(Weekday::Tue));
        assert_eq!(weekday("tues"), Some(Weekday::Tue));
        assert_eq!(weekday("dom"), Some(Weekday::Sun), "tomorrow is `domani`");
        assert_eq!(weekday("domani"), None);
        assert_eq!(weekday("ma"), None);
        assert_eq!(month("mar"), Some(3));
        assert_eq!(part("pom"), Some(Part::Afternoon));
    }
}
