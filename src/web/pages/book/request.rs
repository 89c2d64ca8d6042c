//! A request by its number and its date: how it stands, and what its user may do: remind, move the callback, cancel it. Each step brings number and date
//! again, in the body of its form; wrong ones are counted in the store, by number, by browser and by address.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use ring::digest::{SHA256, digest};
use serde::Deserialize;

use super::super::chance;
use super::{AtDesk, alert, not_done, written};
use crate::booking::Slot;
use crate::calls::{NotMoved, Opening};
use crate::menu::model::Queue;
use crate::notify::long_date;
use crate::store::{By, Quote, Quoted, Tell, Ticket, Told, Trier, Trying};
use crate::ticket::{DayAndMonth, Event, Refused, State as Standing, TicketNumber};
use crate::web::App;
use crate::web::pages::Wrong;
use crate::web::pages::form::{Field, Sent};

/// How many other times are offered for a move.
const OFFERED: usize = 60;

/// What is to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Act {
    #[default]
    Look,
    Remind,
    Cancel,
    Move,
}

/// The form as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    number: String,
    date: String,
    act: Act,
    /// To when it is moved.
    start: Option<DateTime<Utc>>,
    /// Which form it was: sent again it does nothing more.
    form: String,
}

/// Who does it, in histories.
const PAGE: By<'_> = By { actor: "page", note: None, asked: None, seen: None, tell: None };

/// `GET /book/{desk}/request`.
pub(super) async fn show(State(app): State<Arc<App>>, desk: AtDesk) -> Response {
    desk.page(&app, StatusCode::OK, "book-request", &quote_form(&desk, &Asked::default(), None))
}

/// `POST /book/{desk}/request`.
pub(super) async fn act(
    State(app): State<Arc<App>>,
    desk: AtDesk,
    Sent(asked): Sent<Asked>,
) -> Result<Response, Wrong> {
    match done(&app, &desk, &asked).await {
        Err(Wrong::Away) => {
            let body = quote_form(&desk, &asked, Some(&desk.words().say("book-away")));
            Ok(desk.page(&app, StatusCode::SERVICE_UNAVAILABLE, "book-request", &body))
        }
        done => done,
    }
}

async fn done(app: &App, desk: &AtDesk, asked: &Asked) -> Result<Response, Wrong> {
    let quote = quote(desk, asked)?;
    // Who left something out, or mistyped so that it can be no request's, has guessed nothing.
    if quote.ticket.is_none() || quote.date.is_none() {
        let body = quote_form(desk, asked, Some(&desk.words().say("book-not-quoted")));
        return Ok(desk.page(app, StatusCode::UNPROCESSABLE_ENTITY, "book-request", &body));
    }
    let words = desk.words();
    let (status, told, later) = match app.service.store().quoted(&desk.menu.desk, &quote).await? {
        Quoted::Ticket(ticket) => return acted(app, desk, asked, ticket).await,
        Quoted::Wrong => (StatusCode::NOT_FOUND, words.say("book-not-found"), None),
        Quoted::TooMany { wait } => {
            let seconds = wait.num_seconds().max(1);
            let minutes = [("minutes", ((seconds + 59) / 60).into())];
            (StatusCode::TOO_MANY_REQUESTS, words.tell("book-too-many-tries", &minutes), Some(seconds))
        }
    };
    let mut page = desk.page(app, status, "book-request", &quote_form(desk, asked, Some(&told)));
    if let Some(seconds) = later {
        page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(page)
}

fn quote(desk: &AtDesk, asked: &Asked) -> Result<Quote, Wrong> {
    let number: Option<TicketNumber> = asked.number.trim().parse().ok();
    let visitor = desk.visitor()?;
    let browser = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, visitor.secret));
    Ok(Quote {
        ticket: number,
        date: date(&asked.date).map(DayAndMonth::on),
        trying: Trying {
            by: Trier::Page(browser),
            code: number.map(|number| number.value().to_string()),
            // Whoever comes without a cookie each time is counted by where they come from.
            number: Some(format!("address/{}", visitor.address)),
        },
    })
}

/// A date as a browser's own field sends it, or as people write it.
fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

async fn acted(app: &App, desk: &AtDesk, asked: &Asked, ticket: TicketNumber) -> Result<Response, Wrong> {
    let before = app.service.store().ticket(&desk.menu.desk, ticket).await?.ok_or(Wrong::NotFound)?;
    let (status, told) = match asked.act {
        Act::Look => (StatusCode::OK, None),
        Act::Remind => remind(app, desk, asked, ticket).await?,
        Act::Cancel => {
            // Also where it was given up in another window.
            let (done, too_late) = if before.in_turn() {
                ("book-given-up", "book-turn-came")
            } else {
                ("book-cancelled", "book-too-late")
            };
            moved(app.service.cancel_at_counter(&desk.menu, ticket, PAGE).await.map(|()| done), too_late)?
        }
        Act::Move => {
            let start = asked.start.ok_or(Wrong::Malformed)?;
            moved(
                app.service
                    .move_at_counter(&desk.menu, ticket, start, PAGE, None)
                    .await
                    .map(|_| "book-moved"),
                "book-too-late",
            )?
        }
    };
    let ticket = app.service.store().ticket(&desk.menu.desk, ticket).await?.ok_or(Wrong::NotFound)?;
    let body = standing(app, desk, asked, &ticket, told).await?;
    Ok(desk.page(app, status, "book-request", &body))
}

/// What was done or not, by the name of its sentence.
type Said = (StatusCode, Option<(bool, &'static str)>);

fn moved(done: Result<&'static str, NotMoved>, too_late: &'static str) -> Result<Said, Wrong> {
    let refused = match done {
        Ok(told) => return Ok((StatusCode::OK, Some((true, told)))),
        Err(NotMoved::Store(fault)) => return Err(fault.into()),
        Err(NotMoved::Unknown) => return Err(Wrong::NotFound),
        Err(NotMoved::TooLate | NotMoved::NotAsSeen) => too_late,
        Err(NotMoved::Full | NotMoved::NoSlot) => "book-taken",
    };
    Ok((StatusCode::CONFLICT, Some((false, refused))))
}

async fn remind(app: &App, desk: &AtDesk, asked: &Asked, ticket: TicketNumber) -> Result<Said, Wrong> {
    let told = |ticket: &Ticket| app.service.posts(&desk.menu, ticket);
    let form = format!("page/{}/{}", ticket.value(), asked.form);
    let by = By {
        actor: "page",
        asked: (!asked.form.is_empty()).then_some(form.as_str()),
        tell: Some(Tell(&told)),
        ..By::default()
    };
    let (now, lapse) = (app.service.now(), desk.menu.tickets.lapse);
    let store = app.service.store();
    Ok(match store.happens(&desk.menu.desk, ticket, Event::Reminded, by, lapse, now).await? {
        Told::Done(_) => (StatusCode::OK, Some((true, "book-reminded"))),
        Told::Refused(Refused::Closed) => (StatusCode::CONFLICT, Some((false, "book-closed"))),
        Told::Refused(_) | Told::GoneOn => (StatusCode::CONFLICT, Some((false, "book-not-reminded"))),
        Told::NoTicket => return Err(Wrong::NotFound),
    })
}

async fn standing(
    app: &App,
    desk: &AtDesk,
    asked: &Asked,
    ticket: &Ticket,
    told: Option<(bool, &'static str)>,
) -> Result<Markup, Wrong> {
    let words = desk.words();
    let now = app.service.now();
    let state = ticket.life.state_at(now, desk.menu.tickets.lapse);
    let callback = callback(desk, ticket).filter(|(_, slot)| slot.start > now);
    let others = match &callback {
        Some((queue, slot)) => {
            let openings = app.service.openings(&desk.menu, queue, now, None).await?;
            openings
                .into_iter()
                .filter(|opening| opening.free > 0 && opening.slot != *slot)
                .take(OFFERED)
                .collect()
        }
        None => Vec::new(),
    };
    let open = !matches!(state, Standing::Closed);
    Ok(html! {
        @match told {
            Some((true, done)) => { div role="status" { (alert(true, &html! { p { (words.say(done)) } })) } }
            Some((false, why)) => { (not_done(&words.say(why))) }
            None => {}
        }
        dl class="facts" {
            dt { (words.say("book-ticket")) } dd class="number book-big" { (ticket.ticket) }
            dt { (words.say("book-dated")) } dd class="number" { (ticket.dated.format("%d/%m/%Y")) }
            dt { (words.say("book-state")) } dd { (words.say(state_name(state))) }
            @if let Some((_, slot)) = &callback { dt { (words.say("book-call-at")) } dd { (desk.when(*slot)) } }
            @if ticket.life.turn.is_some() { dt { (words.say("book-call-at")) } dd { (words.say("book-in-turn")) } }
            @if let Some(at) = ticket.life.reminded {
                dt { (words.say("book-reminded-at")) } dd { (desk.local(at).format("%d/%m/%Y %H:%M")) }
            }
        }
        @if open { (button(desk, asked, "remind", &words.say("book-remind"), "btn-primary")) }
        @if callback.is_some() {
            details class="book-day" { summary { h2 { (words.say("book-move")) } } (move_form(desk, asked, &others)) }
            details class="book-day" {
                summary { h2 { (words.say("book-cancel")) } }
                p { (words.say("book-cancel-sure")) }
                (button(desk, asked, "cancel", &words.say("book-cancel-yes"), "btn-danger"))
            }
        }
        @if ticket.life.turn.is_some() {
            details class="book-day" {
                summary { h2 { (words.say("book-give-up")) } }
                p { (words.say("book-give-up-sure")) }
                (button(desk, asked, "cancel", &words.say("book-give-up-yes"), "btn-danger"))
            }
        }
        p class="mt-4" { a href=(desk.address("")) { (words.say("book-another")) } }
    })
}

const fn state_name(state: Standing) -> &'static str {
    match state {
        Standing::Opened => "book-state-opened",
        Standing::TakenInCharge => "book-state-taken-in-charge",
        Standing::Waiting => "book-state-waiting",
        Standing::Closed => "book-state-closed",
        Standing::Reopened => "book-state-reopened",
        Standing::Lapsed => "book-state-lapsed",
    }
}

/// The callback that is booked for a request, with its queue.
fn callback<'a>(desk: &'a AtDesk, ticket: &Ticket) -> Option<(&'a Queue, Slot)> {
    let start = ticket.life.callback?;
    let queue = desk.queue(Some(ticket.queue.as_deref()?))?;
    Some((queue, Slot { start, end: start.checked_add_signed(queue.length)? }))
}

/// A name for a form, so that what it does is done once.
fn form_name() -> String {
    // Without chance two reminders of one second count as one.
    chance::name().unwrap_or_default()
}

/// Number and date as a next step brings them again.
fn quoted_again(desk: &AtDesk, asked: &Asked, act: &str) -> Markup {
    html! {
        (desk.visit.token_field())
        input type="hidden" name="number" value=(asked.number.trim());
        input type="hidden" name="date" value=(asked.date.trim());
        input type="hidden" name="act" value=(act);
        input type="hidden" name="form" value=(form_name());
    }
}

fn button(desk: &AtDesk, asked: &Asked, act: &str, told: &str, look: &str) -> Markup {
    html! {
        form method="post" action=(desk.address("/request")) {
            (quoted_again(desk, asked, act))
            button class=(format!("btn {look}")) type="submit" { (told) }
        }
    }
}

fn move_form(desk: &AtDesk, asked: &Asked, others: &[Opening]) -> Markup {
    let words = desk.words();
    html! {
        @if others.is_empty() { p { (words.say("book-none")) } } @else {
            form class="narrow" method="post" action=(desk.address("/request")) {
                (quoted_again(desk, asked, "move"))
                div class="field" {
                    label for="start" { (words.say("book-move-to")) }
                    select id="start" name="start" {
                        @for opening in others { option value=(written(opening.slot.start)) { (at_time(desk, opening.slot)) } }
                    }
                }
                button class="btn btn-primary" type="submit" { (words.say("book-move-yes")) }
            }
        }
    }
}

/// `martedì 24 novembre 2026, 15:00`: as much as a phone shows in one line.
fn at_time(desk: &AtDesk, slot: Slot) -> String {
    let start = desk.local(slot.start);
    format!("{}, {}", long_date(start, desk.words().language()), start.format("%H:%M"))
}

fn quote_form(desk: &AtDesk, asked: &Asked, told: Option<&str>) -> Markup {
    let words = desk.words();
    html! {
        @if let Some(told) = told { (not_done(told)) }
        p { (words.say("book-request-why")) }
        form class="narrow" method="post" action=(desk.address("/request")) novalidate {
            (desk.visit.token_field())
            (Field {
                name: "number", label: &words.say("book-ticket"), value: asked.number.trim(), hint: Some(&words.say("book-ticket-hint")),
                inputmode: Some("numeric"), autocomplete: Some("off"), is_required: true, is_first: true, ..Field::default()
            }.show())
            (Field {
                name: "date", label: &words.say("book-dated"), value: asked.date.trim(), kind: Some("date"), hint: Some(&words.say("book-dated-hint")),
                autocomplete: Some("off"), is_required: true, ..Field::default()
            }.show())
            button class="btn btn-primary" type="submit" { (words.say("book-look")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_browsers_and_people_write_it() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24);
        for text in ["2026-11-24", "24/11/2026", " 24.11.2026 ", "24-11-2026"] {
            assert_eq!(date(text), day, "{text}");
        }
        for text in ["", "24/11", "31/02/2026", "11/24/2026x"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
