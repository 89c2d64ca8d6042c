//! The clock of requests, moved: lapses are recorded once and deadlines told once, whichever replica looks, never while the desk is closed.

use std::sync::Arc;

use centralino::calls::seal::Seals;
use centralino::calls::{Service, Ways};
use centralino::clock::Clock;
use centralino::store::By;
use centralino::ticket::{Event, TicketNumber};

use super::{Kept, at, on_both, page_opens};
use crate::calls::published;

on_both![
    a_request_lapses_once_on_whichever_replica_and_a_reminder_brings_it_back,
    a_deadline_is_told_before_it_and_at_it_and_once,
    nobody_is_told_while_the_desk_is_closed,
    what_is_done_in_time_is_not_told,
    a_request_that_cannot_be_read_is_told_of_and_keeps_no_other_from_its_time,
];

/// A desk that promises half an hour until somebody takes a request in charge, and lets it lapse after 60 days.
const MENU: &str = "
desk: prova
title: Servizio di prova
numbers: ['7002']
hours:
  operatori: { mon-fri: '08:00-18:00', holidays: closed }
tickets:
  lapse: 60 days
  severity: { high: { reaction: 60 minutes wall } }
  warning: { before: 20 minutes, to: operatori@desk.example }
menu:
  open: operatori
  closed: hangup
  keys:
    1: { title: Saluti, hangup: Arrivederci. }
";

/// A replica whose clock shows a moment.
async fn replica(kept: &Kept, moment: &str) -> Arc<Service> {
    let clock = Clock::starting_at(at(moment));
    let service = Service::new(clock, Seals::new(&[[1; 32]]).unwrap(), kept.replica().await);
    let service = service.that_tells(Ways { mail: true, sms: false, webhooks: true });
    service.publish(vec![published("prova.yaml", MENU)], &[]).await.unwrap();
    Arc::new(service)
}

/// Two replicas look at the same moment, several times.
async fn look(kept: &Kept, moment: &str) {
    let replicas = [replica(kept, moment).await, replica(kept, moment).await];
    let looks = replicas.iter().cycle().take(6).map(|service| {
        let service = Arc::clone(service);
        tokio::spawn(async move { service.look_at_requests().await })
    });
    for look in looks.collect::<Vec<_>>() {
        let faults = look.await.unwrap();
        assert!(faults.is_empty(), "{faults:?}");
    }
}

/// A request that comes at a moment.
async fn opened(kept: &Kept, moment: &str) -> TicketNumber {
    opened_of(kept, moment, 7).await
}

async fn opened_of(kept: &Kept, moment: &str, seed: u64) -> TicketNumber {
    page_opens(&kept.store, "prova", moment, seed).await
}

async fn told(kept: &Kept, event: &str, to: &str) -> i64 {
    let sent = kept.store.claim_outgoing(at("2030-01-01T00:00:00Z"), 99).await.unwrap();
    let of =
        sent.iter().filter(|one| one.notice.contains(&format!("\"{event}\"")) && one.address.contains(to));
    i64::try_from(of.count()).unwrap()
}

async fn a_request_lapses_once_on_whichever_replica_and_a_reminder_brings_it_back(kept: Kept) {
    let ticket = opened(&kept, "2026-09-01T10:00:00Z").await;
    let taken = By { actor: "clara", ..By::default() };
    let now = at("2026-09-01T10:05:00Z");
    kept.store.happens("prova", ticket, Event::TakenInCharge, taken, None, now).await.unwrap();
    let lapsed = "SELECT count(*) FROM ticket_events WHERE event = 'lapsed' AND actor = 'clock'";
    look(&kept, "2026-10-31T22:30:00Z").await;
    assert_eq!(kept.count(lapsed).await, 0, "the sixtieth day is not over in Rome");
    look(&kept, "2026-11-02T10:00:00Z").await;
    look(&kept, "2026-11-09T10:00:00Z").await;
    assert_eq!(kept.count(lapsed).await, 1);
    // Half past twelve, the night after the sixtieth day, as the history tells it: not when it was found.
    let moment = "SELECT at FROM ticket_events WHERE event = 'lapsed'";
    assert_eq!(kept.count(moment).await, at("2026-10-31T23:00:00Z").timestamp());
    assert_eq!(told(&kept, "lapsed", "anna@").await, 1);
    let by = By { actor: "caller", ..By::default() };
    let now = at("2026-11-10T10:00:00Z");
    kept.store.happens("prova", ticket, Event::Reminded, by, None, now).await.unwrap();
    look(&kept, "2026-12-20T10:00:00Z").await;
    assert_eq!(kept.count(lapsed).await, 1, "it is handled again for sixty days");
    look(&kept, "2027-02-20T10:00:00Z").await;
    assert_eq!(kept.count(lapsed).await, 2);
}

async fn a_deadline_is_told_before_it_and_at_it_and_once(kept: Kept) {
    // Tuesday, 10:00 in Rome: due at 11:00, a warning at 10:40.
    opened(&kept, "2026-11-24T09:00:00Z").await;
    look(&kept, "2026-11-24T09:39:00Z").await;
    assert_eq!(kept.count("SELECT count(*) FROM deadline_notices").await, 0);
    look(&kept, "2026-11-24T09:40:30Z").await;
    look(&kept, "2026-11-24T09:55:00Z").await;
    let near = "SELECT count(*) FROM outbox WHERE notice LIKE '%\"near\"%' AND notice LIKE '%2026-11-24T11:00:00+01:00%'";
    assert_eq!(kept.count(near).await, 2, "one to the mailbox, one to the webhooks");
    assert_eq!(kept.count("SELECT count(*) FROM outbox WHERE notice LIKE '%\"breached\"%'").await, 0);
    look(&kept, "2026-11-24T10:00:30Z").await;
    look(&kept, "2026-11-24T12:00:00Z").await;
    assert_eq!(told(&kept, "breached", "operatori@desk.example").await, 1);
    assert_eq!(kept.count("SELECT count(*) FROM deadline_notices").await, 2);
    assert_eq!(kept.count("SELECT count(*) FROM outbox").await, 4);
    // What the outbox has forgotten is not told again.
    kept.stranger().await.run("DELETE FROM outbox").await;
    look(&kept, "2026-11-25T12:00:00Z").await;
    assert_eq!(kept.count("SELECT count(*) FROM outbox").await, 0);
}

async fn nobody_is_told_while_the_desk_is_closed(kept: Kept) {
    // Tuesday, 17:30 in Rome: due at 18:30, when the desk is closed. The warning comes while somebody is there, the breach in the morning.
    opened(&kept, "2026-11-24T16:30:00Z").await;
    look(&kept, "2026-11-24T17:29:00Z").await;
    look(&kept, "2026-11-24T20:00:00Z").await;
    assert_eq!(kept.count("SELECT count(*) FROM outbox").await, 0, "nobody was there to look in time");
    look(&kept, "2026-11-25T06:59:00Z").await;
    assert_eq!(kept.count("SELECT count(*) FROM outbox").await, 0, "two minutes before the desk opens");
    look(&kept, "2026-11-25T07:01:00Z").await;
    assert_eq!(
        (told(&kept, "breached", "operatori@").await, kept.count("SELECT count(*) FROM outbox").await),
        (1, 2)
    );
}

async fn what_is_done_in_time_is_not_told(kept: Kept) {
    let ticket = opened(&kept, "2026-11-24T09:00:00Z").await;
    look(&kept, "2026-11-24T09:10:00Z").await;
    let by = By { actor: "clara", ..By::default() };
    let now = at("2026-11-24T09:30:00Z");
    kept.store.happens("prova", ticket, Event::TakenInCharge, by, None, now).await.unwrap();
    look(&kept, "2026-11-24T09:45:00Z").await;
    look(&kept, "2026-11-24T12:00:00Z").await;
    assert_eq!(kept.count("SELECT count(*) FROM deadline_notices").await, 0);
}

async fn a_request_that_cannot_be_read_is_told_of_and_keeps_no_other_from_its_time(kept: Kept) {
    for seed in [7, 8] {
        opened_of(&kept, "2026-09-01T10:00:00Z", seed).await;
    }
    // The one that is looked at first.
    let spoilt =
        "UPDATE tickets SET language = 'xx', look_at = -1 WHERE ticket = (SELECT min(ticket) FROM tickets)";
    kept.stranger().await.run(spoilt).await;
    let service = replica(&kept, "2026-11-02T10:00:00Z").await;
    let faults = service.look_at_requests().await;
    assert!(
        matches!(faults.as_slice(), [(desk, fault)] if &**desk == "prova" && !fault.is_away()),
        "{faults:?}"
    );
    assert_eq!(kept.count("SELECT count(*) FROM ticket_events WHERE event = 'lapsed'").await, 1, "the other");
    let again = service.look_at_requests().await;
    assert!(again.is_empty(), "it is not looked at with every look: {again:?}");
}
