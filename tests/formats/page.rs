//! Opens the HTML page in a real browser.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::python::{python, run};
use crate::repository::{Repository, package};

#[test]
fn the_page_can_be_read_in_a_browser() {
    let all = ["movie_rating_event", "movie_watch_event", "recommendation_request"];
    let wanted = json!({
        "broken.html": {
            "headline": "Incompatible", "subjects": all, "matrices": 3, "first_matrix": ["·", "✗", "✗", "·"],
            "first_preview": ["as v1 wrote it", "as v2 reads it", "rating: 5", "rating: AVC102 type-mismatch"],
            "findings": [
                "movie_rating_event.rating", "movie_rating_event.rating", "movie_watch_event.sessionId",
                "recommendation_request.recommendations",
            ],
            "rules": { "AVC101": ["movie_watch_event"], "AVC102": ["movie_rating_event"] },
            "severities": { "breaking": all },
            "filters": {
                "WATCH": ["movie_watch_event"],
                "movie": ["movie_rating_event", "movie_watch_event"],
                "nobody": [],
            },
            "failing": all,
        },
        "clean.html": {
            "headline": "Compatible", "subjects": all, "matrices": 3,
            "first_matrix": ["·", "✓", "✓", "✓", "✓", "·", "✓", "✓", "✓", "✓", "·", "✓", "✓", "✓", "✓", "·"], "findings": [],
            "first_preview": ["as v3 wrote it", "as v4 reads it", "review:", "review:"],
            "filters": { "request": ["recommendation_request"] }, "failing": [],
        },
        "no-json.html": {
            "headline": "Not everything could be checked", "subjects": ["user"], "matrices": 0, "findings": [],
            "filters": {}, "failing": [],
        },
        "strange.html": {
            "headline": "Incompatible", "subjects": ["Grö ße,100%&'"], "matrices": 1,
            "first_matrix": ["·", "✗", "✗", "·"], "findings": ["Grö ße,100%&'.a"],
            "filters": { "100%&'": ["Grö ße,100%&'"], "<": [] }, "failing": ["Grö ße,100%&'"],
        },
    });
    let pages = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&pages).expect("there is room for pages");
    let repositories = [
        ("broken", Repository::broken()),
        ("clean", Repository::clean()),
        ("no-json", Repository::no_json()),
        ("strange", Repository::strange()),
    ];
    for (name, repository) in &repositories {
        fs::write(pages.join(format!("{name}.html")), repository.report("html")).expect("there is room for pages");
    }
    let file = pages.join("wanted.json");
    fs::write(&file, Value::to_string(&wanted)).expect("there is room for pages");
    let looked = run(Command::new(python("formats")).arg(package().join("tests/formats/look.py")).arg(&file));
    assert_eq!(looked.lines().count(), repositories.len(), "{looked}");
}

#[test]
fn the_page_asks_for_nothing_from_elsewhere() {
    let page = Repository::strange().report("html");
    // Links to the pages of rules are followed by readers alone.
    let page = page.replace("<a class=\"rule\" href=\"https://github.com/avrocheck/avrocheck/blob/", "");
    for outside in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(!page.contains("<script>alert"), "what schemas say is text");
}
