//! What the API says when it does not do what was asked: RFC 9457, with a `type` and an `error_id` that stay.

use std::collections::BTreeMap;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response as ApiResponse, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

use crate::access::Scope;
use crate::store::Fault;
use crate::ticket::{Refused, Unspendable};

/// A request that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not written as it must be; the sentence says where.
    Malformed(String),
    /// Its body is not said to be JSON.
    Kind,
    /// Its body is larger than it may be.
    TooLarge,
    /// It is written well, but cannot be meant; the sentence says why.
    Impossible(String),
    /// Nobody is named, or nobody we know.
    NoToken,
    /// The token does not allow it.
    Scope(Scope),
    /// There is nothing of this name.
    NotFound(&'static str),
    /// Every seat of the slot is taken.
    SlotFull,
    /// There is no such slot: the desk is closed then, or it is too soon or too far ahead.
    NoSlot,
    /// The number is not called back.
    NotCallable,
    /// The number has as many open bookings as it may.
    TooManyBookings,
    /// Too much was booked for the number within the hour.
    TooOften,
    /// The number is on the deny list.
    Denied,
    /// The same `Idempotency-Key` came with another request.
    KeyUsed,
    /// The first request with this `Idempotency-Key` is still under way.
    UnderWay,
    /// The booking's time has come, or it was cancelled.
    TooLate,
    /// The change was undone before.
    UndoneBefore,
    /// It may not happen to the request now.
    TicketRefuses(Refused),
    /// No package of the customer's pays for it.
    Unpaid(Unspendable),
    /// The request has gone on since it was seen.
    GoneOn,
    /// It is to be brought before the desk, which names no mailbox for that.
    NoMailbox,
    /// It is to be sent by mail, and no mail server is set.
    NoMail,
    /// The store is away, or too slow: nothing was written.
    Away,
    /// The store went away at the last moment: it may have been written all the same.
    Unknown,
}

/// A refusal as it is sent, `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Document {
    /// An address by which the kind of problem is known.
    #[serde(rename = "type")]
    #[schema(example = "urn:centralino:problem:slot-full")]
    kind: String,
    /// The HTTP status.
    #[schema(example = 409)]
    status: u16,
    /// The kind of problem in words.
    title: String,
    /// What is the matter with this request.
    detail: String,
    /// The name by which programs know it; never changed once released.
    #[schema(example = "slot-full")]
    error_id: String,
}

/// What any request may be answered.
pub(super) struct Always;

impl IntoResponses for Always {
    fn responses() -> BTreeMap<String, RefOr<ApiResponse>> {
        problems(&[
            ("401", "A token is needed."),
            ("403", "The token lacks the scope; `detail` names it."),
            (
                "503",
                "The store is away: nothing was written (`store-away`), or whether it was is not known (`outcome-unknown`).",
            ),
        ])
    }
}

/// What a request with a body may be answered beside.
pub(super) struct Bodied;

impl IntoResponses for Bodied {
    fn responses() -> BTreeMap<String, RefOr<ApiResponse>> {
        problems(&[
            ("413", "The body is larger than 16 KiB."),
            ("415", "The body is not said to be JSON (`Content-Type: application/json`)."),
        ])
    }
}

fn problems(answers: &[(&str, &str)]) -> BTreeMap<String, RefOr<ApiResponse>> {
    let content = || ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let response = |description: &str| {
        ResponseBuilder::new().description(description).content("application/problem+json", content()).build()
    };
    answers.iter().map(|(status, said)| ((*status).to_owned(), response(said).into())).collect()
}

impl Refusal {
    const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Kind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Impossible(_) | Self::NoSlot | Self::NotCallable | Self::Denied => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::Scope(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::SlotFull
            | Self::TooManyBookings
            | Self::KeyUsed
            | Self::UnderWay
            | Self::TooLate
            | Self::UndoneBefore
            | Self::NoMailbox
            | Self::TicketRefuses(_)
            | Self::Unpaid(_)
            | Self::NoMail => StatusCode::CONFLICT,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::GoneOn => StatusCode::PRECONDITION_FAILED,
            Self::Away | Self::Unknown => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The name by which programs know it; never changed once released.
    const fn id(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Kind => "not-json",
            Self::TooLarge => "too-large",
            Self::Impossible(_) => "impossible",
            Self::NoToken => "no-token",
            Self::Scope(_) => "scope",
            Self::NotFound(_) => "not-found",
            Self::SlotFull => "slot-full",
            Self::NoSlot => "no-slot",
            Self::NotCallable => "not-callable",
            Self::TooManyBookings => "too-many-bookings",
            Self::TooOften => "too-often",
            Self::Denied => "denied",
            Self::KeyUsed => "idempotency-key-used",
            Self::UnderWay => "under-way",
            Self::TooLate => "too-late",
            Self::UndoneBefore => "undone-before",
            Self::TicketRefuses(_) => "ticket-refuses",
            Self::Unpaid(Unspendable::None) => "no-package",
            Self::Unpaid(Unspendable::Expired) => "package-expired",
            Self::Unpaid(Unspendable::Language) => "package-language",
            Self::Unpaid(Unspendable::UsedUp) => "package-used-up",
            Self::GoneOn => "gone-on",
            Self::NoMailbox => "no-mailbox",
            Self::NoMail => "no-mail",
            Self::Away => "store-away",
            Self::Unknown => "outcome-unknown",
        }
    }

    const fn title(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "The request is malformed",
            Self::Kind => "The body is not said to be JSON",
            Self::TooLarge => "The body is too large",
            Self::Impossible(_) => "The request cannot be meant",
            Self::NoToken => "A token is needed",
            Self::Scope(_) => "The token does not allow this",
            Self::NotFound(_) => "There is nothing of this name",
            Self::SlotFull => "The slot is full",
            Self::NoSlot => "There is no such slot",
            Self::NotCallable => "The number is not called back",
            Self::TooManyBookings => "The number has enough open bookings",
            Self::TooOften => "Too much was booked for the number",
            Self::Denied => "The number is on the deny list",
            Self::KeyUsed => "The key belongs to another request",
            Self::UnderWay => "The first request is still under way",
            Self::TooLate => "It is too late for that",
            Self::UndoneBefore => "It was undone before",
            Self::TicketRefuses(_) => "It may not happen to the request now",
            Self::Unpaid(_) => "No package pays for it",
            Self::GoneOn => "The request has gone on since",
            Self::NoMailbox => "The desk takes no escalations",
            Self::NoMail => "No mail can be sent",
            Self::Away => "The store is away",
            Self::Unknown => "Whether it was written is not known",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Malformed(detail) | Self::Impossible(detail) => detail.clone(),
            Self::Kind => "a body is JSON, told by `Content-Type: application/json`".to_owned(),
            Self::TooLarge => "the body is larger than 16 KiB".to_owned(),
            Self::NoToken => {
                "show a token as `Authorization: Bearer centralino_…`; `centralino token create` makes one"
                    .to_owned()
            }
            Self::Scope(scope) => format!("the token lacks the scope `{scope}`"),
            Self::NotFound(what) => format!("there is no such {what}"),
            Self::SlotFull => {
                "every seat of the slot is taken; the desk's slots tell which are free".to_owned()
            }
            Self::NoSlot => {
                "the queue has no slot that begins then: it is closed, too soon, or too far ahead".to_owned()
            }
            Self::NotCallable => {
                "the number is not one that the queue calls back: another country, or no ordinary line"
                    .to_owned()
            }
            Self::TooManyBookings => "the number has as many open bookings as the queue allows".to_owned(),
            Self::TooOften => {
                "as many bookings were made for the number within the hour as the queue allows, cancelled ones among them".to_owned()
            }
            Self::Denied => "the number is on the desk's deny list: it is not called back".to_owned(),
            Self::KeyUsed => "this `Idempotency-Key` came before with another request".to_owned(),
            Self::UnderWay => {
                "the request that came first with this `Idempotency-Key` is not answered yet; ask again, for a minute at most"
                    .to_owned()
            }
            Self::TooLate => "the booking's time has come, or it was cancelled".to_owned(),
            Self::UndoneBefore => "another entry of the history has undone this change".to_owned(),
            Self::TicketRefuses(refused) => refused.to_string(),
            Self::Unpaid(Unspendable::UsedUp) => {
                "all written requests of the customer's packages have been used".to_owned()
            }
            Self::Unpaid(why) => why.to_string(),
            Self::GoneOn => "it is no longer as `If-Match` says; read it again".to_owned(),
            Self::NoMailbox => {
                "nothing was written: the desk's menu names no mailbox for escalations".to_owned()
            }
            Self::NoMail => {
                "nothing was written: the service has no mail server (CENTRALINO_SMTP_URL)".to_owned()
            }
            Self::Away => "nothing was written; ask again later".to_owned(),
            Self::Unknown => {
                "the store went away while it was written: look whether it was, or ask again with the same `Idempotency-Key`"
                    .to_owned()
            }
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        tracing::warn!(%fault, "a request of the API is told that the store is away");
        if fault.may_stand() { Self::Unknown } else { Self::Away }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        let document = Document {
            kind: format!("urn:centralino:problem:{}", self.id()),
            status: status.as_u16(),
            title: self.title().to_owned(),
            detail: self.detail(),
            error_id: self.id().to_owned(),
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        if self == Self::UnderWay {
            // RFC 9110, section 10.2.3; seconds. Answers take less; where the process was lost, it is asked for until its claim runs out.
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        if status == StatusCode::UNAUTHORIZED {
            // RFC 6750, section 3.
            let scheme = HeaderValue::from_static("Bearer realm=\"centralino\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_that_nothing_was_written_where_that_is_not_known() {
        let broke = || Fault::Unknown(sqlx::Error::WorkerCrashed);
        for fault in [broke(), Fault::Together(broke().into())] {
            let told = Refusal::from(fault);
            assert_eq!((told.status().as_u16(), told.id()), (503, "outcome-unknown"));
            assert!(!told.detail().contains("nothing was written"), "{}", told.detail());
        }
        for fault in [Fault::Away, Fault::Busy, Fault::Together(Fault::Busy.into())] {
            let told = Refusal::from(fault);
            assert_eq!((told.status().as_u16(), told.id()), (503, "store-away"));
            assert!(told.detail().starts_with("nothing was written"), "{}", told.detail());
        }
    }
}
