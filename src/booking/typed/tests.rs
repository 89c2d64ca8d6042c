use chrono_tz::Europe::Rome;
use proptest::prelude::*;

use super::*;

fn at(moment: &str) -> DateTime<Utc> {
    DateTime::parse_from_str(moment, "%F %H:%M %:z").unwrap().with_timezone(&Utc)
}

/// Sunday 22 November 2026, a quarter past ten in Rome.
fn now() -> DateTime<Utc> {
    at("2026-11-22 10:15 +01:00")
}

fn shown(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&Rome).format("%a %-d/%-m %H:%M").to_string()
}

/// What a clerk sees of it.
fn typed(text: &str) -> String {
    typed_at(text, now())
}

fn typed_at(text: &str, now: DateTime<Utc>) -> String {
    match read(text, Rome, now) {
        Ok(Typed::Soonest) => "soonest".to_owned(),
        Ok(Typed::At(at)) => shown(at),
        Ok(Typed::Within { from, until }) => format!("{}..{}", shown(from), shown(until)),
        Err(fault) => {
            let choices: Vec<_> = fault.choices().iter().map(|at| shown(*at)).collect();
            format!("{fault}: {}", choices.join(", "))
        }
    }
}

#[test]
fn a_day_and_a_time_in_italian_and_in_english() {
    for (text, is) in [
        ("mar 15.30", "Tue 24/11 15:30"),
        ("tue 3.30pm", "Tue 24/11 15:30"),
        ("MARTEDÌ alle ore 15:30", "Tue 24/11 15:30"),
        ("Tuesday at 15h30", "Tue 24/11 15:30"),
        ("mar 1530", "Tue 24/11 15:30"),
        ("15,30 mar", "Tue 24/11 15:30"),
        ("oggi 17", "Sun 22/11 17:00"),
        ("domani 9", "Mon 23/11 09:00"),
        ("dopodomani 9", "Tue 24/11 09:00"),
        ("the day after tomorrow at noon", "Tue 24/11 12:00"),
        ("25/11 9:00", "Wed 25/11 09:00"),
        ("25.11 9.00", "Wed 25/11 09:00"),
        ("9.10 25/11", "Wed 25/11 09:10"),
        ("25 nov 9am", "Wed 25/11 09:00"),
        ("mer 25/11 9:00", "Wed 25/11 09:00"),
        ("2026-11-25 09:00", "Wed 25/11 09:00"),
        ("25.11.26 9", "Wed 25/11 09:00"),
        ("dom 11", "Sun 22/11 11:00"),
        ("dom 9", "Sun 29/11 09:00"),
        ("mar 8 di sera", "Tue 24/11 20:00"),
        ("mar 3 pom", "Tue 24/11 15:00"),
        ("mar 03:30", "Tue 24/11 03:30"),
        ("17", "Sun 22/11 17:00"),
        ("9", "Mon 23/11 09:00"),
        ("7/1 9", "Thu 7/1 09:00"),
    ] {
        assert_eq!(typed(text), is, "{text}");
    }
}

#[test]
fn a_span_is_what_whoever_has_no_hour_in_mind_types() {
    for (text, is) in [
        ("prima possibile", "soonest"),
        ("asap", "soonest"),
        ("as soon as possible", "soonest"),
        ("domani pom", "Mon 23/11 12:00..Mon 23/11 18:00"),
        ("tomorrow afternoon", "Mon 23/11 12:00..Mon 23/11 18:00"),
        ("lun mattina", "Mon 23/11 00:00..Mon 23/11 12:00"),
        ("oggi", "Sun 22/11 10:15..Mon 23/11 00:00"),
        ("pomeriggio", "Sun 22/11 12:00..Sun 22/11 18:00"),
        ("25/11", "Wed 25/11 00:00..Thu 26/11 00:00"),
        ("tra 2 ore", "Sun 22/11 12:15..Mon 23/11 00:00"),
        ("fra un'ora", "Sun 22/11 11:15..Mon 23/11 00:00"),
        ("tra mezz'ora", "Sun 22/11 10:45..Mon 23/11 00:00"),
        ("in 2 hours", "Sun 22/11 12:15..Mon 23/11 00:00"),
        ("in half an hour", "Sun 22/11 10:45..Mon 23/11 00:00"),
        ("tra 3 giorni", "Wed 25/11 00:00..Thu 26/11 00:00"),
        ("tra 3 giorni mattina", "Wed 25/11 00:00..Wed 25/11 12:00"),
    ] {
        assert_eq!(typed(text), is, "{text}");
    }
}

#[test]
fn what_is_said_on_the_telephone_is_typed_as_it_is_said() {
    for (text, is) in [
        ("le 9 e mezza", "Mon 23/11 09:30"),
        ("domani alle nove e un quarto", "Mon 23/11 09:15"),
        ("domani le dieci meno un quarto", "Mon 23/11 09:45"),
        ("domani alle 11 meno 10", "Mon 23/11 10:50"),
        ("mar 15 e 30", "Tue 24/11 15:30"),
        ("mar 15 30", "Tue 24/11 15:30"),
        ("oggi alle tre e mezza", "Sun 22/11 15:30"),
        ("oggi all'una", "Sun 22/11 13:00"),
        ("oggi all'una meno un quarto", "Sun 22/11 12:45"),
        ("oggi alle due meno un quarto", "Sun 22/11 13:45"),
        ("oggi a mezzogiorno e mezzo", "Sun 22/11 12:30"),
        ("half past nine tomorrow", "Mon 23/11 09:30"),
        ("tomorrow at quarter to ten", "Mon 23/11 09:45"),
        ("tomorrow at nine", "Mon 23/11 09:00"),
        ("mar 24 alle 9", "Tue 24/11 09:00"),
        ("gio 26 9", "Thu 26/11 09:00"),
        ("il 27 alle 10", "Fri 27/11 10:00"),
        ("il 27", "Fri 27/11 00:00..Sat 28/11 00:00"),
        ("the 27th at 10am", "Fri 27/11 10:00"),
        ("il 3 alle 9", "Thu 3/12 09:00"),
        ("il 3 dicembre alle 9", "Thu 3/12 09:00"),
        ("stasera", "Sun 22/11 18:00..Mon 23/11 00:00"),
        ("stamattina", "Sun 22/11 10:15..Sun 22/11 12:00"),
        ("this afternoon", "Sun 22/11 12:00..Sun 22/11 18:00"),
        ("domani primo pomeriggio", "Mon 23/11 12:00..Mon 23/11 18:00"),
        ("domani dopo pranzo", "Mon 23/11 12:00..Mon 23/11 18:00"),
        ("verso le 15", "Sun 22/11 15:00"),
        ("dopo le 15", "Sun 22/11 15:00..Mon 23/11 00:00"),
        ("domani dalle 10", "Mon 23/11 10:00..Tue 24/11 00:00"),
        ("entro le 12", "Sun 22/11 10:15..Sun 22/11 12:00"),
        ("domani prima delle 11", "Mon 23/11 00:00..Mon 23/11 11:00"),
        ("tomorrow after 3pm", "Mon 23/11 15:00..Tue 24/11 00:00"),
        ("tra due ore", "Sun 22/11 12:15..Mon 23/11 00:00"),
        ("tra un'ora e mezza", "Sun 22/11 11:45..Mon 23/11 00:00"),
        ("tra un quarto d'ora", "Sun 22/11 10:30..Mon 23/11 00:00"),
        ("tra tre quarti d'ora", "Sun 22/11 11:00..Mon 23/11 00:00"),
        ("in three days", "Wed 25/11 00:00..Thu 26/11 00:00"),
        ("settimana prossima", "Mon 23/11 00:00..Mon 30/11 00:00"),
        ("martedì della settimana prossima alle 9", "Tue 24/11 09:00"),
        ("monday next week morning", "Mon 23/11 00:00..Mon 23/11 12:00"),
        ("adesso", "soonest"),
        ("ora", "soonest"),
        ("now", "soonest"),
    ] {
        assert_eq!(typed(text), is, "{text}");
    }
    assert_eq!(
        typed("gio 25 alle 9"),
        "that date falls on another day of the week: Wed 25/11 09:00, Thu 26/11 09:00"
    );
    for text in [
        "e mezza",
        "9 e",
        "meno un quarto",
        "9 e mezza e mezza",
        "dopo",
        "il 32",
        "9 meno 0",
        "dopo le 9 entro le 10",
        "ora 9",
    ] {
        assert!(read(text, Rome, now()).is_err(), "{text}");
    }
}

#[test]
fn what_may_be_two_moments_is_told_with_both() {
    assert_eq!(
        typed("mar 3.30"),
        "that may be at night or in the afternoon: Tue 24/11 15:30, Tue 24/11 03:30"
    );
    assert_eq!(
        typed("prossimo mar 15"),
        "that may be the coming one or the one of the week after: Tue 24/11 15:00, Tue 1/12 15:00"
    );
    assert_eq!(
        typed("gio 25/11 9"),
        "that date falls on another day of the week: Wed 25/11 09:00, Thu 26/11 09:00"
    );
    // By half past ten the night is over, and only the afternoon can be meant.
    assert_eq!(typed("oggi 3.30"), "Sun 22/11 15:30");
}

#[test]
fn what_has_passed_is_told_with_what_would_do() {
    assert_eq!(typed("oggi 9"), "that has passed: Mon 23/11 09:00");
    assert_eq!(typed("20/11 15"), "that has passed: Sun 22/11 15:00");
    assert_eq!(typed("oggi mattina"), "Sun 22/11 10:15..Sun 22/11 12:00");
    assert_eq!(typed_at("oggi mattina", at("2026-11-23 15:00 +01:00")), "that has passed: Tue 24/11 08:00");
}

#[test]
fn what_is_no_time_is_told_with_the_word_that_is_not_understood() {
    for (text, word) in [
        ("mar 15.30 forse", "but found `forse`"),
        ("15.30 16.30", "but found `16.30`"),
        ("lun mar", "but found `mar`"),
        ("mar 25.30", "no such time as `25.30`"),
        ("31/2 9", "no such day as `31/2`"),
        ("29/2/2027", "no such day as `29/2/2027`"),
        ("13/13", "no such day as `13/13`"),
        ("tra 99999999999 ore", "but found `tra`"),
        ("tra 4000000000 giorni", "no such day"),
        ("prima possibile 9", "but found `prima possibile 9`"),
        ("", "expected a time such as `mar 15.30`"),
    ] {
        let fault = read(text, Rome, now()).unwrap_err();
        assert!(fault.to_string().contains(word), "{text}: {fault}");
    }
}

#[test]
fn both_changes_of_the_clocks_are_told_with_what_may_be_meant() {
    let october = at("2026-10-20 10:00 +02:00");
    let Err(TypedFault::Twice([first, second])) = read("25/10 02:30", Rome, october) else {
        panic!("one hour")
    };
    assert_eq!([first, second], [at("2026-10-25 02:30 +02:00"), at("2026-10-25 02:30 +01:00")]);
    assert_eq!(printed(first, Rome, october, Language::It), "dom 25/10 02:30 (legale)");
    assert_eq!(printed(second, Rome, october, Language::En), "Sun 25/10 02:30 (winter)");
    let march = at("2026-03-20 10:00 +01:00");
    assert_eq!(
        typed_at("29/3 02:30", march),
        "that hour does not exist, because the clocks go forward: Sun 29/3 03:30, Sun 29/3 01:30"
    );
    // A day is the whole day, an hour longer or shorter.
    assert_eq!(typed_at("29/3", march), "Sun 29/3 00:00..Mon 30/3 00:00");
}

proptest! {
    #[test]
    fn a_choice_that_is_printed_is_read_back_as_the_same_moment(
        now in 1_700_000_000_i64..2_000_000_000, ahead in 1_i64..400 * 24 * 60, italian: bool,
        zone in prop::sample::select(vec![Rome, chrono_tz::Asia::Beirut, chrono_tz::America::New_York, chrono_tz::Australia::Lord_Howe]),
    ) {
        let now = DateTime::from_timestamp(now, 0).unwrap();
        let at = DateTime::from_timestamp((now.timestamp() / 60 + ahead) * 60, 0).unwrap();
        let language = if italian { Language::It } else { Language::En };
        let text = printed(at, zone, now, language);
        prop_assert_eq!(read(&text, zone, now), Ok(Typed::At(at)), "{}", text);
    }

    #[test]
    fn whatever_may_be_meant_instead_can_be_typed(
        now in 1_700_000_000_i64..2_000_000_000,
        day in prop::sample::select(vec!["oggi", "domani", "lun", "next sun", "mar 24/11", "25/10", "29/3", "28/3", "20/11", ""]),
        hour in 0_u32..24, minute in 0_u32..60,
    ) {
        let now = DateTime::from_timestamp(now, 0).unwrap();
        match read(&format!("{day} {hour}.{minute:02}"), Rome, now) {
            Ok(Typed::At(at)) => prop_assert!(at > now),
            Ok(other) => prop_assert!(false, "{:?}", other),
            Err(fault) => for choice in fault.choices() {
                prop_assert!(*choice > now, "{:?}", fault);
                let text = printed(*choice, Rome, now, Language::It);
                prop_assert_eq!(read(&text, Rome, now), Ok(Typed::At(*choice)), "{}", text);
            },
        }
    }

    #[test]
    fn nothing_that_is_typed_breaks_it(text in "\\PC{0,40}", now in -1_000_000_000_000_i64..1_000_000_000_000) {
        let now = DateTime::from_timestamp(now, 0).unwrap();
        if let Err(fault) = read(&text, Rome, now) {
            for choice in fault.choices() {
                prop_assert!(!printed(*choice, Rome, now, Language::En).is_empty());
            }
        }
    }

    #[test]
    fn words_in_any_order_and_number_break_nothing(words in prop::collection::vec(prop::sample::select(vec![
        "mar", "15.30", "3", "tra", "2", "ore", "pom", "next", "prossimo", "25/11", "999999", "di", "h", "nov", "am", "(legale)", "29/3", "02:30",
        "e", "mezza", "meno", "un", "quarto", "una", "tre", "quarti", "il", "31", "dopo", "entro", "settimana", "prossima", "half", "past", "th",
    ]), 0..7)) {
        let _ = read(&words.join(" "), Rome, now());
    }
}
