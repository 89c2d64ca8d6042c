//! Where each phrase is said: a desk's vocabulary is made of it, so that nobody records words that its callers never hear.

use crate::menu::words::Phrase;

/// Where a phrase is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// At any desk.
    Anywhere,
    /// Where callers wait in a queue.
    Queues,
    /// Where they are told how many wait before them.
    Positions,
    /// Where they are told how long they will wait.
    Expectations,
    /// Where callbacks are booked.
    Bookings,
    /// Where operators are called before users are.
    Operators,
    /// Where requests are taken up.
    Requests,
    /// Where booked callbacks are moved and cancelled.
    Changes,
    /// Where callbacks are booked or requests are taken up.
    Messages,
    /// Where customers key in a code.
    Codes,
    /// Where calls are paid by packages.
    Packages,
    /// Where callers can keep their place in a queue and be called.
    Places,
}

/// Where a phrase is said.
#[expect(clippy::too_many_lines, reason = "a table: a line for each phrase")]
pub(super) const fn said(phrase: Phrase) -> Said {
    match phrase {
        Phrase::FirstFree
        | Phrase::NextFree
        | Phrase::OfferKeys
        | Phrase::NothingFree
        | Phrase::NoOtherDay
        | Phrase::NoOtherHour
        | Phrase::CallYouAt
        | Phrase::NumberKeys
        | Phrase::KeyInNumber
        | Phrase::NumberInvalid
        | Phrase::NumberRefused
        | Phrase::ConfirmSlot
        | Phrase::ConfirmKeys
        | Phrase::JustTaken
        | Phrase::Booked
        | Phrase::TicketIs
        | Phrase::Again
        | Phrase::DatedOn
        | Phrase::CallbackOn
        | Phrase::BookedKeys
        | Phrase::BookedMessageKeys
        | Phrase::TooManyBookings
        | Phrase::BookingsAway
        | Phrase::CallYouFrom
        | Phrase::CallbackBegins
        | Phrase::CallbackKeys
        | Phrase::CallbackWrong
        | Phrase::CallbackNoOperator
        | Phrase::CodeCallBegins
        | Phrase::CodeCallKeys
        | Phrase::CodeCallTells
        | Phrase::CodeCallTwice
        | Phrase::CodeCallMore
        | Phrase::CodeCallGone
        | Phrase::CodeCallWrong
        | Phrase::CodeCallBye => Said::Bookings,
        Phrase::OperatorBegins
        | Phrase::OperatorKeys
        | Phrase::OperatorCalls
        | Phrase::OperatorDeclined
        | Phrase::OperatorLate
        | Phrase::OperatorLanguage(_)
        | Phrase::UserUnanswered
        | Phrase::UserBusy
        | Phrase::UserMachine
        | Phrase::UserRefused
        | Phrase::UserWrong
        | Phrase::UserFailed
        | Phrase::UserUnpaid => Said::Operators,
        Phrase::KeyInTicket
        | Phrase::TicketInvalid
        | Phrase::KeyInDate
        | Phrase::RequestNotFound
        | Phrase::RequestsAway
        | Phrase::Reminded
        | Phrase::RequestClosed
        | Phrase::RemindFirst
        | Phrase::EscalatedBefore
        | Phrase::ConfirmEscalation
        | Phrase::Escalated
        | Phrase::StandsOpened
        | Phrase::StandsTaken
        | Phrase::StandsWaiting
        | Phrase::StandsClosed
        | Phrase::StandsReopened
        | Phrase::StandsLapsed
        | Phrase::MessageKeys => Said::Requests,
        Phrase::CodeKnown
        | Phrase::CodeUnknown
        | Phrase::CodeGivenUp
        | Phrase::TooManyCodes
        | Phrase::CodesAway
        | Phrase::LatestRequest
        | Phrase::NoRequestYet
        | Phrase::CallsLeft
        | Phrase::RequestsLeft
        | Phrase::UsableUntil => Said::Codes,
        Phrase::NoPackage
        | Phrase::PackageExpired
        | Phrase::PackageLanguage
        | Phrase::PackageUsedUp
        | Phrase::PackagesAway
        | Phrase::NearlyOver
        | Phrase::TimeOver => Said::Packages,
        Phrase::ChangeKeys
        | Phrase::CancelKeys
        | Phrase::Cancelled
        | Phrase::NewTime
        | Phrase::Moved
        | Phrase::StaysBooked
        | Phrase::NoCallback => Said::Changes,
        Phrase::PlaceOffer
        | Phrase::PlaceKeys
        | Phrase::PlaceKept
        | Phrase::PlaceTurn
        | Phrase::PlaceNoNumber
        | Phrase::PlaceStays
        | Phrase::PlaceBegins
        | Phrase::PlaceBeginsKeys
        | Phrase::OperatorPlace
        | Phrase::PlaceGiveUpKeys
        | Phrase::PlaceGivenUp
        | Phrase::PlaceRemains => Said::Places,
        Phrase::MessageSent | Phrase::MessageAway | Phrase::TooManyTries => Said::Messages,
        Phrase::CallsBefore(_) => Said::Positions,
        Phrase::ExpectedWait(_) => Said::Expectations,
        Phrase::PleaseHold | Phrase::WaitedTooLong => Said::Queues,
        Phrase::NoSuchKey(_)
        | Phrase::Closed(_)
        | Phrase::NothingPressed
        | Phrase::TooFewDigits
        | Phrase::Cleared
        | Phrase::Reopens
        | Phrase::DestinationBusy
        | Phrase::DestinationUnanswered
        | Phrase::DestinationFailed
        | Phrase::TooManyErrors
        | Phrase::Exhausted
        | Phrase::UnknownNumber
        | Phrase::Goodbye => Said::Anywhere,
    }
}
