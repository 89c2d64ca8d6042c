//! Places in queues that are kept for callbacks: who may keep one, and until when the callback may come.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};

use super::Service;
use super::answers::Questions;
use crate::booking::{self, Slot};
use crate::engine::Answer;
use crate::menu::model::{Menu, Queue};
use crate::store::{Along, Asked, Booked, Room};
use crate::terms::{Language, Number};
use crate::ticket::CustomerId;

impl Service {
    /// Says whether a callback can be put into a queue of the telephone platform now, so that a caller may keep the place for one. No, until this was said.
    pub fn places_callbacks(&self, ready: bool) {
        self.places.store(ready, Ordering::Relaxed);
    }

    fn keeps_places(&self, menu: &Menu) -> bool {
        self.places.load(Ordering::Relaxed) && menu.callback_from.is_some()
    }

    /// From when to when a callback may come for a place that was taken at a moment; none where the desk is not open for as long as that needs.
    fn turn_of(&self, menu: &Menu, queue: &Queue, joined: DateTime<Utc>, now: DateTime<Utc>) -> Option<Slot> {
        let looked_at = Slot { start: now, end: now.checked_add_signed(queue.ahead)? };
        let end = booking::turn_ends(&self.open_within(menu, queue, looked_at), now)?;
        Some(Slot { start: joined, end })
    }
}

impl Questions<'_> {
    /// Keeps a caller's place, once. They hear that it cannot be where nobody could call them.
    pub(super) async fn swap(
        &self,
        queue: &Queue,
        joined: DateTime<Utc>,
        (number, language): (Number, Language),
        customer: Option<CustomerId>,
        asked: Asked,
    ) -> Answer {
        if !self.service.keeps_places(self.menu) {
            tracing::error!(desk = %self.menu.desk, "a place cannot be kept: no Asterisk can be asked for callbacks now, or no number is set to show");
            return Answer::Unavailable;
        }
        let Some(slot) = self.service.turn_of(self.menu, queue, joined, self.now) else {
            return Answer::Unavailable;
        };
        if let Some(barred) = self.barred(queue, number, &asked).await {
            return barred;
        }
        let customer = match self.client_in_time(customer).await {
            Ok(customer) => customer,
            Err(fault) => return self.away(&fault),
        };
        let along = Along { tell: self.service.telling(self.menu), customer, ..Along::default() };
        let room = (Room { slot, seats: 0, seen: 0 }, true);
        let mut request = self.service.request(self.menu, queue, room, (number, language), asked, along);
        request.swapped = true;
        match self.service.store().book(request, self.deadline.left()).await {
            Ok(Booked::Seat { ticket, dated }) => {
                Answer::Booked { ticket, date: dated, writes: self.service.ways().texts(number) }
            }
            Ok(Booked::TooMany) => Answer::TooMany,
            // A place is none of these.
            Ok(Booked::Full | Booked::GoneOn) => Answer::Unavailable,
            Err(fault) => self.away(&fault),
        }
    }
}
