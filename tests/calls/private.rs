//! Callers stay private: whatever happens to a call, no log line holds a number.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;

use centralino::engine::{Heard, Leg};
use centralino::platform::Incoming;
use centralino::ticket::TicketNumber;

use super::{BOOKS, House, SUNDAY, hung_up, keys};

#[derive(Clone, Default)]
struct Listening(Arc<Mutex<Vec<u8>>>);

impl Write for Listening {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Listening {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_log_line_holds_a_number_whatever_happens_to_the_call() {
    let listening = Listening::default();
    let listener = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(listening.clone())
        .with_ansi(false)
        .finish();
    let _listens = tracing::subscriber::set_default(listener);

    let house = House::at(SUNDAY).await;
    let mut call = house.call("CA0123456789");
    call.plays(&BOOKS).await;
    // A number keyed in, a refused seal, a number that nobody has, a store that is gone.
    let mut other = house.call("CA2");
    let done = other.plays(&["9", "1", "2", "0668851234#"]).await;
    other.then(&done, keys("1"));
    other.incoming.sealed = Some("changed".to_owned());
    other.ask().await;
    let mut nobody = house.call("CA3");
    nobody.incoming = Incoming { did: "+390699999999".to_owned(), ..nobody.incoming };
    nobody.ask().await;
    // A call that we placed is dialled to the user: one that is over, and one of which nobody can read any more where it stood.
    let mut placed = house.call("CA5");
    placed.incoming.did = "+393390000001".to_owned();
    placed.incoming.heard = Heard::Placed { ticket: TicketNumber::from_seed(9), attempt: 1, leg: Leg::User };
    assert!(hung_up(&placed.ask().await));
    (placed.incoming.heard, placed.incoming.sealed) = (keys("1"), Some("changed".to_owned()));
    assert!(hung_up(&placed.ask().await));
    std::fs::remove_file(house.kept.file()).unwrap();
    house.call("CA4").plays(&["9", "1"]).await;

    let written = String::from_utf8(listening.0.lock().unwrap().clone()).unwrap();
    for number in ["3921234567", "0668851234", "668851234", "3390000001", "CA0123456789"] {
        assert!(!written.contains(number), "{number} is in the log:\n{written}");
    }
    assert!(written.contains("+390699999999"), "the warning has the number dialled:\n{written}");
    assert!(written.contains("begins again") && written.contains("store is away"), "{written}");
}
