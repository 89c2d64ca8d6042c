//! Signing in by the organisation's own provider: a real one, in a real browser, and what must not get in.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use reqwest::Method;
use serde_json::{Value, json};

use super::browser::{installed, walk};
use super::visitor::{Visitor, add_user};
use crate::rig::{Serve, Setup};

/// A provider, ended with its test.
struct Provider {
    child: Child,
    address: String,
    said: BufReader<ChildStdout>,
}

impl Provider {
    fn start() -> Self {
        let mut child = Command::new("node")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/provider.mjs"))
            .arg(installed())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // It warns of what is well in a test alone.
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let address = line(&mut said, "http");
        Self { child, address, said }
    }

    /// The service that believes it, with more settings.
    fn believed_by(&self, setup: Setup) -> Serve {
        setup
            .with("OIDC_ISSUER", &self.address)
            .with("OIDC_CLIENT_ID", "centralino")
            .with("OIDC_CLIENT_SECRET", "a secret of the tests, long enough")
            .with("OIDC_NAME", "SPID di prova")
            .start()
    }

    /// Knows these people, and sends them back to the service.
    fn knows(&mut self, serve: &Serve, people: &Value, in_token: bool) {
        let told =
            json!({ "back": serve.url("/sign-in/oidc/return"), "people": people, "inToken": in_token });
        writeln!(self.child.stdin.as_mut().unwrap(), "{told}").unwrap();
        line(&mut self.said, "ready");
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn line(said: &mut BufReader<ChildStdout>, begins: &str) -> String {
    loop {
        let mut line = String::new();
        assert!(said.read_line(&mut line).unwrap() > 0, "the provider ended before it said {begins}");
        if line.starts_with(begins) {
            return line.trim().to_owned();
        }
    }
}

fn people() -> Value {
    json!({
        "s-anna": { "preferred_username": "Anna.Bianchi", "groups": ["staff", "helpdesk"] },
        "s-bruno": { "preferred_username": "bruno", "groups": ["staff"] },
        "s-carla": { "preferred_username": "carla", "groups": ["it"] },
    })
}

#[test]
fn people_sign_in_by_their_organisation_with_the_role_that_it_gives() {
    for in_token in [false, true] {
        let mut provider = Provider::start();
        let setup = Setup::new();
        // A local account of the same name is nobody else's, whatever a provider says.
        add_user(&setup, "carla", "viewer");
        let serve = provider.believed_by(setup.with("OIDC_ROLES", "operator=helpdesk,admin=it"));
        provider.knows(&serve, &people(), in_token);
        walk(&serve, "openid", &json!({ "pictures": !in_token }));
        let listed = serve.setup().command(&["user", "list"]).output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        assert_eq!(listed, "anna.bianchi: operator, without a password of ours\ncarla: viewer\n");
        assert!(!serve.log().contains("anna"), "{}", serve.log());
    }
}

#[test]
fn where_the_organisation_gives_no_roles_those_who_were_added_get_in() {
    let mut provider = Provider::start();
    let setup = Setup::new();
    setup.succeeds(&["user", "add", "bruno", "--role", "scheduler", "--no-password"]);
    let serve = provider.believed_by(setup);
    provider.knows(&serve, &people(), false);
    walk(&serve, "openid-added", &json!({}));
}

#[tokio::test]
async fn what_comes_back_without_having_gone_is_not_believed() {
    let mut provider = Provider::start();
    let serve = provider.believed_by(Setup::new().with("OIDC_ROLES", "operator=helpdesk"));
    let mut anna = Visitor::new(&serve);
    let before = anna.get("/sign-in/oidc").await;
    assert_eq!(before.location(), "/sign-in", "the provider does not answer yet");
    assert!(anna.get("/sign-in").await.text.contains("non risponde"));
    provider.knows(&serve, &people(), false);
    let gone = anna.get("/sign-in/oidc?back=/tickets").await;
    assert_eq!(gone.status, 303);
    let to = gone.location().to_owned();
    assert!(to.starts_with(&provider.address), "{to}");
    for part in [
        "code_challenge_method=S256",
        "code_challenge=",
        "nonce=",
        "state=",
        "response_type=code",
        "scope=openid",
    ] {
        assert!(to.contains(part), "{to}");
    }
    let state = to.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let told = async |visitor: &mut Visitor, query: &str, why: &str| {
        let back = visitor.get(&format!("/sign-in/oidc/return?{query}")).await;
        assert_eq!(back.location(), "/sign-in", "{query}");
        assert!(visitor.cookie("session").is_none());
        let page = visitor.get("/sign-in").await.text;
        assert!(page.contains(why), "{query}: {page}");
    };
    let mut other = Visitor::new(&serve);
    told(&mut other, &format!("code=x&state={state}"), "in un’altra finestra").await;
    told(&mut anna, &format!("error=access_denied&state={state}"), "non ha confermato").await;
    // The journey is over: the same state is good for nothing any more.
    told(&mut anna, &format!("code=x&state={state}"), "in un’altra finestra").await;
    let again = anna.get("/sign-in/oidc").await.location().to_owned();
    let state = again.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    told(&mut anna, &format!("code=invented&state={state}"), "non è valida").await;
    let posted = anna.ask(Method::POST, "/sign-in/oidc/return", &[], &[]).await;
    assert_eq!(posted.status, 405);
}

#[test]
fn half_a_setting_is_told_at_the_start() {
    for (name, value, told) in [
        ("OIDC_ISSUER", "https://id.example.org", "CENTRALINO_OIDC_CLIENT_ID"),
        ("OIDC_CLIENT_ID", "centralino", "CENTRALINO_OIDC_ISSUER is not set"),
        ("OIDC_ISSUER", "http://id.example.org", "https://"),
        ("OIDC_ROLES", "boss=it", "`boss=it`"),
    ] {
        let (code, said) = Setup::new().with(name, value).refused();
        assert!(code.is_some_and(|code| code != 0) && said.contains(told), "{name}: {said}");
    }
}
