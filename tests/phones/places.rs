//! Callers and callbacks in one queue of a real Asterisk, with one operator: who is taken when, and who is rung, once.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use centralino::ticket::{Attempted, Event, TicketNumber};

use super::asterisk::{self, Asterisk, MUSIC, SECRET};
use super::callbacks::{Desk, FROM, PATIENCE, attempted, rings};
use super::caller::{Call, Dial};
use super::service::{Named, get};
use super::wait;

/// Whoever has this number speaks with the operator until the test lets them go.
const TALKER: &str = "+393330009999";

/// A desk whose callers and callbacks wait in this queue.
fn desk(asterisk: &Asterisk, queue: &str) -> Desk {
    let waits =
        format!("    to: {queue}\n    waiting: {{ longest: 5 minutes, music: attesa.wav, keep-place: 9 }}");
    let change = |menu: String| {
        menu.replacen("    to: giustizia-richiamate", &waits, 1)
            .replacen("        2: lotto-2\n", "        2: richiamate\n", 1)
            .replacen(
                "  after-errors: callback ",
                "    8: { go-to: spostamento }\n  after-errors: callback ",
                1,
            )
    };
    Desk::with(asterisk, &Named::default(), change, "  first: agent\n", &[])
}

/// Somebody calls, over ARI, and comes to the menu that leads to the queue.
fn calls<'a>(asterisk: &'a Asterisk, desk: &Desk, from: &str) -> Call<'a> {
    calls_by(asterisk, desk, desk.service.app.as_str(), from)
}

/// The same by the dialplan that posts.
fn posts<'a>(asterisk: &'a Asterisk, desk: &Desk, from: &str) -> Call<'a> {
    calls_by(asterisk, desk, "", from)
}

fn calls_by<'a>(asterisk: &'a Asterisk, desk: &Desk, apps: &str, from: &str) -> Call<'a> {
    let from = format!("{from}@127.0.0.1");
    let call = Dial { apps, from: &from, stays: Duration::from_secs(85), ..Dial::default() };
    call.place(asterisk, &desk.service)
}

/// They join the queue one after the other, in different seconds.
fn join(callers: &[&Call<'_>]) {
    for caller in callers {
        caller.hears("uffici territoriali");
    }
    for caller in callers {
        caller.press("12");
        std::thread::sleep(Duration::from_millis(1_300));
    }
}

/// The same, until all of them wait.
fn wait_in_line(callers: &[&Call<'_>]) {
    join(callers);
    for caller in callers {
        caller.hears(MUSIC);
    }
}

/// Whom the operator took so far, in order: callers by their numbers, callbacks by their requests'.
fn taken(asterisk: &Asterisk, queue: &str) -> Vec<String> {
    let taken = asterisk.arrivals(queue).into_iter();
    taken.map(|one| if one.ring.is_empty() { one.from } else { one.ring }).collect()
}

fn takes(asterisk: &Asterisk, queue: &str, count: usize) -> Vec<String> {
    let all = wait::until(PATIENCE, || Some(taken(asterisk, queue)).filter(|taken| taken.len() >= count));
    all.unwrap_or_else(|| panic!("only {:?} were taken", taken(asterisk, queue)))
}

/// What Asterisk tells of the channel of this name, as whoever asked for the call named it.
fn channel(asterisk: &Asterisk, name: &str) -> String {
    get(asterisk.ari, &format!("/ari/channels/{name}?api_key=centralino:{SECRET}"))
}

/// Whether Asterisk has a channel of this name.
fn has_channel(asterisk: &Asterisk, name: &str) -> bool {
    channel(asterisk, name).starts_with("HTTP/1.1 200")
}

/// Whether a callback waits for an operator in a queue. Its call dials the operators by a channel of its own.
fn waits_in_queue(asterisk: &Asterisk, ticket: TicketNumber) -> bool {
    channel(asterisk, &format!("callback-{}-1-dials", ticket.value())).contains("\"app_name\":\"Queue\"")
}

/// The operator's first conversation ends.
fn free(asterisk: &Asterisk, queue: &str) {
    let mut ari = TcpStream::connect(("127.0.0.1", asterisk.ari)).unwrap();
    let path = format!("/ari/asterisk/variable?variable=FREE_{queue}&value=yes&api_key=centralino:{SECRET}");
    write!(ari, "POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    let _ = ari.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
}

#[test]
fn a_caller_who_keeps_the_place_is_called_in_turn_and_once() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = desk(asterisk, "deskone");
    let talker = calls(asterisk, &desk, TALKER);
    join(&[&talker]);
    takes(asterisk, "deskone", 1);

    let [first, second, third] =
        ["+393330020011", "+393330020021", "+393330020031"].map(|from| calls(asterisk, &desk, from));
    wait_in_line(&[&first, &second, &third]);
    assert_eq!(desk.requests(), [], "whoever only waits has no request");
    second.press("9");
    second.hears("Può riagganciare senza perdere il Suo posto");
    second.hears("prema 2");
    assert_eq!(desk.requests(), [], "nothing is stored before they confirm");
    second.press("1");
    second.hears("Il Suo posto è mantenuto");
    second.hears("quando arriva il Suo turno");
    let [ticket] = desk.requests()[..] else { panic!("{:?}", desk.requests()) };

    free(asterisk, "deskone");
    let called = ticket.value().to_string();
    assert_eq!(takes(asterisk, "deskone", 4), [TALKER, "+393330020011", &called, "+393330020031"]);
    let history = desk.comes_to(ticket, &attempted(1, Attempted::Spoken));
    assert_eq!(history, [Event::CallbackSpoken, attempted(1, Attempted::Spoken)]);
    let rung = rings(asterisk, 393_330_020_021);
    assert_eq!(
        (rung.len(), rung[0].from.as_str()),
        (1, FROM),
        "once, and by the number that can be called back"
    );
    let moments: Vec<f64> =
        asterisk.arrivals("deskone").iter().map(|taken| taken.at.parse().unwrap()).collect();
    let at: f64 = rung[0].at.parse().unwrap();
    assert!(
        moments[2] < at && at < moments[3],
        "after the first caller, before the third: {at} in {moments:?}"
    );
}

#[test]
fn a_booked_callback_has_the_place_of_its_slot_and_a_killed_service_neither_loses_nor_doubles_it() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = desk(asterisk, "desktwo");
    let talker = calls(asterisk, &desk, TALKER);
    join(&[&talker]);
    takes(asterisk, "desktwo", 1);
    let caller = calls(asterisk, &desk, "+393330020041");
    wait_in_line(&[&caller]);
    // Its band began before they called.
    let ticket = desk.books(393_330_020_051, -60, 3_600);
    let waits = wait::until(PATIENCE, || waits_in_queue(asterisk, ticket).then_some(()));
    assert!(waits.is_some(), "it never came to the queue:\n{}", desk.service.log());
    desk.service.kill();
    desk.service.restart();

    free(asterisk, "desktwo");
    let booked = ticket.value().to_string();
    assert_eq!(takes(asterisk, "desktwo", 3), [TALKER, &booked, "+393330020041"]);
    assert_eq!(desk.comes_to(ticket, &attempted(1, Attempted::Spoken)).len(), 2);
    assert_eq!(rings(asterisk, 393_330_020_051).len(), 1);
}

#[test]
fn a_withheld_number_is_told_and_keeps_its_place_and_who_hangs_up_before_the_key_has_nothing() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = desk(asterisk, "deskthree");
    let talker = calls(asterisk, &desk, TALKER);
    join(&[&talker]);
    takes(asterisk, "deskthree", 1);
    let [withheld, other] = ["anonymous", "+393330020061"].map(|from| calls(asterisk, &desk, from));
    wait_in_line(&[&withheld, &other]);
    withheld.press("9");
    let told = withheld.hears("non è visibile");
    let told = withheld.hears_after("al posto che aveva", told.from);
    withheld.hears_after(MUSIC, told.to);
    other.press("9");
    other.hears("Può riagganciare senza perdere il Suo posto");
    drop(other);
    free(asterisk, "deskthree");
    assert_eq!(takes(asterisk, "deskthree", 2), [TALKER, "anonymous"], "before whoever came after them");
    assert_eq!(desk.requests(), []);
}

#[test]
fn a_caller_by_the_dialplan_that_posts_keeps_the_place_between_callers_of_both_kinds() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = desk(asterisk, "deskfour");
    let talker = posts(asterisk, &desk, TALKER);
    join(&[&talker]);
    takes(asterisk, "deskfour", 1);

    let first = calls(asterisk, &desk, "+393330020071");
    let [second, third, withheld] =
        ["+393330020081", "+393330020091", "anonymous"].map(|from| posts(asterisk, &desk, from));
    wait_in_line(&[&first, &second, &third, &withheld]);
    for (caller, told) in [(&third, "senza perdere il Suo posto"), (&withheld, "non è visibile")] {
        caller.press("9");
        caller.hears(told);
    }
    let stays = withheld.hears("al posto che aveva");
    withheld.hears_after(MUSIC, stays.to);
    // One changes their mind, and loses nothing by it.
    third.press("2");
    let stays = third.hears("al posto che aveva");
    third.hears_after(MUSIC, stays.to);
    assert_eq!(desk.requests(), []);
    second.press("9");
    second.hears("Può riagganciare senza perdere il Suo posto");
    second.hears("prema 2");
    second.press("1");
    second.hears("Il Suo posto è mantenuto");
    second.hears("quando arriva il Suo turno");
    let [ticket] = desk.requests()[..] else { panic!("{:?}", desk.requests()) };

    free(asterisk, "deskfour");
    let called = ticket.value().to_string();
    assert_eq!(
        takes(asterisk, "deskfour", 5),
        [TALKER, "+393330020071", &called, "+393330020091", "anonymous"]
    );
    let history = desk.comes_to(ticket, &attempted(1, Attempted::Spoken));
    assert_eq!(history, [Event::CallbackSpoken, attempted(1, Attempted::Spoken)]);
    let rung = rings(asterisk, 393_330_020_081);
    assert_eq!((rung.len(), rung[0].from.as_str()), (1, FROM), "once, by the number that can be called back");
}

#[test]
fn a_place_is_given_up_by_number_and_date_and_the_operator_is_not_troubled_with_it() {
    let Some(asterisk) = asterisk::shared() else { return };
    let desk = desk(asterisk, "deskgiven");
    let talker = calls(asterisk, &desk, TALKER);
    join(&[&talker]);
    takes(asterisk, "deskgiven", 1);
    let [gone, stays] = ["+393330020171", "+393330020181"].map(|from| calls(asterisk, &desk, from));
    wait_in_line(&[&gone, &stays]);
    gone.press("9");
    gone.hears("Può riagganciare senza perdere il Suo posto");
    gone.hears("prema 2");
    gone.press("1");
    gone.hears("Il Suo posto è mantenuto");
    let [ticket] = desk.requests()[..] else { panic!("{:?}", desk.requests()) };
    drop(gone);
    let name = format!("callback-{}-1", ticket.value());
    wait::until(PATIENCE, || waits_in_queue(asterisk, ticket).then_some(())).expect("it waits in the queue");

    let again = calls(asterisk, &desk, "+393330020171");
    again.hears("uffici territoriali");
    again.press("8");
    again.hears("nove cifre");
    again.press(&ticket.value().to_string());
    again.hears("quattro cifre");
    again.press("2411");
    again.hears("Il Suo posto è mantenuto");
    again.hears("Per rinunciare al posto");
    again.press("1");
    again.hears("non è più mantenuto");
    let left = wait::until(PATIENCE, || (!has_channel(asterisk, &name)).then_some(()));
    assert!(left.is_some(), "its call still waits:\n{}", desk.service.log());
    assert_eq!(desk.history(ticket), [Event::CallbackCancelled, Event::Closed], "and of no attempt");

    free(asterisk, "deskgiven");
    assert_eq!(takes(asterisk, "deskgiven", 2), [TALKER, "+393330020181"]);
    assert_eq!(rings(asterisk, 393_330_020_171).len(), 0, "nobody is called");
}
