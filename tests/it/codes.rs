//! Codes of messages: each that the sources have is explained, and none is explained that they don't have.

use std::collections::BTreeSet;
use std::fs;

use proc_macro2::{TokenStream, TokenTree};
use walkdir::WalkDir;

use crate::common::{root, run, transcript};

/// Whether a text is a code: `stage::what`.
fn is_code(text: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'))
    };
    text.split_once("::").is_some_and(|(stage, what)| is_word(stage) && is_word(what))
}

/// The codes among the literals of `tokens`. A group behind the word `tests` is passed over: tests make up codes.
fn codes(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut is_tests = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) if !is_tests => codes(group.stream(), found),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let text = text.trim_matches('"');
                if is_code(text) {
                    found.insert(text.to_string());
                }
            }
            TokenTree::Ident(word) => {
                is_tests = word == "tests";
                continue;
            }
            _ => {}
        }
        is_tests = false;
    }
}

#[test]
fn every_code_of_the_sources_is_explained_and_no_other() {
    let mut used = BTreeSet::new();
    for entry in WalkDir::new(root().join("src")) {
        let path = entry.unwrap().into_path();
        let is_test = path.iter().any(|part| part == "tests") || path.ends_with("tests.rs");
        if path.extension().is_some_and(|extension| extension == "rs") && !is_test {
            codes(fs::read_to_string(&path).unwrap().parse().unwrap(), &mut used);
        }
    }
    let text = fs::read_to_string(root().join("src/rules/codes.toml")).unwrap();
    let explained: BTreeSet<String> = text.parse::<toml::Table>().unwrap().keys().cloned().collect();
    let missing: Vec<_> = used.difference(&explained).collect();
    let gone: Vec<_> = explained.difference(&used).collect();
    assert!(missing.is_empty(), "src/rules/codes.toml doesn't explain {missing:?}");
    assert!(gone.is_empty(), "src/rules/codes.toml explains what no message has: {gone:?}");
}

#[test]
fn all_rules_and_codes_are_listed_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let listed = |of: &[&str]| {
        let arguments: Vec<&str> = ["rules"].iter().chain(of).copied().collect();
        String::from_utf8(run(folder.path(), &arguments).stdout).unwrap()
    };
    let names: Vec<String> = listed(&["--format", "markdown"])
        .lines()
        .filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_string()))
        .collect();
    assert!(names.len() > 250, "{}", names.len());
    for name in &names {
        let ran = run(folder.path(), &["explain", name]);
        assert!(ran.status.success(), "{name}: {}", ran.printed());
    }
    let mut text = listed(&["lint"]);
    for name in [
        "lint::object-key-unresolved",
        "input::dangling-ref",
        "input::dangling-reff",
        "rows",
        "dead-route",
        "collision",
        "cookie",
    ] {
        text += &transcript(folder.path(), &["explain", name]);
    }
    crate::common::assert_snapshot!("explain", text);
}
