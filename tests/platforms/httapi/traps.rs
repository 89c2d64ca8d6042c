//! What `mod_httapi` does when it was configured otherwise than we ship it, or when we are away.

use reqwest::{Client, Method, Response};

use super::Freeswitch;
use crate::platforms::conformance::play::{Document, Platform as _, Then};
use crate::platforms::conformance::{prompts_made, quick};
use crate::rig::{Serve, Setup};

/// A request with the parameters that `mod_httapi` keeps for a call.
async fn ask(serve: &Serve, method: &Method, path: &str, more: &[(&str, &str)], in_query: bool) -> Response {
    let mut fields = vec![
        ("session_id", "0b8e"),
        ("hostname", "pbx"),
        ("Caller-Caller-ID-Number", "+390212345678"),
        ("Caller-Destination-Number", "7010"),
    ];
    fields.extend_from_slice(more);
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
    let mut url = serve.url(path);
    if in_query {
        url = format!("{url}{}{query}", if url.contains('?') { '&' } else { '?' });
    }
    let request = Client::new().request(method.clone(), url);
    let request = if in_query { request } else { request.form(&fields) };
    request.send().await.unwrap()
}

async fn document(answer: Response) -> Document {
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, 200, "{text}");
    Freeswitch::new().read(&text, "text/xml")
}

/// The path of the address that a document gave, whatever the port was.
fn path(document: &Document) -> String {
    let (Then::Ask { back, .. } | Then::Dial { back, .. }) = &document.then else { panic!("{document:?}") };
    let (_, path) = back.split_once("/hooks/").unwrap();
    format!("/hooks/{path}")
}

fn dialled(document: &Document) -> &str {
    let Then::Dial { to, .. } = &document.then else { panic!("{document:?}") };
    to
}

#[tokio::test]
async fn get_and_a_post_with_everything_in_the_query_are_understood() {
    let serve = quick(|_| ());
    for (method, in_query) in [(Method::GET, true), (Method::POST, true), (Method::POST, false)] {
        let menu = document(ask(&serve, &method, "/hooks/freeswitch", &[], in_query).await).await;
        let pressed = [("keys", "1"), ("input_type", "dtmf")];
        let dial = document(ask(&serve, &method, &path(&menu), &pressed, in_query).await).await;
        assert_eq!(dialled(&dial), "uno", "{method} {in_query}");
    }
}

/// The dialplan's second `httapi`, without an address: FreeSWITCH asks the last one again, and the key that was pressed is lost.
#[tokio::test]
async fn a_caller_whose_service_died_goes_on_from_the_same_menu() {
    let serve = quick(|_| ());
    let post = Method::POST;
    let menu = document(ask(&serve, &post, "/hooks/freeswitch", &[], false).await).await;
    let below = document(ask(&serve, &post, &path(&menu), &[("keys", "8")], false).await).await;
    let silent = document(ask(&serve, &post, &path(&below), &[], false).await).await;
    let serve = prompts_made(serve.crash_and_start(), 50);
    let again = document(ask(&serve, &post, &path(&below), &[], false).await).await;
    assert!(matches!(again.then, Then::Ask { most: 1, .. }), "{again:?}");
    assert_eq!(again.heard, silent.heard, "as if nothing had been pressed");
    let dial = document(ask(&serve, &post, &path(&again), &[("keys", "2")], false).await).await;
    assert_eq!(dialled(&dial), "+390612345678");
}

/// Without a voice there is nothing that FreeSWITCH could play: the call goes to the dialplan's fallback instead of into silence.
#[tokio::test]
async fn without_sounds_the_dialplan_takes_the_call() {
    let serve = Setup::new().start();
    let answer = ask(&serve, &Method::POST, "/hooks/freeswitch?desk=giustizia", &[], false).await;
    assert_eq!(answer.status(), 500);
    assert!(serve.log().contains("no sound was made"), "{}", serve.log());
}

#[tokio::test]
async fn a_destination_that_cannot_be_dialled_goes_to_the_menus_fallback() {
    let serve = quick(|setup| {
        let path = setup.path("menus/prova.yaml");
        let menu = std::fs::read_to_string(&path).unwrap();
        let menu = menu.replace("    to: \"+390612345678\"\n", "    to: \"ufficio/due\"\n");
        std::fs::write(path, menu).unwrap();
    });
    let menu = document(ask(&serve, &Method::POST, "/hooks/freeswitch", &[], false).await).await;
    let below = document(ask(&serve, &Method::POST, &path(&menu), &[("keys", "8")], false).await).await;
    let dial = document(ask(&serve, &Method::POST, &path(&below), &[("keys", "2")], false).await).await;
    assert_eq!(dialled(&dial), "uno", "`due` falls back to `uno`");
    assert!(serve.log().contains("`ufficio/due` cannot be dialled"), "{}", serve.log());
}
