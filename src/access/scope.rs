//! Scopes: what a program may do that shows a token.

use std::fmt;
use std::str::FromStr;

/// One thing that may be done. `:write` never includes `:read`, as OAuth's users expect; only `admin` includes all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// `bookings:read`: free slots, booked callbacks, telephone numbers.
    BookingsRead,
    /// `bookings:write`: book, move, cancel; block and open slots.
    BookingsWrite,
    /// `tickets:read`: tickets and their history.
    TicketsRead,
    /// `tickets:write`: take in charge, close, remind.
    TicketsWrite,
    /// `admin`: all of it, and users, tokens and personal data besides.
    Admin,
}

impl Scope {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] =
        [Self::BookingsRead, Self::BookingsWrite, Self::TicketsRead, Self::TicketsWrite, Self::Admin];

    /// As it is written in a token's list.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BookingsRead => "bookings:read",
            Self::BookingsWrite => "bookings:write",
            Self::TicketsRead => "tickets:read",
            Self::TicketsWrite => "tickets:write",
            Self::Admin => "admin",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No scope is called so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected one of bookings:read, bookings:write, tickets:read, tickets:write, admin, but found `{0}`")]
pub struct UnknownScope(String);

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        Self::ALL.into_iter().find(|scope| scope.name() == text).ok_or_else(|| UnknownScope(text.to_owned()))
    }
}

/// A set of scopes. Written as their names with a space between (RFC 6749, section 3.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u8);

impl Scopes {
    /// Whether this may be done.
    #[must_use]
    pub const fn allow(self, scope: Scope) -> bool {
        self.0 & (scope.bit() | Scope::Admin.bit()) != 0
    }

    /// Whether nothing may be done.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are named.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.0 & scope.bit() != 0)
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |all, scope| all | scope.bit()))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, scope) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.name())?;
        }
        Ok(())
    }
}

impl FromStr for Scopes {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        text.split([' ', ',']).filter(|name| !name.is_empty()).map(str::parse).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_reads_back_as_it_is_written() {
        let set: Scopes = "tickets:read bookings:write".parse().unwrap();
        assert_eq!(set.to_string(), "bookings:write tickets:read");
        assert_eq!(set.to_string().parse::<Scopes>().unwrap(), set);
        assert_eq!("bookings:write,tickets:read".parse::<Scopes>().unwrap(), set);
        assert!("".parse::<Scopes>().unwrap().is_empty());
    }

    #[test]
    fn writing_is_not_reading_and_admin_is_all() {
        let write: Scopes = [Scope::BookingsWrite].into_iter().collect();
        assert!(write.allow(Scope::BookingsWrite) && !write.allow(Scope::BookingsRead));
        assert!(!write.allow(Scope::Admin));
        let admin: Scopes = [Scope::Admin].into_iter().collect();
        assert!(Scope::ALL.into_iter().all(|scope| admin.allow(scope)));
    }

    #[test]
    fn a_name_that_is_none_is_told_with_those_there_are() {
        let fault = "bookings:all".parse::<Scopes>().unwrap_err();
        assert_eq!(
            fault.to_string(),
            "expected one of bookings:read, bookings:write, tickets:read, tickets:write, admin, but found `bookings:all`"
        );
    }
}
