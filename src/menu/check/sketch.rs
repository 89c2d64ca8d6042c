//! Menus for the rules' tests, sketched by hand: nodes by name, in the order in which they are drawn.

use chrono::Duration;

use super::tree;
use crate::hours::{CalendarBuilder, Counts, LineId, Written};
use crate::menu::diagnostic::Code;
use crate::menu::model::{
    At, Choice, Collect, Destination, Gate, HangupCause, LanguageChoice, Menu, Misses, NamedCalendar, Node,
    Placing, Queue, Step, Text, Transfer,
};
use crate::terms::numbering::Country;
use crate::terms::{CalendarId, DestinationId, Digit, Language, NodeId, QueueId, TextId};

/// A menu on its way. A node's name may be used before the node is drawn; calls begin at the first one, and silence and wrong keys
/// lead to the last one unless told otherwise.
pub(in crate::menu) struct Sketch {
    menu: Menu,
    /// What each node leads to, by name, in the order of [`Sketch::build`].
    links: Vec<Links>,
}

#[derive(Default)]
struct Links {
    name: String,
    parent: Option<String>,
    keys: Vec<(char, String)>,
    to: Option<String>,
    gate: Option<(u8, String)>,
}

impl Sketch {
    pub(in crate::menu) fn new() -> Self {
        let menu = Menu { nodes: Vec::new(), ..Menu::bare("test", HangupCause::Normal) };
        let open = [("mon-fri", "08:00-18:00"), ("holidays", "closed")];
        Self { menu, links: Vec::new() }.hours("operators", &open).hours("phones", &open)
    }

    pub(in crate::menu) fn choice(self, name: &str, keys: &[(char, &str)]) -> Self {
        let misses = Misses { text: None, repeats: 2, then: NodeId(0) };
        let step = Step::Choice(Choice {
            announcement: TextId(0),
            repeat: TextId(0),
            own_words: None,
            keys: [None; 10],
            no_input: misses,
            no_match: misses,
        });
        let mut sketch = self.node(name, step, None);
        sketch.links.last_mut().unwrap().keys =
            keys.iter().map(|(key, to)| (*key, (*to).to_owned())).collect();
        sketch
    }

    pub(in crate::menu) fn collect(self, name: &str, max: u8, then: &str) -> Self {
        let misses = Misses { text: None, repeats: 2, then: NodeId(0) };
        let step = Step::Collect(Collect {
            prompt: TextId(0),
            min: 1,
            max,
            terminator: None,
            no_input: misses,
            no_match: misses,
            secret: false,
            then: NodeId(0),
        });
        self.node(name, step, Some(then))
    }

    pub(in crate::menu) fn say(self, name: &str, then: &str) -> Self {
        self.node(name, Step::Say { text: TextId(0), then: NodeId(0) }, Some(then))
    }

    /// A transfer to a destination of the same name, with one fallback for everything.
    pub(in crate::menu) fn transfer(self, name: &str, fallback: &str) -> Self {
        let mut sketch = self.destination(name);
        let to = DestinationId(u16::try_from(sketch.menu.destinations.len() - 1).unwrap());
        let transfer = Transfer { to, ..UNDECIDED };
        sketch = sketch.node(name, Step::Transfer(transfer), Some(fallback));
        sketch
    }

    pub(in crate::menu) fn callback(self, name: &str, otherwise: &str) -> Self {
        self.node(name, Step::Callback { queue: QueueId(0), otherwise: NodeId(0) }, Some(otherwise))
    }

    pub(in crate::menu) fn hangup(self, name: &str) -> Self {
        self.node(name, Step::Hangup { text: Some(TextId(0)), cause: HangupCause::Normal }, None)
    }

    pub(in crate::menu) fn silent_hangup(self, name: &str) -> Self {
        self.node(name, Step::Hangup { text: None, cause: HangupCause::Normal }, None)
    }

    /// Gives a node its parent.
    pub(in crate::menu) fn under(mut self, name: &str, parent: &str) -> Self {
        self.links(name).parent = Some(parent.to_owned());
        self
    }

    /// Where silence and wrong keys lead.
    pub(in crate::menu) fn after_errors(mut self, name: &str, to: &str) -> Self {
        self.links(name).to = Some(to.to_owned());
        self
    }

    pub(in crate::menu) fn gate(mut self, name: &str, calendar: u8, closed: &str) -> Self {
        self.links(name).gate = Some((calendar, closed.to_owned()));
        self
    }

    /// An admin's own words, in Italian.
    pub(in crate::menu) fn announce(mut self, name: &str, words: &str) -> Self {
        let mut text = Text::default();
        text.words[Language::It.index()] = words.into();
        self.menu.texts.push(text);
        let id = TextId(u32::try_from(self.menu.texts.len() - 1).unwrap());
        let place = self.links.iter().position(|links| links.name == name).unwrap();
        let Step::Choice(choice) = &mut self.menu.nodes[place].step else {
            panic!("{name} is no menu of keys")
        };
        choice.announcement = id;
        choice.own_words = Some(At { file: 0, byte: 1_000 });
        self
    }

    pub(in crate::menu) fn destination(mut self, name: &str) -> Self {
        self.menu.destinations.push(Destination {
            name: name.into(),
            title: TextId(0),
            to: name.into(),
            announcement: TextId(0),
            transfer: UNDECIDED,
            waiting: None,
            at: At { file: 0, byte: 0 },
        });
        self
    }

    /// A help destination.
    pub(in crate::menu) fn help(mut self) -> Self {
        self = self.destination("help");
        self.menu.help = Some(DestinationId(u16::try_from(self.menu.destinations.len() - 1).unwrap()));
        self
    }

    pub(in crate::menu) fn speaks(mut self, languages: &[Language], keys: &[(char, Language)]) -> Self {
        self.menu.languages = languages.to_vec();
        let keys: Vec<_> =
            keys.iter().map(|(key, language)| (Digit::new(*key).unwrap(), *language, TextId(0))).collect();
        self.menu.language_choice = (!keys.is_empty()).then_some(LanguageChoice { keys });
        self
    }

    /// A calendar, with the lines that an admin would write.
    pub(in crate::menu) fn hours(mut self, name: &str, lines: &[(&str, &str)]) -> Self {
        let mut builder = CalendarBuilder::new(self.menu.zone, self.menu.country);
        for (place, (key, value)) in lines.iter().enumerate() {
            builder.line(Written { key, value, id: LineId(u16::try_from(place).unwrap()) });
        }
        let (calendar, faults) = builder.finish();
        let calendar = calendar.unwrap_or_else(|| panic!("{faults:?}"));
        self.menu.calendars.push(NamedCalendar {
            name: name.into(),
            calendar,
            lines: Vec::new(),
            announcements: Vec::new(),
        });
        self
    }

    /// A queue on the calendar that was written last.
    pub(in crate::menu) fn queue(mut self, change: impl FnOnce(&mut Queue)) -> Self {
        let mut queue = Queue {
            name: "callbacks".into(),
            title: TextId(0),
            calendar: CalendarId(u8::try_from(self.menu.calendars.len() - 1).unwrap()),
            length: Duration::minutes(15),
            notice: Duration::hours(1),
            ahead: Duration::days(10),
            buffer: Duration::zero(),
            seats: Counts::all(2),
            open_per_number: 1,
            bookings_an_hour: 5,
            countries: vec![Country::ITALY],
            placing: Placing::usual(None),
            at: At { file: 0, byte: 0 },
        };
        change(&mut queue);
        self.menu.queues.push(queue);
        self
    }

    /// The menu, every name resolved.
    pub(in crate::menu) fn menu(self) -> Menu {
        let Self { mut menu, links } = self;
        let by_name: std::collections::HashMap<&str, NodeId> =
            links.iter().zip(0..).map(|(links, place)| (links.name.as_str(), NodeId(place))).collect();
        let id = |name: &str| *by_name.get(name).unwrap_or_else(|| panic!("no node is called {name}"));
        let last = NodeId(u32::try_from(links.len() - 1).unwrap());
        (menu.closed, menu.emergency, menu.last_resort) = (last, last, last);
        for destination in &mut menu.destinations {
            destination.transfer = comes_to(destination.transfer, last);
        }
        for (node, links) in menu.nodes.iter_mut().zip(&links) {
            node.parent = links.parent.as_deref().map(id);
            node.gate = links
                .gate
                .as_ref()
                .map(|(calendar, closed)| Gate { calendar: CalendarId(*calendar), closed: id(closed) });
            let to = links.to.as_deref().map_or(last, id);
            match &mut node.step {
                Step::Choice(choice) => {
                    (choice.no_input.then, choice.no_match.then) = (to, to);
                    for (key, to) in &links.keys {
                        choice.keys[key.to_digit(10).unwrap() as usize] = Some(id(to));
                    }
                }
                Step::Collect(collect) => {
                    collect.then = to;
                    (collect.no_input.then, collect.no_match.then) = (last, last);
                }
                Step::Say { then, .. } => *then = to,
                Step::Transfer(transfer) => *transfer = comes_to(*transfer, to),
                Step::Callback { otherwise, .. } => *otherwise = to,
                Step::Request { then, otherwise, .. } => (*then, *otherwise) = (to, last),
                Step::Customer(identify) => (identify.then, identify.otherwise) = (to, last),
                Step::Hangup { .. } => {}
            }
        }
        menu
    }

    /// The messages of one code, in reading order.
    pub(in crate::menu) fn messages(self, code: Code) -> Vec<String> {
        let found = tree(&self.menu());
        found.into_iter().filter(|one| one.code == code).map(|one| one.message).collect()
    }

    /// Asserts that a rule finds exactly this.
    pub(in crate::menu) fn finds(self, code: Code, messages: &[&str]) {
        assert_eq!(self.messages(code), messages);
    }

    fn node(mut self, name: &str, step: Step, to: Option<&str>) -> Self {
        let byte = u32::try_from(self.menu.nodes.len()).unwrap();
        self.menu.nodes.push(Node {
            parent: None,
            path: name.into(),
            title: None,
            at: At { file: 0, byte },
            known_callers: false,
            gate: None,
            step,
        });
        self.links.push(Links { name: name.to_owned(), to: to.map(str::to_owned), ..Links::default() });
        self
    }

    fn links(&mut self, name: &str) -> &mut Links {
        self.links
            .iter_mut()
            .find(|links| links.name == name)
            .unwrap_or_else(|| panic!("no node is called {name}"))
    }
}

/// A transfer of which nothing is said yet.
const UNDECIDED: Transfer = Transfer {
    to: DestinationId(0),
    ring: 25,
    busy: NodeId(0),
    no_answer: NodeId(0),
    failed: NodeId(0),
    waited: NodeId(0),
    left: NodeId(0),
    unpaid: None,
};

/// The transfer with one fallback for everything.
fn comes_to(transfer: Transfer, node: NodeId) -> Transfer {
    let Transfer { to, ring, busy: _, no_answer: _, failed: _, waited: _, left: _, unpaid } = transfer;
    Transfer { to, ring, busy: node, no_answer: node, failed: node, waited: node, left: node, unpaid }
}
