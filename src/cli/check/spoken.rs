//! `centralino check --voice`: whether the voice of the settings can speak all that the menus say.

use std::sync::Arc;

use crate::cli::prompts;
use crate::config::{Options, Settings};
use crate::files::{Desks, Folder};
use crate::menu::diagnostic::Diagnostic;
use crate::voice::Voice;

/// Makes every prompt that is not there yet, and tells of those that cannot be made and of a voice that is hard to understand.
///
/// # Errors
/// Why nothing can be made at all.
pub(super) fn check(desks: &Desks) -> Result<Vec<Diagnostic>, String> {
    let settings = Settings::load(&Options::default()).map_err(|mistakes| mistakes.to_string())?.voice;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|fault| fault.to_string())?;
    runtime.block_on(async {
        let program = settings.tts.as_ref().map(|tts| tts.program().to_owned());
        let voice = Arc::new(Voice::open(settings).await.map_err(|fault| fault.to_string())?);
        if !voice.speaks() {
            return Err(match program {
                Some(program) => {
                    format!("there is no `{program}` on this machine: CENTRALINO_TTS_COMMAND names it")
                }
                None => "CENTRALINO_TTS_COMMAND is none: no voice is set".to_owned(),
            });
        }
        let mut found = Vec::new();
        for read in &desks.files {
            let Some(menu) = &read.menu else { continue };
            let files = Folder::of(&read.path);
            found.extend(prompts::made(&voice, std::slice::from_ref(menu), &files).await);
            found.extend(voice.is_robot(menu, &files));
        }
        Ok(found)
    })
}
