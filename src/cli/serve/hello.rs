//! What `serve` says at its start: where it answers, which desks by which numbers, how to place a first call, and what is not configured.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use super::doors;
use crate::cli::bar::Bar;
use crate::cli::check::PLATFORMS;
use crate::config::Settings;
use crate::files::Folder;
use crate::menu;
use crate::menu::diagnostic::Diagnostic;
use crate::menu::model::Menu;
use crate::platform::twiml::{self, Dialect};
use crate::platform::{ari, dialplan, httapi, jambonz};
use crate::terms::numbering::Did;
use crate::voice::Voice;
use crate::web::App;
use crate::worker;

/// The greeting.
pub(super) fn hello(app: &App, settings: &Settings, bound: SocketAddr) -> String {
    let mut text = format!("centralino listening on http://{bound}\n");
    let menus: Vec<_> = app.service.menus().into_iter().filter(|menu| !menu.numbers.is_empty()).collect();
    let _ = writeln!(text, "\nDesks:");
    for menu in &menus {
        let language = menu.languages.first().copied();
        let title = language.map_or("", |language| menu.written(menu.title, language));
        let numbers: Vec<_> = menu.numbers.iter().map(number).collect();
        let _ = writeln!(text, "  {} · {title} · {}", menu.desk, numbers.join(", "));
    }
    if let Some(menu) = menus.first() {
        let _ = writeln!(text, "\nA first call without a telephone:");
        if let Some(file) = menu.files.first() {
            let _ = writeln!(text, "  centralino phone {}", file.name);
        }
        if settings.twiml.auth_tokens.is_empty()
            && settings.public_url.is_none()
            && let Some(did) = menu.numbers.first()
        {
            let _ = writeln!(
                text,
                "  curl -d CallSid=first-call -d From=anonymous --data-urlencode To={} http://{bound}/hooks/twiml",
                number(did)
            );
        }
    }
    let mut missing = doors::left_open(settings, bound);
    missing.extend(app.standing.load().voice.clone());
    missing.extend(app.service.unwritten());
    missing.extend(app.service.untold());
    missing.extend(menus.iter().flat_map(|menu| cannot(settings, menu)));
    missing.extend(settings.callbacks_missing(menus.iter().map(|menu| &**menu)));
    missing.extend(settings.codes_missing(menus.iter().map(|menu| &**menu)));
    if let Some(desk) = &settings.ari.default_desk
        && !menus.iter().any(|menu| *menu.desk == **desk)
    {
        missing.push(format!("CENTRALINO_ARI_DEFAULT_DESK names `{desk}`, and no desk is called so"));
    }
    if !missing.is_empty() {
        let _ = writeln!(text, "\nNot configured:");
        for told in missing {
            let _ = writeln!(text, "  {told}");
        }
    }
    if settings.twiml.sip_domain.is_none() && !settings.twiml.auth_tokens.is_empty() {
        let domain = app.hooks.twiml.sip_domain();
        let _ = writeln!(
            text,
            "\nDestinations that are plain names are dialled as sip:NAME@{domain}: CENTRALINO_TWIML_SIP_DOMAIN names another domain."
        );
    }
    text
}

/// What the platforms in use cannot do of what a menu asks.
fn cannot(settings: &Settings, menu: &Menu) -> Vec<String> {
    let asterisk = !settings.asterisk.secrets.is_empty();
    let in_use = [
        (!settings.twiml.auth_tokens.is_empty(), twiml::LIMITS.name),
        (!settings.twiml.telnyx_keys.is_empty(), Dialect::Telnyx.name()),
        (!settings.jambonz.secrets.is_empty(), jambonz::LIMITS.name),
        (!settings.freeswitch.secrets.is_empty(), httapi::LIMITS.name),
        (asterisk, dialplan::LIMITS.name),
        (!asterisk && !settings.ari.urls.is_empty(), ari::LIMITS.name),
    ];
    let told = |one: Diagnostic| format!("{}: {}", one.file, one.message);
    let mut found = Vec::new();
    for (limits, can_dial) in PLATFORMS.iter().filter(|(limits, _)| in_use.contains(&(true, limits.name))) {
        found.extend(menu::check(menu, limits).into_iter().map(told));
        let undialled = menu::check_dialling(menu, limits, can_dial).into_iter().map(told);
        found.extend(undialled.map(|told| told + "; callers get the menu's fallback"));
    }
    found
}

fn number(did: &Did) -> String {
    match did {
        Did::Public(number) => number.e164(),
        Did::Extension(extension) => extension.clone(),
    }
}

/// What it means that nothing speaks; none where something does.
pub(super) fn without_voice(settings: &Settings, voice: &Voice) -> Option<String> {
    if voice.speaks() {
        return None;
    }
    let why = match &settings.voice.tts {
        Some(tts) => {
            let program = tts.program();
            format!(
                "there is no `{program}` on this machine: install it (apt install {program}), or name another command in CENTRALINO_TTS_COMMAND"
            )
        }
        None => "CENTRALINO_TTS_COMMAND is none".to_owned(),
    };
    Some(format!(
        "voice: {why}. Until then only recordings and prompts made before are heard on Asterisk, and its own fallback takes the other \
         calls; TwiML platforms speak with their own voice"
    ))
}

/// Makes what has no sound yet, with a bar of progress where somebody watches, and tells what could not be made.
pub(super) async fn make_sounds(app: &Arc<App>) {
    let before = app.voice.progress();
    let bar = Bar::new();
    let unmade = worker::make_sounds(app, |progress| bar.tell(progress)).await;
    bar.end();
    worker::tell_of(&unmade);
    let after = app.voice.progress();
    if after.made > before.made || !unmade.is_empty() {
        let missing = after.all - after.made;
        tracing::info!(made = after.made, all = after.all, missing, "the prompts are made");
    }
}

/// What callers of a live desk should not have to listen to.
pub(super) fn robot(app: &App, settings: &Settings) -> Option<String> {
    let is_live = settings.public_url.is_some()
        || !settings.twiml.auth_tokens.is_empty()
        || !settings.asterisk.secrets.is_empty()
        || !settings.ari.urls.is_empty()
        || !settings.freeswitch.secrets.is_empty()
        || !settings.jambonz.secrets.is_empty();
    let menus = app.service.menus();
    let found = menus.iter().filter(|menu| !menu.numbers.is_empty()).find_map(|menu| {
        let file = menu.files.first()?;
        app.voice.is_robot(menu, &Folder::of(Path::new(&*file.name)))
    });
    let robot = found.filter(|_| is_live && app.voice.speaks())?;
    let help = robot.help.unwrap_or_default();
    Some(format!("voice: {} ({}). {help}", robot.message, robot.code))
}
