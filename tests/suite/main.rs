//! The one integration-test binary: linked once, every suite a module.

#[path = "../house/mod.rs"]
mod house;
