//! `/api/v1` as a program meets it: a real process, a token made by the command line, and answers that keep to the description.

mod asked;
mod bookings;
mod changes;
mod fuzz;
mod malformed;
mod opening;
mod tickets;
mod tokens;
mod versions;

use centralino::ticket::TicketNumber;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

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
pub(crate) fn token(serve: &Serve, scopes: &[&str]) -> String {
    let mut arguments = vec!["token", "create", "--name", "prova"];
    for scope in scopes {
        arguments.extend(["--scope", scope]);
    }
    serve.setup().succeeds(&arguments).lines().last().unwrap().to_owned()
}

/// Books a callback by the API for each number, all in the first slot that is free: the requests' numbers, and when the slot begins.
pub(crate) async fn books(serve: &Serve, phones: &[&str]) -> (Vec<TicketNumber>, String) {
    let (client, token) = (reqwest::Client::new(), token(serve, &["bookings:read", "bookings:write"]));
    let slots = client.get(serve.url("/api/v1/desks/giustizia/slots")).bearer_auth(&token);
    let (status, slots) = answered(slots).await;
    assert_eq!(status, 200, "{slots}");
    let slot = slots["items"].as_array().unwrap().iter().find(|slot| slot["free"] != 0).unwrap();
    let mut tickets = Vec::new();
    for phone in phones {
        let wanted = json!({ "queue": slot["queue"], "start": slot["start"], "phone": phone });
        let booking = client.post(serve.url("/api/v1/desks/giustizia/bookings")).bearer_auth(&token);
        let (status, booked) = answered(booking.json(&wanted)).await;
        assert_eq!(status, 201, "{booked}");
        tickets.push(booked["ticket"].as_str().unwrap().parse().unwrap());
    }
    (tickets, slot["start"].as_str().unwrap().to_owned())
}

/// What the database says to a question past the program: one number.
async fn counted(serve: &Serve, question: &'static str) -> i64 {
    serve.setup().stranger().await.count(question).await
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
