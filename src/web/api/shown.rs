//! What both sides of the API say: moments with the desk's own offset.

use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;

/// A moment as the desk's clock shows it, in RFC 3339.
pub(super) fn local(moment: DateTime<Utc>, zone: Tz) -> DateTime<FixedOffset> {
    moment.with_timezone(&zone).fixed_offset()
}
