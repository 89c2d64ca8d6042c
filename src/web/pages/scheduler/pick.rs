//! What can be booked, and picking it: the first free slot, one of three others, a typed time, or a cell of the week. A picked slot has a seat held for
//! two minutes; a slot that somebody else took just now offers the next one.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use maud::Markup;

use super::super::chance;
use super::super::form::Sent;
use super::super::signed::SignedIn;
use super::super::{App, Words, Wrong};
use super::at::{At, Draft};
use super::panel::{Panel, Told};
use super::week::shut;
use super::{answer, holder, moments};
use crate::access::Scope;
use crate::booking::typed::{self, Typed, TypedFault};
use crate::booking::{self, Barred, NotCallable, Slot};
use crate::calls::{NotBooked, Notice, Opening};
use crate::terms::Number;

/// How long after the first free slot the second alternative is.
const LATER: TimeDelta = TimeDelta::hours(2);

/// What is to be picked.
enum Wanted {
    Slot(DateTime<Utc>),
    Not(Told),
}

/// The slots that can be had, in order.
pub(super) async fn free(app: &App, at: &At) -> Result<Vec<Slot>, Wrong> {
    let openings = app.service.openings(&at.menu, &at.queue, app.service.now(), None).await?;
    Ok(openings.into_iter().filter(|opening| opening.free > 0).map(|Opening { slot, .. }| slot).collect())
}

/// The first, and three that differ from it: the next one, one some hours later, one on another day.
pub(super) fn offers(at: &At, free: &[Slot]) -> Vec<Slot> {
    let Some((first, rest)) = free.split_first() else { return Vec::new() };
    let mut offers = vec![*first];
    let later = |slot: &&Slot| slot.start - first.start >= LATER;
    let another_day = |slot: &&Slot| at.day(slot.start) > at.day(first.start);
    let found = [rest.first(), rest.iter().find(later), rest.iter().find(another_day)];
    for slot in found.into_iter().flatten().chain(rest) {
        if offers.len() < 4 && !offers.contains(slot) {
            offers.push(*slot);
        }
    }
    offers.get_mut(1..).unwrap_or_default().sort_unstable();
    offers
}

/// `GET /scheduler/offers`: the offers as they are now.
pub(super) async fn refresh(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Query(draft): Query<Draft>,
) -> Result<Markup, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &draft)?;
    let free = free(&app, &at).await?;
    let panel = Panel { visit: &signed.visit, at: &at, draft: &draft, now: app.service.now() };
    Ok(panel.offers(&offers(&at, &free), false))
}

/// `POST /scheduler/pick`
pub(super) async fn pick(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Sent(mut draft): Sent<Draft>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &draft)?;
    let words = signed.visit.words();
    let free = free(&app, &at).await?;
    let number = match number(&at, words, &draft) {
        Ok(number) => number,
        Err(wrong) => {
            let told = Told { number: Some(wrong), ..Told::default() };
            return choosing(&app, &signed, &at, &draft, &free, &told).await;
        }
    };
    let start = match wanted(&app, &at, words, &draft, &free) {
        Wanted::Slot(start) => start,
        Wanted::Not(mut told) => {
            if let Some(from) = told.none_within
                && let Some(why) = closed(&app, &at, words, from).await?
            {
                told.when = Some(why);
            }
            return choosing(&app, &signed, &at, &draft, &free, &told).await;
        }
    };
    if draft.intent.is_empty() {
        draft.intent = chance::name()?;
    }
    let notice = if Draft::said(&draft.waive).is_some() { Notice::Waived } else { Notice::Asked };
    let name = holder(&signed, &draft);
    match app.service.hold_at_counter(&at.menu, &at.queue, start, &name, notice).await {
        Ok(held) => {
            // The hold lapses by the database's clock, which is the one that is shown.
            let left = (held.until - app.service.store().now().await?).to_std().unwrap_or_default();
            let panel = Panel { visit: &signed.visit, at: &at, draft: &draft, now: app.service.now() };
            answer(&app, &signed, &at, &draft, panel.held(held.slot, number, left)).await
        }
        Err(refused) => {
            let told = refusal(&app, &at, words, start, &free, refused).await?;
            match (told.within_notice, told.instead) {
                // Enter beside the reason means this slot, whichever way it was picked.
                (Some(slot), _) => {
                    let language = words.language();
                    draft.when = typed::printed(slot.start, at.menu.zone, app.service.now(), language);
                }
                (None, Some(_)) => draft.when.clear(),
                (None, None) => {}
            }
            choosing(&app, &signed, &at, &draft, &free, &told).await
        }
    }
}

/// `POST /scheduler/release`: another time after all.
pub(super) async fn release(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Sent(mut draft): Sent<Draft>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &draft)?;
    app.service.let_go_at_counter(&holder(&signed, &draft)).await?;
    draft.start.clear();
    draft.waive.clear();
    let free = free(&app, &at).await?;
    choosing(&app, &signed, &at, &draft, &free, &Told::default()).await
}

/// The panel as it was, with what is wrong.
pub(super) async fn choosing(
    app: &App,
    signed: &SignedIn,
    at: &At,
    draft: &Draft,
    free: &[Slot],
    told: &Told,
) -> Result<Response, Wrong> {
    let panel = Panel { visit: &signed.visit, at, draft, now: app.service.now() };
    answer(app, signed, at, draft, panel.choosing(&offers(at, free), told)).await
}

/// The number that was typed, if it can be called back.
pub(super) fn number(at: &At, words: Words, draft: &Draft) -> Result<Number, String> {
    booking::keyed_in(&at.queue, draft.number.trim(), at.menu.country).map_err(|refused| match refused {
        NotCallable::NoNumber(_) => words.say("wrong-number"),
        NotCallable::Country => words.say("wrong-number-country"),
        NotCallable::Kind(_) => words.say("wrong-number-kind"),
    })
}

/// Why nothing is held, with what would do.
pub(super) async fn refusal(
    app: &App,
    at: &At,
    words: Words,
    start: DateTime<Utc>,
    free: &[Slot],
    refused: NotBooked,
) -> Result<Told, Wrong> {
    let shown = |slot: DateTime<Utc>| at.moment(slot, app.service.now(), words.language());
    match refused {
        NotBooked::Full if is_blocked(app, at, start).await? => {
            Ok(Told { when: Some(words.say("when-blocked")), choices: near(free, start), ..Told::default() })
        }
        NotBooked::Full => Ok(Told {
            above: Some(words.tell("pick-taken", &[("moment", shown(start).into())])),
            instead: after(free, start),
            ..Told::default()
        }),
        NotBooked::NoSlot => no_slot(app, at, words, start, free).await,
        NotBooked::TooMany => {
            let most = at.queue.open_per_number;
            Ok(Told { above: Some(words.tell("pick-too-many", &[("most", most.into())])), ..Told::default() })
        }
        NotBooked::Barred(why) => {
            let id = match why {
                Barred::Denied => "wrong-number-denied",
                Barred::TooOften => "wrong-number-often",
            };
            Ok(Told { number: Some(words.say(id)), ..Told::default() })
        }
        NotBooked::Reason => Ok(Told { above: Some(words.say("change-needs-reason")), ..Told::default() }),
        NotBooked::Code(_) | NotBooked::Customer => {
            Ok(Told { customer: Some(words.say("wrong-customer")), ..Told::default() })
        }
        NotBooked::Number(_) => Ok(Told { number: Some(words.say("wrong-number-kind")), ..Told::default() }),
        NotBooked::Store(fault) => Err(fault.into()),
    }
}

/// The next free slot after one that is taken; the first of all, where none comes after it.
pub(super) fn after(free: &[Slot], start: DateTime<Utc>) -> Option<Slot> {
    free.iter().find(|slot| slot.start > start).or(free.first()).copied()
}

fn wanted(app: &App, at: &At, words: Words, draft: &Draft, free: &[Slot]) -> Wanted {
    if let Some(start) = draft.start() {
        return Wanted::Slot(start);
    }
    let first = || match free.first() {
        Some(slot) => Wanted::Slot(slot.start),
        None => Wanted::Not(Told { above: Some(words.say("pick-none-free")), ..Told::default() }),
    };
    let Some(when) = Draft::said(&draft.when) else { return first() };
    let now = app.service.now();
    let is_free = |moment: &DateTime<Utc>| free.iter().any(|slot| slot.start == *moment);
    match typed::read(when, at.menu.zone, now) {
        Ok(Typed::Soonest) => first(),
        Ok(Typed::At(moment)) => Wanted::Slot(moment),
        Ok(Typed::Within { from, until }) => {
            match free.iter().find(|slot| slot.start >= from && slot.start < until) {
                Some(slot) => Wanted::Slot(slot.start),
                None => Wanted::Not(Told {
                    none_within: Some(from),
                    when: Some(words.say("when-none-free")),
                    choices: near(free, from),
                    ..Told::default()
                }),
            }
        }
        // Of two that may be meant only one can be had.
        Err(TypedFault::Half(both)) if both.iter().filter(|moment| is_free(moment)).count() == 1 => {
            let [one, other] = both;
            Wanted::Slot(if is_free(&one) { one } else { other })
        }
        Err(fault) => {
            let choices = fault.choices().to_vec();
            Wanted::Not(Told { when: Some(sentence(words, &fault)), choices, ..Told::default() })
        }
    }
}

pub(super) fn sentence(words: Words, fault: &TypedFault) -> String {
    match fault {
        TypedFault::Nothing => words.say("when-nothing"),
        TypedFault::NotUnderstood(word) => {
            words.tell("when-not-understood", &[("word", word.as_str().into())])
        }
        TypedFault::NoSuchDay(day) => words.tell("when-no-such-day", &[("day", day.as_str().into())]),
        TypedFault::NoSuchTime(time) => words.tell("when-no-such-time", &[("time", time.as_str().into())]),
        TypedFault::Past(_) => words.say("when-past"),
        TypedFault::Twice(_) => words.say("when-twice"),
        TypedFault::Skipped(_) => words.say("when-skipped"),
        TypedFault::Half(_) => words.say("when-half"),
        TypedFault::Next(_) => words.say("when-next"),
        TypedFault::Weekday(_) => words.say("when-weekday"),
    }
}

/// The free slots before and after a moment.
fn near(free: &[Slot], moment: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let before = free.iter().rfind(|slot| slot.start < moment);
    let after = free.iter().filter(|slot| slot.start >= moment).take(2);
    before.into_iter().chain(after).map(|slot| slot.start).collect()
}

/// Whether a clerk has blocked the slot that begins then.
async fn is_blocked(app: &App, at: &At, start: DateTime<Utc>) -> Result<bool, Wrong> {
    let cells = app.service.cells(&at.menu, &at.queue, start..start + TimeDelta::seconds(1)).await?;
    Ok(cells.iter().any(|cell| cell.slot.start == start && (cell.blocked || cell.capacity == 0)))
}

/// No slot begins then, or none that can be booked by everybody.
async fn no_slot(
    app: &App,
    at: &At,
    words: Words,
    start: DateTime<Utc>,
    free: &[Slot],
) -> Result<Told, Wrong> {
    let cells = app.service.cells(&at.menu, &at.queue, start..start + TimeDelta::seconds(1)).await?;
    let cell = cells.into_iter().find(|cell| cell.slot.start == start);
    Ok(match cell {
        Some(cell) if cell.blocked || cell.capacity == 0 => {
            Told { when: Some(words.say("when-blocked")), choices: near(free, start), ..Told::default() }
        }
        Some(cell)
            if !cell.bookable && cell.free > 0 && cell.slot.start - app.service.now() < at.queue.notice =>
        {
            Told { within_notice: Some(cell.slot), ..Told::default() }
        }
        Some(_) => {
            Told { when: Some(words.say("when-too-far")), choices: near(free, start), ..Told::default() }
        }
        None => {
            let why = closed(app, at, words, start).await?;
            let why = why.unwrap_or_else(|| words.say("when-no-slot"));
            Told { when: Some(why), choices: near(free, start), ..Told::default() }
        }
    })
}

/// That the day of a moment is closed, and why; none where the queue has any slot on it.
async fn closed(app: &App, at: &At, words: Words, moment: DateTime<Utc>) -> Result<Option<String>, Wrong> {
    let date = at.day(moment);
    let week = app.service.week(&at.menu, &at.queue, date).await?;
    let Some(day) = week.days.iter().find(|day| day.date == date) else { return Ok(None) };
    if week.cells.iter().any(|cell| day.span.contains(&cell.slot.start)) {
        return Ok(None);
    }
    let shown = moments::long(date, words.language());
    let plain = words.say("closed");
    Ok(Some(match shut(words, day).filter(|why| *why != plain) {
        Some(why) => words.tell("when-closed-why", &[("day", shown.into()), ("why", why.into())]),
        None => words.tell("when-closed", &[("day", shown.into())]),
    }))
}
