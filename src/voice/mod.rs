//! Prompts become sound once: a recorded file where there is one, else what the settings' command speaks, kept by what it was made from and
//! made ahead of every call. Nobody waits for a sound: one that is not there yet is left to the platform's own voice.

mod cache;
mod id;
mod import;
mod level;
mod make;
mod recordings;
mod resample;
mod sound;
mod speak;
mod stock;
mod told;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use tokio::sync::{Mutex, Semaphore};

pub use cache::CacheFault;
pub use id::SoundId;
pub use import::{Delivered, Refusal, prepare};
pub use make::{Part, Unmade};
pub use recordings::{FOLDER, LIST, Recording, Recordings, bare, file_name};
pub use sound::{Sound, SoundFault};
pub use speak::SpeakFault;
pub use stock::{Line, State};
pub use told::{inspect, unmade};

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
    /// Whether it ever spoke: a command that did is not given up.
    has_spoken: AtomicBool,
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
        let cache = Cache::open(&settings.cache, settings.cache_size).await?;
        let voice = Self::of(settings, cache);
        for (milliseconds, id) in &voice.pauses {
            if !voice.cache.has(*id) {
                voice.cache.put(*id, Sound::silence(*milliseconds).to_wav()).await?;
            }
        }
        if let Some(tts) = &voice.settings.tts {
            voice.speaks.store(speak::is_there(tts).await, Ordering::Release);
        }
        Ok(voice)
    }

    /// Looks into the folder of sounds as it is: nothing is made, written or run.
    ///
    /// # Errors
    /// Where the folder is there and cannot be read.
    pub fn look(settings: config::Voice) -> Result<Self, CacheFault> {
        let cache = Cache::look(&settings.cache, settings.cache_size);
        let cache = cache.map_err(|fault| CacheFault::Folder(settings.cache.clone(), fault))?;
        Ok(Self::of(settings, cache))
    }

    fn of(settings: config::Voice, cache: Cache) -> Self {
        let pauses = (PAUSE_STEP..=PAUSE_MOST).step_by(usize::from(PAUSE_STEP));
        Self {
            speaks: AtomicBool::new(false),
            has_spoken: AtomicBool::new(false),
            cache,
            jobs: Semaphore::new(settings.jobs),
            turn: Mutex::new(()),
            desks: ArcSwap::default(),
            pauses: pauses
                .map(|milliseconds| (milliseconds, SoundId::of(&[b"pause", &milliseconds.to_le_bytes()])))
                .collect(),
            settings,
        }
    }

    /// Whether there is a command that speaks, and its program on this machine.
    #[must_use]
    pub fn speaks(&self) -> bool {
        self.speaks.load(Ordering::Acquire)
    }

    /// Learns what a menu says and which of that is there already; reads its recordings. Does not make anything yet: see [`Voice::make`].
    pub fn learn(&self, menu: &Menu, files: &dyn Files) -> Arc<Sounds> {
        let mut sounds = Sounds { pauses: self.pauses.clone(), ..Sounds::default() };
        let mut listed = HashSet::new();
        let recordings = Recordings::read(files);
        // Where nothing ever opens or closes, no moment is ever said: so for the apology of numbers that nobody has.
        let says_moments = !menu.calendars.is_empty();
        let vocabulary =
            menu.vocabulary().filter(|(prompt, _)| says_moments || !matches!(prompt, Prompt::Piece(_)));
        for (prompt, language) in vocabulary {
            let material = self.material(menu, prompt, language, files, &recordings);
            let Some((id, material)) = material else { continue };
            let is_there = self.cache.flag(id);
            // Words are kept, so that a sound that is taken away can be made again; a recording is read again when the menu is.
            let may_be_wanted = matches!(material, Material::Words(_)) || !is_there.load(Ordering::Acquire);
            if may_be_wanted && listed.insert(id) {
                let (is_there, material) = (Arc::clone(&is_there), Arc::new(material));
                sounds.jobs.push(Job { id, prompt, is_there, language, material });
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

    /// Touches every sound that a menu in service needs, so that no replica takes it, and makes room where the folder holds too much. Waits for
    /// the disk. What is gone is made again by [`Voice::make`].
    pub fn tend(&self) {
        let mut needed: HashSet<_> = self.pauses.values().copied().collect();
        for sounds in self.desks.load().values() {
            needed.extend(sounds.made.values().map(|entry| entry.id));
        }
        match self.cache.tend(&needed) {
            Ok(0) => {}
            Ok(over) => tracing::warn!(
                "the sounds that the menus in service need take {} MB more than CENTRALINO_VOICE_CACHE_SIZE allows; all of them are kept",
                over.div_ceil(1_000_000)
            ),
            Err(fault) => tracing::warn!("{fault}"),
        }
    }

    /// What a prompt is made from, and its id by that; none for what nobody can speak.
    fn material(
        &self,
        menu: &Menu,
        prompt: Prompt,
        language: Language,
        files: &dyn Files,
        recordings: &Recordings,
    ) -> Option<(SoundId, Material)> {
        let words = menu.words(prompt, language);
        let path = menu.recording(prompt, language).map(|recording| recording.path.to_string());
        let listed = || recordings.find(language, &words).and_then(Recordings::path);
        if let Some(path) = path.or_else(listed) {
            match self.recorded(files, &path) {
                Ok(made) => return Some(made),
                Err(fault) => {
                    tracing::warn!(
                        desk = &*menu.desk,
                        "the recording {path} {fault}; its words are spoken instead"
                    );
                }
            }
        }
        Some((self.spoken(language, &words)?, Material::Words(words.into_owned())))
    }

    /// A recorded file, looked at only where it was not before.
    fn recorded(&self, files: &dyn Files, path: &str) -> Result<(SoundId, Material), String> {
        let bytes = files.read(path).map_err(|fault| fault.to_string())?;
        let level = self.settings.level;
        let id = SoundId::of(&[b"recording", &level.to_le_bytes(), &bytes]);
        if !self.cache.has(id) {
            let sound = Sound::from_wav(&bytes).and_then(|sound| sound.prepared(level));
            sound.map_err(|fault| fault.to_string())?;
        }
        Ok((id, Material::Recording(bytes)))
    }

    /// The id of words as the command speaks them; none where no command is set, or there is nothing to say.
    fn spoken(&self, language: Language, words: &str) -> Option<SoundId> {
        let tts = self.settings.tts.as_ref().filter(|_| !words.trim().is_empty())?;
        let (command, level) = (tts.line(), self.settings.level.to_le_bytes());
        let parts: [&[u8]; 5] =
            [b"words", command.as_bytes(), &level, language.code().as_bytes(), words.as_bytes()];
        Some(SoundId::of(&parts))
    }
}

#[cfg(test)]
mod tests;
