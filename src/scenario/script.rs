//! What a caller presses, written down: `1,3` waits for each prompt, `13` presses ahead, `T` is a silence.

use std::collections::VecDeque;

use crate::terms::{Digit, Digits};

/// What a caller does, prompt after prompt. When it is used up there is only silence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pieces: VecDeque<Press>,
}

/// What a caller does at one prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// Presses these keys, one or more; those that this prompt does not want are ahead of the next.
    Keys(Digits),
    /// Lets the time run out.
    Silence,
}

/// Why a text is no script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScriptFault {
    /// Two commas, or one at an end.
    #[error("between two commas stand keys, or `T` for a silence, but found nothing")]
    Nothing,
    /// Something that no telephone has.
    #[error("expected keys (0 to 9, * and #), commas and `T`, but found `{0}`")]
    NoKey(char),
    /// `T` beside keys.
    #[error("a silence stands alone between commas, but found `{0}`")]
    SilenceAmongKeys(String),
    /// More keys in one piece than are ever kept.
    #[error("at most {max} keys are pressed at one prompt, but found {0}", max = Digits::MAX)]
    TooMany(usize),
}

impl Script {
    /// Reads a script. An empty text is a caller who never presses anything.
    ///
    /// # Errors
    /// The first thing that is no script.
    pub fn parse(text: &str) -> Result<Self, ScriptFault> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let pieces = text.split(',').map(|piece| press(piece.trim())).collect::<Result<_, _>>()?;
        Ok(Self { pieces })
    }

    /// What the caller does at the next prompt; after the last piece, nothing.
    pub fn next_press(&mut self) -> Press {
        self.pieces.pop_front().unwrap_or(Press::Silence)
    }
}

fn press(piece: &str) -> Result<Press, ScriptFault> {
    if piece.is_empty() {
        return Err(ScriptFault::Nothing);
    }
    if piece == "T" {
        return Ok(Press::Silence);
    }
    if piece.contains('T') {
        return Err(ScriptFault::SilenceAmongKeys(piece.to_owned()));
    }
    let mut digits = Digits::default();
    for key in piece.chars().filter(|key| *key != ' ') {
        let digit = Digit::new(key).ok_or(ScriptFault::NoKey(key))?;
        if !digits.push(digit) {
            return Err(ScriptFault::TooMany(piece.chars().count()));
        }
    }
    Ok(Press::Keys(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Press> {
        Script::parse(text).unwrap().pieces.into()
    }

    fn keys(text: &str) -> Press {
        Press::Keys(Digits::read(text))
    }

    #[test]
    fn a_comma_is_the_next_prompt_and_a_t_a_silence() {
        assert_eq!(pieces("1,3"), [keys("1"), keys("3")]);
        assert_eq!(pieces("13, T ,*#"), [keys("13"), Press::Silence, keys("*#")]);
        assert_eq!(pieces(" "), []);
    }

    #[test]
    fn after_the_last_piece_there_is_only_silence() {
        let mut script = Script::parse("1").unwrap();
        assert_eq!(
            [script.next_press(), script.next_press(), script.next_press()],
            [keys("1"), Press::Silence, Press::Silence]
        );
    }

    #[test]
    fn what_is_no_script_is_told() {
        assert_eq!(Script::parse("1,,3"), Err(ScriptFault::Nothing));
        assert_eq!(Script::parse("1,3,"), Err(ScriptFault::Nothing));
        assert_eq!(Script::parse("1A"), Err(ScriptFault::NoKey('A')));
        assert_eq!(Script::parse("1;3"), Err(ScriptFault::NoKey(';')));
        assert_eq!(Script::parse("1T"), Err(ScriptFault::SilenceAmongKeys("1T".into())));
        assert_eq!(Script::parse(&"1".repeat(33)), Err(ScriptFault::TooMany(33)));
    }
}
