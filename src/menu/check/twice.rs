//! A desk or a number that belongs to two files.
//!
#![doc = include_str!("../explain/M055.md")]

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{place, report};
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::model::{At, Menu};
use crate::terms::numbering::Did;

/// Compares several desks: two of one name, or a number that belongs to two. The later one is told, with the earlier beside it. A desk may have
/// several files that come into force on different days.
pub(super) fn check(menus: &[&Menu]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut desks: HashMap<(&str, Option<NaiveDate>), &Menu> = HashMap::new();
    let mut numbers: HashMap<&Did, (&Menu, At)> = HashMap::new();
    for menu in menus.iter().copied() {
        if let Some(first) = desks.insert((&menu.desk, menu.in_force_from), menu) {
            let (file, span) = place(first, first.head.desk);
            let message = format!("the desk `{}` is described in `{file}` already", menu.desk);
            found.push(
                report(menu, Code::DeskTwice, menu.head.desk, message)
                    .help("give one of them another name, or another day under `in-force-from`")
                    .also(&file, span, "the first one"),
            );
            continue;
        }
        for (which, number) in menu.numbers.iter().enumerate() {
            let at = menu.head.numbers.get(which).copied().unwrap_or_default();
            match numbers.get(number) {
                Some((first, before)) if first.desk != menu.desk => {
                    let (file, span) = place(first, *before);
                    let written = match number {
                        Did::Public(number) => number.e164(),
                        Did::Extension(extension) => extension.clone(),
                    };
                    let message = format!("`{written}` belongs to the desk `{}` already", first.desk);
                    found.push(
                        report(menu, Code::NumberTwice, at, message)
                            .help("leave it to one of them: a call can begin at one desk only")
                            .also(&file, span, "the first one"),
                    );
                }
                Some(_) => {}
                None => {
                    numbers.insert(number, (menu, at));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::menu::check::check_all;
    use crate::menu::check::sketch::Sketch;
    use crate::menu::model::{At, Head};
    use crate::terms::numbering::Did;

    #[test]
    fn a_desk_and_a_number_belong_to_one_file() {
        let mut first = Sketch::new().hangup("open").menu();
        first.numbers = vec![Did::Extension("7002".to_owned())];
        first.head = Head { desk: At { file: 0, byte: 6 }, numbers: vec![At { file: 0, byte: 40 }] };
        let mut second = first.clone();
        second.head = Head { desk: At { file: 0, byte: 7 }, numbers: vec![At { file: 0, byte: 41 }] };
        second.desk = "other".into();
        second.files[0].name = "other.yaml".into();
        let found = check_all(&[&first, &second]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "`7002` belongs to the desk `test` already");
        assert_eq!((&*found[0].file, found[0].span.start), ("other.yaml", 41));
        let also = found[0].also.as_ref().unwrap();
        assert_eq!((&*also.file, also.span.start), ("test.yaml", 40));
        second.desk = first.desk.clone();
        let found = check_all(&[&first, &second]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "the desk `test` is described in `test.yaml` already");
        assert_eq!((found[0].span.start, found[0].also.as_ref().unwrap().span.start), (7, 6));
        // From the first of December the second one serves in the first one's place, under the same number.
        second.in_force_from = chrono::NaiveDate::from_ymd_opt(2026, 12, 1);
        assert_eq!(check_all(&[&first, &second]), []);
        second.in_force_from = None;
        second.desk = "other".into();
        second.numbers = vec![Did::Extension("7003".to_owned())];
        assert_eq!(check_all(&[&first, &second]), []);
    }
}
