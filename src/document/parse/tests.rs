//! Both notations, their bounds and their numbers.

use proptest::prelude::*;
use serde_json::Number;

use super::*;

/// The number `text` as each notation reads it.
fn numbers(text: &str) -> [f64; 2] {
    let documents = [format!("{{\"a\": {text}}}"), format!("a: {text}\n")];
    documents.map(|document| match parse(&document, "x").unwrap().get("a") {
        Some(Node::Number(number)) => number.as_f64().unwrap(),
        other => panic!("{document} has {other:?}"),
    })
}

#[test]
fn a_number_is_the_double_that_is_next_to_it() {
    let known: [(&str, f64); 9] = [
        ("0.1000000000000000055511151231257827", 0.1),
        ("1.10", 1.1),
        ("1E5", 1e5),
        ("5e-324", 5e-324),
        ("2.2250738585072011e-308", 2.225_073_858_507_201e-308),
        ("121.48791951161945", 121.487_919_511_619_45),
        ("100.78399658203125", 100.783_996_582_031_25),
        ("9007199254740993.0", 9_007_199_254_740_992.0),
        ("123456789012345678901234567890", 123_456_789_012_345_680_000_000_000_000.0),
    ];
    for (text, number) in known {
        assert_eq!(numbers(text).map(f64::to_bits), [number.to_bits(); 2], "{text}");
    }
}

#[test]
fn a_number_that_no_double_holds_is_refused() {
    for text in ["{\"a\": [1, 1e400]}", "a: [1, 1e400]\n", "a: -1e999\n", "a: .inf\n", "a: .nan\n"] {
        let problem = parse(text, "x").unwrap_err();
        assert_eq!(problem.code, "input::number", "{text}: {problem:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_double_is_read_as_it_was_written(number in any::<f64>().prop_filter("finite", |number| number.is_finite())) {
        for text in [format!("{number:?}"), format!("{number:e}"), format!("{number:.20e}"), Number::from_f64(number).unwrap().to_string()] {
            prop_assert_eq!(numbers(&text).map(f64::to_bits), [number.to_bits(); 2], "{}", text);
        }
        let written = yaml::write(&serde_json::json!({ "a": number }), 0).unwrap();
        let read = parse(&written, "x").unwrap();
        prop_assert_eq!(read.get("a"), Some(&Node::Number(Number::from_f64(number).unwrap())), "{}", written);
    }
}

#[test]
fn both_notations_give_the_same_tree() {
    let json =
        r#"{"openapi": "3.0.3", "on": "yes", "responses": {"200": [1, 2.5, true, null, "\ud83d\ude00"]}}"#;
    let yaml = "openapi: 3.0.3\non: yes\nresponses:\n  200: [1, 2.5, true, null, \"😀\"]\n";
    assert_eq!(parse(json, "a.json").unwrap(), parse(yaml, "a.yaml").unwrap());
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    for text in [r#"{"a": 1, "a": 2}"#, "a: 1\na: 2\n"] {
        assert_eq!(parse(text, "x").unwrap_err().code, "input::duplicate-key", "{text}");
    }
    let many: Vec<String> = (0..40).map(|n| format!("\"k{n}\": 1")).collect();
    let text = format!("{{{}, \"k30\": 2}}", many.join(", "));
    assert_eq!(parse(&text, "x").unwrap_err().code, "input::duplicate-key");
}

#[test]
fn depth_is_bounded() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        assert_eq!(parse(&text, "x").unwrap_err().code, "input::too-deep", "{open}");
    }
    let text: String = (0..10_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    assert_eq!(parse(&text, "x").unwrap_err().code, "input::too-deep");
}

#[test]
fn the_number_of_values_is_bounded() {
    let text = format!("[{}0]", "0,".repeat(MAX_JSON_VALUES));
    assert_eq!(parse(&text, "x").unwrap_err().code, "input::too-large");
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_string();
    for n in 1..12 {
        let refs = vec![format!("*a{}", n - 1); 10].join(", ");
        text.push_str(&format!("a{n}: &a{n} [{refs}]\n"));
    }
    assert!(parse(&text, "x").is_err());
}
