//! Prepaid packages: what is left of them is taken in one conditional write, and given back where no operator was reached. Whatever is spent
//! has a name that is used once: said again, by a platform, by another replica, after a crash, it is spent already.

use chrono::NaiveDate;

use super::{Alone, Fault, Row, Store, Writing, args, transaction};
use crate::terms::Language;
use crate::ticket::{CustomerCode, Package, PackageKind, Spend, Unspendable, spendable, usable};

/// For how long a call that is spent may ring, or be waited for, until it counts as given back; seconds: as long as a call's seal is good.
const HELD: i64 = 12 * 3600;

/// Who spends what.
#[derive(Clone, Debug)]
pub struct Spending {
    /// The customer's row.
    pub customer: i64,
    /// What.
    pub what: Spend,
    /// In which language they speak.
    pub language: Language,
    /// Today, in the desk's zone.
    pub today: NaiveDate,
    /// Which question of which call asks; said again, it is spent once.
    pub asked: String,
    /// Which call, `platform/call`.
    pub call: String,
}

/// What was spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// Of which package, by its row.
    pub package: i64,
    /// How many more of the same are left, in all of the customer's packages that can be used.
    pub left: u32,
}

/// A conversation, and what its further calls are taken from.
#[derive(Clone, Copy, Debug)]
pub struct Conversation<'a> {
    /// Under which name its first call is held, [`Spending::call`].
    pub call: &'a str,
    /// In which language they speak.
    pub language: Language,
    /// Today, in the desk's zone.
    pub today: NaiveDate,
}

/// A package as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    /// Whose.
    pub code: CustomerCode,
    /// The desk's name for it.
    pub kind: String,
    /// The package.
    pub package: Package,
}

impl Store {
    /// The packages of a desk's customers, or of one of them.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn packages_of(&self, desk: &str, code: Option<&CustomerCode>) -> Result<Vec<Bought>, Fault> {
        let list = "SELECT packages.id, signed, last_day, calls_left, requests_left, languages, code, kind
             FROM packages JOIN customers ON customers.id = packages.customer
             WHERE desk = $1 AND ($2 IS NULL OR code = $2) ORDER BY code, last_day, packages.id";
        let rows = self.reading().await?.all(list, args![desk, code.map(CustomerCode::as_str)]).await?;
        let bought = rows.iter().map(|row| {
            let code = row.get::<&str>(6)?.parse().map_err(|_| Fault::Row("customers"))?;
            Ok(Bought { code, kind: row.get(7)?, package: read(row)? })
        });
        bought.collect()
    }

    /// Removes a package of a desk's; false where there is none of this row.
    ///
    /// # Errors
    /// It stays then.
    pub async fn remove_package(&self, desk: &str, package: i64) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            let spent = "DELETE FROM spendings WHERE package = $2
                 AND package IN (SELECT packages.id FROM packages JOIN customers ON customers.id = customer WHERE desk = $1)";
            writing.run(spent, args![desk, package]).await?;
            let gone = "DELETE FROM packages WHERE id = $2 AND customer IN (SELECT id FROM customers WHERE desk = $1)";
            Ok(writing.run(gone, args![desk, package]).await? > 0)
        })
    }

    /// A customer has bought a package; gives its row.
    ///
    /// # Errors
    /// Why nothing is added.
    pub async fn add_package(
        &self,
        customer: i64,
        kind: &PackageKind,
        signed: NaiveDate,
    ) -> Result<i64, Fault> {
        let languages: String =
            kind.languages.iter().flat_map(|language| [" ", language.code(), " "]).collect();
        transaction!(self, |writing| {
            let add = "INSERT INTO packages (customer, kind, signed, last_day, calls_left, requests_left, languages)
                 VALUES ($1, $2, $3, $4, $5, $5, $6) RETURNING id";
            let values = args![customer, &*kind.name, signed, kind.last_day(signed), kind.half(), &languages];
            writing.one(add, values).await?.get(0)
        })
    }

    /// A customer's packages: the balance.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn packages(&self, customer: i64) -> Result<Vec<Package>, Fault> {
        let rows = self.reading().await?.all(OF_CUSTOMER, args![customer]).await?;
        rows.iter().map(read).collect()
    }

    /// Spends one, of the package that expires first. A written request is spent for good; a call is held until [`Store::spent_for`] or
    /// [`Store::give_back`].
    ///
    /// # Errors
    /// Nothing is spent then.
    pub async fn spend(&self, spending: &Spending) -> Result<Result<Spent, Unspendable>, Fault> {
        transaction!(self, |writing| { spend(writing, spending).await })
    }

    /// An operator has answered the call, and the conversation needs so many calls (1 or more): what it holds is spent for good, and as many more
    /// as there are. Gives how many it has cost; said again, it costs no more, and 0 where it holds nothing.
    ///
    /// # Errors
    /// What is kept is not known then.
    pub async fn spent_for(&self, conversation: Conversation<'_>, calls: u32) -> Result<u32, Fault> {
        let Conversation { call, language, today } = conversation;
        transaction!(self, |writing| {
            let first = "SELECT customer FROM spendings JOIN packages ON packages.id = package
                 WHERE call_id = $1 ORDER BY spendings.id LIMIT 1";
            let Some(row) = writing.maybe(first, args![call]).await? else { return Ok(0) };
            let customer: i64 = row.get(0)?;
            writing.alone(Alone::Package, &customer.to_string()).await?;
            let keep = "UPDATE spendings SET kept = $2 WHERE call_id = $1 AND NOT kept";
            writing.run(keep, args![call, true]).await?;
            for so_manieth in 1..calls {
                let asked = format!("{call}/more/{so_manieth}");
                let (what, call) = (Spend::Call, call.to_owned());
                let further = Spending { customer, what, language, today, asked, call };
                if take(writing, &further, true).await?.is_err() {
                    break;
                }
            }
            let cost = "SELECT count(*) FROM spendings WHERE call_id = $1";
            writing.one(cost, args![call]).await?.get(0)
        })
    }

    /// The call never reached an operator: what it holds is given back. True where it held anything.
    ///
    /// # Errors
    /// Why it is not given back yet.
    pub async fn give_back(&self, call: &str) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            let gone = "DELETE FROM spendings WHERE call_id = $1 AND NOT kept RETURNING package";
            let packages = writing.all(gone, args![call]).await?;
            returned(writing, &packages).await?;
            Ok(!packages.is_empty())
        })
    }
}

/// Spends one, within a transaction that others share. A written request is spent for good.
pub(super) async fn spend(
    writing: &mut Writing,
    spending: &Spending,
) -> Result<Result<Spent, Unspendable>, Fault> {
    writing.alone(Alone::Package, &spending.customer.to_string()).await?;
    return_stale(writing, spending.customer).await?;
    take(writing, spending, spending.what == Spend::Request).await
}

/// Takes one of the package that expires first, or finds that it was taken before, for good or to be held. Nobody else takes of this customer's
/// meanwhile.
async fn take(
    writing: &mut Writing,
    spending: &Spending,
    kept: bool,
) -> Result<Result<Spent, Unspendable>, Fault> {
    let Spending { customer, what, language, today, .. } = *spending;
    let rows = writing.all(OF_CUSTOMER, args![customer]).await?;
    let packages = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let left: u32 = usable(&packages, language, today).map(|package| package.left(what)).sum();
    let before = "SELECT package FROM spendings WHERE asked = $1";
    if let Some(row) = writing.maybe(before, args![&spending.asked]).await? {
        return Ok(Ok(Spent { package: row.get(0)?, left }));
    }
    let package = match spendable(&packages, what, language, today) {
        Ok(package) => package.id,
        Err(unspendable) => return Ok(Err(unspendable)),
    };
    if writing.run(one_less(what), args![package, today]).await? == 0 {
        return Ok(Err(Unspendable::UsedUp));
    }
    let note = "INSERT INTO spendings (package, what, asked, call_id, held_at, kept)
         VALUES ($1, $2, $3, $4, unixepoch(), $5)";
    let values = args![package, name(what), &spending.asked, &spending.call, kept];
    writing.run(note, values).await?;
    Ok(Ok(Spent { package, left: left.saturating_sub(1) }))
}

const OF_CUSTOMER: &str = "SELECT id, signed, last_day, calls_left, requests_left, languages FROM packages
     WHERE customer = $1 ORDER BY last_day, id";

/// One less, if there is one.
const fn one_less(what: Spend) -> &'static str {
    match what {
        Spend::Call => {
            "UPDATE packages SET calls_left = calls_left - 1
             WHERE id = $1 AND calls_left > 0 AND signed <= $2 AND last_day >= $2"
        }
        Spend::Request => {
            "UPDATE packages SET requests_left = requests_left - 1
             WHERE id = $1 AND requests_left > 0 AND signed <= $2 AND last_day >= $2"
        }
    }
}

const fn name(what: Spend) -> &'static str {
    match what {
        Spend::Call => "call",
        Spend::Request => "request",
    }
}

/// Gives back the calls of a customer of which nothing was heard for too long.
async fn return_stale(writing: &mut Writing, customer: i64) -> Result<(), Fault> {
    let gone = "DELETE FROM spendings WHERE NOT kept AND held_at < unixepoch() - $2
         AND package IN (SELECT id FROM packages WHERE customer = $1) RETURNING package";
    let packages = writing.all(gone, args![customer, HELD]).await?;
    returned(writing, &packages).await
}

/// Only calls are held.
async fn returned(writing: &mut Writing, packages: &[Row]) -> Result<(), Fault> {
    for row in packages {
        let package: i64 = row.get(0)?;
        writing.run("UPDATE packages SET calls_left = calls_left + 1 WHERE id = $1", args![package]).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<Package, Fault> {
    let languages: &str = row.get(5)?;
    Ok(Package {
        id: row.get(0)?,
        signed: row.get(1)?,
        last_day: row.get(2)?,
        calls: row.get(3)?,
        requests: row.get(4)?,
        languages: languages.split_whitespace().filter_map(Language::from_code).collect(),
    })
}
