//! The keys of a page, for who presses `?`, with the switch that turns them off for whoever dictates to their computer (WCAG 2.1, 2.1.4). `centralino.js`
//! has the only handler: it presses what is marked with `data-key`, also for a page with keys of its own.

use maud::{Markup, html};

use super::words::Words;

/// The button that shows them, and what it shows: each key with the name of what it does.
pub(super) fn keys(words: Words, keys: &[(&str, &str)]) -> Markup {
    html! {
        p class="keys-open" { button type="button" class="btn btn-outline-primary btn-sm" data-dialog="keys" { (words.say("keys")) " (?)" } }
        dialog id="keys" aria-labelledby="keys-title" {
            h2 id="keys-title" { (words.say("keys")) }
            dl class="facts" {
                @for (key, what) in keys { dt { kbd { (key) } } dd { (words.say(what)) } }
            }
            div class="switch" {
                input type="checkbox" id="keys-on" checked;
                label for="keys-on" { (words.say("keys-on")) }
            }
            form method="dialog" { button class="btn btn-primary" { (words.say("close-window")) } }
        }
    }
}
