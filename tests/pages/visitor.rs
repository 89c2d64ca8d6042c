//! Somebody with cookies who follows links and fills in forms, without a browser: what a page's handlers do.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, Method};

use crate::rig::{Serve, Setup};

/// The password of everybody whom a test adds.
pub(crate) const PASSWORD: &str = "quattro parole a caso";

/// Somebody before the pages.
pub(crate) struct Visitor {
    base: String,
    client: Client,
    cookies: BTreeMap<String, String>,
    token: String,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// Where one is sent.
    pub(crate) fn location(&self) -> &str {
        self.headers.get("location").map_or("", |to| to.to_str().unwrap())
    }
}

impl Visitor {
    pub(crate) fn new(serve: &Serve) -> Self {
        Self::at(serve.url(""))
    }

    /// Before the pages of a service at this address.
    pub(crate) fn at(base: String) -> Self {
        centralino::tls::begin();
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { base, client, cookies: BTreeMap::new(), token: String::new() }
    }

    /// The same browser, before a service that was started anew.
    pub(super) fn moves_to(&mut self, serve: &Serve) {
        self.base = serve.url("");
    }

    /// Somebody who has signed in.
    pub(crate) async fn signed_in(serve: &Serve, name: &str) -> Self {
        let mut visitor = Self::new(serve);
        let answer = visitor.sign_in(name, PASSWORD).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        visitor
    }

    pub(crate) async fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        self.get("/sign-in").await;
        self.post("/sign-in", &[("name", name), ("password", password)]).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], &[]).await
    }

    /// What belongs to the forms of the page that was seen last.
    pub(super) fn form_token(&self) -> &str {
        &self.token
    }

    /// Sends a form of the page that was seen last.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token.clone();
        let fields: Vec<_> = fields.iter().copied().chain([("form-token", token.as_str())]).collect();
        self.ask(Method::POST, path, &[], &fields).await
    }

    pub(crate) async fn ask(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut request =
            self.client.request(method.clone(), format!("{}{path}", self.base)).header("accept", "text/html");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if method == Method::POST {
            request = request.form(fields);
        }
        let answer = request.send().await.unwrap();
        for set in answer.headers().get_all("set-cookie") {
            let set = set.to_str().unwrap();
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            if set.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        if let Some(token) = text.split("name=\"form-token\" value=\"").nth(1) {
            token.split('"').next().unwrap().clone_into(&mut self.token);
        }
        Answer { status, headers, text }
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }
}

/// Adds somebody as an admin does, by the command line.
pub(crate) fn add_user(setup: &Setup, name: &str, role: &str) {
    add_by(setup.command(&["user", "add", name, "--role", role]));
}

/// Adds somebody by this command, who gets [`PASSWORD`].
pub(crate) fn add_by(mut command: Command) {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
