//! From what was written to what it means: each reader either understands all of it or says, in one sentence, what should stand there.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::Uri;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono::{DateTime, Utc};

use super::{LogFormat, PublicUrl, SealKey, Secret, Tts};
use crate::terms::Language;
use crate::terms::numbering::CallerFormat;

/// What should stand there instead.
pub(super) type Expected = String;

pub(super) fn address(text: &str) -> Result<SocketAddr, Expected> {
    let numbered =
        text.strip_prefix("localhost:").map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
    numbered
        .parse()
        .map_err(|_| "an address and a port, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080".to_owned())
}

pub(super) fn url(text: &str) -> Result<PublicUrl, Expected> {
    let expected =
        || "an address such as https://phone.example.org, with nothing after a `?` or `#`".to_owned();
    let uri: Uri = text.parse().map_err(|_| expected())?;
    let scheme =
        uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).ok_or_else(expected)?;
    let authority = uri.authority().ok_or_else(expected)?;
    if text.contains(['?', '#', '@']) || authority.host().is_empty() {
        return Err(expected());
    }
    Ok(PublicUrl(format!("{scheme}://{authority}{}", uri.path().trim_end_matches('/'))))
}

/// Base addresses of ARI.
pub(super) fn ari_urls(text: &str) -> Result<Vec<PublicUrl>, Expected> {
    let urls = text.split(',').map(|part| url(part.trim()).ok()).collect::<Option<Vec<_>>>();
    urls.ok_or_else(|| "addresses such as http://127.0.0.1:8088/ari, separated by commas".to_owned())
}

/// A name that stands in addresses and in a dialplan.
pub(super) fn word(text: &str) -> Result<String, Expected> {
    let fits = (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if fits { Ok(text.to_owned()) } else { Err("letters, digits, - and _, 64 at most".to_owned()) }
}

pub(super) fn password(text: &str) -> Result<String, Expected> {
    if text.is_empty() { Err("the password of the user in ari.conf".to_owned()) } else { Ok(text.to_owned()) }
}

/// The path of a file, which is read later.
pub(super) fn file(text: &str) -> Result<PathBuf, Expected> {
    if text.is_empty() { Err("the path of a file".to_owned()) } else { Ok(PathBuf::from(text)) }
}

pub(super) fn database(text: &str) -> Result<String, Expected> {
    let (scheme, rest) = text.split_once(':').unwrap_or((text, ""));
    let named = !rest.trim_start_matches('/').is_empty();
    match scheme {
        "sqlite" | "postgres" | "postgresql" if named => Ok(text.to_owned()),
        "sqlite" => Err("sqlite:// and the path of a file, such as sqlite://centralino.db".to_owned()),
        "postgres" | "postgresql" => {
            Err("postgres:// and where the database is, such as postgres://centralino@db.example/centralino"
                .to_owned())
        }
        _ => Err("sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE".to_owned()),
    }
}

pub(super) fn secrets(text: &str) -> Result<Vec<Secret>, Expected> {
    let secrets: Vec<_> = text.split(',').map(str::trim).map(Secret::new).collect();
    let fits = |secret: &Secret| {
        !secret.expose().is_empty() && secret.expose().bytes().all(|byte| byte.is_ascii_graphic())
    };
    if secrets.iter().all(fits) {
        Ok(secrets)
    } else {
        Err("visible ASCII characters without blanks (openssl rand -hex 32 makes a good one)".to_owned())
    }
}

pub(super) fn tokens(text: &str) -> Result<Vec<Secret>, Expected> {
    let secrets: Vec<_> = text.split(',').map(str::trim).map(Secret::new).collect();
    if secrets.iter().any(|secret| secret.expose().is_empty()) {
        Err("the token of your account on the platform".to_owned())
    } else {
        Ok(secrets)
    }
}

/// Ed25519 public keys (RFC 8032) in base64.
pub(super) fn public_keys(text: &str) -> Result<Vec<[u8; 32]>, Expected> {
    text.split(',')
        .map(|key| STANDARD_NO_PAD.decode(key.trim().trim_end_matches('=')).ok()?.try_into().ok())
        .collect::<Option<_>>()
        .ok_or_else(|| "the public key that Telnyx's portal shows: 32 bytes in base64".to_owned())
}

pub(super) fn seal_keys(text: &str) -> Result<Vec<SealKey>, Expected> {
    text.split(',')
        .map(|key| SealKey::read(key.trim()))
        .collect::<Option<_>>()
        .ok_or_else(|| "32 bytes in base64, as `openssl rand -base64 32` makes them".to_owned())
}

pub(super) fn caller_format(text: &str) -> Result<CallerFormat, Expected> {
    match text {
        "national" => Ok(CallerFormat::National),
        "international" => Ok(CallerFormat::International),
        _ => Err("national or international".to_owned()),
    }
}

pub(super) fn domain(text: &str) -> Result<String, Expected> {
    let fits = !text.is_empty()
        && text.len() <= 253
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'));
    if fits { Ok(text.to_owned()) } else { Err("a host name, such as pbx.example.org".to_owned()) }
}

pub(super) fn voices(text: &str) -> Result<[Option<String>; Language::COUNT], Expected> {
    let expected = || "a voice for each language, such as it=Polly.Bianca,en=Polly.Amy".to_owned();
    let mut voices: [Option<String>; Language::COUNT] = Default::default();
    for pair in text.split(',') {
        let (code, voice) = pair.trim().split_once('=').ok_or_else(expected)?;
        let language = Language::from_code(code.trim()).ok_or_else(expected)?;
        let place = voices.get_mut(language.index()).ok_or_else(expected)?;
        if voice.trim().is_empty() || place.is_some() {
            return Err(expected());
        }
        *place = Some(voice.trim().to_owned());
    }
    Ok(voices)
}

/// A duration of 1 ms to 10 minutes.
pub(super) fn duration(text: &str) -> Result<Duration, Expected> {
    let expected = || "a time between 1ms and 600s, such as 15s or 500ms".to_owned();
    let number = |digits: &str| digits.trim().parse::<u64>().map_err(|_| expected());
    let duration = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(digits), _) => Duration::from_millis(number(digits)?),
        (None, Some(digits)) => Duration::from_secs(number(digits)?),
        (None, None) => return Err(expected()),
    };
    let allowed = Duration::from_millis(1)..=Duration::from_mins(10);
    if allowed.contains(&duration) { Ok(duration) } else { Err(expected()) }
}

pub(super) fn count(text: &str) -> Result<usize, Expected> {
    match text.parse() {
        Ok(number) if (1..=100_000).contains(&number) => Ok(number),
        _ => Err("a whole number from 1 to 100000".to_owned()),
    }
}

/// An active speech level. Above -12 dB no voice fits below full scale.
pub(super) fn level(text: &str) -> Result<f32, Expected> {
    let digits = text.strip_suffix("dB").unwrap_or(text).trim();
    match digits.parse::<f32>() {
        Ok(level) if (-40.0..=-12.0).contains(&level) => Ok(level),
        _ => Err("decibels from -40dB to -12dB".to_owned()),
    }
}

/// A size on disk, in bytes.
pub(super) fn size(text: &str) -> Result<u64, Expected> {
    let expected = || "a size from 1MB to 1000GB, such as 512MB or 2GB".to_owned();
    let (digits, unit) = match (text.strip_suffix("MB"), text.strip_suffix("GB")) {
        (Some(digits), _) => (digits, 1_000_000),
        (None, Some(digits)) => (digits, 1_000_000_000),
        (None, None) => return Err(expected()),
    };
    match digits.trim().parse::<u64>().ok().and_then(|count| count.checked_mul(unit)) {
        Some(size) if (1_000_000..=1_000_000_000_000).contains(&size) => Ok(size),
        Some(_) | None => Err(expected()),
    }
}

pub(super) fn tts(text: &str) -> Result<Option<Tts>, Expected> {
    if text == "none" { Ok(None) } else { Tts::read(text).map(Some) }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, Expected> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("text or json".to_owned()),
    }
}

pub(super) fn moment(text: &str) -> Result<DateTime<Utc>, Expected> {
    DateTime::parse_from_rfc3339(text)
        .map(|moment| moment.to_utc())
        .map_err(|_| "a moment with its offset from UTC, such as 2026-11-22T10:00:00+01:00".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(address("localhost:80").unwrap(), "127.0.0.1:80".parse().unwrap());
        assert!(address("8080").is_err());
        assert!(address("example.org:80").is_err(), "names are not looked up");
    }

    #[test]
    fn public_urls_lose_their_last_slash_and_nothing_else() {
        assert_eq!(url("https://a.example/b/").unwrap().as_str(), "https://a.example/b");
        assert_eq!(url("http://a.example:8080").unwrap().as_str(), "http://a.example:8080");
        assert_eq!(url("http://a.example:8080/b").unwrap().host(), "a.example");
        assert_eq!(url("http://[::1]/b").unwrap().host(), "[::1]");
        for wrong in
            ["a.example", "ftp://a.example", "https://", "https://a.example/?x=1", "https://me@a.example", ""]
        {
            assert!(url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn several_asterisks_are_separated_by_commas() {
        let urls = ari_urls("https://a.example:8089/ari, http://127.0.0.1:8088/ari/").unwrap();
        assert_eq!(
            urls.iter().map(PublicUrl::as_str).collect::<Vec<_>>(),
            ["https://a.example:8089/ari", "http://127.0.0.1:8088/ari"]
        );
        for wrong in ["", "ws://a/ari", "http://a/ari,", "http://me:pw@a/ari"] {
            assert!(ari_urls(wrong).is_err(), "{wrong}");
        }
        assert!(word("replica-a").is_ok() && word("a,b").is_err() && word("").is_err());
    }

    #[test]
    fn durations() {
        assert_eq!(duration("1500ms").unwrap(), Duration::from_millis(1500));
        assert_eq!(duration("15s").unwrap(), Duration::from_secs(15));
        for wrong in ["15", "0s", "601s", "-1s", "1.5s", "ms", "99999999999999999999s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn voices_by_language() {
        let voices_of = voices("en=Polly.Amy, it=Polly.Bianca").unwrap();
        assert_eq!(voices_of[Language::It.index()].as_deref(), Some("Polly.Bianca"));
        for wrong in ["Polly.Amy", "de=Vicki", "it=", "it=a,it=b"] {
            assert!(voices(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn databases_secrets_and_the_rest_say_what_they_want() {
        assert!(database("sqlite://x.db").is_ok());
        assert!(database("postgres://centralino:secret@db/centralino").is_ok());
        assert!(database("postgres://").unwrap_err().contains("postgres://centralino@"));
        assert!(database("mysql://db/centralino").unwrap_err().contains("sqlite://FILE or postgres://"));
        assert!(database("sqlite://").is_err());
        assert!(secrets("two words").unwrap_err().contains("blanks") && secrets("").is_err());
        assert_eq!(secrets("0123456789abcdef, fedcba9876543210").unwrap().len(), 2);
        assert!(tokens("a,").is_err());
        assert_eq!(public_keys("e8phRkyfKhYrAZTQkAlOqyoMcUXnPCb6LZSOSUDjsoo=").unwrap().len(), 1);
        assert!(public_keys("e8ph").is_err() && public_keys("").is_err());
        assert!(count("0").is_err() && count("12").is_ok());
        assert!(
            level("-20dB").is_ok()
                && level("loud").is_err()
                && level("NaN").is_err()
                && level("0dB").is_err()
        );
        assert_eq!((size("512MB"), size("2GB")), (Ok(512_000_000), Ok(2_000_000_000)));
        for wrong in ["512", "0MB", "2TB", "MB", "99999999999999999999GB", "1001GB"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        assert!(moment("2026-11-22").is_err());
        assert!(domain("pbx.example.org").is_ok() && domain("pbx example").is_err());
    }
}
