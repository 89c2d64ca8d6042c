//! `backup` and `restore`.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::{Desk, typed};
use crate::rig::{Setup, until};
use crate::store::postgres::shared;

/// A slot that the many bookings beside a copy do not come to, however slow the copy is.
const FAR: usize = 300;

/// How many seats are taken, as the API tells it.
fn taken(desk: &Desk) -> i64 {
    desk.slots().iter().map(|slot| slot["capacity"].as_i64().unwrap() - slot["free"].as_i64().unwrap()).sum()
}

#[test]
fn a_backup_while_people_book_is_whole_and_a_restore_is_taken_up_by_the_running_service() {
    let desk = Desk::start(Setup::new());
    let over = AtomicBool::new(false);
    let (before, after) = thread::scope(|scope| {
        let booking = scope.spawn(|| {
            let mut booked = 0;
            while !over.load(Ordering::Relaxed) {
                desk.books(booked / 2, &format!("+39 06 6885 {:04}", 2000 + booked));
                booked += 1;
            }
            booked
        });
        until("some have booked", || (taken(&desk) >= 5).then_some(()));
        let before = taken(&desk);
        let (code, printed, said) = typed(desk.serve.setup(), &["backup", "copy.db"]);
        let after = taken(&desk);
        over.store(true, Ordering::Relaxed);
        booking.join().unwrap();
        assert_eq!(code, Some(0), "{said}");
        assert!(
            printed.starts_with("copy.db is a copy of ") && printed.contains("centralino.db"),
            "{printed}"
        );
        (before, after + 1)
    });
    let all = taken(&desk);
    desk.books(FAR, "+39 06 6885 9999");
    assert_eq!(taken(&desk), all + 1, "later than the copy");

    let (code, _, said) = typed(desk.serve.setup(), &["backup", "copy.db"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("copy.db is there already; name another file"), "{said}");

    let (code, printed, said) = typed(desk.serve.setup(), &["restore", "copy.db"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(printed.contains("is again what copy.db is"), "{printed}");
    let kept = printed.lines().find_map(|line| line.strip_prefix("what was there is kept as ")).unwrap();
    assert!(fs::metadata(kept).unwrap().len() > 0, "{kept}");
    // The token that the copy has still opens; what was booked after the copy was made is gone from the desk.
    until("the service has taken the copy up", || (desk.looks().0 == 200).then_some(()));
    until("the copy's bookings are there", || (before..=after).contains(&taken(&desk)).then_some(()));
    desk.books(FAR, "+39 06 6885 9999");
    let log = desk.serve.log();
    assert!(!log.contains("6885"), "{log}");
}

#[test]
fn what_is_no_copy_is_refused_in_words_and_nothing_is_changed() {
    let desk = Desk::start(Setup::new());
    let setup = desk.serve.setup();
    desk.books(0, "+39 06 6885 1234");
    fs::write(setup.path("letter.db"), "Cara nonna").unwrap();
    for (file, told) in [("letter.db", "is no whole store of this program"), ("none.db", "No such file")] {
        let (code, printed, said) = typed(setup, &["restore", file]);
        assert_eq!(code, Some(1), "{printed}");
        assert!(said.contains(file) && said.contains(told), "{said}");
    }
    assert_eq!(taken(&desk), 1);
    let folder = fs::read_dir(setup.path("menus").parent().unwrap()).unwrap();
    let left: Vec<_> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!left.iter().any(|name| name.contains("restoring") || name.contains("before")), "{left:?}");
}

#[test]
fn a_backup_of_what_is_not_there_or_of_postgresql_says_what_to_do() {
    let setup = Setup::new();
    let (code, _, said) = typed(&setup, &["backup", "copy.db"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("there is no database at") && said.contains("--database"), "{said}");
    assert!(!setup.path("copy.db").exists() && !setup.path("centralino.db").exists());

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let setup = setup.with("DATABASE", &runtime.block_on(async { shared().await.address().await }));
    for command in ["backup", "restore"] {
        let (code, _, said) = typed(&setup, &[command, "copy.db"]);
        assert_eq!(code, Some(1), "{command}");
        assert!(said.contains("only an SQLite store") && said.contains("pg_dump"), "{command}: {said}");
    }
}
