//! One TwiML step over HTTP, signature checked, beside a bare axum handler that checks the same signature and answers a constant of the
//! same size: requests a second and processor time for each request, in turns within one run, so that the ratio holds on a noisy machine.
//!
//! `cargo bench --bench http` prints the table. The short form has the 4 fields that we read, the full one the 28 that Twilio sends.
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

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const TOKEN: &str = "a-token-for-the-benchmark";
const PUBLIC_URL: &str = "https://bench.example";
const CONNECTIONS: usize = 16;
const ROUND: Duration = Duration::from_secs(4);
const ROUNDS: usize = 5;

fn main() {
    let mut args = std::env::args().skip(1);
    if args.next().as_deref() == Some("bare") {
        let length = args.next().and_then(|length| length.parse().ok()).expect("the length of the answer");
        return runtime(2).block_on(bare(length));
    }
    println!(
        "one TwiML step over HTTP: {CONNECTIONS} connections, {ROUNDS} rounds of {} s in turns\n",
        ROUND.as_secs()
    );
    println!("| form | server | requests/s | ratio | CPU µs/request | ratio |");
    println!("|---|---|---:|---:|---:|---:|");
    for (name, extra) in [("4 fields", 0), ("28 fields", 24)] {
        compare(name, extra);
    }
}

/// Measures both servers with one form.
fn compare(name: &str, extra: usize) {
    let store = tempfile::tempdir().expect("a folder for the store");
    let ours = Server::start(
        Command::new(env!("CARGO_BIN_EXE_centralino"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(["--menus", concat!(env!("CARGO_MANIFEST_DIR"), "/menus")])
            .env("CENTRALINO_DATABASE", format!("sqlite://{}", store.path().join("bench.db").display()))
            .env("CENTRALINO_VOICE_CACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("voice"))
            .env("CENTRALINO_TWIML_AUTH_TOKEN", TOKEN)
            .env("CENTRALINO_PUBLIC_URL", PUBLIC_URL)
            .env("CENTRALINO_TEST_CLOCK", "2026-11-24T10:00:00+01:00"),
    );
    let client = runtime(1);
    let made = Request { bytes: b"GET /readyz HTTP/1.1\r\nhost: bench.example\r\n\r\n"[..].into() };
    let begin = Instant::now();
    while !client.block_on(once(ours.address, &made)).contains("\"prompts_missing\":0") {
        assert!(
            begin.elapsed() < Duration::from_mins(10),
            "every prompt is made before anything is measured"
        );
        std::thread::yield_now();
    }
    let start = Request::new("/hooks/twiml", &fields(extra, None));
    let answer = client.block_on(once(ours.address, &start));
    let action = action_of(&answer);
    let step = Request::new(&action, &fields(extra, Some("1")));
    let document = client.block_on(once(ours.address, &step));
    assert!(document.contains("<Gather"), "key 1 leads to the next menu, not to: {document}");
    let length = document.split("\r\n\r\n").nth(1).expect("a body").len();
    let bare = Server::start(
        Command::new(std::env::current_exe().expect("this program")).args(["bare", &length.to_string()]),
    );

    let mut totals = [Total::default(), Total::default()];
    for _ in 0..ROUNDS {
        for (server, total) in [&bare, &ours].into_iter().zip(&mut totals) {
            client.block_on(round(server, &step, total));
        }
    }
    let [bare, ours] = totals.map(|total| (total.per_second(), total.cpu_micros()));
    println!("| {name} | bare axum | {:.0} | 1.00 | {:.1} | 1.00 |", bare.0, bare.1);
    println!(
        "| {name} | centralino | {:.0} | {:.2} | {:.1} | {:.2} |",
        ours.0,
        ours.0 / bare.0,
        ours.1,
        ours.1 / bare.1
    );
}

#[derive(Default)]
struct Total {
    requests: u64,
    seconds: f64,
    cpu: f64,
}

impl Total {
    fn per_second(&self) -> f64 {
        self.requests as f64 / self.seconds
    }

    fn cpu_micros(&self) -> f64 {
        self.cpu * 1e6 / self.requests as f64
    }
}

/// A server process, ended when dropped.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts it and reads its address from the first word of its output that is one.
    fn start(command: &mut Command) -> Self {
        let mut process =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the server starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split(|c: char| c.is_whitespace() || c == '/')
                    .find_map(|word| word.parse::<SocketAddr>().ok())
            })
            .expect("the server says where it listens");
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address }
    }

    /// Processor time used so far, in seconds (proc(5): fields 14 and 15 of `stat`, in hundredths).
    fn cpu(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).expect("its figures");
        let after_name = stat.rsplit(')').next().expect("fields");
        after_name
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse::<f64>().expect("ticks") / 100.0)
            .sum()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Request {
    bytes: Arc<[u8]>,
}

impl Request {
    fn new(path: &str, fields: &[(String, String)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let signature = sign(&format!("{PUBLIC_URL}{path}"), fields);
        let text = format!(
            "POST {path} HTTP/1.1\r\nhost: bench.example\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\nx-twilio-signature: {signature}\r\n\r\n{body}",
            body.len()
        );
        Self { bytes: text.into_bytes().into() }
    }
}

fn fields(extra: usize, digits: Option<&str>) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = [
        ("CallSid", "CA00000000000000000000000000000001"),
        ("From", "+390212345678"),
        ("To", "+39800749049"),
        ("CallStatus", "in-progress"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    fields.extend(
        (0..extra).map(|number| (format!("CallerField{number}"), "a value as platforms send".to_owned())),
    );
    if let Some(digits) = digits {
        fields.push(("Digits".to_owned(), digits.to_owned()));
    }
    fields
}

fn sign(url: &str, fields: &[(String, String)]) -> String {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort();
    let text = sorted.into_iter().fold(url.to_owned(), |text, (name, value)| text + name + value);
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, TOKEN.as_bytes());
    STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}

/// The path and query of the document's first `action`.
fn action_of(answer: &str) -> String {
    let action = answer.split("action=\"").nth(1).and_then(|rest| rest.split('"').next());
    let action =
        action.unwrap_or_else(|| panic!("a document with an action, not: {answer}")).replace("&amp;", "&");
    match action.strip_prefix(PUBLIC_URL) {
        Some(path) => path.to_owned(),
        None if action.starts_with('?') => format!("/hooks/twiml{action}"),
        None => action,
    }
}

async fn once(address: SocketAddr, request: &Request) -> String {
    let mut stream = TcpStream::connect(address).await.expect("the server takes connections");
    let mut buffer = Vec::new();
    exchange(&mut stream, &request.bytes, &mut buffer).await;
    String::from_utf8(buffer).expect("text")
}

/// Keeps every connection busy for one round.
async fn round(server: &Server, request: &Request, total: &mut Total) {
    let (cpu, begin) = (server.cpu(), Instant::now());
    let workers: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (bytes, address) = (Arc::clone(&request.bytes), server.address);
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(address).await.expect("the server takes connections");
                stream.set_nodelay(true).expect("a socket option");
                let (mut done, mut buffer) = (0_u64, Vec::with_capacity(8192));
                while begin.elapsed() < ROUND {
                    exchange(&mut stream, &bytes, &mut buffer).await;
                    assert!(buffer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&buffer));
                    done += 1;
                }
                done
            })
        })
        .collect();
    for worker in workers {
        total.requests += worker.await.expect("a connection lasts");
    }
    total.seconds += begin.elapsed().as_secs_f64();
    total.cpu += server.cpu() - cpu;
}

/// Sends one request and reads the whole answer into `buffer`.
async fn exchange(stream: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) {
    stream.write_all(request).await.expect("the request goes out");
    buffer.clear();
    loop {
        assert!(stream.read_buf(buffer).await.expect("an answer") > 0, "the server closed the connection");
        if let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            let headers = std::str::from_utf8(&buffer[..head]).expect("headers").to_ascii_lowercase();
            let length = headers
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.lines().next()?.parse::<usize>().ok());
            if buffer.len() >= head + 4 + length.expect("a length") {
                return;
            }
        }
    }
}

/// The bare handler: reads the form, checks the signature, answers a constant.
async fn bare(length: usize) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("an address");
    println!("listening on {}", listener.local_addr().expect("an address"));
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, TOKEN.as_bytes());
    let shared = Arc::new((key, "x".repeat(length)));
    let app = axum::Router::new().route("/hooks/twiml", axum::routing::post(bare_hook)).with_state(shared);
    axum::serve(listener, app).await.expect("it serves");
}

async fn bare_hook(
    State(shared): State<Arc<(hmac::Key, String)>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let mut fields: Vec<_> = form_urlencoded::parse(&body).collect();
    fields.sort();
    let path = uri.path_and_query().map_or("", axum::http::uri::PathAndQuery::as_str);
    let mut context = hmac::Context::with_key(&shared.0);
    context.update(PUBLIC_URL.as_bytes());
    context.update(path.as_bytes());
    for (name, value) in &fields {
        context.update(name.as_bytes());
        context.update(value.as_bytes());
    }
    let given = headers.get("x-twilio-signature").map_or(&b""[..], axum::http::HeaderValue::as_bytes);
    let expected = STANDARD.encode(context.sign());
    if !bool::from(subtle::ConstantTimeEq::ct_eq(given, expected.as_bytes())) {
        return (StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, "text/plain")], String::new());
    }
    (StatusCode::OK, [(header::CONTENT_TYPE, "text/xml")], shared.1.clone())
}

fn runtime(threads: usize) -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .expect("a runtime")
}
