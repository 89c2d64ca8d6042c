//! One SQL text for both databases: what a statement takes, and the rows that come back.
//!
//! The text uses what SQLite and PostgreSQL share: `$1`, `ON CONFLICT`, `RETURNING`, `unixepoch()` (a function of our own in PostgreSQL). Where they
//! differ after all, [`Sql`] holds one text for each.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, Row as _, TypeInfo as _, ValueRef as _};

use super::Fault;
use crate::terms::{Language, Number};
use crate::ticket::TicketNumber;

/// A statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sql {
    /// As SQLite takes it.
    pub(super) sqlite: &'static str,
    /// As PostgreSQL takes it.
    pub(super) postgres: &'static str,
}

impl From<&'static str> for Sql {
    fn from(both: &'static str) -> Self {
        Self { sqlite: both, postgres: both }
    }
}

/// What stands for a `$1`. A value that is not there knows its type too, since PostgreSQL asks.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Int(Option<i64>),
    Truth(Option<bool>),
    Text(Option<Cow<'a, str>>),
    Bytes(Option<&'a [u8]>),
}

/// The values of a statement, in order: `args![desk, &queue.name, now]`.
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::store::sql::Value::from($value)),*] };
}
pub(super) use args;

macro_rules! value_of {
    ($(|$from:ident: $type:ty| $variant:ident($to:expr);)+) => { $(
        impl<'a> From<$type> for Value<'a> {
            fn from($from: $type) -> Self {
                Self::$variant(Some($to))
            }
        }
        impl<'a> From<Option<$type>> for Value<'a> {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map(|$from| $to))
            }
        }
    )+ };
}

value_of! {
    |number: i64| Int(number);
    |number: u32| Int(number.into());
    |number: u16| Int(number.into());
    |moment: DateTime<Utc>| Int(moment.timestamp());
    |ticket: TicketNumber| Int(ticket.value().into());
    |truth: bool| Truth(truth);
    |text: &'a str| Text(text.into());
    |text: &'a String| Text(text.as_str().into());
    |text: String| Text(text.into());
    |number: Number| Text(number.e164().into());
    |language: Language| Text(language.code().into());
    |day: NaiveDate| Text(day.to_string().into());
    |bytes: &'a [u8]| Bytes(bytes);
}

impl<'a> From<&'a Option<String>> for Value<'a> {
    fn from(text: &'a Option<String>) -> Self {
        Self::from(text.as_deref())
    }
}

macro_rules! bind {
    ($name:ident, $arguments:ty) => {
        pub(super) fn $name(values: &[Value<'_>]) -> Result<$arguments, Fault> {
            let mut bound = <$arguments>::default();
            for value in values {
                match value {
                    Value::Int(number) => Arguments::add(&mut bound, *number),
                    Value::Truth(truth) => Arguments::add(&mut bound, *truth),
                    Value::Text(text) => Arguments::add(&mut bound, text.as_deref()),
                    Value::Bytes(bytes) => Arguments::add(&mut bound, *bytes),
                }
                .map_err(sqlx::Error::Encode)?;
            }
            Ok(bound)
        }
    };
}

bind!(for_sqlite, SqliteArguments);
bind!(for_postgres, PgArguments);

/// A row that came back.
#[derive(Debug)]
pub(super) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The so-manieth column, from 0, as what it is.
    pub(super) fn get<'r, T: Column<'r>>(&'r self, column: usize) -> Result<T, Fault> {
        T::read(self, column).map_err(|fault| match fault {
            sqlx::Error::Decode(source) => {
                Fault::Database(sqlx::Error::ColumnDecode { index: column.to_string(), source })
            }
            other => other.into(),
        })
    }
}

/// What a column can be read as; NULL as `None` of it.
pub(super) trait Column<'r>: Sized {
    fn read(row: &'r Row, column: usize) -> Result<Self, sqlx::Error>;
}

macro_rules! plain_columns {
    ($($type:ty),+) => { $(
        impl<'r> Column<'r> for $type {
            fn read(row: &'r Row, column: usize) -> Result<Self, sqlx::Error> {
                match row {
                    Row::Sqlite(row) => row.try_get(column),
                    Row::Postgres(row) => row.try_get(column),
                }
            }
        }
    )+ };
}

plain_columns!(bool, &'r str, String, &'r [u8], Vec<u8>);

impl Column<'_> for i64 {
    /// PostgreSQL's narrower integers too: a `SELECT 1` is one.
    fn read(row: &Row, column: usize) -> Result<Self, sqlx::Error> {
        match row {
            Row::Sqlite(row) => row.try_get(column),
            Row::Postgres(row) => match row.try_get_raw(column)?.type_info().name() {
                "INT4" => row.try_get::<i32, _>(column).map(Self::from),
                "INT2" => row.try_get::<i16, _>(column).map(Self::from),
                _ => row.try_get(column),
            },
        }
    }
}

macro_rules! columns_of {
    ($(|$from:ident: $stored:ty| -> $type:ty { $to:expr })+) => { $(
        impl<'r> Column<'r> for $type {
            fn read(row: &'r Row, column: usize) -> Result<Self, sqlx::Error> {
                let $from = <$stored>::read(row, column)?;
                let read: Result<Self, BoxDynError> = $to;
                read.map_err(sqlx::Error::Decode)
            }
        }
    )+ };
}

columns_of! {
    |number: i64| -> u16 { number.try_into().map_err(BoxDynError::from) }
    |number: i64| -> u32 { number.try_into().map_err(BoxDynError::from) }
    |seconds: i64| -> DateTime<Utc> { DateTime::from_timestamp(seconds, 0).ok_or("no moment".into()) }
    |number: u32| -> TicketNumber { TicketNumber::try_from(number).map_err(|_| "no ticket number".into()) }
    |day: &str| -> NaiveDate { day.parse().map_err(BoxDynError::from) }
    |number: &str| -> Number { e164(number).ok_or("no number in E.164".into()) }
    |code: &str| -> Language { Language::from_code(code).ok_or("no language".into()) }
}

fn e164(number: &str) -> Option<Number> {
    Number::from_digits(number.strip_prefix('+')?.parse().ok()?)
}

impl<'r, T: Column<'r>> Column<'r> for Option<T> {
    fn read(row: &'r Row, column: usize) -> Result<Self, sqlx::Error> {
        let null = match row {
            Row::Sqlite(row) => row.try_get_raw(column)?.is_null(),
            Row::Postgres(row) => row.try_get_raw(column)?.is_null(),
        };
        if null { Ok(None) } else { T::read(row, column).map(Some) }
    }
}
