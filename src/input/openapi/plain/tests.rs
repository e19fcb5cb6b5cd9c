//! What is plain is read as it is by the tables and with `openapiv3`.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::diagnostic::Problems;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::document::parse;
use crate::input::openapi::convert::Reader;
use crate::input::openapi::dialect::Version;
use crate::input::openapi::refs::Targets;
use crate::input::openapi::shape::{self, Kind, Shape};

/// Reads with either way, and compares both what is read and what is reported. Whether there was something
/// plain.
fn agree<'d, T: PartialEq + std::fmt::Debug>(
    document: &'d Node<'d>,
    node: &Node<'_>,
    plain: impl Fn(&Reader<'d>, &Cursor<'_, '_>) -> Option<T>,
    any: impl Fn(&Reader<'d>, &Cursor<'_, '_>) -> Option<T>,
) -> bool {
    let read = |by: &dyn Fn(&Reader<'d>, &Cursor<'_, '_>) -> Option<T>| {
        let problems = Problems::default();
        let reader = Reader { version: Version::V30, targets: Targets::new(document) };
        let read = by(&reader, &Cursor::root(node, "t.yaml", &problems));
        let hoisted = reader.targets.take_hoisted();
        (read, hoisted, problems.or(()).map_err(|failure| failure.problems))
    };
    let plain = read(&plain);
    if plain.0.is_none() {
        assert!(plain.1.is_empty() && plain.2.is_ok(), "reported, and not read: {node:?}");
        return false;
    }
    assert_eq!(plain, read(&any), "{node:?}");
    true
}

fn schema_agrees(document: &Node<'_>, node: &Node<'_>) -> bool {
    let any = |reader: &Reader<'_>, at: &Cursor<'_, '_>| Some(reader.any_schema(at));
    agree(document, node, |reader, at| reader.plain_schema(at), any)
}

fn operation_agrees(document: &Node<'_>, node: &Node<'_>) -> bool {
    let any = |reader: &Reader<'_>, at: &Cursor<'_, '_>| reader.load(Shape::Object(Kind::Operation), at);
    agree(document, node, |reader, at| reader.plain_operation(at), any)
}

fn parameters_agree(document: &Node<'_>, node: &Node<'_>) -> bool {
    let any = |reader: &Reader<'_>, at: &Cursor<'_, '_>| reader.load(shape::PARAMETERS, at);
    agree(document, node, |reader, at| reader.plain_parameters(at), any)
}

fn parsed(value: &Value) -> Node<'static> {
    let text: &'static str = value.to_string().leak();
    parse::parse(text, "t.json").unwrap()
}

/// Compares each object of a document as if it were a schema, an operation and a list of parameters.
fn everything_agrees(document: &Node<'_>) -> usize {
    let (mut pending, mut plain) = (vec![document], 0);
    while let Some(node) = pending.pop() {
        plain += usize::from(schema_agrees(document, node));
        match node {
            Node::Map(entries) => {
                // What is above operations is as slow as all of them.
                if node.get("responses").is_some() {
                    plain += usize::from(operation_agrees(document, node));
                }
                pending.extend(entries.iter().map(|(_, value)| value));
            }
            Node::List(items) => {
                plain += usize::from(parameters_agree(document, node));
                pending.extend(items);
            }
            _ => {}
        }
    }
    plain
}

#[test]
fn documents_of_this_repository_are_read_alike() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut plain = 0;
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.unwrap();
        let is_yaml = entry.path().extension().is_some_and(|end| end == "yaml" || end == "json");
        let text = if is_yaml { std::fs::read_to_string(entry.path()).ok() } else { None };
        if let Some(text) = text.filter(|text| text.contains("openapi") && text.len() < 64 << 10)
            && let Ok(document) = parse::parse(&text, "t.yaml")
        {
            plain += everything_agrees(&document);
        }
    }
    assert!(plain > 1000, "{plain}");
}

#[test]
fn common_schemas_and_operations_are_plain() {
    let document = parsed(&json!({"components": {"schemas": {"A": {}}, "parameters": {"p": {}}}}));
    for schema in [
        json!({}),
        json!({"$ref": "#/components/schemas/A"}),
        json!({"allOf": [{"$ref": "#/components/schemas/A"}], "description": "B", "readOnly": true}),
        json!({"type": "object", "properties": {"a": {"type": "string"}}, "x-b": [1], "required": ["a"]}),
        json!({"type": "string", "enum": ["a", "b"], "x-enumDescriptions": ["A", ""], "default": "a"}),
        json!({"type": "array", "items": {"type": "integer", "format": "int32"}}),
    ] {
        assert!(schema_agrees(&document, &parsed(&schema)), "{schema}");
    }
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/A"}}});
    let operation = json!({
        "operationId": "a.b", "description": "A", "parameters": [
            {"$ref": "#/components/parameters/p"},
            {"name": "a", "in": "path", "required": true, "schema": {"type": "string"}, "description": "A"},
            {"name": "b", "in": "query", "style": "form", "explode": true, "allowReserved": true},
        ],
        "requestBody": {"content": content}, "responses": {"200": {"content": content, "description": "OK"}},
        "security": [{"Oauth2": ["a", "b"]}],
    });
    assert!(operation_agrees(&document, &parsed(&operation)));
    assert!(parameters_agree(&document, &parsed(&operation["parameters"])));
}

/// Values that keys have or should not have.
fn any_leaf() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(""),
        json!(" "),
        json!("a"),
        json!("string"),
        json!("integer"),
        json!("boolean"),
        json!("object"),
        json!("array"),
        json!("null"),
        json!("int32"),
        json!("true"),
        json!("query"),
        json!("path"),
        json!("header"),
        json!("#/components/schemas/A"),
        json!("#/components/schemas/C"),
        json!("#/components/schemas/A~1B"),
        json!("#/components/schemas/A%20B"),
        json!("#/components/parameters/p"),
        json!("#/components/schemas/A/properties/a"),
        json!("A"),
        json!([]),
        json!({}),
        json!(["a", "b"]),
        json!([null, 1]),
        json!([{"a": ["b"]}]),
        json!({"type": "string"}),
        json!({"name": "a", "in": "query"}),
        json!({"$ref": "#/components/schemas/A"}),
        json!({"$ref": "#/components/parameters/p"}),
        json!({"application/json": {"schema": {"type": "string"}}}),
        json!([{"name": "a", "in": "path", "schema": {}}]),
    ])
}

/// Objects of keys that mean something.
fn any_object() -> impl Strategy<Value = Value> {
    let mut keys = vec![
        "$ref",
        "type",
        "enumDescriptions",
        "x-enumDescriptions",
        "x-enum-descriptions",
        "exclusiveMinimum",
        "const",
        "x-a",
        "a",
        "200",
        "2XX",
        "default",
        "099",
        "application/json",
    ];
    let kinds = [Kind::Operation, Kind::Parameter, Kind::RequestBody, Kind::Response, Kind::MediaType];
    keys.extend(kinds.into_iter().flat_map(shape::keys).map(|key| key.name));
    keys.extend([
        "properties",
        "items",
        "format",
        "enum",
        "required",
        "allOf",
        "oneOf",
        "anyOf",
        "not",
        "additionalProperties",
        "default",
        "pattern",
        "nullable",
        "readOnly",
        "writeOnly",
        "title",
        "minimum",
        "maxLength",
        "uniqueItems",
    ]);
    any_leaf().prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            4 => prop::collection::vec((prop::sample::select(keys.clone()), inner), 0..5).prop_map(|entries| {
                Value::Object(entries.into_iter().map(|(key, value)| (key.to_string(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_object_is_read_alike(object in any_object()) {
        let document = parsed(&json!({
            "components": {
                "schemas": {"A": {"properties": {"a": {}}}, "A/B": {}, "A B": {}},
                "parameters": {"p": {"name": "p", "in": "query"}},
            },
            "here": object,
        }));
        let here = document.get("here").unwrap();
        schema_agrees(&document, here);
        operation_agrees(&document, here);
        parameters_agree(&document, here);
        if let Node::Map(entries) = here {
            for (_, value) in entries {
                schema_agrees(&document, value);
                parameters_agree(&document, value);
            }
        }
    }
}
