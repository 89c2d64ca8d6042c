//! Which numbers are called back: ordinary lines at which a person can answer, in the countries that the queue names.
//!
//! A call back is dialled and paid by the desk, to a number that anybody may have keyed in. So whatever could make the desk pay (premium
//! and shared-cost numbers), alarm somebody (112) or ring at a switchboard instead of a person (800 numbers) is refused, and a kind that the
//! numbering plan does not tell is refused too.

use crate::menu::model::Queue;
use crate::terms::numbering::{self, Country, Kind};
use crate::terms::{Number, NumberFault};

/// Why a number is not called back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCallable {
    /// It is no number of any plan.
    #[error("what was keyed in {0}")]
    NoNumber(#[from] NumberFault),
    /// A number of a country that the queue does not name, or of none.
    #[error("numbers of this country are not called back")]
    Country,
    /// A kind of number that is never called back.
    #[error("numbers of this kind are not called back")]
    Kind(Kind),
}

/// Whether a queue calls this number back.
///
/// # Errors
/// Why not.
pub fn callable(queue: &Queue, number: Number) -> Result<(), NotCallable> {
    let kind = numbering::kind(number);
    match kind {
        Kind::Landline | Kind::Mobile | Kind::LandlineOrMobile => {}
        Kind::TollFree | Kind::SharedCost | Kind::Premium | Kind::Emergency | Kind::Other => {
            return Err(NotCallable::Kind(kind));
        }
    }
    let called = numbering::country(number).is_some_and(|country| queue.countries.contains(&country));
    if called { Ok(()) } else { Err(NotCallable::Country) }
}

/// Whether a queue calls back what a caller keyed in: national, or with `00` in front.
///
/// # Errors
/// Why not.
pub fn keyed_in(queue: &Queue, keys: &str, country: Country) -> Result<Number, NotCallable> {
    let number = numbering::number(keys, country)?;
    callable(queue, number).map(|()| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::example::queue;

    fn italian(keys: &str) -> Result<String, NotCallable> {
        keyed_in(&queue(&["IT"]), keys, Country::ITALY).map(Number::e164)
    }

    #[test]
    fn ordinary_lines_are_called_back() {
        assert_eq!(italian("0668851234"), Ok("+390668851234".to_owned()));
        assert_eq!(italian("3921234567"), Ok("+393921234567".to_owned()));
        assert_eq!(italian("00390668851234"), Ok("+390668851234".to_owned()));
    }

    #[test]
    fn what_costs_alarms_or_reaches_no_person_is_not() {
        for (keys, kind) in [
            ("892424", Kind::Premium),
            ("899123456", Kind::Premium),
            ("848800800", Kind::SharedCost),
            ("800749049", Kind::TollFree),
            ("112", Kind::Emergency),
            ("118", Kind::Emergency),
        ] {
            assert_eq!(italian(keys), Err(NotCallable::Kind(kind)), "{keys}");
        }
        // A premium range in which no number exists, and a short code of an operator.
        assert!(italian("892012345").is_err());
        assert!(italian("4242").is_err());
    }

    #[test]
    fn another_country_only_where_the_queue_names_it() {
        let keys = "00442079460000";
        assert_eq!(italian(keys), Err(NotCallable::Country));
        let both = keyed_in(&queue(&["IT", "GB"]), keys, Country::ITALY).map(Number::e164);
        assert_eq!(both, Ok("+442079460000".to_owned()));
        assert_eq!(keyed_in(&queue(&[]), "0668851234", Country::ITALY), Err(NotCallable::Country));
        // Premium numbers stay refused, whatever the country.
        let premium = keyed_in(&queue(&["IT", "GB"]), "00449098790000", Country::ITALY);
        assert_eq!(premium, Err(NotCallable::Kind(Kind::Premium)));
    }

    #[test]
    fn what_is_no_number_is_told_apart_from_what_is_refused() {
        for keys in ["", "12", "0668", "*#", "06688512340668851234", "39 06 6885 1234"] {
            assert!(matches!(italian(keys), Err(NotCallable::NoNumber(_))), "{keys}: {:?}", italian(keys));
        }
    }
}
