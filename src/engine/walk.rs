//! One step on its way through the tree: what has been said so far, and why, until an ending is found.

use chrono::{DateTime, Utc};

use super::state::{Baggage, Branch, Place, Stage, State, Via};
use super::{Control, Desk, Gather, Reply, Say, Then, Why};
use crate::menu::model::{Answering, HangupCause, Menu, Node, Step};
use crate::menu::words::{Phrase, Prompt};
use crate::terms::{Digit, Digits, NodeId, TextId};

/// How many nodes one step walks through at most without waiting for the caller. A menu that was checked has no such chain; one that was
/// not still ends.
pub(super) const LONGEST_WALK: u8 = 32;

/// A step on its way.
pub(super) struct Walk<'d> {
    pub(super) desk: &'d Desk,
    pub(super) menu: &'d Menu,
    pub(super) now: DateTime<Utc>,
    pub(super) place: Place,
    pub(super) baggage: Baggage,
    pub(super) say: Vec<Say>,
    pub(super) why: Vec<Why>,
    walked: u8,
}

impl<'d> Walk<'d> {
    pub(super) fn new(desk: &'d Desk, state: State, now: DateTime<Utc>) -> Self {
        Self {
            desk,
            menu: &desk.menu,
            now,
            place: state.place,
            baggage: state.baggage,
            say: Vec::with_capacity(8),
            why: Vec::with_capacity(8),
            walked: 0,
        }
    }

    /// The step is done: the ending closes the reply.
    pub(super) fn finish(mut self, then: Then) -> (State, Reply) {
        let answer = self.answers(&then);
        self.place.answered |= answer;
        hold_interruptions(&mut self.say);
        let reply = Reply { answer, language: self.place.language, say: self.say, then, why: self.why };
        (State { place: self.place, baggage: self.baggage }, reply)
    }

    /// Whether the call is to be answered by now. A closed desk that tells so in early media answers only those who are put through or are
    /// about to book: neither is to hang on a call that a carrier may cut.
    fn answers(&self, then: &Then) -> bool {
        let silent = match self.place.branch {
            Branch::Open => false,
            Branch::Closed | Branch::Emergency => self.menu.answer == Answering::Never,
        };
        let needs = match then {
            Then::Transfer { .. } | Then::Ask(_) => true,
            Then::Gather(_) => {
                matches!(
                    self.place.stage,
                    Stage::Booking(_)
                        | Stage::Request(_)
                        | Stage::Customer(_)
                        | Stage::Called(_)
                        | Stage::Swap(_)
                        | Stage::CodeCall(_)
                )
            }
            Then::Hangup(_) => false,
        };
        self.place.answered || !silent || needs
    }

    /// Says words that a key cuts short.
    pub(super) fn say(&mut self, prompt: Prompt) {
        self.say.push(Say { prompt, language: self.place.language, interruptible: true });
    }

    /// Says words that no key cuts short.
    pub(super) fn say_whole(&mut self, prompt: Prompt) {
        self.say.push(Say { prompt, language: self.place.language, interruptible: false });
    }

    pub(super) fn text(&mut self, text: TextId) {
        self.say(Prompt::Text(text));
    }

    pub(super) fn phrase(&mut self, phrase: Phrase) {
        self.say(Prompt::Phrase(phrase));
    }

    pub(super) fn node(&self) -> Option<&'d Node> {
        self.menu.node(self.place.node)
    }

    /// Nobody who just presses keys out of habit decides what comes now: the keys pressed ahead go, and the platform forgets its own.
    pub(super) fn guard(&mut self) {
        self.drop_ahead();
        self.place.guarded = true;
    }

    pub(super) fn drop_ahead(&mut self) {
        if !self.baggage.ahead.is_empty() {
            self.baggage.ahead = Digits::default();
            self.why.push(Why::AheadDropped(self.place.node));
        }
    }

    /// Goes to a node that a key led to.
    pub(super) fn enter(&mut self, node: NodeId) -> Then {
        self.place.guarded = false;
        self.go(node)
    }

    /// Goes to a node that nobody chose: closed, an emergency, an error.
    pub(super) fn enter_guarded(&mut self, node: NodeId) -> Then {
        self.arrive(node);
        self.guard();
        self.go(node)
    }

    /// Goes on to a node, still guarded if it was.
    pub(super) fn go(&mut self, node: NodeId) -> Then {
        let mut next = node;
        loop {
            if self.walked == LONGEST_WALK {
                return self.lost();
            }
            self.walked += 1;
            match self.stand(next) {
                Stand::Ends(then) => return then,
                Stand::Leads(on) => next = on,
            }
        }
    }

    /// The place is now this node, with nothing missed or keyed in yet.
    fn arrive(&mut self, node: NodeId) {
        self.place.node = node;
        self.place.stage = Stage::Here;
        self.reset();
    }

    /// Begins to count anew.
    pub(super) fn reset(&mut self) {
        self.place.no_input = 0;
        self.place.no_match = 0;
        self.place.keyed = 0;
    }

    /// What a node does on arrival.
    fn stand(&mut self, id: NodeId) -> Stand {
        if self.desk.emergency && self.place.branch != Branch::Emergency {
            self.emergency_begins();
            return Stand::Leads(self.menu.emergency);
        }
        self.arrive(id);
        let Some(node) = self.menu.node(id) else { return Stand::Ends(self.lost()) };
        self.why.push(Why::At(id));
        if let Some(gate) = node.gate
            && self.is_closed(gate.calendar)
        {
            self.say_closed(gate.calendar, node.title);
            self.guard();
            return Stand::Leads(gate.closed);
        }
        if node.known_callers
            && let Some(to) = self.place.assigned.take()
        {
            self.why.push(Why::KnownCaller(id));
            return Stand::Ends(self.transfer(Via::Destination(to)));
        }
        match &node.step {
            Step::Choice(choice) => {
                self.text(choice.announcement);
                Stand::Ends(self.wait_for_choice(false))
            }
            Step::Collect(collect) => {
                self.text(collect.prompt);
                Stand::Ends(self.wait_for_digits(collect, false))
            }
            Step::Say { text, then } => {
                self.text(*text);
                Stand::Leads(*then)
            }
            Step::Transfer(_) => Stand::Ends(self.transfer(Via::Node)),
            Step::Callback { queue, .. } => Stand::Ends(self.begin_booking(*queue)),
            Step::Request { .. } => Stand::Ends(self.begin_request()),
            Step::Customer(identify) => match self.asked_before(identify) {
                Some(on) => Stand::Leads(on),
                None => Stand::Ends(self.begin_code()),
            },
            Step::Hangup { text, cause } => {
                match text {
                    Some(text) => self.text(*text),
                    None => self.phrase(Phrase::Goodbye),
                }
                Stand::Ends(self.hang_up(*cause))
            }
        }
    }

    /// Waits for one key.
    pub(super) fn wait_for_choice(&mut self, slower: bool) -> Then {
        self.wait(1, slower, None, false)
    }

    /// Waits for keys, as guarded as the place is: where the platform forgets its keys, so do we.
    pub(super) fn wait(&mut self, max: u8, slower: bool, terminator: Option<Digit>, secret: bool) -> Then {
        let pace = self.menu.pace;
        let slower = if slower { pace.slower } else { 0 };
        let type_ahead = !self.place.guarded;
        if !type_ahead {
            self.drop_ahead();
        }
        Then::Gather(Gather {
            max,
            first: pace.first.saturating_add(slower),
            between: pace.between.saturating_add(slower),
            terminator,
            type_ahead,
            secret,
        })
    }

    /// The first digit of several: whoever keys it in means the ones after it too.
    pub(super) fn begin_digits(&mut self) {
        self.place.guarded = false;
        self.place.no_input = 0;
        self.baggage.keyed = Digits::default();
    }

    pub(super) fn control(&mut self, control: Control) {
        self.why.push(Why::Control(self.place.node, control));
    }

    /// The call is over, and we end it.
    pub(super) fn hang_up(&mut self, cause: HangupCause) -> Then {
        let silent = !self.answers(&Then::Hangup(cause));
        // A call that was never answered is not released but refused.
        let cause = if silent && cause == HangupCause::Normal { HangupCause::Busy } else { cause };
        self.end();
        self.why.push(Why::Hangup(cause));
        Then::Hangup(cause)
    }

    /// Nothing happens any more, and nothing that the call carried is needed.
    pub(super) fn end(&mut self) {
        let Place { language, branch, answered, .. } = self.place;
        self.place = Place { stage: Stage::Over, language, branch, answered, ..Place::default() };
        self.baggage = Baggage::default();
    }

    /// The menu leads nowhere from here: what a checked menu never does.
    pub(super) fn lost(&mut self) -> Then {
        self.phrase(Phrase::TooManyErrors);
        self.phrase(Phrase::Goodbye);
        self.hang_up(HangupCause::Normal)
    }
}

/// What a node makes of a call that comes to it.
enum Stand {
    Ends(Then),
    Leads(NodeId),
}

/// Words that no key cuts short come first; so whatever is said before them is not cut short either.
pub(super) fn hold_interruptions(say: &mut [Say]) {
    let mut held = false;
    for one in say.iter_mut().rev() {
        held |= !one.interruptible;
        one.interruptible = !held;
    }
}
