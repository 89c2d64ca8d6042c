//! A request's place among all in the order in which they came, as a page of a list says where the next one begins: of itself, so that it stays when
//! the request that it names is cleared away.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::TicketNumber;

/// When a request came, and its number, which tells those of one second apart. As text, the first in unix time: `1795510800.482915072`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When it came.
    pub opened: DateTime<Utc>,
    /// Its number.
    pub ticket: TicketNumber,
}

/// The text is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a place in a list, as a page of it says where the next one begins")]
pub struct NoPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.opened.timestamp(), self.ticket.value())
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (opened, ticket) = text.split_once('.').ok_or(NoPlace)?;
        let opened = opened.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let ticket: u32 = ticket.parse().map_err(|_| NoPlace)?;
        Ok(Self { opened: opened.ok_or(NoPlace)?, ticket: ticket.try_into().map_err(|_| NoPlace)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_and_nothing_else_is_one() {
        let opened = DateTime::from_timestamp(1_795_510_800, 0).unwrap();
        let place = Place { opened, ticket: TicketNumber::from_seed(7) };
        assert_eq!(place.to_string().parse(), Ok(place));
        let number = place.ticket.value();
        let far = format!("{}.{number}", i64::MAX);
        for wrong in
            ["", ".", &number.to_string(), "1795510800.1", "1795510800.pippo", &format!("x.{number}"), &far]
        {
            assert_eq!(wrong.parse::<Place>(), Err(NoPlace), "{wrong}");
        }
    }
}
