//! Prompts become sound once: a recorded file where there is one, else what the settings' command speaks, kept by what it was made from and
//! made ahead of every call. Nobody waits for a sound: one that is not there yet is left to the platform's own voice.

mod cache;
mod id;
mod make;
mod resample;
mod sound;
mod speak;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use tokio::sync::{Mutex, Semaphore};

pub use cache::CacheFault;
pub use id::SoundId;
pub use make::Part;
pub use sound::{Sound, SoundFault};
pub use speak::SpeakFault;

use self::cache::Cache;
use self::make::{Job, Material};
use crate::config;
use crate::menu::model::Menu;
use crate::menu::source::Files;
use crate::menu::words::Prompt;
use crate::terms::{Language, Version};

/// The pauses that exist as sound: multiples of this, milliseconds.
const PAUSE_STEP: u16 = 250;

/// The longest pause; milliseconds.
const PAUSE_MOST: u16 = 2_000;

/// All sounds of all desks.
pub struct Voice {
    settings: config::Voice,
    /// Whether the command's program is on this machine.
    speaks: AtomicBool,
    cache: Cache,
    /// Bounds how many commands run at the same time.
    jobs: Semaphore,
    /// One desk at a time is made, so that words that desks share are made once.
    turn: Mutex<()>,
    desks: ArcSwap<HashMap<Version, Arc<Sounds>>>,
    pauses: HashMap<u16, SoundId>,
}

impl std::fmt::Debug for Voice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Voice({} desks)", self.desks.load().len())
    }
}

/// The sounds of one menu.
#[derive(Debug, Default)]
pub struct Sounds {
    made: HashMap<(Prompt, Language), Entry>,
    jobs: Vec<Job>,
    pauses: HashMap<u16, SoundId>,
}

/// A sound, and whether it is there yet.
#[derive(Clone, Debug)]
struct Entry {
    id: SoundId,
    is_there: Arc<AtomicBool>,
}

/// How far the making of sounds has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Those that are there.
    pub made: usize,
    /// All.
    pub all: usize,
}

impl Sounds {
    /// The sound of a prompt, where it is there.
    #[must_use]
    pub fn get(&self, prompt: Prompt, language: Language) -> Option<SoundId> {
        match prompt {
            Prompt::Pause(milliseconds) => self.pauses.get(&milliseconds).copied(),
            Prompt::Text(_) | Prompt::Phrase(_) | Prompt::Piece(_) => {
                let entry = self.made.get(&(prompt, language))?;
                entry.is_there.load(Ordering::Acquire).then_some(entry.id)
            }
        }
    }

    /// How many of its sounds are there.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let made = self.made.values().filter(|entry| entry.is_there.load(Ordering::Acquire)).count();
        Progress { made, all: self.made.len() }
    }
}

impl Voice {
    /// Opens the folder of sounds, makes the silences, and sees whether the command's program is there.
    ///
    /// # Errors
    /// Where the folder cannot be made or written.
    pub async fn open(settings: config::Voice) -> Result<Self, CacheFault> {
        let cache = Cache::open(&settings.cache).await?;
        let mut pauses = HashMap::new();
        for milliseconds in (PAUSE_STEP..=PAUSE_MOST).step_by(usize::from(PAUSE_STEP)) {
            let id = SoundId::of(&[b"pause", &milliseconds.to_le_bytes()]);
            if !cache.has(id) {
                cache.put(id, &Sound::silence(milliseconds).to_wav()).await?;
            }
            pauses.insert(milliseconds, id);
        }
        let speaks = match &settings.tts {
            Some(tts) => speak::is_there(tts).await,
            None => false,
        };
        Ok(Self {
            speaks: AtomicBool::new(speaks),
            cache,
            jobs: Semaphore::new(settings.jobs),
            turn: Mutex::new(()),
            desks: ArcSwap::default(),
            pauses,
            settings,
        })
    }

    /// Whether there is a command that speaks, and its program on this machine.
    #[must_use]
    pub fn speaks(&self) -> bool {
        self.speaks.load(Ordering::Acquire)
    }

    /// Learns what a menu says and which of that is there already; reads its recordings. Does not make anything yet: see [`Voice::make`].
    pub fn learn(&self, menu: &Menu, files: &dyn Files) -> Arc<Sounds> {
        let mut sounds = Sounds { pauses: self.pauses.clone(), ..Sounds::default() };
        let mut missing = HashSet::new();
        // Where nothing ever opens or closes, no moment is ever said: so for the apology of numbers that nobody has.
        let says_moments = !menu.calendars.is_empty();
        let vocabulary =
            menu.vocabulary().filter(|(prompt, _)| says_moments || !matches!(prompt, Prompt::Piece(_)));
        for (prompt, language) in vocabulary {
            let material = self.material(menu, prompt, language, files);
            let Some((id, material)) = material else { continue };
            let is_there = self.cache.flag(id);
            if !is_there.load(Ordering::Acquire) && missing.insert(id) {
                let material = Arc::new(material);
                let part = if matches!(prompt, Prompt::Piece(_)) { Part::Pieces } else { Part::Sentences };
                sounds.jobs.push(Job { id, part, is_there: Arc::clone(&is_there), language, material });
            }
            sounds.made.insert((prompt, language), Entry { id, is_there });
        }
        let sounds = Arc::new(sounds);
        self.desks.rcu(|desks| {
            let mut desks = HashMap::clone(desks);
            desks.insert(menu.version, Arc::clone(&sounds));
            desks
        });
        sounds
    }

    /// The sounds of a menu that was learnt.
    #[must_use]
    pub fn sounds(&self, version: Version) -> Option<Arc<Sounds>> {
        self.desks.load().get(&version).map(Arc::clone)
    }

    /// Forgets menus that no call is on any more. Their files stay: the next menu most likely says the same.
    pub fn forget(&self, is_old: impl Fn(Version) -> bool) {
        self.desks.rcu(|desks| {
            let mut desks = HashMap::clone(desks);
            desks.retain(|version, _| !is_old(*version));
            desks
        });
    }

    /// How far all desks together have come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.desks.load().values().map(|sounds| sounds.progress()).fold(Progress::default(), |sum, one| {
            Progress { made: sum.made + one.made, all: sum.all + one.all }
        })
    }

    /// A sound as a WAV file; none where there is none of this id.
    ///
    /// # Errors
    /// Where the file is there but cannot be read.
    pub async fn read(&self, id: SoundId) -> Result<Option<Vec<u8>>, CacheFault> {
        self.cache.read(id).await
    }

    /// What a prompt is made from, and its id by that; none for what nobody can speak.
    fn material(
        &self,
        menu: &Menu,
        prompt: Prompt,
        language: Language,
        files: &dyn Files,
    ) -> Option<(SoundId, Material)> {
        if let Some(path) = menu.recording(prompt, language) {
            match files
                .read(path)
                .map_err(|fault| fault.to_string())
                .and_then(|bytes| Sound::from_wav(&bytes).map(|_| bytes).map_err(|fault| fault.to_string()))
            {
                Ok(bytes) => return Some((SoundId::of(&[b"recording", &bytes]), Material::Recording(bytes))),
                Err(fault) => {
                    tracing::warn!(
                        desk = &*menu.desk,
                        "the recording {path} {fault}; its words are spoken instead"
                    );
                }
            }
        }
        let words = menu.words(prompt, language);
        let tts = self.settings.tts.as_ref()?;
        if words.trim().is_empty() {
            return None;
        }
        let (command, gain) = (tts.line(), self.settings.gain.to_le_bytes());
        let parts: [&[u8]; 5] =
            [b"words", command.as_bytes(), &gain, language.code().as_bytes(), words.as_bytes()];
        Some((SoundId::of(&parts), Material::Words(words.into_owned())))
    }
}

#[cfg(test)]
mod tests;
