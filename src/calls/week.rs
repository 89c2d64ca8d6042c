//! A queue's week, as a clerk looks at it: its days with their hours and holidays, its slots with their seats, and whose they are.

use chrono::NaiveDate;

use super::Service;
use super::clerk::Cell;
use crate::booking::{self, WeekDay};
use crate::menu::model::{Menu, Queue};
use crate::store::{Fault, Scheduled};

/// A week from its Monday on.
#[derive(Clone, Debug)]
pub struct Week {
    /// Its days.
    pub days: Vec<WeekDay>,
    /// Its slots in order, past ones, full ones and blocked ones too.
    pub cells: Vec<Cell>,
    /// The callbacks of the queue that stand, in order.
    pub booked: Vec<Scheduled>,
}

impl Service {
    /// The week in which a day lies.
    ///
    /// # Errors
    /// The store is away.
    pub async fn week(&self, menu: &Menu, queue: &Queue, day: NaiveDate) -> Result<Week, Fault> {
        let live = self.live.of(&menu.desk);
        let days = booking::week(menu, queue, &live, day);
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            return Ok(Week { days, cells: Vec::new(), booked: Vec::new() });
        };
        let span = first.span.start..last.span.end;
        let cells = self.cells(menu, queue, span.clone()).await?;
        let mut booked = self.store.scheduled(&menu.desk, span).await?;
        booked.retain(|one| *one.queue == *queue.name && !one.cancelled && !one.swapped);
        Ok(Week { days, cells, booked })
    }
}
