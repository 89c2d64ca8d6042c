//! Booking, moving and telling. What is said to be booked is in the store; sent again after the network was lost, it is booked once.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use fluent_templates::fluent_bundle::FluentValue;
use maud::html;

use super::super::chance;
use super::super::form::Sent;
use super::super::signed::SignedIn;
use super::super::{App, Flash, Wrong, alert, gone_to};
use super::at::{At, Draft};
use super::panel::{Panel, Told};
use super::pick::{after, choosing, free, number, refusal};
use super::{answer, holder};
use crate::access::Scope;
use crate::booking::typed;
use crate::calls::{AtCounter, AtSeat, NotBooked, NotMoved};
use crate::store::{By, Clerk, Introduction};
use crate::ticket::TicketNumber;

/// The longest name, mailbox and note, as the API has them.
const LONGEST: [usize; 3] = [200, 254, 4_000];

/// `POST /scheduler/book`
pub(super) async fn book(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Sent(mut draft): Sent<Draft>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &draft)?;
    let words = signed.visit.words();
    let start = draft.start().ok_or(Wrong::Malformed)?;
    if draft.intent.is_empty() {
        draft.intent = chance::name()?;
    }
    let wrong = match (number(&at, words, &draft), introduction(&draft)) {
        (Ok(number), Some(_)) => match done(&app, &signed, &at, &mut draft, start).await? {
            Ok(seat) => {
                let panel = Panel { visit: &signed.visit, at: &at, draft: &draft, now: app.service.now() };
                let sendable = can_send(&app, &at, seat.ticket).await?;
                let card = panel.card(&seat, number, sendable, draft.moving().is_some());
                draft = Draft { number: String::new(), moving: String::new(), ..draft };
                return answer(&app, &signed, &at, &draft, card).await;
            }
            Err(told) => told,
        },
        (Ok(_), None) => Told { above: Some(words.say("wrong-email")), ..Told::default() },
        (Err(wrong), _) => Told { number: Some(wrong), ..Told::default() },
    };
    // What was refused is remembered under its name: the next try has another one.
    draft = Draft { intent: chance::name()?, start: String::new(), when: String::new(), ..draft };
    let free = free(&app, &at).await?;
    choosing(&app, &signed, &at, &draft, &free, &wrong).await
}

/// Books or moves; else why not, and what may be done instead.
async fn done(
    app: &App,
    signed: &SignedIn,
    at: &At,
    draft: &mut Draft,
    start: DateTime<Utc>,
) -> Result<Result<AtSeat, Told>, Wrong> {
    let actor = signed.user.name.as_str();
    let name = holder(signed, draft);
    let refused = if let Some(ticket) = draft.moving() {
        let note = Draft::said(&draft.waive);
        let by = By { actor, note, seen: draft.seen(), ..By::default() };
        match app.service.move_at_counter(&at.menu, ticket, start, by, Some(&name)).await {
            Ok(seat) => return Ok(Ok(seat)),
            Err(NotMoved::Full) => NotBooked::Full,
            Err(NotMoved::NoSlot) => NotBooked::NoSlot,
            Err(NotMoved::NotAsSeen) => {
                let (moment, version) = stands(app, signed, at, ticket).await?;
                draft.seen = version;
                let told = signed.visit.words().tell("week-gone-on", &told_where(ticket, &moment));
                return Ok(Err(Told { above: Some(told), ..Told::default() }));
            }
            Err(NotMoved::Unknown | NotMoved::TooLate) => return Err(Wrong::NotFound),
            Err(NotMoved::Store(fault)) => return Err(fault.into()),
        }
    } else {
        let without_notice = Draft::said(&draft.waive).map(|reason| Clerk {
            actor,
            reason,
            asked: Some(&name),
            now: app.service.now(),
        });
        let wanted = AtCounter {
            start,
            phone: draft.number.trim(),
            language: at.language(draft),
            who: introduction(draft).unwrap_or_default(),
            actor,
            asked: Some(&name),
            customer: Draft::said(&draft.customer),
            without_notice,
        };
        match app.service.book_at_counter(&at.menu, &at.queue, wanted).await {
            Ok(seat) => return Ok(Ok(seat)),
            Err(refused) => refused,
        }
    };
    let free = free(app, at).await?;
    refusal(app, at, signed.visit.words(), start, &free, refused).await.map(Err)
}

/// Where a booking stands that a colleague has changed, and its version.
async fn stands(
    app: &App,
    signed: &SignedIn,
    at: &At,
    ticket: TicketNumber,
) -> Result<(String, String), Wrong> {
    let found = app.service.store().booking_as_seen(&at.menu.desk, ticket).await?;
    let (booking, version) = found.ok_or(Wrong::NotFound)?;
    let language = signed.visit.words().language();
    Ok((at.moment(booking.slot.start, app.service.now(), language), version.to_string()))
}

fn told_where(ticket: TicketNumber, moment: &str) -> [(&'static str, FluentValue<'_>); 2] {
    [("ticket", ticket.to_string().into()), ("moment", moment.into())]
}

/// What the user says of themselves; none where a mailbox is no mailbox, or something is too long.
fn introduction(draft: &Draft) -> Option<Introduction<'_>> {
    let said = [&draft.name, &draft.email, &draft.note].map(|text| Draft::said(text));
    let short =
        said.iter().zip(LONGEST).all(|(text, most)| text.is_none_or(|text| text.chars().count() <= most));
    let [name, email, note] = said;
    let is_mailbox = email.is_none_or(|email| email.parse::<lettre::Address>().is_ok());
    (short && is_mailbox).then_some(Introduction { name, email, note })
}

/// Whether the user can be sent the number: by mail or as a short message.
async fn can_send(app: &App, at: &At, ticket: TicketNumber) -> Result<bool, Wrong> {
    let ways = app.service.ways();
    if !ways.mail && !ways.sms {
        return Ok(false);
    }
    let found = app.service.store().ticket(&at.menu.desk, ticket).await?;
    Ok(found.is_some_and(|ticket| ways.mailbox(&ticket).is_some() || ways.mobile(&ticket).is_some()))
}

/// `POST /scheduler/send`: the number, in writing, to whoever asked for it on the line.
pub(super) async fn send(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Sent(draft): Sent<Draft>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &draft)?;
    let ticket = draft.ticket()?;
    let sent = app.service.send_reference(&at.menu, ticket).await?;
    let id = if sent { "card-sent" } else { "card-not-sent" };
    if signed.visit.is_htmx() {
        let words = signed.visit.words();
        return Ok(alert(sent, &html! { p { (words.say(id)) } }).into_response());
    }
    let flash = if sent { Flash::done("card-sent") } else { Flash::not_done("card-not-sent") };
    Ok(gone_to(&app, &at.address("/scheduler", &[]), &flash))
}

/// `POST /scheduler/move`: a callback to another slot, from the week.
pub(super) async fn move_to(
    State(app): State<Arc<App>>,
    signed: SignedIn,
    Sent(draft): Sent<Draft>,
) -> Result<Response, Wrong> {
    signed.must(Scope::BookingsWrite)?;
    let at = At::of(&app, &draft)?;
    let (ticket, start) = draft.moving().zip(draft.start()).ok_or(Wrong::Malformed)?;
    let language = signed.visit.words().language();
    let back = at.address("/scheduler/week", &[("day", &at.day(start).to_string())]);
    let shown = |moment| at.moment(moment, app.service.now(), language);
    let by = By { actor: &signed.user.name, seen: draft.seen(), ..By::default() };
    let flash = match app.service.move_at_counter(&at.menu, ticket, start, by, None).await {
        Ok(seat) => Flash::done("week-moved")
            .with("ticket", seat.ticket.to_string())
            .with("moment", shown(seat.slot.start)),
        Err(NotMoved::Full) => {
            let free = free(&app, &at).await?;
            match after(&free, start) {
                Some(slot) => Flash::not_done("week-taken").with("moment", shown(slot.start)),
                None => Flash::not_done("pick-none-free"),
            }
        }
        Err(NotMoved::NoSlot) if start > app.service.now() && start - app.service.now() < at.queue.notice => {
            // The reason is asked for where it can be typed.
            let when = typed::printed(start, at.menu.zone, app.service.now(), language);
            let (moving, seen) = (ticket.value().to_string(), draft.seen.as_str());
            let there = [("moving", moving.as_str()), ("seen", seen), ("when", &when)];
            let flash = Flash::not_done("week-hurried").with("moment", shown(start));
            return Ok(gone_to(&app, &at.address("/scheduler", &there), &flash));
        }
        Err(NotMoved::NoSlot) => Flash::not_done("when-no-slot"),
        Err(NotMoved::TooLate) => Flash::not_done("week-too-late"),
        Err(NotMoved::NotAsSeen) => {
            let (moment, _) = stands(&app, &signed, &at, ticket).await?;
            Flash::not_done("week-gone-on").with("ticket", ticket.to_string()).with("moment", moment)
        }
        Err(NotMoved::Unknown) => return Err(Wrong::NotFound),
        Err(NotMoved::Store(fault)) => return Err(fault.into()),
    };
    Ok(gone_to(&app, &back, &flash))
}
