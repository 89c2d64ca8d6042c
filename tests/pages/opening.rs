//! A request that an operator opens for somebody: paid for by their client's package, opened once, and nothing typed is lost when it is refused.

use centralino::store::Store;

use super::visitor::{Visitor, add_user};
use crate::rig::{Serve, Setup};

struct Desk {
    serve: Serve,
    store: Store,
}

impl Desk {
    /// The desk that sells packages beside another, with a client whose package has a single written request.
    async fn start() -> Self {
        let setup = Setup::new();
        setup.sells_small_packages(&[("COMUNE1", Some("2026-03-01"))]);
        add_user(&setup, "anna", "operator");
        add_user(&setup, "vera", "viewer");
        let store = setup.store().await;
        Self { serve: setup.start(), store }
    }

    async fn open(&self) -> usize {
        let listing = centralino::store::Listing { most: 10, ..centralino::store::Listing::default() };
        self.store.tickets(listing).await.unwrap().len()
    }
}

/// The name of the form by which it is known if it comes again.
fn asked(page: &str) -> String {
    page.split("name=\"asked\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

const NEW: &str = "/tickets/new?desk=palitalsoft";

#[tokio::test]
async fn an_operator_opens_a_request_that_the_clients_package_pays_for_once() {
    let desk = Desk::start().await;
    let mut anna = Visitor::signed_in(&desk.serve, "anna").await;
    assert!(anna.get("/tickets").await.text.contains("href=\"/tickets/new\""));
    let which = anna.get("/tickets/new").await.text;
    assert!(which.contains(NEW) && which.contains("/tickets/new?desk=giustizia"), "{which}");
    let page = anna.get(NEW).await.text;
    assert!(page.contains("è spesa una richiesta scritta del suo pacchetto"), "{page}");
    let asked = asked(&page);
    let fields = [
        ("desk", "palitalsoft"),
        ("asked", asked.as_str()),
        ("phone", "06 6885 1234"),
        ("name", "Anna Neri"),
        ("customer", "comune-1"),
        ("severity", "low"),
        ("note", "Il portale non si apre"),
    ];
    let first = anna.post("/tickets/new", &fields).await;
    assert_eq!(first.status, 303, "{}", first.text);
    let again = anna.post("/tickets/new", &fields).await;
    assert_eq!(again.location(), first.location(), "sent twice, it is opened once");
    assert_eq!(desk.open().await, 1);
    let shown = anna.get(first.location()).await.text;
    for part in [
        "Fatto: la richiesta è aperta",
        "Arrivata da una pagina web",
        "Spesa una richiesta scritta del pacchetto, ne restano 0",
        "+39 06 6885 1234",
        "Anna Neri",
        "Il portale non si apre",
        "Gravità bassa",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let log = desk.serve.log();
    assert!(!log.contains("66885") && !log.contains("non si apre"), "{log}");
}

#[tokio::test]
async fn what_cannot_be_opened_says_why_and_keeps_what_was_typed() {
    let desk = Desk::start().await;
    let mut anna = Visitor::signed_in(&desk.serve, "anna").await;
    let form = asked(&anna.get(NEW).await.text);
    let paid =
        [("desk", "palitalsoft"), ("asked", form.as_str()), ("phone", "0668851234"), ("customer", "COMUNE1")];
    assert_eq!(anna.post("/tickets/new", &paid).await.status, 303);
    for (name, value, told) in [
        ("customer", "COMUNE1", "sono esaurite: la richiesta non è stata aperta"),
        ("customer", "COMUNE9", "Nessun cliente dello sportello ha questo codice"),
        ("customer", "?", "Un codice ha da 3 a 24 lettere e cifre"),
        ("phone", "pippo", "non è un numero di telefono"),
        ("phone", "", "Manca un recapito"),
        ("email", "pippo", "non è un indirizzo di posta elettronica"),
    ] {
        let form = asked(&anna.get(NEW).await.text);
        let mut fields =
            vec![("desk", "palitalsoft"), ("asked", form.as_str()), ("note", "Una nota & lunga")];
        if name != "phone" {
            fields.push(("phone", "0668851234"));
        }
        fields.push((name, value));
        let refused = anna.post("/tickets/new", &fields).await;
        assert_eq!(refused.status, 422, "{name}={value}: {}", refused.text);
        assert!(refused.text.contains(told), "{name}={value}: {}", refused.text);
        assert!(refused.text.contains("Una nota &amp; lunga</textarea>"), "{}", refused.text);
    }
    assert_eq!(desk.open().await, 1);
}

#[tokio::test]
async fn what_is_opened_for_whoever_telephones_says_so_and_spends_nothing_written() {
    let desk = Desk::start().await;
    let mut anna = Visitor::signed_in(&desk.serve, "anna").await;
    // The package has one written request: a second one that is written is refused, one by telephone is not.
    for (by, status) in [("call", 303), ("", 303), ("", 422), ("call", 303)] {
        let page = anna.get(NEW).await.text;
        assert!(page.contains("Chi telefona ha già speso una chiamata del pacchetto"), "{page}");
        let form = asked(&page);
        let fields = [
            ("desk", "palitalsoft"),
            ("asked", form.as_str()),
            ("phone", "0668851234"),
            ("customer", "COMUNE1"),
            ("by", by),
        ];
        let answer = anna.post("/tickets/new", &fields).await;
        assert_eq!(answer.status, status, "{by}: {}", answer.text);
        if status == 303 {
            let shown = anna.get(answer.location()).await.text;
            assert_eq!(shown.contains("Arrivata con una telefonata"), by == "call", "{shown}");
            assert_eq!(shown.contains("Spesa una richiesta scritta"), by.is_empty(), "{shown}");
        }
    }
}

#[tokio::test]
async fn who_may_only_look_opens_nothing() {
    let desk = Desk::start().await;
    let mut vera = Visitor::signed_in(&desk.serve, "vera").await;
    assert!(!vera.get("/tickets").await.text.contains("/tickets/new"));
    assert_eq!(vera.get(NEW).await.status, 403);
    let fields = [("desk", "palitalsoft"), ("asked", "x"), ("phone", "0668851234")];
    assert_eq!(vera.post("/tickets/new", &fields).await.status, 403);
    assert_eq!(Visitor::new(&desk.serve).get(NEW).await.status, 303, "and nobody is asked to sign in");
    assert_eq!(desk.open().await, 0);
}
