//! Everything that a desk can ever say, so that the voice makes it before a caller waits for it.

use super::said::{Said, said};
use crate::menu::model::{Choice, Collect, First, Identify, Menu, Misses, Step, Task, Waiting};
use crate::menu::words::{Edge, Half, Phrase, Piece, Prompt};
use crate::terms::{Language, TextId};

/// See [`Menu::vocabulary`].
pub(super) fn vocabulary(menu: &Menu) -> Vec<(Prompt, Language)> {
    let mut said = Vec::new();
    for language in menu.languages.iter().copied() {
        said.extend(texts(menu).into_iter().map(|text| (Prompt::Text(text), language)));
        let phrases = Phrase::all().filter(|phrase| is_said(menu, *phrase));
        said.extend(phrases.map(|phrase| (Prompt::Phrase(phrase), language)));
        let pieces = pieces(!menu.queues.is_empty()).chain(counts(menu));
        said.extend(pieces.map(|piece| (Prompt::Piece(piece), language)));
    }
    let sentences = menu.language_choice.iter().flat_map(|choice| &choice.keys);
    said.extend(sentences.map(|(_, language, text)| (Prompt::Text(*text), *language)));
    said
}

/// Whether a phrase is ever said at this desk.
fn is_said(menu: &Menu, phrase: Phrase) -> bool {
    let waits = |told: fn(&Waiting) -> bool| {
        menu.destinations.iter().filter_map(|destination| destination.waiting.as_ref()).any(told)
    };
    let takes_up = |of: fn(Task) -> bool| {
        menu.nodes.iter().any(|node| matches!(node.step, Step::Request { task, .. } if of(task)))
    };
    match said(phrase) {
        Said::Anywhere => true,
        Said::Queues => waits(|_| true),
        Said::Places => waits(|waiting| waiting.keeps.is_some()),
        Said::Positions => waits(|waiting| waiting.position),
        Said::Expectations => waits(|waiting| waiting.expected),
        Said::Bookings => !menu.queues.is_empty(),
        Said::Operators => menu.queues.iter().any(|queue| queue.placing.first == First::Agent),
        Said::Requests => takes_up(|_| true) || identifies(menu).any(|identify| identify.tells.latest),
        Said::Codes => identifies(menu).next().is_some(),
        Said::Packages => {
            menu.destinations.iter().any(|destination| destination.transfer.unpaid.is_some())
                || identifies(menu).any(|identify| identify.tells.balance)
        }
        Said::Changes => takes_up(|task| task == Task::Booking),
        Said::Messages => !menu.queues.is_empty() || takes_up(|_| true),
    }
}

/// Where customers key in a code.
fn identifies(menu: &Menu) -> impl Iterator<Item = Identify> {
    menu.nodes.iter().filter_map(|node| match node.step {
        Step::Customer(identify) => Some(identify),
        Step::Choice(_)
        | Step::Collect(_)
        | Step::Say { .. }
        | Step::Transfer(_)
        | Step::Callback { .. }
        | Step::Request { .. }
        | Step::Hangup { .. } => None,
    })
}

/// The pieces of what is left of packages, where that is told; large numbers are said digit by digit.
fn counts(menu: &Menu) -> impl Iterator<Item = Piece> {
    let told = identifies(menu).any(|identify| identify.tells.balance);
    let digits = (0..10).map(Piece::Digit).filter(|_| menu.queues.is_empty()).collect::<Vec<_>>();
    let counts = (0..100).map(Piece::Count).chain((1..10).map(Piece::Hundreds)).chain(digits);
    counts.filter(move |_| told)
}

/// The menu's texts that are spoken, each once, in the order of the table. Titles are for eyes, but for those of branches with hours of their
/// own, which are named when they are closed, and of queues.
fn texts(menu: &Menu) -> Vec<TextId> {
    let mut spoken = vec![false; menu.texts.len()];
    let mut say = |text: TextId| {
        if let Some(place) = spoken.get_mut(text.index()) {
            *place = true;
        }
    };
    menu.greeting.into_iter().chain(menu.channels).for_each(&mut say);
    menu.notices.iter().copied().for_each(&mut say);
    menu.calendars.iter().flat_map(|named| &named.announcements).for_each(|(_, text)| say(*text));
    menu.destinations.iter().for_each(|destination| say(destination.announcement));
    for waiting in menu.destinations.iter().filter_map(|destination| destination.waiting.as_ref()) {
        waiting.leave.iter().for_each(|leave| say(leave.told));
        waiting.music.iter().for_each(|music| say(music.sound));
    }
    if !menu.queues.is_empty() {
        say(menu.privacy);
        say(menu.title);
        menu.queues.iter().for_each(|queue| say(queue.title));
    }
    for node in &menu.nodes {
        if node.gate.is_some() {
            node.title.into_iter().for_each(&mut say);
        }
        match &node.step {
            Step::Choice(Choice { announcement, repeat, own_words: _, keys: _, no_input, no_match }) => {
                say(*announcement);
                say(*repeat);
                misses(no_input, no_match).for_each(&mut say);
            }
            Step::Collect(Collect { prompt, no_input, no_match, .. }) => {
                say(*prompt);
                misses(no_input, no_match).for_each(&mut say);
            }
            Step::Say { text, then: _ } => say(*text),
            Step::Hangup { text, cause: _ } => text.iter().copied().for_each(&mut say),
            Step::Customer(identify) => say(identify.prompt),
            Step::Transfer(_) | Step::Callback { .. } | Step::Request { .. } => {}
        }
    }
    let ids = (0..).map(TextId).zip(spoken);
    ids.filter(|(_, is_spoken)| *is_spoken).map(|(id, _)| id).collect()
}

fn misses(no_input: &Misses, no_match: &Misses) -> impl Iterator<Item = TextId> {
    [no_input.text, no_match.text].into_iter().flatten()
}

/// The pieces of a reopening; with bookings also those of slots, dates and numbers.
fn pieces(books: bool) -> impl Iterator<Item = Piece> {
    let edges = if books { Edge::ALL.as_slice() } else { &[Edge::At] };
    let hours = edges.iter().flat_map(|edge| {
        (0..24).flat_map(|hour| [true, false].map(|sharp| Piece::Hour { edge: *edge, hour, sharp }))
    });
    // Only the beginning of a span leaves its half of the day to the end.
    let halves = Half::ALL.into_iter().filter(move |half| books || *half != Half::Untold);
    let minutes = halves.flat_map(|half| (1..60).map(move |minutes| Piece::Minutes { minutes, half }));
    let digits = (0..10).map(Piece::Digit).chain([Piece::Plus]).filter(move |_| books);
    [Piece::Today, Piece::Tomorrow]
        .into_iter()
        .chain((0..7).flat_map(|day| [Piece::Weekday(day), Piece::OnWeekday(day)]))
        .chain((1..32).map(Piece::Day))
        .chain((1..13).map(Piece::Month))
        .chain(Piece::YEARS.map(Piece::Year))
        .chain(hours)
        .chain(minutes)
        .chain(digits)
}
