use serde_json::json;

use super::*;
use crate::platform::Waiting;
use crate::terms::Digit;

const ACTION: &str = "https://phone.example/hooks/jambonz?s=v1_-Ab";
/// Behind each address: jambonz asks it twice more where that comes to nothing.
const TRIED_AGAIN: &str = "#rc=2&rp=all";

fn setup() -> Setup {
    Setup {
        action: "https://phone.example/hooks/jambonz".to_owned(),
        sip_domain: None,
        voices: [Some("Bianca".to_owned()), None],
    }
}

fn spoken(words: &'static str, interruptible: bool) -> Spoken<'static> {
    Spoken { words: words.into(), language: Language::It, interruptible, sound: None, pause: 0 }
}

fn played(address: &'static str) -> Spoken<'static> {
    Spoken { sound: Some(address.into()), ..spoken("parole", true) }
}

fn silence(pause: u16) -> Spoken<'static> {
    Spoken { pause, ..spoken("", true) }
}

fn outgoing(say: Vec<Spoken<'static>>, then: Next<'static>) -> Outgoing<'static> {
    Outgoing { answer: true, first: false, language: Language::It, say, then, sealed: "v1_-Ab".to_owned() }
}

fn menu(max: u8, terminator: Option<Digit>) -> Next<'static> {
    Next::Gather(Gather { max, first: 7, between: 4, terminator, type_ahead: true, secret: false })
}

fn verbs(outgoing: &Outgoing<'_>) -> Vec<Value> {
    serde_json::from_str(&write(outgoing, &setup(), None).unwrap()).unwrap()
}

#[test]
fn a_menu_gathers_one_key_with_notices_before_it() {
    let mut notice = played("https://phone.example/prompts/p.wav");
    notice.interruptible = false;
    let say = vec![
        notice,
        played("https://phone.example/prompts/a.wav"),
        played("https://phone.example/prompts/b.wav"),
    ];
    assert_eq!(
        verbs(&outgoing(say, menu(1, None))),
        [
            json!({ "verb": "play", "url": "https://phone.example/prompts/p.wav" }),
            json!({
                "verb": "gather", "input": ["digits"], "actionHook": format!("{ACTION}&n=1{TRIED_AGAIN}"), "numDigits": 1, "minDigits": 1,
                "interDigitTimeout": 4, "timeout": 7, "dtmfBargein": true,
                "play": { "url": ["https://phone.example/prompts/a.wav", "https://phone.example/prompts/b.wav"] },
            }),
            json!({ "verb": "redirect", "actionHook": format!("{ACTION}&n=1{TRIED_AGAIN}") }),
        ]
    );
}

#[test]
fn one_missing_sound_has_all_of_an_announcement_spoken() {
    let say = vec![played("https://phone.example/prompts/a.wav"), silence(500), spoken("Prema 1.", true)];
    let verbs = verbs(&outgoing(say, menu(9, Digit::new('#'))));
    assert_eq!(verbs[0]["say"]["text"], json!(["parole", "Prema 1."]));
    assert_eq!(
        verbs[0]["say"]["synthesizer"],
        json!({ "vendor": "default", "language": "it-IT", "voice": "Bianca" })
    );
    assert_eq!(verbs[0]["play"], Value::Null);
    assert_eq!((&verbs[0]["numDigits"], &verbs[0]["finishOnKey"]), (&json!(9), &json!("#")));
}

#[test]
fn two_languages_without_sounds_are_spoken_by_two_voices() {
    let english = Spoken { language: Language::En, ..spoken("Press 2.", true) };
    let verbs = verbs(&outgoing(vec![spoken("Prema 1.", true), english], menu(1, None)));
    assert_eq!(verbs[0]["verb"], "say");
    assert_eq!(verbs[0]["synthesizer"]["language"], "it-IT");
    assert_eq!(
        verbs[1]["say"],
        json!({ "text": "Press 2.", "synthesizer": { "vendor": "default", "language": "en-GB" } })
    );
}

#[test]
fn silences_are_kept_where_jambonz_can_keep_them() {
    let mut said =
        outgoing(vec![silence(250), spoken("Arrivederci.", true)], Next::Hangup(HangupCause::Normal));
    said.first = true;
    let verbs = verbs(&said);
    assert_eq!(
        verbs[..3],
        [
            json!({"verb": "answer"}),
            json!({"verb": "pause", "length": 0.5}),
            json!({"verb": "pause", "length": 0.25})
        ]
    );
    assert_eq!(verbs[3]["text"], "Arrivederci.");
    assert_eq!(verbs.last().unwrap(), &json!({ "verb": "hangup" }));
    let sound = Spoken { sound: Some("https://phone.example/prompts/s.wav".into()), ..silence(500) };
    let gathered = self::verbs(&outgoing(
        vec![played("https://phone.example/prompts/a.wav"), sound, silence(90)],
        menu(1, None),
    ));
    assert_eq!(gathered[0]["play"]["url"].as_array().unwrap().len(), 2);
    let nothing = self::verbs(&outgoing(vec![], menu(1, None)));
    assert_eq!((&nothing[0]["play"], &nothing[0]["say"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_call_that_is_not_answered_is_heard_early_and_declined() {
    for (cause, status) in [
        (HangupCause::Normal, 480),
        (HangupCause::Busy, 486),
        (HangupCause::Rejected, 603),
        (HangupCause::Unallocated, 404),
    ] {
        let mut never = outgoing(vec![played("https://phone.example/prompts/a.wav")], Next::Hangup(cause));
        (never.answer, never.first) = (false, true);
        let verbs = verbs(&never);
        assert_eq!(
            verbs[0],
            json!({ "verb": "play", "url": "https://phone.example/prompts/a.wav", "earlyMedia": true })
        );
        assert_eq!((&verbs[1]["verb"], &verbs[1]["status"]), (&json!("sip:decline"), &json!(status)));
        assert_eq!(verbs[2], json!({ "verb": "hangup" }));
    }
    let mut asked = outgoing(vec![spoken("Chiuso. Prema 9.", true)], menu(1, None));
    asked.answer = false;
    assert_eq!(verbs(&asked)[0]["say"]["earlyMedia"], true);
}

#[test]
fn transfers_dial_what_the_destination_looks_like() {
    for (to, target) in [
        ("+390612345", json!({ "type": "phone", "number": "+390612345" })),
        ("lotto-3", json!({ "type": "phone", "number": "lotto-3" })),
        ("+", json!({ "type": "phone", "number": "+" })),
        (
            "sip:help@desk.example;transport=tls",
            json!({ "type": "sip", "sipUri": "sip:help@desk.example;transport=tls" }),
        ),
        ("anna@pbx.example", json!({ "type": "user", "name": "anna@pbx.example" })),
    ] {
        let verbs = verbs(&outgoing(vec![spoken("La metto in contatto.", false)], Next::rings(to, 25)));
        assert_eq!(verbs[0]["verb"], "say");
        let action = format!("{ACTION}&t=1{TRIED_AGAIN}");
        assert_eq!(
            verbs[1],
            json!({ "verb": "dial", "actionHook": action, "answerOnBridge": false, "timeout": 25, "target": [target] })
        );
        assert_eq!(verbs[2], json!({ "verb": "redirect", "actionHook": action }));
    }
    for to in ["queue:supporto", "enqueue:supporto"] {
        let verbs = verbs(&outgoing(vec![], Next::rings(to, 25)));
        assert_eq!(
            verbs[0],
            json!({ "verb": "enqueue", "name": "supporto", "actionHook": format!("{ACTION}&t=1{TRIED_AGAIN}") })
        );
    }
}

#[test]
fn a_queue_is_waited_in_and_whoever_is_inside_is_told_what_call_it_is() {
    let carried =
        || Carried { call: "c-1".into(), desk: "giustizia", path: "open.1.3", ..Carried::default() };
    let waiting = Some(Waiting { class: "", leave: None, joined: None });
    let then = Next::Transfer { to: "lotto-3", ring: 600, waiting, carried: carried(), cap: None };
    assert_eq!(
        verbs(&outgoing(vec![], then))[0],
        json!({ "verb": "enqueue", "name": "lotto-3", "actionHook": format!("{ACTION}&t=1&w=600"),
            "waitHook": format!("{ACTION}&q=c-1") })
    );
    let at_home = Setup { sip_domain: Some("pbx.example".to_owned()), ..setup() };
    let told = |to: &'static str| -> Value {
        let then = Next::Transfer { to, ring: 25, waiting: None, carried: carried(), cap: None };
        let document = write(&outgoing(vec![], then), &at_home, None).unwrap();
        serde_json::from_str::<Vec<Value>>(&document).unwrap()[0]["headers"].clone()
    };
    let headers = json!({ "X-Centralino-Call": "c-1", "X-Centralino-Desk": "giustizia", "X-Centralino-Path": "open.1.3" });
    assert_eq!((told("lotto-3"), told("anna@pbx.example")), (headers.clone(), headers));
    // Neither a carrier's number nor somebody else's address.
    assert_eq!((told("+390612345"), told("sip:help@desk.example")), (Value::Null, Value::Null));
}

#[test]
fn a_carrier_shows_the_desks_number_and_whoever_is_inside_sees_the_callers_own() {
    let at_home = Setup { sip_domain: Some("pbx.example".to_owned()), ..setup() };
    let seen = |to: &'static str, setup: &Setup, shown: &'static str| -> Value {
        let carried = Carried { shown: shown.into(), ..Carried::default() };
        let then = Next::Transfer { to, ring: 25, waiting: None, carried, cap: None };
        let document = write(&outgoing(vec![], then), setup, None).unwrap();
        serde_json::from_str::<Vec<Value>>(&document).unwrap()[0]["callerId"].clone()
    };
    let desks = json!("+390612345678");
    assert_eq!(seen("+390668851234", &at_home, "+390612345678"), desks);
    assert_eq!(
        seen("lotto-3", &setup(), "+390612345678"),
        desks,
        "without a domain of the site's it goes to a carrier"
    );
    for inside in ["lotto-3", "anna@pbx.example", "sip:help@desk.example"] {
        assert_eq!(seen(inside, &at_home, "+390612345678"), Value::Null, "{inside}");
    }
    assert_eq!(seen("+390668851234", &at_home, ""), Value::Null);
}

#[test]
fn plain_names_are_dialled_at_the_sites_domain_where_one_is_set() {
    let at_home = Setup { sip_domain: Some("pbx.example".to_owned()), ..setup() };
    for (to, address) in
        [("lotto-3", "sip:lotto-3@pbx.example"), ("ufficio 3", "sip:ufficio%203@pbx.example")]
    {
        let document = write(&outgoing(vec![], Next::rings(to, 25)), &at_home, None).unwrap();
        let verbs: Vec<Value> = serde_json::from_str(&document).unwrap();
        assert_eq!(verbs[0]["target"][0], json!({ "type": "sip", "sipUri": address }));
    }
}

#[test]
fn words_are_never_taken_for_anything_else() {
    for words in ["<speak>ciao</speak>", " <b>", "silence_stream://9000", "https://evil.example/a.wav"] {
        let said = Spoken { words: words.into(), ..spoken("", true) };
        let text = verbs(&outgoing(vec![said], Next::Hangup(HangupCause::Normal)))[0]["text"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(text, format!(". {words}"));
    }
    let text = &verbs(&outgoing(vec![spoken("\"è\" \u{1} 𝄞 <", true)], menu(1, None)))[0]["say"]["text"];
    assert_eq!(text, "\"è\" \u{1} 𝄞 <");
}

#[test]
fn a_document_longer_than_any_platform_takes_is_refused() {
    let long = Spoken { words: "x".repeat(LIMITS.max_answer).into(), ..spoken("", true) };
    let fault = write(&outgoing(vec![long], menu(1, None)), &setup(), None).unwrap_err();
    assert!(fault.to_string().contains("64000"), "{fault}");
}
