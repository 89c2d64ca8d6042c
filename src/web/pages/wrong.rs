//! What goes wrong, as a page: a status, what happened in plain words, and what can be done. A handler gives a [`Wrong`]; the frame makes the
//! page of it, in the visitor's language.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::Pages;
use super::assets::icon;
use super::layout::Page;
use super::visit::Visit;
use crate::store::Fault;

/// A page that cannot be shown, or something that was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There is nothing at this address.
    NotFound,
    /// Whoever signed in may not.
    Forbidden,
    /// The form is not one of ours, or too old.
    Stale,
    /// What was sent cannot be read.
    Malformed,
    /// The store is away: nothing was written.
    Away,
    /// The store went away at the last moment: it may have been written all the same.
    Unknown,
    /// We are at fault. What happened is in the log.
    Fault,
    /// Somebody must sign in first.
    SignIn,
}

impl Wrong {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Stale => StatusCode::FORBIDDEN,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Away | Self::Unknown => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
            Self::SignIn => StatusCode::UNAUTHORIZED,
        }
    }

    /// The names of its title and its sentence.
    const fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => ("wrong-not-found", "wrong-not-found-why"),
            Self::Forbidden => ("wrong-forbidden", "wrong-forbidden-why"),
            Self::Stale => ("wrong-stale", "wrong-stale-why"),
            Self::Malformed => ("wrong-malformed", "wrong-malformed-why"),
            Self::Away => ("wrong-away", "wrong-away-why"),
            Self::Unknown => ("wrong-unknown", "wrong-unknown-why"),
            Self::Fault => ("wrong-fault", "wrong-fault-why"),
            Self::SignIn => ("wrong-sign-in", "wrong-sign-in-why"),
        }
    }

    /// The page, or where else to go.
    pub(super) fn page(&self, pages: &Pages, visit: &Visit) -> Response {
        let words = visit.words();
        let (title, why) = self.words();
        if *self == Self::SignIn && (visit.is_read() || visit.is_htmx()) {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("back", visit.page_address())
                .finish();
            let to = format!("/sign-in?{query}");
            return if visit.is_htmx() {
                (self.status(), [("hx-redirect", to)]).into_response()
            } else {
                Redirect::to(&to).into_response()
            };
        }
        if visit.is_htmx() {
            // A part of a page has a place for it: see `centralino.js`.
            let told = html! { p { strong { (words.say(title)) } " " (words.say(why)) } };
            return (
                self.status(),
                [("hx-retarget", "#messages"), ("hx-reswap", "innerHTML")],
                super::layout::alert(false, &told),
            )
                .into_response();
        }
        let page = Page::new(visit, words.say(title)).body(html! {
            p class="lead" { (words.say(why)) }
            @if *self == Self::SignIn {
                p { a class="btn btn-primary" href="/sign-in" target="_blank" { (icon("it-external-link")) " " (words.say("sign-in-again")) } }
            } @else { p { a class="btn btn-primary" href="/" { (icon("it-arrow-left")) " " (words.say("to-start")) } } }
        });
        (self.status(), page.render(pages)).into_response()
    }
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        tracing::warn!(%fault, "a page says that the store is away");
        if fault.may_stand() { Self::Unknown } else { Self::Away }
    }
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Whether whoever asks wants a page rather than a document for programs.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kinds| kinds.contains("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Language;
    use crate::web::pages::words::Words;

    #[test]
    fn nobody_reads_that_nothing_was_saved_where_that_is_not_known() {
        let told = |fault: Fault| {
            let wrong = Wrong::from(fault);
            (wrong.status().as_u16(), Language::ALL.map(|language| Words::of(language).say(wrong.words().1)))
        };
        let (status, [italian, english]) = told(Fault::Unknown(sqlx::Error::WorkerCrashed));
        assert_eq!(status, 503);
        assert!(
            !italian.contains("nulla è stato salvato") && !english.contains("nothing"),
            "{italian} {english}"
        );
        let (status, [italian, _]) = told(Fault::Busy);
        assert!(status == 503 && italian.contains("nulla è stato salvato"), "{italian}");
    }
}
