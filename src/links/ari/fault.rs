//! What can be wrong between us and an Asterisk. None of the texts holds a password or a number.

use tokio_tungstenite::tungstenite;

/// Why a link is not up, or a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The event connection could not be opened, or broke.
    #[error("{}", told(.0))]
    Socket(Box<tungstenite::Error>),
    /// The connection that it opened broke.
    #[error("its connection broke: {0}")]
    Door(axum::Error),
    /// A command did not get through.
    #[error("a command got no answer ({})", if .0.is_timeout() { "time-out" } else { "no connection" })]
    Http(#[from] reqwest::Error),
    /// A command was not answered in time.
    #[error("a command got no answer (time-out)")]
    Unanswered,
    /// Several were not, one after the other.
    #[error("its events come, but its last commands got no answer")]
    Deaf,
    /// A command was refused.
    #[error("{command} was answered with {status}")]
    Refused {
        /// Which.
        command: &'static str,
        /// The HTTP status.
        status: u16,
    },
    /// An answer is not what it should be.
    #[error("what it answered cannot be read: {0}")]
    Strange(#[from] serde_json::Error),
    /// Nothing came for too long.
    #[error("nothing was heard of it for {0} s")]
    Silent(u64),
    /// It closed the connection.
    #[error("it closed the connection")]
    Closed,
    /// Another process has the application's name.
    #[error(
        "another process has taken the application's name; CENTRALINO_ARI_APP must be one for each replica"
    )]
    Replaced,
    /// It cannot do what a call needs.
    #[error("its module {0} is not loaded (see modules-ari.conf)")]
    Module(&'static str),
    /// It connects for each call anew.
    #[error(
        "it connects for each call anew, and would hang up on the caller if this process ended: websocket_client.conf must say \
         connection_type=persistent"
    )]
    PerCall,
    /// It lends calls to an application that is not ours.
    #[error(
        "it lends calls to another application than CENTRALINO_ARI_APP, which must stand in `apps` of ari.conf"
    )]
    OtherApp,
    /// The address of the settings cannot be used.
    #[error("its address cannot be used")]
    Address,
}

impl From<tungstenite::Error> for Fault {
    fn from(fault: tungstenite::Error) -> Self {
        Self::Socket(Box::new(fault))
    }
}

impl Fault {
    /// Whether the channel has gone, or is no longer in our application (409, which it is for a moment while it is hung up), so that nothing is
    /// left to be done for it.
    pub(super) const fn is_gone(&self) -> bool {
        matches!(self, Self::Refused { status: 404 | 409, .. })
    }

    /// The kind, for figures.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Socket(_) | Self::Door(_) => "connection",
            Self::Http(_) | Self::Unanswered | Self::Deaf => "no_answer",
            Self::Refused { .. } => "refused",
            Self::Strange(_) => "unreadable",
            Self::Silent(_) => "silent",
            Self::Closed => "closed",
            Self::Replaced => "replaced",
            Self::Module(_) => "module",
            Self::PerCall => "per_call",
            Self::OtherApp => "other_app",
            Self::Address => "address",
        }
    }
}

/// A refused handshake is told by its status: 401 is what most first tries come to.
fn told(fault: &tungstenite::Error) -> String {
    match fault {
        tungstenite::Error::Http(response) if response.status().as_u16() == 401 => {
            "it refuses CENTRALINO_ARI_USER or CENTRALINO_ARI_PASSWORD".to_owned()
        }
        tungstenite::Error::Http(response) => {
            format!("it answers {}; is ARI loaded, and the address right?", response.status().as_u16())
        }
        tungstenite::Error::Io(fault) if fault.to_string().contains("certificate") => {
            format!("{fault}; CENTRALINO_ARI_CA names the certificates of an authority of your own")
        }
        other => other.to_string(),
    }
}
