//! Tables of values and how they are said, in both languages. What is compared is what the voice is given, with pauses as commas.

use chrono::TimeZone;
use chrono_tz::Europe::Rome;

use super::*;
use crate::menu::announce::piece;
use crate::terms::Language;

fn said(prompts: &[Prompt], language: Language) -> String {
    let mut text = String::new();
    for prompt in prompts {
        match prompt {
            Prompt::Piece(one) => {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&piece(*one, language));
            }
            Prompt::Pause(_) => text.push(','),
            Prompt::Text(_) | Prompt::Phrase(_) => panic!("a value has words of its own: {prompt:?}"),
        }
    }
    text
}

/// A moment in Rome.
fn rome(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Rome.with_ymd_and_hms(year, month, day, hour, minute, 0).earliest().unwrap().to_utc()
}

fn both(prompts: &[Prompt], it: &str, en: &str) {
    assert_eq!(said(prompts, Language::It), it);
    assert_eq!(said(prompts, Language::En), en);
}

#[test]
fn dates() {
    let cases = [
        ((2026, 11, 22), "domenica 22 novembre 2026", "Sunday the 22nd of November 2026"),
        ((2027, 1, 1), "venerdì primo gennaio 2027", "Friday the 1st of January 2027"),
        ((2026, 12, 1), "martedì primo dicembre 2026", "Tuesday the 1st of December 2026"),
        ((2026, 12, 8), "martedì 8 dicembre 2026", "Tuesday the 8th of December 2026"),
        ((2026, 12, 11), "venerdì 11 dicembre 2026", "Friday the 11th of December 2026"),
        ((2026, 6, 2), "martedì 2 giugno 2026", "Tuesday the 2nd of June 2026"),
        ((2026, 10, 31), "sabato 31 ottobre 2026", "Saturday the 31st of October 2026"),
        ((2027, 9, 23), "giovedì 23 settembre 2027", "Thursday the 23rd of September 2027"),
        ((2028, 2, 29), "martedì 29 febbraio 2028", "Tuesday the 29th of February 2028"),
        ((2070, 3, 3), "lunedì 3 marzo", "Monday the 3rd of March"),
    ];
    for ((year, month, day), it, en) in cases {
        both(&date(NaiveDate::from_ymd_opt(year, month, day).unwrap()), it, en);
    }
}

#[test]
fn times_of_day() {
    let cases = [
        ((0, 0), "a mezzanotte", "at midnight"),
        ((0, 30), "a mezzanotte e 30", "at 12 30 a.m."),
        ((1, 0), "all'una", "at 1 a.m."),
        ((1, 15), "all'una e 15", "at 1 15 a.m."),
        ((1, 1), "all'una e un minuto", "at 1 oh 1 a.m."),
        ((15, 1), "alle 15 e un minuto", "at 3 oh 1 p.m."),
        ((15, 30), "alle 15 e 30", "at 3 30 p.m."),
        ((20, 0), "alle 20", "at 8 p.m."),
        ((21, 21), "alle 21 e 21", "at 9 21 p.m."),
        ((8, 0), "alle 8", "at 8 a.m."),
        ((9, 5), "alle 9 e 5", "at 9 oh 5 a.m."),
        ((12, 0), "alle 12", "at noon"),
        ((12, 45), "alle 12 e 45", "at 12 45 p.m."),
        ((13, 0), "alle 13", "at 1 p.m."),
        ((23, 59), "alle 23 e 59", "at 11 59 p.m."),
    ];
    for ((hour, minute), it, en) in cases {
        both(&time_of_day(NaiveTime::from_hms_opt(hour, minute, 59).unwrap()), it, en);
    }
}

#[test]
fn slots() {
    let now = rome(2026, 11, 22, 10, 0);
    let half_hour = chrono::Duration::minutes(30);
    let cases = [
        (
            rome(2026, 12, 8, 9, 15),
            "martedì 8 dicembre, dalle 9 e 15 alle 9 e 45",
            "Tuesday the 8th of December, from 9 15 to 9 45 a.m.",
        ),
        (
            rome(2026, 12, 1, 12, 0),
            "martedì primo dicembre, dalle 12 alle 12 e 30",
            "Tuesday the 1st of December, from noon to 12 30 p.m.",
        ),
        (
            rome(2026, 12, 1, 12, 30),
            "martedì primo dicembre, dalle 12 e 30 alle 13",
            "Tuesday the 1st of December, from 12 30 to 1 p.m.",
        ),
        (
            rome(2026, 12, 1, 11, 45),
            "martedì primo dicembre, dalle 11 e 45 alle 12 e 15",
            "Tuesday the 1st of December, from 11 45 a.m. to 12 15 p.m.",
        ),
        (
            rome(2026, 12, 1, 0, 0),
            "martedì primo dicembre, da mezzanotte a mezzanotte e 30",
            "Tuesday the 1st of December, from midnight to 12 30 a.m.",
        ),
        (
            rome(2026, 12, 1, 0, 31),
            "martedì primo dicembre, da mezzanotte e 31 all'una e un minuto",
            "Tuesday the 1st of December, from 12 31 to 1 oh 1 a.m.",
        ),
        (
            rome(2026, 12, 1, 1, 0),
            "martedì primo dicembre, dall'una all'una e 30",
            "Tuesday the 1st of December, from 1 to 1 30 a.m.",
        ),
        (
            rome(2026, 12, 1, 23, 45),
            "martedì primo dicembre, dalle 23 e 45 a mezzanotte e 15",
            "Tuesday the 1st of December, from 11 45 p.m. to 12 15 a.m.",
        ),
        // The night the clocks go back: the hour is passed twice, and said as the clock on the wall shows it.
        (
            rome(2026, 10, 25, 2, 30),
            "domenica 25 ottobre, dalle 2 e 30 alle 2",
            "Sunday the 25th of October, from 2 30 to 2 a.m.",
        ),
        (
            rome(2026, 11, 24, 15, 0),
            "martedì 24 novembre, dalle 15 alle 15 e 30",
            "Tuesday the 24th of November, from 3 to 3 30 p.m.",
        ),
        (
            rome(2026, 11, 22, 11, 30),
            "oggi, domenica 22 novembre, dalle 11 e 30 alle 12",
            "today, Sunday the 22nd of November, from 11 30 a.m. to noon",
        ),
        (
            rome(2026, 11, 23, 0, 30),
            "domani, lunedì 23 novembre, da mezzanotte e 30 all'una",
            "tomorrow, Monday the 23rd of November, from 12 30 to 1 a.m.",
        ),
        (
            rome(2026, 11, 30, 23, 30),
            "lunedì 30 novembre, dalle 23 e 30 a mezzanotte",
            "Monday the 30th of November, from 11 30 p.m. to midnight",
        ),
        (
            rome(2027, 1, 1, 13, 0),
            "venerdì primo gennaio 2027, dalle 13 alle 13 e 30",
            "Friday the 1st of January 2027, from 1 to 1 30 p.m.",
        ),
    ];
    for (start, it, en) in cases {
        both(&slot(start, start + half_hour, Rome, now), it, en);
    }
}

#[test]
fn reopenings() {
    let cases = [
        // Saturday evening: the Monday is two days ahead, then tomorrow.
        (rome(2026, 11, 21, 13, 0), rome(2026, 11, 23, 8, 0), "lunedì alle 8", "on Monday at 8 a.m."),
        (
            rome(2026, 11, 22, 13, 0),
            rome(2026, 11, 23, 8, 0),
            "domani, lunedì, alle 8",
            "tomorrow, Monday, at 8 a.m.",
        ),
        (rome(2026, 11, 23, 7, 59), rome(2026, 11, 23, 8, 0), "oggi alle 8", "today at 8 a.m."),
        // The same weekday a week ahead is a date.
        (
            rome(2026, 11, 23, 19, 0),
            rome(2026, 11, 30, 8, 30),
            "lunedì 30 novembre alle 8 e 30",
            "on Monday the 30th of November at 8 30 a.m.",
        ),
        (
            rome(2026, 11, 23, 19, 0),
            rome(2026, 11, 29, 0, 0),
            "domenica a mezzanotte",
            "on Sunday at midnight",
        ),
        // Over the year's end.
        (
            rome(2026, 12, 24, 13, 0),
            rome(2027, 1, 7, 9, 30),
            "giovedì 7 gennaio 2027 alle 9 e 30",
            "on Thursday the 7th of January 2027 at 9 30 a.m.",
        ),
        (
            rome(2026, 12, 31, 18, 0),
            rome(2027, 1, 1, 0, 0),
            "domani, venerdì, a mezzanotte",
            "tomorrow, Friday, at midnight",
        ),
        // It is already tomorrow in Rome, not yet in London.
        (rome(2026, 7, 14, 0, 30), rome(2026, 7, 14, 8, 0), "oggi alle 8", "today at 8 a.m."),
        // Both passes of 02:30 in the night the clocks go back are said alike.
        (
            Utc.with_ymd_and_hms(2026, 10, 24, 20, 0, 0).unwrap(),
            Utc.with_ymd_and_hms(2026, 10, 25, 1, 30, 0).unwrap(),
            "domani, domenica, alle 2 e 30",
            "tomorrow, Sunday, at 2 30 a.m.",
        ),
    ];
    for (now, at, it, en) in cases {
        both(&reopening(at, Rome, now), it, en);
    }
}

#[test]
fn telephone_numbers() {
    let cases = [
        (390_668_851_234, "0 6, 6 8 8 5, 1 2 3 4"),
        (390_287_119_396, "0 2, 8 7 1 1, 9 3 9 6"),
        (39_073_122_911, "0 7 3 1, 2 2, 9 1 1"),
        (390_557_991_234, "0 5 5, 7 9 9, 1 2 3 4"),
        (39_800_749_049, "8 0 0, 7 4 9, 0 4 9"),
        (393_921_234_567, "3 9 2, 1 2 3, 4 5 6 7"),
        (442_079_460_123, "+ 4 4, 2 0 7, 9 4 6, 0 1 2 3"),
        (12_025_550_143, "+ 1, 2 0 2, 5 5 5, 0 1 4 3"),
        (378_054_988_200, "+ 3 7 8, 0 5 4, 9 8 8, 2 0 0"),
    ];
    for (digits, figures) in cases {
        let number = super::number(Number::from_digits(digits).unwrap(), Country::ITALY);
        let said: Vec<_> = number
            .iter()
            .map(|prompt| match prompt {
                Prompt::Piece(Piece::Digit(digit)) => digit.to_string(),
                Prompt::Piece(Piece::Plus) => "+".to_owned(),
                Prompt::Pause(_) => ",".to_owned(),
                other => panic!("no part of a number: {other:?}"),
            })
            .collect();
        assert_eq!(said.join(" ").replace(" ,", ","), figures);
    }
    let abroad = super::number(Number::from_digits(390_668_851_234).unwrap(), Country::new("FR").unwrap());
    both(abroad.get(..3).unwrap(), "più tre nove", "plus three nine");
}

#[test]
fn ticket_numbers() {
    both(
        &ticket(12_345_679),
        "zero uno due, tre quattro cinque, sei sette nove",
        "zero one two, three four five, six seven nine",
    );
}
