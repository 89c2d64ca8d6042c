//! How a request stands to what its desk promises: by the desk's calendar, with what is decided by hand.

use chrono::{DateTime, Utc};

use super::Service;
use crate::menu::model::Menu;
use crate::ticket::{Aim, Amount, Clock, Goal, Life, Staffed};

/// A promise to a request, as it stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promised {
    /// What is promised.
    pub goal: Goal,
    /// Until when; none while the user is waited for, or where the desk never opens.
    pub due: Option<DateTime<Utc>>,
    /// What is left of it, negative once it is over; none where it was kept.
    pub left: Option<Amount>,
    /// By which clock that is told.
    pub clock: Clock,
    /// When it was kept.
    pub done: Option<DateTime<Utc>>,
    /// Whether it is broken.
    pub broken: bool,
}

impl Service {
    /// The promises to a request, the reaction first; none where its desk promises nothing.
    #[must_use]
    pub fn promised(&self, menu: &Menu, life: &Life) -> Vec<Promised> {
        let by_hand = self.live.of(&menu.desk);
        let Some((promise, calendar)) =
            menu.tickets.promise.as_ref().zip(menu.calendars.get(menu.tickets.calendar.index()))
        else {
            return Vec::new();
        };
        let staffed = Staffed { calendar: &calendar.calendar, live: &by_hand, name: &calendar.name };
        let now = self.now();
        let aims = promise.aims(life, staffed).into_iter().flatten();
        aims.map(|aim| stands(&aim, staffed, now)).collect()
    }
}

fn stands(aim: &Aim, staffed: Staffed<'_>, now: DateTime<Utc>) -> Promised {
    Promised {
        goal: aim.goal,
        due: aim.moment(),
        left: aim.left(now, staffed),
        clock: aim.figure.clock,
        done: aim.done,
        broken: aim.broken(now),
    }
}
