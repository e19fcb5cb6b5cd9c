//! From a vendor's document to a provider: `inspect` and `init` as they are typed.

use std::fs;

use crate::common::{assert_snapshot, run, sandbox, transcript};

/// The numbers, the rules and the styles with examples, and what fits.
#[test]
fn inspect_tells_what_fits() {
    let sandbox = sandbox("openapi/verbs");
    assert_snapshot!("authoring__inspect", transcript(sandbox.path(), &["inspect", "spec.yaml"]));
}

#[test]
fn inspect_tells_it_to_programs() {
    let sandbox = sandbox("openapi/styles");
    let printed = run(sandbox.path(), &["inspect", "--format", "json", "spec.yaml"]).printed();
    let told: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(told["operations"], 4);
    // Each operation has a tag of its service, and one of its resource.
    assert_eq!(told["naming"], serde_json::json!({ "resources": "last-tag", "methods": "verb" }));
}

/// An operation of a document that is about its names: HTTP method, path, id.
type Called = (&'static str, &'static str, &'static str);

/// Ids that say what paths say aren't needed for names; ids that call a thing alike in all that is done with it name it.
#[test]
fn ids_and_paths_decide_what_fits() {
    let repeated: &[Called] = &[
        ("get", "/image-repositories", "listImageRepositories"),
        ("get", "/image-repositories/{id}", "fetchImageRepository"),
        ("get", "/old/image-repositories", "listOldImageRepositories"),
        ("post", "/image-repositories/{id}:rename", "renameImageRepository"),
    ];
    let alike: &[Called] = &[
        ("get", "/stores/items", "ListStoredItems"),
        ("post", "/stores/items", "CreateStoredItem"),
        ("get", "/shelves/items", "ListShelvedItems"),
        ("post", "/shelves/items", "CreateShelvedItem"),
    ];
    let unlike: &[Called] = &[
        ("get", "/stores/items", "ListStoredItems"),
        ("post", "/stores/items", "CreateThing"),
        ("get", "/shelves/items", "ListShelvedItems"),
        ("post", "/shelves/items", "CreateOther"),
    ];
    for (operations, resources, methods) in
        [(repeated, "path-parent", "crud"), (alike, "operation-id", "id"), (unlike, "path-last", "id")]
    {
        let folder = tempfile::tempdir().unwrap();
        let mut paths = serde_json::Map::new();
        for (http_method, path, id) in operations {
            let item = paths.entry(*path).or_insert_with(|| serde_json::json!({}));
            item[*http_method] = serde_json::json!({ "operationId": id, "responses": {} });
        }
        let info = serde_json::json!({ "title": "Shop", "version": "1" });
        let document = serde_json::json!({ "openapi": "3.0.3", "info": info, "paths": paths });
        fs::write(folder.path().join("shop.json"), document.to_string()).unwrap();
        let printed = run(folder.path(), &["inspect", "--format", "json", "shop.json"]).printed();
        let told: serde_json::Value = serde_json::from_str(&printed).unwrap();
        let naming = serde_json::json!({ "resources": resources, "methods": methods });
        assert_eq!(told["naming"], naming, "{printed}");
    }
}

#[test]
fn documents_that_name_themselves_are_not_inspected() {
    let sandbox = sandbox("annotated/resources");
    let text = transcript(sandbox.path(), &["inspect", "service.yaml"]);
    assert_snapshot!("authoring__nothing_to_inspect", text);
}

/// What `init` writes is read by every other command, and it never writes over anything unasked.
#[test]
fn init_starts_a_provider() {
    let sandbox = sandbox("openapi/verbs");
    let mut text = transcript(sandbox.path(), &["init", "spec.yaml", "--provider", "acme"]);
    let written = fs::read_to_string(sandbox.path().join("provgen.yaml")).unwrap();
    text.push_str(&format!("\n--- provgen.yaml\n{written}---\n\n"));
    text.push_str(&transcript(sandbox.path(), &["generate"]));
    text.push_str(&transcript(sandbox.path(), &["init", "spec.yaml", "--provider", "acme"]));
    assert_snapshot!("authoring__init", text);
    assert_eq!(
        run(sandbox.path(), &["init", "spec.yaml", "--provider", "acme", "--force"]).status.code(),
        Some(0)
    );
    assert_eq!(fs::read_to_string(sandbox.path().join("provgen.yaml")).unwrap(), written);
}

#[test]
fn init_of_a_broken_document_writes_nothing() {
    let sandbox = sandbox("openapi/verbs");
    fs::write(sandbox.path().join("broken.yaml"), "openapi: 3.0.3\n").unwrap();
    assert_eq!(run(sandbox.path(), &["init", "broken.yaml", "--provider", "acme"]).status.code(), Some(2));
    assert_eq!(
        run(sandbox.path(), &["init", "spec.yaml", "--provider", "Not A Name"]).status.code(),
        Some(2)
    );
    assert!(!sandbox.path().join("provgen.yaml").exists());
}

/// A document with so many operations under these tags, each tag with as many.
fn big(operations: usize, tags: usize) -> String {
    let mut paths = serde_json::Map::new();
    for at in 0..operations {
        let tag = format!("Things of {}", at % tags);
        let operation = serde_json::json!({
            "operationId": format!("listThing{at}"),
            "tags": [tag],
            "responses": { "200": { "description": "Fine." } },
        });
        paths.insert(format!("/things{}/{at}/all", at % tags), serde_json::json!({ "get": operation }));
    }
    let document = serde_json::json!({
        "openapi": "3.0.3",
        "info": { "title": "Acme", "version": "1" },
        "servers": [{ "url": "https://api.acme.example" }],
        "paths": paths,
    });
    document.to_string()
}

/// A big document with tags is split by them, and `init` says why; a smaller one, or one with hardly any tags, is one
/// service.
#[test]
fn init_splits_a_big_document() {
    let folder = tempfile::tempdir().unwrap();
    let start = |text: String| {
        fs::write(folder.path().join("acme.json"), text).unwrap();
        let arguments = ["init", "acme.json", "--provider", "acme", "--force"];
        let told = transcript(folder.path(), &arguments);
        (told, fs::read_to_string(folder.path().join("provgen.yaml")).unwrap())
    };
    for (operations, tags) in [(300, 5), (400, 3), (400, 200)] {
        let (told, written) = start(big(operations, tags));
        assert!(!told.contains("split") && !written.contains("split"), "{operations} {tags}: {told}");
    }
    let (mut text, written) = start(big(301, 5));
    text += &format!("\n--- provgen.yaml\n{written}---\n\n");
    text += &transcript(folder.path(), &["show", "acme"]);
    text += &transcript(folder.path(), &["inspect", "--format", "json"])
        .lines()
        .filter(|line| line.contains("by") || line.contains("things_of"))
        .fold(String::new(), |all, line| all + line + "\n");
    assert_snapshot!("authoring__init_split", text);
}
