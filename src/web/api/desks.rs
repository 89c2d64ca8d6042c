//! Desks, and the slots that their queues offer.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Duration, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Refusal;
use super::given::maybe_moment;
use super::refusal::{Always, Document};
use super::request::{BookingsRead, May, Nothing, Path, Query};
use super::shown::local;
use crate::menu::model::Menu;
use crate::terms::Language;
use crate::web::App;

/// The widest span that is answered at once.
const WIDEST: Duration = Duration::days(62);

/// The desks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Desks {
    items: Vec<Desk>,
}

/// A desk.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Desk {
    /// Its short name.
    #[serde(rename = "desk")]
    #[schema(example = "dogane")]
    name: String,
    /// What people call it, in its first language.
    title: String,
    /// The languages that it speaks, ISO 639-1.
    languages: Vec<String>,
    /// The zone of its hours.
    #[schema(example = "Europe/Rome")]
    zone: String,
    /// The queues for which callbacks are booked.
    queues: Vec<Queue>,
}

/// A queue.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Queue {
    /// Its short name.
    #[serde(rename = "queue")]
    name: String,
    /// What people call it, in the desk's first language.
    title: String,
    /// How long its slots are; minutes.
    minutes: i64,
}

/// Which slots.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// The queue; all of the desk's queues, where none is named.
    queue: Option<String>,
    /// From when, RFC 3339; from now, where it is not said.
    #[serde(default, deserialize_with = "maybe_moment")]
    from: Option<DateTime<FixedOffset>>,
    /// Until when, RFC 3339, not included; all that can be booked, where it is not said. At most 62 days after `from`.
    #[serde(default, deserialize_with = "maybe_moment")]
    to: Option<DateTime<FixedOffset>>,
}

/// The slots.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Slots {
    items: Vec<Slot>,
}

/// A slot.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Slot {
    /// The queue's short name.
    queue: String,
    /// Its first minute.
    #[schema(example = "2026-11-24T15:00:00+01:00")]
    start: DateTime<FixedOffset>,
    /// Its end, not included.
    end: DateTime<FixedOffset>,
    /// How many callbacks it takes.
    capacity: u16,
    /// How many of them are free.
    free: u16,
}

/// The desks that serve.
#[utoipa::path(
    get, path = "/desks", tag = "desks",
    responses(
        (status = 200, description = "The desks.", body = Desks),
        (status = 400, description = "There is something behind the `?`.", body = Document, content_type = "application/problem+json"),
        Always,
    ),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: May<BookingsRead>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Json<Desks>, Refusal> {
    let items = app.service.desks().iter().map(|menu| desk(menu)).collect();
    Ok(Json(Desks { items }))
}

fn desk(menu: &Menu) -> Desk {
    let language = menu.languages.first().copied().unwrap_or(Language::It);
    Desk {
        name: menu.desk.to_string(),
        title: menu.written(menu.title, language).to_owned(),
        languages: menu.languages.iter().map(|language| language.code().to_owned()).collect(),
        zone: menu.zone.name().to_owned(),
        queues: menu
            .queues
            .iter()
            .map(|queue| Queue {
                name: queue.name.to_string(),
                title: menu.written(queue.title, language).to_owned(),
                minutes: queue.length.num_minutes(),
            })
            .collect(),
    }
}

/// The slots of a desk, those that are full among them.
#[utoipa::path(
    get, path = "/desks/{desk}/slots", tag = "desks",
    params(("desk" = String, Path, description = "The desk's short name."), Which),
    responses(
        (status = 200, description = "The slots, in order.", body = Slots),
        (status = 400, description = "A value cannot be read.", body = Document, content_type = "application/problem+json"),
        (status = 404, description = "There is no such desk or queue.", body = Document, content_type = "application/problem+json"),
        (status = 422, description = "The span is too wide, or has no time in it.", body = Document, content_type = "application/problem+json"),
        Always,
    ),
)]
pub(super) async fn slots(
    State(app): State<Arc<App>>,
    _: May<BookingsRead>,
    Path(desk): Path<String>,
    Query(which): Query<Which>,
) -> Result<Json<Slots>, Refusal> {
    let menu = app.service.desk(&desk).ok_or(Refusal::NotFound("desk"))?;
    let now = app.service.now();
    let from = which.from.map_or(now, |from| from.with_timezone(&Utc));
    let to = which.to.map(|to| to.with_timezone(&Utc));
    if to.is_some_and(|to| to <= from || to - from > WIDEST) {
        return Err(Refusal::Impossible("`to` must lie after `from`, at most 62 days".to_owned()));
    }
    let asked =
        |queue: &&crate::menu::model::Queue| which.queue.as_ref().is_none_or(|name| **name == *queue.name);
    let queues: Vec<_> = menu.queues.iter().filter(asked).collect();
    if which.queue.is_some() && queues.is_empty() {
        return Err(Refusal::NotFound("queue"));
    }
    let mut items = Vec::new();
    for queue in queues {
        for open in app.service.openings(&menu, queue, from, to).await? {
            items.push(Slot {
                queue: queue.name.to_string(),
                start: local(open.slot.start, menu.zone),
                end: local(open.slot.end, menu.zone),
                capacity: open.capacity,
                free: open.free,
            });
        }
    }
    items.sort_by_key(|slot| slot.start);
    Ok(Json(Slots { items }))
}
