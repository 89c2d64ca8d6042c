//! One set of calls through every platform. Whatever the platform, a call must ask the same questions, play the same prompts, dial the same
//! destinations and end the same way. A new platform joins by a line in [`platforms`], a new call by a line in [`CALLS`].

pub(crate) mod play;

use std::path::Path;

use centralino::terms::Limits;
use reqwest::Client;
use serde_json::Value;

use super::{httapi, jambonz, twiml};
use crate::rig::{Serve, Setup, until};
use play::Act::{self, *};
use play::{Event, Line, Platform, Trace, play};

/// The platforms.
fn platforms() -> Vec<Box<dyn Platform>> {
    vec![
        Box::new(twiml::Twilio::with_token()),
        Box::new(twiml::Twilio::with_shared_key()),
        Box::new(twiml::Signalwire),
        Box::new(twiml::Telnyx::new()),
        Box::new(twiml::Somleng),
        Box::new(jambonz::Jambonz),
        Box::new(httapi::Freeswitch::new()),
    ]
}

/// A call, and what must come of it everywhere.
struct Call {
    name: &'static str,
    /// The number dialled.
    to: &'static str,
    /// The caller's; empty for one of its own on each platform.
    from: &'static str,
    acts: &'static [Act],
    dialled: &'static [&'static str],
    /// Whether we end it.
    ended: bool,
    /// What a platform must be able to do.
    needs: fn(&Limits) -> bool,
    /// Whether it hears its own number and its ticket's, which are never the same.
    hears_its_own: bool,
}

const PROVA: Call = Call {
    name: "",
    to: "7010",
    from: "",
    acts: &[],
    dialled: &[],
    ended: true,
    needs: |_| true,
    hears_its_own: false,
};
const CHIUSO: Call = Call { to: "7011", ..PROVA };
const PALITALSOFT: Call = Call { to: "7004", ..PROVA };
const CONDAFNE: Call = Call { to: "+39800805093", ..PROVA };
const PAGOPA: Call = Call { to: "7003", ..PROVA };
const GIUSTIZIA: Call = Call { to: "+39800749049", ..PROVA };

const CALLS: &[Call] = &[
    Call { name: "put through", acts: &[Press("1"), Answered], dialled: &["uno"], ..PROVA },
    Call {
        name: "busy, back to the menu, through at last",
        acts: &[Press("1"), Busy, Press("1"), Answered],
        dialled: &["uno", "uno"],
        ..PROVA
    },
    Call {
        name: "unanswered, a callback is offered",
        acts: &[Press("1"), Unanswered, Leave],
        dialled: &["uno"],
        ended: false,
        ..PROVA
    },
    Call { name: "unreachable", acts: &[Press("1"), Unreachable], dialled: &["uno"], ..PROVA },
    Call {
        name: "hangs up while it rings",
        acts: &[Press("1"), Leave],
        dialled: &["uno"],
        ended: false,
        ..PROVA
    },
    Call { name: "hangs up at once", acts: &[Leave], ended: false, ..PROVA },
    Call { name: "silence to the end", acts: &[Wait, Wait], ..PROVA },
    Call { name: "silence, then a key", acts: &[Wait, Press("6")], ..PROVA },
    Call { name: "wrong keys to the end", acts: &[Press("9"), Press("0"), Press("9"), Press("9")], ..PROVA },
    Call {
        name: "a wrong key, then a right one",
        acts: &[Press("9"), Press("1"), Answered],
        dialled: &["uno"],
        ..PROVA
    },
    Call { name: "the hash key is a key", acts: &[Press("#"), Press("6")], ..PROVA },
    Call {
        name: "a code and its end",
        acts: &[Press("2"), Press("1234#"), Answered],
        dialled: &["uno"],
        ..PROVA
    },
    Call {
        name: "a code that just stops",
        acts: &[Press("2"), Press("1234"), Answered],
        dialled: &["uno"],
        ..PROVA
    },
    Call {
        name: "a code as long as can be",
        acts: &[Press("2"), Press("123456789"), Answered],
        dialled: &["uno"],
        ..PROVA
    },
    Call { name: "no code", acts: &[Press("2"), Wait, Press("12#"), Answered], dialled: &["uno"], ..PROVA },
    Call {
        name: "four secret digits",
        acts: &[Press("7"), Press("4711"), Answered],
        dialled: &["+390612345678"],
        ..PROVA
    },
    Call { name: "something said, and back", acts: &[Press("3"), Press("6")], ..PROVA },
    Call { name: "a branch that is closed", acts: &[Press("4"), Leave], ended: false, ..PROVA },
    Call { name: "the end", acts: &[Press("6")], ..PROVA },
    Call {
        name: "down, back and down again",
        acts: &[Press("8"), Press("*"), Press("8"), Press("2"), Busy, Answered],
        dialled: &["+390612345678", "uno"],
        ..PROVA
    },
    Call {
        name: "a callback is booked",
        acts: &[Press("5"), Press("1"), Press("1"), Press("1")],
        hears_its_own: true,
        ended: false,
        ..PROVA
    },
    Call {
        name: "keys twice",
        acts: &[PressTwice("8"), PressTwice("1"), Answered],
        dialled: &["uno"],
        ..PROVA
    },
    Call {
        name: "a booking told twice",
        acts: &[Press("5"), Press("1"), Press("1"), PressTwice("1")],
        hears_its_own: true,
        ended: false,
        ..PROVA
    },
    Call { name: "an old seal", acts: &[Press("8"), PressStale("6")], ..PROVA },
    Call { name: "a seal that does not open", acts: &[Press("8"), PressBroken("2"), Press("6")], ..PROVA },
    Call {
        name: "keys ahead",
        acts: &[Ahead("82"), Answered],
        dialled: &["+390612345678"],
        needs: |limits| limits.type_ahead,
        ..PROVA
    },
    Call { name: "a closed desk", acts: &[Leave], ended: false, ..CHIUSO },
    Call {
        name: "a closed desk books a callback",
        acts: &[Press("9"), Press("1"), Press("1"), Press("1")],
        hears_its_own: true,
        ended: false,
        ..CHIUSO
    },
    Call { name: "told before it is answered", to: "7012", needs: |limits| limits.early_media, ..PROVA },
    Call {
        name: "the Ministry's Lotto 3",
        acts: &[Press("1"), Press("3"), Answered],
        dialled: &["lotto-3"],
        ..GIUSTIZIA
    },
    Call {
        name: "a number that the Ministry knows",
        from: "+390668851234",
        acts: &[Press("1"), Answered],
        dialled: &["lotto-5"],
        ..GIUSTIZIA
    },
    Call {
        name: "a wrong destination first, then its fallback's, then none",
        acts: &[Press("8"), Press("2"), Unreachable, Unreachable],
        dialled: &["+390612345678", "uno"],
        ..PROVA
    },
    Call { name: "hangs up at a code", acts: &[Press("2"), Leave], ended: false, ..PROVA },
    Call { name: "hangs up at a slot", acts: &[Press("5"), Leave], ended: false, ..PROVA },
    Call { name: "hangs up below", acts: &[Press("8"), Leave], ended: false, ..PROVA },
    Call { name: "another slot, then none", acts: &[Press("5"), Press("2"), Wait, Wait], ..PROVA },
    Call { name: "silence at a code to the end", acts: &[Press("2"), Wait, Wait], ..PROVA },
    Call {
        name: "in English",
        acts: &[Press("2"), Press("1"), Press("1"), Answered],
        dialled: &["palitalsoft-assistenza"],
        ..PALITALSOFT
    },
    Call {
        name: "no language chosen",
        acts: &[Wait, Press("1"), Press("2"), Busy, Leave],
        dialled: &["palitalsoft-assistenza"],
        ended: false,
        ..PALITALSOFT
    },
    Call {
        name: "a person by 0",
        acts: &[Press("0"), Answered],
        dialled: &["condafne-helpdesk"],
        ..CONDAFNE
    },
    Call {
        name: "silence leads to a person",
        acts: &[Wait, Wait, Answered],
        dialled: &["condafne-helpdesk"],
        ..CONDAFNE
    },
    Call {
        name: "told, and asked again",
        acts: &[Press("4"), Press("1"), Answered],
        dialled: &["condafne-helpdesk"],
        ..CONDAFNE
    },
    Call {
        name: "an address to write down, twice",
        acts: &[Press("1"), Press("1"), Leave],
        ended: false,
        ..PAGOPA
    },
    Call {
        name: "a withheld number",
        from: "anonymous",
        acts: &[Press("1"), Press("5"), Busy, Leave],
        dialled: &["lotto-5"],
        ended: false,
        ..GIUSTIZIA
    },
    Call { name: "nobody's number", to: "7999", ..PROVA },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_ends_the_same_on_every_platform() {
    let serve = service();
    let platforms = platforms();
    let mut played = 0;
    let mut wrong = Vec::new();
    for (at, call) in CALLS.iter().enumerate() {
        let mut model: Option<(&str, Trace)> = None;
        for (which, platform) in
            platforms.iter().enumerate().filter(|(_, platform)| (call.needs)(&platform.limits()))
        {
            let own = format!("+39021234{:04}", at * 10 + which);
            let line = Line {
                call: format!("call-{at}-{which}"),
                from: if call.from.is_empty() { own } else { call.from.to_owned() },
                to: call.to.to_owned(),
            };
            let mut trace = play(&**platform, &serve, &line, call.acts).await;
            played += 1;
            if trace.dialled != call.dialled || trace.ended != call.ended {
                wrong.push(format!("{} on {}: {trace:?}", call.name, platform.name()));
            }
            if call.hears_its_own {
                trace.heard.iter_mut().for_each(Vec::clear);
            }
            match &model {
                None => model = Some((platform.name(), trace)),
                Some((name, expected)) if *expected != trace => {
                    wrong.push(format!(
                        "{}: {name} had {expected:?}, but {} had {trace:?}",
                        call.name,
                        platform.name()
                    ));
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), serve.log());
    assert!(played > 250, "only {played} calls were played");
}

#[tokio::test]
async fn an_emergency_is_heard_on_every_platform() {
    let serve = service();
    let platforms = platforms();
    let line = |which: usize, when: &str| Line {
        call: format!("emergency-{which}-{when}"),
        from: "+390212345678".to_owned(),
        to: "7010".to_owned(),
    };
    let usual = play(&*platforms[0], &serve, &line(0, "before"), &[]).await;
    let switched = serve.setup().command(&["emergency", "on", "prova"]).output().unwrap();
    assert!(switched.status.success(), "{}", String::from_utf8_lossy(&switched.stderr));
    let began = std::time::Instant::now();
    let told = loop {
        let told = play(&*platforms[0], &serve, &line(0, "after"), &[]).await;
        if told != usual {
            break told;
        }
        assert!(began.elapsed().as_secs() < 5, "nobody is told of the emergency");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    for (which, platform) in platforms.iter().enumerate() {
        let trace = play(&**platform, &serve, &line(which, "everywhere"), &[]).await;
        assert_eq!(trace, told, "{}", platform.name());
    }
}

#[tokio::test]
async fn strangers_are_refused_on_every_platform() {
    let serve = service();
    let line = Line { call: "stranger".to_owned(), from: "+390212345678".to_owned(), to: "7010".to_owned() };
    for platform in platforms() {
        let url = serve.url(&platform.hook());
        let client = Client::new();
        let known = platform.request(&client, &url, &line, &Event::Arrives).build().unwrap();
        let mut told = known.try_clone().unwrap();
        let mut unsigned = known.try_clone().unwrap();
        assert_eq!(client.execute(known).await.unwrap().status(), 200, "{}", platform.name());
        for header in [
            "x-twilio-signature",
            "x-signalwire-signature",
            "telnyx-signature-ed25519",
            "jambonz-signature",
            "authorization",
        ] {
            unsigned.headers_mut().remove(header);
            if let Some(value) = told.headers().get(header) {
                // Another character near the end, where each of them holds the signature itself.
                let mut text = value.to_str().unwrap().to_owned();
                let at = text.len() - 6;
                let other = if &text[at..=at] == "1" { "2" } else { "1" };
                text.replace_range(at..=at, other);
                told.headers_mut().insert(header, text.parse().unwrap());
            }
        }
        for (what, request) in [("unsigned", unsigned), ("signed by another", told)] {
            assert_eq!(client.execute(request).await.unwrap().status(), 403, "{}: {what}", platform.name());
        }
    }
}

/// One service with every desk and every secret.
fn service() -> Serve {
    let mut setup = voiced(&["palitalsoft.yaml", "condafne.yaml", "pagopa.yaml"]);
    let secrets = [twiml::secrets().as_slice(), &[jambonz::secret(), httapi::secret()]].concat();
    for (name, value) in secrets {
        setup = setup.with(name, &value);
    }
    prompts_made(setup.start())
}

/// A service without secrets, changed before it starts.
pub(crate) fn quick(change: impl FnOnce(&Setup)) -> Serve {
    let setup = voiced(&[]);
    change(&setup);
    prompts_made(setup.start())
}

/// The desks of the tests and these that we ship, with prompts made by a command that takes no time.
fn voiced(shipped: &[&str]) -> Setup {
    let setup = Setup::new();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ours = ["prova.yaml", "chiuso.yaml", "gratis.yaml"];
    let ours = ours.iter().map(|desk| here.join("tests/platforms/desks").join(desk));
    for desk in ours.chain(shipped.iter().map(|desk| here.join("menus").join(desk))) {
        std::fs::copy(&desk, setup.path("menus").join(desk.file_name().unwrap())).unwrap();
    }
    let tone = setup.path("tone.wav");
    make_tone(&tone);
    let speak = format!("sh -c 'cp \"$1\" \"$2\"' speak {} {{file}} {{text}}", tone.display());
    let setup = setup.with("TTS_COMMAND", &speak).with("TTS_JOBS", "4");
    setup.with("TWIML_SIP_DOMAIN", "pbx.example").with("JAMBONZ_SIP_DOMAIN", "pbx.example")
}

/// The service, once every prompt has its sound.
pub(crate) fn prompts_made(serve: Serve) -> Serve {
    until("every prompt is made", || {
        let ready = ready(&serve);
        (ready["prompts_missing"] == 0 && ready["prompts_made"].as_u64() > Some(50)).then_some(())
    });
    serve
}

/// What `/readyz` says.
fn ready(serve: &Serve) -> Value {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(serve.address).unwrap();
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", serve.address).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    let (from, to) = (body.find('{').unwrap(), body.rfind('}').unwrap());
    serde_json::from_str(&body[from..=to]).unwrap()
}

/// Half a second that can be heard.
fn make_tone(path: &Path) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for at in 0_i16..4_000 {
        writer.write_sample(if at / 10 % 2 == 0 { 6_000_i16 } else { -6_000 }).unwrap();
    }
    writer.finalize().unwrap();
}
