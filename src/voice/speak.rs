//! Runs the command that speaks: one prompt, one WAV file, a time-out, no shell, and nothing of it left running.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStderr, Command};

use super::sound::{Sound, SoundFault};
use crate::config::Tts;
use crate::terms::Language;

/// How much is kept of what a program says on stderr; bytes.
const KEPT: usize = 4096;

/// The most characters of a program's own words that go into a log.
const LONGEST_LINE: usize = 200;

/// How long is waited for the last of it once the program has ended.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// The largest file that is read: ten minutes at 96,000 samples a second, 32 bits, two channels.
const LARGEST: u64 = 600 * 96_000 * 8;

/// Why a prompt was not spoken.
#[derive(Debug, thiserror::Error)]
pub enum SpeakFault {
    /// The program is not on this machine.
    #[error("there is no program `{0}` on this machine")]
    NoProgram(String),
    /// It could not be run.
    #[error("`{0}` could not be run: {1}")]
    NotRun(String, io::Error),
    /// It took too long.
    #[error("`{0}` took longer than {1:?}")]
    TooLong(String, Duration),
    /// It said that it failed.
    #[error("`{program}` failed with {status}{said}")]
    Failed {
        /// The program.
        program: String,
        /// How it ended.
        status: std::process::ExitStatus,
        /// The last line of what it said, with a colon before it.
        said: String,
    },
    /// It left no file, or one that cannot be read.
    #[error("`{0}` left no WAV file: {1}")]
    NoFile(String, io::Error),
    /// What it left is no sound.
    #[error("what `{0}` left {1}")]
    NoSound(String, SoundFault),
}

/// Whether the program is on this machine: run with an argument that ends it at once; what it makes of that is its own affair.
pub(super) async fn is_there(tts: &Tts) -> bool {
    let mut command = Command::new(tts.program());
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match begin(&mut command) {
        Ok((mut child, _family)) => {
            let _ = tokio::time::timeout(Duration::from_secs(2), child.wait()).await;
            true
        }
        Err(fault) => fault.kind() != io::ErrorKind::NotFound,
    }
}

/// A program and all that it started: a wrapper's own children live in its process group, and end with it.
struct Family(Option<Pid>);

impl Drop for Family {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // They may all have ended by themselves, as they should.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

/// Runs a program in a process group of its own, which ends with what comes back.
fn begin(command: &mut Command) -> io::Result<(Child, Family)> {
    let child = command.process_group(0).kill_on_drop(true).spawn()?;
    let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    Ok((child, Family(group)))
}

/// Speaks words into `file`, which is taken away again, and gives them as sound at this level (dBov).
pub(super) async fn speak(
    tts: &Tts,
    language: Language,
    words: &str,
    file: &Path,
    level: f32,
    within: Duration,
) -> Result<Sound, SpeakFault> {
    let spoken = run(tts, language, words, file, within).await;
    let bytes = match spoken {
        Ok(()) => finished(file).await.map_err(|fault| SpeakFault::NoFile(tts.program().to_owned(), fault)),
        Err(fault) => Err(fault),
    };
    // It may never have come to be.
    let _ = tokio::fs::remove_file(file).await;
    let bytes = bytes?;
    let made =
        tokio::task::spawn_blocking(move || Sound::from_wav(&bytes).and_then(|sound| sound.prepared(level)));
    match made.await {
        Ok(Ok(sound)) => Ok(sound),
        Ok(Err(fault)) => Err(SpeakFault::NoSound(tts.program().to_owned(), fault)),
        Err(fault) => Err(SpeakFault::NotRun(tts.program().to_owned(), io::Error::other(fault))),
    }
}

/// What a log may hold of what a program said: its last line, with a colon before it.
fn last_line(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let line = said.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
    let shown: String = line.chars().filter(|char| !char.is_control()).take(LONGEST_LINE).collect();
    if shown.is_empty() { shown } else { format!(": {shown}") }
}

/// Hears a program out, so that it never waits for us nor breaks off for want of a listener, and keeps the end of what it says.
async fn listen(stderr: Option<ChildStderr>, said: &mut Vec<u8>) {
    let Some(mut stderr) = stderr else { return };
    let mut heard = [0; 4096];
    while let Ok(count @ 1..) = stderr.read(&mut heard).await {
        said.extend_from_slice(heard.get(..count).unwrap_or_default());
        said.drain(..said.len().saturating_sub(KEPT));
    }
}

/// A finished file's bytes, if it is one and no longer than a sound can be.
async fn finished(file: &Path) -> io::Result<Vec<u8>> {
    let about = tokio::fs::metadata(file).await?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(io::Error::other("it is no ordinary file, or longer than ten minutes of sound"));
    }
    tokio::fs::read(file).await
}

async fn run(
    tts: &Tts,
    language: Language,
    words: &str,
    file: &Path,
    within: Duration,
) -> Result<(), SpeakFault> {
    let program = || tts.program().to_owned();
    let mut command = Command::new(tts.program());
    command.args(tts.arguments(language, words, &file.to_string_lossy()));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let (mut child, _family) = begin(&mut command).map_err(|fault| match fault.kind() {
        io::ErrorKind::NotFound => SpeakFault::NoProgram(program()),
        _ => SpeakFault::NotRun(program(), fault),
    })?;
    let stderr = child.stderr.take();
    let ending = async {
        let (mut said, mut status) = (Vec::new(), None);
        {
            let mut listening = std::pin::pin!(listen(stderr, &mut said));
            tokio::select! {
                () = &mut listening => {}
                ended = child.wait() => {
                    status = Some(ended);
                    // Something that it left running may hold its stderr open: nobody waits for that.
                    let _ = tokio::time::timeout(LAST_WORDS, listening).await;
                }
            }
        }
        let status = match status {
            Some(ended) => ended,
            None => child.wait().await,
        };
        (status, said)
    };
    match tokio::time::timeout(within, ending).await {
        Err(_) => Err(SpeakFault::TooLong(program(), within)),
        Ok((Err(fault), _)) => Err(SpeakFault::NotRun(program(), fault)),
        Ok((Ok(status), _)) if status.success() => Ok(()),
        Ok((Ok(status), said)) => {
            let said = last_line(&said);
            Err(SpeakFault::Failed { program: program(), status, said })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_a_program_says_a_short_clean_line_is_logged() {
        assert_eq!(last_line(b"loading\n\x1b[31mno such voice\x07\n\n"), ": [31mno such voice");
        assert_eq!(last_line(&[b'x'; 4096]).len(), 2 + LONGEST_LINE);
        assert_eq!(last_line(&[0; 4096]), "");
        assert_eq!(last_line(b""), "");
    }
}
