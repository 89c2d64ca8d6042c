//! What every page has around it, in the look of the Italian public administration (bootstrap-italia): a way past the header, who is signed in, the
//! way back, what was just done, and at the foot what the law wants to be found from everywhere.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::assets::{address, icon};
use super::visit::Visit;
use super::words::Words;
use super::{NAVIGATION, Pages, notes};
use crate::terms::Language;

/// How htmx is kept to what the pages want of it: no script out of attributes, no style of its own, no copies of pages in the browser, and an answer
/// that tells of a mistake is shown as well.
const HTMX: &str = r#"{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"attributesToSettle":["class"],"historyCacheSize":0,"refreshOnHistoryMiss":true,"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"[45]..","swap":true,"error":true}]}"#;

/// A page to be shown.
pub struct Page<'a> {
    visit: &'a Visit,
    title: String,
    heading: Option<Markup>,
    trail: Vec<(String, String)>,
    body: Markup,
    is_wide: bool,
    own: Option<&'static str>,
}

impl<'a> Page<'a> {
    /// A page of this title, which is its first heading too.
    #[must_use]
    pub fn new(visit: &'a Visit, title: impl Into<String>) -> Self {
        let body = PreEscaped(String::new());
        Self { visit, title: title.into(), heading: None, trail: Vec::new(), body, is_wide: false, own: None }
    }

    /// With a page above it in the way back: its name and its address. The uppermost first.
    #[must_use]
    pub fn below(mut self, name: impl Into<String>, address: impl Into<String>) -> Self {
        self.trail.push((name.into(), address.into()));
        self
    }

    /// With another first heading than its title.
    #[must_use]
    pub fn heading(mut self, heading: Markup) -> Self {
        self.heading = Some(heading);
        self
    }

    /// As wide as the window, for tables and calendars.
    #[must_use]
    pub const fn wide(mut self) -> Self {
        self.is_wide = true;
        self
    }

    /// With a style and a script of its own: the assets of this name.
    #[must_use]
    pub const fn own(mut self, name: &'static str) -> Self {
        self.own = Some(name);
        self
    }

    /// With what it shows.
    #[must_use]
    pub fn body(mut self, body: Markup) -> Self {
        self.body = body;
        self
    }

    /// The whole document.
    #[must_use]
    pub fn render(self, pages: &Pages) -> Markup {
        let (visit, words) = (self.visit, self.visit.words());
        let container = if self.is_wide { "container-fluid px-3 px-md-4" } else { "container" };
        let headers = visit.form_token().map(|token| format!("{{\"x-form-token\":\"{token}\"}}"));
        html! {
            (DOCTYPE)
            html lang=(words.language().code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    meta name="htmx-config" content=(HTMX);
                    title { (self.title) " · " (words.say("service")) }
                    link rel="icon" href=(address("favicon.svg")) type="image/svg+xml";
                    link rel="stylesheet" href=(address("bootstrap-italia.min.css"));
                    link rel="stylesheet" href=(address("centralino.css"));
                    script src=(address("htmx.min.js")) defer {}
                    script src=(address("htmx-sse.min.js")) defer {}
                    script src=(address("centralino.js")) defer {}
                    @if let Some(own) = self.own {
                        link rel="stylesheet" href=(address(&format!("{own}.css")));
                        script src=(address(&format!("{own}.js"))) defer {}
                    }
                }
                body hx-headers=[headers.ok()] {
                    div class="skiplinks" { a class="visually-hidden-focusable" href="#main" { (words.say("skip")) } }
                    (header(pages, visit, container))
                    main id="main" tabindex="-1" class=(format!("{container} page")) {
                        (trail(words, &self.trail, &self.title))
                        div id="messages" role="status" aria-live="polite" {
                            @if let Some(flash) = visit.flash() && let Some(told) = flash.sentence(words) {
                                (alert(flash.is_good(), &html! { p { (told) } }))
                            }
                        }
                        h1 { @match &self.heading { Some(heading) => { (heading) } None => { (self.title) } } }
                        (self.body)
                    }
                    (footer(words, container))
                    // What only who hears the page is to be told: see `say` in `centralino.js`.
                    div id="spoken" class="visually-hidden" role="status" {}
                    template id="no-network" { (alert(false, &html! { p { (words.say("no-network")) } })) }
                }
            }
        }
    }
}

/// What was done, or why not, in a frame of its own.
#[must_use]
pub fn alert(is_good: bool, told: &Markup) -> Markup {
    html! { div class=(if is_good { "alert alert-success" } else { "alert alert-danger" }) { (told) } }
}

fn header(pages: &Pages, visit: &Visit, container: &str) -> Markup {
    let words = visit.words();
    let user = visit.user();
    let shown: Vec<_> =
        user.map_or_else(Vec::new, |user| NAVIGATION.iter().filter(|area| user.may(area.needs)).collect());
    html! {
        header class="it-header-wrapper" {
            div class="it-header-slim-wrapper" {
                div class=(format!("{container} slim")) {
                    span class="slim-name" { (pages.organisation.as_deref().unwrap_or_default()) }
                    nav class="slim-right" aria-label=(words.say("languages")) {
                        @for language in Language::ALL {
                            @let name = match language { Language::It => "Italiano", Language::En => "English" };
                            @if language == words.language() {
                                span aria-current="true" lang=(language.code()) { (name) }
                            } @else {
                                a href=(visit.address_in(language)) lang=(language.code()) hreflang=(language.code()) { (name) }
                            }
                        }
                    }
                }
            }
            div class="it-nav-wrapper" {
                div class="it-header-center-wrapper it-small-header" {
                    div class=(format!("{container} centre")) {
                        a class="brand" href="/" { (icon("it-telephone")) " " (words.say("service")) }
                        @if let Some(user) = user {
                            div class="who" {
                                a href="/account" { (icon("it-user")) " " (words.tell("session-as", &[("name", user.name.as_str().into())])) }
                                form method="post" action="/sign-out" {
                                    (visit.token_field())
                                    button class="btn btn-link" type="submit" { (icon("it-logout")) " " (words.say("sign-out")) }
                                }
                            }
                        } @else if visit.path() != "/sign-in" {
                            div class="who" { a href="/sign-in" { (icon("it-user")) " " (words.say("sign-in-do")) } }
                        }
                    }
                }
                @if !shown.is_empty() {
                    nav class="areas" aria-label=(words.say("areas")) {
                        ul class=(container) {
                            @for area in shown {
                                @let is_here = visit.path() == area.address || visit.path().starts_with(&format!("{}/", area.address));
                                li { a href=(area.address) aria-current=[is_here.then_some("page")] { (words.say(area.name)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn trail(words: Words, above: &[(String, String)], here: &str) -> Markup {
    html! {
        @if !above.is_empty() {
            nav class="breadcrumb-container" aria-label=(words.say("trail")) {
                ol class="breadcrumb" {
                    @for (name, address) in above {
                        li class="breadcrumb-item" { a href=(address) { (name) } span class="separator" aria-hidden="true" { "/" } }
                    }
                    li class="breadcrumb-item active" aria-current="page" { (here) }
                }
            }
        }
    }
}

fn footer(words: Words, container: &str) -> Markup {
    html! {
        footer class="it-footer" {
            div class="it-footer-small-prints" {
                div class=(container) {
                    h2 class="visually-hidden" { (words.say("links")) }
                    ul class="foot" {
                        @for note in notes::ALL {
                            li { a href=(note.address()) { (words.say(note.title())) } }
                        }
                    }
                }
            }
        }
    }
}
