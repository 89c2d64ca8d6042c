//! A spreadsheet's bytes to text, its sign between cells, and the places of cells in it.

use std::ops::Range;

use encoding_rs::{Encoding, WINDOWS_1252};

/// The text of a file as spreadsheets write them: UTF-8 or UTF-16 with their marks, UTF-8 without, else Windows-1252, which
/// Italian Excel writes.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return text.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The sign between cells, and how many bytes at the beginning only tell it (Excel's `sep=;`).
pub(super) fn delimiter(text: &str) -> (u8, usize) {
    let first =
        text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    if let Some(&[delimiter]) = first.strip_prefix("sep=").map(str::as_bytes) {
        let told = text.find(first).unwrap_or(0) + first.len();
        return (delimiter, told);
    }
    let sign = [b';', b'\t', b','].into_iter().find(|sign| first.as_bytes().contains(sign));
    (sign.unwrap_or(b';'), 0)
}

/// The bytes of a cell in a row's raw text, without the quotes and blanks around it; the whole row where it has no such cell.
pub(super) fn cell(row: &str, delimiter: u8, wanted: usize) -> Range<usize> {
    let (mut start, mut quoted, mut number) = (0, false, 0);
    let mut found = 0..row.trim_end().len();
    for (at, byte) in row.bytes().chain([delimiter]).enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            _ if byte == delimiter && (!quoted || at == row.len()) => {
                if number == wanted {
                    found = start..at;
                    break;
                }
                number += 1;
                start = at + 1;
            }
            _ => {}
        }
    }
    let text = row.get(found.clone()).unwrap_or_default();
    let blank = |character: char| character.is_whitespace() || character == '"';
    let start = found.start + text.len() - text.trim_start_matches(blank).len();
    start..start + text.trim_matches(blank).len()
}
