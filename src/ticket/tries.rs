//! How often somebody may try out numbers and codes before they are told to wait. The store counts; here stand the limits.
//!
//! A few wrong tries cost nothing, for people mistype; each one after them costs twice the wait of the one before. So nobody who guesses gets far: at
//! one ticket's number some twenty tries in twelve hours, where the date alone has hundreds of days. And whoever it belongs to is shut out by a
//! stranger's few tries for minutes only, and from their own telephone not at all: what comes from there is counted by itself.

use chrono::TimeDelta;

/// By what tries are counted, each for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountedBy {
    /// One call: whoever mistyped may try again, but not for ever.
    Call,
    /// One browser on a public page.
    Page,
    /// One code or ticket's number, whoever tries it: it is not to be guessed at from many telephones.
    Code,
    /// One caller's number, whatever it tries.
    Number,
    /// One network address, whatever is tried from there: a whole office may be behind it, or somebody who comes without a cookie each time.
    Address,
}

impl CountedBy {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Call, Self::Page, Self::Code, Self::Number, Self::Address];

    /// How many wrong tries are borne within [`CountedBy::within`]; from then on there is a wait before the next.
    #[must_use]
    pub const fn limit(self) -> u32 {
        match self {
            Self::Call | Self::Page => 3,
            Self::Code => 5,
            Self::Number => 10,
            Self::Address => 30,
        }
    }

    /// For how long a wrong try counts.
    #[must_use]
    pub const fn within(self) -> TimeDelta {
        match self {
            // As long as a call's seal is good.
            Self::Call | Self::Code => TimeDelta::hours(12),
            Self::Page | Self::Number | Self::Address => TimeDelta::hours(1),
        }
    }

    /// How long to wait after the last of that many wrong tries; what comes before is refused unseen, right or wrong, and is not counted. In a call
    /// nobody waits: it has had its tries.
    #[must_use]
    pub fn wait_after(self, wrong: u32) -> TimeDelta {
        let longest = match self {
            Self::Call => return if wrong < self.limit() { TimeDelta::zero() } else { self.within() },
            Self::Code => TimeDelta::hours(1),
            Self::Page | Self::Number | Self::Address => TimeDelta::minutes(15),
        };
        match wrong.checked_sub(self.limit()) {
            None => TimeDelta::zero(),
            Some(doubled) => TimeDelta::minutes(1 << doubled.min(6)).min(longest),
        }
    }

    /// Its name in the store.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Page => "page",
            Self::Code => "code",
            Self::Number => "number",
            Self::Address => "address",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(by: CountedBy, tries: impl IntoIterator<Item = u32>) -> Vec<i64> {
        tries.into_iter().map(|wrong| by.wait_after(wrong).num_minutes()).collect()
    }

    #[test]
    fn a_few_mistakes_cost_nothing_and_each_after_them_twice_the_one_before() {
        assert_eq!(minutes(CountedBy::Page, 0..9), [0, 0, 0, 1, 2, 4, 8, 15, 15]);
        assert_eq!(minutes(CountedBy::Code, 4..14), [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(minutes(CountedBy::Call, [2, 3, 4]), [0, 720, 720]);
        assert_eq!(minutes(CountedBy::Address, [29, 30, u32::MAX]), [0, 1, 15]);
    }

    #[test]
    fn whoever_guesses_the_date_of_one_number_gets_nowhere_in_a_day() {
        let by = CountedBy::Code;
        let (mut tried, mut minute) = (Vec::<i64>::new(), 0);
        while minute < 24 * 60 {
            tried.push(minute);
            let since = minute - by.within().num_minutes();
            let counted = tried.iter().filter(|at| **at > since).count();
            minute += by.wait_after(u32::try_from(counted).unwrap()).num_minutes().max(1);
        }
        assert!(tried.len() < 50, "{}", tried.len());
    }
}
