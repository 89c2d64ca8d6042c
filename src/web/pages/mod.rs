//! The pages that people see: citizens, clerks, operators. Plain documents first, which work without a script; htmx spares a page's reload where that
//! helps whoever has somebody on the line.
//!
//! # How a page is made
//!
//! A handler asks for a [`Visit`], or for a [`SignedIn`] where one must have signed in, and gives a [`Page`] or a [`Wrong`]:
//!
//! ```text
//! async fn list(State(app): State<Arc<App>>, signed: SignedIn) -> Result<Markup, Wrong> {
//!     signed.must(Scope::TicketsRead)?;
//!     let words = signed.visit.words();
//!     Ok(Page::new(&signed.visit, words.say("tickets")).body(html! { … }).render(&app.pages))
//! }
//! ```
//!
//! What is posted comes through [`Sent`], which takes forms of ours only: `(visit.token_field())` stands in each; htmx sends the same in a header by
//! itself. After a write one is sent elsewhere with [`gone_to`], which says there what was done. Sentences stand in `words/`, icons in `assets/icons.txt`.
//! A page's own addresses are a `router()` in its file, joined below; `NAVIGATION` is what stands in the header.

mod account;
mod assets;
mod book;
mod chance;
mod client;
mod cookies;
mod flash;
mod form;
mod hashing;
mod keys;
mod layout;
mod notes;
mod openid;
mod scheduler;
mod sign_in;
mod signed;
mod start;
mod tickets;
mod visit;
mod words;
mod wrong;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Redirect, Response};

pub use assets::icon;
pub use client::Client;
pub use flash::Flash;
pub use form::{Field, Sent};
pub use layout::{Page, alert};
pub use signed::{SignedIn, User};
pub use visit::Visit;
pub(super) use visit::guard;
pub use words::Words;
pub use wrong::Wrong;

use super::{App, Problem};
use crate::access::Scope;
use crate::config::{Network, Settings};
use cookies::Jar;

/// The largest form.
const LARGEST: usize = 64 * 1024;

/// A part of the pages that has a place in the header.
#[derive(Clone, Copy, Debug)]
struct Area {
    /// Where it begins.
    address: &'static str,
    /// Its name among the words.
    name: &'static str,
    /// What a role must allow for it to be shown.
    needs: Scope,
}

/// What stands in the header, in its order.
const NAVIGATION: &[Area] = &[
    Area { address: "/scheduler", name: "scheduler", needs: Scope::BookingsRead },
    Area { address: "/tickets", name: "tickets", needs: Scope::TicketsRead },
];

/// What the pages know of the settings.
#[derive(Clone, Debug)]
pub struct Pages {
    jar: Jar,
    /// Host and port under which browsers reach us; none: only the ones they say.
    authority: Option<String>,
    /// Where others reach us, without a slash at its end; none: not set.
    public_url: Option<String>,
    /// Whose service it is.
    organisation: Option<String>,
    notes: notes::Notes,
    /// How many confirmation codes are sent in an hour for one address.
    codes_by_address: u32,
    /// Whose word counts for the address that asks.
    proxies: Vec<Network>,
    /// The organisation's own provider, where there is one.
    openid: Option<openid::Provider>,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            jar: Jar { is_secure: false },
            authority: None,
            public_url: None,
            organisation: None,
            notes: notes::Notes::default(),
            codes_by_address: 60,
            proxies: Vec::new(),
            openid: None,
        }
    }
}

impl Pages {
    /// The pages by the settings; `bound` is the address that the service answers on.
    ///
    /// # Errors
    /// A sentence that names a text that cannot be read.
    pub fn new(settings: &Settings, bound: SocketAddr) -> Result<Self, String> {
        let url = settings.public_url.as_ref().map(crate::config::PublicUrl::as_str);
        let base = super::hooks::base(settings.public_url.as_ref(), bound);
        let openid =
            settings.openid.as_ref().map(|openid| openid::Provider::new(openid, &base)).transpose()?;
        let (scheme, rest) = url.and_then(|url| url.split_once("://")).unzip();
        Ok(Self {
            jar: Jar { is_secure: scheme == Some("https") },
            public_url: url.map(str::to_owned),
            authority: rest.and_then(|rest| rest.split('/').next()).map(str::to_owned),
            organisation: settings.pages.organisation.clone(),
            notes: notes::Notes::read(settings)?,
            codes_by_address: settings.pages.codes_an_hour,
            proxies: settings.pages.proxies.clone(),
            openid,
        })
    }

    /// Where others reach us; empty where that is not set.
    fn origin(&self) -> &str {
        self.public_url.as_deref().unwrap_or_default()
    }
}

/// Every page.
pub(super) fn router(app: &Arc<App>) -> Router<Arc<App>> {
    let framed = Router::new()
        .merge(start::router())
        .merge(notes::router())
        .merge(sign_in::router())
        .merge(account::router())
        .merge(tickets::router())
        .merge(openid::router())
        .merge(book::router())
        .merge(scheduler::router());
    framed
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(from_fn_with_state(Arc::clone(app), visit::frame))
        .merge(assets::router())
}

/// To another page, which says first what was done.
#[must_use]
pub fn gone_to(app: &App, address: &str, flash: &Flash) -> Response {
    with_flash(app, Redirect::to(address).into_response(), flash)
}

/// An answer that sends somebody on, with what is said there first.
fn with_flash(app: &App, mut response: Response, flash: &Flash) -> Response {
    if let Some(cookie) = app.pages.jar.set(cookies::FLASH, &flash.cookie(), Some(60)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// There is nothing at this address: as a page for who asks for one.
pub(super) async fn nothing(State(app): State<Arc<App>>, request: Request) -> Response {
    instead(&app.pages, request.uri(), request.headers(), &Wrong::NotFound)
        .unwrap_or_else(|| Problem::NotFound.into_response())
}

/// The address takes other methods. A browser that asks for one to which a form was sent (its address was opened again, or the language was changed on
/// what the form answered) is sent to the page that has the form: the one above it.
pub(super) async fn instead_of_a_form(method: Method, request: Request) -> Response {
    let path = request.uri().path();
    let is_page = wrong::wants_page(request.headers()) && !path.starts_with("/hooks/");
    match path.trim_end_matches('/').rsplit_once('/') {
        Some((above, _)) if method.is_safe() && is_page && !path.starts_with("//") => {
            let above = if above.is_empty() { "/" } else { above };
            let values = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
            Redirect::to(&format!("{above}{values}")).into_response()
        }
        Some(_) | None => Problem::Method.into_response(),
    }
}

/// An error of the whole service as a page, for who asks for one.
pub(crate) fn instead(pages: &Pages, uri: &Uri, headers: &HeaderMap, wrong: &Wrong) -> Option<Response> {
    wrong::wants_page(headers).then(|| {
        let mut response = wrong.page(pages, &visit::stranger(pages, uri, headers));
        visit::guard(response.headers_mut());
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    })
}
