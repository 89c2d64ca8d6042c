//! The list: what is open by its next deadline, what is shut by its age; of a desk, a queue, or whoever is looked for.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::super::super::App;
use super::super::form::Field;
use super::super::layout::Page;
use super::super::words::Words;
use super::super::{SignedIn, Wrong, icon};
use super::{keys, said};
use crate::access::Scope;
use crate::calls::Promised;
use crate::menu::model::Menu;
use crate::store::{Board, Find, Standing, Ticket};
use crate::terms::numbering::{self, Country};
use crate::ticket::{State as Stands, TicketNumber};

/// How many requests a page has.
const PAGE: usize = 25;

/// How many open ones are put in the order of their deadlines, which calendars and whatever is decided by hand can change at any moment; a desk with more
/// sees those that came first.
const MOST: u16 = 5000;

/// What is shown.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    desk: String,
    #[serde(default)]
    queue: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    cursor: String,
}

/// A request in the list.
struct Entry {
    ticket: Ticket,
    menu: Option<Arc<Menu>>,
    next: Option<Promised>,
}

impl Entry {
    /// Where it stands in the list of what is open: the next deadline, then the arrival.
    fn place(&self) -> (i64, i64, u32) {
        let due = self.next.and_then(|next| next.due).map_or(i64::MAX, |due| due.timestamp());
        (due, self.ticket.life.opened.timestamp(), self.ticket.ticket.value())
    }
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(which): Query<Which>,
) -> Result<Response, Wrong> {
    signed.must(Scope::TicketsRead)?;
    let words = signed.visit.words();
    let wanted = which.q.trim();
    if let Ok(number) = wanted.parse::<TicketNumber>()
        && app.service.store().ticket_of_any(number).await?.is_some()
    {
        return Ok(Redirect::to(&format!("/tickets/{}", number.value())).into_response());
    }
    let number = numbering::number(wanted, Country::ITALY).ok();
    let find = number.map(Find::Number).or((!wanted.is_empty()).then_some(Find::Name(wanted)));
    let board = Board { desk: some(&which.desk), queue: some(&which.queue), find, ..Board::default() };
    let (entries, next) = match which.state.as_str() {
        "closed" => shut(&app, board, Standing::In(Stands::Closed), &which.cursor).await?,
        "lapsed" => shut(&app, board, Standing::In(Stands::Lapsed), &which.cursor).await?,
        "all" => shut(&app, board, Standing::Any, &which.cursor).await?,
        state => open(&app, board, state, &which.cursor).await?,
    };
    let more = next.map(|cursor| address(&which, &cursor));
    let body = html! {
        (filters(&app, words, &which))
        (rows(words, &entries))
        nav class="pager" aria-label=(words.say("pages")) {
            @if !which.cursor.is_empty() { a class="btn btn-outline-primary" href=(address(&which, "")) { (words.say("first-page")) } }
            @if let Some(more) = more { a class="btn btn-outline-primary" href=(more) data-key="n" { (words.say("next-page")) " " (icon("it-chevron-right")) } }
        }
        (keys(words, &[("j", "key-next"), ("k", "key-before"), ("Enter", "key-open"), ("/", "key-search"), ("n", "key-page"), ("?", "key-keys")]))
    };
    Ok(Page::new(&signed.visit, words.say("tickets")).wide().body(body).render(&app.pages).into_response())
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// What is open, in the order of its deadlines, after a place in that order.
async fn open(
    app: &App,
    board: Board<'_>,
    state: &str,
    cursor: &str,
) -> Result<(Vec<Entry>, Option<String>), Wrong> {
    let found = app.service.store().board(Board { standing: Standing::Open, most: MOST, ..board }).await?;
    let now = app.service.now();
    let mut entries: Vec<_> = found.into_iter().map(|ticket| entry(app, ticket)).collect();
    entries.retain(|entry| {
        let lapse = entry.menu.as_ref().and_then(|menu| menu.tickets.lapse);
        let stands = entry.ticket.life.state_at(now, lapse);
        stands != Stands::Lapsed && (state.is_empty() || name(stands) == state)
    });
    entries.sort_by_key(Entry::place);
    if let Some(after) = place(cursor) {
        entries.retain(|entry| entry.place() > after);
    }
    let more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let next = entries.last().filter(|_| more).map(Entry::place);
    Ok((entries, next.map(|(due, opened, ticket)| format!("{due}.{opened}.{ticket}"))))
}

fn place(cursor: &str) -> Option<(i64, i64, u32)> {
    let mut parts = cursor.split('.');
    let place = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(place)
}

/// What is shut, the newest first, before a request.
async fn shut(
    app: &App,
    board: Board<'_>,
    standing: Standing,
    cursor: &str,
) -> Result<(Vec<Entry>, Option<String>), Wrong> {
    let most = u16::try_from(PAGE + 1).unwrap_or(u16::MAX);
    let mut found =
        app.service.store().board(Board { standing, before: cursor.parse().ok(), most, ..board }).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| last.ticket.value().to_string());
    Ok((found.into_iter().map(|ticket| entry(app, ticket)).collect(), next))
}

fn entry(app: &App, ticket: Ticket) -> Entry {
    let menu = app.service.desk(&ticket.desk);
    let promised = menu.as_ref().map_or_else(Vec::new, |menu| app.service.promised(menu, &ticket.life));
    let is_open = ticket.life.is_open();
    let undone = promised.into_iter().filter(|promised| is_open && promised.done.is_none());
    let next = undone.min_by_key(|promised| promised.due.map_or(i64::MAX, |due| due.timestamp()));
    Entry { ticket, menu, next }
}

const fn name(state: Stands) -> &'static str {
    match state {
        Stands::Opened => "opened",
        Stands::TakenInCharge => "taken-in-charge",
        Stands::Waiting => "waiting",
        Stands::Closed => "closed",
        Stands::Reopened => "reopened",
        Stands::Lapsed => "lapsed",
    }
}

fn address(which: &Which, cursor: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let pairs = [
        ("desk", which.desk.as_str()),
        ("queue", &which.queue),
        ("state", &which.state),
        ("q", &which.q),
        ("cursor", cursor),
    ];
    query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    format!("/tickets?{}", query.finish())
}

fn filters(app: &App, words: Words, which: &Which) -> Markup {
    let desks = app.service.desks();
    let desk = desks.iter().find(|menu| *menu.desk == *which.desk);
    let label = words.say("search");
    let hint = words.say("search-hint");
    let field = Field {
        name: "q",
        label: &label,
        kind: Some("search"),
        value: &which.q,
        hint: Some(&hint),
        ..Field::default()
    };
    let states = [
        Stands::Opened,
        Stands::TakenInCharge,
        Stands::Waiting,
        Stands::Reopened,
        Stands::Closed,
        Stands::Lapsed,
    ];
    html! {
        form method="get" action="/tickets" class="filters" role="search" {
            (field.show())
            div class="field" {
                label for="state" { (words.say("filter-state")) }
                select id="state" name="state" {
                    option value="" { (words.say("filter-open")) }
                    @for state in states { option value=(name(state)) selected[which.state == name(state)] { (said::state(words, state)) } }
                    option value="all" selected[which.state == "all"] { (words.say("filter-all")) }
                }
            }
            @if desks.len() > 1 {
                div class="field" {
                    label for="desk" { (words.say("filter-desk")) }
                    select id="desk" name="desk" {
                        option value="" { (words.say("filter-every-desk")) }
                        @for menu in &desks {
                            option value=(menu.desk) selected[*menu.desk == *which.desk] { (menu.written(menu.title, words.language())) }
                        }
                    }
                }
            }
            @if let Some(menu) = desk && !menu.queues.is_empty() {
                div class="field" {
                    label for="queue" { (words.say("filter-queue")) }
                    select id="queue" name="queue" {
                        option value="" { (words.say("filter-every-queue")) }
                        @for queue in &menu.queues {
                            option value=(queue.name) selected[*queue.name == *which.queue] { (menu.written(queue.title, words.language())) }
                        }
                    }
                }
            }
            button class="btn btn-primary" type="submit" { (icon("it-search")) " " (words.say("search-do")) }
        }
    }
}

fn rows(words: Words, entries: &[Entry]) -> Markup {
    html! {
        @if entries.is_empty() { p { (words.say("nothing-found")) } }
        ol class="rows" data-rows {
            @for entry in entries { li { (row(words, entry)) } }
        }
    }
}

fn row(words: Words, entry: &Entry) -> Markup {
    let (ticket, menu) = (&entry.ticket, entry.menu.as_deref());
    let zone = menu.map_or(chrono_tz::Tz::UTC, |menu| menu.zone);
    html! {
        div class="row-what" {
            a class="number" href=(format!("/tickets/{}", ticket.ticket.value())) data-row { (ticket.ticket) }
            " " span class="badge-state" { (said::state(words, ticket.life.state)) }
            @if let Some(severity) = ticket.life.severity { " " span class="badge-state" { (said::severity(words, severity)) } }
        }
        div class="row-due" {
            @if let Some(next) = &entry.next { (said::promise(words, next, zone)) }
            @else if ticket.life.is_open() { span class="until" { (words.say("no-deadline")) } }
        }
        div class="row-who" {
            @if let Some(name) = &ticket.name { strong { (name) } " " }
            @if let Some(number) = ticket.number { span class="number" { (numbering::spaced(number)) } }
        }
        div class="row-where" {
            (said::desk(menu, words, &ticket.desk))
            @if let Some(queue) = &ticket.queue { " · " (said::queue(menu, words, queue)) }
            @if let Some(kind) = &ticket.life.kind { " · " (said::kind(menu, words, kind)) }
            @if let Some(name) = said::in_charge(ticket) { " · " (words.tell("in-charge-of", &[("name", name.into())])) }
            " · " (words.say("came")) " " (said::moment(ticket.life.opened, zone))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_after_its_last_request() {
        assert_eq!(
            place("1795510800.1795500000.482915072"),
            Some((1_795_510_800, 1_795_500_000, 482_915_072))
        );
        for wrong in ["", "1.2", "a.b.c"] {
            assert_eq!(place(wrong), None);
        }
        let which = Which { q: "Rossi & figli".to_owned(), ..Which::default() };
        assert_eq!(address(&which, "1.2.3"), "/tickets?q=Rossi+%26+figli&cursor=1.2.3");
    }
}
