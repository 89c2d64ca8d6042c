//! Customers who are known by a code, and the numbers of a desk that are theirs alone.

use chrono::{DateTime, Utc};

use super::guesses::{Trying, to_wait, went_wrong};
use super::{Fault, Store, args, transaction};
use crate::ticket::CustomerCode;

/// Who was meant by a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identified {
    /// This customer, by its row.
    Customer(i64),
    /// Nobody, or more than one.
    Nobody,
    /// It was not looked: there were too many wrong codes.
    TooMany,
}

/// A customer as a list shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCustomer {
    /// Their code.
    pub code: CustomerCode,
    /// The numbers of the desk that are theirs, digits only.
    pub numbers: Vec<String>,
}

impl Store {
    /// Adds a customer, or finds the one with this code; gives its row.
    ///
    /// # Errors
    /// Why nothing is added.
    pub async fn add_customer(
        &self,
        desk: &str,
        code: &CustomerCode,
        now: DateTime<Utc>,
    ) -> Result<i64, Fault> {
        transaction!(self, |writing| {
            let add = "INSERT INTO customers (desk, code, keys, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
            writing.run(add, args![desk, code.as_str(), code.keys(), now]).await?;
            let find = "SELECT id FROM customers WHERE desk = $1 AND code = $2";
            writing.one(find, args![desk, code.as_str()]).await?.get(0)
        })
    }

    /// From now on whoever dials this number of the desk (digits only) calls for this customer.
    ///
    /// # Errors
    /// Why it is as before.
    pub async fn give_number(&self, desk: &str, dialled: &str, customer: i64) -> Result<(), Fault> {
        transaction!(self, |writing| {
            let give = "INSERT INTO customer_numbers (desk, dialled, customer) VALUES ($1, $2, $3)
                 ON CONFLICT (desk, dialled) DO UPDATE SET customer = excluded.customer";
            writing.run(give, args![desk, dialled, customer]).await.map(drop)
        })
    }

    /// The customer with a code, by its row.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn customer_of_code(&self, desk: &str, code: &CustomerCode) -> Result<Option<i64>, Fault> {
        let asked = "SELECT id FROM customers WHERE desk = $1 AND code = $2";
        let row = self.reading().await?.maybe(asked, args![desk, code.as_str()]).await?;
        row.map(|row| row.get(0)).transpose()
    }

    /// The customers of a desk, by their codes.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn customers(&self, desk: &str) -> Result<Vec<KeptCustomer>, Fault> {
        let asked = "SELECT code, dialled FROM customers LEFT JOIN customer_numbers ON customer = id
             WHERE customers.desk = $1 ORDER BY code, dialled";
        let mut customers: Vec<KeptCustomer> = Vec::new();
        for row in self.reading().await?.all(asked, args![desk]).await? {
            let code = row.get::<&str>(0)?.parse().map_err(|_| Fault::Row("customers"))?;
            let number: Option<String> = row.get(1)?;
            match customers.last_mut().filter(|last| last.code == code) {
                Some(last) => last.numbers.extend(number),
                None => customers.push(KeptCustomer { code, numbers: number.into_iter().collect() }),
            }
        }
        Ok(customers)
    }

    /// Removes a customer with their numbers and packages. Their requests stay, and are nobody's.
    ///
    /// # Errors
    /// Nothing is removed then.
    pub async fn remove_customer(&self, customer: i64) -> Result<(), Fault> {
        transaction!(self, |writing| {
            writing.run("UPDATE tickets SET customer = NULL WHERE customer = $1", args![customer]).await?;
            let spent =
                "DELETE FROM spendings WHERE package IN (SELECT id FROM packages WHERE customer = $1)";
            writing.run(spent, args![customer]).await?;
            writing.run("DELETE FROM packages WHERE customer = $1", args![customer]).await?;
            writing.run("DELETE FROM customer_numbers WHERE customer = $1", args![customer]).await?;
            writing.run("DELETE FROM customers WHERE id = $1", args![customer]).await.map(drop)
        })
    }

    /// A number of the desk is not this customer's any more; false where it was not.
    ///
    /// # Errors
    /// Why it is as before.
    pub async fn take_number(&self, desk: &str, dialled: &str, customer: i64) -> Result<bool, Fault> {
        transaction!(self, |writing| {
            let take = "DELETE FROM customer_numbers WHERE desk = $1 AND dialled = $2 AND customer = $3";
            Ok(writing.run(take, args![desk, dialled, customer]).await? > 0)
        })
    }

    /// The code of a customer.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn customer_code(&self, customer: i64) -> Result<Option<CustomerCode>, Fault> {
        let asked = "SELECT code FROM customers WHERE id = $1";
        let row = self.reading().await?.maybe(asked, args![customer]).await?;
        row.map(|row| row.get::<&str>(0)?.parse().map_err(|_| Fault::Row("customers"))).transpose()
    }

    /// The customer to whom a number of the desk belongs.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn customer_of_number(&self, desk: &str, dialled: &str) -> Result<Option<i64>, Fault> {
        let asked = "SELECT customer FROM customer_numbers WHERE desk = $1 AND dialled = $2";
        let row = self.reading().await?.maybe(asked, args![desk, dialled]).await?;
        row.map(|row| row.get(0)).transpose()
    }

    /// The customer whose code stands on these keys. Keys that two codes share name nobody; wrong ones are counted.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn customer_by_keys(
        &self,
        desk: &str,
        keys: &str,
        trying: &Trying,
    ) -> Result<Identified, Fault> {
        transaction!(self, |writing| {
            if to_wait(writing, desk, trying).await?.is_some() {
                return Ok(Identified::TooMany);
            }
            let asked = "SELECT id FROM customers WHERE desk = $1 AND keys = $2 LIMIT 2";
            let found = writing.all(asked, args![desk, keys]).await?;
            if let [one] = found.as_slice() {
                return Ok(Identified::Customer(one.get(0)?));
            }
            went_wrong(writing, desk, trying).await?;
            Ok(Identified::Nobody)
        })
    }
}
