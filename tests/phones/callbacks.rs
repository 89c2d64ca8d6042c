//! Booked callbacks, placed through a real Asterisk: to people, busy lines, machines and nobody, and by services that die in mid-ring.

use std::time::Duration;

use centralino::booking::Slot;
use centralino::store::{Along, Asked, Booked, Request, Store, Ticket};
use centralino::terms::{CallId, Language, Number};
use centralino::ticket::{Attempted, Event, TicketNumber};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::runtime::Runtime;

use super::arrivals::Arrival;
use super::asterisk::{self, Asterisk};
use super::caller::Dial;
use super::service::{Named, OPEN, Service};
use super::wait;

/// What users see.
pub(super) const FROM: &str = "+390612345678";

/// How long a callback may take to come to its end.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

/// A service that places calls through the tests' carrier, and the store that it shares with the test.
pub(super) struct Desk {
    pub(super) service: Service,
    runtime: Runtime,
    store: Store,
}

impl Desk {
    pub(super) fn open(asterisk: &Asterisk, placing: &'static str) -> Self {
        Self::named(asterisk, &Named::default(), placing, &[])
    }

    /// With these lines more under `callback:`.
    fn named(asterisk: &Asterisk, name: &Named, placing: &'static str, set: &[(&str, &str)]) -> Self {
        Self::with(asterisk, name, |menu| menu, placing, set)
    }

    /// The same, with the Ministry's menu changed.
    pub(super) fn with(
        asterisk: &Asterisk,
        name: &Named,
        change: impl FnOnce(String) -> String,
        placing: &str,
        set: &[(&str, &str)],
    ) -> Self {
        let menu = move |menu: String| {
            change(menu).replacen("  to: richiamate\n", &format!("  to: richiamate\n{placing}"), 1)
        };
        let usual = [("ARI_TRUNK", "Local/{digits}@phones-carrier/n"), ("CALLBACK_FROM", FROM)];
        let set: Vec<_> = usual.into_iter().chain(set.iter().copied()).collect();
        let service = Service::start_set(asterisk, name, menu, &set);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(1).build().unwrap();
        let store = Store::new(&service.address()).unwrap();
        runtime.block_on(store.open()).unwrap();
        Self { service, runtime, store }
    }

    /// Books a callback from so many seconds after the opening on, as the API and the pages do.
    pub(super) fn books(&self, number: u64, from: i64, until: i64) -> TicketNumber {
        self.books_for(None, number, from, until)
    }

    /// The same, for the customer with this code.
    pub(super) fn books_for(&self, code: Option<&str>, number: u64, from: i64, until: i64) -> TicketNumber {
        let customer = code.and_then(|code| {
            let code = code.parse().unwrap();
            self.runtime.block_on(self.store.customer_of_code("giustizia", &code)).unwrap()
        });
        let opening: DateTime<Utc> = OPEN.parse().unwrap();
        let slot =
            Slot { start: opening + TimeDelta::seconds(from), end: opening + TimeDelta::seconds(until) };
        let request = Request {
            asked: Asked::new("tests", &CallId::new(&format!("CA{number}")).unwrap(), 1, 1, 0),
            desk: "giustizia".into(),
            queue: "callback".into(),
            slot,
            offered: true,
            seats: 100,
            seen: 0,
            open_per_number: 9,
            number: Number::from_digits(number).unwrap(),
            language: Language::It,
            tickets: vec![TicketNumber::from_seed(number)],
            dated: opening.date_naive(),
            now: opening - TimeDelta::hours(1),
            along: Along { customer, ..Along::default() },
            swapped: false,
        };
        match self.runtime.block_on(self.store.book(request, PATIENCE)).unwrap() {
            Booked::Seat { ticket, .. } => ticket,
            other => panic!("{other:?}"),
        }
    }

    /// The requests of the desk's callbacks.
    pub(super) fn requests(&self) -> Vec<TicketNumber> {
        let all = self.store.arrivals("giustizia", "callback", DateTime::UNIX_EPOCH);
        self.runtime.block_on(all).unwrap().into_iter().map(|of| of.ticket).collect()
    }

    fn ticket(&self, ticket: TicketNumber) -> Ticket {
        self.runtime.block_on(self.store.ticket("giustizia", ticket)).unwrap().unwrap()
    }

    /// What its history tells after the booking.
    pub(super) fn history(&self, ticket: TicketNumber) -> Vec<Event> {
        self.ticket(ticket).history.into_iter().map(|happened| happened.entry.event).skip(2).collect()
    }

    /// How often it was begun to place it.
    fn attempts(&self, ticket: TicketNumber) -> usize {
        self.runtime.block_on(self.store.attempts(ticket)).unwrap().len()
    }

    /// Waits until its history ends with this, and tells the whole.
    pub(super) fn comes_to(&self, ticket: TicketNumber, last: &Event) -> Vec<Event> {
        let come = wait::until(PATIENCE, || {
            Some(self.history(ticket)).filter(|history| history.last() == Some(last))
        });
        come.unwrap_or_else(|| {
            panic!("{:?}, and the service says:\n{}", self.history(ticket), self.service.log())
        })
    }
}

pub(super) const fn attempted(attempt: u16, outcome: Attempted) -> Event {
    Event::CallbackAttempted { attempt, outcome }
}

/// The rings at a number.
pub(super) fn rings(asterisk: &Asterisk, number: u64) -> Vec<Arrival> {
    asterisk.arrivals(&number.to_string())
}

/// An Asterisk of its own that two services serve, `dies` and `lives`.
pub(super) fn asterisk_of_two() -> Option<Asterisk> {
    Asterisk::own_with(|etc| {
        let file = etc.join("centralino-site.conf");
        let site = std::fs::read_to_string(&file).unwrap();
        let both = site.replacen("[globals]\n", "[globals]\nCENTRALINO_APPS=dies&lives\n", 1);
        assert_ne!(both, site);
        std::fs::write(file, both).unwrap();
    })
}

pub(super) fn rings_once(asterisk: &Asterisk, number: u64) -> Arrival {
    wait::until(PATIENCE, || rings(asterisk, number).into_iter().next())
        .unwrap_or_else(|| panic!("it never rang"))
}

#[test]
fn a_callback_rings_once_at_its_time_and_the_key_1_leads_to_an_operator() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = Desk::open(asterisk, "");
    let ticket = desk.books(393_330_001_001, 8, 900);
    let before = desk.history(ticket);
    assert_eq!(
        (before.as_slice(), rings(asterisk, 393_330_001_001).len()),
        ([].as_slice(), 0),
        "not before its time"
    );
    let ring = rings_once(asterisk, 393_330_001_001);
    assert_eq!(ring.from, FROM, "the number that can be called back is shown");
    let history = desk.comes_to(ticket, &attempted(1, Attempted::Spoken));
    assert_eq!(history, [Event::CallbackSpoken, attempted(1, Attempted::Spoken)]);
    let at_the_operator = asterisk.arrivals(&format!("callback-{}-1", ticket.value()));
    let to: Vec<_> =
        at_the_operator.iter().map(|arrival| (arrival.to.as_str(), arrival.from.as_str())).collect();
    assert_eq!(to, [("giustizia-richiamate", "+393330001001")], "the operator sees whom the call is with");
    assert_eq!(rings(asterisk, 393_330_001_001).len(), 1, "once");
}

#[test]
fn busy_and_unanswered_it_rings_again_inside_the_slot_and_is_then_missed() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = Desk::open(asterisk, "  attempts: 2\n  apart: 3 seconds\n");
    let busy = desk.books(393_330_002_002, 0, 900);
    let short = desk.books(393_330_003_002, 0, 30);
    let missed = desk.comes_to(busy, &Event::CallbackMissed);
    let twice = [attempted(1, Attempted::Busy), attempted(2, Attempted::Busy), Event::CallbackMissed];
    assert_eq!(missed, twice);
    let rang: Vec<f64> =
        rings(asterisk, 393_330_002_002).iter().map(|ring| ring.at.parse().unwrap()).collect();
    assert!(rang.len() == 2 && rang[1] - rang[0] >= 3.0, "{rang:?}");
    let short = desk.comes_to(short, &Event::CallbackMissed);
    assert!(short.len() <= 3 && short[0] == attempted(1, Attempted::Busy), "{short:?}");
}

#[test]
fn where_the_desk_wants_it_a_busy_line_has_another_time_and_whoever_did_not_book_has_none() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = Desk::open(asterisk, "  attempts: 1\n  after-missed: rebook\n");
    let busy = desk.books(393_330_009_002, 0, 900);
    let stranger = desk.books(393_330_010_005, 0, 900);
    let opening: DateTime<Utc> = OPEN.parse().unwrap();
    // An hour's notice, in bands of a quarter of an hour.
    let start = wait::until(PATIENCE, || match desk.history(busy).last() {
        Some(Event::CallbackBooked { start }) => Some(*start),
        _ => None,
    });
    let start = start.unwrap_or_else(|| panic!("{:?}\n{}", desk.history(busy), desk.service.log()));
    assert!(start >= opening + TimeDelta::hours(1) && start <= opening + TimeDelta::minutes(90), "{start}");
    let again = [attempted(1, Attempted::Busy), Event::CallbackMissed, Event::CallbackBooked { start }];
    assert_eq!(desk.history(busy), again);
    let left = desk.comes_to(stranger, &Event::CallbackMissed);
    assert_eq!(left, [attempted(1, Attempted::WrongNumber), Event::CallbackMissed]);
    assert_eq!(rings(asterisk, 393_330_009_002).len(), 1, "its time has not come");
}

#[test]
fn a_machine_meets_no_operator_and_whoever_did_not_book_is_left_in_peace() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = Desk::open(asterisk, "  attempts: 3\n  apart: 1 second\n  after-missed: close\n");
    let machine = desk.books(393_330_004_004, 0, 40);
    let stranger = desk.books(393_330_005_005, 0, 900);
    let left = desk.comes_to(stranger, &Event::Closed);
    assert_eq!(left, [attempted(1, Attempted::WrongNumber), Event::CallbackMissed, Event::Closed]);
    let first = wait::until(PATIENCE, || desk.history(machine).first().cloned());
    assert_eq!(first, Some(attempted(1, Attempted::Voicemail)));
    for ticket in [machine, stranger] {
        assert_eq!(
            asterisk.arrivals(&format!("callback-{}-1", ticket.value())).len(),
            0,
            "no operator is called"
        );
    }
    assert_eq!(rings(asterisk, 393_330_005_005).len(), 1);
}

#[test]
fn whoever_answers_and_hangs_up_has_declined_and_the_next_attempt_may_come() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = Desk::open(asterisk, "  attempts: 2\n  apart: 1 second\n");
    let ticket = desk.books(393_330_008_006, 0, 900);
    let history = desk.comes_to(ticket, &Event::CallbackMissed);
    let twice = [attempted(1, Attempted::Refused), attempted(2, Attempted::Refused), Event::CallbackMissed];
    assert_eq!(history, twice);
    assert_eq!(rings(asterisk, 393_330_008_006).len(), 2);
}

#[test]
fn without_a_number_to_show_nothing_is_placed_and_readyz_says_so() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = Desk::named(asterisk, &Named::default(), "", &[("CALLBACK_FROM", "")]);
    let ticket = desk.books(393_330_006_001, 0, 900);
    let told =
        wait::until(PATIENCE, || Some(desk.service.readyz()).filter(|told| told.contains("callbacks:")));
    assert!(told.unwrap().contains("CENTRALINO_CALLBACK_FROM"));
    // In each round of the worker, what nobody places is settled after what is due is placed. Where a callback is missed that was booked after another
    // one was, a whole round has gone by since.
    for (number, from) in [(393_330_006_011, -900), (393_330_006_021, -1_800)] {
        let over = desk.books(number, from, from + 600);
        assert_eq!(desk.comes_to(over, &Event::CallbackMissed), [Event::CallbackMissed]);
    }
    assert_eq!((desk.history(ticket), desk.attempts(ticket)), (Vec::new(), 0));
    assert_eq!(rings(asterisk, 393_330_006_001).len(), 0);
}

#[test]
fn a_service_that_dies_in_mid_ring_rings_nobody_twice_and_another_hears_how_it_ended() {
    let Some(asterisk) = asterisk_of_two() else { return };
    let dies = Desk::named(&asterisk, &Named::called("dies"), "", &[]);
    let ticket = dies.books(393_330_007_003, 0, 900);
    rings_once(&asterisk, 393_330_007_003);
    let database = dies.service.address();
    let lives = Desk::named(&asterisk, &Named::called("lives"), "", &[("DATABASE", &database)]);
    dies.service.kill();
    let first = wait::until(Duration::from_secs(90), || dies.history(ticket).first().cloned());
    assert_eq!(first, Some(attempted(1, Attempted::NoAnswer)), "{}", lives.service.log());
    assert_eq!(rings(&asterisk, 393_330_007_003).len(), 1, "it rang once");
}

#[test]
fn an_outside_destination_is_shown_the_desks_number_and_never_the_callers() {
    let Some(asterisk) = asterisk::shared() else { return };
    for (over_ari, shown) in [(false, "+390612345671"), (true, "+390612345672")] {
        let menu = |menu: String| {
            menu.replacen(
                "lotto-3: Lotto 3, Area Centro",
                "lotto-3: { title: \"Lotto 3, Area Centro\", to: outside }",
                1,
            )
        };
        let service = Service::start_set(asterisk, &Named::default(), menu, &[("CALLBACK_FROM", shown)]);
        let apps = if over_ari { service.app.as_str() } else { "" };
        let call =
            Dial { apps, from: "+393339990001@127.0.0.1", ..Dial::default() }.place(asterisk, &service);
        call.hears("uffici territoriali");
        call.press("13");
        let asked = asterisk.outside.asked(shown);
        let from = asked.lines().find(|line| line.starts_with("From:")).unwrap_or_default();
        assert!(from.contains(shown), "{from}");
        assert!(!asked.contains("+393339990001"), "the caller's own number went outside:\n{asked}");
    }
}
