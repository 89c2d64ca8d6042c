//! Sends the notices that are due: any replica may, each notice is in the hands of one at a time.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::config::Notices;
use crate::notify::{Address, Confirmation, Notice, Verdict, letter, next_try, short};
use crate::store::{Left, Outgoing};
use crate::terms::Number;
use crate::web::App;

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_secs(1);

/// How many are sent at the same time.
const AT_ONCE: u32 = 16;

/// How long a notice is kept once it is sent or given up.
const KEPT: chrono::Duration = chrono::Duration::days(30);

/// How often old ones are looked for, in looks.
const SELDOM: u32 = 3600;

/// Sends the codes that confirm telephones, for as long as the service runs: whoever waits for one before a page does not stand behind a mail server
/// that is slow.
pub(super) async fn send_codes(app: Arc<App>, notices: Notices) {
    loop {
        tokio::time::sleep(LOOK).await;
        // While the store is away nothing is due; whoever watches it has told.
        while let Ok(claimed) = app.service.store().claim_codes(app.service.now(), AT_ONCE).await {
            if claimed.is_empty() {
                break;
            }
            together(&app, &notices, &claimed).await;
        }
    }
}

/// Sends whatever is due, for as long as the service runs.
pub(super) async fn send(app: Arc<App>, notices: Notices) {
    let mut looks: u32 = 0;
    loop {
        tokio::time::sleep(LOOK).await;
        let store = app.service.store();
        while let Ok(claimed) = store.claim_outgoing(app.service.now(), AT_ONCE).await {
            if claimed.is_empty() {
                break;
            }
            together(&app, &notices, &claimed).await;
        }
        looks = looks.wrapping_add(1);
        if looks.is_multiple_of(SELDOM)
            && let Err(fault) = store.forget_outgoing(app.service.now(), KEPT).await
        {
            tracing::debug!("old notices stay a while longer: {fault}");
        }
    }
}

async fn together(app: &App, notices: &Notices, claimed: &[Outgoing]) {
    join_all(claimed.iter().map(|outgoing| one(app, notices, outgoing))).await;
}

async fn one(app: &App, notices: &Notices, outgoing: &Outgoing) {
    let verdict = match refused(app, outgoing).await {
        Some(verdict) => verdict,
        None => sent(notices, outgoing, app.service.now()).await,
    };
    let now = app.service.now();
    let left = judged(verdict, outgoing.tried + 1, now);
    match &left {
        Left::Sent => tracing::info!(notice = outgoing.id, desk = outgoing.desk, "a notice is sent"),
        Left::Again(at, because) => {
            tracing::warn!(notice = outgoing.id, desk = outgoing.desk, again = %at, "a notice is not sent: {because}");
        }
        Left::GivenUp(because) => {
            tracing::error!(notice = outgoing.id, desk = outgoing.desk, "a notice is given up: {because}");
        }
    }
    if let Err(fault) = app.service.store().settle_outgoing(outgoing, &left, now).await {
        tracing::warn!(
            notice = outgoing.id,
            "what became of a notice is not kept, and it may be sent twice: {fault}"
        );
    }
}

/// Why a short message is not sent: whoever is on the deny list is called no more, and written to no more either, wherever they were put there
/// since the message was written.
async fn refused(app: &App, outgoing: &Outgoing) -> Option<Verdict> {
    let Ok(Address::Sms(number) | Address::Code(number)) = serde_json::from_str(&outgoing.address) else {
        return None;
    };
    match app.service.store().is_denied(&outgoing.desk, number).await {
        Ok(false) => None,
        Ok(true) => Some(Verdict::Never { because: "the number is on the deny list".to_owned() }),
        Err(fault) => Some(Verdict::Later { because: fault.to_string(), after: None }),
    }
}

async fn sent(notices: &Notices, outgoing: &Outgoing, now: DateTime<Utc>) -> Verdict {
    let never = |because: &str| Verdict::Never { because: because.to_owned() };
    if let Ok(Address::Code(number)) = serde_json::from_str(&outgoing.address) {
        return confirmation(notices, outgoing, number, now).await;
    }
    let read = serde_json::from_str::<Address>(&outgoing.address)
        .and_then(|address| Ok((address, serde_json::from_str::<Notice>(&outgoing.notice)?)));
    let Ok((address, notice)) = read else { return never("it cannot be read by this release") };
    match (address, &notices.mailer, &notices.webhooks, &notices.webhook_url, &notices.sms_url) {
        (Address::Mail(to), Some(mailer), ..) => mailer.send(&outgoing.id, &to, &letter(&notice)).await,
        (Address::Mail(_), None, ..) => never("no mail server is set: CENTRALINO_SMTP_URL"),
        (Address::Webhook, _, Some(webhooks), Some(url), _) => {
            webhooks.send(url.as_str(), &outgoing.id, &notice, now).await
        }
        (Address::Webhook, ..) => never("no receiver is set any more: CENTRALINO_WEBHOOK_URL"),
        (Address::Sms(number), _, Some(webhooks), _, Some(url)) => {
            webhooks.send_sms(url.as_str(), &outgoing.id, &number.e164(), &short(&notice), now).await
        }
        (Address::Sms(_) | Address::Code(_), ..) => never("no gateway is set: CENTRALINO_SMS_URL"),
    }
}

/// A code that confirms a telephone: of use for ten minutes, and to nobody later.
async fn confirmation(notices: &Notices, outgoing: &Outgoing, to: Number, now: DateTime<Utc>) -> Verdict {
    let never = |because: &str| Verdict::Never { because: because.to_owned() };
    let Ok(code) = serde_json::from_str::<Confirmation>(&outgoing.notice) else {
        return never("it cannot be read by this release");
    };
    if now >= code.until {
        return never("its time is over");
    }
    match (&notices.webhooks, &notices.sms_url) {
        (Some(webhooks), Some(url)) => {
            webhooks.send_sms(url.as_str(), &outgoing.id, &to.e164(), &code.text(), now).await
        }
        (None, _) | (_, None) => never("no gateway is set: CENTRALINO_SMS_URL"),
    }
}

fn judged(verdict: Verdict, tried: u32, now: DateTime<Utc>) -> Left {
    match verdict {
        Verdict::Sent => Left::Sent,
        Verdict::Never { because } => Left::GivenUp(because),
        Verdict::Later { because, after } => {
            let mut chance = [0];
            // Without chance the pause is the plain one.
            let _ = SystemRandom::new().fill(&mut chance);
            let [chance] = chance;
            match next_try(tried, after, chance, now) {
                Some(at) => Left::Again(at, because),
                None => Left::GivenUp(because),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_always_fails_is_given_up_with_the_last_reason() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let fails = || Verdict::Later { because: "the receiver answered 503".to_owned(), after: None };
        assert!(matches!(judged(fails(), 1, now), Left::Again(at, _) if at > now));
        assert_eq!(judged(fails(), 10, now), Left::GivenUp("the receiver answered 503".to_owned()));
    }
}
