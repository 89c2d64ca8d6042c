use std::io::Write as _;

use super::*;

fn environment(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn with(file: &tempfile::NamedTempFile, set: &[(&'static str, &str)]) -> Options {
    Options {
        settings: Some(file.path().to_owned()),
        set: set.iter().map(|(key, value)| (*key, (*value).to_owned())).collect(),
    }
}

#[test]
fn defaults_are_right() {
    let settings = Settings::read(&Options::default(), environment(&[])).unwrap();
    assert_eq!(settings.menus, PathBuf::from("menus"));
    assert_eq!(settings.database, "sqlite://centralino.db");
    assert_eq!(settings.listen, "127.0.0.1:8080".parse().unwrap());
    assert_eq!(settings.twiml.patience, Duration::from_secs(15));
    assert_eq!(settings.asterisk.patience, Duration::from_secs(2));
    assert_eq!(settings.voice.tts.as_ref().map(Tts::program), Some("espeak-ng"));
    assert!(settings.public_url.is_none() && settings.twiml.auth_tokens.is_empty());
}

#[test]
fn options_win_over_the_environment_and_the_environment_over_the_file() {
    let file = file("listen = \"127.0.0.1:1\"\nmenus = \"a\"\ndatabase = \"sqlite://a.db\"\ntts-jobs = 3\n");
    let environment =
        environment(&[("CENTRALINO_LISTEN", "127.0.0.1:2"), ("CENTRALINO_MENUS", "b"), ("PATH", "/bin")]);
    let settings = Settings::read(&with(&file, &[("listen", "127.0.0.1:3")]), environment).unwrap();
    assert_eq!(settings.listen.port(), 3);
    assert_eq!(settings.menus, PathBuf::from("b"));
    assert_eq!(settings.database, "sqlite://a.db");
    assert_eq!(settings.voice.jobs, 3);
}

#[test]
fn every_mistake_is_told_at_once_with_its_place() {
    let file = file("lisen = \"127.0.0.1:1\"\ncolour = \"red\"\nrequests = [1]\ntts-jobs = 0\n");
    let environment = environment(&[("CENTRALINO_PUBLIC_URL", "phone"), ("CENTRALINO_LOG_FORMAT", "")]);
    let told = Settings::read(&with(&file, &[("listen", "8080")]), environment).unwrap_err().to_string();
    for part in [
        "no setting `lisen`; did you mean `listen`?",
        "no setting `colour`; `centralino serve --help`",
        "`requests` takes one value",
        "`tts-jobs` in /",
        "CENTRALINO_PUBLIC_URL is `phone`",
        "CENTRALINO_LOG_FORMAT is empty; it should be text or json",
        "--listen is `8080`",
    ] {
        assert!(told.contains(part), "{part} is not in:\n{told}");
    }
    assert_eq!(told.lines().count(), 7, "{told}");
}

#[test]
fn a_file_that_is_no_toml_or_is_not_there_is_told_with_its_line() {
    let broken = file("menus = \"a\"\nlisten = 127.0.0.1:1\n");
    let told = Settings::read(&with(&broken, &[]), environment(&[])).unwrap_err().to_string();
    assert!(told.contains("line 2") && told.contains("is no TOML"), "{told}");
    let twice = file("menus = \"a\"\nmenus = \"b\"\n");
    assert!(Settings::read(&with(&twice, &[]), environment(&[])).unwrap_err().to_string().contains("line 2"));
    let mut strange = file("");
    strange.write_all(b"\xff\xfe").unwrap();
    let told = Settings::read(&with(&strange, &[]), environment(&[])).unwrap_err().to_string();
    assert!(told.contains("is no UTF-8 text"), "{told}");
    let away = environment(&[("CENTRALINO_SETTINGS", "/nowhere/at-all.toml")]);
    let told = Settings::read(&Options::default(), away).unwrap_err().to_string();
    assert!(told.contains("/nowhere/at-all.toml") && told.contains("--settings"), "{told}");
}

#[test]
fn a_secret_is_never_told() {
    let wrong = environment(&[
        ("CENTRALINO_ASTERISK_SECRET", "un pappagallo"),
        ("CENTRALINO_SEAL_KEY", "tre-civette"),
    ]);
    let told = Settings::read(&Options::default(), wrong).unwrap_err().to_string();
    assert!(!told.contains("pappagallo") && !told.contains("civette"), "{told}");
    assert!(
        told.contains("CENTRALINO_ASTERISK_SECRET") && told.contains("openssl rand -base64 32"),
        "{told}"
    );
    let right = environment(&[
        ("CENTRALINO_ASTERISK_SECRET", "pappagallo-verde-e-rosso"),
        ("CENTRALINO_TWIML_AUTH_TOKEN", "civetta"),
        ("CENTRALINO_SEAL_KEY", &"ab".repeat(32)),
    ]);
    let settings = Settings::read(&Options::default(), right).unwrap();
    assert_eq!(settings.odd, Vec::<String>::new());
    let shown = format!("{settings:?}");
    assert!(!shown.contains("pappagallo") && !shown.contains("civetta") && !shown.contains("171"), "{shown}");
}

#[test]
fn a_secret_that_can_be_guessed_is_warned_of() {
    let short = environment(&[("CENTRALINO_ASTERISK_SECRET", "pappagallo")]);
    let odd = Settings::read(&Options::default(), short).unwrap().odd;
    assert!(odd.len() == 1 && odd[0].contains("16 characters") && !odd[0].contains("pappagallo"), "{odd:?}");
}

#[test]
fn a_variable_that_looks_like_a_setting_is_warned_of_and_one_of_an_orchestrator_is_not() {
    let environment = environment(&[
        ("CENTRALINO_TWIML_AUTH_TOKN", "x"),
        ("CENTRALINO_PORT_8080_TCP_ADDR", "10.0.0.1"),
        ("CENTRALINO_SERVICE_HOST", "10.0.0.1"),
    ]);
    let odd = Settings::read(&Options::default(), environment).unwrap().odd;
    assert_eq!(odd.len(), 1, "{odd:?}");
    assert!(odd[0].contains("CENTRALINO_TWIML_AUTH_TOKEN is one"), "{odd:?}");
}

#[test]
fn an_asterisk_without_its_password_is_a_mistake() {
    let told = Settings::read(
        &Options::default(),
        environment(&[("CENTRALINO_ARI_URL", "http://127.0.0.1:8088/ari")]),
    );
    assert!(told.unwrap_err().to_string().contains("CENTRALINO_ARI_PASSWORD"));
    let settings = Settings::read(
        &Options::default(),
        environment(&[
            ("CENTRALINO_ARI_URL", "http://127.0.0.1:8088/ari"),
            ("CENTRALINO_ARI_PASSWORD", "pappagallo"),
        ]),
    )
    .unwrap();
    assert_eq!((settings.ari.user.as_str(), settings.ari.app.as_str()), ("centralino", "centralino"));
    assert!(!format!("{settings:?}").contains("pappagallo"));
}

#[test]
fn an_authority_that_nothing_asks_for_is_warned_of() {
    let with = |url: &str| {
        let set = environment(&[
            ("CENTRALINO_ARI_URL", url),
            ("CENTRALINO_ARI_PASSWORD", "pappagallo"),
            ("CENTRALINO_ARI_CA", "/etc/ssl/ours.pem"),
        ]);
        Settings::read(&Options::default(), set).unwrap().odd
    };
    assert!(with("http://127.0.0.1:8088/ari").iter().any(|odd| odd.contains("CENTRALINO_ARI_CA")));
    assert_eq!(with("http://127.0.0.1:8088/ari,https://127.0.0.1:8089/ari"), Vec::<String>::new());
}
