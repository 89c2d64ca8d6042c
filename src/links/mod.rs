//! Connections that we open ourselves, instead of waiting to be asked: today Asterisks that lend us calls over ARI. Each is kept up for as
//! long as the service runs, and how it stands is told to `/readyz`.

mod ari;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::config::Settings;
use crate::web::App;

/// Opens a link to each Asterisk of the settings, as tasks among `tasks`: ending them closes the links, and the calls stay with Asterisk.
///
/// # Errors
/// A sentence, where no connection could ever be made.
pub fn begin(
    app: &Arc<App>,
    settings: &Settings,
    bound: SocketAddr,
    tasks: &mut JoinSet<()>,
) -> Result<(), String> {
    app.standing.rcu(|standing| {
        let mut standing = (**standing).clone();
        standing.links = vec![Some("asterisk: not connected yet".to_owned()); settings.ari.urls.len()];
        standing
    });
    for (place, url) in settings.ari.urls.iter().enumerate() {
        let link = ari::Link::new(app, settings, bound, place, url)?;
        tasks.spawn(link.run());
    }
    Ok(())
}
