//! What the engine is asked about: one desk at one moment, with every answer of its calendars already in hand.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::hours::{Answer, Live};
use crate::menu::model::Menu;

/// A desk as it stands, good until [`Desk::until`].
#[derive(Clone, Debug)]
pub struct Desk {
    /// The menu.
    pub menu: Arc<Menu>,
    /// What each calendar says, by [`CalendarId`](crate::terms::CalendarId).
    pub calendars: Vec<Answer>,
    /// Whether the emergency switch is on.
    pub emergency: bool,
}

impl Desk {
    /// The desk at a moment.
    #[must_use]
    pub fn at(menu: Arc<Menu>, live: &Live, now: DateTime<Utc>) -> Self {
        let calendars =
            menu.calendars.iter().map(|named| named.calendar.answer(&named.name, live, now)).collect();
        Self { menu, calendars, emergency: live.emergency.is_some_and(|since| since <= now) }
    }

    /// Until when (not included) this holds, if nobody changes the live layer; none: for good.
    #[must_use]
    pub fn until(&self) -> Option<DateTime<Utc>> {
        self.calendars.iter().map(|answer| answer.until).min()
    }
}
