//! `/metrics`: what it says, in the form that Prometheus wants, and to whom.

use std::io::Write as _;
use std::process::{Command, Stdio};

use reqwest::Client;

use crate::rig::{Caller, Serve, Setup, until};

async fn metrics(serve: &Serve) -> String {
    let answer = Client::new().get(serve.url("/metrics")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    answer.text().await.unwrap()
}

/// The value of the one figure whose line begins so.
fn value(text: &str, head: &str) -> f64 {
    let mut lines = text.lines().filter_map(|line| line.strip_prefix(head));
    let value = lines.next().unwrap_or_else(|| panic!("{head} is not in\n{text}"));
    assert!(lines.next().is_none(), "{head} is there twice:\n{text}");
    value.trim().parse().unwrap()
}

#[tokio::test]
async fn what_is_counted_is_told_as_prometheus_wants_it() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/ari");
    let serve = Setup::new().with("ARI_URL", &url).with("ARI_PASSWORD", "tre pappagalli").start();
    let caller = Caller::from(&serve, "CA-seven-pigs", "+390668851234");
    caller.presses(&caller.arrives().await, "1").await;
    let failures = format!("centralino_asterisk_failures_total{{asterisk=\"{url}\",reason=\"connection\"}}");
    let look = async || Some(metrics(&serve).await).filter(|text| text.contains(&failures));
    let text = serve.comes("the failure is counted", look).await;
    assert!(
        (value(&text, "centralino_turns_total{platform=\"twilio\",outcome=\"gather\"}") - 1.0).abs() < 0.1
    );
    assert!(
        (value(&text, "centralino_turns_total{platform=\"twilio\",outcome=\"transfer\"}") - 1.0).abs() < 0.1
    );
    assert!((value(&text, "centralino_turn_duration_seconds_count{platform=\"twilio\"}") - 2.0).abs() < 0.1);
    assert!((value(&text, "centralino_store_up") - 1.0).abs() < 0.1);
    assert!((value(&text, "centralino_ready") - 1.0).abs() < 0.1);
    assert!(value(&text, &format!("centralino_asterisk_up{{asterisk=\"{url}\"}}")).abs() < 0.1);
    assert!(value(&text, &failures) >= 1.0);
    for private in ["0668851234", "CA-seven-pigs", "800749049", "pappagalli"] {
        assert!(!text.contains(private), "{private} is in\n{text}");
    }
    is_in_order(&text);
}

/// What Prometheus's own tool says of it.
fn is_in_order(text: &str) {
    let mut tool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool, of Debian's package prometheus");
    tool.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let said = tool.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success() && told.trim().is_empty(), "{told}\n{text}");
}

#[tokio::test]
async fn others_than_this_machine_need_the_token() {
    let get = |serve: &Serve| Client::new().get(serve.url("/metrics"));
    let open = Setup::new().start();
    assert_eq!(get(&open).send().await.unwrap().status(), 200);
    assert_eq!(get(&open).header("x-forwarded-for", "192.0.2.1").send().await.unwrap().status(), 403);
    let public = Setup::new().with("PUBLIC_URL", "https://phone.example.org").start();
    assert_eq!(get(&public).send().await.unwrap().status(), 403, "nobody, until there is a token");
    let token = "one-long-token-of-the-tests";
    let closed = Setup::new().with("METRICS_SECRET", token).start();
    assert_eq!(get(&closed).send().await.unwrap().status(), 403);
    assert_eq!(get(&closed).bearer_auth("another").send().await.unwrap().status(), 403);
    assert_eq!(get(&closed).basic_auth("x", Some(token)).send().await.unwrap().status(), 403);
    let told = get(&closed).bearer_auth(token).header("x-forwarded-for", "192.0.2.1").send().await.unwrap();
    assert_eq!(told.status(), 200);
}

#[tokio::test]
async fn a_store_that_goes_away_is_counted() {
    let serve = Setup::new().with("SEAL_KEY", &"0f".repeat(32)).start();
    assert!((value(&metrics(&serve).await, "centralino_store_up") - 1.0).abs() < 0.1);
    let database = serve.setup().path("centralino.db");
    until("the database is there", || database.exists().then_some(()));
    std::fs::remove_file(&database).unwrap();
    let look =
        async || Some(metrics(&serve).await).filter(|text| value(text, "centralino_store_up").abs() < 0.1);
    let text = serve.comes("the store is counted as away", look).await;
    assert!((value(&text, "centralino_ready") - 1.0).abs() < 0.1, "calls may come all the same");
}
