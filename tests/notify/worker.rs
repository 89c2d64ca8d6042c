//! Notices that a running service sends by itself.

use std::sync::Arc;

use centralino::notify::{Address, Confirmation, Event, Notice, PREFIX};
use centralino::store::Post;
use centralino::terms::{Language, Number};
use chrono::{DateTime, Utc};

use super::notice;
use super::server::MailServer;
use super::webhook::{KEY, receiver};
use crate::rig::{Serve, Setup};

fn closed() -> Notice {
    let text = Some("La risposta è nella pagina delle domande frequenti.".to_owned());
    Notice { text, ..notice(Event::Closed, "2026-11-24T10:00:00+01:00", "giustizia") }
}

/// Writes a notice into the service's database, as a transaction of another replica would.
async fn post(serve: &Serve, id: &str, address: &Address) {
    post_text(serve, id, address, serde_json::to_string(&closed()).unwrap()).await;
}

async fn post_text(serve: &Serve, id: &str, address: &Address, notice: String) {
    let store = serve.setup().store().await;
    let address = serde_json::to_string(address).unwrap();
    // Due since the beginning of time, whatever the service's clock shows.
    let post = Post { id: id.to_owned(), address, notice };
    store.post_notice("giustizia", &post, DateTime::<Utc>::UNIX_EPOCH).await.unwrap();
    store.close().await;
}

/// Waits until the log says something.
async fn says(serve: &Serve, what: &str) {
    serve.comes(what, async || serve.log().contains(what).then_some(())).await;
}

#[tokio::test]
async fn a_mail_goes_out_with_what_the_operator_wrote() {
    let mail = MailServer::start();
    let serve = Setup::new()
        .with("SMTP_URL", &mail.url())
        .with("MAIL_FROM", "Assistenza <assistenza@desk.example>")
        .start();
    post(&serve, "n-1", &Address::Mail("anna@user.example".to_owned())).await;
    let letter = mail.letters(1).remove(0);
    assert!(letter.contains("To: anna@user.example\n") && letter.contains("<n-1@desk.example>"), "{letter}");
    assert!(super::mail::body(&letter).contains("La risposta è nella pagina"), "{letter}");
    says(&serve, "a notice is sent").await;
    assert!(!serve.log().contains("anna@"), "no address is logged");
}

#[tokio::test]
async fn a_webhook_that_is_refused_comes_again_by_itself() {
    let (received, url) = receiver().await;
    let serve = Setup::new().with("WEBHOOK_URL", &url).with("WEBHOOK_SECRET", KEY).start();
    post(&serve, "n-2", &Address::Webhook).await;
    says(&serve, "the receiver answered 503").await;
    says(&serve, "a notice is sent").await;
    let received = Arc::clone(&received);
    let ids: Vec<_> = received.lock().unwrap().iter().map(|(head, _)| head["webhook-id"].clone()).collect();
    assert_eq!(ids, ["n-2", "n-2"]);
}

#[tokio::test]
async fn a_notice_that_nothing_is_set_for_is_given_up_and_told() {
    let serve = Setup::new().start();
    post(&serve, "n-3", &Address::Mail("anna@user.example".to_owned())).await;
    says(&serve, "a notice is given up: no mail server is set: CENTRALINO_SMTP_URL").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_for_which_somebody_waits_stands_behind_no_mail_server_that_is_silent() {
    // It takes connections, and never says a word.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (received, url) = receiver().await;
    let serve = Setup::new()
        .with("SMTP_URL", &format!("smtp://{}", silent.local_addr().unwrap()))
        .with("MAIL_FROM", "Assistenza <assistenza@desk.example>")
        .with("SMS_URL", &url)
        .with("WEBHOOK_SECRET", KEY)
        .start();
    post(&serve, "n-7", &Address::Mail("anna@user.example".to_owned())).await;
    let _mail = silent.accept().await.unwrap();
    let code = Confirmation {
        code: "052917".to_owned(),
        title: "Assistenza".to_owned(),
        language: Language::It,
        until: DateTime::from_timestamp(4_000_000_000, 0).unwrap(),
    };
    let number = Address::Code(Number::from_digits(393_921_234_567).unwrap());
    post_text(&serve, &format!("{PREFIX}1"), &number, serde_json::to_string(&code).unwrap()).await;
    crate::rig::until("the code", || (!received.lock().unwrap().is_empty()).then_some(()));
    assert!(!serve.log().contains("took too long"), "it came behind the mail: {}", serve.log());
}

#[tokio::test]
async fn a_number_that_was_denied_meanwhile_gets_no_short_message() {
    let (received, url) = receiver().await;
    let serve = Setup::new().with("SMS_URL", &url).with("WEBHOOK_SECRET", KEY).start();
    let why = "ha chiesto di non essere chiamata";
    serve.setup().succeeds(&["deny", "add", "+393921234567", "--reason", why]);
    let number = Number::from_digits(393_921_234_567).unwrap();
    for (id, address) in [("n-4", Address::Sms(number)), ("n-6", Address::Code(number))] {
        post(&serve, id, &address).await;
        crate::rig::until("why it is not sent", || {
            let log = serve.log();
            let mut of_it = log.lines().filter(|line| line.contains(id));
            of_it.any(|line| line.contains("the number is on the deny list")).then_some(())
        });
    }
    post(&serve, "n-5", &Address::Sms(Number::from_digits(393_921_234_568).unwrap())).await;
    says(&serve, "a notice is sent").await;
    let ids: Vec<_> = received.lock().unwrap().iter().map(|(head, _)| head["webhook-id"].clone()).collect();
    assert!(!ids.is_empty() && ids.iter().all(|id| id == "n-5"), "{ids:?}");
}

#[test]
fn half_of_the_settings_is_told() {
    for (name, value, told) in [
        ("SMTP_URL", "smtp://127.0.0.1:25", "CENTRALINO_MAIL_FROM is not"),
        ("MAIL_FROM", "a@desk.example", "CENTRALINO_SMTP_URL is not"),
        ("WEBHOOK_URL", "http://127.0.0.1:9/in", "CENTRALINO_WEBHOOK_SECRET is not"),
        ("SMS_URL", "http://127.0.0.1:9/in", "CENTRALINO_WEBHOOK_SECRET is not"),
        (
            "WEBHOOK_SECRET",
            "secret",
            "CENTRALINO_WEBHOOK_SECRET is not right (its value is not shown); it should be whsec_",
        ),
    ] {
        let (code, said) = Setup::new().with(name, value).refused();
        assert_eq!(code, Some(2), "{name}");
        assert!(said.contains(told), "{name}: {said}");
    }
}

/// The customs desk, whose escalations go to a mailbox on this machine.
fn customs(mail: &MailServer) -> Setup {
    let setup =
        Setup::new().with("SMTP_URL", &mail.url()).with("MAIL_FROM", "Assistenza <assistenza@desk.example>");
    let desk = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/menus/dogane.yaml")).unwrap();
    let ours = desk.replace("@agenziadogane.it", "@desk.example");
    assert_ne!(ours, desk, "the real mailbox is not mailed");
    std::fs::write(setup.path("menus/dogane.yaml"), ours).unwrap();
    setup
}

#[tokio::test]
async fn a_booking_and_an_escalation_are_told_by_mail_and_the_escalation_only_after_a_reminder() {
    let mail = MailServer::start();
    let serve = customs(&mail).start();
    let token = crate::api::token(&serve, &["admin"]);
    let client = reqwest::Client::new();
    let post = async |path: &str, body: serde_json::Value| {
        let request = client.post(serve.url(&format!("/api/v1{path}"))).bearer_auth(&token).json(&body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json::<serde_json::Value>().await.unwrap())
    };
    let slots = client.get(serve.url("/api/v1/desks/dogane/slots")).bearer_auth(&token).send().await.unwrap();
    let slots: serde_json::Value = slots.json().await.unwrap();
    let slot = &slots["items"][0];
    let wanted = serde_json::json!({
        "queue": slot["queue"], "start": slot["start"], "phone": "+390668851234", "email": "anna@user.example",
    });
    let (status, booked) = post("/desks/dogane/bookings", wanted).await;
    assert_eq!(status, 201, "{booked}");
    let ticket = booked["ticket"].as_str().unwrap();
    let letter = mail.letters(1).remove(0);
    assert!(letter.contains("To: anna@user.example\n"), "{letter}");
    assert!(super::mail::body(&letter).contains("La telefonata è prenotata."), "{letter}");

    let escalate = || post_escalation(&client, &serve, &token, ticket);
    assert_eq!(escalate().await, 409, "not before a reminder");
    let (status, _) = post(&format!("/tickets/{ticket}/reminders"), serde_json::json!({})).await;
    assert_eq!(status, 201);
    assert_eq!(escalate().await, 201);
    assert_eq!(escalate().await, 409, "once for each reminder");
    // The booking, the reminder and the escalation to the user, and the escalation to the desk.
    let letters = mail.letters(4);
    let to_desk: Vec<_> =
        letters.iter().filter(|letter| letter.contains("To: dogane.tecnologie@desk.example\n")).collect();
    let [escalation] = to_desk[..] else { panic!("{letters:?}") };
    assert!(escalation.contains("Subject: Mancata Risposta Assistenza\n"), "{escalation}");
    let body = super::mail::body(escalation);
    let grouped = format!("{} {} {}", &ticket[..3], &ticket[3..6], &ticket[6..]);
    for fact in [grouped.as_str(), "Data della richiesta: 24/11/2026", "Sollecito: 24/11/2026, ore 10:"] {
        assert!(body.contains(fact), "{fact} in {body}");
    }
}

async fn post_escalation(client: &reqwest::Client, serve: &Serve, token: &str, ticket: &str) -> u16 {
    let url = serve.url(&format!("/api/v1/tickets/{ticket}/events"));
    let body = serde_json::json!({ "event": "escalated" });
    client.post(url).bearer_auth(token).json(&body).send().await.unwrap().status().as_u16()
}
