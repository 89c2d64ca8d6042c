//! The code that was brought to the telephone: once it is typed the callback counts, and its ticket is shown.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;

use super::{AtDesk, call, choose, not_done, with};
use crate::booking::Barred;
use crate::calls::{AtSeat, NotAsked, NotBooked, Picked};
use crate::menu::model::Queue;
use crate::store::{Asking, CodeBy, Typed};
use crate::ticket::TicketNumber;
use crate::web::App;
use crate::web::pages::Wrong;
use crate::web::pages::form::{Field, Sent};

/// What a visitor asks for at this desk.
pub(super) async fn asking(app: &App, desk: &AtDesk) -> Result<Option<Asking>, Wrong> {
    let asking = app.service.store().asking(desk.visitor()?.page()).await?;
    Ok(asking.filter(|asking| *asking.wanted.desk == *desk.menu.desk))
}

/// `GET /book/{desk}/code`.
pub(super) async fn show(State(app): State<Arc<App>>, desk: AtDesk) -> Result<Response, Wrong> {
    match asking(&app, &desk).await? {
        Some(asking) if asking.booked.is_some() => Ok(Redirect::to(&desk.address("/booked")).into_response()),
        Some(asking) => page(&app, &desk, &asking, StatusCode::OK, None, "").await,
        None => Ok(Redirect::to(&desk.address("")).into_response()),
    }
}

#[derive(Deserialize)]
pub(super) struct ToType {
    #[serde(default)]
    code: String,
}

/// `POST /book/{desk}/code`.
pub(super) async fn type_in(
    State(app): State<Arc<App>>,
    desk: AtDesk,
    Sent(typed): Sent<ToType>,
) -> Result<Response, Wrong> {
    let found = asking(&app, &desk).await;
    // What was typed stays, also while the store is away.
    let Ok(found) = found else { return Ok(away(&app, &desk, &typed.code)) };
    let Some(asking) = found else { return Ok(Redirect::to(&desk.address("")).into_response()) };
    let code: String = typed.code.chars().filter(char::is_ascii_digit).collect();
    if asking.booked.is_none() && code.len() != 6 {
        let told = desk.words().say("book-code-short");
        return page(&app, &desk, &asking, StatusCode::UNPROCESSABLE_ENTITY, Some(&told), &typed.code).await;
    }
    let Ok(tried) = app.service.store().try_code(desk.visitor()?.page(), &code).await else {
        return Ok(away(&app, &desk, &typed.code));
    };
    let told = match tried {
        Typed::Right => return book(&app, &desk, &asking).await,
        Typed::Nothing => return Ok(Redirect::to(&desk.address("/code")).into_response()),
        Typed::Wrong(left) => desk.words().tell("book-code-wrong", &[("left", left.into())]),
        Typed::RunOut => desk.words().say("book-code-run-out"),
    };
    page(&app, &desk, &asking, StatusCode::UNPROCESSABLE_ENTITY, Some(&told), "").await
}

/// By which button another code is asked for.
#[derive(Deserialize)]
pub(super) struct Again {
    #[serde(default)]
    by: String,
}

/// `POST /book/{desk}/code/again`.
pub(super) async fn again(
    State(app): State<Arc<App>>,
    desk: AtDesk,
    Sent(Again { by }): Sent<Again>,
) -> Result<Response, Wrong> {
    let Some(asking) = asking(&app, &desk).await? else {
        return Ok(Redirect::to(&desk.address("")).into_response());
    };
    let queue = desk.queue(Some(&asking.wanted.queue)).ok_or(Wrong::NotFound)?;
    let wish = desk.wish(&by);
    let told = match app.service.ask_again(desk.visitor()?, &desk.menu, queue, &asking, wish).await {
        Ok(()) => return Ok(Redirect::to(&desk.address("/code")).into_response()),
        Err(NotAsked::Booking(NotBooked::Store(fault))) => return Err(fault.into()),
        Err(NotAsked::TooSoon) => "book-too-soon",
        Err(NotAsked::Late) => "book-call-hours",
        Err(NotAsked::TooOften | NotAsked::NoWay | NotAsked::Booking(_)) => "book-too-often",
    };
    let told = desk.words().say(told);
    page(&app, &desk, &asking, StatusCode::TOO_MANY_REQUESTS, Some(&told), "").await
}

#[derive(Deserialize)]
pub(super) struct Instead {
    start: DateTime<Utc>,
}

/// `POST /book/{desk}/code/instead`: another time for what was asked for, because the first one is gone.
pub(super) async fn instead(
    State(app): State<Arc<App>>,
    desk: AtDesk,
    Sent(chosen): Sent<Instead>,
) -> Result<Response, Wrong> {
    let Some(before) = asking(&app, &desk).await? else {
        return Ok(Redirect::to(&desk.address("")).into_response());
    };
    let queue = desk.queue(Some(&before.wanted.queue)).ok_or(Wrong::NotFound)?;
    match app.service.pick_instead(desk.visitor()?, &desk.menu, queue, chosen.start).await? {
        Picked::Until(_) => {}
        Picked::Taken => return choose::taken(&app, &desk, queue, chosen.start, "/code/instead").await,
        Picked::TooOften => return Ok(choose::too_often(&app, &desk)),
    }
    match asking(&app, &desk).await? {
        Some(asking) if asking.confirmed => book(&app, &desk, &asking).await,
        Some(_) => Ok(Redirect::to(&desk.address("/code")).into_response()),
        None => Ok(Redirect::to(&desk.address("")).into_response()),
    }
}

async fn book(app: &App, desk: &AtDesk, asking: &Asking) -> Result<Response, Wrong> {
    let queue = desk.queue(Some(&asking.wanted.queue)).ok_or(Wrong::NotFound)?;
    let told = match app.service.book_confirmed(desk.visitor()?, &desk.menu, queue, asking).await {
        Ok((_, true)) => return Ok(Redirect::to(&desk.address("/booked")).into_response()),
        Ok((AtSeat { ticket, dated, .. }, false)) => return Ok(told(app, desk, asking, ticket, dated)),
        Err(NotBooked::Full | NotBooked::NoSlot) => {
            return choose::taken(app, desk, queue, asking.wanted.slot.start, "/code/instead").await;
        }
        // A reason is asked of clerks alone.
        Err(NotBooked::Store(_) | NotBooked::Reason | NotBooked::Code(_) | NotBooked::Customer) => {
            "book-away"
        }
        Err(NotBooked::TooMany) => "book-too-many",
        Err(NotBooked::Barred(Barred::TooOften)) => "book-too-often",
        Err(NotBooked::Barred(Barred::Denied) | NotBooked::Number(_)) => "book-phone-kind",
    };
    let status = if told == "book-away" { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::CONFLICT };
    let words = desk.words();
    let body = html! {
        (not_done(&words.say(told)))
        (picked(desk, queue, asking))
        @if told == "book-away" {
            form method="post" action=(desk.address("/code")) {
                (desk.visit.token_field())
                input type="hidden" name="code" value="000000";
                button class="btn btn-primary" type="submit" { (words.say("book-try-again")) }
            }
        } @else {
            p { a href=(desk.address("/request")) { (words.say("book-to-request")) } }
        }
    };
    Ok(desk.page(app, status, "book-code-title", &body))
}

fn picked(desk: &AtDesk, queue: &Queue, asking: &Asking) -> Markup {
    html! {
        p class="book-picked" {
            strong { (desk.when(asking.wanted.slot)) }
            @if desk.menu.queues.len() > 1 { " · " (desk.queue_title(queue)) }
        }
    }
}

/// The store is away: nothing is lost that was typed.
fn away(app: &App, desk: &AtDesk, code: &str) -> Response {
    let words = desk.words();
    let body = html! { (not_done(&words.say("book-away"))) (field(desk, None, code)) };
    desk.page(app, StatusCode::SERVICE_UNAVAILABLE, "book-code-title", &body)
}

fn field(desk: &AtDesk, wrong: Option<&str>, code: &str) -> Markup {
    let words = desk.words();
    html! {
        form class="narrow" method="post" action=(desk.address("/code")) novalidate {
            (desk.visit.token_field())
            (Field {
                name: "code", label: &words.say("book-code"), value: code, hint: Some(&words.say("book-code-hint")), wrong,
                autocomplete: Some("one-time-code"), inputmode: Some("numeric"), is_required: true, is_first: true, ..Field::default()
            }.show())
            button class="btn btn-primary" type="submit" { (words.say("book-confirm")) }
        }
    }
}

async fn page(
    app: &App,
    desk: &AtDesk,
    asking: &Asking,
    status: StatusCode,
    wrong: Option<&str>,
    code: &str,
) -> Result<Response, Wrong> {
    let words = desk.words();
    let number = ends_in(&asking.wanted.number.e164());
    let call = match asking.wanted.way {
        CodeBy::Call => call::stands(app, desk).await?,
        CodeBy::Sms => None,
    };
    let body = html! {
        @if let Some(queue) = desk.queue(Some(&asking.wanted.queue)) { (picked(desk, queue, asking)) }
        @match asking.wanted.way {
            CodeBy::Sms => { p { (words.tell("book-code-sent", &[("number", number.into())])) } }
            CodeBy::Call => { (call::section(desk, asking, call)) }
        }
        (field(desk, wrong, code))
        (others(app, desk, asking))
        p { a href=(with(&desk.address(""), &[("queue", &asking.wanted.queue)])) { (words.say("book-other-time")) } }
    };
    Ok(desk.page(app, status, "book-code-title", &body))
}

/// How another code can be had.
fn others(app: &App, desk: &AtDesk, asking: &Asking) -> Markup {
    let words = desk.words();
    let (texts, calls) = (app.service.ways().texts(asking.wanted.number), app.service.can_call(&desk.menu));
    html! {
        @if texts || calls {
            form method="post" action=(desk.address("/code/again")) {
                (desk.visit.token_field())
                p class="mt-4" {
                    (words.say("book-code-missing")) " "
                    @if texts { button class="btn btn-link" type="submit" name="by" value="sms" { (words.say("book-code-again")) } }
                    @if calls { button class="btn btn-link" type="submit" name="by" value="call" { (words.say("book-call-again")) } }
                }
            }
        }
    }
}

/// Enough of a number for whoever typed it to see a mistake, and no more.
pub(super) fn ends_in(number: &str) -> String {
    let tail: Vec<char> = number.chars().rev().take(4).collect();
    tail.into_iter().rev().collect()
}

/// `GET /book/{desk}/booked`: the ticket, to be written down.
pub(super) async fn booked(State(app): State<Arc<App>>, desk: AtDesk) -> Result<Response, Wrong> {
    let asking = asking(&app, &desk).await?;
    let Some((asking, (ticket, dated))) =
        asking.and_then(|asking| asking.booked.map(|booked| (asking, booked)))
    else {
        return Ok(Redirect::to(&desk.address("")).into_response());
    };
    Ok(told(&app, &desk, &asking, ticket, dated))
}

fn told(app: &App, desk: &AtDesk, asking: &Asking, ticket: TicketNumber, dated: NaiveDate) -> Response {
    let words = desk.words();
    let body = html! {
        div role="status" { (super::alert(true, &html! { p { (words.say("book-done")) } })) }
        dl class="facts" {
            dt { (words.say("book-ticket")) } dd class="number book-big" { (ticket) }
            dt { (words.say("book-dated")) } dd class="number" { (dated.format("%d/%m/%Y")) }
            dt { (words.say("book-call-at")) } dd { (desk.when(asking.wanted.slot)) }
            dt { (words.say("book-phone")) } dd { "… " (ends_in(&asking.wanted.number.e164())) }
        }
        p { (words.say("book-keep")) }
        p { a href=(desk.address("/request")) { (words.say("book-to-request")) } }
    };
    desk.page(app, StatusCode::OK, "book-booked", &body)
}
