//! Which desk a call belongs to: by the number dialled in each of its forms, by the hook's default, by the day.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::{House, MENU, MONDAY, heard, hung_up, keys, published, transferred};

fn desk(name: &str, number: &str, more: &str) -> String {
    MENU.replace("desk: prova", &format!("desk: {name}{more}"))
        .replace("Risponde la prova", &format!("Risponde {name}"))
        .replace("[800 749 049, '7002']", &format!("[{number}]"))
}

#[tokio::test]
async fn every_form_of_a_number_reaches_its_desk() {
    let house = House::at(MONDAY).await;
    for did in ["800749049", "39800749049", "+39800749049", "0039800749049", "+39 800 749 049", "7002"] {
        let mut call = house.call("CA1");
        call.incoming.did = did.to_owned();
        assert!(heard(&call.ask().await).starts_with("Risponde la prova."), "{did}");
    }
}

#[tokio::test]
async fn a_number_that_nobody_has_gets_an_apology_or_the_hooks_default_desk() {
    let house = House::at(MONDAY).await;
    for did in ["+390612345678", "7003", "", "sip:nobody@example.org", &"9".repeat(500)] {
        let mut call = house.call("CA1");
        call.incoming.did = did.to_owned();
        let done = call.ask().await;
        assert!(hung_up(&done) && done.first, "{did}");
        assert!(!heard(&done).is_empty() && !heard(&done).contains("Risponde"), "{}", heard(&done));
        // The platform comes back nevertheless.
        call.then(&done, keys("1"));
        assert!(hung_up(&call.ask().await));

        call.hook.default_desk = Some("prova".into());
        call.incoming.sealed = None;
        assert!(heard(&call.ask().await).starts_with("Risponde la prova."), "{did}");
        call.hook.default_desk = Some("nessuno".into());
        assert!(hung_up(&call.ask().await));
    }
}

#[tokio::test]
async fn the_number_dialled_counts_before_the_hooks_default() {
    let house = House::empty(MONDAY).await;
    let both = [("uno", "800 749 049"), ("due", "800 000 001")]
        .map(|(name, number)| published(&format!("{name}.yaml"), &desk(name, number, "")));
    house.service.publish(both.to_vec(), &[]).await.unwrap();
    let mut call = house.call("CA1");
    call.hook.default_desk = Some("uno".into());
    call.incoming.did = "800000001".to_owned();
    assert!(heard(&call.ask().await).starts_with("Risponde due."));
    assert_eq!(house.service.menus().len(), 3, "two desks, and nobody's");
}

#[tokio::test]
async fn of_the_files_of_one_desk_the_one_that_came_into_force_last_serves() {
    let texts = [
        desk("prova", "800 749 049", "\nin-force-from: 2022-10-01")
            .replace("Risponde prova", "Risponde la seconda"),
        desk("prova", "800 749 049", "").replace("Risponde prova", "Risponde la prima"),
        desk("prova", "800 749 049", "\nin-force-from: 2026-11-24")
            .replace("Risponde prova", "Risponde la terza"),
    ];
    let all = [0, 1, 2].map(|file| published(&format!("{file}.yaml"), &texts[file]));
    // The day turns in the desk's zone, an hour before it does in UTC.
    for (moment, expected) in
        [("2026-11-23T22:59:59Z", "Risponde la seconda."), ("2026-11-23T23:00:00Z", "Risponde la terza.")]
    {
        let house = House::empty(moment).await;
        house.service.publish(all.to_vec(), &[]).await.unwrap();
        let said = heard(&house.call("CA1").ask().await);
        assert!(said.starts_with(expected), "{moment}: {said}");
    }
    // Before any of them: nobody.
    let early = House::empty(MONDAY).await;
    early.service.publish(vec![all[2].clone()], &[]).await.unwrap();
    assert!(hung_up(&early.call("CA1").ask().await));
}

#[tokio::test]
async fn hours_change_under_a_running_service() {
    // A little before it closes the desk is open, a moment later it is not. A machine that is too busy to call in that time gets more of it.
    let closes: DateTime<Utc> = "2026-11-23T17:00:00Z".parse().unwrap();
    for before in [500, 5_000, 40_000] {
        let house = House::empty(&(closes - TimeDelta::milliseconds(before)).to_rfc3339()).await;
        house.service.publish(vec![published("prova.yaml", MENU)], &[]).await.unwrap();
        let Some(to) = transferred(&house.call("CA1").plays(&["12"]).await) else { continue };
        assert_eq!(to, "lotto-2");
        let until = Instant::now() + Duration::from_millis(before.unsigned_abs() + 5_000);
        while transferred(&house.call("CA2").plays(&["12"]).await).is_some() {
            assert!(Instant::now() < until, "the desk never closes");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        return;
    }
    panic!("the desk was never open");
}
