//! `deny`: who is on the list neither books, by whatever way, nor is shown to whoever reads the list or the log.

use serde_json::json;

use super::{Desk, typed};
use crate::rig::{Caller, SUNDAY, Setup, until};

impl Desk {
    /// What the API says to a booking of the so-manieth slot: status and `error_id`.
    fn tries(&self, slot: usize, phone: &str) -> (u16, String) {
        let slot = &self.slots()[slot];
        let wanted = json!({ "queue": slot["queue"], "start": slot["start"], "phone": phone });
        let url = self.serve.url("/api/v1/desks/giustizia/bookings");
        let (status, body) = self.asked(self.client.post(url).json(&wanted));
        (status, body["error_id"].as_str().unwrap_or_default().to_owned())
    }
}

#[test]
fn who_is_denied_books_by_no_way_and_is_told_so() {
    let desk = Desk::start(Setup::signed().with("TEST_CLOCK", SUNDAY));
    let setup = desk.serve.setup();
    let (code, printed, said) =
        typed(setup, &["deny", "add", "+39 06 6885 1234", "--reason", "prenota e non risponde"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(printed, "+3906•••34 is on the deny list of every desk\n");
    assert_eq!(desk.tries(0, "06 6885 1234"), (422, "denied".to_owned()));
    assert_eq!(desk.tries(0, "06 6885 4321").0, 201, "nobody else is");
    // By keypad the own number is not offered, and keyed in it is refused in words.
    let heard = desk.runtime.block_on(async {
        let caller = Caller::from(&desk.serve, "CA-denied", "+390668851234");
        let asked = caller.walks("91").await;
        let refused = caller.presses(&asked, "0668851234").await;
        (asked.heard(), refused.heard())
    });
    assert!(heard.0.contains("Componga il numero da richiamare"), "{}", heard.0);
    assert!(heard.1.contains("Questo numero non può essere richiamato"), "{}", heard.1);

    let (code, printed, _) = typed(setup, &["deny", "list"]);
    assert_eq!(code, Some(0));
    assert!(printed.starts_with("+3906•••34  of every desk  since 2026-11-22 "), "{printed}");
    assert!(printed.ends_with(": prenota e non risponde\n"), "{printed}");

    let (code, printed, said) = typed(setup, &["deny", "remove", "+390668851234"]);
    assert_eq!(
        (code, printed.as_str()),
        (Some(0), "+3906•••34 is off the deny list of every desk\n"),
        "{said}"
    );
    assert_eq!(desk.tries(1, "06 6885 1234").0, 201);
    let (code, _, said) = typed(setup, &["deny", "remove", "+390668851234"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("+3906•••34 is not on the deny list"), "{said}");
    assert!(!desk.serve.log().contains("6885"), "no number is logged");
}

#[test]
fn a_denial_may_be_of_one_desk_which_must_be_there() {
    let desk = Desk::start(Setup::new());
    let deny = |arguments: &[&str]| typed(desk.serve.setup(), arguments);
    let (code, _, said) = deny(&["deny", "add", "+390668851234", "--desk", "giustiza", "--reason", "x"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("no desk is called `giustiza`; did you mean `giustizia`?"), "{said}");
    for (arguments, told) in [
        (&["deny", "add", "+390668851234"][..], "--reason <WORDS>"),
        (&["deny", "add", "+390668851234", "--reason", " "], "say why in 1 to 500 characters"),
        (&["deny", "add", "0668851234", "--reason", "x"], "write it with its country"),
    ] {
        let (code, _, said) = deny(arguments);
        assert_eq!(code, Some(2));
        assert!(said.contains(told), "{said}");
    }
    assert_eq!(deny(&["deny", "add", "+390668851234", "--desk", "giustizia", "--reason", "x"]).0, Some(0));
    assert_eq!(desk.tries(0, "06 6885 1234").1, "denied");
}

#[test]
fn only_so_many_bookings_are_made_for_a_number_within_an_hour() {
    let setup = Setup::new();
    setup.change_menu(|menu| {
        menu.replace("  seats: 2\n", "  seats: 2\n  open-bookings: 9\n  bookings-an-hour: 2\n")
    });
    let desk = Desk::start(setup);
    let phone = "06 6885 1234";
    assert_eq!((desk.tries(0, phone).0, desk.tries(1, phone).0), (201, 201));
    assert_eq!(desk.tries(2, phone), (429, "too-often".to_owned()));
    assert_eq!(desk.tries(2, "06 6885 4321").0, 201);
}

/// Places callbacks by an Asterisk that does not answer: whoever is called would wait for it, until the slot is over.
fn placing() -> Setup {
    Setup::new()
        .with("ARI_URL", "http://127.0.0.1:9/ari")
        .with("ARI_PASSWORD", "a-password-of-the-tests")
        .with("ARI_TRUNK", "PJSIP/{number}@nowhere")
        .with("CALLBACK_FROM", "+390668851000")
}

/// The numbering plan, and the countries that a queue names, may have changed since; and the store may have been written by somebody else.
#[test]
fn a_booked_number_that_costs_or_lies_elsewhere_is_not_called() {
    let desk = Desk::start(placing());
    for phone in ["06 6885 1234", "06 6885 4321"] {
        desk.books(0, phone);
    }
    let Desk { mut serve, token, client, runtime } = desk;
    serve.crash();
    runtime.block_on(async {
        let mut stranger = serve.setup().stranger().await;
        stranger.run("UPDATE bookings SET number = '+39899123456' WHERE number = '+390668851234'").await;
        stranger.run("UPDATE bookings SET number = '+35621234567' WHERE number = '+390668854321'").await;
    });
    let serve = serve.start_again_at("2026-11-24T11:15:30+01:00");
    let desk = Desk { serve, token, client, runtime };
    let counted = |what: &'static str| {
        desk.runtime.block_on(async { desk.serve.setup().stranger().await.count(what).await })
    };
    until("both are missed", || {
        (counted("SELECT count(*) FROM ticket_events WHERE event = 'callback-missed'") == 2).then_some(())
    });
    assert_eq!(desk.serve.log().matches("not one that is called back").count(), 2, "{}", desk.serve.log());
    assert_eq!(counted("SELECT count(*) FROM attempts"), 0);
}

/// Who is put on the list after they booked is not called: before the first ring it is looked at again.
#[test]
fn who_is_denied_after_they_booked_is_not_called() {
    let desk = Desk::start(placing());
    let (denied, waits) = (desk.books(0, "06 6885 1234"), desk.books(0, "06 6885 4321"));
    assert_eq!(typed(desk.serve.setup(), &["deny", "add", "+390668851234", "--reason", "x"]).0, Some(0));
    let Desk { mut serve, token, client, runtime } = desk;
    serve.crash();
    let serve = serve.start_again_at("2026-11-24T11:15:30+01:00");
    let desk = Desk { serve, token, client, runtime };
    until("it is told", || desk.serve.log().contains("not one that is called back").then_some(()));
    let (_, printed, _) = typed(desk.serve.setup(), &["export", "+390668851234"]);
    until("it is written", || {
        let (_, printed, _) = typed(desk.serve.setup(), &["export", "+390668851234"]);
        printed.contains("callback-missed").then_some(())
    });
    assert!(printed.contains(&denied), "{printed}");
    let (_, printed, _) = typed(desk.serve.setup(), &["export", "+390668854321"]);
    assert!(printed.contains(&waits) && !printed.contains("callback-missed"), "{printed}");
}
