//! Callers who wait in the queue of a platform that asks what they hear meanwhile.

use reqwest::Client;
use serde_json::{Value, json};

use crate::rig::{Document, Serve, Setup};

/// The Ministry's menu with a queue at Lotto 3.
fn serve() -> Serve {
    let setup = Setup::new();
    setup.change_menu(|menu| {
        let queue = "lotto-3:\n    title: Lotto 3\n    waiting: { longest: 5 minutes, position: yes, expected-wait: yes, \
                     keys: { 9: callback } }\n";
        menu.replacen("lotto-3: Lotto 3, Area Centro\n", queue, 1)
    });
    setup.start()
}

/// A TwiML platform that posts to an address: what it is told to do.
async fn post(url: &str, fields: &[(&str, &str)]) -> Document {
    let call = [("CallSid", "CA1"), ("From", "+390212345678"), ("To", "800749049")];
    let fields: Vec<_> = call.into_iter().chain(fields.iter().copied()).collect();
    let answer = Client::new().post(url).form(&fields).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    Document::read(&answer.text().await.unwrap())
}

/// The first element of this name, and one of its attributes.
fn attribute(document: &Document, name: &str, attribute: &str) -> String {
    let element = document.elements.iter().find(|one| one.path.ends_with(name));
    let element = element.unwrap_or_else(|| panic!("no {name} in {document:?}"));
    let found = element.attributes.iter().find(|(name, _)| name == attribute);
    found.unwrap_or_else(|| panic!("no {attribute} in {element:?}")).1.clone()
}

fn said(document: &Document) -> String {
    let says = document.elements.iter().filter(|one| one.path.ends_with("Say"));
    says.map(|one| one.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn redirect(document: &Document) -> String {
    document.elements.last().filter(|one| one.path == "Response/Redirect").unwrap().text.clone()
}

/// Rings up and waits in the queue: where what is heard meanwhile is asked for, and where the call goes on.
async fn in_the_queue(serve: &Serve) -> [String; 2] {
    let start = post(&serve.url("/hooks/twiml"), &[]).await;
    let offices = post(&attribute(&start, "Gather", "action"), &[("Digits", "1")]).await;
    let queue = post(&attribute(&offices, "Gather", "action"), &[("Digits", "3")]).await;
    assert!(said(&queue).contains("Durante l'attesa: per prenotare una richiamata, prema 9."), "{queue:?}");
    assert_eq!(queue.elements.last().unwrap().text, "lotto-3", "the queue's name is the destination's");
    ["waitUrl", "action"].map(|name| attribute(&queue, "Enqueue", name))
}

#[tokio::test]
async fn on_a_twiml_platform_callers_are_told_how_the_queue_stands_until_the_longest_wait_is_over() {
    let serve = serve();
    let [wait, action] = in_the_queue(&serve).await;
    let at = |time: &'static str, position: &'static str| {
        [("QueueTime", time), ("QueuePosition", position), ("AvgQueueTime", "200")]
    };
    let first = post(&wait, &at("0", "3")).await;
    let stands = "Prima della Sua ci sono 2 chiamate in attesa. Attesa prevista: circa 5 minuti.";
    // No sound was made and no music named: words ask for patience.
    assert_eq!(said(&first), format!("{stands} Resti in linea."));
    let soon = post(&redirect(&first), &at("30", "3")).await;
    assert_eq!(said(&soon), "Resti in linea.", "not again within the minute");
    let next = post(&redirect(&soon), &at("65", "1")).await;
    let stands = "La Sua chiamata è la prossima. Attesa prevista: circa 3 minuti.";
    let key = "Durante l'attesa: per prenotare una richiamata, prema 9.";
    assert_eq!(said(&next), format!("{stands} {key} Resti in linea."));
    let over = post(&redirect(&next), &at("300", "1")).await;
    assert_eq!(over.elements.last().unwrap().path, "Response/Leave", "{over:?}");
    let on = post(&action, &[("QueueResult", "leave"), ("QueueTime", "300")]).await;
    // The Ministry offers a callback where nobody answers, and here where the wait was too long.
    assert!(said(&on).starts_with("L'attesa si sta prolungando troppo."), "{on:?}");
    assert!(said(&on).contains("Primo orario libero"), "{on:?}");
}

#[tokio::test]
async fn on_a_twiml_platform_one_key_leaves_the_queue() {
    let serve = serve();
    let [wait, action] = in_the_queue(&serve).await;
    let first = post(&wait, &[("QueueTime", "0"), ("QueuePosition", "1")]).await;
    let listens = attribute(&first, "Gather", "action");
    let wrong = post(&listens, &[("QueueTime", "5"), ("QueuePosition", "1"), ("Digits", "5")]).await;
    assert_eq!(said(&wrong), "Resti in linea.", "another key does nothing");
    let left = post(&listens, &[("QueueTime", "9"), ("QueuePosition", "1"), ("Digits", "9")]).await;
    assert_eq!(left.elements.last().unwrap().path, "Response/Leave", "{left:?}");
    let on = post(&action, &[("QueueResult", "leave"), ("QueueTime", "9")]).await;
    assert!(said(&on).contains("Primo orario libero"), "{on:?}");
    assert!(!said(&on).contains("L'attesa si sta"), "nothing is wrong, and nobody says so: {on:?}");
    // Whoever was served comes back when that is over.
    let over = post(&action, &[("QueueResult", "bridged"), ("QueueTime", "9")]).await;
    assert_eq!(over.elements.last().unwrap().path, "Response/Hangup");
}

#[tokio::test]
async fn a_call_that_nobody_knows_leaves_the_queue() {
    let serve = serve();
    let [wait, _] = in_the_queue(&serve).await;
    let forged = wait.replace("?s=", "?s=x");
    let document = post(&forged, &[("QueueTime", "0")]).await;
    assert_eq!(
        document.elements.last().unwrap().path,
        "Response/Leave",
        "and begins again with what comes next"
    );
}

#[tokio::test]
async fn on_jambonz_callers_are_told_how_many_wait_and_leave_when_it_was_too_long() {
    let setup = Setup::new();
    setup.change_menu(|menu| {
        let queue = "lotto-3: { title: Lotto 3, waiting: { longest: 90 seconds, position: yes } }\n";
        menu.replacen("lotto-3: Lotto 3, Area Centro\n", queue, 1)
    });
    let serve = setup.start();
    let post = async |url: &str, body: Value| -> Value {
        let answer = Client::new().post(url).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    };
    let hook = |verbs: &Value, verb: &str, hook: &str| {
        let found = verbs.as_array().unwrap().iter().find(|one| one["verb"] == verb);
        found.and_then(|one| one[hook].as_str()).unwrap_or_else(|| panic!("no {hook} in {verbs}")).to_owned()
    };
    let call = json!({ "call_sid": "call-1", "from": "+390212345678", "to": "800749049", "sip": {}, "call_status": "trying" });
    let start = post(&serve.url("/hooks/jambonz"), call).await;
    let pressed = |key: &str| json!({ "call_sid": "call-1", "to": "800749049", "reason": "dtmfDetected", "digits": key });
    let offices = post(&hook(&start, "gather", "actionHook"), pressed("1")).await;
    let queue = post(&hook(&offices, "gather", "actionHook"), pressed("3")).await;
    let [wait, action] = ["waitHook", "actionHook"].map(|name| hook(&queue, "enqueue", name));
    // As its schema has it: without the call's number, and counted from nobody before.
    let first =
        post(&wait, json!({ "queue_sid": "q", "queue_time": 0, "queue_position": 2, "queue_size": 3 })).await;
    assert_eq!(first[0]["text"], "Prima della Sua ci sono 2 chiamate in attesa.");
    assert_eq!((&first[1]["text"], &first[2]["verb"]), (&json!("Resti in linea."), &json!("pause")));
    let late = post(&wait, json!({ "queue_sid": "q", "queue_time": 84, "queue_position": 0 })).await;
    assert_eq!(late[0]["text"], "La Sua chiamata è la prossima.");
    assert_eq!(late[2]["length"], 6.0, "no longer than the wait lasts");
    let over = post(&wait, json!({ "queue_sid": "q", "queue_time": 90 })).await;
    assert_eq!(over, json!([{ "verb": "leave" }]));
    let left = json!({ "call_sid": "call-1", "to": "800749049", "queue_result": "leave", "queue_time": 90 });
    let on = post(&action, left).await;
    assert!(on.to_string().contains("L'attesa si sta prolungando troppo."), "{on}");
}
