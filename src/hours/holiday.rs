//! Public holidays: which days they are the library knows, what Italy calls them stands here.

use std::str::FromStr;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate, Weekday};
use opening_hours::localization::Country as Table;
use opening_hours::{Context, ContextHolidays};

use super::LineId;
use super::dates::Dates;
use crate::terms::numbering::Country;

/// Italy's public holidays with a fixed date, by month and day (law 260/1949 and its changes; 4 October again from 2026 by law 151/2025).
const ITALY: [((u32, u32), &str); 10] = [
    ((1, 1), "Capodanno"),
    ((1, 6), "Epifania"),
    ((4, 25), "Festa della Liberazione"),
    ((5, 1), "Festa dei lavoratori"),
    ((6, 2), "Festa della Repubblica"),
    ((8, 15), "Ferragosto"),
    ((10, 4), "San Francesco d'Assisi"),
    ((11, 1), "Ognissanti"),
    ((12, 8), "Immacolata Concezione"),
    ((12, 25), "Natale"),
];

/// A holiday of the desk's own (a patron saint).
#[derive(Clone, Debug)]
pub(super) struct Own {
    /// When.
    pub(super) dates: Dates,
    /// What it is called.
    pub(super) name: Arc<str>,
    /// Where it was written.
    pub(super) line: LineId,
}

/// The country's holidays and the desk's own.
#[derive(Clone)]
pub(super) struct Holidays {
    table: ContextHolidays,
    country: Country,
    own: Vec<Own>,
}

impl Holidays {
    /// The holidays of a country.
    pub(super) fn of(country: Country) -> Self {
        let table = Table::from_str(country.code()).map(Table::holidays).unwrap_or_default();
        Self { table, country, own: Vec::new() }
    }

    /// Adds one of the desk's own.
    pub(super) fn add(&mut self, own: Own) {
        self.own.push(own);
    }

    /// The desk's own.
    pub(super) fn own(&self) -> &[Own] {
        &self.own
    }

    /// The holiday that a day is, if it is one: its name, empty where nobody has told it.
    pub(super) fn name(&self, date: NaiveDate) -> Option<Arc<str>> {
        if let Some(own) = self.own.iter().find(|own| own.dates.contain(date)) {
            return Some(own.name.clone());
        }
        self.table.get_public().contains(date).then(|| Arc::from(public_name(self.country, date)))
    }

    /// Whether a day is a holiday.
    pub(super) fn contain(&self, date: NaiveDate) -> bool {
        self.own.iter().any(|own| own.dates.contain(date)) || self.table.get_public().contains(date)
    }

    /// The last year of which the country's holidays are known; none where there is no table.
    pub(super) fn last_year(&self) -> Option<i32> {
        self.table.get_public().iter().last().map(|date| date.year())
    }

    /// What `PH` and `SH` mean in an expression of OpenStreetMap, the desk's own holidays included (of this century).
    pub(super) fn context(&self) -> Context {
        let mut public = self.table.get_public().clone();
        let known = NaiveDate::from_ymd_opt(2020, 1, 1).zip(NaiveDate::from_ymd_opt(2099, 12, 31));
        let days = known
            .into_iter()
            .flat_map(|(first, last)| first.iter_days().take_while(move |date| *date <= last));
        let own: Vec<NaiveDate> =
            days.filter(|date| self.own.iter().any(|own| own.dates.contain(*date))).collect();
        for date in own {
            public.insert(date);
        }
        Context::default().with_holidays(ContextHolidays::new(Arc::new(public), Arc::default()))
    }
}

impl std::fmt::Debug for Holidays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Holidays")
            .field("country", &self.country)
            .field("own", &self.own)
            .finish_non_exhaustive()
    }
}

/// The name of a holiday of the country's table.
fn public_name(country: Country, date: NaiveDate) -> &'static str {
    if country != Country::ITALY {
        return "";
    }
    let fixed = ITALY.iter().find(|(day, _)| *day == (date.month(), date.day()));
    match (fixed, date.month(), date.weekday()) {
        (Some((_, name)), ..) => name,
        (None, 12, _) => "Santo Stefano",
        (None, 3 | 4, Weekday::Sun) => "Pasqua",
        (None, 3 | 4, Weekday::Mon) => "Lunedì dell'Angelo",
        (None, ..) => "",
    }
}
