//! Ten thousand calls over ARI at once on one service, lent by a peer that plays Asterisk: what a call that waits costs in memory, how many
//! turns go through, and whether a call whose command hangs delays any other.
//!
//! `cargo bench --bench ari` prints the table. The peer answers every command at once, so the times are ours and HTTP's.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "a benchmark ends at the first thing that is not as expected, and measures by the real clock"
)]

use std::collections::HashMap;
use std::path::Path as FilePath;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// The calls that wait at once.
const CALLS: usize = 10_000;
/// The calls that are walked to see whether one that hangs delays them.
const WALKED: usize = 2_000;
/// How many keys are pressed a second where times are measured: far from what a full machine does.
const PACE: Duration = Duration::from_millis(4);
/// The call whose commands are never answered.
const HANGS: &str = "hangs";

/// What the service told the peer about a call.
enum Told {
    /// It plays the words that a key stops.
    Plays(String),
    /// It gives the call to a destination.
    Goes(String),
}

/// The peer that plays Asterisk.
struct Peer {
    events: Mutex<Option<UnboundedSender<String>>>,
    told: UnboundedSender<(Told, Instant)>,
}

impl Peer {
    fn says(&self, event: &Value) {
        let events = self.events.lock().unwrap();
        events.as_ref().expect("the service is connected").send(event.to_string()).unwrap();
    }

    fn lends(&self, channel: &str) {
        let words = [channel, "800749049", "%2B393331234567", "allowed", "start"];
        self.says(&json!({
            "type": "StasisStart", "application": "centralino", "args": words,
            "channel": {
                "id": channel, "name": format!("PJSIP/carrier-{channel}"), "state": "Up",
                "dialplan": { "app_data": format!("centralino,{}", words.join(",")) },
            },
        }));
    }

    fn presses(&self, channel: &str, key: char) {
        self.says(&json!({
            "type": "ChannelDtmfReceived", "application": "centralino", "digit": key.to_string(),
            "duration_ms": 100, "channel": { "id": channel },
        }));
    }

    fn ends(&self, channel: &str) {
        self.says(&json!({ "type": "StasisEnd", "application": "centralino", "channel": { "id": channel } }));
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(measure());
}

async fn measure() {
    let (told, mut hears) = unbounded_channel();
    let peer = Arc::new(Peer { events: Mutex::new(None), told });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = Arc::clone(&peer);
    tokio::spawn(async move { axum::serve(listener, routes(served)).await });
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(&format!("http://{address}/ari"), folder.path());
    let begin = Instant::now();
    while peer.events.lock().unwrap().is_none() {
        assert!(begin.elapsed() < Duration::from_mins(10), "the service makes its prompts and connects");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    // What the first calls of a process cost once is not what a call costs.
    let warm: Vec<String> = (0..500).map(|number| format!("warm-{number}")).collect();
    walk(&peer, &mut hears, &warm, Duration::ZERO).await;
    let before = service.resident();
    let calls: Vec<String> = (0..CALLS).map(|number| format!("1795333422.{number}")).collect();
    let begin = Instant::now();
    for call in &calls {
        peer.lends(call);
    }
    hear(&mut hears, calls.len()).await;
    let taken = begin.elapsed();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let each = (service.resident() - before) * 1024 / CALLS;
    println!("| measured | |\n|---|---:|");
    println!("| calls that wait at once | {CALLS} |");
    println!("| resident memory before the calls | {} MiB |", before / 1024);
    println!("| memory of a call that waits | {each} B |");
    println!("| calls taken a second | {:.0} |", CALLS as f64 / taken.as_secs_f64());

    let (walked, rest) = calls.split_at(WALKED);
    let alone = walked_at_pace(&peer, &mut hears, &walked[..WALKED / 2]).await;
    peer.lends(HANGS);
    let beside = walked_at_pace(&peer, &mut hears, &walked[WALKED / 2..]).await;
    for (which, times) in [("all well", alone), ("one call hangs", beside)] {
        let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1_000.0;
        println!("| key to next prompt, {which}, p50 / p99 | {:.2} / {:.2} ms |", at(50), at(99));
    }
    let begin = Instant::now();
    for call in rest {
        peer.presses(call, '1');
    }
    hear(&mut hears, rest.len()).await;
    println!("| turns a second | {:.0} |", rest.len() as f64 / begin.elapsed().as_secs_f64());
    for call in rest {
        peer.presses(call, '3');
        peer.ends(call);
    }
}

/// Lends calls, walks them through a menu to their destination, and lets them go.
async fn walk(peer: &Peer, hears: &mut UnboundedReceiver<(Told, Instant)>, calls: &[String], pace: Duration) {
    for call in calls {
        peer.lends(call);
        tokio::time::sleep(pace).await;
    }
    hear(hears, calls.len()).await;
    for key in ['1', '3'] {
        for call in calls {
            peer.presses(call, key);
        }
        hear(hears, calls.len()).await;
    }
    for call in calls {
        peer.ends(call);
    }
}

/// Presses one key for each call at an even pace; how long each waited for its next words, sorted.
async fn walked_at_pace(
    peer: &Peer,
    hears: &mut UnboundedReceiver<(Told, Instant)>,
    calls: &[String],
) -> Vec<Duration> {
    let mut pressed = HashMap::new();
    let mut ticks = tokio::time::interval(PACE);
    for call in calls {
        ticks.tick().await;
        pressed.insert(call.clone(), Instant::now());
        peer.presses(call, '1');
    }
    let mut times: Vec<Duration> = hear(hears, calls.len())
        .await
        .into_iter()
        .map(|(call, at)| at.saturating_duration_since(pressed[&call]))
        .collect();
    times.sort_unstable();
    times
}

/// Waits until so many calls were told something.
async fn hear(calls: &mut UnboundedReceiver<(Told, Instant)>, count: usize) -> Vec<(String, Instant)> {
    let mut heard = Vec::with_capacity(count);
    while heard.len() < count {
        let next = tokio::time::timeout(Duration::from_mins(1), calls.recv()).await;
        let (told, at) = next.unwrap_or_else(|_| panic!("{} of {count} were told", heard.len())).unwrap();
        let (Told::Plays(call) | Told::Goes(call)) = told;
        heard.push((call, at));
    }
    heard
}

fn routes(peer: Arc<Peer>) -> Router {
    let done = async || StatusCode::NO_CONTENT;
    Router::new()
        .route("/ari/events", get(events))
        .route("/ari/asterisk/modules/{name}", get(async || axum::Json(json!({ "status": "Running" }))))
        .route("/ari/asterisk/variable", post(done))
        .route(
            "/ari/applications/{name}",
            get(async || axum::Json(json!({ "name": "centralino", "channel_ids": [] }))),
        )
        .route("/ari/channels/{id}/variable", get(async || StatusCode::NOT_FOUND))
        .route("/ari/channels/{id}/answer", post(done))
        .route("/ari/channels/{id}/progress", post(done))
        .route("/ari/channels/{id}/play/{playback}", post(plays))
        .route("/ari/channels/{id}/continue", post(goes))
        .route("/ari/channels/{id}", delete(done))
        .route("/ari/playbacks/{id}", delete(done))
        .with_state(peer)
}

async fn events(State(peer): State<Arc<Peer>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |mut socket| {
        let (says, mut said) = unbounded_channel::<String>();
        *peer.events.lock().unwrap() = Some(says);
        loop {
            tokio::select! {
                Some(event) = said.recv() => if socket.send(Message::Text(event.into())).await.is_err() { return },
                came = socket.recv() => if came.is_none() { return },
            }
        }
    })
}

/// What no key stops has ended as soon as it begins; what a key stops goes on until the key.
async fn plays(State(peer): State<Arc<Peer>>, Path((id, playback)): Path<(String, String)>) -> Response {
    if id == HANGS {
        std::future::pending::<()>().await;
    }
    if playback.ends_with("-n") {
        let target = format!("channel:{id}");
        let ended = json!({ "id": playback, "target_uri": target, "state": "done" });
        peer.says(&json!({ "type": "PlaybackFinished", "application": "centralino", "playback": ended }));
    } else {
        let _ = peer.told.send((Told::Plays(id), Instant::now()));
    }
    StatusCode::CREATED.into_response()
}

async fn goes(State(peer): State<Arc<Peer>>, Path(id): Path<String>) -> StatusCode {
    let _ = peer.told.send((Told::Goes(id), Instant::now()));
    StatusCode::NO_CONTENT
}

/// The real service, with prompts that are all the same second of silence.
struct Service(Child);

impl Service {
    fn start(ari: &str, folder: &FilePath) -> Self {
        let silence = folder.join("silence.wav");
        let mut wav = b"RIFF\xa4\x3e\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x80\x3e\0\0".to_vec();
        // Not quite silent: a prompt in which nothing is heard is refused.
        wav.extend((0..8_000_u32).flat_map(|at| if at % 16 < 8 { 4_000_i16 } else { -4_000 }.to_le_bytes()));
        std::fs::write(&silence, wav).unwrap();
        let copies = format!("sh -c 'cp {} \"$1\"' {{text}} {{file}}", silence.display());
        let child = Command::new(env!("CARGO_BIN_EXE_centralino"))
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--menus",
                concat!(env!("CARGO_MANIFEST_DIR"), "/menus"),
            ])
            .env("CENTRALINO_DATABASE", format!("sqlite://{}", folder.join("bench.db").display()))
            .env("CENTRALINO_VOICE_CACHE", folder.join("voice"))
            .env("CENTRALINO_TTS_COMMAND", copies)
            .env("CENTRALINO_ARI_URL", ari)
            .env("CENTRALINO_ARI_PASSWORD", "a-password-of-the-benchmark")
            .env("CENTRALINO_TEST_CLOCK", "2026-11-24T10:00:00+01:00")
            .env("CENTRALINO_LOG", "error")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// Its resident memory; KiB.
    fn resident(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
