//! Who may do what: scopes that a token carries, roles that a person has, and how long a password that was wrong too often has to wait.
//! Arithmetic only; the store keeps who has what.

pub mod actor;
mod claims;
mod lockout;
pub mod password;
mod role;
mod scope;
mod token;

pub use claims::{NoRoleMap, RoleMap};
pub use lockout::{Lockout, wait_after};
pub use role::Role;
pub use scope::{Scope, Scopes};
pub use token::{TOKEN_BYTES, Token};
