//! What was said, as sentences for eyes: the pieces of a value joined to the phrase that they complete, digits as figures.

use std::fmt::Write as _;

use super::compose::capital;
use super::pieces::half_of_day;
use crate::menu::model::Menu;
use crate::menu::words::{Piece, Prompt};
use crate::terms::Language;

/// The sentences of a reply, in order: "Primo orario libero: martedì 24 novembre, dalle 15 alle 15 e 30."
#[must_use]
pub fn read(menu: &Menu, said: impl IntoIterator<Item = (Prompt, Language)>) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    let mut last = Last::Words;
    for (prompt, language) in said {
        match prompt {
            Prompt::Text(_) | Prompt::Phrase(_) => {
                end(&mut sentences, last);
                sentences.push(menu.words(prompt, language).into_owned());
                last = Last::Words;
            }
            Prompt::Pause(_) => {
                last = match last {
                    Last::Words | Last::Pause | Last::DigitPause => last,
                    Last::Piece => Last::Pause,
                    Last::Digit => Last::DigitPause,
                };
            }
            Prompt::Piece(piece) => {
                let whole = matches!(last, Last::Words)
                    && sentences.last().is_none_or(|sentence| sentence.ends_with(['.', '?', '!']));
                let sentence = match sentences.last_mut() {
                    Some(sentence) if !whole => sentence,
                    Some(_) | None => sentences.push_mut(String::new()),
                };
                last = append(sentence, piece, last, language);
            }
        }
    }
    end(&mut sentences, last);
    sentences
}

/// What the sentence ends with so far.
#[derive(Clone, Copy)]
enum Last {
    Words,
    Piece,
    Digit,
    /// A pause after a piece: a comma, if more follows.
    Pause,
    /// A pause between groups of digits.
    DigitPause,
}

fn append(sentence: &mut String, piece: Piece, last: Last, language: Language) -> Last {
    let is_digit = matches!(piece, Piece::Digit(_) | Piece::Plus);
    // English writes an hour and its minutes in one: "3:30 p.m.".
    let written = match (piece, language) {
        (Piece::Minutes { minutes, half }, Language::En) => {
            Some(format!(":{minutes:02}{}", half_of_day(half)))
        }
        (_, Language::It | Language::En) => None,
    };
    let between = match last {
        Last::Digit if is_digit => "",
        Last::Piece if written.is_some() => "",
        Last::Pause => ", ",
        Last::Words | Last::Piece | Last::Digit | Last::DigitPause => " ",
    };
    if !sentence.is_empty() {
        sentence.push_str(between);
    }
    match piece {
        Piece::Digit(digit) => {
            let _ = write!(sentence, "{digit}");
        }
        Piece::Plus => sentence.push('+'),
        Piece::Today
        | Piece::Tomorrow
        | Piece::Weekday(_)
        | Piece::OnWeekday(_)
        | Piece::Count(_)
        | Piece::Hundreds(_)
        | Piece::Day(_)
        | Piece::Month(_)
        | Piece::Year(_)
        | Piece::Hour { .. }
        | Piece::Minutes { .. } => {
            sentence.push_str(&written.unwrap_or_else(|| super::piece(piece, language).into_owned()));
        }
    }
    if is_digit { Last::Digit } else { Last::Piece }
}

/// Sets the full stop after a value.
fn end(sentences: &mut [String], last: Last) {
    match last {
        Last::Words => {}
        Last::Piece | Last::Digit | Last::Pause | Last::DigitPause => {
            if let Some(sentence) = sentences.last_mut() {
                if !sentence.ends_with('.') {
                    sentence.push('.');
                }
                *sentence = capital(sentence);
            }
        }
    }
}
