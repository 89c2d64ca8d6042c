//! The loudspeaker: sounds from the service's own voice, by whichever program of this machine plays them.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use tokio::runtime::Runtime;

use crate::config::{Options, Settings};
use crate::files::Folder;
use crate::menu::model::Menu;
use crate::menu::words::Prompt;
use crate::terms::Language;
use crate::voice::{Sounds, Voice};

/// Programs that play a WAV file, in the order in which they are tried, with what comes before the file's name.
const PLAYERS: [(&str, &[&str]); 2] = [("paplay", &[]), ("aplay", &["-q"])];

/// A loudspeaker.
pub(super) struct Speaker {
    player: (&'static str, &'static [&'static str]),
    sounds: Arc<Sounds>,
    cache: PathBuf,
    /// Sounds that are not there yet are made in its background.
    _runtime: Runtime,
}

/// A sound that is being played.
pub(super) struct Playing {
    child: Child,
}

impl Speaker {
    /// A loudspeaker, where there are a voice or recordings and a program that plays them. Without, prompts are read.
    pub(super) fn find(options: &Options, menu: &Menu, menu_file: &str) -> Option<Self> {
        let player = PLAYERS.into_iter().find(|(program, _)| is_there(program))?;
        let settings = Settings::load(options).ok()?.voice;
        let cache = settings.cache.clone();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().ok()?;
        let voice = Arc::new(runtime.block_on(Voice::open(settings)).ok()?);
        let sounds = voice.learn(menu, &Folder::of(Path::new(menu_file)));
        let making = Arc::clone(&sounds);
        runtime.spawn(async move { voice.make(&making, |_| {}).await });
        Some(Self { player, sounds, cache, _runtime: runtime })
    }

    /// Plays a prompt, if its sound is there.
    pub(super) fn play(&self, prompt: Prompt, language: Language) -> Option<Playing> {
        let sound = self.cache.join(self.sounds.get(prompt, language)?.file_name());
        let (program, options) = self.player;
        let child = Command::new(program)
            .args(options)
            .arg(sound)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        Some(Playing { child })
    }
}

impl Playing {
    /// Whether it is still heard.
    pub(super) fn is_playing(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Cuts it short.
    pub(super) fn stop(&mut self) {
        // It may have ended by itself meanwhile.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_there(program: &str) -> bool {
    let asked = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}
