//! What a citizen books on the public page: a slot is picked and held, the telephone is confirmed by a code that is sent to it, and only then it counts.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};
use ring::rand::SecureRandom as _;

use super::Service;
use super::bringing::Wish;
use super::counter::{AtCounter, AtSeat, NotBooked, Notice};
use super::seats::LOOKS;
use crate::booking::{self, Slot};
use crate::menu::model::{Menu, Queue};
use crate::store::{Asked, Asking, Fault, Held, Introduction, Page, Pick, Sent, Wanted};
use crate::terms::{CallId, Language};

/// How many slots are picked, for each code that may be sent, from one address within an hour.
const PICKS: u32 = 2;

/// How many codes that may be sent within an hour make one seat that is held at once from one address.
const CODES_FOR_A_SEAT: u32 = 12;

/// Who is at the page: the secret of their browser's cookie, and the address from which they come.
#[derive(Clone, Copy)]
pub struct Visitor<'a> {
    /// The cookie's bytes.
    pub secret: &'a [u8],
    /// Where they come from, as text: only counted, never kept as it is.
    pub address: &'a str,
    /// How many codes are sent for one address within an hour.
    pub codes_by_address: u32,
}

impl<'a> Visitor<'a> {
    /// The visitor as the store knows them.
    #[must_use]
    pub const fn page(self) -> Page<'a> {
        Page(self.secret)
    }

    /// The name under which they hold a seat and book.
    fn name(self) -> Option<CallId> {
        let hash = digest(&SHA256, &[b"page ", self.secret].concat());
        CallId::new(&BASE64_URL_SAFE_NO_PAD.encode(hash))
    }

    fn asked(self, question: u32) -> Result<Asked, Fault> {
        Ok(Asked::new("page", &self.name().ok_or(Fault::NoTicket)?, question, 0, 0))
    }
}

/// What became of a slot that was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    /// A seat is held for them until then.
    Until(DateTime<Utc>),
    /// It has none left, or is not offered any more.
    Taken,
    /// Too many were picked at their address within the hour.
    TooOften,
}

/// Why no code was sent.
#[derive(Debug, thiserror::Error)]
pub enum NotAsked {
    /// It cannot be booked.
    #[error(transparent)]
    Booking(#[from] NotBooked),
    /// No code can be brought to the number: nothing is set that could, or only for mobiles.
    #[error("no code can be brought to the number")]
    NoWay,
    /// Only a call could bring it, and it is too early or too late to ring.
    #[error("nobody is called at this hour")]
    Late,
    /// Too many codes were sent.
    #[error("too many codes were sent")]
    TooOften,
    /// The last code was sent less than a minute ago.
    #[error("the last code was sent less than a minute ago")]
    TooSoon,
}

impl From<Fault> for NotAsked {
    fn from(fault: Fault) -> Self {
        Self::Booking(fault.into())
    }
}

impl Service {
    /// Whether any telephone can be confirmed for this desk.
    #[must_use]
    pub fn confirms(&self, menu: &Menu) -> bool {
        self.ways().sms || self.can_call(menu)
    }

    /// Holds a seat of a slot for a visitor, for two minutes; what they held before is let go.
    ///
    /// # Errors
    /// The store is away: nothing is held then.
    pub async fn pick(
        &self,
        visitor: Visitor<'_>,
        menu: &Menu,
        queue: &Queue,
        start: DateTime<Utc>,
    ) -> Result<Picked, Fault> {
        if !self.may_pick(visitor).await? {
            return Ok(Picked::TooOften);
        }
        Ok(picked(self.hold_seat(visitor, menu, queue, start, Notice::Asked).await?))
    }

    /// The first slot from `from` on that has a seat for them, where one is taken.
    ///
    /// # Errors
    /// The store is away.
    pub async fn next_free(
        &self,
        menu: &Menu,
        queue: &Queue,
        from: DateTime<Utc>,
    ) -> Result<Option<Slot>, Fault> {
        let free = |openings: Vec<super::Opening>| openings.into_iter().find(|opening| opening.free > 0);
        if let Some(opening) = free(self.openings(menu, queue, from, None).await?) {
            return Ok(Some(opening.slot));
        }
        Ok(free(self.openings(menu, queue, self.now(), None).await?).map(|opening| opening.slot))
    }

    /// Keeps what a visitor asks for, holds its seat for two minutes more, and sends the code in the way that they wish, where the number can have it so.
    ///
    /// # Errors
    /// Nothing is sent then.
    pub async fn ask(
        &self,
        visitor: Visitor<'_>,
        menu: &Menu,
        queue: &Queue,
        start: DateTime<Utc>,
        phone: &str,
        (language, who, wish): (Language, Introduction<'_>, Wish),
    ) -> Result<(), NotAsked> {
        let number = booking::keyed_in(queue, phone, menu.country).map_err(NotBooked::from)?;
        let holds = self.holds(visitor, menu, queue, start).await?;
        let notice = notice(holds);
        let slot = self.room_at(menu, queue, start, notice).await?.slot;
        let question = self.question()?;
        self.may_book(menu, queue, number, &visitor.asked(question)?, self.now())
            .await?
            .map_err(NotBooked::from)?;
        let way = self.way_to(menu, queue, number, wish.by)?;
        if !holds && !self.may_pick(visitor).await? {
            return Err(NotAsked::TooOften);
        }
        if picked(self.hold_seat(visitor, menu, queue, start, notice).await?) == Picked::Taken {
            return Err(NotBooked::Full.into());
        }
        let wanted = Wanted {
            question,
            desk: menu.desk.to_string(),
            queue: queue.name.to_string(),
            slot,
            number,
            language,
            name: who.name.map(str::to_owned),
            email: who.email.map(str::to_owned),
            way,
        };
        let bringing = self.bringing(menu, &wanted, way, wish.language)?;
        let sent = self.store.ask(visitor.page(), &wanted, bringing.sending(self, visitor)).await?;
        match sent {
            Sent::OnItsWay => self.hold_on(visitor).await?,
            // They are being called: what they have picked since is what they want.
            Sent::TooSoon => {
                self.store.ask_for_slot(visitor.page(), slot, question).await?;
                self.hold_on(visitor).await?;
            }
            // Nobody holds a seat by asking for code after code.
            Sent::TooOften | Sent::Nothing => {
                self.store.let_go(visitor.asked(0)?.call()).await?;
            }
        }
        is_sent(sent)
    }

    /// Sends another code for what a visitor asks for, in the way that they wish.
    ///
    /// # Errors
    /// Nothing is sent then.
    pub async fn ask_again(
        &self,
        visitor: Visitor<'_>,
        menu: &Menu,
        queue: &Queue,
        asking: &Asking,
        wish: Wish,
    ) -> Result<(), NotAsked> {
        let number = asking.wanted.number;
        let way = self.way_to(menu, queue, number, wish.by.or(Some(asking.wanted.way)))?;
        if self.store.is_denied(&menu.desk, number).await? {
            return Err(NotBooked::Barred(booking::Barred::Denied).into());
        }
        let bringing = self.bringing(menu, &asking.wanted, way, wish.language)?;
        let sent = self.store.ask_again(visitor.page(), bringing.sending(self, visitor)).await?;
        if sent == Sent::OnItsWay {
            self.hold_on(visitor).await?;
        }
        is_sent(sent)
    }

    /// Another slot for what a visitor asks for, whose number may be confirmed already.
    ///
    /// # Errors
    /// The store is away.
    pub async fn pick_instead(
        &self,
        visitor: Visitor<'_>,
        menu: &Menu,
        queue: &Queue,
        start: DateTime<Utc>,
    ) -> Result<Picked, Fault> {
        let picked = self.pick(visitor, menu, queue, start).await?;
        if let Picked::Until(_) = picked {
            let end = start.checked_add_signed(queue.length).unwrap_or(start);
            self.store.ask_for_slot(visitor.page(), Slot { start, end }, self.question()?).await?;
        }
        Ok(picked)
    }

    /// Books what a visitor asks for, once the number is confirmed, and says whether its page can show it later. Asked again, it is the same booking.
    ///
    /// # Errors
    /// Nothing is booked then.
    pub async fn book_confirmed(
        &self,
        visitor: Visitor<'_>,
        menu: &Arc<Menu>,
        queue: &Queue,
        asking: &Asking,
    ) -> Result<(AtSeat, bool), NotBooked> {
        let Wanted { question, slot, number, language, name, email, .. } = &asking.wanted;
        booking::callable(queue, *number)?;
        let who = Introduction { name: name.as_deref(), email: email.as_deref(), note: None };
        let wanted = AtCounter {
            customer: None,
            start: slot.start,
            phone: &number.e164(),
            language: *language,
            who,
            actor: "page",
            asked: None,
            without_notice: None,
        };
        let asked = visitor.asked(*question)?;
        // Asked again, also after its notice, it is the same booking.
        let notice = notice(
            self.holds(visitor, menu, queue, slot.start).await? || self.store.was_answered(&asked).await?,
        );
        let seat = self.book_seat(menu, queue, &wanted, *number, (&asked, notice)).await?;
        let kept = self.store.asking_booked(visitor.page(), seat.ticket, seat.dated).await;
        if let Err(fault) = &kept {
            tracing::warn!(%fault, "a callback is booked on the page, which can show its number once only");
        }
        Ok((seat, kept.is_ok()))
    }

    /// Whether they hold a seat of the slot that begins then.
    async fn holds(
        &self,
        visitor: Visitor<'_>,
        menu: &Menu,
        queue: &Queue,
        start: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        self.store.holds(visitor.asked(0)?.call(), &menu.desk, &queue.name, start).await
    }

    /// Whether somebody at their address may pick one more slot; counted where they may.
    async fn may_pick(&self, visitor: Visitor<'_>) -> Result<bool, Fault> {
        let most = visitor.codes_by_address.saturating_mul(PICKS);
        let at_once = (visitor.codes_by_address / CODES_FOR_A_SEAT).max(1);
        self.store.may_pick(visitor.page(), visitor.address, (most, at_once)).await
    }

    async fn hold_seat(
        &self,
        visitor: Visitor<'_>,
        menu: &Menu,
        queue: &Queue,
        start: DateTime<Utc>,
        notice: Notice,
    ) -> Result<Held, Fault> {
        let holder: Arc<str> = visitor.asked(0)?.call().into();
        for _ in 0..LOOKS {
            let room = match self.room_at(menu, queue, start, notice).await {
                Ok(room) => room,
                Err(NotBooked::Store(fault)) => return Err(fault),
                Err(_) => return Ok(Held::Full),
            };
            let pick = Pick {
                holder: Arc::clone(&holder),
                desk: Arc::clone(&menu.desk),
                queue: Arc::clone(&queue.name),
                slot: room.slot,
                seats: room.seats,
                seen: room.seen,
            };
            match self.store.hold(&pick).await? {
                Held::GoneOn => {}
                held => return Ok(held),
            }
        }
        Err(Fault::Busy)
    }

    /// What they hold is held for two minutes from this step on: most codes are there within seconds. A code that comes later counts all the same,
    /// for as long as the slot is free.
    async fn hold_on(&self, visitor: Visitor<'_>) -> Result<(), Fault> {
        self.store.hold_on(visitor.page(), visitor.asked(0)?.call(), visitor.address).await
    }

    /// By chance.
    pub(super) fn question(&self) -> Result<u32, Fault> {
        let mut bytes = [0; 4];
        self.random.fill(&mut bytes).map_err(|_| Fault::NoTicket)?;
        Ok(u32::from_be_bytes(bytes))
    }
}

/// What was picked in time is not lost by typing, for as long as it is held; what nobody holds is asked for as by everybody.
const fn notice(holds: bool) -> Notice {
    if holds { Notice::Waived } else { Notice::Asked }
}

fn picked(held: Held) -> Picked {
    match held {
        Held::Until(until) => Picked::Until(until),
        Held::Full | Held::GoneOn => Picked::Taken,
    }
}

fn is_sent(sent: Sent) -> Result<(), NotAsked> {
    match sent {
        Sent::OnItsWay => Ok(()),
        Sent::TooSoon => Err(NotAsked::TooSoon),
        Sent::TooOften | Sent::Nothing => Err(NotAsked::TooOften),
    }
}
