//! What lies on disk may be anything: a folder, nothing, a hundred megabytes, a way out. Each gets a diagnostic, and nothing is read that should not be.

use std::fs::{self, File};
use std::path::Path;

use centralino::files::{Desks, Folder};
use centralino::menu::diagnostic::Code;
use centralino::menu::source::{FileFault, Files as _};

const DESK: &str = "desk: prova
title: Prova
numbers: [7001]
hours: { operatori: { mon-fri: 08:00-18:00, holidays: closed } }
destinations: { lotto-2: Lotto 2 }
menu:
  keys: { 2: lotto-2 }
  otherwise: { hangup: Arrivederci. }
";

fn codes(path: &Path) -> Vec<Code> {
    Desks::read(path).diagnostics.iter().map(|said| said.code).collect()
}

#[test]
fn a_menu_that_is_no_readable_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    assert_eq!(codes(&path("nothing.yaml")), [Code::FileMissing]);
    assert_eq!(codes(folder.path()), [Code::FileMissing], "a folder with no menu in it");
    fs::create_dir(path("folder.yaml")).unwrap();
    assert_eq!(codes(folder.path()), [Code::FileUnreadable], "a folder that is called like a menu");
    fs::remove_dir(path("folder.yaml")).unwrap();
    File::create(path("huge.yaml")).unwrap().set_len(100 * 1024 * 1024).unwrap();
    assert_eq!(codes(folder.path()), [Code::FileTooLarge], "a file of 100 MB is not read");
    assert_eq!(codes(Path::new("/dev/null")), [Code::FileUnreadable], "a device is no menu");
}

#[test]
fn each_file_is_read_whatever_the_others_are() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), DESK.replace("7001", "7002").replace("prova", "uno")).unwrap();
    fs::write(folder.path().join("b.yaml"), "desk: [").unwrap();
    fs::write(folder.path().join("c.yml"), DESK).unwrap();
    fs::write(folder.path().join("d.yaml"), DESK).unwrap();
    fs::write(folder.path().join(".e.yaml"), "left by an editor").unwrap();
    let desks = Desks::read(folder.path());
    let names: Vec<_> = desks.menus().map(|menu| &*menu.desk).collect();
    assert_eq!(names, ["uno", "prova", "prova"]);
    let mut codes: Vec<_> = desks.diagnostics.iter().map(|said| said.code).collect();
    codes.sort();
    assert_eq!(codes, [Code::Syntax, Code::DeskTwice]);
}

#[test]
fn a_menu_cannot_read_outside_its_folder() {
    let around = tempfile::tempdir().unwrap();
    let menus = around.path().join("menus");
    fs::create_dir(&menus).unwrap();
    fs::write(around.path().join("secret.csv"), "secret").unwrap();
    fs::write(menus.join("inside.csv"), "inside").unwrap();
    fs::create_dir(menus.join("sounds")).unwrap();
    std::os::unix::fs::symlink(around.path().join("secret.csv"), menus.join("link.csv")).unwrap();
    let folder = Folder::of(&menus.join("prova.yaml"));
    assert_eq!(folder.read("inside.csv").as_deref(), Ok(b"inside".as_slice()));
    assert_eq!(folder.read("sounds/../inside.csv").as_deref(), Ok(b"inside".as_slice()));
    for way_out in ["../secret.csv", "sounds/../../secret.csv", "link.csv", "/etc/passwd", "../nothing.csv"] {
        assert_eq!(folder.read(way_out), Err(FileFault::Outside), "{way_out}");
        assert!(!folder.exists(way_out), "{way_out}");
    }
    assert_eq!(folder.read("nothing.csv"), Err(FileFault::Missing));
    assert_eq!(folder.read("sounds"), Err(FileFault::Folder));
    fs::write(menus.join("prova.yaml"), DESK.replace("menu:", "directory: ../secret.csv\nmenu:")).unwrap();
    assert_eq!(codes(&menus), [Code::OutsideFolder]);
}

#[test]
fn the_version_changes_with_whatever_the_menu_is_read_from() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let version = || Desks::read(folder.path()).menus().next().unwrap().version;
    let with_directory = DESK.replace("menu:", "directory: numbers.csv\nmenu:");
    write("prova.yaml", &with_directory);
    write("numbers.csv", "06 6885*;lotto-2\n");
    let first = version();
    assert_eq!(version(), first, "the same files are the same menu");
    write("numbers.csv", "06 6883*;lotto-2\n");
    let other_row = version();
    assert_ne!(other_row, first);
    write("prova.yaml", &with_directory.replace("Prova", "Altra"));
    assert_ne!(version(), other_row);
}
