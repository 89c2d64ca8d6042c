//! What the service counts, in one place: every figure that `/metrics` shows, by the conventions of Prometheus (base units, `_total`,
//! `_seconds`). No label ever holds a number, a call or anything else of a caller's.

use std::fmt;
use std::time::Duration;

use metrics::{
    Counter, Gauge, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

/// The bounds of every histogram; seconds. Those of OpenTelemetry's HTTP servers, with a finer beginning.
const BOUNDS: [f64; 16] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

const TURNS: &str = "centralino_turns_total";
const TURN: &str = "centralino_turn_duration_seconds";
const CALLBACKS: &str = "centralino_callbacks_total";
const STORE: &str = "centralino_store_up";
const READY: &str = "centralino_ready";
const MISSING: &str = "centralino_prompts_missing";
const BUILD: &str = "centralino_build_info";
const UP: &str = "centralino_asterisk_up";
const CONNECTS: &str = "centralino_asterisk_connects_total";
const FAILURES: &str = "centralino_asterisk_failures_total";
const EVENTS: &str = "centralino_asterisk_events_total";
const CALLS: &str = "centralino_asterisk_calls";
const FOUND: &str = "centralino_asterisk_calls_recovered_total";
const COMMANDS: &str = "centralino_asterisk_commands_total";
const COMMAND: &str = "centralino_asterisk_command_duration_seconds";

/// All figures as they are now.
pub struct Figures(PrometheusHandle);

impl Figures {
    /// As Prometheus reads them.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.render()
    }
}

impl fmt::Debug for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Figures")
    }
}

/// Begins to count, once for the whole process. What comes back with the figures is to be called every few seconds, or histograms that nobody
/// reads grow without end.
///
/// # Errors
/// Where the process counts already.
pub fn begin() -> Result<(Figures, impl Fn() + Send), BuildError> {
    let handle = PrometheusBuilder::new().set_buckets(&BOUNDS)?.install_recorder()?;
    describe();
    let kept = handle.clone();
    Ok((Figures(handle), move || kept.run_upkeep()))
}

/// What each figure is.
fn describe() {
    describe_counter!(TURNS, Unit::Count, "Turns of calls, by platform and by what the call does next.");
    describe_histogram!(TURN, Unit::Seconds, "How long a turn took to decide, by platform.");
    describe_counter!(
        CALLBACKS,
        Unit::Count,
        "Attempts to call back by how they ended, and callbacks that were missed."
    );
    describe_gauge!(STORE, "Whether the store can be used.");
    describe_gauge!(READY, "Whether calls may come.");
    describe_gauge!(MISSING, "Prompts that have no sound yet.");
    describe_gauge!(BUILD, "The release that runs.");
    describe_gauge!(UP, "Whether an Asterisk is connected.");
    describe_counter!(CONNECTS, Unit::Count, "Connections that came up, by Asterisk.");
    describe_counter!(
        FAILURES,
        Unit::Count,
        "Connections that ended or never came up, by Asterisk and reason."
    );
    describe_counter!(EVENTS, Unit::Count, "Events heard, by Asterisk and kind.");
    describe_gauge!(CALLS, "Calls that are lent to this process now, by Asterisk.");
    describe_counter!(
        FOUND,
        Unit::Count,
        "Calls found with an Asterisk when the connection came up, by Asterisk."
    );
    describe_counter!(COMMANDS, Unit::Count, "Commands to Asterisks, by command and outcome.");
    describe_histogram!(
        COMMAND,
        Unit::Seconds,
        "How long a command took, waiting for its turn included, by command."
    );
    gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION")).set(1);
}

/// A turn was decided.
pub fn turn(platform: &'static str, outcome: &'static str, took: Duration) {
    counter!(TURNS, "platform" => platform, "outcome" => outcome).increment(1);
    histogram!(TURN, "platform" => platform).record(took);
}

/// An attempt to call back ended so, or a callback was missed.
pub fn callback(outcome: &'static str) {
    counter!(CALLBACKS, "outcome" => outcome).increment(1);
}

/// The store can be used, or cannot.
pub fn store(is_up: bool) {
    gauge!(STORE).set(f64::from(u8::from(is_up)));
}

/// How things stand, at the moment in which somebody asks.
pub fn stands(is_ready: bool, prompts_missing: usize) {
    gauge!(READY).set(f64::from(u8::from(is_ready)));
    gauge!(MISSING).set(f64::from(u32::try_from(prompts_missing).unwrap_or(u32::MAX)));
}

/// A command was carried out, or was not.
pub fn command(command: &'static str, outcome: &'static str, took: Duration) {
    counter!(COMMANDS, "command" => command, "outcome" => outcome).increment(1);
    histogram!(COMMAND, "command" => command).record(took);
}

/// The figures of one Asterisk.
#[derive(Debug)]
pub struct Asterisk {
    name: String,
    up: Gauge,
    connects: Counter,
    calls: Gauge,
    found: Counter,
}

impl Asterisk {
    /// Of the Asterisk with this name, which is not connected yet.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let name = name.to_owned();
        let up = gauge!(UP, "asterisk" => name.clone());
        up.set(0);
        Self {
            up,
            connects: counter!(CONNECTS, "asterisk" => name.clone()),
            calls: gauge!(CALLS, "asterisk" => name.clone()),
            found: counter!(FOUND, "asterisk" => name.clone()),
            name,
        }
    }

    /// It is connected, and its calls are ours.
    pub fn came(&self) {
        self.up.set(1);
        self.connects.increment(1);
    }

    /// It is not.
    pub fn went(&self, reason: &'static str) {
        self.up.set(0);
        counter!(FAILURES, "asterisk" => self.name.clone(), "reason" => reason).increment(1);
    }

    /// Something happened there.
    pub fn event(&self, kind: &'static str) {
        counter!(EVENTS, "asterisk" => self.name.clone(), "event" => kind).increment(1);
    }

    /// So many calls are ours now.
    pub fn calls(&self, count: usize) {
        self.calls.set(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
    }

    /// So many were found.
    pub fn found(&self, count: usize) {
        self.found.increment(u64::try_from(count).unwrap_or(u64::MAX));
    }
}
