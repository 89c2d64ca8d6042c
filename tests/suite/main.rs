//! The one integration-test binary: linked once, every suite a module.
