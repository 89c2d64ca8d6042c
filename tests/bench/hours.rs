//! What a calendar takes to answer: open, closed over a weekend, closed over the holidays, and by an expression of OpenStreetMap.
//!
//! While an answer holds a desk keeps it (under 1 µs is the aim for that); this is the price of asking anew, paid a few times a day.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark stops by panicking")]

use std::hint::black_box;

use centralino::hours::{Calendar, CalendarBuilder, LineId, Live, Written};
use centralino::terms::numbering::Country;
use chrono::{DateTime, Utc};
use criterion::Criterion;

fn calendar(lines: &[(&str, &str)]) -> Calendar {
    let mut builder = CalendarBuilder::new(chrono_tz::Europe::Rome, Country::ITALY);
    for ((key, value), id) in lines.iter().zip(0..) {
        builder.line(Written { key, value, id: LineId(id) });
    }
    builder.finish().0.unwrap()
}

fn ask(criterion: &mut Criterion, name: &str, calendar: &Calendar, moment: &str) {
    let now: DateTime<Utc> = moment.parse().unwrap();
    let live = Live::default();
    criterion.bench_function(name, |bench| {
        bench.iter(|| black_box(calendar).answer("operators", black_box(&live), black_box(now)));
    });
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let desk = calendar(&[
        ("mon-fri", "08:00-18:00"),
        ("sat", "08:00-13:00"),
        ("holidays", "closed"),
        ("2026-08-10..2026-08-21", "closed"),
        ("12-07", "Sant'Ambrogio"),
    ]);
    ask(&mut criterion, "hours/open", &desk, "2026-11-20T09:00:00Z");
    ask(&mut criterion, "hours/closed on a Saturday evening", &desk, "2026-11-21T19:00:00Z");
    ask(&mut criterion, "hours/closed at Christmas", &desk, "2026-12-24T19:00:00Z");
    let osm = calendar(&[("osm", "Mo-Fr 08:00-18:00; Sa 08:00-13:00; PH off")]);
    ask(&mut criterion, "hours/osm, open", &osm, "2026-11-20T09:00:00Z");
    ask(&mut criterion, "hours/osm, closed at Christmas", &osm, "2026-12-24T19:00:00Z");
    let never = calendar(&[("osm", "2020 Mo-Fr 10:00-11:00"), ("holidays", "as weekdays")]);
    ask(&mut criterion, "hours/osm, never again", &never, "2026-11-20T09:00:00Z");
    criterion.final_summary();
}
