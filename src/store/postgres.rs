//! The way to a PostgreSQL database: a pool of connections that may break at any time, and limits on the server's side, so that a replica
//! which vanishes in the middle of a transaction does not keep the others waiting.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};
use tokio::sync::Semaphore;

use super::bookings::Flush;
use super::{Fault, bookings, migrate, seats};

/// The most connections of one replica: three replicas stay within the hundred that a server has if nobody says otherwise.
pub(super) const CONNECTIONS: u32 = 30;

/// How long to try to get a connection, where nobody set a shorter time.
const ACQUIRE: Duration = Duration::from_secs(10);

/// For how long a connection that is not in use is kept.
const IDLE: Duration = Duration::from_mins(10);

/// What each connection says first: how long it may hold up others.
const LIMITS: &str =
    "SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '5s'; SET statement_timeout = '60s';
    SET tcp_user_timeout = '15s'";

/// How many bookings one replica writes at once. Many at once only wait for each other, for the same last pages of the same indexes: a server on two
/// cores made 2,080 a second of eight at once and 1,490 of thirty-two.
const BOOKINGS: usize = 8;

/// How each connection presents itself.
pub(super) fn set(options: PgConnectOptions) -> PgConnectOptions {
    options.application_name("centralino")
}

/// An open database.
pub(super) struct Open {
    pub(super) pool: PgPool,
    pub(super) flush: Flush,
    pub(super) bookings: Semaphore,
}

impl Open {
    /// Brings the tables up to date, and gives the connections. Of several replicas that start together, one makes the tables while the others
    /// wait.
    pub(super) async fn new(options: &PgConnectOptions) -> Result<Self, Fault> {
        let pool = open(options).await?;
        let flush = Flush::begin(pool.clone());
        Ok(Self { pool, flush, bookings: Semaphore::new(BOOKINGS) })
    }
}

async fn open(options: &PgConnectOptions) -> Result<PgPool, Fault> {
    let connecting = tokio::time::timeout(ACQUIRE, options.connect());
    let mut connection = connecting.await.map_err(|_| Fault::Busy)??;
    migrate::postgres().run_direct(None, &mut connection, false).await?;
    connection.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(IDLE)
        .test_before_acquire(false)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute(LIMITS).await?;
                connection.execute(bookings::FUNCTION).await?;
                connection.execute(seats::FUNCTION).await?;
                Ok(())
            })
        });
    Ok(pool.connect_lazy_with(options.clone()))
}
