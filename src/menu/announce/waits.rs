//! What callers are told while they wait in a queue: how many are before them, and for how long.

use crate::menu::words::{EXPECTED, MOST_BEFORE};
use crate::terms::Language;

/// "Prima della Sua" is the call, whoever calls.
pub(super) fn calls_before(before: u8, language: Language) -> String {
    match (language, before) {
        (Language::It, 0) => "La Sua chiamata è la prossima.".to_owned(),
        (Language::It, 1) => "Prima della Sua c'è una chiamata in attesa.".to_owned(),
        (Language::It, MOST_BEFORE..) => {
            format!("Prima della Sua ci sono almeno {MOST_BEFORE} chiamate in attesa.")
        }
        (Language::It, before) => format!("Prima della Sua ci sono {before} chiamate in attesa."),
        (Language::En, 0) => "Your call is the next.".to_owned(),
        (Language::En, 1) => "There is one call waiting before yours.".to_owned(),
        (Language::En, MOST_BEFORE..) => {
            format!("There are at least {MOST_BEFORE} calls waiting before yours.")
        }
        (Language::En, before) => format!("There are {before} calls waiting before yours."),
    }
}

pub(super) fn expected_wait(minutes: u8, language: Language) -> String {
    let most = EXPECTED.last().is_some_and(|most| minutes >= *most);
    match (language, minutes) {
        (Language::It, 1) => "Attesa prevista: circa un minuto.".to_owned(),
        (Language::It, minutes) if most => format!("Attesa prevista: almeno {minutes} minuti."),
        (Language::It, minutes) => format!("Attesa prevista: circa {minutes} minuti."),
        (Language::En, 1) => "Expected wait: about a minute.".to_owned(),
        (Language::En, minutes) if most => format!("Expected wait: at least {minutes} minutes."),
        (Language::En, minutes) => format!("Expected wait: about {minutes} minutes."),
    }
}
