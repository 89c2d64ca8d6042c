//! Who may ask where no secret is set, and what refuses to start.

use reqwest::{Client, RequestBuilder};

use crate::rig::{Serve, Setup};

fn call(serve: &Serve) -> RequestBuilder {
    Client::new().post(serve.url("/hooks/twiml")).form(&[
        ("CallSid", "CA1"),
        ("From", "anonymous"),
        ("To", "800749049"),
    ])
}

fn asterisk(serve: &Serve) -> RequestBuilder {
    Client::new().post(serve.url("/hooks/asterisk")).form(&[
        ("call", "1.1"),
        ("did", "800749049"),
        ("from", "anonymous"),
        ("presentation", "allowed"),
        ("state", ""),
        ("event", "start"),
    ])
}

#[tokio::test]
async fn without_a_secret_this_machine_alone_is_answered() {
    let serve = Setup::new().start();
    for request in [call, asterisk] {
        assert_ne!(request(&serve).send().await.unwrap().status(), 403);
        for (name, value) in [
            ("x-forwarded-for", "127.0.0.1"),
            ("X-Forwarded-Host", "localhost"),
            ("forwarded", "for=127.0.0.1"),
            ("via", "1.1 proxy"),
            ("origin", "http://elsewhere.example"),
            ("host", "phone.example.org"),
            ("host", "localhost.example.org"),
        ] {
            let answer = request(&serve).header(name, value).send().await.unwrap();
            assert_eq!(answer.status(), 403, "{name}: {value}");
        }
        assert_ne!(request(&serve).header("host", "localhost:1").send().await.unwrap().status(), 403);
    }
    assert!(
        serve
            .said()
            .contains("/hooks/twiml answers this machine only: CENTRALINO_TWIML_AUTH_TOKEN is not set")
    );
}

#[tokio::test]
async fn with_a_public_address_and_no_secret_nobody_is_answered() {
    let serve = Setup::new().with("PUBLIC_URL", "https://phone.example.org").start();
    assert_eq!(call(&serve).send().await.unwrap().status(), 403);
    assert_eq!(asterisk(&serve).send().await.unwrap().status(), 403);
    assert_eq!(Client::new().get(serve.url("/healthz")).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn one_hooks_secret_does_not_open_the_other() {
    let serve = Setup::new().with("ASTERISK_SECRET", "0123456789abcdef").start();
    assert_eq!(call(&serve).header("x-forwarded-for", "192.0.2.1").send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn asterisk_shows_its_secret() {
    let serve = Setup::new().with("ASTERISK_SECRET", "fedcba9876543210,0123456789abcdef").start();
    assert_eq!(asterisk(&serve).send().await.unwrap().status(), 403);
    for wrong in [
        "Bearer 0123456789abcdeg",
        "Bearer 0123456789abcde",
        "Bearer",
        "Basic 0123456789abcdef",
        "0123456789abcdef",
        "Bearer ",
    ] {
        let answer = asterisk(&serve).header("authorization", wrong).send().await.unwrap();
        assert_eq!(answer.status(), 403, "{wrong}");
    }
    for right in ["Bearer 0123456789abcdef", "bearer fedcba9876543210"] {
        let answer = asterisk(&serve).header("authorization", right).send().await.unwrap();
        // Without a voice there is nothing that Asterisk could play, and its own fallback takes the call.
        assert_eq!(answer.status(), 500, "{right}");
    }
}

#[test]
fn listening_to_the_world_without_a_secret_is_refused_with_what_to_set() {
    let (code, said) = Setup::new().with("LISTEN", "0.0.0.0:0").refused();
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("CENTRALINO_ASTERISK_SECRET") && said.contains("CENTRALINO_TWIML_AUTH_TOKEN"),
        "{said}"
    );
}

#[test]
fn mistakes_in_the_settings_are_refused_all_at_once_and_no_secret_is_told() {
    let (code, said) = Setup::new()
        .with("LISTEN", "8080")
        .with("PUBLIC_URL", "phone")
        .with("SEAL_KEY", "three-owls")
        .with("TEST_CLOCK", "tomorrow")
        .refused();
    assert_eq!(code, Some(2), "{said}");
    for name in ["CENTRALINO_LISTEN", "CENTRALINO_PUBLIC_URL", "CENTRALINO_SEAL_KEY", "CENTRALINO_TEST_CLOCK"]
    {
        assert!(said.contains(name), "{name}: {said}");
    }
    assert!(!said.contains("owls"), "{said}");
}

#[test]
fn a_level_that_is_none_is_refused_and_does_not_start_without_a_log() {
    let (code, said) = Setup::new().with("LOG", "laut").refused();
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("CENTRALINO_LOG is `laut`") && said.contains("off, error, warn, info"), "{said}");
}

#[test]
fn one_room_told_more_of_leaves_the_others_their_voice() {
    let serve = Setup::new().with("LOG", "centralino::store=debug").start();
    assert!(serve.log().contains("WARN"), "{}", serve.log());
}

#[test]
fn an_address_in_use_and_a_folder_without_menus_are_refused() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (code, said) = Setup::new().with("LISTEN", &taken.local_addr().unwrap().to_string()).refused();
    assert!(code == Some(2) && said.contains("--listen"), "{code:?}: {said}");
    let (code, said) = Setup::new().with("MENUS", "nowhere").refused();
    assert!(code == Some(1) && said.contains("nowhere"), "{code:?}: {said}");
    let setup = Setup::new().with("MENUS", "bare");
    std::fs::create_dir(setup.path("bare")).unwrap();
    let (code, said) = setup.refused();
    assert!(code == Some(1) && said.contains("bare") && said.contains("no menu"), "{code:?}: {said}");
}

#[test]
fn a_database_that_cannot_be_opened_is_told_with_what_to_put_right() {
    let (_, said) = Setup::new().with("DATABASE", "sqlite:///nowhere/at/all/centralino.db").refused();
    assert!(said.contains("the folder in which it should lie does not exist"), "{said}");
    let setup = Setup::new().with("DATABASE", "sqlite://menus");
    let (_, said) = setup.refused();
    assert!(said.contains("it is a folder, and must be a file"), "{said}");
    std::fs::write(setup.path("text"), "listen = 8080\n".repeat(200)).unwrap();
    let (_, said) = setup.with("DATABASE", "sqlite://text").refused();
    assert!(said.contains("file is not a database") && !said.contains("error returned"), "{said}");
}

#[tokio::test]
async fn without_the_store_it_starts_only_with_a_seal_key() {
    let away = "sqlite:///nowhere/at/all/centralino.db";
    let (code, said) = Setup::new().with("DATABASE", away).refused();
    assert!(code == Some(1) && said.contains("CENTRALINO_SEAL_KEY"), "{code:?}: {said}");
    let serve = Setup::new().with("DATABASE", away).with("SEAL_KEY", &"0f".repeat(32)).start();
    assert_eq!(call(&serve).send().await.unwrap().status(), 200, "calls are answered all the same");
    let ready = Client::new().get(serve.url("/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), 200);
    let ready: serde_json::Value = ready.json().await.unwrap();
    assert!(ready["degraded"].to_string().contains("store:"), "{ready}");
    assert!(serve.log().contains("not stored yet"), "{}", serve.log());
}

#[test]
fn a_store_that_is_there_is_not_said_to_be_away() {
    let setup = Setup::new().with("SEAL_KEY", &"0f".repeat(32));
    let serve = setup.start();
    assert!(!serve.log().contains("store"), "a new one: {}", serve.log());
    let serve = serve.crash_and_start();
    assert!(!serve.log().contains("store"), "the same again: {}", serve.log());
}
