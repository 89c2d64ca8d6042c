//! The cell of a number or prefix: what it means, and what a spreadsheet did to it.

use super::RowProblem;
use super::table::Key;
use crate::terms::NumberFault;
use crate::terms::numbering::{self, Country, Kind};

/// The fewest digits, country code included, of a whole number that is not probably the beginning of one.
const SHORT: u64 = 999_999_999;

/// Words with which the heading of the column of numbers begins, and that of destinations.
const NUMBER_HEADINGS: [&str; 7] = ["numer", "number", "prefi", "telefon", "tel", "phone", "caller"];
const DESTINATION_HEADINGS: [&str; 2] = ["destin", "lott"];

/// Whether a cell is the heading of the column of numbers.
pub(super) fn heads_numbers(cell: &str) -> bool {
    heads(cell, &NUMBER_HEADINGS)
}

/// Whether a cell is the heading of the column of destinations.
pub(super) fn heads_destinations(cell: &str) -> bool {
    heads(cell, &DESTINATION_HEADINGS)
}

fn heads(cell: &str, headings: &[&str]) -> bool {
    let cell = cell.trim().to_lowercase();
    !cell.contains(|character: char| character.is_ascii_digit())
        && headings.iter().any(|heading| cell.starts_with(heading))
}

/// What a cell means, and whether it is probably not what was meant.
pub(super) fn read(cell: &str, country: Country) -> Result<(Key, Option<RowProblem>), RowProblem> {
    let text = bare(cell);
    if text.is_empty() {
        return Err(RowProblem::NoNumber);
    }
    if is_rounded(text) {
        return Err(RowProblem::Rounded);
    }
    match text.strip_suffix('*') {
        Some(rest) if rest.contains('*') => Err(RowProblem::Star),
        Some(rest) => prefix(rest, country).map(|key| (key, None)),
        None if text.contains('*') => Err(RowProblem::Star),
        None => number(text, country),
    }
}

/// Whether two cells are halves of a rounded number that a comma between cells has cut: `3,9E+10`.
pub(super) fn is_rounded_across(first: &str, second: &str) -> bool {
    let (first, second) = (first.trim(), second.trim());
    !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit()) && is_rounded(second)
}

/// A cell without what spreadsheets put around text: an apostrophe in front, or `="…"`.
fn bare(cell: &str) -> &str {
    let cell = cell.trim();
    let formula = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    formula.unwrap_or_else(|| cell.strip_prefix('\'').unwrap_or(cell)).trim()
}

/// `3,9E+10`, `3.90669E+11`, `4E+10`.
fn is_rounded(text: &str) -> bool {
    text.split_once(['E', 'e']).is_some_and(|(mantissa, exponent)| {
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits(exponent) && mantissa.split([',', '.']).all(digits)
    })
}

fn number(text: &str, country: Country) -> Result<(Key, Option<RowProblem>), RowProblem> {
    let fault = match numbering::number(text, country) {
        Ok(number) => {
            return match numbering::kind(number) {
                Kind::Emergency => Err(RowProblem::Number(NumberFault::NotInPlan)),
                Kind::Landline | Kind::LandlineOrMobile | Kind::Mobile if number.digits() <= SHORT => {
                    Ok((Key::Exact(number), Some(RowProblem::VeryShort)))
                }
                Kind::Landline
                | Kind::Mobile
                | Kind::LandlineOrMobile
                | Kind::TollFree
                | Kind::SharedCost
                | Kind::Premium
                | Kind::Other => Ok((Key::Exact(number), None)),
            };
        }
        Err(NumberFault::Characters) => return Err(RowProblem::Number(NumberFault::Characters)),
        Err(fault @ (NumberFault::TooShort | NumberFault::TooLong | NumberFault::NotInPlan)) => fault,
    };
    let international = text.starts_with('+') || text.starts_with("00");
    let whole = |text: String| {
        numbering::number(&text, country).is_ok_and(|number| numbering::kind(number) == Kind::Landline)
    };
    if !international && country == Country::ITALY && !text.starts_with('0') && whole(format!("0{text}")) {
        return Err(RowProblem::LostZero);
    }
    if !international && numbering::number(&format!("+{text}"), country).is_ok() {
        return Err(RowProblem::LostPlus);
    }
    let short = numbering::prefix(text, country).is_ok_and(|digits| digits <= SHORT);
    Err(if short && fault != NumberFault::TooLong {
        RowProblem::LooksLikePrefix
    } else {
        RowProblem::Number(fault)
    })
}

fn prefix(text: &str, country: Country) -> Result<Key, RowProblem> {
    let digits = numbering::prefix(text, country).map_err(RowProblem::Prefix)?;
    // No Italian number begins so but with a 0 in front.
    if country == Country::ITALY && text.trim_start().starts_with(['2', '6', '9']) {
        return Err(RowProblem::LostZero);
    }
    Ok(Key::Prefix(digits))
}
