//! Calls placed over the REST of platforms in the cloud or of one's own: Twilio's, and jambonz's. What answers is led by the hook of the platform like
//! any other call; how a call ends that nobody answered comes to the hook too, and is asked for here as well.
//!
//! Neither takes a name of ours for a call, so neither refuses a twin. An order whose answer did not come is looked for by whom it calls, from whom and
//! since when, before it counts as uncertain.

mod jambonz;
#[cfg(test)]
mod tests;
mod twilio;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::Value;

use super::placing::{Fate, Order, Placed, Places};
use crate::clock::Clock;
use crate::config::Settings;
use crate::web::hooks;

/// How long a platform may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The platforms that place calls by these settings.
///
/// # Errors
/// A sentence, where no HTTP client can be made.
pub(super) fn begin(settings: &Settings, bound: SocketAddr) -> Result<Vec<Arc<dyn Places>>, String> {
    let base = hooks::base(settings.public_url.as_ref(), bound);
    let client = || {
        let made = Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build();
        made.map_err(|fault| format!("no calls can be placed: {fault}"))
    };
    let mut places: Vec<Arc<dyn Places>> = Vec::new();
    if let Some(account) = &settings.placing.twilio {
        places.push(Arc::new(twilio::Placer::new(account.clone(), &base, client()?)));
    }
    if let Some(account) = &settings.placing.jambonz {
        places.push(Arc::new(jambonz::Placer::new(account.clone(), &base, client()?)));
    }
    Ok(places)
}

/// What a platform answered.
enum Answered {
    /// This.
    Body(Value),
    /// It says no, and did nothing.
    Refused(StatusCode),
    /// There is nothing of this name.
    Gone,
    /// Nobody knows what it did.
    Broken(String),
}

/// Sends a request. What a platform refuses with 4xx it has not done.
async fn send(request: RequestBuilder) -> Answered {
    let answer = match request.send().await {
        Ok(answer) => answer,
        // The address, which holds the account, is nobody's to read.
        Err(fault) if fault.is_connect() => return Answered::Refused(StatusCode::SERVICE_UNAVAILABLE),
        Err(fault) => return Answered::Broken(fault.without_url().to_string()),
    };
    let status = answer.status();
    if status == StatusCode::NOT_FOUND {
        return Answered::Gone;
    }
    if status.is_client_error() {
        return Answered::Refused(status);
    }
    if !status.is_success() {
        return Answered::Broken(format!("it answers {status}"));
    }
    match answer.json().await {
        Ok(body) => Answered::Body(body),
        Err(fault) => Answered::Broken(fault.without_url().to_string()),
    }
}

/// Orders whose answer did not come, by the attempt's name: to be looked for.
#[derive(Default)]
struct Lost(Mutex<HashMap<String, Wanted>>);

/// What an order is looked for by.
#[derive(Clone)]
struct Wanted {
    to: String,
    from: String,
    since: DateTime<Utc>,
}

impl Wanted {
    fn of(order: &Order, clock: &Clock) -> Self {
        // The platform's clock may be behind ours.
        Self {
            to: order.to.e164(),
            from: order.from.e164(),
            since: clock.now() - chrono::TimeDelta::seconds(30),
        }
    }
}

impl Lost {
    fn keep(&self, id: &str, wanted: Wanted) {
        self.lock().insert(id.to_owned(), wanted);
    }

    fn get(&self, id: &str) -> Option<Wanted> {
        self.lock().get(id).cloned()
    }

    fn found(&self, id: &str) {
        self.lock().remove(id);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Wanted>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What becomes of an order that the platform refused.
fn refused(status: StatusCode) -> Placed {
    Placed::Refused { because: format!("it answers {status}") }
}

/// What is known of a call from its status, the same words on both platforms. One that was answered and is over is gone: whether a person was reached
/// was told by the call itself.
fn fate_of(status: &str) -> Fate {
    match hooks::ended_unanswered(status) {
        Some(outcome) => Fate::Ended(outcome),
        None if status == "completed" => Fate::Gone,
        None => Fate::UnderWay,
    }
}
