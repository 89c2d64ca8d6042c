//! The clock of requests: lapses are recorded and deadlines told as their time comes. Any replica looks.

use std::sync::Arc;
use std::time::Duration;

use crate::web::App;

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_secs(5);

/// Looks for as long as the service runs.
pub(super) async fn look(app: Arc<App>) {
    loop {
        tokio::time::sleep(LOOK).await;
        // While the store is away nothing is due; whoever watches it has told.
        if let Err(fault) = app.service.look_at_requests().await {
            tracing::debug!("requests are looked at again later: {fault}");
        }
    }
}
