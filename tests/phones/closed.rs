//! On a Sunday: a callback is booked by whoever wants one, and by no habit.

use std::path::Path;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use super::asterisk;
use super::caller::{Call, Dial};
use super::handset::Heard;
use super::service::{CLOSED, Service};
use super::wait;

/// Books the first free slot at a desk that is closed; the request's number.
pub(super) fn books(call: &Call<'_>, service: &Service) -> i64 {
    // No key keeps a caller from hearing that nobody is there.
    call.hears("prema 9");
    call.press("9");
    call.hears("Primo orario libero");
    call.hears("Se va bene, prema 1");
    call.press("1");
    call.hears("Se è corretto, prema 1");
    call.press("1");
    call.hears("Per confermare, prema 1");
    assert_eq!(bookings(&service.database), [], "nothing is stored before the key that confirms");
    call.press("1");
    call.hears("La richiamata è prenotata");
    let [(ticket, ref number)] = bookings(&service.database)[..] else { panic!("one booking, and no other") };
    assert_eq!(number, "+393331234567", "the number that called");
    ticket
}

#[test]
fn on_sunday_a_callback_is_booked_and_its_number_read_out() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, CLOSED);
    let call = Dial::default().place(asterisk, &service);
    call.hears("è chiuso");
    call.hears("Riapre");
    call.hears("domani");
    let ticket = books(&call, &service);
    // Twice, the second time after "once more".
    let again = call.hears("Ripetiamo");
    call.hears_after("Per riascoltare", again.from);
    let heard = call.handset.heard();
    let spoken: Vec<String> = heard
        .iter()
        .enumerate()
        .filter(|(_, heard)| heard.words.starts_with("Il numero della richiesta"))
        .map(|(at, _)| digits(&heard[at + 1..]))
        .collect();
    assert_eq!(spoken, [ticket.to_string(), ticket.to_string()], "heard:\n{}", call.transcript());
    assert_eq!(call.arrivals(), [""; 0], "nobody was put through");
}

#[test]
fn whoever_hangs_up_before_confirming_has_booked_nothing() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, CLOSED);
    let mut call = Dial { stays: Duration::from_secs(32), ..Dial::default() }.place(asterisk, &service);
    for (question, key) in [("prema 9", "9"), ("Primo orario", "1"), ("Richiameremo", "1")] {
        call.hears(question);
        call.press(key);
    }
    call.hears("Per confermare, prema 1");
    call.ends();
    assert_eq!(bookings(&service.database), []);
}

#[test]
fn keys_pressed_ahead_on_a_sunday_book_nothing() {
    let Some(asterisk) = asterisk::shared() else { return };
    let service = Service::start(asterisk, CLOSED);
    let call = Dial::default().place(asterisk, &service);
    // Whoever calls every day presses 1 and 3 without listening,
    call.hears("");
    call.press("13");
    let menu = call.hears("prema 9");
    // and somebody knows the way to a callback by heart.
    call.press("9111");
    let offer = call.hears_after("Se va bene, prema 1", menu.from);
    // Had a key been taken for an answer, the next question would be heard now.
    wait::until(Duration::from_secs(3), || {
        (call.handset.now() > offer.to + Duration::from_secs(2)).then_some(())
    });
    assert!(!call.transcript().contains("Se è corretto"), "{}", call.transcript());
    assert_eq!(bookings(&service.database), []);
    assert_eq!(call.arrivals(), [""; 0], "and nobody is put through");
}

#[test]
fn closed_without_answering_is_heard_in_early_media() {
    let Some(asterisk) = asterisk::shared() else { return };
    let never = |menu: String| menu.replacen("\nhours:", "\nanswer: never\n\nhours:", 1);
    let service = Service::start_with(asterisk, CLOSED, never);
    let mut call = Dial::default().place(asterisk, &service);
    let words = call.hears("è chiuso");
    assert!(words.from > Duration::from_millis(400), "half a second of silence comes before the first word");
    let statuses = call.ends();
    assert!(statuses.contains(&183), "{statuses:?}");
    assert!(!statuses.contains(&200), "the call was answered: {statuses:?}");
    assert!(statuses.last() >= Some(&400), "and it was refused in the end: {statuses:?}");
    assert!(call.transcript().contains("Riapre"), "all was heard before that:\n{}", call.transcript());
    assert_eq!(call.arrivals(), [""; 0], "it went nowhere");
}

/// The digits that are spoken first of what was heard.
fn digits(heard: &[Heard]) -> String {
    const WORDS: [&str; 10] =
        ["zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"];
    heard
        .iter()
        .map_while(|heard| WORDS.iter().position(|word| *word == heard.words))
        .map(|digit| digit.to_string())
        .collect()
}

/// The callbacks that are booked: ticket and number.
pub(crate) fn bookings(database: &Path) -> Vec<(i64, String)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(database).read_only(true);
        let mut store = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query_as("SELECT ticket, number FROM bookings ORDER BY ticket")
            .fetch_all(&mut store)
            .await
            .unwrap()
    })
}
