//! What a program sent, as it stands there, and how it is read: each thing by its name, once. What cannot be read is told in the words of the
//! API's description, with the field's name, and never in those of a parser.

use std::fmt;

use chrono::{DateTime, FixedOffset};
use serde::de::value::{MapAccessDeserializer, StringDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, Expected, IntoDeserializer as _, MapAccess,
    SeqAccess, Unexpected, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_json::error::Category;

use crate::terms::unwritable;

/// A value that was sent.
#[derive(Clone, Debug, PartialEq)]
enum Given {
    Null,
    Bool(bool),
    Whole(i64),
    /// A number that is not whole, or beyond all that anything here can mean.
    Fraction(f64),
    Text(String),
    /// A value of an address, where numbers are texts too.
    Written(String),
    List,
    /// Names and values in their order; a name that stands there twice is still seen.
    Object(Vec<(String, Given)>),
}

/// What cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wrong {
    /// The end of a sentence about a value whose name is told by whoever knows it.
    Value(String),
    /// A whole sentence.
    Sentence(String),
}

/// The longest name of an unknown field that is said again.
const LONGEST: usize = 64;

/// Reads a body in JSON (RFC 8259), which is an object.
///
/// # Errors
///
/// A sentence that says where and what is expected.
pub(super) fn body<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let given: Given = serde_json::from_slice(body).map_err(|fault| match fault.classify() {
        Category::Eof => "the body ends before its JSON does".to_owned(),
        Category::Syntax | Category::Data | Category::Io => {
            format!("the body is no JSON: line {}, column {}", fault.line(), fault.column())
        }
    })?;
    read(given)
}

/// Reads the values behind the `?` of an address.
///
/// # Errors
///
/// A sentence that says which and what is expected.
pub(super) fn query<T: DeserializeOwned>(pairs: Vec<(String, String)>) -> Result<T, String> {
    read(Given::Object(pairs.into_iter().map(|(name, value)| (name, Given::Written(value))).collect()))
}

fn read<T: DeserializeOwned>(given: Given) -> Result<T, String> {
    T::deserialize(given).map_err(|wrong| wrong.to_string())
}

/// Reads a moment. In an address, a `+` before its offset that was not written `%2B` arrives as a blank, and is meant all the same.
pub(super) fn moment<'de, D: Deserializer<'de>>(told: D) -> Result<DateTime<FixedOffset>, D::Error> {
    let is_none = || D::Error::custom("must be a time as RFC 3339 writes it: 2026-11-24T09:00:00+01:00");
    let text = String::deserialize(told).map_err(|_| is_none())?;
    let text = match text.rsplit_once(' ') {
        Some((time, offset)) if time.contains('T') => format!("{time}+{offset}"),
        Some(_) | None => text,
    };
    DateTime::parse_from_rfc3339(&text).map_err(|_| is_none())
}

/// Reads a moment that may be missing.
pub(super) fn maybe_moment<'de, D: Deserializer<'de>>(
    told: D,
) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
    moment(told).map(Some)
}

/// What is expected, in words that are no program's.
fn plain(expected: &str) -> &str {
    match expected {
        "a string" => "a text",
        "a boolean" => "`true` or `false`",
        "i16" => "a whole number from -32768 to 32767",
        "u16" => "a whole number from 0 to 65535",
        _ => "of another kind; the description at /api/v1/openapi.json says which",
    }
}

/// Names, as a sentence lists them.
fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(text) | Self::Sentence(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Wrong {}

impl serde::de::Error for Wrong {
    fn custom<T: fmt::Display>(told: T) -> Self {
        Self::Value(told.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::Value(format!("must be {}", plain(&expected.to_string())))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(unexpected, expected)
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::Value(format!("must be one of {}", listed(expected)))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let field: String = field.chars().filter(|sign| !sign.is_control()).take(LONGEST).collect();
        Self::Sentence(match expected {
            [] => format!("`{field}` is not known here: nothing is"),
            some => format!("`{field}` is not known here; these are: {}", listed(some)),
        })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Sentence(format!("`{field}` is missing"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::Sentence(format!("`{field}` stands there twice"))
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Reader)
    }
}

/// Reads anything.
struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Given, E> {
        Ok(Given::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Given, E> {
        Ok(Given::Whole(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Given, E> {
        Ok(Given::Whole(i64::try_from(value).unwrap_or(i64::MAX)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Given, E> {
        Ok(Given::Fraction(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Given, E> {
        Ok(Given::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Given, A::Error> {
        while list.next_element::<Given>()?.is_some() {}
        Ok(Given::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Given, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = object.next_entry()? {
            fields.push(field);
        }
        Ok(Given::Object(fields))
    }
}

impl<'de> Deserializer<'de> for Given {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Whole(value) => visitor.visit_i64(value),
            Self::Fraction(value) => visitor.visit_f64(value),
            Self::Text(text) | Self::Written(text) => visitor.visit_string(text),
            Self::List => Err(Wrong::invalid_type(Unexpected::Seq, &visitor)),
            Self::Object(fields) => {
                MapAccessDeserializer::new(Fields { rest: fields.into_iter(), next: None })
                    .deserialize_any(visitor)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self == Self::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        if matches!(self, Self::Object(_)) {
            self.deserialize_any(visitor)
        } else {
            Err(Wrong::Sentence("the body must be a JSON object: `{…}`".to_owned()))
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let (Self::Text(name) | Self::Written(name)) = self else {
            return Err(Wrong::unknown_variant("", names));
        };
        visitor.visit_enum(name.into_deserializer())
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Written(text) => match text.parse() {
                Ok(number) => visitor.visit_i64(number),
                Err(_) => Err(Wrong::invalid_type(Unexpected::Str(&text), &visitor)),
            },
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_i16(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i32 i64 i128 u8 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq
        tuple tuple_struct map identifier ignored_any
    }
}

/// The fields of an object, one after the other.
struct Fields {
    rest: std::vec::IntoIter<(String, Given)>,
    next: Option<(String, Given)>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        self.next = self.rest.next();
        let Some((name, _)) = &self.next else { return Ok(None) };
        seed.deserialize(StringDeserializer::new(name.clone())).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let (name, value) = self.next.take().unwrap_or((String::new(), Given::Null));
        if let Given::Text(text) = &value
            && let Some(sign) = unwritable(text)
        {
            let sign = format!("U+{:04X}", u32::from(sign));
            return Err(Wrong::Sentence(format!(
                "`{name}` has the character {sign}, which no text may have"
            )));
        }
        seed.deserialize(value).map_err(|wrong| match wrong {
            Wrong::Value(end) => Wrong::Sentence(format!("`{name}` {end}")),
            Wrong::Sentence(sentence) => Wrong::Sentence(sentence),
        })
    }
}
