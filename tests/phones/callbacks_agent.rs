//! Booked callbacks for which an operator is called first: what both hear, and who is never rung, on a real Asterisk.

use std::fs;
use std::time::Duration;

use centralino::ticket::{Attempted, Event, TicketNumber};

use super::asterisk::{self, Asterisk, OPERATOR, USER};
use super::callbacks::{Desk, FROM, PATIENCE, asterisk_of_two, attempted, rings, rings_once};
use super::ear::{Ear, Sound};
use super::service::Named;
use super::wait;

/// A desk whose operators are called first, at this extension, with these lines more under `callback:`.
fn desk(asterisk: &Asterisk, agents: &str, placing: &str) -> Desk {
    named(asterisk, &Named::default(), agents, placing, &[])
}

fn named(asterisk: &Asterisk, name: &Named, agents: &str, placing: &str, set: &[(&str, &str)]) -> Desk {
    let to = |menu: String| menu.replacen("to: giustizia-richiamate", &format!("to: {agents}"), 1);
    Desk::with(asterisk, name, to, &format!("  first: agent\n{placing}"), set)
}

/// The words that whoever was called heard so far, in order.
fn heard(asterisk: &Asterisk, who: &str, ticket: TicketNumber) -> Vec<String> {
    let file = asterisk.folder.join(format!("log/{who}-callback-{}-1.ulaw", ticket.value()));
    let sound = fs::read(file).unwrap_or_default();
    let lines = fs::read_to_string(asterisk.folder.join("spoken")).unwrap_or_default();
    let lines: Vec<_> = lines.lines().collect();
    let mut texts: Vec<(usize, u32)> = Vec::new();
    let mut last = Sound::Silence;
    for sound in Ear::default().listen(&sound) {
        if let Sound::Text { number, begins } = sound {
            match texts.last_mut() {
                Some((text, blocks)) if *text == number && (!begins || last == sound) => *blocks += 1,
                _ => texts.push((number, 1)),
            }
        }
        last = sound;
    }
    let heard = texts.into_iter().filter(|(_, blocks)| *blocks > 1);
    heard.map(|(number, _)| lines.get(number).copied().unwrap_or("?").to_owned()).collect()
}

/// Waits until they have heard this, and gives all that they heard.
fn hears(asterisk: &Asterisk, who: &str, ticket: TicketNumber, part: &str) -> Vec<String> {
    let come = wait::until(PATIENCE, || {
        Some(heard(asterisk, who, ticket)).filter(|heard| heard.iter().any(|words| words.contains(part)))
    });
    come.unwrap_or_else(|| panic!("{who} never heard `{part}`, but {:?}", heard(asterisk, who, ticket)))
}

/// Where among what was heard this was.
fn place(heard: &[String], part: &str) -> usize {
    heard.iter().position(|words| words.contains(part)).unwrap_or_else(|| panic!("no `{part}` in {heard:?}"))
}

#[test]
fn an_operator_and_then_the_user_press_a_key_and_hear_each_other() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = desk(asterisk, "clerkpresses", "");
    let ticket = desk.books(393_331_001_007, 4, 900);
    let ring = rings_once(asterisk, 393_331_001_007);
    assert_eq!(ring.from, FROM, "the user sees the number that can be called back");
    let agent = asterisk.arrivals(&format!("callback-{}-1", ticket.value()));
    assert_eq!((agent.len(), agent[0].to.as_str()), (1, "clerkpresses"));
    assert!(agent[0].at.parse::<f64>().unwrap() + 10.0 < ring.at.parse::<f64>().unwrap(), "after the key");

    let operator = hears(asterisk, "operator", ticket, USER);
    let told = ["Richiamata prenotata", "Il numero della richiesta", "La data della richiesta", "prema 1"];
    let told: Vec<_> = told.iter().map(|part| place(&operator, part)).collect();
    assert!(told.is_sorted(), "{operator:?}");
    assert!(operator[place(&operator, "Richiamata prenotata") + 1].contains("Richiamat"), "{operator:?}");
    assert!(place(&operator, "novembre") > told[2], "{operator:?}");
    assert!(told[3] < place(&operator, "Chiamiamo l'utente"), "{operator:?}");
    let user = hears(asterisk, "user", ticket, OPERATOR);
    let keys = place(&user, "Per parlare con un operatore, prema 1");
    assert!(place(&user, "questa è la richiamata") < keys && keys < place(&user, OPERATOR), "{user:?}");

    let history = desk.comes_to(ticket, &attempted(1, Attempted::Spoken));
    assert_eq!(history, [Event::CallbackSpoken, attempted(1, Attempted::Spoken)]);
    let user = heard(asterisk, "user", ticket);
    assert!(
        user.iter().filter(|words| *words == OPERATOR).count() >= 3,
        "for as long as they spoke: {user:?}"
    );
    assert_eq!(rings(asterisk, 393_331_001_007).len(), 1, "once");
}

#[test]
fn where_no_operator_answers_or_presses_the_key_the_users_telephone_never_rings() {
    let Some(asterisk) = asterisk::shared() else { return };
    for (agents, number, attempts) in [
        ("clerkbusy", 393_331_002_001, 2),
        ("clerkaway\n    ring: 5 seconds", 393_331_003_001, 1),
        ("clerkdeclines", 393_331_004_001, 1),
        ("clerkmachine", 393_331_005_001, 1),
    ] {
        let desk = desk(asterisk, agents, &format!("  attempts: {attempts}\n  apart: 1 second\n"));
        let ticket = desk.books(number, 0, 900);
        let history = desk.comes_to(ticket, &Event::CallbackMissed);
        let each = (1..=attempts).map(|attempt| attempted(attempt, Attempted::NoOperator));
        assert_eq!(history, each.chain([Event::CallbackMissed]).collect::<Vec<_>>(), "{agents}");
        assert_eq!(rings(asterisk, number).len(), 0, "{agents}");
    }
}

#[test]
fn an_operator_is_told_in_words_why_the_user_is_not_there() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = desk(asterisk, "clerkquick", "  attempts: 1\n");
    let cases = [
        (393_331_006_002, Attempted::Busy, "è occupata"),
        (393_331_007_003, Attempted::NoAnswer, "non ha risposto"),
        (393_331_008_004, Attempted::Voicemail, "segreteria"),
        (393_331_009_005, Attempted::WrongNumber, "non è di chi attende"),
        (393_331_010_006, Attempted::Refused, "non ha accettato"),
    ];
    let booked = cases.map(|(number, outcome, told)| (desk.books(number, 0, 900), number, outcome, told));
    for (ticket, number, outcome, told) in booked {
        let history = desk.comes_to(ticket, &Event::CallbackMissed);
        assert_eq!(history, [attempted(1, outcome), Event::CallbackMissed], "{told}");
        hears(asterisk, "operator", ticket, told);
        assert_eq!(rings(asterisk, number).len(), 1);
    }
}

#[test]
fn where_the_menu_goes_on_to_another_destination_the_next_operator_rings() {
    let Some(asterisk) = asterisk::shared() else { return };
    let next =
        "clerkbusy\n    no-answer: { transfer: lotto-2, otherwise: callback }\n    otherwise: callback";
    let desk = desk(asterisk, next, "  attempts: 1\n");
    let ticket = desk.books(393_331_011_001, 0, 900);
    // Lotto 2 is whoever answers any call in these tests, and presses no key.
    let history = desk.comes_to(ticket, &Event::CallbackMissed);
    assert_eq!(history, [attempted(1, Attempted::NoOperator), Event::CallbackMissed]);
    let agents = asterisk.arrivals(&format!("callback-{}-1", ticket.value()));
    let to: Vec<_> = agents.iter().map(|arrival| (arrival.to.as_str(), arrival.ring.as_str())).collect();
    assert_eq!(to, [("clerkbusy", "25"), ("lotto-2", "25")]);
    assert_eq!(rings(asterisk, 393_331_011_001).len(), 0);
}

#[test]
fn a_user_whose_operator_has_left_is_told_and_the_request_is_tried_again() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = desk(asterisk, "clerkleaves", "  attempts: 1\n");
    let ticket = desk.books(393_331_012_008, 0, 900);
    let history = desk.comes_to(ticket, &Event::CallbackMissed);
    assert_eq!(history, [attempted(1, Attempted::NoOperator), Event::CallbackMissed]);
    assert_eq!(rings(asterisk, 393_331_012_008).len(), 1);
}

#[test]
fn a_user_whose_operator_hangs_up_while_they_listen_hears_so_at_once_and_not_at_their_key() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = desk(asterisk, "clerkgoes", "  attempts: 1\n");
    let ticket = desk.books(393_331_014_009, 0, 900);
    hears(asterisk, "user", ticket, "prema 1");
    let left = heard(asterisk, "user", ticket);
    assert!(
        !left.iter().any(|words| words.contains("nessun operatore")),
        "not before they are gone: {left:?}"
    );
    let user = hears(asterisk, "user", ticket, "nessun operatore può rispondere");
    let history = desk.comes_to(ticket, &Event::CallbackMissed);
    assert_eq!(history, [attempted(1, Attempted::NoOperator), Event::CallbackMissed], "nobody is a machine");
    assert_eq!(rings(asterisk, 393_331_014_009).len(), 1);
    let spoken = place(&user, "nessun operatore può rispondere");
    assert_eq!(spoken + 1, user.len(), "and nothing after it: {user:?}");
}

/// Two services at one Asterisk, the first of which dies at a moment of the test's choosing: the history comes to this, and the operator rings once. How
/// often the user rang.
fn dies(
    number: u64,
    agents: &str,
    placing: &str,
    when: impl Fn(&Asterisk, TicketNumber),
    history: &[Event],
) -> Option<usize> {
    let asterisk = asterisk_of_two()?;
    let dies = named(&asterisk, &Named::called("dies"), agents, placing, &[]);
    let database = dies.service.address();
    let ticket = dies.books(number, 0, 900);
    let agent = || asterisk.arrivals(&format!("callback-{}-1", ticket.value()));
    wait::until(PATIENCE, || agent().into_iter().next()).expect("an operator is called");
    let lives = named(&asterisk, &Named::called("lives"), agents, placing, &[("DATABASE", &database)]);
    when(&asterisk, ticket);
    dies.service.kill();
    let come = wait::until(Duration::from_mins(2), || {
        Some(dies.history(ticket)).filter(|now| now.last() == history.last())
    });
    assert_eq!(come.as_deref(), Some(history), "{:?}\n{}", dies.history(ticket), lives.service.log());
    assert_eq!(agent().len(), 1, "the operator rang once");
    Some(rings(&asterisk, number).len())
}

/// The operator has not answered yet.
fn operator_rings(asterisk: &Asterisk, ticket: TicketNumber) {
    assert!(heard(asterisk, "operator", ticket).is_empty(), "the operator answered before the service died");
    assert!(!asterisk.folder.join(format!("log/operator-callback-{}-1.ulaw", ticket.value())).exists());
}

#[test]
fn a_service_that_dies_while_the_users_telephone_rings_rings_nobody_twice_and_the_two_are_joined() {
    let user_rings = |asterisk: &Asterisk, _| drop(rings_once(asterisk, 393_331_013_008));
    let spoken = [Event::CallbackSpoken, attempted(1, Attempted::Spoken)];
    let Some(rung) = dies(393_331_013_008, "clerkquick", "", user_rings, &spoken) else { return };
    assert_eq!(rung, 1);
}

#[test]
fn a_service_that_dies_while_the_operators_telephone_rings_is_followed_by_another_and_each_rings_once() {
    let slow = "clerkslow\n    ring: 50 seconds";
    let spoken = [Event::CallbackSpoken, attempted(1, Attempted::Spoken)];
    let Some(rung) = dies(393_331_015_008, slow, "", operator_rings, &spoken) else { return };
    assert_eq!(rung, 1);
}

#[test]
fn an_operator_who_does_not_answer_while_no_service_is_there_is_told_and_the_user_never_rings() {
    let away = "clerkaway\n    ring: 30 seconds";
    let missed = [attempted(1, Attempted::NoOperator), Event::CallbackMissed];
    let Some(rung) = dies(393_331_016_001, away, "  attempts: 1\n", operator_rings, &missed) else { return };
    assert_eq!(rung, 0);
}
