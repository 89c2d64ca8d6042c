//! Makes the sounds of a menu that are not there yet, a few at a time. What cannot be made is told once and left to the platform's own voice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::JoinSet;

use super::speak::{SpeakFault, speak};
use super::{CacheFault, Progress, Sound, SoundFault, SoundId, Sounds, Voice};
use crate::terms::Language;

/// A part of what a menu says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Texts and phrases: what a caller hears first.
    Sentences,
    /// Pieces of dates, times and numbers: many, and heard by few.
    Pieces,
}

/// A sound to be made.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) id: SoundId,
    pub(super) part: Part,
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
    /// Makes what is missing; `told` hears of each sound that came. Returns how many could not be made.
    pub async fn make(self: &Arc<Self>, sounds: &Sounds, told: impl Fn(Progress) + Send + Sync) -> usize {
        let sentences = self.make_part(sounds, Part::Sentences, &told).await;
        sentences + self.make_part(sounds, Part::Pieces, &told).await
    }

    /// Makes what is missing of one part; `told` hears of each sound that came. Returns how many could not be made.
    pub async fn make_part(
        self: &Arc<Self>,
        sounds: &Sounds,
        part: Part,
        told: impl Fn(Progress) + Send,
    ) -> usize {
        let _turn = self.turn.lock().await;
        // Without the program every word would fail alike: that is told once, at start.
        let can_be_made = |job: &&Job| self.speaks() || matches!(*job.material, Material::Recording(_));
        let is_missing = |job: &&Job| !job.is_there.load(Ordering::Acquire);
        let jobs = sounds.jobs.iter().filter(|job| job.part == part).filter(is_missing).filter(can_be_made);
        let mut making = JoinSet::new();
        for job in jobs {
            let (voice, job) = (Arc::clone(self), job.clone());
            making.spawn(async move {
                let _place = voice.jobs.acquire().await.ok()?;
                let made = voice.make_one(&job).await;
                made.inspect_err(|fault| tracing::warn!("a prompt has no sound: {fault}")).ok()
            });
        }
        let mut progress = sounds.progress();
        let mut failed = 0;
        while let Some(ended) = making.join_next().await {
            match ended {
                Ok(Some(())) => progress.made += 1,
                Ok(None) | Err(_) => failed += 1,
            }
            told(progress);
            if failed > 0 && !self.speaks() {
                // The program went away: the rest would fail alike.
                making.abort_all();
            }
        }
        failed
    }

    async fn make_one(&self, job: &Job) -> Result<(), MakeFault> {
        let sound = match &*job.material {
            Material::Recording(bytes) => Sound::from_wav(bytes)?,
            Material::Words(words) => {
                let tts = self.settings.tts.as_ref().filter(|_| self.speaks()).ok_or(MakeFault::NoCommand)?;
                let file = self.cache.unfinished(job.id);
                let spoken =
                    speak(tts, job.language, words, &file, self.settings.gain, self.settings.timeout).await;
                if let Err(SpeakFault::NoProgram(_)) = &spoken {
                    self.speaks.store(false, Ordering::Release);
                }
                spoken?
            }
        };
        Ok(self.cache.put(job.id, &sound.to_wav()).await?)
    }
}
