//! What every page has around it: headers, language, what the law wants at its foot, and errors that people can read.

use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;

use crate::rig::{Serve, Setup};

/// A browser's first look: status, headers and text.
async fn page(serve: &Serve, path: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, String) {
    let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let mut request = client.get(serve.url(path)).header("accept", "text/html,application/xhtml+xml");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.headers().clone(), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_page_may_load_nothing_from_elsewhere_and_is_kept_by_nobody() {
    let serve = Setup::new().start();
    let (status, headers, text) = page(&serve, "/", &[]).await;
    assert_eq!(status, 200);
    let policy = headers["content-security-policy"].to_str().unwrap();
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(
        (&headers["x-content-type-options"], &headers["cache-control"]),
        (&"nosniff".parse().unwrap(), &"no-store".parse().unwrap())
    );
    assert_eq!(headers["referrer-policy"], "same-origin");
    assert!(!text.contains("<style") && !text.contains(" style=") && !text.contains(" onclick="), "{text}");
    assert!(!text.contains("src=\"http") && !text.contains("rel=\"stylesheet\" href=\"http"), "{text}");
    assert!(text.contains("+39 800 749 049"), "the desk's number, as people read it: {text}");
}

#[tokio::test]
async fn by_https_a_browser_asks_by_nothing_else_from_then_on() {
    let told =
        async |setup: Setup| page(&setup.start(), "/", &[]).await.1.contains_key("strict-transport-security");
    assert!(told(Setup::new().with("PUBLIC_URL", "https://phone.example.org")).await);
    assert!(
        !told(Setup::new()).await && !told(Setup::new().with("PUBLIC_URL", "http://phone.example.org")).await
    );
}

#[tokio::test]
async fn italian_comes_first_and_a_choice_is_kept() {
    let serve = Setup::new().start();
    let language = async |path: &str, headers: &[(&str, &str)]| {
        let (_, headers, text) = page(&serve, path, headers).await;
        let lang = text.split("<html lang=\"").nth(1).unwrap()[..2].to_owned();
        (lang, headers.get("set-cookie").map(|cookie| cookie.to_str().unwrap().to_owned()))
    };
    assert_eq!(language("/", &[]).await.0, "it");
    assert_eq!(language("/", &[("accept-language", "en-GB,en;q=0.9")]).await.0, "en");
    assert_eq!(language("/", &[("accept-language", "de")]).await.0, "it");
    assert_eq!(language("/", &[("accept-language", "en"), ("cookie", "language=it")]).await.0, "it");
    let client = reqwest::Client::new();
    let chosen = client.get(serve.url("/?lang=en")).send().await.unwrap();
    let cookies: Vec<_> = chosen
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect();
    assert!(
        cookies.iter().any(|cookie| cookie.starts_with("language=en; Path=/; HttpOnly; SameSite=Lax")),
        "{cookies:?}"
    );
    let (_, _, text) = page(&serve, "/notes/privacy?lang=en", &[]).await;
    assert!(text.contains("href=\"/notes/privacy?lang=it\""), "the same page in the other language");
}

#[tokio::test]
async fn what_is_fetched_with_a_page_is_kept_for_good() {
    let serve = Setup::new().start();
    let (_, _, text) = page(&serve, "/", &[]).await;
    let assets: Vec<_> = text.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert!(assets.len() >= 6, "{assets:?}");
    for asset in &assets {
        let (status, headers, _) = page(&serve, asset, &[]).await;
        assert_eq!(
            (status, &headers["cache-control"]),
            (200, &"public, max-age=31536000, immutable".parse().unwrap()),
            "{asset}"
        );
        assert_eq!(headers["x-content-type-options"], "nosniff");
    }
    let (status, headers, css) = page(&serve, "/assets/0123456789abcdef/centralino.css", &[]).await;
    assert_eq!(
        (status, &headers["cache-control"]),
        (200, &"no-cache".parse().unwrap()),
        "another replica's release"
    );
    for font in css.split("url(\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let (status, headers, _) = page(&serve, &format!("/assets/0/{font}"), &[]).await;
        assert_eq!((status, &headers["content-type"]), (200, &"font/woff2".parse().unwrap()));
    }
    assert_eq!(page(&serve, "/assets/0/../mod.rs", &[]).await.0, 404);
}

#[tokio::test]
async fn what_is_not_there_is_a_page_for_people_and_a_document_for_programs() {
    let serve = Setup::new().start();
    let (status, headers, text) = page(&serve, "/nulla", &[]).await;
    assert_eq!((status, &headers["content-type"]), (404, &"text/html; charset=utf-8".parse().unwrap()));
    assert!(text.contains("Pagina non trovata") && text.contains("<main"), "{text}");
    assert!(headers.contains_key("content-security-policy"));
    let program = reqwest::get(serve.url("/nulla")).await.unwrap();
    assert_eq!(program.headers()["content-type"], "application/problem+json");
}

#[tokio::test]
async fn at_the_foot_stands_what_the_law_wants_in_the_administrations_words() {
    let serve = Setup::new().start();
    for note in ["privacy", "accessibility", "feedback"] {
        let (_, _, start) = page(&serve, "/", &[]).await;
        assert!(start.contains(&format!("href=\"/notes/{note}\"")));
        assert_eq!(page(&serve, &format!("/notes/{note}"), &[]).await.0, 200);
    }
    let setup = Setup::new();
    for (language, text) in
        [("it", "# Titolare\n\nMinistero <di> prova"), ("en", "# Controller\n\nTest ministry")]
    {
        std::fs::write(setup.path(&format!("privacy.{language}.txt")), text).unwrap();
    }
    let serve = setup
        .with("ORGANISATION", "Ministero di prova")
        .with("PRIVACY_NOTICE", "privacy.{language}.txt")
        .with("ACCESSIBILITY_STATEMENT", "https://form.example/view/1")
        .start();
    let (_, _, text) = page(&serve, "/notes/privacy", &[]).await;
    assert!(text.contains("<h2>Titolare</h2><p>Ministero &lt;di&gt; prova</p>"), "{text}");
    assert!(text.contains("<span class=\"slim-name\">Ministero di prova</span>"), "{text}");
    assert!(page(&serve, "/notes/privacy?lang=en", &[]).await.2.contains("Test ministry"));
    let (status, headers, _) = page(&serve, "/notes/accessibility", &[]).await;
    assert_eq!((status, &headers["location"]), (303, &"https://form.example/view/1".parse().unwrap()));
    let (code, said) = Setup::new().with("PRIVACY_NOTICE", "nowhere.txt").refused();
    assert!(code.is_some_and(|code| code != 0) && said.contains("nowhere.txt"), "{said}");
}

#[tokio::test]
async fn an_address_to_which_a_form_was_sent_leads_back_to_the_form() {
    let serve = Setup::new().start();
    for (asked, led) in [
        ("/book/giustizia/pick", "/book/giustizia"),
        ("/book/giustizia/pick?lang=en", "/book/giustizia?lang=en"),
        ("/book/giustizia/code/instead", "/book/giustizia/code"),
        ("/book/giustizia/details?lang=en", "/book/giustizia"),
        ("/scheduler/pick?desk=giustizia", "/scheduler?desk=giustizia"),
        ("/account/password", "/account"),
        ("/sign-out", "/"),
    ] {
        let (status, headers, _) = page(&serve, asked, &[]).await;
        let location = headers.get("location").map(|to| to.to_str().unwrap());
        assert_eq!((status, location), (303, Some(led)), "{asked}");
    }
    let program = reqwest::get(serve.url("/book/giustizia/pick")).await.unwrap();
    assert_eq!(
        (program.status().as_u16(), &program.headers()["content-type"]),
        (405, &"application/problem+json".parse().unwrap())
    );
    assert_eq!(page(&serve, "/hooks/twiml", &[]).await.0, 405);
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_told_so_on_a_page() {
    let serve = Setup::new().start();
    for address in ["/sign-in?back=a&back=b", "/book/giustizia?queue=a%00b", "/tickets?desk=%00"] {
        let (status, headers, text) = page(&serve, address, &[]).await;
        assert_eq!(
            (status, &headers["content-type"]),
            (400, &"text/html; charset=utf-8".parse().unwrap()),
            "{address}"
        );
        assert!(text.contains("Richiesta non leggibile"), "{text}");
    }
}
