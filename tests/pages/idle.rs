//! Two idle hours end a session, also where a page is open that renews itself.

use reqwest::Method;

use super::visitor::{Visitor, add_user};
use crate::rig::{OPEN, Setup};

/// Eighty minutes after [`OPEN`], and eighty more.
const LATER: [&str; 2] = ["2026-11-24T11:20:00+01:00", "2026-11-24T12:40:00+01:00"];

/// What an open page asks by itself, with what a browser says then.
const BY_ITSELF: [(&str, &str, &str); 5] = [
    ("/scheduler/events?desk=giustizia", "accept", "text/event-stream"),
    ("/scheduler/today?desk=giustizia", "x-by-news", "1"),
    ("/scheduler/offers?desk=giustizia", "x-by-news", "1"),
    ("/scheduler/caller?desk=giustizia", "x-by-news", "1"),
    ("/scheduler/grid?desk=giustizia", "x-by-news", "1"),
];

#[tokio::test]
async fn what_a_page_asks_by_itself_keeps_nobody_signed_in() {
    let setup = Setup::new();
    add_user(&setup, "anna", "scheduler");
    add_user(&setup, "bruno", "scheduler");
    let mut serve = setup.start();
    let mut anna = Visitor::signed_in(&serve, "anna").await;
    let mut bruno = Visitor::signed_in(&serve, "bruno").await;
    serve.crash();
    serve = serve.start_again_at(LATER[0]);
    for (path, header, value) in BY_ITSELF {
        let address = serve.url(path);
        let asked = reqwest::Client::new().get(address).header(header, value).header("hx-request", "true");
        let answer =
            asked.header("cookie", format!("session={}", anna.cookie("session").unwrap())).send().await;
        assert_eq!(answer.unwrap().status(), 200, "{path}: {OPEN} is not two hours ago");
    }
    bruno.moves_to(&serve);
    assert_eq!(bruno.get("/scheduler").await.status, 200);
    serve.crash();
    serve = serve.start_again_at(LATER[1]);
    for one in [&mut anna, &mut bruno] {
        one.moves_to(&serve);
    }
    assert_eq!(bruno.get("/scheduler").await.status, 200, "he has worked meanwhile");
    let asked = anna.get("/scheduler").await;
    assert_eq!((asked.status, asked.location()), (303, "/sign-in?back=%2Fscheduler"), "she was not there");
    // A page that comes back to hear more hears that, and asks her to sign in.
    let heard =
        anna.ask(Method::GET, "/scheduler/events?desk=giustizia", &[("last-event-id", "0")], &[]).await;
    assert_eq!((heard.status, heard.headers["content-type"].to_str().unwrap()), (200, "text/event-stream"));
    assert!(heard.text.contains("event: signed-out"), "{}", heard.text);
    let htmx = [("hx-request", "true"), ("x-by-news", "1"), ("hx-current-url", "http://localhost/scheduler")];
    let sent = anna.ask(Method::GET, "/scheduler/today?desk=giustizia", &htmx, &[]).await;
    assert_eq!(sent.headers["hx-redirect"], "/sign-in?back=%2Fscheduler");
}
