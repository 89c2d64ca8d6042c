//! Every kind of reply that an adapter may be given: each ending, each way of saying, answered or not, first word or not.

use centralino::engine::Gather;
use centralino::menu::model::HangupCause;
use centralino::platform::queued::Holding;
use centralino::platform::{Carried, Next, Outgoing, Spoken, Waiting};
use centralino::terms::{Digit, Language};

/// All combinations.
pub(super) fn all() -> Vec<Outgoing<'static>> {
    let mut all = Vec::new();
    for then in endings() {
        for say in sayings() {
            for (answer, first) in [(true, true), (true, false), (false, true), (false, false)] {
                let (then, say) = (then.clone(), say.clone());
                let sealed = "AbC-_9".repeat(49);
                all.push(Outgoing { answer, first, language: Language::It, say, then, sealed });
            }
        }
    }
    all
}

/// Every kind of thing that a caller hears who waits.
pub(super) fn holding() -> Vec<Holding<'static>> {
    let mut all = vec![Holding::Leaves];
    for say in sayings() {
        for music in sayings().into_iter().flatten().filter(|music| music.pause == 0) {
            for (rest, listens) in [(1, false), (600, true)] {
                let (say, music) = (say.clone(), music.clone());
                all.push(Holding::Waits { say, music, rest, listens, told: 61 });
            }
        }
    }
    all
}

fn endings() -> Vec<Next<'static>> {
    let gather = |max, first, between, terminator, type_ahead, secret| {
        Next::Gather(Gather { max, first, between, terminator, type_ahead, secret })
    };
    let mut endings = vec![
        gather(1, 7, 4, None, true, false),
        gather(1, 0, 0, None, false, false),
        gather(32, 255, 255, Digit::new('#'), false, true),
        gather(6, 10, 3, Digit::new('*'), true, false),
        gather(0, 5, 3, None, true, false),
    ];
    for to in [
        "lotto-3",
        "+390668851234",
        "sip:help@desk.example",
        "queue:supporto",
        "enqueue:supporto",
        "anna@pbx.example",
    ] {
        endings.extend([1, 25, 600].map(|ring| Next::rings(to, ring)));
    }
    let carried = Carried {
        call: "call-1".into(),
        desk: "prova",
        path: "open.1.3",
        language: "it",
        customer: "C-7".into(),
        ticket: "70000007".into(),
        shown: "+390668851234".into(),
    };
    for to in ["lotto-3", "queue:supporto", "+390612345678"] {
        for waiting in [None, Some(Waiting { class: "attesa", leave: Digit::new('9'), joined: None })] {
            endings.push(Next::Transfer { to, ring: 600, waiting, carried: carried.clone(), cap: None });
        }
    }
    endings.extend(
        [HangupCause::Normal, HangupCause::Busy, HangupCause::Rejected, HangupCause::Unallocated]
            .map(Next::Hangup),
    );
    endings
}

fn sayings() -> Vec<Vec<Spoken<'static>>> {
    let word = |words: &'static str, language, interruptible, sound: bool| Spoken {
        words: words.into(),
        language,
        interruptible,
        sound: sound.then(|| "https://phone.example/prompts/0123456789abcdef0123.wav".into()),
        pause: 0,
    };
    let pause = |pause, sound| Spoken { pause, ..word("", Language::It, true, sound) };
    let (it, en) = (Language::It, Language::En);
    vec![
        vec![],
        vec![word("Prema 1.", it, true, true)],
        vec![word("Prema 1 & \"resti\" <in linea>.", it, true, false)],
        vec![word("Avviso.", it, false, true), pause(500, true), word("Prema 1.", it, true, true)],
        vec![word("Avviso.", it, false, false), pause(1500, false), word("Prema 1.", it, true, false)],
        vec![word("Prema 1.", it, true, false), word("Press 2.", en, true, false)],
        vec![
            word("Prema 1.", it, true, true),
            word("Press 2.", en, true, false),
            word("Avviso.", it, false, true),
        ],
        vec![pause(250, false)],
    ]
}
