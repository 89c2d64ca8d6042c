//! Whether the service lives, and whether calls should be sent to it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use serde::Serialize;

use super::{App, is_from_this_machine};

/// How things stand, as the worker last saw them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The desks that serve.
    pub desks: Vec<Arc<str>>,
    /// Whether what is decided by hand was read at least once, or need not be.
    pub knows_switches: bool,
    /// Whether prompts are still being made without which calls on Asterisk are not worth taking.
    pub waits_for_sounds: bool,
    /// Whether the process was told to stop.
    pub is_stopping: bool,
    /// What is wrong with the store, in a sentence.
    pub store: Option<String>,
    /// What is wrong with menu files, a sentence each.
    pub menus: Vec<String>,
    /// What is wrong with the voice, in a sentence.
    pub voice: Option<String>,
    /// Why callbacks that are booked are not placed, a sentence each.
    pub callbacks: Vec<String>,
    /// At which desks nobody can book on the public page, a sentence each.
    pub codes: Vec<String>,
    /// What is wrong with the Asterisks that lend us calls, a sentence each, by their names.
    pub links: BTreeMap<String, Option<String>>,
}

impl Standing {
    /// Whether calls may come.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.desks.is_empty() && self.knows_switches && !self.waits_for_sounds && !self.is_stopping
    }
}

/// The answer of `/readyz`.
#[derive(Serialize)]
pub(super) struct Readiness {
    ready: bool,
    /// How many desks serve.
    serving: usize,
    /// Which; told to this machine alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    desks: Option<Vec<Arc<str>>>,
    prompts_made: usize,
    prompts_missing: usize,
    /// What is degraded, in sentences; elsewhere than on this machine its kind alone (`store`, `menus`, `voice`, `callbacks`, `pages`, `mail`, `deadlines`, `asterisk`), since the
    /// sentences name addresses and files.
    degraded: Vec<String>,
}

/// `GET /healthz`: the process lives.
pub(super) async fn healthz() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "status": "alive" }))
}

/// `GET /readyz`: 200 where calls may come, with what is degraded; else 503.
pub(super) async fn readyz(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> (StatusCode, Json<Readiness>) {
    let standing = app.standing.load_full();
    let ready = standing.is_ready();
    let progress = app.voice.progress();
    let mut degraded: Vec<_> = standing
        .store
        .iter()
        .chain(&standing.menus)
        .chain(&standing.voice)
        .chain(&standing.callbacks)
        .chain(&standing.codes)
        .cloned()
        .collect();
    degraded.extend(app.service.unwritten());
    degraded.extend(app.service.untold());
    degraded.extend(standing.links.values().flatten().cloned());
    if standing.is_stopping {
        degraded.push("stopping: what is under way may finish".to_owned());
    }
    let missing = progress.all.saturating_sub(progress.made);
    if missing > 0 {
        degraded.push(format!("voice: {missing} of {} prompts have no sound yet", progress.all));
    }
    let is_near = is_from_this_machine(peer, request.version(), request.uri(), request.headers());
    if !is_near {
        degraded = degraded.iter().map(|told| kind(told).to_owned()).collect();
        degraded.dedup();
    }
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let told = Readiness {
        ready,
        serving: standing.desks.len(),
        desks: is_near.then(|| standing.desks.clone()),
        prompts_made: progress.made,
        prompts_missing: missing,
        degraded,
    };
    (status, Json(told))
}

/// What a sentence is about: the word before its first colon.
fn kind(told: &str) -> &str {
    told.split_once(':').map_or("other", |(kind, _)| kind)
}
