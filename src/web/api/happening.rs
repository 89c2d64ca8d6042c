//! What a program tells of a request: an event's name, and what belongs to it.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::ticket::Severity;

/// Something that is to happen to a request.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields, try_from = "Told")]
pub(super) enum ToHappen {
    /// An operator takes it in charge, or takes it over.
    TakenInCharge {
        /// What they write with it.
        #[schema(max_length = 4000)]
        note: Option<String>,
    },
    /// The operator asks the user something: the clocks stand.
    Asked {
        /// What they ask.
        #[schema(max_length = 4000)]
        note: Option<String>,
    },
    /// Something is written down; nothing else changes.
    Noted {
        /// What is written down, for colleagues.
        #[schema(max_length = 4000)]
        note: Option<String>,
    },
    /// The user has answered.
    Answered {
        /// What they answered.
        #[schema(max_length = 4000)]
        note: Option<String>,
    },
    /// It is answered, or withdrawn.
    Closed {
        /// The answer.
        #[schema(max_length = 4000)]
        note: Option<String>,
    },
    /// It is opened once more.
    Reopened {
        /// Why.
        #[schema(max_length = 4000)]
        note: Option<String>,
    },
    /// The user wants it brought before the desk's own mailbox, after a reminder: a mail goes there.
    Escalated {
        /// What they say.
        #[schema(max_length = 4000)]
        note: Option<String>,
    },
    /// How serious it is.
    Severity {
        /// How serious.
        severity: Severity,
        /// Why.
        #[schema(max_length = 4000)]
        note: Option<String>,
    },
    /// What kind it is.
    Kind {
        /// The kind, by the desk's own name.
        #[schema(max_length = 200)]
        kind: String,
        /// Why.
        #[schema(max_length = 4000)]
        note: Option<String>,
    },
}

/// The same as it is sent: every field by its name, so that what is wrong with one is told with it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    event: Name,
    severity: Option<Severity>,
    kind: Option<String>,
    note: Option<String>,
}

/// What can happen.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Name {
    TakenInCharge,
    Asked,
    Noted,
    Answered,
    Closed,
    Reopened,
    Escalated,
    Severity,
    Kind,
}

/// Why fields do not go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Apart {
    /// The event `severity` says none.
    #[error("`severity` is missing")]
    NoSeverity,
    /// The event `kind` says none.
    #[error("`kind` is missing")]
    NoKind,
    /// Another event says one.
    #[error("`severity` belongs to the event `severity` alone")]
    Severity,
    /// Another event says one.
    #[error("`kind` belongs to the event `kind` alone")]
    Kind,
}

impl TryFrom<Told> for ToHappen {
    type Error = Apart;

    fn try_from(told: Told) -> Result<Self, Apart> {
        let Told { event, severity, kind, note } = told;
        match (event, severity, kind) {
            (Name::Severity, Some(severity), None) => Ok(Self::Severity { severity, note }),
            (Name::Severity, None, None) => Err(Apart::NoSeverity),
            (Name::Kind, None, Some(kind)) => Ok(Self::Kind { kind, note }),
            (Name::Kind, None, None) => Err(Apart::NoKind),
            (Name::Severity, _, Some(_)) | (_, None, Some(_)) => Err(Apart::Kind),
            (_, Some(_), _) => Err(Apart::Severity),
            (Name::TakenInCharge, None, None) => Ok(Self::TakenInCharge { note }),
            (Name::Asked, None, None) => Ok(Self::Asked { note }),
            (Name::Noted, None, None) => Ok(Self::Noted { note }),
            (Name::Answered, None, None) => Ok(Self::Answered { note }),
            (Name::Closed, None, None) => Ok(Self::Closed { note }),
            (Name::Reopened, None, None) => Ok(Self::Reopened { note }),
            (Name::Escalated, None, None) => Ok(Self::Escalated { note }),
        }
    }
}
