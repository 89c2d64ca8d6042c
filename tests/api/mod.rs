//! `/api/v1` as a program meets it: a real process, a token made by the command line, and answers that keep to the description.

mod bookings;
mod changes;
mod fuzz;
mod opening;
mod tickets;
mod tokens;
mod versions;

use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use crate::rig::{Serve, Setup};

/// A service and a token.
struct Api {
    serve: Serve,
    token: String,
}

impl Api {
    /// The Ministry's desk on a Tuesday morning, and a token of these scopes.
    fn start(scopes: &[&str]) -> Self {
        let serve = Setup::new().start();
        let token = token(&serve, scopes);
        Self { serve, token }
    }

    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let client = reqwest::Client::new();
        client.request(method, self.serve.url(path)).bearer_auth(&self.token)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        answered(self.ask(Method::GET, path)).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        answered(self.ask(Method::POST, path).json(body)).await
    }
}

/// A token as `centralino token create` prints it: alone on the last line.
fn token(serve: &Serve, scopes: &[&str]) -> String {
    let mut arguments = vec!["token", "create", "--name", "prova"];
    for scope in scopes {
        arguments.extend(["--scope", scope]);
    }
    let output = serve.setup().command(&arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().last().unwrap().to_owned()
}

/// What the database says to a question past the program: one number.
async fn counted(serve: &Serve, question: &str) -> i64 {
    let file = serve.setup().path("centralino.db");
    let mut on = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    sqlx::query_scalar(sqlx::AssertSqlSafe(question.to_owned())).fetch_one(&mut on).await.unwrap()
}

/// The status, and the body as JSON.
async fn answered(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    let wanted = if status < 300 { "application/json" } else { "application/problem+json" };
    assert_eq!(kind, wanted);
    (status, answer.json().await.unwrap())
}
