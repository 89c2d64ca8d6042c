//! Holidays that the program does not know yet.
//!
//! The page is that of the code which a country without any table gives too; this is the half of it that needs to know the day.

use chrono::{Datelike as _, NaiveDate};

use super::report;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::{At, Menu};

/// The holidays of the year after `today` must be known, so that nobody is surprised in the night of New Year's Eve.
pub(super) fn check(menu: &Menu, today: NaiveDate) -> Vec<Diagnostic> {
    let ending = menu.calendars.iter().filter_map(|named| Some((named, named.calendar.holidays_end()?)));
    ending
        .filter(|(_, last)| *last <= today.year())
        .map(|(named, last)| {
            let at = named.lines.first().copied().unwrap_or(At { file: 0, byte: 0 });
            let message = format!("the holidays of `{}` are known to the end of {last} only", named.name);
            report(menu, Code::HolidaysShort, at, message)
                .help("update the program; until then write the days by hand: `2077-12-25: closed`")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::check;
    use crate::menu::check::sketch::Sketch;

    #[test]
    fn a_table_that_ends_within_the_year_is_told() {
        let told = |holidays: &str, year: i32| {
            let sketch = Sketch::new()
                .hangup("open")
                .hours("mine", &[("mon-fri", "08:00-18:00"), ("holidays", holidays)]);
            let found = check(&sketch.menu(), NaiveDate::from_ymd_opt(year, 5, 1).unwrap());
            let mine = found.into_iter().map(|found| found.message).filter(|said| said.contains("`mine`"));
            mine.collect::<Vec<_>>()
        };
        assert_eq!(told("closed", 2026), [""; 0]);
        assert_eq!(told("closed", 2075), [""; 0]);
        assert_eq!(told("closed", 2076), ["the holidays of `mine` are known to the end of 2076 only"]);
        assert_eq!(told("as weekdays", 2076), [""; 0]);
    }
}
