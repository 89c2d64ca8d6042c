//! Calls over ARI: the same desk, the same keys, and a service that may die in mid-call.

use std::time::Duration;

use super::asterisk::{self, Asterisk};
use super::caller::{Call, Dial};
use super::closed::books;
use super::service::{CLOSED, OPEN, Service};
use super::wait;

/// A call that is lent to the service by our ARI dialplan.
fn dial<'a>(asterisk: &'a Asterisk, service: &Service, dial: &Dial<'_>) -> Call<'a> {
    Dial { apps: &service.app, ..*dial }.place(asterisk, service)
}

#[test]
fn keys_1_and_3_reach_lotto_3_over_ari() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let mut call = dial(asterisk, &service, &Dial::default());
    let menu = call.hears("uffici territoriali");
    assert!(menu.from > Duration::from_millis(400), "half a second of silence comes before the first word");
    // Well inside the announcement.
    wait::until(Duration::from_secs(5), || {
        (call.handset.now() > menu.from + Duration::from_millis(500)).then_some(())
    });
    call.press("1");
    let released = call.handset.now();
    call.hears_after("Area Nord", released);
    let cut = call.handset.heard().into_iter().find(|heard| heard.words == menu.words).unwrap();
    assert!(
        cut.to < released + Duration::from_millis(200),
        "it went on for {:?} after the key",
        cut.to.saturating_sub(released)
    );
    call.press("3");
    // The destination writes its arrival with FILE(): nothing that we did to the call forbids it.
    let arrival = call.arrives();
    assert_eq!((arrival.to.as_str(), arrival.ring.as_str()), ("lotto-3", "25"));
    assert_eq!(arrival.from, "+393331234567", "the destination sees who calls");
    assert!(call.ends().contains(&200), "the call was answered");
    assert_eq!(call.arrivals(), ["lotto-3"], "and nowhere else");
}

#[test]
fn keys_pressed_ahead_are_kept_over_ari_and_a_known_number_needs_one() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let ahead = dial(asterisk, &service, &Dial::default());
    let known = dial(asterisk, &service, &Dial { from: "+390668851234@127.0.0.1", ..Dial::default() });
    let hidden = dial(
        asterisk,
        &service,
        &Dial {
            from: "anonymous@anonymous.invalid",
            headers: "P-Asserted-Identity: <sip:+390668851234@127.0.0.1>\r\nPrivacy: id\r\n",
            ..Dial::default()
        },
    );
    ahead.hears("");
    ahead.press("13");
    known.hears("uffici territoriali");
    known.press("1");
    hidden.hears("uffici territoriali");
    hidden.press("1");
    assert_eq!(ahead.arrives().to, "lotto-3");
    assert!(!ahead.transcript().contains("Area Nord"), "no second menu:\n{}", ahead.transcript());
    assert_eq!(known.arrives().to, "lotto-5");
    assert!(!known.transcript().contains("Area Nord"), "no second menu:\n{}", known.transcript());
    hidden.hears("Area Nord");
    hidden.press("6");
    assert_eq!(hidden.arrives().to, "lotto-6");
}

#[test]
fn silence_wrong_keys_and_nobody_there_over_ari() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let unanswered = dial(asterisk, &service, &Dial { unanswered: "lotto-3", ..Dial::default() });
    let wrong = dial(asterisk, &service, &Dial::default());
    let silent = dial(asterisk, &service, &Dial::default());
    unanswered.hears("uffici territoriali");
    unanswered.press("13");
    wrong.hears("uffici territoriali");
    wrong.press("7");
    let told = wrong.hears("tasto 7");
    wrong.hears_after("uffici territoriali", told.from);
    wrong.press("2");
    wrong.hears_after("libero Foro", told.from);
    wrong.press("1");
    assert_eq!(wrong.arrives().to, "pct-foro");
    assert_eq!(unanswered.arrives().to, "lotto-3");
    // The Ministry's menu offers a callback when nobody answers.
    unanswered.hears("Primo orario libero");
    let menu = silent.hears("uffici territoriali");
    let again = silent.hears_after("uffici territoriali", menu.from + Duration::from_secs(5));
    silent.press("3");
    silent.hears_after("SICOGE", again.to);
    silent.press("1");
    assert_eq!(silent.arrives().to, "sicoge");
}

#[test]
fn on_sunday_over_ari_a_callback_is_booked_or_all_is_heard_without_answering() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, CLOSED);
    let call = dial(asterisk, &service, &Dial::default());
    call.hears("è chiuso");
    books(&call, &service);
    assert_eq!(call.arrivals(), [""; 0], "nobody was put through");
}

#[test]
fn closed_without_answering_is_heard_in_early_media_over_ari() {
    let Some(asterisk) = asterisk::shared() else { return };
    let never = |menu: String| menu.replacen("\nhours:", "\nanswer: never\n\nhours:", 1);
    let service = Service::start_with(asterisk, CLOSED, never);
    let mut call = dial(asterisk, &service, &Dial::default());
    let words = call.hears("è chiuso");
    assert!(words.from > Duration::from_millis(400), "half a second of silence comes before the first word");
    let statuses = call.ends();
    assert!(statuses.contains(&183), "{statuses:?}");
    assert!(!statuses.contains(&200), "the call was answered: {statuses:?}");
    assert!(statuses.last() >= Some(&400), "and it was refused in the end: {statuses:?}");
    assert_eq!(call.arrivals(), [""; 0], "it went nowhere");
}

#[test]
fn killed_in_mid_call_the_service_comes_back_and_everybody_goes_on_where_they_were() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, OPEN);
    let first = dial(asterisk, &service, &Dial::default());
    let second = dial(asterisk, &service, &Dial::default());
    first.hears("uffici territoriali");
    second.hears("uffici territoriali");
    second.press("1");
    second.hears("Area Nord");
    service.kill();
    let killed = second.handset.now();
    // Nobody listens: this key is lost, and the words said again make up for it.
    second.press("3");
    let arriving = dial(asterisk, &service, &Dial::default());
    service.restart();
    second.hears_after("Area Nord", killed + Duration::from_millis(100));
    assert_eq!(second.arrivals(), [""; 0], "the lost key led nowhere");
    first.hears_after("uffici territoriali", killed);
    second.press("3");
    assert_eq!(second.arrives().to, "lotto-3");
    first.press("1");
    first.hears_after("Area Nord", killed);
    first.press("4");
    assert_eq!(first.arrives().to, "lotto-4");
    arriving.hears("uffici territoriali");
    arriving.press("13");
    assert_eq!(arriving.arrives().to, "lotto-3", "who called meanwhile heard it ring, and no more");
}

#[test]
fn gone_for_good_or_frozen_the_service_leaves_callers_to_the_fallback() {
    let Some(asterisk) = asterisk::shared() else { return };
    // The menu waits 7 s, and 5 s later Asterisk takes the call back.
    let gone = Service::start(asterisk, OPEN);
    let frozen = Service::start(asterisk, OPEN);
    let on_gone = dial(asterisk, &gone, &Dial::default());
    let on_frozen = dial(asterisk, &frozen, &Dial::default());
    on_gone.hears("uffici territoriali");
    on_frozen.hears("uffici territoriali");
    gone.kill();
    frozen.freeze();
    let late = dial(asterisk, &gone, &Dial::default());
    let began = std::time::Instant::now();
    assert_eq!(late.arrives().to, "fallback");
    let took = began.elapsed();
    assert!((7.0..10.0).contains(&took.as_secs_f64()), "a new call rings eight seconds: {took:?}");
    assert_eq!(on_gone.arrives().to, "fallback");
    assert_eq!(on_frozen.arrives().to, "fallback");
    assert!(began.elapsed() < Duration::from_secs(45), "{:?}", began.elapsed());
}

#[test]
fn another_replica_takes_over_where_the_dead_one_was() {
    let Some(asterisk) = asterisk::shared() else { return };
    let dead = Service::start(asterisk, OPEN);
    let survivor = dead.replica();
    let apps = format!("{}&{}", dead.app, survivor.app);
    // It is not there yet, so that the call goes to the one that will die.
    survivor.kill();
    let call = Dial { apps: &apps, ..Dial::default() }.place(asterisk, &dead);
    call.hears("uffici territoriali");
    call.press("1");
    call.hears("Area Nord");
    survivor.restart();
    dead.kill();
    let killed = call.handset.now();
    call.hears_after("Area Nord", killed + Duration::from_secs(1));
    call.press("3");
    assert_eq!(call.arrives().to, "lotto-3");
    let new = Dial { apps: &apps, ..Dial::default() }.place(asterisk, &dead);
    let first = new.hears("");
    assert!(first.from < Duration::from_secs(2), "a new call is taken at once: {:?}", first.from);
}
