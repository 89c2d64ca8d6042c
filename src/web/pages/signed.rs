//! Who signed in. A page that asks for [`SignedIn`] is shown to nobody else, and says what the person's role must allow.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;

use super::App;
use super::visit::Visit;
use super::wrong::Wrong;
use crate::access::{Role, Scope};

/// Somebody, as the pages know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// For the store.
    pub id: i64,
    /// What they sign in with, and the name under which histories show what they did.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they have a password here.
    pub has_password: bool,
}

impl User {
    /// Whether their role allows something. What it does not is not shown.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        self.role.scopes().allow(scope)
    }
}

/// Whoever asks for a page and has signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// In which language, from where.
    pub visit: Visit,
    /// Who.
    pub user: User,
}

impl SignedIn {
    /// Whether their role allows something. What it does not is not shown.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        self.user.may(scope)
    }

    /// Says no where their role does not allow it.
    ///
    /// # Errors
    /// A page that says so.
    pub fn must(&self, scope: Scope) -> Result<(), Wrong> {
        if self.may(scope) { Ok(()) } else { Err(Wrong::Forbidden) }
    }
}

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Wrong> {
        let visit = Visit::from_request_parts(parts, app).await?;
        let session = visit.session().ok_or(Wrong::SignIn)?;
        let (store, now) = (app.service.store(), app.service.now());
        // Two idle hours end a session, also where a page is open that renews itself.
        let found = if visit.is_by_itself() {
            store.session_used(session, now).await?.map(|(user, _)| user)
        } else {
            store.session(session, now).await?
        };
        let user = found.ok_or(Wrong::SignIn)?;
        let user =
            User { id: user.id, name: user.name, role: user.role, has_password: user.password.is_some() };
        visit.signed_in(user.clone());
        Ok(Self { visit, user })
    }
}

impl OptionalFromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Option<Self>, Wrong> {
        match <Self as FromRequestParts<_>>::from_request_parts(parts, app).await {
            Ok(signed) => Ok(Some(signed)),
            Err(Wrong::SignIn) => Ok(None),
            Err(wrong) => Err(wrong),
        }
    }
}
