//! The administration's numbers as a spreadsheet writes them, and where their callers belong.

use centralino::directory::{self, Directory, RowFault, RowProblem};
use centralino::terms::numbering::{self, Country};
use centralino::terms::{DestinationId, Number, NumberFault};
use proptest::prelude::*;

const IT: Country = Country::ITALY;

fn resolve(name: &str) -> Option<DestinationId> {
    let lot = name.strip_prefix("lotto-")?.parse().ok()?;
    (2..=6).contains(&lot).then_some(DestinationId(lot))
}

fn load(text: &str) -> (Directory, Vec<RowFault>) {
    directory::load(text.as_bytes(), IT, &resolve)
}

fn number(text: &str) -> Number {
    numbering::number(text, IT).unwrap()
}

fn lot(directory: &Directory, caller: &str) -> Option<(u16, u32)> {
    directory.look_up(number(caller)).map(|(destination, line)| (destination.0, line))
}

const MINISTRY: &str = "numero o prefisso;destinazione;nota
06 6885*;lotto-5;uffici centrali
06 6883*;lotto-6
02 5433*;lotto-2
055 799*;lotto-3
# un commento

081 223*;lotto-4
06 6885 2121;lotto-3;one number inside the first prefix
";

#[test]
fn an_exact_number_beats_a_prefix_and_the_longest_prefix_wins() {
    let (directory, faults) = load(&format!("{MINISTRY}06 688*;lotto-2\n+39 06*;lotto-4\n"));
    assert_eq!(faults, []);
    assert_eq!(directory.len(), 8);
    for (caller, want) in [
        ("06 6885 1234", Some((5, 2))),
        ("06 6885 2121", Some((3, 9))),
        ("06 6885 2122", Some((5, 2))),
        ("06 6883 1234", Some((6, 3))),
        ("06 6884 1234", Some((2, 10))),
        ("06 1234 5678", Some((4, 11))),
        ("+39 081 2231234", Some((4, 8))),
        ("0039 02 54331234", Some((2, 4))),
        ("02 1234 5678", None),
        ("392 123 4567", None),
        ("+44 20 7946 0958", None),
    ] {
        assert_eq!(lot(&directory, caller), want, "{caller}");
    }
    assert!(directory.destinations().eq([2, 3, 4, 5, 6].map(DestinationId)));
}

#[test]
fn the_longest_number_there_is_has_a_prefix_too() {
    let (directory, _) = load(MINISTRY);
    let fifteen = Number::from_digits(390_668_851_234_567).unwrap();
    assert_eq!(directory.look_up(fifteen), Some((DestinationId(5), 2)));
    assert_eq!(directory.look_up(Number::from_digits(999_999_999_999_999).unwrap()), None);
}

#[test]
fn what_spreadsheets_write_is_read() {
    let rows = "numero;destinazione;sede\r\n\"06 6885 2121\";lotto-3;\"Città; già \"\"Nord\"\"\"\r\n'0266662222;lotto-2;è\r\n";
    let latin: Vec<u8> = encoding_rs::WINDOWS_1252.encode(rows).0.into_owned();
    assert!(std::str::from_utf8(&latin).is_err());
    let marked = [b"\xef\xbb\xbf", rows.as_bytes()].concat();
    let wide: Vec<u8> = [0xfeff].into_iter().chain(rows.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let commas = rows.replace("Città; già", "Città, già").replace(';', ",");
    let tabs = rows.replace("Città; già", "Città già").replace(';', "\t");
    let told = format!("sep=;\r\n{rows}");
    let turned = "destinazione;numero\nlotto-3;06 6885 2121\nlotto-2;02 6666 2222\n";
    let formula = "=\"0668852121\";lotto-3\n=\"0266662222\";lotto-2\n";
    for (bytes, first) in [
        (rows.as_bytes(), 2),
        (&latin, 2),
        (&marked, 2),
        (&wide, 2),
        (commas.as_bytes(), 2),
        (tabs.as_bytes(), 2),
        (told.as_bytes(), 3),
        (turned.as_bytes(), 2),
        (formula.as_bytes(), 1),
    ] {
        let (directory, faults) = directory::load(bytes, IT, &resolve);
        let text = directory::decode(bytes);
        assert_eq!(faults, [], "{text}");
        assert_eq!(lot(&directory, "06 6885 2121"), Some((3, first)), "{text}");
        assert_eq!(lot(&directory, "02 6666 2222"), Some((2, first + 1)), "{text}");
    }
    assert_eq!(directory::decode(&latin), rows);
}

#[test]
fn a_bad_row_is_told_with_its_line_and_its_cell() {
    let name = |name: &str| RowProblem::UnknownDestination { name: name.to_owned() };
    for (row, cell, problem) in [
        ("uffici centrali;lotto-5", "uffici centrali", RowProblem::Number(NumberFault::Characters)),
        ("06 6885 2121;loto-3", "loto-3", name("loto-3")),
        ("06 6885 2121;", "", RowProblem::NoDestination),
        ("06 6885 2121", "06 6885 2121", RowProblem::NoDestination),
        (";lotto-3", "", RowProblem::NoNumber),
        ("668852121;lotto-3", "668852121", RowProblem::LostZero),
        ("266662222;lotto-2", "266662222", RowProblem::LostZero),
        ("6 6885*;lotto-5", "6 6885*", RowProblem::LostZero),
        ("390668852121;lotto-3", "390668852121", RowProblem::LostPlus),
        ("3,9E+10;lotto-3", "3,9E+10", RowProblem::Rounded),
        ("3.90669E+11;lotto-3", "3.90669E+11", RowProblem::Rounded),
        ("4E+10;lotto-3", "4E+10", RowProblem::Rounded),
        ("02 543;lotto-2", "02 543", RowProblem::LooksLikePrefix),
        ("06*85;lotto-5", "06*85", RowProblem::Star),
        ("06**;lotto-5", "06**", RowProblem::Star),
        ("*;lotto-5", "*", RowProblem::Prefix(NumberFault::TooShort)),
        (
            "06 6885 2121 2121 2121;lotto-3",
            "06 6885 2121 2121 2121",
            RowProblem::Number(NumberFault::TooLong),
        ),
        ("112;lotto-3", "112", RowProblem::Number(NumberFault::NotInPlan)),
        ("٠٦٦٨٨٥٢١٢١;lotto-3", "٠٦٦٨٨٥٢١٢١", RowProblem::Number(NumberFault::Characters)),
    ] {
        let text = format!("{MINISTRY}\n\n{row}\n055 1234567;lotto-4\n");
        let (directory, faults) = load(&text);
        let fault = faults.first().unwrap_or_else(|| panic!("nothing is said about {row}"));
        assert_eq!((fault.line, &fault.kind), (12, &problem), "{row}");
        assert_eq!(&directory::decode(text.as_bytes())[fault.range.clone()], cell, "{row}");
        assert!(!fault.is_warning() && fault.help().is_some());
        assert!(!fault.kind.to_string().contains("6885"), "a message repeats no number");
        // All others serve.
        assert_eq!(lot(&directory, "055 1234567"), Some((4, 13)), "{row}");
        assert_eq!(faults.len(), 1, "{row}: {faults:?}");
    }
}

#[test]
fn a_rounded_number_is_seen_when_its_comma_cuts_it() {
    let (_, faults) = load("numero,destinazione\n3,9E+10,lotto-3\n");
    assert_eq!((faults[0].line, &faults[0].kind), (2, &RowProblem::Rounded));
}

#[test]
fn the_same_number_twice_is_told_where_it_matters() {
    let (directory, faults) = load(&format!(
        "{MINISTRY}0039 06 68852121;lotto-2\n06-6885*;lotto-2\n+39 06 6885 2121;lotto-3\n06 6885 2121*;lotto-6\n"
    ));
    let told: Vec<(u32, &RowProblem)> = faults.iter().map(|fault| (fault.line, &fault.kind)).collect();
    assert_eq!(
        told,
        [
            (10, &RowProblem::Duplicate { first: 9, prefix: false }),
            (11, &RowProblem::Duplicate { first: 2, prefix: true }),
        ]
    );
    assert_eq!(lot(&directory, "06 6885 2121"), Some((3, 9)));
    assert_eq!(faults[0].kind.to_string(), "the same number stands in line 9, with another destination");
}

#[test]
fn a_very_short_number_is_asked_after() {
    let (directory, faults) = load("06 6885;lotto-5\n");
    assert_eq!(faults.len(), 1);
    let fault = &faults[0];
    match fault.kind {
        RowProblem::VeryShort => assert!(fault.is_warning() && directory.len() == 1),
        RowProblem::LooksLikePrefix => assert!(!fault.is_warning() && directory.is_empty()),
        ref other => panic!("{other:?}"),
    }
    assert!(fault.help().unwrap().contains("06 6885*"));
}

#[test]
fn every_mistake_of_a_file_is_told_at_once() {
    let text: String =
        (0..500).map(|row| ["668852121;lotto-9\n", "06 6885*;lotto-5\n", "x;lotto-2\n"][row % 3]).collect();
    let (directory, faults) = load(&text);
    assert_eq!(directory.len(), 1);
    assert_eq!(faults.len(), 167 * 2 + 166);
    assert!(faults.windows(2).all(|pair| pair[0].line <= pair[1].line));
}

#[test]
fn files_that_are_none_are_survived() {
    for bytes in [
        &b""[..],
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\0\0\0",
        b"\"",
        b"\n\n\n",
        b"sep=",
        b"sep=;",
        b"#",
        b"# a\n# b",
        b";;;\n;;;",
    ] {
        let (directory, _) = directory::load(bytes, IT, &resolve);
        assert!(directory.is_empty());
        assert_eq!(directory.look_up(number("06 6885 2121")), None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Rows of few digits so that numbers and prefixes meet; the reference goes through all of them.
    #[test]
    fn every_look_up_is_what_a_slow_reader_would_find(
        rows in prop::collection::vec(("0[26][0-3]{1,7}", any::<bool>(), 2u16..=6), 0..60),
        callers in prop::collection::vec("0[26][0-3]{6,8}", 0..60),
    ) {
        let text: String = rows.iter().fold(String::new(), |text, (digits, prefix, lot)| {
            text + digits + if *prefix { "*" } else { "" } + ";lotto-" + &lot.to_string() + "\n"
        });
        let (directory, faults) = load(&text);
        let bad = |line: u32| faults.iter().any(|fault| fault.line == line && !fault.is_warning());
        let good: Vec<(String, bool, u16, u32)> = rows
            .iter()
            .zip(1..)
            .filter(|(_, line)| !bad(*line))
            .map(|((digits, prefix, lot), line)| (format!("39{digits}"), *prefix, *lot, line))
            .collect();
        let from_rows = rows.iter().map(|(digits, _, _)| digits);
        for caller in callers.iter().chain(from_rows).filter_map(|text| numbering::number(text, IT).ok()) {
            let digits = caller.digits().to_string();
            let exact = good.iter().find(|(key, prefix, ..)| !prefix && *key == digits);
            let longest = good.iter().rev().filter(|(key, prefix, ..)| *prefix && digits.starts_with(key.as_str()));
            let want = exact.or_else(|| longest.max_by_key(|(key, ..)| key.len()));
            prop_assert_eq!(directory.look_up(caller).map(|(to, line)| (to.0, line)), want.map(|(_, _, lot, line)| (*lot, *line)));
        }
    }

    #[test]
    fn no_file_is_too_strange(bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\";,\t\r\n*#+39066E=' ".to_vec())], 0..200)) {
        let (directory, faults) = directory::load(&bytes, IT, &resolve);
        let text = directory::decode(&bytes);
        for fault in faults {
            prop_assert!(text.get(fault.range.clone()).is_some(), "{:?} in {:?}", fault, text);
            let line = text[..fault.range.start].matches('\n').count() + 1;
            prop_assert!(line >= fault.line as usize);
        }
        prop_assert!(directory.len() <= text.lines().count() + text.matches('\r').count());
    }
}

#[test]
fn a_row_weighs_less_than_forty_bytes() {
    let text: String =
        (0..5_000).fold(String::new(), |text, row| text + &format!("02 5433 {row:04};lotto-2\n"));
    let (directory, faults) = load(&text);
    assert_eq!((faults.len(), directory.len()), (0, 5_000));
    assert!(directory.bytes() < 40 * 5_000, "{} bytes", directory.bytes());
    assert_eq!(lot(&directory, "02 5433 4999"), Some((2, 5_000)));
}
