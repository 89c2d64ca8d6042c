//! The folder of sounds: a file for each, named by what it was made from, so none is ever changed.
//!
//! Several replicas may share one without a lock: a sound comes whole or not at all, two that make the same one write the same bytes, and what a
//! menu in service needs is touched so often that nobody's tidying takes it.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use ring::rand::{SecureRandom as _, SystemRandom};

use super::SoundId;
use crate::clock::Clock;

/// The shortest file that can be a sound: the header alone.
const HEADER: u64 = 44;

/// Why the folder of sounds cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CacheFault {
    /// It cannot be made, or listed.
    #[error(
        "the folder of sounds {0} cannot be used: {1}; set CENTRALINO_VOICE_CACHE to one that can be written"
    )]
    Folder(PathBuf, io::Error),
    /// A sound cannot be written or read.
    #[error("the sound {0} cannot be written or read: {1}")]
    File(PathBuf, io::Error),
}

/// Longer than any sound takes to be made.
const ABANDONED: Duration = Duration::from_hours(1);

/// A sound in use is touched when it was not for this long.
const TOUCHED: Duration = Duration::from_mins(15);

/// What was touched since then may be another replica's. Many times longer than a replica waits between two looks.
const SPARED: Duration = Duration::from_hours(2);

/// The folder, and what is in it.
pub(super) struct Cache {
    folder: PathBuf,
    /// How much it may hold; bytes.
    most: u64,
    there: Mutex<HashMap<SoundId, Arc<AtomicBool>>>,
    /// Tells this process's unfinished files from those of a replica in another container, which may have the same number.
    mark: String,
    unfinished: AtomicU64,
}

/// A file of the folder.
struct Kept {
    id: SoundId,
    path: PathBuf,
    size: u64,
    used: SystemTime,
}

impl Cache {
    /// Opens the folder, makes it where it is not there, and lists it once.
    pub(super) async fn open(folder: &Path, most: u64) -> Result<Self, CacheFault> {
        let fault = |fault| CacheFault::Folder(folder.to_owned(), fault);
        tokio::fs::create_dir_all(folder).await.map_err(fault)?;
        Self::look(folder, most).map_err(fault)
    }

    /// The folder as it is; one that is not there is empty.
    pub(super) fn look(folder: &Path, most: u64) -> io::Result<Self> {
        let there = match list(folder) {
            Ok(kept) => kept.into_iter().map(|kept| (kept.id, Arc::new(AtomicBool::new(true)))).collect(),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => HashMap::new(),
            Err(fault) => return Err(fault),
        };
        let mut mark = [0; 6];
        SystemRandom::new()
            .fill(&mut mark)
            .map_err(|_| io::Error::other("the system gives no random bytes"))?;
        let mark = SoundId::of(&[&mark]).to_string();
        Ok(Self {
            folder: folder.to_owned(),
            most,
            there: Mutex::new(there),
            mark,
            unfinished: AtomicU64::new(0),
        })
    }

    /// Whether a sound is there, shared by all who ask, and turned when it comes or goes.
    pub(super) fn flag(&self, id: SoundId) -> Arc<AtomicBool> {
        let mut there = self.there.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(there.entry(id).or_default())
    }

    pub(super) fn has(&self, id: SoundId) -> bool {
        self.flag(id).load(Ordering::Acquire)
    }

    /// Whether a sound is there by now, made by another replica.
    pub(super) async fn has_come(&self, id: SoundId) -> bool {
        let about = tokio::fs::metadata(self.path(id)).await;
        let is_there = about.is_ok_and(|about| about.is_file() && about.len() > HEADER);
        self.flag(id).store(is_there, Ordering::Release);
        is_there
    }

    /// Where a sound may be made before it has its name. No two are alike, in this process or in another.
    pub(super) fn unfinished(&self, id: SoundId) -> PathBuf {
        let count = self.unfinished.fetch_add(1, Ordering::Relaxed);
        self.folder.join(format!(".{id}-{}-{count}.wav", self.mark))
    }

    /// Keeps a sound: whole or not at all, also when another process makes the same one.
    pub(super) async fn put(&self, id: SoundId, wav: Vec<u8>) -> Result<(), CacheFault> {
        let (unfinished, path) = (self.unfinished(id), self.path(id));
        let to = path.clone();
        let written = tokio::task::spawn_blocking(move || {
            let written = fs::write(&unfinished, wav).and_then(|()| fs::rename(&unfinished, &to));
            written.inspect_err(|_| {
                // It may never have come to be.
                let _ = fs::remove_file(&unfinished);
            })
        });
        let written = written.await.unwrap_or_else(|fault| Err(io::Error::other(fault)));
        written.map_err(|fault| CacheFault::File(path, fault))?;
        self.flag(id).store(true, Ordering::Release);
        Ok(())
    }

    /// A sound's file. One that somebody took away, or that a loss of power cut short, is made again at the next look.
    pub(super) async fn read(&self, id: SoundId) -> Result<Option<Vec<u8>>, CacheFault> {
        let path = self.path(id);
        match tokio::fs::read(&path).await {
            Ok(bytes) if is_whole(&bytes) => Ok(Some(bytes)),
            Ok(_) => {
                // It is no loss, whoever takes it.
                let _ = tokio::fs::remove_file(&path).await;
                self.flag(id).store(false, Ordering::Release);
                Ok(None)
            }
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {
                let there = self.there.lock().unwrap_or_else(PoisonError::into_inner);
                there.get(&id).inspect(|flag| flag.store(false, Ordering::Release));
                Ok(None)
            }
            Err(fault) => Err(CacheFault::File(path, fault)),
        }
    }

    /// Touches what is needed, and makes room: of the rest, what was not used for longest goes first. Returns how many bytes more there are
    /// than there may be, all of them needed; to be called where waiting for a disk is allowed.
    pub(super) fn tend(&self, needed: &HashSet<SoundId>) -> Result<u64, CacheFault> {
        let fault = |fault| CacheFault::Folder(self.folder.clone(), fault);
        let mut kept = list(&self.folder).map_err(fault)?;
        let now = SystemTime::from(Clock::system().now());
        let age = |kept: &Kept| now.duration_since(kept.used).unwrap_or_default();
        let there: HashSet<_> = kept.iter().map(|kept| kept.id).collect();
        for id in needed {
            self.flag(*id).store(there.contains(id), Ordering::Release);
        }
        for used in kept.iter().filter(|kept| needed.contains(&kept.id) && age(kept) > TOUCHED) {
            let file = fs::File::options().append(true).open(&used.path);
            if let Err(fault) = file.and_then(|file| file.set_modified(now)) {
                tracing::debug!("{} cannot be touched: {fault}", used.path.display());
            }
        }
        let all: u64 = kept.iter().map(|kept| kept.size).sum();
        let mut over = all.saturating_sub(self.most);
        kept.retain(|kept| !needed.contains(&kept.id) && age(kept) > SPARED);
        kept.sort_by_key(|kept| kept.used);
        for old in kept {
            if over == 0 {
                break;
            }
            if fs::remove_file(&old.path).is_ok() {
                over = over.saturating_sub(old.size);
                let mut there = self.there.lock().unwrap_or_else(PoisonError::into_inner);
                there.remove(&old.id).inspect(|flag| flag.store(false, Ordering::Release));
            }
        }
        Ok(over)
    }

    fn path(&self, id: SoundId) -> PathBuf {
        self.folder.join(id.file_name())
    }
}

/// Whether a file is as long as its head says (RIFF: the length of what follows its first eight bytes).
fn is_whole(wav: &[u8]) -> bool {
    let length = wav.get(4..8).and_then(|length| <[u8; 4]>::try_from(length).ok()).map(u32::from_le_bytes);
    length.is_some_and(|length| usize::try_from(length).is_ok_and(|length| length + 8 == wav.len()))
}

/// The whole sounds of a folder. What a crash left unfinished is taken away.
fn list(folder: &Path) -> io::Result<Vec<Kept>> {
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        // It may be gone by now, by another replica's hand.
        let (Some(name), Ok(about)) = (name.to_str(), entry.metadata()) else { continue };
        let Ok(used) = about.modified() else { continue };
        if name.starts_with('.')
            && Path::new(name).extension().is_some_and(|ending| ending == "wav")
            && used.elapsed().is_ok_and(|age| age > ABANDONED)
        {
            let _ = fs::remove_file(entry.path());
            continue;
        }
        let Some(id) = SoundId::from_file_name(name) else { continue };
        if about.is_file() && about.len() > HEADER {
            kept.push(Kept { id, path: entry.path(), size: about.len(), used });
        }
    }
    Ok(kept)
}

#[cfg(test)]
#[path = "cache/tests.rs"]
mod tests;
