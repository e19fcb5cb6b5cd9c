//! What mistakes of plain documents are read as.

use serde_json::json;

use super::{api, operation, read, with_schemas};
use crate::api::{Additional, Location, Schema, SchemaType};

/// The schema `A` of a 3.0 document, and what is told of it.
fn repaired(text: &str) -> (Schema, Vec<String>) {
    of_version("3.0.3", text)
}

fn of_version(version: &str, text: &str) -> (Schema, Vec<String>) {
    let text = with_schemas(version, &format!("    A: {text}\n    B: {{type: object}}\n"));
    let mut api = read(&text).unwrap();
    let told = api.notes.iter().filter(|note| note.code != "input::relative-server");
    (api.schemas.remove("A").unwrap(), told.map(|note| note.message.clone()).collect())
}

fn any_of(kinds: &[SchemaType]) -> Schema {
    Schema { any_of: kinds.iter().map(|kind| Schema::of(*kind)).collect(), ..Schema::default() }
}

#[test]
fn types_are_read_as_they_are_meant() {
    use SchemaType::{Array, Boolean, Integer, Number, Object, String};
    let nullable = |schema| Schema { nullable: true, ..schema };
    let string = |format: &str| Schema { format: Some(format.into()), ..Schema::of(String) };
    for (text, expected) in [
        ("{type: [string, 'null']}", nullable(Schema::of(String))),
        ("{type: [string, null]}", nullable(Schema::of(String))),
        ("{type: null}", nullable(Schema::default())),
        ("{type: 'null'}", nullable(Schema::default())),
        ("{type: [integer, number]}", Schema::of(Number)),
        ("{type: [string, boolean, 'null']}", nullable(any_of(&[String, Boolean]))),
        ("{type: file}", string("binary")),
        ("{type: datetime, format: own}", string("own")),
        ("{type: Integer}", Schema::of(Integer)),
        ("{type: [list]}", Schema::of(Array)),
        ("{type: nonsense}", Schema::default()),
        ("{type: {}}", Schema::default()),
        ("true", Schema::default()),
        ("null", Schema::default()),
        ("{anyOf: [{type: string}, {type: 'null'}]}", nullable(Schema::of(String))),
        ("{type: map}", Schema::of(Object)),
    ] {
        let (read, told) = repaired(text);
        assert_eq!(read, expected, "{text}");
        assert!(!told.is_empty(), "{text}");
    }
    // A choice that may be null is no word for null.
    let (read, told) = repaired("{anyOf: [{type: string}, {nullable: true}]}");
    assert_eq!((read.any_of.len(), told.len()), (2, 0));
}

#[test]
fn of_several_types_each_has_the_keys_that_are_about_it() {
    let (read, told) = of_version(
        "3.1.0",
        "{type: [object, array], properties: {x: {type: string}}, required: [x], items: {type: integer}, description: D}",
    );
    assert_eq!(told, ["a value can't be of several types here: object, array; they are read as an `anyOf`"]);
    let [object, array] = read.any_of.as_slice() else { panic!() };
    assert!(object.properties.get("x").is_some() && object.required == ["x"] && object.items.is_none());
    assert_eq!(array.items.as_deref(), Some(&Schema::of(SchemaType::Integer)));
    assert!(read.properties.is_empty() && read.kind.is_none() && read.description.as_deref() == Some("D"));
    let (read, _) = of_version("3.1.0", "{type: [string, integer], anyOf: [{minLength: 1}], enum: [a, 1]}");
    assert_eq!(
        (read.any_of.len(), read.all_of.as_slice()),
        (1, [any_of(&[SchemaType::String, SchemaType::Integer])].as_slice())
    );
    assert_eq!(read.values.len(), 2);
}

#[test]
fn values_of_the_wrong_type_are_read_where_they_mean_something() {
    let (read, told) = repaired(
        "{type: string, description: 1.0, pattern: 0, minLength: '3', maxLength: x, deprecated: 'true', readOnly: 1, enum: null}",
    );
    assert_eq!((read.description.as_deref(), read.pattern.as_deref()), (Some("1.0"), Some("0")));
    let bounds = read.bounds.unwrap();
    assert_eq!((bounds.min_length, bounds.max_length), (Some(3), None));
    assert!(read.deprecated && !read.read_only && read.values.is_empty());
    assert_eq!(
        told,
        [
            "`description` must be a string, found 1.0; it is read as \"1.0\"",
            "`pattern` must be a string, found 0; it is read as \"0\"",
            "`minLength` must be a whole number, found \"3\"; it is read as 3",
            "`maxLength` must be a whole number, found \"x\"; it is passed over",
            "`deprecated` must be true or false, found \"true\"; it is read as true",
            "`readOnly` must be true or false, found 1; it is passed over",
            "`enum` must be a list, found null; it is read as `[]`",
        ]
    );
    let (read, told) = repaired("{type: integer, exclusiveMinimum: 3, exclusiveMaximum: '9'}");
    let bounds = read.bounds.unwrap();
    assert_eq!((bounds.minimum, bounds.exclusive_minimum, bounds.maximum), (Some(3.into()), true, None));
    assert_eq!(told.len(), 2);
}

#[test]
fn a_property_may_say_itself_that_it_is_required() {
    let (read, told) = repaired(
        "{required: [y], properties: {x: {required: true}, y: {required: true}, z: {required: false}}}",
    );
    assert_eq!(read.required, ["y", "x"]);
    assert_eq!(
        told,
        [
            "`required` must be a list of names, found true; the object that has the property requires it",
            "`required` must be a list of names, found true; the object that has the property requires it",
            "`required` must be a list of names, found false; it is passed over",
        ]
    );
}

#[test]
fn keywords_without_a_counterpart_are_read_as_what_tables_can_show() {
    let string = || Schema::of(SchemaType::String);
    let integer = || Schema::of(SchemaType::Integer);
    let two = any_of(&[SchemaType::String, SchemaType::Integer]);
    let a = Schema { reference: Some("A".into()), ..Schema::default() };
    for (text, items, additional) in [
        ("{prefixItems: [{type: string}, {type: string}]}", Some(string()), None),
        ("{prefixItems: [{type: string}], items: false}", Some(string()), None),
        ("{items: {type: integer}, prefixItems: [{type: string}]}", Some(two.clone()), None),
        ("{prefixItems: [{type: string}, true]}", Some(Schema::default()), None),
        ("{unevaluatedItems: {type: string}}", Some(string()), None),
        ("{patternProperties: {b: {type: integer}, a: {type: string}}}", None, Some(two)),
        ("{patternProperties: {a: {type: string}}, additionalProperties: false}", None, Some(string())),
        (
            "{patternProperties: {a: {type: string}}, additionalProperties: true}",
            None,
            Some(Schema::default()),
        ),
        ("{unevaluatedProperties: {type: integer}}", None, Some(integer())),
        ("{items: {$recursiveRef: '#'}}", Some(a.clone()), None),
        ("{$anchor: me, items: {$dynamicRef: '#me'}}", Some(a.clone()), None),
        ("{$anchor: me, items: {$ref: '#me'}}", Some(a), None),
        ("{items: {$dynamicRef: '#other'}}", Some(Schema::default()), None),
    ] {
        let (read, told) = of_version("3.1.0", text);
        assert_eq!(read.items.map(|items| *items), items, "{text}");
        let values = match read.additional {
            Some(Additional::Schema(values)) => Some(*values),
            _ => None,
        };
        assert_eq!(values, additional, "{text}");
        assert_eq!(told.len(), 1, "{text}: {told:?}");
    }
    let (read, told) = of_version(
        "3.1.0",
        "{properties: {a: {type: string}}, then: {properties: {b: {}, a: {}}, required: [b]}, else: {properties: {c: {}}}, if: {minProperties: 1}}",
    );
    let names: Vec<&str> = read.properties.iter().map(|(name, _)| name).collect();
    assert_eq!(
        (names.as_slice(), read.required.is_empty(), told.len()),
        (["a", "b", "c"].as_slice(), true, 1)
    );
    assert_eq!(read.properties.get("a").unwrap().kind, Some(SchemaType::String), "the schema's own wins");
}

#[test]
fn so_many_choices_are_listed_and_no_more() {
    let many: Vec<String> = (0..100).map(|n| format!("{{minLength: {n}}}")).collect();
    let (read, _) = of_version("3.1.0", &format!("{{prefixItems: [{}]}}", many.join(", ")));
    assert_eq!(read.items.as_deref(), Some(&Schema::default()));
}

#[test]
fn content_that_many_references_lead_to_is_read_a_bounded_number_of_times() {
    let properties: String = (0..20_000).map(|n| format!("\"p{n}\": {{}}, ")).collect();
    let paths: String = (0..1_000)
        .map(|n| format!("  /p{n}: {{get: {{responses: {{200: {{content: {{$ref: '#/components/mediaTypes/m'}}}}}}}}}}\n"))
        .collect();
    let text = format!(
        "openapi: 3.1.0\npaths:\n{paths}components: {{mediaTypes: {{m: {{application/json: {{schema: {{properties: {{{properties}}}}}}}}}}}}}\n"
    );
    let api = api(&text);
    assert!(!api.operations.is_empty() && !api.unreadable.is_empty());
    assert_eq!(api.operations.len() + api.unreadable.len(), 1_000);
}

#[test]
fn a_body_among_the_parameters_is_the_request_body() {
    let api = api("
openapi: 3.0.3
paths:
  /a:
    post:
      operationId: x
      parameters:
        - {in: body, name: b, required: true, schema: {type: object, required: [n], properties: {n: {type: string}}}}
        - {in: nowhere, name: optional}
        - {in: QUERY, name: q}
");
    let x = operation(&api, "x");
    let body = x.request.as_ref().unwrap();
    assert_eq!(
        (body.media_type.as_str(), body.required, body.required_fields.as_slice()),
        ("application/json", true, ["n".to_string()].as_slice())
    );
    let places: Vec<Location> = x.parameters.iter().map(|parameter| parameter.location).collect();
    assert_eq!(places, [Location::Query]);
    assert_eq!(x.parameters[0].schema.kind, Some(SchemaType::String));
}

#[test]
fn what_a_mistake_costs_is_told_by_operation() {
    let api = api("
openapi: 3.0.3
paths:
  /a:
    get: {operationId: a, responses: {200: 1, 201: {description: ok}}}
    put: {operationId: b, responses: {200: {description: ok}, 201: 1}}
    post: {operationId: c, parameters: {x: 1}}
    patch: {operationId: d, parameters: {}, requestBody: {}}
    delete: {operationId: e, responses: {200: {content: {application/json: {schema: {$ref: '#/nowhere'}}, text/csv: {}}}}}
    head: {operationId: f, responses: {200: {content: {application/json: {}, text/csv: {schema: {$ref: '#/nowhere'}}}}}}
");
    let kept: Vec<&str> = api.operations.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(kept, ["b", "d", "f"]);
    let reasons: Vec<(&str, &str)> =
        api.unreadable.iter().map(|one| (one.id.as_str(), one.reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            ("a", "the successful response can't be read: /paths/~1a/get/responses/200"),
            ("c", "a parameter can't be read: /paths/~1a/post/parameters"),
            ("e", "the successful response can't be read: /paths/~1a/delete/responses/200"),
        ]
    );
    assert_eq!(operation(&api, "f").response.content.as_ref().unwrap().1, Schema::default());
}

#[test]
fn references_to_the_wrong_place_are_followed_where_they_name_what_is_meant() {
    for (reference, expected) in [
        ("'#/definitions/B'", Some("B")),
        ("B", Some("B")),
        ("'#/components/responses/B'", Some("B")),
        ("'#B'", Some("B")),
        ("'#/components/schemas/C'", None),
        ("'other.yaml#/B'", None),
        ("'./B'", None),
        ("1", None),
    ] {
        let (read, told) = repaired(&format!("{{$ref: {reference}}}"));
        assert_eq!(read.reference.as_deref(), expected, "{reference}");
        assert!(!told.is_empty(), "{reference}");
    }
    let (read, _) = repaired("{properties: {x: {$ref: '#/components/schemas/Nowhere', description: D}}}");
    let x = read.properties.get("x").unwrap();
    assert_eq!((x.description.as_deref(), x.is_any()), (Some("D"), true));
}

#[test]
fn a_repair_changes_no_value_beside_it() {
    let (read, _) = repaired("{type: strin, default: 5, example: {a: [1]}, enum: [5, x], examples: 3}");
    assert_eq!(read.default.as_deref(), Some(&json!(5)));
    assert_eq!(read.values.len(), 2);
}
