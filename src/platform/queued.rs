//! Callers who wait in the queue of a platform that asks us what they hear meanwhile. It asks again and again for as long as they wait; nothing
//! is decided by that and nothing kept: what was told, and when, stands in the address that it asks next.

use super::Spoken;
use crate::menu::model::Waiting;
use crate::menu::words::{EXPECTED, MOST_BEFORE, Phrase, Prompt};
use crate::terms::Digit;

/// What a platform tells of a caller who waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queued {
    /// How many wait before them; none where it does not tell.
    pub before: Option<u32>,
    /// How long they have waited; seconds.
    pub waited: u32,
    /// How long callers wait there on average; seconds, none where it does not tell.
    pub average: Option<u32>,
    /// When they were last told how the queue stands, in seconds of waiting.
    pub told: Option<u32>,
    /// The key that they pressed.
    pub pressed: Option<Digit>,
}

/// What becomes of a caller who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meanwhile {
    /// They leave the queue: by key, or because the longest wait is over. Which of them it was, the time tells that the platform gives
    /// when they have left.
    Leaves,
    /// They go on waiting.
    Waits {
        /// What they are told before the music.
        say: Vec<Prompt>,
        /// When they were last told how the queue stands, this time counted; seconds of waiting.
        told: u32,
        /// How long the music may last until the next look; seconds.
        rest: u16,
    },
}

/// What a caller hears next.
#[must_use]
pub fn meanwhile(waiting: &Waiting, queued: &Queued) -> Meanwhile {
    let left = u32::from(waiting.longest).saturating_sub(queued.waited);
    let leaves = waiting.leave.is_some_and(|leave| queued.pressed == Some(leave.key));
    if leaves || left == 0 {
        return Meanwhile::Leaves;
    }
    let due = queued.told.is_none_or(|told| queued.waited.saturating_sub(told) >= waiting.every.into());
    let told = if due { queued.waited } else { queued.told.unwrap_or(queued.waited) };
    let next = u32::from(waiting.every).saturating_sub(queued.waited.saturating_sub(told));
    let rest = u16::try_from(left.min(next).max(1)).unwrap_or(u16::MAX);
    Meanwhile::Waits { say: if due { standing(waiting, queued) } else { Vec::new() }, told, rest }
}

/// How the queue stands, as far as the menu wants it told and the platform knows.
fn standing(waiting: &Waiting, queued: &Queued) -> Vec<Prompt> {
    let position = queued.before.filter(|_| waiting.position).map(|before| {
        let before = u8::try_from(before).unwrap_or(MOST_BEFORE).min(MOST_BEFORE);
        Prompt::Phrase(Phrase::CallsBefore(before))
    });
    let expected = queued.average.filter(|_| waiting.expected).map(|average| {
        // What has passed of it is not said again, and a minute more is better news at its end than a minute less.
        let minutes = average.saturating_sub(queued.waited).div_ceil(60);
        let least = EXPECTED.into_iter().find(|one| u32::from(*one) >= minutes);
        let [.., most] = EXPECTED;
        Prompt::Phrase(Phrase::ExpectedWait(least.unwrap_or(most)))
    });
    // The key was told a moment ago to those who have just begun to wait.
    let key = waiting.leave.filter(|_| queued.told.is_some()).map(|leave| Prompt::Text(leave.told));
    [position, expected, key].into_iter().flatten().collect()
}

/// What a caller hears next, made ready for writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holding<'a> {
    /// They leave the queue.
    Leaves,
    /// They go on waiting.
    Waits {
        /// What they are told.
        say: Vec<Spoken<'a>>,
        /// The music; without its sound, words that ask for patience.
        music: Spoken<'a>,
        /// How long it may last; seconds.
        rest: u16,
        /// Whether a key is listened for.
        listens: bool,
        /// When they were last told how the queue stands; seconds of waiting.
        told: u32,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::menu::model::Leave;
    use crate::terms::TextId;

    fn waiting() -> Waiting {
        let leave = Leave { key: Digit::ZERO, told: TextId(7) };
        Waiting {
            longest: 600,
            music: None,
            position: true,
            expected: true,
            every: 60,
            leave: Some(leave),
            keeps: None,
        }
    }

    fn said(queued: Queued) -> (Vec<Prompt>, u32, u16) {
        match meanwhile(&waiting(), &queued) {
            Meanwhile::Waits { say, told, rest } => (say, told, rest),
            Meanwhile::Leaves => panic!("{queued:?} leaves"),
        }
    }

    #[test]
    fn a_caller_is_told_at_once_and_then_every_minute_and_the_key_from_the_second_time_on() {
        let first = Queued { before: Some(3), average: Some(250), ..Queued::default() };
        let stands = [Phrase::CallsBefore(3), Phrase::ExpectedWait(5)].map(Prompt::Phrase);
        assert_eq!(said(first), (stands.to_vec(), 0, 60));
        let between = Queued { waited: 45, told: Some(0), ..first };
        assert_eq!(said(between), (vec![], 0, 15));
        let again = Queued { before: Some(0), waited: 61, told: Some(0), ..first };
        let stands = [Phrase::CallsBefore(0), Phrase::ExpectedWait(5)].map(Prompt::Phrase);
        assert_eq!(said(again), ([stands.to_vec(), vec![Prompt::Text(TextId(7))]].concat(), 61, 60));
    }

    #[test]
    fn numbers_that_have_no_words_are_told_as_at_least() {
        let many = Queued { before: Some(70_000), average: Some(90_000), ..Queued::default() };
        let stands = [Phrase::CallsBefore(20), Phrase::ExpectedWait(30)].map(Prompt::Phrase);
        assert_eq!(said(many).0, stands);
        let over = Queued { before: Some(1), average: Some(30), waited: 200, ..Queued::default() };
        let stands = [Phrase::CallsBefore(1), Phrase::ExpectedWait(1)].map(Prompt::Phrase);
        assert_eq!(said(over).0, stands, "nobody is told that they should have been served");
        assert_eq!(said(Queued::default()).0, [], "what the platform does not tell is not told");
    }

    #[test]
    fn the_longest_wait_ends_and_so_does_the_key_and_no_other() {
        let at = |waited, pressed| meanwhile(&waiting(), &Queued { waited, pressed, ..Queued::default() });
        assert_eq!(at(600, None), Meanwhile::Leaves);
        assert_eq!(at(5, Some(Digit::ZERO)), Meanwhile::Leaves);
        assert!(matches!(at(5, Digit::new('5')), Meanwhile::Waits { .. }));
        let Meanwhile::Waits { rest, .. } = at(590, None) else { panic!("ten seconds are left") };
        assert_eq!(rest, 10, "the music lasts for no longer than the wait");
    }
}
