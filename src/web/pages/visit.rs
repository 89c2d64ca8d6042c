//! Whoever asks for a page: in which language, from where, with which message. Made before a page is, and shared with the frame that is put
//! around each answer: headers, cookies, and errors as pages.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;

use super::chance::chance;
use super::cookies::{self, Jar};
use super::flash::Flash;
use super::words::{self, Words};
use super::wrong::Wrong;
use super::{App, Pages};
use crate::access::Token;
use crate::terms::Language;

/// What a page may load and where its forms go: here, and nowhere else. No script and no style stands in a page itself.
const CONTENT: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);

/// Where the pages are reached by https a browser asks by nothing else for a year (RFC 6797), so that nobody on the way can answer in their place.
const SECURE: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Says that a part of a page is renewed by what the page has heard: `centralino.js` sends it.
const BY_NEWS: &str = "x-by-news";

/// Whoever asks for a page. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Visit(Arc<About>);

#[derive(Debug)]
struct About {
    words: Words,
    chosen: Option<Language>,
    uri: Uri,
    is_read: bool,
    is_htmx: bool,
    is_by_itself: bool,
    /// The page in which htmx asks.
    htmx_page: Option<String>,
    flash: Option<Flash>,
    flash_was_said: AtomicBool,
    /// The session that the browser shows, which may have ended.
    session: Option<Token>,
    /// The cookie to which forms belong before anybody signs in.
    visitor: OnceLock<Token>,
    visitor_is_new: AtomicBool,
    /// Who signed in, once a page has asked.
    user: OnceLock<super::signed::User>,
}

impl Visit {
    fn new(pages: &Pages, method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        let jar = pages.jar;
        let chosen =
            values(uri).find(|(name, _)| name == "lang").and_then(|(_, code)| Language::from_code(&code));
        let before = jar.shown(headers, cookies::LANGUAGE).and_then(Language::from_code);
        let language = chosen.or(before).unwrap_or_else(|| words::accepted(headers));
        let visitor = OnceLock::new();
        if let Some(token) = jar.shown(headers, cookies::VISITOR).and_then(|text| text.parse().ok()) {
            let _ = visitor.set(token);
        }
        Self(Arc::new(About {
            words: Words::of(language),
            chosen,
            uri: uri.clone(),
            is_read: method.is_safe(),
            is_htmx: headers.contains_key("hx-request"),
            is_by_itself: headers.contains_key(BY_NEWS)
                || headers.get(header::ACCEPT).is_some_and(|kind| kind == "text/event-stream"),
            htmx_page: headers.get("hx-current-url").and_then(|value| {
                value.to_str().ok()?.parse::<Uri>().ok()?.path_and_query().map(ToString::to_string)
            }),
            flash: jar.shown(headers, cookies::FLASH).and_then(Flash::read),
            flash_was_said: AtomicBool::new(false),
            session: jar.shown(headers, cookies::SESSION).and_then(|text| text.parse().ok()),
            visitor,
            visitor_is_new: AtomicBool::new(false),
            user: OnceLock::new(),
        }))
    }

    /// The words of the visitor's language.
    #[must_use]
    pub fn words(&self) -> Words {
        self.0.words
    }

    /// The address asked for, with its values.
    #[must_use]
    pub fn address(&self) -> &str {
        self.0.uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str)
    }

    /// The path asked for.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.uri.path()
    }

    /// The same page in a language.
    pub(super) fn address_in(&self, language: Language) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(values(&self.0.uri).filter(|(name, _)| name != "lang"));
        query.append_pair("lang", language.code());
        format!("{}?{}", self.path(), query.finish())
    }

    /// Whether htmx asks for a part of a page.
    #[must_use]
    pub fn is_htmx(&self) -> bool {
        self.0.is_htmx
    }

    /// Whether the open page asks, and nobody before it: it listens (HTML, section 9.2.4), or renews a part of itself by what it has heard.
    pub(super) fn is_by_itself(&self) -> bool {
        self.0.is_by_itself
    }

    /// Whether nothing is to be written.
    pub(super) fn is_read(&self) -> bool {
        self.0.is_read
    }

    /// Where to come back to after signing in: the page that is open in the browser.
    pub(super) fn page_address(&self) -> &str {
        if self.0.is_htmx { self.0.htmx_page.as_deref().unwrap_or("/") } else { self.address() }
    }

    /// What is to be said first. Said once.
    pub(super) fn flash(&self) -> Option<&Flash> {
        self.0.flash_was_said.store(true, Ordering::Relaxed);
        self.0.flash.as_ref()
    }

    /// Who signed in, where a page has asked.
    pub(super) fn user(&self) -> Option<&super::signed::User> {
        self.0.user.get()
    }

    pub(super) fn signed_in(&self, user: super::signed::User) {
        let _ = self.0.user.set(user);
    }

    /// The session that the browser shows, which may have ended.
    pub(super) fn session(&self) -> Option<&Token> {
        self.0.session.as_ref()
    }

    /// The cookie to which a visitor's forms belong; a new one where there is none.
    pub(super) fn visitor(&self) -> Result<&Token, Wrong> {
        if let Some(token) = self.0.visitor.get() {
            return Ok(token);
        }
        let bytes = chance()?;
        self.0.visitor_is_new.store(true, Ordering::Relaxed);
        Ok(self.0.visitor.get_or_init(|| Token::new(bytes)))
    }

    /// The cookie to which a visitor's forms belong, where the browser has shown one.
    pub(super) fn visitor_shown(&self) -> Option<&Token> {
        self.0.visitor.get()
    }

    /// The cookies that the answer sets.
    fn cookies(&self, jar: Jar) -> impl Iterator<Item = HeaderValue> {
        let language =
            self.0.chosen.and_then(|one| jar.set(cookies::LANGUAGE, one.code(), Some(cookies::YEAR)));
        let said = self.0.flash.is_some() && self.0.flash_was_said.load(Ordering::Relaxed);
        let flash = if said { jar.clear(cookies::FLASH) } else { None };
        let new = self.0.visitor.get().filter(|_| self.0.visitor_is_new.load(Ordering::Relaxed));
        let visitor = new.and_then(|token| jar.set(cookies::VISITOR, &token.text(), None));
        [language, flash, visitor].into_iter().flatten()
    }
}

fn values(uri: &Uri) -> impl Iterator<Item = (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)> {
    form_urlencoded::parse(uri.query().unwrap_or("").as_bytes())
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Wrong> {
        parts.extensions.get::<Self>().cloned().ok_or(Wrong::Fault)
    }
}

/// Puts the frame around an answer: who asks is known before, errors become pages after, and headers keep a browser to what it may do.
pub(super) async fn frame(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let visit = Visit::new(&app.pages, request.method(), request.uri(), request.headers());
    request.extensions_mut().insert(visit.clone());
    let answered = async {
        // No text that PostgreSQL keeps has this character.
        if request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
            return Wrong::Malformed.into_response();
        }
        next.run(request).await
    };
    let answered = AssertUnwindSafe(answered).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|_| {
        tracing::error!("a page made the program panic; it was answered as our fault");
        Wrong::Fault.into_response()
    });
    if is_unreadable(&response) {
        response = Wrong::Malformed.into_response();
    }
    if let Some(wrong) = response.extensions_mut().remove::<Wrong>() {
        response = wrong.page(&app.pages, &visit);
    }
    let headers = response.headers_mut();
    for cookie in visit.cookies(app.pages.jar) {
        headers.append(header::SET_COOKIE, cookie);
    }
    guard(headers);
    if app.pages.jar.is_secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, SECURE);
    }
    // What one person sees is kept by no cache, and not shown by the way back once they are gone.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether an address could not be read, which the framework says in its own words.
fn is_unreadable(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    response.status() == StatusCode::BAD_REQUEST && kind.is_some_and(|kind| kind.starts_with("text/plain"))
}

/// The headers that keep a browser to what a page may do.
pub(in crate::web) fn guard(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_SECURITY_POLICY, CONTENT);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    let opener = HeaderName::from_static("cross-origin-opener-policy");
    headers.insert(opener, HeaderValue::from_static("same-origin"));
    headers.insert(header::VARY, HeaderValue::from_static("Cookie, Accept-Language, HX-Request"));
}

/// A visit for a page that no handler makes: an error of the whole service.
pub(super) fn stranger(pages: &Pages, uri: &Uri, headers: &HeaderMap) -> Visit {
    Visit::new(pages, &Method::GET, uri, headers)
}
