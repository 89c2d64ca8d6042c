//! What a visitor of `/book/{desk}` holds while they type: the slot that they picked, for two minutes from each of their steps, and no more than that.

use super::book::{DESK, MOBILE, asks, picks, shown, start, times, types};
use super::gateway::with_gateway;
use super::visitor::{Answer, Visitor, add_user};
use crate::rig::{Serve, Setup};

/// Within the queue's notice: the desk's clock says ten.
const SOON: &str = "2026-11-24T09:45:00Z";

/// Past the service.
pub(super) async fn run(serve: &Serve, sql: &'static str) {
    serve.setup().stranger().await.run(sql).await;
}

/// One number that the database gives, past the service.
pub(super) async fn count(serve: &Serve, sql: &'static str) -> i64 {
    serve.setup().stranger().await.count(sql).await
}

pub(super) async fn held(serve: &Serve) -> i64 {
    count(serve, "SELECT count(*) FROM seats WHERE ticket IS NULL AND held_until > unixepoch()").await
}

async fn picks_now(visitor: &mut Visitor, start: &str) -> Answer {
    visitor.post(&format!("{DESK}/pick"), &[("queue", "callback"), ("start", start)]).await
}

#[tokio::test]
async fn a_form_that_nobody_was_given_gets_round_neither_the_notice_nor_the_count_of_picks() {
    let (setup, gateway) = with_gateway(Setup::new().with("CODES_AN_HOUR", "1"));
    let serve = setup.start();
    let mut visitor = Visitor::new(&serve);
    let free = times(&visitor.get(DESK).await)[0].clone();
    assert!(free.as_str() > SOON, "{free}");
    let refused = asks(&mut visitor, SOON, MOBILE).await;
    assert_eq!(refused.status, 409, "too soon for everybody: {}", refused.text);
    assert_eq!((held(&serve).await, gateway.messages().len()), (0, 0));
    // What was not picked counts as a pick.
    for _ in 0..2 {
        let mut other = Visitor::new(&serve);
        other.get(DESK).await;
        assert_eq!(picks_now(&mut other, &free).await.status, 303);
        run(&serve, "UPDATE sendings SET at = at - 121").await;
    }
    let refused = asks(&mut visitor, &free, MOBILE).await;
    assert!(
        refused.status == 422 && refused.text.contains("tentativi sono stati troppi"),
        "{}",
        refused.text
    );
    assert_eq!(gateway.messages().len(), 0);
}

#[tokio::test]
async fn what_was_held_in_time_is_booked_and_what_has_lapsed_needs_its_notice_again() {
    let (serve, gateway) = start();
    // As if the slot had been picked in time, and time had gone on.
    let soon = "UPDATE askings SET slot_start = unixepoch('2026-11-24T09:45:00Z'), slot_end = unixepoch('2026-11-24T10:00:00Z');
        UPDATE seats SET slot_start = unixepoch('2026-11-24T09:45:00Z'), slot_end = unixepoch('2026-11-24T10:00:00Z') WHERE ticket IS NULL";
    let mut late = Visitor::new(&serve);
    let slot = picks(&mut late, 0).await;
    asks(&mut late, &slot, MOBILE).await;
    run(&serve, "DELETE FROM seats").await;
    run(&serve, soon).await;
    let gone = types(&mut late, &gateway.code(1).1).await;
    assert_eq!(gone.status, 409, "{}", gone.text);

    let mut quick = Visitor::new(&serve);
    let slot = picks(&mut quick, 0).await;
    asks(&mut quick, &slot, "333 765 4321").await;
    run(&serve, soon).await;
    let code = gateway.code(2).1;
    for _ in 0..2 {
        let booked = types(&mut quick, &code).await;
        assert_eq!((booked.status, booked.location()), (303, "/book/giustizia/booked"), "{}", booked.text);
        // Sent again although nobody kept that it is booked, and the notice is over, it is the same booking.
        run(&serve, "UPDATE askings SET ticket = NULL, dated = NULL WHERE ticket IS NOT NULL").await;
    }
    assert_eq!(count(&serve, "SELECT count(*) FROM bookings").await, 1);
}

#[tokio::test]
async fn a_program_with_many_browsers_holds_only_so_many_seats() {
    let (setup, gateway) = with_gateway(Setup::new().with("CODES_AN_HOUR", "24"));
    let serve = setup.start();
    let mut visitors = [Visitor::new(&serve), Visitor::new(&serve)];
    let mut slots = Vec::new();
    for visitor in &mut visitors {
        slots.push(picks(visitor, 0).await);
        // Who changes their mind holds one seat still.
        slots.push(picks(visitor, 3).await);
    }
    let mut third = Visitor::new(&serve);
    third.get(DESK).await;
    let refused = picks_now(&mut third, &slots[0]).await;
    assert!(
        refused.status == 429 && refused.text.contains("tentativi sono stati troppi"),
        "{}",
        refused.text
    );
    assert_eq!(held(&serve).await, 2);
    // Two minutes later: whoever has gone on holds a seat still, the other one's is free.
    run(&serve, "UPDATE seats SET held_until = held_until - 100; UPDATE sendings SET at = at - 100").await;
    let [going_on, _] = &mut visitors;
    assert_eq!(asks(going_on, &slots[1], MOBILE).await.status, 303);
    gateway.code(1);
    run(&serve, "UPDATE seats SET held_until = held_until - 30; UPDATE sendings SET at = at - 30").await;
    assert_eq!(held(&serve).await, 1);
    let mut others = [Visitor::new(&serve), Visitor::new(&serve)];
    for (other, status) in others.iter_mut().zip([303, 429]) {
        other.get(DESK).await;
        assert_eq!(picks_now(other, &slots[0]).await.status, status);
    }
    // Looking at the page again is no step.
    run(&serve, "UPDATE seats SET held_until = held_until - 100; UPDATE sendings SET at = at - 100").await;
    visitors[0].get(&format!("{DESK}/code")).await;
    visitors[0].get(&format!("{DESK}/details?queue=callback&start=2026-11-24T10%3A15%3A00Z")).await;
    assert_eq!(held(&serve).await, 1, "the other one's alone");
}

#[tokio::test]
async fn what_is_booked_is_shown_also_where_that_cannot_be_kept_for_later() {
    let (setup, gateway) = with_gateway(Setup::new());
    add_user(&setup, "anna", "operator");
    let serve = setup.start();
    let mut visitor = Visitor::new(&serve);
    let slot = picks(&mut visitor, 0).await;
    asks(&mut visitor, &slot, MOBILE).await;
    let code = gateway.code(1).1;
    run(
        &serve,
        "CREATE TRIGGER broken BEFORE UPDATE OF ticket ON askings BEGIN SELECT raise(ABORT, 'broken'); END",
    )
    .await;
    let booked = types(&mut visitor, &code).await;
    assert_eq!(booked.status, 200, "{}", booked.text);
    assert!(
        booked.text.contains("La richiamata è prenotata") && !booked.text.contains("nulla è stato"),
        "{}",
        booked.text
    );
    let number = shown(&booked, "Numero della richiesta");
    run(&serve, "DROP TRIGGER broken").await;
    let again = types(&mut visitor, &code).await;
    assert_eq!((again.status, again.location()), (303, "/book/giustizia/booked"), "{}", again.text);
    let page = visitor.get(&format!("{DESK}/booked")).await;
    assert_eq!(shown(&page, "Numero della richiesta"), number);
    // Operators read by whom.
    let ticket: String = number.chars().filter(char::is_ascii_digit).collect();
    let history = Visitor::signed_in(&serve, "anna").await.get(&format!("/tickets/{ticket}")).await;
    assert!(history.text.contains("dalla pagina pubblica"), "{}", history.text);
}
