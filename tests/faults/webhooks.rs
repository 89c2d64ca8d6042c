//! The platforms that post over the Internet, with two replicas under one name, asked in turn, of which one dies and returns again and again.
//! Each platform tries again in its own way.

use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use reqwest::Client;

use super::chance::{Chance, seed, times};
use super::labyrinth::{self, NUMBER, NUMBERED};
use crate::platforms::conformance::play::{Document, Ended, Event, Line, Platform, Then};
use crate::platforms::conformance::service::{VOICE, prompts_made};
use crate::platforms::{httapi, jambonz, twiml};
use crate::rig::{Serve, Setup};

/// The name under which the world knows the replicas.
const NAME: &str = "phone.example";

/// What a platform does when nobody is to be connected to, or the answer is none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    /// As Twilio does: connects once more (`rc=1` by default); and where the answer is none it asks the number's fallback address, and tells which
    /// address failed. The key is not told again then.
    Fallback,
    /// As jambonz does where the address says so (`#rc=2`): the same request twice more; then, by the `redirect` behind each question, the same address
    /// without the key.
    Redirect,
    /// As FreeSWITCH does: connects to the name's other address (libcurl), and our dialplan has it ask the last address once more, without the key.
    LastAddress,
}

fn platforms() -> Vec<(Box<dyn Platform>, Again)> {
    vec![
        (Box::new(twiml::Twilio::with_token()), Again::Fallback),
        (Box::new(twiml::Signalwire), Again::Fallback),
        (Box::new(twiml::Telnyx::new()), Again::Fallback),
        (Box::new(jambonz::Jambonz), Again::Redirect),
        (Box::new(httapi::Freeswitch::new()), Again::LastAddress),
    ]
}

/// Two replicas, and the addresses at which they are asked in turn.
struct Pair {
    base: String,
    addresses: [SocketAddr; 2],
    asked: AtomicUsize,
}

impl Pair {
    /// Finds a port that is free at both addresses.
    fn new() -> Self {
        let found = (0..100).find_map(|_| {
            let first = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?;
            let second = TcpListener::bind(("127.0.0.2", first.port())).ok()?.local_addr().ok()?;
            Some([first, second])
        });
        let addresses = found.expect("a port that is free");
        let base = format!("http://{NAME}:{}", addresses[0].port());
        Self { base, addresses, asked: AtomicUsize::new(0) }
    }

    /// The client that reaches the next of them.
    fn next(&self) -> Client {
        let address = self.addresses[self.asked.fetch_add(1, Ordering::Relaxed) % 2];
        Client::builder().no_proxy().resolve(NAME, address).build().unwrap()
    }
}

#[test]
fn no_platform_loses_a_call_when_one_of_two_replicas_dies_and_returns() {
    let pair = Pair::new();
    let first = start(&pair, 0, None);
    let second = start(&pair, 1, Some(&first));
    let (over, deaths) = (AtomicBool::new(false), AtomicUsize::new(0));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    thread::scope(|scope| {
        let (over, deaths) = (&over, &deaths);
        scope.spawn(move || {
            let mut chance = Chance::of(seed(), 0);
            let mut replicas = [first, second];
            while !over.load(Ordering::Relaxed) {
                replicas = replicas.map(|mut replica| {
                    replica.crash();
                    deaths.fetch_add(1, Ordering::Relaxed);
                    thread::sleep(chance.millis(300, 1_500));
                    let replica = replica.start_again();
                    thread::sleep(chance.millis(100, 800));
                    replica
                });
            }
        });
        let mut lost = Vec::new();
        for (platform, again) in platforms() {
            let mut chance = Chance::of(seed(), 1);
            let before = deaths.load(Ordering::Relaxed);
            for call in 0..times(8, 40) {
                let player = Player::of(&*platform, again, &pair, call);
                if let Err(told) = runtime.block_on(player.walks("123", &mut chance)) {
                    lost.push(format!("{}: {told}", player.line.call));
                }
            }
            println!("{}: {} deaths", platform.name(), deaths.load(Ordering::Relaxed) - before);
        }
        over.store(true, Ordering::Relaxed);
        assert!(lost.is_empty(), "seed {}: {lost:#?}", seed());
    });
    assert!(deaths.into_inner() > 2, "hardly anything died");
}

#[test]
fn a_key_that_died_with_its_replica_is_asked_for_again_and_the_call_goes_on_where_it_was() {
    let pair = Pair::new();
    let first = start(&pair, 0, None);
    let _second = start(&pair, 1, Some(&first));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (platform, again) in platforms() {
        let player = Player::of(&*platform, again, &pair, 0);
        runtime.block_on(async {
            let hook = player.hook();
            let corridors = player.answered(&hook, &Event::Arrives).await.unwrap();
            let rooms = player.presses(&corridors, '1').await.unwrap();
            let Then::Ask { back, .. } = &rooms.then else { panic!("{rooms:?}") };
            // The request never came back: this is the next one.
            let (url, event) = player.without_key(back, &Event::Silence);
            let again = player.answered(&url, &event).await.unwrap();
            assert_ne!(again.heard, corridors.heard, "{}: from the beginning", platform.name());
            let doors = player.presses(&again, '2').await.unwrap();
            let door = player.presses(&doors, '3').await.unwrap();
            assert!(
                matches!(&door.then, Then::Dial { to, .. } if to == NUMBERED),
                "{}: {door:?}",
                platform.name()
            );
        });
    }
}

/// A replica of the labyrinth, with what its replicas have in common.
fn start(pair: &Pair, which: usize, like: Option<&Serve>) -> Serve {
    let mut setup = Setup::new();
    std::fs::remove_file(setup.path("menus/giustizia.yaml")).unwrap();
    labyrinth::publish(&setup.path("menus"), 0, 0);
    let of = |name: &str| like.map_or(&setup, Serve::setup).path(name).display().to_string();
    let (database, voice, spoken) = (format!("sqlite://{}", of("centralino.db")), of("voice"), of("spoken"));
    let secrets = [twiml::secrets().as_slice(), &[jambonz::secret(), httapi::secret()]].concat();
    for (name, value) in secrets {
        setup = setup.with(name, &value);
    }
    let setup = setup
        .with("DATABASE", &database)
        .with("LISTEN", &pair.addresses[which].to_string())
        .with("PUBLIC_URL", &pair.base)
        .with("TWIML_SIP_DOMAIN", "pbx.example")
        .with("JAMBONZ_SIP_DOMAIN", "pbx.example")
        .with("VOICE_CACHE", &voice)
        .with("TTS_COMMAND", &format!("{VOICE} {spoken} {{text}} {{file}} 0.002"))
        .with("TTS_GAIN", "0dB");
    prompts_made(setup.start(), 10)
}

struct Player<'a> {
    platform: &'a dyn Platform,
    again: Again,
    pair: &'a Pair,
    line: Line,
}

impl<'a> Player<'a> {
    fn of(platform: &'a dyn Platform, again: Again, pair: &'a Pair, call: usize) -> Self {
        let call = format!("{}-{call}", platform.name().replace([' ', ','], "-"));
        let line = Line { call, from: "+390212345678".to_owned(), to: NUMBER.to_owned() };
        Self { platform, again, pair, line }
    }

    fn hook(&self) -> String {
        format!("{}{}", self.pair.base, self.platform.hook())
    }

    /// Walks to the door behind these keys.
    async fn walks(&self, keys: &str, chance: &mut Chance) -> Result<(), String> {
        let mut document = self.asks(&self.hook(), &Event::Arrives).await?.0;
        for key in keys.chars() {
            loop {
                tokio::time::sleep(chance.millis(20, 250)).await;
                let Then::Ask { back, .. } = &document.then else {
                    return Err(format!("{key} is not asked for: {document:?}"));
                };
                let (next, was_heard) = self.asks(&back.clone(), &pressed(key)).await?;
                document = next;
                if was_heard {
                    break;
                }
            }
        }
        match document.then {
            Then::Dial { to, .. } if to == NUMBERED => Ok(()),
            _ => Err(format!("it does not arrive: {document:?}")),
        }
    }

    /// Asks, and again in the platform's way where that comes to nothing; whether what was pressed has been heard.
    async fn asks(&self, url: &str, event: &Event) -> Result<(Document, bool), String> {
        // Who connects once more, or tries again: the other replica is asked the same.
        let tries = if self.again == Again::Redirect && (url.contains("#rc=2") || *event == Event::Arrives) {
            3
        } else {
            2
        };
        for _ in 0..tries {
            match self.answered(url, event).await {
                Ok(document) => return Ok((document, true)),
                Err(nobody) if nobody || self.again == Again::Redirect => {}
                Err(_) => break,
            }
        }
        let (url, event) = self.without_key(url, event);
        let document = self.answered(&url, &event).await;
        document.map(|document| (document, false)).map_err(|_| format!("in vain: {event:?}"))
    }

    /// What is asked in place of a request that came to nothing.
    fn without_key(&self, url: &str, event: &Event) -> (String, Event) {
        let failed = Event::Failed(url.to_owned());
        match self.again {
            Again::Fallback => (self.hook(), failed),
            Again::Redirect | Again::LastAddress if *event == Event::Arrives => {
                (url.to_owned(), Event::Arrives)
            }
            Again::Redirect | Again::LastAddress => (url.to_owned(), failed),
        }
    }

    async fn presses(&self, at: &Document, key: char) -> Result<Document, bool> {
        let Then::Ask { back, .. } = &at.then else { panic!("{key} is not asked for: {at:?}") };
        self.answered(back, &pressed(key)).await
    }

    /// One request to the replica whose turn it is; where it fails, whether nobody was there to be connected to.
    async fn answered(&self, url: &str, event: &Event) -> Result<Document, bool> {
        let request = self.platform.request(&self.pair.next(), url, &self.line, event);
        let answer = request.send().await.map_err(|fault| fault.is_connect())?;
        if answer.status() != 200 {
            return Err(false);
        }
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        Ok(self.platform.read(&answer.text().await.map_err(|_| false)?, &kind))
    }
}

fn pressed(key: char) -> Event {
    Event::Keys { pressed: key.to_string(), ended: Ended::Full }
}
