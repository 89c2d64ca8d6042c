//! Calls placed over the REST of platforms in the cloud or of one's own: Twilio's, and jambonz's. What answers is led by the hook of the platform like
//! any other call; how a call ends that nobody answered comes to the hook too, and is asked for here as well.
//!
//! Neither takes a name of ours for a call, so neither refuses a twin. An order whose answer did not come is looked for by whom it calls, from whom and
//! since when, before it counts as uncertain; and so it is later, by whichever replica has the attempt in hand then.

mod jambonz;
#[cfg(test)]
mod tests;
mod twilio;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::Value;

use self::jambonz::Jambonz;
use self::twilio::Twilio;
use super::placing::{Fate, Order, Placed, Places, Sought};
use crate::clock::Clock;
use crate::config::Settings;
use crate::menu::model::First;
use crate::terms::Number;
use crate::web::hooks;

/// How long a platform may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long an order may be on its way, and a list of calls behind: before that a call which is not found may come all the same.
const SETTLES: TimeDelta = TimeDelta::seconds(30);

/// How far a platform's clock may be behind ours.
const BEHIND: TimeDelta = TimeDelta::seconds(30);

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
        places.push(Arc::new(Placer::new(Twilio::new(account.clone(), &base, client()?))));
    }
    if let Some(account) = &settings.placing.jambonz {
        places.push(Arc::new(Placer::new(Jambonz::new(account.clone(), &base, client()?))));
    }
    Ok(places)
}

/// How one platform is asked for calls.
trait Rest: Send + Sync {
    /// The platform's name.
    const NAME: &'static str;

    /// The request that creates a call.
    fn create(&self, order: &Order, wanted: &Wanted) -> RequestBuilder;

    /// The request that tells of a call.
    fn read(&self, place: &str) -> RequestBuilder;

    /// The platform's name for a call that it has created.
    fn created(call: &Value) -> Option<String>;

    /// How a call stands.
    fn status(call: &Value) -> Option<String>;

    /// The call that was wanted, with its status; none: it cannot be asked.
    fn find(&self, wanted: &Wanted) -> impl Future<Output = Option<Option<(String, String)>>> + Send;
}

/// Places calls through an account on a platform.
struct Placer<R> {
    rest: R,
    clock: Clock,
}

impl<R: Rest> Placer<R> {
    fn new(rest: R) -> Self {
        Self { rest, clock: Clock::system() }
    }

    async fn order(&self, order: &Order) -> Placed {
        let wanted = Wanted::of(order.to, order.from, self.clock.now());
        match send(self.rest.create(order, &wanted)).await {
            Answered::Body(call) => match R::created(&call) {
                Some(place) => Placed::UnderWay { place },
                None => self.look(&wanted, "its answer names no call").await,
            },
            Answered::Refused(status) => refused(status),
            Answered::Gone => refused(StatusCode::NOT_FOUND),
            Answered::Broken(because) => self.look(&wanted, &because).await,
        }
    }

    /// An order whose answer did not come: is there a call like it?
    async fn look(&self, wanted: &Wanted, because: &str) -> Placed {
        match self.rest.find(wanted).await {
            Some(Some((place, _))) => Placed::UnderWay { place },
            Some(None) | None => Placed::Uncertain { because: because.to_owned() },
        }
    }

    async fn asked(&self, sought: &Sought<'_>) -> Fate {
        let Some(place) = sought.place else { return self.looked_for(sought).await };
        match send(self.rest.read(place)).await {
            Answered::Body(call) => R::status(&call).map_or(Fate::Unreachable, |status| fate_of(&status)),
            // jambonz does not tell of a call that is over.
            Answered::Gone => Fate::Gone,
            Answered::Refused(_) | Answered::Broken(_) => Fate::Unreachable,
        }
    }
}

impl<R: Rest> Placer<R> {
    /// A call whose place nobody has told: whoever ordered it died before, or heard no answer.
    async fn looked_for(&self, sought: &Sought<'_>) -> Fate {
        let (Some(to), Some(from)) = (sought.to, sought.from) else { return Fate::Unreachable };
        let began = self.clock.now().checked_sub_signed(sought.ago).unwrap_or(DateTime::<Utc>::MIN_UTC);
        match self.rest.find(&Wanted::of(to, from, began)).await {
            Some(Some((_, status))) => fate_of(&status),
            Some(None) if sought.ago >= SETTLES => Fate::Gone,
            Some(None) | None => Fate::Unreachable,
        }
    }
}

impl<R: Rest> Places for Placer<R> {
    fn name(&self) -> &'static str {
        R::NAME
    }

    fn is_ready(&self) -> bool {
        true
    }

    /// The user only: an operator who is called first is called by Asterisk.
    fn can(&self, first: First) -> bool {
        first == First::Customer
    }

    fn place<'a>(&'a self, order: &'a Order) -> BoxFuture<'a, Placed> {
        Box::pin(self.order(order))
    }

    fn fate<'a>(&'a self, sought: &'a Sought<'a>) -> BoxFuture<'a, Fate> {
        Box::pin(self.asked(sought))
    }
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

/// What an order is looked for by.
struct Wanted {
    to: String,
    from: String,
    since: DateTime<Utc>,
}

impl Wanted {
    /// A call that was ordered at a moment.
    fn of(to: Number, from: Number, at: DateTime<Utc>) -> Self {
        let since = at.checked_sub_signed(BEHIND).unwrap_or(at);
        Self { to: to.e164(), from: from.e164(), since }
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
