//! A call that we place, as Asterisk is asked for it: both halves of a Local channel, one of which dials while the other waits to be answered
//! (`[centralino-ari-place]` and `[centralino-ari-placed]` of `extensions-ari.conf`).

use serde_json::{Map, Value, json};

use super::request::Request;

/// What Asterisk is told of a call.
#[derive(Clone, Copy, Debug)]
pub struct Originate<'a> {
    /// The name of its channel, which no second one has while it lives.
    pub id: &'a str,
    /// Who is called first: `customer` or `agent`.
    pub first: &'a str,
    /// What is dialled for the user: technology and number.
    pub dial: &'a str,
    /// The user's number.
    pub number: &'a str,
    /// What the user sees.
    pub from: &'a str,
    /// Where the operators are, one after the other: an extension of `[destinations]`, and how long it rings there; seconds.
    pub agents: &'a [(&'a str, u16)],
    /// ISO 639-1.
    pub language: &'a str,
    /// How long the user's telephone rings; seconds.
    pub ring: u16,
    /// How far in front it waits in a queue: the larger, the further; none where it waits in none.
    pub priority: Option<i32>,
    /// The request's number; none where the call is for none.
    pub ticket: Option<u32>,
    /// The desk's short name.
    pub desk: &'a str,
    /// The application that takes the call where the site names none.
    pub app: &'a str,
}

/// How much longer than it rings Asterisk waits for an answer: the dialplan tells how it ended before.
const LONGER: u32 = 60;

impl Request {
    /// Places a call.
    #[must_use]
    pub fn originate(call: &Originate<'_>) -> Self {
        let rings = call.agents.iter().map(|(_, ring)| u32::from(*ring)).sum::<u32>();
        let rings = if call.first == "agent" { rings } else { call.ring.into() };
        let agents: Vec<_> = call.agents.iter().map(|(to, ring)| format!("{ring}-{to}")).collect();
        let mut request = Self::new("originate", "POST", &["channels"]);
        request.query = vec![
            ("endpoint", format!("Local/{}@centralino-ari-place/n", call.first).into()),
            ("context", "centralino-ari-placed".into()),
            ("extension", "s".into()),
            ("priority", "1".into()),
            ("channelId", call.id.to_owned().into()),
            ("otherChannelId", format!("{}-dials", call.id).into()),
            ("timeout", (rings + LONGER).to_string().into()),
        ];
        request.body = Some(json!({ "variables": {
            "__CENTRALINO_CALL": call.id,
            "__CENTRALINO_PLACED": call.first,
            "__CENTRALINO_CALLBACK_FROM": call.from,
            "__CENTRALINO_LANGUAGE": call.language,
            "__CENTRALINO_TICKET": call.ticket.map(|ticket| format!("{ticket:09}")).unwrap_or_default(),
            "__CENTRALINO_DESK": call.desk,
            "CENTRALINO_NUMBER": call.number,
            "CENTRALINO_DIAL": call.dial,
            "CENTRALINO_AGENTS": agents.join("&"),
            "CENTRALINO_RING": call.ring.to_string(),
            "__CENTRALINO_APP": call.app,
        } }));
        if let (Some(priority), Some(variables)) = (call.priority, request.body.as_mut().and_then(variables))
        {
            // A variable of app_queue's own.
            variables.insert("QUEUE_PRIO".to_owned(), priority.to_string().into());
        }
        request
    }
}

fn variables(body: &mut Value) -> Option<&mut Map<String, Value>> {
    body.get_mut("variables")?.as_object_mut()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: Originate<'_> = Originate {
        id: "callback-123456782-1",
        first: "customer",
        dial: "PJSIP/+390668851234@carrier",
        number: "+390668851234",
        from: "+390612345678",
        agents: &[("lotto-2", 25), ("lotto-3", 600)],
        language: "it",
        ring: 30,
        priority: None,
        ticket: Some(123_456_782),
        desk: "giustizia",
        app: "centralino",
    };

    fn asked(request: &Request, name: &str) -> String {
        request.query.iter().find(|(key, _)| *key == name).unwrap().1.to_string()
    }

    #[test]
    fn operators_ring_one_after_the_other_and_asterisk_waits_for_all_of_them() {
        let request = Request::originate(&Originate { first: "agent", ..CALL });
        assert_eq!(asked(&request, "endpoint"), "Local/agent@centralino-ari-place/n");
        assert_eq!(asked(&request, "timeout"), "685");
        let variables = &request.body.as_ref().unwrap()["variables"];
        assert_eq!(variables["CENTRALINO_AGENTS"], "25-lotto-2&600-lotto-3");
        assert_eq!(variables.get("QUEUE_PRIO"), None);
    }

    #[test]
    fn what_waits_in_a_queue_has_a_place_in_it() {
        let request = Request::originate(&Originate { first: "agent", priority: Some(351_972_847), ..CALL });
        assert_eq!(request.body.as_ref().unwrap()["variables"]["QUEUE_PRIO"], "351972847");
    }

    #[test]
    fn a_call_has_one_name_and_the_dialplan_knows_what_to_dial() {
        let request = Request::originate(&CALL);
        assert_eq!((request.method, request.uri.as_str()), ("POST", "channels"));
        assert_eq!(asked(&request, "channelId"), "callback-123456782-1");
        assert_eq!(asked(&request, "endpoint"), "Local/customer@centralino-ari-place/n");
        assert_eq!(asked(&request, "timeout"), "90");
        let variables = &request.body.as_ref().unwrap()["variables"];
        assert_eq!(variables["CENTRALINO_DIAL"], "PJSIP/+390668851234@carrier");
        assert_eq!(variables["__CENTRALINO_TICKET"], "123456782");
    }
}
