//! The menu language as it is told: the schema that editors complete from, and the one page on which every word of it stands.

use std::fs;

use centralino::menu::lower::keywords::{Keyword, PLACES};
use centralino::menu::model::Step;
use centralino::menu::source::{NoFiles, Source};
use centralino::menu::{self, schema, syntax};
use centralino::terms::Language;

use super::desks::{DESKS, folder};
use super::validate::{as_json, refused};

#[test]
fn the_schema_is_the_one_that_editors_have() {
    let path = folder().join("menu.schema.json");
    let current = schema::json();
    if std::env::var_os("CENTRALINO_BLESS").is_some() {
        fs::write(&path, &current).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(current == committed, "menus/menu.schema.json is old: run this test with CENTRALINO_BLESS=1");
}

#[test]
fn every_word_of_the_language_is_in_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(&schema::json()).unwrap();
    let mut fields = Vec::new();
    properties(&schema, &mut fields);
    let missing: Vec<_> =
        Keyword::ALL.iter().filter(|word| !fields.iter().any(|field| field == word.spelling())).collect();
    assert!(missing.is_empty(), "the schema does not know {missing:?}");
    for field in fields {
        let known = Keyword::read(&field).is_some() || ["it", "en"].contains(&field.as_str());
        assert!(known, "the schema has a field {field} that is no word of the language");
    }
}

#[test]
fn the_five_desks_are_what_the_schema_says() {
    let schema: serde_json::Value = serde_json::from_str(&schema::json()).unwrap();
    let check = |text: &str| {
        let source = Source::new("desk.yaml", text);
        let (tree, _) = syntax::read(&source);
        refused(&schema, &schema, &as_json(&tree.unwrap()), "desk")
    };
    for name in DESKS {
        let text = fs::read_to_string(folder().join(format!("{name}.yaml"))).unwrap();
        assert_eq!(check(&text), None, "{name}");
        // And it says no where it should.
        for (from, to) in
            [("greeting:", "greating:"), ("\nmenu:\n", "\nmenu:\n  clossed: hangup\n"), ("desk:", "# desk:")]
        {
            let spoilt = text.replacen(from, to, 1);
            assert!(spoilt != text && check(&spoilt).is_some(), "{name} with {to}");
        }
    }
}

/// What the first menu of a desk says.
fn first_menu(destination: &str) -> String {
    let text = format!(
        "desk: prova\ntitle: Prova\nnumbers: [800 749 049]\nhelp: aiuto\nhours:\n  sempre:\n    mon-sun: 00:00-24:00\n    holidays: as weekdays\n\
         destinations:\n  qui: Qui\n  aiuto: {destination}\nmenu:\n  open: sempre\n  keys: {{ 1: qui }}\n  otherwise: hangup\n"
    );
    let (menu, found) = menu::load(&Source::new("prova.yaml", &text), &NoFiles);
    let menu = menu.unwrap_or_else(|| panic!("{found:?}"));
    let Some(Step::Choice(choice)) = menu.node(menu.open).map(|node| &node.step) else {
        panic!("the first menu has keys")
    };
    menu.written(choice.announcement, Language::It).to_owned()
}

#[test]
fn the_help_destination_is_spoken_of_in_its_own_words() {
    assert_eq!(
        first_menu("{ title: Operatore, voice: parlare con l'Anagrafe }"),
        "Qui: prema 1. Per parlare con l'Anagrafe, prema 0."
    );
    assert_eq!(first_menu("Operatore"), "Qui: prema 1. Per parlare con una persona, prema 0.");
}

#[test]
fn what_a_word_processor_makes_of_quotation_marks_is_not_spoken() {
    assert_eq!(
        first_menu("{ title: Operatore, voice: “parlare con l’Anagrafe” }"),
        "Qui: prema 1. Per parlare con l’Anagrafe, prema 0."
    );
}

/// The names of all fields in a schema.
fn properties(schema: &serde_json::Value, fields: &mut Vec<String>) {
    match schema {
        serde_json::Value::Object(object) => {
            if let Some(serde_json::Value::Object(properties)) = object.get("properties") {
                fields.extend(properties.keys().cloned());
            }
            object.values().for_each(|inner| properties(inner, fields));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|inner| properties(inner, fields)),
        _ => {}
    }
}

#[test]
fn every_word_of_the_language_is_on_its_page() {
    let page = fs::read_to_string(folder().join("README.md")).unwrap();
    let words = Keyword::ALL.iter().map(|word| word.spelling()).chain(PLACES.iter().map(|(word, _)| *word));
    let missing: Vec<_> = words.filter(|word| !page.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "menus/README.md does not explain {missing:?}");
}

#[test]
fn the_example_on_the_page_is_a_desk_in_which_nothing_is_wrong() {
    use centralino::menu::diagnostic::{Texts, text};
    use centralino::menu::load;
    use centralino::menu::source::NoFiles;

    let page = fs::read_to_string(folder().join("README.md")).unwrap();
    let (_, rest) = page.split_once("```yaml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let (menu, found) = load(&Source::new("README.md", example), &NoFiles);
    let texts = Texts::gather(&found, |_| Some(example.into()));
    assert_eq!(text(&found, &texts), "");
    assert!(menu.is_some());
}
