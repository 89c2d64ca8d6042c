//! Announcements made from the tree, so that what is said and what works cannot drift apart.
//!
//! Purpose before key, ascending, `0` last; beyond three choices only the first says "prema". Titles are written for eyes, without an
//! article, and Italian cannot say "per" before such a noun ("per applicativi esterni"); so a bare title stands alone before its key,
//! "Applicativi esterni: prema 3", which is right for any noun phrase, while `voice` words, which bring their article or a verb along, make a
//! whole sentence: "gli applicativi esterni" becomes "Per gli applicativi esterni, prema 3", "prenotare una richiamata" becomes
//! "Per prenotare una richiamata, prema 9". Voice words that begin with "per" or "se" (in English "for", "to" or "if") are left as they are. English needs
//! no article: "For external applications, press 3".

use super::key_name;
use crate::terms::{Digit, Language};

/// From this many choices on, only the first says "prema".
const MANY: usize = 4;

/// A key as an announcement tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The key.
    pub digit: Digit,
    /// The title of what it leads to.
    pub title: &'a str,
    /// The admin's own words for the voice, in place of the title.
    pub voice: Option<&'a str>,
}

/// All that works in a menu.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    /// The admin's keys, in any order.
    pub entries: &'a [Entry<'a>],
    /// How the desk's help destination is spoken of, where `0` leads to it and is not among the entries.
    pub help: Option<&'a str>,
    /// Whether `*` leads back to a menu above.
    pub back: bool,
}

/// What is said when a caller comes to a menu.
#[must_use]
pub fn choice(keys: &Keys<'_>, language: Language) -> String {
    let mut entries = keys.entries.to_vec();
    if let Some(help) = keys.help {
        entries.push(Entry { digit: Digit::ZERO, title: "", voice: Some(help) });
    }
    entries.sort_by_key(|entry| (entry.digit == Digit::ZERO, entry.digit));
    let sparing = entries.len() >= MANY;
    let sentences: Vec<_> = entries
        .iter()
        .enumerate()
        .map(|(place, entry)| sentence(entry, place == 0 || !sparing, language))
        .collect();
    sentences.join(" ")
}

/// What is said from the first repeat on: the same, with the keys that always work.
#[must_use]
pub fn repeat(keys: &Keys<'_>, language: Language) -> String {
    with_controls(&choice(keys, language), keys.back, language)
}

/// An announcement in the admin's own words, as it is said from the first repeat on.
#[must_use]
pub fn with_controls(words: &str, back: bool, language: Language) -> String {
    let controls = match (language, back) {
        (Language::It, true) => "Per tornare indietro, prema asterisco; per riascoltare, cancelletto.",
        (Language::It, false) => "Per riascoltare, prema cancelletto.",
        (Language::En, true) => "To go back, press star; to hear this again, hash.",
        (Language::En, false) => "To hear this again, press hash.",
    };
    format!("{} {controls}", words.trim_end()).trim_start().to_owned()
}

/// What is said while a call is put through. The title stands after a colon, because only its author knows its article.
#[must_use]
pub fn transfer(title: &str, language: Language) -> String {
    let title = bare(title);
    match language {
        Language::It => format!("Trasferiamo la chiamata: {title}."),
        Language::En => format!("Putting you through: {title}."),
    }
}

/// A language's own sentence in the choice of languages.
#[must_use]
pub fn language_choice(digit: Digit, language: Language) -> String {
    let key = key_name(digit, language);
    match language {
        Language::It => format!("Per l'italiano, prema {key}."),
        Language::En => format!("For English, press {key}."),
    }
}

/// The title of a callback that an admin has given none.
#[must_use]
pub const fn callback_title(language: Language) -> &'static str {
    match language {
        Language::It => "Richiamata su prenotazione",
        Language::En => "A booked callback",
    }
}

/// The words for the voice of a callback that an admin has given none.
#[must_use]
pub const fn callback_voice(language: Language) -> &'static str {
    match language {
        Language::It => "prenotare una richiamata",
        Language::En => "to book a callback",
    }
}

/// What is said before a number is stored for a callback, where a desk has no words of its own.
#[must_use]
pub const fn privacy(language: Language) -> &'static str {
    match language {
        Language::It => {
            "Per richiamare, conserviamo il numero di telefono e l'orario scelto, solo per il tempo necessario."
        }
        Language::En => {
            "To call you back, we keep your telephone number and the time you choose, only for as long as needed."
        }
    }
}

/// What is said of the key that leaves a queue.
#[must_use]
pub fn leaving(entry: &Entry<'_>, language: Language) -> String {
    let mut sentence = sentence(entry, true, language);
    match (language, entry.voice) {
        // A title that stands alone keeps its capital.
        (Language::It, None) => {}
        (Language::It | Language::En, _) => {
            if let Some(first) = sentence.get_mut(..1) {
                first.make_ascii_lowercase();
            }
        }
    }
    match language {
        Language::It => format!("Durante l'attesa: {sentence}"),
        Language::En => format!("While you wait: {sentence}"),
    }
}

/// The words for the voice of keeping one's place in a queue.
#[must_use]
pub const fn keeping_voice(language: Language) -> &'static str {
    match language {
        Language::It => "ricevere una richiamata senza perdere il posto",
        Language::En => "to be called back without losing your place",
    }
}

/// The words for the voice of a help destination that an admin has given none.
#[must_use]
pub const fn help_voice(language: Language) -> &'static str {
    match language {
        Language::It => "parlare con una persona",
        Language::En => "to speak to a person",
    }
}

fn sentence(entry: &Entry<'_>, says_press: bool, language: Language) -> String {
    let purpose = purpose(entry, language);
    let key = key_name(entry.digit, language);
    let press = match (says_press, language) {
        (false, _) => "",
        (true, Language::It) => "prema ",
        (true, Language::En) => "press ",
    };
    format!("{purpose} {press}{key}.")
}

/// The purpose with the mark before its key. After a list the mark is a semicolon, so that the key is not heard as one of its items.
fn purpose(entry: &Entry<'_>, language: Language) -> String {
    let words = bare(entry.voice.unwrap_or(entry.title));
    let listed = words.contains([',', ':', ';']);
    match (language, entry.voice) {
        (Language::It, None) => format!("{}{}", capital(words), if words.contains(':') { ";" } else { ":" }),
        (Language::It | Language::En, _) => {
            let mark = if listed { ";" } else { "," };
            let prepositions: &[&str] = match language {
                Language::It => &["per ", "se "],
                Language::En => &["for ", "to ", "if "],
            };
            if entry.voice.is_some() && prepositions.iter().any(|word| starts_with(words, word)) {
                format!("{}{mark}", capital(words))
            } else {
                let preposition = match language {
                    Language::It => "Per",
                    Language::En => "For",
                };
                format!("{preposition} {words}{mark}")
            }
        }
    }
}

fn starts_with(words: &str, preposition: &str) -> bool {
    words.get(..preposition.len()).is_some_and(|start| start.eq_ignore_ascii_case(preposition))
}

/// Without the stop or comma with which an admin may have ended it.
fn bare(words: &str) -> &str {
    words.trim().trim_end_matches(['.', ',', ';', ':']).trim_end()
}

/// With a capital at the beginning.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry<'a>(digit: char, title: &'a str, voice: Option<&'a str>) -> Entry<'a> {
        Entry { digit: Digit::new(digit).unwrap(), title, voice }
    }

    fn said(entries: &[Entry<'_>], help: bool, language: Language) -> String {
        let help = help.then(|| help_voice(language));
        choice(&Keys { entries, help, back: false }, language)
    }

    #[test]
    fn three_choices_each_say_press() {
        let entries = [
            entry('3', "Applicativi esterni", None),
            entry('1', "Uffici territoriali", Some("gli uffici territoriali: applicativi, password")),
            entry('2', "PCT", Some("per il processo telematico")),
        ];
        assert_eq!(
            said(&entries, false, Language::It),
            "Per gli uffici territoriali: applicativi, password; prema 1. \
             Per il processo telematico, prema 2. Applicativi esterni: prema 3."
        );
    }

    #[test]
    fn voice_words_may_bring_their_own_beginning() {
        let it = [
            entry('1', "", Some("se il portale non risponde")),
            entry('2', "", Some("Per i contratti.")),
            entry('3', "", Some("settimane bianche")),
        ];
        assert_eq!(
            said(&it, false, Language::It),
            "Se il portale non risponde, prema 1. Per i contratti, prema 2. Per settimane bianche, prema 3."
        );
        let en = [
            entry('1', "", Some("if the portal is down")),
            entry('2', "", Some("to cancel")),
            entry('3', "", Some("total loss")),
        ];
        assert_eq!(
            said(&en, false, Language::En),
            "If the portal is down, press 1. To cancel, press 2. For total loss, press 3."
        );
    }

    #[test]
    fn beyond_three_only_the_first_says_press() {
        let entries = [
            entry('2', "Lotto 2, Area Nord", None),
            entry('3', "Lotto 3", None),
            entry('0', "Operatore", Some("parlare con qualcuno")),
            entry('6', "Cassazione.", None),
        ];
        assert_eq!(
            said(&entries, false, Language::It),
            "Lotto 2, Area Nord: prema 2. Lotto 3: 3. Cassazione: 6. Per parlare con qualcuno, 0."
        );
        assert_eq!(
            said(&entries, false, Language::En),
            "For Lotto 2, Area Nord; press 2. For Lotto 3, 3. For Cassazione, 6. For parlare con qualcuno, 0."
        );
    }

    #[test]
    fn help_is_told_last_and_counts_as_a_choice() {
        let entries = [
            entry('1', "A", None),
            entry('2', "B", None),
            entry('9', "", Some(callback_voice(Language::En))),
        ];
        assert_eq!(
            said(&entries, true, Language::En),
            "For A, press 1. For B, 2. To book a callback, 9. To speak to a person, 0."
        );
        assert_eq!(said(&[], true, Language::It), "Per parlare con una persona, prema 0.");
    }

    #[test]
    fn the_repeat_tells_the_keys_that_always_work() {
        let entries = [entry('1', "A", None)];
        let keys = Keys { entries: &entries, help: None, back: true };
        assert_eq!(
            repeat(&keys, Language::It),
            "A: prema 1. Per tornare indietro, prema asterisco; per riascoltare, cancelletto."
        );
        assert_eq!(
            repeat(&Keys { back: false, ..keys }, Language::En),
            "For A, press 1. To hear this again, press hash."
        );
        assert_eq!(
            with_controls("Prema 1.", false, Language::It),
            "Prema 1. Per riascoltare, prema cancelletto."
        );
    }

    #[test]
    fn a_transfer_is_announced_by_its_title() {
        assert_eq!(
            transfer("Lotto 2, Area Nord", Language::It),
            "Trasferiamo la chiamata: Lotto 2, Area Nord."
        );
        assert_eq!(transfer("Customs help.", Language::En), "Putting you through: Customs help.");
    }

    #[test]
    fn each_language_is_offered_in_itself() {
        assert_eq!(language_choice(Digit::new('1').unwrap(), Language::It), "Per l'italiano, prema 1.");
        assert_eq!(language_choice(Digit::new('2').unwrap(), Language::En), "For English, press 2.");
    }
}
