//! The deny list, and what is known of a number that wants to book.

use centralino::store::{Along, Asked, Booked, Known, Request};
use centralino::terms::CallId;
use chrono::TimeDelta;

use super::{Kept, PATIENT, on_both, request, slot};

on_both![
    a_number_is_denied_by_one_desk_or_by_all_until_it_is_allowed_again,
    what_was_booked_within_the_hour_is_counted_and_a_repeated_question_is_not,
    bookings_that_come_together_are_no_more_than_an_hour_has_and_none_for_a_number_denied_meanwhile,
];

async fn a_number_is_denied_by_one_desk_or_by_all_until_it_is_allowed_again(kept: Kept) {
    let (store, number, now) = (&kept.store, request(1).number, request(1).now);
    store.deny(number, Some("giustizia"), "prenota e non risponde", now).await.unwrap();
    assert!(store.is_denied("giustizia", number).await.unwrap());
    assert!(!store.is_denied("dogane", number).await.unwrap());
    assert!(!store.is_denied("giustizia", request(2).number).await.unwrap());
    store.deny(number, None, "minaccia gli operatori", now + TimeDelta::minutes(1)).await.unwrap();
    store.deny(number, Some("giustizia"), "di nuovo", now + TimeDelta::minutes(2)).await.unwrap();
    assert!(store.is_denied("dogane", number).await.unwrap());
    let list = store.deny_list().await.unwrap();
    let shown: Vec<_> = list.iter().map(|denied| (denied.desk.as_deref(), denied.reason.as_str())).collect();
    assert_eq!(shown, [(Some("giustizia"), "di nuovo"), (None, "minaccia gli operatori")]);
    assert!(list.iter().all(|denied| denied.masked == "+3906•••01"), "{list:?}");
    // The number itself stands nowhere.
    let columns = "SELECT count(*) FROM denied WHERE masked LIKE '%0600000001%' OR desk LIKE '%0600000001%'";
    assert_eq!(kept.count(columns).await, 0);
    assert!(store.allow_again(number, None).await.unwrap());
    assert!(!store.allow_again(number, None).await.unwrap());
    assert!(!store.is_denied("dogane", number).await.unwrap());
    assert!(store.is_denied("giustizia", number).await.unwrap(), "the desk's own stays");
}

async fn what_was_booked_within_the_hour_is_counted_and_a_repeated_question_is_not(kept: Kept) {
    let (store, number, now) = (&kept.store, request(1).number, request(1).now);
    let asked = |call: &str, turn| Asked::new("twiml", &CallId::new(call).unwrap(), 1_795_000_000, turn, 0);
    let known = async |call: &str, turn, at| {
        store.known_of("giustizia", "operators", number, &asked(call, turn), at).await.unwrap()
    };
    let nothing = Known { denied: false, by_number: 0, by_call: 0 };
    assert_eq!(known("CA1", 5, now).await, nothing);
    store.book(request(1), PATIENT).await.unwrap();
    assert_eq!(known("CA1", 5, now).await, nothing, "the question itself, asked again");
    assert_eq!(known("CA1", 9, now).await, Known { by_number: 1, by_call: 1, ..nothing });
    assert_eq!(known("CA2", 5, now).await, Known { by_number: 1, ..nothing });
    let other = Request { number: request(2).number, slot: slot(1), asked: asked("CA1", 7), ..request(2) };
    store.book(other, PATIENT).await.unwrap();
    assert_eq!(known("CA1", 9, now).await, Known { by_number: 1, by_call: 2, ..nothing });
    assert_eq!(known("CA1", 9, now + TimeDelta::minutes(61)).await, nothing, "an hour later");
    store.deny(number, None, "x", now).await.unwrap();
    assert!(known("CA1", 5, now).await.denied);
}

async fn bookings_that_come_together_are_no_more_than_an_hour_has_and_none_for_a_number_denied_meanwhile(
    kept: Kept,
) {
    let wanted = |caller: u32, number: u32| Request {
        slot: slot(i32::try_from(caller).unwrap()),
        number: request(number).number,
        open_per_number: 99,
        along: Along { an_hour: Some(3), ..Along::default() },
        ..request(caller)
    };
    let mut racers = Vec::new();
    for caller in 0..12 {
        let (store, wanted) = (kept.replica().await, wanted(caller, 50));
        racers.push(tokio::spawn(async move { store.book(wanted, PATIENT).await.unwrap() }));
    }
    let mut booked = 0;
    for racer in racers {
        booked += i64::from(matches!(racer.await.unwrap(), Booked::Seat { .. }));
    }
    assert_eq!((booked, kept.count("SELECT count(*) FROM bookings").await), (3, 3));
    let later = Request { now: request(0).now + TimeDelta::minutes(61), ..wanted(20, 50) };
    assert!(matches!(kept.store.book(later, PATIENT).await.unwrap(), Booked::Seat { .. }), "an hour later");
    kept.store.deny(request(60).number, Some("giustizia"), "x", request(0).now).await.unwrap();
    assert_eq!(kept.store.book(wanted(21, 60), PATIENT).await.unwrap(), Booked::Full);
    assert!(matches!(kept.store.book(wanted(22, 61), PATIENT).await.unwrap(), Booked::Seat { .. }));
}
