//! Calendar feeds: made here and shown once, listed without their addresses, revoked.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::super::chance::chance;
use super::super::form::Sent;
use super::super::layout::Page;
use super::super::signed::SignedIn;
use super::super::{App, Flash, Wrong, alert, gone_to};
use super::at::{At, Draft};
use super::{place, tabs};
use crate::access::{Role, Scope, Token};
use crate::store::{Feed, FeedOf};

/// Whose feed is to be made, or which is to end.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// Where the clerk works.
    #[serde(flatten)]
    at: Draft,
    /// `queue`, `mine`.
    of: String,
    feed: String,
}

/// `GET /scheduler/calendars`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(draft): Query<Draft>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &draft)?;
    page(&app, &signed, &at, None).await
}

/// `POST /scheduler/calendars`
pub(super) async fn make(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Sent(wanted): Sent<Wanted>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &wanted.at)?;
    let of = if wanted.of == "mine" {
        FeedOf::Clerk(signed.user.name.clone())
    } else {
        FeedOf::Queue { desk: at.menu.desk.to_string(), queue: at.queue.name.to_string() }
    };
    let address = Token::new(chance()?);
    app.service.store().add_feed(&address, &of, Some(&signed.user.name), app.service.now()).await?;
    page(&app, &signed, &at, Some(&address)).await
}

/// `POST /scheduler/calendars/revoke`
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Sent(wanted): Sent<Wanted>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &wanted.at)?;
    let id: i64 = wanted.feed.trim().parse().map_err(|_| Wrong::NotFound)?;
    let feeds = app.service.store().feeds().await?;
    let feed = feeds.iter().find(|feed| feed.id == id && may_see(&signed, feed)).ok_or(Wrong::NotFound)?;
    app.service.store().revoke_feed(feed.id).await?;
    Ok(gone_to(&app, &at.address("/scheduler/calendars", &[]), &Flash::done("feed-revoked")))
}

/// Somebody else's feed is theirs, and the administrators'.
fn may_see(signed: &SignedIn, feed: &Feed) -> bool {
    match &feed.of {
        FeedOf::Queue { .. } => true,
        FeedOf::Clerk(name) => *name == signed.user.name || signed.user.role == Role::Admin,
    }
}

async fn page(app: &App, signed: &SignedIn, at: &At, made: Option<&Token>) -> Result<Response, Wrong> {
    let words = signed.visit.words();
    let feeds = app.service.store().feeds().await?;
    let mine: Vec<_> = feeds.iter().filter(|feed| may_see(signed, feed)).collect();
    let body = html! {
        (tabs(signed, at, "/scheduler/calendars"))
        (place(signed, at, app, "/scheduler/calendars"))
        p class="prose" { (words.say("feeds-why")) }
        @if let Some(address) = made {
            @let address = format!("{}/calendar/{}.ics", app.pages.origin(), address.text());
            div class="told" role="status" { (alert(true, &html! {
                p { (words.say("feed-made")) }
                p { a class="address number" data-whole href=(address) { (address) } }
            })) }
        }
        @for (of, label) in [("queue", words.tell("feed-make-queue", &[("queue", at.title(words.language()).into())])), ("mine", words.say("feed-make-mine"))] {
            form method="post" action="/scheduler/calendars" class="inline" {
                (signed.visit.token_field()) (at.fields())
                button type="submit" class="btn btn-outline-primary" name="of" value=(of) { (label) }
            }
        }
        h2 { (words.say("feeds")) }
        @if mine.is_empty() { p { (words.say("feeds-none")) } }
        ul class="requests" { @for feed in mine { li { (line(app, signed, at, feed)) } } }
    };
    let page = Page::new(&signed.visit, words.say("calendars"))
        .below(words.say("scheduler"), at.address("/scheduler", &[]));
    Ok(page.own("scheduler").body(body).render(&app.pages).into_response())
}

fn line(app: &App, signed: &SignedIn, at: &At, feed: &Feed) -> Markup {
    let words = signed.visit.words();
    let language = words.language();
    let title = match &feed.of {
        FeedOf::Queue { desk, queue } => match app.service.desk(desk) {
            Some(menu) => {
                format!("{}: {}", menu.written(menu.title, language), menu.queue_title(queue, language))
            }
            None => format!("{desk}: {queue}"),
        },
        FeedOf::Clerk(name) => words.tell("feed-clerk", &[("name", name.as_str().into())]),
    };
    html! {
        strong { (title) } " " (words.tell("feed-since", &[("date", super::moments::date(at.day(feed.created), language).into())]))
        @if let Some(name) = &feed.made_by { ", " (words.tell("feed-made-by", &[("name", name.as_str().into())])) }
        form method="post" action="/scheduler/calendars/revoke" class="actions" {
            (signed.visit.token_field()) (at.fields())
            input type="hidden" name="feed" value=(feed.id);
            button type="submit" class="btn btn-xs btn-outline-danger" { (words.say("feed-revoke")) span class="visually-hidden" { " " (title) } }
        }
    }
}
