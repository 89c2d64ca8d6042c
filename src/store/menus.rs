//! Versions of menus: stored before they serve, and kept for as long as a call may still be on them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};
use sqlx::{Row, Sqlite, Transaction};

use super::{Fault, Store};
use crate::menu::source::{FileFault, Files};
use crate::terms::Version;

/// Everything that a menu was read from: enough to read it again, anywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The menu file's path as the admin gave it.
    pub name: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// The files that it names, by their path relative to it; none where only their being there matters.
    pub files: BTreeMap<String, Option<Arc<[u8]>>>,
}

impl Files for Sources {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileFault> {
        let bytes = self.files.get(path).and_then(Option::as_ref).ok_or(FileFault::Missing)?;
        Ok(bytes.to_vec())
    }

    fn exists(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }
}

/// The menu file itself, among a version's files.
const MENU_FILE: &str = "";

impl Store {
    /// Keeps a version, so that every replica can serve it. A version that is there already serves (again).
    ///
    /// # Errors
    /// Nothing is kept then.
    pub async fn keep_version(
        &self,
        version: Version,
        desk: &str,
        sources: &Sources,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let mut writing = self.writing().await?;
        let new = sqlx::query(
            "INSERT INTO menu_versions (version, desk, name, stored_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING RETURNING desk",
        )
        .bind(&version.0[..])
        .bind(desk)
        .bind(&*sources.name)
        .bind(now.timestamp())
        .fetch_optional(&mut *writing)
        .await?
        .is_some();
        if new {
            keep_file(&mut writing, version, MENU_FILE, Some(sources.text.as_bytes())).await?;
            for (path, bytes) in &sources.files {
                keep_file(&mut writing, version, path, bytes.as_deref()).await?;
            }
        } else {
            sqlx::query("UPDATE menu_versions SET replaced_at = NULL WHERE version = $1")
                .bind(&version.0[..])
                .execute(&mut *writing)
                .await?;
        }
        Ok(writing.commit().await?)
    }

    /// Says which versions serve now; the others are replaced, and go away once no call can be on them any more: those replaced at
    /// `gone` or before.
    ///
    /// # Errors
    /// Nothing is changed then.
    pub async fn serving(
        &self,
        versions: &[Version],
        now: DateTime<Utc>,
        gone: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let mut writing = self.writing().await?;
        for version in versions {
            // Another replica, with other menus, may have said that it is replaced: while it serves anywhere it is not.
            sqlx::query(
                "UPDATE menu_versions SET replaced_at = NULL WHERE version = $1 AND replaced_at IS NOT NULL",
            )
            .bind(&version.0[..])
            .execute(&mut *writing)
            .await?;
        }
        let known = sqlx::query("SELECT version FROM menu_versions WHERE replaced_at IS NULL")
            .fetch_all(&mut *writing)
            .await?;
        for row in known {
            let version: &[u8] = row.try_get(0)?;
            if !versions.iter().any(|serving| serving.0 == *version) {
                sqlx::query("UPDATE menu_versions SET replaced_at = $2 WHERE version = $1")
                    .bind(version)
                    .bind(now.timestamp())
                    .execute(&mut *writing)
                    .await?;
            }
        }
        sqlx::query("DELETE FROM menu_versions WHERE replaced_at <= $1")
            .bind(gone.timestamp())
            .execute(&mut *writing)
            .await?;
        sqlx::query(
            "DELETE FROM menu_files WHERE hash NOT IN
             (SELECT hash FROM menu_version_files WHERE hash IS NOT NULL)",
        )
        .execute(&mut *writing)
        .await?;
        Ok(writing.commit().await?)
    }

    /// What a version was read from; none where it is gone.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn version(&self, version: Version) -> Result<Option<Sources>, Fault> {
        let rows = sqlx::query(
            "SELECT v.name, f.path, b.bytes FROM menu_versions v
             JOIN menu_version_files f ON f.version = v.version
             LEFT JOIN menu_files b ON b.hash = f.hash WHERE v.version = $1",
        )
        .bind(&version.0[..])
        .fetch_all(&self.reading().await?)
        .await?;
        let mut sources = Sources::default();
        for row in &rows {
            let bytes: Option<&[u8]> = row.try_get(2)?;
            let path: &str = row.try_get(1)?;
            if path == MENU_FILE {
                let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
                sources.name = row.try_get::<&str, _>(0)?.into();
                sources.text = text.ok_or(Fault::Row("menu_files"))?.into();
            } else {
                sources.files.insert(path.to_owned(), bytes.map(Arc::from));
            }
        }
        Ok((!rows.is_empty()).then_some(sources))
    }
}

async fn keep_file(
    writing: &mut Transaction<'static, Sqlite>,
    version: Version,
    path: &str,
    bytes: Option<&[u8]>,
) -> Result<(), Fault> {
    let hash = bytes.map(|bytes| digest(&SHA256, bytes));
    if let (Some(hash), Some(bytes)) = (&hash, bytes) {
        sqlx::query("INSERT INTO menu_files (hash, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(hash.as_ref())
            .bind(bytes)
            .execute(&mut **writing)
            .await?;
    }
    sqlx::query("INSERT INTO menu_version_files (version, path, hash) VALUES ($1, $2, $3)")
        .bind(&version.0[..])
        .bind(path)
        .bind(hash.as_ref().map(AsRef::as_ref))
        .execute(&mut **writing)
        .await?;
    Ok(())
}
