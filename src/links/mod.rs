//! Connections that stay open, Asterisks that lend us calls over ARI, and the calls that we place ([`placing`]). Each is kept up for as long as the service runs, and how it
//! stands is told to `/readyz`.

mod ari;
pub mod placing;
mod rest;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::JoinSet;

use self::placing::Places;
use crate::config::Settings;
use crate::web::App;

/// Opens a link to each Asterisk of the settings, as tasks among `tasks`: ending them closes the links, and the calls stay with Asterisk. Gives
/// the platforms through which calls can be placed, the one that is asked first in front.
///
/// # Errors
/// A sentence, where the settings name certificates that are none.
pub fn begin(
    app: &Arc<App>,
    settings: &Settings,
    bound: SocketAddr,
    tasks: &mut JoinSet<()>,
) -> Result<Vec<Arc<dyn Places>>, String> {
    let ari =
        ari::begin(app, settings, bound, tasks).map_err(|fault| format!("CENTRALINO_ARI_CA: {fault}"))?;
    Ok(ari.into_iter().chain(rest::begin(settings, bound)?).collect())
}
