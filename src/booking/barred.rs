//! Who may not book now, whoever asks for them and by whatever way: a number on the deny list, and one for which, or a call from which, too
//! much was booked within the hour. Which numbers are called back at all is in [`callable`](super::callable()).

use crate::menu::model::Queue;

/// How many bookings one call may make within an hour: somebody may book for a colleague too.
const BY_CALL: u32 = 5;

/// Why a number may not book now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Barred {
    /// It is on the desk's deny list.
    #[error("the number is on the deny list")]
    Denied,
    /// Too much was booked for it, or by the same call, within the hour.
    #[error("too much was booked for the number, or by the same call, within the hour")]
    TooOften,
}

/// Whether a number may book: whether it is on the deny list, and how many bookings were made for it, and by the same call, within the hour.
///
/// # Errors
/// Why not.
pub fn may_book(queue: &Queue, denied: bool, by_number: u32, by_call: u32) -> Result<(), Barred> {
    if denied {
        return Err(Barred::Denied);
    }
    if by_number >= u32::from(queue.bookings_an_hour) || by_call >= BY_CALL {
        return Err(Barred::TooOften);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::example::queue;

    #[test]
    fn the_last_that_is_allowed_and_the_first_that_is_not() {
        let mut queue = queue(&["IT"]);
        queue.bookings_an_hour = 3;
        assert_eq!(may_book(&queue, false, 2, BY_CALL - 1), Ok(()));
        assert_eq!(may_book(&queue, false, 3, 0), Err(Barred::TooOften));
        assert_eq!(may_book(&queue, false, 0, BY_CALL), Err(Barred::TooOften));
        assert_eq!(may_book(&queue, true, 0, 0), Err(Barred::Denied), "whoever asks");
    }
}
