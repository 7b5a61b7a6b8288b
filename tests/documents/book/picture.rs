//! Checks that the picture in the README shows what avrocheck prints, and that drawing it twice gives the same bytes.

use std::fs;

use super::checkout::Checkout;
use super::package;
use crate::python::{python, run};

const PICTURE: &str = "docs/picture/failing-run.svg";

#[test]
fn the_picture_of_the_readme_shows_a_run() {
    let checkout = Checkout::new();
    let draw = |name: &str| {
        let file = checkout.home().join(name);
        let interpreter = python("documents");
        let interpreter = interpreter.to_str().expect("a plain name");
        run(checkout.command(interpreter).arg(package().join("ci/picture.py")).arg(&file));
        fs::read_to_string(file).expect("the script writes it")
    };
    let picture = draw("first.svg");
    assert_eq!(picture, draw("second.svg"), "the same output gives the same picture");
    let committed = package().join(PICTURE);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&committed, &picture).expect("the picture can be written");
    }
    let shown = fs::read_to_string(committed).expect("the picture is there");
    assert!(shown == picture, "{PICTURE} shows another output; UPDATE_DOCS=1 draws it again");
}
