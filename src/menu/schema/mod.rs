//! The menu language as a JSON Schema, from which editors complete fields and underline slips while an admin types.
//!
//! These types mirror what [`lower`](super::lower) reads; they read nothing themselves, because an editor's schema stops at the first fault
//! and knows no names. A test holds `menus/menu.schema.json` to them, and the five desks.

// The fields are there for their names, types and comments alone.
#![expect(dead_code, reason = "mirror types are turned into a schema and never filled")]

mod tickets;
mod tree;

use std::collections::BTreeMap;

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};

use tickets::{Packages, Tickets, Unpaid};
use tree::{Keys, Menu, Node, Place, YesNo};

/// The schema, as `menus/menu.schema.json` holds it.
#[must_use]
pub fn json() -> String {
    let schema = SchemaGenerator::new(SchemaSettings::draft07()).into_root_schema_for::<Desk>();
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// A help desk, as Centralino reads it. Each field is explained in menus/README.md.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct Desk {
    /// The desk's short name: small letters, digits and hyphens.
    #[schemars(rename = "desk")]
    name: String,
    /// What people call the desk.
    title: Words,
    /// The country whose numbers and holidays hold, by its two capitals (IT, if nothing else is said).
    country: Option<String>,
    /// The time zone of all hours (Europe/Rome, if nothing else is said).
    zone: Option<String>,
    /// The numbers under which the desk is called, or internal extensions.
    numbers: OneOrMore<Did>,
    /// The first day on which it serves, year-month-day.
    in_force_from: Option<String>,
    /// The languages it speaks: the first is spoken until the caller chooses.
    languages: Option<OneOrMore<LanguageCode>>,
    /// Which key chooses which language, where 1, 2, … in the order of the languages will not do.
    language_choice: Option<BTreeMap<String, LanguageCode>>,
    /// Said when the call begins.
    greeting: Option<Words>,
    /// Said after the greeting; no key cuts them short.
    notices: Option<OneOrMore<Words>>,
    /// Whether a closed caller's call is answered, and billed, before the first word.
    answer: Option<Answer>,
    /// The calendars, each with its name.
    hours: BTreeMap<String, Calendar>,
    /// Closing periods that are announced.
    closings: Option<Vec<Closing>>,
    /// The CSV file with the administration's numbers and their destinations, beside the menu.
    directory: Option<String>,
    /// Where calls are put through to: each with its name, and its title or its fields.
    destinations: Option<BTreeMap<String, Destination>>,
    /// The destination for whoever needs a person: the key 0, and callers who press nothing.
    help: Option<String>,
    /// The callbacks that can be booked.
    callback: Option<Queue>,
    /// Several kinds of callbacks, each with its name.
    queues: Option<BTreeMap<String, Queue>>,
    /// The number that users see when the desk calls them: geographic or mobile, one at which they can call back.
    callback_from: Option<Figures>,
    /// How requests are handled: what is promised, and when they lapse.
    tickets: Option<Tickets>,
    /// What is sold in advance.
    packages: Option<Packages>,
    /// What of a caller the calendar feeds show: nothing, if nothing else is said.
    calendar_feeds: Option<CalendarFeeds>,
    /// The other ways to reach the desk, told when it is closed.
    channels: Option<Words>,
    /// Said before a number is stored.
    privacy: Option<Words>,
    /// How long callers are waited for.
    pace: Option<Pace>,
    /// The tree of keys.
    menu: Menu,
    /// Parts of the tree with a name, for what is used twice.
    nodes: Option<BTreeMap<String, Node>>,
}

/// What of a caller the calendar feeds show.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum CalendarFeeds {
    NoPersonalData,
    Number,
    NumberAndName,
}

/// One value, or a list of them.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

/// A language that the program speaks.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum LanguageCode {
    It,
    En,
}

/// Words that callers hear: plain where the desk speaks one language, else a line for each; a recording may stand beside them.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Words {
    Plain(String),
    Languages(ByLanguage),
    Recorded(Recorded),
}

/// One text for each language of the desk.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ByLanguage {
    /// In Italian.
    it: Option<String>,
    /// In English.
    en: Option<String>,
}

/// Words with a recording that is played instead of the voice.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Recorded {
    /// The words: what the recording says.
    text: PlainOrLanguages,
    /// The recorded file, beside the menu.
    recording: PlainOrLanguages,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum PlainOrLanguages {
    Plain(String),
    Languages(ByLanguage),
}

/// A number, or a number with the others as which its calls arrive.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Did {
    Written(Figures),
    WithAliases(WithAliases),
}

/// Digits, with or without spaces and `+`.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Figures {
    Text(String),
    Digits(u64),
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct WithAliases {
    /// The number that callers dial.
    number: Figures,
    /// Other numbers as which its calls arrive: a carrier often turns an 800 number into a geographic one.
    aliases: OneOrMore<Figures>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Answer {
    /// At once.
    Now,
    /// Not while the desk is closed: the words are heard without the call being answered.
    Never,
}

/// A calendar: lines of days and hours (`mon-fri: 08:00-18:00`), months and dates, `holidays`, or OpenStreetMap's syntax under `osm`.
#[derive(JsonSchema)]
#[schemars(inline)]
struct Calendar(BTreeMap<String, Line>);

/// Hours, `closed`, or a block of lines for a month or a period.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Line {
    Hours(String),
    Block(BTreeMap<String, String>),
}

/// A closing period.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Closing {
    /// The days, both ends included: `2026-08-10..2026-08-21`, or `24 December 2026 - 6 January 2027`.
    dates: String,
    /// The calendars that it closes; all, where none is named.
    closes: Option<OneOrMore<String>>,
    /// Its own announcement, in place of the program's reason.
    say: Option<Words>,
}

/// A destination: its title alone, or its fields.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Destination {
    Title(Words),
    Fields(Box<DestinationFields>),
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct DestinationFields {
    /// What people call it.
    title: Words,
    /// What the telephone platform dials; the destination's name, if nothing else is said.
    to: Option<String>,
    /// How a menu speaks of it, in place of the title.
    voice: Option<Words>,
    /// Said while the call is put through, in place of the composed words.
    announcement: Option<Words>,
    /// How long it rings (25 seconds, if nothing else is said).
    ring: Option<String>,
    /// How callers wait there for somebody to be free, in place of ringing.
    waiting: Option<Waiting>,
    /// A package of the client's pays for the calls that come here: where they go that none pays for.
    package: Option<Unpaid>,
    /// Where the call goes when it is busy.
    busy: Option<Place>,
    /// Where the call goes when nobody answers.
    no_answer: Option<Place>,
    /// Where the call goes when it cannot be reached.
    failed: Option<Place>,
    /// Where the call goes in each of these cases.
    otherwise: Option<Place>,
}

/// How callers wait in the telephone platform's queue.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct Waiting {
    /// The longest wait (10 minutes, if nothing else is said).
    longest: Option<String>,
    /// Where the call goes then; where it goes when nobody answers, if nothing else is said.
    then: Option<Place>,
    /// A recorded file beside the menu that is heard meanwhile; the platform's own music, if nothing else is said.
    music: Option<String>,
    /// Whether callers are told how many wait before them.
    position: Option<YesNo>,
    /// Whether callers are told how long they will wait, as far as the platform knows.
    expected_wait: Option<YesNo>,
    /// How often they are told (every minute, if nothing else is said).
    every: Option<String>,
    /// The one key that leaves the queue, and where it leads: `{ 9: callback }`.
    keys: Option<Keys>,
    /// In place of `keys`, the key with which callers hang up, keep the place and are called when their turn comes.
    keep_place: Option<Figures>,
}

/// What callbacks can be booked.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct Queue {
    /// What callers hear of it.
    title: Option<Words>,
    /// How a menu speaks of it, in place of the title.
    voice: Option<Words>,
    /// The calendar in which the time bands lie; the desk's own, if nothing else is said.
    hours: Option<String>,
    /// How long a time band is (15 minutes, if nothing else is said).
    length: Option<String>,
    /// How long before it a band can still be booked (1 hour, if nothing else is said).
    notice: Option<String>,
    /// How far ahead bands are offered (10 days, if nothing else is said).
    ahead: Option<String>,
    /// How much time lies between two bands (none, if nothing else is said).
    buffer: Option<String>,
    /// How many callbacks one band takes (1, if nothing else is said); with lines, by day and hour.
    seats: Option<Seats>,
    /// How many open bookings one number may have (1, if nothing else is said).
    open_bookings: Option<u16>,
    /// How many bookings may be made for one number in an hour (5, if nothing else is said).
    bookings_an_hour: Option<u16>,
    /// The countries that are called back; the desk's own, if nothing else is said.
    countries: Option<OneOrMore<String>>,
    /// The destination where operators speak with users who are called back; without it no callback is placed.
    to: Option<String>,
    /// Who is called first: the customer, who presses a key and is put through; or the agent, who presses a key and has the customer
    /// called, who presses one too (customer, if nothing else is said; the agent only by Asterisk over ARI).
    first: Option<FirstCalled>,
    /// How often a user is called at most, within the band (2, if nothing else is said).
    attempts: Option<u16>,
    /// How long after one attempt the next begins at the earliest (5 minutes, if nothing else is said).
    apart: Option<String>,
    /// How many callbacks are under way at a time at most (as many as were booked, if nothing else is said).
    at_once: Option<u16>,
    /// What is done after an attempt of which nobody knows how it ended (leave, if nothing else is said).
    unknown: Option<AfterUnknown>,
    /// What becomes of the request when nobody was reached (leave, if nothing else is said).
    after_missed: Option<AfterMissed>,
    /// How often a request is booked again by itself, with `after-missed: rebook` (1, if nothing else is said).
    rebook_at_most: Option<u16>,
}

/// Who is called first.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum FirstCalled {
    Customer,
    Agent,
}

/// Whether somebody who may have been called is called once more.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum AfterUnknown {
    Leave,
    Redial,
}

/// Whether a request stays open whose callback reached nobody.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum AfterMissed {
    Leave,
    Close,
    Rebook,
}

/// One number, or lines of days and hours with a number each: `mon-fri 08:00-12:00: 3`, `otherwise: 1`.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Seats {
    All(u16),
    Lines(BTreeMap<String, SeatsLine>),
}

/// A number, or a block of lines for a month or a period.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum SeatsLine {
    Number(u16),
    Block(BTreeMap<String, u16>),
}

/// How long callers are waited for.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Pace {
    /// For the first key (7 seconds, if nothing else is said).
    first: Option<String>,
    /// Between two keys (4 seconds, if nothing else is said).
    between: Option<String>,
    /// Added to both on a repeat (3 seconds, if nothing else is said).
    slower: Option<String>,
    /// In menus at most, the whole call (10 minutes, if nothing else is said).
    longest: Option<String>,
}
