//! `/book/{desk}`: a citizen books a callback without an account, and later sees how the request stands, moves, cancels or reminds, by its number and its
//! date. Works without a script. What is typed goes in the body of a form, never in an address; the telephone counts once a code was brought to it, by short message or spoken by
//! a call.
//!
//! A slot is picked (and held), name and number are typed, the code is typed, and the ticket is shown. Between these steps nothing travels with the
//! page but which slot it is about: what is asked for lies in the store, under the visitor's cookie.

mod call;
mod choose;
mod code;
mod details;
mod request;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use chrono::{DateTime, FixedOffset, Utc};
use maud::{Markup, html};

use super::client::Client;
use super::layout::{Page, alert};
use super::visit::Visit;
use super::words::Words;
use super::{App, Wrong};
use crate::booking::Slot;
use crate::calls::{Visitor, Wish};
use crate::menu::model::{Menu, Queue};
use crate::notify::{Span, told};
use crate::store::CodeBy;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/book/{desk}", get(choose::show))
        .route("/book/{desk}/pick", post(choose::pick))
        .route("/book/{desk}/details", get(details::show).post(details::ask))
        .route("/book/{desk}/code", get(code::show).post(code::type_in))
        .route("/book/{desk}/code/again", post(code::again))
        .route("/book/{desk}/code/call", get(call::show))
        .route("/book/{desk}/code/instead", post(code::instead))
        .route("/book/{desk}/booked", get(code::booked))
        .route("/book/{desk}/request", get(request::show).post(request::act))
}

/// A desk as somebody stands before it.
struct AtDesk {
    menu: Arc<Menu>,
    visit: Visit,
    client: Client,
    codes_by_address: u32,
}

impl FromRequestParts<Arc<App>> for AtDesk {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Wrong> {
        let Path(desk): Path<String> =
            Path::from_request_parts(parts, app).await.map_err(|_| Wrong::NotFound)?;
        let menu = app.service.desk(&desk).filter(|menu| !menu.queues.is_empty()).ok_or(Wrong::NotFound)?;
        let visit = Visit::from_request_parts(parts, app).await?;
        let client = Client::from_request_parts(parts, app).await?;
        Ok(Self { menu, visit, client, codes_by_address: app.pages.codes_by_address })
    }
}

impl AtDesk {
    fn words(&self) -> Words {
        self.visit.words()
    }

    fn title(&self) -> &str {
        self.menu.written(self.menu.title, self.words().language())
    }

    /// Whoever is at the page.
    fn visitor(&self) -> Result<Visitor<'_>, Wrong> {
        let secret = self.visit.visitor()?.bytes();
        Ok(Visitor { secret, address: self.client.as_str(), codes_by_address: self.codes_by_address })
    }

    /// How the visitor wants the code, as a form says it.
    fn wish(&self, by: &str) -> Wish {
        let by = match by {
            "sms" => Some(CodeBy::Sms),
            "call" => Some(CodeBy::Call),
            _ => None,
        };
        Wish { by, language: self.words().language() }
    }

    /// The queue of a name; the only one, where the desk has one.
    fn queue(&self, name: Option<&str>) -> Option<&Queue> {
        match (name, self.menu.queues.as_slice()) {
            (Some(name), _) => self.menu.queue(name),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    fn queue_title(&self, queue: &Queue) -> &str {
        self.menu.written(queue.title, self.words().language())
    }

    fn address(&self, rest: &str) -> String {
        format!("/book/{}{rest}", self.menu.desk)
    }

    fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.with_timezone(&self.menu.zone).fixed_offset()
    }

    /// `martedì 24 novembre 2026, dalle 15:00 alle 15:30`.
    fn when(&self, slot: Slot) -> String {
        let span = Span { start: self.local(slot.start), end: self.local(slot.end) };
        told(span, self.words().language())
    }

    /// A page of this desk's.
    fn page(&self, app: &App, status: StatusCode, title: &'static str, body: &Markup) -> Response {
        let words = self.words();
        let mut page = Page::new(&self.visit, words.say(title)).below(words.say("start"), "/");
        if title != "book" {
            page = page.below(words.tell("book-at", &[("desk", self.title().into())]), self.address(""));
        }
        let body = html! {
            @if title == "book" { p class="lead" { (self.title()) } }
            (body)
        };
        (status, page.body(body).render(&app.pages)).into_response()
    }
}

/// What was not done, and why, above a form that keeps what was typed.
fn not_done(told: &str) -> Markup {
    html! { div role="alert" { (alert(false, &html! { p { (told) } })) } }
}

/// A moment as it stands in a form: RFC 3339, UTC.
fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// What is free next, as a button that picks it.
fn offer(desk: &AtDesk, address: &str, queue: &Queue, slot: Slot) -> Markup {
    let words = desk.words();
    html! {
        form method="post" action=(desk.address(address)) {
            (desk.visit.token_field())
            input type="hidden" name="queue" value=(queue.name);
            input type="hidden" name="start" value=(written(slot.start));
            button class="btn btn-primary" type="submit" autofocus { (words.tell("book-take", &[("when", desk.when(slot).into())])) }
        }
    }
}

/// An address with values.
fn with(address: &str, values: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(values);
    format!("{address}?{}", query.finish())
}
