//! The calls that every platform must carry out alike.

use centralino::terms::Limits;

use super::play::Act::{self, *};

/// A call, and what must come of it everywhere.
pub(super) struct Call {
    pub(super) name: &'static str,
    /// The number dialled.
    pub(super) to: &'static str,
    /// The caller's; empty for one of its own on each platform.
    pub(super) from: &'static str,
    pub(super) acts: &'static [Act],
    pub(super) dialled: &'static [&'static str],
    /// Whether we end it.
    pub(super) ended: bool,
    /// What a platform must be able to do.
    pub(super) needs: fn(&Limits) -> bool,
    /// Whether it hears its own number and its ticket's, which are never the same.
    pub(super) hears_its_own: bool,
    /// The platforms by whose own hands this cannot be done, and why.
    pub(super) not_on: &'static [(&'static str, &'static str)],
}

const PROVA: Call = Call {
    name: "",
    to: "7010",
    from: "",
    acts: &[],
    dialled: &[],
    ended: true,
    needs: |_| true,
    hears_its_own: false,
    not_on: &[],
};

/// Over ARI each event comes once, over one connection: nothing is asked, so nothing is asked twice. (A command of ours that is repeated is the
/// matter of `platform::ari`, whose playbacks have names.)
const EVENTS_COME_ONCE: &[(&str, &str)] = &[("asterisk, ARI", "an event comes once")];
/// A call's seal lies in a variable of its channel, which is set anew at each turn: nobody can hand an old or a broken one in. (Both are posted
/// to the hook itself in `tests/calls`.)
const KEEPS_THE_SEAL: &[(&str, &str)] = &[
    ("asterisk, dialplan", "the seal is the channel's own variable"),
    ("asterisk, ARI", "the seal is the channel's own variable"),
];

const CHIUSO: Call = Call { to: "7011", ..PROVA };
const PALITALSOFT: Call = Call { to: "7004", ..PROVA };
const CONDAFNE: Call = Call { to: "+39800805093", ..PROVA };
const PAGOPA: Call = Call { to: "7003", ..PROVA };
const GIUSTIZIA: Call = Call { to: "+39800749049", ..PROVA };

pub(super) const CALLS: &[Call] = &[
    Call { name: "put through", acts: &[Press("1"), Answered], dialled: &["uno"], ..PROVA },
    Call {
        name: "busy, back to the menu, through at last",
        acts: &[Press("1"), Busy, Press("1"), Answered],
        dialled: &["uno", "uno"],
        ..PROVA
    },
    Call {
        name: "unanswered, a callback is offered",
        acts: &[Press("1"), Unanswered, Leave],
        dialled: &["uno"],
        ended: false,
        ..PROVA
    },
    Call { name: "unreachable", acts: &[Press("1"), Unreachable], dialled: &["uno"], ..PROVA },
    Call {
        name: "hangs up while it rings",
        acts: &[Press("1"), Leave],
        dialled: &["uno"],
        ended: false,
        ..PROVA
    },
    Call { name: "hangs up at once", acts: &[Leave], ended: false, ..PROVA },
    Call { name: "silence to the end", acts: &[Wait, Wait], ..PROVA },
    Call { name: "silence, then a key", acts: &[Wait, Press("6")], ..PROVA },
    Call { name: "wrong keys to the end", acts: &[Press("9"), Press("0"), Press("9"), Press("9")], ..PROVA },
    Call {
        name: "a wrong key, then a right one",
        acts: &[Press("9"), Press("1"), Answered],
        dialled: &["uno"],
        ..PROVA
    },
    Call { name: "the hash key is a key", acts: &[Press("#"), Press("6")], ..PROVA },
    Call {
        name: "a code and its end",
        acts: &[Press("2"), Press("1234#"), Answered],
        dialled: &["uno"],
        ..PROVA
    },
    Call {
        name: "a code that just stops",
        acts: &[Press("2"), Press("1234"), Answered],
        dialled: &["uno"],
        ..PROVA
    },
    Call {
        name: "a code as long as can be",
        acts: &[Press("2"), Press("123456789"), Answered],
        dialled: &["uno"],
        ..PROVA
    },
    Call { name: "no code", acts: &[Press("2"), Wait, Press("12#"), Answered], dialled: &["uno"], ..PROVA },
    Call {
        name: "four secret digits",
        acts: &[Press("7"), Press("4711"), Answered],
        dialled: &["+390612345678"],
        ..PROVA
    },
    Call { name: "something said, and back", acts: &[Press("3"), Press("6")], ..PROVA },
    Call { name: "a branch that is closed", acts: &[Press("4"), Leave], ended: false, ..PROVA },
    Call { name: "the end", acts: &[Press("6")], ..PROVA },
    Call {
        name: "down, back and down again",
        acts: &[Press("8"), Press("*"), Press("8"), Press("2"), Busy, Answered],
        dialled: &["+390612345678", "uno"],
        ..PROVA
    },
    Call {
        name: "a callback is booked",
        acts: &[Press("5"), Press("1"), Press("1"), Press("1")],
        hears_its_own: true,
        ended: false,
        ..PROVA
    },
    Call {
        name: "keys twice",
        acts: &[PressTwice("8"), PressTwice("1"), Answered],
        dialled: &["uno"],
        not_on: EVENTS_COME_ONCE,
        ..PROVA
    },
    Call {
        name: "a booking told twice",
        acts: &[Press("5"), Press("1"), Press("1"), PressTwice("1")],
        hears_its_own: true,
        ended: false,
        not_on: EVENTS_COME_ONCE,
        ..PROVA
    },
    Call { name: "an old seal", acts: &[Press("8"), PressStale("6")], not_on: KEEPS_THE_SEAL, ..PROVA },
    Call {
        name: "a seal that does not open",
        acts: &[Press("8"), PressBroken("2"), Press("6")],
        not_on: KEEPS_THE_SEAL,
        ..PROVA
    },
    Call {
        name: "keys ahead",
        acts: &[Ahead("82"), Answered],
        dialled: &["+390612345678"],
        needs: |limits| limits.type_ahead,
        ..PROVA
    },
    Call { name: "a closed desk", acts: &[Leave], ended: false, ..CHIUSO },
    Call {
        name: "a closed desk books a callback",
        acts: &[Press("9"), Press("1"), Press("1"), Press("1")],
        hears_its_own: true,
        ended: false,
        ..CHIUSO
    },
    Call { name: "told before it is answered", to: "7012", needs: |limits| limits.early_media, ..PROVA },
    Call {
        name: "the Ministry's Lotto 3",
        acts: &[Press("1"), Press("3"), Answered],
        dialled: &["lotto-3"],
        ..GIUSTIZIA
    },
    Call {
        name: "a number that the Ministry knows",
        from: "+390668851234",
        acts: &[Press("1"), Answered],
        dialled: &["lotto-5"],
        ..GIUSTIZIA
    },
    Call {
        name: "a wrong destination first, then its fallback's, then none",
        acts: &[Press("8"), Press("2"), Unreachable, Unreachable],
        dialled: &["+390612345678", "uno"],
        ..PROVA
    },
    Call { name: "hangs up at a code", acts: &[Press("2"), Leave], ended: false, ..PROVA },
    Call { name: "hangs up at a slot", acts: &[Press("5"), Leave], ended: false, ..PROVA },
    Call { name: "hangs up below", acts: &[Press("8"), Leave], ended: false, ..PROVA },
    Call { name: "another slot, then none", acts: &[Press("5"), Press("2"), Wait, Wait], ..PROVA },
    Call { name: "silence at a code to the end", acts: &[Press("2"), Wait, Wait], ..PROVA },
    Call {
        name: "in English",
        acts: &[Press("2"), Press("1"), Press("1"), Answered],
        dialled: &["palitalsoft-assistenza"],
        ..PALITALSOFT
    },
    Call {
        name: "no language chosen",
        acts: &[Wait, Press("1"), Press("2"), Busy, Leave],
        dialled: &["palitalsoft-assistenza"],
        ended: false,
        ..PALITALSOFT
    },
    Call {
        name: "a person by 0",
        acts: &[Press("#"), Press("0"), Answered],
        dialled: &["condafne-helpdesk"],
        ..CONDAFNE
    },
    Call {
        name: "silence leads to a person",
        acts: &[Wait, Wait, Wait, Answered],
        dialled: &["condafne-helpdesk"],
        ..CONDAFNE
    },
    Call {
        name: "told, and asked again",
        acts: &[Press("#"), Press("4"), Press("1"), Answered],
        dialled: &["condafne-helpdesk"],
        ..CONDAFNE
    },
    Call {
        name: "an address to write down, twice",
        acts: &[Press("1"), Press("1"), Leave],
        ended: false,
        ..PAGOPA
    },
    Call {
        name: "a withheld number",
        from: "anonymous",
        acts: &[Press("1"), Press("5"), Busy, Leave],
        dialled: &["lotto-5"],
        ended: false,
        ..GIUSTIZIA
    },
    Call { name: "nobody's number", to: "7999", ..PROVA },
];
