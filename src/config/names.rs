//! Every setting by name: one table, from which the settings file, the environment and the help text are read, so that they cannot drift apart.

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// As the settings file writes it.
    pub key: &'static str,
    /// The value where nobody sets one; none: the setting is off.
    pub default: Option<&'static str>,
    /// Whether its value must never be printed.
    pub secret: bool,
    /// What it does, for the help text.
    pub help: &'static str,
}

impl Name {
    /// As the environment writes it.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("CENTRALINO_{}", self.key.replace('-', "_").to_ascii_uppercase())
    }
}

const fn plain(key: &'static str, default: &'static str, help: &'static str) -> Name {
    Name { key, default: Some(default), secret: false, help }
}

const fn unset(key: &'static str, help: &'static str) -> Name {
    Name { key, default: None, secret: false, help }
}

const fn secret(key: &'static str, help: &'static str) -> Name {
    Name { key, default: None, secret: true, help }
}

/// Every setting, in the order of the help text.
pub const ALL: &[Name] = &[
    plain("menus", "menus", "the folder with the desks' menu files"),
    plain(
        "database",
        "sqlite://centralino.db",
        "where bookings and switches are kept: sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE",
    ),
    plain("listen", "127.0.0.1:8080", "the address and port to answer on; port 0 takes a free one"),
    unset("public-url", "how the telephony platform reaches this service: https://phone.example.org"),
    secret(
        "twiml-auth-token",
        "the token that signs requests to /hooks/twiml; a comma separates an old and a new one",
    ),
    secret("asterisk-secret", "the shared secret of /hooks/asterisk; a comma separates an old and a new one"),
    unset("ari-url", "Asterisk's ARI: http://host:8088/ari; several Asterisks are separated by commas"),
    plain("ari-user", "centralino", "the user of ari.conf"),
    secret("ari-password", "the password of that user"),
    unset(
        "ari-ca",
        "the certificates of the authority that vouches for Asterisks with https:// in ari-url: a PEM file; the public authorities, if not set",
    ),
    plain("ari-app", "centralino", "the application's name, one for each replica: letters, digits, - and _"),
    unset(
        "ari-default-desk",
        "the desk for calls over ARI whose number dialled is none of any desk, or is not told",
    ),
    unset(
        "ari-trunk",
        "what Asterisk dials to call a user back, with {number} (+39…) or {digits} (39…): PJSIP/{number}@carrier; without it no callback is placed over ARI",
    ),
    unset(
        "twilio-account",
        "the account (AC…) through which callbacks are placed over Twilio's REST; without it none is placed there",
    ),
    secret(
        "twilio-key",
        "a key of that account and its secret, SK…:…; the account's own token (twiml-auth-token), if not set",
    ),
    plain(
        "twilio-url",
        "https://api.twilio.com",
        "where that REST is: https://api.dublin.ie1.twilio.com, for a region",
    ),
    unset(
        "jambonz-url",
        "where jambonz's REST is, through which callbacks are placed: https://jambonz.example.org/api",
    ),
    unset("jambonz-account", "the account there"),
    secret("jambonz-api-key", "its API key"),
    unset(
        "callback-from",
        "the number that users see when a desk calls them, for desks whose menu names none: geographic or mobile; without either no callback is placed",
    ),
    secret(
        "jambonz-secret",
        "the account's webhook secret, which signs requests to /hooks/jambonz; a comma separates an old and a new one",
    ),
    secret(
        "freeswitch-secret",
        "the password of the gateway-credentials with which FreeSWITCH asks /hooks/freeswitch; a comma separates an old and a new one",
    ),
    unset(
        "telnyx-public-key",
        "the public key in base64 by which requests to /hooks/twiml?dialect=telnyx are checked; a comma separates an old and a new one",
    ),
    secret(
        "seal-key",
        "seals the state of calls: 32 bytes in base64 (openssl rand -base64 32) or hexadecimal; after a comma, other keys that only \
         open. Without it the store keeps one of its own",
    ),
    plain(
        "twiml-caller-format",
        "national",
        "how callers' numbers without + or 00 are written there: national or international",
    ),
    plain("asterisk-caller-format", "national", "the same, for the trunks of the Asterisk hook"),
    plain("jambonz-caller-format", "national", "the same, for the carriers of jambonz"),
    plain("freeswitch-caller-format", "national", "the same, for the gateways of FreeSWITCH"),
    unset(
        "twiml-sip-domain",
        "the domain of destinations that are plain names: lotto-3 is dialled as sip:lotto-3@DOMAIN; the public URL's host, if not set",
    ),
    unset("jambonz-sip-domain", "the same for jambonz; without it, its carriers are asked for the name"),
    unset(
        "twiml-voices",
        "the platform's own voice by language, for prompts without sound: it=Polly.Bianca,en=Polly.Amy",
    ),
    unset("jambonz-voices", "the same for jambonz, of the speech vendor that its application names"),
    plain("twiml-patience", "15s", "how long the platform waits for an answer"),
    plain("asterisk-patience", "2s", "how long the dialplan waits for an answer"),
    plain("jambonz-patience", "10s", "how long jambonz waits for an answer"),
    plain(
        "freeswitch-patience",
        "3s",
        "how long FreeSWITCH waits for an answer: `timeout` in httapi.conf.xml",
    ),
    plain(
        "tts-command",
        "espeak-ng -v {language} -s 150 -w {file} -- {text}",
        "the command that speaks a text into a WAV file ({language} is it or en, {tag} is it-IT or en-GB); none for no voice",
    ),
    plain("tts-timeout", "10s", "how long the command may take for one prompt"),
    plain("tts-jobs", "2", "how many prompts are spoken at the same time"),
    plain(
        "voice-level",
        "-20dB",
        "how loud prompts are, spoken or recorded: the active speech level below full scale (ITU-T P.56)",
    ),
    plain(
        "voice-cache",
        "var/voice",
        "the folder where prompts are kept once they are sound; several replicas may share one",
    ),
    plain(
        "voice-cache-size",
        "512MB",
        "how much that folder may hold; what was not used for longest goes, but nothing that a menu in service needs",
    ),
    plain(
        "connections",
        "512",
        "the most connections open at one time; where one more comes, the one that has been silent longest is closed",
    ),
    secret(
        "smtp-url",
        "the mail server: smtp://HOST:PORT, with ?tls=required for STARTTLS, or smtps://HOST; USER:PASSWORD@ before the host; \
         without it no mail is sent",
    ),
    unset("mail-from", "the mailbox that mail comes from: Assistenza <assistenza@example.org>"),
    unset("webhook-url", "who is told by signed webhooks what happens to requests and callbacks"),
    secret(
        "webhook-secret",
        "signs them (Standard Webhooks): whsec_ and 24 to 64 bytes in base64; a comma separates an old and a new one",
    ),
    unset("sms-url", "the gateway that is asked, by a signed webhook, to send a short message"),
    unset("organisation", "the administration's name, at the top of every page"),
    unset(
        "privacy-notice",
        "the privacy notice at the foot of every page: an address, or the path of a text file ({language} in it stands for it or en)",
    ),
    unset("accessibility-statement", "the accessibility statement, in the same way"),
    unset("accessibility-feedback", "where to report a barrier, in the same way; mailto: will do"),
    plain(
        "codes-an-hour",
        "60",
        "how many confirmation codes the public booking page sends, in an hour, for one address that asks",
    ),
    unset(
        "proxies",
        "the addresses or networks of the proxies before this service (10.0.0.0/8), whose X-Forwarded-For is believed; one on this machine is",
    ),
    unset(
        "oidc-issuer",
        "the organisation's provider by which people sign in (OpenID Connect): https://id.example.org/realms/comune",
    ),
    unset(
        "oidc-client-id",
        "our name with the provider; it sends people back to PUBLIC-URL/sign-in/oidc/return",
    ),
    secret("oidc-client-secret", "our secret with the provider, where it gave one"),
    plain(
        "oidc-claim",
        "groups",
        "the claim in which it says what somebody is; a dot leads into an object: realm_access.roles",
    ),
    unset(
        "oidc-roles",
        "which of its names give which role: operator=helpdesk,admin=it. Without it, people are added by `centralino user add --no-password`",
    ),
    unset("oidc-name", "what the provider is called where people sign in"),
    secret(
        "metrics-secret",
        "the bearer token with which /metrics is read; a comma separates an old and a new one. Without it, and without a public URL, \
         this machine alone may read it",
    ),
    plain("requests", "1024", "the most requests under way at one time; more wait"),
    plain(
        "stop-within",
        "10s",
        "how long requests under way may take to finish when the program is told to stop",
    ),
    plain(
        "log",
        "info",
        "how much to log: off, error, warn, info, debug, trace; or for some rooms another: info,centralino::calls=debug",
    ),
    plain("log-format", "text", "text for people, json for machines"),
    unset(
        "test-clock",
        "tests only: the moment at which the program's clock starts, 2026-11-22T10:00:00+01:00",
    ),
];

/// The setting with this name in a settings file.
#[must_use]
pub fn by_key(key: &str) -> Option<&'static Name> {
    ALL.iter().find(|name| name.key == key)
}

/// The setting that was probably meant by a name that is none.
#[must_use]
pub fn nearest(key: &str) -> Option<&'static Name> {
    let key = key.to_ascii_lowercase().replace('_', "-");
    let near =
        ALL.iter().map(|name| (strsim::osa_distance(name.key, &key), name)).min_by_key(|(far, _)| *far)?;
    (near.0 <= 1 + near.1.key.len() / 5).then_some(near.1)
}

/// The settings as the help text lists them.
#[must_use]
pub fn table() -> String {
    use std::fmt::Write as _;
    let mut text = String::from("Settings (file key, environment variable, default):\n");
    for name in ALL {
        let default = name.default.unwrap_or("not set");
        let _ = writeln!(text, "  {} · {} · {default}\n      {}", name.key, name.variable(), name.help);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_that_others_rely_on() {
        let variables: Vec<_> = ALL.iter().map(Name::variable).collect();
        for promised in [
            "CENTRALINO_MENUS",
            "CENTRALINO_DATABASE",
            "CENTRALINO_LISTEN",
            "CENTRALINO_PUBLIC_URL",
            "CENTRALINO_TWIML_AUTH_TOKEN",
            "CENTRALINO_ASTERISK_SECRET",
            "CENTRALINO_JAMBONZ_SECRET",
            "CENTRALINO_FREESWITCH_SECRET",
            "CENTRALINO_TELNYX_PUBLIC_KEY",
            "CENTRALINO_SEAL_KEY",
        ] {
            assert!(variables.iter().any(|variable| variable == promised), "{promised}");
        }
    }

    #[test]
    fn a_near_miss_is_named() {
        assert_eq!(nearest("twiml_auth_tokn").map(|name| name.key), Some("twiml-auth-token"));
        assert_eq!(nearest("lisen").map(|name| name.key), Some("listen"));
        assert_eq!(nearest("colour"), None);
    }
}
