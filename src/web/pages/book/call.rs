//! The call that speaks the code, as the page tells of it: that the telephone is about to ring and from which number, and what became of it. With a script
//! it follows by itself; without one the page is asked for again.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::{AtDesk, code, with};
use crate::store::{Asking, CodeBy, CodeCallStands};
use crate::terms::numbering;
use crate::ticket::Attempted;
use crate::web::App;
use crate::web::pages::Wrong;

/// What the page in the browser tells already.
#[derive(Deserialize)]
pub(super) struct Seen {
    #[serde(default)]
    seen: String,
}

/// `GET /book/{desk}/code/call`: how the call stands, as a part of the page; nothing where that is what it tells already, so that nobody hears it twice.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    desk: AtDesk,
    seen: Result<Query<Seen>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Wrong> {
    let Query(Seen { seen }) = seen.map_err(|_| Wrong::NotFound)?;
    let asking = code::asking(&app, &desk).await?.filter(|asking| asking.booked.is_none());
    let (Some(asking), Some(stands)) = (asking, stands(&app, &desk).await?) else {
        return Ok(html! { div id="call" {} }.into_response());
    };
    if told(stands) == seen {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(part(&desk, &asking, stands).into_response())
}

/// How the call stands that the visitor has asked for, where there is one.
pub(super) async fn stands(app: &App, desk: &AtDesk) -> Result<Option<CodeCallStands>, Wrong> {
    Ok(app.service.store().code_call_of(desk.visitor()?.page()).await?)
}

/// All that the page tells of the call; nothing where the code came by a short message.
pub(super) fn section(desk: &AtDesk, asking: &Asking, stands: Option<CodeCallStands>) -> Markup {
    let Some(stands) = stands.filter(|_| asking.wanted.way == CodeBy::Call) else { return html! {} };
    let words = desk.words();
    html! {
        div role="status" { (part(desk, asking, stands)) }
        @if goes_on(stands) {
            noscript { p { a href=(desk.address("/code")) { (words.say("book-call-look")) } } }
        }
    }
}

/// What changes while the call goes on.
fn part(desk: &AtDesk, asking: &Asking, stands: CodeCallStands) -> Markup {
    let words = desk.words();
    let from = desk.menu.callback_from.map(numbering::spaced).unwrap_or_default();
    let number = code::ends_in(&asking.wanted.number.e164());
    let told = told(stands);
    let again = goes_on(stands).then(|| with(&desk.address("/code/call"), &[("seen", told)]));
    let trigger = again.as_ref().map(|_| "every 2s");
    let swap = again.as_ref().map(|_| "outerHTML");
    html! {
        div id="call" class="alert alert-info" hx-get=[again] hx-trigger=[trigger] hx-swap=[swap] {
            p { (words.tell(told, &[("number", number.into()), ("from", from.into())])) }
        }
    }
}

/// Whether something of it may change yet.
const fn goes_on(stands: CodeCallStands) -> bool {
    match stands {
        CodeCallStands::Rings | CodeCallStands::Answered | CodeCallStands::Told => true,
        CodeCallStands::Ended(_) => false,
    }
}

/// The sentence that tells how it stands.
const fn told(stands: CodeCallStands) -> &'static str {
    match stands {
        CodeCallStands::Rings => "book-call-rings",
        CodeCallStands::Answered => "book-call-answered",
        CodeCallStands::Told | CodeCallStands::Ended(Attempted::Spoken) => "book-call-told",
        CodeCallStands::Ended(outcome) => match outcome {
            Attempted::Spoken => "book-call-told",
            Attempted::NoAnswer => "book-call-no-answer",
            Attempted::Busy => "book-call-busy",
            Attempted::Voicemail => "book-call-voicemail",
            Attempted::Refused => "book-call-refused",
            Attempted::WrongNumber => "book-call-unwanted",
            Attempted::NoOperator | Attempted::Failed => "book-call-failed",
            Attempted::Unknown => "book-call-unknown",
        },
    }
}
