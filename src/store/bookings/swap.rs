//! A place in a queue that is kept for a callback: a booking without a seat. Nothing stands in its way but another kept place of the same number.
//! It is written, told and taken back as all bookings are.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;

use super::Told;
use crate::store::answers::{self, Claim};
use crate::store::{Alone, Booked, Fault, Request, Store, Writing, args, transaction};
use crate::ticket::TicketNumber;

/// A booking that has none says so with this, since the column wants a seat.
const NO_SEAT: u16 = 1;

impl Store {
    /// Writes a kept place, or finds what was answered before. Done again with the same claim, it is done once.
    pub(super) async fn write_swap(
        &self,
        request: &Arc<Request>,
        claim: &Claim,
        asking: &Arc<oneshot::Sender<Told>>,
    ) -> Result<Booked, Fault> {
        transaction!(self, |writing| {
            let of = format!("{}/{}/{}", request.desk, request.queue, request.number.e164());
            writing.alone(Alone::Number, &of).await?;
            let kept = match answers::before(writing, &request.asked, claim).await? {
                Some(before) => before,
                None => keep(writing, request, claim).await?,
            };
            // Whoever asked was told that nothing is stored.
            if asking.is_closed() { Err(Fault::TooSlow) } else { Ok(kept) }
        })
    }
}

async fn keep(writing: &mut Writing, request: &Request, claim: &Claim) -> Result<Booked, Fault> {
    let kept = "SELECT 1 FROM bookings WHERE desk = $1 AND queue = $2 AND number = $3
         AND swapped AND settled_at IS NULL AND cancelled_at IS NULL";
    let values = args![&*request.desk, &*request.queue, request.number];
    if writing.maybe(kept, values).await?.is_some() {
        answers::keep(writing, &request.asked, claim, Booked::TooMany, request.now).await?;
        return Ok(Booked::TooMany);
    }
    for ticket in &request.tickets {
        if insert(writing, request, *ticket).await? {
            request.write_along(writing, *ticket).await?;
            let kept = Booked::Seat { ticket: *ticket, dated: request.dated };
            answers::keep(writing, &request.asked, claim, kept, request.now).await?;
            return Ok(kept);
        }
    }
    Err(Fault::NoTicket)
}

/// False where the ticket number is in use.
async fn insert(writing: &mut Writing, request: &Request, ticket: TicketNumber) -> Result<bool, Fault> {
    let (_, turn, _) = request.asked.numbers();
    let insert = "INSERT INTO bookings
             (ticket, dated, desk, queue, slot_start, slot_end, seat, number, language, call_id, turn, created_at, booked_by, swapped)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
         WHERE NOT EXISTS (SELECT 1 FROM tickets WHERE ticket = $1) ON CONFLICT DO NOTHING";
    let joined: DateTime<Utc> = request.slot.start;
    let values = args![
        ticket,
        request.dated,
        &*request.desk,
        &*request.queue,
        joined,
        request.slot.end,
        NO_SEAT,
        request.number,
        request.language,
        request.asked.call(),
        turn,
        request.now,
        &*request.along.actor,
        true
    ];
    Ok(writing.run(insert, values).await? > 0)
}
