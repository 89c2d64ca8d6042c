//! Menus that change while calls go on.

use reqwest::Client;

use crate::rig::{Caller, Serve, Setup, until};

/// Waits until the log has a line with this in it.
fn until_logged(serve: &Serve, part: &str) {
    until(&format!("the log says `{part}`"), || serve.log().contains(part).then_some(()));
}

#[tokio::test]
async fn a_changed_menu_is_swapped_in_and_a_call_keeps_the_one_it_began_on() {
    let serve = Setup::signed().start();
    let old = Caller::new(&serve, "CA-old");
    let first = old.arrives().await;
    serve
        .setup()
        .change_menu(|menu| menu.replace("lotto-3: Lotto 3, Area Centro", "lotto-3: Lotto 3, Nuova Area"));
    until_logged(&serve, "the menus were read again");
    let new = Caller::new(&serve, "CA-new").walks("1").await;
    assert!(new.heard().contains("Nuova Area"), "{}", new.heard());
    let second = old.presses(&first, "1").await;
    assert!(second.heard().contains("Area Centro"), "{}", second.heard());
    assert_eq!(old.presses(&second, "3").await.dialled(), "sip:lotto-3@pbx.example");
}

#[tokio::test]
async fn a_broken_menu_is_refused_with_its_mistakes_and_the_old_one_stays() {
    let serve = Setup::signed().start();
    serve.setup().change_menu(|menu| menu.replace("3: lotto-3", "3: loto-3"));
    until_logged(&serve, "is refused: it has mistakes");
    assert!(serve.log().contains("did you mean `lotto-3`?"), "{}", serve.log());
    until_logged(&serve, "the menus were read again");
    let dial = Caller::new(&serve, "CA-stays").walks("13").await;
    assert_eq!(dial.dialled(), "sip:lotto-3@pbx.example");
    let ready: serde_json::Value =
        Client::new().get(serve.url("/readyz")).send().await.unwrap().json().await.unwrap();
    assert!(ready["degraded"].to_string().contains("giustizia.yaml has mistakes"), "{ready}");

    serve
        .setup()
        .change_menu(|menu| menu.replace("3: loto-3", "3: lotto-3").replace("Area Centro", "Area di Mezzo"));
    until("the mended menu serves", || serve.log().matches("the menus were read again").nth(1).map(drop));
    let mended = Caller::new(&serve, "CA-mended").walks("1").await;
    assert!(mended.heard().contains("Area di Mezzo"), "{}", mended.heard());
}

#[tokio::test]
async fn a_changed_directory_counts_as_a_changed_menu() {
    let serve = Setup::signed().start();
    let path = serve.setup().path("menus/numeri-amministrazione.csv");
    let rows = std::fs::read_to_string(&path).unwrap();
    let separator = if rows.contains(';') { ';' } else { ',' };
    std::fs::write(&path, format!("{rows}\n06 5555*{separator}lotto-6\n")).unwrap();
    until_logged(&serve, "the menus were read again");
    let dial = Caller::from(&serve, "CA-row", "+39065555123").walks("1").await;
    assert_eq!(dial.dialled(), "sip:lotto-6@pbx.example", "{}", serve.log());
}

#[tokio::test]
async fn a_second_desk_with_the_same_number_is_refused_and_the_first_serves() {
    let setup = Setup::signed();
    let menu = std::fs::read_to_string(setup.path("menus/giustizia.yaml")).unwrap();
    std::fs::write(setup.path("menus/second.yaml"), menu.replace("desk: giustizia", "desk: second")).unwrap();
    let serve = setup.start();
    assert!(serve.log().contains("second.yaml is refused"), "{}", serve.log());
    let first = Caller::new(&serve, "CA-first").arrives().await;
    assert!(first.element("Gather").is_some());
    assert!(!serve.said().contains("  second ·"), "{}", serve.said());
}

#[tokio::test]
async fn a_copy_put_beside_a_menu_that_serves_takes_nothing_over() {
    let serve = Setup::signed().start();
    let menu = std::fs::read_to_string(serve.setup().path("menus/giustizia.yaml")).unwrap();
    // Its name comes before the other's.
    let copy = serve.setup().path("menus/giustizia (copy).yaml");
    std::fs::write(copy, menu.replace("3: lotto-3", "3: lotto-4").replace("4: lotto-4\n      5", "5"))
        .unwrap();
    until_logged(&serve, "giustizia (copy).yaml is refused");
    until_logged(&serve, "the menus were read again");
    let dial = Caller::new(&serve, "CA-copy").walks("13").await;
    assert_eq!(dial.dialled(), "sip:lotto-3@pbx.example", "{}", serve.log());
}

#[tokio::test]
async fn an_emptied_folder_leaves_everything_as_it_was() {
    let serve = Setup::signed().start();
    for name in ["giustizia.yaml", "numeri-amministrazione.csv"] {
        std::fs::remove_file(serve.setup().path("menus").join(name)).unwrap();
    }
    until_logged(&serve, "the folder of menus is empty");
    assert!(Caller::new(&serve, "CA-stays").arrives().await.element("Gather").is_some());
}
