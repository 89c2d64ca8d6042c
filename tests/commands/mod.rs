//! Commands at the database, as an admin types them while the service runs: what they print, how they end, and what they leave.

mod clients;
mod copies;
mod deny;
mod personal;

use std::process::Command;

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::api;
use crate::rig::{Serve, Setup};

/// How a command ended, what it printed, and what it complained of.
type Ended = (Option<i32>, String, String);

fn typed(setup: &Setup, arguments: &[&str]) -> Ended {
    ended(&mut setup.command(arguments))
}

fn ended(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// A service with a token that books.
struct Desk {
    serve: Serve,
    token: String,
    client: Client,
    runtime: tokio::runtime::Runtime,
}

impl Desk {
    fn start(setup: Setup) -> Self {
        let serve = setup.start();
        let token = api::token(&serve, &["bookings:read", "bookings:write", "tickets:read"]);
        Self { serve, token, client: Client::new(), runtime: tokio::runtime::Runtime::new().unwrap() }
    }

    fn asked(&self, request: RequestBuilder) -> (u16, Value) {
        self.runtime.block_on(async {
            let answer = request.bearer_auth(&self.token).send().await.unwrap();
            (answer.status().as_u16(), answer.json().await.unwrap())
        })
    }

    /// The slots, and how that was answered.
    fn looks(&self) -> (u16, Value) {
        self.asked(self.client.get(self.serve.url("/api/v1/desks/giustizia/slots")))
    }

    /// A request by its number.
    fn ticket(&self, ticket: &str) -> Value {
        let (status, body) =
            self.asked(self.client.get(self.serve.url(&format!("/api/v1/tickets/{ticket}"))));
        assert_eq!(status, 200, "{body}");
        body
    }

    fn slots(&self) -> Vec<Value> {
        let (status, slots) = self.looks();
        assert_eq!(status, 200, "{slots}");
        slots["items"].as_array().unwrap().clone()
    }

    /// Books the so-manieth slot for a number; the ticket.
    fn books(&self, slot: usize, phone: &str) -> String {
        let slot = &self.slots()[slot];
        let wanted =
            json!({ "queue": slot["queue"], "start": slot["start"], "phone": phone, "name": "Anna Verdi" });
        let url = self.serve.url("/api/v1/desks/giustizia/bookings");
        let (status, body) = self.asked(self.client.post(url).json(&wanted));
        assert_eq!(status, 201, "{body}");
        body["ticket"].as_str().unwrap().to_owned()
    }
}
