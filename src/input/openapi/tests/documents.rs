//! The top level: info, servers, security schemes, names.

use openapiv3::SecurityScheme;

use super::{api, operation};

#[test]
fn the_least_document_gets_defaults() {
    let api = api("openapi: 3.0.3\npaths: {}\n");
    assert_eq!((api.name.as_str(), api.title.as_str(), api.version.as_str()), ("pets", "pets", ""));
    assert_eq!(api.servers.len(), 1);
    assert_eq!(api.servers[0].url, "/");
    assert!(api.operations.is_empty() && api.annotated.is_none());
}

#[test]
fn paths_are_needed() {
    for version in ["3.0.3", "3.1.0", "3.2.0"] {
        super::assert_problems(
            &format!("openapi: {version}\ncomponents: {{}}\n"),
            &[("input::missing-key", "")],
        );
    }
    super::assert_problems("openapi: 3.1.0\nwebhooks: {}\n", &[("input::unsupported", "")]);
    super::assert_problems("openapi: 3.1.0\npaths: []\n", &[("input::wrong-type", "/paths")]);
    assert!(super::read("openapi: 3.1.0\npaths: []\n").is_err());
}

#[test]
fn info_is_read_and_what_3_1_adds_to_it_is_ignored() {
    let api = api("
openapi: 3.1.0
jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base
info:
  title: Pets
  summary: All of them
  description: Prose.
  version: v2
  x-discovery-doc-revision: '20230814'
  license: {name: MIT, identifier: MIT}
externalDocs: {url: https://example.com/docs}
paths: {}
webhooks: {}
");
    assert_eq!((api.title.as_str(), api.version.as_str()), ("Pets", "v2"));
    assert_eq!(api.description, "Prose.");
    assert_eq!(api.revision.as_deref(), Some("20230814"));
    assert_eq!(api.documentation.as_deref(), Some("https://example.com/docs"));
}

#[test]
fn servers_keep_their_variables_and_lose_the_last_slash() {
    let api = api("
openapi: 3.0.3
paths: {}
servers:
  - url: https://{region}.example.com/{stage}/
    description: All regions
    variables:
      region: {default: eu, enum: [eu, us], description: Where}
  - url: /v1/
");
    let urls: Vec<&str> = api.servers.iter().map(|server| server.url.as_str()).collect();
    assert_eq!(urls, ["https://{region}.example.com/{stage}", "/v1"]);
    let variables = &api.servers[0].variables;
    assert_eq!(variables["region"].values, ["eu", "us"]);
    assert_eq!(variables["stage"].default, "stage", "one that nothing tells of is a variable too");
}

#[test]
fn ids_with_a_common_first_part_name_the_api() {
    let api = api("
openapi: 3.0.3
paths:
  /a: {get: {operationId: zoo.animals.list}, post: {operationId: zoo.animals.create}}
");
    assert_eq!(api.name, "zoo");
}

#[test]
fn security_schemes_are_followed_and_sorted() {
    let api = api("
openapi: 3.0.3
security: [{key: []}]
paths:
  /a:
    get: {operationId: own, security: [{oauth: [b, a]}, {}]}
    put: {operationId: none, security: []}
    post: {operationId: inherited}
components:
  securitySchemes:
    alias: {$ref: '#/components/securitySchemes/oauth'}
    key: {type: apiKey, in: header, name: X-Key}
    oauth:
      type: oauth2
      flows:
        clientCredentials: {tokenUrl: https://example.com/token, scopes: {b: B, a: A}}
");
    let names: Vec<&str> = api.security_schemes.keys().map(String::as_str).collect();
    assert_eq!(names, ["alias", "key", "oauth"]);
    let SecurityScheme::OAuth2 { flows, .. } = &api.security_schemes["alias"] else { panic!() };
    let scopes = &flows.client_credentials.as_ref().unwrap().scopes;
    assert_eq!(scopes.keys().collect::<Vec<_>>(), ["a", "b"]);
    let own = &operation(&api, "own").security;
    assert_eq!((own.len(), own[0]["oauth"].as_slice()), (2, ["b".to_string(), "a".to_string()].as_slice()));
    assert!(operation(&api, "none").security.is_empty());
    assert!(operation(&api, "inherited").security[0].contains_key("key"));
}

#[test]
fn the_order_of_keys_is_of_no_consequence() {
    let one = r##"{"openapi": "3.0.3", "paths": {
        "/b": {"get": {"operationId": "x", "responses": {"200": {"description": ""}, "default": {"description": "e"}}},
               "delete": {"operationId": "x"}},
        "/a": {"get": {"operationId": "x", "parameters": [{"in": "query", "name": "q", "schema": {"default": {"k": 1, "j": 2}}}]}}},
      "components": {"schemas": {
        "B": {"allOf": [{"$ref": "#/components/schemas/A/properties/x"}]},
        "A": {"type": "object", "properties": {"x": {"type": "string"}}}}}}"##;
    let other = r##"{"components": {"schemas": {
        "A": {"properties": {"x": {"type": "string"}}, "type": "object"},
        "B": {"allOf": [{"$ref": "#/components/schemas/A/properties/x"}]}}},
      "paths": {
        "/a": {"get": {"parameters": [{"schema": {"default": {"j": 2, "k": 1}}, "name": "q", "in": "query"}], "operationId": "x"}},
        "/b": {"delete": {"operationId": "x"},
               "get": {"responses": {"default": {"description": "e"}, "200": {"description": ""}}, "operationId": "x"}}},
      "openapi": "3.0.3"}"##;
    assert_eq!(format!("{:?}", api(one)), format!("{:?}", api(other)));
    let api = api(one);
    let ids: Vec<&str> = api.operations.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(ids, ["delete_b", "get_b", "x"], "the first by path and method keeps the id");
    assert_eq!(operation(&api, "x").path, "/a");
}
