use std::path::Path;
use std::sync::Mutex as Lock;
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::config::Tts;

/// A recording of a tone: what the test's command "speaks".
fn tone(folder: &Path) -> String {
    let path = folder.join("tone.wav");
    let samples = (0..8_000_u16).map(|n| (f32::from(n) * 0.4).sin() * 0.25).collect();
    std::fs::write(&path, Sound::of(samples).to_wav()).unwrap();
    path.display().to_string()
}

fn settings(folder: &TempDir, command: &str) -> config::Voice {
    config::Voice {
        tts: Some(Tts::read(command).unwrap()),
        level: -20.0,
        timeout: Duration::from_millis(500),
        jobs: 2,
        cache: folder.path().join("sounds"),
        cache_size: 1_000_000,
    }
}

async fn open(folder: &TempDir, command: &str) -> Arc<Voice> {
    Arc::new(Voice::open(settings(folder, command)).await.unwrap())
}

/// Sounds of a menu that says these words.
fn wanted(voice: &Voice, words: &[&str]) -> Sounds {
    let mut sounds = Sounds::default();
    for (number, words) in (0..).zip(words) {
        let id = SoundId::of(&[words.as_bytes()]);
        let is_there = voice.cache.flag(id);
        let material = Arc::new(Material::Words((*words).to_owned()));
        sounds.jobs.push(Job {
            id,
            prompt: Prompt::Text(crate::terms::TextId(number)),
            is_there: Arc::clone(&is_there),
            language: Language::It,
            material,
        });
        let prompt = Prompt::Text(crate::terms::TextId(number));
        sounds.made.insert((prompt, Language::It), Entry { id, is_there });
    }
    sounds
}

const FIRST: Prompt = Prompt::Text(crate::terms::TextId(0));

#[tokio::test]
async fn words_are_spoken_once_and_kept() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log");
    let command = format!(
        "sh -c 'echo \"$2\" >> {}; cp {} \"$1\"' sh {{file}} {{text}}",
        log.display(),
        tone(folder.path())
    );
    let voice = open(&folder, &command).await;
    let sounds = wanted(&voice, &["Prema 1; rm *", "Prema 2"]);
    assert_eq!(sounds.get(FIRST, Language::It), None, "not there yet");
    let told = Lock::new(Vec::new());
    assert_eq!(
        voice.make_part(&sounds, Part::Sentences, |progress| told.lock().unwrap().push(progress.made)).await,
        []
    );
    assert_eq!(*told.lock().unwrap(), [1, 2]);
    let id = sounds.get(FIRST, Language::It).unwrap();
    let wav = voice.read(id).await.unwrap().unwrap();
    assert!(wav.starts_with(b"RIFF") && wav.len() > 15_000, "{}", wav.len());
    let mut spoken: Vec<_> = std::fs::read_to_string(&log).unwrap().lines().map(str::to_owned).collect();
    spoken.sort();
    assert_eq!(spoken, ["Prema 1; rm *", "Prema 2"]);

    // Another process with the same folder has nothing left to do.
    let again = open(&folder, &command).await;
    let sounds = wanted(&again, &["Prema 1; rm *", "Prema 2"]);
    assert_eq!(sounds.progress(), Progress { made: 2, all: 2 });
    assert_eq!(again.make_part(&sounds, Part::Sentences, |_| panic!("nothing to make")).await, []);
    let left: Vec<_> = std::fs::read_dir(folder.path().join("sounds")).unwrap().collect();
    assert_eq!(left.len(), 2 + 8, "the sounds and the silences, and nothing unfinished");
}

#[tokio::test]
async fn a_command_that_hangs_fails_or_talks_nonsense_holds_nobody_up() {
    let folder = TempDir::new().unwrap();
    for command in [
        "sh -c 'sleep 60' sh {file} {text}",
        "sh -c 'echo no such voice >&2; exit 3' sh {file} {text}",
        "sh -c 'true' sh {file} {text}",
        "sh -c 'echo hello > \"$1\"' sh {file} {text}",
        "sh -c 'yes >&2' sh {file} {text}",
    ] {
        let voice = open(&folder, command).await;
        let sounds = wanted(&voice, &["Prema 1", "Prema 2"]);
        let made = tokio::time::timeout(Duration::from_secs(5), voice.make(&sounds, |_| {})).await;
        let unmade = made.unwrap_or_else(|_| panic!("{command} holds everybody up"));
        assert_eq!(unmade.len(), 2, "{command}");
        assert!(unmade.iter().all(|one| one.why.contains("`sh`")), "{command}: {unmade:?}");
        assert_eq!(sounds.get(FIRST, Language::It), None);
    }
    let left: Vec<_> = std::fs::read_dir(folder.path().join("sounds")).unwrap().collect();
    assert_eq!(left.len(), 8, "only the silences: nothing unfinished stays");
}

#[tokio::test]
async fn a_command_that_talks_much_or_leaves_something_running_speaks_all_the_same() {
    let folder = TempDir::new().unwrap();
    let tone = tone(folder.path());
    for before in ["head -c 300000 /dev/zero >&2", "sleep 3 & true"] {
        let voice = open(&folder, &format!("sh -c '{before}; cp {tone} \"$1\"' sh {{file}} {{text}}")).await;
        let sounds = wanted(&voice, &[before]);
        assert_eq!(voice.make(&sounds, |_| {}).await, [], "{before}");
        assert!(sounds.get(FIRST, Language::It).is_some(), "{before}");
    }
}

#[tokio::test]
async fn without_the_program_nothing_is_tried_and_silences_are_there_all_the_same() {
    let folder = TempDir::new().unwrap();
    let voice = open(&folder, "no-such-program-anywhere {file} {text}").await;
    assert!(!voice.speaks());
    let sounds = wanted(&voice, &["Prema 1"]);
    assert_eq!(voice.make_part(&sounds, Part::Sentences, |_| panic!("nothing can be made")).await, []);
    let id = *voice.pauses.get(&500).unwrap();
    assert_eq!(voice.read(id).await.unwrap().unwrap().len(), 44 + 2 * 4_000);
    assert_eq!(voice.pauses.len(), 8);
}

#[tokio::test]
async fn a_sound_that_somebody_took_away_is_not_promised_again() {
    let folder = TempDir::new().unwrap();
    let voice =
        open(&folder, &format!("sh -c 'cp {} \"$1\"' sh {{file}} {{text}}", tone(folder.path()))).await;
    let sounds = wanted(&voice, &["Prema 1"]);
    voice.make(&sounds, |_| {}).await;
    let id = sounds.get(FIRST, Language::It).unwrap();
    std::fs::remove_file(folder.path().join("sounds").join(id.file_name())).unwrap();
    assert!(voice.read(id).await.unwrap().is_none());
    assert_eq!(sounds.get(FIRST, Language::It), None);
}

#[tokio::test]
async fn what_a_crash_left_unfinished_is_cleared_away_and_what_is_being_made_is_not() {
    let folder = TempDir::new().unwrap();
    let sounds = folder.path().join("sounds");
    std::fs::create_dir(&sounds).unwrap();
    let (old, new, other) = (sounds.join(".a-1-0.wav"), sounds.join(".b-1-0.wav"), sounds.join("notes.txt"));
    for path in [&old, &new, &other] {
        std::fs::write(path, "x").unwrap();
    }
    let file = std::fs::File::options().write(true).open(&old).unwrap();
    file.set_modified(std::time::UNIX_EPOCH).unwrap();
    open(&folder, "true {file} {text}").await;
    assert!(!old.exists() && new.exists() && other.exists());
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_says_what_to_set() {
    let folder = TempDir::new().unwrap();
    let mut settings = settings(&folder, "true {file} {text}");
    settings.cache = folder.path().join("file");
    std::fs::write(&settings.cache, "").unwrap();
    let fault = Voice::open(settings).await.unwrap_err().to_string();
    assert!(fault.contains("CENTRALINO_VOICE_CACHE"), "{fault}");
}

#[tokio::test]
async fn the_default_command_speaks_both_languages() {
    let folder = TempDir::new().unwrap();
    let default = crate::config::names::by_key("tts-command").unwrap().default.unwrap();
    let tts = Tts::read(default).unwrap();
    assert!(speak::is_there(&tts).await, "espeak-ng is not installed; the tests need it");
    for (language, words) in [(Language::It, "Prema 1, - oppure attenda"), (Language::En, "--version")] {
        let file = folder.path().join("spoken.wav");
        let sound = speak::speak(&tts, language, words, &file, -20.0, Duration::from_secs(10)).await.unwrap();
        assert!((300..10_000).contains(&sound.milliseconds()), "{} ms", sound.milliseconds());
        assert!((sound.level().unwrap() + 20.0).abs() < 0.5, "{:?}", sound.level());
        assert!(!file.exists());
    }
}

/// Whether a process still runs; one that has ended and that nobody has asked after does not.
fn runs(process: &str) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{}/stat", process.trim()));
    state.is_ok_and(|state| !state.rsplit(')').next().unwrap_or("").trim_start().starts_with('Z'))
}

#[tokio::test]
async fn what_a_wrapper_started_ends_with_it() {
    let folder = TempDir::new().unwrap();
    let tone = tone(folder.path());
    // One that hangs with its child, and one that ends and leaves its child running.
    for (ending, unmade) in [("wait", 1), ("cp TONE \"$1\"", 0)] {
        let children = folder.path().join("children");
        let ending = ending.replace("TONE", &tone);
        let command = format!(
            "sh -c 'case \"$1\" in --version) exit;; esac; sleep 300 >/dev/null 2>&1 & echo $! > {}; {ending}' sh {{file}} {{text}}",
            children.display()
        );
        let voice = open(&folder, &command).await;
        let sounds = wanted(&voice, &[&ending]);
        assert_eq!(voice.make(&sounds, |_| {}).await.len(), unmade, "{ending}");
        let child = std::fs::read_to_string(&children).unwrap();
        let end = crate::clock::Clock::system().deadline(Duration::from_secs(5));
        while runs(&child) {
            assert!(end.left() > Duration::ZERO, "{ending}: its child still runs");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

#[tokio::test]
async fn a_command_that_never_spoke_is_not_asked_for_hundreds_of_prompts() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log");
    let voice =
        open(&folder, &format!("sh -c 'echo x >> {}; exit 1' sh {{file}} {{text}}", log.display())).await;
    let words: Vec<_> = (0..100).map(|number| format!("Prema {number}")).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let sounds = wanted(&voice, &words);
    let unmade = voice.make(&sounds, |_| {}).await;
    assert_eq!(unmade.len(), 100, "all of them are told");
    let tried = std::fs::read_to_string(&log).unwrap().lines().count();
    assert!(tried <= 9, "tried {tried} times");
}

#[tokio::test]
async fn a_command_that_fails_for_some_words_speaks_the_others() {
    let folder = TempDir::new().unwrap();
    let tone = tone(folder.path());
    let command = format!("sh -c 'case \"$2\" in *7*) exit 1;; esac; cp {tone} \"$1\"' sh {{file}} {{text}}");
    let voice = open(&folder, &command).await;
    let words: Vec<_> = (70..80).chain(0..10).map(|number| format!("Prema {number}")).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let sounds = wanted(&voice, &words);
    voice.make(&wanted(&voice, &["Buongiorno"]), |_| {}).await;
    let unmade = voice.make(&sounds, |_| {}).await;
    assert_eq!(unmade.len(), 11, "it has spoken before, and is asked for every one: {unmade:?}");
}
