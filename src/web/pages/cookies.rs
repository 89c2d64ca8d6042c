//! Cookies: all of them technical, none readable by a script. Where the pages are reached by https their names begin with `__Host-`, so that no
//! other site of the same domain can set them (RFC 6265bis, section 4.1.3.2).

use std::fmt::Write as _;

use axum::http::{HeaderMap, HeaderValue, header};

/// The session of who signed in.
pub(super) const SESSION: &str = "session";
/// Whose forms they are, before anybody signs in.
pub(super) const VISITOR: &str = "visitor";
/// The language that was chosen.
pub(super) const LANGUAGE: &str = "language";
/// What the next page says first.
pub(super) const FLASH: &str = "flash";

/// What must come back from the organisation's provider.
pub(super) const OPENID: &str = "openid";

/// How long the choice of a language is kept; seconds.
pub(super) const YEAR: u32 = 365 * 24 * 3600;

/// Whether the pages are reached by https, which the names depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Jar {
    pub(super) is_secure: bool,
}

impl Jar {
    fn name(self, name: &str) -> String {
        if self.is_secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// What a browser shows under a name.
    pub(super) fn shown<'a>(self, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
        let name = self.name(name);
        let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = all.flat_map(|pairs| pairs.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Sets one: for some seconds, or until the browser is closed.
    pub(super) fn set(self, name: &str, value: &str, seconds: Option<u32>) -> Option<HeaderValue> {
        let mut text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", self.name(name));
        if self.is_secure {
            text.push_str("; Secure");
        }
        if let Some(seconds) = seconds {
            let _ = write!(text, "; Max-Age={seconds}");
        }
        HeaderValue::try_from(text).ok()
    }

    /// Takes one back.
    pub(super) fn clear(self, name: &str) -> Option<HeaderValue> {
        self.set(name, "", Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_https_nobody_else_can_set_them() {
        let set = Jar { is_secure: true }.set(SESSION, "abc", None).unwrap();
        assert_eq!(set, "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; session=other; __Host-session=abc".parse().unwrap());
        assert_eq!(Jar { is_secure: true }.shown(&headers, SESSION), Some("abc"));
        assert_eq!(Jar { is_secure: false }.shown(&headers, SESSION), Some("other"));
        assert_eq!(Jar { is_secure: true }.shown(&headers, FLASH), None);
    }

    #[test]
    fn elsewhere_a_browser_takes_them_all_the_same() {
        let set = Jar { is_secure: false }.clear(FLASH).unwrap();
        assert_eq!(set, "flash=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
