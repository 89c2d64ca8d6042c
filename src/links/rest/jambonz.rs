//! jambonz's REST (`POST /v1/Accounts/{sid}/Calls`): a call is created with hooks of its own. A tag of ours goes with it, which a list of calls does not
//! tell, so an order whose answer did not come stays uncertain until its call reports itself.

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use super::{Answered, Rest, Wanted, send};
use crate::config::Account;
use crate::links::placing::Order;

/// An account.
pub(super) struct Jambonz {
    account: Account,
    hook: String,
    client: Client,
}

impl Jambonz {
    pub(super) fn new(account: Account, base: &str, client: Client) -> Self {
        Self { account, hook: format!("{base}/hooks/jambonz"), client }
    }

    fn calls(&self) -> String {
        format!("{}/v1/Accounts/{}/Calls", self.account.url, self.account.id)
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.account.secret.expose())
    }
}

impl Rest for Jambonz {
    const NAME: &'static str = "jambonz";

    fn create(&self, order: &Order, wanted: &Wanted) -> RequestBuilder {
        let hook = json!({ "url": format!("{}?p={}", self.hook, order.id), "method": "POST" });
        let body = json!({
            "from": wanted.from,
            "to": { "type": "phone", "number": wanted.to },
            "call_hook": hook,
            "call_status_hook": hook,
            "timeout": order.ring.max(1),
            "tag": { "callback": order.id },
        });
        self.signed(self.client.post(self.calls())).json(&body)
    }

    fn read(&self, place: &str) -> RequestBuilder {
        self.signed(self.client.get(format!("{}/{place}", self.calls())))
    }

    fn created(call: &Value) -> Option<String> {
        text(call, "sid")
    }

    fn status(call: &Value) -> Option<String> {
        text(call, "call_status")
    }

    /// The call under way to this number and from that one; jambonz lists no others.
    async fn find(&self, wanted: &Wanted) -> Option<Option<(String, String)>> {
        let Answered::Body(list) = send(self.signed(self.client.get(self.calls()))).await else {
            return None;
        };
        let fits = |call: &&Value| {
            let is = |name, number: &str| {
                text(call, name)
                    .is_some_and(|told| told.trim_start_matches('+') == number.trim_start_matches('+'))
            };
            is("to", &wanted.to) && is("from", &wanted.from)
        };
        let found = list.as_array()?.iter().find(fits);
        Some(found.and_then(|call| {
            Some((text(call, "call_sid").or_else(|| text(call, "sid"))?, Self::status(call)?))
        }))
    }
}

fn text(call: &Value, name: &str) -> Option<String> {
    call.get(name).and_then(Value::as_str).map(str::to_owned)
}
