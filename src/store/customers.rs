//! Customers who are known by a code, and the numbers of a desk that are theirs alone.

use chrono::{DateTime, Utc};

use super::guesses::{Trying, may_try, went_wrong};
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
            if !may_try(writing, desk, trying).await? {
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
