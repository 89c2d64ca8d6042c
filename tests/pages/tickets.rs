//! `/tickets` as operators work with it: the next deadline first, nothing done twice, nothing typed lost, and nothing for who may not.

use centralino::store::{By, NewTicket, Store, Ticket, Told};
use centralino::terms::{Language, Number};
use centralino::ticket::{Event, Origin, Severity, TicketNumber};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::json;

use super::browser::walk;
use super::visitor::{Visitor, add_user};
use crate::rig::{OPEN, Serve, Setup};

/// A desk that promises something by severity, people of three roles, and a way to what is kept.
struct Desk {
    serve: Serve,
    store: Store,
}

fn now() -> DateTime<Utc> {
    OPEN.parse().unwrap()
}

impl Desk {
    async fn start() -> Self {
        Self::start_beside("").await
    }

    /// Beside another desk, where `menu` is one.
    async fn start_beside(menu: &str) -> Self {
        let setup = Setup::new();
        if !menu.is_empty() {
            std::fs::write(setup.path("menus/altrove.yaml"), menu).unwrap();
        }
        let menu = concat!(env!("CARGO_MANIFEST_DIR"), "/menus/condafne.yaml");
        std::fs::copy(menu, setup.path("menus/condafne.yaml")).unwrap();
        for (name, role) in [("anna", "operator"), ("bruno", "operator"), ("vera", "viewer")] {
            add_user(&setup, name, role);
        }
        let store = setup.store().await;
        Self { serve: setup.start(), store }
    }

    /// A request that came some minutes ago, of a severity.
    async fn ticket(&self, seed: u64, minutes: i64, severity: Option<Severity>, name: &str) -> Ticket {
        let at = now() - TimeDelta::minutes(minutes);
        let new = NewTicket {
            desk: "condafne".into(),
            queue: Some("callback".into()),
            origin: Origin::Call,
            dated: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            language: Language::It,
            number: Number::from_digits(390_668_850_000 + seed),
            email: None,
            name: Some(name.to_owned()),
            customer: None,
            tickets: vec![TicketNumber::from_seed(seed * 7919)],
        };
        let ticket = self.store.open_ticket(&new, By { actor: "caller", ..By::default() }, at).await.unwrap();
        if let Some(severity) = severity {
            self.happens(&ticket, Event::Severity { severity }, at).await;
        }
        ticket
    }

    async fn happens(&self, ticket: &Ticket, event: Event, at: DateTime<Utc>) {
        let by = By { actor: "carla", ..By::default() };
        let told = self.store.happens("condafne", ticket.ticket, event, by, None, at).await.unwrap();
        assert!(matches!(told, Told::Done(_)), "{told:?}");
    }

    async fn kept(&self, ticket: &Ticket) -> Ticket {
        self.store.ticket_of_any(ticket.ticket).await.unwrap().unwrap()
    }
}

fn address(ticket: &Ticket) -> String {
    format!("/tickets/{}", ticket.ticket.value())
}

/// The value of a hidden field.
fn hidden<'a>(text: &'a str, name: &str) -> &'a str {
    let field = text
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap_or_else(|| panic!("no field {name} in {text}"));
    field.split('"').next().unwrap()
}

/// Where texts stand, one after the other.
fn order(text: &str, wanted: &[&str]) -> bool {
    let places: Vec<_> =
        wanted.iter().map(|one| text.find(one).unwrap_or_else(|| panic!("{one} is not in {text}"))).collect();
    places.is_sorted()
}

#[tokio::test]
async fn the_next_deadline_stands_first_and_a_broken_promise_says_so_in_words() {
    let desk = Desk::start().await;
    desk.ticket(1, 5, Some(Severity::Info), "Informata").await;
    desk.ticket(2, 10, Some(Severity::High), "Urgente").await;
    desk.ticket(3, 55, Some(Severity::Medium), "Quasi").await;
    desk.ticket(4, 80, Some(Severity::High), "Scaduta").await;
    let waits = desk.ticket(5, 70, Some(Severity::High), "Attesa").await;
    desk.happens(&waits, Event::TakenInCharge, now() - TimeDelta::minutes(60)).await;
    desk.happens(&waits, Event::Asked, now() - TimeDelta::minutes(50)).await;
    let mut anna = Visitor::signed_in(&desk.serve, "anna").await;
    let list = anna.get("/tickets").await;
    assert_eq!(list.status, 200);
    assert!(order(&list.text, &["Scaduta", "Quasi", "Urgente", "Informata", "Attesa"]), "{}", list.text);
    assert!(list.text.contains("Scaduta da 50 min di apertura"), "{}", list.text);
    assert!(
        list.text.contains("Ancora 4 min di apertura") || list.text.contains("Ancora 5 min di apertura"),
        "{}",
        list.text
    );
    assert!(
        list.text.contains("Fermo in attesa dell’utente, restano 7 h 40 min di apertura"),
        "{}",
        list.text
    );
    assert!(
        list.text.contains("+39 06 6885 0001") && list.text.contains("in carico a carla"),
        "{}",
        list.text
    );
}

#[tokio::test]
async fn one_finds_by_number_telephone_name_and_state_page_by_page() {
    let desk = Desk::start().await;
    let mut all = Vec::new();
    for seed in 1..=30 {
        all.push(
            desk.ticket(seed, 60 - i64::try_from(seed).unwrap(), None, &format!("Persona {seed:02}")).await,
        );
    }
    let mut anna = Visitor::signed_in(&desk.serve, "anna").await;
    let (mut seen, mut path) = (Vec::new(), "/tickets".to_owned());
    loop {
        let page = anna.get(&path).await;
        seen.extend(
            all.iter()
                .filter(|ticket| page.text.contains(&address(ticket)))
                .map(|ticket| ticket.ticket.value()),
        );
        let Some(next) = page
            .text
            .split("href=\"")
            .find(|part| part.starts_with("/tickets?cursor=") && part.contains("data-key"))
        else {
            break;
        };
        path = next.split('"').next().unwrap().replace("&amp;", "&");
        assert!(seen.len() <= 30, "{seen:?}");
    }
    assert_eq!(
        seen,
        all.iter().map(|ticket| ticket.ticket.value()).collect::<Vec<_>>(),
        "each once, in their order"
    );
    let found = async |anna: &mut Visitor, fields: &[(&str, &str)]| {
        let to = anna.post("/tickets", fields).await.location().to_owned();
        let page = anna.get(&to).await;
        (to, all.iter().filter(|ticket| page.text.contains(&address(ticket))).count())
    };
    let number = all[3].ticket.to_string();
    assert_eq!(
        found(&mut anna, &[("q", &number)]).await.0,
        address(&all[3]),
        "a request's number leads to it"
    );
    anna.get("/tickets").await;
    assert_eq!(found(&mut anna, &[("q", "06 6885 0007")]).await.1, 1);
    assert_eq!(found(&mut anna, &[("q", "persona 1")]).await.1, 10);
    assert_eq!(found(&mut anna, &[("q", "nessuno")]).await.1, 0);
    desk.happens(&all[0], Event::Closed, now()).await;
    assert_eq!(found(&mut anna, &[("state", "closed")]).await.1, 1);
    assert_eq!(found(&mut anna, &[("q", "persona 01")]).await.1, 0, "it is no longer open");
    assert_eq!(found(&mut anna, &[("q", "persona 01"), ("state", "all")]).await.1, 1);
    assert_eq!(found(&mut anna, &[("desk", "giustizia")]).await.1, 0);
}

#[tokio::test]
async fn what_is_looked_for_stands_in_no_address_and_is_found_again_page_by_page() {
    let desk = Desk::start().await;
    for seed in 1..=30 {
        desk.ticket(seed, 60, None, "Çelik Anna").await;
    }
    let mut anna = Visitor::signed_in(&desk.serve, "anna").await;
    anna.get("/tickets").await;
    let mut addresses = Vec::new();
    for looked_for in ["06 6885 0007", "+39 06 6885 0007", "çELIK"] {
        let found = anna.post("/tickets", &[("q", looked_for)]).await;
        assert_eq!(found.status, 303);
        addresses.push(found.location().to_owned());
    }
    for address in &addresses {
        let plain: String = form_urlencoded::parse(address.as_bytes())
            .map(|(name, value)| format!("{name}{value}"))
            .collect();
        for part in ["6885", "0007", "elik", "ELIK"] {
            assert!(!plain.contains(part), "{part} stands in {address}");
        }
    }
    let rows = |text: &str| text.matches("data-row>").count();
    assert_eq!(rows(&anna.get(&addresses[0]).await.text), 1);
    let first = anna.get(&addresses[2]).await.text;
    assert!(first.contains("value=\"çELIK\""), "it stands in the field: {first}");
    let next = first.split("href=\"").find(|part| part.contains("cursor=")).unwrap();
    let second = anna.get(&next.split('"').next().unwrap().replace("&amp;", "&")).await.text;
    assert_eq!((rows(&first), rows(&second)), (25, 5));
    // Of somebody else's browser it tells nothing.
    let mut vera = Visitor::signed_in(&desk.serve, "vera").await;
    let elsewhere = vera.get(&addresses[0]).await.text;
    assert!(!elsewhere.contains("6885 0007\"") && rows(&elsewhere) == 25, "{elsewhere}");
    let log = desk.serve.log();
    assert!(!log.contains("6885") && !log.contains("elik"), "{log}");
}

#[tokio::test]
async fn a_telephone_is_read_by_the_plan_of_each_desks_country() {
    let menu = "desk: altrove\ntitle: Berlino\nnumbers: ['7009']\ncountry: DE\nzone: Europe/Berlin\n\
                hours:\n  sempre: { every day: 24/7, holidays: as weekdays }\n\
                menu:\n  open: sempre\n  closed: hangup\n  keys:\n    1: { title: Saluti, hangup: Arrivederci. }\n";
    let desk = Desk::start_beside(menu).await;
    for (seed, of, number) in [(1, "condafne", 39_030_901_820), (2, "altrove", 4_930_901_820)] {
        let new = NewTicket {
            desk: of.into(),
            queue: None,
            origin: Origin::Call,
            dated: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            language: Language::It,
            number: Number::from_digits(number),
            email: None,
            name: None,
            customer: None,
            tickets: vec![TicketNumber::from_seed(seed * 7919)],
        };
        desk.store.open_ticket(&new, By { actor: "caller", ..By::default() }, now()).await.unwrap();
    }
    let mut anna = Visitor::signed_in(&desk.serve, "anna").await;
    anna.get("/tickets").await;
    for (text, of, state, wanted) in [
        ("030 901820", "", "", 2),
        ("030 901820", "", "all", 2),
        ("030 901820", "altrove", "", 1),
        ("030 901820", "condafne", "all", 1),
        ("+49 30 901820", "", "", 1),
        ("+49 30 901820", "condafne", "", 0),
    ] {
        let to = anna.post("/tickets", &[("q", text), ("desk", of), ("state", state)]).await;
        let page = anna.get(to.location()).await.text;
        assert_eq!(page.matches("data-row>").count(), wanted, "{text} of `{of}`, {state}: {page}");
    }
}

#[tokio::test]
async fn where_more_requests_are_open_than_are_put_in_order_the_page_says_so() {
    let desk = Desk::start().await;
    let told = "sono più di 5000";
    open_many(&desk, 1..=5_000).await;
    let mut anna = Visitor::signed_in(&desk.serve, "anna").await;
    let list = anna.get("/tickets").await.text;
    assert!(!list.contains(told) && list.contains("data-row>"), "{list}");
    open_many(&desk, 5_001..=5_001).await;
    let list = anna.get("/tickets").await.text;
    assert!(list.contains(told), "{list}");
    // Of a desk, or of what is looked for, all are in order again.
    assert!(!anna.get("/tickets?desk=giustizia").await.text.contains(told));
    let found = anna.post("/tickets", &[("q", "Persona 5001")]).await.location().to_owned();
    let found = anna.get(&found).await.text;
    assert!(!found.contains(told) && found.matches("data-row>").count() == 1, "{found}");
}

/// Opens many requests at once, past the store.
async fn open_many(desk: &Desk, seeds: std::ops::RangeInclusive<u64>) {
    let mut stranger = desk.serve.setup().stranger().await;
    let (mut tickets, mut events) = (Vec::new(), Vec::new());
    for seed in seeds {
        let number = TicketNumber::from_seed(seed * 7919).value();
        let at = now().timestamp() - 3_600;
        tickets.push(format!("({number}, 'condafne', '2026-11-24', 'it', 'Persona {seed}', 'opened', {at})"));
        events.push(format!("({number}, {at}, 'opened', 'call', 'caller')"));
    }
    let sql = format!(
        "BEGIN; INSERT INTO tickets (ticket, desk, dated, language, name, state, opened_at) VALUES {};
         INSERT INTO ticket_events (ticket, at, event, detail, actor) VALUES {}; COMMIT",
        tickets.join(","),
        events.join(",")
    );
    stranger.run(sql.leak()).await;
}

#[tokio::test]
async fn a_request_goes_through_its_life_with_the_operators_name_in_its_history() {
    let desk = Desk::start().await;
    let ticket = desk.ticket(1, 10, None, "<script>alert(1)</script>").await;
    let mut anna = Visitor::signed_in(&desk.serve, "anna").await;
    let path = address(&ticket);
    let step = async |anna: &mut Visitor, fields: &[(&str, &str)]| {
        let page = anna.get(&path).await;
        assert!(
            page.text.contains("&lt;script&gt;") && !page.text.contains("<script>alert"),
            "{}",
            page.text
        );
        let (seen, asked) = (hidden(&page.text, "seen").to_owned(), hidden(&page.text, "asked").to_owned());
        let fields: Vec<_> =
            fields.iter().copied().chain([("seen", seen.as_str()), ("asked", asked.as_str())]).collect();
        anna.post(&path, &fields).await
    };
    for fields in [
        vec![("event", "taken-in-charge")],
        vec![("event", "severity"), ("severity", "low")],
        vec![("event", "kind"), ("kind", "codici")],
        vec![("event", "asked"), ("note", "Quale versione?")],
        vec![("event", "answered"), ("note", "La 3")],
        vec![("event", "noted"), ("note", "Già visto ieri")],
        vec![("event", "reminded")],
        vec![("event", "closed"), ("note", "Risolto")],
        vec![("event", "reopened")],
    ] {
        let done = step(&mut anna, &fields).await;
        assert_eq!((done.status, done.location()), (303, path.as_str()), "{fields:?}: {}", done.text);
        assert!(anna.get(&path).await.text.contains("la richiesta è stata aggiornata"));
    }
    let kept = desk.kept(&ticket).await;
    assert_eq!(kept.life.severity, Some(Severity::Low));
    assert_eq!(kept.life.kind.as_deref(), Some("codici"));
    assert!(kept.history[1..].iter().all(|happened| happened.actor == "anna"), "{:?}", kept.history);
    let page = anna.get(&path).await.text;
    assert!(page.contains("Codice Helpdesk e password") && page.contains("Già visto ieri"), "{page}");
    assert!(!page.contains("value=\"asked\""), "what may not happen now has no button");
    for (fields, told) in [
        (vec![("event", "answered")], "all’utente non è stato chiesto nulla"),
        (vec![("event", "noted"), ("note", " ")], "occorre scrivere qualcosa"),
    ] {
        let refused = step(&mut anna, &fields).await;
        assert!(refused.status >= 400 && refused.text.contains(told), "{}", refused.text);
    }
    assert_eq!(step(&mut anna, &[("event", "reminded")]).await.status, 303);
    let refused = step(&mut anna, &[("event", "escalated")]).await;
    assert!(
        refused.status == 409 && refused.text.contains("lo sportello non ne indica una"),
        "{}",
        refused.text
    );
    assert!(desk.kept(&ticket).await.life.escalated.is_none(), "a form that nobody was given");
    assert_eq!(step(&mut anna, &[("event", "kind"), ("kind", "inventato")]).await.status, 400);
    assert_eq!(anna.get("/tickets/123456789").await.status, 404);
}

#[tokio::test]
async fn when_a_colleague_was_quicker_nothing_is_done_and_nothing_typed_is_lost() {
    let desk = Desk::start().await;
    let ticket = desk.ticket(1, 10, None, "Utente").await;
    let path = address(&ticket);
    let mut anna = Visitor::signed_in(&desk.serve, "anna").await;
    let mut bruno = Visitor::signed_in(&desk.serve, "bruno").await;
    let (annas, brunos) = (anna.get(&path).await.text, bruno.get(&path).await.text);
    let fields =
        |page: &str| [("seen", hidden(page, "seen").to_owned()), ("asked", hidden(page, "asked").to_owned())];
    let post = async |visitor: &mut Visitor, page: &str, event: &str, note: &str| {
        let hidden = fields(page);
        let own = hidden.iter().map(|(name, value)| (*name, value.as_str()));
        let all: Vec<_> = [("event", event), ("note", note)].into_iter().chain(own).collect();
        visitor.post(&path, &all).await
    };
    assert_eq!(post(&mut bruno, &brunos, "taken-in-charge", "").await.status, 303);
    let late = post(&mut anna, &annas, "closed", "Una risposta lunga & curata").await;
    assert_eq!(late.status, 409);
    assert!(late.text.contains("Presa in carico (bruno)"), "{}", late.text);
    assert!(late.text.contains("data-key=\"n\">Una risposta lunga &amp; curata</textarea>"), "{}", late.text);
    assert_eq!(desk.kept(&ticket).await.history.len(), 2);
    // What she sees now is up to date: the same, pressed again, is done, and pressed twice it is done once.
    for _ in 0..2 {
        assert_eq!(post(&mut anna, &late.text, "closed", "Una risposta lunga & curata").await.status, 303);
    }
    let kept = desk.kept(&ticket).await;
    assert_eq!(kept.history.iter().filter(|happened| happened.entry.event == Event::Closed).count(), 1);
}

#[tokio::test]
async fn who_may_only_look_finds_no_form_and_is_refused() {
    let desk = Desk::start().await;
    let ticket = desk.ticket(1, 10, None, "Utente").await;
    let path = address(&ticket);
    let mut vera = Visitor::signed_in(&desk.serve, "vera").await;
    let page = vera.get(&path).await;
    assert!(page.status == 200 && !page.text.contains("name=\"event\""), "{}", page.text);
    let refused = vera.post(&path, &[("event", "taken-in-charge"), ("seen", "1"), ("asked", "x")]).await;
    assert_eq!(refused.status, 403);
    assert!(
        refused.text.contains("Operazione non consentita") && refused.text.contains("vera"),
        "{}",
        refused.text
    );
    assert_eq!(desk.kept(&ticket).await.history.len(), 1);
    let mut nobody = Visitor::new(&desk.serve);
    for path in [path.as_str(), "/tickets", "/tickets/queues/condafne/callback"] {
        assert_eq!(nobody.get(path).await.status, 303);
    }
    let log = desk.serve.log();
    assert!(!log.contains("66885") && !log.contains("Utente"), "{log}");
}

#[tokio::test]
async fn the_order_of_arrival_is_shown_with_the_proof_that_it_was_kept_or_not() {
    let desk = Desk::start().await;
    let first = desk.ticket(1, 30, None, "Prima").await;
    let second = desk.ticket(2, 20, None, "Seconda").await;
    let mut vera = Visitor::signed_in(&desk.serve, "vera").await;
    let page = vera.get("/tickets/queues/condafne/callback").await.text;
    assert!(order(&page, &[&address(&first), &address(&second), "Sì: negli ultimi 90 giorni"]), "{page}");
    desk.happens(&second, Event::TakenInCharge, now()).await;
    let page = vera.get("/tickets/queues/condafne/callback").await.text;
    assert!(page.contains("una richiesta è stata presa in carico prima"), "{page}");
    assert_eq!(vera.get("/tickets/queues/condafne/inventata").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_work_by_keyboard_and_everything_is_accessible() {
    let desk = Desk::start().await;
    let mut tickets = Vec::new();
    for (seed, minutes, severity) in
        [(1, 80, Severity::High), (2, 20, Severity::Medium), (3, 5, Severity::Info)]
    {
        tickets.push(desk.ticket(seed, minutes, Some(severity), &format!("Persona {seed}")).await);
    }
    desk.happens(&tickets[1], Event::TakenInCharge, now() - TimeDelta::minutes(5)).await;
    let numbers: Vec<_> = tickets.iter().map(|ticket| ticket.ticket.value()).collect();
    let serve = &desk.serve;
    let base = json!({ "tickets": numbers });
    tokio::task::block_in_place(|| walk(serve, "tickets", &base));
    let kept = desk.kept(&tickets[0]).await;
    assert!(
        kept.history.iter().any(|happened| happened.entry.event == Event::Closed && happened.actor == "anna")
    );
}
