//! A booked callback that is quoted: moved or cancelled by a key of its own, and otherwise left as it was.

use super::desk::open;
use super::*;

/// What is booked is told.
fn quoted() -> Call {
    Call::start(open()).keys("9").keys("482915070").keys("2411")
}

fn date_keys() -> Digits {
    Digits::read("2411")
}

/// Whether the call has asked for a change.
fn changed(call: &Call) -> bool {
    call.asked.iter().any(|asked| matches!(asked, Question::Move { .. } | Question::Cancel { .. }))
}

#[test]
fn what_is_booked_is_told_before_anything_is_asked() {
    let heard = quoted().heard();
    assert!(heard.starts_with("CallbackOn | oggi, martedì 24 novembre, dalle 21"), "{heard}");
    assert!(heard.ends_with("ChangeKeys"), "{heard}");
    assert!(!quoted().gather().type_ahead, "a habit changes nothing");
}

#[test]
fn a_callback_is_cancelled_by_a_key_of_its_own() {
    let asked = quoted().keys("2");
    assert!(asked.heard().starts_with("ConfirmSlot | ") && asked.heard().ends_with("CancelKeys"));
    assert!(!changed(&asked) && !asked.gather().type_ahead);
    let done = asked.keys("1");
    let cancel = Question::Cancel { ticket: ticket(), date: date_keys(), caller: None };
    assert_eq!(done.asked.last(), Some(&cancel));
    assert!(done.heard().starts_with("Cancelled | open"), "{}", done.heard());
}

#[test]
fn another_time_is_offered_held_confirmed_and_read_out() {
    let offered = quoted().keys("1");
    assert!(offered.heard().starts_with("FirstFree | "), "{}", offered.heard());
    let not = Some(slot(20));
    let search = |from| Question::Slot { queue: QueueId(0), from, not };
    assert_eq!(offered.asked.last(), Some(&search(SlotsFrom::Soonest)), "not the one that is booked");
    let other = offered.keys("3");
    assert_eq!(other.asked.last(), Some(&search(SlotsFrom::AnotherDay(slot(14).start))));
    let picked = other.keys("1");
    assert_eq!(picked.asked.last(), Some(&Question::Hold { queue: QueueId(0), slot: slot(38) }));
    assert!(
        picked.heard().starts_with("NewTime | domani, mercoledì 25 novembre, dalle 15"),
        "{}",
        picked.heard()
    );
    assert!(picked.heard().ends_with("ConfirmKeys") && !changed(&picked));
    let moved = picked.keys("1");
    let asked = Question::Move {
        queue: QueueId(0),
        slot: slot(38),
        ticket: ticket(),
        date: date_keys(),
        caller: None,
    };
    assert_eq!(moved.asked.last(), Some(&asked));
    let heard = moved.heard();
    assert!(heard.starts_with("Moved | TicketIs | ") && heard.ends_with("BookedKeys"), "{heard}");
    assert!(heard.contains("domani, mercoledì 25 novembre"), "{heard}");
}

#[test]
fn whoever_leaves_it_hears_that_it_stays() {
    for left in [quoted().keys("3"), quoted().keys("2").keys("2"), quoted().keys("1").keys("1").keys("2")] {
        assert!(left.heard().starts_with("StaysBooked | open"), "{}", left.heard());
        assert!(!changed(&left));
    }
    for left in [
        quoted().silence().silence(),
        quoted().keys("7").keys("7").keys("7"),
        quoted().keys("2").silence().silence(),
        quoted().keys("1").silence().silence(),
    ] {
        assert!(left.heard().contains("StaysBooked | farewell"), "{}", left.heard());
        assert!(left.hung_up() && !changed(&left));
    }
}

#[test]
fn star_goes_back_a_step() {
    assert_eq!(quoted().keys("*").heard(), "KeyInTicket");
    assert!(quoted().keys("2").keys("*").heard().ends_with("ChangeKeys"));
    assert!(quoted().keys("1").keys("*").heard().ends_with("ChangeKeys"));
    assert!(quoted().keys("1").keys("1").keys("*").heard().ends_with("OfferKeys"));
    assert!(quoted().keys("#").heard().ends_with("ChangeKeys"));
}

#[test]
fn a_time_that_was_taken_meanwhile_moves_nothing() {
    let mut picked = quoted().keys("1").keys("1");
    picked.answers = |question| match question {
        Question::Move { .. } => Answer::Full,
        Question::Slot { .. }
        | Question::Callable { .. }
        | Question::OwnNumber { .. }
        | Question::Hold { .. }
        | Question::Book { .. }
        | Question::Cancel { .. }
        | Question::Write { .. }
        | Question::TicketNumber { .. }
        | Question::Customer { .. }
        | Question::Spend { .. }
        | Question::Called { .. }
        | Question::Swap { .. }
        | Question::Code { .. }
        | Question::CodeCall { .. }
        | Question::Request { .. } => usual(question),
    };
    let full = picked.keys("1");
    assert!(full.heard().starts_with("JustTaken | FirstFree"), "{}", full.heard());
}

#[test]
fn what_cannot_be_changed_is_told_and_the_call_goes_on() {
    type Answers = fn(Question) -> Answer;
    let mut none = Call::start(open()).keys("9").keys("482915070");
    none.answers = |_| Answer::Requested(Requested::NoCallback);
    assert!(none.keys("2411").heard().starts_with("NoCallback | farewell"));
    let cases: [(Answers, &str); 3] = [
        (|_| Answer::Requested(Requested::NoCallback), "NoCallback | farewell"),
        (|_| Answer::Requested(Requested::TooManyTries), "TooManyTries | farewell"),
        (|_| Answer::Unavailable, "Away | StaysBooked | farewell"),
    ];
    for (answers, told) in cases {
        for mut at_the_end in [quoted().keys("2"), quoted().keys("1").keys("1")] {
            at_the_end.answers = answers;
            let heard = at_the_end.keys("1").heard();
            assert!(heard.contains(told), "{told}: {heard}");
        }
    }
}

#[test]
fn the_new_time_can_be_had_in_writing_once() {
    let mut picked = quoted().keys("1").keys("1");
    picked.answers = |question| match usual(question) {
        Answer::Moved { .. } => Answer::Moved { writes: true },
        other => other,
    };
    let moved = picked.keys("1");
    assert!(moved.heard().ends_with("BookedMessageKeys"), "{}", moved.heard());
    let sent = moved.keys("2");
    assert_eq!(sent.asked.last(), Some(&Question::Write { ticket: ticket() }));
    assert_eq!(sent.heard(), "MessageSent | BookedKeys");
    let again = sent.keys("2");
    assert!(again.heard().starts_with("NoSuchKey(2)"), "not twice: {}", again.heard());
    assert!(again.keys("1").heard().starts_with("TicketIs"));
}

/// A place in a queue that is quoted.
fn place() -> Call {
    let mut call = Call::start(open()).keys("9").keys("482915070");
    call.answers = |question| match question {
        Question::Request { .. } => Answer::Requested(Requested::Place { date: date() }),
        _ => usual(question),
    };
    call.keys("2411")
}

#[test]
fn a_kept_place_is_given_up_by_a_key_of_its_own_and_has_no_time_to_move_to() {
    assert_eq!(place().heard(), "PlaceKept | PlaceTurn | PlaceGiveUpKeys");
    assert!(!changed(&place()) && !place().gather().type_ahead, "a habit gives nothing up");
    let done = place().keys("1");
    let cancel = Question::Cancel { ticket: ticket(), date: date_keys(), caller: None };
    assert_eq!(done.asked.last(), Some(&cancel));
    assert!(done.heard().starts_with("PlaceGivenUp | open"), "{}", done.heard());
    let kept = place().keys("2");
    assert!(!changed(&kept) && kept.heard().starts_with("PlaceRemains | "), "{}", kept.heard());
    assert!(place().keys("3").heard().starts_with("NoSuchKey(3) | PlaceKept"), "there is no third key");
}

#[test]
fn a_place_whose_turn_has_come_or_that_cannot_be_asked_for_now_is_not_said_to_be_given_up() {
    type Answers = fn(Question) -> Answer;
    let cases: [(Answers, &str); 2] = [
        (|_| Answer::Requested(Requested::NoCallback), "NoCallback | farewell"),
        (|_| Answer::Unavailable, "Away | PlaceRemains | farewell"),
    ];
    for (answers, told) in cases {
        let mut call = place();
        call.answers = answers;
        let heard = call.keys("1").heard();
        assert!(heard.contains(told), "{told}: {heard}");
    }
}
