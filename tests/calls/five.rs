//! The five desks, walked at random as no caller would: whatever comes, the call goes on or ends well, and its state stays small.

use std::path::Path;

use centralino::calls::{Published, read};
use centralino::engine::{EndedBy, Heard, Outcome, Then};
use centralino::files::{Folder, menu_files, read_source};
use centralino::terms::Digits;

use super::{House, MONDAY, SUNDAY};
use crate::store::at;

fn five() -> Vec<Published> {
    let files = menu_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("menus")).unwrap();
    let desks = files.iter().map(|file| {
        let (desk, found) = read(&read_source(file).unwrap(), &Folder::of(file));
        desk.unwrap_or_else(|| panic!("{}: {found:#?}", file.display()))
    });
    let desks: Vec<_> = desks.collect();
    assert_eq!(desks.len(), 5);
    desks
}

/// Numbers by a rule (Knuth's linear congruence), so that a walk that fails fails again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn event(&mut self) -> Heard {
        let outcomes = [Outcome::Completed, Outcome::Busy, Outcome::NoAnswer, Outcome::Failed];
        let endings = [EndedBy::Terminator, EndedBy::Timeout, EndedBy::Full];
        match self.roll(10) {
            0 => Heard::Silence,
            1 => Heard::Transferred(outcomes[self.roll(4)]),
            most => {
                let count = if most == 2 { 1 + self.roll(40) } else { 1 + self.roll(2) };
                let keys: String =
                    (0..count).map(|_| "0123456789*#1191".as_bytes()[self.roll(16)] as char).collect();
                Heard::Keys { digits: Digits::read(&keys), ended: endings[self.roll(3)] }
            }
        }
    }
}

#[tokio::test]
async fn any_sequence_of_events_on_any_of_the_five_desks_goes_on_or_ends_and_stays_small() {
    let desks = five();
    let mut longest = 0;
    for (moment, emergency) in [(MONDAY, false), (SUNDAY, false), (MONDAY, true)] {
        let house = House::empty(moment).await;
        house.service.publish(desks.clone(), &[]).await.unwrap();
        for desk in &desks {
            house.kept.store.set_emergency(&desk.menu.desk, emergency, at(SUNDAY)).await.unwrap();
        }
        house.service.refresh_live().await.unwrap();
        for walk in 0..150 {
            let mut dice = Dice(walk);
            let desk = &desks[dice.roll(5)].menu.desk;
            let mut call = house.call(&format!("CA{walk}"));
            call.incoming.did = "nobody's".to_owned();
            call.hook.default_desk = Some(desk.clone());
            call.incoming.from = ["0668851234", "anonymous", "+393921234567", "x"][dice.roll(4)].to_owned();
            let mut done = call.ask().await;
            for _ in 0..60 {
                assert_eq!(done.menu.desk, *desk, "walk {walk} at {moment} lost the desk");
                assert!(!matches!(done.reply.then, Then::Ask(_)), "walk {walk} at {moment}");
                longest = longest.max(done.sealed.len());
                if super::hung_up(&done) {
                    break;
                }
                assert!(!done.sealed.is_empty());
                call.then(&done, dice.event());
                done = call.ask().await;
            }
        }
        let taken = house
            .kept
            .count(
                "SELECT count(*) - count(DISTINCT desk || queue || slot_start || '/' || seat) FROM bookings",
            )
            .await;
        assert_eq!(taken, 0, "a seat was taken twice");
    }
    println!("the longest sealed state of all walks has {longest} characters");
    assert!((100..300).contains(&longest), "{longest} characters");
}
