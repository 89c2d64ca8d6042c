//! The names of months and days of the week, in every language: one table for what is said, written and sent.

use chrono::Weekday;

use super::Language;

const WEEKDAYS: [[&str; Language::COUNT]; 7] = [
    ["lunedì", "Monday"],
    ["martedì", "Tuesday"],
    ["mercoledì", "Wednesday"],
    ["giovedì", "Thursday"],
    ["venerdì", "Friday"],
    ["sabato", "Saturday"],
    ["domenica", "Sunday"],
];

const MONTHS: [[&str; Language::COUNT]; 12] = [
    ["gennaio", "January"],
    ["febbraio", "February"],
    ["marzo", "March"],
    ["aprile", "April"],
    ["maggio", "May"],
    ["giugno", "June"],
    ["luglio", "July"],
    ["agosto", "August"],
    ["settembre", "September"],
    ["ottobre", "October"],
    ["novembre", "November"],
    ["dicembre", "December"],
];

/// `martedì`, `Tuesday`.
#[must_use]
pub fn weekday_name(day: Weekday, language: Language) -> &'static str {
    of(&WEEKDAYS, day.num_days_from_monday(), language)
}

/// `gennaio`, `January`: months count from 1; another number has no name, and is empty.
#[must_use]
pub fn month_name(month: u32, language: Language) -> &'static str {
    month.checked_sub(1).map_or("", |index| of(&MONTHS, index, language))
}

fn of(table: &[[&'static str; Language::COUNT]], index: u32, language: Language) -> &'static str {
    let row = usize::try_from(index).ok().and_then(|index| table.get(index));
    row.and_then(|row| row.get(language.index())).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_have_their_names_and_nothing_else_has() {
        assert_eq!(weekday_name(Weekday::Mon, Language::It), "lunedì");
        assert_eq!(weekday_name(Weekday::Sun, Language::En), "Sunday");
        assert_eq!((month_name(1, Language::It), month_name(12, Language::En)), ("gennaio", "December"));
        assert_eq!((month_name(0, Language::It), month_name(13, Language::It)), ("", ""));
    }
}
