//! What the clock does to requests, as it arrives by a real mail server: deadlines before and when they are broken, only while somebody is there
//! unless the desk asked for any hour, and requests that lapse.

use centralino::ticket::TicketNumber;
use serde_json::{Value, json};

use super::mail::body;
use super::server::MailServer;
use crate::rig::{OPEN, Serve, Setup};
use crate::store::page_opens;

/// Two desks that promise somebody within an hour, of which one is told at any hour, and one that lets requests lapse.
const DESKS: [(&str, &str); 3] = [
    (
        "prova",
        "tickets:
  severity: { high: { reaction: 60 minutes wall } }
  warning: { before: 20 minutes, to: operatori@desk.example }",
    ),
    (
        "sempre",
        "tickets:
  severity: { high: { reaction: 60 minutes wall } }
  warning: { before: 20 minutes, at-any-hour: yes, to: notte@desk.example }",
    ),
    ("scade", "tickets: { lapse: 60 days }"),
];

struct Desks {
    mail: MailServer,
    setup: Setup,
}

impl Desks {
    fn new() -> Self {
        let mail = MailServer::start();
        let setup = Setup::new()
            .with("SMTP_URL", &mail.url())
            .with("MAIL_FROM", "Assistenza <assistenza@desk.example>");
        for (place, (name, tickets)) in DESKS.iter().enumerate() {
            let menu = format!(
                "desk: {name}\ntitle: Servizio di prova\nnumbers: ['700{place}']\n\
                 hours:\n  operatori: {{ mon-fri: '08:30-19:00', holidays: closed }}\n{tickets}\n\
                 menu:\n  open: operatori\n  closed: hangup\n  keys:\n    1: {{ title: Saluti, hangup: Arrivederci. }}\n"
            );
            std::fs::write(setup.path(&format!("menus/{name}.yaml")), menu).unwrap();
        }
        Self { mail, setup }
    }

    /// A request that came at a moment, before the service starts.
    async fn opened(&self, desk: &str, moment: &str, seed: u64) -> TicketNumber {
        opened(&self.setup, desk, moment, seed).await
    }
}

async fn opened(setup: &Setup, desk: &str, moment: &str, seed: u64) -> TicketNumber {
    let store = setup.store().await;
    let ticket = page_opens(&store, desk, moment, seed).await;
    store.close().await;
    ticket
}

/// The letters to a mailbox, what they say.
fn to(letters: &[String], mailbox: &str) -> Vec<String> {
    let wanted = format!("To: {mailbox}\n");
    letters.iter().filter(|letter| letter.contains(&wanted)).map(|letter| body(letter)).collect()
}

/// How often a request is told of so.
fn count(letters: &[String], mailbox: &str, ticket: TicketNumber, words: &str) -> usize {
    let number = format!("Numero della richiesta: {ticket}\n");
    to(letters, mailbox).iter().filter(|body| body.contains(&number) && body.contains(words)).count()
}

const NEAR: &str = "La scadenza di questa richiesta è vicina.";
const BROKEN: &str = "La scadenza di questa richiesta è passata.";
const OPERATORS: &str = "operatori@desk.example";

/// Starts it again at another moment, as after a crash.
fn again(mut serve: Serve, moment: &str) -> Serve {
    serve.crash();
    serve.start_again_at(moment)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadline_is_mailed_before_it_and_when_it_is_broken_once_each() {
    let desks = Desks::new();
    // Due at 10:19:30, half a minute after which it is broken.
    let first = desks.opened("prova", "2026-11-24T09:19:30+01:00", 1).await;
    let Desks { mail, setup } = desks;
    let serve = setup.with("TEST_CLOCK", OPEN).start();
    let letters = mail.letters(1);
    assert_eq!(count(&letters, OPERATORS, first, NEAR), 1, "{letters:?}");
    assert!(to(&letters, OPERATORS)[0].contains("Scadenza: 24/11/2026, ore 10:19\n"), "{letters:?}");

    let serve = again(serve, "2026-11-24T10:20:00+01:00");
    let letters = mail.letters(2);
    assert_eq!(count(&letters, OPERATORS, first, BROKEN), 1, "{letters:?}");

    // The next one is told, and of the first nothing more: neither by this service nor by one that was started anew.
    let second = opened(serve.setup(), "prova", "2026-11-24T10:00:00+01:00", 2).await;
    let _serve = again(serve, "2026-11-24T10:40:05+01:00");
    let letters = mail.letters(3);
    assert_eq!(letters.len(), 3, "{letters:?}");
    assert_eq!(count(&letters, OPERATORS, second, NEAR), 1, "{letters:?}");
    assert_eq!(count(&letters, OPERATORS, first, ""), 2, "{letters:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outside_its_hours_a_desk_is_mailed_only_if_it_asked_for_that() {
    let desks = Desks::new();
    let mut tickets = Vec::new();
    for (seed, desk) in [(1, "prova"), (2, "sempre")] {
        // Due at 19:25, when both desks are closed.
        tickets.push(desks.opened(desk, "2026-11-24T18:25:00+01:00", seed).await);
    }
    let Desks { mail, setup } = desks;
    let serve = setup.with("TEST_CLOCK", "2026-11-24T19:25:30+01:00").start();
    let letters = mail.letters(1);
    assert_eq!(count(&letters, "notte@desk.example", tickets[1], BROKEN), 1, "{letters:?}");
    assert_eq!(to(&letters, OPERATORS), Vec::<String>::new(), "nobody is there");
    // The whole night, and the minutes before somebody comes; the other desk's next one shows that it was looked.
    let night = opened(serve.setup(), "sempre", "2026-11-25T07:49:00+01:00", 3).await;
    let serve = again(serve, "2026-11-25T08:29:05+01:00");
    let letters = mail.letters(2);
    assert_eq!(count(&letters, "notte@desk.example", night, NEAR), 1, "{letters:?}");
    assert_eq!(to(&letters, OPERATORS), Vec::<String>::new(), "nobody is there yet");
    let _serve = again(serve, "2026-11-25T08:30:05+01:00");
    let letters = mail.letters(3);
    assert_eq!(count(&letters, OPERATORS, tickets[0], BROKEN), 1, "{letters:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_lapses_is_told_to_its_user_and_a_reminder_brings_it_back() {
    let desks = Desks::new();
    let ticket = desks.opened("scade", "2026-09-20T10:00:00+02:00", 1).await;
    let Desks { mail, setup } = desks;
    let serve = setup.with("TEST_CLOCK", OPEN).start();
    let letters = mail.letters(1);
    let told = "La Sua richiesta non viene più trattata, perché è passato il termine.";
    assert_eq!(count(&letters, "anna@user.example", ticket, told), 1, "{letters:?}");
    assert!(to(&letters, "anna@user.example")[0].contains("basta un sollecito"), "{letters:?}");

    let token = crate::api::token(&serve, &["admin"]);
    let client = reqwest::Client::new();
    let address = serve.url(&format!("/api/v1/tickets/{}", ticket.value()));
    let state = async || {
        let answer = client.get(&address).bearer_auth(&token).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["state"].clone()
    };
    assert_eq!(state().await, "lapsed");
    let reminded = client.post(format!("{address}/reminders")).bearer_auth(&token).json(&json!({}));
    assert_eq!(reminded.send().await.unwrap().status(), 201);
    assert_ne!(state().await, "lapsed");
    let letters = mail.letters(2);
    assert_eq!(
        count(&letters, "anna@user.example", ticket, "Il Suo sollecito è stato registrato."),
        1,
        "{letters:?}"
    );
}
