//! The code of the public page, spoken by a call: a citizen at `/book`, a real Asterisk, and the telephone of the number that they typed.

use std::time::Duration;

use tokio::runtime::Runtime;

use super::asterisk::{self, Asterisk};
use super::landline::{Does, Landline};
use super::service::{Named, Service};
use super::wait;
use crate::pages::visitor::{Answer, Visitor};
use crate::store::Stranger;

/// What the called person sees.
const FROM: &str = "+390612345678";

/// A desk of two languages, small because its prompts are spoken too.
const BILINGUAL: &str = "desk: prova
title: { it: Sportello di prova, en: The test desk }
languages: [it, en]
numbers: [7009]
hours:
  operatori:
    mon-fri: 08:00-18:00
    holidays: closed
destinations:
  operatori: { it: Operatori, en: Operators }
callback:
  length: 15 minutes
  notice: 1 hour
  ahead: 5 days
  seats: 9
  to: operatori
menu:
  open: operatori
  after-errors: callback
  keys:
    1: operatori
";

/// A citizen before the page, and the telephone beside it.
struct Citizen {
    runtime: Runtime,
    visitor: Visitor,
    desk: &'static str,
}

impl Citizen {
    fn at(service: &Service, desk: &'static str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let visitor = Visitor::at(format!("http://127.0.0.1:{}", service.port));
        Self { runtime, visitor, desk }
    }

    fn get(&mut self, path: &str) -> Answer {
        self.runtime.block_on(self.visitor.get(&format!("/book/{}{path}", self.desk)))
    }

    fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.runtime.block_on(self.visitor.post(&format!("/book/{}{path}", self.desk), fields))
    }

    /// Picks the first free time and asks for the code.
    fn asks(&mut self, phone: &str, page: &str) -> Answer {
        let free = self.get(&format!("?lang={page}"));
        let start = free.text.split("name=\"start\" value=\"").nth(1).expect("a free time");
        let start = start.split('"').next().unwrap().to_owned();
        let picked = self.post("/pick", &[("queue", "callback"), ("start", &start)]);
        assert_eq!(picked.status, 303, "{}", picked.text);
        let fields = [("queue", "callback"), ("start", &*start), ("phone", phone), ("language", "it")];
        self.post("/details", &fields)
    }

    /// Waits until the page tells this of the call.
    fn is_told(&mut self, part: &str) -> Answer {
        let told = wait::until(Duration::from_secs(90), || {
            Some(self.get("/code")).filter(|page| page.text.contains(part))
        });
        told.unwrap_or_else(|| panic!("the page never says `{part}`, but:\n{}", self.get("/code").text))
    }
}

fn start(asterisk: &Asterisk, phone: &Landline, more: &[(&str, &str)]) -> Service {
    let trunk = phone.trunk();
    let set = [("ARI_TRUNK", trunk.as_str()), ("CALLBACK_FROM", FROM)];
    let set: Vec<_> = set.into_iter().chain(more.iter().copied()).collect();
    Service::start_set(asterisk, &Named::default(), |menu| menu, &set)
}

/// The digits between two sentences, by their words.
fn digits(words: &[String], from: &str, to: &str, names: [&str; 10]) -> String {
    let after = words.iter().skip_while(|words| !words.contains(from)).skip(1);
    let said = after.take_while(|words| !words.contains(to));
    said.map(|word| {
        let digit =
            names.iter().position(|name| word.trim_end_matches(['.', ',']).eq_ignore_ascii_case(name));
        digit.unwrap_or_else(|| panic!("`{word}` is no digit: {words:?}")).to_string()
    })
    .collect()
}

const ITALIAN: [&str; 10] =
    ["zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"];
const ENGLISH: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

#[test]
fn a_landline_is_called_at_once_and_the_code_that_it_hears_books() {
    let Some(asterisk) = asterisk::shared() else { return };
    let phone = Landline::new(asterisk.folder.join("spoken"), Does::Answers);
    let service = start(asterisk, &phone, &[]);
    let mut citizen = Citizen::at(&service, "giustizia");
    let asked = citizen.asks("06 6885 1234", "it");
    assert_eq!((asked.status, asked.location()), (303, "/book/giustizia/code"), "{}", asked.text);
    let page = citizen.get("/code");
    assert!(
        page.text.contains("06 12345678") || page.text.contains("06 1234 5678"),
        "who will call is told: {}",
        page.text
    );
    let invite = phone.rings(1);
    let from = invite.lines().find(|line| line.starts_with("From:")).unwrap();
    assert!(from.contains(FROM) && invite.starts_with("INVITE sip:390668851234@"), "{invite}");
    phone.hears("codice di conferma");
    phone.hears("prema 1");
    assert!(!phone.words().iter().any(|words| words.contains("Il codice è")), "not before a person is there");
    phone.handset.press('1');
    phone.hears("riascoltarlo");
    let words = phone.words();
    let code = digits(&words, "Il codice è", "Ripeto", ITALIAN);
    assert_eq!(code.len(), 6, "{words:?}");
    assert_eq!(digits(&words, "Ripeto", "riascoltarlo", ITALIAN), code, "twice");
    citizen.is_told("Il codice è stato letto");
    let booked = citizen.post("/code", &[("code", &code)]);
    assert_eq!((booked.status, booked.location()), (303, "/book/giustizia/booked"), "{}", booked.text);
    phone.is_left(1);
    assert_eq!(phone.rang(), 1, "once");
    let log = service.log();
    assert!(!log.contains(&code) && !log.contains("68851234"), "{log}");
}

#[test]
fn a_machine_hears_no_code_and_the_page_says_so_and_offers_another_call() {
    let Some(asterisk) = asterisk::shared() else { return };
    let phone = Landline::new(asterisk.folder.join("spoken"), Does::Answers);
    let service = start(asterisk, &phone, &[]);
    let mut citizen = Citizen::at(&service, "giustizia");
    citizen.asks("06 6885 2345", "it");
    phone.rings(1);
    phone.is_left(1);
    let told = citizen.is_told("nessuno ha premuto 1");
    assert!(told.text.contains("value=\"call\""), "another one is offered: {}", told.text);
    assert!(!phone.words().iter().any(|words| words.contains("Il codice")), "{:?}", phone.words());
    // Not at once, and not at will.
    let soon = citizen.post("/code/again", &[("by", "call")]);
    assert!(soon.status == 429 && soon.text.contains("fra un minuto"), "{}", soon.text);
    assert_eq!(phone.rang(), 1);
}

#[test]
fn who_did_not_ask_says_so_and_is_not_called_again() {
    let Some(asterisk) = asterisk::shared() else { return };
    let phone = Landline::new(asterisk.folder.join("spoken"), Does::Answers);
    let service = start(asterisk, &phone, &[]);
    let mut citizen = Citizen::at(&service, "giustizia");
    citizen.asks("06 6885 3456", "it");
    phone.rings(1);
    phone.hears("prema 2");
    phone.handset.press('2');
    phone.hears("disturbo");
    phone.is_left(1);
    citizen.is_told("non aveva chiesto il codice");
    citizen.runtime.block_on(async {
        let later = "UPDATE askings SET sent_at = sent_at - 61; UPDATE code_calls SET asked_at = asked_at - 61; UPDATE sendings SET at = at - 3700";
        Stranger::at(&service.address()).await.run(later).await;
    });
    let again = citizen.post("/code/again", &[("by", "call")]);
    assert_eq!(again.status, 429, "an hour later, another page: {}", again.text);
    let other = Citizen::at(&service, "giustizia").asks("06 6885 3456", "it");
    assert_eq!(other.status, 422, "{}", other.text);
    assert_eq!(phone.rang(), 1);
}

#[test]
fn a_busy_line_is_told_and_an_english_page_is_spoken_to_in_english() {
    let Some(asterisk) = asterisk::shared() else { return };
    let busy = Landline::new(asterisk.folder.join("spoken"), Does::IsBusy);
    let service = start(asterisk, &busy, &[]);
    let mut citizen = Citizen::at(&service, "giustizia");
    citizen.asks("06 6885 4567", "it");
    citizen.is_told("è occupato");
    assert_eq!(busy.rang(), 1);
    drop(service);

    let phone = Landline::new(asterisk.folder.join("spoken"), Does::Answers);
    let trunk = phone.trunk();
    let set = [("ARI_TRUNK", trunk.as_str()), ("CALLBACK_FROM", FROM)];
    let write = |menus: &std::path::Path| std::fs::write(menus.join("prova.yaml"), BILINGUAL).unwrap();
    let service = Service::start_desks(asterisk, &Named::default(), write, &set);
    let mut citizen = Citizen::at(&service, "prova");
    let asked = citizen.asks("333 765 4321", "en");
    assert_eq!(
        asked.location(),
        "/book/prova/code",
        "a mobile is called too, where nothing sends messages: {}",
        asked.text
    );
    phone.rings(1);
    phone.hears("confirmation code");
    phone.hears("press 1");
    phone.handset.press('1');
    phone.hears("To hear it again");
    let code = digits(&phone.words(), "The code is", "Once more", ENGLISH);
    citizen.is_told("The code was read out");
    let booked = citizen.post("/code", &[("code", &code)]);
    assert_eq!(booked.location(), "/book/prova/booked", "{}", booked.text);
}
