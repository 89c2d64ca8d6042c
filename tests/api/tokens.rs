//! Who may ask what.

use reqwest::Method;
use serde_json::json;

use super::{Api, answered, counted, token};
use crate::rig::Setup;

const SLOTS: &str = "/api/v1/desks/giustizia/slots";

#[tokio::test]
async fn without_a_token_nobody_is_told_anything() {
    let api = Api::start(&["bookings:read"]);
    let client = reqwest::Client::new();
    for header in [None, Some("Bearer centralino_nonsense"), Some("Basic YTpi"), Some("Bearer ")] {
        let mut request = client.get(api.serve.url(SLOTS));
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["www-authenticate"], "Bearer realm=\"centralino\"");
        assert_eq!(answer.status(), 401, "{header:?}");
    }
    assert_eq!(api.get(SLOTS).await.0, 200);
}

#[tokio::test]
async fn a_token_does_what_its_scopes_say() {
    let api = Api::start(&["tickets:read"]);
    let (status, problem) = api.get(SLOTS).await;
    assert_eq!((status, &problem["error_id"]), (403, &"scope".into()));
    assert_eq!(problem["detail"], "the token lacks the scope `bookings:read`");
    let admin = Api { token: token(&api.serve, &["admin"]), serve: api.serve };
    assert_eq!(admin.get(SLOTS).await.0, 200);
}

#[tokio::test]
async fn a_revoked_token_is_none() {
    let api = Api::start(&["bookings:read"]);
    let listed = api.serve.setup().command(&["token", "list"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.starts_with("1  prova: bookings:read"), "{listed}");
    assert!(!listed.contains(&api.token), "a list shows no token");
    api.serve.setup().succeeds(&["token", "revoke", "1"]);
    assert_eq!(api.get(SLOTS).await.0, 401);
}

#[tokio::test]
async fn of_strangers_nothing_is_kept_and_who_was_a_friend_hears_no_old_answer() {
    let api = Api::start(&["admin"]);
    let (_, slots) = api.get(SLOTS).await;
    let first = &slots["items"][0];
    let wanted = json!({ "queue": first["queue"], "start": first["start"], "phone": "+390668851234", "email": "anna@user.example" });
    let book = |token: &str| {
        let request = reqwest::Client::new().post(api.serve.url("/api/v1/desks/giustizia/bookings"));
        answered(request.bearer_auth(token).header("idempotency-key", "a-key").json(&wanted))
    };
    for last in ["A", "E", "I"] {
        let stranger = format!("centralino_{}{last}", "a".repeat(42));
        let (status, problem) = book(&stranger).await;
        assert_eq!((status, &problem["error_id"]), (401, &"no-token".into()));
    }
    assert_eq!(counted(&api.serve, "SELECT count(*) FROM repeats").await, 0, "strangers write nothing");
    assert_eq!(book(&api.token).await.0, 201);
    assert_eq!(book(&api.token).await.0, 201, "said again, it is answered alike");
    api.serve.setup().succeeds(&["token", "revoke", "1"]);
    let (status, problem) = book(&api.token).await;
    assert_eq!(
        (status, &problem["error_id"]),
        (401, &"no-token".into()),
        "a revoked token hears nothing of before"
    );
}

#[test]
fn a_scope_that_is_none_is_told_with_those_there_are() {
    let output = Setup::new().command(&["token", "create", "--scope", "bookings:all"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("bookings:read, bookings:write, tickets:read, tickets:write, admin"), "{said}");
}

#[tokio::test]
async fn no_token_stands_in_the_log() {
    let api = Api::start(&["bookings:read"]);
    answered(api.ask(Method::GET, SLOTS)).await;
    assert!(!api.serve.log().contains(&api.token[20..]));
}
