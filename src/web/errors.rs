//! What goes wrong at the door, told as RFC 9457 says: a problem with a stable `error_id`, and nothing of what was sent.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A request that is not answered with what it asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The body is not what the hook takes; the sentence says which part, never what stands in it.
    Malformed(String),
    /// Whoever asks may not. Nothing is said about why.
    Forbidden,
    /// There is nothing at this address.
    NotFound,
    /// The address takes other methods.
    Method,
    /// The body is larger than any platform sends.
    TooLarge,
    /// The answer took longer than the platform waits.
    TooSlow,
    /// We are at fault. What happened is in the log.
    Fault,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    status: u16,
    title: &'a str,
    detail: &'a str,
    error_id: &'static str,
}

impl Problem {
    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The name by which programs know it; never changed once released.
    #[must_use]
    pub const fn error_id(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::Method => "method-not-allowed",
            Self::TooLarge => "too-large",
            Self::TooSlow => "too-slow",
            Self::Fault => "internal",
        }
    }

    fn detail(&self) -> &str {
        match self {
            Self::Malformed(detail) => detail,
            Self::Forbidden => "the request was refused",
            Self::NotFound => "there is nothing at this address",
            Self::Method => "the address does not take this method",
            Self::TooLarge => "the body is larger than 64 KiB",
            Self::TooSlow => "the answer would have come too late",
            Self::Fault => "the request could not be answered; the log says why",
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let document = Document {
            kind: format!("urn:centralino:problem:{}", self.error_id()),
            status: status.as_u16(),
            title: status.canonical_reason().unwrap_or("Error"),
            detail: self.detail(),
            error_id: self.error_id(),
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        (status, [(header::CONTENT_TYPE, kind)], body).into_response()
    }
}
