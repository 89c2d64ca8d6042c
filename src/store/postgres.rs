//! The way to a PostgreSQL database: a pool of connections that may break at any time, and limits on the server's side, so that a replica
//! which vanishes in the middle of a transaction does not keep the others waiting.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};

use super::bookings::Flush;
use super::{Fault, bookings, migrate, seats};

/// The most connections of one replica, beside those of bookings: three replicas stay within the hundred that a server has if nobody says otherwise.
pub(super) const CONNECTIONS: u32 = 22;

/// How long to try to get a connection, where nobody set a shorter time.
const ACQUIRE: Duration = Duration::from_secs(10);

/// For how long a connection that is not in use is kept.
const IDLE: Duration = Duration::from_mins(10);

/// What each connection says first: how long it may hold up others.
const LIMITS: &str =
    "SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '5s'; SET statement_timeout = '60s';
    SET tcp_user_timeout = '15s'";

/// How many bookings one replica writes at once, each on a connection that does nothing else. Many at once only wait for each other, for the same last
/// pages of the same indexes, and each connection has plans of its own that fall out of the processor's memory meanwhile: a server on two cores made
/// 2,530 a second on eight connections and 1,630 on thirty-two.
const BOOKINGS: u32 = 8;

/// How each connection presents itself.
pub(super) fn set(options: PgConnectOptions) -> PgConnectOptions {
    options.application_name("centralino")
}

/// An open database.
pub(super) struct Open {
    pub(super) pool: PgPool,
    pub(super) flush: Flush,
    /// Connections for bookings alone.
    pub(super) bookings: PgPool,
}

impl Open {
    /// Brings the tables up to date, and gives the connections. Of several replicas that start together, one makes the tables while the others
    /// wait.
    pub(super) async fn new(options: &PgConnectOptions) -> Result<Self, Fault> {
        migrated(options).await?;
        let pool = connections(options, CONNECTIONS, seats::FUNCTION);
        let flush = Flush::begin(pool.clone());
        let bookings = connections(options, BOOKINGS, bookings::FUNCTION);
        Ok(Self { pool, flush, bookings })
    }

    pub(super) async fn close(&self) {
        tokio::join!(self.bookings.close(), self.pool.close());
    }
}

async fn migrated(options: &PgConnectOptions) -> Result<(), Fault> {
    let connecting = tokio::time::timeout(ACQUIRE, options.connect());
    let mut connection = connecting.await.map_err(|_| Fault::Busy)??;
    migrate::postgres().run_direct(None, &mut connection, false).await?;
    Ok(connection.close().await?)
}

/// So many connections, each with a function of its own.
fn connections(options: &PgConnectOptions, most: u32, function: &'static str) -> PgPool {
    let pool = PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(IDLE)
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(LIMITS).await?;
                connection.execute(function).await?;
                Ok(())
            })
        });
    pool.connect_lazy_with(options.clone())
}
