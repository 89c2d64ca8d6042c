//! Requests as operators have them before them, on both databases.

use centralino::store::{Board, By, Find, NewTicket, Standing, Ticket, Told};
use centralino::terms::{Language, Number};
use centralino::ticket::{Event, Origin, State, TicketNumber};
use chrono::{DateTime, TimeDelta, Utc};

use super::{Kept, at, on_both};

on_both![
    what_is_open_comes_first_come_first_with_its_whole_history,
    what_is_shut_is_paged_from_the_newest,
    somebody_is_found_by_number_and_by_a_part_of_their_name,
];

fn now() -> DateTime<Utc> {
    at("2026-11-23T10:00:00Z")
}

async fn open(kept: &Kept, seed: u64, desk: &str, name: Option<&str>) -> Ticket {
    let new = NewTicket {
        desk: desk.into(),
        queue: Some(if seed.is_multiple_of(2) { "callback".into() } else { "altra".into() }),
        origin: Origin::Page,
        dated: now().date_naive(),
        language: Language::It,
        number: Number::from_digits(390_600_000_000 + seed),
        email: None,
        name: name.map(str::to_owned),
        customer: None,
        tickets: vec![TicketNumber::from_seed(seed * 7919)],
    };
    let by = By { actor: "caller", ..By::default() };
    let minutes = TimeDelta::minutes(i64::try_from(seed).unwrap());
    kept.store.open_ticket(&new, by, now() + minutes).await.unwrap()
}

async fn happens(kept: &Kept, ticket: &Ticket, event: Event) {
    let by = By { actor: "maria", ..By::default() };
    let told =
        kept.store.happens(&ticket.desk, ticket.ticket, event, by, None, now() + TimeDelta::hours(1)).await;
    assert!(matches!(told, Ok(Told::Done(_))), "{told:?}");
}

async fn numbers(kept: &Kept, board: Board<'_>) -> Vec<u32> {
    let most = if board.most == 0 { 100 } else { board.most };
    let found = kept.store.board(Board { most, ..board }).await.unwrap();
    found.iter().map(|ticket| ticket.ticket.value()).collect()
}

async fn what_is_open_comes_first_come_first_with_its_whole_history(kept: Kept) {
    let mut all = Vec::new();
    for seed in 1..=6 {
        all.push(open(&kept, seed, if seed == 6 { "altro" } else { "dogane" }, None).await);
    }
    happens(&kept, &all[1], Event::TakenInCharge).await;
    happens(&kept, &all[2], Event::Closed).await;
    let of = |places: &[usize]| places.iter().map(|at| all[*at].ticket.value()).collect::<Vec<_>>();
    assert_eq!(numbers(&kept, Board::default()).await, of(&[0, 1, 3, 4, 5]));
    assert_eq!(
        numbers(&kept, Board { desk: Some("dogane"), most: 3, ..Board::default() }).await,
        of(&[0, 1, 3])
    );
    let board = Board { desk: Some("dogane"), queue: Some("callback"), ..Board::default() };
    assert_eq!(numbers(&kept, board).await, of(&[1, 3]));
    let found = kept.store.board(Board { most: 10, ..Board::default() }).await.unwrap();
    for ticket in &found {
        assert_eq!(Some(ticket), kept.store.ticket(&ticket.desk, ticket.ticket).await.unwrap().as_ref());
    }
}

async fn what_is_shut_is_paged_from_the_newest(kept: Kept) {
    let mut all = Vec::new();
    for seed in 1..=5 {
        all.push(open(&kept, seed, "dogane", None).await);
    }
    for ticket in &all[..4] {
        happens(&kept, ticket, Event::Closed).await;
    }
    let of = |places: &[usize]| places.iter().map(|at| all[*at].ticket.value()).collect::<Vec<_>>();
    let closed = Board { standing: Standing::In(State::Closed), most: 2, ..Board::default() };
    assert_eq!(numbers(&kept, closed).await, of(&[3, 2]));
    assert_eq!(numbers(&kept, Board { before: Some(all[2].place()), ..closed }).await, of(&[1, 0]));
    assert_eq!(
        numbers(&kept, Board { standing: Standing::Any, ..Board::default() }).await,
        of(&[4, 3, 2, 1, 0])
    );
}

async fn somebody_is_found_by_number_and_by_a_part_of_their_name(kept: Kept) {
    let anna = open(&kept, 1, "dogane", Some("Anna De Rossi")).await;
    let percent = open(&kept, 2, "dogane", Some("100% Ditta_srl")).await;
    let _nobody = open(&kept, 3, "dogane", None).await;
    let by = async |find| numbers(&kept, Board { find: Some(find), ..Board::default() }).await;
    assert_eq!(by(Find::Number(anna.number.unwrap())).await, [anna.ticket.value()]);
    assert_eq!(by(Find::Name("de ROSSI")).await, [anna.ticket.value()]);
    assert_eq!(by(Find::Name("0%")).await, [percent.ticket.value()]);
    assert_eq!(by(Find::Name("a_s")).await, [percent.ticket.value()]);
    let accented = open(&kept, 4, "dogane", Some("Élodie d'Ärtz [3] ßa*b?")).await;
    for part in ["élo", "ÉLO", "D'äRTZ", "[3]", "ßA", "a*B", "b?"] {
        assert_eq!(by(Find::Name(part)).await, [accented.ticket.value()], "{part}");
    }
    for nobody in ["elodie", "a.b", "[3-4]", "^é", "ssa", "b??"] {
        assert_eq!(by(Find::Name(nobody)).await, Vec::<u32>::new(), "{nobody}");
    }
    for nobody in ["%", "_nn_", "'; DROP TABLE tickets"] {
        let expected = if nobody == "%" { vec![percent.ticket.value()] } else { vec![] };
        assert_eq!(by(Find::Name(nobody)).await, expected, "{nobody}");
    }
}
