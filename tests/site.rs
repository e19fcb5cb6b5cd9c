//! The pages as others read them: compiled by `@mdx-js/mdx`, built by Docusaurus, clicked through in
//! Chromium.
//!
//! `tests/site/` is a site, and the scripts that these tests run. Without Node or its packages they are
//! skipped with a word on stderr; where `PROVGEN_SITE` is `required`, as in CI, that is a failure.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets what it doesn't expect fails"
)]

#[path = "it/common/mod.rs"]
mod common;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::preview::Preview;
use common::{copy, root, run, sandbox};
use tempfile::TempDir;

/// The styles of pages that provgen has.
const STYLES: [&str; 2] = ["classic", "registry"];

/// Where builds and pictures go: pictures stay for whoever wants to look at them.
fn target() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("site");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn site() -> PathBuf {
    root().join("tests/site")
}

/// What a test runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Node,
    Browser,
}

/// Why a test can't run here.
fn missing(needs: Needs) -> Option<&'static str> {
    let runs = |program: &str| Command::new(program).arg("--version").output().is_ok();
    let has_browser = || {
        let named = std::env::var_os("CHROMIUM").is_some();
        named || ["chromium", "chromium-browser", "google-chrome"].into_iter().any(runs)
    };
    match needs {
        _ if !runs("node") => Some("Node is not installed"),
        _ if !site().join("node_modules").is_dir() => Some("`npm ci` was not run in tests/site"),
        Needs::Browser if !has_browser() => Some("Chromium is not installed"),
        _ => None,
    }
}

/// Whether a test can run; tells where it can't.
fn can_run(test: &str, needs: Needs) -> bool {
    let Some(why) = missing(needs) else { return true };
    assert_ne!(
        std::env::var("PROVGEN_SITE").as_deref(),
        Ok("required"),
        "{test} must not be skipped here: {why}"
    );
    // Not by `eprintln!`, which the test harness keeps to itself.
    let word = format!("skipped: {test}: {why}\n");
    std::io::stderr().write_all(word.as_bytes()).unwrap();
    false
}

/// A script of `tests/site/`.
fn node(script: &str, arguments: &[&Path]) -> Output {
    Command::new("node").current_dir(site()).arg(script).args(arguments).output().unwrap()
}

fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// This repository's documents and configuration in a folder of their own, with pages in a style.
fn workplace(style: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("specs")).unwrap();
    copy(&root().join("specs"), &folder.path().join("specs"));
    let config = fs::read_to_string(root().join("provgen.yaml")).unwrap();
    let styled = config.replace("style: classic", &format!("style: {style}"));
    assert!(styled.contains(&format!("style: {style}")), "provgen.yaml names no style");
    fs::write(folder.path().join("provgen.yaml"), styled).unwrap();
    folder
}

/// Generates the pages of this repository's documents in a style, and puts them into `to`.
fn generate(style: &str, to: &Path) {
    let folder = workplace(style);
    let output = run(folder.path(), &["generate"]);
    assert!(output.status.success(), "{}", output.printed());
    fs::create_dir_all(to).unwrap();
    copy(&folder.path().join("generated/docs"), to);
}

/// The number of pages below a folder.
fn pages(folder: &Path) -> usize {
    common::files(folder).iter().filter(|(path, _)| path.ends_with(".md")).count()
}

#[test]
fn every_page_compiles_as_mdx() {
    if !can_run("every_page_compiles_as_mdx", Needs::Node) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for style in STYLES {
        generate(style, &folder.path().join(style));
    }
    copy(&site().join("sample/docs"), folder.path());
    let output = node("compile.mjs", &[folder.path()]);
    assert!(output.status.success(), "{}", printed(&output));
    let count = pages(folder.path());
    assert!(count > 17 * STYLES.len(), "{count}");
    let expected = format!("compiled {count} pages: 0 with problems");
    assert!(printed(&output).starts_with(&expected), "{}", printed(&output));
}

/// The documents of this case try everything that is markup, and its templates are those of each style.
#[test]
fn hostile_prose_compiles_as_prose() {
    if !can_run("hostile_prose_compiles_as_prose", Needs::Node) {
        return;
    }
    for style in STYLES {
        let folder = sandbox("pages/hostile");
        let config = format!("provider: {{ name: acme }}\nspecs: [spec.json]\ndocs: {{ style: {style} }}\n");
        fs::write(folder.path().join("provgen.yaml"), config).unwrap();
        assert!(run(folder.path(), &["generate"]).status.success());
        let output = node("compile.mjs", &[&folder.path().join("generated/docs")]);
        assert!(output.status.success(), "{}", printed(&output));
    }
}

/// What the script would say of pages that are not as they should be, each in a way of its own.
#[test]
fn a_page_that_is_not_as_it_should_be_is_told() {
    if !can_run("a_page_that_is_not_as_it_should_be_is_told", Needs::Node) {
        return;
    }
    for (page, expected) in [
        ("a {b\n", "Unexpected end of file in expression"),
        ("a {globalThis.b}\n", "an expression that computes"),
        ("import fs from 'node:fs';\n", "the module code import fs"),
        ("export const a = 1\n", "the module code export"),
        ("<script src=\"a\" />\n", "the element script"),
        ("<b onClick=\"a\">b</b>\n", "the attribute onClick"),
        ("<b {...props}>b</b>\n", "spread attributes"),
        ("<a href=\"javascript:alert(1)\">b</a>\n", "the address javascript"),
        ("[a](javascript:alert(1))\n", "the address javascript"),
        ("![a](https://a.b/c.png)\n", "an image"),
        ("<a href=\"https://a.b/\">https://a.b/</a>\n", "a link within a link"),
        ("| a | b |\n|:--|:--|\n| c | d | e |\n", "a row of 3 cells"),
        ("| a | b |\n|:--|:--|\n\n| c | d |\n", "2 lines are written as rows, 1 came out"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("page.md"), page).unwrap();
        let output = node("compile.mjs", &[folder.path()]);
        let text = printed(&output);
        assert_eq!(output.status.code(), Some(1), "{page}{text}");
        assert!(text.contains("page.md:") && text.contains(expected), "{page}{text}");
    }
}

/// Docusaurus ends the build at a link, an anchor or a file that leads nowhere.
#[test]
fn a_site_builds_from_the_pages_and_reads_well() {
    if !can_run("a_site_builds_from_the_pages_and_reads_well", Needs::Browser) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for style in STYLES {
        generate(style, &folder.path().join(style));
    }
    copy(&site().join("sample"), folder.path());
    fs::rename(folder.path().join("docs"), folder.path().join("sample")).unwrap();
    let build = target().join("build");
    let output = Command::new("node")
        .current_dir(site())
        .args(["node_modules/@docusaurus/core/bin/docusaurus.mjs", "build"])
        .args(["--config", "docusaurus.config.mjs", "--out-dir"])
        .arg(&build)
        .env("PROVGEN_PAGES", folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    assert!(!printed(&output).contains("[WARNING]"), "{}", printed(&output));

    let output = Command::new("node")
        .current_dir(site())
        .arg("browse.mjs")
        .args([build, target().join("screenshots")])
        .args(STYLES.map(|style| format!("{style}=google/dataproc/sessions")))
        .arg("sample=acme/small/things")
        .output()
        .unwrap();
    let text = printed(&output);
    assert!(output.status.success(), "{text}");
    assert_eq!(text.lines().count(), STYLES.len() + 1, "{text}");
}

/// What is looked for in a preview, and the id of the place that the first find leads to.
const SEARCHES: &str = "sessions createtime=col-createTime,terminate=method-projects_locations_sessions_terminate,\
     lists interactive sessions=method-projects_locations_sessions_list,zzzz createtime sessions=col-createTime";

/// What is looked for, and what is told of it: how many finds fit all words, how words that aren't there are read, and the
/// first find.
const FOUND: [(&str, &str); 11] = [
    ("sessions", "31, resource google.dataproc.sessions (Cloud Dataproc API)"),
    ("session templates", "15, resource google.dataproc.session_templates (Cloud Dataproc API)"),
    // Whatever way a name is written, and however much of it.
    ("create_time", "4, column google.dataproc.batches.createTime"),
    ("cl", "41, resource google.dataproc.clusters (Cloud Dataproc API)"),
    // By descriptions, and by the words that tell something.
    ("time when the session was created", "2, column google.dataproc.sessions.createTime"),
    ("how do I stop a cluster", "1, method google.dataproc.clusters.projects_regions_clusters_stop (EXEC)"),
    // Not every word has to fit.
    ("zzzz clusters", "0, resource google.dataproc.clusters (Cloud Dataproc API)"),
    // A letter too few, too many, another, two in the wrong order.
    (
        "creatime sesions",
        "4, creatime is create or createtime or creating, sesions is sessions, \
         column google.dataproc.sessions.createTime",
    ),
    ("clutsers", "22, clutsers is clusters, resource google.dataproc.clusters (Cloud Dataproc API)"),
    ("zzzz", "0"),
    ("__proto__ constructor", "0"),
];

/// What is found where words fit names, descriptions, some of both, or nothing but for a slip.
#[test]
fn names_and_descriptions_are_found_by_most_of_their_words() {
    if !can_run("names_and_descriptions_are_found_by_most_of_their_words", Needs::Node) {
        return;
    }
    let folder = workplace(STYLES[0]);
    assert!(run(folder.path(), &["preview", "--export", "pages"]).status.success());
    let script = root().join("src/preview/assets/find.js");
    let index = folder.path().join("pages/search-index.js");
    let output = Command::new("node")
        .current_dir(site())
        .arg("find.mjs")
        .args([script, index])
        .args(FOUND.iter().map(|(query, _)| query))
        .output()
        .unwrap();
    let text = printed(&output);
    assert!(output.status.success(), "{text}");
    let expected: String = FOUND.iter().map(|(query, told)| format!("{query}: {told}\n")).collect();
    assert_eq!(text, expected);
}

/// Reads a preview; `more` are a file, and a text in it with another for it.
fn read_preview(address: &str, name: &str, more: &[&str]) {
    let output = Command::new("node")
        .current_dir(site())
        .args(["preview.mjs", address])
        .arg(target().join("screenshots"))
        .args([&[name, SEARCHES], more].concat())
        .output()
        .unwrap();
    let text = printed(&output);
    assert!(output.status.success() && text.starts_with("searched 4 names"), "{text}");
}

#[test]
fn a_served_preview_is_searched_and_follows_its_documents() {
    if !can_run("a_served_preview_is_searched_and_follows_its_documents", Needs::Browser) {
        return;
    }
    for style in STYLES {
        let folder = workplace(style);
        let preview = Preview::start(folder.path(), &[]);
        let spec = folder.path().join("specs/dataproc.v1.json");
        let change =
            [spec.to_str().unwrap(), "Lists interactive sessions.", "Tells of interactive sessions."];
        read_preview(&preview.address("/"), &format!("preview-{style}"), &change);
    }
}

#[test]
fn an_exported_preview_is_searched_as_files() {
    if !can_run("an_exported_preview_is_searched_as_files", Needs::Browser) {
        return;
    }
    let folder = workplace(STYLES[0]);
    assert!(run(folder.path(), &["preview", "--export", "pages"]).status.success());
    let address = format!("file://{}", folder.path().join("pages/index.html").display());
    read_preview(&address, "export", &[]);
}

/// The page of `diff`, with names that would be markup among its findings.
#[test]
fn a_report_is_filtered_and_can_be_read_without_scripts() {
    if !can_run("a_report_is_filtered_and_can_be_read_without_scripts", Needs::Browser) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for name in ["old", "new"] {
        let part = folder.path().join(name);
        fs::create_dir(&part).unwrap();
        for (service, case) in [("hostile", "reports/hostile"), ("market", "diff/column-enum-added")] {
            let document = root().join("tests/cases").join(case).join(format!("{name}.yaml"));
            let text = fs::read_to_string(document).unwrap().replace("shop", service);
            fs::write(part.join(format!("{service}.yaml")), text).unwrap();
        }
    }
    let output = run(folder.path(), &["diff", "old", "new", "--provider", "acme", "--format", "html"]);
    assert_eq!(output.status.code(), Some(1), "{}", output.printed());
    let page = folder.path().join("report.html");
    fs::write(&page, output.stdout).unwrap();
    let output = node("report.mjs", &[&page, &target().join("screenshots")]);
    let text = printed(&output);
    assert!(output.status.success() && text.starts_with("filtered "), "{text}");
}
