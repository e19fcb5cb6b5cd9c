//! Published providers: what is read of them, and that they come back as they were when they are written anew.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use provgen::document::manifest;
use serde_json::Value;

use crate::common::{assert_snapshot, run, sandbox, transcript};

/// The tree of the manifest at `path`, as StackQL reads it.
fn tree(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap();
    manifest::parse_with_repeats(&text, "manifest").unwrap().document.to_value()
}

/// The pointers of values that differ between the trees.
fn differences(old: &Value, new: &Value, pointer: &str, found: &mut BTreeSet<String>) {
    let below = |key: &str| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for key in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
                match (old.get(key), new.get(key)) {
                    (Some(old), Some(new)) => differences(old, new, &below(key), found),
                    _ => drop(found.insert(below(key))),
                }
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                differences(old, new, &below(&index.to_string()), found);
            }
        }
        _ if old == new => {}
        _ => drop(found.insert(pointer.to_string())),
    }
}

#[test]
fn every_setting_comes_back_as_it_was() {
    let folder = sandbox("published/settings");
    let own = folder.path().join("acme/v00.00.00000");
    let mut text = transcript(folder.path(), &["generate"]);
    for style in ["registry", "classic"] {
        let config = folder.path().join("provgen.yaml");
        let written =
            fs::read_to_string(&config).unwrap().replace("style: registry", &format!("style: {style}"));
        fs::write(&config, written).unwrap();
        assert!(run(folder.path(), &["generate"]).status.success());
        let made = folder.path().join("generated/providers/src").join("acme/v00.00.00000");
        for file in ["services/shop.yaml", "provider.yaml"] {
            let mut found = BTreeSet::new();
            differences(&tree(&own.join(file)), &tree(&made.join(file)), "", &mut found);
            // StackQL's schema of a provider asks for a version of its format.
            found.remove("/openapi");
            assert!(found.is_empty(), "{style}, {file}: {found:?}");
        }
    }
    for path in ["acme.shop", "acme.shop.books", "acme.shop.vw_books", "acme.shop.graphs"] {
        text += &transcript(folder.path(), &["show", path, "--from", "acme"]);
    }
    text += &transcript(folder.path(), &["verify", "acme"]);
    text += &transcript(folder.path(), &["lock", "--from", "acme"]);
    assert!(run(folder.path(), &["generate", "--check"]).status.success());
    assert_snapshot!("settings", text);
}

#[test]
fn a_fault_stays_with_its_place_and_hides_nothing_else() {
    let folder = sandbox("published/faults");
    let mut text = transcript(folder.path(), &["show", "acme", "--from", "acme", "-v"]);
    text += &transcript(folder.path(), &["show", "acme.faulty.things", "--from", "acme"]);
    text += &transcript(folder.path(), &["verify", "acme"]);
    text += &transcript(folder.path(), &["lock", "--from", "acme"]);
    text += &transcript(folder.path(), &["diff", "acme", "acme"]);
    text += &transcript(folder.path(), &["generate", "-v"]);
    assert_snapshot!("faults", text);
    // What is written has none that keeps the service from being loaded.
    let verified = run(folder.path(), &["verify", "generated/providers/src/acme/v00.00.00000"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let made = folder.path().join("generated/providers/src/acme/v00.00.00000/services/faulty.yaml");
    assert_snapshot!("repaired", fs::read_to_string(made).unwrap());
}

#[test]
fn the_configuration_leaves_out_what_it_names() {
    let folder = sandbox("published/settings");
    let config = folder.path().join("provgen.yaml");
    let more = "exclude:\n  - { service: shop, operation: [putBook, hidden], reason: not for us }\n\
                services: { shop: { title: Shelves } }\n\
                manifest: { server_url: 'http://127.0.0.1:8080/{service}', drop_extensions: [x-vendor-*, x-stackQL-*] }\n";
    fs::write(&config, fs::read_to_string(&config).unwrap() + more).unwrap();
    let text = transcript(folder.path(), &["generate", "-v"]);
    let made = folder.path().join("generated/providers/src/acme/v00.00.00000");
    let mut found = BTreeSet::new();
    let own = folder.path().join("acme/v00.00.00000");
    for file in ["services/shop.yaml", "provider.yaml"] {
        differences(&tree(&own.join(file)), &tree(&made.join(file)), "", &mut found);
    }
    let found: Vec<String> = found.into_iter().collect();
    assert_snapshot!("left_out", format!("{text}\nOther than published:\n{}\n", found.join("\n")));
}

#[test]
fn an_annotation_that_leads_nowhere_stops_what_is_written_and_not_what_is_read() {
    let folder = sandbox("published/settings");
    let file = folder.path().join("acme/v00.00.00000/services/shop.yaml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("#/paths/~1graph/post", "#/paths/~1graphs/post")).unwrap();
    let told = transcript(folder.path(), &["generate"])
        + &transcript(folder.path(), &["show", "acme.shop", "--from", "acme", "-v"]);
    assert_snapshot!("dangling_operation", told);
}

#[test]
fn another_name_of_provider_or_service_is_in_ids_and_views() {
    let folder = sandbox("published/settings");
    let config =
        "provider: { name: zeta }\nservices: { stall: { spec: acme/v00.00.00000/services/shop.yaml } }\n";
    fs::write(folder.path().join("provgen.yaml"), config).unwrap();
    assert!(run(folder.path(), &["generate"]).status.success());
    let made = folder.path().join("generated/providers/src/zeta/v00.00.00000/services/stall.yaml");
    let text = fs::read_to_string(made).unwrap();
    assert!(!text.contains("acme.shop"), "{text}");
    assert_eq!(text.matches("FROM zeta.stall.books").count(), 2);
    assert!(text.contains("id: zeta.stall.vw_books"));
}

#[test]
fn a_document_that_mentions_the_annotations_is_mapped_by_the_rules() {
    let folder = tempfile::tempdir().unwrap();
    let document = serde_json::json!({
        "openapi": "3.0.3", "info": { "title": "Shop", "version": "1", "description": "Without x-stackQL-resources." },
        "servers": [{ "url": "https://shop.example.com" }],
        "paths": { "/books/{id}": { "get": { "operationId": "getBook", "responses": { "200": { "description": "A book.",
            "content": { "application/json": { "schema": { "type": "object", "properties": { "id": { "type": "string" } } } } } } } } } },
    });
    fs::write(folder.path().join("shop.json"), document.to_string()).unwrap();
    let ran = run(folder.path(), &["generate", "--provider", "acme", "--out", "out", "--spec", "shop.json"]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let text =
        fs::read_to_string(folder.path().join("out/providers/src/acme/v00.00.00000/services/shop.yaml"));
    assert!(text.unwrap().contains("x-stackQL-resources:\n    books:"));
}

#[test]
fn what_is_left_out_takes_no_view_and_no_part_that_others_refer_to() {
    let folder = sandbox("published/settings");
    let file = folder.path().join("acme/v00.00.00000/services/shop.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let view = "config: { views: { select: { ddl: SELECT 1 AS n } } }";
    fs::write(&file, text.replace("title: Graphs", &format!("title: Graphs\n      {view}"))).unwrap();
    let config = folder.path().join("provgen.yaml");
    let plain = fs::read_to_string(&config).unwrap();
    fs::write(&config, plain.clone() + "exclude: [{ operation: graph, reason: not for us }]\n").unwrap();
    assert!(run(folder.path(), &["generate"]).status.success());
    let made = folder.path().join("generated/providers/src/acme/v00.00.00000/services/shop.yaml");
    assert!(fs::read_to_string(&made).unwrap().contains("ddl: SELECT 1 AS n"));

    let shared = "{ $ref: '#/paths/~1books/get/parameters/0' }";
    fs::write(&file, text.replace("- { name: bookId,", &format!("- {shared}\n      - {{ name: bookId,")))
        .unwrap();
    fs::write(&config, plain + "exclude: [{ operation: listBooks, reason: not for us }]\n").unwrap();
    assert_snapshot!("left_out_and_needed", transcript(folder.path(), &["generate"]));
}

#[test]
fn alternatives_that_hold_themselves_end() {
    let folder = sandbox("published/faults");
    let file = folder.path().join("acme/v00.00.00000/services/faulty.yaml");
    let many = "{ anyOf: [{ $ref: '#/components/schemas/Thing' }, { $ref: '#/components/schemas/Thing' }, { $ref: '#/components/schemas/Thing' }, { properties: { a: {} } }] }";
    let text = fs::read_to_string(&file).unwrap();
    let start = text.find("    Thing:\n").unwrap();
    let end = text.find("    Loop:").unwrap();
    fs::write(&file, format!("{}    Thing: {many}\n{}", &text[..start], &text[end..])).unwrap();
    let ran = run(folder.path(), &["show", "acme.faulty.things", "--from", "acme"]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

/// Each provider of a registry's checkout can be shown, verified, locked and generated in both styles, and its manifests
/// come back as they were, but for what StackQL couldn't load. `PROVGEN_REGISTRY` names the folder of the providers.
#[test]
fn the_providers_of_a_registry_come_back_as_they_were() {
    let Some(registry) = std::env::var_os("PROVGEN_REGISTRY").map(PathBuf::from) else {
        // Not by `println!`, which the test harness keeps to itself.
        let _ = writeln!(std::io::stderr(), "not run: PROVGEN_REGISTRY names no folder of providers");
        return;
    };
    let mut folders: Vec<PathBuf> =
        fs::read_dir(&registry).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let version = folder.join("v00.00.00000");
        if version.join("provider.yaml").is_file() {
            comes_back(&version);
        }
    }
}

fn comes_back(version: &Path) {
    let provider = tree(&version.join("provider.yaml"));
    let name = provider["name"].as_str().unwrap();
    let home = tempfile::tempdir().unwrap();
    let own = home.path().join("own");
    fs::create_dir(&own).unwrap();
    crate::common::copy(version, &own);
    let is_there = |file: &str| own.join("services").join(file).is_file();
    // A checkout may lack large files.
    let text = fs::read_to_string(own.join("provider.yaml")).unwrap();
    let mut services = serde_json::Map::new();
    let mut entries = provider["providerServices"].as_object().unwrap().clone();
    entries.retain(|service, entry| {
        let file = entry["service"]["$ref"].as_str().unwrap().rsplit('/').next().unwrap().to_string();
        let kept = is_there(&file);
        if kept {
            services.insert(service.clone(), serde_json::json!({ "spec": format!("own/services/{file}") }));
        }
        kept
    });
    if entries.len() < provider["providerServices"].as_object().unwrap().len() {
        let mut less = provider.clone();
        less["providerServices"] = Value::Object(entries.clone());
        fs::write(own.join("provider.yaml"), less.to_string()).unwrap();
    } else {
        fs::write(own.join("provider.yaml"), text).unwrap();
    }
    let succeeds = |arguments: &[&str]| {
        let ran = run(home.path(), arguments);
        assert!(ran.status.success(), "{name}: {arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    };
    succeeds(&["show", name, "--from", "own"]);
    succeeds(&["verify", "own"]);
    for style in ["classic", "registry"] {
        let config = serde_json::json!({
            "provider": { "name": name, "directory": "own", "title": name, "config": provider["config"] },
            "specs": ["own/services/*.yaml"], "services": services, "docs": { "style": style }, "out": style,
        });
        fs::write(home.path().join("provgen.yaml"), config.to_string()).unwrap();
        if style == "classic" {
            succeeds(&["lock", "--from", "own"]);
        }
        succeeds(&["generate", "--no-cache"]);
        let made = home.path().join(style).join("providers/src/own/v00.00.00000/services");
        for (service, entry) in &services {
            let file = home.path().join(entry["spec"].as_str().unwrap());
            let source = fs::read_to_string(&file).unwrap();
            let read = manifest::parse_with_repeats(&source, "manifest").unwrap();
            let provgen::lint::Repairs { repairs, .. } = provgen::lint::repairs(&read.document, "manifest");
            let mut found = BTreeSet::new();
            differences(&tree(&file), &tree(&made.join(format!("{service}.yaml"))), "", &mut found);
            found.retain(|pointer| !repairs.iter().any(|repair| repair.pointer.starts_with(pointer)));
            assert!(found.is_empty(), "{name}.{service}: {found:?}");
        }
    }
}
