//! The list: what is open by its next deadline, what is shut by its age; of a desk, a queue, or whoever is looked for.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::super::super::App;
use super::super::form::{Field, Sent};
use super::super::keys::keys;
use super::super::layout::Page;
use super::super::words::Words;
use super::super::{SignedIn, Wrong, icon};
use super::{said, search};
use crate::access::Scope;
use crate::calls::Promised;
use crate::menu::model::Menu;
use crate::store::{Board, Find, Standing, Ticket};
use crate::terms::Number;
use crate::terms::numbering;
use crate::ticket::{State as Stands, TicketNumber};

/// How many requests a page has.
const PAGE: usize = 25;

/// How many open ones are put in the order of their deadlines, which calendars and whatever is decided by hand can change at any moment; where there are
/// more, those that came first are, and the page says so.
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
    /// What is looked for, sealed.
    #[serde(default)]
    search: String,
    #[serde(default)]
    cursor: String,
}

/// What somebody wants to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    desk: String,
    queue: String,
    state: String,
    q: String,
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

/// What a page shows.
struct Listed {
    entries: Vec<Entry>,
    /// Where the next page begins; none: this is the last.
    next: Option<String>,
    /// Whether there are more open requests than are put in order.
    is_cut: bool,
}

/// `GET /tickets`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(which): Query<Which>,
) -> Result<Response, Wrong> {
    signed.must(Scope::TicketsRead)?;
    let words = signed.visit.words();
    let wanted = search::opened(&signed.visit, &which.search).unwrap_or_default();
    let numbers = numbers(&app, &which.desk, &wanted);
    let find = match (wanted.as_str(), numbers.as_slice()) {
        ("", _) => vec![None],
        (name, []) => vec![Some(Find::Name(name))],
        (_, numbers) => numbers.iter().map(|number| Some(Find::Number(*number))).collect(),
    };
    let board = Board { desk: some(&which.desk), queue: some(&which.queue), ..Board::default() };
    let Listed { entries, next, is_cut } = match which.state.as_str() {
        "closed" => shut(&app, board, &find, Standing::In(Stands::Closed), &which.cursor).await?,
        "lapsed" => shut(&app, board, &find, Standing::In(Stands::Lapsed), &which.cursor).await?,
        "all" => shut(&app, board, &find, Standing::Any, &which.cursor).await?,
        state => open(&app, board, &find, state, &which.cursor).await?,
    };
    let more = next.map(|cursor| address(&which, &cursor));
    let body = html! {
        @if signed.may(Scope::TicketsWrite) {
            p { a class="btn btn-outline-primary" href=(new(&which)) data-key="a" { (words.say("new-ticket")) } }
        }
        (filters(&app, &signed, &which, &wanted))
        @if is_cut { div class="alert alert-warning" { p { (words.tell("more-open", &[("most", MOST.into())])) } } }
        (rows(words, &entries))
        nav class="pager" aria-label=(words.say("pages")) {
            @if !which.cursor.is_empty() { a class="btn btn-outline-primary" href=(address(&which, "")) { (words.say("first-page")) } }
            @if let Some(more) = more { a class="btn btn-outline-primary" href=(more) data-key="n" { (words.say("next-page")) " " (icon("it-chevron-right")) } }
        }
        (keys(words, &[("j", "key-next"), ("k", "key-before"), ("Enter", "key-open"), ("/", "key-search"), ("n", "key-page"), ("a", "new-ticket"), ("?", "key-keys")]))
    };
    Ok(Page::new(&signed.visit, words.say("tickets")).wide().body(body).render(&app.pages).into_response())
}

/// `POST /tickets`: looks for something. A request's number leads to the request.
pub(super) async fn find(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Sent(asked): Sent<Asked>,
) -> Result<Response, Wrong> {
    signed.must(Scope::TicketsRead)?;
    let wanted = asked.q.trim();
    if let Ok(number) = wanted.parse::<TicketNumber>()
        && app.service.store().ticket_of_any(number).await?.is_some()
    {
        return Ok(Redirect::to(&format!("/tickets/{}", number.value())).into_response());
    }
    let search = if wanted.is_empty() { String::new() } else { search::sealed(&signed.visit, wanted)? };
    let Asked { desk, queue, state, q: _ } = asked;
    let which = Which { desk, queue, state, search, cursor: String::new() };
    Ok(Redirect::to(&address(&which, "")).into_response())
}

/// The telephone numbers that may be meant: by the plan of the desk's country, or of each country in which a desk is.
fn numbers(app: &App, desk: &str, wanted: &str) -> Vec<Number> {
    let menus = app.service.desks();
    let of = menus.iter().filter(|menu| desk.is_empty() || *menu.desk == *desk).map(|menu| menu.country);
    let mut numbers: Vec<_> = of.filter_map(|country| numbering::number(wanted, country).ok()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// What is open, in the order of its deadlines, after a place in that order.
async fn open(
    app: &App,
    board: Board<'_>,
    find: &[Option<Find<'_>>],
    state: &str,
    cursor: &str,
) -> Result<Listed, Wrong> {
    let mut found =
        found(app, Board { standing: Standing::Open, most: MOST.saturating_add(1), ..board }, find).await?;
    let is_cut = found.len() > usize::from(MOST);
    found.truncate(usize::from(MOST));
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
    let next = next.map(|(due, opened, ticket)| format!("{due}.{opened}.{ticket}"));
    Ok(Listed { entries, next, is_cut })
}

/// What is looked for: of several numbers that may be meant, the requests of each.
async fn found(app: &App, board: Board<'_>, find: &[Option<Find<'_>>]) -> Result<Vec<Ticket>, Wrong> {
    let mut found = Vec::new();
    for find in find {
        found.extend(app.service.store().board(Board { find: *find, ..board }).await?);
    }
    Ok(found)
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
    find: &[Option<Find<'_>>],
    standing: Standing,
    cursor: &str,
) -> Result<Listed, Wrong> {
    let most = u16::try_from(PAGE + 1).unwrap_or(u16::MAX);
    let board = Board { standing, before: cursor.parse().ok(), most, ..board };
    let mut found = found(app, board, find).await?;
    found.sort_by_key(|ticket| std::cmp::Reverse((ticket.life.opened, ticket.ticket.value())));
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| last.place().to_string());
    let entries = found.into_iter().map(|ticket| entry(app, ticket)).collect();
    Ok(Listed { entries, next, is_cut: false })
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
        ("search", &which.search),
        ("cursor", cursor),
    ];
    query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { "/tickets".to_owned() } else { format!("/tickets?{query}") }
}

/// Where a request is opened, for the desk that is shown.
fn new(which: &Which) -> String {
    some(&which.desk).map_or_else(
        || "/tickets/new".to_owned(),
        |desk| format!("/tickets/new?desk={}", super::one::path(desk)),
    )
}

fn filters(app: &App, signed: &SignedIn, which: &Which, wanted: &str) -> Markup {
    let (words, desks) = (signed.visit.words(), app.service.desks());
    let desk = desks.iter().find(|menu| *menu.desk == *which.desk);
    let label = words.say("search");
    let hint = words.say("search-hint");
    let field = Field {
        name: "q",
        label: &label,
        kind: Some("search"),
        value: wanted,
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
        form method="post" action="/tickets" class="filters" role="search" {
            (signed.visit.token_field())
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
        let which = Which { queue: "a & b".to_owned(), search: "v1-_".to_owned(), ..Which::default() };
        assert_eq!(address(&which, "1.2.3"), "/tickets?queue=a+%26+b&search=v1-_&cursor=1.2.3");
        assert_eq!(address(&Which::default(), ""), "/tickets");
    }
}
