//! The booking itself, from the number to the request's number: a part of the page that is swapped as it goes on. Each of its states is a form that works
//! without a script; what is focused first is what the clerk will most likely want, so that Enter, Enter books.

use std::time::Duration;

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::super::form::Field;
use super::super::{Visit, Words, alert, icon};
use super::at::{At, Draft};
use super::moments;
use crate::booking::Slot;
use crate::calls::AtSeat;
use crate::terms::{Language, Number, numbering};

/// What is wrong with what was sent, and what may be meant instead.
#[derive(Default)]
pub(super) struct Told {
    /// What is wrong with the number.
    pub(super) number: Option<String>,
    /// What is wrong with the customer's code.
    pub(super) customer: Option<String>,
    /// What is wrong with the time.
    pub(super) when: Option<String>,
    /// From when on nothing is free, of a span that was typed.
    pub(super) none_within: Option<DateTime<Utc>>,
    /// Moments that may be meant, the likeliest first.
    pub(super) choices: Vec<DateTime<Utc>>,
    /// Above all, in a frame of its own.
    pub(super) above: Option<String>,
    /// Another slot, in the place of one that is taken: it is the first thing to press.
    pub(super) instead: Option<Slot>,
    /// A slot within the queue's notice, which a clerk may book all the same.
    pub(super) within_notice: Option<Slot>,
}

impl Told {
    /// Nothing is wrong.
    fn is_silent(&self) -> bool {
        let Self { number, customer, when, none_within: _, choices, above, instead, within_notice } = self;
        [number, customer, when, above].iter().all(|told| told.is_none())
            && choices.is_empty()
            && instead.is_none()
            && within_notice.is_none()
    }
}

/// A panel of one visit.
#[derive(Clone, Copy)]
pub(super) struct Panel<'a> {
    pub(super) visit: &'a Visit,
    pub(super) at: &'a At,
    pub(super) draft: &'a Draft,
    pub(super) now: DateTime<Utc>,
}

impl Panel<'_> {
    fn words(&self) -> Words {
        self.visit.words()
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        self.at.moment(at, self.now, self.words().language())
    }

    /// The form of every state: what was said before goes along. Its address says where the clerk works, for the page in the other language.
    fn form(&self, action: &str, fields: &Markup) -> Markup {
        html! {
            form id="booking-form" method="post" action=(self.at.address(action, &[])) hx-post=(action) hx-target="#booking" hx-swap="outerHTML"
                hx-disabled-elt="find button[type=submit]" {
                (self.visit.token_field())
                (self.at.fields())
                input type="hidden" name="intent" value=(self.draft.intent);
                @if !self.draft.moving.is_empty() {
                    input type="hidden" name="moving" value=(self.draft.moving);
                    input type="hidden" name="seen" value=(self.draft.seen);
                }
                (fields)
            }
        }
    }

    /// The number, the first free slots, and a time to type.
    pub(super) fn choosing(&self, offers: &[Slot], told: &Told) -> Markup {
        let words = self.words();
        let number_first = self.draft.number.is_empty() || told.number.is_some();
        // A time that came with the address is what Enter takes.
        let when_first = !number_first && told.is_silent() && !self.draft.when.is_empty();
        let fields = html! {
            // Enter in a field takes what was typed, or else the first free slot.
            button type="submit" class="visually-hidden" tabindex="-1" aria-hidden="true" { (words.say("pick-first")) }
            (self.number(told, number_first))
            @if let Some(slot) = told.instead {
                p class="instead" {
                    button type="submit" class="btn btn-primary btn-lg" name="start" value=(slot.start.timestamp()) autofocus[!number_first] {
                        (words.tell("pick-instead", &[("moment", self.moment(slot.start).into())]))
                    }
                }
            }
            @if let Some(slot) = told.within_notice { (self.waiving(slot)) }
            (self.offers(offers, !number_first && !when_first && told.instead.is_none() && told.within_notice.is_none() && told.when.is_none()))
            (self.typing(told, when_first))
            (self.more(told))
        };
        html! {
            section id="booking" data-keys-here aria-labelledby="booking-title" data-state="choosing" {
                h2 id="booking-title" { @if self.draft.moving.is_empty() { (words.say("pick")) } @else {
                    (words.tell("pick-moving", &[("ticket", self.draft.moving.as_str().into())]))
                } }
                @if let Some(above) = &told.above { div role="alert" { (alert(false, &html! { p { (above) } })) } }
                (self.form("/scheduler/pick", &fields))
                @if !self.draft.moving.is_empty() {
                    p { a href=(self.at.address("/scheduler", &[])) { (words.say("pick-not-moving")) } }
                }
            }
        }
    }

    fn number(&self, told: &Told, is_first: bool) -> Markup {
        let label = self.words().say("pick-number");
        Field {
            name: "number",
            label: &label,
            value: &self.draft.number,
            kind: Some("tel"),
            wrong: told.number.as_deref(),
            autocomplete: Some("off"),
            inputmode: Some("tel"),
            is_required: true,
            is_first,
            ..Field::default()
        }
        .show()
    }

    /// The first free slot, and three others: by their keys, while nothing is typed.
    pub(super) fn offers(&self, offers: &[Slot], first_focused: bool) -> Markup {
        let words = self.words();
        let address = self.at.address("/scheduler/offers", &[]);
        html! {
            div id="offers" hx-get=(address) hx-trigger="sse:bookings delay:400ms, sse:seats delay:400ms, sse:hours delay:400ms" hx-target="this" hx-swap="outerHTML" {
                @match offers.split_first() {
                    None => { p class="lead" { (words.say("pick-none-free")) } }
                    Some((first, others)) => {
                        button id="first-free" type="submit" class="btn btn-primary btn-lg" name="start" value=(first.start.timestamp())
                            form="booking-form" autofocus[first_focused] {
                            (words.tell("pick-first-free", &[("moment", self.moment(first.start).into())]))
                        }
                        @if !others.is_empty() {
                            ul class="alternatives" aria-label=(words.say("pick-alternatives")) {
                                @for (key, slot) in (1..).zip(others) {
                                    li {
                                        button id=(format!("alternative-{key}")) type="submit" class="btn btn-outline-primary" name="start"
                                            value=(slot.start.timestamp()) form="booking-form" data-key=(key) {
                                            kbd aria-hidden="true" { (key) } " " (self.moment(slot.start))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn typing(&self, told: &Told, is_first: bool) -> Markup {
        let words = self.words();
        let (label, hint) = (words.say("pick-when"), words.say("pick-when-hint"));
        let field = Field {
            name: "when",
            label: &label,
            value: &self.draft.when,
            hint: Some(&hint),
            wrong: told.when.as_deref(),
            autocomplete: Some("off"),
            is_first: is_first || (told.when.is_some() && told.number.is_none() && told.choices.is_empty()),
            ..Field::default()
        };
        html! {
            (field.show())
            @if !told.choices.is_empty() {
                p class="choices" {
                    (words.say("pick-choices")) " "
                    @for (place, choice) in told.choices.iter().enumerate() {
                        button type="submit" class="btn btn-outline-primary" name="start" value=(choice.timestamp())
                            autofocus[place == 0 && told.number.is_none()] { (self.moment(*choice)) }
                        " "
                    }
                }
            }
        }
    }

    /// What is not needed.
    fn more(&self, told: &Told) -> Markup {
        let words = self.words();
        let (name, email, note) = (words.say("pick-name"), words.say("pick-email"), words.say("pick-note"));
        let open = [&self.draft.name, &self.draft.email, &self.draft.customer, &self.draft.note]
            .iter()
            .any(|text| !text.is_empty());
        let field = |name, label, value, kind| {
            Field { name, label, value, kind, autocomplete: Some("off"), ..Field::default() }.show()
        };
        html! {
            @let spoken = &self.at.menu.languages;
            @if spoken.len() > 1 {
                div class="field narrow" {
                    label for="language" { (words.say("pick-language")) }
                    select id="language" name="language" {
                        @for language in spoken {
                            option value=(language.code()) selected[*language == self.at.language(self.draft)] { (language_name(words, *language)) }
                        }
                    }
                }
            }
            details class="more" open[open] {
                summary { (words.say("pick-more")) }
                (field("name", &name, &self.draft.name, None))
                (field("email", &email, &self.draft.email, Some("email")))
                @if self.at.menu.packages.is_some() {
                    (Field {
                        name: "customer", label: &words.say("pick-customer"), value: &self.draft.customer, hint: Some(&words.say("pick-customer-hint")),
                        wrong: told.customer.as_deref(), is_first: told.customer.is_some(), autocomplete: Some("off"), ..Field::default()
                    }.show())
                }
                (field("note", &note, &self.draft.note, None))
            }
        }
    }

    fn waiving(&self, slot: Slot) -> Markup {
        let words = self.words();
        let label = words.say("pick-waive-reason");
        let field = Field {
            name: "waive",
            label: &label,
            value: &self.draft.waive,
            autocomplete: Some("off"),
            is_first: true,
            ..Field::default()
        };
        html! {
            fieldset class="waive" {
                legend { (words.tell("pick-within-notice", &[("moment", self.moment(slot.start).into())])) }
                (field.show())
                button type="submit" class="btn btn-outline-primary" name="start" value=(slot.start.timestamp()) { (words.say("pick-waive")) }
            }
        }
    }

    /// A seat is held: Enter books it.
    pub(super) fn held(&self, slot: Slot, number: Number, left: Duration) -> Markup {
        let words = self.words();
        let minutes = format!("{}:{:02}", left.as_secs() / 60, left.as_secs() % 60);
        let fields = html! {
            input type="hidden" name="start" value=(slot.start.timestamp());
            @for (name, value) in [
                ("number", &self.draft.number), ("language", &self.draft.language), ("waive", &self.draft.waive),
                ("name", &self.draft.name), ("email", &self.draft.email), ("customer", &self.draft.customer),
                ("note", &self.draft.note),
            ] {
                @if !value.is_empty() { input type="hidden" id=[(name == "number").then_some(name)] name=(name) value=(value); }
            }
            p id="picked" class="picked" {
                strong { (self.moment(slot.start)) } "–" (self.at.clock(slot.end)) br;
                span class="number" { (numbering::spaced(number)) }
            }
            p class="countdown" data-left=(left.as_secs()) data-soon=(words.say("pick-held-soon")) data-over=(words.say("pick-held-over")) {
                (words.say("pick-held")) " " span role="timer" class="number" { (minutes) }
            }
            button id="book-it" type="submit" class="btn btn-primary btn-lg" aria-describedby="picked" autofocus {
                (icon("it-check")) " " @if self.draft.moving.is_empty() { (words.say("pick-it")) } @else { (words.say("pick-move-it")) }
            }
            " "
            button type="submit" class="btn btn-outline-primary" formaction="/scheduler/release" { (words.say("pick-change")) }
        };
        html! {
            section id="booking" data-keys-here aria-labelledby="booking-title" data-state="held" {
                h2 id="booking-title" { (words.say("pick-confirm")) }
                (self.form("/scheduler/book", &fields))
            }
        }
    }

    /// It is stored: a card to read aloud.
    pub(super) fn card(&self, seat: &AtSeat, number: Number, can_send: bool, moved: bool) -> Markup {
        let (words, theirs) = (self.words(), Words::of(self.at.language(self.draft)));
        let (start, end) = (self.at.clock(seat.slot.start), self.at.clock(seat.slot.end));
        let aloud = theirs.tell(
            "card-aloud",
            &[
                ("ticket", seat.ticket.to_string().into()),
                ("date", moments::date(seat.dated, theirs.language()).into()),
                ("day", moments::long(self.at.day(seat.slot.start), theirs.language()).into()),
                ("from", start.clone().into()),
                ("until", end.clone().into()),
            ],
        );
        html! {
            section id="booking" data-keys-here aria-labelledby="booking-title" data-state="booked" data-ticket=(seat.ticket.value()) {
                // What the number has open is looked up by it still.
                input type="hidden" id="number" name="number" value=(number.e164());
                div class="card-aloud" {
                    h2 id="booking-title" tabindex="-1" autofocus { (icon("it-check-circle")) " " @if moved { (words.say("card-moved")) } @else { (words.say("card-booked")) } }
                    p class="ticket-number number" { (seat.ticket) }
                    dl class="facts" {
                        dt { (words.say("card-dated")) } dd { (moments::date(seat.dated, words.language())) }
                        dt { (words.say("card-when")) } dd { (moments::long(self.at.day(seat.slot.start), words.language())) ", " (start) "–" (end) }
                        dt { (words.say("pick-number")) } dd class="number" { (numbering::spaced(number)) }
                    }
                    p lang=(theirs.language().code()) class="aloud" { (words.say("card-read")) " «" (aloud) "»" }
                }
                p class="after" {
                    @if can_send {
                        form id="send-form" method="post" action="/scheduler/send" hx-post="/scheduler/send" hx-target="#sent" hx-swap="innerHTML" {
                            (self.visit.token_field()) (self.at.fields())
                            input type="hidden" name="ticket" value=(seat.ticket.value());
                            button type="submit" class="btn btn-outline-primary" data-key="s" { (icon("it-mail")) " " (words.say("card-send")) " " kbd aria-hidden="true" { "S" } }
                        }
                    }
                    a class="btn btn-primary" href=(self.at.address("/scheduler", &[])) data-key="n" { (words.say("card-next")) " " kbd aria-hidden="true" { "N" } }
                }
                div id="sent" role="status" {}
            }
        }
    }
}

fn language_name(words: Words, language: Language) -> String {
    match language {
        Language::It => words.say("language-italian"),
        Language::En => words.say("language-english"),
    }
}
