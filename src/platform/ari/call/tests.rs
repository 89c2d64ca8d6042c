use super::*;

const fn at(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn menu(notice: &str, play: &str) -> Plan {
    Plan {
        sealed: "sealed".to_owned(),
        answer: true,
        language: "it".to_owned(),
        notice: notice.to_owned(),
        play: play.to_owned(),
        then: Then::Gather { max: 1, first: 7, between: 4, end: None, keep: true },
    }
}

fn code() -> Plan {
    let then = Then::Gather { max: 6, first: 7, between: 4, end: Some(Digit::HASH), keep: true };
    Plan { then, ..menu("", "ask") }
}

fn reply(plan: Plan) -> Input {
    Input::Reply { plan, lasts: at(3_000) }
}

fn key(key: char) -> Input {
    Input::Key(Digit::new(key).unwrap())
}

fn played(playback: &str) -> Input {
    Input::Played { playback: playback.to_owned(), failed: false }
}

fn heard(keys: &str, ended: EndedBy) -> Step {
    Step { commands: vec![], heard: Some(Heard::Keys { digits: Digits::read(keys), ended }) }
}

fn commands(step: &Step) -> Vec<String> {
    let name = |command: &Command| match command {
        Command::Leave(_) => "leave".to_owned(),
        Command::Renew(within) => format!("renew {}", within.as_millis()),
        Command::Answer => "answer".to_owned(),
        Command::Progress => "progress".to_owned(),
        Command::Play { playback, sounds } => format!("play {playback} {sounds}"),
        Command::Stop(playback) => format!("stop {playback}"),
        Command::Transfer(to) => format!("transfer {to}"),
        Command::Talk(goes_on) => format!("talk {goes_on}"),
        Command::GiveUp => "give up".to_owned(),
        Command::Hangup(cause) => format!("hangup {cause}"),
    };
    assert_eq!(step.heard, None);
    step.commands.iter().map(name).collect()
}

/// An answered call with this plan in force at 1 s.
fn on(plan: Plan) -> Call {
    let mut call = Call::new("7.1", true, None);
    call.handle(reply(plan), at(1_000));
    call
}

#[test]
fn a_call_is_answered_and_half_a_second_passes_before_the_first_word() {
    let mut call = Call::new("7.1", false, None);
    let step = call.handle(reply(menu("", "a&b")), at(1_000));
    assert_eq!(
        commands(&step),
        ["leave", "renew 5500", "answer"],
        "a process that dies now leaves no long silence"
    );
    assert_eq!(call.deadline(), Some(at(1_500)));
    assert_eq!(commands(&call.handle(Input::Time, at(1_500))), ["renew 15000", "play 7.1-1-p a&b"]);
    assert_eq!(call.deadline(), None, "nobody waits while words are said");
}

#[test]
fn early_media_is_opened_once_and_answered_when_the_menu_says_so() {
    let mut call = Call::new("7.1", false, None);
    let early = Plan { answer: false, ..menu("", "a") };
    assert_eq!(commands(&call.handle(reply(early.clone()), at(0)))[2..], ["progress"]);
    call.handle(Input::Time, at(500));
    call.handle(key('1'), at(600));
    assert_eq!(commands(&call.handle(reply(early), at(700)))[2..], ["play 7.1-2-p a"]);
    call.handle(key('1'), at(800));
    assert_eq!(commands(&call.handle(reply(menu("", "a")), at(900)))[2..], ["answer"]);
}

#[test]
fn what_is_left_tells_the_whole_plan() {
    let mut call = Call::new("7.1", true, None);
    let step = call.handle(reply(menu("n", "p")), at(0));
    let Some(Command::Leave(text)) = step.commands.first() else { panic!("left first: {step:?}") };
    assert_eq!(Left::read(text), Some(Left { turn: 1, plan: menu("n", "p") }));
}

#[test]
fn a_key_stops_the_words_and_is_heard() {
    let mut call = on(menu("", "a"));
    let step = call.handle(key('1'), at(1_100));
    assert_eq!(step.commands, [Command::Stop("7.1-1-p".to_owned())]);
    assert_eq!(step.heard, heard("1", EndedBy::Full).heard);
    assert_eq!(call.handle(played("7.1-1-p"), at(1_101)), Step::default(), "its end means nothing now");
}

#[test]
fn silence_is_counted_from_the_end_of_the_words() {
    let mut call = on(menu("", "a"));
    assert_eq!(call.handle(played("7.1-1-p"), at(4_000)), Step::default());
    assert_eq!(call.deadline(), Some(at(11_000)));
    assert_eq!(call.handle(Input::Time, at(11_000)).heard, Some(Heard::Silence));
}

#[test]
fn no_key_stops_a_notice_and_one_pressed_meanwhile_counts_where_it_may() {
    for (keep, said) in [(true, None), (false, Some("play 7.1-1-p a"))] {
        let mut plan = menu("n", "a");
        plan.then = Then::Gather { max: 1, first: 7, between: 4, end: None, keep };
        let mut call = Call::new("7.1", true, None);
        assert_eq!(commands(&call.handle(reply(plan), at(0)))[2..], ["play 7.1-1-n n"]);
        assert_eq!(call.handle(key('9'), at(100)), Step::default(), "it goes on");
        let step = call.handle(played("7.1-1-n"), at(3_000));
        match said {
            None => assert_eq!(step, heard("9", EndedBy::Full), "and the menu is not even said"),
            Some(prompt) => assert_eq!(commands(&step), [prompt], "a habit must not decide"),
        }
    }
}

#[test]
fn keys_while_a_turn_is_decided_go_to_the_next_menu() {
    let mut call = on(menu("", "a"));
    call.handle(key('1'), at(1_100));
    assert_eq!(call.handle(key('3'), at(1_200)), Step::default());
    let step = call.handle(reply(menu("", "b")), at(1_300));
    assert_eq!(step.heard, heard("3", EndedBy::Full).heard);
}

#[test]
fn digits_end_by_their_key_by_their_number_or_by_a_pause() {
    let mut call = on(code());
    call.handle(key('4'), at(1_100));
    assert_eq!(call.deadline(), Some(at(5_100)), "between keys, from the last one");
    assert_eq!(call.handle(key('2'), at(2_000)).commands, [Command::Renew(at(9_000))]);
    let mut paused = call.clone();
    assert_eq!(paused.handle(Input::Time, at(6_000)), heard("42", EndedBy::Timeout));
    let mut full = call.clone();
    for more in "123".chars() {
        full.handle(key(more), at(2_100));
    }
    assert_eq!(full.handle(key('4'), at(2_200)), heard("421234", EndedBy::Full));
    assert_eq!(call.handle(key('#'), at(2_300)), heard("42", EndedBy::Terminator));
}

#[test]
fn the_key_that_ends_alone_is_a_key_and_what_follows_it_is_kept() {
    let mut call = on(code());
    assert_eq!(call.handle(key('#'), at(1_100)).heard, heard("#", EndedBy::Terminator).heard);
    for ahead in "1#5".chars() {
        call.handle(key(ahead), at(1_200));
    }
    assert_eq!(call.handle(reply(code()), at(1_300)).heard, heard("1", EndedBy::Terminator).heard);
    assert_eq!(call.handle(reply(menu("", "b")), at(1_400)).heard, heard("5", EndedBy::Full).heard);
}

#[test]
fn a_transfer_and_a_goodbye_say_everything_first() {
    let transfer = Plan {
        then: Then::Transfer(Box::new(Transfer {
            to: "lotto-3".to_owned(),
            ring: 25,
            ..Transfer::default()
        })),
        ..menu("now", "")
    };
    let mut call = Call::new("7.1", true, None);
    let step = call.handle(reply(transfer.clone()), at(0));
    assert_eq!(commands(&step), ["leave", "renew 8000", "play 7.1-1-n now"]);
    assert_eq!(commands(&call.handle(played("7.1-1-n"), at(3_000))), ["transfer 25-it-1-lotto-3"]);
    assert_eq!(call.handle(key('1'), at(3_100)), Step::default(), "it is away");

    let mut unheard = on(transfer);
    let failed = Input::Played { playback: "7.1-1-n".to_owned(), failed: true };
    assert_eq!(commands(&unheard.handle(failed, at(1_100))), ["transfer 25-it-1-lotto-3"]);

    let mut call = Call::new("7.1", true, None);
    let silent = Plan { then: Then::Hangup(16), ..menu("", "") };
    assert_eq!(commands(&call.handle(reply(silent), at(0)))[2..], ["hangup 16"]);
}

#[test]
fn the_key_that_leaves_a_queue_counts_while_it_is_told_and_not_before() {
    let queue = || Plan {
        then: Then::Transfer(Box::new(Transfer {
            to: "lotto-3".to_owned(),
            ring: 600,
            leave: "9".to_owned(),
            ..Transfer::default()
        })),
        ..menu("told", "")
    };
    let through = |before: &str, meanwhile: &str| {
        let mut call = Call::new("7.1", true, None);
        before.chars().for_each(|pressed| drop(call.handle(key(pressed), at(0))));
        call.handle(reply(queue()), at(10));
        meanwhile.chars().for_each(|pressed| drop(call.handle(key(pressed), at(20))));
        call.handle(played("7.1-1-n"), at(3_000))
    };
    let waits = ["transfer 600-it-1-lotto-3"];
    assert_eq!(commands(&through("", "")), waits);
    assert_eq!(commands(&through("9", "")), waits, "that was meant for something else");
    assert_eq!(commands(&through("", "5")), waits);
    let left = through("", "59");
    assert_eq!((left.commands, left.heard), (vec![], Some(Heard::Transferred(Outcome::Left))));
}

#[test]
fn words_that_cannot_be_had_or_decided_lead_to_the_fallback() {
    for (plan, playback) in [(menu("n", "a"), "7.1-1-n"), (menu("", "a"), "7.1-1-p")] {
        let failed = Input::Played { playback: playback.to_owned(), failed: true };
        assert_eq!(commands(&on(plan).handle(failed, at(1_100))), ["give up"]);
    }
    assert_eq!(commands(&Call::new("7.1", true, None).handle(Input::NoReply, at(0))), ["give up"]);
}

#[test]
fn another_process_stops_the_old_words_and_says_them_again() {
    let left = Left { turn: 4, plan: menu("n", "a") };
    let mut call = Call::new("7.1", true, Some(left));
    let step = call.resume(at(3_000), at(50)).unwrap();
    assert_eq!(
        commands(&step),
        ["stop 7.1-4-n", "stop 7.1-4-p", "leave", "renew 15000", "play 7.1-5-n n"],
        "under a new id: a second playback of the old one would wait for the first"
    );
    assert_eq!(call.turn(), 5);
    assert_eq!(Call::new("7.1", true, None).resume(at(0), at(0)), None);
}

#[test]
fn what_comes_at_the_wrong_time_does_nothing() {
    let mut call = on(menu("", "a"));
    for stray in [reply(menu("", "b")), Input::NoReply, Input::Time, played("7.1-0-p"), played("other")] {
        let before = call.clone();
        assert_eq!(call.handle(stray, at(1_100)), Step::default());
        assert_eq!((call.turn(), call.deadline()), (before.turn(), before.deadline()));
    }
}
