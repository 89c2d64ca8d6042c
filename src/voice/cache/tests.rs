//! What stays in a folder that is full, and what two replicas do to each other's sounds.

use tempfile::TempDir;

use super::*;

fn id(name: &str) -> SoundId {
    SoundId::of(&[name.as_bytes()])
}

/// Writes a sound of a hundred kilobytes that was last used so many hours ago.
fn sound(cache: &Cache, name: &str, hours: u64) -> SoundId {
    let path = cache.path(id(name));
    fs::write(&path, vec![0; 100_000]).unwrap();
    age(&path, hours);
    cache.flag(id(name)).store(true, Ordering::Release);
    id(name)
}

fn age(path: &Path, hours: u64) {
    let used = SystemTime::from(Clock::system().now()) - Duration::from_hours(hours);
    fs::File::options().append(true).open(path).unwrap().set_modified(used).unwrap();
}

#[tokio::test]
async fn a_full_folder_loses_what_was_not_used_for_longest() {
    let folder = TempDir::new().unwrap();
    let cache = Cache::open(folder.path(), 250_000).await.unwrap();
    let [older, oldest, old] =
        [("older", 20), ("oldest", 30), ("old", 10)].map(|(name, hours)| sound(&cache, name, hours));
    fs::write(folder.path().join("notes.txt"), vec![0; 900_000]).unwrap();
    assert_eq!(cache.tend(&HashSet::new()).unwrap(), 0);
    assert_eq!([older, oldest, old].map(|id| cache.has(id)), [true, false, true]);
    assert_eq!([older, oldest, old].map(|id| cache.path(id).exists()), [true, false, true]);
    assert!(folder.path().join("notes.txt").exists(), "what is no sound is nobody's business");
}

#[tokio::test]
async fn what_a_menu_needs_stays_however_old_and_is_touched_so_that_others_spare_it() {
    let folder = TempDir::new().unwrap();
    let cache = Cache::open(folder.path(), 50_000).await.unwrap();
    let [needed, other] = [("needed", 1_000), ("other", 3)].map(|(name, hours)| sound(&cache, name, hours));
    assert_eq!(cache.tend(&HashSet::from([needed])).unwrap(), 50_000, "it is told that all of it is needed");
    assert_eq!([needed, other].map(|id| cache.path(id).exists()), [true, false]);

    // A replica that does not need it sees that somebody does.
    let replica = Cache::open(folder.path(), 50_000).await.unwrap();
    replica.tend(&HashSet::new()).unwrap();
    assert!(replica.has(needed) && cache.path(needed).exists());
    age(&cache.path(needed), 3);
    replica.tend(&HashSet::new()).unwrap();
    assert!(!cache.path(needed).exists(), "nobody touched it for hours");
    cache.tend(&HashSet::from([needed])).unwrap();
    assert!(!cache.has(needed), "it is not promised any more, and is made again");
}

#[tokio::test]
async fn what_another_replica_made_is_found() {
    let folder = TempDir::new().unwrap();
    let one = Cache::open(folder.path(), 1_000_000).await.unwrap();
    let other = Cache::open(folder.path(), 1_000_000).await.unwrap();
    assert_ne!(one.unfinished(id("a")), other.unfinished(id("a")), "though both are one process here");
    let wav = crate::voice::Sound::silence(10).to_wav();
    one.put(id("a"), wav.clone()).await.unwrap();
    assert!(!other.has(id("a")));
    assert!(other.has_come(id("a")).await && other.has(id("a")));
    assert!(!other.has_come(id("b")).await);
    other.put(id("a"), wav.clone()).await.unwrap();
    assert_eq!(one.read(id("a")).await.unwrap().as_ref(), Some(&wav));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing unfinished is left");

    // The machine lost its power before all of it was on disk.
    fs::write(one.path(id("a")), &wav[..100]).unwrap();
    assert_eq!(one.read(id("a")).await.unwrap(), None);
    assert!(!one.has(id("a")) && !one.path(id("a")).exists(), "it is made again");
}

#[tokio::test]
async fn a_folder_that_is_only_looked_at_is_not_made() {
    let folder = TempDir::new().unwrap();
    let nowhere = folder.path().join("nowhere");
    let cache = Cache::look(&nowhere, 1_000_000).unwrap();
    assert!(!cache.has(id("a")) && !nowhere.exists());
}
