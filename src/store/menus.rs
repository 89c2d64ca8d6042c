//! Versions of menus: stored before they serve, and kept for as long as a call may still be on them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};

use super::{Alone, Fault, Store, Writing, args, transaction};
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

/// Versions are kept and cleared away by one replica after the other.
const TABLE: &str = "menu_versions";

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
        transaction!(self, |writing| {
            writing.alone(Alone::Table, TABLE).await?;
            let add = "INSERT INTO menu_versions (version, desk, name, stored_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
            if writing.run(add, args![&version.0[..], desk, &*sources.name, now]).await? > 0 {
                keep_file(writing, version, MENU_FILE, Some(sources.text.as_bytes())).await?;
                for (path, bytes) in &sources.files {
                    keep_file(writing, version, path, bytes.as_deref()).await?;
                }
            } else {
                let serves = "UPDATE menu_versions SET replaced_at = NULL WHERE version = $1";
                writing.run(serves, args![&version.0[..]]).await?;
            }
            Ok(())
        })
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
        transaction!(self, |writing| {
            writing.alone(Alone::Table, TABLE).await?;
            for version in versions {
                // Another replica, with other menus, may have said that it is replaced: while it serves anywhere it is not.
                let serves = "UPDATE menu_versions SET replaced_at = NULL WHERE version = $1 AND replaced_at IS NOT NULL";
                writing.run(serves, args![&version.0[..]]).await?;
            }
            let known = "SELECT version FROM menu_versions WHERE replaced_at IS NULL";
            for row in writing.all(known, args![]).await? {
                let version: &[u8] = row.get(0)?;
                if !versions.iter().any(|serving| serving.0 == *version) {
                    let replaced = "UPDATE menu_versions SET replaced_at = $2 WHERE version = $1";
                    writing.run(replaced, args![version, now]).await?;
                }
            }
            writing.run("DELETE FROM menu_versions WHERE replaced_at <= $1", args![gone]).await?;
            let unused = "DELETE FROM menu_files WHERE hash NOT IN
                 (SELECT hash FROM menu_version_files WHERE hash IS NOT NULL)";
            writing.run(unused, args![]).await.map(drop)
        })
    }

    /// The version that serves under a menu file's name, or else the one that did last; none where there is none any more.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn latest(&self, file: &str) -> Result<Option<Version>, Fault> {
        let asked = "SELECT version FROM menu_versions WHERE name = $1
             ORDER BY CASE WHEN replaced_at IS NULL THEN 0 ELSE 1 END, replaced_at DESC, stored_at DESC LIMIT 1";
        let rows = self.reading().await?.all(asked, args![file]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let version: &[u8] = row.get(0)?;
        version.try_into().map(|version| Some(Version(version))).map_err(|_| Fault::Row(TABLE))
    }

    /// What a version was read from; none where it is gone.
    ///
    /// # Errors
    /// Why that cannot be said.
    pub async fn version(&self, version: Version) -> Result<Option<Sources>, Fault> {
        let asked = "SELECT v.name, f.path, b.bytes FROM menu_versions v
             JOIN menu_version_files f ON f.version = v.version
             LEFT JOIN menu_files b ON b.hash = f.hash WHERE v.version = $1";
        let rows = self.reading().await?.all(asked, args![&version.0[..]]).await?;
        let mut sources = Sources::default();
        for row in &rows {
            let bytes: Option<&[u8]> = row.get(2)?;
            let path: &str = row.get(1)?;
            if path == MENU_FILE {
                let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
                sources.name = row.get::<&str>(0)?.into();
                sources.text = text.ok_or(Fault::Row("menu_files"))?.into();
            } else {
                sources.files.insert(path.to_owned(), bytes.map(Arc::from));
            }
        }
        Ok((!rows.is_empty()).then_some(sources))
    }
}

async fn keep_file(
    writing: &mut Writing,
    version: Version,
    path: &str,
    bytes: Option<&[u8]>,
) -> Result<(), Fault> {
    let hash = bytes.map(|bytes| digest(&SHA256, bytes));
    let hash = hash.as_ref().map(AsRef::as_ref);
    if let (Some(hash), Some(bytes)) = (hash, bytes) {
        let add = "INSERT INTO menu_files (hash, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        writing.run(add, args![hash, bytes]).await?;
    }
    let add = "INSERT INTO menu_version_files (version, path, hash) VALUES ($1, $2, $3)";
    writing.run(add, args![&version.0[..], path, hash]).await.map(drop)
}
