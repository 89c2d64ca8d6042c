//! What it takes to say when something is due: the figures of desk 5, at the moments at which the most of its calendar is walked. The aim is
//! 5 µs.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark stops by panicking")]

use std::hint::black_box;

use centralino::hours::{Calendar, CalendarBuilder, LineId, Live, Written};
use centralino::terms::numbering::Country;
use centralino::ticket::{Amount, Clock, Figure, Pause, Staffed, due};
use chrono::{DateTime, TimeDelta, Utc};
use criterion::Criterion;

fn calendar() -> Calendar {
    let mut builder = CalendarBuilder::new(chrono_tz::Europe::Rome, Country::ITALY);
    let lines = [("mon-fri", "08:30-19:00"), ("holidays", "closed"), ("2026-08-10..2026-08-21", "closed")];
    for ((key, value), id) in lines.into_iter().zip(0..) {
        builder.line(Written { key, value, id: LineId(id) });
    }
    builder.finish().0.unwrap()
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let (calendar, live) = (calendar(), Live::default());
    let staffed = Staffed { calendar: &calendar, live: &live, name: "operatori" };
    let moment = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let (friday, summer) = (moment("2026-11-20T17:30:00Z"), moment("2026-10-23T16:30:00Z"));
    let (before_easter, christmas) = (moment("2026-04-02T16:00:00Z"), moment("2026-12-23T16:00:00Z"));
    let hours = |hours, clock| Figure { amount: Amount::Time(TimeDelta::hours(hours)), clock };
    let days = |days| Figure { amount: Amount::WorkingDays(days), clock: Clock::Staffed };
    let asked = [1, 3, 5].map(|hour| Pause {
        from: friday + TimeDelta::hours(hour * 20),
        until: Some(friday + TimeDelta::hours(hour * 20 + 7)),
    });
    let cases: [(&str, Figure, DateTime<Utc>, &[Pause]); 7] = [
        ("high, Friday evening: 8 staffed hours", hours(8, Clock::Staffed), friday, &[]),
        ("high, another time: 12 hours by the wall", hours(12, Clock::Wall), friday, &[]),
        ("medium: 24 staffed hours, three waits", hours(24, Clock::Staffed), friday, &asked),
        ("medium: 24 staffed hours, over the clocks' change", hours(24, Clock::Staffed), summer, &[]),
        ("low: 3 working days, over Easter", days(3), before_easter, &[]),
        ("info: 10 working days", days(10), friday, &[]),
        ("info: 10 working days, over Christmas", days(10), christmas, &[]),
    ];
    for (name, figure, from, pauses) in cases {
        criterion.bench_function(&format!("sla/{name}"), |bench| {
            bench.iter(|| due(black_box(figure), black_box(staffed), black_box(from), black_box(pauses)));
        });
    }
    criterion.final_summary();
}
