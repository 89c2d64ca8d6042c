//! Signing in and out: who may, what is told to who may not, and that no other site can do it for them.

use std::time::Instant;

use reqwest::Method;

use super::visitor::{PASSWORD, Visitor, add_user};
use crate::rig::{Serve, Setup};

fn started() -> Serve {
    let setup = Setup::new();
    add_user(&setup, "anna", "operator");
    setup.start()
}

#[tokio::test]
async fn a_page_for_some_asks_one_to_sign_in_and_then_shows_itself() {
    let serve = started();
    let mut anna = Visitor::new(&serve);
    let asked = anna.get("/account").await;
    assert_eq!((asked.status, asked.location()), (303, "/sign-in?back=%2Faccount"));
    let form = anna.get(asked.location().to_owned().as_str()).await;
    assert!(form.text.contains("value=\"/account\""), "{}", form.text);
    let wrong = anna
        .post("/sign-in?back=%2Faccount", &[("name", "anna"), ("password", "x"), ("back", "/account")])
        .await;
    assert!(wrong.text.contains("href=\"/sign-in?back=%2Faccount&amp;lang=en\""), "{}", wrong.text);
    assert!(wrong.text.contains("action=\"/sign-in?back=%2Faccount\""), "{}", wrong.text);
    let done =
        anna.post("/sign-in", &[("name", " Anna "), ("password", PASSWORD), ("back", "/account")]).await;
    assert_eq!((done.status, done.location()), (303, "/account"), "{}", done.text);
    let account = anna.get("/account").await;
    assert!(account.text.contains("<dd>anna</dd><dt>Ruolo</dt><dd>Assistenza</dd>"), "{}", account.text);
    assert_eq!(account.headers["cache-control"], "no-store");

    let out = anna.post("/sign-out", &[]).await;
    assert_eq!(out.location(), "/sign-in");
    assert!(anna.get("/sign-in").await.text.contains("La sessione è terminata."));
    assert!(!anna.get("/sign-in").await.text.contains("La sessione è terminata."), "it is said once");
    assert_eq!(anna.cookie("session"), None);
    assert_eq!(anna.get("/account").await.status, 303);
}

#[tokio::test]
async fn nobody_learns_from_an_answer_who_exists() {
    let serve = started();
    let mut told = Vec::new();
    let mut took = Vec::new();
    for name in ["anna", "nessuno"] {
        let mut visitor = Visitor::new(&serve);
        let mut texts = Vec::new();
        visitor.get("/sign-in").await;
        for _ in 0..4 {
            let began = Instant::now();
            let wrong = visitor.post("/sign-in", &[("name", name), ("password", "sbagliata")]).await;
            took.push(began.elapsed().as_millis());
            texts.push((
                wrong.status,
                wrong.text.replace(name, "NAME").replace(visitor.cookie("visitor").unwrap(), ""),
            ));
        }
        assert!(texts.iter().all(|(status, _)| *status == 422), "{texts:?}");
        let strip = |text: &str| text.lines().filter(|line| !line.contains("form-token")).collect::<String>();
        told.push(texts.iter().map(|(_, text)| strip(&without_tokens(text))).collect::<Vec<_>>());
    }
    assert_eq!(told[0], told[1]);
    // Both hash once each time: nobody's name is refused at a glance.
    let (anna, nobody) = (took[..4].iter().min().unwrap(), took[4..].iter().min().unwrap());
    assert!(*nobody * 3 + 5 > *anna, "anna {anna} ms, nobody {nobody} ms");
    let log = serve.log();
    assert!(!log.contains("anna") && !log.contains("sbagliata"), "{log}");
}

/// Without what differs from visitor to visitor.
fn without_tokens(text: &str) -> String {
    let mut parts = text.split("form-token");
    let mut whole = parts.next().unwrap().to_owned();
    for part in parts {
        whole.extend(part.split_once('}').or(part.split_once('>')).map(|(_, rest)| rest));
    }
    whole
}

#[tokio::test]
async fn who_guesses_has_to_wait_and_whoever_is_right_does_not_get_in_meanwhile() {
    let serve = started();
    let mut visitor = Visitor::new(&serve);
    visitor.get("/sign-in").await;
    for _ in 0..5 {
        assert_eq!(
            visitor.post("/sign-in", &[("name", "anna"), ("password", "sbagliata")]).await.status,
            422
        );
    }
    let locked = visitor.post("/sign-in", &[("name", "anna"), ("password", PASSWORD)]).await;
    assert_eq!(locked.status, 429);
    let seconds: u32 = locked.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=5).contains(&seconds), "{seconds}");
    assert!(locked.text.contains("troppi tentativi"), "{}", locked.text);
    // Once the time is over, the right password opens; and it wipes the slate clean.
    let look = async || {
        let answer = visitor.post("/sign-in", &[("name", "anna"), ("password", PASSWORD)]).await;
        (answer.status == 303).then_some(())
    };
    serve.comes("the right password opens", look).await;
}

#[tokio::test]
async fn ones_own_password_is_no_way_to_guess_at_others_for_ever() {
    let serve = started();
    let mut visitor = Visitor::new(&serve);
    visitor.get("/sign-in").await;
    let mut looked_at = 0;
    for round in 0..40 {
        // Each at another account, so that no account's own wait stands before the address's.
        let name = format!("collega-{round}");
        let guess = visitor.post("/sign-in", &[("name", &name), ("password", "sbagliata")]).await;
        match guess.status {
            422 => looked_at += 1,
            429 => break,
            other => panic!("{other}"),
        }
        if round % 3 == 2 {
            let mut own = Visitor::new(&serve);
            assert_eq!(own.sign_in("anna", PASSWORD).await.status, 303, "after {round} guesses");
        }
    }
    assert!((20..=26).contains(&looked_at), "{looked_at} guesses were looked at from one address");
}

#[tokio::test]
async fn an_office_that_signs_in_all_day_is_not_kept_waiting() {
    let serve = started();
    for round in 0..40 {
        let mut one = Visitor::new(&serve);
        if round % 2 == 0 {
            assert_eq!(one.sign_in("anna", "sbagliata").await.status, 422, "a slip, {round}");
        }
        assert_eq!(one.sign_in("anna", PASSWORD).await.status, 303, "{round}");
    }
}

#[tokio::test]
async fn many_guesses_at_one_moment_are_many_guesses() {
    let serve = started();
    let mut tries = tokio::task::JoinSet::new();
    let mut template = Visitor::new(&serve);
    template.get("/sign-in").await;
    for _ in 0..40 {
        let mut visitor = Visitor::new(&serve);
        tries.spawn(async move {
            visitor.get("/sign-in").await;
            visitor.post("/sign-in", &[("name", "anna"), ("password", "sbagliata")]).await.status
        });
    }
    let answers = tries.join_all().await;
    let looked_at = answers.iter().filter(|status| **status == 422).count();
    assert!(looked_at <= 6, "{looked_at} of 40 were looked at: {answers:?}");
}

#[tokio::test]
async fn no_other_site_signs_anybody_in_or_out() {
    let serve = started();
    let mut anna = Visitor::signed_in(&serve, "anna").await;
    let session = anna.cookie("session").unwrap().to_owned();
    anna.get("/account").await;
    // Without the right token; and with it, where the browser says that another site sends it.
    let token = anna.form_token().to_owned();
    let right = ("form-token", token.as_str());
    for (headers, fields) in [
        (vec![], vec![]),
        (vec![], vec![("form-token", "AAAA")]),
        (vec![("origin", "https://evil.example")], vec![right]),
        (vec![("origin", "null")], vec![right]),
        (vec![("sec-fetch-site", "cross-site")], vec![right]),
        (vec![("sec-fetch-site", "same-site")], vec![right]),
    ] {
        let refused = anna.ask(Method::POST, "/sign-out", &headers, &fields).await;
        assert_eq!(refused.status, 403, "{headers:?} {fields:?}");
        assert!(refused.text.contains("Modulo scaduto"));
    }
    let mut other = Visitor::new(&serve);
    other.get("/sign-in").await;
    let borrowed = other.post("/sign-in", &[("name", "x"), ("password", "y"), ("form-token", "x")]).await;
    assert_eq!(borrowed.status, 403, "of two tokens the first must be right too");
    assert_eq!(anna.cookie("session"), Some(session.as_str()));
    assert_eq!(anna.get("/account").await.status, 200, "still signed in");
    let htmx = [("hx-request", "true"), ("hx-current-url", "http://localhost/account?x=1")];
    let gone = other.ask(Method::GET, "/account", &htmx, &[]).await;
    assert_eq!(
        (gone.status, gone.headers["hx-redirect"].to_str().unwrap()),
        (401, "/sign-in?back=%2Faccount%3Fx%3D1")
    );
}

#[tokio::test]
async fn ones_password_is_changed_and_every_other_session_ends() {
    let serve = started();
    let mut here = Visitor::signed_in(&serve, "anna").await;
    let mut there = Visitor::signed_in(&serve, "anna").await;
    here.get("/account").await;
    let change = async |visitor: &mut Visitor, current: &str, new: &str, again: &str| {
        visitor.post("/account/password", &[("current", current), ("new", new), ("again", again)]).await
    };
    let new = "un’altra frase abbastanza lunga";
    for (current, new, again, told) in [
        ("sbagliata", new, new, "La password attuale non è corretta"),
        (PASSWORD, new, "diversa", "Le due password non sono uguali"),
        (PASSWORD, "breve", "breve", "Almeno 12 caratteri"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "troppo facile"),
    ] {
        let refused = change(&mut here, current, new, again).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains(told) && refused.text.contains("aria-invalid"), "{}", refused.text);
    }
    let changed = change(&mut here, PASSWORD, new, new).await;
    assert_eq!((changed.status, changed.location()), (303, "/account"), "{}", changed.text);
    let account = here.get("/account").await;
    assert!(
        account.status == 200 && account.text.contains("La password è stata cambiata"),
        "{}",
        account.text
    );
    assert_eq!(there.get("/account").await.status, 303, "the other browser is signed out");
    assert_eq!(there.sign_in("anna", PASSWORD).await.status, 422);
    assert_eq!(there.sign_in("anna", new).await.status, 303);
    here.get("/account").await;
    assert_eq!(here.post("/account/sign-out-everywhere", &[]).await.location(), "/sign-in");
    assert_eq!((here.get("/account").await.status, there.get("/account").await.status), (303, 303));
}

#[tokio::test]
async fn by_https_the_cookies_are_bound_to_the_host() {
    let setup =
        Setup::new().with("PUBLIC_URL", "https://phone.example").with("ASTERISK_SECRET", "0123456789abcdef");
    add_user(&setup, "anna", "viewer");
    let serve = setup.start();
    let mut anna = Visitor::new(&serve);
    let done = anna.sign_in("anna", PASSWORD).await;
    let cookies: Vec<_> =
        done.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    let session = cookies.iter().find(|cookie| cookie.starts_with("__Host-session=")).unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(session.contains(part), "{session}");
    }
    assert!(!session.contains("Domain"), "{session}");
    assert_eq!(anna.get("/account").await.status, 200);
}

#[tokio::test]
async fn a_session_that_ended_while_somebody_wrote_is_no_reason_to_write_again() {
    let serve = started();
    let mut anna = Visitor::signed_in(&serve, "anna").await;
    anna.get("/account").await;
    let mut other = Visitor::signed_in(&serve, "anna").await;
    other.get("/account").await;
    other.post("/account/sign-out-everywhere", &[]).await;
    let late = anna.post("/account/password", &[("current", PASSWORD)]).await;
    assert_eq!(late.status, 401);
    assert!(
        late.text.contains("inviare di nuovo") && late.text.contains("target=\"_blank\""),
        "{}",
        late.text
    );
}

#[tokio::test]
async fn while_the_store_is_away_the_pages_say_so() {
    let serve = started();
    let mut anna = Visitor::signed_in(&serve, "anna").await;
    anna.get("/account").await;
    for file in ["centralino.db", "centralino.db-wal", "centralino.db-shm"] {
        let _ = std::fs::remove_file(serve.setup().path(file));
    }
    let look = async || Some(anna.get("/account").await).filter(|page| page.status != 200);
    let away = serve.comes("somebody notices that the store is gone", look).await;
    assert_eq!(away.status, 503);
    assert!(
        away.text.contains("Archivio non raggiungibile") && away.text.contains("il telefono continua"),
        "{}",
        away.text
    );
    let mut other = Visitor::new(&serve);
    let refused = other.sign_in("anna", PASSWORD).await;
    assert!(refused.status == 503 && refused.text.contains("nulla è stato salvato"), "{}", refused.text);
    assert_eq!(other.get("/notes/privacy").await.status, 200, "what needs no store is there");
}

#[test]
fn nobody_is_called_as_histories_call_something_else() {
    let setup = Setup::new();
    for name in ["caller", "api", "Clock", "page"] {
        let added =
            setup.command(&["user", "add", name, "--role", "operator", "--no-password"]).output().unwrap();
        let said = String::from_utf8(added.stderr).unwrap();
        assert!(!added.status.success() && said.contains("nobody can be called"), "{name}: {said}");
    }
}
