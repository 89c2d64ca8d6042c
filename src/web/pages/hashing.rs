//! Passwords looked at without holding up calls: on threads of their own, few at a time, since each takes 19 MiB and some tens of milliseconds.

use std::sync::LazyLock;

use tokio::sync::Semaphore;

use super::chance::chance;
use super::wrong::Wrong;
use crate::access::password::{self, PasswordFault, SALT_BYTES};

/// How many are looked at at one time.
static PLACES: Semaphore = Semaphore::const_new(4);

/// The hash of a password that nobody has: whoever does not exist takes as long to refuse as whoever does.
static NOBODYS: LazyLock<String> = LazyLock::new(|| {
    password::hash("", "a password that nobody has", [0x5A; SALT_BYTES]).unwrap_or_default()
});

/// Whether a password fits; where there is no hash, it does not, after the same work.
pub(super) async fn fits(shown: String, hash: Option<String>) -> Result<bool, Wrong> {
    let _place = PLACES.acquire().await.map_err(|_| Wrong::Fault)?;
    let looked = tokio::task::spawn_blocking(move || {
        let fits = password::fits(&shown, hash.as_deref().unwrap_or(&NOBODYS));
        fits && hash.is_some()
    });
    looked.await.map_err(|_| Wrong::Fault)
}

/// The hash of a new password.
pub(super) async fn hash(name: String, password: String) -> Result<Result<String, PasswordFault>, Wrong> {
    let salt = chance()?;
    let _place = PLACES.acquire().await.map_err(|_| Wrong::Fault)?;
    tokio::task::spawn_blocking(move || password::hash(&name, &password, salt))
        .await
        .map_err(|_| Wrong::Fault)
}
