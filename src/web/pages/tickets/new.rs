//! A new request, which an operator opens for somebody: who it is for, what they want, and, where the desk sells packages, the code of the client who
//! pays. What cannot be opened says why, and what was typed stands where it was; sent twice, it is opened and paid for once.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::super::super::App;
use super::super::form::{Field, Sent};
use super::super::layout::Page;
use super::super::words::Words;
use super::super::{Flash, SignedIn, Wrong, alert, chance, gone_to};
use super::one::path;
use super::said;
use crate::access::Scope;
use crate::calls::{NotOpened, ToOpen};
use crate::menu::model::Menu;
use crate::store::Introduction;
use crate::terms::Language;
use crate::ticket::{Origin, Severity, Unspendable};

/// The longest name, mailbox and text, as the API has them.
const LONGEST: [usize; 3] = [200, 254, 4_000];

/// What the form says of a request that comes by telephone.
const BY_CALL: &str = "call";

/// For which desk.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    desk: String,
}

/// What the form says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    desk: String,
    phone: String,
    name: String,
    email: String,
    note: String,
    language: String,
    customer: String,
    kind: String,
    severity: String,
    /// How it came: `call`, or in another way.
    by: String,
    /// By which name this form is known if it comes again.
    asked: String,
}

/// What is in the way, each beside what it is about.
#[derive(Debug, Default)]
struct Told {
    above: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    customer: Option<String>,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(which): Query<Which>,
) -> Result<Markup, Wrong> {
    signed.must(Scope::TicketsWrite)?;
    let desks = app.service.desks();
    let desk = match desks.as_slice() {
        [only] => only,
        several if which.desk.is_empty() => return Ok(choose(&app, &signed, several)),
        several => several.iter().find(|menu| *menu.desk == *which.desk).ok_or(Wrong::NotFound)?,
    };
    let draft = Draft { desk: desk.desk.to_string(), asked: chance::name()?, ..Draft::default() };
    Ok(page(&app, &signed, desk, &draft, &Told::default()))
}

pub(super) async fn open(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Sent(draft): Sent<Draft>,
) -> Result<Response, Wrong> {
    signed.must(Scope::TicketsWrite)?;
    let menu = app.service.desk(&draft.desk).ok_or(Wrong::NotFound)?;
    if draft.asked.is_empty() || draft.asked.len() > 64 {
        return Err(Wrong::Malformed);
    }
    let words = signed.visit.words();
    let told = match wanted(&signed, &menu, &draft) {
        Err(told) => told,
        Ok((wanted, asked)) => {
            let wanted = ToOpen { asked: Some(&asked), ..wanted };
            match app.service.open_request(&menu, wanted).await {
                Ok(ticket) => {
                    let address = format!("/tickets/{}", ticket.ticket.value());
                    return Ok(gone_to(&app, &address, &Flash::done("ticket-opened")));
                }
                Err(refused) => refusal(words, refused)?,
            }
        }
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&app, &signed, &menu, &draft, &told)).into_response())
}

/// What is to be opened, and under which name.
fn wanted<'a>(signed: &'a SignedIn, menu: &Menu, draft: &'a Draft) -> Result<(ToOpen<'a>, String), Told> {
    let words = signed.visit.words();
    let said = [&draft.name, &draft.email, &draft.note].map(|text| typed(text));
    if said.iter().zip(LONGEST).any(|(text, most)| text.is_some_and(|text| text.chars().count() > most)) {
        return Err(Told { above: Some(words.say("new-too-long")), ..Told::default() });
    }
    let [name, email, note] = said;
    if email.is_some_and(|email| email.parse::<lettre::Address>().is_err()) {
        return Err(Told { email: Some(words.say("new-wrong-email")), ..Told::default() });
    }
    let language = Language::from_code(&draft.language).filter(|one| menu.languages.contains(one));
    let wanted = ToOpen {
        origin: if draft.by == BY_CALL { Origin::Call } else { Origin::Page },
        language: language.or(menu.languages.first().copied()).unwrap_or(Language::It),
        phone: typed(&draft.phone),
        who: Introduction { name, email, note },
        customer: typed(&draft.customer),
        queue: None,
        kind: typed(&draft.kind),
        severity: Severity::from_name(&draft.severity),
        actor: &signed.user.name,
        asked: None,
    };
    Ok((wanted, format!("page/{}/{}", signed.user.id, draft.asked)))
}

fn typed(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn refusal(words: Words, refused: NotOpened) -> Result<Told, Wrong> {
    let customer = |id| Ok(Told { customer: Some(words.say(id)), ..Told::default() });
    match refused {
        NotOpened::Nobody => Ok(Told { above: Some(words.say("new-nobody")), ..Told::default() }),
        NotOpened::Number(_) => Ok(Told { phone: Some(words.say("new-wrong-phone")), ..Told::default() }),
        NotOpened::Code(_) => customer("new-wrong-customer"),
        NotOpened::Customer => customer("new-no-customer"),
        NotOpened::Unpaid(Unspendable::None) => customer("new-no-package"),
        NotOpened::Unpaid(Unspendable::Expired) => customer("new-expired"),
        NotOpened::Unpaid(Unspendable::Language) => customer("new-other-language"),
        NotOpened::Unpaid(Unspendable::UsedUp) => customer("new-used-up"),
        NotOpened::Queue | NotOpened::Kind => Err(Wrong::Malformed),
        NotOpened::Store(fault) => Err(fault.into()),
    }
}

/// For which of several desks.
fn choose(app: &App, signed: &SignedIn, desks: &[Arc<Menu>]) -> Markup {
    let words = signed.visit.words();
    let body = html! {
        p { (words.say("new-which-desk")) }
        ul class="rows" {
            @for menu in desks {
                li { a href=(format!("/tickets/new?desk={}", path(&menu.desk))) { (menu.written(menu.title, words.language())) } }
            }
        }
    };
    framed(app, signed, words, body)
}

fn framed(app: &App, signed: &SignedIn, words: Words, body: Markup) -> Markup {
    let page = Page::new(&signed.visit, words.say("new-ticket")).below(words.say("tickets"), "/tickets");
    page.body(body).render(&app.pages)
}

fn page(app: &App, signed: &SignedIn, menu: &Menu, draft: &Draft, told: &Told) -> Markup {
    let words = signed.visit.words();
    let body = html! {
        @if let Some(above) = &told.above { div role="alert" { (alert(false, &html! { p { (above) } })) } }
        p { strong { (menu.written(menu.title, words.language())) } }
        form method="post" action=(format!("/tickets/new?desk={}", path(&menu.desk))) {
            (signed.visit.token_field())
            input type="hidden" name="desk" value=(menu.desk);
            input type="hidden" name="asked" value=(draft.asked);
            (who(words, menu, draft, told))
            (choices(words, menu, draft))
            div class="field" {
                label for="note" { (words.say("fact-note")) }
                textarea id="note" name="note" maxlength="4000" { (draft.note) }
            }
            button type="submit" class="btn btn-primary" { (words.say("new-open")) }
        }
    };
    framed(app, signed, words, body)
}

/// Who it is for, and who pays.
fn who(words: Words, menu: &Menu, draft: &Draft, told: &Told) -> Markup {
    let [phone, name, email, customer] =
        ["fact-phone", "fact-name", "fact-email", "new-customer"].map(|label| words.say(label));
    let hint = words.say(if menu.packages.is_some() { "new-customer-pays" } else { "new-customer-hint" });
    let reached = words.say("new-reached");
    let phone = Field {
        name: "phone",
        label: &phone,
        value: &draft.phone,
        kind: Some("tel"),
        hint: Some(&reached),
        wrong: told.phone.as_deref(),
        inputmode: Some("tel"),
        is_first: true,
        ..Field::default()
    };
    let email = Field {
        name: "email",
        label: &email,
        value: &draft.email,
        kind: Some("email"),
        wrong: told.email.as_deref(),
        ..Field::default()
    };
    let name = Field { name: "name", label: &name, value: &draft.name, ..Field::default() };
    let customer = Field {
        name: "customer",
        label: &customer,
        value: &draft.customer,
        hint: Some(&hint),
        wrong: told.customer.as_deref(),
        ..Field::default()
    };
    html! { (phone.show()) (email.show()) (name.show()) (customer.show()) }
}

/// What is chosen: how it came, language, kind and severity, each where there is a choice.
fn choices(words: Words, menu: &Menu, draft: &Draft) -> Markup {
    html! {
        div class="field" {
            label for="by" { (words.say("new-by")) }
            select id="by" name="by" aria-describedby=[menu.packages.is_some().then_some("by-pays")] {
                option value="" { (words.say("new-by-other")) }
                option value=(BY_CALL) selected[draft.by == BY_CALL] { (words.say("new-by-call")) }
            }
            @if menu.packages.is_some() { p id="by-pays" class="form-text" { (words.say("new-by-pays")) } }
        }
        @if menu.languages.len() > 1 {
            div class="field" {
                label for="language" { (words.say("fact-language")) }
                select id="language" name="language" {
                    @for one in &menu.languages { option value=(one.code()) selected[draft.language == one.code()] { (said::language(words, *one)) } }
                }
            }
        }
        @if !menu.tickets.kinds.is_empty() {
            div class="field" {
                label for="kind" { (words.say("fact-kind")) }
                select id="kind" name="kind" {
                    option value="" { "—" }
                    @for (name, _) in &menu.tickets.kinds { option value=(name) selected[draft.kind == **name] { (said::kind(Some(menu), words, name)) } }
                }
            }
        }
        div class="field" {
            label for="severity" { (words.say("fact-severity")) }
            select id="severity" name="severity" {
                option value="" { "—" }
                @for one in Severity::ALL { option value=(one.name()) selected[draft.severity == one.name()] { (said::severity(words, one)) } }
            }
        }
    }
}
