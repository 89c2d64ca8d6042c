//! How serious a request is, as the operator judges it.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How serious a request is; what each promises, the desk's table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing of the service works.
    High,
    /// Some main functions are missing.
    Medium,
    /// No serious impact: a password to reset, for instance.
    Low,
    /// A question.
    Info,
}

impl Severity {
    /// Every severity, the gravest first.
    pub const ALL: [Self; 4] = [Self::High, Self::Medium, Self::Low, Self::Info];

    /// How many there are: the length of a table with one entry for each.
    pub const COUNT: usize = Self::ALL.len();

    /// The place of this severity in a table of [`Severity::COUNT`] entries.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its name, as menu files, the store and the API write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }

    /// The severity of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
