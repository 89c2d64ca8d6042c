//! A small desk built by hand, with one of everything a menu can say. Its texts are their own names, so that a test reads what is heard.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::engine::Desk;
use crate::hours::{Answer, Closed, Counts, Layer, LineId};
use crate::menu::model::{
    At, Choice, Collect, Destination, Gate, HangupCause, Identify, LanguageChoice, Menu, Misses, Node, Pace,
    Packages, Queue, Step, Task, Tells, Text, Transfer, Unpaid,
};
use crate::terms::numbering::Country;
use crate::terms::{CalendarId, DestinationId, Digit, Language, NodeId, QueueId, TextId};
use crate::ticket::{AtCap, Cap};

/// A Tuesday, ten in the morning in Rome.
pub(super) fn now() -> DateTime<Utc> {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

/// The nodes of the small desk, in order.
pub(super) const OPEN: NodeId = NodeId(0);
pub(super) const OFFICES: NodeId = NodeId(1);
pub(super) const LOTTO_3: NodeId = NodeId(3);
pub(super) const CODE: NodeId = NodeId(4);
pub(super) const SAID: NodeId = NodeId(5);
pub(super) const CALLBACK: NodeId = NodeId(6);
pub(super) const FAREWELL: NodeId = NodeId(7);
pub(super) const CLOSED: NodeId = NodeId(8);
pub(super) const EMERGENCY: NodeId = NodeId(9);
pub(super) const LAST: NodeId = NodeId(10);
pub(super) const FALLBACK: NodeId = NodeId(11);
pub(super) const BRANCH: NodeId = NodeId(12);
pub(super) const PIN: NodeId = NodeId(13);
pub(super) const STATUS: NodeId = NodeId(15);
pub(super) const CUSTOMER: NodeId = NodeId(16);
pub(super) const PAID: NodeId = NodeId(17);
const BOOKED: NodeId = NodeId(18);

pub(super) const HELP: DestinationId = DestinationId(0);
pub(super) const DEST_3: DestinationId = DestinationId(1);
pub(super) const DEST_PAID: DestinationId = DestinationId(2);

/// Fills a menu's tables.
struct Builder {
    texts: Vec<Text>,
    nodes: Vec<Node>,
}

impl Builder {
    fn text(&mut self, words: &str) -> TextId {
        let words: Arc<str> = words.into();
        self.texts.push(Text { words: [words.clone(), format!("{words} (en)").into()], ..Text::default() });
        TextId(u32::try_from(self.texts.len() - 1).unwrap())
    }

    fn node(&mut self, parent: Option<NodeId>, path: &str, step: Step) {
        self.nodes.push(Node {
            parent,
            path: path.into(),
            title: None,
            at: At { file: 0, byte: 0 },
            known_callers: false,
            gate: None,
            step,
        });
    }

    fn choice(&mut self, name: &str, keys: &[(u8, NodeId)]) -> Step {
        let mut table = [None; 10];
        for (key, node) in keys {
            table[usize::from(*key)] = Some(*node);
        }
        let announcement = self.text(name);
        let repeat = self.text(&format!("{name} again"));
        let misses = Misses { text: None, repeats: 1, then: FAREWELL };
        Step::Choice(Choice {
            announcement,
            repeat,
            own_words: None,
            keys: table,
            no_input: misses,
            no_match: Misses { repeats: 2, ..misses },
        })
    }
}

fn transfer(to: DestinationId) -> Transfer {
    Transfer {
        to,
        ring: 25,
        busy: FALLBACK,
        no_answer: FALLBACK,
        failed: FAREWELL,
        waited: FAREWELL,
        left: OPEN,
        unpaid: None,
    }
}

/// A transfer for which a package pays.
fn paid() -> Transfer {
    let unpaid =
        Unpaid { none: CUSTOMER, expired: FAREWELL, language: FALLBACK, used_up: SAID, away: BRANCH };
    Transfer { unpaid: Some(unpaid), ..transfer(DEST_PAID) }
}

fn collect(builder: &mut Builder, name: &str, secret: bool) -> Step {
    let misses = Misses { text: None, repeats: 1, then: FAREWELL };
    Step::Collect(Collect {
        prompt: builder.text(name),
        min: 4,
        max: 6,
        terminator: Some(Digit::HASH),
        no_input: misses,
        no_match: misses,
        secret,
        then: OPEN,
    })
}

fn hangup(builder: &mut Builder, name: &str) -> Step {
    Step::Hangup { text: Some(builder.text(name)), cause: HangupCause::Normal }
}

/// The small desk's menu.
pub(super) fn menu() -> Menu {
    let mut b = Builder { texts: Vec::new(), nodes: Vec::new() };
    let keys = [(1, OFFICES), (2, CODE), (3, CALLBACK), (4, BRANCH), (5, PIN), (6, NodeId(14)), (9, BOOKED)];
    let open = b.choice("open", &keys);
    b.node(None, "open", open);
    let offices = b.choice("offices", &[(2, NodeId(2)), (3, LOTTO_3)]);
    b.node(Some(OPEN), "open.1", offices);
    b.node(Some(OFFICES), "open.1.2", Step::Transfer(transfer(HELP)));
    b.node(Some(OFFICES), "open.1.3", Step::Transfer(transfer(DEST_3)));
    let code = collect(&mut b, "code", false);
    b.node(Some(OPEN), "open.2", code);
    let said = b.text("said");
    b.node(Some(OPEN), "said", Step::Say { text: said, then: FAREWELL });
    b.node(Some(OPEN), "open.3", Step::Callback { queue: QueueId(0), otherwise: FAREWELL });
    let farewell = hangup(&mut b, "farewell");
    b.node(None, "farewell", farewell);
    let closed = b.choice("closed", &[(9, CALLBACK)]);
    b.node(None, "closed", closed);
    let emergency = hangup(&mut b, "emergency");
    b.node(None, "emergency", emergency);
    let last = hangup(&mut b, "last");
    b.node(None, "last", last);
    let fallback = b.choice("fallback", &[(9, CALLBACK)]);
    b.node(None, "fallback", fallback);
    let branch = b.choice("branch", &[(3, LOTTO_3), (7, CUSTOMER), (8, PAID)]);
    b.node(Some(OPEN), "open.4", branch);
    let pin = collect(&mut b, "pin", true);
    b.node(Some(OPEN), "open.5", pin);
    let requests = [("open.6", Task::Escalation, STATUS), ("open.6.then", Task::Status, OPEN)];
    for (path, task, then) in requests {
        b.node(Some(OPEN), path, Step::Request { task, then, otherwise: FAREWELL });
    }
    let prompt = b.text("customer");
    let tells = Tells { latest: true, balance: true };
    let identify = Identify { prompt, min: 3, max: 6, tells, then: OPEN, otherwise: OFFICES };
    b.node(Some(OPEN), "open.4.7", Step::Customer(identify));
    b.node(Some(OPEN), "open.4.8", Step::Transfer(paid()));
    let booked = Step::Request { task: Task::Booking, then: OPEN, otherwise: FAREWELL };
    b.node(Some(OPEN), "open.9", booked);
    b.nodes[OFFICES.index()].known_callers = true;
    let branch = b.text("the branch");
    b.nodes[BRANCH.index()].title = Some(branch);
    b.nodes[BRANCH.index()].gate = Some(Gate { calendar: CalendarId(1), closed: FALLBACK });
    finish(b)
}

fn finish(mut b: Builder) -> Menu {
    let transfers = [transfer(HELP), transfer(DEST_3), paid()];
    let destinations =
        ["lotto-2", "lotto-3", "paid"].iter().zip(transfers).map(|(name, transfer)| Destination {
            name: (*name).into(),
            title: b.text(name),
            to: (*name).into(),
            announcement: b.text(&format!("to {name}")),
            transfer,
            waiting: None,
            at: At { file: 0, byte: 0 },
        });
    let destinations = destinations.collect();
    let channels = Some(b.text("channels"));
    let queue = Queue {
        name: "q".into(),
        title: b.text("queue"),
        calendar: CalendarId(0),
        length: Duration::minutes(15),
        notice: Duration::hours(1),
        ahead: Duration::days(10),
        buffer: Duration::zero(),
        seats: Counts::all(2),
        open_per_number: 1,
        bookings_an_hour: 5,
        countries: vec![Country::ITALY],
        placing: crate::menu::model::Placing::usual(Some(DestinationId(0))),
        at: At { file: 0, byte: 0 },
    };
    Menu {
        title: b.text("small desk"),
        greeting: Some(b.text("greeting")),
        notices: vec![b.text("notice")],
        destinations,
        queues: vec![queue],
        tickets: crate::menu::model::Tickets::default(),
        packages: Some(packages(AtCap::SpendAnother)),
        privacy: b.text("privacy"),
        pace: Pace { first: 7, between: 4, slower: 3, longest: 600 },
        nodes: b.nodes,
        open: OPEN,
        closed: CLOSED,
        emergency: EMERGENCY,
        last_resort: LAST,
        channels,
        texts: b.texts,
        ..Menu::bare("small", HangupCause::Normal)
    }
}

/// Calls of a quarter of an hour, with a warning a minute before the end.
pub(super) fn packages(then: AtCap) -> Packages {
    Packages {
        kinds: Vec::new(),
        cap: Cap { length: Duration::minutes(15), warning: Duration::minutes(1), then },
    }
}

/// The same, with a choice of languages.
pub(super) fn bilingual() -> Menu {
    let mut menu = menu();
    menu.languages = vec![Language::It, Language::En];
    let mut keys = Vec::new();
    for (key, language, words) in [('1', Language::It, "italiano 1"), ('2', Language::En, "English 2")] {
        let words: Arc<str> = words.into();
        menu.texts.push(Text { words: [words.clone(), words], ..Text::default() });
        keys.push((Digit::new(key).unwrap(), language, TextId(u32::try_from(menu.texts.len() - 1).unwrap())));
    }
    menu.language_choice = Some(LanguageChoice { keys });
    menu
}

/// The desk with its own calendar and its branch's open, or closed for these reasons.
pub(super) fn desk(menu: Menu, own: Option<Closed>, branch: Option<Closed>) -> Desk {
    let answer = |closed: Option<Closed>| Answer {
        closed,
        layer: Layer::Line(LineId(0)),
        until: now() + Duration::hours(1),
        reopens: closed.map(|_| now() + Duration::hours(23)),
    };
    Desk { menu: Arc::new(menu), calendars: vec![answer(own), answer(branch)], emergency: false }
}

pub(super) fn open() -> Desk {
    desk(menu(), None, None)
}

pub(super) fn closed() -> Desk {
    desk(menu(), Some(Closed::OutsideHours), Some(Closed::OutsideHours))
}
