//! XML documents, for the platforms that speak it: one buffer, into which everything goes escaped (the rules are `quick-xml`'s). What XML
//! cannot hold at all is left out.

use std::borrow::Cow;

use quick_xml::escape::escape;
use quick_xml::events::attributes::Attribute;

/// What an attribute is called, and what it says.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

/// A document that is being written.
pub(super) struct Document(String);

impl Document {
    /// A document of which the declaration alone is written.
    pub(super) fn new() -> Self {
        let mut text = String::with_capacity(2048);
        text.push_str(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
        Self(text)
    }

    /// Begins an element.
    pub(super) fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.tag(name, attributes);
        self.0.push('>');
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.tag(name, attributes);
        self.0.push_str("/>");
    }

    /// Ends an element.
    pub(super) fn close(&mut self, name: &'static str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element with text in it.
    pub(super) fn text_element(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        if text.bytes().all(is_plain) {
            self.0.push_str(text);
        } else {
            self.0.push_str(&escape(allowed(text)));
        }
        self.close(name);
    }

    /// The document, where it has no more than these bytes; else how many it has.
    pub(super) fn finish(self, most: usize) -> Result<String, usize> {
        if self.0.len() > most { Err(self.0.len()) } else { Ok(self.0) }
    }

    fn tag(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            if value.bytes().all(is_plain) {
                self.0.push_str(value);
            } else {
                self.0.push_str(&Attribute::from((*name, &*allowed(value))).value);
            }
            self.0.push('"');
        }
    }
}

/// Whether a byte stands for itself wherever it is; most do. `EF` may begin one of the two characters that XML cannot hold.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' ' | b'!' | b'#'..=b'%' | b'('..=b';' | b'=' | b'?'..=b'~' | 0x80..=0xEE | 0xF0..)
}

/// Without the characters that XML 1.0 cannot hold even escaped (its production 2, `Char`).
fn allowed(text: &str) -> Cow<'_, str> {
    let fits = |char: char| matches!(char, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    if text.chars().all(fits) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|char| fits(*char)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_is_text_wherever_it_stands() {
        let mut document = Document::new();
        let hostile = "<a b=\"c\" d='e'/> & ]]>\u{1}\r\n\tè";
        document.open("x", &[("y", hostile)]);
        document.text_element("z", &[], hostile);
        document.empty("w", &[]);
        document.close("x");
        let text = "&lt;a b=&quot;c&quot; d=&apos;e&apos;/&gt; &amp; ]]&gt;&#13;";
        assert_eq!(
            document.finish(1000).unwrap(),
            [
                r#"<?xml version="1.0" encoding="UTF-8"?><x y=""#,
                text,
                "&#10;&#9;è\"><z>",
                text,
                "\n\tè</z><w/></x>"
            ]
            .concat()
        );
    }

    #[test]
    fn a_document_that_is_too_long_tells_how_long_it_is() {
        let mut document = Document::new();
        document.empty("x", &[]);
        assert_eq!(document.finish(41), Err(42));
    }
}
