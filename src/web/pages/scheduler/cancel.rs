//! Cancelling a callback: asked first, since whoever waits for it is told at once that it will not come. What is asked is what is cancelled: if a
//! colleague has changed it meanwhile, it is asked again.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::html;

use super::super::form::Sent;
use super::super::layout::Page;
use super::super::signed::SignedIn;
use super::super::{App, Flash, Wrong, alert, gone_to};
use super::at::{At, Draft};
use super::tabs;
use crate::access::Scope;
use crate::calls::NotMoved;
use crate::store::By;
use crate::terms::numbering;
use crate::ticket::TicketNumber;

/// `GET /scheduler/cancel`
pub(super) async fn ask(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(draft): Query<Draft>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &draft)?;
    asked(&app, &signed, &at, draft.ticket()?, false).await
}

/// `POST /scheduler/cancel`
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Sent(draft): Sent<Draft>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &draft)?;
    let ticket = draft.ticket()?;
    // A form that does not say what was seen has asked nobody.
    let Some(seen) = draft.seen() else { return asked(&app, &signed, &at, ticket, false).await };
    let by = By { actor: &signed.user.name, seen: Some(seen), ..By::default() };
    let booking = app.service.store().booking(&at.menu.desk, ticket, None).await?;
    let done = if booking.is_some_and(|booking| booking.is_kept_place) { "given-up" } else { "cancelled" };
    let flash = match app.service.cancel_at_counter(&at.menu, ticket, by).await {
        Ok(()) => Flash::done(done).with("ticket", ticket.to_string()),
        Err(NotMoved::NotAsSeen) => return asked(&app, &signed, &at, ticket, true).await,
        Err(NotMoved::TooLate | NotMoved::Full | NotMoved::NoSlot) => Flash::not_done("week-too-late"),
        Err(NotMoved::Unknown) => return Err(Wrong::NotFound),
        Err(NotMoved::Store(fault)) => return Err(fault.into()),
    };
    Ok(gone_to(&app, &at.address("/scheduler", &[]), &flash))
}

/// The question, with the callback or the kept place as it stands; `again`, where it is no longer as it was asked before.
async fn asked(
    app: &App,
    signed: &SignedIn,
    at: &At,
    ticket: TicketNumber,
    again: bool,
) -> Result<Response, Wrong> {
    let (words, now) = (signed.visit.words(), app.service.now());
    let found = app.service.store().booking_as_seen(&at.menu.desk, ticket).await?;
    let (booking, version) = found.ok_or(Wrong::NotFound)?;
    let is_place = booking.is_kept_place;
    if booking.cancelled.is_some() || (booking.slot.start <= now && !is_place) {
        let flash = Flash::not_done("week-too-late");
        return Ok(gone_to(app, &at.address("/scheduler", &[]), &flash));
    }
    let moment = at.moment(booking.slot.start, now, words.language());
    let [title, sure, told, do_it] = if is_place {
        ["give-up", "give-up-sure", "give-up-told", "give-up-do"]
    } else {
        ["cancel", "cancel-sure", "cancel-told", "cancel-do"]
    };
    let body = html! {
        (tabs(signed, at, "/scheduler"))
        @if again { div role="alert" { (alert(false, &html! { p { (words.say("cancel-gone-on")) } })) } }
        p class="lead" {
            (words.tell(sure, &[("ticket", ticket.to_string().into()), ("moment", moment.into())]))
            " " span class="number" { (numbering::spaced(booking.number)) }
        }
        p { (words.say(told)) }
        form method="post" action=(at.address("/scheduler/cancel", &[("ticket", &ticket.value().to_string())])) class="inline" {
            (signed.visit.token_field()) (at.fields())
            input type="hidden" name="ticket" value=(ticket.value());
            input type="hidden" name="seen" value=(version);
            button id="cancel-it" type="submit" class="btn btn-danger" autofocus { (words.say(do_it)) } " "
            a class="btn btn-outline-primary" href=(at.address("/scheduler", &[])) { (words.say("pick-not-moving")) }
        }
    };
    let page = Page::new(&signed.visit, words.say(title))
        .below(words.say("scheduler"), at.address("/scheduler", &[]));
    let status = if again { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok((status, page.own("scheduler").body(body).render(&app.pages)).into_response())
}
