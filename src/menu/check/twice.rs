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
    let head = At { file: 0, byte: 0 };
    let mut found = Vec::new();
    let mut desks: HashMap<(&str, Option<NaiveDate>), &Menu> = HashMap::new();
    let mut numbers: HashMap<&Did, &Menu> = HashMap::new();
    for menu in menus.iter().copied() {
        if let Some(first) = desks.insert((&menu.desk, menu.in_force_from), menu) {
            let (file, span) = place(first, head);
            let message = format!("the desk `{}` is described in `{file}` already", menu.desk);
            found.push(
                report(menu, Code::DeskTwice, head, message)
                    .help("give one of them another name, or another day under `in-force-from`")
                    .also(&file, span, "the first one"),
            );
            continue;
        }
        for number in &menu.numbers {
            match numbers.get(number) {
                Some(first) if first.desk != menu.desk => {
                    let (file, span) = place(first, head);
                    let written = match number {
                        Did::Public(number) => number.e164(),
                        Did::Extension(extension) => extension.clone(),
                    };
                    let message = format!("`{written}` belongs to the desk `{}` already", first.desk);
                    found.push(
                        report(menu, Code::NumberTwice, head, message)
                            .help("leave it to one of them: a call can begin at one desk only")
                            .also(&file, span, "the first one"),
                    );
                }
                Some(_) => {}
                None => {
                    numbers.insert(number, menu);
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
    use crate::terms::numbering::Did;

    #[test]
    fn a_desk_and_a_number_belong_to_one_file() {
        let mut first = Sketch::new().hangup("open").menu();
        first.numbers = vec![Did::Extension("7002".to_owned())];
        let mut second = first.clone();
        second.desk = "other".into();
        second.files[0].name = "other.yaml".into();
        let found = check_all(&[&first, &second]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "`7002` belongs to the desk `test` already");
        assert_eq!(&*found[0].file, "other.yaml");
        assert_eq!(&*found[0].also.as_ref().unwrap().file, "test.yaml");
        second.desk = first.desk.clone();
        let found = check_all(&[&first, &second]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "the desk `test` is described in `test.yaml` already");
        // From the first of December the second one serves in the first one's place, under the same number.
        second.in_force_from = chrono::NaiveDate::from_ymd_opt(2026, 12, 1);
        assert_eq!(check_all(&[&first, &second]), []);
        second.in_force_from = None;
        second.desk = "other".into();
        second.numbers = vec![Did::Extension("7003".to_owned())];
        assert_eq!(check_all(&[&first, &second]), []);
    }
}
