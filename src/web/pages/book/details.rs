//! Whom to call: the number, the language, and what else people want to say of themselves. What was typed stays where something is wrong with it, also
//! while the store is away.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;

use super::{AtDesk, choose, not_done, with, written};
use crate::booking::{Barred, NotCallable, Slot};
use crate::calls::{NotAsked, NotBooked};
use crate::menu::model::Queue;
use crate::store::Introduction;
use crate::terms::{Language, unwritable};
use crate::web::App;
use crate::web::pages::Wrong;
use crate::web::pages::form::{Field, Sent};

/// The longest name and mailbox; characters.
const LONGEST: usize = 120;

#[derive(Deserialize)]
pub(super) struct About {
    queue: String,
    start: DateTime<Utc>,
}

/// `GET /book/{desk}/details`.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    desk: AtDesk,
    asked: Result<Query<About>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Wrong> {
    let Ok(Query(about)) = asked else { return Ok(Redirect::to(&desk.address("")).into_response()) };
    let queue = desk.queue(Some(&about.queue)).ok_or(Wrong::NotFound)?;
    let language = desk.words().language();
    let spoken = if desk.menu.languages.contains(&language) {
        Some(language)
    } else {
        desk.menu.languages.first().copied()
    };
    let typed = Typed {
        queue: about.queue.clone(),
        start: about.start,
        language: spoken.map(|language| language.code().to_owned()).unwrap_or_default(),
        ..Typed::default()
    };
    Ok(desk.page(&app, StatusCode::OK, "book-who", &form(&app, &desk, queue, &typed, &Faults::default())))
}

/// The form as it was sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    queue: String,
    start: DateTime<Utc>,
    phone: String,
    language: String,
    name: String,
    email: String,
    /// How the code is to come.
    by: String,
}

/// What is wrong with it: names of sentences.
#[derive(Default)]
struct Faults {
    all: Option<&'static str>,
    phone: Option<&'static str>,
    name: Option<&'static str>,
    email: Option<&'static str>,
}

/// `POST /book/{desk}/details`.
pub(super) async fn ask(
    State(app): State<Arc<App>>,
    desk: AtDesk,
    Sent(typed): Sent<Typed>,
) -> Result<Response, Wrong> {
    let queue = desk.queue(Some(&typed.queue)).ok_or(Wrong::NotFound)?;
    let again = |status, faults: &Faults| {
        Ok(desk.page(&app, status, "book-who", &form(&app, &desk, queue, &typed, faults)))
    };
    let language =
        Language::from_code(&typed.language).filter(|language| desk.menu.languages.contains(language));
    let language = language.ok_or(Wrong::Malformed)?;
    let (name, email) = (typed.name.trim(), typed.email.trim());
    let faults = Faults {
        phone: typed.phone.trim().is_empty().then_some("book-phone-missing"),
        name: (!fits(name)).then_some("book-name-wrong"),
        email: (!email.is_empty() && !is_mailbox(email)).then_some("book-email-wrong"),
        all: None,
    };
    if faults.phone.or(faults.name).or(faults.email).is_some() {
        return again(StatusCode::UNPROCESSABLE_ENTITY, &faults);
    }
    let some = |text: &'static str| text;
    let who = Introduction { name: filled(name), email: filled(email), note: None };
    let asked = app
        .service
        .ask(
            desk.visitor()?,
            &desk.menu,
            queue,
            typed.start,
            typed.phone.trim(),
            (language, who, desk.wish(&typed.by)),
        )
        .await;
    match asked {
        // The code of a moment ago is on its way.
        Ok(()) | Err(NotAsked::TooSoon) => Ok(Redirect::to(&desk.address("/code")).into_response()),
        Err(NotAsked::Booking(NotBooked::Full | NotBooked::NoSlot)) => {
            choose::taken(&app, &desk, queue, typed.start, "/pick").await
        }
        Err(NotAsked::Booking(NotBooked::Store(fault))) => {
            tracing::warn!(%fault, "a page says that the store is away");
            again(
                StatusCode::SERVICE_UNAVAILABLE,
                &Faults { all: Some(some("book-away")), ..Faults::default() },
            )
        }
        Err(refused) => {
            let phone = Some(why(&refused));
            again(StatusCode::UNPROCESSABLE_ENTITY, &Faults { phone, ..Faults::default() })
        }
    }
}

/// Why a number is refused.
fn why(refused: &NotAsked) -> &'static str {
    match refused {
        NotAsked::Booking(NotBooked::Number(NotCallable::NoNumber(_))) => "book-phone-wrong",
        NotAsked::Booking(NotBooked::Number(NotCallable::Country)) => "book-phone-country",
        NotAsked::Booking(NotBooked::Number(NotCallable::Kind(_)) | NotBooked::Barred(Barred::Denied)) => {
            "book-phone-kind"
        }
        NotAsked::Booking(NotBooked::Barred(Barred::TooOften)) | NotAsked::TooOften | NotAsked::TooSoon => {
            "book-too-often"
        }
        NotAsked::Booking(NotBooked::TooMany) => "book-too-many",
        NotAsked::NoWay => "book-phone-no-way",
        NotAsked::Late => "book-call-hours",
        NotAsked::Booking(
            NotBooked::Full
            | NotBooked::NoSlot
            | NotBooked::Reason
            | NotBooked::Code(_)
            | NotBooked::Customer
            | NotBooked::Store(_),
        ) => "book-away",
    }
}

fn form(app: &App, desk: &AtDesk, queue: &Queue, typed: &Typed, faults: &Faults) -> Markup {
    let words = desk.words();
    let said = |id: Option<&'static str>| id.map(|id| words.say(id));
    let (phone, name, email) = (said(faults.phone), said(faults.name), said(faults.email));
    let ways = Ways { texts: app.service.ways().sms, calls: app.service.can_call(&desk.menu) };
    let end = typed.start.checked_add_signed(queue.length).unwrap_or(typed.start);
    let slot = Slot { start: typed.start, end };
    // So that the page in the other language is of the same slot.
    let action = with(&desk.address("/details"), &[("queue", &queue.name), ("start", &written(typed.start))]);
    html! {
        @if let Some(told) = said(faults.all) { (not_done(&told)) }
        p class="book-picked" {
            strong { (desk.when(slot)) } " · "
            a href=(with(&desk.address(""), &[("queue", &queue.name)])) { (words.say("book-other-time")) }
        }
        p { (words.say("book-held")) }
        form class="narrow" method="post" action=(action) novalidate {
            (desk.visit.token_field())
            input type="hidden" name="queue" value=(queue.name);
            input type="hidden" name="start" value=(written(typed.start));
            (Field {
                name: "phone", label: &words.say("book-phone"), value: &typed.phone, kind: Some("tel"), hint: Some(&words.say(ways.hint())),
                wrong: phone.as_deref(), autocomplete: Some("tel"), inputmode: Some("tel"), is_required: true, is_first: true,
            }.show())
            @if ways.texts && ways.calls { (choice(desk, &typed.by)) }
            @if desk.menu.languages.len() > 1 { (languages(desk, &typed.language)) } @else { input type="hidden" name="language" value=(typed.language); }
            (Field {
                name: "name", label: &words.say("book-name"), value: &typed.name, wrong: name.as_deref(), autocomplete: Some("name"), ..Field::default()
            }.show())
            (Field {
                name: "email", label: &words.say("book-email"), value: &typed.email, kind: Some("email"), hint: Some(&words.say("book-email-hint")),
                wrong: email.as_deref(), autocomplete: Some("email"), inputmode: Some("email"), ..Field::default()
            }.show())
            p class="form-text" {
                (desk.menu.written(desk.menu.privacy, words.language())) " "
                a href="/notes/privacy" { (words.say("privacy")) }
            }
            button class="btn btn-primary" type="submit" { (words.say(ways.button())) }
        }
    }
}

/// How codes can be brought to telephones here.
#[derive(Clone, Copy)]
struct Ways {
    /// By short message, to mobiles.
    texts: bool,
    /// By a call.
    calls: bool,
}

impl Ways {
    const fn hint(self) -> &'static str {
        match (self.texts, self.calls) {
            (true, true) => "book-phone-hint-both",
            (false, true) => "book-phone-hint-call",
            (_, false) => "book-phone-hint",
        }
    }

    const fn button(self) -> &'static str {
        match (self.texts, self.calls) {
            (true, true) => "book-get-code",
            (false, true) => "book-call-code",
            (_, false) => "book-send-code",
        }
    }
}

/// By short message or by a call: a landline is called, whatever is chosen.
fn choice(desk: &AtDesk, chosen: &str) -> Markup {
    let words = desk.words();
    html! {
        fieldset class="field" {
            legend { (words.say("book-by")) }
            p id="by-hint" class="form-text" { (words.say("book-by-hint")) }
            @for (by, name) in [("sms", "book-by-sms"), ("call", "book-by-call")] {
                @let id = format!("by-{by}");
                div class="choice" {
                    input type="radio" id=(id) name="by" value=(by) aria-describedby="by-hint" checked[(by == "call") == (chosen == "call")];
                    label for=(id) { (words.say(name)) }
                }
            }
        }
    }
}

fn languages(desk: &AtDesk, chosen: &str) -> Markup {
    let words = desk.words();
    html! {
        div class="field" {
            label for="language" { (words.say("book-language")) }
            select id="language" name="language" {
                @for language in &desk.menu.languages {
                    @let name = match language { Language::It => "Italiano", Language::En => "English" };
                    option value=(language.code()) lang=(language.code()) selected[language.code() == chosen] { (name) }
                }
            }
        }
    }
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn fits(text: &str) -> bool {
    text.chars().count() <= LONGEST && unwritable(text).is_none() && !text.contains(['\t', '\n', '\r'])
}

/// Whether it can be a mailbox: whether it is one, only a letter to it would tell.
fn is_mailbox(text: &str) -> bool {
    fits(text) && text.parse::<lettre::Address>().is_ok()
}
