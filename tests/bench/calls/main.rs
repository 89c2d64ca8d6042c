//! Calls through a real Asterisk 22, real SIP and RTP: from the end of a key on the wire to the first packet of the next prompt, and to the
//! arrival at a destination. Over ARI, by the dialplan that posts, with and without the hook that keeps keys pressed ahead; and beside them, in
//! turns within one run, the same tree as a site would write it in plain dialplan. First on a quiet machine, then while two hundred other calls
//! are being spoken to.
//!
//! `cargo bench --bench calls` prints the tables; as root, and where `tests/phones/install-asterisk` finds what it needs. Figures want a machine
//! that does nothing else: look at `uptime` before. `CENTRALINO_BENCH_CALLS` is how many calls are measured for each line (60: a quarter of an hour).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    missing_docs,
    dead_code,
    reason = "a benchmark ends at the first thing that is not as expected, and measures by the real clock; the rig has more rooms than it needs"
)]

#[path = "../../phones/arrivals.rs"]
mod arrivals;
#[path = "../../phones/asterisk.rs"]
mod asterisk;
mod crowd;
#[path = "../../phones/ear.rs"]
mod ear;
#[path = "../../phones/handset.rs"]
mod handset;
mod measured;
#[path = "../../phones/screen.rs"]
mod screen;
mod served;
#[path = "../../phones/telephone.rs"]
mod telephone;
#[path = "../../phones/wait.rs"]
mod wait;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use asterisk::Asterisk;
use crowd::Crowd;
use measured::{Times, measure};
use served::Served;

/// By which way calls go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Plain,
    Ari,
    Unguarded,
    Guarded,
}

const WAYS: [Way; 4] = [Way::Plain, Way::Ari, Way::Unguarded, Way::Guarded];

/// How many others are there at last.
const OTHERS: usize = 200;

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain dialplan",
            Self::Ari => "ARI",
            Self::Unguarded => "dialplan that posts, no keys kept",
            Self::Guarded => "dialplan that posts",
        }
    }

    /// The number that is dialled for it; the last two are a digit apart from the desk's own.
    fn number(self) -> &'static str {
        match self {
            Self::Plain => "7110",
            Self::Ari | Self::Guarded => "7100",
            Self::Unguarded => "7113",
        }
    }
}

fn main() {
    let calls = std::env::var("CENTRALINO_BENCH_CALLS").map_or(60, |calls| calls.parse().expect("a number"));
    let asterisk = Asterisk::own_with(as_in_service).expect("nothing is measured without Asterisk");
    let served = Served::start(&asterisk);
    // Every sound is fetched once.
    run(&asterisk, &served, 2, 2);
    told("two callers at a time", &run(&asterisk, &served, calls, 2));
    let crowd = Crowd::gather(&asterisk, &served, OTHERS);
    told(
        &format!("four at a time, and {OTHERS} others who are spoken to, a third of them each way"),
        &run(&asterisk, &served, calls, 4),
    );
    assert!(crowd.here() > OTHERS * 9 / 10, "only {} of the others are left", crowd.here());
}

/// Has it write down no step of a dialplan and no key, as none in service should, and know the plain dialplan too.
fn as_in_service(settings: &Path) {
    let change = |name: &str, change: &dyn Fn(String) -> String| {
        let file = settings.join(name);
        fs::write(&file, change(fs::read_to_string(&file).unwrap())).unwrap();
    };
    change("centralino-site.conf", &|site| site + include_str!("plain.conf"));
    change("asterisk.conf", &|asterisk| asterisk.replace("verbose = 4", "verbose = 1"));
    change("logger.conf", &|logger| logger.replace("verbose(4),dtmf", "verbose(1)"));
}

/// So many calls each way, in turns, so many at a time.
fn run(asterisk: &Asterisk, served: &Served, calls: usize, at_a_time: usize) -> [Times; 4] {
    let next = Mutex::new(0..calls * WAYS.len());
    let times = Mutex::new(<[Times; 4]>::default());
    thread::scope(|scope| {
        for _ in 0..at_a_time {
            scope.spawn(|| {
                while let Some(at) = { next.lock().unwrap().next() } {
                    let which = at % WAYS.len();
                    let measured = measure(asterisk, served, WAYS[which]);
                    times.lock().unwrap()[which].add(measured);
                }
            });
        }
    });
    times.into_inner().unwrap()
}

fn told(what: &str, times: &[Times; 4]) {
    let load = Command::new("uptime").output().map(|said| String::from_utf8_lossy(&said.stdout).into_owned());
    let load = load.unwrap_or_default();
    println!("\n{what} (load{})\n", load.rsplit_once("average").map_or("", |(_, load)| load.trim_end()));
    println!(
        "| from a key's end, ms | next prompt p50 | p99 | over plain p50 | p99 | arrival p50 | p99 | over plain p50 | p99 | keys lost |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    let plain = &times[0];
    for (way, times) in WAYS.iter().zip(times) {
        let [prompt, prompt_99] = [0.5, 0.99].map(|part| quantile(&times.prompts, part));
        let [arrival, arrival_99] = [0.5, 0.99].map(|part| quantile(&times.arrivals, part));
        let [over, over_99] = [0.5, 0.99].map(|part| quantile(&plain.prompts, part));
        let [late, late_99] = [0.5, 0.99].map(|part| quantile(&plain.arrivals, part));
        println!(
            "| {} | {prompt:.2} | {prompt_99:.2} | {:+.2} | {:+.2} | {arrival:.2} | {arrival_99:.2} | {:+.2} | {:+.2} | {} of {} |",
            way.name(),
            prompt - over,
            prompt_99 - over_99,
            arrival - late,
            arrival_99 - late_99,
            times.lost,
            times.prompts.len() + times.lost,
        );
    }
}

/// In milliseconds.
fn quantile(times: &[f64], part: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
    let at = (sorted.len() as f64 * part) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}
