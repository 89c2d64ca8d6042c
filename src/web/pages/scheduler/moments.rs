//! Days and times as the pages write them: `oggi 15:30`, `mar 24 novembre 15:30`. An hour that comes twice says which of the two it is.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::at::At;
use crate::booking::typed;
use crate::terms::{Language, month_name, weekday_name};

/// `24 novembre`
pub(super) fn date(day: NaiveDate, language: Language) -> String {
    format!("{} {}", day.day(), month_name(day.month(), language))
}

/// `martedì 24 novembre`
pub(super) fn long(day: NaiveDate, language: Language) -> String {
    format!("{} {}", weekday_name(day.weekday(), language), date(day, language))
}

/// `mar 24`
pub(super) fn short(day: NaiveDate, language: Language) -> String {
    let name: String = weekday_name(day.weekday(), language).chars().take(3).collect();
    format!("{name} {}", day.day())
}

impl At {
    /// `15:30`
    pub(super) fn clock(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.menu.zone).format("%-H:%M").to_string()
    }

    /// `oggi 15:30`, `domani 9:00`, `mar 24 novembre 15:30`
    pub(super) fn moment(&self, at: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
        let (day, today) = (self.day(at), self.day(now));
        let name = match ((day - today).num_days(), language) {
            (0, Language::It) => "oggi".to_owned(),
            (0, Language::En) => "today".to_owned(),
            (1, Language::It) => "domani".to_owned(),
            (1, Language::En) => "tomorrow".to_owned(),
            (_, language) => {
                let name: String = weekday_name(day.weekday(), language).chars().take(3).collect();
                format!("{name} {}", date(day, language))
            }
        };
        let which = typed::printed(at, self.menu.zone, now, language);
        // Of an hour that comes twice, which it is.
        let which = which.split_once('(').map_or(String::new(), |(_, which)| format!(" ({which}"));
        format!("{name} {}{which}", self.clock(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_both_languages() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert_eq!(long(day, Language::It), "martedì 24 novembre");
        assert_eq!(long(day, Language::En), "Tuesday 24 November");
        assert_eq!(short(day, Language::It), "mar 24");
    }
}
