//! A queue's week: days side by side, a row for each time, each slot with its seats. A free one is picked with a key; a callback is dragged to another one,
//! or chosen and then put there.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use chrono::{Days, NaiveDate};
use maud::{Markup, html};

use super::super::layout::Page;
use super::super::signed::SignedIn;
use super::super::{App, Words, Wrong, icon};
use super::at::{At, Draft};
use super::{booking_keys, live, moments, opened, place, tabs, today};
use crate::access::Scope;
use crate::booking::{WeekDay, monday};
use crate::calls::{Cell, Week};
use crate::hours::Closed;
use crate::store::Scheduled;
use crate::terms::numbering;
use crate::ticket::TicketNumber;

/// `GET /scheduler/week`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(mut draft): Query<Draft>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsRead)?;
    let at = At::of(&app, &draft)?;
    let words = signed.visit.words();
    let day = draft.day().unwrap_or_else(|| at.day(app.service.now()));
    let panel = opened(&app, &signed, &at, &mut draft).await?;
    let grid = grid(&app, &signed, &at, day, &draft).await?;
    let body = html! {
        (tabs(&signed, &at, "/scheduler/week"))
        (place(&signed, &at, &app, "/scheduler/week"))
        (live(&app, &at, &html! {
            div class="week-and-booking" { (grid) (panel) }
        }).await?)
        form id="move-form" method="post" action="/scheduler/move" hidden {
            (signed.visit.token_field()) (at.fields())
            input type="hidden" name="moving"; input type="hidden" name="seen"; input type="hidden" name="start";
        }
        (booking_keys(words))
    };
    let page = Page::new(&signed.visit, words.say("week"))
        .below(words.say("scheduler"), at.address("/scheduler", &[]));
    Ok(page.own("scheduler").wide().body(body).render(&app.pages).into_response())
}

/// `GET /scheduler/grid`: the week as it is now.
pub(super) async fn refresh(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(draft): Query<Draft>,
) -> Result<Markup, Wrong> {
    signed.must(Scope::BookingsRead)?;
    let at = At::of(&app, &draft)?;
    let day = draft.day().unwrap_or_else(|| at.day(app.service.now()));
    grid(&app, &signed, &at, day, &draft).await
}

async fn grid(app: &App, signed: &SignedIn, at: &At, day: NaiveDate, draft: &Draft) -> Result<Markup, Wrong> {
    let (words, moving) = (signed.visit.words(), draft.moving());
    let week = app.service.week(&at.menu, &at.queue, day).await?;
    let grid = Grid { signed, at, week: &week, moving, seen: &draft.seen, now: app.service.now() };
    let first = monday(day);
    let other = |weeks: i64| {
        let days = Days::new(7 * weeks.unsigned_abs());
        let day = if weeks < 0 { first.checked_sub_days(days) } else { first.checked_add_days(days) };
        day.unwrap_or(first).to_string()
    };
    let told = moving.map(|ticket| ticket.value().to_string()).unwrap_or_default();
    let to =
        |day: &str| at.address("/scheduler/week", &[("day", day), ("moving", &told), ("seen", &draft.seen)]);
    let again = [("day", &*first.to_string()), ("moving", &told), ("seen", &draft.seen)];
    let again = at.address("/scheduler/grid", &again);
    Ok(html! {
        section id="week" aria-labelledby="week-title" hx-get=(again) hx-swap="outerHTML"
            hx-trigger="sse:bookings delay:300ms, sse:seats delay:300ms, sse:hours delay:300ms" {
            div class="week-head" {
                a id="week-before" class="btn btn-xs btn-outline-primary" href=(to(&other(-1))) { (icon("it-chevron-left")) span class="visually-hidden" { (words.say("week-before")) } }
                h2 id="week-title" { (words.tell("week-of", &[("date", moments::date(first, words.language()).into())])) }
                a id="week-after" class="btn btn-xs btn-outline-primary" href=(to(&other(1))) { (icon("it-chevron-right")) span class="visually-hidden" { (words.say("week-after")) } }
                a id="week-now" class="btn btn-xs btn-outline-primary" href=(to("")) { (words.say("week-now")) }
            }
            @if let Some(ticket) = moving {
                p class="moving" role="status" {
                    (words.tell("week-moving", &[("ticket", ticket.to_string().into())])) " "
                    a id="week-not-moving" href=(at.address("/scheduler/week", &[("day", &first.to_string())])) { (words.say("pick-not-moving")) }
                }
            }
            (grid.table(words))
            (legend(words))
        }
    })
}

struct Grid<'a> {
    signed: &'a SignedIn,
    at: &'a At,
    week: &'a Week,
    moving: Option<TicketNumber>,
    /// The version of the callback that is moved, as it was when it was chosen.
    seen: &'a str,
    now: chrono::DateTime<chrono::Utc>,
}

impl Grid<'_> {
    fn table(&self, words: Words) -> Markup {
        // Rows by the time on the wall: where the clocks go back a time comes twice, and its row has both.
        let mut rows: BTreeMap<String, Vec<&Cell>> = BTreeMap::new();
        for cell in &self.week.cells {
            let local = cell.slot.start.with_timezone(&self.at.menu.zone);
            rows.entry(local.format("%H:%M").to_string()).or_default().push(cell);
        }
        let today = self.at.day(self.now);
        html! {
            div id="week-scroll" class="week-scroll" data-scrolls tabindex="0" role="group" aria-labelledby="week-title" {
                table class="week" {
                    thead { tr {
                        th scope="col" { span class="visually-hidden" { (words.say("today-time")) } }
                        @for day in &self.week.days {
                            th scope="col" class=(if day.date == today { "is-today" } else { "" }) {
                                (moments::short(day.date, words.language()))
                                @if let Some(why) = shut(words, day) { span class="why" { (why) } }
                            }
                        }
                    } }
                    tbody {
                        @if rows.is_empty() { tr { td colspan="8" { (words.say("week-closed")) } } }
                        @for (time, cells) in &rows {
                            tr {
                                th scope="row" { (time.strip_prefix('0').unwrap_or(time)) }
                                @for day in &self.week.days {
                                    @let here: Vec<_> = cells.iter().filter(|cell| day.span.contains(&cell.slot.start)).collect();
                                    @if here.is_empty() { td class="shut" {} } @else {
                                        td { @for cell in here { (self.cell(words, day, cell)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn cell(&self, words: Words, day: &WeekDay, cell: &Cell) -> Markup {
        let booked: Vec<_> =
            self.week.booked.iter().filter(|one| one.slot.start == cell.slot.start).collect();
        let said = self.said(words, day, cell);
        let kind = self.kind(cell);
        let can = self.signed.may(Scope::BookingsWrite) && matches!(kind, Kind::Free | Kind::Hurried);
        let start = cell.slot.start.timestamp();
        // By its id the focus comes back, when the week is renewed under whoever is in it.
        let id = format!("cell-{start}");
        html! {
            div class=(format!("cell {}", kind.class())) data-start=[can.then_some(start)] {
                @if can && let Some(ticket) = self.moving {
                    form method="post" action="/scheduler/move" {
                        (self.signed.visit.token_field()) (self.at.fields())
                        input type="hidden" name="moving" value=(ticket.value());
                        input type="hidden" name="seen" value=(self.seen);
                        button id=(id) type="submit" class="free" name="start" value=(start) aria-label=(words.tell("cell-move-here", &[("cell", said.as_str().into())])) { (kind.sign(cell.free)) }
                    }
                } @else if can {
                    button id=(id) type="submit" class="free" form="booking-form" formaction="/scheduler/pick" name="start" value=(start) aria-label=(said) { (kind.sign(cell.free)) }
                } @else {
                    span id=(id) class="none" tabindex="-1" { span aria-hidden="true" { (kind.sign(cell.free)) } span class="visually-hidden" { (said) } }
                }
                @for one in booked { (self.chip(words, one)) }
            }
        }
    }

    /// A callback: to be dragged, or chosen and then put elsewhere.
    fn chip(&self, words: Words, one: &Scheduled) -> Markup {
        let number = one.ticket.to_string();
        let short: String = number.chars().skip(8).collect();
        let told = format!("{} {}, {}", number, numbering::spaced(one.number), today::outcome(words, one));
        let ticket = one.ticket.value().to_string();
        let id = format!("chip-{ticket}");
        let (day, seen) = (self.at.day(one.slot.start).to_string(), one.seen.to_string());
        let to = [("day", &*day), ("moving", &ticket), ("seen", &seen)];
        let movable = self.signed.may(Scope::BookingsWrite) && one.slot.start > self.now;
        html! {
            @if movable {
                a id=(id) class=(if self.moving == Some(one.ticket) { "chip is-moving" } else { "chip" }) draggable="true" data-ticket=(ticket) data-seen=(seen) title=(told)
                    href=(self.at.address("/scheduler/week", &to)) {
                    span aria-hidden="true" { "…" (short) } span class="visually-hidden" { (words.tell("chip-move", &[("told", told.as_str().into())])) }
                }
            } @else {
                span id=(id) class="chip" tabindex="-1" title=(told) { span aria-hidden="true" { "…" (short) } span class="visually-hidden" { (told) } }
            }
        }
    }

    /// A slot in words.
    fn said(&self, words: Words, day: &WeekDay, cell: &Cell) -> String {
        let when =
            format!("{} {}", moments::long(day.date, words.language()), self.at.clock(cell.slot.start));
        if cell.blocked {
            return words.tell("cell-blocked", &[("when", when.into())]);
        }
        let values = [
            ("when", when.into()),
            ("free", cell.free.into()),
            ("capacity", cell.capacity.into()),
            ("booked", cell.booked.into()),
            ("held", cell.held.into()),
        ];
        let told = words.tell("cell", &values);
        match self.kind(cell).words() {
            Some(why) => format!("{told}, {}", words.say(why)),
            None => told,
        }
    }

    fn kind(&self, cell: &Cell) -> Kind {
        match cell {
            Cell { blocked: true, .. } => Kind::Blocked,
            Cell { slot, .. } if slot.start <= self.now && cell.booked == 0 => Kind::Over,
            Cell { free: 1.., bookable: true, .. } => Kind::Free,
            Cell { free: 1.., slot, .. } if slot.start - self.now < self.at.queue.notice => Kind::Hurried,
            Cell { free: 1.., .. } => Kind::Far,
            Cell { held: 1.., .. } => Kind::Held,
            Cell { booked: 1.., .. } => Kind::Full,
            Cell { .. } => Kind::Over,
        }
    }
}

/// How a slot looks: each kind by a sign as well, for who sees no colours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Free,
    /// Within the queue's notice: a clerk is asked for a reason.
    Hurried,
    /// Later than the queue can be booked yet.
    Far,
    Held,
    Full,
    Blocked,
    Over,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::Free => "is-free",
            Self::Hurried => "is-hurried",
            Self::Far => "is-far",
            Self::Held => "is-held",
            Self::Full => "is-full",
            Self::Blocked => "is-blocked",
            Self::Over => "is-over",
        }
    }

    fn sign(self, free: u16) -> String {
        match self {
            Self::Free => free.to_string(),
            Self::Hurried => format!("{free}!"),
            Self::Held => "…".to_owned(),
            Self::Full => "●".to_owned(),
            Self::Blocked => "×".to_owned(),
            Self::Far | Self::Over => "–".to_owned(),
        }
    }

    /// What its colour and its sign say, where its numbers do not.
    const fn words(self) -> Option<&'static str> {
        match self {
            Self::Hurried => Some("cell-hurried"),
            Self::Far => Some("cell-far"),
            Self::Over => Some("cell-over"),
            Self::Free | Self::Held | Self::Full | Self::Blocked => None,
        }
    }
}

fn legend(words: Words) -> Markup {
    html! {
        ul class="legend" aria-label=(words.say("legend")) {
            li { span class="cell is-free" aria-hidden="true" { "2" } " " (words.say("legend-free")) }
            li { span class="cell is-hurried" aria-hidden="true" { "2!" } " " (words.say("legend-hurried")) }
            li { span class="cell is-held" aria-hidden="true" { "…" } " " (words.say("legend-held")) }
            li { span class="cell is-full" aria-hidden="true" { "●" } " " (words.say("legend-full")) }
            li { span class="cell is-blocked" aria-hidden="true" { "×" } " " (words.say("legend-blocked")) }
            li { span class="cell is-over" aria-hidden="true" { "–" } " " (words.say("legend-over")) }
            li { span class="cell shut" aria-hidden="true" {} " " (words.say("legend-shut")) }
        }
    }
}

/// Why a day is closed, or which holiday it is.
pub(super) fn shut(words: Words, day: &WeekDay) -> Option<String> {
    if let Some(holiday) = day.holiday.as_deref().filter(|name| !name.is_empty()) {
        return Some(holiday.to_owned());
    }
    match day.closed()? {
        Closed::OutsideHours | Closed::Emergency => Some(words.say("closed")),
        Closed::Holiday => Some(words.say("closed-holiday")),
        Closed::ClosingPeriod => Some(words.say("closed-period")),
        Closed::Override => Some(words.say("closed-by-hand")),
    }
}
