//! What of its users a desk lets calendars show.

/// What of a user the calendar feeds show. They are read by other people's programs, so nothing unless the desk says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FeedShows {
    /// The request's number and its queue.
    #[default]
    NoPersonalData,
    /// The telephone number too.
    Number,
    /// The telephone number, and the name where one was given.
    NumberAndName,
}
