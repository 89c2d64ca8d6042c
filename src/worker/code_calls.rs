//! Places the calls that speak codes. Somebody sits before the page, so nothing waits for long and nothing is tried again: a call is claimed, dialled
//! once, and followed until its end is known; whoever wants another asks for it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;

use crate::booking::code_call_name;
use crate::config::Placing;
use crate::engine::Attempted;
use crate::links::placing::{Fate, Order, Placed, Places, Sought};
use crate::menu::model::First;
use crate::store::{DueCodeCall, Fault, OpenCodeCall};
use crate::web::App;

/// How often it is looked whether somebody wants to be called.
const LOOK: Duration = Duration::from_millis(500);

/// How long a call's last word may be on its way after the call is gone.
const LAST_WORD: Duration = Duration::from_secs(1);

/// How long it rings; seconds. A voicemail is not waited for.
const RING: u16 = 30;

/// Places for as long as the service runs.
pub(super) async fn place(app: Arc<App>, placing: Placing, places: Vec<Arc<dyn Places>>) {
    if places.is_empty() {
        return;
    }
    let caller = Caller { app, placing, places };
    loop {
        tokio::time::sleep(LOOK).await;
        // While the store is away nobody asks for a call; whoever watches it has told.
        if let Err(fault) = caller.look().await {
            tracing::debug!("calls with codes wait: {fault}");
        }
    }
}

struct Caller {
    app: Arc<App>,
    placing: Placing,
    places: Vec<Arc<dyn Places>>,
}

impl Caller {
    async fn look(&self) -> Result<(), Fault> {
        let store = self.app.service.store();
        let open = store.open_code_calls().await?;
        join_all(open.dialled.iter().map(|one| self.follow(one))).await;
        let platform =
            self.places.iter().find(|platform| platform.is_ready() && platform.can(First::Customer));
        if open.waiting {
            let due = store.claim_code_calls(platform.map(|platform| platform.name())).await?;
            if let Some(platform) = platform {
                join_all(due.iter().map(|due| self.dial(due, platform))).await;
            }
        }
        Ok(())
    }

    /// Dials a call that is claimed.
    async fn dial(&self, due: &DueCodeCall, platform: &Arc<dyn Places>) {
        let menu = self.app.service.desk(&due.desk);
        let from = menu.as_ref().and_then(|menu| menu.callback_from).or(self.placing.from);
        let (Some(menu), Some(from)) = (menu, from) else {
            return self.end(due, Attempted::Failed).await;
        };
        let order = Order {
            ticket: None,
            attempt: 1,
            id: code_call_name(due.call),
            to: due.number,
            from,
            desk: Arc::clone(&menu.desk),
            language: due.language,
            first: First::Customer,
            agents: Vec::new(),
            ring: RING,
            arrival: None,
        };
        tracing::info!(desk = due.desk, platform = platform.name(), "a call with a code is placed");
        match platform.place(&order).await {
            Placed::UnderWay { place } => {
                if let Err(fault) = self.app.service.store().code_call_placed(due.call, &place).await {
                    tracing::warn!(desk = due.desk, "where a call with a code is cannot be kept: {fault}");
                }
            }
            Placed::Refused { because } => {
                tracing::error!(desk = due.desk, "a call with a code cannot be placed: {because}");
                self.end(due, Attempted::Failed).await;
            }
            Placed::Uncertain { because } => {
                tracing::warn!(
                    desk = due.desk,
                    "whether a call with a code rings is not known yet: {because}"
                );
            }
        }
    }

    async fn end(&self, due: &DueCodeCall, outcome: Attempted) {
        if let Err(fault) = self.app.service.code_call_ended(due.call, outcome).await {
            tracing::warn!(desk = due.desk, "how a call with a code ended cannot be kept: {fault}");
        }
    }

    /// Asks what became of a call. Several replicas may; it ends once.
    async fn follow(&self, one: &OpenCodeCall) {
        let Some(platform) = self.places.iter().find(|platform| platform.name() == one.platform) else {
            return;
        };
        // One whose place nobody told is asked for by its name alone: where that says nothing, it ends when its time is over.
        let id = code_call_name(one.call);
        let sought = Sought {
            id: &id,
            place: one.place.as_deref(),
            to: None,
            from: None,
            ago: chrono::TimeDelta::MAX,
        };
        let ended = match platform.fate(&sought).await {
            Fate::UnderWay | Fate::Unreachable => return,
            Fate::Ended(outcome) => self.app.service.code_call_ended(one.call, outcome).await.map(drop),
            Fate::Gone => {
                tokio::time::sleep(LAST_WORD).await;
                let ended = self.app.service.store().code_call_gone(one.call).await;
                ended.map(|outcome| {
                    if let Some(outcome) = outcome {
                        tracing::info!(outcome = outcome.name(), "a call with a code has ended");
                    }
                })
            }
        };
        if let Err(fault) = ended {
            tracing::warn!("how a call with a code ended cannot be kept: {fault}");
        }
    }
}
