//! Where a setting's value comes from: an option wins over the environment, the environment over the settings file, the file over the default.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use super::Mistake;
use super::names::{self, Name};

/// Who set a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Default,
    File(PathBuf),
    Variable,
    Option,
}

/// A setting as somebody wrote it.
#[derive(Clone)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// All settings as they were written, by key.
#[derive(Clone, Default)]
pub(super) struct Sources {
    written: BTreeMap<&'static str, Written>,
}

impl Sources {
    /// What was written for a setting, or its default; none where it is off.
    pub(super) fn get(&self, name: &'static Name) -> Option<Written> {
        self.written
            .get(name.key)
            .cloned()
            .or_else(|| name.default.map(|text| Written { text: text.to_owned(), origin: Origin::Default }))
    }

    fn put(&mut self, name: &'static Name, text: String, origin: Origin) {
        self.written.insert(name.key, Written { text, origin });
    }

    /// Takes what a settings file says. Every key it should not have is a mistake.
    pub(super) fn take_file(&mut self, path: &Path, text: &str, mistakes: &mut Vec<Mistake>) {
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            Err(fault) => {
                let line = fault.span().map_or(1, |span| {
                    text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1
                });
                mistakes.push(Mistake::new(format!(
                    "{}, line {line}, is no TOML: each line reads `name = \"value\"` (a name may stand only once)",
                    path.display()
                )));
                return;
            }
        };
        for (key, value) in table {
            let Some(name) = names::by_key(&key) else {
                mistakes.push(Mistake::new(unknown(
                    &format!("{}: there is no setting `{key}`", path.display()),
                    &key,
                )));
                continue;
            };
            let Some(text) = scalar(&value) else {
                mistakes.push(Mistake::new(format!(
                    "{}: `{key}` takes one value, written `{key} = \"…\"`",
                    path.display()
                )));
                continue;
            };
            self.put(name, text, Origin::File(path.to_owned()));
        }
    }

    /// Takes what the environment says. Variables with our prefix that are no setting are left alone, because orchestrators make up such names
    /// (`CENTRALINO_PORT`); one that looks like a slip of the pen is returned, to be warned of.
    pub(super) fn take_environment(
        &mut self,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
        mistakes: &mut Vec<Mistake>,
    ) -> Vec<String> {
        let mut odd = Vec::new();
        for (variable, value) in variables {
            let Some(variable) = variable.to_str().map(str::to_owned) else { continue };
            let Some(key) = variable.strip_prefix("CENTRALINO_") else { continue };
            if key == "SETTINGS" {
                continue;
            }
            let Some(name) = names::ALL.iter().find(|name| name.variable() == variable) else {
                if let Some(near) = names::nearest(key) {
                    odd.push(format!(
                        "{variable} is no setting and does nothing; {} is one",
                        near.variable()
                    ));
                }
                continue;
            };
            match value.into_string() {
                Ok(text) => self.put(name, text, Origin::Variable),
                Err(_) => mistakes.push(Mistake::new(format!("{variable} is not UTF-8 text"))),
            }
        }
        odd
    }

    /// Takes what an option of the command line says.
    pub(super) fn take_option(&mut self, key: &str, text: String) {
        if let Some(name) = names::by_key(key) {
            self.put(name, text, Origin::Option);
        }
    }
}

/// How a setting is called where it was written, so that whoever reads of a mistake knows where to put it right.
pub(super) fn place(name: &Name, origin: &Origin) -> String {
    match origin {
        Origin::Default => format!("the default of `{}`", name.key),
        Origin::File(path) => format!("`{}` in {}", name.key, path.display()),
        Origin::Variable => name.variable(),
        Origin::Option => format!("--{}", name.key),
    }
}

fn unknown(said: &str, key: &str) -> String {
    match names::nearest(key) {
        Some(near) => format!("{said}; did you mean `{}`?", near.key),
        None => format!("{said}; `centralino serve --help` lists them all"),
    }
}

fn scalar(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Datetime(moment) => Some(moment.to_string()),
        toml::Value::Float(_) | toml::Value::Boolean(_) | toml::Value::Array(_) | toml::Value::Table(_) => {
            None
        }
    }
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Written({:?}, text not shown)", self.origin)
    }
}
