//! Roles: what a person may do who signed in.

use std::fmt;
use std::str::FromStr;

use super::{Scope, Scopes};

/// What a person is at the desks. Each may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Sees bookings and tickets.
    Viewer,
    /// Answers callers: works on tickets.
    Operator,
    /// Books, moves and cancels callbacks; blocks and opens slots; works on tickets too.
    Scheduler,
    /// The scheduler's work, and hours, overrides and the emergency switch.
    Editor,
    /// All of it, and users, tokens and personal data besides.
    Admin,
}

impl Role {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Viewer, Self::Operator, Self::Scheduler, Self::Editor, Self::Admin];

    /// As it is written on the command line and kept in the store.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Scheduler => "scheduler",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    /// What they may do with bookings and tickets.
    #[must_use]
    pub fn scopes(self) -> Scopes {
        let scopes: &[Scope] = match self {
            Self::Viewer => &[Scope::BookingsRead, Scope::TicketsRead],
            Self::Operator => &[Scope::BookingsRead, Scope::TicketsRead, Scope::TicketsWrite],
            Self::Scheduler | Self::Editor => {
                &[Scope::BookingsRead, Scope::BookingsWrite, Scope::TicketsRead, Scope::TicketsWrite]
            }
            Self::Admin => &[Scope::Admin],
        };
        scopes.iter().copied().collect()
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No role is called so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected one of viewer, operator, scheduler, editor, admin, but found `{0}`")]
pub struct UnknownRole(String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_may_see_and_only_some_may_write() {
        for role in Role::ALL {
            assert_eq!(role.name().parse::<Role>(), Ok(role));
            assert!(role.scopes().allow(Scope::BookingsRead) && role.scopes().allow(Scope::TicketsRead));
        }
        let who_may = |scope| -> Vec<_> {
            Role::ALL.into_iter().filter(|role| role.scopes().allow(scope)).map(Role::name).collect()
        };
        assert_eq!(who_may(Scope::BookingsWrite), ["scheduler", "editor", "admin"]);
        assert_eq!(who_may(Scope::TicketsWrite), ["operator", "scheduler", "editor", "admin"]);
        assert_eq!(who_may(Scope::Admin), ["admin"]);
    }
}
