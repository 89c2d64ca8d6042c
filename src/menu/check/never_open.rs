//! Hours that never come.
//!
#![doc = include_str!("../explain/M026.md")]

use chrono::{DateTime, NaiveTime, TimeZone, Utc};

use super::Tree;
use crate::hours::Live;
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::{At, Menu, NamedCalendar};

/// A calendar must open within the horizon of its own answers, 400 days from [`beginning`].
pub(super) fn check(tree: &Tree<'_>, found: &mut Vec<Diagnostic>) {
    for named in &tree.menu.calendars {
        if never_opens(tree.menu, named) {
            let at = named.lines.first().copied().unwrap_or(At { file: 0, byte: 0 });
            let message = format!("`{}` is never open", named.name);
            found.push(
                tree.report(Code::NeverTrue, at, message)
                    .help("write on which days and at what hours it opens: `mon-fri: 08:00-18:00`"),
            );
        }
    }
}

/// Whether a calendar has no open minute, as far as it looks ahead.
pub(super) fn never_opens(menu: &Menu, named: &NamedCalendar) -> bool {
    let answer = named.calendar.answer(&named.name, &Live::default(), beginning(menu));
    answer.closed.is_some() && answer.reopens.is_none()
}

/// The moment from which a menu's calendars are looked at, since a check has no clock and must say the same tomorrow: the day on which the menu comes into force,
/// else the beginning of 2026.
pub(super) fn beginning(menu: &Menu) -> DateTime<Utc> {
    let day = menu.in_force_from.map(|day| day.and_time(NaiveTime::MIN));
    day.and_then(|local| menu.zone.from_local_datetime(&local).earliest()).map_or_else(
        || DateTime::from_timestamp(1_767_225_600, 0).unwrap_or_default(),
        |moment| moment.to_utc(),
    )
}

#[cfg(test)]
mod tests {
    use crate::menu::check::sketch::Sketch;
    use crate::menu::diagnostic::Code;

    #[test]
    fn hours_that_never_come_are_told() {
        let menu = |lines: &[(&str, &str)]| Sketch::new().hangup("open").hours("phones", lines);
        menu(&[("mon", "08:00-09:00"), ("holidays", "closed")]).finds(Code::NeverTrue, &[]);
        menu(&[("mon-sun", "closed"), ("holidays", "closed")])
            .finds(Code::NeverTrue, &["`phones` is never open"]);
    }
}
