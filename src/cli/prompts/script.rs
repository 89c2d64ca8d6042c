//! The script for whoever speaks: a CSV file that opens in a spreadsheet, with every wording once and the file's name to record it in.
//!
//! Semicolons and a byte order mark are what a spreadsheet in Italian needs to show columns and accents; `--commas` is for the others. Nothing
//! is read back from it, so nothing that a spreadsheet does to it can spoil a menu.

use std::path::Path;
use std::process::ExitCode;

use chrono::Datelike as _;

use super::list::kind_of;
use super::{Args, fail};
use crate::cli::FOUND;
use crate::clock::Clock;
use crate::menu::words::{Piece, Prompt};
use crate::voice::{Line, State};

/// How many years from now on are asked for; the voice can say more.
const YEARS: i32 = 5;

/// Writes the script of what is not recorded, or of everything.
pub(super) fn write(lines: &[Line], file: &Path, args: &Args) -> ExitCode {
    let this_year = Clock::system().now().year();
    let is_wanted = |line: &&Line| {
        (args.all || line.state != State::Recorded)
            && match line.prompt {
                Prompt::Piece(Piece::Year(year)) => (this_year..this_year + YEARS).contains(&i32::from(year)),
                Prompt::Piece(_) | Prompt::Text(_) | Prompt::Phrase(_) | Prompt::Pause(_) => true,
            }
    };
    let wanted: Vec<_> = lines.iter().filter(is_wanted).collect();
    let delimiter = if args.commas { b',' } else { b';' };
    let written = script(&wanted, delimiter)
        .map_err(|fault| fault.to_string())
        .and_then(|bytes| std::fs::write(file, bytes).map_err(|fault| fault.to_string()));
    if let Err(fault) = written {
        return fail(FOUND, &format!("{} cannot be written: {fault}", file.display()));
    }
    crate::cli::print(&format!(
        "{} prompts to record are in {}; each recording is a WAV file of the name in the last column, and\n\
         centralino prompts --import FOLDER takes them in\n",
        wanted.len(),
        file.display()
    ))
}

fn script(lines: &[&Line], delimiter: u8) -> Result<Vec<u8>, csv::Error> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    {
        let mut rows = csv::WriterBuilder::new().delimiter(delimiter).from_writer(&mut out);
        rows.write_record(["name", "language", "words", "where used", "state", "file name to record"])?;
        for line in lines {
            let heard = line.heard.join(", ");
            rows.write_record([
                &line.name,
                line.language.code(),
                &line.words,
                &heard,
                kind_of(line),
                &line.file,
            ])?;
        }
        rows.flush()?;
    }
    Ok(out)
}
