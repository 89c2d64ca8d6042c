//! Twilio's REST (<https://www.twilio.com/docs/voice/api/call-resource>): a call is created with the address of its first document. It has no key that
//! makes an order idempotent.

use reqwest::{Client, RequestBuilder};
use serde_json::Value;

use super::{Answered, Rest, Wanted, send};
use crate::config::Account;
use crate::links::placing::Order;

/// An account.
pub(super) struct Twilio {
    account: Account,
    hook: String,
    client: Client,
}

impl Twilio {
    pub(super) fn new(account: Account, base: &str, client: Client) -> Self {
        Self { account, hook: format!("{base}/hooks/twiml"), client }
    }

    fn calls(&self) -> String {
        format!("{}/2010-04-01/Accounts/{}/Calls", self.account.url, self.account.id)
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(&self.account.user, Some(self.account.secret.expose()))
    }
}

impl Rest for Twilio {
    const NAME: &'static str = "twilio";

    fn create(&self, order: &Order, wanted: &Wanted) -> RequestBuilder {
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
        self.signed(self.client.post(format!("{}.json", self.calls())).form(&form))
    }

    fn read(&self, place: &str) -> RequestBuilder {
        self.signed(self.client.get(format!("{}/{place}.json", self.calls())))
    }

    fn created(call: &Value) -> Option<String> {
        call.get("sid").and_then(Value::as_str).map(str::to_owned)
    }

    fn status(call: &Value) -> Option<String> {
        call.get("status").and_then(Value::as_str).map(str::to_owned)
    }

    /// The call to this number, from that one, and since then.
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
        Some(calls.iter().find(fits).and_then(|call| Some((Self::created(call)?, Self::status(call)?))))
    }
}
