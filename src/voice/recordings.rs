//! The recordings beside the menus: a folder with a list that says which words each file was recorded for. A prompt takes the recording of its
//! very words, wherever they stand in a menu, so nothing in a menu names a file, and words that change are never said by an old recording.

use std::collections::HashMap;

use encoding_rs::WINDOWS_1252;
use ring::digest::{SHA256, digest};

use crate::menu::source::{FileFault, Files};
use crate::terms::Language;

/// The folder of recordings, beside the menu files.
pub const FOLDER: &str = "recordings";

/// Its list.
pub const LIST: &str = "recordings/recordings.csv";

/// The columns of the list.
const COLUMNS: [&str; 4] = ["name", "language", "words", "file"];

/// One recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// The prompt's name when it was recorded.
    pub name: String,
    /// The language.
    pub language: Language,
    /// The words that were recorded.
    pub words: String,
    /// The file, in the folder.
    pub file: String,
    /// Its line in the list, from 1.
    pub line: u64,
}

/// All recordings beside the menus of a folder.
#[derive(Clone, Debug, Default)]
pub struct Recordings {
    all: Vec<Recording>,
    by_words: HashMap<(Language, String), usize>,
    /// What is wrong with the list, with the line.
    pub faults: Vec<(u64, String)>,
}

/// What makes words the same words: letters and figures. A comma more, or a capital less, needs no new recording.
#[must_use]
pub fn bare(words: &str) -> String {
    let mut bare = String::with_capacity(words.len());
    for word in words.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !bare.is_empty() {
            bare.push(' ');
        }
        bare.extend(word.chars().flat_map(char::to_lowercase));
    }
    bare
}

/// The file that the recording of these words is delivered in. Four digits tell the words, so a file recorded for others is never taken for it.
#[must_use]
pub fn file_name(name: &str, language: Language, words: &str) -> String {
    let hash = digest(&SHA256, format!("{}:{}", language.code(), bare(words)).as_bytes());
    let told = hash.as_ref().iter().take(2).fold(0_u16, |told, byte| told << 8 | u16::from(*byte));
    format!("{name}-{}-{told:04x}.wav", language.code())
}

impl Recordings {
    /// Reads the list; where there is none, there are no recordings.
    #[must_use]
    pub fn read(files: &dyn Files) -> Self {
        match files.read(LIST) {
            Ok(bytes) => Self::parse(&bytes),
            Err(FileFault::Missing) => Self::default(),
            Err(fault) => {
                Self { faults: vec![(1, format!("the list of recordings {fault}"))], ..Self::default() }
            }
        }
    }

    /// Reads a list, as this program or a spreadsheet wrote it.
    fn parse(bytes: &[u8]) -> Self {
        let mut read = Self::default();
        let text = decoded(bytes);
        let first = text.lines().next().unwrap_or("");
        let delimiter = if first.contains(';') { b';' } else { b',' };
        let mut rows =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
        let columns: Vec<_> = match rows.headers() {
            Ok(header) => COLUMNS.map(|name| header.iter().position(|column| bare(column) == name)).to_vec(),
            Err(_) => vec![None; COLUMNS.len()],
        };
        let [Some(name), Some(language), Some(words), Some(file)] = columns.as_slice() else {
            read.faults.push((1, format!("the first line must name the columns {}", COLUMNS.join(", "))));
            return read;
        };
        for row in rows.records() {
            let row = match row {
                Ok(row) => row,
                Err(fault) => {
                    let line = fault.position().map_or(1, csv::Position::line);
                    read.faults.push((line, "the line cannot be read as CSV".to_owned()));
                    continue;
                }
            };
            let line = row.position().map_or(1, csv::Position::line);
            let cell = |column: &usize| row.get(*column).unwrap_or("").trim().to_owned();
            let Some(language) = Language::from_code(&cell(language).to_lowercase()) else {
                read.faults.push((line, format!("`{}` is no language", cell(language))));
                continue;
            };
            read.add(Recording { name: cell(name), language, words: cell(words), file: cell(file), line });
        }
        read
    }

    /// Adds a recording; one of the same words takes the other's place.
    pub fn add(&mut self, recording: Recording) {
        let key = (recording.language, bare(&recording.words));
        if let Some(known) = self.by_words.get(&key).and_then(|place| self.all.get_mut(*place)) {
            *known = recording;
        } else {
            self.by_words.insert(key, self.all.len());
            self.all.push(recording);
        }
    }

    /// The recording of these words.
    #[must_use]
    pub fn find(&self, language: Language, words: &str) -> Option<&Recording> {
        self.by_words.get(&(language, bare(words))).and_then(|place| self.all.get(*place))
    }

    /// What was last recorded under a name.
    #[must_use]
    pub fn named(&self, name: &str, language: Language) -> Option<&Recording> {
        self.all.iter().rev().find(|one| one.name == name && one.language == language)
    }

    /// Where a recording lies, beside the menu file; none where its name leads elsewhere.
    #[must_use]
    pub fn path(recording: &Recording) -> Option<String> {
        let plain = !recording.file.is_empty() && !recording.file.contains(['/', '\\']);
        plain.then(|| format!("{FOLDER}/{}", recording.file))
    }

    /// The list, as it is written: with a mark by which spreadsheets know UTF-8.
    ///
    /// # Errors
    /// What the CSV writer says.
    pub fn list(&self) -> Result<Vec<u8>, csv::Error> {
        let mut out = "\u{feff}".as_bytes().to_vec();
        {
            let mut rows = csv::WriterBuilder::new().delimiter(b';').from_writer(&mut out);
            rows.write_record(COLUMNS)?;
            for one in &self.all {
                rows.write_record([&one.name, one.language.code(), &one.words, &one.file])?;
            }
            rows.flush()?;
        }
        Ok(out)
    }
}

/// UTF-8, or what old spreadsheets write on Windows.
fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(name: &str, words: &str) -> Recording {
        let file = file_name(name, Language::It, words);
        Recording { name: name.to_owned(), language: Language::It, words: words.to_owned(), file, line: 2 }
    }

    #[test]
    fn words_are_the_same_for_all_their_commas_and_capitals_and_no_others() {
        let same = ["Il servizio è chiuso.", "il servizio, è chiuso", "«Il servizio» – È CHIUSO!"];
        for words in same {
            assert_eq!(bare(words), "il servizio è chiuso");
            assert_eq!(file_name("a", Language::It, words), file_name("a", Language::It, same[0]));
        }
        assert_ne!(bare("alle 15"), bare("alle 1 5"));
        assert_ne!(file_name("a", Language::It, "Uno"), file_name("a", Language::It, "Due"));
        assert_ne!(file_name("a", Language::It, "no"), file_name("a", Language::En, "no"));
        let name = file_name("giustizia-greeting", Language::It, "Buongiorno.");
        assert!(name.starts_with("giustizia-greeting-it-"), "{name}");
        assert_eq!(name.len(), "giustizia-greeting-it-0000.wav".len());
    }

    #[test]
    fn the_list_reads_back_also_after_a_spreadsheet_had_it() {
        let mut recordings = Recordings::default();
        recordings.add(recording("saluto", "Buongiorno; è l'ora, \"prego\"."));
        recordings.add(recording("commiato", "Più tardi."));
        let written = recordings.list().unwrap();
        let text = String::from_utf8(written.clone()).unwrap();
        assert!(text.starts_with('\u{feff}'));
        let windows = WINDOWS_1252.encode(text.trim_start_matches('\u{feff}')).0.into_owned();
        let commas = {
            let mut out = Vec::new();
            let mut rows = csv::Writer::from_writer(&mut out);
            rows.write_record(["Language", "name", "words", "file", "notes"]).unwrap();
            for one in &recordings.all {
                rows.write_record(["IT", &one.name, &one.words, &one.file, ""]).unwrap();
            }
            rows.flush().unwrap();
            drop(rows);
            out
        };
        for bytes in [written, windows, commas] {
            let read = Recordings::parse(&bytes);
            assert_eq!(read.faults, []);
            let found = read.find(Language::It, "buongiorno è l'ora prego").unwrap();
            assert_eq!(found.name, "saluto");
            assert_eq!(read.named("commiato", Language::It).unwrap().words, "Più tardi.");
            assert!(read.find(Language::En, "Più tardi.").is_none());
        }
    }

    #[test]
    fn a_list_that_is_none_is_told_with_its_line() {
        let read = Recordings::parse(b"a;b\n1;2\n");
        assert_eq!(
            read.faults,
            [(1, "the first line must name the columns name, language, words, file".to_owned())]
        );
        let read = Recordings::parse(b"name;language;words;file\nx;de;Guten Tag;x.wav\ny;it;Ciao;y.wav\n");
        assert_eq!(read.faults, [(2, "`de` is no language".to_owned())]);
        assert!(read.find(Language::It, "ciao").is_some());
        assert!(Recordings::parse(b"").find(Language::It, "").is_none());
    }

    #[test]
    fn a_file_name_never_leads_out_of_the_folder() {
        let mut one = recording("a", "b");
        assert!(Recordings::path(&one).unwrap().starts_with("recordings/a-it-"));
        for wrong in ["../../etc/passwd", "", "it\\a.wav"] {
            wrong.clone_into(&mut one.file);
            assert_eq!(Recordings::path(&one), None);
        }
    }
}
