//! The causes of what `diff` finds: what is one, that its fingerprint stays, and that it is accepted as a
//! whole.

use std::collections::BTreeSet;
use std::fs;

use crate::common::assert_snapshot;
use crate::common::release::{all_rules, report, side};
use crate::common::{case, run, sandbox, transcript};
use provgen::diff::{Cause, DiffReport, Finding, RuleId, Severity};

/// What changes between two documents of a case.
fn between(old: &str, new: &str) -> DiffReport {
    report(
        &case("causes/shared_parameter_and_schema").join(old),
        &case("causes/shared_parameter_and_schema").join(new),
    )
}

fn cause<'r>(report: &'r DiffReport, name: &str) -> &'r Cause {
    report.causes.iter().find(|cause| cause.summary.starts_with(name)).unwrap()
}

#[test]
fn what_one_change_reaches_is_one_cause() {
    let folder = sandbox("causes/shared_parameter_and_schema");
    let mut text = transcript(folder.path(), &["diff", "old.yaml", "new.yaml", "--provider", "acme"]);
    text += &transcript(folder.path(), &["diff", "old.yaml", "new.yaml", "--provider", "acme", "-v"]);
    let partial = cause(&between("old.yaml", "new.yaml"), "partial ").fingerprint.clone();
    text += &transcript(
        folder.path(),
        &["diff", "old.yaml", "new.yaml", "--provider", "acme", "--only", &partial],
    );
    assert_snapshot!("told", text);
    let report = between("old.yaml", "new.yaml");
    let partial = cause(&report, "partial ");
    assert_eq!(partial.reach, ["acme.shop.carts", "acme.shop.orders"]);
    // A property of a schema goes from rows and from bodies at once.
    let cents = cause(&report, "cents ");
    let rules = [RuleId::ColumnNestedRemoved, RuleId::BodyFieldRemoved, RuleId::RemovedWithoutDeprecation];
    assert_eq!((cents.counts.resources, cents.rules.as_slice()), (3, &rules[..]), "{cents:?}");
    // Nothing but what changes statements is counted among what is risky.
    assert_eq!((report.cause_counts.breaking, report.cause_counts.risky), (3, 0));
    assert_eq!(report.cause_counts.deprecated, 1);
}

#[test]
fn a_cause_is_the_same_with_more_findings() {
    let (report, wider) = (between("old.yaml", "new.yaml"), between("old.yaml", "wider.yaml"));
    for name in ["partial ", "cents ", "note "] {
        assert_eq!(cause(&report, name).fingerprint, cause(&wider, name).fingerprint, "{name}");
    }
    assert!(cause(&report, "partial ").counts.findings < cause(&wider, "partial ").counts.findings);
    let mut findings = report.findings.clone();
    findings.reverse();
    let reversed = DiffReport::new("acme", "old", "new", 1, findings);
    assert_eq!(reversed.causes, report.causes);
}

#[test]
fn a_cause_is_accepted_as_a_whole() {
    let folder = sandbox("causes/shared_parameter_and_schema");
    let diff = |new: &str, more: &[&str]| {
        transcript(folder.path(), &[&["diff", "old.yaml", new, "--provider", "acme"], more].concat())
    };
    let file = folder.path().join("accept.yaml");
    let read = || fs::read_to_string(&file).unwrap();
    let mut text = diff("new.yaml", &["--write-accept", "accept.yaml", "--reason", "announced in May"]);
    text += &read();
    text += &diff("new.yaml", &["--accept", "accept.yaml"]);
    // It reaches further now: that passes, and is told.
    text += &diff("wider.yaml", &["--accept", "accept.yaml"]);
    // Whoever reads a report elsewhere is told, too.
    for (format, told) in [
        ("markdown", "\n**Of what is accepted:** `"),
        ("github", "\n::warning title=diff%3A%3Agrown::"),
        ("html", "<strong>Of what is accepted:</strong> "),
        ("json", "\"code\": \"diff::grown\""),
    ] {
        let report = diff("wider.yaml", &["--accept", "accept.yaml", "--format", format]);
        let remark = report.split_once(told).map(|(_, after)| after.lines().take(2).collect::<String>());
        assert!(remark.is_some_and(|remark| remark.contains("when it was accepted")), "{format}: {report}");
    }
    text += &diff("old.yaml", &["--accept", "accept.yaml"]);
    // In another service it is another matter.
    let elsewhere = read().replace("- shop", "- bank");
    assert_ne!(elsewhere, read());
    fs::write(&file, elsewhere).unwrap();
    text += &diff("new.yaml", &["--accept", "accept.yaml", "--only", "breaking"]);
    fs::write(&file, "- fingerprint: 0123\n  findings: many\n  services: shop\n  reason: why not\n").unwrap();
    text += &diff("new.yaml", &["--accept", "accept.yaml"]);
    assert_snapshot!("accepted", text);
}

/// A file that accepts findings one by one goes on to do so, and gets no entry for a cause that they are all
/// of.
#[test]
fn files_of_findings_are_read_and_kept() {
    let folder = sandbox("causes/shared_parameter_and_schema");
    let report = between("old.yaml", "new.yaml");
    let entry =
        |print: &str| format!("- fingerprint: {print}\n  rule: param-removed\n  name: x\n  reason: known\n");
    let text: String = report.findings.iter().map(|finding| entry(&finding.fingerprint)).collect();
    fs::write(folder.path().join("accept.yaml"), &text).unwrap();
    let diff = |more: &[&str]| {
        run(folder.path(), &[&["diff", "old.yaml", "new.yaml", "--provider", "acme"], more].concat())
    };
    assert!(diff(&["--accept", "accept.yaml", "--fail-on", "any"]).status.success());
    assert!(diff(&["--write-accept", "accept.yaml"]).status.success());
    let written = fs::read_to_string(folder.path().join("accept.yaml")).unwrap();
    assert_eq!(written.matches("fingerprint:").count(), report.findings.len(), "{written}");
    assert!(!written.contains("cause:"), "{written}");
}

#[test]
fn a_changelog_tells_causes_and_what_is_new_by_resource() {
    let folder = sandbox("causes/shared_parameter_and_schema");
    for (day, name) in [("20250101", "new"), ("20260101", "old"), ("20270101", "wider")] {
        fs::rename(
            folder.path().join(format!("{name}.yaml")),
            folder.path().join(format!("shop.{day}.yaml")),
        )
        .unwrap();
    }
    let mut text = transcript(folder.path(), &["changelog", ".", "--provider", "acme"]);
    text += &transcript(folder.path(), &["changelog", ".", "--provider", "acme", "--format", "markdown"]);
    assert_snapshot!("changelog", text);
}

/// Each finding has one cause, which lists it, and what both say of numbers is true.
#[test]
fn every_finding_has_its_cause() {
    let hostile = case("reports/hostile");
    let hostile = report(&side(&hostile, "old"), &side(&hostile, "new"));
    // Levels of a configuration may leave what repeats others as the worst of its cause.
    let mut graded = between("old.yaml", "new.yaml").findings;
    for finding in graded.iter_mut().filter(|finding| finding.rule != RuleId::RemovedWithoutDeprecation) {
        finding.severity = Severity::Docs;
    }
    let graded = DiffReport::new("acme", "old", "new", 1, graded);
    assert_eq!((graded.counts.risky, graded.cause_counts.risky), (1, 1));
    for report in [all_rules(), hostile, between("old.yaml", "wider.yaml"), graded] {
        let mut told = BTreeSet::new();
        for cause in &report.causes {
            let found: Vec<&Finding> =
                report.findings.iter().filter(|finding| finding.cause == cause.fingerprint).collect();
            assert_eq!(cause.counts.findings, found.len(), "{cause:?}");
            let prints: BTreeSet<&str> = found.iter().map(|finding| finding.fingerprint.as_str()).collect();
            assert_eq!(prints, cause.findings.iter().map(String::as_str).collect(), "{cause:?}");
            assert_eq!(Some(cause.severity), found.iter().map(|finding| finding.severity).min());
            let placeholders = ["{reach}", "{are}", "{name}", "{old}", "{new}", "{change}"];
            assert!(!placeholders.iter().any(|key| cause.summary.contains(key)), "{}", cause.summary);
            told.extend(prints.into_iter().map(str::to_string));
        }
        let all: BTreeSet<String> =
            report.findings.iter().map(|finding| finding.fingerprint.clone()).collect();
        assert_eq!(told, all);
    }
}
