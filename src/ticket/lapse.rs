//! A desk's last day for a request: the customs desk handles none that is older than 60 days, unless somebody reminds.

use chrono::{DateTime, Days, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Life, State};
use crate::hours::midnight;

/// After how many days a request lapses. A desk that says nothing lets none lapse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lapse {
    /// Local days after that of the opening or of the last reminder; the last of them is still a day on which it is handled.
    pub days: u16,
    /// Whose days.
    pub zone: Tz,
}

impl Lapse {
    /// When an open request lapses: at the end of its last day. None where it is closed, or has lapsed already.
    #[must_use]
    pub fn moment(self, life: &Life) -> Option<DateTime<Utc>> {
        match life.state {
            State::Closed | State::Lapsed => None,
            State::Opened | State::TakenInCharge | State::Waiting | State::Reopened => {
                let from = life.reminded.map_or(life.since, |reminded| reminded.max(life.since));
                let day = from.with_timezone(&self.zone).date_naive();
                let after = day.checked_add_days(Days::new(u64::from(self.days) + 1))?;
                Some(midnight(self.zone, after))
            }
        }
    }
}
