//! What is said as a whole: every phrase has words, every value is in the vocabulary, a closed door says all it should.

use std::collections::HashSet;

use chrono::{DateTime, Duration, TimeZone, Utc};
use chrono_tz::Europe::Rome;

use super::*;
use crate::hours::{Answer, Closed, Layer, LineId};
use crate::menu::check::sketch::Sketch;
use crate::menu::model::{At, First, Identify, Menu, Recording, Step, Task, Tells, Waiting};
use crate::menu::words::{Phrase, Piece};
use crate::terms::numbering::Country;
use crate::terms::{CalendarId, Number};

fn desk() -> Menu {
    let mut menu = Sketch::new()
        .callback("open", "bye")
        .hangup("bye")
        .destination("operators")
        .queue(|queue| queue.placing.first = First::Agent)
        .speaks(&[Language::It, Language::En], &[])
        .menu();
    let waiting = Waiting {
        longest: 600,
        music: None,
        position: true,
        expected: true,
        every: 60,
        leave: None,
        keeps: Some(crate::terms::QueueId(0)),
    };
    menu.destinations[0].waiting = Some(waiting);
    let (mut status, end) = (menu.nodes[1].clone(), menu.last_resort);
    for task in [Task::Status, Task::Booking] {
        status.step = Step::Request { task, then: end, otherwise: end };
        menu.nodes.push(status.clone());
    }
    let tells = Tells { latest: true, balance: true };
    let prompt = crate::terms::TextId(0);
    status.step = Step::Customer(Identify { prompt, min: 3, max: 6, tells, then: end, otherwise: end });
    menu.nodes.push(status);
    menu
}

/// Rome's local time as a moment.
fn rome(month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Rome.with_ymd_and_hms(2026, month, day, hour, minute, 0).unwrap().to_utc()
}

#[test]
fn every_phrase_is_said_in_every_language() {
    for one in Phrase::all() {
        for language in Language::ALL {
            let words = phrase(one, language);
            assert!(words.len() > 4, "{one:?} has no words in {language:?}");
            assert!(words.chars().next().unwrap().is_uppercase(), "{words}");
            let value_follows = words.ends_with(':')
                || matches!(
                    one,
                    Phrase::Reopens
                        | Phrase::ConfirmSlot
                        | Phrase::CallbackOn
                        | Phrase::LatestRequest
                        | Phrase::CallsLeft
                        | Phrase::RequestsLeft
                        | Phrase::UsableUntil
                );
            assert!(words.ends_with('.') || value_follows, "{words}");
        }
        assert_ne!(phrase(one, Language::It), phrase(one, Language::En));
    }
}

#[test]
fn a_key_that_is_not_there_is_named() {
    let said = |key: char| phrase(Phrase::NoSuchKey(Digit::new(key).unwrap()), Language::It);
    assert_eq!(said('7'), "Il tasto 7 qui non c'è.");
    assert_eq!(said('*'), "Il tasto asterisco qui non c'è.");
}

#[test]
fn italian_does_not_know_whether_the_caller_is_a_man_or_a_woman() {
    let gendered = ["benvenuto", "benvenuta", "gentile", "signore", "signora", "sicuro", "sicura"];
    for one in Phrase::all() {
        let words = phrase(one, Language::It).to_lowercase();
        assert!(!words.split([' ', ',', '.']).any(|said| gendered.contains(&said)), "{words}");
    }
}

#[test]
fn every_value_of_a_year_is_in_the_vocabulary() {
    let vocabulary: HashSet<_> = desk().vocabulary().collect();
    let known = |said: Vec<Prompt>| {
        for prompt in said {
            for language in Language::ALL {
                let pause = matches!(prompt, Prompt::Pause(milliseconds) if milliseconds <= 2_000 && milliseconds % 250 == 0);
                assert!(pause || vocabulary.contains(&(prompt, language)), "{prompt:?} is not made ahead");
            }
        }
    };
    let now = rome(3, 1, 12, 0);
    for minutes in (0..366 * 24 * 60).step_by(37) {
        let at = now + Duration::minutes(minutes);
        known(reopening(at, Rome, now));
        known(slot(at, at + Duration::minutes(15), Rome, now));
        known(date(at.date_naive()));
    }
    known(ticket(123_456_789));
    known(number(Number::from_digits(447_700_900_123).unwrap(), Country::ITALY));
    for one in Phrase::all() {
        known(vec![Prompt::Phrase(one)]);
    }
}

#[test]
fn a_desk_without_callbacks_makes_no_sounds_for_them() {
    let menu = Sketch::new().hangup("open").menu();
    let said: Vec<_> = menu.vocabulary().map(|(prompt, _)| prompt).collect();
    assert!(said.contains(&Prompt::Piece(Piece::Tomorrow)));
    assert!(!said.contains(&Prompt::Piece(Piece::Digit(1))));
    assert!(!said.contains(&Prompt::Phrase(Phrase::Booked)));
    assert!(!said.contains(&Prompt::Phrase(Phrase::CallsBefore(1))), "nor for queues, where nobody waits");
    assert!(!said.contains(&Prompt::Phrase(Phrase::Reminded)), "nor for requests, where none is taken up");
    assert_eq!(said.len(), said.iter().collect::<HashSet<_>>().len(), "nothing is listed twice");
}

#[test]
fn the_vocabulary_is_small_enough_to_be_made_at_a_start() {
    let menu = desk();
    let sounds: HashSet<_> = menu
        .vocabulary()
        .map(|(prompt, language)| (menu.words(prompt, language).into_owned(), language))
        .collect();
    // A desk that has everything, in two languages.
    assert!(sounds.len() < 1_100, "{} sounds", sounds.len());
    assert!(
        menu.vocabulary().all(|(prompt, language)| matches!(prompt, Prompt::Text(_))
            || !menu.words(prompt, language).is_empty())
    );
}

fn closed_at(menu: &Menu, why: Closed, reopens: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Vec<String> {
    let answer =
        Answer { closed: Some(why), layer: Layer::Line(LineId(0)), until: now + Duration::hours(1), reopens };
    read(
        menu,
        closed(menu, CalendarId(0), None, &answer, now).into_iter().map(|prompt| (prompt, Language::It)),
    )
}

#[test]
fn a_closed_door_says_why_when_and_where_else() {
    let mut menu = desk();
    let now = rome(11, 22, 13, 0);
    assert_eq!(
        closed_at(&menu, Closed::OutsideHours, Some(rome(11, 23, 8, 0)), now),
        ["In questo momento il servizio è chiuso.", "Riapre domani, lunedì, alle 8."]
    );
    menu.texts[0].words[0] = "Scriva a aiuto@example.it.".into();
    menu.texts[0] = menu.texts[0].clone().made_ready();
    menu.channels = Some(TextId(0));
    assert_eq!(
        closed_at(&menu, Closed::Holiday, None, now),
        ["Oggi il servizio è chiuso per festività.", "Scriva a aiuto, chiocciola, example punto it."]
    );
    assert_eq!(
        closed_at(&menu, Closed::Emergency, Some(rome(11, 23, 8, 0)), now),
        ["Il servizio è sospeso per un'emergenza."],
        "nobody knows when an emergency ends"
    );
}

#[test]
fn a_closing_period_speaks_for_itself() {
    let mut menu = desk();
    menu.texts[0].words[0] = "Ad agosto il servizio riposa.".into();
    menu.calendars[0].announcements = vec![(LineId(0), TextId(0))];
    let now = rome(8, 12, 13, 0);
    assert_eq!(
        closed_at(&menu, Closed::ClosingPeriod, Some(rome(8, 24, 9, 30)), now),
        ["Ad agosto il servizio riposa.", "Riapre lunedì 24 agosto alle 9 e 30."]
    );
    assert!(menu.vocabulary().any(|(prompt, _)| prompt == Prompt::Text(TextId(0))));
}

#[test]
fn a_branch_is_named_before_it_is_said_to_be_closed() {
    let mut menu = desk();
    menu.texts[0].words[0] = "Assistenza telefonica".into();
    let now = rome(11, 23, 7, 0);
    let answer = Answer {
        closed: Some(Closed::OutsideHours),
        layer: Layer::NoLine,
        until: now,
        reopens: Some(rome(11, 23, 9, 30)),
    };
    let said = closed(&menu, CalendarId(0), Some(TextId(0)), &answer, now);
    assert_eq!(
        read(&menu, said.into_iter().map(|prompt| (prompt, Language::It))),
        ["Assistenza telefonica", "In questo momento il servizio è chiuso.", "Riapre oggi alle 9 e 30."]
    );
}

#[test]
fn an_open_desk_says_nothing_of_its_hours() {
    let menu = desk();
    let now = rome(11, 23, 9, 0);
    let open = Answer { closed: None, layer: Layer::NoLine, until: now, reopens: None };
    assert_eq!(closed(&menu, CalendarId(0), None, &open, now), []);
}

#[test]
fn sentences_are_joined_for_eyes() {
    let menu = desk();
    let mut said = vec![Prompt::Phrase(Phrase::FirstFree)];
    said.extend(slot(rome(11, 24, 15, 0), rome(11, 24, 15, 30), Rome, rome(11, 22, 9, 0)));
    said.push(Prompt::Phrase(Phrase::OfferKeys));
    said.push(Prompt::Phrase(Phrase::TicketIs));
    said.extend(ticket(12_345_679));
    said.push(Prompt::Phrase(Phrase::CallYouAt));
    said.extend(number(Number::from_digits(442_079_460_123).unwrap(), Country::ITALY));
    let read = |language| super::read(&menu, said.iter().map(|prompt| (*prompt, language)));
    assert_eq!(
        read(Language::It),
        [
            "Primo orario libero: martedì 24 novembre, dalle 15 alle 15 e 30.",
            "Se va bene, prema 1. Un'altra ora, 2. Un altro giorno, 3.",
            "Il numero della richiesta è: 012 345 679.",
            "Richiameremo il numero: +44 207 946 0123.",
        ]
    );
    assert_eq!(
        read(Language::En),
        [
            "The first free time is: Tuesday the 24th of November, from 3 to 3:30 p.m.",
            "If this suits you, press 1. Another time, 2. Another day, 3.",
            "Your request number is: 012 345 679.",
            "We will call this number: +44 207 946 0123.",
        ]
    );
}

#[test]
fn a_value_after_a_whole_sentence_is_a_sentence_of_its_own() {
    let menu = desk();
    let mut said = vec![Prompt::Phrase(Phrase::NothingPressed)];
    said.extend(slot(rome(11, 23, 8, 0), rome(11, 23, 8, 15), Rome, rome(11, 22, 9, 0)));
    assert_eq!(
        super::read(&menu, said.into_iter().map(|prompt| (prompt, Language::It))),
        ["Non è stato premuto nessun tasto.", "Domani, lunedì 23 novembre, dalle 8 alle 8 e 15."]
    );
}

#[test]
fn a_text_in_a_language_that_is_not_spoken_falls_back_on_the_first() {
    let mut menu = Sketch::new().hangup("open").menu();
    menu.texts[0].words[0] = "Buongiorno.".into();
    let recording = Recording { path: "voci/a.wav".into(), at: At { file: 0, byte: 7 } };
    menu.texts[0].recording[0] = Some(recording.clone());
    let prompt = Prompt::Text(TextId(0));
    assert_eq!(menu.words(prompt, Language::En), "Buongiorno.");
    assert_eq!(menu.words(Prompt::Text(TextId(99)), Language::It), "");
    assert_eq!(menu.words(Prompt::Pause(250), Language::It), "");
    assert_eq!(menu.recording(prompt, Language::It), Some(&recording));
    assert_eq!(menu.recording(prompt, Language::En), None);
    assert_eq!(menu.recording(Prompt::Phrase(Phrase::Goodbye), Language::It), None);
}
