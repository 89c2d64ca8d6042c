//! Customers in a call: whose code was keyed in, what is spent of their packages when the call is put through and while they speak, and what
//! becomes of that when it comes back.

use chrono::NaiveDate;
use tokio::time::timeout;

use super::answers::Questions;
use super::turn::{KEPT_BACK, Standing};
use super::{Further, Hashed, Service};
use crate::clock::Deadline;
use crate::engine::{Answer, Customer, Heard, Identified, Outcome, Stage, Via};
use crate::menu::model::{Menu, Tells, Transfer};
use crate::platform::Incoming;
use crate::store::{self, By, Conversation, Fault, Spending, Store, Trier, Trying};
use crate::terms::numbering::dialled;
use crate::terms::{Digits, Language, Limits, Number};
use crate::ticket::{AtCap, CustomerCode, CustomerId, Event, Spend, Unspendable, balance};

impl Questions<'_> {
    /// Whose code it is, and what they are told. A wrong one is counted.
    pub(super) async fn customer(&self, digits: Digits, caller: Option<Number>, tells: Tells) -> Answer {
        // What can be no code is nobody's, and is counted as well.
        let keys = CustomerCode::keyed(&digits).unwrap_or_default();
        let trying = Trying {
            by: Trier::Call(format!("{}/{}", self.platform, self.call)),
            code: Some(keys.clone()).filter(|keys| !keys.is_empty()),
            number: caller.map(Number::e164),
        };
        let looked = self.identified(&keys, &trying, tells);
        match timeout(self.deadline.left(), looked).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok(identified) => Answer::Identified(identified),
            Err(fault) => self.away(&fault),
        }
    }

    async fn identified(&self, keys: &str, trying: &Trying, tells: Tells) -> Result<Identified, Fault> {
        let (store, desk) = (&self.service.store, &*self.menu.desk);
        let row = match store.customer_by_keys(desk, keys, trying).await? {
            store::Identified::Customer(row) => row,
            store::Identified::Nobody => return Ok(Identified::Nobody),
            store::Identified::TooMany => return Ok(Identified::TooManyTries),
        };
        let latest = if tells.latest { store.latest_ticket(desk, row).await? } else { None };
        let latest =
            latest.map(|ticket| (ticket.life.state_at(self.now, self.menu.tickets.lapse), ticket.dated));
        let balance = if tells.balance { balance(&store.packages(row).await?, self.today()) } else { None };
        Ok(Identified::Customer(Customer { id: CustomerId(row), latest, balance }))
    }

    /// Spends a call of whoever's code was keyed in, else of whom the number dialled belongs to. Held until it is known whether an operator
    /// answered.
    pub(super) async fn spend(
        &self,
        language: Language,
        customer: Option<CustomerId>,
        so_manieth: u8,
    ) -> Answer {
        let held = held_by(self.platform, self.call.as_str(), self.started, self.turn);
        let spent = async {
            let Some(customer) = self.client(customer).await? else { return Ok(Err(Unspendable::None)) };
            let asked = format!("{held}/{so_manieth}");
            let (what, today) = (Spend::Call, self.today());
            let spending = Spending { customer, what, language, today, asked, call: held.clone() };
            self.service.store.spend(&spending).await
        };
        match timeout(self.deadline.left(), spent).await.unwrap_or(Err(Fault::TooSlow)) {
            Ok(Ok(spent)) => Answer::Paid { left: spent.left },
            Ok(Err(why)) => {
                self.note_unpaid(why, &format!("{held}/{so_manieth}")).await;
                Answer::Unpaid(why)
            }
            Err(fault) => self.away(&fault),
        }
    }

    /// Whose the call is, within the time that the caller can wait.
    pub(super) async fn client_in_time(&self, keyed: Option<CustomerId>) -> Result<Option<i64>, Fault> {
        timeout(self.deadline.left(), self.client(keyed)).await.unwrap_or(Err(Fault::TooSlow))
    }

    /// Whoever's code was keyed in, else whom the number dialled belongs to. Nobody has dialled where we have: the request says whose it is.
    async fn client(&self, keyed: Option<CustomerId>) -> Result<Option<i64>, Fault> {
        if let Some(CustomerId(row)) = keyed {
            return Ok(Some(row));
        }
        if self.placed.is_some() {
            return Ok(None);
        }
        for did in dialled(self.did, self.menu.country) {
            let of = self.service.store.customer_of_number(&self.menu.desk, &did.to_string()).await?;
            if of.is_some() {
                return Ok(of);
            }
        }
        Ok(None)
    }

    /// Whoever looks at the request of a call that we placed finds there why it met no operator.
    async fn note_unpaid(&self, why: Unspendable, asked: &str) {
        let Some(ticket) = self.placed else { return };
        let language = self.menu.languages.first().copied().unwrap_or(Language::It);
        let by = By { note: Some(unpaid(why, language)), asked: Some(asked), ..By::clock() };
        let noted = self.service.store.happens(&self.menu.desk, ticket, Event::Noted, by, None, self.now);
        if let Err(fault) = timeout(self.deadline.left(), noted).await.unwrap_or(Err(Fault::TooSlow)) {
            tracing::warn!(desk = %self.menu.desk, %fault, "why a callback met no operator is not noted");
        }
    }

    fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.menu.zone).date_naive()
    }
}

/// What comes of a call that was held for a transfer.
enum Talked {
    /// An operator answered, and spoke for so many seconds, as far as that is known.
    For(Option<u32>),
    /// Nobody did.
    NotAtAll,
}

impl Service {
    /// A conversation that a package pays for needs so many calls: 1 when the operator answers, and another each time that the last one's time
    /// is over. Each is spent once, however often it is asked for. None where it cannot be said whether it may go on.
    pub async fn further(&self, incoming: &Incoming, limits: &Limits, calls: u32) -> Option<Further> {
        let deadline = self.clock.deadline(limits.patience.saturating_sub(KEPT_BACK));
        let standing = self.resume(incoming, limits, self.clock.now(), deadline).await?;
        let cap = standing.served.menu.packages.as_ref()?.cap;
        let wanted = match cap.then {
            AtCap::End => 1,
            AtCap::SpendAnother => calls,
        };
        let held = held_in(&standing, incoming, limits.name);
        let spent = self.store.spent_for(self.conversation(&standing, &held)?, wanted);
        match timeout(deadline.left(), spent).await.unwrap_or(Err(Fault::TooSlow)) {
            // Nothing is held: it is given back, or was never paid for.
            Ok(0) => None,
            Ok(spent) if spent >= calls => Some(Further::GoesOn),
            Ok(_) => Some(Further::Ends),
            Err(fault) => {
                let desk = &standing.served.menu.desk;
                tracing::warn!(call = %Hashed(&incoming.call), %desk, %fault, "a conversation's next call is not spent yet");
                None
            }
        }
    }

    /// What further calls are taken from.
    fn conversation<'a>(&self, standing: &Standing, held: &'a str) -> Option<Conversation<'a>> {
        let language = standing.state?.place.language;
        let today = self.clock.now().with_timezone(&standing.served.menu.zone).date_naive();
        Some(Conversation { call: held, language, today })
    }

    /// Keeps or gives back what was spent for the transfer from which the call comes back, or in which it ended. Said again, nothing more happens.
    pub(super) async fn settle(
        &self,
        standing: &Standing,
        incoming: &Incoming,
        platform: &str,
        deadline: Deadline,
    ) {
        let Some(state) = &standing.state else { return };
        let menu = &standing.served.menu;
        let Some(transfer) = transfer(menu, state.place.stage, state.place.node) else { return };
        if transfer.unpaid.is_none() {
            return;
        }
        let talked = match (incoming.heard, incoming.talked) {
            (Heard::Transferred(Outcome::Completed), talked) => Talked::For(talked),
            (Heard::Transferred(_), _) | (Heard::Ended, Some(0)) => Talked::NotAtAll,
            (Heard::Ended, Some(talked)) => Talked::For(Some(talked)),
            // Nobody says whether an operator had answered: what is held is given back by itself in time.
            (Heard::Ended, None)
            | (
                Heard::Start
                | Heard::Placed { .. }
                | Heard::CodeCall(_)
                | Heard::Unmet(_)
                | Heard::Keys { .. }
                | Heard::Silence,
                _,
            ) => return,
        };
        let held = held_in(standing, incoming, platform);
        let Some(conversation) = self.conversation(standing, &held) else { return };
        // Where the platform does not say how long they spoke, the time that it may have rung is taken off: the client pays for no ringing.
        let away = standing.began.elapsed.saturating_sub(standing.began.sealed);
        let settled = async {
            match talked {
                Talked::NotAtAll => self.store.give_back(&held).await.map(|_| 0),
                Talked::For(talked) => {
                    let seconds = talked.unwrap_or_else(|| away.saturating_sub(transfer.ring.into()));
                    self.store.spent_for(conversation, calls(menu, seconds)).await
                }
            }
        };
        if let Err(fault) = timeout(deadline.left(), settled).await.unwrap_or(Err(Fault::TooSlow)) {
            tracing::warn!(call = %Hashed(&incoming.call), desk = %menu.desk, %fault, "what was spent for a call is not settled");
        }
    }

    /// The code of a customer, for whoever takes the call; none where it cannot be had in time.
    pub(super) async fn code_of(
        &self,
        customer: Option<CustomerId>,
        deadline: Deadline,
    ) -> Option<CustomerCode> {
        let CustomerId(row) = customer?;
        let code = timeout(deadline.left(), code(&self.store, row)).await;
        code.unwrap_or(Err(Fault::TooSlow)).ok().flatten()
    }
}

async fn code(store: &Store, row: i64) -> Result<Option<CustomerCode>, Fault> {
    store.customer_code(row).await
}

/// How many calls a conversation costs.
fn calls(menu: &Menu, seconds: u32) -> u32 {
    let Some(packages) = &menu.packages else { return 1 };
    match packages.cap.then {
        AtCap::End => 1,
        AtCap::SpendAnother => packages.cap.calls(chrono::TimeDelta::seconds(seconds.into())).max(1),
    }
}

/// Why a callback met no operator, for the history.
const fn unpaid(why: Unspendable, language: Language) -> &'static str {
    match (language, why) {
        (Language::It, Unspendable::None) => "Richiamata non messa in contatto: nessun pacchetto la paga.",
        (Language::It, Unspendable::Expired) => {
            "Richiamata non messa in contatto: il pacchetto del cliente è scaduto."
        }
        (Language::It, Unspendable::Language) => {
            "Richiamata non messa in contatto: il pacchetto del cliente non comprende questa lingua."
        }
        (Language::It, Unspendable::UsedUp) => {
            "Richiamata non messa in contatto: le telefonate del pacchetto del cliente sono esaurite."
        }
        (Language::En, Unspendable::None) => "Callback not put through: no package pays for it.",
        (Language::En, Unspendable::Expired) => {
            "Callback not put through: the customer's package has expired."
        }
        (Language::En, Unspendable::Language) => {
            "Callback not put through: the customer's package does not include this language."
        }
        (Language::En, Unspendable::UsedUp) => {
            "Callback not put through: the calls of the customer's package are used up."
        }
    }
}

/// The transfer that a call is in.
fn transfer(menu: &Menu, stage: Stage, node: crate::terms::NodeId) -> Option<Transfer> {
    let via = stage.ringing()?;
    match via {
        // Whoever is called back pays as whoever calls.
        Via::Node | Via::Destination(_) | Via::Callback(_) | Via::Waiting(_) => via.transfer(menu, node),
        // An operator who has the user called: the user's own call pays.
        Via::User(_) => None,
    }
}

/// Under which name what the transfer that a call is in has spent is held.
fn held_in(standing: &Standing, incoming: &Incoming, platform: &str) -> String {
    let turn = standing.began.turn.saturating_sub(1);
    held_by(platform, incoming.call.as_str(), standing.began.started, turn)
}

/// Under which name what a transfer spends is held: the turn of the call in which it began.
fn held_by(platform: &str, call: &str, started: u32, turn: u16) -> String {
    format!("{platform}/{call}/{started}/{turn}")
}
