//! A TwiML document as a platform reads it.

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

/// What a document says and does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Document {
    /// The elements in their order, each with the path of names that leads to it.
    pub(crate) elements: Vec<Element>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) path: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Document {
    /// Reads a document; what is no well-formed XML is a failure.
    pub(crate) fn read(text: &str) -> Self {
        let mut reader = Reader::from_str(text);
        let mut document = Self::default();
        let mut path: Vec<(String, usize)> = Vec::new();
        loop {
            match reader.read_event().unwrap_or_else(|fault| panic!("{fault} in {text}")) {
                Event::Start(start) => {
                    let at = document.add(&path, &start);
                    path.push((start.name().as_ref().to_owned(), at));
                }
                Event::Empty(start) => {
                    document.add(&path, &start);
                }
                Event::Text(said) => {
                    if let Some((_, at)) = path.last() {
                        document.elements[*at].text.push_str(&said);
                    }
                }
                Event::GeneralRef(name) => {
                    let (_, at) = path.last().expect("text stands in an element");
                    let character =
                        quick_xml::escape::resolve_predefined_entity(&name).expect("a known entity");
                    document.elements[*at].text.push_str(character);
                }
                Event::End(_) => {
                    path.pop();
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert!(path.is_empty(), "{text}");
        assert_eq!(document.elements.first().map(|first| first.path.as_str()), Some("Response"), "{text}");
        document
    }

    fn add(&mut self, path: &[(String, usize)], start: &quick_xml::events::BytesStart<'_>) -> usize {
        let name = start.name();
        let names = path.iter().map(|(name, _)| name.as_str()).chain([name.as_ref()]);
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap().into_owned();
            (attribute.key.as_ref().to_owned(), value)
        });
        self.elements.push(Element {
            path: names.collect::<Vec<_>>().join("/"),
            attributes: attributes.collect(),
            text: String::new(),
        });
        self.elements.len() - 1
    }

    /// The first element with this path below `Response`.
    pub(crate) fn element(&self, path: &str) -> Option<&Element> {
        self.elements.iter().find(|element| element.path.strip_prefix("Response/") == Some(path))
    }

    /// The SIP address that is dialled, without what goes there with the call.
    pub(crate) fn dialled(&self) -> &str {
        let address = &self.element("Dial/Sip").unwrap_or_else(|| panic!("nobody is dialled: {self:?}")).text;
        address.split_once('?').map_or(address, |(address, _)| address)
    }

    /// Everything that is said, in order.
    pub(crate) fn heard(&self) -> String {
        let said = self.elements.iter().filter(|element| element.path.ends_with("/Say"));
        said.map(|element| element.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The addresses of the sounds that are played.
    pub(crate) fn sounds(&self) -> Vec<&str> {
        let played = self.elements.iter().filter(|element| element.path.ends_with("/Play"));
        played.map(|element| element.text.as_str()).collect()
    }

    /// Where the next request goes.
    pub(crate) fn action(&self) -> &str {
        let with_action =
            ["Gather", "Dial", "Enqueue"].iter().find_map(|name| self.element(name)?.attribute("action"));
        with_action.unwrap_or_else(|| panic!("nothing comes back from {self:?}"))
    }
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
