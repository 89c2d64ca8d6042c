//! A notice in words, in the language in which its reader spoke: what happened, the number to quote, when, and what can be done.

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate};

use super::{Event, Notice, Span, missed};
use crate::terms::{Language, month_name, weekday_name};

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// Its text; lines end in `\n`.
    pub body: String,
}

/// The mail of a notice. An escalation's reader is the desk's own mailbox, everybody else's is the user.
#[must_use]
pub fn letter(notice: &Notice) -> Letter {
    let subject = notice.subject.clone().unwrap_or_else(|| subject(notice));
    let mut paragraphs = vec![opening(notice).to_owned(), facts(notice)];
    paragraphs.extend(notice.text.clone());
    paragraphs.extend(what_now(notice).map(str::to_owned));
    paragraphs.push(notice.title.clone());
    Letter { subject, body: paragraphs.join("\n\n") + "\n" }
}

/// The short message of a notice: one line, without what a mobile's short messages cannot write.
#[must_use]
pub fn short(notice: &Notice) -> String {
    let number = number_and_date(notice);
    let when = comes(notice).map(|when| format!(", {when}")).unwrap_or_default();
    let now = if notice.event == Event::Missed { missed::short(notice.missed, notice.language) } else { "" };
    format!("{}: {} {number}{when}.{now}", notice.title, happened(notice))
}

fn subject(notice: &Notice) -> String {
    format!("{}: {} {}", notice.title, happened(notice), number_and_date(notice))
}

fn number_and_date(notice: &Notice) -> String {
    match notice.language {
        Language::It => format!("n. {} del {}", notice.ticket, short_date(notice.dated)),
        Language::En => format!("no. {} of {}", notice.ticket, short_date(notice.dated)),
    }
}

/// What happened, before the number.
const fn happened(notice: &Notice) -> &'static str {
    match (notice.language, notice.event) {
        (Language::It, Event::Opened) => "aperta la richiesta",
        (Language::It, Event::TakenInCharge) => "presa in carico la richiesta",
        (Language::It, Event::Waiting) => "in attesa di una Sua risposta la richiesta",
        (Language::It, Event::Closed) if notice.callback.is_some() => {
            "chiusa la richiesta e annullata la telefonata,"
        }
        (Language::It, Event::Closed) => "chiusa la richiesta",
        (Language::It, Event::Reopened) => "riaperta la richiesta",
        (Language::It, Event::Lapsed) => "decaduta la richiesta",
        (Language::It, Event::Reminded) => "registrato il sollecito della richiesta",
        (Language::It, Event::Escalated) => "segnalata la mancata risposta alla richiesta",
        (Language::It, Event::Booked) => "prenotata la telefonata, richiesta",
        (Language::It, Event::Moved) => "spostata la telefonata, richiesta",
        (Language::It, Event::Cancelled) if notice.in_turn => "non più mantenuto il posto in coda, richiesta",
        (Language::It, Event::Cancelled) => "annullata la telefonata, richiesta",
        (language, Event::Missed) => missed::happened(notice.missed, language),
        (Language::It, Event::Near) => "vicina la scadenza della richiesta",
        (Language::It, Event::Breached) => "superata la scadenza della richiesta",
        (Language::It, Event::Reference) => "la Sua richiesta",
        (Language::En, Event::Reference) => "your request",
        (Language::En, Event::Opened) => "opened, request",
        (Language::En, Event::TakenInCharge) => "taken in charge, request",
        (Language::En, Event::Waiting) => "waiting for your answer, request",
        (Language::En, Event::Closed) if notice.callback.is_some() => {
            "closed, and the call cancelled, request"
        }
        (Language::En, Event::Closed) => "closed, request",
        (Language::En, Event::Reopened) => "reopened, request",
        (Language::En, Event::Lapsed) => "lapsed, request",
        (Language::En, Event::Reminded) => "reminder received, request",
        (Language::En, Event::Escalated) => "escalated, request",
        (Language::En, Event::Booked) => "call booked, request",
        (Language::En, Event::Moved) => "call moved, request",
        (Language::En, Event::Cancelled) if notice.in_turn => "place in the queue given up, request",
        (Language::En, Event::Cancelled) => "call cancelled, request",
        (Language::En, Event::Near) => "deadline near, request",
        (Language::En, Event::Breached) => "deadline passed, request",
    }
}

const fn opening(notice: &Notice) -> &'static str {
    match (notice.language, notice.event) {
        (Language::It, Event::Opened) => "La Sua richiesta è stata aperta.",
        (Language::It, Event::TakenInCharge) => "La Sua richiesta è stata presa in carico.",
        (Language::It, Event::Waiting) => "Per proseguire serve una Sua risposta.",
        (Language::It, Event::Closed) if notice.callback.is_some() => {
            "La Sua richiesta è stata chiusa, e la telefonata prenotata è annullata."
        }
        (Language::It, Event::Closed) => "La Sua richiesta è stata chiusa.",
        (Language::It, Event::Reopened) => "La Sua richiesta è di nuovo aperta.",
        (Language::It, Event::Lapsed) => {
            "La Sua richiesta non viene più trattata, perché è passato il termine."
        }
        (Language::It, Event::Reminded) => "Il Suo sollecito è stato registrato.",
        (Language::It, Event::Escalated) if is_the_desks(notice) => {
            "Si segnala la mancata risposta alla richiesta seguente, dopo un sollecito."
        }
        (Language::It, Event::Escalated) => {
            "La mancata risposta alla Sua richiesta è stata segnalata alla casella dello sportello."
        }
        (Language::It, Event::Booked) => "La telefonata è prenotata.",
        (Language::It, Event::Moved) => "La telefonata è stata spostata.",
        (Language::It, Event::Cancelled) if notice.in_turn => {
            "Il Suo posto in coda non è più mantenuto, e non riceverà la telefonata."
        }
        (Language::It, Event::Cancelled) => "La telefonata è stata annullata.",
        (language, Event::Missed) => missed::sentence(notice.missed, language),
        (Language::It, Event::Near) => "La scadenza di questa richiesta è vicina.",
        (Language::It, Event::Breached) => "La scadenza di questa richiesta è passata.",
        (Language::It, Event::Reference) => "Ecco il numero e la data della Sua richiesta.",
        (Language::En, Event::Reference) => "Here are the number and the date of your request.",
        (Language::En, Event::Opened) => "Your request has been opened.",
        (Language::En, Event::TakenInCharge) => "Your request has been taken in charge.",
        (Language::En, Event::Waiting) => "To go on, we need an answer from you.",
        (Language::En, Event::Closed) if notice.callback.is_some() => {
            "Your request has been closed, and the call that was booked is cancelled."
        }
        (Language::En, Event::Closed) => "Your request has been closed.",
        (Language::En, Event::Reopened) => "Your request is open again.",
        (Language::En, Event::Lapsed) => "Your request is no longer handled, because its time has run out.",
        (Language::En, Event::Reminded) => "Your reminder has been recorded.",
        (Language::En, Event::Escalated) if is_the_desks(notice) => {
            "The following request had no answer, after a reminder."
        }
        (Language::En, Event::Escalated) => {
            "That your request had no answer has been brought before the desk's own mailbox."
        }
        (Language::En, Event::Booked) => "Your call is booked.",
        (Language::En, Event::Moved) => "Your call has been moved.",
        (Language::En, Event::Cancelled) if notice.in_turn => {
            "Your place in the queue is given up, and you will not be called."
        }
        (Language::En, Event::Cancelled) => "Your call has been cancelled.",
        (Language::En, Event::Near) => "The deadline of this request is near.",
        (Language::En, Event::Breached) => "The deadline of this request has passed.",
    }
}

/// Whether the desk's own mailbox reads it: its subject is the one that the desk prescribes.
const fn is_the_desks(notice: &Notice) -> bool {
    notice.subject.is_some()
}

/// The facts, a line each.
fn facts(notice: &Notice) -> String {
    let (number, date, call, reminder, deadline) = match notice.language {
        Language::It => {
            ("Numero della richiesta", "Data della richiesta", "Telefonata", "Sollecito", "Scadenza")
        }
        Language::En => ("Request number", "Date of the request", "Call", "Reminder", "Deadline"),
    };
    let mut lines =
        vec![format!("{number}: {}", notice.ticket), format!("{date}: {}", short_date(notice.dated))];
    lines.extend(comes(notice).map(|when| format!("{call}: {when}")));
    lines.extend(notice.reminded.map(|at| format!("{reminder}: {}", short_moment(at, notice.language))));
    lines.extend(notice.deadline.map(|at| format!("{deadline}: {}", short_moment(at, notice.language))));
    lines.join("\n")
}

/// When the call comes, or was to come; a place that is kept no more has no time.
fn comes(notice: &Notice) -> Option<String> {
    if let Some(span) = notice.callback {
        return Some(told(span, notice.language));
    }
    let when = match notice.language {
        Language::It => "quando arriva il Suo turno, negli orari del servizio",
        Language::En => "when it is your turn, in the hours of the service",
    };
    let awaits = !matches!(notice.event, Event::Cancelled | Event::Missed | Event::Closed);
    (notice.in_turn && awaits).then(|| when.to_owned())
}

/// What the reader can do; nothing where nothing is asked of them.
const fn what_now(notice: &Notice) -> Option<&'static str> {
    Some(match (notice.language, notice.event) {
        (Language::It, Event::Booked | Event::Moved) => {
            "Per spostare o annullare la telefonata servono il numero e la data della richiesta."
        }
        (Language::En, Event::Booked | Event::Moved) => {
            "To move or cancel the call, the number and the date of the request are needed."
        }
        (Language::It, Event::Opened) if notice.in_turn => {
            "Per rinunciare al posto servono il numero e la data della richiesta."
        }
        (Language::En, Event::Opened) if notice.in_turn => {
            "To give up your place, the number and the date of the request are needed."
        }
        (
            Language::It,
            Event::Opened | Event::TakenInCharge | Event::Reopened | Event::Reminded | Event::Reference,
        ) => "Conservi il numero e la data: servono per ogni domanda su questa richiesta.",
        (
            Language::En,
            Event::Opened | Event::TakenInCharge | Event::Reopened | Event::Reminded | Event::Reference,
        ) => "Please keep the number and the date: they are needed for any question about this request.",
        (Language::It, Event::Lapsed) => {
            "Se serve ancora una risposta, basta un sollecito, citando il numero e la data."
        }
        (Language::En, Event::Lapsed) => {
            "If an answer is still needed, a reminder is enough, quoting the number and the date."
        }
        (language, Event::Missed) => return missed::what_now(notice.missed, language),
        (
            Language::It | Language::En,
            Event::Waiting
            | Event::Closed
            | Event::Escalated
            | Event::Cancelled
            | Event::Near
            | Event::Breached,
        ) => return None,
    })
}

/// `martedì 24 novembre 2026, dalle 15:00 alle 15:30`.
#[must_use]
pub fn told(span: Span, language: Language) -> String {
    let (from, until) = match language {
        Language::It => ("dalle", "alle"),
        Language::En => ("from", "to"),
    };
    let (start, end) = (span.start.format("%H:%M"), span.end.format("%H:%M"));
    format!("{}, {from} {start} {until} {end}", long_date(span.start, language))
}

/// `martedì 24 novembre 2026`.
#[must_use]
pub fn long_date(at: DateTime<FixedOffset>, language: Language) -> String {
    let (weekday, month) = (weekday_name(at.weekday(), language), month_name(at.month(), language));
    format!("{weekday} {} {month} {}", at.day(), at.year())
}

fn short_date(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

fn short_moment(at: DateTime<FixedOffset>, language: Language) -> String {
    match language {
        Language::It => at.format("%d/%m/%Y, ore %H:%M").to_string(),
        Language::En => at.format("%d/%m/%Y, %H:%M").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::notice::example::notice;
    use super::*;

    #[test]
    fn a_booking_in_italian_says_number_date_and_time() {
        let mut booked = notice(Event::Booked, Language::It);
        (booked.reminded, booked.deadline) = (None, None);
        let letter = letter(&booked);
        let number = booked.ticket;
        assert_eq!(
            letter.subject,
            format!(
                "Assistenza ai servizi telematici delle Dogane: prenotata la telefonata, richiesta n. {number} del 22/11/2026"
            )
        );
        assert_eq!(
            letter.body,
            format!(
                "La telefonata è prenotata.\n\nNumero della richiesta: {number}\nData della richiesta: 22/11/2026\n\
                 Telefonata: martedì 24 novembre 2026, dalle 15:00 alle 15:30\n\n\
                 Per spostare o annullare la telefonata servono il numero e la data della richiesta.\n\n\
                 Assistenza ai servizi telematici delle Dogane\n"
            )
        );
    }

    #[test]
    fn an_escalation_has_the_desks_own_subject_and_the_reminders_date_and_time() {
        let mut escalated = notice(Event::Escalated, Language::It);
        escalated.subject = Some("Mancata Risposta Assistenza".to_owned());
        (escalated.callback, escalated.deadline) = (None, None);
        let letter = letter(&escalated);
        assert_eq!(letter.subject, "Mancata Risposta Assistenza");
        for fact in
            [escalated.ticket.to_string(), "22/11/2026".into(), "Sollecito: 01/12/2026, ore 09:15".into()]
        {
            assert!(letter.body.contains(&fact), "{fact} in {}", letter.body);
        }
    }

    #[test]
    fn who_has_a_request_escalated_is_told_so_and_the_desk_is_told_why() {
        for (language, users, desks) in [
            (
                Language::It,
                "è stata segnalata alla casella dello sportello",
                "Si segnala la mancata risposta",
            ),
            (
                Language::En,
                "has been brought before the desk's own mailbox",
                "The following request had no answer",
            ),
        ] {
            let mut escalated = notice(Event::Escalated, language);
            let body = letter(&escalated).body;
            assert!(body.contains(users) && !body.contains(desks), "{body}");
            escalated.subject = Some("Mancata Risposta Assistenza".to_owned());
            let body = letter(&escalated).body;
            assert!(body.contains(desks) && !body.contains(users), "{body}");
        }
    }

    #[test]
    fn a_request_lapses_in_one_word_and_a_deadline_in_another() {
        let lapsed = short(&notice(Event::Lapsed, Language::It));
        assert!(lapsed.contains("decaduta la richiesta") && !lapsed.contains("scad"), "{lapsed}");
        let breached = short(&notice(Event::Breached, Language::It));
        assert!(breached.contains("superata la scadenza") && !breached.contains("decad"), "{breached}");
    }

    #[test]
    fn every_event_has_words_in_every_language() {
        for language in Language::ALL {
            for event in Event::ALL {
                let letter = letter(&notice(event, language));
                assert!(letter.body.contains(&notice(event, language).ticket.to_string()), "{}", letter.body);
                assert!(!letter.subject.contains('\n'));
            }
        }
        let english = letter(&notice(Event::Closed, Language::En));
        assert!(english.body.starts_with("Your request has been closed, and the call"), "{}", english.body);
        let without = Notice { callback: None, ..notice(Event::Closed, Language::En) };
        assert!(letter(&without).body.starts_with("Your request has been closed.\n"));
        assert!(
            english.body.contains("Call: Tuesday 24 November 2026, from 15:00 to 15:30"),
            "{}",
            english.body
        );
    }

    #[test]
    fn whoever_keeps_a_place_reads_of_a_turn_and_of_no_time() {
        for (language, turn, given_up) in [
            (Language::It, "quando arriva il Suo turno", "non è più mantenuto"),
            (Language::En, "when it is your turn", "is given up"),
        ] {
            let kept = Notice { in_turn: true, callback: None, ..notice(Event::Opened, language) };
            assert!(letter(&kept).body.contains(turn), "{}", letter(&kept).body);
            assert!(short(&kept).contains(turn), "{}", short(&kept));
            let gone = Notice { event: Event::Cancelled, ..kept };
            let body = letter(&gone).body;
            assert!(body.contains(given_up) && !body.contains(turn), "{body}");
        }
    }

    #[test]
    fn a_short_message_is_one_line() {
        let said = short(&notice(Event::Moved, Language::It));
        assert!(!said.contains('\n') && said.ends_with("dalle 15:00 alle 15:30."), "{said}");
    }
}
