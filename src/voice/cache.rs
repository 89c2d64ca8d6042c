//! The folder of sounds: a file for each, named by what it was made from, so none is ever changed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::SoundId;

/// The shortest file that can be a sound: the header alone.
const HEADER: u64 = 44;

/// Why the folder of sounds cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CacheFault {
    /// It cannot be made, or listed.
    #[error(
        "the folder of sounds {0} cannot be used: {1}; set CENTRALINO_VOICE_CACHE to one that can be written"
    )]
    Folder(PathBuf, std::io::Error),
    /// A sound cannot be written or read.
    #[error("the sound {0} cannot be written or read: {1}")]
    File(PathBuf, std::io::Error),
}

/// Longer than any sound takes to be made.
const ABANDONED: Duration = Duration::from_hours(1);

/// Whether an unfinished sound has not been written to for so long that nobody is at it any more.
async fn is_abandoned(entry: &tokio::fs::DirEntry) -> bool {
    let Ok(about) = entry.metadata().await else { return false };
    about.modified().ok().and_then(|moment| moment.elapsed().ok()).is_some_and(|age| age > ABANDONED)
}

/// The folder, and what is in it.
pub(super) struct Cache {
    folder: PathBuf,
    there: Mutex<HashMap<SoundId, Arc<AtomicBool>>>,
    unfinished: AtomicU64,
}

impl Cache {
    /// Opens the folder, makes it where it is not there, and lists it once.
    pub(super) async fn open(folder: &Path) -> Result<Self, CacheFault> {
        let fault = |fault| CacheFault::Folder(folder.to_owned(), fault);
        tokio::fs::create_dir_all(folder).await.map_err(fault)?;
        let mut there = HashMap::new();
        let mut entries = tokio::fs::read_dir(folder).await.map_err(fault)?;
        while let Some(entry) = entries.next_entry().await.map_err(fault)? {
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.starts_with('.'))
                && Path::new(&name).extension().is_some_and(|ending| ending == "wav")
                && is_abandoned(&entry).await
            {
                // Whoever made it has crashed; it may be gone by now, which is as well.
                let _ = tokio::fs::remove_file(entry.path()).await;
                continue;
            }
            let Some(id) = name.to_str().and_then(SoundId::from_file_name) else { continue };
            let is_whole = entry.metadata().await.is_ok_and(|about| about.is_file() && about.len() > HEADER);
            if is_whole {
                there.insert(id, Arc::new(AtomicBool::new(true)));
            }
        }
        Ok(Self { folder: folder.to_owned(), there: Mutex::new(there), unfinished: AtomicU64::new(0) })
    }

    /// Whether a sound is there, shared by all who ask, and turned when it comes.
    pub(super) fn flag(&self, id: SoundId) -> Arc<AtomicBool> {
        let mut there = self.there.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(there.entry(id).or_default())
    }

    pub(super) fn has(&self, id: SoundId) -> bool {
        self.flag(id).load(Ordering::Acquire)
    }

    /// Where a sound may be made before it has its name. No two are alike, in this process or in another.
    pub(super) fn unfinished(&self, id: SoundId) -> PathBuf {
        let count = self.unfinished.fetch_add(1, Ordering::Relaxed);
        self.folder.join(format!(".{id}-{}-{count}.wav", std::process::id()))
    }

    /// Keeps a sound: whole or not at all, also when another process makes the same one.
    pub(super) async fn put(&self, id: SoundId, wav: &[u8]) -> Result<(), CacheFault> {
        let unfinished = self.unfinished(id);
        let path = self.folder.join(id.file_name());
        let written = async {
            tokio::fs::write(&unfinished, wav).await?;
            tokio::fs::rename(&unfinished, &path).await
        };
        written.await.map_err(|fault| CacheFault::File(path.clone(), fault))?;
        self.flag(id).store(true, Ordering::Release);
        Ok(())
    }

    /// A sound's file. One that somebody took away is made again at the next start.
    pub(super) async fn read(&self, id: SoundId) -> Result<Option<Vec<u8>>, CacheFault> {
        let path = self.folder.join(id.file_name());
        match tokio::fs::read(&path).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
                let there = self.there.lock().unwrap_or_else(PoisonError::into_inner);
                there.get(&id).inspect(|flag| flag.store(false, Ordering::Release));
                Ok(None)
            }
            Err(fault) => Err(CacheFault::File(path, fault)),
        }
    }
}
