//! What a conversion does with documents that are strange, or hostile.

use crate::api::Api;
use crate::diagnostic::Failure;

fn read(text: &str) -> Result<Api, Failure> {
    crate::input::parse(text, "spec.yaml", "spec")
}

fn document(rest: &str) -> String {
    format!("swagger: '2.0'\ninfo: {{ title: t, version: '1' }}\nhost: api.example.com\n{rest}")
}

#[test]
fn values_of_the_wrong_type_are_told_where_they_are() {
    let text = document(
        "paths:\n  /a:\n    get:\n      parameters:\n        - { name: b, in: body }\n        - { name: c, in: query, type: int, required: yes please }\n      responses: {}\n",
    );
    let notes = read(&text).unwrap().notes;
    let places: Vec<_> = notes
        .iter()
        .map(|problem| {
            let origin = problem.origin.as_ref().unwrap();
            (origin.pointer.as_str(), origin.position.as_ref().unwrap().line)
        })
        .collect();
    assert!(places.iter().all(|(_, line)| *line == 9), "{places:?}");
    assert!(places.iter().any(|(pointer, _)| *pointer == "/paths/~1a/get/parameters/1/type"), "{places:?}");
}

#[test]
fn media_types_are_bounded_and_json_is_among_them() {
    let types: Vec<String> = (0..1000).map(|number| format!("application/x-{number}")).collect();
    let text = document(&format!(
        "consumes: [{}, application/json]\npaths:\n  /a:\n    post:\n      parameters: [{{ name: b, in: body, schema: {{ type: object }} }}]\n      responses: {{}}\n",
        types.join(", ")
    ));
    let api = read(&text).unwrap();
    let body = api.operations[0].request.as_ref().unwrap();
    assert_eq!(body.media_type, "application/json");
}

#[test]
fn anything_may_stand_anywhere() {
    for value in [
        "null",
        "7",
        "yes",
        "[]",
        "{}",
        "[null]",
        "{ a: null }",
        "{ $ref: '#/definitions/a' }",
        "{ $ref: 7 }",
    ] {
        for key in [
            "definitions",
            "parameters",
            "responses",
            "securityDefinitions",
            "host",
            "basePath",
            "schemes",
            "consumes",
            "produces",
            "security",
            "tags",
            "x-pathItems",
            "components",
            "servers",
        ] {
            let _ = read(
                &document(&format!("{key}: {value}\npaths: {{}}\n"))
                    .replace(if key == "host" { "host: api.example.com\n" } else { "\u{0}" }, ""),
            );
            let nested = format!(
                "paths:\n  /a:\n    parameters: {value}\n    post:\n      {key}: {value}\n      responses: {{ '200': {value} }}\n"
            );
            let _ = read(&document(&nested));
        }
    }
    let part = "paths:\n  /a:\n    post:\n      parameters:\n";
    for parameter in [
        "{ in: formData }",
        "{ in: formData, name: 7 }",
        "{ in: body, schema: 7 }",
        "{ $ref: '#/parameters/a' }",
    ] {
        let _ = read(&document(&format!("{part}        - {parameter}\n      responses: {{}}\n")));
    }
}

#[test]
fn other_versions_are_refused() {
    for version in ["'1.2'", "3", "'2.1'", "null"] {
        let problems = read(&format!("swagger: {version}\npaths: {{}}\n")).unwrap_err().problems;
        assert_eq!(problems[0].code, "input::swagger");
    }
}
