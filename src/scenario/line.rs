//! A call on a played line: the turns of the engine, with the agenda's answers and the clock that is passed in.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Agenda;
use crate::engine::{Answer, Desk, Heard, Next, Reply, State, Turn, Used};
use crate::hours::Live;
use crate::menu::model::Menu;
use crate::terms::Caller;
use crate::ticket::TicketNumber;

/// A call under way.
#[derive(Debug)]
pub struct Line<'m> {
    menu: &'m Arc<Menu>,
    live: &'m Live,
    agenda: Agenda,
    desk: Desk,
    state: State,
    used: Used,
    last: DateTime<Utc>,
    ticket: Option<TicketNumber>,
}

impl<'m> Line<'m> {
    /// The call arrives, and hears its first words.
    #[must_use]
    pub fn begin(
        menu: &'m Arc<Menu>,
        live: &'m Live,
        agenda: Agenda,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> (Self, Reply) {
        let desk = Desk::at(Arc::clone(menu), live, now);
        let turn = Turn::start(&desk, caller, now);
        let mut answered = Answered { menu, live, agenda, now, ticket: None };
        let (state, reply) = answered.finish(turn);
        let Answered { agenda, ticket, .. } = answered;
        let used = Used { turns: 1, seconds: 0 };
        (Self { menu, live, agenda, desk, state, used, last: now, ticket }, reply)
    }

    /// What comes of what was heard.
    pub fn hear(&mut self, heard: Heard, now: DateTime<Utc>) -> Reply {
        if self.desk.until().is_none_or(|until| now >= until) {
            self.desk = Desk::at(Arc::clone(self.menu), self.live, now);
        }
        if !matches!(heard, Heard::Transferred(_)) {
            let waited = u32::try_from((now - self.last).num_seconds()).unwrap_or(0);
            self.used.seconds = self.used.seconds.saturating_add(waited);
        }
        self.last = now;
        if let Heard::Transferred(outcome) = heard {
            self.agenda.came_back(outcome);
        }
        let turn = Turn::new(&self.desk, self.state, heard, self.used, now);
        let agenda = std::mem::take(&mut self.agenda);
        let mut answered = Answered { menu: self.menu, live: self.live, agenda, now, ticket: self.ticket };
        let (state, reply) = answered.finish(turn);
        self.agenda = answered.agenda;
        self.ticket = answered.ticket;
        self.state = state;
        self.used.turns = self.used.turns.saturating_add(1);
        reply
    }

    /// The number of the request that was booked in this call.
    #[must_use]
    pub const fn ticket(&self) -> Option<TicketNumber> {
        self.ticket
    }
}

/// Whoever answers the questions of a turn.
struct Answered<'m> {
    menu: &'m Menu,
    live: &'m Live,
    agenda: Agenda,
    now: DateTime<Utc>,
    ticket: Option<TicketNumber>,
}

impl Answered<'_> {
    fn finish(&mut self, mut turn: Turn<'_>) -> (State, Reply) {
        loop {
            match turn.next() {
                Next::Reply(reply) => return (*turn.state(), reply),
                Next::Ask(question) => {
                    let answer = self.agenda.answer(self.menu, self.live, self.now, question);
                    if let Answer::Booked { ticket, .. } = answer {
                        self.ticket = Some(ticket);
                    }
                    turn.answer(answer);
                }
            }
        }
    }
}
