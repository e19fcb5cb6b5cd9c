//! Schemas of 3.0 and 3.1.

use serde_json::json;

use super::{api, schema, with_schemas};
use crate::api::{Additional, Schema, SchemaType};

fn reference(name: &str) -> Schema {
    Schema { reference: Some(name.into()), ..Schema::default() }
}

#[test]
fn keys_beside_a_reference_are_kept() {
    for text in [
        "    A: {$ref: '#/components/schemas/B', description: Own, readOnly: true, nullable: true, type: object}",
        "    A: {allOf: [{$ref: '#/components/schemas/B'}], description: Own, readOnly: true, nullable: true}",
    ] {
        let read = schema("3.0.3", &format!("{text}\n    B: {{type: object}}\n"));
        let expected =
            Schema { description: Some("Own".into()), read_only: true, nullable: true, ..reference("B") };
        assert_eq!(read, expected, "{text}");
    }
    let read = schema(
        "3.1.0",
        "    A: {$ref: '#/components/schemas/B', properties: {x: {type: string}}}\n    B: {type: object}\n",
    );
    assert_eq!(read.all_of, [reference("B")], "what shapes the value holds together with the reference");
    assert!(read.properties.get("x").is_some() && read.reference.is_none());
}

#[test]
fn all_keywords_come_through() {
    let read = schema(
        "3.0.3",
        "    A:
      type: object
      required: [b]
      minProperties: 1
      additionalProperties: {type: integer, format: int64, minimum: 1, maximum: 9007199254740993}
      properties:
        b: {type: string, format: date-time, pattern: '^a', maxLength: 3.0, default: 5}
        a: {type: array, uniqueItems: true, items: {type: number, multipleOf: 0.5}}
        c: {oneOf: [{type: string}], not: {type: boolean}, title: ignored, example: {a: 1}, xml: {}}
",
    );
    assert_eq!(
        read.properties.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        ["b", "a", "c"],
        "in the document's order"
    );
    assert_eq!(
        (read.required.as_slice(), read.bounds.unwrap().min_properties),
        (["b".into()].as_slice(), Some(1))
    );
    let Some(Additional::Schema(values)) = read.additional else { panic!() };
    let bounds = values.bounds.unwrap();
    assert_eq!(values.format.as_deref(), Some("int64"));
    assert_eq!((bounds.minimum, bounds.maximum), (Some(1.into()), Some(9_007_199_254_740_993_i64.into())));
    let b = read.properties.get("b").unwrap();
    assert_eq!((b.format.as_deref(), b.pattern.as_deref()), (Some("date-time"), Some("^a")));
    assert_eq!((b.bounds.as_ref().unwrap().max_length, b.default.as_deref()), (Some(3), Some(&json!("5"))));
    let a = read.properties.get("a").unwrap();
    assert!(a.bounds.as_ref().unwrap().unique_items);
    assert_eq!(a.items.as_ref().unwrap().kind, Some(SchemaType::Number));
    let c = read.properties.get("c").unwrap();
    assert_eq!((c.one_of.len(), c.not.as_ref().unwrap().kind), (1, Some(SchemaType::Boolean)));
}

#[test]
fn allowed_values_have_their_type_and_their_descriptions() {
    let read = schema(
        "3.0.3",
        "    A: {type: string, enum: [a, null, 1.0], x-enumDescriptions: [First, None, ' '], x-enum-varnames: [A, B, C]}\n",
    );
    let values: Vec<_> =
        read.values.iter().map(|value| (&value.value, value.description.as_deref())).collect();
    assert_eq!(values, [(&json!("a"), Some("First")), (&json!("1.0"), None)]);
    assert!(read.nullable);
}

#[test]
fn what_3_1_writes_otherwise_is_read() {
    let any_and_null = Schema { nullable: true, ..Schema::default() };
    let string = || Schema { nullable: true, ..Schema::of(SchemaType::String) };
    for (text, expected) in [
        ("{type: [string, 'null']}", string()),
        ("{type: [string]}", Schema::of(SchemaType::String)),
        ("{type: 'null'}", any_and_null.clone()),
        ("true", Schema::default()),
        ("{anyOf: [{type: string}, {type: 'null'}], title: Name}", string()),
        (
            "{oneOf: [{type: 'null'}, {$ref: '#/components/schemas/B'}]}",
            Schema { nullable: true, ..reference("B") },
        ),
        (
            "{examples: [1], $comment: x, $schema: y, contentMediaType: z, contentEncoding: base64}",
            Schema::default(),
        ),
        ("{prefixItems: [], patternProperties: {}, unevaluatedProperties: false}", Schema::default()),
    ] {
        assert_eq!(schema("3.1.0", &format!("    A: {text}\n    B: {{type: object}}\n")), expected, "{text}");
    }
    let constant = schema("3.1.0", "    A: {const: 5}\n");
    assert_eq!((constant.kind, &constant.values[0].value), (Some(SchemaType::Integer), &json!(5)));
}

#[test]
fn an_exclusive_bound_of_3_1_is_a_bound_with_a_flag() {
    let read =
        schema("3.1.0", "    A: {type: integer, exclusiveMinimum: 0, maximum: 5, exclusiveMaximum: 9}\n");
    let bounds = read.bounds.unwrap();
    assert_eq!((bounds.minimum, bounds.exclusive_minimum), (Some(0.into()), true));
    assert_eq!((bounds.maximum, bounds.exclusive_maximum), (Some(5.into()), false), "the tighter one stays");
    let read = schema("3.0.3", "    A: {type: integer, minimum: 0, exclusiveMinimum: true}\n");
    assert!(read.bounds.unwrap().exclusive_minimum);
}

#[test]
fn a_reference_into_another_place_makes_a_component() {
    let read = api(&with_schemas(
        "3.1.0",
        "    A:
      type: object
      $defs: {Tree: {type: array, items: {$ref: '#/components/schemas/A/$defs/Tree'}}}
      properties:
        x: {type: object, properties: {y: {$ref: '#/components/schemas/A/properties/x'}}}
        z: {$ref: '#/components/schemas/A/$defs/Tree'}
    A_x: {type: boolean}
",
    ));
    let names: Vec<&str> = read.schemas.keys().map(String::as_str).collect();
    assert_eq!(names, ["A", "A_defs_Tree", "A_x", "A_x_2"]);
    let (a, x) = (&read.schemas["A"].properties, &read.schemas["A_x_2"].properties);
    assert_eq!(a.get("x").and_then(|x| x.properties.get("y")), Some(&reference("A_x_2")));
    assert_eq!(x.get("y"), Some(&reference("A_x_2")), "a circle stays one");
    let tree = &read.schemas["A_defs_Tree"];
    assert_eq!(tree.items.as_deref(), Some(&reference("A_defs_Tree")));
}

#[test]
fn names_in_references_may_be_percent_encoded() {
    let read = schema("3.0.3", "    A: {$ref: '#/components/schemas/B%20C'}\n    B C: {type: object}\n");
    assert_eq!(read, reference("B C"));
}
