//! Calls, turn by turn, on real menus and a real store: what a platform asks, and what the caller hears. Where the store decides something, on both
//! databases.

mod away;
mod bookings;
mod clients;
mod desks;
mod five;
mod numbering;
mod placed;
mod private;
mod rebooking;
mod requests;
mod seals;
mod swaps;
mod told;
mod versions;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use centralino::calls::seal::Seals;
use centralino::calls::{Hook, Published, Service, TurnDone, Ways, read};
use centralino::clock::Clock;
use centralino::engine::{EndedBy, Heard, Outcome, Then};
use centralino::menu::announce;
use centralino::menu::source::{FileFault, Files, Source};
use centralino::platform::Incoming;
use centralino::store::Store;
use centralino::terms::{CallId, CapLimits, Digits, Limits};

use crate::store::{Kept, at};

/// A working day on which everything is open, and a Sunday on which nothing is.
pub(crate) const MONDAY: &str = "2026-11-23T09:30:00Z";
pub(crate) const SUNDAY: &str = "2026-11-22T09:30:00Z";

pub(crate) const MENU: &str = "
desk: prova
title: Servizio di prova
numbers: [800 749 049, '7002']
greeting: Risponde la prova.
hours:
  operatori: { mon-fri: '08:00-18:00', holidays: closed }
directory: numeri.csv
destinations:
  lotto-2: Lotto 2
  lotto-3: Lotto 3
callback: { length: 15 minutes, notice: 1 hour, ahead: 10 days, seats: 2 }
menu:
  open: operatori
  closed: { keys: { 9: callback } }
  keys:
    1:
      title: Uffici
      known-callers: to their destination
      keys: { 2: lotto-2, 3: lotto-3 }
    9: callback
  after-errors: callback
";

const NUMBERS: &str = "numero;destinazione\n06 6885 1234;lotto-3\n";

/// The caller of most calls; the directory does not know it.
pub(crate) const CALLER: &str = "+393921234567";

pub(crate) fn limits() -> Limits {
    Limits {
        name: "twiml",
        patience: Duration::from_secs(15),
        early_media: false,
        type_ahead: true,
        barge_in: true,
        queue: true,
        waiting: None,
        caps: Some(CapLimits { warns: false, in_queue: false }),
        speaks: true,
        max_digits: 32,
        max_wait: 60,
        max_answer: 64 * 1024,
    }
}

/// Files in memory, beside a menu.
pub(crate) struct Beside(pub(crate) BTreeMap<&'static str, Vec<u8>>);

impl Files for Beside {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileFault> {
        self.0.get(path).cloned().ok_or(FileFault::Missing)
    }

    fn exists(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }
}

pub(crate) fn published(name: &str, text: &str) -> Published {
    let beside = Beside([("numeri.csv", NUMBERS.as_bytes().to_vec())].into());
    let (published, diagnostics) = read(&Source::new(name, text), &beside);
    published.unwrap_or_else(|| panic!("{name} is no menu: {diagnostics:#?}"))
}

/// A service with its store.
pub(crate) struct House {
    pub(crate) kept: Kept,
    pub(crate) service: Arc<Service>,
}

impl House {
    /// At a moment, with the desk of [`MENU`].
    pub(crate) async fn at(moment: &str) -> Self {
        Self::on(Kept::new().await, moment).await
    }

    /// The same on this store.
    pub(crate) async fn on(kept: Kept, moment: &str) -> Self {
        let house = Self::empty_on(kept, moment);
        house.service.publish(vec![published("prova.yaml", MENU)], &[]).await.unwrap();
        house
    }

    /// Without a desk.
    pub(crate) async fn empty(moment: &str) -> Self {
        Self::empty_on(Kept::new().await, moment)
    }

    /// The same on this store.
    pub(crate) fn empty_on(kept: Kept, moment: &str) -> Self {
        let service = service(moment, 1, kept.store.clone());
        Self { kept, service }
    }

    /// Another replica on the same store, with the same key, at a moment; it has read no menu.
    pub(crate) async fn replica(&self, moment: &str) -> Arc<Service> {
        service(moment, 1, self.kept.replica().await)
    }

    pub(crate) fn call(&self, name: &str) -> Call {
        Call::of(self.service.clone(), name)
    }
}

pub(crate) fn service(moment: &str, key: u8, store: Store) -> Arc<Service> {
    let seals = Seals::new(&[[key; 32]]).unwrap();
    let ways = Ways { mail: true, sms: true, webhooks: true };
    Arc::new(Service::new(Clock::starting_at(at(moment)), seals, store).that_tells(ways))
}

/// One call as its platform sees it.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) service: Arc<Service>,
    pub(crate) incoming: Incoming,
    pub(crate) hook: Hook,
    pub(crate) limits: Limits,
}

impl Call {
    pub(crate) fn of(service: Arc<Service>, name: &str) -> Self {
        let incoming = Incoming {
            call: CallId::new(name).unwrap(),
            did: "+39800749049".to_owned(),
            from: CALLER.to_owned(),
            withheld: false,
            heard: Heard::Start,
            talked: None,
            sealed: None,
        };
        Self { service, incoming, hook: Hook::default(), limits: limits() }
    }

    /// What the service answers to the request as it stands; asked again, it is a repeated webhook.
    pub(crate) async fn ask(&self) -> TurnDone {
        self.service.turn(&self.incoming, &self.limits, &self.hook).await
    }

    /// The next request, after a reply.
    pub(crate) fn then(&mut self, done: &TurnDone, heard: Heard) {
        self.incoming.sealed = Some(done.sealed.clone());
        self.incoming.heard = heard;
    }

    /// The call from its beginning: each text is one request's keys, `T` a silence.
    pub(crate) async fn plays(&mut self, requests: &[&str]) -> TurnDone {
        let mut done = self.ask().await;
        for request in requests {
            self.then(&done, keys(request));
            done = self.ask().await;
            assert!(done.sealed.len() < 300, "{} characters", done.sealed.len());
        }
        done
    }
}

pub(crate) fn keys(keys: &str) -> Heard {
    match keys {
        "T" => Heard::Silence,
        keys => Heard::Keys { digits: Digits::read(keys), ended: EndedBy::Full },
    }
}

/// All that a reply says.
pub(crate) fn heard(done: &TurnDone) -> String {
    let said = done.reply.say.iter().map(|say| (say.prompt, say.language));
    announce::read(&done.menu, said).join(" | ")
}

/// Where a reply puts the call through.
pub(crate) fn transferred(done: &TurnDone) -> Option<String> {
    match &done.reply.then {
        Then::Transfer { to, .. } => Some(done.menu.destinations[to.index()].to.to_string()),
        Then::Gather(_) | Then::Hangup(_) => None,
        Then::Ask(question) => panic!("a question reached the platform: {question:?}"),
    }
}

pub(crate) fn hung_up(done: &TurnDone) -> bool {
    matches!(done.reply.then, Then::Hangup(_))
}

/// Books on a Sunday: callback, the first slot, the caller's own number, confirmed.
pub(crate) const BOOKS: [&str; 4] = ["9", "1", "1", "1"];

#[tokio::test]
async fn a_caller_walks_the_menu_and_a_busy_destination_comes_back_to_its_fallback() {
    let house = House::at(MONDAY).await;
    let mut call = house.call("CA1");
    let first = call.ask().await;
    assert!(first.first && first.reply.answer);
    assert!(heard(&first).starts_with("Risponde la prova."), "{}", heard(&first));
    call.then(&first, keys("1"));
    let second = call.ask().await;
    assert!(!second.first);
    assert!(heard(&second).contains("Lotto 3"), "{}", heard(&second));
    call.then(&second, keys("3"));
    let third = call.ask().await;
    assert_eq!(transferred(&third).as_deref(), Some("lotto-3"));
    call.then(&third, Heard::Transferred(Outcome::Busy));
    let back = call.ask().await;
    assert!(heard(&back).contains("Primo orario libero"), "{}", heard(&back));
}

#[tokio::test]
async fn keys_pressed_ahead_walk_node_after_node() {
    let house = House::at(MONDAY).await;
    let done = house.call("CA1").plays(&["12"]).await;
    assert_eq!(transferred(&done).as_deref(), Some("lotto-2"));
}

#[tokio::test]
async fn a_known_caller_goes_to_the_directorys_destination() {
    let house = House::at(MONDAY).await;
    for (from, wanted) in [("0668851234", Some("lotto-3")), ("0668851235", None)] {
        let mut call = house.call("CA1");
        call.incoming.from = from.to_owned();
        assert_eq!(transferred(&call.plays(&["1"]).await).as_deref(), wanted, "{from}");
        call.incoming = Incoming { withheld: true, heard: Heard::Start, sealed: None, ..call.incoming };
        assert_eq!(transferred(&call.plays(&["1"]).await), None, "a withheld number is never looked up");
    }
}

#[tokio::test]
async fn the_end_of_a_call_steps_no_menu_whenever_it_comes() {
    let house = House::at(MONDAY).await;
    let mut call = house.call("CA1");
    call.incoming.heard = Heard::Ended;
    for _ in 0..2 {
        let done = call.ask().await;
        assert!(hung_up(&done) && done.reply.say.is_empty());
    }
    let done = house.call("CA2").plays(&["1"]).await;
    call = house.call("CA2");
    call.then(&done, Heard::Ended);
    assert!(hung_up(&call.ask().await));
}

#[tokio::test]
async fn a_thousand_silences_and_a_thousand_keys_end_the_call() {
    let house = House::at(MONDAY).await;
    for press in ["T", "5", "*", "1", "99999999999999999999999999999999"] {
        let mut call = house.call("CA1");
        let mut done = call.ask().await;
        let mut turns = 0;
        while !hung_up(&done) {
            let transfer = transferred(&done).is_some();
            call.then(&done, if transfer { Heard::Transferred(Outcome::NoAnswer) } else { keys(press) });
            done = call.ask().await;
            turns += 1;
            assert!(turns < 1_000, "`{press}` goes on for ever");
        }
    }
}
