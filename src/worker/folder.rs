//! The folder of menus, as it is read at start and whenever something in it changes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::calls::{self, Published};
use crate::files;
use crate::menu::check_all;
use crate::menu::diagnostic::{Diagnostic, sort, text};
use crate::menu::source::Source;
use crate::voice::{self, Sounds, Voice};

/// What the files below a folder look like from outside: a change of any of them is another fingerprint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint(BTreeMap<PathBuf, (u64, Option<SystemTime>)>);

/// The most files that are looked at; a folder with more is somebody's whole disk.
const MOST_FILES: usize = 10_000;

/// The most folders, for the same reason; and because two links that lead back up would never end.
const MOST_FOLDERS: usize = 1_000;

/// Looks at every file below the folder, names that begin with a dot left out: editors keep their unfinished files there.
#[must_use]
pub fn fingerprint(folder: &Path) -> Fingerprint {
    let mut seen = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    for _ in 0..MOST_FOLDERS {
        let Some(folder) = folders.pop() else { break };
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.filter_map(Result::ok) {
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            // A link counts as what it leads to: that is how orchestrators swap a whole folder.
            let Ok(about) = std::fs::metadata(entry.path()) else { continue };
            if about.is_dir() {
                folders.push(entry.path());
            } else if seen.len() < MOST_FILES {
                seen.insert(entry.path(), (about.len(), about.modified().ok()));
            }
        }
    }
    Fingerprint(seen)
}

/// The desks of a folder, and what is wrong with them.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Those that can serve.
    pub desks: Vec<Published>,
    /// The names of menu files that cannot.
    pub broken: Vec<Arc<str>>,
    /// All that is wrong, warnings too.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Learns what the desks say, recordings beside the menu files among it.
    pub fn learn(&self, voice: &Voice) -> Vec<Arc<Sounds>> {
        let learn = |desk: &Published| {
            let folder = files::Folder::of(Path::new(&*desk.sources.name));
            voice.learn(&desk.menu, &folder)
        };
        self.desks.iter().map(learn).collect()
    }

    /// What is wrong, as text with the guilty words underlined; empty where nothing is.
    #[must_use]
    pub fn told(&self) -> String {
        text(&self.diagnostics, &files::texts(&self.diagnostics))
    }
}

/// Reads every menu file of a folder. A file with a mistake is broken, and so is the second of two that claim one desk or number: by
/// their names, but whichever serves already, among `serving`, comes before any that does not, so that a copy never takes over.
#[must_use]
pub fn load(folder: &Path, serving: &[Arc<str>]) -> Loaded {
    let mut loaded = Loaded::default();
    match files::menu_files(folder) {
        Ok(files) if files.is_empty() => loaded.diagnostics.push(files::none_in(folder)),
        Ok(files) => files.iter().for_each(|file| loaded.add(file)),
        Err(fault) => loaded.diagnostics.push(Source::refused(&folder.to_string_lossy(), &fault)),
    }
    // Stable: by name within each half.
    loaded.desks.sort_by_key(|desk| !serving.contains(&desk.sources.name));
    loaded.leave_out_second();
    loaded
}

impl Loaded {
    fn add(&mut self, file: &Path) {
        let source = match files::read_source(file) {
            Ok(source) => source,
            Err(fault) => {
                self.broken.push(Arc::clone(&fault.file));
                self.diagnostics.push(*fault);
                return;
            }
        };
        let folder = files::Folder::of(file);
        let (desk, mut found) = calls::read(&source, &folder);
        found.extend(desk.iter().flat_map(|desk| voice::inspect(&desk.menu, &folder)).collect::<Vec<_>>());
        let desk = desk.filter(|_| !found.iter().any(Diagnostic::is_error));
        sort(&mut found);
        self.diagnostics.extend(found);
        match desk {
            Some(desk) => self.desks.push(desk),
            None => self.broken.push(Arc::clone(&source.name)),
        }
    }

    /// Takes what served before in the place of broken files, but for what would take a desk or a number from another.
    pub(super) fn stand_in(&mut self, proven: Vec<Published>) {
        self.desks.extend(proven);
        self.leave_out_second();
    }

    /// What only several desks together show.
    fn leave_out_second(&mut self) {
        loop {
            let menus: Vec<_> = self.desks.iter().map(|desk| &*desk.menu).collect();
            let found = check_all(&menus);
            let before = self.desks.len();
            for one in found.iter().filter(|one| one.is_error()) {
                self.desks.retain(|desk| desk.sources.name != one.file);
                if !self.broken.contains(&one.file) {
                    self.broken.push(Arc::clone(&one.file));
                }
            }
            self.diagnostics
                .extend(found.into_iter().filter(|one| !self.diagnostics.contains(one)).collect::<Vec<_>>());
            if self.desks.len() == before {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn links_that_lead_back_up_come_to_an_end() {
        let folder = tempfile::TempDir::new().unwrap();
        for link in ["a", "b"] {
            std::os::unix::fs::symlink(folder.path(), folder.path().join(link)).unwrap();
        }
        let before = fingerprint(folder.path());
        std::fs::write(folder.path().join("menu.yaml"), "desk: x").unwrap();
        assert_ne!(fingerprint(folder.path()), before, "what lies there is still seen");
    }
}
