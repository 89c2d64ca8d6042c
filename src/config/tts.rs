//! The command line that speaks. It is split into words once, at start, and run without a shell: a prompt is always one argument, whatever
//! an admin writes in it.

use crate::terms::Language;

/// A text-to-speech command with its placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tts {
    program: String,
    arguments: Vec<String>,
}

impl Tts {
    /// Reads a command line: words apart by blanks, a word with blanks in single or double quotes.
    ///
    /// # Errors
    /// What should stand there instead.
    pub fn read(text: &str) -> Result<Self, String> {
        let words = words(text).ok_or("a command with every quote closed")?;
        let mut words = words.into_iter();
        let program = words.next().ok_or("a command, or none")?;
        let arguments: Vec<_> = words.collect();
        for placeholder in ["{text}", "{file}"] {
            if !arguments.iter().any(|argument| argument.contains(placeholder)) {
                return Err(format!(
                    "a command that says where its text and its WAV file go: {placeholder} is missing"
                ));
            }
        }
        if hands_to_a_shell(&program, &arguments) {
            return Err(
                "a command in which no shell takes the text for its own: sh -c 'speak \"$1\" > \"$2\"' sh {text} {file}".to_owned()
            );
        }
        Ok(Self { program, arguments })
    }

    /// The program that is run.
    #[must_use]
    pub fn program(&self) -> &str {
        &self.program
    }

    /// Whether this is the program that speaks, wherever it lies.
    #[must_use]
    pub fn runs(&self, program: &str) -> bool {
        self.program.rsplit('/').next() == Some(program)
    }

    /// The arguments for one prompt.
    #[must_use]
    pub fn arguments(&self, language: Language, text: &str, file: &str) -> Vec<String> {
        // The text goes in last, so that a placeholder inside a prompt stays what it is.
        let filled = |argument: &String| {
            let head = argument
                .replace("{language}", language.code())
                .replace("{tag}", language.tag())
                .replace("{file}", file);
            head.replace("{text}", text)
        };
        self.arguments.iter().map(filled).collect()
    }

    /// The command as it was written, for the cache's key: another command is another voice.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = self.program.clone();
        for argument in &self.arguments {
            line.push('\0');
            line.push_str(argument);
        }
        line
    }
}

/// Whether the text would stand in the line of a shell, where a `;` or a `$` in a prompt is an order.
fn hands_to_a_shell(program: &str, arguments: &[String]) -> bool {
    let Some(at) = arguments.iter().position(|argument| argument == "-c") else { return false };
    let mut before = std::iter::once(program).chain(arguments.iter().take(at).map(String::as_str));
    before.any(|word| word.ends_with("sh"))
        && arguments.get(at + 1).is_some_and(|line| line.contains("{text}"))
}

fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for char in text.chars() {
        match (quote, char) {
            (Some(open), char) if char == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            (None, char) if char.is_whitespace() => words.extend(word.take()),
            (Some(_) | None, char) => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_one_argument_whatever_it_says() {
        let tts = Tts::read("pico2wave -l {tag} -w {file} '{text}'").unwrap();
        let prompt = "Prema \"1\"; rm -rf {file} $(x)";
        assert_eq!(tts.program(), "pico2wave");
        assert_eq!(
            tts.arguments(Language::It, prompt, "/tmp/a b.wav"),
            ["-l", "it-IT", "-w", "/tmp/a b.wav", prompt]
        );
    }

    #[test]
    fn a_shell_never_reads_a_prompt_as_its_own() {
        for wrong in ["sh -c 'say {text} > {file}'", "/usr/bin/env bash -c \"say '{text}' -o {file}\""] {
            assert!(Tts::read(wrong).unwrap_err().contains("sh {text}"), "{wrong}");
        }
        for right in
            ["sh -c 'say \"$1\" > \"$2\"' sh {text} {file}", "say -c {text} {file}", "fish {text} {file}"]
        {
            assert!(Tts::read(right).is_ok(), "{right}");
        }
    }

    #[test]
    fn a_command_without_its_placeholders_or_quotes_is_refused() {
        assert!(Tts::read("espeak-ng -w {file}").unwrap_err().contains("{text}"));
        assert!(Tts::read("espeak-ng {text}").unwrap_err().contains("{file}"));
        assert!(Tts::read("say '{text} {file}").unwrap_err().contains("quote"));
        assert!(Tts::read("").is_err());
    }
}
