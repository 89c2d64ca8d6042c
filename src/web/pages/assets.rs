//! Style, script, fonts and icons, out of the program itself. Their address has a hash of all of them in it, so that a browser may keep them
//! for good, and a new release is seen at once.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use maud::{Markup, html};
use ring::digest::{Context, SHA256};

use super::super::{App, Problem};

/// Name, kind and bytes.
type Asset = (&'static str, &'static str, &'static [u8]);

macro_rules! asset {
    ($name:literal, $kind:literal) => {
        ($name, $kind, include_bytes!(concat!("assets/", $name)))
    };
}

const ALL: &[Asset] = &[
    asset!("bootstrap-italia.min.css", "text/css; charset=utf-8"),
    asset!("centralino.css", "text/css; charset=utf-8"),
    asset!("centralino.js", "text/javascript; charset=utf-8"),
    asset!("scheduler.css", "text/css; charset=utf-8"),
    asset!("scheduler.js", "text/javascript; charset=utf-8"),
    asset!("htmx.min.js", "text/javascript; charset=utf-8"),
    asset!("htmx-sse.min.js", "text/javascript; charset=utf-8"),
    asset!("icons.svg", "image/svg+xml"),
    asset!("favicon.svg", "image/svg+xml"),
    asset!("roboto-mono-400.woff2", "font/woff2"),
    asset!("titillium-web-400.woff2", "font/woff2"),
    asset!("titillium-web-600.woff2", "font/woff2"),
    asset!("titillium-web-700.woff2", "font/woff2"),
];

/// The first eight bytes of a SHA-256 of all of them, in hexadecimal.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut all = Context::new(&SHA256);
    for (name, _, bytes) in ALL {
        all.update(name.as_bytes());
        all.update(bytes);
    }
    let hash = all.finish();
    hash.as_ref().iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
});

/// Where an asset is.
#[must_use]
pub(super) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *HASH)
}

/// An icon of `icons.svg`, which says nothing to who cannot see it: words stand beside it.
#[must_use]
pub fn icon(name: &str) -> Markup {
    html! { svg class="icon icon-sm" aria-hidden="true" focusable="false" { use href=(format!("{}#{name}", address("icons.svg"))) {} } }
}

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/assets/{hash}/{name}", get(serve))
}

async fn serve(Path((hash, name)): Path<(String, String)>) -> Result<Response, Problem> {
    let (_, kind, bytes) = ALL.iter().find(|(known, ..)| *known == name).ok_or(Problem::NotFound)?;
    // Of another release: it is served, since a page of another replica may be asking, but not kept.
    let kept = if hash == *HASH { "public, max-age=31536000, immutable" } else { "no-cache" };
    let about = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(kept)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((about, *bytes).into_response())
}

#[cfg(test)]
mod tests {
    use std::fs;

    #[test]
    fn every_icon_of_the_pages_is_there_and_no_other() {
        let room = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/pages");
        let named = fs::read_to_string(format!("{room}/assets/icons.txt")).unwrap();
        let svg = fs::read_to_string(format!("{room}/assets/icons.svg")).unwrap();
        for name in named.lines() {
            assert!(svg.contains(&format!("id=\"{name}\"")), "{name}: run assets/renew");
        }
        let mut folders = vec![std::path::PathBuf::from(room)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "js") {
                    let code = fs::read_to_string(&path).unwrap();
                    for (at, _) in code.match_indices("\"it-") {
                        let name: String = code[at + 1..].chars().take_while(|c| *c != '"').collect();
                        let is_icon = code[..at].ends_with("icon(");
                        assert!(!is_icon || named.lines().any(|known| known == name), "{name} in {path:?}");
                    }
                }
            }
        }
    }
}
