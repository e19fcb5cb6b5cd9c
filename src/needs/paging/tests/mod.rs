//! The pairs that are found in documents of one service each.

use serde_json::json;

use super::*;
use crate::mapping::rules::ServiceRules;
use crate::names::ServiceName;

/// The settings of a service with these lists: a path, the parameters of its query, and the properties of its answer.
fn of(lists: &[(&str, &str, &str)]) -> Vec<(String, Value)> {
    let mut document = String::from(
        "openapi: 3.0.3\ninfo: { title: Shop, version: v1 }\nservers: [{ url: https://shop.example.com }]\npaths:\n",
    );
    for (path, parameters, properties) in lists {
        let parameters: Vec<String> = parameters
            .split_whitespace()
            .map(|name| format!("{{ name: '{name}', in: query, schema: {{ type: string }} }}"))
            .collect();
        document += &format!(
            "  /{path}:\n    get:\n      operationId: list_{path}\n      parameters: [{}]\n      responses:\n        \
             '200': {{ description: OK, content: {{ application/json: {{ schema: {{ type: object, properties: {{ data: {{ type: array, \
             items: {{ type: object, properties: {{ id: {{ type: string }} }} }} }}, {properties} }} }} }} }} }}\n",
            parameters.join(", ")
        );
    }
    let api = crate::input::parse(&document, "shop.yaml", "shop").unwrap();
    let service =
        crate::mapping::apply(api, ServiceName::new("shop").unwrap(), &ServiceRules::default()).unwrap();
    service.settings.into_iter().map(|setting| (setting.pointer, setting.value)).collect()
}

fn text(name: &str) -> String {
    format!("{name}: {{ type: string }}")
}

fn within(name: &str, properties: &str) -> String {
    format!("{name}: {{ type: object, properties: {{ {properties} }} }}")
}

fn token(parameter: &str, place: &str) -> Value {
    json!({
        "requestToken": { "key": parameter, "location": "query" },
        "responseToken": { "key": place, "location": "body" }
    })
}

#[test]
fn words_are_found_in_any_spelling() {
    let number = "{ type: integer }";
    for (parameters, properties, expected) in [
        ("limit page_token", text("next_page_token"), token("page_token", "$.next_page_token")),
        ("cursor", within("meta", &text("nextCursor")), token("cursor", "$.meta.nextCursor")),
        (
            "page[cursor]",
            within("meta", &within("page", &text("after"))),
            token("page[cursor]", "$.meta.page.after"),
        ),
        ("after", format!("{}, has_more: {{ type: boolean }}", text("last_id")), token("after", "$.last_id")),
        ("page", "next_page: { type: integer }".into(), token("page", "$.next_page")),
        (
            "page",
            within("links", &within("pages", &text("next"))),
            json!({
                "requestToken": { "key": "", "location": "request" },
                "responseToken": { "key": "$.links.pages.next", "location": "body" }
            }),
        ),
        (
            "page page_size",
            format!("page: {number}, pages: {number}, results: {number}"),
            json!({
                "algorithm": "page_number",
                "requestToken": { "key": "page", "location": "query" },
                "responseToken": { "key": "$.page", "location": "body" },
                "responseTerminator": { "key": "$.pages", "location": "body" }
            }),
        ),
    ] {
        let found = of(&[("carts", parameters, &properties)]);
        let config = json!({ "pagination": expected });
        assert_eq!(found, [("/x-stackQL-config".to_string(), config)], "{parameters}: {properties}");
    }
}

#[test]
fn what_needs_no_setting_and_what_cant_be_read_has_none() {
    for (parameters, properties) in [
        ("pageToken", text("nextPageToken")),
        ("limit", text("next_page_token")),
        ("page", "page: { type: integer }".to_string()),
        ("cursor", "has_more: { type: boolean }".to_string()),
        ("starting_after", "has_more: { type: boolean }".to_string()),
        ("", text("id")),
    ] {
        assert_eq!(of(&[("carts", parameters, &properties)]), [], "{parameters}: {properties}");
    }
}

#[test]
fn the_most_frequent_pair_is_the_services_and_others_have_their_own() {
    let cursor = within("meta", &text("next_cursor"));
    let found = of(&[
        ("carts", "cursor", &cursor),
        ("books", "cursor", &cursor),
        ("pens", "page_token", &text("next_page_token")),
    ]);
    let own = "/components/x-stackQL-resources/pens/methods/list_pens/config".to_string();
    let expected = [
        (own, json!({ "pagination": token("page_token", "$.next_page_token") })),
        ("/x-stackQL-config".to_string(), json!({ "pagination": token("cursor", "$.meta.next_cursor") })),
    ];
    assert_eq!(found, expected);
}

/// A list that tells of a next page and can't be asked for it would be asked for the first one again and again.
#[test]
fn a_list_without_the_parameter_makes_the_setting_that_of_methods() {
    let next = text("next_cursor");
    let found = of(&[("carts", "cursor", &next), ("books", "cursor", &next), ("pens", "limit", &next)]);
    let pointers: Vec<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
    let method = |name: &str| format!("/components/x-stackQL-resources/{name}/methods/list_{name}/config");
    assert_eq!(pointers, [method("books"), method("carts")]);
}

#[test]
fn a_header_has_the_address() {
    let document = "openapi: 3.0.3\ninfo: { title: Shop, version: v1 }\nservers: [{ url: https://shop.example.com }]\npaths:\n  \
        /carts:\n    get:\n      operationId: list\n      parameters: [{ name: page, in: query, schema: { type: integer } }]\n      responses:\n        \
        '200': { description: OK, headers: { link: { schema: { type: string } } }, content: { application/json: { schema: \
        { type: array, items: { type: object, properties: { id: { type: string } } } } } } }\n";
    let api = crate::input::parse(document, "shop.yaml", "shop").unwrap();
    let service = crate::mapping::apply(api, ServiceName::new("shop").unwrap(), &ServiceRules::default());
    let expected = json!({
        "requestToken": { "key": "", "location": "request" },
        "responseToken": { "key": "Link", "location": "header" }
    });
    assert_eq!(service.unwrap().settings[0].value, json!({ "pagination": expected }));
}
