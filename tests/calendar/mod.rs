//! Calendar feeds as a calendar meets them: an address made by the command line, read by a reader that is none of ours.

use std::io::Write as _;
use std::process::{Command, Stdio};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::rig::{Serve, Setup};

const SLOTS: &str = "/api/v1/desks/giustizia/slots";
const BOOKINGS: &str = "/api/v1/desks/giustizia/bookings";

/// A service, and a token that books.
struct Desk {
    serve: Serve,
    token: String,
}

impl Desk {
    fn start(setup: Setup) -> Self {
        let serve = setup.start();
        let token = said(&serve, &["token", "create", "--scope", "bookings:read,bookings:write"]);
        Self { serve, token }
    }

    async fn slots(&self) -> Vec<Value> {
        let asked = Client::new().get(self.serve.url(SLOTS)).bearer_auth(&self.token);
        let slots: Value = asked.send().await.unwrap().json().await.unwrap();
        slots["items"].as_array().unwrap().clone()
    }

    async fn book(&self, slot: &Value, name: &str) -> Value {
        let wanted = json!({ "queue": slot["queue"], "start": slot["start"], "phone": "+39 06 6885 1234", "name": name });
        let asked = Client::new().post(self.serve.url(BOOKINGS)).bearer_auth(&self.token).json(&wanted);
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.status(), 201);
        answer.json().await.unwrap()
    }

    async fn change(&self, ticket: &Value, to: Option<&Value>) {
        let url = self.serve.url(&format!("{BOOKINGS}/{}", ticket.as_str().unwrap()));
        let asked = match to {
            Some(slot) => Client::new().patch(url).json(&json!({ "start": slot["start"] })),
            None => Client::new().delete(url),
        };
        assert!(asked.bearer_auth(&self.token).send().await.unwrap().status().is_success());
    }

    /// The text at an address, if it is there, and its tag.
    async fn feed(&self, address: &str) -> (String, String) {
        let answer = Client::new().get(self.serve.url(address)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/calendar; charset=utf-8");
        let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
        (answer.text().await.unwrap(), tag)
    }
}

/// The last line of what a command says.
fn said(serve: &Serve, arguments: &[&str]) -> String {
    serve.setup().succeeds(arguments).lines().last().unwrap().to_owned()
}

/// The calendar itself, then its events, as the other reader understands them.
fn read(text: &str) -> Vec<Value> {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calendar");
    let installed = Command::new(format!("{here}/install-icalendar")).output().unwrap();
    assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
    let python = format!("{}/bin/python3", String::from_utf8(installed.stdout).unwrap().trim());
    let mut reader = Command::new(python)
        .arg(format!("{here}/read.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    reader.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = reader.wait_with_output().unwrap();
    assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn utc(moment: &Value) -> String {
    let moment = chrono::DateTime::parse_from_rfc3339(moment.as_str().unwrap()).unwrap();
    moment.to_utc().to_rfc3339()
}

#[tokio::test]
async fn a_callback_is_one_event_that_moves_and_is_cancelled() {
    let desk = Desk::start(Setup::new().with("PUBLIC_URL", "https://sportello.example.it"));
    let slots = desk.slots().await;
    let queue = slots[0]["queue"].as_str().unwrap();
    let shown = said(&desk.serve, &["calendar", "create", "--desk", "giustizia", "--queue", queue]);
    let address = shown.strip_prefix("https://sportello.example.it").expect("the address as others reach it");
    let none = read(&desk.feed(address).await.0);
    assert_eq!((none.len(), &none[0]["version"]), (1, &json!("2.0")), "{none:?}");
    assert!(none[0]["name"].as_str().unwrap().starts_with("Assistenza"), "{none:?}");

    let booked = desk.book(&slots[3], "Anna Bianchi").await;
    let (text, _) = desk.feed(address).await;
    assert!(text.lines().all(|line| line.len() <= 75), "lines are folded: {text}");
    assert!(!text.contains("6885") && !text.contains("Anna"), "nobody's number or name: {text}");
    let first = read(&text)[1].clone();
    assert_eq!(
        (&first["start"], &first["end"], &first["status"], &first["sequence"]),
        (&json!(utc(&slots[3]["start"])), &json!(utc(&slots[3]["end"])), &json!("CONFIRMED"), &json!(0))
    );
    let ticket = booked["ticket"].as_str().unwrap();
    let grouped = format!("{} {} {}", &ticket[..3], &ticket[3..6], &ticket[6..]);
    assert!(first["summary"].as_str().unwrap().contains(&grouped), "{first}");

    desk.change(&booked["ticket"], Some(&slots[6])).await;
    let moved = read(&desk.feed(address).await.0);
    assert_eq!(moved.len(), 2, "it is still one: {moved:?}");
    assert_eq!(
        (&moved[1]["uid"], &moved[1]["start"], &moved[1]["sequence"]),
        (&first["uid"], &json!(utc(&slots[6]["start"])), &json!(1))
    );

    desk.change(&booked["ticket"], None).await;
    let cancelled = read(&desk.feed(address).await.0);
    assert_eq!(
        (&cancelled[1]["uid"], &cancelled[1]["status"], &cancelled[1]["sequence"]),
        (&first["uid"], &json!("CANCELLED"), &json!(2))
    );
    let log = desk.serve.log();
    assert!(!log.contains(address.trim_start_matches("/calendar/")), "the secret is in the log: {log}");
}

#[tokio::test]
async fn what_did_not_change_is_not_sent_again_and_what_is_revoked_is_gone() {
    let desk = Desk::start(Setup::new());
    let slots = desk.slots().await;
    let queue = slots[0]["queue"].as_str().unwrap();
    let address = said(&desk.serve, &["calendar", "create", "--desk", "giustizia", "--queue", queue]);
    let booked = desk.book(&slots[0], "Anna Bianchi").await;
    let (_, tag) = desk.feed(&address).await;
    let again = |tag: String| {
        let asked = Client::new().get(desk.serve.url(&address)).header("if-none-match", tag);
        async move { asked.send().await.unwrap() }
    };
    let unchanged = again(tag.clone()).await;
    assert_eq!(
        (unchanged.status(), unchanged.headers()["etag"].to_str().unwrap()),
        (StatusCode::NOT_MODIFIED, &*tag)
    );
    assert_eq!(unchanged.text().await.unwrap(), "");
    desk.change(&booked["ticket"], Some(&slots[2])).await;
    assert_eq!(again(tag).await.status(), StatusCode::OK, "it was moved");

    let listed = said(&desk.serve, &["calendar", "list"]);
    assert!(listed.starts_with("1  queue ") && !listed.contains("centralino_"), "{listed}");
    assert_eq!(said(&desk.serve, &["calendar", "revoke", "1"]), "feed 1 is revoked as of now");
    let secret = address.rsplit('/').next().unwrap();
    let another = "/calendar/centralino_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics";
    for gone in
        [&*address, another, "/calendar/x.ics", &format!("/calendar/{}", secret.trim_end_matches(".ics"))]
    {
        let answer = Client::new().get(desk.serve.url(gone)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{gone}");
    }
}

#[tokio::test]
async fn a_desk_may_let_its_calendars_show_the_number_and_the_name() {
    for (shows, number, name) in [("number", true, false), ("number-and-name", true, true)] {
        let setup = Setup::new();
        setup.change_menu(|text| {
            text.replace("callback:   ", &format!("calendar-feeds: {shows}\ncallback:   "))
        });
        let desk = Desk::start(setup);
        let slots = desk.slots().await;
        let queue = slots[0]["queue"].as_str().unwrap();
        let address = said(&desk.serve, &["calendar", "create", "--desk", "giustizia", "--queue", queue]);
        desk.book(&slots[0], "Anna; Bianchi, \\o/").await;
        let read = read(&desk.feed(&address).await.0);
        let told = read[1]["description"].as_str().unwrap();
        assert_eq!(told.contains("+390668851234"), number, "{told}");
        assert_eq!(told.contains("Anna; Bianchi, \\o/"), name, "{told}");
    }
}

#[test]
fn a_feed_is_made_of_what_there_is() {
    let setup = Setup::new();
    for (arguments, told) in [
        (
            ["--desk", "giustizia", "--queue", "calback"].as_slice(),
            "has no queue `calback`; did you mean `callback`?",
        ),
        (&["--desk", "giustitia", "--queue", "callback"], "did you mean `giustizia`?"),
        (&["--clerk", "anna"], "nobody signs in as `anna`"),
        (&["--desk", "giustizia"], "--queue"),
    ] {
        let output = setup.command(&[&["calendar", "create"], arguments].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(told), "{arguments:?}: {said}");
    }
}
