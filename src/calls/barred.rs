//! Whoever books is asked about here, in one place: by keypad, at the counter, on the page.

use chrono::{DateTime, Utc};

use super::Service;
use crate::booking::{self, Barred};
use crate::menu::model::{Menu, Queue};
use crate::store::{Asked, Fault};
use crate::terms::Number;

impl Service {
    /// Whether a number may book in a queue now, for whoever asks. Asked again, a question is allowed as it was before.
    ///
    /// # Errors
    /// The store is away: nothing may be booked then.
    pub(super) async fn may_book(
        &self,
        menu: &Menu,
        queue: &Queue,
        number: Number,
        asked: &Asked,
        now: DateTime<Utc>,
    ) -> Result<Result<(), Barred>, Fault> {
        let known = self.store.known_of(&menu.desk, &queue.name, number, asked, now).await?;
        let allowed = booking::may_book(queue, known.denied, known.by_number, known.by_call);
        if let Err(barred) = allowed {
            tracing::warn!(desk = %menu.desk, %number, "nothing is booked: {barred}");
        }
        Ok(allowed)
    }
}
