//! FreeSWITCH's `mod_httapi`, played after its source (no FreeSWITCH can be had for these tests): a document's tags one by one, with the
//! permissions that our own `docker/freeswitch/httapi.conf.xml` grants and no others.

mod player;
mod traps;

pub(crate) use player::{Freeswitch, secret};

use std::fs;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docker/freeswitch");

#[test]
fn the_shipped_configuration_avoids_the_traps() {
    let file = |name: &str| fs::read_to_string(format!("{FOLDER}/{name}")).unwrap();
    let profile = file("httapi.conf.xml");
    for line in [
        r#"<param name="method" value="POST"/>"#,
        r#"<param name="timeout" value="3"/>"#,
        r#"<param name="enable-cacert-check" value="true"/>"#,
        r#"<param name="enable-ssl-verifyhost" value="true"/>"#,
        r#"<param name="gateway-credentials" value="centralino:CHANGE-ME"/>"#,
        r#"<permission name="expand-vars" value="false"/>"#,
    ] {
        assert!(profile.contains(line), "{line}");
    }
    let dialplan = file("dialplan/public/00_centralino.xml");
    for line in [
        "continue_on_fail=true",
        "hangup_after_bridge=false",
        r#"data="{httapi_profile=centralino,method=POST}"/>"#,
    ] {
        assert!(dialplan.contains(line), "{line}");
    }
    assert!(!dialplan.contains("<context"), "a second context of that name is passed over");
    for name in ["httapi.conf.xml", "dialplan/public/00_centralino.xml", "dialplan/destinations.xml"] {
        let text = file(name);
        let mut reader = quick_xml::Reader::from_str(&text);
        while reader.read_event().unwrap_or_else(|fault| panic!("{name}: {fault}"))
            != quick_xml::events::Event::Eof
        {}
    }
}
