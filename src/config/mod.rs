//! All settings, read once and checked at start: environment over file, options over both. A mistake is a sentence that says what to set and
//! where; nothing that somebody wrote is ignored, and no secret is ever printed.

mod log_filter;
pub mod names;
mod notices;
mod openid;
mod pages;
mod placing;
mod read;
mod secret;
mod sources;
mod tts;

use std::ffi::OsString;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use notices::Notices;
pub use openid::OpenId;
pub use pages::{Network, Note, Pages};
pub use placing::{Account, Placing};
pub use secret::{SealKey, Secret};
pub use tts::Tts;

use self::names::Name;
use self::read::Expected;
use self::sources::Sources;
use crate::terms::Language;
use crate::terms::numbering::CallerFormat;

/// All settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder with the menu files.
    pub menus: PathBuf,
    /// `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/DATABASE`.
    pub database: String,
    /// Where to answer.
    pub listen: SocketAddr,
    /// How the platforms reach this service; none: only from this machine.
    pub public_url: Option<PublicUrl>,
    /// The TwiML hook.
    pub twiml: Twiml,
    /// The Asterisk hook.
    pub asterisk: Asterisk,
    /// Asterisks that lend us calls over ARI.
    pub ari: Ari,
    /// The jambonz hook.
    pub jambonz: Jambonz,
    /// The FreeSWITCH hook.
    pub freeswitch: Freeswitch,
    /// The first seals, all open; empty: the store keeps one.
    pub seal_keys: Vec<SealKey>,
    /// How prompts become sound.
    pub voice: Voice,
    /// The most connections open at one time.
    pub connections: usize,
    /// How people are told in writing.
    pub notices: Notices,
    /// What the pages say of whoever runs them.
    pub pages: Pages,
    /// The organisation's own provider; none: passwords of ours alone.
    pub openid: Option<OpenId>,
    /// How calls are placed.
    pub placing: Placing,
    /// Any of these opens `/metrics`; empty: loopback only.
    pub metrics_secrets: Vec<Secret>,
    /// The most requests under way at one time.
    pub requests: usize,
    /// How long requests under way may take to finish at the stop.
    pub stop_within: Duration,
    /// What is logged.
    pub log: Log,
    /// The moment at which the clock starts; none: the machine's own.
    pub test_clock: Option<DateTime<Utc>>,
    /// What was written that does nothing but looks as if it should: to be warned of at start.
    pub odd: Vec<String>,
}

/// Settings of the TwiML hook.
#[derive(Clone, Debug)]
pub struct Twiml {
    /// Any of these may have signed; empty: loopback only.
    pub auth_tokens: Vec<Secret>,
    /// Telnyx signs with a key of its own: any of these may fit.
    pub telnyx_keys: Vec<[u8; 32]>,
    /// How callers' numbers without a prefix are written.
    pub caller_format: CallerFormat,
    /// The domain of destinations that are plain names.
    pub sip_domain: Option<String>,
    /// The platform's own voice, by [`Language::index`].
    pub voices: [Option<String>; Language::COUNT],
    /// How long the platform waits.
    pub patience: Duration,
}

/// Settings of the Asterisk hook.
#[derive(Clone, Debug)]
pub struct Asterisk {
    /// Any of these opens; empty: loopback only.
    pub secrets: Vec<Secret>,
    /// How callers' numbers without a prefix are written.
    pub caller_format: CallerFormat,
    /// How long the dialplan waits.
    pub patience: Duration,
}

/// Settings of Asterisks that lend us calls over ARI. What concerns their trunks and their patience are the Asterisk hook's settings.
#[derive(Clone, Debug)]
pub struct Ari {
    /// The base address of each, `http://host:8088/ari`; none: no ARI.
    pub urls: Vec<PublicUrl>,
    /// The user of `ari.conf`.
    pub user: String,
    /// Its password.
    pub password: Secret,
    /// Who vouches for those with https: a file of certificates in PEM; none: the public authorities.
    pub ca: Option<PathBuf>,
    /// The application's name; no other process has it.
    pub app: String,
    /// The desk for calls whose number dialled is no desk's.
    pub default_desk: Option<String>,
}

/// Settings of the jambonz hook.
#[derive(Clone, Debug)]
pub struct Jambonz {
    /// Any of these may have signed; empty: loopback only.
    pub secrets: Vec<Secret>,
    /// How callers' numbers without a prefix are written.
    pub caller_format: CallerFormat,
    /// The domain of destinations that are plain names.
    pub sip_domain: Option<String>,
    /// jambonz's own voice, by [`Language::index`].
    pub voices: [Option<String>; Language::COUNT],
    /// How long jambonz waits.
    pub patience: Duration,
}

/// Settings of the FreeSWITCH hook.
#[derive(Clone, Debug)]
pub struct Freeswitch {
    /// Any of these opens; empty: loopback only.
    pub secrets: Vec<Secret>,
    /// How callers' numbers without a prefix are written.
    pub caller_format: CallerFormat,
    /// How long FreeSWITCH waits.
    pub patience: Duration,
}

/// How prompts become sound.
#[derive(Clone, Debug)]
pub struct Voice {
    /// The command that speaks; none: no voice of our own.
    pub tts: Option<Tts>,
    /// How loud active speech is made, the command's and the recorded; dBov (ITU-T P.56).
    pub level: f32,
    /// How long it may take for one prompt.
    pub timeout: Duration,
    /// How many prompts are spoken at the same time.
    pub jobs: usize,
    /// Where sounds are kept.
    pub cache: PathBuf,
    /// How much they may take; bytes.
    pub cache_size: u64,
}

/// What is logged.
#[derive(Clone, Debug)]
pub struct Log {
    /// Levels, by room where wanted.
    pub filter: String,
    /// For people or for machines.
    pub format: LogFormat,
}

/// For whom the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// People.
    Text,
    /// Machines: one JSON object a line.
    Json,
}

/// A base address without a slash at its end: `https://phone.example.org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host alone, without scheme, port or path.
    #[must_use]
    pub fn host(&self) -> &str {
        let authority = self.0.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("");
        match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => host,
            Some(_) | None => authority,
        }
    }
}

/// A mistake in the settings: one sentence that says what to set and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Mistake(String);

impl Mistake {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

/// All mistakes in the settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Mistakes(pub Vec<Mistake>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, mistake) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}

/// What the command line sets.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The settings file.
    pub settings: Option<PathBuf>,
    /// Settings by key.
    pub set: Vec<(&'static str, String)>,
}

impl Settings {
    /// Reads the process's environment, the settings file where one is named, and the command line's options.
    ///
    /// # Errors
    /// Every mistake found, not only the first.
    pub fn load(options: &Options) -> Result<Self, Mistakes> {
        Self::read(options, std::env::vars_os())
    }

    /// The same with a given environment.
    ///
    /// # Errors
    /// Every mistake found, not only the first.
    pub fn read(
        options: &Options,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, Mistakes> {
        let environment: Vec<_> = environment.into_iter().collect();
        let mut mistakes = Vec::new();
        let mut sources = Sources::default();
        let named =
            environment.iter().find(|(name, _)| name == "CENTRALINO_SETTINGS").map(|(_, path)| path.into());
        if let Some(path) = options.settings.clone().or(named) {
            match std::fs::read_to_string(&path) {
                Ok(text) => sources.take_file(&path, &text, &mut mistakes),
                Err(fault) if fault.kind() == std::io::ErrorKind::InvalidData => mistakes.push(Mistake::new(format!(
                    "the settings file {} is no UTF-8 text: save it with that encoding, or name another with --settings or CENTRALINO_SETTINGS",
                    path.display()
                ))),
                Err(fault) => mistakes.push(Mistake::new(format!(
                    "the settings file {} cannot be read: {fault}; name another with --settings or CENTRALINO_SETTINGS",
                    path.display()
                ))),
            }
        }
        let odd = sources.take_environment(environment, &mut mistakes);
        for (key, text) in &options.set {
            sources.take_option(key, text.clone());
        }
        understand(&sources, odd, mistakes)
    }
}

/// Reads each setting, gathering what is wrong.
struct Reader<'a> {
    sources: &'a Sources,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn maybe<T>(&mut self, key: &'static str, read: impl Fn(&str) -> Result<T, Expected>) -> Option<T> {
        let name: &'static Name = names::by_key(key)?;
        let written = self.sources.get(name)?;
        match read(written.text.trim()) {
            Ok(value) => Some(value),
            Err(expected) => {
                let place = sources::place(name, &written.origin);
                let shown = if written.text.trim().is_empty() {
                    "is empty".to_owned()
                } else if name.secret {
                    "is not right (its value is not shown)".to_owned()
                } else {
                    format!("is `{}`", written.text.trim())
                };
                self.mistakes.push(Mistake::new(format!("{place} {shown}; it should be {expected}")));
                None
            }
        }
    }

    /// A setting with a default: what stands in for a mistake is never used, because a mistake stops the start.
    fn sure<T>(&mut self, key: &'static str, instead: T, read: impl Fn(&str) -> Result<T, Expected>) -> T {
        self.maybe(key, read).unwrap_or(instead)
    }
}

fn folder(text: &str) -> Result<PathBuf, Expected> {
    if text.is_empty() { Err("the path of a folder".to_owned()) } else { Ok(PathBuf::from(text)) }
}

fn understand(sources: &Sources, odd: Vec<String>, mistakes: Vec<Mistake>) -> Result<Settings, Mistakes> {
    let mut reader = Reader { sources, mistakes };
    let settings = Settings {
        menus: reader.sure("menus", PathBuf::new(), folder),
        database: reader.sure("database", String::new(), read::database),
        listen: reader.sure("listen", SocketAddr::from(([127, 0, 0, 1], 0)), read::address),
        public_url: reader.maybe("public-url", read::url),
        twiml: Twiml {
            auth_tokens: reader.maybe("twiml-auth-token", read::tokens).unwrap_or_default(),
            telnyx_keys: reader.maybe("telnyx-public-key", read::public_keys).unwrap_or_default(),
            caller_format: reader.sure("twiml-caller-format", CallerFormat::National, read::caller_format),
            sip_domain: reader.maybe("twiml-sip-domain", read::domain),
            voices: reader.maybe("twiml-voices", read::voices).unwrap_or_default(),
            patience: reader.sure("twiml-patience", Duration::ZERO, read::duration),
        },
        asterisk: Asterisk {
            secrets: reader.maybe("asterisk-secret", read::secrets).unwrap_or_default(),
            caller_format: reader.sure("asterisk-caller-format", CallerFormat::National, read::caller_format),
            patience: reader.sure("asterisk-patience", Duration::ZERO, read::duration),
        },
        ari: Ari {
            urls: reader.maybe("ari-url", read::ari_urls).unwrap_or_default(),
            user: reader.sure("ari-user", String::new(), read::word),
            password: Secret::new(reader.maybe("ari-password", read::password).unwrap_or_default()),
            ca: reader.maybe("ari-ca", read::file),
            app: reader.sure("ari-app", String::new(), read::word),
            default_desk: reader.maybe("ari-default-desk", read::word),
        },
        jambonz: Jambonz {
            secrets: reader.maybe("jambonz-secret", read::tokens).unwrap_or_default(),
            caller_format: reader.sure("jambonz-caller-format", CallerFormat::National, read::caller_format),
            sip_domain: reader.maybe("jambonz-sip-domain", read::domain),
            voices: reader.maybe("jambonz-voices", read::voices).unwrap_or_default(),
            patience: reader.sure("jambonz-patience", Duration::ZERO, read::duration),
        },
        freeswitch: Freeswitch {
            secrets: reader.maybe("freeswitch-secret", read::secrets).unwrap_or_default(),
            caller_format: reader.sure(
                "freeswitch-caller-format",
                CallerFormat::National,
                read::caller_format,
            ),
            patience: reader.sure("freeswitch-patience", Duration::ZERO, read::duration),
        },
        seal_keys: reader.maybe("seal-key", read::seal_keys).unwrap_or_default(),
        voice: Voice {
            tts: reader.sure("tts-command", None, read::tts),
            level: reader.sure("voice-level", 0.0, read::level),
            timeout: reader.sure("tts-timeout", Duration::ZERO, read::duration),
            jobs: reader.sure("tts-jobs", 1, read::count),
            cache: reader.sure("voice-cache", PathBuf::new(), folder),
            cache_size: reader.sure("voice-cache-size", 0, read::size),
        },
        connections: reader.sure("connections", 1, read::count),
        notices: Notices::read(&mut reader),
        pages: Pages::read(&mut reader),
        openid: OpenId::read(&mut reader),
        placing: Placing::read(&mut reader),
        metrics_secrets: reader.maybe("metrics-secret", read::secrets).unwrap_or_default(),
        requests: reader.sure("requests", 1, read::count),
        stop_within: reader.sure("stop-within", Duration::ZERO, read::duration),
        log: Log {
            filter: reader.sure("log", String::new(), log_filter::read),
            format: reader.sure("log-format", LogFormat::Text, read::log_format),
        },
        test_clock: reader.maybe("test-clock", read::moment),
        odd,
    };
    if !settings.ari.urls.is_empty() && settings.ari.password.expose().is_empty() {
        reader.mistakes.push(Mistake::new(
            "CENTRALINO_ARI_URL is set and CENTRALINO_ARI_PASSWORD is not; it should be the password of the user in ari.conf",
        ));
    }
    let odd = settings.odd.iter().cloned().chain(weak(&settings)).chain(idle(&settings)).collect();
    let settings = Settings { odd, ..settings };
    if reader.mistakes.is_empty() { Ok(settings) } else { Err(Mistakes(reader.mistakes)) }
}

/// Secrets that can be guessed are taken, but not in silence. Those that a platform makes are not among them.
fn weak(settings: &Settings) -> Vec<String> {
    let ours = [
        ("CENTRALINO_ASTERISK_SECRET", &settings.asterisk.secrets),
        ("CENTRALINO_FREESWITCH_SECRET", &settings.freeswitch.secrets),
        ("CENTRALINO_METRICS_SECRET", &settings.metrics_secrets),
    ];
    let is_weak = |secrets: &[Secret]| secrets.iter().any(|secret| secret.expose().len() < 16);
    ours.into_iter()
        .filter(|(_, secrets)| is_weak(secrets))
        .map(|(name, _)| {
            format!("{name} is shorter than 16 characters and can be guessed; openssl rand -hex 32 makes a good one")
        })
        .collect()
}

/// What was set and does nothing as things are.
fn idle(settings: &Settings) -> Option<String> {
    let is_for_tls = settings.ari.urls.iter().any(|url| url.as_str().starts_with("https://"));
    (settings.ari.ca.is_some() && !is_for_tls).then(|| {
        "CENTRALINO_ARI_CA does nothing: no address in CENTRALINO_ARI_URL begins with https://".to_owned()
    })
}

#[cfg(test)]
mod tests;
