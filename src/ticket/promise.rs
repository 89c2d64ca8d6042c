//! What a desk promises by severity, and how a request stands to it: its next deadline, what is left, whether it is broken.

use chrono::{DateTime, TimeDelta, Utc};

use super::due::{Amount, Due, Figure, Staffed, between, due};
use super::{Life, Pause, Severity};

/// What is promised for one severity; none where the desk promises nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Until somebody takes it in charge.
    pub reaction: Option<Figure>,
    /// Until it is resolved, where it was opened in staffed hours.
    pub staffed: Option<Figure>,
    /// Until it is resolved, where it was opened at another time.
    pub otherwise: Option<Figure>,
}

/// A desk's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// By [`Severity::index`].
    pub figures: [Figures; Severity::COUNT],
    /// How serious a request is taken to be until the operator has judged.
    pub assumed: Severity,
}

/// What is promised.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// That somebody takes the request in charge.
    Reaction,
    /// That it is resolved.
    Resolution,
}

/// One promise to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aim {
    /// What is promised.
    pub goal: Goal,
    /// By which figure.
    pub figure: Figure,
    /// Until when.
    pub due: Due,
    /// When it was done; none while it is not.
    pub done: Option<DateTime<Utc>>,
}

impl Promise {
    /// The promises to a request, the reaction first. Its clocks begin when it is opened, and anew when it is opened once more; a severity
    /// that is set later counts from then too.
    #[must_use]
    pub fn aims(&self, life: &Life, staffed: Staffed<'_>) -> [Option<Aim>; 2] {
        let severity = life.severity.unwrap_or(self.assumed);
        let figures = self.figures.get(severity.index()).copied().unwrap_or_default();
        let open = staffed.calendar.intervals(
            life.since,
            life.since.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(life.since),
            staffed.live,
            staffed.name,
        );
        let resolution = if open.map(|(start, _)| start).next() == Some(life.since) {
            figures.staffed
        } else {
            figures.otherwise
        };
        let aim = |goal, figure: Option<Figure>, pauses: &[Pause], done: Option<DateTime<Utc>>| {
            let figure = figure?;
            Some(Aim { goal, figure, due: due(figure, staffed, life.since, pauses), done })
        };
        [
            // Whoever asks the user something has reacted: no pause comes before that.
            aim(Goal::Reaction, figures.reaction, &[], life.taken.or(life.closed)),
            aim(Goal::Resolution, resolution, &life.pauses, life.closed),
        ]
    }

    /// The promise that is to be kept next: the earliest that is neither kept nor waiting for the user. A lapsed request has none.
    #[must_use]
    pub fn next(&self, life: &Life, staffed: Staffed<'_>) -> Option<Aim> {
        if !life.is_open() {
            return None;
        }
        let open = self.aims(life, staffed).into_iter().flatten().filter(|aim| aim.done.is_none());
        open.filter_map(|aim| Some((aim.moment()?, aim))).min_by_key(|(at, _)| *at).map(|(_, aim)| aim)
    }
}

impl Aim {
    /// When it is due, if that can be said.
    #[must_use]
    pub const fn moment(&self) -> Option<DateTime<Utc>> {
        match self.due {
            Due::At(at) => Some(at),
            Due::Waiting(_) | Due::Never => None,
        }
    }

    /// Whether the promise is broken at a moment: not done by then, or done too late.
    #[must_use]
    pub fn broken(&self, now: DateTime<Utc>) -> bool {
        self.moment().is_some_and(|due| self.done.unwrap_or(now) > due)
    }

    /// What is left of the figure at a moment, by its clock, negative once it is over; days while working days wait for the user. None
    /// where the promise is kept, or never due.
    #[must_use]
    pub fn left(&self, now: DateTime<Utc>, staffed: Staffed<'_>) -> Option<Amount> {
        match (self.done, self.due) {
            (Some(_), _) | (None, Due::Never) => None,
            (None, Due::Waiting(left)) => Some(left),
            (None, Due::At(at)) => Some(Amount::Time(between(self.figure.clock, staffed, now, at))),
        }
    }
}
