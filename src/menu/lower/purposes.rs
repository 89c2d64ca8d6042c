//! How an announcement speaks of the keys that lead to the program's own places, where an admin gives them no words.

use crate::terms::Language;

/// The words for the voice, after "per" in Italian.
pub(super) const fn purpose(place: &str, language: Language) -> Option<&'static str> {
    Some(match (place.as_bytes(), language) {
        (b"help", Language::It) => "parlare con una persona",
        (b"help", Language::En) => "to speak to a person",
        (b"back", Language::It) => "tornare al menù precedente",
        (b"back", Language::En) => "to go back to the menu before",
        (b"repeat", Language::It) => "riascoltare",
        (b"repeat", Language::En) => "to hear this again",
        (b"start", Language::It) => "tornare all'inizio",
        (b"start", Language::En) => "to go back to the beginning",
        (b"hangup", Language::It) => "terminare la chiamata",
        (b"hangup", Language::En) => "to end the call",
        _ => return None,
    })
}
