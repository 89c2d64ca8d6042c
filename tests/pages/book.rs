//! `/book/{desk}`: a citizen books without an account, confirms the telephone by a code, and looks after the request by its number and date.

use serde_json::json;

use super::browser::walk;
use super::gateway::{Gateway, with_gateway};
use super::held::{self, held, run};
use super::visitor::{Answer, Visitor};
use crate::rig::{Serve, Setup};

pub(super) const DESK: &str = "/book/giustizia";
pub(super) const MOBILE: &str = "333 123 4567";

pub(super) fn start() -> (Serve, Gateway) {
    let (setup, gateway) = with_gateway(Setup::new());
    (setup.start(), gateway)
}

/// The values of the first free times on the page.
pub(super) fn times(answer: &Answer) -> Vec<String> {
    let buttons = answer.text.split("name=\"start\" value=\"").skip(1);
    buttons.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

pub(super) fn shown(answer: &Answer, name: &str) -> String {
    let after = answer.text.split(name).nth(1).unwrap_or_else(|| panic!("no {name} in {}", answer.text));
    let inside = after.split("<dd").nth(1).unwrap().split_once('>').unwrap().1;
    inside.split("</dd>").next().unwrap().trim().to_owned()
}

/// Picks the so-manieth time.
pub(super) async fn picks(visitor: &mut Visitor, at: usize) -> String {
    let start = times(&visitor.get(DESK).await)[at].clone();
    let picked = visitor.post(&format!("{DESK}/pick"), &[("queue", "callback"), ("start", &start)]).await;
    assert_eq!(picked.status, 303, "{}", picked.text);
    let form = visitor.get(picked.location()).await;
    assert_eq!(form.status, 200);
    start
}

pub(super) async fn asks(visitor: &mut Visitor, start: &str, phone: &str) -> Answer {
    let fields = [
        ("queue", "callback"),
        ("start", start),
        ("phone", phone),
        ("language", "it"),
        ("name", "Anna Verdi"),
        ("email", ""),
    ];
    let action = format!("{DESK}/details?queue=callback&start={}", start.replace(':', "%3A"));
    visitor.post(&action, &fields).await
}

pub(super) async fn types(visitor: &mut Visitor, code: &str) -> Answer {
    visitor.post(&format!("{DESK}/code"), &[("code", code)]).await
}

/// Books the so-manieth time; the ticket's number and the date, as the page shows them.
async fn books(visitor: &mut Visitor, gateway: &Gateway, at: usize, phone: &str) -> (String, String) {
    let start = picks(visitor, at).await;
    let before = gateway.messages().iter().filter(|(_, text)| text.contains("codice")).count();
    let asked = asks(visitor, &start, phone).await;
    assert_eq!((asked.status, asked.location()), (303, "/book/giustizia/code"), "{}", asked.text);
    visitor.get(&format!("{DESK}/code")).await;
    let (_, code) = gateway.code(before + 1);
    let booked = types(visitor, &code).await;
    assert_eq!((booked.status, booked.location()), (303, "/book/giustizia/booked"), "{}", booked.text);
    let page = visitor.get(&format!("{DESK}/booked")).await;
    (shown(&page, "Numero della richiesta"), shown(&page, "Data della richiesta"))
}

#[tokio::test]
async fn a_callback_counts_once_its_code_was_typed_and_no_later_step_says_the_number_in_an_address() {
    let (serve, gateway) = start();
    let mut visitor = Visitor::new(&serve);
    let start = picks(&mut visitor, 0).await;
    let asked = asks(&mut visitor, &start, MOBILE).await;
    assert_eq!((asked.status, asked.location()), (303, "/book/giustizia/code"), "{}", asked.text);
    let waits = visitor.get(&format!("{DESK}/code")).await;
    assert!(waits.text.contains("finisce con 4567") && !waits.text.contains("1234567"), "{}", waits.text);
    assert!(waits.text.contains("content=\"noindex\""));
    let (to, code) = gateway.code(1);
    assert_eq!(to, "+393331234567");
    let count = async |what: &str| held::count(&serve, format!("SELECT count(*) FROM {what}").leak()).await;
    assert_eq!(
        (
            count("bookings").await,
            count("seats WHERE held_until BETWEEN unixepoch() + 60 AND unixepoch() + 120").await
        ),
        (0, 1),
        "held for two minutes"
    );
    // Of the code nothing is kept that could be read, once it is sent.
    let emptied = async || count("outbox WHERE id LIKE 'code-%' AND notice = '{}'").await;
    serve.comes("it is gone", async || (emptied().await == 1).then_some(())).await;
    let wrong = if code == "111111" { "222222" } else { "111111" };
    let refused = types(&mut visitor, wrong).await;
    assert!(refused.status == 422 && refused.text.contains("Restano 4 tentativi"), "{}", refused.text);
    let booked = types(&mut visitor, &code).await;
    assert_eq!((booked.status, booked.location()), (303, "/book/giustizia/booked"), "{}", booked.text);
    // Sent again, it is the same booking.
    let again = types(&mut visitor, &code).await;
    assert_eq!(again.status, 303, "{}", again.text);
    assert_eq!(count("bookings").await, 1);
    let page = visitor.get(&format!("{DESK}/booked")).await;
    assert!(page.text.contains("martedì 24 novembre 2026, dalle 11:15 alle 11:30"), "{}", page.text);
    assert_eq!(shown(&page, "Data della richiesta"), "24/11/2026");
    assert_eq!(count("tickets WHERE name = 'Anna Verdi'").await, 1);
    assert_eq!(count("ticket_events WHERE actor = 'page'").await, 2, "the history says by which way it came");
    assert_eq!(count("askings WHERE name IS NOT NULL").await, 0);
    let log = serve.log();
    assert!(!log.contains("1234567") && !log.contains(&code) && !log.contains("Verdi"), "{log}");
}

#[tokio::test]
async fn wrong_codes_run_out_and_another_one_can_be_had_but_not_at_will() {
    let (serve, gateway) = start();
    let mut visitor = Visitor::new(&serve);
    let start = picks(&mut visitor, 0).await;
    asks(&mut visitor, &start, MOBILE).await;
    visitor.get(&format!("{DESK}/code")).await;
    let (_, code) = gateway.code(1);
    let wrong = if code == "111111" { "222222" } else { "111111" };
    let short = types(&mut visitor, "12").await;
    assert!(short.status == 422 && short.text.contains("Il codice ha sei cifre"), "{}", short.text);
    for left in [
        "Restano 4 tentativi",
        "Restano 3 tentativi",
        "Restano 2 tentativi",
        "Resta un tentativo",
        "non vale più",
    ] {
        let refused = types(&mut visitor, wrong).await;
        assert!(refused.status == 422 && refused.text.contains(left), "{left}: {}", refused.text);
    }
    let late = types(&mut visitor, &code).await;
    assert!(late.status == 422 && late.text.contains("non vale più"), "right, but too late: {}", late.text);
    let soon = visitor.post(&format!("{DESK}/code/again"), &[]).await;
    assert!(soon.status == 429 && soon.text.contains("fra un minuto"), "{}", soon.text);
    // A minute later.
    run(&serve, "UPDATE askings SET sent_at = sent_at - 61").await;
    let again = visitor.post(&format!("{DESK}/code/again"), &[]).await;
    assert_eq!((again.status, again.location()), (303, "/book/giustizia/code"), "{}", again.text);
    let (_, second) = gateway.code(2);
    // Eleven minutes later.
    run(&serve, "UPDATE askings SET good_until = good_until - 660").await;
    let late = types(&mut visitor, &second).await;
    assert!(late.text.contains("non vale più"), "{}", late.text);
    run(&serve, "UPDATE askings SET sent_at = sent_at - 61").await;
    visitor.post(&format!("{DESK}/code/again"), &[]).await;
    let (_, third) = gateway.code(3);
    run(&serve, "UPDATE askings SET sent_at = sent_at - 61").await;
    let enough = visitor.post(&format!("{DESK}/code/again"), &[]).await;
    assert!(enough.status == 429 && enough.text.contains("fra un’ora"), "{}", enough.text);
    assert_eq!(types(&mut visitor, &third).await.location(), "/book/giustizia/booked");
}

#[tokio::test]
async fn codes_are_sent_only_so_often_to_a_number_and_for_an_address() {
    let (setup, gateway) = with_gateway(Setup::new().with("CODES_AN_HOUR", "7"));
    let serve = setup.start();
    let later =
        async || run(&serve, "UPDATE sendings SET at = at - 121 WHERE counted_by LIKE 'holds%'").await;
    for sent in 1..=5 {
        later().await;
        // Another browser each time: it is the number that counts.
        let mut visitor = Visitor::new(&serve);
        let start = picks(&mut visitor, 0).await;
        let asked = asks(&mut visitor, &start, MOBILE).await;
        // One seat is held by the first, one by the second: the others pick what is free then.
        assert_eq!(asked.status, 303, "{sent}: {}", asked.text);
        gateway.code(sent);
    }
    later().await;
    let mut visitor = Visitor::new(&serve);
    let start = picks(&mut visitor, 0).await;
    let refused = asks(&mut visitor, &start, MOBILE).await;
    assert!(
        refused.status == 422 && refused.text.contains("I tentativi sono stati troppi"),
        "{}",
        refused.text
    );
    assert!(refused.text.contains("value=\"333 123 4567\""), "what was typed stays: {}", refused.text);
    assert_eq!(held(&serve).await, 5, "who is refused holds nothing");
    for (number, status) in [("333 765 0001", 303), ("333 765 0002", 303), ("333 765 0003", 422)] {
        later().await;
        let mut visitor = Visitor::new(&serve);
        let start = picks(&mut visitor, 0).await;
        assert_eq!(asks(&mut visitor, &start, number).await.status, status, "{number}");
    }
}

#[tokio::test]
async fn numbers_that_cannot_be_called_or_confirmed_are_told_apart_and_nothing_typed_is_lost() {
    let (serve, _gateway) = start();
    let mut visitor = Visitor::new(&serve);
    let start = picks(&mut visitor, 0).await;
    serve.setup().succeeds(&["deny", "add", "+393339999999", "--reason", "x"]);
    for (phone, told) in [
        ("", "Serve il numero"),
        ("12", "non è un numero di telefono valido"),
        ("899 123 456", "Questo numero non può essere richiamato"),
        ("112", "Questo numero non può essere richiamato"),
        ("+44 20 7946 0000", "I numeri di questo Paese"),
        ("06 6885 1234", "serve un cellulare"),
        ("333 999 9999", "Questo numero non può essere richiamato"),
    ] {
        let refused = asks(&mut visitor, &start, phone).await;
        assert!(refused.status == 422 && refused.text.contains(told), "{phone}: {}", refused.text);
        assert!(
            refused.text.contains("Anna Verdi") && refused.text.contains("aria-invalid=\"true\""),
            "{phone}"
        );
        let other = format!(
            "href=\"{DESK}/details?queue=callback&amp;start={}&amp;lang=en\"",
            start.replace(':', "%3A")
        );
        assert!(refused.text.contains(&other), "the same slot in the other language: {}", refused.text);
    }
    let fields = [
        ("queue", "callback"),
        ("start", start.as_str()),
        ("phone", MOBILE),
        ("language", "it"),
        ("email", "nessuna"),
    ];
    let refused = visitor.post(&format!("{DESK}/details"), &fields).await;
    assert!(
        refused.status == 422 && refused.text.contains("non è un indirizzo di posta"),
        "{}",
        refused.text
    );
}

#[tokio::test]
async fn a_slot_that_is_gone_offers_the_next_and_a_confirmed_number_stays_confirmed() {
    let (serve, gateway) = start();
    let mut first = Visitor::new(&serve);
    let start = picks(&mut first, 0).await;
    asks(&mut first, &start, MOBILE).await;
    first.get(&format!("{DESK}/code")).await;
    let (_, code) = gateway.code(1);
    // Both seats go to others, because the first one's hold has lapsed.
    run(&serve, "UPDATE seats SET held_until = unixepoch() - 1").await;
    for phone in ["333 765 0001", "333 765 0002"] {
        books(&mut Visitor::new(&serve), &gateway, 0, phone).await;
    }
    let mut third = Visitor::new(&serve);
    third.get(DESK).await;
    let late = third.post(&format!("{DESK}/pick"), &[("queue", "callback"), ("start", &start)]).await;
    assert!(late.status == 409 && late.text.contains("appena stato preso"), "{}", late.text);
    let gone = types(&mut first, &code).await;
    assert!(
        gone.status == 409
            && gone.text.contains("Primo orario libero: martedì 24 novembre 2026, dalle 11:30"),
        "{}",
        gone.text
    );
    let next = times(&gone)[0].clone();
    let booked =
        first.post(&format!("{DESK}/code/instead"), &[("start", &next), ("queue", "callback")]).await;
    assert_eq!(
        (booked.status, booked.location()),
        (303, "/book/giustizia/booked"),
        "without another code: {}",
        booked.text
    );
    let page = first.get(&format!("{DESK}/booked")).await;
    assert!(page.text.contains("dalle 11:30 alle 11:45"), "{}", page.text);
}

#[tokio::test]
async fn a_request_is_looked_after_by_number_and_date_and_guesses_run_out() {
    let (serve, gateway) = start();
    let mut visitor = Visitor::new(&serve);
    let (number, date) = books(&mut visitor, &gateway, 0, MOBILE).await;
    let mut later = Visitor::new(&serve);
    later.get(&format!("{DESK}/request")).await;
    let quote =
        |act: &'static str| vec![("number", number.clone()), ("date", date.clone()), ("act", act.to_owned())];
    let stands = send(&mut later, &quote("look")).await;
    assert_eq!(stands.status, 200, "{}", stands.text);
    assert_eq!(shown(&stands, ">Stato<"), "Aperta");
    assert!(stands.text.contains("dalle 11:15 alle 11:30"), "{}", stands.text);
    assert!(
        !stands.text.contains("4567") && !stands.text.contains("Anna"),
        "nothing of whose it is: {}",
        stands.text
    );
    // Moved.
    let options = stands.text.split("<option value=\"").nth(3).unwrap().split('"').next().unwrap().to_owned();
    let mut to = quote("move");
    to.push(("start", options));
    let moved = send(&mut later, &to).await;
    assert!(moved.status == 200 && moved.text.contains("La telefonata è spostata"), "{}", moved.text);
    assert!(!moved.text.contains("dalle 11:15 alle 11:30</dd>"), "{}", moved.text);
    let reminded = send(&mut later, &quote("remind")).await;
    assert!(
        reminded.status == 200 && reminded.text.contains("Il sollecito è registrato"),
        "{}",
        reminded.text
    );
    // Cancelled: the request is closed with it.
    let cancelled = send(&mut later, &quote("cancel")).await;
    assert!(
        cancelled.status == 200 && cancelled.text.contains("La telefonata è annullata"),
        "{}",
        cancelled.text
    );
    assert_eq!(shown(&cancelled, ">Stato<"), "Chiusa");
    let reminded = send(&mut later, &quote("remind")).await;
    assert!(
        reminded.status == 409 && reminded.text.contains("chiusa e non si può sollecitare"),
        "{}",
        reminded.text
    );
    // Guesses.
    let mut stranger = Visitor::new(&serve);
    stranger.get(&format!("{DESK}/request")).await;
    // What names no request at all is no guess.
    for (said, on) in
        [("", ""), (number.as_str(), ""), (number.as_str(), "ieri"), ("", "24/11/2026"), ("12", "24/11/2026")]
    {
        let answer = send(&mut stranger, &[("number", said.to_owned()), ("date", on.to_owned())]).await;
        assert!(answer.status == 422 && answer.text.contains("nove cifre"), "{said} {on}: {}", answer.text);
    }
    for _ in 0..3 {
        let wrong = [("number", number.clone()), ("date", "23/11/2026".to_owned())];
        let answer = send(&mut stranger, &wrong).await;
        assert!(
            answer.status == 404 && answer.text.contains("Non troviamo una richiesta"),
            "{}",
            answer.text
        );
    }
    let stopped = send(&mut stranger, &quote("look")).await;
    assert!(
        stopped.status == 429
            && stopped.text.contains("tentativi sono stati troppi. Può riprovare fra un minuto."),
        "right, but too late: {}",
        stopped.text
    );
    let seconds: u32 = stopped.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    // Another browser of the same office is not shut out by it, and the stranger has to wait longer each time.
    let owner = send(&mut later, &quote("look")).await;
    assert_eq!(owner.status, 200, "{}", owner.text);
    let wrong = [("number", number.clone()), ("date", "23/11/2026".to_owned())];
    for minutes in ["2 minuti", "4 minuti"] {
        run(&serve, "UPDATE guesses SET at = at - 241").await;
        assert_eq!(send(&mut stranger, &wrong).await.status, 404, "{minutes}");
        let stopped = send(&mut stranger, &wrong).await;
        assert!(stopped.status == 429 && stopped.text.contains(minutes), "{minutes}: {}", stopped.text);
    }
    // Five wrong ones at the number: whoever it belongs to waits too, a minute only.
    let owner = send(&mut later, &quote("look")).await;
    assert!(owner.status == 429 && owner.text.contains("un minuto"), "{}", owner.text);
    run(&serve, "UPDATE guesses SET at = at - 61").await;
    assert_eq!(send(&mut later, &quote("look")).await.status, 200);
}

#[tokio::test]
async fn another_site_and_another_browser_can_do_nothing_with_it() {
    let (serve, gateway) = start();
    let mut visitor = Visitor::new(&serve);
    let start = picks(&mut visitor, 0).await;
    let fields = [("queue", "callback"), ("start", start.as_str()), ("phone", MOBILE), ("language", "it")];
    let forged = visitor
        .ask(
            reqwest::Method::POST,
            &format!("{DESK}/details"),
            &[("origin", "https://evil.example")],
            &fields,
        )
        .await;
    assert_eq!(forged.status, 403);
    asks(&mut visitor, &start, MOBILE).await;
    let (_, code) = gateway.code(1);
    let mut other = Visitor::new(&serve);
    other.get(DESK).await;
    let nothing = types(&mut other, &code).await;
    assert_eq!((nothing.status, nothing.location()), (303, DESK), "it asks for nothing there");
    assert_eq!(visitor.get("/book/nessuno").await.status, 404);
    assert_eq!(visitor.get(&format!("{DESK}?queue=altro")).await.status, 404);
}

#[tokio::test]
async fn where_no_code_can_be_sent_it_says_how_else_to_book() {
    let serve = Setup::new().start();
    let page = Visitor::new(&serve).get(DESK).await;
    assert!(
        page.text.contains("non può inviare il codice") && page.text.contains("+39 800 749 049"),
        "{}",
        page.text
    );
    assert!(times(&page).is_empty(), "nothing is offered that cannot be had");
}

#[test]
fn a_citizen_books_moves_and_cancels_in_a_real_browser() {
    let (setup, _gateway) = with_gateway(Setup::new().with("ORGANISATION", "Ministero di prova"));
    walk(&setup.start(), "book", &json!({ "desk": DESK, "sms": "sms" }));
}

#[test]
fn while_the_store_is_away_nothing_typed_is_lost_in_a_real_browser() {
    let (setup, _gateway) = with_gateway(Setup::new());
    walk(&setup.start(), "book-away", &json!({ "desk": DESK, "database": "centralino.db" }));
}

async fn send(visitor: &mut Visitor, fields: &[(&str, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    visitor.post(&format!("{DESK}/request"), &fields).await
}
