//! Which keys an admin's own words tell the caller to press, in Italian and English.

use crate::terms::{Digit, Language};

/// Words after which a key is named.
const PRESS: [&[&str]; Language::COUNT] = [
    &[
        "prema",
        "premere",
        "premi",
        "premete",
        "prema:",
        "digiti",
        "digitare",
        "digita",
        "digitate",
        "selezioni",
        "selezionare",
        "seleziona",
        "schiacci",
        "tasto",
        "tasti",
        "pulsante",
    ],
    &["press", "pressing", "key", "keys", "dial", "select", "choose", "option", "hit", "push"],
];

/// Words that may stand between those and the key.
const BETWEEN: [&[&str]; Language::COUNT] = [
    &["il", "lo", "la", "i", "tasto", "tasti", "numero", "pulsante"],
    &["the", "key", "keys", "number", "button"],
];

/// Words between two keys of one list.
const AND: [&[&str]; Language::COUNT] = [&["o", "oppure", "e", "ed", "od"], &["or", "and"]];

/// Words that show that a number word before them was none: "uno dei tasti".
const OF: [&[&str]; Language::COUNT] =
    [&["dei", "degli", "delle", "di", "qualsiasi", "qualunque", "tra", "fra"], &["of"]];

/// Words with which a purpose begins that stands behind its key: "prema 1 per gli uffici, 2 per il resto".
const FOR: [&[&str]; Language::COUNT] = [&["per"], &["for", "to"]];

/// Keys by name.
const NAMES: [(&str, char); 26] = [
    ("zero", '0'),
    ("uno", '1'),
    ("due", '2'),
    ("tre", '3'),
    ("quattro", '4'),
    ("cinque", '5'),
    ("sei", '6'),
    ("sette", '7'),
    ("otto", '8'),
    ("nove", '9'),
    ("asterisco", '*'),
    ("stella", '*'),
    ("cancelletto", '#'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("star", '*'),
    ("asterisk", '*'),
    ("hash", '#'),
    ("pound", '#'),
];

/// The keys named, each once, in the order of their naming: after a word for pressing ("prema 1 o 2", "il tasto tre"), and, once one was
/// named so, alone behind a comma or a colon ("un'altra ora, 2.").
pub(super) fn spoken_keys(words: &str, language: Language) -> Vec<Digit> {
    let tokens: Vec<Token<'_>> = words.split_whitespace().map(Token::new).collect();
    let mut keys = Vec::new();
    let mut after_press = false;
    for (place, token) in tokens.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| tokens.get(before));
        let next = tokens.get(place + 1);
        if token.is_one_of(&PRESS, language) {
            after_press = true;
        } else if let Some(key) = token.key() {
            let is_number_word = !token.is_figure()
                && next.is_some_and(|next| next.is_one_of(&OF, language) && !token.stops());
            let elliptic = alone(&tokens, place, before) || before_its_purpose(token, before, next, language);
            if (after_press && !is_number_word) || (!keys.is_empty() && elliptic) {
                if !keys.contains(&key) {
                    keys.push(key);
                }
                after_press = after_press && !token.ends_sentence();
            } else {
                after_press = false;
            }
        } else if !(after_press && (token.is_one_of(&BETWEEN, language) || token.is_one_of(&AND, language))) {
            after_press = false;
        }
    }
    keys
}

/// Whether a key stands before its purpose, behind a mark or an "e": ", 2 per i contratti".
fn before_its_purpose(
    token: &Token<'_>,
    before: Option<&Token<'_>>,
    next: Option<&Token<'_>>,
    language: Language,
) -> bool {
    !token.stops()
        && next.is_some_and(|next| next.is_one_of(&FOR, language))
        && before.is_some_and(|before| before.stops() || before.is_one_of(&AND, language))
}

/// Whether a key stands alone behind a mark, as in "Un altro giorno, 3.", and is no item of a list of numbers.
fn alone(tokens: &[Token<'_>], place: usize, before: Option<&Token<'_>>) -> bool {
    let (Some(token), Some(before)) = (tokens.get(place), before) else { return false };
    let last = place + 1 == tokens.len();
    let of_a_list = before.key().is_some()
        && (!(token.ends_sentence() || last)
            || place
                .checked_sub(2)
                .and_then(|index| tokens.get(index))
                .is_some_and(|token| token.key().is_some()));
    before.stops() && (token.stops() || last) && !of_a_list
}

/// A word and the marks after it.
struct Token<'a> {
    word: &'a str,
    marks: &'a str,
}

impl<'a> Token<'a> {
    fn new(text: &'a str) -> Self {
        let text = text.trim_start_matches(['(', '"', '«', '“', '\'']);
        let word =
            text.trim_end_matches(|letter: char| !letter.is_alphanumeric() && letter != '*' && letter != '#');
        Self { word, marks: text.get(word.len()..).unwrap_or("") }
    }

    fn key(&self) -> Option<Digit> {
        let mut letters = self.word.chars();
        if let (Some(only), None) = (letters.next(), letters.next()) {
            return Digit::new(only);
        }
        let word = self.word.to_lowercase();
        NAMES.iter().find(|(name, _)| *name == word).and_then(|(_, key)| Digit::new(*key))
    }

    fn is_figure(&self) -> bool {
        self.word.chars().count() == 1
    }

    fn is_one_of(&self, words: &[&[&str]; Language::COUNT], language: Language) -> bool {
        let word = self.word.to_lowercase();
        words.get(language.index()).is_some_and(|words| words.contains(&word.as_str()))
    }

    fn stops(&self) -> bool {
        !self.marks.is_empty()
    }

    fn ends_sentence(&self) -> bool {
        self.marks.contains(['.', ';', '!', '?'])
    }
}

#[cfg(test)]
mod tests {
    use super::spoken_keys;
    use crate::terms::{Digit, Language};

    fn keys(words: &str, language: Language) -> String {
        spoken_keys(words, language).into_iter().map(Digit::char).collect()
    }

    #[test]
    fn keys_are_found_in_italian() {
        for (words, expected) in [
            ("Per gli uffici prema 1, per il resto prema 2.", "12"),
            ("Prema il tasto 3.", "3"),
            ("Premere uno o due, oppure il tasto cancelletto", "12#"),
            ("Prema uno dei tasti indicati", ""),
            ("Se va bene, prema 1. Un'altra ora, 2. Un altro giorno, 3.", "123"),
            ("Lotto 2, Area Nord: prema 2. Lotto 3, Area Centro: 3. Lotto 4: 4", "234"),
            ("Lotto 2, prema 2. Lotto 3, 3.", "23"),
            ("Per le stanze 1, 2, 3, attenda. Per gli altri, prema 9.", "9"),
            ("Prema 9. Valido per le stanze 1, 2, 3.", "9"),
            ("Tasto 7: uffici. Tasto 8: altro.", "78"),
            ("Per il Lotto 6 non serve premere.", ""),
            ("Digiti l'asterisco", ""),
            ("Digiti asterisco, poi 5", "*"),
            ("Nel 2026 prema (4)", "4"),
            ("Prema uno per gli uffici e due per il resto, 3 per tornare", "123"),
            ("", ""),
        ] {
            assert_eq!(keys(words, Language::It), expected, "{words}");
        }
    }

    #[test]
    fn keys_are_found_in_english() {
        for (words, expected) in [
            ("For offices press 1, for the rest press 2.", "12"),
            ("Press the hash key", "#"),
            ("Press one or two; press star to go back", "12*"),
            ("Another time, 2. Press 1. Another day, 3.", "13"),
            ("Press one of the keys", ""),
            ("Press one to go on", "1"),
            ("Key 4 books a call", "4"),
        ] {
            assert_eq!(keys(words, Language::En), expected, "{words}");
        }
    }
}
