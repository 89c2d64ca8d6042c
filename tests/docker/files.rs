//! What the files of `docker/` name exists: settings, paths, services, volumes, secrets.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use centralino::config::names;
use serde_json::Value;

use crate::phones::asterisk::Asterisk;
use crate::phones::handset::{Keys, Listens};
use crate::phones::telephone::Ring;
use crate::rig::until;

pub(super) fn docker() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docker")
}

/// A compose file as Compose reads it: `<<` merged, and `${NAME:?…}` filled.
fn compose(name: &str) -> Value {
    let text = fs::read_to_string(docker().join(name)).unwrap();
    let mut file: Value = serde_yaml::from_str(&text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    merge(&mut file);
    file
}

fn merge(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::Object(more)) = fields.remove("<<") {
                for (key, value) in more {
                    fields.entry(key).or_insert(value);
                }
            }
            fields.values_mut().for_each(merge);
        }
        Value::Array(items) => items.iter_mut().for_each(merge),
        _ => {}
    }
}

fn each<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value[key].as_object().into_iter().flatten()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn compose_files_name_only_what_exists() {
    let settings: BTreeSet<_> = names::ALL.iter().map(names::Name::variable).collect();
    for name in ["compose.yaml", "compose.ha.yaml"] {
        let file = compose(name);
        assert!(each(&file, "services").count() >= 2, "{name}");
        for (service, what) in each(&file, "services") {
            for (variable, _) in each(what, "environment").filter(|(name, _)| name.starts_with("CENTRALINO_"))
            {
                assert!(settings.contains(variable), "{name}: {service}: there is no setting {variable}");
            }
            for volume in texts(&what["volumes"]) {
                let from = volume.split(':').next().unwrap();
                if from.starts_with('.') {
                    assert!(docker().join(from).exists(), "{name}: {service}: there is no {from}");
                } else {
                    assert!(
                        file["volumes"].get(from).is_some(),
                        "{name}: {service}: no volume is called {from}"
                    );
                }
            }
            if let Some(context) = what["build"]["context"].as_str() {
                let dockerfile = what["build"]["dockerfile"].as_str().unwrap_or("Dockerfile");
                let file = docker().join(context).join(dockerfile);
                assert!(file.exists(), "{name}: {service}: there is no {}", file.display());
            }
            for (other, _) in each(what, "depends_on") {
                assert!(
                    file["services"].get(other).is_some(),
                    "{name}: {service}: no service is called {other}"
                );
            }
        }
    }
}

/// What has to be set is in the example, and nothing else is.
#[test]
fn the_example_of_secrets_has_what_is_asked_for() {
    let example = fs::read_to_string(docker().join("example.env")).unwrap();
    let offered: BTreeSet<_> = example
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name)
        .collect();
    let texts =
        ["compose.yaml", "compose.ha.yaml"].map(|name| fs::read_to_string(docker().join(name)).unwrap());
    let asked: BTreeSet<_> = texts
        .iter()
        .flat_map(|text| text.split("${").skip(1))
        .filter_map(|rest| rest.split_once(":?"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(offered, asked);
    assert!(asked.len() >= 3);
}

#[test]
fn the_settings_of_the_compose_files_make_a_service_that_starts() {
    for (name, service) in [("compose.yaml", "centralino"), ("compose.ha.yaml", "centralino-2")] {
        let file = compose(name);
        let environment = image_environment().into_iter().chain(
            each(&file["services"][service], "environment")
                .map(|(name, value)| (name.clone(), filled(value.as_str().unwrap()))),
        );
        let environment = environment.map(|(name, value)| (name.into(), value.into()));
        let settings =
            centralino::config::Settings::read(&centralino::config::Options::default(), environment);
        let settings = settings.unwrap_or_else(|mistakes| panic!("{name}: {mistakes}"));
        assert!(settings.odd.is_empty(), "{name}: {:?}", settings.odd);
    }
}

fn filled(value: &str) -> String {
    let mut text = value.to_owned();
    while let Some((before, rest)) = text.split_once("${") {
        let (name, after) = rest.split_once('}').unwrap();
        let value = if name.contains("URL") {
            "https://phone.example.org"
        } else {
            "0123456789abcdef0123456789abcdef"
        };
        text = format!("{before}{value}{after}");
    }
    text
}

/// What the image's `ENV` sets.
fn image_environment() -> Vec<(String, String)> {
    let text = fs::read_to_string(docker().join("Dockerfile")).unwrap().replace("\\\n", " ");
    let env = text.lines().filter_map(|line| line.strip_prefix("ENV "));
    let pairs = env.flat_map(str::split_whitespace).filter_map(|pair| pair.split_once('='));
    let set: Vec<_> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert!(set.len() >= 4, "{set:?}");
    set
}

/// What is copied is there and is not kept out; who runs it is nobody; the toolchain is the one that the program asks for.
#[test]
fn the_dockerfile_copies_what_there_is_and_runs_as_nobody() {
    let top = docker().join("..");
    let ignored = fs::read_to_string(docker().join("Dockerfile.dockerignore")).unwrap();
    let taken: Vec<_> = ignored.lines().filter_map(|line| line.strip_prefix('!')).collect();
    let text = fs::read_to_string(docker().join("Dockerfile")).unwrap();
    let copied: Vec<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("COPY "))
        .filter(|line| !line.starts_with("--"))
        .collect();
    assert!(copied.len() >= 3);
    for line in copied {
        let mut names: Vec<_> = line.split_whitespace().collect();
        names.pop();
        for name in names {
            assert!(top.join(name).exists(), "there is no {name}");
            assert!(taken.contains(&name), "{name} is kept out by Dockerfile.dockerignore");
        }
    }
    let manifest = fs::read_to_string(top.join("Cargo.toml")).unwrap();
    let wanted =
        manifest.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    assert!(text.contains(&format!("FROM rust:{wanted}-")), "the image's Rust is not {wanted}");
    assert_eq!(text.matches("--locked").count(), text.matches("cargo build").count());
    let last = text.rsplit("\nFROM ").next().unwrap();
    assert!(last.lines().any(|line| line == "USER 10001"), "{last}");
    assert!(last.contains(r#"CMD ["centralino", "health"]"#));
}

/// The first layer builds the dependencies alone: cargo must take the manifest when nothing but an empty program is there.
#[test]
fn the_layer_of_dependencies_needs_the_manifest_alone() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(docker().join("..").join(name), folder.path().join(name)).unwrap();
    }
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/main.rs"), "fn main() {}\n").unwrap();
    fs::write(folder.path().join("src/lib.rs"), "").unwrap();
    let tried = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--depth", "1", "--manifest-path"])
        .arg(folder.path().join("Cargo.toml"))
        .output()
        .unwrap();
    assert!(tried.status.success(), "{}", String::from_utf8_lossy(&tried.stderr));
    assert!(String::from_utf8_lossy(&tried.stdout).contains("sqlx"));
}

/// Both dialplans side by side, as the image of Asterisk has them.
#[test]
fn the_settings_of_asterisk_are_put_together() {
    let to = tempfile::tempdir().unwrap();
    let done = Command::new(docker().join("asterisk/assemble"))
        .arg(docker().join("asterisk"))
        .arg(to.path())
        .status();
    assert!(done.unwrap().success());
    let text = |name: &str| fs::read_to_string(to.path().join(name)).unwrap();
    for (name, _) in [("extensions.conf", ""), ("modules.conf", "")] {
        for line in text(name).lines().filter_map(|line| line.strip_prefix("#include \"")) {
            let included = line.split('"').next().unwrap();
            assert!(to.path().join(included).exists(), "{name} includes {included}");
        }
    }
    assert!(text("extensions.conf").contains("#include \"extensions-ari.conf\""));
    assert!(text("modules.conf").contains("#include \"modules-ari.conf\""));
    // What `start` puts the password in place of.
    assert!(text("ari.conf").contains("password=change-me"));
    let site = fs::read_to_string(docker().join("site/centralino-site.conf")).unwrap();
    let app = names::by_key("ari-app").and_then(|name| name.default).unwrap();
    assert!(site.contains(&format!("CENTRALINO_APPS={app}\n")), "the application that the service is");
    assert!(text("http.conf").contains("bindport=8088"), "where compose.yaml says that ARI is");
}

#[test]
fn the_load_balancer_takes_its_configuration() {
    let checked = Command::new("haproxy").args(["-c", "-f"]).arg(docker().join("haproxy.cfg")).output();
    let checked = checked.expect("haproxy of Debian's package haproxy");
    let said = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(checked.status.success(), "{said}");
    let warned: Vec<_> = said
        .lines()
        .filter(|line| line.contains("[WARNING]") && !line.contains("could not resolve address 'centralino-"))
        .collect();
    assert!(warned.is_empty(), "{warned:#?}");
    let text = fs::read_to_string(docker().join("haproxy.cfg")).unwrap();
    let file = compose("compose.ha.yaml");
    let replicas: Vec<_> = each(&file, "services")
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("centralino-"))
        .collect();
    assert_eq!(replicas.len(), 3);
    for replica in replicas {
        assert!(text.contains(&format!("server {replica} {replica}:8080 check")), "{replica}");
    }
}

/// With the lines for TLS taken out of their comments, as README.md says, and a certificate.
#[test]
fn the_load_balancer_ends_tls_where_a_site_has_a_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let pem = folder.path().join("certificate.pem");
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "1",
            "-subj",
            "/CN=phone.example.org",
        ])
        .args(["-keyout", "key.pem", "-out", "certificate.pem"])
        .current_dir(folder.path())
        .output();
    assert!(made.expect("openssl").status.success());
    let key = fs::read_to_string(folder.path().join("key.pem")).unwrap();
    fs::write(&pem, fs::read_to_string(&pem).unwrap() + &key).unwrap();
    let text = fs::read_to_string(docker().join("haproxy.cfg")).unwrap();
    let line = "# bind :8443 ssl crt /usr/local/etc/haproxy/certificate.pem";
    assert_eq!(text.matches(line).count(), 1);
    let config = folder.path().join("haproxy.cfg");
    fs::write(&config, text.replace(line, &format!("bind 127.0.0.1:8443 ssl crt {}", pem.display())))
        .unwrap();
    let checked = Command::new("haproxy").args(["-c", "-f"]).arg(&config).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let compose = fs::read_to_string(docker().join("compose.ha.yaml")).unwrap();
    for line in ["# - \"443:8443\"", "# - ./site/certificate.pem:/usr/local/etc/haproxy/certificate.pem:ro"] {
        assert_eq!(compose.matches(line).count(), 1, "{line}");
    }
}

/// Nobody can register at the Asterisk that we ship: whoever could would receive an office's callers.
#[test]
fn no_telephone_has_a_password_that_everybody_knows() {
    let text = fs::read_to_string(docker().join("asterisk/pjsip.conf")).unwrap();
    let mut said = String::new();
    let mut rest = text.as_str();
    while let Some((before, comment)) = rest.split_once(";--") {
        said += before;
        rest = comment.split_once("--;").expect("a comment has an end").1;
    }
    said += rest;
    assert!(said.contains("[carrier]") && text.contains("type=auth"));
    assert!(!said.contains("type=auth") && !said.contains("password"), "{said}");
}

/// Asterisk as the image has it, with the site's file of `compose.yaml`: a carrier's call is lent to the service and, since none is there, reaches
/// the site's own fallback.
#[test]
fn asterisk_takes_the_settings_of_its_image() {
    let put = |etc: &Path| {
        let whole = tempfile::tempdir().unwrap();
        let assembled = Command::new(docker().join("asterisk/assemble"))
            .arg(docker().join("asterisk"))
            .arg(whole.path())
            .status();
        assert!(assembled.unwrap().success());
        for name in [
            "extensions.conf",
            "extensions-ari.conf",
            "extensions-destinations.conf",
            "modules.conf",
            "modules-ari.conf",
        ] {
            fs::copy(whole.path().join(name), etc.join(name)).unwrap();
        }
        // The tests' telephones come from a context of their own.
        let site = fs::read_to_string(docker().join("site/centralino-site.conf")).unwrap();
        assert!(site.contains("[from-carrier]"));
        fs::write(etc.join("centralino-site.conf"), site.replace("[from-carrier]", "[from-phones]")).unwrap();
    };
    let Some(asterisk) = Asterisk::own_with(put) else { return };
    let ring = Ring {
        did: "800749049",
        from: "+393331234567",
        headers: &[],
        keys: Keys::Events(96),
        listens: Listens::Words,
    };
    let nothing_spoken = asterisk.folder.join("spoken-index");
    fs::write(&nothing_spoken, "").unwrap();
    let _call = ring.place(asterisk.port, nothing_spoken);
    let log = asterisk.folder.join("log/full");
    until("the fallback takes the call", || {
        let log = fs::read_to_string(&log).unwrap();
        let lent = log.contains("Stasis(") && log.contains("centralino,");
        (lent && log.contains("@centralino-fallback:1")).then_some(())
    });
}
