//! Every `broken/NAME.yaml` is a menu with a mistake in it, and `broken/NAME.txt` what an admin is told, word for word.
//!
//! With `CENTRALINO_BLESS=1` the texts are written anew; read them, as an admin would, before they are committed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use centralino::menu::diagnostic::{Diagnostic, Texts, text};
use centralino::menu::load;
use centralino::menu::source::{FileFault, Files, Source};

#[test]
fn every_mistake_is_told_as_its_page_says() {
    let bless = std::env::var_os("CENTRALINO_BLESS").is_some();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for path in fixtures() {
        let told = told(&path);
        let page = path.with_extension("txt");
        if bless {
            fs::write(&page, &told).unwrap();
        }
        let expected = fs::read_to_string(&page).unwrap_or_default();
        if told != expected {
            wrong.push(format!("=== {}\n--- expected\n{expected}\n--- told\n{told}", path.display()));
        }
        seen += 1;
    }
    assert!(seen > 30, "the fixtures were not found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_flood_of_mistakes_is_told_in_part_and_at_once() {
    let wrong: Vec<_> = (0..20_000).map(|number| format!("\n  - {{ nobody: {number} }}")).collect();
    let many: Vec<_> = (0..20_000).map(|number| format!("\n  - 7{number:05}")).collect();
    for (numbers, last) in [
        (wrong.concat(), "more is wrong than this: only 1000 mistakes are told at once"),
        (many.concat(), "`numbers` has more than 1000 entries"),
    ] {
        let menu = format!(
            "desk: prova\ntitle: Prova\nnumbers:{numbers}\nhours: {{ h: {{ mon: 08:00-09:00, holidays: closed }} }}\n\
             menu: {{ keys: {{ 1: hangup }} }}\n"
        );
        let source = Source::read("flood.yaml", menu.as_bytes()).unwrap();
        let (menu, found) = load(&source, &Beside(PathBuf::new()));
        assert!(menu.is_none());
        assert!(found.len() <= 1_001, "{}", found.len());
        assert!(found.iter().any(|said| said.message == last), "{last}");
        assert!(text(&found, &Texts::gather(&found, |_| Some(source.text.clone()))).contains(last));
    }
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/menus/broken");
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    found.sort();
    found
}

/// What the command line prints of a menu.
fn told(path: &Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let bytes = fs::read(path).unwrap();
    let beside = Beside(path.parent().unwrap().to_owned());
    let (found, menu) = match Source::read(&name, &bytes) {
        Err(fault) => (vec![*fault], None),
        Ok(source) => {
            let (menu, found) = load(&source, &beside);
            (found, menu)
        }
    };
    assert_eq!(
        menu.is_none(),
        found.iter().any(Diagnostic::is_error),
        "{name}: a menu comes of a file if and only if nothing in it is an error"
    );
    let texts = Texts::gather(&found, |file| {
        let text = fs::read_to_string(beside.0.join(file)).ok()?;
        Some(Arc::from(text.strip_prefix('\u{feff}').unwrap_or(&text)))
    });
    text(&found, &texts)
}

/// The folder of the fixtures.
struct Beside(PathBuf);

impl Files for Beside {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileFault> {
        fs::read(self.0.join(path)).map_err(|_| FileFault::Missing)
    }

    fn exists(&self, path: &str) -> bool {
        self.0.join(path).is_file()
    }
}
