//! Forms: how a field looks and says what is wrong with it, and how what comes back is read. Nothing is taken that was not sent by a form of ours: the
//! token in it belongs to a cookie of the browser, and the browser must not say that another site sent it. The cookie outlasts a session, so that what
//! was typed when a session ended can be sent again after signing in anew.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use maud::{Markup, html};
use ring::hmac;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq as _;

use super::visit::Visit;
use super::wrong::Wrong;
use super::{App, Pages};
use crate::access::Token;

/// The name of the token's field.
const TOKEN: &str = "form-token";
/// The header that htmx sends it in, where there is no form.
const TOKEN_HEADER: &str = "x-form-token";

impl Visit {
    /// What shows that a form is ours.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn form_token(&self) -> Result<String, Wrong> {
        self.visitor().map(token_of)
    }

    /// The same as a field, for every form that is posted.
    #[must_use]
    pub fn token_field(&self) -> Markup {
        html! { @if let Ok(token) = self.form_token() { input type="hidden" name=(TOKEN) value=(token); } }
    }

    fn fits(&self, shown: &str) -> bool {
        self.visitor_shown().is_some_and(|cookie| token_of(cookie).as_bytes().ct_eq(shown.as_bytes()).into())
    }
}

/// The token that belongs to a cookie: of it the cookie cannot be told.
fn token_of(cookie: &Token) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, cookie.bytes());
    BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key, b"centralino form"))
}

/// What a form of ours sent.
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Sent<T> {
    type Rejection = Wrong;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Wrong> {
        let visit = request.extensions().get::<Visit>().cloned().ok_or(Wrong::Fault)?;
        if is_from_elsewhere(&app.pages, request.headers()) {
            tracing::warn!("a form was refused that another site sent");
            return Err(Wrong::Stale);
        }
        let shown =
            request.headers().get(TOKEN_HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = axum::body::Bytes::from_request(request, app).await.map_err(|_| Wrong::Malformed)?;
        let field = || {
            form_urlencoded::parse(&body).find(|(name, _)| name == TOKEN).map(|(_, value)| value.into_owned())
        };
        if !shown.or_else(field).is_some_and(|shown| visit.fits(&shown)) {
            return Err(Wrong::Stale);
        }
        // No text that PostgreSQL keeps has this character, written out or as it is.
        if body.contains(&0) || body.windows(3).any(|sign| sign == b"%00") {
            return Err(Wrong::Malformed);
        }
        let form = Request::builder()
            .method("POST")
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"))
            .body(body.into())
            .map_err(|_| Wrong::Fault)?;
        axum::Form::from_request(form, app)
            .await
            .map(|axum::Form(form)| Self(form))
            .map_err(|_| Wrong::Malformed)
    }
}

/// Whether a browser says that the request was made by another site: by `Sec-Fetch-Site` (Fetch Metadata), or `Origin` (RFC 6454).
fn is_from_elsewhere(pages: &Pages, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return true;
    }
    let Some(origin) = text("origin") else { return false };
    let authority = origin.split_once("://").map_or("", |(_, authority)| authority);
    let ours = [pages.authority.as_deref(), text("host")];
    !ours.into_iter().flatten().any(|own| own.eq_ignore_ascii_case(authority))
}

/// A field of one line, its label above it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Field<'a> {
    /// The name under which it is sent, and its id.
    pub name: &'a str,
    /// The label.
    pub label: &'a str,
    /// What stands in it.
    pub value: &'a str,
    /// `text`, where nothing is said.
    pub kind: Option<&'a str>,
    /// Below the label, for everybody.
    pub hint: Option<&'a str>,
    /// What is wrong with it.
    pub wrong: Option<&'a str>,
    /// What a browser may fill in (HTML, section 4.10.18.7).
    pub autocomplete: Option<&'a str>,
    /// Which keys a telephone shows: `tel`, `numeric`.
    pub inputmode: Option<&'a str>,
    /// Whether it must be filled in.
    pub is_required: bool,
    /// Whether one writes there first.
    pub is_first: bool,
}

impl Field<'_> {
    /// The field.
    #[must_use]
    pub fn show(self) -> Markup {
        let (hint, wrong) = (format!("{}-hint", self.name), format!("{}-wrong", self.name));
        let told: Vec<_> = [self.hint.map(|_| hint.as_str()), self.wrong.map(|_| wrong.as_str())]
            .into_iter()
            .flatten()
            .collect();
        let told = (!told.is_empty()).then(|| told.join(" "));
        html! {
            div class="field" {
                label for=(self.name) { (self.label) }
                @if let Some(text) = self.hint { p id=(hint) class="form-text" { (text) } }
                input class="form-control" id=(self.name) name=(self.name) type=(self.kind.unwrap_or("text")) value=(self.value)
                    autocomplete=[self.autocomplete] inputmode=[self.inputmode] required[self.is_required] autofocus[self.is_first]
                    aria-describedby=[told] aria-invalid=[self.wrong.map(|_| "true")];
                @if let Some(text) = self.wrong { p id=(wrong) class="wrong" { (super::icon("it-error")) " " (text) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_site_is_told_by_what_browsers_say() {
        let pages = Pages { authority: Some("phone.example".to_owned()), ..Pages::default() };
        let of = |pairs: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, value.parse().unwrap());
            }
            is_from_elsewhere(&pages, &headers)
        };
        assert!(!of(&[]), "an old browser says nothing, and the token alone counts");
        assert!(!of(&[("origin", "https://phone.example"), ("host", "10.0.0.1:8080")]));
        assert!(!of(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
        assert!(of(&[("origin", "https://evil.example"), ("host", "phone.example")]));
        assert!(of(&[("origin", "null"), ("host", "phone.example")]));
        assert!(of(&[("sec-fetch-site", "same-site")]) && of(&[("sec-fetch-site", "cross-site")]));
        assert!(!of(&[("sec-fetch-site", "same-origin"), ("origin", "https://phone.example")]));
    }

    #[test]
    fn a_token_fits_its_own_cookie_alone() {
        let (one, other) = (Token::new([1; 32]), Token::new([2; 32]));
        assert_ne!(token_of(&one), token_of(&other));
        assert!(!token_of(&one).contains(&one.text()));
    }

    #[test]
    fn a_field_says_what_is_wrong_to_everybody() {
        let shown = Field {
            name: "phone",
            label: "Telefono",
            value: "<1>",
            wrong: Some("No"),
            hint: Some("Es."),
            ..Field::default()
        };
        let shown = shown.show().into_string();
        assert!(
            shown.contains("aria-describedby=\"phone-hint phone-wrong\"")
                && shown.contains("aria-invalid=\"true\"")
        );
        assert!(shown.contains("value=\"&lt;1&gt;\"") && shown.contains("label for=\"phone\""));
    }
}
