//! How one Asterisk stands, told once for each change: in the log, in `/readyz` and in figures.

use std::sync::Arc;

use super::fault::Fault;
use crate::measures;
use crate::web::App;

/// Tells `/readyz` that an Asterisk is awaited at an address, or is no longer.
pub(super) fn awaits(app: &App, address: &str, is_awaited: bool) {
    let is_told = app.standing.load().links.contains_key(address);
    if is_awaited == is_told {
        return;
    }
    app.standing.rcu(|standing| {
        let mut standing = (**standing).clone();
        if is_awaited {
            let told =
                format!("asterisk: none has connected to {address} yet, and CENTRALINO_ARI_URL names none");
            standing.links.insert(address.to_owned(), Some(told));
        } else {
            standing.links.remove(address);
        }
        standing
    });
}

/// One Asterisk, connected or not.
pub(super) struct Asterisk {
    app: Arc<App>,
    /// How it is called, by its address and without the password.
    pub(super) name: String,
    pub(super) measures: measures::Asterisk,
}

impl Asterisk {
    /// One that is not connected yet, and says so where it is expected to be.
    pub(super) fn new(app: &Arc<App>, name: &str, is_expected: bool) -> Arc<Self> {
        let new =
            Self { app: Arc::clone(app), name: name.to_owned(), measures: measures::Asterisk::new(name) };
        if is_expected {
            new.tell(Some(&format!("asterisk: {name}: not connected yet")));
        }
        Arc::new(new)
    }

    /// It is connected, and its calls are ours.
    pub(super) fn came(&self) {
        self.measures.came();
        tracing::info!(asterisk = self.name, "connected");
        self.tell(None);
    }

    /// It is not, and why.
    pub(super) fn went(&self, fault: &Fault) {
        self.measures.went(fault.kind());
        let told = format!("asterisk: {}: {fault}", self.name);
        if self.tell(Some(&told)) {
            tracing::error!("{told}; its calls wait there, and it is tried again");
        }
    }

    /// Tells `/readyz`; whether that changed anything.
    fn tell(&self, told: Option<&str>) -> bool {
        let told = told.map(str::to_owned);
        if self.app.standing.load().links.get(&self.name) == Some(&told) {
            return false;
        }
        self.app.standing.rcu(|standing| {
            let mut standing = (**standing).clone();
            standing.links.insert(self.name.clone(), told.clone());
            standing
        });
        true
    }
}
