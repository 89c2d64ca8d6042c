//! Where the log goes: to stderr, one line for each event, so that stdout is left to what a person reads.

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Begins to log, once for the whole process.
///
/// # Errors
/// A sentence, where something else logs already or the filter cannot be read.
pub(super) fn begin(log: &Log) -> Result<(), String> {
    let filter = EnvFilter::try_new(&log.filter).map_err(|fault| fault.to_string())?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let begun = match log.format {
        LogFormat::Text => builder.with_ansi(is_terminal()).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    begun.map_err(|fault| fault.to_string())
}

pub(super) fn is_terminal() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stderr())
}
