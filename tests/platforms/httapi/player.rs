//! A document of `mod_httapi`, tag by tag.

use centralino::platform::httapi::LIMITS;
use centralino::terms::Limits;
use quick_xml::events::{BytesStart, Event as Xml};
use quick_xml::{Reader, XmlVersion};
use reqwest::{Client, RequestBuilder};

use crate::platforms::conformance::play::{Document, Ended, Event, Line, Platform, Then, sound};

const SECRET: &str = "a-password-for-the-tests";

/// The setting that it needs.
pub(crate) fn secret() -> (&'static str, String) {
    ("FREESWITCH_SECRET", SECRET.to_owned())
}

/// FreeSWITCH with our own configuration.
pub(crate) struct Freeswitch {
    applications: Vec<String>,
    variables: Vec<String>,
}

impl Freeswitch {
    pub(crate) fn new() -> Self {
        let text = std::fs::read_to_string(format!("{}/httapi.conf.xml", super::FOLDER)).unwrap();
        let named = |tag: &str| {
            let names = tags(&text).into_iter().filter(|found| found.name == tag);
            names.map(|found| found.attribute("name").unwrap().to_owned()).collect::<Vec<_>>()
        };
        Self { applications: named("application"), variables: named("variable") }
    }
}

impl Platform for Freeswitch {
    fn name(&self) -> &'static str {
        "freeswitch"
    }

    fn limits(&self) -> Limits {
        LIMITS
    }

    fn hook(&self) -> String {
        "/hooks/freeswitch".to_owned()
    }

    fn request(&self, client: &Client, url: &str, line: &Line, event: &Event) -> RequestBuilder {
        // The parameters that it keeps for a call, the address among them.
        let mut fields = vec![
            ("session_id", line.call.clone()),
            ("hostname", "pbx".to_owned()),
            ("httapi_profile", "centralino".to_owned()),
            ("url", url.to_owned()),
            ("Caller-Direction", "inbound".to_owned()),
            ("Caller-Caller-ID-Number", line.from.clone()),
            ("Caller-Destination-Number", line.to.clone()),
            ("Caller-Unique-ID", line.call.clone()),
        ];
        match event {
            Event::Arrives | Event::Silence | Event::Failed(_) => {}
            // What `bind` leaves, or what `read` leaves and the document asks for.
            Event::Keys { pressed, ended } if url.contains("&n=1&") || url.ends_with("&n=1") => {
                assert_eq!(*ended, Ended::Full, "one key fills it");
                fields.push(("keys", pressed.clone()));
                fields.push(("input_type", "dtmf".to_owned()));
            }
            Event::Keys { pressed, ended } => {
                if !pressed.is_empty() {
                    fields.push(("centralino_keys", pressed.clone()));
                }
                if *ended == Ended::Terminator {
                    fields.push(("read_terminator_used", "#".to_owned()));
                }
            }
            Event::Dialled(outcome) => {
                let cause = match *outcome {
                    "answered" => "SUCCESS",
                    "busy" => "USER_BUSY",
                    "no-answer" => "NO_ANSWER",
                    _ => "DESTINATION_OUT_OF_ORDER",
                };
                fields.push(("originate_disposition", cause.to_owned()));
            }
            Event::Over => fields.push(("exiting", "true".to_owned())),
        }
        client.post(url).basic_auth("centralino", Some(SECRET)).form(&fields)
    }

    fn read(&self, reply: &str, kind: &str) -> Document {
        assert!(kind.contains("text/xml"), "{kind} ends the application");
        assert!(reply.len() <= 1024 * 1024);
        let found = tags(reply);
        let [document, work, tags @ ..] = found.as_slice() else { panic!("{reply}") };
        assert_eq!((document.name.as_str(), work.name.as_str()), ("document", "work"), "{reply}");
        assert!(!tags.is_empty(), "no instructions: the application ends");
        Run { freeswitch: self, reply, url: None, heard: Vec::new(), asked: Vec::new(), then: None }.all(tags)
    }
}

/// A document being carried out.
struct Run<'a> {
    freeswitch: &'a Freeswitch,
    reply: &'a str,
    /// Where the next request goes: the last `action`.
    url: Option<String>,
    heard: Vec<String>,
    /// The variables that will come with it.
    asked: Vec<String>,
    /// What waits for somebody, without the address, which a later tag may still change.
    then: Option<Then>,
}

impl Run<'_> {
    fn all(mut self, tags: &[Tag]) -> Document {
        for tag in tags {
            if let Some(action) = tag.attribute("action") {
                self.url = Some(action.to_owned());
            }
            self.tag(tag);
        }
        let back_to = self.url.unwrap_or_default();
        let needed: &[&str] = match &mut self.then {
            None => panic!("it would ask the same address again, for ever: {}", self.reply),
            Some(Then::Over) => &[],
            Some(Then::Ask { most, back, .. }) => {
                *back = back_to;
                if *most > 1 { &["centralino_keys", "read_terminator_used"] } else { &[] }
            }
            Some(Then::Dial { back, .. }) => {
                *back = back_to;
                &["originate_disposition"]
            }
        };
        for variable in needed {
            assert!(
                self.asked.iter().any(|asked| asked == variable),
                "{variable} is not asked for: {}",
                self.reply
            );
        }
        Document { heard: self.heard, then: self.then.expect("seen above") }
    }

    fn tag(&mut self, tag: &Tag) {
        let after = self.then.is_some();
        match tag.name.as_str() {
            "answer" | "preAnswer" | "pause" | "continue" => {
                assert!(!after, "{} is too late: {}", tag.name, self.reply);
            }
            "playback" => {
                assert!(!after, "a playback would be heard before keys are told: {}", self.reply);
                self.play(tag.attribute("file").expect("a file"));
                if tag.attribute("input-timeout").is_some() {
                    assert_eq!(tag.attribute("name"), Some("keys"));
                    self.then = Some(Then::Ask { most: 1, end: None, back: String::new() });
                }
            }
            "bind" => assert_eq!(tag.text, "~[0-9*#]", "one key, any key"),
            "execute" => self.execute(tag),
            "getVariable" => {
                let name = tag.attribute("name").unwrap();
                assert!(
                    self.freeswitch.variables.iter().any(|known| known == name),
                    "{name}: permission denied"
                );
                self.asked.push(name.to_owned());
            }
            "hangup" => self.then = Some(Then::Over),
            other => panic!("unsupported tag {other}: {}", self.reply),
        }
    }

    fn execute(&mut self, tag: &Tag) {
        let application = tag.attribute("application").unwrap();
        let words: Vec<_> = tag.attribute("data").unwrap_or("").split(' ').collect();
        assert!(
            self.freeswitch.applications.iter().any(|known| known == application),
            "{application}: permission denied"
        );
        assert!(!tag.attribute("data").unwrap_or("").contains('$'), "expand-vars: permission denied");
        match (application, words.as_slice()) {
            ("set" | "unset" | "export", [_]) | ("flush_dtmf", [""]) => {}
            ("read", ["1", most, file, "centralino_keys", first, end, between]) => {
                self.play(file);
                for milliseconds in [first, between] {
                    assert!(milliseconds.parse::<u32>().unwrap() >= 1000, "{milliseconds}");
                }
                let end = if *end == "none" { None } else { end.chars().next() };
                self.then = Some(Then::Ask { most: most.parse().unwrap(), end, back: String::new() });
            }
            ("execute_extension", [to, "XML", "destinations"]) => {
                self.then = Some(Then::Dial { to: (*to).to_owned(), back: String::new() });
            }
            other => panic!("{other:?} in {}", self.reply),
        }
    }

    fn play(&mut self, file: &str) {
        let files =
            file.strip_prefix("file_string://").map_or_else(|| vec![file], |list| list.split('!').collect());
        self.heard.extend(files.into_iter().filter(|file| !file.starts_with("silence_stream://")).map(sound));
    }
}

/// An element, wherever it stands.
#[derive(Debug)]
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Tag {
    fn read(start: &BytesStart<'_>) -> Self {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap().into_owned();
            (attribute.key.as_ref().to_owned(), value)
        });
        Self { name: start.name().as_ref().to_owned(), attributes: attributes.collect(), text: String::new() }
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// All elements in their order.
fn tags(text: &str) -> Vec<Tag> {
    let mut reader = Reader::from_str(text);
    let mut tags = Vec::<Tag>::new();
    loop {
        match reader.read_event().unwrap_or_else(|fault| panic!("{fault} in {text}")) {
            Xml::Start(start) | Xml::Empty(start) => tags.push(Tag::read(&start)),
            Xml::Text(said) => {
                if let Some(last) = tags.last_mut() {
                    last.text.push_str(said.trim());
                }
            }
            Xml::Eof => return tags,
            _ => {}
        }
    }
}
