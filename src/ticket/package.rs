//! Prepaid packages: so many calls and so many written requests of a client, for a year, in the languages that were paid for.
//!
//! A package of N is worth N/2 calls and N/2 written requests, two halves that are never exchanged. It belongs to the client, the body that
//! owns the portal, and not to the citizen who calls. What is spent is decided by the store in one conditional write; here stands only
//! what may be tried.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::terms::Language;

/// What is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spend {
    /// A call.
    Call,
    /// A written request.
    Request,
}

/// What a desk sells under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageKind {
    /// The desk's name for it (`gold`).
    pub name: Box<str>,
    /// How many requests it is called after; even.
    pub size: u32,
    /// How long it can be used; months from its signing.
    pub months: u32,
    /// In which languages.
    pub languages: Vec<Language>,
}

/// A package that a client has bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its row in the store.
    pub id: i64,
    /// The last local day on which it can be used.
    pub last_day: NaiveDate,
    /// The first one.
    pub signed: NaiveDate,
    /// Calls that are left.
    pub calls: u32,
    /// Written requests that are left.
    pub requests: u32,
    /// In which languages.
    pub languages: Vec<Language>,
}

/// Why nothing can be spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum Unspendable {
    /// The client has none.
    #[error("the client has no package")]
    None,
    /// Every package's time is over, or has not begun.
    #[error("the client's packages have expired")]
    Expired,
    /// None includes the language.
    #[error("the client's packages do not include this language")]
    Language,
    /// All of this half is spent.
    #[error("the client's packages are used up")]
    UsedUp,
}

impl PackageKind {
    /// How many calls it is worth, and how many written requests: half of its size each.
    #[must_use]
    pub const fn half(&self) -> u32 {
        self.size / 2
    }

    /// The last day on which a package signed on a day can be used: the same day so many months later, or that month's last (Italy's
    /// Civil Code, article 2963).
    #[must_use]
    pub fn last_day(&self, signed: NaiveDate) -> NaiveDate {
        signed.checked_add_months(Months::new(self.months)).unwrap_or(NaiveDate::MAX)
    }
}

impl Package {
    /// What is left of a half.
    #[must_use]
    pub const fn left(&self, of: Spend) -> u32 {
        match of {
            Spend::Call => self.calls,
            Spend::Request => self.requests,
        }
    }
}

/// What is left of a client's packages, those together that can be used on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Calls.
    pub calls: u32,
    /// Written requests.
    pub requests: u32,
    /// The last day of the one that expires first.
    pub until: NaiveDate,
}

/// What is left on a day; none where no package can be used.
#[must_use]
pub fn balance(packages: &[Package], today: NaiveDate) -> Option<Balance> {
    let usable = packages.iter().filter(|package| (package.signed..=package.last_day).contains(&today));
    usable.fold(None, |sum: Option<Balance>, package| {
        let Balance { calls, requests, until } =
            sum.unwrap_or(Balance { calls: 0, requests: 0, until: package.last_day });
        Some(Balance {
            calls: calls.saturating_add(package.calls),
            requests: requests.saturating_add(package.requests),
            until: until.min(package.last_day),
        })
    })
}

/// The packages that can be used on a day, in a language.
pub fn usable(packages: &[Package], language: Language, today: NaiveDate) -> impl Iterator<Item = &Package> {
    packages.iter().filter(move |package| {
        (package.signed..=package.last_day).contains(&today) && package.languages.contains(&language)
    })
}

/// The package to spend from: of those that can be used, the one that expires first.
///
/// # Errors
/// What keeps the last of them from being used: whoever has one that is used up hears that, and not that another has expired.
pub fn spendable(
    packages: &[Package],
    what: Spend,
    language: Language,
    today: NaiveDate,
) -> Result<&Package, Unspendable> {
    let mut usable: Option<&Package> = None;
    let mut why = Unspendable::None;
    for package in packages {
        let reason = if today < package.signed || today > package.last_day {
            Unspendable::Expired
        } else if !package.languages.contains(&language) {
            Unspendable::Language
        } else if package.left(what) == 0 {
            Unspendable::UsedUp
        } else {
            usable = usable.filter(|other| other.last_day <= package.last_day).or(Some(package));
            continue;
        };
        why = why.max(reason);
    }
    usable.ok_or(why)
}

/// How long one call of a package is, and what happens then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cap {
    /// How long a call may be, counted from the operator's answer.
    pub length: TimeDelta,
    /// How long before its end both hear a warning.
    pub warning: TimeDelta,
    /// What happens at its end.
    pub then: AtCap,
}

/// What happens when a call of a package is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AtCap {
    /// Another call is spent; where none is left, the call ends.
    SpendAnother,
    /// The call ends.
    End,
}

/// The moments of one call of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// When the warning is heard.
    pub warning: DateTime<Utc>,
    /// When what was paid for is over.
    pub end: DateTime<Utc>,
}

impl Cap {
    /// The moments of a conversation for which so many calls (1 or more) are spent.
    #[must_use]
    pub fn paid(&self, answered: DateTime<Utc>, calls: u32) -> Paid {
        let calls = i32::try_from(calls.max(1)).unwrap_or(i32::MAX);
        let all = self.length.checked_mul(calls).unwrap_or(TimeDelta::MAX);
        let end = answered.checked_add_signed(all).unwrap_or(DateTime::<Utc>::MAX_UTC);
        Paid { warning: end.checked_sub_signed(self.warning).unwrap_or(answered).max(answered), end }
    }

    /// How many calls a conversation of a length costs, if nothing ends it: each that is begun. One that no operator answered costs none.
    #[must_use]
    pub fn calls(&self, talked: TimeDelta) -> u32 {
        let length = self.length.num_seconds().max(1);
        let calls = talked.num_seconds().max(0).saturating_add(length - 1) / length;
        u32::try_from(calls).unwrap_or(u32::MAX)
    }
}
