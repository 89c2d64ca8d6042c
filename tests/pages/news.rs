//! What a page hears while it is open: of its desk alone, again where it stopped, and an end when the service ends.

use std::time::Duration;

use super::visitor::{Visitor, add_user};
use crate::api;
use crate::rig::{Serve, Setup, until};

/// A stream that is being read.
struct Ear {
    answer: reqwest::Response,
    heard: String,
}

impl Ear {
    async fn open(serve: &Serve, anna: &Visitor, query: &str, last: Option<&str>) -> Self {
        let client = reqwest::Client::new();
        let mut asked = client.get(serve.url(&format!("/scheduler/events?desk=giustizia{query}")));
        asked = asked.header("cookie", format!("session={}", anna.cookie("session").unwrap()));
        if let Some(last) = last {
            asked = asked.header("last-event-id", last);
        }
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let mut ear = Self { answer, heard: String::new() };
        ear.hears("event: hello").await;
        ear
    }

    /// Waits until this was heard.
    async fn hears(&mut self, wanted: &str) {
        let heard = async {
            while !self.heard.contains(wanted) {
                let chunk = self.answer.chunk().await.unwrap().expect("the stream goes on");
                self.heard.push_str(&String::from_utf8_lossy(&chunk));
            }
        };
        let done = tokio::time::timeout(Duration::from_secs(30), heard).await;
        assert!(done.is_ok(), "{wanted} was not heard in {}", self.heard);
    }

    /// The last id that came.
    fn last(&self) -> String {
        self.heard.lines().rev().find_map(|line| line.strip_prefix("id: ")).unwrap().to_owned()
    }
}

#[tokio::test]
async fn what_happened_while_nobody_listened_is_heard_on_coming_back() {
    let setup = Setup::new();
    add_user(&setup, "anna", "viewer");
    let serve = setup.start();
    let anna = Visitor::signed_in(&serve, "anna").await;
    let mut ear = Ear::open(&serve, &anna, "&after=0", None).await;
    assert!(!ear.heard.contains("event: bookings"), "nothing was missed: {}", ear.heard);
    api::books(&serve, &["+39 06 6885 1001"]).await;
    ear.hears("event: bookings").await;
    let last = ear.last();
    drop(ear);
    let mut nothing = Ear::open(&serve, &anna, "", Some(&last)).await;
    nothing.hears("event: seats").await;
    assert!(!nothing.heard.contains("event: bookings"), "it was told before: {}", nothing.heard);
    drop(nothing);
    api::books(&serve, &["+39 06 6885 1002"]).await;
    let mut again = Ear::open(&serve, &anna, "", Some(&last)).await;
    again.hears("event: bookings").await;
    assert!(again.last().parse::<i64>().unwrap() >= last.parse::<i64>().unwrap());
}

#[tokio::test]
async fn a_stream_is_for_who_signed_in_and_ends_when_the_service_does() {
    let setup = Setup::new();
    add_user(&setup, "anna", "viewer");
    let mut serve = setup.start();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let stranger = client.get(serve.url("/scheduler/events?desk=giustizia")).send().await.unwrap();
    assert_ne!(stranger.status(), 200, "nobody else hears anything");
    let anna = Visitor::signed_in(&serve, "anna").await;
    let mut ear = Ear::open(&serve, &anna, "", None).await;
    serve.terminate();
    let to_the_end = async { while let Ok(Some(_)) = ear.answer.chunk().await {} };
    let rest = tokio::time::timeout(Duration::from_secs(30), to_the_end).await;
    assert!(rest.is_ok(), "the stream keeps the service from ending");
    assert!(serve.ended().success());
    until("it says so", || serve.log().contains("stopped").then_some(()));
    assert!(!serve.log().contains("not answered in time"), "{}", serve.log());
}
