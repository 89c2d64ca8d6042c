use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

use super::*;
use crate::terms::Digit;

const HOOK: &str = "http://127.0.0.1:8080/hooks/freeswitch";

fn played(number: u8, interruptible: bool) -> Spoken<'static> {
    Spoken {
        words: "parole".into(),
        language: Language::It,
        interruptible,
        sound: Some(format!("http://127.0.0.1:8080/prompts/{number}.wav").into()),
        pause: 0,
    }
}

fn outgoing(say: Vec<Spoken<'static>>, then: Next<'static>) -> Outgoing<'static> {
    Outgoing { answer: true, first: false, language: Language::It, say, then, sealed: "v1_-Ab".to_owned() }
}

fn menu(max: u8, terminator: Option<Digit>, type_ahead: bool) -> Next<'static> {
    Next::Gather(Gather { max, first: 7, between: 4, terminator, type_ahead, secret: false })
}

/// The tags of a document's `work` and what is in them, one line each, as an XML reader has them.
fn lines(outgoing: &Outgoing<'_>) -> Vec<String> {
    let document = write(outgoing, HOOK, Some("giustizia")).unwrap();
    assert!(document.starts_with(
        r#"<?xml version="1.0" encoding="UTF-8"?><document type="xml/freeswitch-httapi"><work>"#
    ));
    let (mut reader, mut lines, mut depth) = (Reader::from_str(&document), Vec::<String>::new(), 0);
    loop {
        let event = reader.read_event().unwrap();
        match event {
            Event::Start(ref start) | Event::Empty(ref start) => {
                if depth >= 2 {
                    let mut line = start.name().as_ref().to_owned();
                    for attribute in start.attributes() {
                        let attribute = attribute.unwrap();
                        let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap();
                        line.push_str(&[" ", attribute.key.as_ref(), "=", &value].concat());
                    }
                    lines.push(line);
                }
                depth += i32::from(matches!(event, Event::Start(_)));
            }
            Event::Text(text) => lines.last_mut().unwrap().push_str(&[": ", &text].concat()),
            Event::End(_) => depth -= 1,
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    lines
}

#[test]
fn a_menu_takes_one_key_by_the_last_tag() {
    let mut first = outgoing(vec![played(1, false), played(2, true), played(3, true)], menu(1, None, true));
    first.first = true;
    assert_eq!(
        lines(&first),
        [
            "answer",
            "pause milliseconds=500",
            "playback file=http://127.0.0.1:8080/prompts/1.wav",
            "playback action=http://127.0.0.1:8080/hooks/freeswitch?s=v1_-Ab&n=1&desk=giustizia name=keys \
             file=file_string://http://127.0.0.1:8080/prompts/2.wav!http://127.0.0.1:8080/prompts/3.wav \
             input-timeout=7000 digit-timeout=4000",
            "bind: ~[0-9*#]",
        ]
    );
}

#[test]
fn several_keys_are_read_and_asked_for_and_forgotten() {
    assert_eq!(
        lines(&outgoing(vec![played(1, true)], menu(9, Digit::new('#'), false))),
        [
            "answer",
            "execute application=flush_dtmf",
            "continue action=http://127.0.0.1:8080/hooks/freeswitch?s=v1_-Ab&n=9&desk=giustizia",
            "execute application=unset data=read_terminator_used",
            "execute application=read data=1 9 http://127.0.0.1:8080/prompts/1.wav centralino_keys 7000 # 4000",
            "getVariable name=centralino_keys",
            "getVariable name=read_terminator_used",
            "execute application=unset data=centralino_keys",
        ]
    );
    let without = lines(&outgoing(vec![], menu(9, None, true)));
    assert_eq!(
        without[3],
        "execute application=read data=1 9 silence_stream://1 centralino_keys 7000 none 4000"
    );
}

#[test]
fn pauses_without_a_sound_are_the_platforms_silence() {
    let pause = Spoken { words: "".into(), sound: None, pause: 1500, ..played(1, true) };
    let said = lines(&outgoing(vec![played(1, true), pause.clone()], Next::Hangup(HangupCause::Normal)));
    assert_eq!(
        said[1],
        "playback file=file_string://http://127.0.0.1:8080/prompts/1.wav!silence_stream://1500"
    );
    assert_eq!(said[2], "hangup cause=NORMAL_CLEARING");
    let alone = lines(&outgoing(vec![pause], menu(1, None, true)));
    assert!(alone[1].contains("file=silence_stream://1500 "), "{alone:?}");
}

#[test]
fn a_transfer_comes_back_with_how_it_ended() {
    let lines = lines(&outgoing(vec![played(1, false)], Next::rings("lotto-3", 25)));
    assert_eq!(
        lines,
        [
            "answer",
            "playback file=http://127.0.0.1:8080/prompts/1.wav",
            "continue action=http://127.0.0.1:8080/hooks/freeswitch?s=v1_-Ab&t=1&desk=giustizia",
            "execute application=unset data=originate_disposition",
            "execute application=unset data=centralino_said",
            "execute application=set data=call_timeout=25",
            "execute application=set data=default_language=it",
            "execute application=execute_extension data=lotto-3 XML destinations",
            "getVariable name=originate_disposition",
            "getVariable name=centralino_said",
        ]
    );
    let silent = Spoken { sound: None, ..played(1, false) };
    let sip = Next::rings("sip:help@desk.example;transport=tls", 25);
    let lines = self::lines(&outgoing(vec![silent], sip));
    assert!(lines.contains(
        &"execute application=bridge data=sofia/external/help@desk.example;transport=tls".to_owned()
    ));
    assert!(!lines.iter().any(|line| line.starts_with("playback")), "put through without its announcement");
}

#[test]
fn an_extension_is_told_what_call_it_is_and_an_address_outside_is_not() {
    let told = |to: &'static str| {
        let carried = Carried {
            call: "0b8e".into(),
            desk: "giustizia",
            path: "open.1.3",
            customer: "a,b}".into(),
            ..Carried::default()
        };
        let lines =
            lines(&outgoing(vec![], Next::Transfer { to, ring: 25, waiting: None, carried, cap: None }));
        lines.into_iter().filter(|line| line.to_lowercase().contains("centralino_")).collect::<Vec<_>>()
    };
    assert_eq!(
        told("lotto-3"),
        [
            "execute application=unset data=centralino_said",
            "execute application=export data=centralino_call=0b8e",
            "execute application=export data=centralino_desk=giustizia",
            "execute application=export data=centralino_path=open.1.3",
            "execute application=set data=centralino_headers={sip_h_X-Centralino-Call=0b8e,sip_h_X-Centralino-Desk=giustizia,\
             sip_h_X-Centralino-Path=open.1.3}",
            "getVariable name=centralino_said",
        ],
        "what could be an order is left out"
    );
    let outside = told("sip:help@desk.example");
    assert_eq!(
        outside,
        ["execute application=unset data=centralino_said", "getVariable name=centralino_said"]
    );
}

#[test]
fn outside_the_desks_number_is_seen_and_inside_the_callers_own() {
    let seen = |to: &'static str, shown: &'static str| {
        let carried = Carried { shown: shown.into(), ..Carried::default() };
        let then = Next::Transfer { to, ring: 25, waiting: None, carried, cap: None };
        let lines = lines(&outgoing(vec![], then));
        let dialled = lines.iter().position(|line| {
            line.contains("application=bridge") || line.contains("application=execute_extension")
        });
        let before: Vec<_> = lines[..dialled.unwrap()]
            .iter()
            .filter_map(|line| line.strip_prefix("execute application="))
            .filter(|line| line.contains("caller_id") || line.contains("callback_from"))
            .map(str::to_owned)
            .collect();
        before
    };
    let desks = [
        "set data=centralino_callback_from=+390612345678",
        "set data=effective_caller_id_number=+390612345678",
        "set data=effective_caller_id_name=+390612345678",
    ];
    assert_eq!(seen("+390668851234", "+390612345678"), desks);
    assert_eq!(seen("sip:help@desk.example", "+390612345678"), desks);
    // After a try outside it is the caller's own again; an extension that leads outside knows the number.
    let callers = [
        "set data=centralino_callback_from=+390612345678",
        "unset data=effective_caller_id_number",
        "unset data=effective_caller_id_name",
    ];
    for inside in ["lotto-3", "7002", "+"] {
        assert_eq!(seen(inside, "+390612345678"), callers, "{inside}");
    }
    assert_eq!(seen("+390668851234", ""), [""; 0], "a desk that names none leaves it to the site");
}

#[test]
fn what_could_be_an_order_is_never_dialled() {
    for to in [
        "",
        "a b",
        "a,b",
        "a|b",
        "${x}",
        "{x=y}a",
        "[x=y]a",
        "a'b",
        "queue:x",
        "sip:",
        "sip:a",
        "sip:a@b,c",
        "sip:a@b{c}",
        "a/b",
    ] {
        assert!(!can_dial(to), "{to}");
        let fault = write(&outgoing(vec![], Next::rings(to, 25)), HOOK, None).unwrap_err();
        assert_eq!(fault, WriteFault::Destination(to.to_owned()));
    }
    for to in ["lotto-3", "+390668851234", "7002", "a.b_c", "sip:help@desk.example:5070"] {
        assert!(can_dial(to), "{to}");
    }
}

#[test]
fn a_call_that_is_not_answered_is_heard_early_and_ended_with_its_cause() {
    for (cause, name) in [
        (HangupCause::Normal, "NORMAL_CLEARING"),
        (HangupCause::Busy, "USER_BUSY"),
        (HangupCause::Rejected, "CALL_REJECTED"),
        (HangupCause::Unallocated, "UNALLOCATED_NUMBER"),
    ] {
        let mut never = outgoing(vec![played(1, true)], Next::Hangup(cause));
        (never.answer, never.first) = (false, true);
        assert_eq!(
            lines(&never),
            [
                "preAnswer".to_owned(),
                "pause milliseconds=500".to_owned(),
                "playback file=http://127.0.0.1:8080/prompts/1.wav".to_owned(),
                format!("hangup cause={name}"),
            ]
        );
        never.say.clear();
        assert_eq!(lines(&never), [format!("hangup cause={name}")], "not even early media");
    }
}

#[test]
fn words_without_a_sound_are_not_left_out_in_silence() {
    let silent = Spoken { sound: None, ..played(1, true) };
    for then in [menu(1, None, true), Next::Hangup(HangupCause::Normal)] {
        assert_eq!(write(&outgoing(vec![silent.clone()], then), HOOK, None), Err(WriteFault::NoSound));
    }
}

#[test]
fn a_document_that_would_not_be_read_is_refused() {
    let long = Spoken { sound: Some("x".repeat(LIMITS.max_answer).into()), ..played(1, true) };
    let fault = write(&outgoing(vec![long], menu(1, None, true)), HOOK, None).unwrap_err();
    assert!(matches!(fault, WriteFault::TooLong(_)), "{fault}");
}
