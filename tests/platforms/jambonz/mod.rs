//! jambonz: what we write is held against its own schema.

mod schema;
