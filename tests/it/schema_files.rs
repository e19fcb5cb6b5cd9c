//! The files with the schemas: `init` writes them and leads editors to them, and no command takes them for documents.

use std::fs;
use std::path::Path;

use jsonschema::Validator;
use provgen::settings::EditorSchema;

use crate::common::{root, run, sandbox, transcript};
use crate::schemas::against;

/// The schema that the first line of a file leads an editor to.
fn schema_of(path: &Path) -> Validator {
    let text = fs::read_to_string(path).unwrap();
    let named = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
    let schema = fs::read_to_string(path.parent().unwrap().join(named)).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap()
}

/// What `init`, `lock` and `map` write leads editors to a schema that it fits.
#[test]
fn files_that_are_written_name_their_schemas() {
    let folder = sandbox("pins/shop");
    let init = ["init", "shop.yaml", "--provider", "acme"];
    assert_eq!(run(folder.path(), &init).status.code(), Some(0));
    let [config, mapping] = ["provgen.yaml", "mapping.yaml"].map(|name| folder.path().join(name));
    let fits = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        assert_eq!(against(&schema_of(path), &text), Vec::<String>::new(), "{text}");
        text
    };
    fits(&config);
    let first = fits(&mapping);
    // A document that has lost an operation: its line is marked.
    let document = folder.path().join("shop.yaml");
    let text = fs::read_to_string(&document).unwrap();
    fs::write(&document, text.replace("  /books/{book}/burn:\n", "  /books/{book}/heat:\n")).unwrap();
    assert_eq!(run(folder.path(), &["map"]).status.code(), Some(0));
    assert!(fits(&mapping).contains("gone"));
    fs::write(&document, text).unwrap();
    for command in [["lock"].as_slice(), &["map"], &["map", "--reset"]] {
        fs::remove_file(&mapping).unwrap();
        assert_eq!(run(folder.path(), command).status.code(), Some(0));
        assert_eq!(fits(&mapping).replace("  ?", ""), first.replace("  ?", ""), "{command:?}");
    }
    // Without the schema no line leads there.
    fs::remove_dir_all(folder.path().join(".provgen-schemas")).unwrap();
    fs::remove_file(&mapping).unwrap();
    assert_eq!(run(folder.path(), &["lock"]).status.code(), Some(0));
    assert!(fs::read_to_string(&mapping).unwrap().starts_with("# Which query"));
}

/// The folder is no part of the provider, whatever the patterns of documents, and `init` brings it up to date.
#[test]
fn schemas_are_no_documents() {
    let folder = sandbox("pins/shop");
    let init = ["init", "shop.yaml", "--provider", "acme", "--force"];
    run(folder.path(), &init);
    let config = folder.path().join("provgen.yaml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(
        &config,
        text.replace("shop.yaml", "\"{shop.yaml,*/config.schema.json,.*/mapping.schema.json}\"") + "out: .\n",
    )
    .unwrap();
    for arguments in [["generate"].as_slice(), &["generate", "--check"], &["lint"]] {
        assert_eq!(run(folder.path(), arguments).status.code(), Some(0), "{arguments:?}");
    }
    let schema = folder.path().join(".provgen-schemas/config.schema.json");
    fs::write(&schema, "{}").unwrap();
    run(folder.path(), &init);
    assert_eq!(fs::read_to_string(schema).unwrap(), EditorSchema::Config.text());
}

/// `init` writes all of its files or none.
#[test]
fn init_that_fails_leaves_nothing() {
    let folder = sandbox("pins/shop");
    fs::create_dir(folder.path().join("mapping.yaml")).unwrap();
    let init = ["init", "shop.yaml", "--provider", "acme", "--force"];
    let text = transcript(folder.path(), &init);
    assert!(text.contains("mapping.yaml") && text.ends_with("exit code 2\n"), "{text}");
    assert!(!folder.path().join("provgen.yaml").exists() && !folder.path().join(".provgen-schemas").exists());
}

/// A checkout can't make `init` write elsewhere.
#[cfg(unix)]
#[test]
fn a_link_leads_no_schema_out() {
    let (folder, elsewhere) = (sandbox("pins/shop"), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join(".provgen-schemas")).unwrap();
    let text = transcript(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    assert!(text.contains(".provgen-schemas") && text.ends_with("exit code 2\n"), "{text}");
    assert!(fs::read_dir(elsewhere.path()).unwrap().next().is_none());
    assert!(!folder.path().join("provgen.yaml").exists());
}

#[test]
fn the_command_prints_what_init_writes() {
    for (name, of) in [("config", EditorSchema::Config), ("mapping", EditorSchema::Mapping)] {
        assert_eq!(run(&root(), &["schema", name]).printed(), of.text());
    }
}
