//! Numbers as Italy writes them, and everything that is none.

use centralino::terms::numbering::{self, CallerFormat, Country, Did, Kind};
use centralino::terms::{Caller, NumberFault};
use proptest::prelude::*;

const IT: Country = Country::ITALY;

fn caller(text: &str, format: CallerFormat) -> Caller {
    numbering::caller(text, format, IT)
}

fn e164(text: &str, format: CallerFormat) -> Option<String> {
    caller(text, format).number().map(centralino::terms::Number::e164)
}

#[test]
fn a_caller_is_read_by_the_trunks_setting_and_never_guessed() {
    use CallerFormat::{International, National};
    for (text, format, want) in [
        ("+390668851234", National, Some("+390668851234")),
        ("+390668851234", International, Some("+390668851234")),
        ("00390668851234", National, Some("+390668851234")),
        ("00390668851234", International, Some("+390668851234")),
        ("0668851234", National, Some("+390668851234")),
        ("06 6885-1234", National, Some("+390668851234")),
        ("390668851234", International, Some("+390668851234")),
        // Looks like +39 21 234567, and is a mobile.
        ("3921234567", National, Some("+393921234567")),
        ("393921234567", International, Some("+393921234567")),
        ("390668851234", National, None),
        ("0668851234", International, None),
        ("800749049", National, Some("+39800749049")),
        ("+442079460958", National, Some("+442079460958")),
        ("00442079460958", National, Some("+442079460958")),
        ("+39669812345", National, None),
        // Whoever has an address of their own writes what they like before the `@`.
        ("sip:+390668851234@pbx.example", National, None),
        ("sip:0668851234;npdi@pbx.example;user=phone", National, None),
        ("SIPS:390668851234@pbx.example", International, None),
        ("tel:+39-06-6885-1234", National, Some("+390668851234")),
        ("tel:1234;phone-context=+3906", National, None),
        ("sip:mario@pbx.example", National, None),
        ("sip:1234@pbx.example", National, None),
        ("1234", National, None),
        ("112", National, None),
        ("+39112", National, None),
        ("+", National, None),
        ("00", National, None),
        ("+00390668851234", National, None),
        ("++390668851234", National, None),
        ("06 6885 1234 ext. 12", National, None),
        ("+390668851234;ext=12", National, None),
        ("٠٦٦٨٨٥١٢٣٤", National, None),
        ("０６６８８５１２３４", National, None),
        ("", National, None),
        ("   ", National, None),
    ] {
        assert_eq!(e164(text, format).as_deref(), want, "{text} as {format:?}");
    }
    assert_eq!(caller(&"3".repeat(500), National), Caller::Unknown);
    assert_eq!(caller(&"+".repeat(500), National), Caller::Unknown);
}

#[test]
fn a_withheld_number_is_told_from_none() {
    for text in [
        "anonymous",
        "Anonymous",
        "RESTRICTED",
        "unavailable",
        "sip:anonymous@anonymous.invalid",
        "+266696687",
        "+7378742833",
        "+2562533",
        "+8656696",
        "+86282452253",
    ] {
        assert_eq!(caller(text, CallerFormat::National), Caller::Withheld, "{text}");
        assert_eq!(caller(text, CallerFormat::International), Caller::Withheld, "{text}");
    }
    for text in ["", "mario.rossi", "asterisk", "s", "<unknown>", "\0", "+\u{200b}39"] {
        assert_eq!(caller(text, CallerFormat::National), Caller::Unknown, "{text}");
    }
}

#[test]
fn every_kind_of_italian_number_is_known() {
    for (text, want) in [
        ("06 6885 1234", Kind::Landline),
        ("0731 22911", Kind::Landline),
        ("392 123 4567", Kind::Mobile),
        ("800 749 049", Kind::TollFree),
        ("840 123 456", Kind::SharedCost),
        ("899 123 456", Kind::Premium),
        ("892 424", Kind::Premium),
        ("112", Kind::Emergency),
        ("118", Kind::Emergency),
        ("1522", Kind::Emergency),
        ("+39 112", Kind::Other),
    ] {
        let kind = numbering::number(text, IT).map(numbering::kind);
        if want == Kind::Other {
            assert!(kind.is_err(), "{text}: {kind:?}");
        } else {
            assert_eq!(kind, Ok(want), "{text}");
        }
    }
    let london = numbering::number("+44 20 7946 0958", IT).unwrap();
    assert_eq!(numbering::kind(london), Kind::Landline);
    assert_eq!(numbering::country(london).unwrap().code(), "GB");
    assert_eq!(numbering::country(numbering::number("113", IT).unwrap()), Some(IT));
}

#[test]
fn what_is_no_number_says_why() {
    for (text, want) in [
        ("06 6885 12a4", NumberFault::Characters),
        ("", NumberFault::TooShort),
        ("8", NumberFault::TooShort),
        ("06 6885 1234 5678 9012", NumberFault::TooLong),
        ("390668851234", NumberFault::TooLong),
        ("+39 669812345", NumberFault::NotInPlan),
        ("+999 123456", NumberFault::NotInPlan),
    ] {
        assert_eq!(numbering::number(text, IT), Err(want), "{text}");
    }
}

#[test]
fn a_desk_is_found_in_every_form_a_platform_sends() {
    for (written, sent) in [
        ("800 749 049", ["800749049", "39800749049", "+39800749049", "0039800749049"]),
        ("+39 02 8711 9396", ["0287119396", "390287119396", "+390287119396", "00390287119396"]),
        ("0731 22911", ["073122911", "39073122911", "+39073122911", "0039073122911"]),
    ] {
        let did = Did::parse(written, IT).unwrap();
        for form in sent {
            assert!(numbering::dialled(form, IT).any(|found| found == did), "{written} as {form}");
        }
        assert!(numbering::dialled(&format!("sip:{}@pbx", sent[0]), IT).any(|found| found == did));
    }
}

#[test]
fn an_extension_equals_only_itself() {
    let desk = Did::parse("7002", IT).unwrap();
    assert_eq!(desk, Did::Extension("7002".to_owned()));
    for other in ["07002", "+7002", "397002", "007002", "70021", "7002a", "", "sip:70020@pbx"] {
        assert!(numbering::dialled(other, IT).all(|found| found != desk), "{other}");
    }
    for same in ["7002", " 7002 ", "sip:7002@pbx.example"] {
        assert!(numbering::dialled(same, IT).any(|found| found == desk), "{same}");
    }
    assert!(Did::parse("800 749 04", IT).is_err());
    assert!(Did::parse("80 02", IT).is_err());
    assert!(Did::parse("anonymous", IT).is_err());
    assert!(Did::parse("", IT).is_err());
}

#[test]
fn a_prefix_has_its_countrys_code_in_front() {
    let germany = Country::new("DE").unwrap();
    for (text, country, want) in [
        ("06 6885", IT, Ok(39_066_885)),
        ("+39 06 6885", IT, Ok(39_066_885)),
        ("0039 06 6885", IT, Ok(39_066_885)),
        ("392", IT, Ok(39_392)),
        ("39 06", IT, Ok(393_906)),
        ("+39", IT, Ok(39)),
        ("055 799", IT, Ok(39_055_799)),
        ("030 22", germany, Ok(493_022)),
        ("06 68x", IT, Err(NumberFault::Characters)),
        ("", IT, Err(NumberFault::TooShort)),
        ("+0", IT, Err(NumberFault::NotInPlan)),
        ("+3906688512345678", IT, Err(NumberFault::TooLong)),
    ] {
        assert_eq!(numbering::prefix(text, country), want, "{text}");
    }
}

#[test]
fn only_countries_with_a_plan_are_countries() {
    assert_eq!(Country::new("IT"), Some(IT));
    assert!(Country::new("DE").is_some());
    for none in ["it", "ITA", "XX", "ZZ", "", "I", "È"] {
        assert!(Country::new(none).is_none(), "{none}");
    }
}

proptest! {
    #[test]
    fn no_text_at_all_is_too_strange(text in "\\PC{0,40}|[+0-9 ;:@a-z*#]{0,70}|(sip:|tel:|\\+)?[0-9]{0,20}(@.*)?") {
        for format in [CallerFormat::National, CallerFormat::International] {
            if let Caller::Known(number) = caller(&text, format) {
                // What is known is a whole number, and reads the same again.
                prop_assert_eq!(numbering::number(&number.e164(), IT), Ok(number));
                prop_assert!(number.digits() < 1_000_000_000_000_000);
            }
        }
        let _ = numbering::prefix(&text, IT);
        if let Ok(did) = Did::parse(&text, IT) {
            prop_assert!(numbering::dialled(&text, IT).any(|found| found == did));
        }
    }
}
