//! A form (`application/x-www-form-urlencoded`, WHATWG URL standard, section 5.1), read strictly: what is not UTF-8 or is cut short is
//! refused, where the standard's own parser would guess, because a signature is made over what was really sent.

use std::borrow::Cow;

/// A form's fields in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form<'a> {
    fields: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// Why a body is no form. Says nothing of what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormFault {
    /// Bytes that are no UTF-8, before or after decoding.
    #[error("the form is not UTF-8")]
    NotUtf8,
    /// A `%` without two hexadecimal digits.
    #[error("the form has a `%` without two hexadecimal digits")]
    Percent,
    /// More fields than any platform sends.
    #[error("the form has more than {} fields", Form::MAX)]
    TooMany,
}

impl<'a> Form<'a> {
    /// The most fields: Twilio sends 28, and its largest callbacks twice that.
    pub const MAX: usize = 256;

    /// Reads a body or a query.
    ///
    /// # Errors
    /// What keeps it from being a form.
    pub fn read(body: &'a [u8]) -> Result<Self, FormFault> {
        let text = std::str::from_utf8(body).map_err(|_| FormFault::NotUtf8)?;
        let pairs = text.split('&').count();
        let mut fields = Vec::with_capacity(pairs.min(Self::MAX));
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            if fields.len() == Self::MAX {
                return Err(FormFault::TooMany);
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            fields.push((decode(name)?, decode(value)?));
        }
        Ok(Self { fields })
    }

    /// The first field of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref())
    }

    /// All fields in their order.
    #[must_use]
    pub fn fields(&self) -> &[(Cow<'a, str>, Cow<'a, str>)] {
        &self.fields
    }
}

fn decode(text: &str) -> Result<Cow<'_, str>, FormFault> {
    if !text.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Ok(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = rest.next().and_then(hexadecimal).ok_or(FormFault::Percent)?;
                let low = rest.next().and_then(hexadecimal).ok_or(FormFault::Percent)?;
                high << 4 | low
            }
            plain => plain,
        });
    }
    String::from_utf8(bytes).map(Cow::Owned).map_err(|_| FormFault::NotUtf8)
}

const fn hexadecimal(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_once_and_keep_their_order() {
        let form = Form::read(b"From=%2B39+06&Digits=&a=b=c&Digits=1&%C3%A8=%25").unwrap();
        assert_eq!(form.get("From"), Some("+39 06"));
        assert_eq!(form.get("Digits"), Some(""), "the first of two");
        assert_eq!(form.get("a"), Some("b=c"));
        assert_eq!(form.get("è"), Some("%"));
        assert_eq!(form.get("b"), None);
        assert_eq!(form.fields().len(), 5);
    }

    #[test]
    fn an_empty_body_is_an_empty_form() {
        assert_eq!(Form::read(b"").unwrap(), Form::default());
        assert_eq!(Form::read(b"&&").unwrap(), Form::default());
    }

    #[test]
    fn what_is_no_form_is_refused() {
        assert_eq!(Form::read(b"a=\xff"), Err(FormFault::NotUtf8));
        assert_eq!(Form::read(b"a=%ff"), Err(FormFault::NotUtf8));
        assert_eq!(Form::read(b"a=%2"), Err(FormFault::Percent));
        assert_eq!(Form::read(b"a=%+1"), Err(FormFault::Percent));
        assert_eq!(Form::read(b"a%=1"), Err(FormFault::Percent));
        assert_eq!(Form::read("a&".repeat(Form::MAX + 1).as_bytes()), Err(FormFault::TooMany));
    }
}
