//! `diff`, `changelog`, `rules` and `explain`, as they are typed.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::assert_snapshot;
use crate::common::{case, copy, root, run, statement, transcript};
use provgen::diff::source::Release;
use provgen::diff::source::series::Series;
use provgen::diff::{Comparison, RuleId, changelog, compare};
use tempfile::TempDir;

/// A folder with the two documents of a case of `diff`.
fn pair(rule: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&case(&format!("diff/{rule}")), folder.path());
    folder
}

fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let output = run(folder, arguments);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn findings_decide_the_exit_code() {
    let folder = pair("column-removed");
    let diff = |more: &[&str]| {
        transcript(folder.path(), &[&["diff", "old.yaml", "new.yaml", "--provider", "acme"], more].concat())
    };
    let mut text = diff(&[]);
    text += &diff(&["--fail-on", "never"]);
    text += &diff(&["--only", "risky"]);
    text += &diff(&["--only", "risky", "--fail-on", "risky"]);
    text += &diff(&["--only", "acme.shop.nothing.*"]);
    text += &diff(&["--only", "acme.shp.*"]);
    text += &diff(&["--only", "acne.shop.*"]);
    text += &diff(&["--only", "*.shp.*"]);
    text += &diff(&["--only", "column-removd"]);
    text += &transcript(folder.path(), &["diff", "old.yaml", "old.yaml"]);
    assert_snapshot!("exit_codes", text);
}

#[test]
fn what_cannot_be_read_is_no_release_without_changes() {
    let folder = pair("column-removed");
    fs::write(folder.path().join("broken.yaml"), "openapi: 3.0.3\npaths: [").unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let mut text = String::new();
    for (old, new) in [
        ("old.yaml", "broken.yaml"),
        ("missing.yaml", "new.yaml"),
        ("empty", "new.yaml"),
        ("HEAD:x", "new.yaml"),
    ] {
        text += &transcript(folder.path(), &["diff", old, new]);
    }
    text += &transcript(folder.path(), &["diff", "old.yaml"]);
    // One service of two: the other is compared all the same.
    for (name, side) in [("a", "old"), ("b", "new")] {
        fs::create_dir(folder.path().join(name)).unwrap();
        let read = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
        fs::write(folder.path().join(name).join("shop.yaml"), read(&format!("{side}.yaml"))).unwrap();
        fs::write(folder.path().join(name).join("other.yaml"), read("old.yaml").replace("shop.", "other."))
            .unwrap();
    }
    fs::copy(folder.path().join("broken.yaml"), folder.path().join("b/other.yaml")).unwrap();
    text += &transcript(folder.path(), &["diff", "a", "b", "--only", "breaking"]);
    let report = json(folder.path(), &["diff", "a", "b", "--format", "json"]);
    assert_eq!(report["errors"][0]["file"], "b/other.yaml", "{report}");
    assert_snapshot!("unreadable", text);
}

#[test]
fn one_finding_is_accepted_with_a_reason_and_a_day() {
    let folder = pair("column-removed");
    let diff = |more: &[&str]| {
        transcript(folder.path(), &[&["diff", "old.yaml", "new.yaml", "--provider", "acme"], more].concat())
    };
    let mut text = diff(&["--write-accept", "accept.yaml"]);
    let read = || fs::read_to_string(folder.path().join("accept.yaml")).unwrap();
    text += &read();
    // Nobody said why yet.
    text += &diff(&["--accept", "accept.yaml"]);
    let said = read()
        .replace("reason: \"\"", "reason: nobody reads it")
        .replace("reason: ''", "reason: nobody reads it");
    assert_ne!(said, read());
    fs::write(folder.path().join("accept.yaml"), format!("{said}  expires: 2999-12-31\n")).unwrap();
    text += &diff(&["--accept", "accept.yaml"]);
    // Written again, it keeps what was said.
    text += &diff(&["--write-accept", "accept.yaml", "--reason", "something else"]);
    assert!(
        read().contains("nobody reads it")
            && read().contains("2999-12-31")
            && !read().contains("something else")
    );
    fs::write(folder.path().join("accept.yaml"), read().replace("2999-12-31", "2001-01-01")).unwrap();
    text += &diff(&["--accept", "accept.yaml"]);
    fs::write(
        folder.path().join("accept.yaml"),
        "- fingerprint: 0000000000000000\n  rule: column-removed\n  name: acme.shop.carts.old\n  reason: it was so\n",
    )
    .unwrap();
    text += &diff(&["--accept", "accept.yaml"]);
    assert_snapshot!("accept", text);
}

#[test]
fn the_configuration_says_what_findings_count_as() {
    let folder = pair("column-removed");
    let config = |levels: &str| {
        let text = format!("provider: {{ name: acme }}\nspecs: [old.yaml]\ndiff:\n{levels}");
        fs::write(folder.path().join("provgen.yaml"), text).unwrap();
        transcript(folder.path(), &["diff", "old.yaml", "new.yaml"])
    };
    let mut text = config("  levels: { column-removed: additive, removed-without-deprecation: off }\n");
    text += &config("  levels: { column-removed: risky }\n  services: { shop: { column-removed: off } }\n");
    text += &config("  levels: { column-removd: risky, column-removed: bad }\n  level: {}\n");
    assert_snapshot!("levels", text);
}

/// A repository with the old document committed, then the new one.
fn repository(rule: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q", "-b", "main"]);
    fs::create_dir(folder.path().join("specs")).unwrap();
    for name in ["old", "new"] {
        let text = fs::read(case(&format!("diff/{rule}")).join(format!("{name}.yaml"))).unwrap();
        fs::write(folder.path().join("specs/shop.yaml"), text).unwrap();
        git(&["add", "."]);
        git(&["commit", "-q", "-m", name]);
        git(&["tag", name]);
    }
    folder
}

#[test]
fn revisions_of_git_are_releases() {
    let folder = repository("column-removed");
    let mut text = String::new();
    for arguments in [
        &["diff", "old:specs/shop.yaml", "specs/shop.yaml", "--only", "breaking"][..],
        &["diff", "old:specs", "new:specs", "--only", "breaking"],
        &["diff", "--since", "old", "specs", "--only", "breaking"],
        &["diff", "new:specs", "specs"],
        &["diff", "old:spec", "specs"],
        &["diff", "odl:specs", "specs"],
        &["diff", "--upload-pack=x:specs", "specs"],
    ] {
        text += &transcript(folder.path(), arguments);
    }
    // From a folder below, paths of `--since` are those of the folder.
    text += &transcript(
        &folder.path().join("specs"),
        &["diff", "--since", "old", "shop.yaml", "--only", "breaking"],
    );
    assert_snapshot!("git", text);
    let changes = json(folder.path(), &["changelog", "old..new:specs", "--format", "json"]);
    assert_eq!(changes["releases"].as_array().unwrap().len(), 1, "{changes}");
    assert!(changes["names"]["provider.shop.carts.note"]["gone"].is_string(), "{changes}");
}

/// A project whose configuration finds documents by a pattern, committed as `base`.
fn project() -> (TempDir, impl Fn(&[&str])) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_path_buf();
    let git = move |arguments: &[&str]| {
        let own = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").args(own).args(arguments).current_dir(&root).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q", "-b", "main"]);
    fs::create_dir_all(folder.path().join("api/specs")).unwrap();
    let text = fs::read_to_string(case("diff/column-removed").join("old.yaml")).unwrap();
    for name in ["shop", "bank"] {
        let path = folder.path().join(format!("api/specs/{name}.yaml"));
        fs::write(path, text.replace("shop.", &format!("{name}."))).unwrap();
    }
    let config = "provider: { name: acme }\nspecs: [specs/*.yaml]\n";
    fs::write(folder.path().join("api/provgen.yaml"), config).unwrap();
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "base"]);
    git(&["tag", "base"]);
    (folder, git)
}

#[test]
fn a_document_that_went_is_a_service_that_went() {
    let (folder, _) = project();
    let api = folder.path().join("api");
    fs::remove_file(api.join("specs/bank.yaml")).unwrap();
    let mut text = String::new();
    for arguments in [
        &["diff", "--since", "base", "specs"][..],
        &["diff", "--since", "base", "."],
        &["diff", "base:api/specs", "specs"],
    ] {
        text += &transcript(&api, arguments);
    }
    assert_snapshot!("went", text);
}

#[test]
fn what_a_configuration_changes_is_told() {
    let (folder, _) = project();
    let api = folder.path().join("api");
    let config = "provider: { name: acme }\nspecs: [specs/*.yaml]\nservices:\n  shop:\n    overrides:\n      shop.carts.get: { method: zap, verb: EXEC }\n";
    fs::write(api.join("provgen.yaml"), config).unwrap();
    let mut text = transcript(&api, &["diff", "--since", "base", "specs"]);
    fs::write(
        api.join("provgen.yaml"),
        format!("{config}diff: {{ services: {{ shpo: {{ docs-only: off }} }} }}\n"),
    )
    .unwrap();
    text += &transcript(&api, &["diff", "--since", "base", "specs"]);
    assert_snapshot!("configuration", text);
}

#[test]
fn acceptances_are_kept_as_long_as_there_is_what_they_accept() {
    let folder = pair("column-removed");
    let diff = |more: &[&str]| {
        run(folder.path(), &[&["diff", "old.yaml", "new.yaml", "--provider", "acme"], more].concat())
    };
    let written = ["--write-accept", "accept.yaml", "--reason", "nobody reads it"];
    assert!(diff(&[&written[..], &["--fail-on", "risky"]].concat()).status.success());
    let read = || fs::read_to_string(folder.path().join("accept.yaml")).unwrap();
    let before = read();
    // Both findings have one cause, and are accepted by it.
    assert_eq!((before.matches("fingerprint:").count(), before.matches("findings: 2").count()), (1, 1));
    // Fewer would fail now; those that are accepted stay.
    assert!(diff(&written).status.success());
    assert_eq!(read(), before);
    assert_eq!(diff(&[&written[..], &["--only", "breaking"]].concat()).status.code(), Some(2));
    // What can't be compared accepts nothing.
    fs::write(folder.path().join("new.yaml"), "openapi: 3.0.3\npaths: [").unwrap();
    assert_eq!(diff(&written).status.code(), Some(2));
    assert_eq!(read(), before);
}

#[test]
fn revisions_of_openapi_documents_are_a_series() {
    let folder = tempfile::tempdir().unwrap();
    let text = |name: &str| {
        fs::read_to_string(case("diff/column-renamed").join(format!("{name}.yaml")))
            .unwrap()
            .replace("shop.carts.get", "getCart")
    };
    fs::write(folder.path().join("shop.20250101.yaml"), text("old")).unwrap();
    fs::write(folder.path().join("shop.20260101.yaml"), text("new")).unwrap();
    let mut told = transcript(folder.path(), &["changelog", ".", "--provider", "acme"]);
    told += &transcript(
        folder.path(),
        &["diff", "shop.20250101.yaml", "shop.20260101.yaml", "--only", "breaking"],
    );
    let changes = json(folder.path(), &["changelog", ".", "--provider", "acme", "--format", "json"]);
    assert_eq!(changes["names"]["acme.shop.carts.amount"]["since"], "20260101", "{changes}");
    // A release that can't be read is passed over.
    fs::write(
        folder.path().join("shop.20250601.yaml"),
        "openapi: 3.0.3\ninfo: { title: A, version: v1 }\npaths: [/a]\n",
    )
    .unwrap();
    told += &transcript(folder.path(), &["changelog", ".", "--provider", "acme"]);
    assert_snapshot!("series", told);
}

/// A list and its raw twin call one operation: one of them comes and goes without the other.
#[test]
fn twins_of_lists_come_and_go() {
    let path = root().join("specs/dataproc.v1.json");
    let config = |twins: bool| {
        let text = format!(
            "provider: {{ name: google }}\nspecs: [specs/*.json]\nservices: {{ dataproc: {{ method_names: qualified, raw_list_methods: {twins} }} }}\n"
        );
        provgen::settings::Settings::parse(&text, "provgen.yaml", &root()).unwrap()
    };
    let (with, without) = (config(true), config(false));
    let source = Release::find(path.to_str().unwrap()).unwrap();
    let found = |old_settings, settings| {
        let comparison = Comparison {
            old: &source,
            new: &source,
            settings: Some(settings),
            old_settings: Some(old_settings),
            provider: None,
        };
        let report = compare(comparison).unwrap();
        let rules: std::collections::BTreeSet<RuleId> =
            report.findings.iter().map(|finding| finding.rule).collect();
        let all_twins = report
            .findings
            .iter()
            .filter(|finding| finding.place.method.is_some())
            .all(|finding| finding.place.method.as_deref().unwrap().starts_with('_'));
        assert!(all_twins, "{:#?}", report.findings);
        rules.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(found(&without, &with), [RuleId::MethodAdded]);
    assert_eq!(found(&with, &without), [RuleId::MethodRemoved, RuleId::RemovedWithoutDeprecation]);
    assert!(found(&with, &with).is_empty());
}

/// What Google changed of Dataproc in three years; each line was compared with the documents.
#[test]
fn dataproc_as_it_was() {
    let documents = [
        "specs/history/dataproc.v1.20230830.json",
        "specs/history/dataproc.v1.20250111.json",
        "specs/dataproc.v1.json",
    ];
    let settings = provgen::settings::Settings::load(&root().join("provgen.yaml")).unwrap();
    for (name, pair) in ["dataproc_2025", "dataproc_2026"].into_iter().zip(documents.windows(2)) {
        let source = |name: &str| Release::find(root().join(name).to_str().unwrap()).unwrap();
        let (old, new) = (source(pair[0]), source(pair[1]));
        let report = compare(Comparison {
            old: &old,
            new: &new,
            settings: Some(&settings),
            old_settings: Some(&settings),
            provider: None,
        })
        .unwrap();
        let lines: String = report
            .findings
            .iter()
            .filter(|finding| finding.rule != RuleId::DocsOnly)
            .map(|finding| {
                let side = |side: &Option<String>| side.clone().unwrap_or_default();
                let change = format!("{} → {}", side(&finding.old), side(&finding.new));
                format!("{}  {}  {}  {}\n", finding.severity, finding.rule, finding.name, change.trim())
            })
            .collect();
        assert_snapshot!(name, format!("{}\n{lines}", report.counts.words()));
        assert!(statement::check(&root().join(pair[0]), "google", &report) > 0);
    }
}

#[test]
fn a_changelog_tells_when_each_name_came() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("specs/history"), folder.path());
    fs::copy(root().join("specs/dataproc.v1.json"), folder.path().join("dataproc.v1.json")).unwrap();
    let arguments = ["changelog", ".", "--provider", "google", "--only", "google.dataproc.sessions.*"];
    let mut text = transcript(folder.path(), &arguments);
    text += &transcript(folder.path(), &[&arguments[..], &["--since", "20250111"]].concat());
    text += &transcript(folder.path(), &[&arguments[..], &["--since", "20250112"]].concat());
    text += &transcript(folder.path(), &[&arguments[..], &["--format", "markdown"]].concat());
    assert_snapshot!("changelog", text);
    let series = Series::find(folder.path().to_str().unwrap()).unwrap();
    let changes = changelog(series, None, Some("google")).unwrap();
    let dates = &changes.names["google.dataproc.spark_applications"];
    assert_eq!(dates.since.as_deref(), Some("20250111"));
}

/// The same history, on pages.
#[test]
fn pages_tell_since_when() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("specs"), folder.path());
    let config = "provider: { name: google }\nspecs: [dataproc.v1.json]\nservices: { dataproc: { method_names: qualified } }\n\
                  docs: { style: registry, history: [history/*.json] }\n";
    fs::write(folder.path().join("provgen.yaml"), config).unwrap();
    assert!(run(folder.path(), &["generate"]).status.success());
    let docs = folder.path().join("generated/docs/google/services/dataproc");
    let page = |name: &str| fs::read_to_string(docs.join(name).join("index.md")).unwrap();
    assert!(
        page("spark_applications").contains("| **History** | since `20250111`"),
        "{}",
        page("spark_applications")
    );
    assert!(page("sessions").contains("Spark connect session config. Since `20250111`."));
    // The document of the newest revision is the same as before: the pages are, too.
    assert_eq!(run(folder.path(), &["generate", "--check"]).status.code(), Some(0));
    fs::rename(
        folder.path().join("history/dataproc.v1.20230830.json"),
        folder.path().join("history/other.json"),
    )
    .unwrap();
    assert_snapshot!("history_of_nothing", transcript(folder.path(), &["generate"]));
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let text = transcript(folder.path(), &["rules", "diff"]);
    assert_eq!(text.lines().count(), RuleId::ALL.len() + 3, "{text}");
    let mut text = transcript(folder.path(), &["explain", "signature-rerouted"]);
    text += &transcript(folder.path(), &["explain", "signature-reroute"]);
    assert_snapshot!("explain", text);
}
