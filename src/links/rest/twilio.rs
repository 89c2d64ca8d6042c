//! Twilio's REST (<https://www.twilio.com/docs/voice/api/call-resource>): a call is created with the address of its first document. It has no key that
//! makes an order idempotent.

use futures_util::future::BoxFuture;
use reqwest::Client;
use serde_json::Value;

use super::{Answered, Lost, Wanted, fate_of, refused, send};
use crate::clock::Clock;
use crate::config::Account;
use crate::links::placing::{Fate, Order, Placed, Places};
use crate::menu::model::First;

/// Places calls through an account.
pub(super) struct Placer {
    account: Account,
    hook: String,
    client: Client,
    clock: Clock,
    lost: Lost,
}

impl Placer {
    pub(super) fn new(account: Account, base: &str, client: Client) -> Self {
        let hook = format!("{base}/hooks/twiml");
        Self { account, hook, client, clock: Clock::system(), lost: Lost::default() }
    }

    fn calls(&self) -> String {
        format!("{}/2010-04-01/Accounts/{}/Calls", self.account.url, self.account.id)
    }

    async fn order(&self, order: &Order) -> Placed {
        let wanted = Wanted::of(order, &self.clock);
        let url = format!("{}?p={}", self.hook, order.id);
        let ring = order.ring.clamp(5, 600).to_string();
        let form = [
            ("To", wanted.to.as_str()),
            ("From", &wanted.from),
            ("Url", &url),
            ("Method", "POST"),
            // Of the events only the last is told, if nothing else is asked for: completed, busy, no-answer, failed or canceled.
            ("StatusCallback", &url),
            ("StatusCallbackMethod", "POST"),
            ("Timeout", &ring),
        ];
        let request = self.client.post(format!("{}.json", self.calls())).form(&form);
        match send(self.signed(request)).await {
            Answered::Body(call) => match sid(&call) {
                Some(place) => Placed::UnderWay { place },
                None => self.look(order, wanted, "its answer names no call").await,
            },
            Answered::Refused(status) => refused(status),
            Answered::Gone => refused(reqwest::StatusCode::NOT_FOUND),
            Answered::Broken(because) => self.look(order, wanted, &because).await,
        }
    }

    fn signed(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.basic_auth(&self.account.user, Some(self.account.secret.expose()))
    }

    /// An order whose answer did not come: is there a call like it?
    async fn look(&self, order: &Order, wanted: Wanted, because: &str) -> Placed {
        if let Some(Some((place, _))) = self.find(&wanted).await {
            return Placed::UnderWay { place };
        }
        self.lost.keep(&order.id, wanted);
        Placed::Uncertain { because: because.to_owned() }
    }

    /// The call to this number, from that one, and since then, with its status; none: it cannot be asked.
    async fn find(&self, wanted: &Wanted) -> Option<Option<(String, String)>> {
        // `StartTime` is compared by the day, in UTC; the moment is looked at here.
        let day = wanted.since.format("%Y-%m-%d").to_string();
        let query =
            [("To", wanted.to.as_str()), ("From", &wanted.from), ("StartTime>", &day), ("PageSize", "50")];
        let mut url = reqwest::Url::parse(&format!("{}.json", self.calls())).ok()?;
        url.query_pairs_mut().extend_pairs(query);
        let request = self.client.get(url);
        let Answered::Body(list) = send(self.signed(request)).await else { return None };
        let calls = list.get("calls").and_then(Value::as_array)?;
        let fits = |call: &&Value| {
            let created = call.get("date_created").and_then(Value::as_str);
            let created = created.and_then(|created| chrono::DateTime::parse_from_rfc2822(created).ok());
            created.is_some_and(|created| created >= wanted.since)
        };
        Some(calls.iter().find(fits).and_then(|call| Some((sid(call)?, status(call)?))))
    }

    async fn asked(&self, id: &str, place: Option<&str>) -> Fate {
        let Some(place) = place else {
            let Some(wanted) = self.lost.get(id) else { return Fate::Gone };
            return match self.find(&wanted).await {
                Some(Some((_, status))) => fate_of(&status),
                Some(None) => {
                    self.lost.found(id);
                    Fate::Gone
                }
                None => Fate::Unreachable,
            };
        };
        match send(self.signed(self.client.get(format!("{}/{place}.json", self.calls())))).await {
            Answered::Body(call) => status(&call).map_or(Fate::Unreachable, |status| fate_of(&status)),
            Answered::Gone => Fate::Gone,
            Answered::Refused(_) | Answered::Broken(_) => Fate::Unreachable,
        }
    }
}

fn sid(call: &Value) -> Option<String> {
    call.get("sid").and_then(Value::as_str).map(str::to_owned)
}

fn status(call: &Value) -> Option<String> {
    call.get("status").and_then(Value::as_str).map(str::to_owned)
}

impl Places for Placer {
    fn name(&self) -> &'static str {
        "twilio"
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

    fn fate<'a>(&'a self, id: &'a str, place: Option<&'a str>) -> BoxFuture<'a, Fate> {
        Box::pin(self.asked(id, place))
    }
}
