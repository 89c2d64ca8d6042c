//! The code by which whoever books on the public page confirms their telephone. It goes out once, to that telephone, and for ten minutes only; once it is
//! sent or given up nothing of it is kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::terms::Language;

/// What the ids of these begin with; the store forgets what they say once they are sent.
pub const PREFIX: &str = "code-";

/// A code on its way. Kept as JSON until it is sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Six digits.
    pub code: String,
    /// What people call the desk.
    pub title: String,
    /// In which language they asked.
    pub language: Language,
    /// Later it is not sent any more.
    pub until: DateTime<Utc>,
}

impl std::fmt::Debug for Confirmation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Confirmation(until {})", self.until)
    }
}

impl Confirmation {
    /// The short message.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { code, title, .. } = self;
        match self.language {
            Language::It => format!(
                "{title}: il codice per confermare la richiamata è {code}. Vale dieci minuti. Non va comunicato a nessuno."
            ),
            Language::En => format!(
                "{title}: the code to confirm your callback is {code}. It is good for ten minutes. Tell it to nobody."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_said_to_its_telephone_and_never_printed() {
        let until = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let code = Confirmation {
            code: "012345".to_owned(),
            title: "Dogane".to_owned(),
            language: Language::It,
            until,
        };
        assert!(code.text().starts_with("Dogane: il codice per confermare la richiamata è 012345."));
        assert!(Confirmation { language: Language::En, ..code.clone() }.text().contains("is 012345."));
        assert!(!format!("{code:?}").contains("012345"));
    }
}
