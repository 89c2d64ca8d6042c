//! Which numbers may be shown to whoever is called: those that can be called back at an ordinary price. In Italy a call may not come from a
//! toll-free number (they cannot call out), and one from a premium number is a trap.

use super::{Kind, kind};
use crate::terms::Number;

/// A kind of number that is never shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotShown(pub &'static str);

/// Whether a number may be shown to whoever is called.
///
/// # Errors
/// What it is instead.
pub fn shown(number: Number) -> Result<(), NotShown> {
    match kind(number) {
        Kind::Landline | Kind::Mobile | Kind::LandlineOrMobile => Ok(()),
        Kind::TollFree => Err(NotShown("a toll-free number")),
        Kind::SharedCost => Err(NotShown("a number of shared cost")),
        Kind::Premium => Err(NotShown("a premium number")),
        Kind::Emergency => Err(NotShown("an emergency or other short number")),
        Kind::Other => Err(NotShown("neither a geographic nor a mobile number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::numbering::{Country, number};

    #[test]
    fn only_what_can_be_called_back_is_shown() {
        let shown = |text| shown(number(text, Country::ITALY).unwrap());
        assert_eq!(shown("06 6885 1234"), Ok(()));
        assert_eq!(shown("+39 392 1234567"), Ok(()));
        assert_eq!(shown("800 749 049"), Err(NotShown("a toll-free number")));
        assert_eq!(shown("899 123456"), Err(NotShown("a premium number")));
        assert_eq!(shown("848 800800"), Err(NotShown("a number of shared cost")));
    }
}
