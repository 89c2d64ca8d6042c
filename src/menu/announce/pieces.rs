//! The words of the pieces. Each is spoken as a sound of its own, so each must be right beside every piece that may follow it: "all'una" and
//! "alle 8" carry their preposition, "the 24th of" its article.

use std::borrow::Cow;

use chrono::Weekday;

use crate::menu::words::{Edge, Half, Piece};
use crate::terms::{Language, month_name, weekday_name};

const DIGITS: [[&str; Language::COUNT]; 10] = [
    ["zero", "zero"],
    ["uno", "one"],
    ["due", "two"],
    ["tre", "three"],
    ["quattro", "four"],
    ["cinque", "five"],
    ["sei", "six"],
    ["sette", "seven"],
    ["otto", "eight"],
    ["nove", "nine"],
];

/// The words of a piece. A piece outside its range (a 32nd of a month) has none: the text is empty.
#[must_use]
pub fn piece(piece: Piece, language: Language) -> Cow<'static, str> {
    match piece {
        Piece::Digit(digit) => entry(&DIGITS, digit, language),
        Piece::Weekday(day) => Cow::Borrowed(weekday(day, language)),
        Piece::OnWeekday(day) => match language {
            Language::It => Cow::Borrowed(weekday(day, language)),
            Language::En => Cow::Owned(format!("on {}", weekday(day, language))),
        },
        Piece::Month(month) => Cow::Borrowed(month_name(month.into(), language)),
        Piece::Plus => pick(language, "più", "plus"),
        Piece::Today => pick(language, "oggi", "today"),
        Piece::Tomorrow => pick(language, "domani", "tomorrow"),
        Piece::Day(day) => match language {
            Language::It if day == 1 => Cow::Borrowed("primo"),
            Language::It => Cow::Owned(day.to_string()),
            Language::En => Cow::Owned(format!("the {day}{} of", ordinal_ending(day))),
        },
        Piece::Count(count) => Cow::Owned(count.to_string()),
        Piece::Hundreds(hundreds) => Cow::Owned(format!("{hundreds}00")),
        Piece::Year(year) => Cow::Owned(year.to_string()),
        Piece::Hour { edge, hour, sharp } => match language {
            Language::It => hour_it(edge, hour),
            Language::En => hour_en(edge, hour, sharp),
        },
        Piece::Minutes { minutes, half } => match language {
            Language::It if minutes == 1 => Cow::Borrowed("e un minuto"),
            Language::It => Cow::Owned(format!("e {minutes}")),
            Language::En => {
                let oh = if minutes < 10 { "oh " } else { "" };
                let half = half_of_day(half);
                Cow::Owned(format!("{oh}{minutes}{half}"))
            }
        },
    }
}

/// "Alle 8", "all'una", "a mezzanotte". Noon is "alle 12", as clocks in offices say it.
fn hour_it(edge: Edge, hour: u8) -> Cow<'static, str> {
    match (edge, hour) {
        (Edge::At | Edge::To, 0) => Cow::Borrowed("a mezzanotte"),
        (Edge::From, 0) => Cow::Borrowed("da mezzanotte"),
        (Edge::At | Edge::To, 1) => Cow::Borrowed("all'una"),
        (Edge::From, 1) => Cow::Borrowed("dall'una"),
        (Edge::At | Edge::To, hour) => Cow::Owned(format!("alle {hour}")),
        (Edge::From, hour) => Cow::Owned(format!("dalle {hour}")),
    }
}

/// "At 3 p.m.", "at noon"; "at 3" where "30 p.m." follows, or the end of the span that says it for both.
fn hour_en(edge: Edge, hour: u8, sharp: bool) -> Cow<'static, str> {
    let edge = match edge {
        Edge::At => "at",
        Edge::From => "from",
        Edge::To => "to",
    };
    let twelve = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
    Cow::Owned(match (sharp, hour) {
        (true, 0) => format!("{edge} midnight"),
        (true, 12) => format!("{edge} noon"),
        (true, hour) => format!("{edge} {twelve}{}", half_of_day(Half::of(hour))),
        (false, _) => format!("{edge} {twelve}"),
    })
}

/// With a blank before it, because it follows a number.
pub(super) const fn half_of_day(half: Half) -> &'static str {
    match half {
        Half::Morning => " a.m.",
        Half::Afternoon => " p.m.",
        Half::Untold => "",
    }
}

const fn ordinal_ending(day: u8) -> &'static str {
    match (day % 10, day / 10) {
        (1, 0 | 2 | 3) => "st",
        (2, 0 | 2) => "nd",
        (3, 0 | 2) => "rd",
        (_, _) => "th",
    }
}

/// Days count from Monday, 0.
fn weekday(day: u8, language: Language) -> &'static str {
    Weekday::try_from(day).map_or("", |day| weekday_name(day, language))
}

fn entry(table: &[[&'static str; Language::COUNT]], index: u8, language: Language) -> Cow<'static, str> {
    Cow::Borrowed(
        table
            .get(usize::from(index))
            .and_then(|words| words.get(language.index()))
            .copied()
            .unwrap_or_default(),
    )
}

const fn pick(language: Language, it: &'static str, en: &'static str) -> Cow<'static, str> {
    Cow::Borrowed(match language {
        Language::It => it,
        Language::En => en,
    })
}

/// In which language a user speaks.
pub(super) const fn speaks_in(speaks: Language, language: Language) -> &'static str {
    match (language, speaks) {
        (Language::It, Language::It) => "Lingua: italiano.",
        (Language::It, Language::En) => "Lingua: inglese.",
        (Language::En, Language::It) => "Language: Italian.",
        (Language::En, Language::En) => "Language: English.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pieces: &[Piece], language: Language) -> String {
        pieces.iter().map(|one| piece(*one, language)).collect::<Vec<_>>().join(" ")
    }

    fn hour(edge: Edge, hour: u8, sharp: bool) -> Piece {
        Piece::Hour { edge, hour, sharp }
    }

    #[test]
    fn hours_carry_their_preposition() {
        let cases = [
            (hour(Edge::At, 8, true), "alle 8", "at 8 a.m."),
            (hour(Edge::At, 1, true), "all'una", "at 1 a.m."),
            (hour(Edge::From, 1, false), "dall'una", "from 1"),
            (hour(Edge::At, 0, true), "a mezzanotte", "at midnight"),
            (hour(Edge::At, 0, false), "a mezzanotte", "at 12"),
            (hour(Edge::From, 0, true), "da mezzanotte", "from midnight"),
            (hour(Edge::To, 12, true), "alle 12", "to noon"),
            (hour(Edge::To, 12, false), "alle 12", "to 12"),
            (hour(Edge::From, 13, true), "dalle 13", "from 1 p.m."),
            (hour(Edge::At, 23, true), "alle 23", "at 11 p.m."),
        ];
        for (one, it, en) in cases {
            assert_eq!(piece(one, Language::It), it);
            assert_eq!(piece(one, Language::En), en);
        }
    }

    #[test]
    fn minutes_follow_the_hour() {
        let half_past_three =
            [hour(Edge::At, 15, false), Piece::Minutes { minutes: 30, half: Half::Afternoon }];
        assert_eq!(said(&half_past_three, Language::It), "alle 15 e 30");
        assert_eq!(said(&half_past_three, Language::En), "at 3 30 p.m.");
        let just_after_nine = [hour(Edge::At, 9, false), Piece::Minutes { minutes: 5, half: Half::Morning }];
        assert_eq!(said(&just_after_nine, Language::It), "alle 9 e 5");
        assert_eq!(said(&just_after_nine, Language::En), "at 9 oh 5 a.m.");
        let one = Piece::Minutes { minutes: 1, half: Half::Untold };
        assert_eq!(piece(one, Language::It), "e un minuto", "nobody says \"alle 15 e uno\"");
        assert_eq!(piece(one, Language::En), "oh 1");
    }

    #[test]
    fn the_first_of_a_month_is_an_ordinal_in_both_languages() {
        assert_eq!(said(&[Piece::Day(1), Piece::Month(1)], Language::It), "primo gennaio");
        assert_eq!(said(&[Piece::Day(1), Piece::Month(1)], Language::En), "the 1st of January");
        for (day, english) in [
            (2, "2nd"),
            (3, "3rd"),
            (4, "4th"),
            (11, "11th"),
            (12, "12th"),
            (13, "13th"),
            (21, "21st"),
            (22, "22nd"),
            (23, "23rd"),
            (31, "31st"),
        ] {
            assert_eq!(piece(Piece::Day(day), Language::En), format!("the {english} of"));
            assert_eq!(piece(Piece::Day(day), Language::It), day.to_string());
        }
    }
}
