//! This writer and the library write the same.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::engine::Repeats;
use super::scalar::{self, Form};
use super::{Blocks, Writer, by_library, engine, write};

/// The library's text for `value`, and whether the text was written without the library.
fn agrees(value: &Value) -> bool {
    let mut expected = String::new();
    by_library(&mut expected, value, Blocks::Preferred).unwrap();
    let written = write(value, 0).unwrap();
    let mut text = String::new();
    let is_ours = serde::Serialize::serialize(value, &mut Writer::new(&mut text)).is_ok();
    // Texts that only the library writes are compared line by line.
    if has_tabbed(value) || (!is_ours && expected.lines().any(scalar::begins_with_tab)) {
        // The engine wouldn't load the library's text in this case.
        assert_eq!(engine::read(&written, Repeats::Refused).unwrap().node.to_value(), *value, "{written}");
    } else {
        assert_eq!(written, expected, "{value:#}");
    }
    is_ours
}

/// Whether there is a text of several lines that begins with a tab.
fn has_tabbed(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\n') && scalar::begins_with_tab(text),
        Value::Array(items) => items.iter().any(has_tabbed),
        Value::Object(entries) => entries.values().any(has_tabbed),
        _ => false,
    }
}

/// A value with `text` in each place where a text can be.
fn everywhere(text: &str) -> Value {
    json!({
        "value": text,
        text: {"below": text, text: [text, {text: text, "last": text}, [text, [text]], text], "after": 1},
        "list": [text],
    })
}

const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "-",
    "- a",
    "-a",
    "#",
    "#a",
    "a #b",
    "a# b",
    "a#b",
    "\u{a0}#b",
    "é#b",
    "a\u{3000}",
    "a:\u{3000}",
    ":",
    "a:",
    "a: b",
    "a:b",
    ": a",
    "?",
    "? a",
    "?a",
    "!a",
    "&a",
    "*a",
    "%a",
    "@a",
    "`a`",
    "'",
    "'a'",
    "\"",
    "\"a\"",
    "a\"b",
    "a\\b",
    "`a\\\"b`: c",
    "|",
    ">",
    "[a]",
    "{a}",
    "a{b}",
    "a,b",
    ",",
    "{",
    "}",
    "~",
    "null",
    "Null",
    "true",
    "FALSE",
    "yes",
    "No",
    "on",
    "OFF",
    "y",
    "N",
    "nan",
    "Inf",
    "infinite",
    "none",
    "0",
    "01",
    "1_000",
    "0x1f",
    "1:30",
    "1.5",
    ".5",
    "1e3",
    "+1",
    "-1",
    ".inf",
    "2026-10-23",
    "2026-10-23T10:00:00Z",
    "<<",
    "=",
    "---",
    "...",
    "--- a",
    "a\tb",
    "\ta",
    "a\t",
    "a\rb",
    "a\u{7f}",
    "a\u{85}b",
    "é",
    "’s",
    "a\u{2028}b",
    "a\u{2029}",
    "\u{feff}a",
    "a\u{ffff}",
    "😀",
    "a\nb",
    "a\nb\n",
    "a\nb\n\n",
    "\na",
    " a\nb",
    "a\n b\n  c",
    "a\n\nb",
    "a\n\n\n",
    "\n",
    "\n\n",
    "a\n#b\n- c: d\n",
    "a\n\tb",
    "\ta\nb",
    "\n\ta",
    " \n \ta\nb",
    "a \nb ",
    "a\n ",
    "a\u{85}\nb",
    "é: a\nb",
    "a\r\nb",
    "/v1/{+name}:cancel",
    "/v1/things",
    "$ref",
    "#/components/schemas/A",
    "application/json",
    "(a)",
];

#[test]
fn texts_are_as_the_library_has_them() {
    for text in TEXTS {
        assert!(agrees(&everywhere(text)), "{text:?} was left to the library");
    }
}

#[test]
fn words_that_are_no_text_in_yaml_1_1_are_quoted() {
    for word in ["y", "on", "No", "TRUE", "null"] {
        assert_eq!(write(&json!({ word: word }), 0).unwrap(), format!("\"{word}\": \"{word}\"\n"));
    }
}

#[test]
fn a_text_of_lines_that_begins_with_a_tab_is_quoted() {
    assert_eq!(write(&json!({"a": ["\tb\nc"]}), 0).unwrap(), "a:\n  - \"\\tb\\nc\"\n");
    assert_eq!(write(&json!({"a": "b\n\tc"}), 0).unwrap(), "a: |-\n  b\n  \tc\n");
    // The library writes all of a document with such a key.
    let value = json!({ "k".repeat(scalar::MAX_KEY + 1): "\tb\nc" });
    assert_eq!(engine::read(&write(&value, 0).unwrap(), Repeats::Refused).unwrap().node.to_value(), value);
}

#[test]
fn empty_maps_and_lists_and_scalars_are_as_the_library_has_them() {
    for value in [
        json!({}),
        json!([]),
        json!({"a": {}, "b": [], "c": null, "d": [{}, [], null, [[]], [{}]], "e": {"f": {}}}),
    ] {
        assert!(agrees(&value));
    }
    assert!(agrees(&json!({"a": [1, -1, u64::MAX, i64::MIN, 1.5, 1e300, -0.0, 100.0, true, false]})));
    assert!(agrees(&json!({"a": [[1, 2], {"b": [3], "c": {"d": [[4]]}}, 5]})));
}

#[test]
fn what_is_unusual_is_left_to_the_library() {
    let long = "k".repeat(scalar::MAX_KEY + 1);
    for value in [json!({ &long: 1 }), json!([{ &long: {"a": [1]} }]), json!("text"), json!(1)] {
        assert!(!agrees(&value));
    }
    assert!(agrees(&json!({ "k".repeat(scalar::MAX_KEY): 1 })));
    // Maps whose keys aren't texts are written by the library, too.
    let mut expected = String::new();
    let numbers = std::collections::BTreeMap::from([(1, "a"), (2, "b")]);
    by_library(&mut expected, &numbers, Blocks::Preferred).unwrap();
    assert_eq!(write(&numbers, 0).unwrap(), expected);
}

#[test]
fn texts_of_manifests_are_written_without_the_library() {
    for (text, form) in [
        ("The name of the project.", Form::Plain),
        ("Optional. One of: `a`", Form::Quoted),
        ("Optional. One of: \"a\"", Form::Escaped),
        ("#/components/schemas/Session", Form::Quoted),
        ("One.\n\nTwo: a", Form::Literal),
        ("It’s", Form::Plain),
    ] {
        assert_eq!(scalar::value(text), form, "{text:?}");
    }
    for (text, form) in [("description", Form::Plain), ("$ref", Form::Plain), ("/v1/{+name}", Form::Quoted)] {
        assert_eq!(scalar::key(text), form, "{text:?}");
    }
}

/// Texts made of characters that mean something to YAML.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(TEXTS).prop_map(String::from),
        "[a-c:# \n\"\\\\'\\-?,\\[\\]{}&*!|>%@`~=<.0-9_+/$\t\u{a0}é’]{0,12}",
        any::<String>(),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        any_text().prop_map(Value::String),
    ];
    leaf.prop_recursive(6, 48, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((any_text(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_as_the_library_has_it(text in any_text()) {
        prop_assert!(agrees(&everywhere(&text)));
    }

    #[test]
    fn any_value_is_as_the_library_has_it(value in any_value()) {
        agrees(&value);
    }
}

#[test]
fn a_tab_below_the_first_line_is_no_block_of_the_library_alone() {
    agrees(&Value::from("0\n\t"));
    agrees(&json!({"a": "0\n\t"}));
}
