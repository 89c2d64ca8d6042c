//! The language in which admins write a desk, and the tree that comes of it.

pub mod model;
pub mod words;
