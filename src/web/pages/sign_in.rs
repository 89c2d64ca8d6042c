//! `/sign-in` and `/sign-out`: a name, a password, a session. What is said never tells whether somebody exists; wrong passwords are counted by
//! account and by address, for every replica, before the answer is told.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;

use super::chance::chance;
use super::client::Client;
use super::form::{Field, Sent};
use super::layout::Page;
use super::signed::SignedIn;
use super::visit::Visit;
use super::wrong::Wrong;
use super::{App, Flash, alert, cookies, gone_to, hashing, icon};
use crate::access::{Lockout, Token, wait_after};

/// How many wrong passwords more an address may show than an account, since a whole office may stand behind it.
const OFFICE: u32 = 20;

/// The longest name that is looked up; longer ones are nobody's.
const LONGEST_NAME: usize = 128;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/sign-in", get(ask).post(sign_in)).route("/sign-out", post(sign_out))
}

/// Where to go when it is done.
#[derive(Debug, Default, Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    back: String,
}

async fn ask(
    State(app): State<Arc<App>>,
    visit: Visit,
    signed: Option<SignedIn>,
    Query(Back { back }): Query<Back>,
) -> Response {
    if signed.is_some() {
        return Redirect::to(local(&back)).into_response();
    }
    form(&app, &visit, "", &back, None).into_response()
}

fn form(app: &App, visit: &Visit, name: &str, back: &str, wrong: Option<&str>) -> Markup {
    let words = visit.words();
    let (name_label, password) = (words.say("sign-in-name"), words.say("sign-in-password"));
    let name = Field {
        name: "name",
        label: &name_label,
        value: name,
        autocomplete: Some("username"),
        is_required: true,
        is_first: true,
        ..Field::default()
    };
    let password = Field {
        name: "password",
        label: &password,
        kind: Some("password"),
        autocomplete: Some("current-password"),
        is_required: true,
        ..Field::default()
    };
    // So that the page in the other language knows where to go too.
    let action = match local(back) {
        "/" => "/sign-in".to_owned(),
        back => format!(
            "/sign-in?{}",
            form_urlencoded::Serializer::new(String::new()).append_pair("back", back).finish()
        ),
    };
    let page = Page::new(visit, words.say("sign-in")).body(html! {
        @if let Some(wrong) = wrong { div role="alert" { (alert(false, &html! { p { (wrong) } })) } }
        form method="post" action=(action) class="narrow" {
            (visit.token_field())
            input type="hidden" name="back" value=(back);
            (name.show())
            (password.show())
            button class="btn btn-primary" type="submit" { (words.say("sign-in-do")) }
        }
        @if let Some(provider) = &app.pages.openid {
            @let query = form_urlencoded::Serializer::new(String::new()).append_pair("back", local(back)).finish();
            p class="or" { (words.say("sign-in-or")) }
            p { a class="btn btn-outline-primary" href=(format!("/sign-in/oidc?{query}")) {
                (icon("it-key")) " "
                @match provider.name() {
                    Some(name) => { (words.tell("sign-in-with", &[("name", name.into())])) }
                    None => { (words.say("sign-in-organisation")) }
                }
            } }
        }
    });
    page.render(&app.pages)
}

async fn sign_in(
    State(app): State<Arc<App>>,
    visit: Visit,
    client: Client,
    Sent(shown): Sent<Shown>,
) -> Result<Response, Wrong> {
    let name = shown.name.trim().to_lowercase();
    match look(&app, &client, &name, shown.password).await? {
        Looked::Right(user) => begin(&app, &visit, user, &shown.back).await,
        Looked::Wrong => {
            let told = visit.words().say("sign-in-wrong");
            let page = form(&app, &visit, shown.name.trim(), &shown.back, Some(&told));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Looked::Wait(seconds) => {
            let told = visit.words().tell("sign-in-wait", &[("seconds", seconds.into())]);
            let page = form(&app, &visit, shown.name.trim(), &shown.back, Some(&told));
            Ok((StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], page)
                .into_response())
        }
    }
}

/// What came of looking at a password.
pub(super) enum Looked {
    /// It is the one of this user, by their row.
    Right(i64),
    /// It is not, or there is nobody of this name.
    Wrong,
    /// It was not looked at: so many seconds must pass first.
    Wait(i64),
}

/// Looks at a password, counting it as wrong until it proves right, so that many tries at once are many tries. A right one is forgotten, with the wrong
/// ones at its account: by the account itself, and of its address those that were at this account. Guesses at others stand, or whoever has an account
/// would guess at them for ever.
pub(super) async fn look(app: &App, client: &Client, name: &str, password: String) -> Result<Looked, Wrong> {
    let store = app.service.store();
    let now = app.service.now();
    let account = (format!("sign-in/{name}"), 0);
    let address = (format!("sign-in-from/{}", client.as_str()), OFFICE);
    let mut before = Vec::new();
    for (subject, free) in [&account, &address] {
        let lockout = store.wrong_tries(subject).await?;
        let counted =
            lockout.map(|lockout| Lockout { wrong: lockout.wrong.saturating_sub(*free), ..lockout });
        if let Some(wait) = counted.and_then(|lockout| lockout.wait(now)) {
            return Ok(Looked::Wait(wait.num_seconds().max(1)));
        }
        before.push(lockout);
    }
    for ((subject, free), before) in [&account, &address].into_iter().zip(&before) {
        let wrong = store.count_wrong_try(subject, now).await?;
        // Others are trying at this moment: as if each had waited for the one before.
        let wait = wait_after(wrong.saturating_sub(1).saturating_sub(*free)).num_seconds();
        if wrong > before.map_or(0, |before| before.wrong) + 1 && wait > 0 {
            return Ok(Looked::Wait(wait));
        }
    }
    let from_here = format!("sign-in/{name}/from/{}", client.as_str());
    let at_this = store.count_wrong_try(&from_here, now).await?;
    let user = if name.len() <= LONGEST_NAME { store.user(name).await? } else { None };
    let (id, hash) = user.map(|user| (user.id, user.password)).unzip();
    if hashing::fits(password, hash.flatten()).await?
        && let Some(id) = id
    {
        store.forget_tries(&account.0).await?;
        store.forget_tries(&from_here).await?;
        store.take_back_tries(&address.0, at_this, before.pop().flatten(), now).await?;
        return Ok(Looked::Right(id));
    }
    Ok(Looked::Wrong)
}

/// Begins a session, in the place of the one that the browser may have had.
pub(super) async fn begin(app: &App, visit: &Visit, user: i64, back: &str) -> Result<Response, Wrong> {
    let token = Token::new(chance()?);
    let store = app.service.store();
    if let Some(before) = visit.session() {
        store.end_session(before).await?;
    }
    store.begin_session(&token, user, app.service.now()).await?;
    let mut response = Redirect::to(local(back)).into_response();
    if let Some(cookie) = app.pages.jar.set(cookies::SESSION, &token.text(), None) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn sign_out(State(app): State<Arc<App>>, visit: Visit, _: Sent<Back>) -> Result<Response, Wrong> {
    if let Some(session) = visit.session() {
        app.service.store().end_session(session).await?;
    }
    Ok(signed_out(&app, &Flash::done("signed-out")))
}

/// To where one signs in, without the cookie of the session that has ended.
pub(super) fn signed_out(app: &App, flash: &Flash) -> Response {
    let mut response = gone_to(app, "/sign-in", flash);
    if let Some(cookie) = app.pages.jar.clear(cookies::SESSION) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// An address of ours; the start where it is anything else, so that no link to here leads elsewhere.
pub(super) fn local(back: &str) -> &str {
    let is_ours = back.starts_with('/')
        && !back.starts_with("//")
        && back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && !back.starts_with("/sign-");
    if is_ours { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        for ours in ["/", "/tickets?desk=giustizia", "/tickets/482915072"] {
            assert_eq!(local(ours), ours);
        }
        for other in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "tickets",
            "/a\tb",
            "/sign-in?back=/",
            "javascript:alert(1)",
        ] {
            assert_eq!(local(other), "/", "{other}");
        }
    }
}
