//! jambonz: what we write is held against its own schema, and played.

mod player;
mod schema;

pub(crate) use player::{Jambonz, secret, signed};
