//! The schema of what a desk says about requests and packages.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::tree::{Place, YesNo};
use super::{LanguageCode, OneOrMore, Words};

/// How requests are handled.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Tickets {
    /// The calendar in whose open hours the desk is staffed; the desk's own, if nothing else is said.
    hours: Option<String>,
    /// The kinds of requests that operators tell apart, each with its title.
    kinds: Option<BTreeMap<String, Words>>,
    /// What is promised, by how serious a request is.
    severity: Option<Severities>,
    /// When somebody is told that time runs out.
    warning: Option<Warning>,
    /// After how many days a request is no longer handled: `60 days`. A later reminder brings it back. Never, if nothing is said.
    lapse: Option<String>,
    /// The mailbox for requests that a reminder did not help.
    escalation: Option<Escalation>,
}

/// The table of severities.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Severities {
    /// Nothing of the service works.
    high: Option<Row>,
    /// Some main functions are missing.
    medium: Option<Row>,
    /// No serious impact.
    low: Option<Row>,
    /// A question.
    info: Option<Row>,
    /// The severity of a request that no operator has judged yet; the gravest, if nothing else is said.
    assumed: Option<Severity>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Severity {
    High,
    Medium,
    Low,
    Info,
}

/// What is promised, each on its clock: `30 minutes staffed`, `12 hours wall`, `2 working days staffed`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct Row {
    /// Until somebody takes it in charge.
    reaction: Option<String>,
    /// Until it is resolved.
    resolution: Option<String>,
    /// Until it is resolved, where it came while the desk was not staffed; the same, if nothing else is said.
    at_other_times: Option<String>,
}

/// When the desk is told of a deadline.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct Warning {
    /// How long before it (30 minutes, if nothing else is said).
    before: Option<String>,
    /// Whether outside the desk's hours too (no, if nothing else is said).
    at_any_hour: Option<YesNo>,
    /// The desk's mailbox for it. The receiver of webhooks is told in any case.
    to: Option<String>,
}

/// Where escalations go, on a user's wish and after a reminder only.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Escalation {
    /// The mailbox.
    to: String,
    /// The subject, letter for letter.
    subject: String,
}

/// Where a call goes that no package pays for.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Unpaid {
    /// When the client has none, or is not known.
    no_package: Option<Place>,
    /// When the client's packages have expired.
    expired: Option<Place>,
    /// When all their calls are spent.
    used_up: Option<Place>,
    /// When they do not include the caller's language.
    other_language: Option<Place>,
    /// Where the call goes in each of these cases, and when packages cannot be looked up.
    otherwise: Option<Place>,
}

/// What is sold in advance: half of each package are calls, half written requests.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Packages {
    /// The packages, each with its name.
    kinds: BTreeMap<String, PackageKind>,
    /// How long a package can be used (12, if nothing else is said).
    months: Option<u32>,
    /// How long one call is (15 minutes, if nothing else is said).
    length: Option<String>,
    /// How long before a call's end both hear so (1 minute, if nothing else is said), or `no`.
    warning: Option<String>,
    /// What happens then (another call is spent, if nothing else is said).
    at_end: Option<AtEnd>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct PackageKind {
    /// How many requests it is sold as; an even number.
    size: u32,
    /// The languages it pays for; the desk's first, if nothing else is said.
    languages: Option<OneOrMore<LanguageCode>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum AtEnd {
    /// Another call is spent; where none is left, the call ends.
    AnotherCall,
    /// The call ends.
    End,
}
