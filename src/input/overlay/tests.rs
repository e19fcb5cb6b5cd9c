//! Actions on small documents, as the specification has them.

use super::{Overlay, apply};
use crate::document::parse::parse;
use crate::input::origins::Origins;

/// The document `before` as the actions make it, and the code of what is wrong or matches nothing.
fn applied(before: &str, actions: &str) -> (String, Vec<String>) {
    let overlay = Overlay::parse(&format!("overlay: 1.1.0\nactions: {actions}"), "fix.yaml").unwrap();
    let mut document = parse(before, "spec.json").unwrap();
    let codes = match apply(&mut document, &overlay, 0) {
        Ok(applied) => applied.notes,
        Err(failure) => failure.problems,
    };
    (document.to_value().to_string(), codes.into_iter().map(|problem| problem.code.to_string()).collect())
}

#[test]
fn values_are_merged_by_their_kinds() {
    for (before, actions, after) in [
        // Objects are merged, lists grow, other values are replaced.
        (
            r#"{"a":{"b":1,"c":[1],"d":{"e":1}}}"#,
            "[{ target: $.a, update: { b: 2, c: [2], d: { f: 1 }, g: [] } }]",
            r#"{"a":{"b":2,"c":[1,2],"d":{"e":1,"f":1},"g":[]}}"#,
        ),
        // A list takes a list, or any other value as an item.
        (r#"{"a":[1]}"#, "[{ target: $.a, update: [2, 3] }]", r#"{"a":[1,2,3]}"#),
        (r#"{"a":[1]}"#, "[{ target: $.a, update: { b: 1 } }]", r#"{"a":[1,{"b":1}]}"#),
        (r#"{"a":[1]}"#, "[{ target: $.a, update: x }]", r#"{"a":[1,"x"]}"#),
        (r#"{"a":1}"#, "[{ target: $.a, update: x }]", r#"{"a":"x"}"#),
        // Each target gets the value.
        (r#"{"a":{},"b":{}}"#, "[{ target: $.*, update: { c: 1 } }]", r#"{"a":{"c":1},"b":{"c":1}}"#),
        // Actions see what the ones before them have done.
        (
            r#"{"a":{"b":1}}"#,
            "[{ target: $, update: { c: {} } }, { target: $.c, copy: $.a }, { target: $.a, remove: true }]",
            r#"{"c":{"b":1}}"#,
        ),
        (r#"{"a":[1,2,3,4]}"#, "[{ target: '$.a[?@ == 2 || @ == 4]', remove: true }]", r#"{"a":[1,3]}"#),
        (r#"{"a":{"b":1}}"#, "[{ target: '$..*', remove: true }]", "{}"),
        // Overlays write nothing where they leave a part as it is.
        (r#"{"a":{"b":1}}"#, "[{ target: $, update: { a: null } }]", r#"{"a":{"b":1}}"#),
    ] {
        assert_eq!(applied(before, actions), (after.to_string(), Vec::new()), "{actions}");
    }
}

#[test]
fn what_does_not_fit_is_told() {
    for (before, actions, code) in [
        (r#"{"a":{"b":1}}"#, "[{ target: $.a, update: { b: {} } }]", "input::overlay-mismatch"),
        (r#"{"a":{}}"#, "[{ target: $.a, update: 1 }]", "input::overlay-mismatch"),
        (r#"{"a":{},"b":[]}"#, "[{ target: $.*, update: { c: 1 } }]", "input::overlay-mismatch"),
        (r#"{"a":{}}"#, "[{ target: $.a, copy: $.b }]", "input::overlay-action"),
        (r#"{"a":{}}"#, "[{ target: $, remove: true }]", "input::overlay-action"),
        (r#"{"a":{}}"#, "[{ target: $.b, remove: true }]", "input::overlay-unmatched"),
    ] {
        assert_eq!(applied(before, actions).1, [code], "{actions}");
    }
}

#[test]
fn nothing_grows_without_bound() {
    // Each action doubles the document, or nests it deeper.
    let copies = "{ target: $.a, copy: $ }, ".repeat(200);
    let codes = applied(r#"{"a":{}}"#, &format!("[{copies}]")).1;
    assert!(codes == ["input::too-deep"] || codes == ["input::too-large"], "{codes:?}");
    let doubles = "{ target: $.a, copy: $.a }, ".repeat(64);
    assert_eq!(applied(r#"{"a":[1]}"#, &format!("[{doubles}]")).1, ["input::too-large"]);
}

#[test]
fn parts_are_traced_to_where_they_come_from() {
    let text = "overlay: 1.0.0\nactions:\n  - { target: '$.a[0]', remove: true }\n  - { target: $.a, update: [{ b: 1 }] }\n";
    let overlay = Overlay::parse(text, "fix.yaml").unwrap();
    let mut document = parse(r#"{"a":[1,2,3]}"#, "spec.json").unwrap();
    let steps = apply(&mut document, &overlay, 0).unwrap().steps;
    let origins = Origins { steps, files: Vec::new() };
    assert_eq!(origins.in_document("/a/1").as_deref(), Some("/a/2"));
    assert_eq!(origins.in_document("/a/2/b"), None);
}
