//! Events to tree, with what YAML lets pass and an admin did not mean.

use std::collections::HashMap;
use std::ops::Range;

use serde_yaml::granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle, options};

use super::{Entry, Kind, Node, Scalar, fault, sayings};
use crate::menu::diagnostic::{Code, Diagnostic};
use crate::menu::source::Source;

/// The most values in one file; a generated menu of 100,000 nodes is far below it.
const MOST_VALUES: usize = 4_000_000;

/// The deepest nesting of fields and lists: thirty levels of keys, when four are already too many for a caller.
const DEEPEST: usize = 64;

/// A list or a block of fields that is still open.
struct Open<'s> {
    start: u32,
    flow: bool,
    kind: Unfinished<'s>,
}

enum Unfinished<'s> {
    List(Vec<Node<'s>>),
    Map { entries: Vec<Entry<'s>>, key: Option<Key<'s>> },
}

/// A key that waits for its value; none where the key itself is broken.
type Key<'s> = Option<(std::borrow::Cow<'s, str>, Range<u32>)>;

/// The tree while it grows.
struct Builder<'s> {
    source: &'s Source,
    text: &'s str,
    open: Vec<Open<'s>>,
    root: Option<Node<'s>>,
    documents: usize,
    values: usize,
    blocks: Vec<Range<u32>>,
    found: Vec<Diagnostic>,
}

pub(super) fn build(source: &Source) -> (Option<Node<'_>>, Vec<Diagnostic>) {
    let mut builder = Builder {
        source,
        text: &source.text,
        open: Vec::new(),
        root: None,
        documents: 0,
        values: 0,
        blocks: Vec::new(),
        found: Vec::new(),
    };
    let reading = options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        emit_comments: false,
        disallow_directives: true,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    for event in Parser::new_from_str_with_options(&source.text, reading) {
        match event {
            Ok((event, span)) => {
                if builder.take(event, &span).is_err() {
                    return (None, builder.found);
                }
            }
            Err(fault) => {
                builder.stumbled(fault::classify(source, &fault));
                return (None, builder.found);
            }
        }
    }
    builder.finish()
}

/// The file is given up; why has been told.
struct GivenUp;

impl<'s> Builder<'s> {
    fn take(&mut self, event: Event<'s>, span: &Span) -> Result<(), GivenUp> {
        let at = bytes(span);
        match event {
            Event::DocumentStart(..) => self.document(&at),
            Event::Scalar(text, style, _, tag) => {
                self.tagged(tag.is_some(), span);
                let empty = at.start == at.end && style == ScalarStyle::Plain;
                if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
                    self.blocks.push(at.clone());
                }
                let quoted = style != ScalarStyle::Plain;
                let kind = if empty { Kind::Empty } else { Kind::Scalar(Scalar { text, quoted }) };
                self.put(Node { span: at, kind })
            }
            Event::Anchor(..) => {
                self.found.push(sayings::anchor(self.source, at));
                Ok(())
            }
            // What it refers to has been told of.
            Event::Alias(_) => self.put(Node { span: at, kind: Kind::Broken }),
            Event::UnresolvedAlias(_) => {
                self.found.push(sayings::alias(self.source, at.clone()));
                self.put(Node { span: at, kind: Kind::Broken })
            }
            Event::SequenceStart(style, _, tag) => {
                self.tagged(tag.is_some(), span);
                self.begin(&at, style, Unfinished::List(Vec::new()))
            }
            Event::MappingStart(style, _, tag) => {
                self.tagged(tag.is_some(), span);
                self.begin(&at, style, Unfinished::Map { entries: Vec::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&at),
            // The beginning and the end of the text; comments are not asked for.
            _ => Ok(()),
        }
    }

    fn document(&mut self, at: &Range<u32>) -> Result<(), GivenUp> {
        self.documents += 1;
        if self.documents == 1 {
            return Ok(());
        }
        self.found.push(
            Diagnostic::new(
                Code::SeveralDocuments,
                &self.source.name,
                at.clone(),
                "`---` begins a second menu in this file",
            )
            .help("one file is one desk: put the second one into a file of its own"),
        );
        Err(GivenUp)
    }

    /// The reader stumbled: what was already said of that place is not said twice.
    ///
    /// Where the line's own mistake is known already, where it begins is none.
    fn stumbled(&mut self, over: Diagnostic) {
        let rest = self.text.get(over.span.start as usize..).unwrap_or_default();
        let line = rest.find('\n').unwrap_or(rest.len());
        let known = |said: &Diagnostic| {
            said.span.start.checked_sub(over.span.start).is_some_and(|far| (far as usize) < line)
        };
        if over.code == Code::Indentation && self.found.iter().any(known) {
            return;
        }
        self.found.retain(|said| said.code != over.code || said.span.start != over.span.start);
        self.found.push(over);
    }

    fn tagged(&mut self, tagged: bool, span: &Span) {
        if tagged {
            let at = span.tag_span().map_or_else(|| bytes(span), |tag| bytes(&tag));
            self.found.push(sayings::tag(self.source, at));
        }
    }

    fn begin(&mut self, at: &Range<u32>, style: StructureStyle, kind: Unfinished<'s>) -> Result<(), GivenUp> {
        if self.open.len() >= DEEPEST {
            self.found.push(sayings::too_deep(self.source, at.start, DEEPEST));
            return Err(GivenUp);
        }
        self.open.push(Open { start: at.start, flow: style == StructureStyle::Flow, kind });
        Ok(())
    }

    fn end(&mut self, at: &Range<u32>) -> Result<(), GivenUp> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let span = open.start..at.end.max(open.start);
        let kind = match open.kind {
            Unfinished::List(values) => Kind::List(values),
            Unfinished::Map { entries, .. } => Kind::Map(self.once_each(entries)),
        };
        self.put(Node { span, kind })
    }

    /// Hands a value to what is open: the next of a list, a key, or a key's value.
    fn put(&mut self, value: Node<'s>) -> Result<(), GivenUp> {
        self.values += 1;
        if self.values > MOST_VALUES {
            self.found.push(sayings::too_many(self.source, value.span, MOST_VALUES));
            return Err(GivenUp);
        }
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(value);
            return Ok(());
        };
        match &mut open.kind {
            Unfinished::List(values) => values.push(value),
            Unfinished::Map { entries, key } => match key.take() {
                None => *key = Some(as_key(value, self.source, &mut self.found)),
                Some(None) => {}
                Some(Some((name, key_span))) => {
                    if open.flow
                        && matches!(value.kind, Kind::Empty)
                        && !followed_by_colon(self.text, key_span.end)
                    {
                        self.found.push(sayings::comma(self.source, entries.last(), key_span));
                    } else {
                        entries.push(Entry { key: name, key_span, value });
                    }
                }
            },
        }
        Ok(())
    }

    /// Keeps the first of equal keys, and tells of the others. Keys are compared without their quotes.
    fn once_each(&mut self, entries: Vec<Entry<'s>>) -> Vec<Entry<'s>> {
        let mut first: HashMap<std::borrow::Cow<'s, str>, Range<u32>> = HashMap::with_capacity(entries.len());
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            if let Some(before) = first.get(&entry.key) {
                self.found.push(
                    Diagnostic::new(
                        Code::DuplicateKey,
                        &self.source.name,
                        entry.key_span,
                        format!("`{}` is written twice", entry.key),
                    )
                    .help("keep one of the two")
                    .also(&self.source.name, before.clone(), "the first one"),
                );
            } else {
                first.insert(entry.key.clone(), entry.key_span.clone());
                kept.push(entry);
            }
        }
        kept
    }

    fn finish(mut self) -> (Option<Node<'s>>, Vec<Diagnostic>) {
        self.found.extend(sayings::hash_keys(self.source, &self.blocks));
        match self.root {
            None | Some(Node { kind: Kind::Empty, .. }) => {
                if self.found.is_empty() {
                    self.found.push(sayings::empty(self.source));
                }
                (None, self.found)
            }
            Some(root) => (Some(root), self.found),
        }
    }
}

/// A value in a key's place: none where it is no word.
fn as_key<'s>(value: Node<'s>, source: &Source, found: &mut Vec<Diagnostic>) -> Key<'s> {
    match value.kind {
        Kind::Scalar(scalar) if scalar.text == "<<" => {
            found.push(sayings::merge(source, value.span));
            None
        }
        Kind::Scalar(scalar) => Some((scalar.text, value.span)),
        Kind::Empty | Kind::List(_) | Kind::Map(_) => {
            found.push(sayings::no_key(source, value.span));
            None
        }
        Kind::Broken => None,
    }
}

/// Whether the key that ends here has a colon of its own.
fn followed_by_colon(text: &str, end: u32) -> bool {
    text.get(end as usize..).is_some_and(|rest| rest.trim_start().starts_with(':'))
}

/// A span in bytes; the reader counts them for any text at hand.
fn bytes(span: &Span) -> Range<u32> {
    let range = span.byte_range().unwrap_or_default();
    u32::try_from(range.start).unwrap_or(u32::MAX)..u32::try_from(range.end).unwrap_or(u32::MAX)
}
