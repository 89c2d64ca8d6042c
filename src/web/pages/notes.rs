//! What Italian rules want at the foot of every page: the privacy notice (GDPR, article 13), the accessibility statement and a way to report a
//! barrier (law 4/2004, article 3-quater; `AgID`'s guidelines). Each is the administration's own: an address, or a text of theirs; where they set
//! none, a text that says what this program does.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};

use super::App;
use super::layout::Page;
use super::visit::Visit;
use super::words::Words;
use crate::calls::Service;
use crate::config::{Note as Set, Settings};
use crate::terms::Language;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note {
    Privacy,
    Accessibility,
    Feedback,
}

pub(super) const ALL: [Note; 3] = [Note::Privacy, Note::Accessibility, Note::Feedback];

impl Note {
    pub(super) const fn address(self) -> &'static str {
        match self {
            Self::Privacy => "/notes/privacy",
            Self::Accessibility => "/notes/accessibility",
            Self::Feedback => "/notes/feedback",
        }
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Privacy => "privacy",
            Self::Accessibility => "accessibility",
            Self::Feedback => "feedback",
        }
    }

    /// What stands there where the administration set nothing.
    const fn ours(self) -> &'static str {
        match self {
            Self::Privacy => "privacy-text",
            Self::Accessibility => "accessibility-text",
            Self::Feedback => "feedback-text",
        }
    }
}

/// What the settings say of each, read.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    privacy: Option<Said>,
    accessibility: Option<Said>,
    feedback: Option<Said>,
}

#[derive(Clone, Debug)]
enum Said {
    At(String),
    /// By [`Language::index`].
    Text([String; Language::COUNT]),
}

impl Notes {
    /// Reads the texts that the settings name.
    ///
    /// # Errors
    /// A sentence that names the file that cannot be read.
    pub(super) fn read(settings: &Settings) -> Result<Self, String> {
        let pages = &settings.pages;
        Ok(Self {
            privacy: said(pages.privacy.as_ref())?,
            accessibility: said(pages.accessibility.as_ref())?,
            feedback: said(pages.feedback.as_ref())?,
        })
    }

    const fn of(&self, note: Note) -> Option<&Said> {
        match note {
            Note::Privacy => self.privacy.as_ref(),
            Note::Accessibility => self.accessibility.as_ref(),
            Note::Feedback => self.feedback.as_ref(),
        }
    }
}

fn said(set: Option<&Set>) -> Result<Option<Said>, String> {
    let path = match set {
        None => return Ok(None),
        Some(Set::At(address)) => return Ok(Some(Said::At(address.clone()))),
        Some(Set::File(path)) => path,
    };
    let mut texts: [String; Language::COUNT] = Default::default();
    for language in Language::ALL {
        let path = in_language(path, language);
        let text = std::fs::read_to_string(&path)
            .map_err(|fault| format!("the text {} for the pages cannot be read: {fault}", path.display()))?;
        if let Some(place) = texts.get_mut(language.index()) {
            *place = text;
        }
    }
    Ok(Some(Said::Text(texts)))
}

fn in_language(path: &Path, language: Language) -> PathBuf {
    path.to_string_lossy().replace("{language}", language.code()).into()
}

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/notes/privacy", get(async |app: State<Arc<App>>, visit| show(&app, &visit, Note::Privacy)))
        .route(
            "/notes/accessibility",
            get(async |app: State<Arc<App>>, visit| show(&app, &visit, Note::Accessibility)),
        )
        .route("/notes/feedback", get(async |app: State<Arc<App>>, visit| show(&app, &visit, Note::Feedback)))
}

fn show(app: &App, visit: &Visit, note: Note) -> Response {
    let words = visit.words();
    let body = match app.pages.notes.of(note) {
        Some(Said::At(address)) => return Redirect::to(address).into_response(),
        Some(Said::Text(texts)) => set_out(texts.get(words.language().index()).map_or("", String::as_str)),
        None => html! {
            (set_out(&words.say(note.ours())))
            @if note == Note::Feedback { (telephones(&app.service, words)) }
        },
    };
    Page::new(visit, words.say(note.title()))
        .body(html! { div class="prose" { (body) } })
        .render(&app.pages)
        .into_response()
}

/// The desks with their numbers.
fn telephones(service: &Service, words: Words) -> Markup {
    html! {
        ul {
            @for menu in service.desks() {
                li {
                    (menu.written(menu.title, words.language()))
                    @for (at, did) in menu.numbers.iter().enumerate() { @if at == 0 { ": " } @else { ", " } (did.spaced()) }
                }
            }
        }
    }
}

/// A plain text: an empty line between paragraphs, `# ` before a heading; addresses become links.
fn set_out(text: &str) -> Markup {
    let text = text.replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    html! {
        @for paragraph in paragraphs {
            @if let Some(heading) = paragraph.strip_prefix("# ") { h2 { (heading) } } @else { p { (linked(paragraph)) } }
        }
    }
}

fn linked(paragraph: &str) -> Markup {
    html! {
        @for word in paragraph.split_inclusive(char::is_whitespace) {
            @let bare = word.trim_end().trim_end_matches(['.', ',', ';', ')']);
            @if bare.starts_with("https://") || bare.starts_with("mailto:") {
                a href=(bare) { (bare.trim_start_matches("mailto:")) } (word.strip_prefix(bare).unwrap_or_default())
            } @else { (word) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_has_headings_paragraphs_and_links_and_nothing_else() {
        let shown = set_out("# Chi siamo\r\n\r\nSi scriva a mailto:urp@example.org, <b>grazie</b>.\n\n\n")
            .into_string();
        assert_eq!(
            shown,
            "<h2>Chi siamo</h2><p>Si scriva a <a href=\"mailto:urp@example.org\">urp@example.org</a>, &lt;b&gt;grazie&lt;/b&gt;.</p>"
        );
    }
}
