//! How far the making of prompts has come, for whoever sits before a terminal; nothing where nobody does.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::voice::Progress;

/// A line on the terminal's standard error that fills up.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// A bar that is drawn once there is something to tell. Where stderr is no terminal it is never drawn.
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("making prompts {bar:30} {pos} of {len}, {eta} left");
        Self(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    /// Draws it anew.
    pub(super) fn tell(&self, progress: Progress) {
        self.0.set_length(progress.all as u64);
        self.0.set_position(progress.made as u64);
    }

    /// Says something above it.
    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}
