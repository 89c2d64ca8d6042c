//! Packages, the length of a paid call, and codes that name a customer.

use centralino::terms::{Digits, Language};
use centralino::ticket::{
    AtCap, Cap, CodeFault, CustomerCode, Package, PackageKind, Spend, Unspendable, spendable,
};
use chrono::{NaiveDate, TimeDelta};

use super::at;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn kind(size: u32) -> PackageKind {
    PackageKind { name: "gold".into(), size, months: 12, languages: vec![Language::It] }
}

#[test]
fn a_package_is_worth_half_its_size_of_each_for_twelve_months() {
    assert_eq!([500, 250, 100, 50].map(|size| kind(size).half()), [250, 125, 50, 25]);
    assert_eq!(kind(50).last_day(day("2026-03-15")), day("2027-03-15"));
    assert_eq!(kind(50).last_day(day("2028-02-29")), day("2029-02-28"));
    assert_eq!(kind(50).last_day(day("2026-12-31")), day("2027-12-31"));
}

fn package(id: i64, signed: &str, calls: u32, requests: u32, languages: &[Language]) -> Package {
    let signed = day(signed);
    Package { id, signed, last_day: kind(2).last_day(signed), calls, requests, languages: languages.to_vec() }
}

#[test]
fn what_expires_first_is_spent_first_and_who_has_nothing_hears_why() {
    const IT: &[Language] = &[Language::It];
    let today = day("2026-11-23");
    let ask = |packages: &[Package], what, language| {
        spendable(packages, what, language, today).map(|package| package.id)
    };
    let old = package(1, "2025-12-01", 3, 0, IT);
    let new = package(2, "2026-10-01", 9, 9, IT);
    let both = package(3, "2026-11-01", 9, 9, &Language::ALL);
    let all = [new.clone(), old.clone(), both];
    assert_eq!(ask(&all, Spend::Call, Language::It), Ok(1));
    assert_eq!(ask(&all, Spend::Request, Language::It), Ok(2), "the halves are never exchanged");
    assert_eq!(ask(&all, Spend::Call, Language::En), Ok(3));
    assert_eq!(ask(&[], Spend::Call, Language::It), Err(Unspendable::None));
    assert_eq!(ask(&[new], Spend::Call, Language::En), Err(Unspendable::Language));
    assert_eq!(ask(&[old], Spend::Request, Language::It), Err(Unspendable::UsedUp));
    let expired = package(4, "2025-11-22", 9, 9, IT);
    assert_eq!(ask(std::slice::from_ref(&expired), Spend::Call, Language::It), Err(Unspendable::Expired));
    assert_eq!(
        ask(&[expired, package(5, "2025-11-23", 0, 9, IT)], Spend::Call, Language::It),
        Err(Unspendable::UsedUp),
        "its last day is today"
    );
    assert_eq!(
        ask(&[package(6, "2026-11-24", 9, 9, IT)], Spend::Call, Language::It),
        Err(Unspendable::Expired)
    );
}

#[test]
fn a_call_is_paid_for_from_the_operators_answer_on() {
    let cap =
        Cap { length: TimeDelta::minutes(15), warning: TimeDelta::minutes(1), then: AtCap::SpendAnother };
    let answered = at("2026-11-23T10:02+01:00");
    let (first, second) = (cap.paid(answered, 1), cap.paid(answered, 2));
    assert_eq!((first.warning, first.end), (at("2026-11-23T10:16+01:00"), at("2026-11-23T10:17+01:00")));
    assert_eq!((second.warning, second.end), (at("2026-11-23T10:31+01:00"), at("2026-11-23T10:32+01:00")));
    let cost = |seconds| cap.calls(TimeDelta::seconds(seconds));
    assert_eq!([0, 1, 900, 901, 1800, 1801].map(cost), [0, 1, 1, 2, 2, 3]);
}

#[test]
fn a_code_is_read_as_people_write_it_and_keyed_in_as_it_stands_on_the_keys() {
    let code = |text: &str| text.parse::<CustomerCode>();
    assert_eq!(code("hd-1047.b").unwrap(), code("HD 1047B").unwrap());
    assert_eq!(code("HD1047B").unwrap().keys(), "4310472");
    assert_eq!(CustomerCode::keyed(&Digits::read("4310472")), Some("4310472".to_owned()));
    assert_eq!(CustomerCode::keyed(&Digits::read("43*0472")), None);
    assert_eq!(CustomerCode::keyed(&Digits::read("43")), None);
    assert_eq!(code("ab"), Err(CodeFault::Length(2)));
    assert_eq!(code("città"), Err(CodeFault::Characters));
    assert_eq!(code(&"1".repeat(25)), Err(CodeFault::Length(25)));
    assert_eq!(format!("{:?}", code("HD1047B").unwrap()), "••7B", "a log does not name a customer");
}
