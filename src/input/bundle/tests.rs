//! Documents of several files: names, circles, bounds.

use std::fs;

use crate::api::Api;
use crate::diagnostic::Result;
use crate::input::{Beside, Folder, parse_with};

/// The API of the document `spec.yaml` with other files beside it.
fn read(paths: &str, files: &[(&str, &str)]) -> Result<Api> {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: t, version: '1' }}\nservers: [{{ url: 'https://a.b' }}]\n{paths}"
    );
    for (name, text) in files.iter().copied().chain([("spec.yaml", text.as_str())]) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let folder = Folder::of(&folder.path().join("spec.yaml"));
    parse_with(&text, "spec.yaml", "spec", Beside { folder: folder.as_ref(), overlays: &[] })
}

/// A document whose operations answer with the schemas to which `references` lead.
fn answering(references: &[&str]) -> String {
    let mut paths = String::from("paths:\n");
    for (index, reference) in references.iter().enumerate() {
        paths += &format!(
            "  /p{index}:\n    get: {{ responses: {{ '200': {{ description: ok, content: {{ application/json: {{ schema: {{ $ref: '{reference}' }} }} }} }} }} }}\n"
        );
    }
    paths
}

fn names(api: &Api) -> Vec<&str> {
    api.schemas.keys().map(String::as_str).collect()
}

#[test]
fn names_are_the_same_whatever_the_order() {
    let files = [
        ("a.yaml", "components: { schemas: { Error: { type: object } } }"),
        ("b.yaml", "components: { schemas: { Error: { type: object } } }"),
        ("sub/b.yaml", "components: { schemas: { Error: { type: object } } }"),
    ];
    let references = [
        "sub/b.yaml#/components/schemas/Error",
        "b.yaml#/components/schemas/Error",
        "a.yaml#/components/schemas/Error",
    ];
    let mut reversed = references;
    reversed.reverse();
    let expected = ["Error", "b_Error", "b_Error_2"];
    assert_eq!(names(&read(&answering(&references), &files).unwrap()), expected);
    assert_eq!(names(&read(&answering(&reversed), &files).unwrap()), expected);
}

#[test]
fn circles_of_files_end() {
    let files = [
        ("a.yaml", "type: object\nproperties: { b: { $ref: b.yaml }, a: { $ref: '#' } }"),
        ("b.yaml", "type: object\nproperties: { a: { $ref: a.yaml }, own: { $ref: '#/properties/a' } }"),
        ("c.yaml", "$ref: d.yaml"),
        ("d.yaml", "$ref: c.yaml"),
        ("paths.yaml", "$ref: paths.yaml"),
    ];
    let api = read(&answering(&["a.yaml"]), &files).unwrap();
    assert_eq!(names(&api), ["a", "b", "b_a"]);
    // What leads nowhere may be anything, and is told.
    assert_ne!(read(&answering(&["c.yaml"]), &files).unwrap().notes, []);
    let _ = read("paths: { $ref: paths.yaml }\n", &files);
    let _ = read("paths: { /a: { $ref: paths.yaml } }\n", &files);
}

#[test]
fn what_is_unknown_to_a_document_alone_stays_so() {
    let text = answering(&["common.yaml#/x"]);
    let text = format!("openapi: 3.0.3\ninfo: {{ title: t, version: '1' }}\n{text}");
    let problems = crate::input::parse(&text, "spec.yaml", "spec").unwrap_err().problems;
    assert!(problems.iter().any(|problem| problem.code == "input::external-ref"), "{problems:?}");
}

#[test]
fn a_fault_in_another_file_is_told_there() {
    let files = [("x/common.yaml", "# Schemas.\na:\n  type: object\n  properties: { b: { type: strng } }\n")];
    let problems = read(&answering(&["x/common.yaml#/a"]), &files).unwrap().notes;
    let origin = problems[0].origin.as_ref().unwrap();
    assert!(origin.file.ends_with("x/common.yaml"), "{origin:?}");
    assert_eq!(origin.pointer, "/a/properties/b/type");
    assert_eq!(origin.position.as_ref().unwrap().line, 4);
}
