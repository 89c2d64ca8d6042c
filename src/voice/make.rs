//! Makes the sounds of a menu that are not there yet, a few at a time. What cannot be made is told and left to the platform's own voice.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::JoinSet;

use super::speak::{SpeakFault, speak};
use super::{CacheFault, Progress, Sound, SoundFault, SoundId, Sounds, Voice};
use crate::menu::words::Prompt;
use crate::terms::Language;

/// A command that fails so many times before it ever spoke is not asked for the rest: with a time-out each, that would take hours.
const GIVE_UP: usize = 5;

/// A part of what a menu says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Texts and phrases: what a caller hears first.
    Sentences,
    /// Pieces of dates, times and numbers: many, and heard by few.
    Pieces,
}

impl Part {
    /// The part that a prompt belongs to.
    #[must_use]
    pub const fn of(prompt: Prompt) -> Self {
        match prompt {
            Prompt::Piece(_) => Self::Pieces,
            Prompt::Text(_) | Prompt::Phrase(_) | Prompt::Pause(_) => Self::Sentences,
        }
    }
}

/// A sound to be made.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) id: SoundId,
    /// The first prompt that says it.
    pub(super) prompt: Prompt,
    pub(super) is_there: Arc<AtomicBool>,
    pub(super) language: Language,
    pub(super) material: Arc<Material>,
}

/// What a sound is made from.
#[derive(Debug)]
pub(super) enum Material {
    /// A recorded file.
    Recording(Vec<u8>),
    /// Words for the command.
    Words(String),
}

/// A prompt that could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmade {
    /// Which.
    pub prompt: Prompt,
    /// In which language.
    pub language: Language,
    /// Why, in the program's own words.
    pub why: String,
}

/// Why a sound was not made.
#[derive(Debug, thiserror::Error)]
enum MakeFault {
    #[error(transparent)]
    Speak(#[from] SpeakFault),
    #[error("the recording {0}")]
    Recording(#[from] SoundFault),
    #[error(transparent)]
    Cache(#[from] CacheFault),
    #[error("no command speaks")]
    NoCommand,
}

impl Voice {
    /// Makes what is missing; `told` hears of each sound that came. Returns what could not be made.
    pub async fn make(
        self: &Arc<Self>,
        sounds: &Sounds,
        told: impl Fn(Progress) + Send + Sync,
    ) -> Vec<Unmade> {
        let mut unmade = self.make_part(sounds, Part::Sentences, &told).await;
        unmade.extend(self.make_part(sounds, Part::Pieces, &told).await);
        unmade
    }

    /// Makes what is missing of one part; `told` hears of each sound that came. Returns what could not be made.
    pub async fn make_part(
        self: &Arc<Self>,
        sounds: &Sounds,
        part: Part,
        told: impl Fn(Progress) + Send,
    ) -> Vec<Unmade> {
        let _turn = self.turn.lock().await;
        // Without the program every word would fail alike: that is told once, at start.
        let can_be_made = |job: &&Job| self.speaks() || matches!(*job.material, Material::Recording(_));
        let is_missing = |job: &&Job| Part::of(job.prompt) == part && !job.is_there.load(Ordering::Acquire);
        let mut jobs: VecDeque<Job> =
            sounds.jobs.iter().filter(is_missing).filter(can_be_made).cloned().collect();
        let mut making = JoinSet::new();
        let mut progress = sounds.progress();
        let mut unmade: Vec<Unmade> = Vec::new();
        loop {
            while making.len() < self.settings.jobs
                && let Some(job) = jobs.pop_front()
            {
                let voice = Arc::clone(self);
                making.spawn(async move {
                    let _place = voice.jobs.acquire().await;
                    let made = voice.make_one(&job).await.map_err(|fault| fault.to_string());
                    (job, made)
                });
            }
            let Some(ended) = making.join_next().await else { break };
            // A task that panicked has been told of by the runtime.
            let Ok((job, made)) = ended else { continue };
            match made {
                Ok(()) => {
                    progress.made += 1;
                    self.has_spoken.store(true, Ordering::Release);
                }
                Err(why) => {
                    unmade.push(Unmade { prompt: job.prompt, language: job.language, why });
                    let is_hopeless = !self.has_spoken.load(Ordering::Acquire) && unmade.len() >= GIVE_UP;
                    if is_hopeless || !self.speaks() {
                        unmade.extend(left_alone(&mut jobs, &unmade));
                    }
                }
            }
            told(progress);
        }
        unmade
    }

    async fn make_one(&self, job: &Job) -> Result<(), MakeFault> {
        if self.cache.has_come(job.id).await {
            return Ok(());
        }
        let sound = match &*job.material {
            Material::Recording(bytes) => Sound::from_wav(bytes)?.prepared(self.settings.level)?,
            Material::Words(words) => {
                let tts = self.settings.tts.as_ref().filter(|_| self.speaks()).ok_or(MakeFault::NoCommand)?;
                let file = self.cache.unfinished(job.id);
                let (level, within) = (self.settings.level, self.settings.timeout);
                let spoken = speak(tts, job.language, words, &file, level, within).await;
                if let Err(SpeakFault::NoProgram(_)) = &spoken {
                    self.speaks.store(false, Ordering::Release);
                }
                spoken?
            }
        };
        Ok(self.cache.put(job.id, sound.to_wav()).await?)
    }
}

/// The jobs that are given up, for the reason of the last that was tried.
fn left_alone(jobs: &mut VecDeque<Job>, tried: &[Unmade]) -> Vec<Unmade> {
    let why = tried.last().map(|last| last.why.clone()).unwrap_or_default();
    let (words, recordings): (VecDeque<_>, VecDeque<_>) =
        jobs.drain(..).partition(|job| matches!(*job.material, Material::Words(_)));
    *jobs = recordings;
    words
        .into_iter()
        .map(|job| Unmade { prompt: job.prompt, language: job.language, why: why.clone() })
        .collect()
}
