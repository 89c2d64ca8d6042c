//! Whether the hooks may be opened as the settings have it: a service that strangers reach needs a secret.

use std::net::SocketAddr;

use crate::config::Settings;

/// What must be set before the service may answer at this address; none: it may.
pub(super) fn refused(settings: &Settings) -> Option<String> {
    let is_open = !settings.listen.ip().to_canonical().is_loopback();
    let without = settings.twiml.auth_tokens.is_empty()
        && settings.twiml.telnyx_keys.is_empty()
        && settings.asterisk.secrets.is_empty()
        && settings.jambonz.secrets.is_empty()
        && settings.freeswitch.secrets.is_empty()
        && settings.ari.password.expose().is_empty();
    let listen = settings.listen;
    if is_open && without {
        return Some(format!(
            "listening on {listen} lets others than this machine in, and no secret is set: set CENTRALINO_ASTERISK_SECRET (and the \
             same in centralino-site.conf), CENTRALINO_FREESWITCH_SECRET, CENTRALINO_JAMBONZ_SECRET, CENTRALINO_TWIML_AUTH_TOKEN or \
             CENTRALINO_TELNYX_PUBLIC_KEY, or CENTRALINO_ARI_PASSWORD where calls come over ARI; or listen on 127.0.0.1"
        ));
    }
    let signed = !settings.twiml.auth_tokens.is_empty();
    if signed && settings.public_url.is_none() && listen.ip().is_unspecified() {
        return Some(format!(
            "CENTRALINO_TWIML_AUTH_TOKEN is set, and signatures are made over the public address, which {listen} is not: set \
             CENTRALINO_PUBLIC_URL to the address by which the platform reaches this service (https://phone.example.org)"
        ));
    }
    None
}

/// What is not configured, and what that means, for the one who reads the start.
pub(super) fn left_open(settings: &Settings, bound: SocketAddr) -> Vec<String> {
    let mut told = Vec::new();
    let closed = settings.public_url.is_some();
    let who = if closed { "answers nobody" } else { "answers this machine only" };
    if settings.twiml.auth_tokens.is_empty() {
        told.push(format!("/hooks/twiml {who}: CENTRALINO_TWIML_AUTH_TOKEN is not set"));
    }
    if settings.asterisk.secrets.is_empty() {
        told.push(format!("/hooks/asterisk {who}: CENTRALINO_ASTERISK_SECRET is not set"));
    }
    if settings.public_url.is_none() && !settings.twiml.auth_tokens.is_empty() {
        told.push(format!("signatures are checked over http://{bound}: CENTRALINO_PUBLIC_URL is not set"));
    }
    if !settings.ari.urls.is_empty() && settings.public_url.is_none() && bound.ip().is_unspecified() {
        told.push(format!(
            "Asterisks are to fetch prompts from http://{bound}, which is no address: set CENTRALINO_PUBLIC_URL"
        ));
    }
    if settings.metrics_secrets.is_empty() && !bound.ip().to_canonical().is_loopback() {
        told.push(format!("/metrics {who}: CENTRALINO_METRICS_SECRET is not set"));
    }
    if settings.seal_keys.is_empty() {
        told.push(
            "calls are sealed by a key that the store keeps: CENTRALINO_SEAL_KEY is not set".to_owned(),
        );
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        let environment =
            pairs.iter().map(|(name, value)| (format!("CENTRALINO_{name}").into(), (*value).into()));
        Settings::read(&Options::default(), environment.collect::<Vec<_>>()).unwrap()
    }

    const SECRET: (&str, &str) = ("ASTERISK_SECRET", "0123456789abcdef");
    const TOKEN: (&str, &str) = ("TWIML_AUTH_TOKEN", "12345");

    #[test]
    fn this_machine_needs_no_secret() {
        for listen in ["127.0.0.1:0", "[::1]:0", "localhost:0"] {
            assert_eq!(refused(&settings(&[("LISTEN", listen)])), None, "{listen}");
        }
    }

    #[test]
    fn the_world_needs_one_and_is_told_which() {
        for listen in ["0.0.0.0:8080", "192.0.2.1:8080", "[::]:8080"] {
            let told = refused(&settings(&[("LISTEN", listen)])).unwrap();
            assert!(told.contains("CENTRALINO_ASTERISK_SECRET") && told.contains(listen), "{told}");
            // Each opens what it is the secret of; hooks that are not in use stay closed to the world without one.
            for secret in [
                SECRET,
                ("FREESWITCH_SECRET", "0123456789abcdef"),
                ("JAMBONZ_SECRET", "whsec"),
                ("ARI_PASSWORD", "0123456789abcdef"),
            ] {
                assert_eq!(refused(&settings(&[("LISTEN", listen), secret])), None, "{}", secret.0);
            }
        }
    }

    #[test]
    fn signatures_need_an_address_to_be_made_over() {
        let told = refused(&settings(&[("LISTEN", "0.0.0.0:8080"), TOKEN])).unwrap();
        assert!(told.contains("CENTRALINO_PUBLIC_URL"), "{told}");
        assert_eq!(
            refused(&settings(&[("LISTEN", "0.0.0.0:8080"), TOKEN, ("PUBLIC_URL", "https://a.example")])),
            None
        );
        assert_eq!(refused(&settings(&[TOKEN])), None, "on this machine its own address will do");
    }

    #[test]
    fn what_is_left_open_is_told() {
        let bound = "127.0.0.1:1".parse().unwrap();
        assert_eq!(left_open(&settings(&[]), bound).len(), 3);
        let seal = "0f".repeat(32);
        let all = settings(&[SECRET, TOKEN, ("PUBLIC_URL", "https://a.example"), ("SEAL_KEY", &seal)]);
        assert_eq!(left_open(&all, bound), Vec::<String>::new());
        let ari = [("ARI_URL", "http://127.0.0.1:8088/ari"), ("ARI_PASSWORD", "x")];
        let told = left_open(&settings(&ari), "0.0.0.0:1".parse().unwrap());
        assert!(told.iter().any(|told| told.contains("fetch prompts")), "{told:?}");
        let closed = left_open(&settings(&[("PUBLIC_URL", "https://a.example")]), bound);
        assert!(closed.iter().any(|told| told.contains("/hooks/twiml answers nobody")), "{closed:?}");
    }
}
