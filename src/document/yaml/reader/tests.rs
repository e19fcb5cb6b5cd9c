//! This reader and the library read the same.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::read;
use crate::document::node::Node;
use crate::document::parse::yaml_options;
use crate::document::yaml::write;

/// Whether `text` is read without the library; then it is read as the library reads it.
fn agrees(text: &str) -> bool {
    let Some(node) = read(text) else { return false };
    match serde_yaml::from_str_with_options::<Node<'_>>(text, yaml_options()) {
        Ok(expected) => assert_eq!(node, expected, "{text:?}"),
        Err(error) => panic!("{text:?} was read as {node:?}, and the library says: {error}"),
    }
    true
}

const SCALARS: &[&str] = &[
    "a",
    "a b",
    "it's",
    "a # b",
    "a#b",
    "a:b",
    "-a",
    "--",
    "-",
    "- a",
    "?",
    "?a",
    "? a",
    ":",
    ":a",
    ": a",
    "!a",
    "&a",
    "*a",
    "%a",
    "@a",
    "`a`",
    "'a'",
    "'it''s'",
    "'a",
    "''",
    "'''",
    "\"a\"",
    "\"\"",
    "\"a\\n\\\"b\\\\\"",
    "\"\\u00e9\"",
    "\"a",
    "\"a\\",
    "\"a\" b",
    "\"a\" # b",
    "\"a\"#b",
    "'a': b",
    "|",
    ">",
    "|-",
    ">+",
    "|2",
    "| a",
    "[]",
    "{}",
    "[ ]",
    "[a]",
    "{a: b}",
    "{} # a",
    "[]a",
    "a{b}",
    "a, b",
    ",",
    "{",
    "}",
    "~",
    "~a",
    "null",
    "Null",
    "NULL",
    "nULL",
    "true",
    "True",
    "TRUE",
    "tRUE",
    "false",
    "yes",
    "No",
    "on",
    "y",
    "nan",
    "inf",
    "Infinity",
    "0",
    "00",
    "01",
    "-01",
    "-0",
    "+0",
    "1_000",
    "0x1f",
    "0X1F",
    "0o17",
    "0b1",
    "1:30",
    "1.5",
    "-1.5",
    "01.5",
    ".5",
    "5.",
    "1e3",
    "1E3",
    "1.5e3",
    "1e999",
    "-1e999",
    "+1",
    "-1",
    "+1.5",
    ".inf",
    "-.INF",
    ".nan",
    "+.inf",
    "1.0.0",
    "3.0.3",
    "0.10",
    "1f",
    "1d",
    "4XX",
    "1st",
    "0x",
    "0o8",
    "1-2",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "999999999999999999",
    "1000000000000000000",
    "0.1234567890123456789",
    "123456789012345.5",
    "2026-10-23",
    "2026-10-23T10:00:00Z",
    "12:30:45",
    "<<",
    "=",
    "---",
    "...",
    "--- a",
    "é",
    "’s",
    "a\u{a0}",
    "\u{a0}a",
    "a\u{85}b",
    "a\u{2028}b",
    "\u{feff}a",
    "a\u{ffff}",
    "😀",
    "a ",
    "a  # b",
    "$ref",
    "#/a",
    "/v1/{+name}:cancel",
    "(a)",
    "\\",
    "<a>",
    "",
    " ",
    "#",
    "# a",
];

#[test]
fn scalars_are_as_the_library_has_them() {
    for scalar in SCALARS {
        for text in [
            format!("a: {scalar}\n"),
            format!("- {scalar}\n"),
            format!("- - {scalar}\n  - b\n"),
            format!("a:\n  {scalar}\nb: 1\n"),
            format!("{scalar}\n"),
            format!("{scalar}: a\n"),
            format!("- {scalar}: a\n  {scalar}b: c\n"),
            format!("a: |\n  {scalar}\n   {scalar}\n\n  {scalar}\n"),
            format!("a:\n- >-\n  {scalar}\n  {scalar}\n\n\n  {scalar}\nb: 1\n"),
            format!("a: {scalar}\n  {scalar}\n"),
            format!("a: {scalar}\n# {scalar}\n{scalar}\n"),
        ] {
            agrees(&text);
        }
    }
}

#[test]
fn plain_documents_are_read_without_the_library() {
    for text in [
        "a: 1\nb:\n  c: x\n  d:\n    - 1\n    - e: f\n      g: h\n    -\n      i: j\n    - - k\n      - l\nm:\n- q\n- o: p\n",
        "# first\na: b # second\n\n  # third\nc:\n  # fourth\n  d: e\n    # fifth\n  f: # sixth\n    g: h\n",
        "a:\nb:\n-\n-\nc: ~\n",
        "\"a\": 'b'\n'c': \"d\"\n\"e: f\": {}\n\"g # h\": [] # i\n200: a\n\"\": b\n",
        "a: |\n  b\n   c\n\n  d\nb: |-\n  e\n\n\nc: |+\n  f\n\n\nd: >\n  g\n  h\n\n  i\ne: >-\n  j\n# k\nf: 1\n",
        "- a\n-   b: c\n    d: e\n- \"f\"\n",
        "a:   b   \n",
    ] {
        assert!(agrees(text), "{text:?}");
    }
}

#[test]
fn what_leaves_a_doubt_is_left_to_the_library() {
    for text in [
        "",
        "\n",
        "a\n",
        "a: b",
        " a: b\n",
        "---\na: b\n",
        "a: b\n...\n",
        "%YAML 1.2\n---\na: b\n",
        "a: b\r\n",
        "a:\tb\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !b c\n",
        "a: [b]\n",
        "a: {b: c}\n",
        "a: b\n  c\n",
        "a: \"b\n  c\"\n",
        "a:\n  b\n",
        "<<: a\n",
        "\"<<\": a\n",
        "? a\n",
        "a: 1\na: 2\n",
        "1: a\n\"1\": b\n",
        "null: a\n",
        "a : b\n",
        "a: |2\n   b\n",
        "a: |\n\n  b\n",
        "a: |\nb: c\n",
        "a: 1\n b: 2\n",
        "a:\n  b: 1\n c: 2\n",
        "- a\nb: c\n",
        "a: b\n- c\n",
        "a: b: c\n",
        "a: \u{1}\n",
        // These values are true, 1 and 1000 to the engine.
        "a: yes\n",
        "- n\n",
        "a: 01\n",
        "a: 1_000\n",
    ] {
        assert!(read(text).is_none(), "{text:?}");
    }
    let many: Vec<String> = (0..20).chain([7]).map(|n| format!("k{n}: 1\n")).collect();
    assert!(read(&many.concat()).is_none());
}

#[test]
fn depth_is_bounded_below_the_bound_of_the_library() {
    let nested = |levels: usize| (0..levels).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>();
    assert!(agrees(&nested(super::MAX_DEPTH)));
    for levels in super::MAX_DEPTH + 1..super::MAX_DEPTH + 20 {
        assert!(!agrees(&nested(levels)));
    }
    for (text, is_read) in [("- ", true), ("- a: ", false), ("a: - ", false)] {
        for levels in [2, super::MAX_DEPTH, super::MAX_DEPTH + 1, 1000] {
            let is_plain = agrees(&format!("{}b\n", text.repeat(levels)));
            assert_eq!(is_plain, is_read && levels <= super::MAX_DEPTH, "{text:?} {levels}");
        }
    }
    agrees(&format!("{}: a\n", "k".repeat(super::scalar::MAX_KEY + 100)));
}

#[test]
fn documents_of_this_repository_are_as_the_library_has_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["tests/cases", "generated", "specs"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let entry = entry.unwrap();
            let is_yaml = entry.path().extension().is_some_and(|end| end == "yaml" || end == "yml");
            if let (true, Ok(text)) = (is_yaml, std::fs::read_to_string(entry.path())) {
                let is_plain = agrees(&text);
                assert!(is_plain || folder != "generated", "{}", entry.path().display());
            }
        }
    }
}

#[test]
fn what_is_written_is_read_without_the_library() {
    let value = json!({
        "empty": {"map": {}, "list": [], "null": null, "text": ""},
        "list": [[], {}, [1, [2]], {"a": {"b": ["c"]}, "d": true}, "text", "a\nb", null],
        "numbers": [0, -1, 1.5, 100.0, u32::MAX],
        "texts": ["a: b", "a #b", "#/components/schemas/A", "yes", "1", "a\"b\\c", "a\nb\n", "a\tb"],
        "/v1/{+name}": {"$ref": "#/a", "200": "OK", "4XX": "é"},
    });
    let text = write(&value, 0).unwrap();
    assert!(agrees(&text), "{text}");
}

fn any_scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(SCALARS).prop_map(String::from),
        1 => "[a-c:# \"\\\\'\\-?,\\[\\]{}&*!|>%@`~=<.0-9_+/$\u{a0}é’]{0,8}",
        1 => "[+\\-]?[0-9._eExXobaf+\\-]{0,8}",
        1 => "[a-z]{1,3}",
    ]
}

/// A line that may be part of a document.
fn any_line() -> impl Strategy<Value = String> {
    let marks = [
        "", "", "", "- ", "- - ", "-   ", "a: ", "b: ", "c: ", "- a: ", "- b: ", "a:", "b:", "-", "\"a\": ",
        "'b': ",
    ];
    (0..5_usize, prop::sample::select(marks.to_vec()), any_scalar())
        .prop_map(|(indent, mark, scalar)| format!("{}{mark}{scalar}\n", " ".repeat(indent)))
}

/// A line that is mostly a valid part of a document.
fn plain_line() -> impl Strategy<Value = String> {
    let lines = [
        "a: 1", "b: x", "c:", "d: |", "e: >-", "- f", "- g: h", "-", "# i", "", "j: \"k\"", "l: {}", "- - m",
        "- |", "n", "o: |+", "\"p\":", "q: # r", "' '", "s: >",
    ];
    (0..6_usize, prop::sample::select(lines.to_vec()))
        .prop_map(|(indent, line)| format!("{}{line}\n", " ".repeat(indent)))
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        any_scalar().prop_map(Value::String),
        (any_scalar(), any_scalar()).prop_map(|(one, two)| json!(format!("{one}\n{two}"))),
        any::<String>().prop_map(Value::String),
    ];
    leaf.prop_recursive(6, 48, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((any_scalar(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_lines_are_as_the_library_has_them(lines in prop::collection::vec(any_line(), 1..8)) {
        agrees(&lines.concat());
    }

    #[test]
    fn plain_lines_are_as_the_library_has_them(lines in prop::collection::vec(plain_line(), 1..10)) {
        agrees(&lines.concat());
    }

    #[test]
    fn any_scalar_is_as_the_library_has_it(scalar in any_scalar()) {
        agrees(&format!("a: {scalar}\nb:\n  - {scalar}\n"));
        agrees(&format!("{scalar}: a\n"));
    }

    #[test]
    fn any_text_is_as_the_library_has_it(text in any::<String>()) {
        agrees(&format!("a: {text}\n"));
        agrees(&format!("a: |\n  {text}\nb: 1\n"));
    }

    #[test]
    fn what_was_written_is_read_as_the_library_reads_it(value in any_value()) {
        agrees(&write(&value, 0).unwrap());
    }

    #[test]
    fn what_was_changed_is_as_the_library_has_it(
        value in any_value(),
        place in any::<prop::sample::Index>(),
        change in prop::sample::select(vec![" ", "  ", "- ", "a: ", "\n", "#", "\"", "'", "|\n", ":", " #", "\t", "\r"]),
    ) {
        let text = write(&value, 0).unwrap();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let (before, after) = text.split_at(*place.get(&places));
        agrees(&format!("{before}{change}{after}"));
        let rest: String = after.chars().skip(1).collect();
        agrees(&format!("{before}{rest}"));
    }
}
