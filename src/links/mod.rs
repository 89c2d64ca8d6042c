//! Connections that stay open: today Asterisks that lend us calls over ARI. Each is kept up for as long as the service runs, and how it
//! stands is told to `/readyz`.

mod ari;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::config::Settings;
use crate::web::App;

/// Opens a link to each Asterisk of the settings, as tasks among `tasks`: ending them closes the links, and the calls stay with Asterisk.
///
/// # Errors
/// A sentence, where the settings name certificates that are none.
pub fn begin(
    app: &Arc<App>,
    settings: &Settings,
    bound: SocketAddr,
    tasks: &mut JoinSet<()>,
) -> Result<(), String> {
    ari::begin(app, settings, bound, tasks).map_err(|fault| format!("CENTRALINO_ARI_CA: {fault}"))
}
