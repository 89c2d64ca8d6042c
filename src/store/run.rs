//! Running statements, on either database: from a transaction that writes, or from whatever connection is free to read.

use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use super::Fault;
use super::postgres::CONNECTIONS;
use super::sql::{Row, Sql, Value, for_postgres, for_sqlite};

/// How often a statement or a transaction is tried that lost its connection or met another, before anything was done. After a restart of the
/// server each connection of the pool is a dead one.
pub(super) const TRIES: u32 = CONNECTIONS + 2;

/// Writes in one transaction: `transaction!(self, |writing| { …; Ok(value) })` is committed where the block gives `Ok`, and rolled back where it
/// does not. The block runs again where the connection was lost or another transaction was in the way: what it does outside the
/// transaction must bear that.
macro_rules! transaction {
    ($store:expr, |$writing:ident| $block:block) => {{
        let mut tries = $crate::store::run::TRIES;
        loop {
            let done = match $store.writing().await {
                Ok(mut writing) => {
                    let done: Result<_, $crate::store::Fault> = async {
                        let $writing = &mut writing;
                        $block
                    }
                    .await;
                    match done {
                        Ok(value) => writing.commit().await.map(|()| value),
                        Err(fault) => Err(fault),
                    }
                }
                Err(fault) => Err(fault),
            };
            match done {
                Err(fault) if fault.passes() && tries > 1 => tries -= 1,
                done => break done,
            }
        }
    }};
}
pub(super) use transaction;

/// A transaction that writes.
#[derive(Debug)]
pub(super) enum Writing {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Writing {
    /// The rows of a statement.
    pub(super) async fn all(&mut self, sql: impl Into<Sql>, values: &[Value<'_>]) -> Result<Vec<Row>, Fault> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite(on) => {
                let query = sqlx::query_with(sql.sqlite, for_sqlite(values)?);
                query.fetch_all(&mut **on).await?.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(on) => {
                let query = sqlx::query_with(sql.postgres, for_postgres(values)?);
                query.fetch_all(&mut **on).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The first row of a statement, where there is one.
    pub(super) async fn maybe(
        &mut self,
        sql: impl Into<Sql>,
        values: &[Value<'_>],
    ) -> Result<Option<Row>, Fault> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite(on) => {
                let query = sqlx::query_with(sql.sqlite, for_sqlite(values)?);
                query.fetch_optional(&mut **on).await?.map(Row::Sqlite)
            }
            Self::Postgres(on) => {
                let query = sqlx::query_with(sql.postgres, for_postgres(values)?);
                query.fetch_optional(&mut **on).await?.map(Row::Postgres)
            }
        })
    }

    /// The row of a statement that always has one.
    pub(super) async fn one(&mut self, sql: impl Into<Sql>, values: &[Value<'_>]) -> Result<Row, Fault> {
        self.maybe(sql, values).await?.ok_or(Fault::Database(sqlx::Error::RowNotFound))
    }

    /// Runs a statement, and says how many rows it wrote.
    pub(super) async fn run(&mut self, sql: impl Into<Sql>, values: &[Value<'_>]) -> Result<u64, Fault> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite(on) => {
                let query = sqlx::query_with(sql.sqlite, for_sqlite(values)?);
                query.execute(&mut **on).await?.rows_affected()
            }
            Self::Postgres(on) => {
                let query = sqlx::query_with(sql.postgres, for_postgres(values)?);
                query.execute(&mut **on).await?.rows_affected()
            }
        })
    }

    /// From here to its end no other transaction is under way that said the same of the same. To be said before anything is read that is
    /// decided upon, and, where several are, in one order: kind by kind, names sorted. SQLite has one writer anyway.
    pub(super) async fn alone(&mut self, kind: Alone, name: &str) -> Result<(), Fault> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => {
                let lock = "SELECT pg_advisory_xact_lock($1::int, hashtext(current_schema() || '/' || $2))";
                self.run(lock, &[Value::from(kind as i64), Value::from(name)]).await.map(drop)
            }
        }
    }

    /// As [`Writing::alone`], beside all others who say this; those who want to be alone wait for them, and they for those.
    pub(super) async fn together(&mut self, kind: Alone, name: &str) -> Result<(), Fault> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => {
                let lock =
                    "SELECT pg_advisory_xact_lock_shared($1::int, hashtext(current_schema() || '/' || $2))";
                self.run(lock, &[Value::from(kind as i64), Value::from(name)]).await.map(drop)
            }
        }
    }

    /// Keeps what was written.
    pub(super) async fn commit(self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(on) => on.commit().await.map_err(Fault::at_commit),
            Self::Postgres(on) => on.commit().await.map_err(Fault::at_commit),
        }
    }
}

/// What a transaction may ask to be alone with, in the order in which it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alone {
    /// A table that is written as a whole.
    Table = 1,
    /// A booking that is changed, by its ticket.
    Booking = 2,
    /// A number in a queue, `desk/queue/number`: the function that books asks for it by itself.
    Number = 4,
    /// The seats of a queue in a quarter of an hour, `desk/queue/quarter of unix time`, the earlier first. (3 is a holder of a seat: the function that
    /// holds asks for it by itself.)
    Seats = 5,
    /// What clerks change of a queue, by `desk/queue`; whoever takes a seat keeps them out ([`Writing::together`]).
    Changes = 6,
    /// A customer's packages.
    Package = 7,
    /// The guesses at something.
    Guesses = 8,
    /// A request's history.
    Ticket = 9,
    /// The callbacks of a queue that are under way, `desk/queue`.
    Callbacks = 10,
    /// The callbacks to a number, at whatever desk.
    Called = 11,
    /// A request that is to be opened, by the name under which it is asked for.
    Opening = 12,
}

/// The rows of a statement on a connection to PostgreSQL that commits by itself.
pub(super) async fn on_postgres(
    on: &mut PgConnection,
    sql: &'static str,
    values: &[Value<'_>],
) -> Result<Vec<Row>, Fault> {
    let rows = sqlx::query_with(sql, for_postgres(values)?).fetch_all(on).await?;
    Ok(rows.into_iter().map(Row::Postgres).collect())
}

/// Whatever connection is free to read. A statement is tried again where its connection turns out to be dead.
#[derive(Clone, Debug)]
pub(super) enum Reading {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Reading {
    /// The rows of a statement that only reads.
    pub(super) async fn all(&self, sql: impl Into<Sql>, values: &[Value<'_>]) -> Result<Vec<Row>, Fault> {
        let sql = sql.into();
        let mut tries = TRIES;
        loop {
            match self.once(sql, values).await {
                Err(fault) if fault.passes() && tries > 1 => tries -= 1,
                done => return done,
            }
        }
    }

    /// The first row of a statement that only reads, where there is one.
    pub(super) async fn maybe(
        &self,
        sql: impl Into<Sql>,
        values: &[Value<'_>],
    ) -> Result<Option<Row>, Fault> {
        Ok(self.all(sql, values).await?.into_iter().next())
    }

    /// The row of a statement that only reads and always has one.
    pub(super) async fn one(&self, sql: impl Into<Sql>, values: &[Value<'_>]) -> Result<Row, Fault> {
        self.maybe(sql, values).await?.ok_or(Fault::Database(sqlx::Error::RowNotFound))
    }

    /// As [`Reading::all`], for a statement that writes by a key and commits by itself: tried once.
    pub(super) async fn once(&self, sql: impl Into<Sql>, values: &[Value<'_>]) -> Result<Vec<Row>, Fault> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite(pool) => {
                let query = sqlx::query_with(sql.sqlite, for_sqlite(values)?);
                query.fetch_all(pool).await?.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(pool) => {
                let query = sqlx::query_with(sql.postgres, for_postgres(values)?);
                query.fetch_all(pool).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }
}
