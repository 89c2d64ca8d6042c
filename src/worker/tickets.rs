//! The clock of requests: lapses are recorded and deadlines told as their time comes. Any replica looks.

use std::sync::Arc;
use std::time::Duration;

use super::faults::Faults;
use crate::web::App;

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_secs(5);

/// Looks for as long as the service runs.
pub(super) async fn look(app: Arc<App>) {
    let faults = Faults::default();
    loop {
        tokio::time::sleep(LOOK).await;
        for (desk, fault) in app.service.look_at_requests().await {
            faults.tell(&desk, "a request is looked at again later", &fault, app.service.now());
        }
    }
}
