//! The customers of a played call: those that its example speaks of, with their latest request and their packages.

use chrono::{DateTime, NaiveDate, Utc};

use super::Kept;
use crate::engine::{Answer, Customer, Identified, Outcome};
use crate::menu::model::{Menu, Tells};
use crate::terms::{Digits, Language};
use crate::ticket::{
    CountedBy, CustomerCode, CustomerId, Life, Package, Spend, Unspendable, balance, spendable,
};

/// Customers in memory.
#[derive(Clone, Debug, Default)]
pub struct Clients {
    kept: Vec<Client>,
    /// Wrong codes of this call.
    wrong: u32,
    /// The place of whoever's call is held, and the package's.
    held: Option<(usize, i64)>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct Client {
    /// Their code.
    pub code: CustomerCode,
    /// Whether the number dialled is theirs.
    pub dialled: bool,
    /// Their latest request.
    pub latest: Option<Kept>,
    /// Their packages.
    pub packages: Vec<Package>,
}

impl Clients {
    /// With those of an example.
    #[must_use]
    pub const fn new(kept: Vec<Client>) -> Self {
        Self { kept, wrong: 0, held: None }
    }

    /// Whose code it is.
    pub(super) fn customer(
        &mut self,
        digits: &Digits,
        tells: Tells,
        menu: &Menu,
        now: DateTime<Utc>,
    ) -> Identified {
        if self.wrong >= CountedBy::Call.limit() {
            return Identified::TooManyTries;
        }
        let keys = CustomerCode::keyed(digits);
        let mut fits =
            self.kept.iter().zip(1..).filter(|(client, _)| keys.as_ref() == Some(&client.code.keys()));
        let (Some((client, id)), None) = (fits.next(), fits.next()) else {
            self.wrong += 1;
            return Identified::Nobody;
        };
        let state = |kept: &Kept| {
            let life = Life::of(kept.history.iter().cloned())?;
            Some((life.state_at(now, menu.tickets.lapse), kept.dated))
        };
        Identified::Customer(Customer {
            id: CustomerId(id),
            latest: client.latest.as_ref().filter(|_| tells.latest).and_then(state),
            balance: tells.balance.then(|| balance(&client.packages, today(menu, now))).flatten(),
        })
    }

    /// Spends a call of whoever's code was keyed in, else of whom the number dialled belongs to.
    pub(super) fn spend(
        &mut self,
        customer: Option<CustomerId>,
        language: Language,
        menu: &Menu,
        now: DateTime<Utc>,
    ) -> Answer {
        let keyed = customer.and_then(|CustomerId(id)| usize::try_from(id).ok()?.checked_sub(1));
        let Some(place) = keyed.or_else(|| self.kept.iter().position(|client| client.dialled)) else {
            return Answer::Unpaid(Unspendable::None);
        };
        let Some(client) = self.kept.get_mut(place) else { return Answer::Unpaid(Unspendable::None) };
        let chosen = spendable(&client.packages, Spend::Call, language, today(menu, now));
        let id = match chosen {
            Ok(package) => package.id,
            Err(why) => return Answer::Unpaid(why),
        };
        let Some(package) = client.packages.iter_mut().find(|package| package.id == id) else {
            return Answer::Unavailable;
        };
        package.calls = package.calls.saturating_sub(1);
        self.held = Some((place, id));
        Answer::Paid { left: package.calls }
    }

    /// A transfer came back: what nobody answered is given back.
    pub(super) fn came_back(&mut self, outcome: Outcome) {
        let Some((place, id)) = self.held.take() else { return };
        if outcome == Outcome::Completed {
            return;
        }
        let packages = self.kept.get_mut(place).into_iter().flat_map(|client| &mut client.packages);
        for package in packages.filter(|package| package.id == id) {
            package.calls += 1;
        }
    }
}

fn today(menu: &Menu, now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&menu.zone).date_naive()
}
