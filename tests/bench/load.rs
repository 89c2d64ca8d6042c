//! Loading: a generated menu of 100,000 nodes, read and checked, beside the YAML parse of the same text alone, in turns within one run; and
//! the program's start with 50,000 directory rows and prompts already made, up to its first answer.
//!
//! `cargo bench --bench load` prints the tables.
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

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use centralino::menu::source::{FileFault, Files, Source};
use centralino::menu::{load, syntax};

const NODES: usize = 100_000;
const ROWS: usize = 50_000;
const ROUNDS: usize = 7;

fn main() {
    reading();
    starting();
}

fn reading() {
    let text = menu(NODES);
    let source = Source::new("generated.yaml", &text);
    let (mut alone, mut tree, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        alone.push(timed(|| {
            let options = serde_yaml::options! { budget: serde_yaml::budget! { max_nodes: 10_000_000, max_events: 50_000_000 } };
            let parsed: serde_json::Value = serde_yaml::from_str_with_options(&text, options).expect("YAML");
            black_box(parsed);
        }));
        tree.push(timed(|| {
            assert!(black_box(syntax::read(&source)).0.is_some(), "the tree is read");
        }));
        whole.push(timed(|| {
            let (menu, found) = load(&source, &NoFiles);
            let nodes = menu.map_or(0, |menu| menu.nodes.len());
            assert!(nodes >= NODES, "{nodes} nodes; {:?}", found.first());
        }));
    }
    let [alone, tree, whole] = [alone, tree, whole].map(median);
    println!(
        "a menu of {NODES} nodes, {:.1} MB; median of {ROUNDS} rounds in turns\n",
        text.len() as f64 / 1e6
    );
    println!("| | ms | ratio |");
    println!("|---|---:|---:|");
    for (what, time) in
        [("YAML parse alone, into values", alone), ("our located tree", tree), ("load and check", whole)]
    {
        println!(
            "| {what} | {:.0} | {:.2} |",
            time.as_secs_f64() * 1e3,
            time.as_secs_f64() / alone.as_secs_f64()
        );
    }
}

/// The program started again and again on the Ministry's desk with a directory of its own, its prompts made by a first start.
fn starting() {
    let folder = tempfile::tempdir().expect("a folder");
    let menus = folder.path().join("menus");
    fs::create_dir(&menus).expect("a folder");
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("menus");
    fs::copy(ours.join("giustizia.yaml"), menus.join("giustizia.yaml")).expect("the Ministry's desk");
    let mut rows = String::from("numero;destinazione\n");
    for row in 0..ROWS {
        writeln!(rows, "06 6{row:07};lotto-{}", 2 + row % 5).expect("a string takes it");
    }
    fs::write(menus.join("numeri-amministrazione.csv"), rows).expect("the directory");
    start(folder.path(), &menus, true);
    let times: Vec<_> = (0..ROUNDS).map(|_| start(folder.path(), &menus, false)).collect();
    println!(
        "\nstart with {ROWS} directory rows and prompts already made, to the first answer: median of {ROUNDS} starts\n"
    );
    println!("| | ms |\n|---|---:|\n| start to first answer | {:.0} |", median(times).as_secs_f64() * 1e3);
}

/// From the start of the process to the first whole answer of the TwiML hook.
fn start(folder: &Path, menus: &Path, prompts: bool) -> Duration {
    let begin = Instant::now();
    let mut process = Command::new(env!("CARGO_BIN_EXE_centralino"))
        .args(["serve", "--listen", "127.0.0.1:0", "--menus"])
        .arg(menus)
        .env("CENTRALINO_DATABASE", format!("sqlite://{}", folder.join("start.db").display()))
        .env("CENTRALINO_VOICE_CACHE", folder.join("voice"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines().map_while(Result::ok);
    let address: SocketAddr = lines
        .by_ref()
        .find_map(|line| {
            line.split(|c: char| c.is_whitespace() || c == '/').find_map(|word| word.parse().ok())
        })
        .expect("the program says where it listens");
    let body = "CallSid=CA1&From=%2B390212345678&To=%2B39800749049&CallStatus=ringing";
    let answer = ask(address, body);
    let time = begin.elapsed();
    assert!(answer.contains("<Response>"), "{answer}");
    // The first start makes the prompts; the clock of the others begins when that is done.
    while prompts && !ask(address, body).contains("<Play>") {
        assert!(begin.elapsed() < Duration::from_mins(5), "the prompts are made in five minutes");
        std::thread::yield_now();
    }
    process.kill().expect("the program ends");
    process.wait().expect("the program ends");
    time
}

fn ask(address: SocketAddr, body: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the program answers");
    let request = format!(
        "POST /hooks/twiml HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).expect("the request goes out");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

fn timed(run: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    run();
    begin.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A menu of nine keys a level, as deep as the number of nodes asks.
fn menu(nodes: usize) -> String {
    let mut text = String::from(
        "desk: generated\ntitle: Un banco generato\nnumbers: [800 749 049]\nhours:\n  operators:\n    mon-sun: 00:00-24:00\n    \
         holidays: as weekdays\ndestinations:\n  ufficio: Ufficio\nmenu:\n  open: operators\n  otherwise: { hangup: Arrivederci. }\n",
    );
    let mut left = nodes;
    let mut levels = 1;
    while (0..=levels).map(|level| 9_usize.pow(level)).sum::<usize>() < nodes {
        levels += 1;
    }
    keys(&mut text, 1, levels, &mut left);
    text
}

fn keys(text: &mut String, level: u32, levels: u32, left: &mut usize) {
    let indent = "  ".repeat(2 * level as usize - 1);
    writeln!(text, "{indent}keys:").expect("a string takes it");
    for key in 1..=9 {
        *left = left.saturating_sub(1);
        if level == levels || *left == 0 {
            writeln!(text, "{indent}  {key}: ufficio").expect("a string takes it");
        } else {
            writeln!(text, "{indent}  {key}:\n{indent}    title: Ramo {key}").expect("a string takes it");
            keys(text, level + 1, levels, left);
        }
    }
}

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Result<Vec<u8>, FileFault> {
        Err(FileFault::Missing)
    }

    fn exists(&self, _path: &str) -> bool {
        false
    }
}
