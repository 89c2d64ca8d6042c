//! The library's door: what it is given is only digits with at most one `+` in front, because it takes other scripts' digits,
//! letters and extensions for a number too.

use rlibphonenumber::{
    NumberLengthType, ParseError, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region, ValidationError,
};

use super::{Country, Kind};
use crate::terms::{Number, NumberFault};

/// The longest text that is looked at, in bytes: a number in E.164 has 15 digits, the rest is room for separators.
const LONGEST: usize = 64;

/// Short numbers that every caller of a country reaches and nobody calls from: by country, `None` for all (ITU-T E.161.1 asks
/// for 112 and 911 everywhere; Italy's are those of its numbering plan, AGCOM resolution 8/15/CIR).
const SHORT: [(Option<Country>, &[u64]); 2] = [
    (None, &[112, 911]),
    (
        Some(Country::ITALY),
        &[
            113, 114, 115, 116_000, 116_006, 116_111, 116_117, 116_123, 117, 118, 119, 1500, 1515, 1518,
            1522, 1525, 1530, 1533, 1544,
        ],
    ),
];

/// Digits, and whether a `+` or `00` stood before them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// ASCII digits without `+` and without `00`; never empty.
    pub(super) digits: String,
    /// Whether they begin with a country's code.
    pub(super) international: bool,
}

/// Takes a text apart into digits. Separators are spaces (the unbreakable one too), dots, hyphens, dashes, slashes and round brackets.
pub(super) fn written(text: &str) -> Result<Written, NumberFault> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(NumberFault::TooLong);
    }
    let (plus, rest) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
    let mut digits = String::with_capacity(rest.len());
    for character in rest.chars() {
        match character {
            '0'..='9' => digits.push(character),
            ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '\u{2010}'..='\u{2013}' | '/' | '(' | ')' => {}
            _ => return Err(NumberFault::Characters),
        }
    }
    let zeros = !plus && digits.starts_with("00");
    if zeros {
        digits.drain(..2);
    }
    if digits.is_empty() {
        return Err(NumberFault::TooShort);
    }
    // No country's code begins with 0; the library would take `+0039` for `+39`.
    if (plus || zeros) && digits.starts_with('0') {
        return Err(NumberFault::NotInPlan);
    }
    Ok(Written { digits, international: plus || zeros })
}

/// Whether the library has the plan of the country with this code.
pub(super) fn knows(code: &str) -> bool {
    region(code).is_some_and(|region| {
        rlibphonenumber::PHONE_NUMBER_UTIL.get_country_code_for_region(region).is_some()
    })
}

fn region(code: &str) -> Option<Region> {
    code.parse().ok()
}

/// A whole number of a plan: valid, not only of a possible length.
pub(super) fn whole(written: &Written, country: Country) -> Result<Number, NumberFault> {
    if !written.international
        && let Some(short) = short(&written.digits, country)
    {
        return Ok(short);
    }
    let text = if written.international { format!("+{}", written.digits) } else { written.digits.clone() };
    let parsed = parse(&text, country)?;
    let digits = e164(&parsed);
    // The library takes a leading country code for one where that makes a number of the text; here that is told, never guessed.
    if !written.international && digits == written.digits {
        return Err(NumberFault::TooLong);
    }
    if parsed.is_valid() {
        return digits.parse().ok().and_then(Number::from_digits).ok_or(NumberFault::NotInPlan);
    }
    Err(match parsed.is_possible_with_reason() {
        Err(ValidationError::TooShort) => NumberFault::TooShort,
        Err(ValidationError::TooLong) => NumberFault::TooLong,
        Err(ValidationError::InvalidCountryCode | ValidationError::InvalidLength)
        | Ok(NumberLengthType::IsPossible | NumberLengthType::IsPossibleLocalOnly) => NumberFault::NotInPlan,
    })
}

/// The digits of E.164 that a number or a prefix begins with, the country's code in front and its trunk prefix (`0` in Germany, none in Italy) taken away.
pub(super) fn beginning(written: &Written, country: Country) -> Result<u64, NumberFault> {
    let digits = if written.international {
        written.digits.clone()
    } else {
        let parsed = parse(&written.digits, country)?;
        let digits = e164(&parsed);
        // As in `whole`: a country's code in front is told, never guessed.
        if digits == written.digits { format!("{}{}", parsed.country_code, written.digits) } else { digits }
    };
    if digits.len() > 15 {
        return Err(NumberFault::TooLong);
    }
    digits.parse().map_err(|_| NumberFault::TooLong)
}

/// What the plan says of a number.
pub(super) fn kind(number: Number) -> Kind {
    if is_short(number) {
        return Kind::Emergency;
    }
    let Ok(parsed) = number.e164().parse::<PhoneNumber>() else { return Kind::Other };
    match parsed.get_type() {
        PhoneNumberType::FixedLine => Kind::Landline,
        PhoneNumberType::Mobile => Kind::Mobile,
        PhoneNumberType::FixedLineOrMobile => Kind::LandlineOrMobile,
        PhoneNumberType::TollFree => Kind::TollFree,
        PhoneNumberType::SharedCost => Kind::SharedCost,
        PhoneNumberType::PremiumRate => Kind::Premium,
        PhoneNumberType::VoIP
        | PhoneNumberType::PersonalNumber
        | PhoneNumberType::Pager
        | PhoneNumberType::UAN
        | PhoneNumberType::VoiceMail
        | PhoneNumberType::Unknown => Kind::Other,
    }
}

/// The country whose plan a number belongs to; where several share one, that which the number's own digits name.
pub(super) fn country(number: Number) -> Option<Country> {
    if let Some((country, rest)) = calling_code_of(number)
        && lists(country, rest)
    {
        return Some(country);
    }
    let parsed: PhoneNumber = number.e164().parse().ok()?;
    Country::new(&parsed.get_region_code()?.as_region_str())
}

/// Grouped as its plan's readers expect; E.164 where the library does not know it.
pub(super) fn spaced(number: Number) -> String {
    let parsed = number.e164().parse::<PhoneNumber>();
    parsed.map_or_else(
        |_| number.e164(),
        |parsed| parsed.format_as(PhoneNumberFormat::International).into_owned(),
    )
}

fn parse(text: &str, country: Country) -> Result<PhoneNumber, NumberFault> {
    let region = region(country.code()).ok_or(NumberFault::NotInPlan)?;
    if text.len() < 2 {
        return Err(NumberFault::TooShort);
    }
    PhoneNumber::parse(text, Some(region)).map_err(|fault| match fault {
        ParseError::InvalidCountryCode | ParseError::NotANumber(_) => NumberFault::NotInPlan,
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => NumberFault::TooShort,
        ParseError::TooLongNsn => NumberFault::TooLong,
    })
}

fn e164(parsed: &PhoneNumber) -> String {
    format!("{}{}", parsed.country_code, rlibphonenumber::get_national_significant_number_owned(parsed))
}

fn is_short(number: Number) -> bool {
    calling_code_of(number).is_some_and(|(country, rest)| lists(country, rest))
}

/// The country of a number's calling code, and the digits behind that code.
fn calling_code_of(number: Number) -> Option<(Country, u64)> {
    let digits = number.digits().to_string();
    (1..=3).find_map(|length| {
        let (code, rest) = digits.split_at_checked(length)?;
        let region = rlibphonenumber::PHONE_NUMBER_UTIL.get_region_for_country_code(code.parse().ok()?)?;
        Some((Country::new(&region.as_region_str())?, rest.parse().ok().filter(|_| !rest.starts_with('0'))?))
    })
}

fn lists(country: Country, number: u64) -> bool {
    SHORT.iter().any(|(of, numbers)| of.is_none_or(|of| of == country) && numbers.contains(&number))
}

fn short(digits: &str, country: Country) -> Option<Number> {
    let value: u64 = digits.parse().ok().filter(|_| !digits.starts_with('0'))?;
    let code = rlibphonenumber::PHONE_NUMBER_UTIL.get_country_code_for_region(region(country.code())?)?;
    let whole = format!("{code}{digits}").parse().ok()?;
    Number::from_digits(whole).filter(|_| lists(country, value))
}
