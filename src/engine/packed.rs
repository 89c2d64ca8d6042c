//! The small forms in which a state is sealed: two keys a byte, slots in minutes. The seal rides in an address and must stay under 300 characters.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::booking::Slot;
use crate::terms::{Digit, Digits};

/// A run of keys, two a byte.
pub(super) mod digits {
    use super::{Deserialize, Deserializer, Digit, Digits, Serialize, Serializer};

    /// Stands in the low half of the last byte when the count is odd.
    const NONE: u8 = 0xF;

    pub(in crate::engine) fn serialize<S: Serializer>(run: &Digits, to: S) -> Result<S::Ok, S::Error> {
        let mut bytes: Vec<u8> = Vec::with_capacity(Digits::MAX / 2);
        let mut keys = run.iter().map(half);
        while let Some(high) = keys.next() {
            bytes.push(high << 4 | keys.next().unwrap_or(NONE));
        }
        bytes.serialize(to)
    }

    pub(in crate::engine) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Digits, D::Error> {
        let bytes = Vec::<u8>::deserialize(from)?;
        let mut run = Digits::default();
        for key in bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xF]).filter_map(whole) {
            run.push(key);
        }
        Ok(run)
    }

    fn half(key: Digit) -> u8 {
        match key.value() {
            Some(value) => value,
            None if key == Digit::STAR => 10,
            None => 11,
        }
    }

    fn whole(half: u8) -> Option<Digit> {
        match half {
            0..=9 => Digit::new(char::from(b'0' + half)),
            10 => Some(Digit::STAR),
            11 => Some(Digit::HASH),
            NONE | 12..=u8::MAX => None,
        }
    }
}

/// A slot: its first minute since 1970 and its length in minutes. Slots begin and end on whole minutes.
pub(super) mod slot {
    use super::{DateTime, Deserialize, Deserializer, Serialize, Serializer, Slot, TimeDelta, Utc, minute};

    #[expect(clippy::ref_option, reason = "serde's `with` hands over the field as it is")]
    pub(in crate::engine) fn serialize<S: Serializer>(slot: &Option<Slot>, to: S) -> Result<S::Ok, S::Error> {
        slot.map(|slot| (slot.start.timestamp() / 60, (slot.end - slot.start).num_minutes())).serialize(to)
    }

    pub(in crate::engine) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Slot>, D::Error> {
        let Some((start, length)) = Option::<(i64, i64)>::deserialize(from)? else { return Ok(None) };
        let start: DateTime<Utc> = minute(start)?;
        let length = TimeDelta::try_minutes(length);
        Ok(length.and_then(|length| start.checked_add_signed(length)).map(|end| Slot { start, end }))
    }
}

/// A moment, in seconds since 1970.
pub(super) mod moment {
    use super::{DateTime, Deserialize, Deserializer, Serialize, Serializer, Utc};

    #[expect(clippy::ref_option, reason = "serde's `with` hands over the field as it is")]
    pub(in crate::engine) fn serialize<S: Serializer>(
        moment: &Option<DateTime<Utc>>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        moment.map(|moment| moment.timestamp()).serialize(to)
    }

    pub(in crate::engine) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<DateTime<Utc>>, D::Error> {
        Ok(Option::<i64>::deserialize(from)?.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
    }
}

/// A date, in days since the year 1.
pub(super) mod date {
    use super::{Deserialize, Deserializer, NaiveDate, Serialize, Serializer};
    use chrono::Datelike;

    #[expect(
        clippy::ref_option,
        clippy::trivially_copy_pass_by_ref,
        reason = "serde's `with` hands over the field as it is"
    )]
    pub(in crate::engine) fn serialize<S: Serializer>(
        date: &Option<NaiveDate>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        date.map(|date| date.num_days_from_ce()).serialize(to)
    }

    pub(in crate::engine) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<NaiveDate>, D::Error> {
        Ok(Option::<i32>::deserialize(from)?.and_then(NaiveDate::from_num_days_from_ce_opt))
    }
}

fn minute<E: serde::de::Error>(minutes: i64) -> Result<DateTime<Utc>, E> {
    minutes
        .checked_mul(60)
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .ok_or_else(|| E::custom("no such minute"))
}
