//! `GET /metrics`: what the service counts, for Prometheus. There is nothing of a caller's in it; who reads it learns how busy a desk is, and
//! so it wants a token, or is for this machine alone.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use super::{App, Problem, is_from_this_machine, is_one_of};
use crate::config::{Secret, Settings};
use crate::measures::{self, Figures};

/// Who may read it.
#[derive(Debug)]
pub struct Door {
    secrets: Vec<Secret>,
    is_public: bool,
    figures: Figures,
}

impl Door {
    /// The door by the settings.
    #[must_use]
    pub fn new(settings: &Settings, figures: Figures) -> Self {
        let secrets = settings.metrics_secrets.clone();
        Self { secrets, is_public: settings.public_url.is_some(), figures }
    }

    fn lets_in(&self, peer: SocketAddr, request: &Request) -> bool {
        let headers = request.headers();
        if self.secrets.is_empty() {
            return !self.is_public && is_from_this_machine(peer, request.version(), request.uri(), headers);
        }
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = given
            .and_then(|given| given.split_once(' '))
            .filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
        bearer.is_some_and(|(_, token)| is_one_of(&self.secrets, token.trim().as_bytes()))
    }
}

pub(super) async fn answer(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Response, Problem> {
    if !app.figures.lets_in(peer, &request) {
        return Err(Problem::Forbidden);
    }
    let progress = app.voice.progress();
    measures::stands(app.standing.load().is_ready(), progress.all.saturating_sub(progress.made));
    // The text format of Prometheus (exposition_formats.md).
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], app.figures.figures.text()).into_response())
}
