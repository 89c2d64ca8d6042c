//! Runs the command that speaks: one prompt, one WAV file, a time-out, and no shell.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::Command;

use super::sound::{Sound, SoundFault};
use crate::config::Tts;
use crate::terms::Language;

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
    command
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    match command.spawn() {
        Ok(mut child) => {
            let _ = tokio::time::timeout(Duration::from_secs(2), child.wait()).await;
            true
        }
        Err(fault) => fault.kind() != io::ErrorKind::NotFound,
    }
}

/// Speaks words into `file`, which is taken away again, and gives them as sound: trimmed, and as much louder as the setting says.
pub(super) async fn speak(
    tts: &Tts,
    language: Language,
    words: &str,
    file: &Path,
    gain: f32,
    within: Duration,
) -> Result<Sound, SpeakFault> {
    let spoken = run(tts, language, words, file, within).await;
    let bytes = match spoken {
        Ok(()) => {
            tokio::fs::read(file).await.map_err(|fault| SpeakFault::NoFile(tts.program().to_owned(), fault))
        }
        Err(fault) => Err(fault),
    };
    // It may never have come to be.
    let _ = tokio::fs::remove_file(file).await;
    let bytes = bytes?;
    let made = tokio::task::spawn_blocking(move || {
        Sound::from_wav(&bytes).map(|sound| sound.trimmed().louder(gain))
    });
    match made.await {
        Ok(Ok(sound)) => Ok(sound),
        Ok(Err(fault)) => Err(SpeakFault::NoSound(tts.program().to_owned(), fault)),
        Err(fault) => Err(SpeakFault::NotRun(tts.program().to_owned(), io::Error::other(fault))),
    }
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
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|fault| match fault.kind() {
        io::ErrorKind::NotFound => SpeakFault::NoProgram(program()),
        _ => SpeakFault::NotRun(program(), fault),
    })?;
    let stderr = child.stderr.take();
    let ending = async {
        let mut said = Vec::new();
        if let Some(stderr) = stderr {
            // What a program that failed has to say is short; whatever is beyond is not read.
            let _ = stderr.take(4096).read_to_end(&mut said).await;
        }
        (child.wait().await, said)
    };
    match tokio::time::timeout(within, ending).await {
        Err(_) => Err(SpeakFault::TooLong(program(), within)),
        Ok((Err(fault), _)) => Err(SpeakFault::NotRun(program(), fault)),
        Ok((Ok(status), _)) if status.success() => Ok(()),
        Ok((Ok(status), said)) => {
            let said = String::from_utf8_lossy(&said);
            let said = said.lines().last().map_or_else(String::new, |line| format!(": {}", line.trim()));
            Err(SpeakFault::Failed { program: program(), status, said })
        }
    }
}
