//! The tree's part of the schema: a type for each thing that can happen at a place.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::{Figures, OneOrMore, Words};

/// The whole tree: what callers can do, and what holds everywhere in it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Menu {
    /// The desk's own calendar.
    open: Option<String>,
    /// Where callers go while the desk is closed; why, and until when, the program says before.
    closed: Option<Place>,
    /// Where callers go under the emergency switch.
    emergency: Option<Place>,
    /// Where a call goes that goes on for too long.
    last_resort: Option<Place>,
    /// Where the call goes when a transfer or a booking comes to nothing.
    otherwise: Option<Place>,
    /// Where the call goes after too many silences or wrong keys.
    after_errors: Option<Place>,
    /// The words of the whole announcement, in place of the composed ones.
    announcement: Option<Words>,
    /// What happens to callers whom the directory knows.
    known_callers: Option<KnownCallers>,
    /// When nothing is pressed.
    no_input: Option<Misses>,
    /// When a key is pressed that does nothing.
    no_match: Option<Misses>,
    /// The keys, 1 to 9 and 0, and where each leads.
    keys: Option<Keys>,
    /// In place of keys: asks for digits.
    collect: Option<Words>,
    /// How many digits: `5`, `1-16`.
    digits: Option<Figures>,
    /// The key that ends the digits.
    end: Option<End>,
    /// Whether the digits are a secret.
    secret: Option<YesNo>,
    /// In place of keys: says something.
    say: Option<Words>,
    /// Where the call goes on after it.
    then: Option<Place>,
    /// In place of keys: puts every call through.
    transfer: Option<String>,
    /// How long it rings.
    ring: Option<String>,
    /// Where the call goes when it is busy.
    busy: Option<Place>,
    /// Where the call goes when nobody answers.
    no_answer: Option<Place>,
    /// Where the call goes when it cannot be reached.
    failed: Option<Place>,
    /// In place of keys: books a callback.
    callback: Option<String>,
    /// In place of keys: asks for a customer's code, which can be left out.
    customer: Option<Words>,
    /// What a customer is told whose code was keyed in.
    tells: Option<OneOrMore<Told>>,
    /// Where the call goes on without a code, if that is elsewhere.
    without: Option<Place>,
    /// In place of keys: says goodbye.
    hangup: Option<Words>,
    /// The cause that the telephone platform is given.
    reason: Option<Reason>,
}

/// What each key does.
#[derive(JsonSchema)]
#[schemars(extend("propertyNames" = { "pattern": "^[0-9]$" }))]
pub(super) struct Keys(BTreeMap<String, Place>);

/// Where a call goes: a destination, a node, one of `callback`, `hangup`, `help`, `back`, `repeat`, `start`; or the node itself.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Place {
    Name(String),
    Node(Box<Node>),
}

/// A place of the tree: exactly one thing happens there.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Node {
    Keys(KeysNode),
    Collect(CollectNode),
    Say(SayNode),
    Transfer(TransferNode),
    Callback(CallbackNode),
    Request(RequestNode),
    Customer(CustomerNode),
    Hangup(HangupNode),
    GoTo(GoToNode),
}

macro_rules! node {
    ($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$about])*
        #[derive(JsonSchema)]
        #[schemars(deny_unknown_fields, rename_all = "kebab-case")]
        pub(super) struct $name {
            /// What people call it.
            title: Option<Words>,
            /// How the menu above speaks of it, in place of the title.
            voice: Option<Words>,
            /// What happens to callers whom the directory knows.
            known_callers: Option<KnownCallers>,
            /// The calendar that says when this is open.
            open: Option<String>,
            /// Where callers go while it is closed; why, and until when, the program says before.
            closed: Option<Place>,
            $($(#[$field_about])* $field: $kind,)*
        }
    };
}

node! {
    /// A menu of keys.
    KeysNode {
        /// The keys, 1 to 9 and 0, and where each leads.
        keys: Keys,
        /// The words of the whole announcement, in place of the composed ones.
        announcement: Option<Words>,
        /// When nothing is pressed.
        no_input: Option<Misses>,
        /// When a key is pressed that does nothing.
        no_match: Option<Misses>,
        /// Where the call goes after too many silences or wrong keys.
        after_errors: Option<Place>,
        /// Where the call goes when a transfer or a booking below comes to nothing.
        otherwise: Option<Place>,
    }
}

node! {
    /// Asks for digits.
    CollectNode {
        /// What to key in.
        collect: Words,
        /// How many digits: `5`, `1-16`.
        digits: Figures,
        /// The key that ends the digits (hash, if nothing else is said).
        end: Option<End>,
        /// Whether the digits are a secret: never carried, logged or spoken.
        secret: Option<YesNo>,
        /// Where the call goes on.
        then: Place,
        /// When nothing is keyed in.
        no_input: Option<Misses>,
        /// When too few digits are keyed in.
        no_match: Option<Misses>,
        /// Where the call goes after too many mistakes.
        after_errors: Option<Place>,
        /// Where the call goes when a transfer or a booking below comes to nothing.
        otherwise: Option<Place>,
    }
}

node! {
    /// Says something, and goes on.
    SayNode {
        /// The words.
        say: Words,
        /// Where the call goes on.
        then: Place,
    }
}

node! {
    /// Puts the call through.
    TransferNode {
        /// The destination's name.
        transfer: String,
        /// How long it rings.
        ring: Option<String>,
        /// Where the call goes when it is busy.
        busy: Option<Place>,
        /// Where the call goes when nobody answers.
        no_answer: Option<Place>,
        /// Where the call goes when it cannot be reached.
        failed: Option<Place>,
        /// Where the call goes in each of these cases.
        otherwise: Option<Place>,
    }
}

node! {
    /// Books a callback.
    CallbackNode {
        /// The queue's name; nothing, where the desk has one queue only.
        callback: Option<String>,
        /// Where the call goes when nothing can be booked.
        otherwise: Option<Place>,
    }
}

node! {
    /// Takes up a request that the caller quotes by its number and date.
    RequestNode {
        /// What for.
        request: Task,
        /// Where the call goes on when that is done; it says goodbye, if nothing else is said.
        then: Option<Place>,
        /// Where the call goes when it cannot be done.
        otherwise: Option<Place>,
    }
}

node! {
    /// Asks for a customer's code, which can be left out: whatever is keyed in, the call goes on.
    CustomerNode {
        /// What to key in, and that it can be left out.
        customer: Words,
        /// How many letters and digits a code has: `6`, `4-10` (3 to 24, if nothing else is said).
        digits: Option<Figures>,
        /// What a customer is told whose code was keyed in (nothing, if nothing is said).
        tells: Option<OneOrMore<Told>>,
        /// Where the call goes on.
        then: Place,
        /// Where it goes on without a code, if that is elsewhere.
        without: Option<Place>,
    }
}

node! {
    /// Says goodbye and hangs up.
    HangupNode {
        /// The last words; nothing, for the program's own.
        hangup: Option<Words>,
        /// The cause that the telephone platform is given.
        reason: Option<Reason>,
    }
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Task {
    /// To hear how it stands.
    Status,
    /// To ask again for an answer.
    Reminder,
    /// To move or cancel the callback that is booked for it.
    Booking,
    /// To report, after a reminder, that no answer came.
    Escalation,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Told {
    /// How the latest request stands.
    LatestRequest,
    /// What is left of the packages.
    Balance,
}

/// Leads to a node, under another title.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct GoToNode {
    /// What people call it here.
    title: Option<Words>,
    /// How the menu above speaks of it.
    voice: Option<Words>,
    /// The node's name.
    go_to: String,
}

#[derive(JsonSchema)]
enum KnownCallers {
    /// They go straight to the destination that the directory gives them.
    #[schemars(rename = "to their destination")]
    ToTheirDestination,
}

/// What is said to silence or wrong keys: the words alone, or how often and where to then.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Misses {
    Words(Words),
    Fields(MissesFields),
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct MissesFields {
    /// The words, in place of the program's own.
    say: Option<Words>,
    /// How many times the menu is heard again before the call goes on.
    repeats: Option<u8>,
    /// Where it goes then.
    then: Option<Place>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum End {
    Hash,
    Star,
    None,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub(super) enum YesNo {
    Yes,
    No,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Reason {
    Normal,
    Busy,
    Rejected,
    Unallocated,
}
