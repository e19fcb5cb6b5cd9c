//! What the engine's tables and its search of answers ask of a manifest: names of rows, of parameters, answers that are
//! left out.

use std::fs;

use crate::common::{assert_snapshot, run, sandbox};

/// The manifest that is generated from a case's document.
fn manifest(case: &str) -> String {
    let folder = sandbox(case);
    let generate = ["generate", "--spec", "spec.yaml", "--provider", "acme", "--no-cache"];
    assert!(run(folder.path(), &generate).status.success());
    let path = "generated/providers/src/acme/v00.00.00000/services/spec.yaml";
    fs::read_to_string(folder.path().join(path)).unwrap()
}

#[test]
fn manifests_are_what_the_engine_bears() {
    let text = manifest("openapi/tables");
    assert_snapshot!("manifest", text);
}

#[test]
fn a_document_whose_operations_nobody_can_call_is_refused() {
    let folder = sandbox("openapi/uncallable");
    let generate = ["generate", "--spec", "spec.yaml", "--provider", "acme", "--no-cache"];
    let output = run(folder.path(), &generate);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("StackQL can call no operation of the document"), "{told}");
}

#[test]
fn examples_are_of_alternatives_and_of_what_can_be_sent() {
    let folder = sandbox("openapi/alternatives");
    assert!(run(folder.path(), &["generate", "--no-cache"]).status.success());
    let page = |resource: &str| {
        let path = format!("generated/docs/acme/services/shop/{resource}/index.md");
        fs::read_to_string(folder.path().join(path)).unwrap()
    };
    let (agents, pictures) = (page("agents"), page("pictures"));
    assert!(agents.contains(r#"'[{"call": "{{ tools_call }}"}]'"#), "{agents}");
    assert!(agents.contains("{{ limit }}") && !agents.contains("'{{ limit }}'"), "{agents}");
    // A column that is called after its part is in the table, and in no statement.
    assert!(agents.contains("Machine_id") && !agents.contains("  Machine_id"), "{agents}");
    assert!(!pictures.contains("INSERT INTO"), "{pictures}");
    assert!(pictures.contains("which StackQL can't write: a call has no body"), "{pictures}");
}

/// Each parameter of a path that differs from a column in capitals alone has the column's name, and keeps it when
/// `mapping.yaml` says so.
#[test]
fn all_parameters_that_are_alike_to_columns_are_called_after_them() {
    const SPEC: &str = r##"
openapi: 3.0.3
info: { title: Boats, version: "1" }
servers: [{ url: "https://boats.example" }]
paths:
  /boats/{ID}/{Name}:
    parameters:
      - { name: ID, in: path, required: true, description: The number., schema: { type: integer } }
      - { name: Name, in: path, required: true, schema: { type: string } }
    get:
      operationId: getBoat
      responses: { "200": { description: "", content: { application/json: { schema: { $ref: "#/components/schemas/Boat" } } } } }
components:
  schemas: { Boat: { type: object, properties: { id: { type: integer }, name: { type: string } } } }
"##;
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    write("spec.yaml", SPEC);
    write("provgen.yaml", "provider: { name: acme }\nspecs: [spec.yaml]\n");
    let manifest = || {
        assert!(run(folder.path(), &["generate"]).status.success());
        let path = "generated/providers/src/acme/v00.00.00000/services/spec.yaml";
        fs::read_to_string(folder.path().join(path)).unwrap()
    };
    let first = manifest();
    assert!(first.contains("/boats/{id}/{name}") && first.contains("The number."), "{first}");
    assert!(run(folder.path(), &["lock"]).status.success());
    assert_eq!(manifest(), first);
}
