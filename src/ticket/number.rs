//! The number that a caller writes down, and reads back over a bad line weeks later.
//!
//! Eight digits by chance and a ninth that checks them, by H. Michael Damm's algorithm ("Total anti-symmetrische Quasigruppen", Marburg
//! 2004): it finds every single wrong digit and every two neighbours exchanged. By chance and not in sequence, so that nobody learns from
//! one number how many came before it, or what the next one is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A ticket's number: nine digits, the first is not 0, the last checks the others. Prints in groups of three, as it is spoken: `482 915 072`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "u32", try_from = "u32")]
pub struct TicketNumber(u32);

/// Why a text is no ticket's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TicketFault {
    /// Something else than digits, spaces, dots and hyphens.
    #[error("expected nine digits, but found another character")]
    Characters,
    /// Too few or too many digits.
    #[error("expected nine digits, but found {0}")]
    Length(usize),
    /// No number begins with 0.
    #[error("expected a first digit from 1 to 9, but found 0")]
    LeadingZero,
    /// The digits do not agree: one was misheard, or two were exchanged.
    #[error("the digits do not agree with one another: one of them is wrong")]
    Check,
}

/// How many digits a number has.
const LENGTH: usize = 9;

/// How many numbers there are: eight digits of which the first is not 0.
const NUMBERS: u64 = 90_000_000;

/// Damm's quasigroup of order 10: weakly totally anti-symmetric, and with zeros on its diagonal, so that the check digit leads back to 0.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

impl TicketNumber {
    /// The number that belongs to a seed; seeds evenly spread give numbers evenly spread. Whether it is still free, the store knows.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        let eight = 10_000_000 + seed % NUMBERS;
        let check = u64::from(damm(digits_of(eight, LENGTH - 1)));
        Self(u32::try_from(eight * 10 + check).unwrap_or(u32::MAX))
    }

    /// The number as an integer, as the store keeps it.
    #[must_use]
    pub const fn value(self) -> u32 {
        self.0
    }

    /// Its nine digits in order, 0 to 9 each.
    pub fn digits(self) -> impl Iterator<Item = u8> {
        digits_of(u64::from(self.0), LENGTH)
    }
}

impl TryFrom<u32> for TicketNumber {
    type Error = TicketFault;

    fn try_from(value: u32) -> Result<Self, TicketFault> {
        let length = value.to_string().len();
        if length != LENGTH {
            return Err(TicketFault::Length(length));
        }
        if damm(digits_of(u64::from(value), LENGTH)) == 0 { Ok(Self(value)) } else { Err(TicketFault::Check) }
    }
}

impl From<TicketNumber> for u32 {
    fn from(number: TicketNumber) -> Self {
        number.0
    }
}

impl FromStr for TicketNumber {
    type Err = TicketFault;

    fn from_str(text: &str) -> Result<Self, TicketFault> {
        let mut value = 0_u32;
        let mut length = 0;
        for letter in text.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-' | '\u{a0}')) {
            let digit = letter.to_digit(10).ok_or(TicketFault::Characters)?;
            if length == 0 && digit == 0 {
                return Err(TicketFault::LeadingZero);
            }
            length += 1;
            value = if length > LENGTH { value } else { value * 10 + digit };
        }
        if length == LENGTH { Self::try_from(value) } else { Err(TicketFault::Length(length)) }
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.digits().enumerate() {
            let space = if place > 0 && place % 3 == 0 { " " } else { "" };
            write!(f, "{space}{digit}")?;
        }
        Ok(())
    }
}

/// The digit that, put behind these, makes them agree; 0 where they already do.
fn damm(digits: impl Iterator<Item = u8>) -> u8 {
    let next = |row: u8, digit: u8| Some(*DAMM.get(usize::from(row))?.get(usize::from(digit))?);
    digits.fold(0, |row, digit| next(row, digit).unwrap_or(0))
}

/// The last `length` decimal digits of a value, in reading order.
fn digits_of(value: u64, length: usize) -> impl Iterator<Item = u8> {
    let place = |place: usize| u32::try_from(place).unwrap_or(0);
    (0..length).rev().map(move |at| (value / 10_u64.pow(place(at)) % 10) as u8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The example that Damm's algorithm is usually shown with: 572 takes the check digit 4.
    #[test]
    fn the_check_digit_is_damms() {
        assert_eq!(damm([5, 7, 2].into_iter()), 4);
        assert_eq!(damm([5, 7, 2, 4].into_iter()), 0);
    }

    #[test]
    fn it_prints_in_threes_and_reads_what_people_write() {
        let number = TicketNumber::from_seed(38_291_507);
        let text = number.to_string();
        assert_eq!(text.len(), 11);
        assert!(text.starts_with("482 915 07"), "{text}");
        for written in [text.clone(), text.replace(' ', ""), text.replace(' ', "-"), text.replace(' ', ".")] {
            assert_eq!(written.parse(), Ok(number), "{written}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let parse = |text: &str| text.parse::<TicketNumber>();
        assert_eq!(parse(""), Err(TicketFault::Length(0)));
        assert_eq!(parse("12345678"), Err(TicketFault::Length(8)));
        assert_eq!(parse("1234567890123456789012"), Err(TicketFault::Length(22)));
        assert_eq!(parse("012345678"), Err(TicketFault::LeadingZero));
        assert_eq!(parse("12345678x"), Err(TicketFault::Characters));
        assert_eq!(parse("٤٨٢٩١٥٠٧٢"), Err(TicketFault::Characters));
        assert_eq!(TicketNumber::try_from(7), Err(TicketFault::Length(1)));
        assert_eq!(TicketNumber::try_from(u32::MAX), Err(TicketFault::Length(10)));
    }

    #[test]
    fn a_number_from_outside_is_checked_before_it_is_one() {
        let number = TicketNumber::from_seed(1);
        let json = serde_json::to_string(&number).unwrap();
        assert_eq!(serde_json::from_str::<TicketNumber>(&json).unwrap(), number);
        let next = (number.value() + 1).to_string();
        assert!(serde_json::from_str::<TicketNumber>(&next).is_err());
    }

    proptest! {
        #[test]
        fn every_seed_gives_nine_digits_that_read_back(seed: u64) {
            let number = TicketNumber::from_seed(seed);
            prop_assert_eq!(number.digits().count(), 9);
            prop_assert_ne!(number.digits().next(), Some(0));
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }

        #[test]
        fn every_wrong_digit_and_every_exchange_of_neighbours_is_found(seed: u64) {
            let digits: Vec<u8> = TicketNumber::from_seed(seed).digits().collect();
            let reads = |digits: &[u8]| {
                let text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
                text.parse::<TicketNumber>().is_ok()
            };
            for place in 0..9 {
                for wrong in (0..10).filter(|wrong| *wrong != digits[place]) {
                    let mut digits = digits.clone();
                    digits[place] = wrong;
                    prop_assert!(!reads(&digits), "{:?}", digits);
                }
                if place > 0 && digits[place] != digits[place - 1] {
                    let mut digits = digits.clone();
                    digits.swap(place, place - 1);
                    prop_assert!(!reads(&digits), "{:?}", digits);
                }
            }
        }
    }
}
