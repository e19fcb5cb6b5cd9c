//! What `diff` finds: rule by rule, and nothing where nothing changed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use crate::common::assert_snapshot;
use crate::common::release::{cases, report, side};
use crate::common::statement;
use provgen::diff::{DiffReport, RuleId};

fn rules_of(report: &DiffReport) -> BTreeSet<RuleId> {
    report.findings.iter().map(|finding| finding.rule).collect()
}

/// All that is found in all cases: each rule in the case that is named after it, and in no other but where
/// that is seen here.
#[test]
fn each_rule_fires_in_its_case_and_no_other_does() {
    let mut text = String::new();
    let mut fired = BTreeSet::new();
    for case in cases("diff").into_iter().filter(|case| !case.ends_with("silent")) {
        let name = case.file_name().unwrap().to_str().unwrap().to_string();
        // `column-removed.other_names` is another case of `column-removed`.
        let rule =
            RuleId::parse(name.split('.').next().unwrap()).unwrap_or_else(|| panic!("{name} is no rule"));
        let report = report(&side(&case, "old"), &side(&case, "new"));
        let rules = rules_of(&report);
        assert!(rules.contains(&rule), "{name}: {rules:?}");
        fired.insert(rule);
        writeln!(text, "== {name}").unwrap();
        for finding in &report.findings {
            writeln!(text, "{}  {}  {}", finding.severity, finding.rule, finding.name).unwrap();
            if finding.old.is_some() || finding.new.is_some() {
                let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "-".into());
                writeln!(text, "    {} → {}", side(&finding.old), side(&finding.new)).unwrap();
            }
            if let Some(sql) = &finding.witness {
                writeln!(text, "    {sql}\n    {}", finding.effect.as_deref().unwrap_or_default()).unwrap();
            }
        }
        statement::check(&side(&case, "old"), "acme", &report);
    }
    let missing: Vec<&RuleId> = RuleId::ALL.iter().filter(|rule| !fired.contains(rule)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    assert_snapshot!("rules", text);
}

#[test]
fn what_says_the_same_in_other_words_is_no_change() {
    for case in cases("diff/silent") {
        let report = report(&side(&case, "old"), &side(&case, "new"));
        assert!(report.findings.is_empty(), "{}: {:#?}", case.display(), report.findings);
    }
}

#[test]
fn a_release_is_no_change_to_itself_whatever_the_order_of_its_keys() {
    let mut count = 0;
    for case in cases("diff") {
        for name in ["old", "new"] {
            let Some(path) = [case.join(format!("{name}.yaml")), case.join(format!("{name}.json"))]
                .into_iter()
                .find(|path| path.exists())
            else {
                continue;
            };
            assert!(report(&path, &path).findings.is_empty(), "{}", path.display());
            let document: serde_json::Value =
                serde_yaml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            let folder = tempfile::tempdir().unwrap();
            let other = folder.path().join(format!("{name}.json"));
            fs::write(&other, crate::common::shuffled(&document, &mut 7).to_string()).unwrap();
            let found = report(&path, &other).findings;
            assert!(found.is_empty(), "{}: {found:#?}", path.display());
            count += 1;
        }
    }
    assert!(count > 140, "{count}");
}

/// In either direction, each case gives findings with names of their own, and no run panics.
#[test]
fn fingerprints_tell_findings_apart() {
    for case in cases("diff") {
        if case.ends_with("silent") {
            continue;
        }
        for (old, new) in [("old", "new"), ("new", "old")] {
            let report = report(&side(&case, old), &side(&case, new));
            let prints: BTreeSet<&str> =
                report.findings.iter().map(|finding| finding.fingerprint.as_str()).collect();
            assert_eq!(prints.len(), report.findings.len(), "{}: {:#?}", case.display(), report.findings);
            statement::check(&side(&case, old), "acme", &report);
        }
    }
}
