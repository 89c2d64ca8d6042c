//! A booked call that did not come about: why, what becomes of the request, and the words for both. Nobody is told that they did not answer who was
//! never called, or who did.

use serde::{Deserialize, Serialize};

use crate::terms::Language;

/// Why a booked call did not come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// Nobody was called: the desk was closed by hand, the service or the line was down, or the number is not called.
    NotCalled,
    /// Nobody answered.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// Something answered, and no key was pressed.
    Voicemail,
    /// The call was declined, or ended before a key was pressed.
    Refused,
    /// The number is not the user's, or there is none.
    WrongNumber,
    /// No operator was there.
    NoOperator,
    /// Nobody can say.
    Unknown,
}

impl Because {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::NotCalled,
        Self::NoAnswer,
        Self::Busy,
        Self::Voicemail,
        Self::Refused,
        Self::WrongNumber,
        Self::NoOperator,
        Self::Unknown,
    ];
}

/// What becomes of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Next {
    /// It waits for an operator.
    Waits,
    /// It is closed.
    Closes,
    /// The call is booked again, for the time that the notice tells.
    Rebooked,
}

/// A booked call that did not come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Missed {
    /// Why.
    pub because: Because,
    /// What becomes of the request.
    pub next: Next,
}

/// What happened, before the request's number. A notice of a release that did not tell why says no more than it knows.
pub(super) const fn happened(missed: Option<Missed>, language: Language) -> &'static str {
    let because = match missed {
        Some(missed) => missed.because,
        None => Because::Unknown,
    };
    match (language, because) {
        (Language::It, Because::NotCalled) => "non effettuata la telefonata, richiesta",
        (Language::It, Because::NoAnswer) => "senza risposta la telefonata, richiesta",
        (
            Language::It,
            Because::Busy
            | Because::Voicemail
            | Because::Refused
            | Because::WrongNumber
            | Because::NoOperator
            | Because::Unknown,
        ) => "non riuscita la telefonata, richiesta",
        (Language::En, Because::NotCalled) => "call not made, request",
        (Language::En, Because::NoAnswer) => "call not answered, request",
        (
            Language::En,
            Because::Busy
            | Because::Voicemail
            | Because::Refused
            | Because::WrongNumber
            | Because::NoOperator
            | Because::Unknown,
        ) => "call not completed, request",
    }
}

/// What happened, as a sentence.
pub(super) const fn sentence(missed: Option<Missed>, language: Language) -> &'static str {
    let because = match missed {
        Some(missed) => missed.because,
        None => Because::Unknown,
    };
    match (language, because) {
        (Language::It, Because::NotCalled) => "Non è stato possibile telefonare.",
        (Language::It, Because::NoAnswer) => "Abbiamo telefonato, ma senza risposta.",
        (Language::It, Because::Busy) => "Abbiamo telefonato, ma la linea era occupata.",
        (Language::It, Because::Voicemail) => "Abbiamo telefonato, ma non è stato premuto nessun tasto.",
        (Language::It, Because::Refused) => {
            "Abbiamo telefonato, ma la chiamata si è chiusa prima che fosse premuto un tasto."
        }
        (Language::It, Because::WrongNumber) => {
            "Abbiamo telefonato, ma il numero lasciato non risulta quello giusto."
        }
        (Language::It, Because::NoOperator) => {
            "Nessun operatore era disponibile per la telefonata: ce ne scusiamo."
        }
        (Language::It, Because::Unknown) => "Non sappiamo se la telefonata sia riuscita.",
        (Language::En, Because::NotCalled) => "We could not call.",
        (Language::En, Because::NoAnswer) => "We called, but there was no answer.",
        (Language::En, Because::Busy) => "We called, but the line was busy.",
        (Language::En, Because::Voicemail) => "We called, but no key was pressed.",
        (Language::En, Because::Refused) => "We called, but the call ended before a key was pressed.",
        (Language::En, Because::WrongNumber) => {
            "We called, but the number that was left does not seem to be the right one."
        }
        (Language::En, Because::NoOperator) => "No operator was available for the call: we apologise.",
        (Language::En, Because::Unknown) => "We do not know whether the call came through.",
    }
}

/// What becomes of the request, and what its user can do; none where a notice does not tell.
pub(super) const fn what_now(missed: Option<Missed>, language: Language) -> Option<&'static str> {
    let Some(Missed { next, .. }) = missed else { return None };
    Some(match (language, next) {
        (Language::It, Next::Waits) => {
            "La richiesta resta aperta e attende un operatore. Se desidera, prenoti un'altra telefonata."
        }
        (Language::It, Next::Closes) => {
            "La richiesta viene chiusa. Se serve ancora, prenoti un'altra telefonata."
        }
        (Language::It, Next::Rebooked) => {
            "La telefonata è prenotata di nuovo, per l'orario indicato. Per spostarla o annullarla servono il numero e la data della richiesta."
        }
        (Language::En, Next::Rebooked) => {
            "The call is booked again, for the time above. To move or cancel it, the number and the date of the request are needed."
        }
        (Language::En, Next::Waits) => {
            "The request stays open and waits for an operator. If you wish, please book another call."
        }
        (Language::En, Next::Closes) => {
            "The request is being closed. If it is still needed, please book another call."
        }
    })
}

/// The same in a short message.
pub(super) const fn short(missed: Option<Missed>, language: Language) -> &'static str {
    let Some(Missed { next, .. }) = missed else { return "" };
    match (language, next) {
        (Language::It, Next::Waits) => " La richiesta resta aperta.",
        (Language::It, Next::Closes) => " La richiesta viene chiusa.",
        (Language::It, Next::Rebooked) => " È il nuovo orario.",
        (Language::En, Next::Rebooked) => " That is the new time.",
        (Language::En, Next::Waits) => " The request stays open.",
        (Language::En, Next::Closes) => " The request is being closed.",
    }
}

#[cfg(test)]
mod tests {
    use super::super::notice::example::notice;
    use super::super::{Event, Notice, letter};
    use super::*;

    fn missed(because: Because, next: Next, language: Language) -> Notice {
        Notice { missed: Some(Missed { because, next }), ..notice(Event::Missed, language) }
    }

    #[test]
    fn only_who_was_called_and_did_not_answer_is_told_so() {
        for because in Because::ALL {
            let italian = letter(&missed(because, Next::Waits, Language::It));
            let english = letter(&missed(because, Next::Waits, Language::En));
            let told = |text: &str, wrong: &str| text.contains(wrong);
            assert_eq!(told(&italian.body, "senza risposta"), because == Because::NoAnswer, "{because:?}");
            assert_eq!(told(&italian.subject, "senza risposta"), because == Because::NoAnswer);
            assert_eq!(told(&english.body, "no answer"), because == Because::NoAnswer, "{because:?}");
            assert_eq!(told(&english.subject, "not answered"), because == Because::NoAnswer);
            let called = !matches!(because, Because::NotCalled | Because::NoOperator | Because::Unknown);
            assert_eq!(told(&italian.body, "Abbiamo telefonato"), called, "{because:?}");
            assert_eq!(told(&english.body, "We called"), called, "{because:?}");
        }
    }

    #[test]
    fn it_names_the_slot_and_says_what_becomes_of_the_request() {
        let waits = letter(&missed(Because::Busy, Next::Waits, Language::It));
        assert!(
            waits.body.contains("Telefonata: martedì 24 novembre 2026, dalle 15:00 alle 15:30"),
            "{}",
            waits.body
        );
        assert!(waits.body.contains("La richiesta resta aperta e attende un operatore."), "{}", waits.body);
        let closes = letter(&missed(Because::NotCalled, Next::Closes, Language::En));
        assert!(closes.body.contains("The request is being closed."), "{}", closes.body);
        let said = super::super::short(&missed(Because::NotCalled, Next::Waits, Language::It));
        assert!(said.contains("non effettuata la telefonata, richiesta n. "), "{said}");
        assert!(said.ends_with("dalle 15:00 alle 15:30. La richiesta resta aperta."), "{said}");
    }

    #[test]
    fn what_is_booked_again_says_why_and_the_new_time() {
        let again = letter(&missed(Because::NoAnswer, Next::Rebooked, Language::It));
        assert!(again.body.starts_with("Abbiamo telefonato, ma senza risposta."), "{}", again.body);
        assert!(
            again.body.contains("Telefonata: martedì 24 novembre 2026, dalle 15:00 alle 15:30"),
            "{}",
            again.body
        );
        assert!(again.body.contains("prenotata di nuovo, per l'orario indicato"), "{}", again.body);
        let said = super::super::short(&missed(Because::Busy, Next::Rebooked, Language::En));
        assert!(said.ends_with("from 15:00 to 15:30. That is the new time."), "{said}");
    }

    #[test]
    fn a_notice_that_was_kept_by_a_release_before_says_no_more_than_it_knows() {
        let old = Notice { missed: None, ..notice(Event::Missed, Language::En) };
        assert!(letter(&old).body.starts_with("We do not know whether the call came through."));
    }
}
