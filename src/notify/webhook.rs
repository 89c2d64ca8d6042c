//! Signed webhooks, by Standard Webhooks 1.0 (`standardwebhooks.com`): HMAC-SHA256 over id, time and body, so that a receiver knows who
//! sent it, drops a twin by its id, and refuses one that somebody kept.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy;
use ring::hmac;
use serde::Serialize;

use super::{Notice, Verdict};

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Before a key: `whsec_` and base64.
const PREFIX: &str = "whsec_";

/// A key that signs; prints as nothing.
#[derive(Clone)]
pub struct SigningKey(hmac::Key);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(not shown)")
    }
}

/// Why no webhook can be sent with these settings.
#[derive(Debug, thiserror::Error)]
pub enum NoEndpoint {
    /// The key is none.
    #[error("expected `whsec_` and 24 to 64 bytes in base64")]
    Key,
    /// The client could not be made.
    #[error("no connection can be made: {0}")]
    Client(#[from] reqwest::Error),
}

impl SigningKey {
    /// Reads `whsec_…`: 24 to 64 bytes in base64.
    ///
    /// # Errors
    /// [`NoEndpoint::Key`].
    pub fn read(text: &str) -> Result<Self, NoEndpoint> {
        let bytes = text.strip_prefix(PREFIX).and_then(|text| BASE64_STANDARD.decode(text).ok());
        let bytes = bytes.filter(|bytes| (24..=64).contains(&bytes.len())).ok_or(NoEndpoint::Key)?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    /// `v1,` and the signature in base64, over `id.seconds.body`.
    #[must_use]
    pub fn sign(&self, id: &str, at: DateTime<Utc>, body: &str) -> String {
        let signed = hmac::sign(&self.0, format!("{id}.{}.{body}", at.timestamp()).as_bytes());
        format!("v1,{}", BASE64_STANDARD.encode(signed))
    }
}

/// Sends signed webhooks.
#[derive(Clone, Debug)]
pub struct Webhooks {
    client: reqwest::Client,
    /// The first and, while they are changed, the next: a receiver takes either.
    keys: Vec<SigningKey>,
}

#[derive(Serialize)]
struct Body<'a, T> {
    #[serde(rename = "type")]
    kind: &'a str,
    timestamp: DateTime<chrono::FixedOffset>,
    data: &'a T,
}

/// What the gateway for short messages is asked.
#[derive(Serialize)]
struct Sms<'a> {
    to: &'a str,
    text: &'a str,
}

impl Webhooks {
    /// Webhooks signed with each of these keys.
    ///
    /// # Errors
    /// Where the system's TLS cannot be had.
    pub fn new(keys: Vec<SigningKey>) -> Result<Self, NoEndpoint> {
        let client = reqwest::Client::builder().timeout(PATIENCE).redirect(Policy::none()).build()?;
        Ok(Self { client, keys })
    }

    /// Sends a notice to a receiver.
    pub async fn send(&self, url: &str, id: &str, notice: &Notice, now: DateTime<Utc>) -> Verdict {
        self.post(url, id, notice.event.name(), notice.at, notice, now).await
    }

    /// Asks the gateway to send a short message to a number in E.164.
    pub async fn send_sms(&self, url: &str, id: &str, to: &str, text: &str, now: DateTime<Utc>) -> Verdict {
        self.post(url, id, "sms.send", now.fixed_offset(), &Sms { to, text }, now).await
    }

    async fn post(
        &self,
        url: &str,
        id: &str,
        kind: &str,
        timestamp: DateTime<chrono::FixedOffset>,
        data: &impl Serialize,
        now: DateTime<Utc>,
    ) -> Verdict {
        let Ok(body) = serde_json::to_string(&Body { kind, timestamp, data }) else {
            return Verdict::Never { because: "the notice cannot be written as JSON".to_owned() };
        };
        let signatures: Vec<_> = self.keys.iter().map(|key| key.sign(id, now, &body)).collect();
        let asked = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", now.timestamp())
            .header("webhook-signature", signatures.join(" "))
            .body(body);
        match asked.send().await {
            Ok(answer) => judged(answer.status(), answer.headers().get(RETRY_AFTER), now),
            // The client's own words hold the address, and with it whatever secret stands in it.
            Err(fault) if fault.is_timeout() => later("the receiver took too long"),
            Err(_) => later("the receiver could not be reached"),
        }
    }
}

fn later(because: &str) -> Verdict {
    Verdict::Later { because: because.to_owned(), after: None }
}

/// 2xx arrived, 410 wants no more, everything else may pass.
fn judged(
    status: StatusCode,
    retry_after: Option<&reqwest::header::HeaderValue>,
    now: DateTime<Utc>,
) -> Verdict {
    let because = format!("the receiver answered {}", status.as_u16());
    if status.is_success() {
        Verdict::Sent
    } else if status == StatusCode::GONE {
        Verdict::Never { because }
    } else {
        let text = retry_after.and_then(|value| value.to_str().ok()).map(str::trim);
        let seconds = text.and_then(|text| text.parse().ok()).and_then(chrono::Duration::try_seconds);
        let date = || Some(DateTime::parse_from_rfc2822(text?).ok()?.with_timezone(&Utc) - now);
        Verdict::Later { because, after: seconds.or_else(date) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_as_the_standards_own_example_has_it() {
        let key = SigningKey::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let at = DateTime::from_timestamp(1_614_265_330, 0).unwrap();
        let signed = key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_key_is_long_enough_and_never_shown() {
        for wrong in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!"] {
            assert!(SigningKey::read(wrong).is_err(), "{wrong}");
        }
        let key = SigningKey::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        assert_eq!(format!("{key:?}"), "SigningKey(not shown)");
    }

    #[test]
    fn what_a_receiver_answers_decides() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let judge = |status: u16, after: Option<&str>| {
            let header = after.map(|text| text.parse().unwrap());
            judged(StatusCode::from_u16(status).unwrap(), header.as_ref(), now)
        };
        let after = |verdict| match verdict {
            Verdict::Later { after, .. } => after,
            Verdict::Sent | Verdict::Never { .. } => panic!("{verdict:?}"),
        };
        assert_eq!(judge(204, None), Verdict::Sent);
        assert!(matches!(judge(410, None), Verdict::Never { .. }));
        assert_eq!(after(judge(302, None)), None, "a redirect is not followed");
        assert_eq!(after(judge(503, Some("120"))), Some(chrono::Duration::minutes(2)));
        let date = (now + chrono::Duration::minutes(5)).format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        assert_eq!(after(judge(429, Some(&date))), Some(chrono::Duration::minutes(5)));
        assert_eq!(after(judge(429, Some("soon"))), None);
    }
}
