//! One set of calls through every platform. Whatever the platform, a call must ask the same questions, play the same prompts, dial the same
//! destinations and end the same way. A new platform joins by a line in [`platforms`], a new call by a line in [`calls::CALLS`].

mod calls;
pub(crate) mod play;
pub(crate) mod service;

use std::time::Duration;

use centralino::terms::Limits;
use reqwest::Client;

use super::asterisk::{Asterisk, Way};
use super::{httapi, jambonz, twiml};
use crate::rig::comes;
use calls::{CALLS, Call};
use play::{Event, Line, Platform, Trace, play};
pub(crate) use service::{Conforming, prompts_made, quick};

/// The platforms.
fn platforms() -> Vec<Player> {
    [
        Some(documents(twiml::Twilio::with_token())),
        Some(documents(twiml::Twilio::with_shared_key())),
        Some(documents(twiml::Signalwire)),
        Some(documents(twiml::Telnyx::new())),
        Some(documents(twiml::Somleng)),
        Some(documents(jambonz::Jambonz)),
        Some(documents(httapi::Freeswitch::new())),
        Asterisk::by(Way::Dialplan).map(Player::Telephones),
        Asterisk::by(Way::Ari).map(Player::Telephones),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn documents(platform: impl Platform + 'static) -> Player {
    Player::Documents(Box::new(platform))
}

/// What plays calls.
enum Player {
    /// A player of a platform's documents.
    Documents(Box<dyn Platform>),
    /// The platform itself, rung up.
    Telephones(Asterisk),
}

impl Player {
    fn name(&self) -> &'static str {
        match self {
            Self::Documents(platform) => platform.name(),
            Self::Telephones(asterisk) => asterisk.name(),
        }
    }

    fn limits(&self) -> Limits {
        match self {
            Self::Documents(platform) => platform.limits(),
            Self::Telephones(asterisk) => asterisk.limits(),
        }
    }

    /// Whether a call is for it.
    fn plays(&self, call: &Call) -> bool {
        (call.needs)(&self.limits()) && call.not_on.iter().all(|(name, _)| *name != self.name())
    }
}

/// The call at this place of the table, on the platform at that place of theirs: each caller has a number of their own.
fn line(at: usize, which: usize) -> Line {
    let call = &CALLS[at];
    let own = format!("+39021234{:04}", at * 10 + which);
    Line {
        call: format!("call-{at}-{which}"),
        from: if call.from.is_empty() { own } else { call.from.to_owned() },
        to: call.to.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_ends_the_same_on_every_platform() {
    let serve = service::start();
    let platforms = platforms();
    let mut wrong = Vec::new();
    let mut models = Vec::new();
    let mut played = 0;
    for at in 0..CALLS.len() {
        let (model, count) = through_documents(&serve, &platforms, at, &mut wrong).await;
        models.push(model);
        played += count;
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), serve.log());
    assert!(played > 250, "only {played} calls were played");
    let (rung, wrong) = tokio::task::block_in_place(|| through_telephones(&serve, &platforms, &models));
    assert!(wrong.is_empty(), "{} of {rung} calls\n{}", wrong.len(), wrong.join("\n"));
    let real = platforms.iter().filter(|player| matches!(player, Player::Telephones(_))).count();
    assert!(rung >= real * 40, "only {rung} calls were rung up");
}

/// Plays a call through every player of documents, one after the other: what came of it on the first, and how many there were.
async fn through_documents(
    serve: &Conforming,
    platforms: &[Player],
    at: usize,
    wrong: &mut Vec<String>,
) -> (Trace, usize) {
    let call = &CALLS[at];
    let mut model: Option<(&str, Trace)> = None;
    let mut played = 0;
    for (which, player) in platforms.iter().enumerate().filter(|(_, player)| player.plays(call)) {
        let Player::Documents(platform) = player else { continue };
        let mut trace = play(&**platform, serve, &line(at, which), call.acts).await;
        played += 1;
        if trace.dialled != call.dialled || trace.ended != call.ended {
            wrong.push(format!("{} on {}: {trace:?}", call.name, platform.name()));
        }
        let Some((name, expected)) = &model else {
            model = Some((platform.name(), trace));
            continue;
        };
        let mut expected = expected.clone();
        if call.hears_its_own {
            expected.heard.iter_mut().chain(&mut trace.heard).for_each(Vec::clear);
        }
        if expected != trace {
            let other = platform.name();
            wrong.push(format!("{}: {name} had {expected:?}, but {other} had {trace:?}", call.name));
        }
    }
    (model.expect("every call can be played by a player of documents").1, played)
}

/// Rings every call up, all at once but for the moment between two: how many there were, and what was wrong with them.
fn through_telephones(serve: &Conforming, platforms: &[Player], models: &[Trace]) -> (usize, Vec<String>) {
    std::thread::scope(|scope| {
        let mut ringing = Vec::new();
        for (at, call) in CALLS.iter().enumerate() {
            for (which, player) in platforms.iter().enumerate() {
                let Player::Telephones(asterisk) = player else { continue };
                if !player.plays(call) {
                    continue;
                }
                let (model, line) = (&models[at], line(at, which));
                let rings = move || asterisk.play(serve, &line, call.acts, model, call.hears_its_own);
                ringing.push((call.name, player.name(), scope.spawn(rings)));
                std::thread::sleep(Duration::from_millis(25));
            }
        }
        let count = ringing.len();
        let wrong = ringing.into_iter().filter_map(|(call, platform, rings)| {
            let fault = rings.join().unwrap_or_else(|_| Err("the player panicked".to_owned())).err()?;
            Some(format!("{call} on {platform}: {fault}"))
        });
        (count, wrong.collect())
    })
}

#[test]
fn what_is_not_played_on_a_platform_is_told_with_a_reason() {
    let names: Vec<&str> = platforms().iter().map(Player::name).collect();
    for call in CALLS {
        for (platform, reason) in call.not_on {
            assert!(names.contains(platform) || !Asterisk::is_there(), "{platform} is none of {names:?}");
            println!("`{}` is not played on {platform}: {reason}", call.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emergency_is_heard_on_every_platform() {
    let serve = service::start();
    let platforms = platforms();
    let line = |which: usize, when: &str| Line {
        call: format!("emergency-{which}-{when}"),
        from: "+390212345678".to_owned(),
        to: "7010".to_owned(),
    };
    let Player::Documents(first) = &platforms[0] else { panic!("a player of documents comes first") };
    let usual = play(&**first, &serve, &line(0, "before"), &[]).await;
    serve.setup().succeeds(&["emergency", "on", "prova"]);
    let began = std::time::Instant::now();
    let after = line(0, "after");
    let look = async || Some(play(&**first, &serve, &after, &[]).await).filter(|told| *told != usual);
    let told = comes("somebody is told of the emergency", look).await;
    assert!(began.elapsed().as_secs() < 5, "within two seconds, and a little for a busy machine");
    for (which, player) in platforms.iter().enumerate() {
        let line = line(which, "everywhere");
        match player {
            Player::Documents(platform) => {
                assert_eq!(play(&**platform, &serve, &line, &[]).await, told, "{}", platform.name());
            }
            Player::Telephones(asterisk) => {
                let rung = tokio::task::block_in_place(|| asterisk.play(&serve, &line, &[], &told, false));
                assert_eq!(rung, Ok(()), "{}", asterisk.name());
            }
        }
    }
}

#[tokio::test]
async fn strangers_are_refused_on_every_platform() {
    let serve = service::start();
    let line = Line { call: "stranger".to_owned(), from: "+390212345678".to_owned(), to: "7010".to_owned() };
    for player in platforms() {
        // Asterisk's secret is the matter of `tests/http/doors.rs`.
        let Player::Documents(platform) = player else { continue };
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
