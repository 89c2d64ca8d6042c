//! What clerks change of a queue by hand: hours blocked or opened, seats added or taken away, each with a reason; and undone. None of it loses a booking:
//! those that stand where none would be made now are told, each with the way to move it.

use std::ops::Range;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;

use super::super::form::{Field, Sent};
use super::super::layout::Page;
use super::super::signed::SignedIn;
use super::super::{App, Flash, Words, Wrong, alert, gone_to};
use super::at::{At, Draft};
use super::{place, tabs};
use crate::access::Scope;
use crate::booking::What;
use crate::booking::typed::{self, Typed};
use crate::calls::NotChanged;
use crate::store::{Booking, Clerk, Deed, Recorded};
use crate::terms::numbering;

/// How many of the last changes are shown.
const SHOWN: u16 = 30;

/// What is to be changed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// Where the clerk works.
    #[serde(flatten)]
    at: Draft,
    /// `block`, `open`, `add`, `take`.
    what: String,
    from: String,
    until: String,
    seats: String,
    reason: String,
    /// The change that is to be undone.
    change: String,
}

/// Which field is wrong, and why.
type Mistake = (&'static str, String);

/// `GET /scheduler/changes`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(draft): Query<Draft>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &draft)?;
    page(&app, &signed, &at, &Wanted::default(), None).await
}

/// `POST /scheduler/changes`
pub(super) async fn make(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Sent(wanted): Sent<Wanted>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &wanted.at)?;
    let words = signed.visit.words();
    let (what, span) = match read(&app, &at, words, &wanted) {
        Ok(read) => read,
        Err(mistake) => return page(&app, &signed, &at, &wanted, Some(mistake)).await,
    };
    let by = Clerk { actor: &signed.user.name, reason: &wanted.reason, asked: None, now: app.service.now() };
    let mistake = match app.service.change_slots(&at.menu, &at.queue, what, span, by).await {
        Ok(made) => {
            let flash = Flash::done("changed").with("displaced", made.displaced.len().to_string());
            return Ok(gone_to(&app, &at.address("/scheduler/changes", &[]), &flash));
        }
        Err(NotChanged::Reason) => ("reason", words.say("change-needs-reason")),
        Err(NotChanged::Span) => ("until", words.say("change-span")),
        Err(NotChanged::Past) => ("from", words.say("when-past")),
        Err(NotChanged::Seats) => ("seats", words.say("change-seats")),
        Err(NotChanged::Unknown | NotChanged::Before | NotChanged::TooLate) => return Err(Wrong::NotFound),
        Err(NotChanged::Store(fault)) => return Err(fault.into()),
    };
    page(&app, &signed, &at, &wanted, Some(mistake)).await
}

/// `POST /scheduler/changes/undo`
pub(super) async fn undo(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Sent(wanted): Sent<Wanted>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &wanted.at)?;
    let id = wanted.change.trim().parse().map_err(|_| Wrong::NotFound)?;
    let reason = signed.visit.words().say("change-undone-here");
    let reason = Draft::said(&wanted.reason).unwrap_or(&reason);
    let by = Clerk { actor: &signed.user.name, reason, asked: None, now: app.service.now() };
    let flash = match app.service.undo_change(&at.menu, id, by).await {
        Ok(_) => Flash::done("change-undone"),
        Err(NotChanged::Before) => Flash::not_done("change-undone-before"),
        Err(NotChanged::TooLate) => Flash::not_done("week-too-late"),
        Err(NotChanged::Store(fault)) => return Err(fault.into()),
        Err(
            NotChanged::Unknown
            | NotChanged::Span
            | NotChanged::Past
            | NotChanged::Seats
            | NotChanged::Reason,
        ) => {
            return Err(Wrong::NotFound);
        }
    };
    Ok(gone_to(&app, &at.address("/scheduler/changes", &[]), &flash))
}

/// What the form says, or which field of it cannot be read.
fn read(app: &App, at: &At, words: Words, wanted: &Wanted) -> Result<(What, Range<DateTime<Utc>>), Mistake> {
    let seats = || wanted.seats.trim().parse::<u16>().map_err(|_| ("seats", words.say("change-seats")));
    let what = match wanted.what.as_str() {
        "open" if wanted.seats.trim().is_empty() => What::Opened(None),
        "open" => What::Opened(Some(seats()?)),
        "add" => What::Seats(seats()?.try_into().map_err(|_| ("seats", words.say("change-seats")))?),
        "take" => What::Seats(
            seats()?.try_into().map(|seats: i16| -seats).map_err(|_| ("seats", words.say("change-seats")))?,
        ),
        _ => What::Blocked,
    };
    let from = moment(app, at, words, "from", &wanted.from)?;
    // `12:00` alone is the same day's.
    let until = wanted.until.trim();
    let alone = until.len() <= 5 && until.starts_with(|sign: char| sign.is_ascii_digit());
    let until = if alone {
        format!("{} {until}", from.start.with_timezone(&at.menu.zone).format("%-d/%-m/%Y"))
    } else {
        until.to_owned()
    };
    let until = match Draft::said(&until) {
        Some(until) => moment(app, at, words, "until", until)?.start,
        None => from.end,
    };
    Ok((what, from.start..until))
}

/// A moment as it was typed, with the end of the span that is meant where nothing else is typed: a part of a day, or the rest of its day.
fn moment(
    app: &App,
    at: &At,
    words: Words,
    field: &'static str,
    text: &str,
) -> Result<Range<DateTime<Utc>>, Mistake> {
    let now = app.service.now();
    let its_day = |moment| moment..crate::booking::span_of(at.menu.zone, at.day(moment)).end;
    match typed::read(text, at.menu.zone, now) {
        Ok(Typed::At(moment)) => Ok(its_day(moment)),
        Ok(Typed::Within { from, until }) => Ok(from..until),
        Ok(Typed::Soonest) => Ok(its_day(now)),
        Err(fault) => {
            let shown: Vec<_> = fault
                .choices()
                .iter()
                .map(|choice| typed::printed(*choice, at.menu.zone, now, words.language()))
                .collect();
            let told = super::pick::sentence(words, &fault);
            Err((field, if shown.is_empty() { told } else { format!("{told} {}", shown.join(" / ")) }))
        }
    }
}

async fn page(
    app: &App,
    signed: &SignedIn,
    at: &At,
    wanted: &Wanted,
    mistake: Option<Mistake>,
) -> Result<Response, Wrong> {
    let words = signed.visit.words();
    let store = app.service.store();
    let history = store.change_history(&at.menu.desk, Some(&at.queue.name), None, SHOWN).await?;
    let now = app.service.now();
    let displaced = app.service.displaced(&at.menu, &at.queue, now..now + at.queue.ahead).await?;
    let body = html! {
        (tabs(signed, at, "/scheduler/changes"))
        (place(signed, at, app, "/scheduler/changes"))
        @if let Some((_, why)) = &mistake { div role="alert" { (alert(false, &html! { p { (why) } })) } }
        div class="scheduler" {
            (form(signed, at, words, wanted, mistake.as_ref()))
            div {
                @if !displaced.is_empty() { (stranded(signed, at, words, &displaced, now)) }
                h2 { (words.say("change-history")) }
                @if history.is_empty() { p { (words.say("change-none")) } }
                ul class="requests" { @for entry in &history { li { (line(signed, at, words, entry, now)) } } }
            }
        }
    };
    let page = Page::new(&signed.visit, words.say("changes"))
        .below(words.say("scheduler"), at.address("/scheduler", &[]));
    Ok(page.own("scheduler").wide().body(body).render(&app.pages).into_response())
}

fn form(signed: &SignedIn, at: &At, words: Words, wanted: &Wanted, mistake: Option<&Mistake>) -> Markup {
    let wrong = |name: &str| mistake.filter(|(field, _)| *field == name).map(|(_, why)| why.as_str());
    let (from, until) = (words.say("change-from"), words.say("change-until"));
    let (seats, reason) = (words.say("change-how-many"), words.say("change-reason"));
    let (from_hint, until_hint, seats_hint) =
        (words.say("change-from-hint"), words.say("change-until-hint"), words.say("change-how-many-hint"));
    let field = |name, label, value, hint, required| {
        Field {
            name,
            label,
            value,
            hint,
            wrong: wrong(name),
            autocomplete: Some("off"),
            is_required: required,
            is_first: wrong(name).is_some(),
            ..Field::default()
        }
        .show()
    };
    html! {
        form method="post" action=(at.address("/scheduler/changes", &[])) {
            h2 { (words.tell("change-of", &[("queue", at.title(words.language()).into())])) }
            (signed.visit.token_field()) (at.fields())
            div class="field" {
                label for="what" { (words.say("change-what")) }
                select id="what" name="what" {
                    @for (value, name) in [("block", "change-block"), ("open", "change-open"), ("add", "change-add"), ("take", "change-take")] {
                        option value=(value) selected[wanted.what == value] { (words.say(name)) }
                    }
                }
            }
            (field("from", &from, &wanted.from, Some(from_hint.as_str()), true))
            (field("until", &until, &wanted.until, Some(until_hint.as_str()), false))
            (field("seats", &seats, &wanted.seats, Some(seats_hint.as_str()), false))
            (field("reason", &reason, &wanted.reason, None, true))
            button type="submit" class="btn btn-primary" { (words.say("change-make")) }
        }
    }
}

/// Callbacks that stand where none would be booked now.
fn stranded(signed: &SignedIn, at: &At, words: Words, displaced: &[Booking], now: DateTime<Utc>) -> Markup {
    let language = words.language();
    html! {
        h2 { (words.say("change-displaced")) }
        ul class="requests" {
            @for booking in displaced {
                @let ticket = booking.ticket.value().to_string();
                @let number = numbering::spaced(booking.number);
                li {
                    strong class="number" { (booking.ticket) } " " (at.moment(booking.slot.start, now, language)) ", "
                    span class="number" { (number) } " "
                    @if signed.may(Scope::BookingsWrite) {
                        a class="btn btn-xs btn-outline-primary" href=(at.address("/scheduler", &[("moving", &ticket)])) {
                            (words.say("known-move")) span class="visually-hidden" { " " (booking.ticket) }
                        }
                    }
                }
            }
        }
    }
}

fn line(signed: &SignedIn, at: &At, words: Words, entry: &Recorded, now: DateTime<Utc>) -> Markup {
    let language = words.language();
    let what = match entry.deed {
        Deed::Changes(What::Blocked) => words.say("change-block"),
        Deed::Changes(What::Opened(_)) => words.say("change-open"),
        Deed::Changes(What::Seats(seats)) if seats > 0 => {
            words.tell("change-added", &[("seats", seats.into())])
        }
        Deed::Changes(What::Seats(seats)) => {
            words.tell("change-taken", &[("seats", seats.unsigned_abs().into())])
        }
        Deed::WaivesNotice => words.say("change-waived"),
        Deed::Undoes(_) => words.say("change-undoes"),
    };
    let can_undo = entry.undone.is_none() && !matches!(entry.deed, Deed::Undoes(_)) && entry.span.end > now;
    html! {
        strong { (what) } " " (at.moment(entry.span.start, now, language)) " – " (at.moment(entry.span.end, now, language)) br;
        (entry.reason) " (" (entry.actor) ", " (at.moment(entry.at, now, language)) ")"
        @if entry.undone.is_some() { " " em { (words.say("change-was-undone")) } }
        @if can_undo {
            form method="post" action="/scheduler/changes/undo" class="actions" {
                (signed.visit.token_field()) (at.fields())
                input type="hidden" name="change" value=(entry.id);
                button type="submit" class="btn btn-xs btn-outline-primary" { (words.say("change-undo")) span class="visually-hidden" { " " (what) " " (at.moment(entry.span.start, now, language)) } }
            }
        }
    }
}
