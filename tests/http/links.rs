//! An Asterisk that is not there takes nothing from anybody else.

use std::time::Duration;

use reqwest::Client;
use serde_json::Value;

use crate::rig::Setup;

#[tokio::test]
async fn an_asterisk_that_is_not_there_is_named_and_the_service_stays_ready() {
    // A port that nobody listens on: taken, and let go.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/ari");
    let serve = Setup::new().with("ARI_URL", &url).with("ARI_PASSWORD", "tre pappagalli").start();
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    loop {
        let answer = Client::new().get(serve.url("/readyz")).send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        let told = body["degraded"].to_string();
        if status == 200 && told.contains(&format!("asterisk: {url}: ")) {
            assert!(!told.contains("pappagalli"), "{told}");
            break;
        }
        assert!(tokio::time::Instant::now() < deadline, "{status}: {body}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
