//! One document as several services: by tags, by paths, with what the configuration makes of them.

use std::fs;
use std::path::Path;

use crate::common::{assert_snapshot, run, sandbox, transcript};

/// The text of the manifest of `service`.
fn manifest(folder: &Path, service: &str) -> String {
    let path = format!("generated/providers/src/acme/v00.00.00000/services/{service}.yaml");
    fs::read_to_string(folder.join(path)).unwrap()
}

fn edit(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// Writes `split` in place of what the configuration of the case says.
fn resplit(folder: &Path, split: &str) {
    fs::write(
        folder.join("provgen.yaml"),
        format!("provider: {{ name: acme }}\nspecs: [spec.yaml]\n{split}\n"),
    )
    .unwrap();
}

#[test]
fn services_are_made_by_tag() {
    let sandbox = sandbox("split/tags");
    let folder = sandbox.path();
    let mut text = transcript(folder, &["generate", "-v"]);
    text += &transcript(folder, &["generate", "--check"]);
    text += &transcript(folder, &["show", "acme"]);
    text += &transcript(folder, &["show", "acme.library"]);
    text += &transcript(folder, &["show", "acme.internal"]);
    text += &transcript(folder, &["generate", "librari"]);
    text += "--- services/shelves.yaml\n";
    text += &manifest(folder, "shelves");
    text += "--- provider.yaml\n";
    text +=
        &fs::read_to_string(folder.join("generated/providers/src/acme/v00.00.00000/provider.yaml")).unwrap();
    assert_snapshot!("by_tag", text);
}

/// Each operation is in one service, or in the report with its reason.
#[test]
fn nothing_is_lost() {
    let sandbox = sandbox("split/tags");
    run(sandbox.path(), &["generate", "--report", "report.json"]);
    let report = fs::read_to_string(sandbox.path().join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(
        report["totals"]["operations"],
        serde_json::json!({ "read": 7, "mapped": 5, "excluded": 2, "unreadable": 0 })
    );
    assert_eq!(report["excluded"][0]["reason"], "`split.drop` leaves out the service `internal`");
    assert_eq!(report["services"].as_array().unwrap().len(), 3);
}

/// Of two documents one is split by its paths. What can't be read is told with the service that it would be in.
#[test]
fn services_are_made_by_path() {
    let sandbox = sandbox("split/paths");
    let folder = sandbox.path();
    let mut text = transcript(folder, &["generate", "-v"]);
    text += &transcript(folder, &["show", "acme"]);
    text += &transcript(folder, &["show", "acme.books"]);
    assert_snapshot!("by_path", text);
}

#[test]
fn a_service_alone_is_generated_as_with_the_others() {
    let (one, all) = (sandbox("split/tags"), sandbox("split/tags"));
    assert_eq!(run(one.path(), &["generate", "library"]).status.code(), Some(0));
    assert_eq!(run(all.path(), &["generate"]).status.code(), Some(0));
    assert_eq!(manifest(one.path(), "library"), manifest(all.path(), "library"));
    let shelves = "generated/providers/src/acme/v00.00.00000/services/shelves.yaml";
    assert!(!one.path().join(shelves).exists());
}

#[test]
fn entries_that_match_nothing_are_errors_at_their_lines() {
    let sandbox = sandbox("split/tags");
    resplit(
        sandbox.path(),
        "split:
  by: tag
  rename: { Book Shelfs: shelves }
  merge: { library: [books, authorz] }
  drop: [interna, nothing]
services:
  shelves: { title: Shelves }
  authors: { overrides: { listBooks: { method: list } } }",
    );
    assert_snapshot!("unmatched", transcript(sandbox.path(), &["generate"]));
}

/// A part has no document of its own, and the document whose parts are services has no operations.
#[test]
fn settings_stand_where_they_are_read() {
    let sandbox = sandbox("split/tags");
    fs::write(
        sandbox.path().join("fix.yaml"),
        "overlay: 1.1.0\ninfo: { title: A, version: \"1\" }\nactions: []\n",
    )
    .unwrap();
    resplit(
        sandbox.path(),
        "services:
  acme: { spec: spec.yaml, split: { by: path }, overrides: { getBook: { method: read } } }
  books: { split: { by: tag }, overlays: [fix.yaml] }",
    );
    assert_snapshot!("places", transcript(sandbox.path(), &["generate"]));
}

#[test]
fn something_has_to_be_left() {
    let sandbox = sandbox("split/paths");
    fs::remove_file(sandbox.path().join("whole.json")).unwrap();
    edit(sandbox.path(), "provgen.yaml", "\"*.json\", ", "");
    edit(sandbox.path(), "provgen.yaml", "{ by: path }", "{ by: path, drop: [acme, books, internal] }");
    assert_snapshot!("nothing_left", transcript(sandbox.path(), &["generate"]));
}

#[test]
fn names_that_clash_are_errors_at_their_lines() {
    let sandbox = sandbox("split/tags");
    resplit(
        sandbox.path(),
        "split: { by: tag, rename: { authors: books, internal: a }, merge: { Acme: [Book Shelves] }, drop: [internal] }
services: { acme: { spec: spec.yaml } }",
    );
    assert_snapshot!("clash", transcript(sandbox.path(), &["generate"]));
}

#[test]
fn the_key_is_read_with_all_of_its_mistakes() {
    let sandbox = sandbox("split/tags");
    resplit(
        sandbox.path(),
        "split: { rename: { a: \"../x\" }, merge: { \"b c\": [d], e: f }, dropp: [g] }
services: { x: { split: { by: tags } }, y: { split: no-way }, z: { split: [] } }",
    );
    assert_snapshot!("mistakes", transcript(sandbox.path(), &["generate"]));
}

#[test]
fn one_document_is_not_two_services_without_a_split() {
    let sandbox = sandbox("split/tags");
    let services = "services:\n  one: { spec: spec.yaml }\n  two: { spec: ./spec.yaml }";
    resplit(sandbox.path(), services);
    assert_snapshot!("one_document", transcript(sandbox.path(), &["generate"]));
}

#[test]
fn a_part_and_another_document_are_not_one_service() {
    let sandbox = sandbox("split/paths");
    edit(
        sandbox.path(),
        "provgen.yaml",
        "split: { by: path }",
        "split: { by: path, rename: { books: whole } }",
    );
    assert_snapshot!("two_documents", transcript(sandbox.path(), &["generate"]));
}

/// Overrides and settings of a part, of its document, and what selects it.
#[test]
fn parts_have_settings_of_their_own() {
    let sandbox = sandbox("split/tags");
    resplit(
        sandbox.path(),
        "exclude: [{ service: \"book_*\", reason: not now }]
services:
  acme: { spec: spec.yaml, split: { by: tag }, title: Acme, naming: { methods: crud } }
  books: { naming: { methods: id-raw }, title: All books, overrides: { getBook: { method: read } } }",
    );
    let folder = sandbox.path();
    let mut text = transcript(folder, &["generate", "-v"]);
    text += &transcript(folder, &["show", "acme"]);
    text += &transcript(folder, &["show", "acme.books.books"]);
    text += &transcript(folder, &["show", "acme.authors.authors"]);
    assert_snapshot!("settings", text);
}

#[test]
fn a_document_with_annotations_is_not_split() {
    let sandbox = sandbox("split/tags");
    resplit(sandbox.path(), "split: { by: tag }");
    edit(
        sandbox.path(),
        "spec.yaml",
        "operationId: getBook",
        "operationId: getBook\n      x-stackQL-resource: tomes",
    );
    assert_snapshot!("annotated", transcript(sandbox.path(), &["generate", "-v"]));
}

/// Names are pinned by service, and an operation that changes its tag changes its service.
#[test]
fn a_lock_pins_the_names_of_parts() {
    let sandbox = sandbox("split/tags");
    let folder = sandbox.path();
    let mut text = transcript(folder, &["lock"]);
    assert_eq!(run(folder, &["generate"]).status.code(), Some(0));
    assert_eq!(run(folder, &["generate", "--check"]).status.code(), Some(0));
    let before = manifest(folder, "shelves");
    edit(
        folder,
        "spec.yaml",
        "operationId: listAuthors\n      summary: Lists authors.\n      tags: [authors]",
        "operationId: listAuthors\n      summary: Lists authors.\n      tags: [writers, authors]",
    );
    edit(folder, "provgen.yaml", "[books, authors]", "[books]");
    edit(folder, "provgen.yaml", "specs:", "naming: { methods: crud }\nspecs:");
    text += &transcript(folder, &["generate", "--check"]);
    assert_eq!(run(folder, &["generate"]).status.code(), Some(0));
    assert_eq!(manifest(folder, "shelves"), before, "pinned names follow no other style");
    assert_snapshot!("lock", text);
}

/// `diff` compares part with part, and tells of those that came and went.
#[test]
fn revisions_of_a_split_document_are_compared_by_part() {
    let sandbox = sandbox("split/tags");
    let folder = sandbox.path();
    let old = fs::read_to_string(folder.join("spec.yaml")).unwrap();
    fs::create_dir(folder.join("old")).unwrap();
    fs::write(folder.join("old/spec.yaml"), &old).unwrap();
    assert_eq!(
        transcript(folder, &["diff", "old/spec.yaml", "spec.yaml"]),
        transcript(folder, &["diff", "old/spec.yaml", "old/spec.yaml"])
            .replace("old/spec.yaml old/spec.yaml", "old/spec.yaml spec.yaml")
    );
    edit(folder, "spec.yaml", "id: { type: string }\n        author", "author");
    edit(folder, "spec.yaml", "tags: [Book Shelves]", "tags: [furniture]");
    edit(folder, "provgen.yaml", "  rename: { Book Shelves: shelves }\n", "");
    let mut text = transcript(folder, &["diff", "old/spec.yaml", "spec.yaml"]);
    // A whole document against its parts.
    fs::write(folder.join("whole.yaml"), "provider: { name: acme }\nspecs: [old/spec.yaml]\n").unwrap();
    run(folder, &["generate", "--config", "whole.yaml", "--out", "whole"]);
    run(folder, &["generate"]);
    text += &transcript(folder, &["diff", "whole", "generated"]);
    assert_snapshot!("diff", text);
}

/// Pages tell since when a part has what it has.
#[test]
fn a_part_has_a_history() {
    let sandbox = sandbox("split/tags");
    let folder = sandbox.path();
    let old = fs::read_to_string(folder.join("spec.yaml")).unwrap();
    fs::create_dir(folder.join("history")).unwrap();
    let earlier =
        old.replace("version: \"1\"", "version: \"0\"").replace("        id: { type: string }\n", "");
    fs::write(folder.join("history/spec.0.yaml"), earlier).unwrap();
    edit(
        folder,
        "provgen.yaml",
        "docs: { style: registry }",
        "docs: { style: registry, history: [history/*.yaml] }",
    );
    assert_eq!(run(folder, &["generate"]).status.code(), Some(0));
    let page = |service: &str, resource: &str| {
        let path = format!("generated/docs/acme/services/{service}/{resource}/index.md");
        fs::read_to_string(folder.join(path)).unwrap()
    };
    assert!(page("library", "books").contains("last changed `1`"));
    assert!(!page("shelves", "shelves").contains("last changed"));
}

/// A warning about the document, and none of its operations, is told once, with a service that is made.
#[test]
fn warnings_about_the_document_are_told_once() {
    let sandbox = sandbox("split/tags");
    let folder = sandbox.path();
    resplit(
        folder,
        "split: { by: tag }\noverlays: [fix.yaml]\nexclude: [{ service: authors, reason: not now }]",
    );
    let overlay = "overlay: 1.1.0\ninfo: { title: A, version: \"1\" }\nactions: [{ target: \"$.paths['/gone']\", remove: true }]\n";
    fs::write(folder.join("fix.yaml"), overlay).unwrap();
    edit(folder, "spec.yaml", "url: \"https://api.acme.example\"", "url: /v1");
    let text = transcript(folder, &["generate", "-v"]);
    for told in ["input::overlay-unmatched", "input::relative-server"] {
        assert_eq!(text.matches(told).count(), 1, "{told} in {text}");
    }
}

/// Operations that need no credentials don't ask for others than those of the other parts.
#[test]
fn parts_ask_for_the_credentials_of_their_document() {
    let (whole, parts) = (sandbox("split/tags"), sandbox("split/tags"));
    for folder in [whole.path(), parts.path()] {
        edit(folder, "spec.yaml", "tags: [authors]", "tags: [authors]\n      security: []");
    }
    resplit(whole.path(), "");
    resplit(parts.path(), "split: { by: tag }");
    let told = |folder: &Path| {
        let text = transcript(folder, &["generate", "-v"]);
        text.lines().filter(|line| line.contains("needs::auth")).map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!(told(whole.path()), told(parts.path()));
}

/// What is generated of the parts is what `diff` makes of the document.
#[test]
fn manifests_of_parts_are_no_news() {
    let sandbox = sandbox("split/tags");
    let folder = sandbox.path();
    run(folder, &["generate"]);
    let told = transcript(folder, &["diff", "generated", "spec.yaml"]);
    assert!(told.contains("No changes: 3 services compared"), "{told}");
}

/// A service of which no operation can be read is told as what is left out is, whatever else becomes of the document.
#[test]
fn what_nobody_can_read_is_never_lost() {
    const SPEC: &str = "\
openapi: 3.0.3
info: { title: Shop, version: '1' }
paths:
  /books: { get: { operationId: listBooks, tags: [books], responses: {} } }
  /wires:
    connect: { operationId: wire, tags: [wires], responses: {} }
";
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    write("shop.yaml", SPEC);
    write("other.yaml", &SPEC.replace("books", "films").replace("Books", "Films"));
    for drop in ["[]", "[books]"] {
        write(
            "provgen.yaml",
            &format!(
                "provider: {{ name: acme }}\nspecs: [other.yaml]\nservices: {{ shop: {{ spec: shop.yaml, split: {{ by: tag, drop: {drop} }} }} }}\n"
            ),
        );
        let told = transcript(folder.path(), &["generate", "-v", "--check"]);
        assert!(
            told.contains("excluded   shop, 1 operation: no operation of the service `shop` can be read"),
            "{told}"
        );
        assert_eq!(told.matches("unreadable wire").count(), 2, "{told}");
    }
}
