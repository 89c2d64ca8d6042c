//! `/account`: who one is here, another password, and an end to all of one's sessions.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;

use super::client::Client;
use super::form::{Field, Sent};
use super::layout::Page;
use super::sign_in::{Looked, begin, look, signed_out};
use super::signed::SignedIn;
use super::words::Words;
use super::wrong::Wrong;
use super::{App, Flash, hashing};
use crate::access::Role;
use crate::access::password::{PasswordFault, SHORTEST};

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/account", get(show))
        .route("/account/password", post(change))
        .route("/account/sign-out-everywhere", post(end_all))
}

#[derive(Deserialize)]
struct Passwords {
    #[serde(default)]
    current: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

/// A form with a button alone.
#[derive(Deserialize)]
struct Nothing {}

/// Which field is wrong, and why.
type Mistake = (&'static str, String);

async fn show(State(app): State<Arc<App>>, signed: SignedIn) -> Markup {
    page(&app, &signed, None)
}

fn page(app: &App, signed: &SignedIn, mistake: Option<&Mistake>) -> Markup {
    let (visit, words) = (&signed.visit, signed.visit.words());
    let body = html! {
        dl class="facts" {
            dt { (words.say("account-name")) } dd { (signed.user.name) }
            dt { (words.say("account-role")) } dd { (role(words, signed.user.role)) }
        }
        @if signed.user.has_password {
            h2 { (words.say("password-change")) }
            form method="post" action="/account/password" class="narrow" {
                (visit.token_field())
                // So that a browser keeps the new password under the right name.
                input type="hidden" name="username" autocomplete="username" value=(signed.user.name);
                (password(words, "current", "password-current", "current-password", None, mistake))
                @let hint = words.tell("password-hint", &[("shortest", SHORTEST.into())]);
                (password(words, "new", "password-new", "new-password", Some(&hint), mistake))
                (password(words, "again", "password-again", "new-password", None, mistake))
                button class="btn btn-primary" type="submit" { (words.say("password-change")) }
            }
        }
        h2 { (words.say("sign-out-everywhere")) }
        form method="post" action="/account/sign-out-everywhere" {
            (visit.token_field())
            p { (words.say("sign-out-everywhere-why")) }
            button class="btn btn-outline-primary" type="submit" { (words.say("sign-out-everywhere")) }
        }
    };
    Page::new(visit, words.say("account")).body(body).render(&app.pages)
}

fn password(
    words: Words,
    name: &str,
    label: &str,
    autocomplete: &str,
    hint: Option<&str>,
    mistake: Option<&Mistake>,
) -> Markup {
    let wrong = mistake.filter(|(field, _)| *field == name).map(|(_, why)| why.as_str());
    let label = words.say(label);
    let kind = Some("password");
    Field {
        name,
        label: &label,
        kind,
        hint,
        wrong,
        autocomplete: Some(autocomplete),
        is_required: true,
        ..Field::default()
    }
    .show()
}

fn role(words: Words, role: Role) -> String {
    words.say(match role {
        Role::Viewer => "role-viewer",
        Role::Operator => "role-operator",
        Role::Scheduler => "role-scheduler",
        Role::Editor => "role-editor",
        Role::Admin => "role-admin",
    })
}

async fn change(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    client: Client,
    Sent(given): Sent<Passwords>,
) -> Result<Response, Wrong> {
    let (user, words) = (&signed.user, signed.visit.words());
    let refused = |mistake: Mistake| {
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&app, &signed, Some(&mistake))).into_response())
    };
    if !user.has_password {
        return Err(Wrong::Forbidden);
    }
    if given.new != given.again {
        return refused(("again", words.say("password-differs")));
    }
    match look(&app, &client, &user.name, given.current).await? {
        Looked::Right(_) => {}
        Looked::Wrong => return refused(("current", words.say("password-wrong"))),
        Looked::Wait(seconds) => {
            return refused(("current", words.tell("sign-in-wait", &[("seconds", seconds.into())])));
        }
    }
    let hash = match hashing::hash(user.name.clone(), given.new).await? {
        Ok(hash) => hash,
        Err(PasswordFault::Hash) => return Err(Wrong::Fault),
        Err(fault @ (PasswordFault::TooShort | PasswordFault::TooLong | PasswordFault::Obvious)) => {
            return refused(("new", told(words, fault)));
        }
    };
    // Every session ends, whoever has it; this browser gets a new one.
    app.service.store().change_user(&user.name, None, Some(&hash)).await?;
    let response = begin(&app, &signed.visit, user.id, "/account").await?;
    Ok(super::with_flash(&app, response, &Flash::done("password-changed")))
}

fn told(words: Words, fault: PasswordFault) -> String {
    match fault {
        PasswordFault::TooShort => words.tell("password-hint", &[("shortest", SHORTEST.into())]),
        PasswordFault::TooLong => words.say("password-too-long"),
        PasswordFault::Obvious | PasswordFault::Hash => words.say("password-obvious"),
    }
}

async fn end_all(State(app): State<Arc<App>>, signed: SignedIn, _: Sent<Nothing>) -> Result<Response, Wrong> {
    app.service.store().end_sessions(signed.user.id).await?;
    Ok(signed_out(&app, &Flash::done("signed-out-everywhere")))
}
