//! Calls with which Twilio and jambonz speak the code of the public page: a citizen before the page, the platform's REST played by a small server, and
//! all that is asked of us by the hook that the platform was told.

use chrono::DateTime;
use reqwest::Client;

use super::placed::{Cloud, FROM, Kind, Line, Said, Told, service};
use crate::pages::visitor::Visitor;
use crate::rig::{OPEN, PUBLIC_URL, Serve};

const DESK: &str = "/book/giustizia";

const HEARD: &str = "+390668850001";
const MACHINE: &str = "+390668850002";
const STRANGER: &str = "+390668850003";
const BUSY: &str = "+390668850004";
const LEFT: &str = "+390668850005";

/// Picks the first free time, and asks for the code at this number.
async fn asks(serve: &Serve, phone: &str) -> Visitor {
    let mut visitor = Visitor::new(serve);
    let page = visitor.get(DESK).await;
    let start = page.text.split("name=\"start\" value=\"").nth(1).unwrap_or_else(|| panic!("{}", page.text));
    let start = start.split('"').next().unwrap().to_owned();
    let picked = visitor.post(&format!("{DESK}/pick"), &[("queue", "callback"), ("start", &start)]).await;
    assert_eq!(picked.status, 303, "{}", picked.text);
    let fields = [("queue", "callback"), ("start", &*start), ("phone", phone), ("language", "it")];
    let asked = visitor.post(&format!("{DESK}/details"), &fields).await;
    assert_eq!((asked.status, asked.location()), (303, "/book/giustizia/code"), "{}", asked.text);
    visitor
}

/// What the page says of the call, once it is this.
async fn told(serve: &Serve, visitor: &mut Visitor, part: &str) {
    serve
        .comes(part, async || {
            let page = visitor.get(&format!("{DESK}/code")).await;
            page.text.contains(part).then_some(())
        })
        .await;
}

/// The digits that are said between these words, as a voice has them: in words, or one by one.
fn digits(said: &Said, from: &str, to: &str) -> String {
    const NAMES: [&str; 10] =
        ["zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"];
    let after = said.heard.split_once(from).unwrap_or_else(|| panic!("no `{from}` in {said:?}")).1;
    let part = after.split_once(to).unwrap_or_else(|| panic!("no `{to}` in {said:?}")).0;
    let digit = |word: &str| {
        let bare = word.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
        let named = NAMES.iter().position(|name| **name == *bare).map(|digit| digit.to_string());
        named.or_else(|| bare.chars().all(|sign| sign.is_ascii_digit()).then_some(bare)).unwrap_or_default()
    };
    part.split_whitespace().map(digit).collect()
}

async fn the_code_is_spoken(kind: Kind) {
    let (cloud, url) = Cloud::open(kind).await;
    let serve = service(kind, &url);
    let time = DateTime::parse_from_rfc3339(OPEN).unwrap().timestamp();
    let line = async |number: &str| {
        let order = serve.comes("the order is there", async || cloud.orders(number).into_iter().next()).await;
        assert_eq!(order.from, FROM, "the number that can be called back is shown");
        assert!(order.hook.starts_with(PUBLIC_URL) && order.hook.contains("code-"), "{}", order.hook);
        Line { cloud: &cloud, serve: &serve, order, time }
    };

    // A person, who presses 1 and hears the code; nobody hears it before.
    let mut visitor = asks(&serve, HEARD).await;
    let call = line(HEARD).await;
    // Whoever found the hook's address has no signature.
    let here = serve.url(call.order.hook.strip_prefix(PUBLIC_URL).unwrap());
    for body in ["CallSid=CA0&CallStatus=in-progress&Digits=1", "{\"call_sid\":\"CA0\",\"digits\":\"1\"}"] {
        let kind =
            if body.starts_with('{') { "application/json" } else { "application/x-www-form-urlencoded" };
        let stranger =
            Client::new().post(&here).header("Content-Type", kind).body(body).send().await.unwrap();
        assert_eq!(stranger.status(), 403, "{body}");
    }
    let asked = call.answers().await;
    assert!(asked.heard.contains("codice di conferma") && asked.heard.contains("prema 1"), "{asked:?}");
    assert!(
        !asked.heard.contains("Il codice è") && asked.dials.is_none(),
        "not before a person is there: {asked:?}"
    );
    told(&serve, &mut visitor, "ha risposto").await;
    let wrong = call.tells(asked.asks.as_deref().unwrap(), Told::Key("7")).await;
    assert!(wrong.heard.contains("prema 1") && !wrong.heard.contains("Il codice è"), "{wrong:?}");
    let said = call.tells(wrong.asks.as_deref().unwrap(), Told::Key("1")).await;
    let code = digits(&said, "Il codice è", "Ripeto");
    assert_eq!(code.len(), 6, "{said:?}");
    assert_eq!(digits(&said, "Ripeto", "riascoltarlo"), code, "twice");
    let again = call.tells(said.asks.as_deref().unwrap(), Told::Key("1")).await;
    assert_eq!(digits(&again, "Il codice è", "Ripeto"), code);
    let over = call.tells(again.asks.as_deref().unwrap(), Told::Silence).await;
    assert!(over.is_over && over.asks.is_none(), "{over:?}");
    call.ends("completed").await;
    told(&serve, &mut visitor, "Il codice è stato letto").await;
    // The hook is asked once more, after all: nothing is read out to whoever is there now.
    let late = call.tells(&call.order.hook, Told::Status("in-progress")).await;
    assert!(!late.heard.contains("Il codice è"), "{late:?}");
    let booked = visitor.post(&format!("{DESK}/code"), &[("code", &code)]).await;
    assert_eq!((booked.status, booked.location()), (303, "/book/giustizia/booked"), "{}", booked.text);

    // A machine, which presses nothing.
    let mut visitor = asks(&serve, MACHINE).await;
    let call = line(MACHINE).await;
    let asked = call.answers().await;
    let again = call.tells(asked.asks.as_deref().unwrap(), Told::Silence).await;
    let left = call.tells(again.asks.as_deref().unwrap(), Told::Silence).await;
    assert!(left.is_over, "{left:?}");
    for said in [asked, again, left] {
        assert!(!said.heard.contains("Il codice"), "no machine keeps a code: {said:?}");
    }
    call.ends("completed").await;
    told(&serve, &mut visitor, "nessuno ha premuto 1").await;

    // Whoever did not ask for it.
    let mut visitor = asks(&serve, STRANGER).await;
    let call = line(STRANGER).await;
    let asked = call.answers().await;
    let left = call.tells(asked.asks.as_deref().unwrap(), Told::Key("2")).await;
    assert!(left.is_over && left.heard.contains("disturbo"), "{left:?}");
    call.ends("completed").await;
    told(&serve, &mut visitor, "non aveva chiesto il codice").await;

    // The line is busy: only the hook tells.
    let mut visitor = asks(&serve, BUSY).await;
    let call = line(BUSY).await;
    call.ends("busy").await;
    told(&serve, &mut visitor, "è occupato").await;

    // Somebody who hangs up before any key.
    let mut visitor = asks(&serve, LEFT).await;
    let call = line(LEFT).await;
    call.answers().await;
    call.ends("completed").await;
    told(&serve, &mut visitor, "terminata prima del codice").await;

    for number in [HEARD, MACHINE, STRANGER, BUSY, LEFT] {
        assert_eq!(cloud.orders(number).len(), 1, "{number} rings once");
    }
    let log = serve.log();
    assert!(!log.contains(&code) && !log.contains("0668850") && !log.contains("668850"), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twilio_speaks_the_code_by_its_hook() {
    the_code_is_spoken(Kind::Twilio).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jambonz_speaks_the_code_by_its_hook() {
    the_code_is_spoken(Kind::Jambonz).await;
}
