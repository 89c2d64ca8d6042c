//! Where a call goes: a name, or the thing itself written on the spot.

use std::ops::Range;
use std::sync::Arc;

use super::keywords::PLACES;
use super::names::Named;
use super::purposes::purpose;
use super::{Lower, Spoken};
use crate::menu::announce;
use crate::menu::diagnostic::Code;
use crate::menu::model::{HangupCause, Node as Place, Step, Text, Transfer};
use crate::menu::syntax::{Kind, Node};
use crate::terms::{DestinationId, NodeId, QueueId};

/// What holds around a place of the tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    /// The place that this one stands in.
    pub(super) parent: Option<NodeId>,
    /// The one in which that stands.
    pub(super) above: Option<NodeId>,
    /// `otherwise`, where it was given.
    pub(super) otherwise: Option<NodeId>,
    /// `after-errors`, where it was given.
    pub(super) after_errors: Option<NodeId>,
    /// The help destination, where errors lead if nothing else is said; none in the parts of the tree for which that is too late.
    pub(super) help: Option<NodeId>,
    /// Whether the key `0` leads to a person here.
    pub(super) staffed: bool,
    /// The end of everything.
    pub(super) last_resort: NodeId,
}

/// A place of the tree, and how a menu speaks of it.
pub(super) struct Placed {
    pub(super) id: NodeId,
    pub(super) spoken: Spoken,
}

impl Around {
    /// Where silence and wrong keys lead. While the desk is staffed, the engine takes silence to a person before that.
    pub(super) fn errors(&self) -> NodeId {
        self.after_errors.or(self.help).unwrap_or(self.last_resort)
    }

    /// Where a transfer leads that comes to nothing.
    pub(super) fn fallback(&self) -> NodeId {
        self.otherwise.or(self.after_errors).unwrap_or(self.last_resort)
    }

    /// Inside a place.
    pub(super) fn inside(&self, id: NodeId) -> Self {
        Self { parent: Some(id), above: self.parent, ..*self }
    }

    /// In a part of the tree that comes after errors or failures: nothing that failed leads back to itself.
    pub(super) fn at_the_end(&self) -> Self {
        Self { otherwise: None, after_errors: None, help: None, staffed: false, ..*self }
    }
}

impl<'t> Lower<'t> {
    /// Room for a place that is filled later.
    pub(super) fn reserve(&mut self) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(None);
        id
    }

    pub(super) fn fill(&mut self, id: NodeId, place: Place) {
        if let Some(room) = self.nodes.get_mut(id.index()) {
            *room = Some(place);
        }
    }

    /// A place that stands in for one that is broken: words and an end, so that nothing else is found wrong because of it.
    pub(super) fn nowhere(&mut self) -> NodeId {
        if let Some(id) = self.nowhere {
            return id;
        }
        let text = self.composed(|_| ".".to_owned());
        let id = self.reserve();
        let around = Around {
            parent: None,
            above: None,
            otherwise: None,
            after_errors: None,
            help: None,
            staffed: false,
            last_resort: id,
        };
        let step = Step::Hangup { text: Some(text), cause: HangupCause::Normal };
        self.fill(id, Self::plain(step, &(0..0), "", &around));
        self.nowhere = Some(id);
        id
    }

    /// The place that something leads to; where that is broken, the one that stands in for it.
    pub(super) fn place_or_nowhere(
        &mut self,
        node: &'t Node<'t>,
        owner: &Range<u32>,
        path: &mut String,
        around: &Around,
    ) -> NodeId {
        match self.place(node, owner, path, around) {
            Some(placed) => placed.id,
            None => self.nowhere(),
        }
    }

    /// A name or a block: the place that it leads to.
    pub(super) fn place(
        &mut self,
        node: &'t Node<'t>,
        owner: &Range<u32>,
        path: &mut String,
        around: &Around,
    ) -> Option<Placed> {
        match &node.kind {
            Kind::Scalar(scalar) => self.named_place(scalar.text.trim(), &node.span, path, around),
            Kind::Map(_) => self.block(node, owner, path, around),
            Kind::Broken => None,
            Kind::Empty => {
                let help =
                    "write where it leads: a destination, a node, `callback`, `hangup`, or a block of fields";
                self.missing(owner, "nothing is said about where this leads", help);
                None
            }
            Kind::List(_) => {
                let message = "a call can go on at one place only, and here is a list";
                let help = "keep one; for a choice, write a block with `keys:`".to_owned();
                self.tell(Code::WrongShape, owner.clone(), message, Some(help));
                None
            }
        }
    }

    fn named_place(
        &mut self,
        name: &'t str,
        span: &Range<u32>,
        path: &str,
        around: &Around,
    ) -> Option<Placed> {
        match self.names.place(name) {
            Some(Named::Destination(to)) => {
                self.used.insert(name);
                Some(self.transfer_place(to, span, path, around))
            }
            Some(Named::Node(id)) => {
                self.used.insert(name);
                let spoken = self.spoken_nodes.get(&id).cloned().unwrap_or_default();
                Some(Placed { id, spoken })
            }
            None if PLACES.iter().any(|(place, _)| *place == name) => {
                self.own_place(name, span, path, around)
            }
            None => {
                self.unknown_place(name, span.clone());
                None
            }
        }
    }

    /// A place that the program itself has.
    fn own_place(&mut self, name: &str, span: &Range<u32>, path: &str, around: &Around) -> Option<Placed> {
        let mut voice = Text::default();
        for language in &self.languages {
            if let (Some(words), Some(said)) =
                (voice.words.get_mut(language.index()), purpose(name, *language))
            {
                *words = said.into();
            }
        }
        let spoken = Spoken { title: None, voice: Some(voice) };
        let step = match name {
            "callback" => {
                let queue = self.only_queue(span)?;
                return Some(self.callback_place(queue, span, path, around));
            }
            "help" => {
                let Some(to) = self.help else {
                    let help = "name a destination: `help: operators`".to_owned();
                    self.tell(
                        Code::UnknownDestination,
                        span.clone(),
                        "the desk has no help destination",
                        Some(help),
                    );
                    return None;
                };
                return Some(Placed { spoken, ..self.transfer_place(to, span, path, around) });
            }
            "hangup" => Step::Hangup { text: None, cause: HangupCause::Normal },
            "start" => return Some(Placed { id: super::tree::OPEN, spoken }),
            back_or_repeat => {
                let to = if back_or_repeat == "back" { around.above } else { around.parent };
                let Some(id) = to else {
                    let message = format!("`{back_or_repeat}` leads nowhere here: there is no menu above");
                    let help = "write `start`, `hangup`, `callback`, a destination or a node".to_owned();
                    self.tell(Code::UnknownNode, span.clone(), message, Some(help));
                    return None;
                };
                return Some(Placed { id, spoken });
            }
        };
        let id = self.reserve();
        self.fill(id, Self::plain(step, span, path, around));
        Some(Placed { id, spoken })
    }

    fn plain(step: Step, span: &Range<u32>, path: &str, around: &Around) -> Place {
        Place {
            parent: around.parent,
            path: Arc::from(path),
            title: None,
            at: Self::at(span),
            known_callers: false,
            gate: None,
            step,
        }
    }

    /// A transfer that was written as a destination's name.
    fn transfer_place(
        &mut self,
        to: DestinationId,
        span: &Range<u32>,
        path: &str,
        around: &Around,
    ) -> Placed {
        let destination = self.destinations.get(to.index());
        let title = destination.map(|one| one.title);
        let id = self.reserve();
        let step = Step::Transfer(self.put_through(to, None, [None; 3], around));
        self.fill(id, Place { title, ..Self::plain(step, span, path, around) });
        let voice = self.spoken_destinations.get(to.index()).cloned().flatten();
        Placed { id, spoken: Spoken { title, voice } }
    }

    /// A transfer and what comes of it: what its node says, else what its destination says, else what holds around. A wait that was too long
    /// goes where nobody's answering goes, if nothing else is said.
    pub(super) fn put_through(
        &self,
        to: DestinationId,
        ring: Option<u16>,
        of_node: [Option<NodeId>; 3],
        around: &Around,
    ) -> Transfer {
        let own = self.fallbacks.get(to.index()).copied().unwrap_or_default();
        let decided = |node: Option<NodeId>, own: Option<NodeId>| node.or(own).unwrap_or(around.fallback());
        let ([busy, no_answer, failed], [own_busy, own_no_answer, own_failed]) = (of_node, own.nothing);
        let no_answer = decided(no_answer, own_no_answer);
        let ring = ring.or_else(|| self.destinations.get(to.index()).map(|one| one.transfer.ring));
        Transfer {
            to,
            ring: self.waits_at(to).or(ring).unwrap_or(super::destinations::RING),
            busy: decided(busy, own_busy),
            no_answer,
            failed: decided(failed, own_failed),
            waited: own.waited.unwrap_or(no_answer),
            left: own.left.unwrap_or(no_answer),
            unpaid: own.unpaid,
        }
    }

    /// A callback that was written as the word.
    fn callback_place(&mut self, queue: QueueId, span: &Range<u32>, path: &str, around: &Around) -> Placed {
        let spoken = self.spoken_queue(queue);
        let otherwise = self.unbooked(around);
        let id = self.reserve();
        let step = Step::Callback { queue, otherwise };
        self.fill(id, Place { title: spoken.title, ..Self::plain(step, span, path, around) });
        Placed { id, spoken }
    }

    pub(super) fn spoken_queue(&self, queue: QueueId) -> Spoken {
        Spoken {
            title: self.queues.get(queue.index()).map(|queue| queue.title),
            voice: self.spoken_queues.get(queue.index()).cloned().flatten(),
        }
    }

    /// Where a call goes when nothing can be booked: never to the next callback, which could not be booked either.
    pub(super) fn unbooked(&self, around: &Around) -> NodeId {
        let books = |id: &NodeId| {
            let place = self.nodes.get(id.index()).and_then(Option::as_ref);
            place.is_some_and(|place| matches!(place.step, Step::Callback { .. }))
        };
        [around.otherwise, around.after_errors]
            .into_iter()
            .flatten()
            .find(|id| !books(id))
            .unwrap_or(around.last_resort)
    }

    /// The desk's queue, where there is one only.
    pub(super) fn only_queue(&mut self, span: &Range<u32>) -> Option<QueueId> {
        match self.queues.len() {
            1 => {
                self.used.extend(self.names.queues.keys().copied());
                Some(QueueId(0))
            }
            0 => {
                if self.names.broken.iter().all(|name| *name != "callback") {
                    let help = "say how they are booked: `callback: { length: 15 minutes, notice: 1 hour, ahead: 10 days, seats: 2 }`";
                    self.tell(
                        Code::UnknownQueue,
                        span.clone(),
                        "the desk books no callbacks",
                        Some(help.to_owned()),
                    );
                }
                None
            }
            _ => {
                let names: Vec<_> = self.queues.iter().map(|queue| format!("`{}`", queue.name)).collect();
                let message = format!("the desk has several queues: {}", names.join(", "));
                let help = "write `{ callback: NAME }` with the queue's name".to_owned();
                self.tell(Code::UnknownQueue, span.clone(), message, Some(help));
                None
            }
        }
    }

    /// The words of the callback that has none of its own.
    pub(super) fn callback_voice(&self) -> Text {
        let mut voice = Text::default();
        for language in &self.languages {
            if let Some(words) = voice.words.get_mut(language.index()) {
                *words = announce::callback_voice(*language).into();
            }
        }
        voice
    }
}
