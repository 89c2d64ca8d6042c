//! jambonz's REST (`POST /v1/Accounts/{sid}/Calls`): a call is created with hooks of its own. A tag of ours goes with it, which a list of calls does not
//! tell, so an order whose answer did not come stays uncertain until its call reports itself.

use futures_util::future::BoxFuture;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

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
        let hook = format!("{base}/hooks/jambonz");
        Self { account, hook, client, clock: Clock::system(), lost: Lost::default() }
    }

    fn calls(&self) -> String {
        format!("{}/v1/Accounts/{}/Calls", self.account.url, self.account.id)
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.account.secret.expose())
    }

    async fn order(&self, order: &Order) -> Placed {
        let wanted = Wanted::of(order, &self.clock);
        let hook = json!({ "url": format!("{}?p={}", self.hook, order.id), "method": "POST" });
        let body = json!({
            "from": wanted.from,
            "to": { "type": "phone", "number": wanted.to },
            "call_hook": hook,
            "call_status_hook": hook,
            "timeout": order.ring.max(1),
            "tag": { "callback": order.id },
        });
        match send(self.signed(self.client.post(self.calls())).json(&body)).await {
            Answered::Body(call) => match call.get("sid").and_then(Value::as_str) {
                Some(place) => Placed::UnderWay { place: place.to_owned() },
                None => self.look(order, wanted, "its answer names no call").await,
            },
            Answered::Refused(status) => refused(status),
            Answered::Gone => refused(reqwest::StatusCode::NOT_FOUND),
            Answered::Broken(because) => self.look(order, wanted, &because).await,
        }
    }

    async fn look(&self, order: &Order, wanted: Wanted, because: &str) -> Placed {
        if let Some(Some((place, _))) = self.find(&wanted).await {
            return Placed::UnderWay { place };
        }
        self.lost.keep(&order.id, wanted);
        Placed::Uncertain { because: because.to_owned() }
    }

    /// The call under way to this number and from that one, with its status; jambonz lists no others. None: it cannot be asked.
    async fn find(&self, wanted: &Wanted) -> Option<Option<(String, String)>> {
        let Answered::Body(list) = send(self.signed(self.client.get(self.calls()))).await else {
            return None;
        };
        let text = |call: &Value, name: &str| call.get(name).and_then(Value::as_str).map(str::to_owned);
        let fits = |call: &&Value| {
            let is = |name, number: &str| {
                text(call, name)
                    .is_some_and(|told| told.trim_start_matches('+') == number.trim_start_matches('+'))
            };
            is("to", &wanted.to) && is("from", &wanted.from)
        };
        let found = list.as_array()?.iter().find(fits);
        Some(found.and_then(|call| {
            Some((text(call, "call_sid").or_else(|| text(call, "sid"))?, text(call, "call_status")?))
        }))
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
        match send(self.signed(self.client.get(format!("{}/{place}", self.calls())))).await {
            Answered::Body(call) => {
                call.get("call_status").and_then(Value::as_str).map_or(Fate::Unreachable, fate_of)
            }
            // A call that is over is not told of any more.
            Answered::Gone => Fate::Gone,
            Answered::Refused(_) | Answered::Broken(_) => Fate::Unreachable,
        }
    }
}

impl Places for Placer {
    fn name(&self) -> &'static str {
        "jambonz"
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
