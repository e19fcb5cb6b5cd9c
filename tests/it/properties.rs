//! No input panics, and what is read is rendered: over texts, and over documents with anything anywhere.

use std::collections::BTreeMap;

use proptest::prelude::*;
use provgen::docs::options::{DocsSettings, Style};
use provgen::mapping::rules::ServiceRules;
use provgen::names::ProviderName;
use provgen::provider::timeline::Timeline;
use provgen::settings::Settings;
use serde_json::{Value, json};

/// Takes a text through every stage that needs no files. A panic is the failure; anything else is an answer.
fn through_all_stages(text: &str) {
    let settings = Settings::for_specs(ProviderName::new("acme").unwrap(), &[], None);
    let Ok(api) = provgen::input::parse(text, "spec", "spec") else { return };
    let rules = ServiceRules { raw_list_methods: true, ..ServiceRules::default() };
    let Ok(name) = provgen::mapping::service_name(&api, None) else { return };
    let Ok(service) = provgen::mapping::apply(api, name, &rules) else { return };
    let manifest = match provgen::manifest::service(&settings.provider, &settings.manifest, &service) {
        Ok(manifest) => manifest,
        Err(failure) => {
            // Some characters aren't for what the engine goes by.
            assert!(
                failure.problems.iter().all(|problem| problem.code == "manifest::unreadable"),
                "{failure}"
            );
            return;
        }
    };
    // The engine, whose reader is one of YAML 1.1, has the same document of it.
    let loaded = provgen::document::manifest::parse(&manifest, "manifest").unwrap();
    assert_eq!(loaded.warnings, [], "{manifest}");
    assert_eq!(
        loaded.document,
        provgen::document::parse::parse(&manifest, "manifest").unwrap(),
        "{manifest}"
    );
    // What was written is a document that is taken at its word.
    let again = provgen::input::parse(&manifest, "manifest", "spec")
        .unwrap_or_else(|failure| panic!("{failure}\n{manifest}"));
    assert_eq!(again.operations.len(), service.api.operations.len(), "{manifest}");
    for style in [Style::Classic, Style::Registry] {
        let docs = DocsSettings { style, ..DocsSettings::default() };
        let pages = provgen::docs::Pages::new(&settings.provider, &docs).unwrap();
        let mut written = BTreeMap::from([pages.service(&service).unwrap()]);
        for resource in &service.resources {
            written.extend(pages.of(&service).resource(resource, &Timeline::default()).unwrap());
        }
        assert_eq!(provgen::docs::links::check(&written), [], "{written:#?}");
    }
}

/// Any JSON, with keys that mean something to the readers among others.
fn any_json() -> impl Strategy<Value = Value> {
    let keys = prop::sample::select(vec![
        "$ref",
        "type",
        "properties",
        "items",
        "additionalProperties",
        "enum",
        "required",
        "description",
        "format",
        "allOf",
        "oneOf",
        "schema",
        "parameters",
        "in",
        "name",
        "id",
        "path",
        "flatPath",
        "httpMethod",
        "location",
        "response",
        "request",
        "methods",
        "resources",
        "get",
        "post",
        "responses",
        "200",
        "content",
        "application/json",
        "default",
        "minimum",
        "nullable",
        "x-stackQL-resource",
        "",
        "a b",
        "y",
    ]);
    let texts = prop_oneof![
        prop::sample::select(vec![
            "string",
            "array",
            "object",
            "Thing",
            "#/components/schemas/Thing",
            "GET",
            "path",
            "query",
            "v1/{+name}",
            "v1/things/{a}:b",
            "/things/{id}",
            "{",
            "../x",
            "yes",
            "1_000",
            "",
        ])
        .prop_map(String::from),
        any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        texts.prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec(
                (prop_oneof![keys.clone().prop_map(String::from), any::<String>()], inner),
                0..6
            )
            .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// A schema that refers to `Thing` and `Other` anywhere, with a description beside the reference or without.
fn any_schema(prefix: &'static str) -> impl Strategy<Value = Value> {
    let reference =
        (prop::sample::select(vec!["Thing", "Other"]), any::<bool>()).prop_map(move |(name, described)| {
            let target = format!("{prefix}{name}");
            if described { json!({"$ref": target, "description": "x"}) } else { json!({"$ref": target}) }
        });
    let leaf = prop_oneof![
        reference,
        Just(json!({"type": "string"})),
        Just(json!({"type": "array"})),
        Just(json!({}))
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            inner.clone().prop_map(|values| json!({"type": "object", "additionalProperties": values})),
            (inner.clone(), inner.clone())
                .prop_map(|(a, b)| json!({"type": "object", "properties": {"items": a, "b": b}})),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| json!({"allOf": [a, b]})),
            (inner.clone(), inner).prop_map(|(a, b)| json!({"anyOf": [a, b], "description": "y"})),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in any::<String>()) {
        through_all_stages(&text);
    }

    #[test]
    fn no_yaml_panics(text in "(openapi: 3\\.[01]\\.0\n)?[a-z]{0,4}:?[ \n\\-{}\\[\\]&*!|>'\"%@`#,?:a-z0-9]{0,60}") {
        through_all_stages(&text);
    }

    #[test]
    fn no_discovery_document_panics(resources in any_json(), schemas in any_json(), parameters in any_json()) {
        through_all_stages(&json!({
            "kind": "discovery#restDescription", "name": "library", "version": "v1",
            "rootUrl": "https://library.example.com/", "servicePath": "",
            "resources": resources, "schemas": schemas, "parameters": parameters,
        }).to_string());
    }

    #[test]
    fn no_method_panics(method in any_json(), schema in any_json()) {
        let mut sound = json!({"id": "library.things.list", "httpMethod": "GET", "path": "v1/things", "response": {"$ref": "Thing"}});
        if let (Some(sound), Some(any)) = (sound.as_object_mut(), method.as_object()) {
            sound.extend(any.clone());
        }
        through_all_stages(&json!({
            "kind": "discovery#restDescription", "name": "library", "version": "v1", "rootUrl": "https://a.example.com/",
            "schemas": {"Thing": schema}, "resources": {"things": {"methods": {"list": sound}}},
        }).to_string());
    }

    #[test]
    fn no_openapi_document_panics(paths in any_json(), schema in any_json(), operation in any_json()) {
        through_all_stages(&json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "https://a.example.com"}],
            "paths": {"/things": {"get": operation}, "/any": paths}, "components": {"schemas": {"Thing": schema}},
        }).to_string());
    }

    #[test]
    fn schemas_may_hold_themselves(thing in any_schema(""), other in any_schema("")) {
        through_all_stages(&json!({
            "kind": "discovery#restDescription", "name": "library", "rootUrl": "https://a.example.com/",
            "schemas": {"Thing": thing, "Other": other},
            "resources": {"things": {"methods": {"get": {"httpMethod": "GET", "path": "v1/things", "response": {"$ref": "Thing"}}}}},
        }).to_string());
    }

    #[test]
    fn schemas_of_openapi_may_hold_themselves(
        version in prop::sample::select(vec!["3.0.3", "3.1.0"]),
        thing in any_schema("#/components/schemas/"),
        other in any_schema("#/components/schemas/"),
    ) {
        let body = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}});
        through_all_stages(&json!({
            "openapi": version, "info": {"title": "t", "version": "1"},
            "paths": {"/things": {
                "get": {"responses": {"200": {"description": "ok", "content": body}}},
                "post": {"requestBody": {"content": body}, "responses": {"200": {"description": "ok"}}},
            }},
            "components": {"schemas": {"Thing": thing, "Other": other}},
        }).to_string());
    }

    #[test]
    fn no_configuration_panics(config in any_json(), text in any::<String>()) {
        let folder = std::path::Path::new("nowhere");
        let _ = Settings::parse(&config.to_string(), "provgen.yaml", folder);
        let _ = Settings::parse(&text, "provgen.yaml", folder);
        let services = json!({"provider": {"name": "acme"}, "specs": ["a.json"], "services": config});
        let _ = Settings::parse(&services.to_string(), "provgen.yaml", folder);
    }
}

/// Arrays and maps of themselves, which no example can unfold.
#[test]
fn collections_may_hold_themselves() {
    for thing in [
        json!({"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}),
        json!({"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Thing"}}),
        json!({"type": "object", "additionalProperties": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}),
    ] {
        let schemas = json!({"Thing": thing, "Body": {"type": "object", "properties": {"thing": {"$ref": "#/components/schemas/Thing"}}}});
        let body =
            json!({"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Body"}}}});
        let operation = json!({"requestBody": body, "responses": {"200": {"description": "ok"}}});
        through_all_stages(
            &json!({
                "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
                "paths": {"/things": {"post": operation}, "/things/{id}:run": {"post": {
                    "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                    "requestBody": body, "responses": {"200": {"description": "ok"}},
                }}},
                "components": {"schemas": schemas},
            })
            .to_string(),
        );
    }
}
