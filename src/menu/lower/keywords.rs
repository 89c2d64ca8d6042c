//! Every word of the menu language that is not the admin's own, in one table. A second spelling (Italian) would be one more column here.

macro_rules! keywords {
    ($($name:ident $english:literal $about:literal;)*) => {
        /// A field's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Keyword {
            $(#[doc = $about] $name,)*
        }

        impl Keyword {
            /// Every keyword, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The keyword with this spelling.
            #[must_use]
            pub fn read(word: &str) -> Option<Self> {
                match word {
                    $($english => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// How it is written.
            #[must_use]
            pub const fn spelling(self) -> &'static str {
                match self { $(Self::$name => $english,)* }
            }

            /// What it is for, in a few words.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)* }
            }
        }
    };
}

keywords! {
    // The desk.
    Desk "desk" "the desk's short name";
    Title "title" "what people call it";
    Country "country" "the country whose numbers and holidays hold";
    Zone "zone" "the time zone of all hours";
    Numbers "numbers" "the numbers under which it is called";
    InForceFrom "in-force-from" "the first day on which it serves";
    Languages "languages" "the languages it speaks, the first one first";
    LanguageChoice "language-choice" "which key chooses which language";
    Greeting "greeting" "said when the call begins";
    Notices "notices" "said after the greeting; no key cuts them short";
    Answer "answer" "whether a closed caller's call is answered, and billed";
    Hours "hours" "the calendars, each with its name";
    Closings "closings" "closing periods that are announced";
    Directory "directory" "the file with the administration's numbers";
    Destinations "destinations" "where calls are put through to";
    Help "help" "the destination for whoever needs a person";
    Callback "callback" "the callbacks that can be booked";
    Queues "queues" "several kinds of callbacks, each with its name";
    CallbackFrom "callback-from" "the number that users see when the desk calls them";
    Tickets "tickets" "how requests are handled: what is promised, and when they lapse";
    Packages "packages" "what is sold in advance";
    CalendarFeeds "calendar-feeds" "what of a caller the calendar feeds show";
    Channels "channels" "the other ways to reach the desk, told when it is closed";
    Privacy "privacy" "said before a number is stored";
    Pace "pace" "how long callers are waited for";
    Menu "menu" "the tree of keys";
    Nodes "nodes" "parts of the tree with a name, for what is used twice";
    // A number with the numbers that a carrier turns it into.
    Number "number" "one of the desk's numbers";
    Aliases "aliases" "other numbers as which its calls arrive";
    // Words.
    Text "text" "the words, where a recording stands beside them";
    Recording "recording" "a recorded file that is played instead of the voice";
    // A closing period.
    Dates "dates" "the days of a closing period";
    Closes "closes" "the calendars that it closes; all, where none is named";
    // A destination, or a transfer to it.
    To "to" "what the telephone platform dials";
    Voice "voice" "how a menu speaks of it, in place of the title";
    Announcement "announcement" "the words of the whole announcement, in place of the composed ones";
    Ring "ring" "how long it rings";
    Busy "busy" "where the call goes when it is busy";
    NoAnswer "no-answer" "where the call goes when nobody answers";
    Failed "failed" "where the call goes when it cannot be reached";
    Otherwise "otherwise" "where the call goes when this comes to nothing";
    // A destination where callers wait.
    Waiting "waiting" "how callers wait there for somebody to be free";
    Music "music" "a recorded file that is heard meanwhile";
    Position "position" "whether callers are told how many wait before them";
    ExpectedWait "expected-wait" "whether callers are told how long they will wait";
    Every "every" "how often they are told";
    KeepPlace "keep-place" "the key with which they hang up, keep the place and are called";
    // Callbacks.
    Length "length" "how long a callback's time band is";
    Notice "notice" "how long before it a band can still be booked";
    Ahead "ahead" "how far ahead bands are offered";
    Buffer "buffer" "how much time lies between two bands";
    Seats "seats" "how many callbacks one band takes, by day and hour if need be";
    OpenBookings "open-bookings" "how many open bookings one number may have";
    BookingsAnHour "bookings-an-hour" "how many bookings may be made for one number in an hour";
    Countries "countries" "the countries that are called back";
    Attempts "attempts" "how often a user is called at most";
    Apart "apart" "how long after one attempt the next begins at the earliest";
    AtOnce "at-once" "how many callbacks are under way at a time at most";
    Unknown "unknown" "what is done after an attempt of which nobody knows how it ended";
    AfterMissed "after-missed" "what becomes of the request when nobody was reached";
    RebookAtMost "rebook-at-most" "how often a request whose callback reached nobody is booked again by itself";
    // Requests.
    Kinds "kinds" "the kinds of requests that operators tell apart, or the packages that are sold";
    Severity "severity" "what is promised, by how serious a request is";
    High "high" "nothing of the service works";
    Medium "medium" "some main functions are missing";
    Low "low" "no serious impact";
    Info "info" "a question";
    Assumed "assumed" "the severity of a request that no operator has judged yet";
    Reaction "reaction" "until somebody takes it in charge";
    Resolution "resolution" "until it is resolved";
    AtOtherTimes "at-other-times" "until it is resolved, where it came while the desk was not staffed";
    Warning "warning" "when somebody is told that time runs out";
    Before "before" "how long before a deadline";
    AtAnyHour "at-any-hour" "whether outside the desk's hours too";
    Lapse "lapse" "after how many days a request is no longer handled";
    Escalation "escalation" "the mailbox for requests that a reminder did not help";
    Subject "subject" "the subject of a mail, letter for letter";
    // Packages.
    Size "size" "how many requests a package is sold as; half of them are calls";
    Months "months" "how long a package can be used";
    AtEnd "at-end" "what happens when a call has lasted its length";
    Package "package" "a package of the client's pays for the calls that come here";
    NoPackage "no-package" "where the call goes when the client has none, or is not known";
    Expired "expired" "where the call goes when the client's packages have expired";
    UsedUp "used-up" "where the call goes when all their calls are spent";
    OtherLanguage "other-language" "where the call goes when they do not include the caller's language";
    // Waiting.
    First "first" "for the first key; of callbacks, who is called first";
    Between "between" "between two keys";
    Slower "slower" "added to both on a repeat";
    Longest "longest" "the longest time: in menus, or in a queue";
    // The tree.
    Open "open" "the calendar that says when this is open";
    Closed "closed" "where callers go while it is closed";
    Emergency "emergency" "where callers go under the emergency switch";
    LastResort "last-resort" "where a call goes that goes on for too long";
    KnownCallers "known-callers" "what happens to callers whom the directory knows";
    Keys "keys" "the keys and what each does";
    Collect "collect" "asks for digits";
    Digits "digits" "how many digits";
    End "end" "the key that ends the digits";
    Secret "secret" "whether the digits are a secret";
    Say "say" "says something";
    Then "then" "where the call goes on";
    Transfer "transfer" "puts the call through";
    Request "request" "takes up a request that the caller quotes by its number and date";
    Customer "customer" "asks for a customer's code, which can be left out";
    Tells "tells" "what a customer is told whose code was keyed in";
    Without "without" "where the call goes on without a code";
    Hangup "hangup" "says goodbye and hangs up";
    Reason "reason" "the cause that the telephone platform is given";
    GoTo "go-to" "goes on at a part of the tree with a name";
    NoInput "no-input" "when nothing is pressed";
    NoMatch "no-match" "when a key is pressed that does nothing";
    Repeats "repeats" "how many times it is heard again";
    AfterErrors "after-errors" "where the call goes after too many silences or wrong keys";
}

/// The words that lead somewhere without having been given that name by an admin.
pub const PLACES: &[(&str, &str)] = &[
    ("callback", "books a callback"),
    ("hangup", "says goodbye and hangs up"),
    ("help", "puts through to the desk's help destination"),
    ("back", "goes to the menu above, as `*` does"),
    ("repeat", "says the menu again, as `#` does"),
    ("start", "goes to the first menu"),
];

/// The value of `known-callers`.
pub const TO_THEIR_DESTINATION: &str = "to their destination";

#[cfg(test)]
mod tests {
    use super::Keyword;

    #[test]
    fn each_spelling_leads_back_to_its_keyword() {
        for keyword in Keyword::ALL {
            assert_eq!(Keyword::read(keyword.spelling()), Some(*keyword));
            assert!(
                keyword.spelling().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                "{keyword:?}"
            );
        }
    }
}
