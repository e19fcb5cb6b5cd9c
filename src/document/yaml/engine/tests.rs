//! Texts that the engine's reader refuses, and the values of its scalars. `tests/it/manifests.rs` compares both
//! with go-yaml.

use serde_json::{Value, json};

use super::{Read, Refused, Repeats};

fn read(text: &str) -> Result<Read<'_>, Refused> {
    super::read(text, Repeats::Refused)
}
use crate::document::yaml::engine::model::RefusalCause;

fn value(text: &str) -> Value {
    match read(text) {
        Ok(read) => read.node.to_value(),
        Err(refused) => panic!("{text:?} is refused: {refused:?}"),
    }
}

#[test]
fn scalars_are_what_the_engine_takes_them_for() {
    for (text, expected) in [
        ("y", json!(true)),
        ("No", json!(false)),
        ("oN", json!("oN")),
        ("~", json!(null)),
        ("01", json!(1)),
        ("017", json!(15)),
        ("08", json!(8.0)),
        ("0o17", json!(15)),
        ("0b11", json!(3)),
        ("0x1F", json!(31)),
        ("-0x1F", json!(-31)),
        ("1_000", json!(1000)),
        ("1_0.5", json!(10.5)),
        ("+1", json!(1)),
        ("1:30", json!("1:30")),
        ("2026-11-28", json!("2026-11-28")),
        ("1e3", json!(1000.0)),
        ("1e999", json!("1e999")),
        (".5", json!(0.5)),
        (".5_0", json!(".5_0")),
        ("18446744073709551615", json!(u64::MAX)),
        ("'01'", json!("01")),
        ("!!str 01", json!("01")),
        ("!!float 1", json!(1.0)),
        ("!!binary YQ==", json!("a")),
        ("! 01", json!("01")),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn keys_are_texts_of_what_the_engine_takes_them_for() {
    for (key, expected) in [
        ("y", "true"),
        ("200", "200"),
        ("01", "1"),
        ("1.0", "1"),
        ("1e3", "1000"),
        ("1e6", "1e+06"),
        ("1e-5", "1e-05"),
        (".inf", ".inf"),
        ("'y'", "y"),
    ] {
        assert_eq!(value(&format!("{key}: a\n")), json!({ expected: "a" }));
    }
}

#[test]
fn what_is_merged_has_the_last_word_where_it_stands() {
    assert_eq!(value("a: &a {b: 1, c: 2}\nd:\n  <<: *a\n  b: 3\n")["d"], json!({"b": 3, "c": 2}));
    assert_eq!(value("a: &a {b: 1}\nd:\n  b: 3\n  <<: *a\n")["d"], json!({"b": 1}));
    assert_eq!(value("a: &a {b: 1}\nd:\n  <<: [*a, {b: 2, c: 3}]\n")["d"], json!({"b": 1, "c": 3}));
}

#[test]
fn remarks_have_their_places() {
    let found = read("a: yes\n01: [1_000, 'no', 0x1F, no]\n").unwrap();
    let remarks: Vec<_> = found.remarks.iter().map(|remark| (remark.start, remark.read.as_str())).collect();
    assert_eq!(remarks, [(3, "true"), (7, "1"), (12, "1000"), (31, "false")]);
    assert!(found.remarks[1].is_key);
    assert_eq!(read("a: 1\n--- b\n").unwrap().more, Some(5));
}

#[test]
fn depth_and_size_are_bounded() {
    let cause = |text: &str| read(text).unwrap_err().cause;
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", "")] {
        assert_eq!(
            cause(&format!("{}b{}", open.repeat(10_000), close.repeat(10_000))),
            RefusalCause::Bound,
            "{open}"
        );
    }
    // Each list is within the bound; nested in each other they exceed it.
    let part = |n: usize, within: &str| format!("a{n}: &a{n} {}{within}{}\n", "[".repeat(40), "]".repeat(40));
    assert_eq!(cause(&(part(0, "b") + &part(1, "*a0"))), RefusalCause::Bound);
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_string();
    for n in 1..12 {
        bomb.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", ")));
    }
    assert_eq!(cause(&bomb), RefusalCause::Bound);
    let long = format!("a: &a [\"{}\\n\"]\nb: [{}]\n", "x".repeat(1 << 20), vec!["*a"; 2000].join(", "));
    assert_eq!(cause(&long), RefusalCause::Bound);
    assert_eq!(cause("a: 1\n'a': 2\n"), RefusalCause::Twice);
    assert_eq!(cause("1: a\n'1': b\n"), RefusalCause::Twice);
}
