//! One request: what is known of it, its history, what is promised, and what may happen to it now. If a colleague was quicker, that is said, and what was
//! typed stands where it was.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::super::super::App;
use super::super::chance;
use super::super::form::Sent;
use super::super::keys::keys;
use super::super::layout::Page;
use super::super::words::Words;
use super::super::{Flash, SignedIn, Wrong, alert, gone_to};
use super::said;
use crate::access::Scope;
use crate::menu::model::Menu;
use crate::store::{By, Tell, Ticket, Told};
use crate::terms::numbering;
use crate::ticket::{Event, LONGEST_NOTE, Severity, TicketNumber};

/// Something that an operator may do: the event's name, its button's words and its key.
const ACTIONS: [(Event, &str, &str); 8] = [
    (Event::TakenInCharge, "do-take", "t"),
    (Event::Asked, "do-ask", "a"),
    (Event::Answered, "do-answered", "r"),
    (Event::Closed, "do-close", "c"),
    (Event::Reopened, "do-reopen", "o"),
    (Event::Reminded, "do-remind", "s"),
    (Event::Escalated, "do-escalate", "e"),
    (Event::Noted, "do-note", "m"),
];

/// What the form says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    event: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    severity: String,
    #[serde(default)]
    kind: String,
    /// The last row of the history that they have seen.
    seen: i64,
    /// By which name this form is known if it comes again.
    asked: String,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Path(number): Path<String>,
) -> Result<Markup, Wrong> {
    signed.must(Scope::TicketsRead)?;
    let ticket = find(&app, &number).await?;
    page(&app, &signed, &ticket, &Wanted::default(), None)
}

async fn find(app: &App, number: &str) -> Result<Ticket, Wrong> {
    let number: TicketNumber = number.parse().map_err(|_| Wrong::NotFound)?;
    app.service.store().ticket_of_any(number).await?.ok_or(Wrong::NotFound)
}

pub(super) async fn happen(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Path(number): Path<String>,
    Sent(wanted): Sent<Wanted>,
) -> Result<Response, Wrong> {
    signed.must(Scope::TicketsWrite)?;
    let ticket = find(&app, &number).await?;
    let menu = app.service.desk(&ticket.desk);
    let event = event(menu.as_deref(), &wanted).ok_or(Wrong::Malformed)?;
    let words = signed.visit.words();
    let note = Some(wanted.note.trim()).filter(|note| !note.is_empty());
    if wanted.note.chars().filter(|letter| *letter != '\r').count() > LONGEST_NOTE || wanted.asked.len() > 64
    {
        return again(
            &app,
            &signed,
            &ticket,
            &wanted,
            words.say("note-too-long"),
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    }
    if note.is_none() && matches!(event, Event::Noted | Event::Asked) {
        let told = words.say(if event == Event::Noted { "note-empty" } else { "question-empty" });
        return again(&app, &signed, &ticket, &wanted, told, StatusCode::UNPROCESSABLE_ENTITY);
    }
    if let Some(told) = not_escalated(&app, menu.as_deref()).filter(|_| event == Event::Escalated) {
        return again(&app, &signed, &ticket, &wanted, words.say(told), StatusCode::CONFLICT);
    }
    let told = |ticket: &Ticket| menu.as_ref().map_or_else(Vec::new, |menu| app.service.posts(menu, ticket));
    let asked = format!("page/{}/{}", signed.user.id, wanted.asked);
    let by = By {
        actor: &signed.user.name,
        note,
        asked: Some(&asked),
        seen: Some(wanted.seen),
        tell: Some(Tell(&told)),
    };
    let lapse = menu.as_ref().and_then(|menu| menu.tickets.lapse);
    let store = app.service.store();
    match store.happens(&ticket.desk, ticket.ticket, event, by, lapse, app.service.now()).await? {
        Told::Done(_) => {
            Ok(gone_to(&app, &format!("/tickets/{}", ticket.ticket.value()), &Flash::done("ticket-saved")))
        }
        Told::NoTicket => Err(Wrong::NotFound),
        Told::Refused(refused) => {
            again(&app, &signed, &ticket, &wanted, said::refused(words, refused), StatusCode::CONFLICT)
        }
        Told::GoneOn => {
            let now = find(&app, &number).await?;
            let zone = menu.as_ref().map_or(chrono_tz::Tz::UTC, |menu| menu.zone);
            let since: Vec<_> = now
                .history
                .iter()
                .filter(|happened| happened.row > wanted.seen)
                .map(|one| {
                    format!(
                        "{} ({})",
                        said::event(words, menu.as_deref(), &one.entry.event, zone),
                        said::who(words, one)
                    )
                })
                .collect();
            let told = words.tell("gone-on", &[("what", since.join("; ").into())]);
            again(&app, &signed, &now, &wanted, told, StatusCode::CONFLICT)
        }
    }
}

/// Why nothing can be brought before the desk's mailbox; none where it can.
fn not_escalated(app: &App, menu: Option<&Menu>) -> Option<&'static str> {
    if menu.is_some_and(|menu| menu.tickets.escalation.is_some()) {
        (!app.service.ways().mail).then_some("no-mail")
    } else {
        Some("no-mailbox")
    }
}

/// The page again, with what is in the way and with what was typed.
fn again(
    app: &App,
    signed: &SignedIn,
    ticket: &Ticket,
    wanted: &Wanted,
    told: String,
    status: StatusCode,
) -> Result<Response, Wrong> {
    Ok((status, page(app, signed, ticket, wanted, Some(told))?).into_response())
}

fn event(menu: Option<&Menu>, wanted: &Wanted) -> Option<Event> {
    match wanted.event.as_str() {
        "severity" => Some(Event::Severity { severity: Severity::from_name(&wanted.severity)? }),
        "kind" => {
            let (name, _) = menu?.tickets.kinds.iter().find(|(name, _)| **name == *wanted.kind)?;
            Some(Event::Kind { kind: Arc::clone(name) })
        }
        name => ACTIONS.iter().map(|(event, ..)| event).find(|event| event.name() == name).cloned(),
    }
}

fn page(
    app: &App,
    signed: &SignedIn,
    ticket: &Ticket,
    wanted: &Wanted,
    told: Option<String>,
) -> Result<Markup, Wrong> {
    let words = signed.visit.words();
    let menu = app.service.desk(&ticket.desk);
    let menu = menu.as_deref();
    let title = words.tell("ticket-title", &[("number", ticket.ticket.to_string().into())]);
    let heading = html! { (words.say("ticket")) " " span class="number" { (ticket.ticket) } };
    // What is missing is written there; after a colleague was quicker the keys press the buttons still.
    let note_first = told.is_some()
        && wanted.note.trim().is_empty()
        && [Event::Noted, Event::Asked].iter().any(|event| event.name() == wanted.event);
    let form = if signed.may(Scope::TicketsWrite) {
        Some(form(app, signed, ticket, menu, wanted, note_first)?)
    } else {
        None
    };
    let body = html! {
        @if let Some(told) = told { div role="alert" { (alert(false, &html! { p { (told) } })) } }
        div class="two" {
            div {
                (facts(app, words, ticket, menu))
                @if let Some(form) = form { (form) }
            }
            div { (history(words, ticket, menu)) }
        }
        (keys(words, &[
            ("n", "key-note"), ("t", "do-take"), ("a", "do-ask"), ("r", "do-answered"), ("c", "do-close"), ("o", "do-reopen"),
            ("s", "do-remind"), ("e", "do-escalate"), ("m", "do-note"), ("u", "key-back"), ("?", "key-keys"),
        ]))
    };
    let page = Page::new(&signed.visit, title)
        .heading(heading)
        .below(words.say("tickets"), "/tickets")
        .wide()
        .body(body);
    Ok(page.render(&app.pages))
}

fn facts(app: &App, words: Words, ticket: &Ticket, menu: Option<&Menu>) -> Markup {
    let zone = menu.map_or(chrono_tz::Tz::UTC, |menu| menu.zone);
    let life = &ticket.life;
    let stands = life.state_at(app.service.now(), menu.and_then(|menu| menu.tickets.lapse));
    let promised = menu.map_or_else(Vec::new, |menu| app.service.promised(menu, life));
    html! {
        p { span class="badge-state" { (said::state(words, stands)) }
            @if let Some(name) = said::in_charge(ticket) { " " (words.tell("in-charge-of", &[("name", name.into())])) } }
        @for promised in &promised { p class="promise" { (said::promise(words, promised, zone)) } }
        dl class="facts" {
            @if let Some(name) = &ticket.name { dt { (words.say("fact-name")) } dd { (name) } }
            @if let Some(number) = ticket.number {
                dt { (words.say("fact-phone")) } dd { a class="number" href=(format!("tel:{}", number.e164())) { (numbering::spaced(number)) } }
            }
            @if let Some(email) = &ticket.email { dt { (words.say("fact-email")) } dd { (email) } }
            @if let Some(note) = &ticket.note { dt { (words.say("fact-note")) } dd class="said" { (note) } }
            dt { (words.say("fact-language")) } dd { (said::language(words, ticket.language)) }
            dt { (words.say("fact-desk")) } dd { (said::desk(menu, words, &ticket.desk)) }
            @if let Some(queue) = &ticket.queue {
                dt { (words.say("fact-queue")) }
                dd { a href=(format!("/tickets/queues/{}/{}", path(&ticket.desk), path(queue))) { (said::queue(menu, words, queue)) } }
            }
            @if let Some(code) = &ticket.customer_code { dt { (words.say("fact-customer")) } dd { (code) } }
            @if let Some(severity) = life.severity { dt { (words.say("fact-severity")) } dd { (said::severity(words, severity)) } }
            @if let Some(kind) = &life.kind { dt { (words.say("fact-kind")) } dd { (said::kind(menu, words, kind)) } }
            dt { (words.say("fact-opened")) } dd { (said::moment(life.opened, zone)) }
            @if let Some(at) = life.reminded { dt { (words.say("fact-reminded")) } dd { (said::moment(at, zone)) } }
            @if let Some(at) = life.callback { dt { (words.say("fact-callback")) } dd { (said::moment(at, zone)) } }
            @if let Some(at) = life.turn { dt { (words.say("fact-place")) } dd { (said::moment(at, zone)) } }
        }
    }
}

/// A name as a part of a path.
pub(super) fn path(name: &str) -> String {
    form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20")
}

fn history(words: Words, ticket: &Ticket, menu: Option<&Menu>) -> Markup {
    let zone = menu.map_or(chrono_tz::Tz::UTC, |menu| menu.zone);
    html! {
        h2 { (words.say("history")) }
        ol class="history" {
            @for happened in &ticket.history {
                li {
                    div class="until" { (said::moment(happened.entry.at, zone)) " · " (said::who(words, happened)) }
                    div { (said::event(words, menu, &happened.entry.event, zone)) }
                    @if let Some(note) = &happened.note { blockquote class="said" { (note) } }
                }
            }
        }
    }
}

fn form(
    app: &App,
    signed: &SignedIn,
    ticket: &Ticket,
    menu: Option<&Menu>,
    wanted: &Wanted,
    note_first: bool,
) -> Result<Markup, Wrong> {
    let words = signed.visit.words();
    let (life, now, lapse) = (&ticket.life, app.service.now(), menu.and_then(|menu| menu.tickets.lapse));
    let may = |event: &Event| life.happens(event.clone(), now, lapse).is_ok();
    let may_escalate = not_escalated(app, menu).is_none();
    let allowed =
        ACTIONS.iter().filter(|(event, ..)| may(event) && (*event != Event::Escalated || may_escalate));
    let asked = chance::name()?;
    let (severity, kind) = (
        chosen(&wanted.severity, life.severity.map(Severity::name)),
        chosen(&wanted.kind, life.kind.as_deref()),
    );
    let kinds = menu.map_or([].as_slice(), |menu| menu.tickets.kinds.as_slice());
    Ok(html! {
        h2 { (words.say("actions")) }
        form method="post" action=(format!("/tickets/{}", ticket.ticket.value())) class="actions" {
            (signed.visit.token_field())
            input type="hidden" name="seen" value=(ticket.history.last().map_or(0, |last| last.row));
            input type="hidden" name="asked" value=(asked);
            div class="field" {
                label for="note" { (words.say("note")) }
                p class="form-text" id="note-hint" {
                    @match app.service.ways().mailbox(ticket) {
                        Some(email) => { (words.tell("note-mailed", &[("email", email.into())])) }
                        None => { (words.say("note-hint")) }
                    }
                }
                textarea id="note" name="note" maxlength=(LONGEST_NOTE) aria-describedby="note-hint" autofocus[note_first] data-key="n" { (wanted.note) }
            }
            div class="buttons" {
                @for (at, (event, name, key)) in allowed.enumerate() {
                    button type="submit" name="event" value=(event.name()) data-key=(key)
                        class=(if at == 0 { "btn btn-primary" } else { "btn btn-outline-primary" }) { (words.say(name)) }
                }
            }
            @if may(&Event::Severity { severity: Severity::Info }) {
                div class="pair" {
                    div class="field" {
                        label for="severity" { (words.say("fact-severity")) }
                        select id="severity" name="severity" {
                            @for one in Severity::ALL { option value=(one.name()) selected[severity == one.name()] { (said::severity(words, one)) } }
                        }
                    }
                    button type="submit" class="btn btn-outline-primary" name="event" value="severity" { (words.say("do-severity")) }
                }
                @if !kinds.is_empty() {
                    div class="pair" {
                        div class="field" {
                            label for="kind" { (words.say("fact-kind")) }
                            select id="kind" name="kind" {
                                @if kind.is_empty() { option value="" { "—" } }
                                @for (name, _) in kinds { option value=(name) selected[*kind == **name] { (said::kind(menu, words, name)) } }
                            }
                        }
                        button type="submit" class="btn btn-outline-primary" name="event" value="kind" { (words.say("do-kind")) }
                    }
                }
            }
        }
        p { a href="/tickets" data-key="u" { (words.say("key-back")) } }
    })
}

/// What is chosen in a list: as it was sent, else as it stands.
fn chosen<'a>(sent: &'a str, stands: Option<&'a str>) -> &'a str {
    if sent.is_empty() { stands.unwrap_or("") } else { sent }
}
