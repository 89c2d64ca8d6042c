//! The five desks, as an admin finds them beside the program: nothing in them is wrong, and they say what their sources say.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use centralino::files::{Desks, texts};
use centralino::menu::diagnostic::text;
use centralino::menu::model::{Menu, Node, Step};
use centralino::terms::numbering::{Country, Did, number};
use centralino::terms::{Language, NodeId};
use centralino::ticket::{Amount, Figure, Figures, Severity};

pub(super) const DESKS: [&str; 5] = ["condafne", "dogane", "giustizia", "pagopa", "palitalsoft"];

pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("menus")
}

fn desk(name: &str) -> Arc<Menu> {
    let desks = Desks::read(&folder().join(format!("{name}.yaml")));
    assert_eq!(text(&desks.diagnostics, &texts(&desks.diagnostics)), "");
    Arc::clone(desks.menus().next().unwrap())
}

/// The table of desk 5, as it reads it.
#[test]
fn condafne_promises_what_its_source_says() {
    let menu = desk("condafne");
    let table = menu.tickets.promise.unwrap();
    let told = |figure: Option<Figure>| {
        let Figure { amount, clock } = figure.unwrap();
        match amount {
            Amount::Time(length) => format!("{} min {clock:?}", length.num_minutes()),
            Amount::WorkingDays(days) => format!("{days} days {clock:?}"),
        }
    };
    let row = |severity: Severity| {
        let Figures { reaction, staffed, otherwise } = table.figures[severity.index()];
        [told(reaction), told(staffed), told(otherwise)]
    };
    assert_eq!(row(Severity::High), ["30 min Staffed", "480 min Staffed", "720 min Wall"]);
    assert_eq!(row(Severity::Medium), ["60 min Staffed", "1440 min Staffed", "2880 min Wall"]);
    assert_eq!(row(Severity::Low), ["120 min Staffed", "2 days Staffed", "3 days Wall"]);
    assert_eq!(row(Severity::Info), ["1 days Staffed", "5 days Staffed", "10 days Wall"]);
    assert!(!menu.tickets.warning.unwrap().at_any_hour);
    assert_eq!(menu.tickets.lapse, None, "a desk that says nothing lets nothing lapse");
    assert!(desk("giustizia").tickets.promise.is_none() && desk("giustizia").packages.is_none());
}

#[test]
fn dogane_lets_requests_lapse_and_takes_escalations() {
    let tickets = &desk("dogane").tickets;
    assert_eq!(tickets.lapse.unwrap().days, 60);
    let escalation = tickets.escalation.as_ref().unwrap();
    assert_eq!(&*escalation.to, "dogane.tecnologie@agenziadogane.it");
    assert_eq!(&*escalation.subject, "Mancata Risposta Assistenza");
}

#[test]
fn palitalsoft_sells_packages_and_answers_requests_in_their_own_hours() {
    let menu = desk("palitalsoft");
    let packages = menu.packages.as_ref().unwrap();
    let told: Vec<_> = packages
        .kinds
        .iter()
        .map(|kind| (&*kind.name, kind.half(), kind.languages.len(), kind.months))
        .collect();
    assert_eq!(
        told,
        [
            ("gold", 250, 1, 12),
            ("gold-plus", 250, 2, 12),
            ("silver", 125, 1, 12),
            ("silver-plus", 125, 2, 12),
            ("base", 50, 1, 12),
            ("base-plus", 50, 2, 12),
            ("light", 25, 1, 12),
            ("light-plus", 25, 2, 12),
        ]
    );
    assert_eq!(packages.cap.length.num_minutes(), 15);
    assert_eq!(packages.cap.warning.num_minutes(), 1);
    assert_eq!(&*menu.calendars[menu.tickets.calendar.index()].name, "richieste");
}

fn node<'a>(menu: &'a Menu, path: &str) -> &'a Node {
    menu.nodes.iter().find(|node| &*node.path == path).unwrap_or_else(|| panic!("no node {path}"))
}

/// What a menu of keys announces, in its desk's first language.
fn announced(menu: &Menu, path: &str) -> String {
    let Step::Choice(choice) = &node(menu, path).step else { panic!("{path} has no keys") };
    menu.written(choice.announcement, Language::It).to_owned()
}

/// Where a place puts calls through to.
fn dialled<'a>(menu: &'a Menu, path: &str) -> &'a str {
    let Step::Transfer(transfer) = &node(menu, path).step else { panic!("{path} is no transfer") };
    &menu.destinations[transfer.to.index()].to
}

#[test]
fn nothing_is_wrong_with_them() {
    let desks = Desks::read(&folder());
    assert_eq!(text(&desks.diagnostics, &texts(&desks.diagnostics)), "");
    let names: Vec<_> = desks.menus().map(|menu| &*menu.desk).collect();
    assert_eq!(names, DESKS);
}

#[test]
fn the_ministry_is_reached_by_its_keys() {
    let menu = desk("giustizia");
    let ministry = [
        ("open.1.2", "lotto-2"),
        ("open.1.3", "lotto-3"),
        ("open.1.4", "lotto-4"),
        ("open.1.5", "lotto-5"),
        ("open.1.6", "lotto-6"),
        ("open.2.1", "pct-foro"),
        ("open.2.2", "pct-magistrati"),
        ("open.3.1", "sicoge"),
    ];
    for (path, to) in ministry {
        assert_eq!(dialled(&menu, path), to);
    }
    // And those of the callbacks, to which no key leads.
    assert_eq!(menu.destinations.len(), ministry.len() + 1);
    assert!(node(&menu, "open.1").known_callers, "who is known goes on after the key 1");
    assert!(!node(&menu, "open").known_callers, "and not before");
    let Step::Choice(lots) = &node(&menu, "open.1").step else { panic!("open.1 has keys") };
    assert_eq!(lots.keys[1], None, "keys are sparse: there is no 1 here");
    assert_eq!(
        announced(&menu, "open.1"),
        "Lotto 2, Area Nord: prema 2. Lotto 3, Area Centro: 3. Lotto 4, Area Sud: 4. \
         Lotto 5, Uffici Centrali: 5. Lotto 6, Cassazione: 6."
    );
}

#[test]
fn the_ministry_knows_its_own_numbers() {
    let menu = desk("giustizia");
    for (caller, lot) in [
        ("06 6885 1234", "lotto-5"),
        ("06 6885 2121", "lotto-3"),
        ("06 6883 1234", "lotto-6"),
        ("02 5433 1234", "lotto-2"),
        ("055 799 1234", "lotto-3"),
        ("081 223 1234", "lotto-4"),
    ] {
        let (to, _) = menu.directory.look_up(number(caller, Country::ITALY).unwrap()).unwrap();
        assert_eq!(&*menu.destinations[to.index()].name, lot, "{caller}");
    }
    assert_eq!(menu.directory.look_up(number("06 6884 1234", Country::ITALY).unwrap()), None);
}

#[test]
fn each_is_known_by_its_numbers() {
    for (name, numbers) in [
        ("giustizia", ["800 749 049"].as_slice()),
        ("dogane", &["7002"]),
        ("pagopa", &["7003"]),
        ("palitalsoft", &["0731 22911", "7004"]),
        ("condafne", &["800 805 093", "+39 02 8711 9396"]),
    ] {
        let expected: Vec<_> =
            numbers.iter().map(|number| Did::parse(number, Country::ITALY).unwrap()).collect();
        assert_eq!(desk(name).numbers, expected, "{name}");
    }
}

#[test]
fn every_desk_offers_a_callback_and_comes_to_an_end() {
    for name in DESKS {
        let menu = desk(name);
        assert!(menu.nodes.iter().any(|node| matches!(node.step, Step::Callback { .. })), "{name}");
        let last = &menu.nodes[menu.last_resort.index()].step;
        assert!(matches!(last, Step::Hangup { .. }), "{name}: {last:?}");
        assert_eq!(menu.open, NodeId(0), "{name}: the first place comes first");
    }
}

#[test]
fn two_services_of_one_desk_have_hours_of_their_own() {
    let menu = desk("palitalsoft");
    let gate = |path| menu.calendars[node(&menu, path).gate.unwrap().calendar.index()].name.clone();
    assert_eq!(&*gate("open.1"), "telefono");
    assert_eq!(&*gate("nodes.richieste-scritte"), "richieste");
    let announcements = |name| {
        let calendar = menu.calendars.iter().find(|named| &*named.name == name).unwrap();
        calendar.announcements.len()
    };
    assert_eq!(
        (announcements("telefono"), announcements("richieste")),
        (2, 0),
        "closing periods close the telephone only"
    );
}

#[test]
fn a_bilingual_desk_says_everything_twice() {
    let menu = desk("palitalsoft");
    assert_eq!(menu.languages, [Language::It, Language::En]);
    let choice = menu.language_choice.as_ref().unwrap();
    let offered: Vec<_> = choice
        .keys
        .iter()
        .map(|(digit, language, text)| (digit.char(), menu.written(*text, *language)))
        .collect();
    assert_eq!(offered, [('1', "Per l'italiano, prema 1."), ('2', "For English, press 2.")]);
    for (place, text) in menu.texts.iter().enumerate() {
        for language in Language::ALL {
            assert!(!text.words[language.index()].is_empty(), "text {place} is empty in {language:?}");
        }
    }
}
