use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

use super::*;
use crate::platform::Waiting;

fn setup() -> Setup {
    Setup {
        action: "https://phone.example/hooks/twiml".to_owned(),
        sip_domain: "pbx.example".to_owned(),
        voices: [Some("Polly.Bianca".to_owned()), None],
        dialect: Dialect::Twilio,
    }
}

fn spoken(words: &'static str, interruptible: bool) -> Spoken<'static> {
    Spoken { words: words.into(), language: Language::It, interruptible, sound: None, pause: 0 }
}

fn played(address: &'static str) -> Spoken<'static> {
    Spoken { sound: Some(address.into()), ..spoken("parole", true) }
}

fn outgoing(say: Vec<Spoken<'static>>, then: Next<'static>) -> Outgoing<'static> {
    Outgoing { answer: true, first: false, language: Language::It, say, then, sealed: "v1_-Ab".to_owned() }
}

fn gather(max: u8, terminator: Option<Digit>) -> Next<'static> {
    Next::Gather(Gather { max, first: 7, between: 4, terminator, type_ahead: true, secret: false })
}

/// Reads a document back, one line an element: its path, its attributes, its text.
fn read_back(document: &str) -> Vec<String> {
    let mut reader = Reader::from_str(document);
    let (mut path, mut lines) = (Vec::<String>::new(), Vec::<String>::new());
    loop {
        let event = reader.read_event().unwrap_or_else(|fault| panic!("{fault} in {document}"));
        match event {
            Event::Start(ref start) | Event::Empty(ref start) => {
                path.push(start.name().as_ref().to_owned());
                let mut line = path.join("/");
                for attribute in start.attributes() {
                    let attribute = attribute.unwrap();
                    let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap();
                    line.push_str(&[" ", attribute.key.as_ref(), "=", &value].concat());
                }
                lines.push(line);
                if matches!(event, Event::Empty(_)) {
                    path.pop();
                } else {
                    lines.last_mut().unwrap().push_str(": ");
                }
            }
            Event::Text(text) => lines.last_mut().unwrap().push_str(&text),
            Event::GeneralRef(name) => {
                lines.last_mut().unwrap().push_str(resolve_predefined_entity(&name).unwrap());
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?} in {document}"),
        }
    }
    assert!(path.is_empty(), "{document}");
    lines
}

fn lines(outgoing: &Outgoing<'_>) -> Vec<String> {
    read_back(&write(outgoing, &setup(), None).unwrap())
}

const ACTION: &str = "https://phone.example/hooks/twiml?s=v1_-Ab";

#[test]
fn a_menu_gathers_one_key_with_notices_before_it() {
    let say = vec![spoken("Privacy.", false), spoken("Prema 1.", true)];
    assert_eq!(
        lines(&outgoing(say, gather(1, None))),
        [
            "Response: ".to_owned(),
            "Response/Say language=it-IT voice=Polly.Bianca: Privacy.".to_owned(),
            format!(
                "Response/Gather input=dtmf numDigits=1 timeout=7 finishOnKey= actionOnEmptyResult=true method=POST \
                 action={ACTION}&n=1: "
            ),
            "Response/Gather/Say language=it-IT voice=Polly.Bianca: Prema 1.".to_owned(),
            format!("Response/Redirect method=POST: {ACTION}&n=1"),
        ]
    );
}

#[test]
fn sounds_are_played_and_pauses_kept() {
    let pause = |milliseconds| Spoken { pause: milliseconds, ..spoken("", true) };
    let say = vec![played("https://phone.example/prompts/a.wav"), pause(250), pause(500), pause(2000)];
    let lines = lines(&outgoing(say, gather(9, Digit::new('#'))));
    assert!(lines[1].contains("numDigits=9") && lines[1].contains("finishOnKey=#"), "{lines:?}");
    assert_eq!(
        lines[2..5],
        [
            "Response/Gather/Play: https://phone.example/prompts/a.wav",
            "Response/Gather/Pause length=1",
            "Response/Gather/Pause length=2"
        ]
    );
}

#[test]
fn words_that_follow_one_another_are_one_sentence() {
    let english = Spoken { language: Language::En, ..spoken("tomorrow", true) };
    let pause = Spoken { pause: 1000, ..spoken("", true) };
    let sound = played("https://phone.example/prompts/a.wav");
    let say =
        vec![spoken("Riapre", true), spoken("domani", true), english, sound, pause, spoken("alle 8", true)];
    let lines = lines(&outgoing(say, Next::Hangup(HangupCause::Normal)));
    assert_eq!(
        lines[1..6],
        [
            "Response/Say language=it-IT voice=Polly.Bianca: Riapre domani",
            "Response/Say language=en-GB: tomorrow",
            "Response/Play: https://phone.example/prompts/a.wav",
            "Response/Pause length=1",
            "Response/Say language=it-IT voice=Polly.Bianca: alle 8",
        ]
    );
}

#[test]
fn a_language_without_a_voice_of_its_own_takes_the_platforms() {
    let english = Spoken { language: Language::En, ..spoken("Press 1.", true) };
    assert_eq!(
        lines(&outgoing(vec![english], Next::Hangup(HangupCause::Normal)))[1],
        "Response/Say language=en-GB: Press 1."
    );
}

#[test]
fn transfers_dial_what_the_destination_looks_like() {
    for (to, element) in [
        ("+390612345", "Dial/Number: +390612345"),
        ("sip:help@desk.example;transport=tls", "Dial/Sip: sip:help@desk.example;transport=tls"),
        ("lotto-3", "Dial/Sip: sip:lotto-3@pbx.example"),
        ("ufficio 3<b>", "Dial/Sip: sip:ufficio%203%3Cb%3E@pbx.example"),
        ("+", "Dial/Sip: sip:+@pbx.example"),
        ("queue:supporto", "Dial/Queue: supporto"),
    ] {
        let lines = lines(&outgoing(vec![spoken("La metto in contatto.", false)], Next::rings(to, 25)));
        assert_eq!(lines[1], "Response/Say language=it-IT voice=Polly.Bianca: La metto in contatto.");
        assert_eq!(lines[2], format!("Response/Dial timeout=25 method=POST action={ACTION}: "));
        assert_eq!(lines[3], format!("Response/{element}"));
    }
    let lines = lines(&outgoing(vec![], Next::rings("enqueue:supporto", 25)));
    assert_eq!(lines[1], format!("Response/Enqueue action={ACTION} method=POST: supporto"));
}

#[test]
fn a_queue_is_waited_in_and_whoever_is_inside_is_told_what_call_it_is() {
    let carried = || Carried {
        call: "CA1".into(),
        desk: "giustizia",
        path: "open.1.3",
        language: "it",
        ticket: "70000007".into(),
        ..Carried::default()
    };
    let waiting = Some(Waiting { class: "attesa", leave: None, joined: None });
    for to in ["lotto-3", "queue:lotto-3", "enqueue:lotto-3"] {
        let then = Next::Transfer { to, ring: 600, waiting: waiting.clone(), carried: carried(), cap: None };
        assert_eq!(
            lines(&outgoing(vec![], then))[1],
            format!(
                "Response/Enqueue action={ACTION}&w=600 method=POST waitUrl={ACTION}&q=CA1 waitUrlMethod=POST: lotto-3"
            )
        );
    }
    let told = |to: &'static str, dialect: Dialect| {
        let then = Next::Transfer { to, ring: 25, waiting: None, carried: carried(), cap: None };
        let document = write(&outgoing(vec![], then), &Setup { dialect, ..setup() }, None).unwrap();
        read_back(&document).pop().unwrap()
    };
    let headers = "X-Centralino-Call=CA1&X-Centralino-Desk=giustizia&X-Centralino-Path=open.1.3\
                   &X-Centralino-Language=it&X-Centralino-Ticket=70000007";
    assert_eq!(
        told("lotto-3", Dialect::Twilio),
        format!("Response/Dial/Sip: sip:lotto-3@pbx.example?{headers}")
    );
    assert_eq!(told("lotto-3", Dialect::Somleng), "Response/Dial/Sip: sip:lotto-3@pbx.example");
    // Neither a carrier's number nor somebody else's address.
    assert_eq!(told("+390612345", Dialect::Twilio), "Response/Dial/Number: +390612345");
    let shown = Carried { shown: "+390668851234".into(), ..carried() };
    let dialled = |to: &'static str| {
        let then = Next::Transfer { to, ring: 25, waiting: None, carried: shown.clone(), cap: None };
        lines(&outgoing(vec![], then)).iter().any(|line| line.contains("callerId=+390668851234"))
    };
    assert!(
        dialled("+390612345") && !dialled("lotto-3"),
        "outside the desk's number is shown, inside the caller's own"
    );
    assert_eq!(told("sip:help@desk.example", Dialect::Twilio), "Response/Dial/Sip: sip:help@desk.example");
    let then = Next::Transfer { to: "lotto-3", ring: 600, waiting, carried: carried(), cap: None };
    let somleng = Setup { dialect: Dialect::Somleng, ..setup() };
    assert_eq!(write(&outgoing(vec![], then), &somleng, None), Err(WriteFault::Queue("somleng")));
}

#[test]
fn ringing_stays_within_what_the_platform_takes() {
    let ring = |ring| lines(&outgoing(vec![], Next::rings("a", ring)))[1].clone();
    assert!(ring(0).contains("timeout=5 ") && ring(9999).contains("timeout=600 "));
}

#[test]
fn hanging_up_comes_after_the_last_words() {
    let lines = lines(&outgoing(vec![spoken("Arrivederci.", true)], Next::Hangup(HangupCause::Busy)));
    assert_eq!(
        lines[1..],
        ["Response/Say language=it-IT voice=Polly.Bianca: Arrivederci.", "Response/Hangup"]
    );
}

#[test]
fn a_call_that_is_never_answered_is_rejected() {
    for (cause, reason) in [
        (HangupCause::Normal, "busy"),
        (HangupCause::Busy, "busy"),
        (HangupCause::Rejected, "rejected"),
        (HangupCause::Unallocated, "rejected"),
    ] {
        let mut never = outgoing(vec![spoken("Chiuso.", true)], Next::Hangup(cause));
        (never.answer, never.first) = (false, true);
        assert_eq!(lines(&never)[1..], [format!("Response/Reject reason={reason}")]);
        never.first = false;
        assert_eq!(
            lines(&never).last().unwrap(),
            "Response/Hangup",
            "it was answered by what was said before"
        );
    }
}

#[test]
fn whatever_is_written_stays_text() {
    let lines = lines(&outgoing(
        vec![spoken("<Hangup/> & \"è\" ]]> \u{1}\u{b}\u{fffe}𝄞", true)],
        Next::Hangup(HangupCause::Normal),
    ));
    assert_eq!(lines[1], "Response/Say language=it-IT voice=Polly.Bianca: <Hangup/> & \"è\" ]]> 𝄞");
}

#[test]
fn the_desk_of_the_hook_is_kept() {
    let document = write(&outgoing(vec![], gather(1, None)), &setup(), Some("condafne&x=\"1\"")).unwrap();
    let lines = read_back(&document);
    assert!(
        lines[1]
            .contains("action=https://phone.example/hooks/twiml?s=v1_-Ab&n=1&desk=condafne%26x%3D%221%22"),
        "{lines:?}"
    );
}

#[test]
fn somleng_never_gets_what_ends_its_document() {
    let somleng = Setup { dialect: Dialect::Somleng, ..setup() };
    let pause = |milliseconds| Spoken { pause: milliseconds, ..spoken("", true) };
    let said = outgoing(vec![pause(2000), spoken("Prema 1.", true), pause(900)], gather(1, None));
    let document = write(&said, &somleng, Some("x")).unwrap();
    assert!(!document.contains("Pause"), "{document}");
    let lines = read_back(&document);
    assert!(lines[1].ends_with("&n=1&desk=x&dialect=somleng: "), "the dialect is kept: {lines:?}");
    for to in ["queue:supporto", "enqueue:supporto"] {
        let transfer = outgoing(vec![], Next::rings(to, 25));
        assert_eq!(write(&transfer, &somleng, None), Err(WriteFault::Queue("somleng")));
        assert!(!can_dial(to, Dialect::Somleng) && can_dial(to, Dialect::Telnyx));
    }
    assert!(can_dial("lotto-3", Dialect::Somleng));
}

#[test]
fn a_document_that_the_platform_would_not_take_is_refused() {
    for dialect in Dialect::ALL {
        let max = dialect.limits().max_answer;
        let setup = Setup { dialect, ..setup() };
        let long = Spoken { words: "x".repeat(max).into(), ..spoken("", true) };
        let fault = write(&outgoing(vec![long], gather(1, None)), &setup, None).unwrap_err();
        assert!(matches!(fault, WriteFault::TooLong { bytes, max: told } if bytes > max && told == max));
        assert!(fault.to_string().contains(&max.to_string()), "{fault}");
    }
}
