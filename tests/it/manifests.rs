//! YAML as StackQL reads it: what the reader here and the engine's make of the same texts.

use std::fs::{self, File};
use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::common::assert_snapshot;
use crate::common::go::{Needs, build, can_run, printed, skipped};
use crate::common::yaml::{PARTS, REFUSED, RICH, TAKEN};
use crate::common::{root, sandbox, transcript};
use fastrand::Rng;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use provgen::document::{manifest, parse};
use serde_json::{Value, json};

const MODULE: &str = "tests/engine/yaml";

/// What the engine's reader makes of `texts`: each one's tree, or why there is none. Nothing, where it can't
/// be run.
fn engine(test: &str, texts: &[String]) -> Option<Vec<Result<Value, String>>> {
    if !can_run(test) {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = match build(MODULE, Needs::Modules, folder.path()) {
        Ok(program) => program,
        Err(why) => {
            skipped(test, &format!("its modules can't be fetched: {why}"));
            return None;
        }
    };
    let input = folder.path().join("input");
    let mut file = File::create(&input).unwrap();
    for text in texts {
        write!(file, "{}\n{text}", text.len()).unwrap();
    }
    let output = Command::new(program).stdin(Stdio::from(File::open(&input).unwrap())).output().unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    let lines = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<_> = lines
        .lines()
        .map(|line| {
            let mut answer: Value = serde_json::from_str(line).unwrap();
            match answer.get("refused").and_then(Value::as_str) {
                Some(why) => Err(why.to_string()),
                None => Ok(answer["value"].take()),
            }
        })
        .collect();
    assert_eq!(answers.len(), texts.len());
    Some(answers)
}

/// Whether two trees are the same; numbers are compared as what they are, not as how they are written.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64() && (one.is_f64() || other.is_f64())
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| is_same(value, other)))
        }
        _ => one == other,
    }
}

/// What is wrong with how a manifest is read here, by what the engine makes of it.
fn fault(text: &str, expected: &Result<Value, String>) -> Option<String> {
    match (manifest::parse(text, "m.yaml"), expected) {
        (Ok(read), Ok(expected)) => {
            let value = read.document.to_value();
            (!is_same(&value, expected)).then(|| format!("read as {value}, the engine reads {expected}"))
        }
        (Ok(_), Err(why)) => Some(format!("read, the engine refuses it: {why}")),
        // Bounds and keys that stand twice are refused here alone.
        (Err(problem), Ok(_)) if matches!(&*problem.code, "input::duplicate-key" | "input::too-deep") => None,
        (Err(problem), Ok(_)) => Some(format!("refused, the engine reads it: {problem}")),
        (Err(_), Err(_)) => None,
    }
}

#[test]
fn what_the_engine_refuses_is_told_and_what_it_takes_is_not_refused() {
    let texts: Vec<String> =
        REFUSED.iter().copied().chain(TAKEN.iter().map(|(text, _)| *text)).map(String::from).collect();
    for text in REFUSED {
        assert!(manifest::parse(text, "m.yaml").is_err(), "{text:?} is read");
    }
    for (text, remarks) in TAKEN {
        let read = manifest::parse(text, "m.yaml").unwrap_or_else(|problem| panic!("{text:?} {problem}"));
        let told: Vec<&str> = read.warnings.iter().map(|warning| warning.message.as_str()).collect();
        let is_told =
            told.len() == remarks.len() && told.iter().zip(*remarks).all(|(told, part)| told.contains(part));
        assert!(is_told, "{text:?} {told:#?}");
    }
    let Some(answers) = engine("what_the_engine_refuses_is_told_and_what_it_takes_is_not_refused", &texts)
    else {
        return;
    };
    for (n, (text, answer)) in texts.iter().zip(&answers).enumerate() {
        assert_eq!(answer.is_err(), n < REFUSED.len(), "{text:?} {answer:?}");
        assert_eq!(fault(text, answer), None, "{text:?}");
    }
}

/// `text` with something done to it.
fn mutated(text: &str, rng: &mut Rng) -> String {
    let mut text = text.to_string();
    for _ in 0..rng.usize(1..4) {
        let mut at = rng.usize(0..=text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        match rng.u8(0..8) {
            0..=2 => text.insert_str(at, PARTS[rng.usize(0..PARTS.len())]),
            3 => {
                let end = text
                    .split_at(at)
                    .1
                    .char_indices()
                    .map(|(n, _)| at + n)
                    .nth(rng.usize(1..4))
                    .unwrap_or(text.len());
                text.replace_range(at..end, "");
            }
            4 => {
                let end = text.split_at(at).1.chars().next().map_or(at, |c| at + c.len_utf8());
                text.replace_range(at..end, PARTS[rng.usize(0..PARTS.len())]);
            }
            5 if !lines.is_empty() => {
                let (from, to) = (rng.usize(0..lines.len()), rng.usize(0..lines.len()));
                let mut lines = lines.clone();
                lines.insert(to, lines[from]);
                text = lines.concat();
            }
            6 if !lines.is_empty() => {
                let (from, to) = (rng.usize(0..lines.len()), rng.usize(0..lines.len()));
                let mut lines = lines.clone();
                lines.swap(from, to);
                text = lines.concat();
            }
            _ => {
                let line = text.split_at(at).0.rfind('\n').map_or(0, |n| n + 1);
                let indent = ["\t", " ", "  ", "- ", "&a ", "a: "][rng.usize(0..6)];
                text.insert_str(line, indent);
            }
        }
    }
    text
}

/// Texts that are manifests but for what was done to them.
fn mutants(number: usize) -> Vec<String> {
    let mut rng = Rng::with_seed(5);
    let mut sources = vec![RICH.to_string(); 60];
    for entry in walkdir::WalkDir::new(root().join("tests/cases")).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.path().extension().is_some_and(|end| end == "yaml")
            && let Ok(text) = fs::read_to_string(entry.path())
            && text.len() < 4000
        {
            sources.push(text);
        }
    }
    let generated = "generated/providers/src/googleapis.com/v00.00.00000/services/dataproc.yaml";
    let generated = fs::read_to_string(root().join(generated)).unwrap();
    let lines: Vec<&str> = generated.split_inclusive('\n').collect();
    sources.extend((0..40).map(|_| {
        let start = rng.usize(0..lines.len() - 60);
        lines[start..start + 60].concat()
    }));
    (0..number).map(|_| mutated(&sources[rng.usize(0..sources.len())], &mut rng)).collect()
}

#[test]
fn what_is_changed_in_manifests_is_read_as_the_engine_reads_it() {
    // More of them than a run of all tests has time for.
    let number = std::env::var("PROVGEN_MUTANTS").ok().and_then(|number| number.parse().ok()).unwrap_or(4000);
    let texts = mutants(number);
    let Some(expected) = engine("what_is_changed_in_manifests_is_read_as_the_engine_reads_it", &texts) else {
        return;
    };
    let refused = expected.iter().filter(|expected| expected.is_err()).count();
    let once = texts
        .iter()
        .zip(&expected)
        .filter(|(text, expected)| expected.is_err() && parse::parse(text, "m.yaml").is_ok())
        .count();
    let faults: Vec<String> = texts
        .iter()
        .zip(&expected)
        .filter_map(|(text, expected)| Some(format!("{text:?}\n{}", fault(text, expected)?)))
        .collect();
    let count = format!(
        "{number} texts, {refused} refused, {once} of them read as YAML 1.2; {} faults\n",
        faults.len()
    );
    // Not by `println!`, which the test harness keeps to itself.
    std::io::stdout().write_all(count.as_bytes()).unwrap();
    assert!(
        faults.is_empty(),
        "{}\n{} faults",
        faults.iter().take(12).map(String::as_str).collect::<Vec<_>>().join("\n\n"),
        faults.len()
    );
    assert!(refused > number / 10 && refused < number * 9 / 10);
}

/// Texts of what means something to YAML 1.1, and any others.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(PARTS).prop_map(String::from),
        3 => prop::collection::vec(prop::sample::select(PARTS), 2..4).prop_map(|parts| parts.concat()),
        2 => "[a-c:# \\n\\t\"\\\\'\\-?,\\[\\]{}&*!|>%@`~=<.0-9_+/$\u{a0}\u{85}é’]{0,12}",
        1 => "[+\\-]?[0-9._eExXobaf:+\\-]{0,8}",
        1 => "[yYnNtTfFoO~]{1,3}",
        1 => any::<String>(),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => any::<i64>().prop_map(|number| json!(number)),
        1 => any::<f64>().prop_map(|number| json!(number)),
        6 => any_text().prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((any_text(), inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

#[test]
fn what_is_written_is_loaded_with_the_same_values() {
    let test = "what_is_written_is_loaded_with_the_same_values";
    let mut runner = TestRunner::deterministic();
    let number = std::env::var("PROVGEN_MUTANTS").ok().and_then(|number| number.parse().ok()).unwrap_or(2000);
    let values: Vec<Value> = (0..number)
        .map(|_| any_value().new_tree(&mut runner).unwrap().current())
        .map(|value| json!({ "a": value }))
        .collect();
    let texts: Vec<String> =
        values.iter().map(|value| provgen::manifest::to_yaml(value, 0).unwrap()).collect();
    let Some(loaded) = engine(test, &texts) else { return };
    let faults: Vec<String> = values
        .iter()
        .zip(&texts)
        .zip(&loaded)
        .filter_map(|((value, text), loaded)| {
            let read = manifest::parse(text, "m.yaml");
            let is_silent = read
                .as_ref()
                .is_ok_and(|read| read.warnings.is_empty() && is_same(value, &read.document.to_value()));
            (!is_silent || !loaded.as_ref().is_ok_and(|loaded| is_same(value, loaded)))
                .then(|| format!("{value}\n{text:?}\n{loaded:?}"))
        })
        .collect();
    assert!(
        faults.is_empty(),
        "{}\n{} faults",
        faults.iter().take(12).map(String::as_str).collect::<Vec<_>>().join("\n\n"),
        faults.len()
    );
}

/// What `verify`, `package` and `show --from` say of the smallest provider with something changed in its
/// service.
fn told(change: impl Fn(String) -> String) -> String {
    let folder = sandbox("package/minimal");
    let service = folder.path().join("services/shop.yaml");
    let changed = change(fs::read_to_string(&service).unwrap());
    fs::write(&service, changed).unwrap();
    [
        ["verify", "-v", "."].as_slice(),
        &["package", "--from", ".", "--version", "v26.11.00001"],
        &["show", "acme.shop.orders", "--format", "json", "--from", "."],
    ]
    .iter()
    .map(|arguments| transcript(folder.path(), arguments))
    .collect::<Vec<_>>()
    .join("\n")
}

#[test]
fn what_the_engine_refuses_is_refused_by_every_command_that_reads_manifests() {
    let told = [
        told(|text| text.replace("title: Orders", r#"title: "Orders\/Carts""#)),
        told(|text| text.replace("title: Orders", "title: |\n        \tOrders")),
        told(|text| text + "<<: null\n"),
    ];
    assert_snapshot!("yaml__refused", told.join("\n"));
}

#[test]
fn what_the_engine_reads_otherwise_is_told() {
    let change = |text: String| {
        text.replace("info: { title", "info: { x-note: yes, title")
            .replace("{ next: ", "{ y: { enum: [01, 1_000] }, next: ")
            + "---\nmore: 1\n"
    };
    assert_snapshot!("yaml__read_otherwise", told(change));
}

#[test]
fn remarks_on_a_manifest_are_bounded() {
    let text: String = (0..30).map(|n| format!("k{n}: off\n")).collect();
    let warnings = manifest::parse(&text, "m.yaml").unwrap().warnings;
    assert_eq!(warnings.len(), 20);
    assert_eq!(warnings[19].message, "StackQL reads `off` as false; it does so with 10 more in this file");
}
