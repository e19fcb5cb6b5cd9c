//! What this repository promises of itself: `generated/` is what `specs/` gives, every
//! case and snapshot is used, its documents lead somewhere, and no file is too long.

use std::collections::BTreeSet;
use std::fs;

use crate::common::{root, run};

#[test]
fn generated_is_what_specs_and_templates_give() {
    let output = run(&root(), &["generate", "--check"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

/// The text of all test files.
fn tests_text() -> String {
    let mut text = String::new();
    let folders =
        ["tests", "tests/it", "tests/it/common"].map(|folder| fs::read_dir(root().join(folder)).unwrap());
    for entry in folders.into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            text += &fs::read_to_string(path).unwrap();
        }
    }
    text
}

#[test]
fn every_case_is_used() {
    let text = tests_text();
    for area in fs::read_dir(root().join("tests/cases")).unwrap() {
        let area = area.unwrap().path();
        for case in fs::read_dir(&area).unwrap() {
            let case = case.unwrap().path();
            let name =
                format!("{}/{}", area.file_name().unwrap().display(), case.file_name().unwrap().display());
            // Some tests read all cases of an area.
            let all = format!("cases(\"{}\")", area.file_name().unwrap().display());
            assert!(
                text.contains(&all)
                    || text.contains(&format!("\"{name}\""))
                    || text.contains(&format!("/{name}/")),
                "no test uses {name}"
            );
        }
    }
}

#[test]
fn every_snapshot_is_used() {
    let text = tests_text();
    for entry in fs::read_dir(root().join("tests/it/snapshots")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem =
            name.strip_suffix(".snap").unwrap_or_else(|| panic!("{name} is a snapshot that nobody accepted"));
        let (_, behaviour) = stem.split_once("__").unwrap();
        let used = text.contains(&format!("\"{behaviour}\"")) || text.contains(&format!(" {behaviour}: "));
        assert!(used, "no test uses {name}");
    }
}

/// The files that the promises of SECURITY.md are tested in.
#[test]
fn every_promise_of_security_names_a_test_that_is_there() {
    let text = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let (_, promises) = text.split_once("| Promise | Tested in |").unwrap();
    let (promises, _) = promises.split_once("\n\n").unwrap();
    let mut promised = 0;
    for row in promises.lines().skip(2).filter(|row| !row.starts_with("| **")) {
        let (_, tested) = row.trim_end_matches(" |").rsplit_once(" | ").unwrap();
        for name in tested.split(", ") {
            let path = name.trim_matches('`');
            assert!(root().join(path).exists(), "there is no {path}, which is to test: {row}");
        }
        promised += 1;
    }
    assert!(promised > 15, "{promised}");
}

/// Where ARCHITECTURE.md sends those who want to add something.
#[test]
fn every_place_of_architecture_is_there() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let folders = ["docs/", "src/", "templates/", "tests/"];
    let mut places = 0;
    for place in text.split('`').filter(|place| folders.iter().any(|folder| place.starts_with(folder))) {
        // What stands for a name, and what a command is given.
        let path = place.split(['<', ' ']).next().unwrap();
        assert!(root().join(path).exists(), "ARCHITECTURE.md sends to {place}");
        places += 1;
    }
    assert!(places > 40, "{places}");
}

#[test]
fn every_decision_is_listed_and_says_what_it_costs() {
    let folder = root().join("docs/decisions");
    let list = fs::read_to_string(folder.join("README.md")).unwrap();
    let mut listed = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name == "README.md" {
            continue;
        }
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        let (number, title) = text.lines().next().unwrap().trim_start_matches("# ").split_once(". ").unwrap();
        let row = format!("| [{number:0>4}]({name}) | {title} |");
        assert!(list.contains(&row), "the list of decisions has no line\n{row}");
        for part in ["**Context.** ", "**Decision.** ", "**Cost.** "] {
            assert!(text.contains(part), "{name} has no {part}");
        }
        listed += 1;
    }
    assert_eq!(list.matches("| [0").count(), listed, "the list of decisions has one that isn't there");
}

#[test]
fn the_rust_that_is_checked_is_the_one_that_is_asked_for() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let stated =
        manifest.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    for page in ["README.md", "docs/installing.md"] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        let says = format!("(https://www.rust-lang.org/tools/install) {stated} or newer");
        assert!(text.contains(&says), "{page}: {stated}");
    }
}

/// `tests/new-rule`, in a copy of what it changes.
#[cfg(unix)]
mod new_rule {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::process::{Command, Output};

    use crate::common::{copy, files, root};
    use tempfile::TempDir;

    fn checkout() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for part in [
            "src/rules",
            "src/diff/compare",
            "src/diff/resolve",
            "src/diff/release",
            "tests/cases/diff/column-added",
        ] {
            fs::create_dir_all(folder.path().join(part)).unwrap();
            copy(&root().join(part), &folder.path().join(part));
        }
        fs::copy(root().join("tests/new-rule"), folder.path().join("tests/new-rule")).unwrap();
        folder
    }

    fn new_rule(checkout: &TempDir, arguments: &[&str]) -> Output {
        let mut command = Command::new("bash");
        command.arg(checkout.path().join("tests/new-rule")).args(arguments);
        command.current_dir(std::env::temp_dir()).output().unwrap()
    }

    /// The keys of a rule's file; those of its example as `example.…`.
    fn keys(text: &str) -> BTreeSet<String> {
        let rule: serde_json::Map<String, serde_json::Value> = toml::from_str(text).unwrap();
        let mut keys: BTreeSet<String> = rule.keys().cloned().collect();
        keys.extend(rule["example"].as_object().unwrap().keys().map(|key| format!("example.{key}")));
        keys
    }

    #[test]
    fn a_rule_has_its_places() {
        for (arguments, id, variant, behind, group) in [
            (&["column-frozen"][..], "column-frozen", "ColumnFrozen", "column-deprecated", "row"),
            // A first rule of its word stands before the one for wording.
            (
                &["tariff-2-changed", "runtime"],
                "tariff-2-changed",
                "Tariff2Changed",
                "removed-without-deprecation",
                "runtime",
            ),
        ] {
            let checkout = checkout();
            let before: BTreeMap<String, Vec<u8>> = files(checkout.path()).into_iter().collect();
            let output = new_rule(&checkout, arguments);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let after: BTreeMap<String, Vec<u8>> = files(checkout.path()).into_iter().collect();
            let changed: Vec<&str> = after
                .iter()
                .filter(|(path, bytes)| before.get(*path) != Some(*bytes))
                .map(|(path, _)| path.as_str())
                .collect();
            let rule = format!("src/rules/diff/{id}.toml");
            let [old, new] = ["old", "new"].map(|side| format!("tests/cases/diff/{id}/{side}.yaml"));
            assert_eq!(changed, [&rule, "src/rules/rule.rs", &new, &old]);

            let text = |path: &str| String::from_utf8(after[path].clone()).unwrap();
            let list = text("src/rules/rule.rs");
            let lines: Vec<&str> = list.lines().collect();
            let at = lines.iter().position(|line| *line == format!("    {variant} = \"{id}\",")).unwrap();
            assert!(lines[at - 1].ends_with(&format!(" = \"{behind}\",")), "{}", lines[at - 1]);
            assert_eq!(
                lines.len(),
                String::from_utf8_lossy(&before["src/rules/rule.rs"]).lines().count() + 1
            );

            assert_eq!(keys(&text(&rule)), keys(&text("src/rules/diff/column-added.toml")));
            assert!(text(&rule).starts_with(&format!("group = \"{group}\"\n")), "{}", text(&rule));
            // What is made is a document already; what changes in it is for people to say.
            for path in [&old, &new] {
                provgen::input::parse(&text(path), path, "shop").unwrap();
            }
            let told = String::from_utf8(output.stdout).unwrap();
            for part in
                [&rule, "src/diff/compare/", &format!("RuleId::{variant}"), "cargo test --test it diff::"]
            {
                assert!(told.contains(part), "{told}");
            }
        }
    }

    #[test]
    fn what_is_no_new_rule_is_refused() {
        let checkout = checkout();
        let before = files(checkout.path());
        for (arguments, why) in [
            (&["column-added"][..], "there is a rule column-added"),
            (&["Column-frozen"], "is no id"),
            (&["column_frozen"], "is no id"),
            (&["column"], "is no id"),
            (&["column-"], "is no id"),
            (&["column--frozen"], "is no id"),
            (&["../column-frozen"], "is no id"),
            (&["column-größe"], "is no id"),
            (&["column-frozen\nx-y"], "is no id"),
            (&["tariff-changed"], "say the group of tariff-changed, which is one of body "),
            (&["column-frozen", "tariff"], "there is no group `tariff`"),
            (&[], "say one id"),
        ] {
            let output = new_rule(&checkout, arguments);
            let told = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
            assert!(told.contains(why), "{arguments:?}: {told}");
        }
        assert_eq!(files(checkout.path()), before);
    }
}

#[test]
fn every_fuzz_target_is_built_and_has_seeds_and_words() {
    let folder = root().join("tests/fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let seeds = fs::read_to_string(folder.join("seeds")).unwrap();
    let mut targets = 0;
    for entry in fs::read_dir(folder.join("fuzz_targets")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let target = file.strip_suffix(".rs").unwrap();
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{file}\"")), "{target} isn't built");
        assert!(seeds.contains(&format!("    {target})")), "{target} has no seeds");
        assert!(folder.join(format!("dictionaries/{target}.dict")).is_file(), "{target} has no words");
        targets += 1;
    }
    assert!(targets > 5, "{targets}");
}

#[test]
fn no_source_file_is_too_long() {
    for entry in walkdir::WalkDir::new(root().join("src")) {
        let entry = entry.unwrap();
        if entry.path().extension().is_some_and(|extension| extension == "rs") {
            let lines = fs::read_to_string(entry.path()).unwrap().lines().count();
            assert!(lines <= 600, "{} has {lines} lines", entry.path().display());
        }
    }
}

#[test]
fn the_documents_are_those_that_sources_names() {
    let sources = fs::read_to_string(root().join("specs/SOURCES.md")).unwrap();
    let named: BTreeSet<&str> =
        sources.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    for (name, bytes) in crate::common::files(&root().join("specs")) {
        if name == "SOURCES.md" {
            continue;
        }
        assert!(named.contains(name.as_str()), "SOURCES.md doesn't name {name}");
        let digest = sha256(&bytes);
        assert!(sources.contains(&digest), "SOURCES.md has another sha256 for {name}: {digest}");
    }
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
