//! The options that several commands share: where the settings, the menus and the database are.

use std::path::PathBuf;

use crate::config::Options;

/// Options for settings, by the names that the settings file and the environment have too.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct SettingsArgs {
    /// A settings file (TOML); also `CENTRALINO_SETTINGS`.
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// The folder with the desks' menu files [default: menus]; also `CENTRALINO_MENUS`.
    #[arg(long, value_name = "DIR")]
    pub menus: Option<String>,
    /// Where bookings and switches are kept [default: `sqlite://centralino.db`]; also `CENTRALINO_DATABASE`.
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

impl SettingsArgs {
    /// What they set.
    #[must_use]
    pub fn options(&self) -> Options {
        let set = [("menus", &self.menus), ("database", &self.database)]
            .into_iter()
            .filter_map(|(key, value)| Some((key, value.clone()?)))
            .collect();
        Options { settings: self.settings.clone(), set }
    }
}
