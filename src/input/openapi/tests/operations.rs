//! Operations: parameters, bodies, responses.

use super::{api, operation, parameter_names};
use crate::api::{Location, SchemaType};

#[test]
fn path_parameters_come_first_and_those_that_nothing_declares_are_added() {
    let api = api("
openapi: 3.0.3
paths:
  /v1/{a}/{b}/{c}:run:
    parameters:
      - {in: query, name: z, schema: {type: string}}
      - {in: path, name: b, required: true, schema: {type: integer}}
      - {in: path, name: elsewhere, required: true, schema: {type: string}}
    get:
      operationId: x
      parameters:
        - {in: query, name: y, description: ' ', schema: {type: string, description: From the schema}}
        - {in: path, name: a, required: true}
        - {in: query, name: z, required: true, schema: {type: boolean}}
        - {in: header, name: z, schema: {type: string}}
        - {in: header, name: authorization, schema: {type: string}}
");
    let operation = operation(&api, "x");
    assert_eq!(parameter_names(operation), ["a", "b", "c", "z", "y", "z"]);
    let [a, b, c, z, y, header] = operation.parameters.as_slice() else { panic!() };
    assert_eq!(a.schema.kind, Some(SchemaType::String), "a parameter without a schema is a string");
    assert_eq!((b.schema.kind, b.required), (Some(SchemaType::Integer), true));
    assert_eq!((c.location, c.required), (Location::Path, true));
    assert_eq!((z.schema.kind, z.required), (Some(SchemaType::Boolean), true), "the operation's own wins");
    assert_eq!(y.description.as_deref(), Some("From the schema"));
    assert_eq!(header.location, Location::Header);
}

#[test]
fn optional_parameters_of_every_path_are_the_apis() {
    let api = api("
openapi: 3.0.3
paths:
  /a:
    parameters: &all
      - {$ref: '#/components/parameters/Fields'}
      - {$ref: '#/components/parameters/tenant'}
    get: {operationId: a, parameters: [{$ref: '#/components/parameters/page'}]}
  /b:
    parameters: *all
    get: {operationId: b}
components:
  parameters:
    Fields: {in: query, name: fields, schema: {type: string}}
    tenant: {in: header, name: X-Tenant, required: true, schema: {type: string}}
    page: {$ref: '#/components/parameters/other'}
    other: {in: query, name: page, content: {text/csv: {schema: {type: string}}, application/json: {schema: {type: integer}}}}
");
    assert_eq!(api.parameters.keys().collect::<Vec<_>>(), ["Fields"]);
    assert_eq!(parameter_names(operation(&api, "a")), ["X-Tenant", "page"]);
    assert_eq!(operation(&api, "a").parameters[1].schema.kind, Some(SchemaType::Integer));
    assert_eq!(parameter_names(operation(&api, "b")), ["X-Tenant"]);
}

#[test]
fn json_is_chosen_among_media_types() {
    for (types, expected) in [
        ("text/plain: {}, application/json: {}, application/a+json: {}", "application/json"),
        ("'*/*': {}, application/b+json: {}, application/a+json: {}", "application/a+json"),
        ("application/xml: {}, '*/*': {}", "*/*"),
        ("text/plain: {}, application/octet-stream: {}", "application/octet-stream"),
        ("text/csv: {}, application/json; charset=utf-8: {}", "application/json;charset=utf-8"),
    ] {
        let text = format!(
            "openapi: 3.0.3\npaths:\n  /a:\n    put:\n      operationId: x\n      requestBody: {{content: {{{types}}}}}\n      responses: {{200: {{content: {{{types}}}}}}}\n"
        );
        let api = api(&text);
        let operation = operation(&api, "x");
        assert_eq!(operation.request.as_ref().unwrap().media_type, expected);
        assert_eq!(operation.response.content.as_ref().unwrap().0, expected);
    }
}

#[test]
fn the_response_of_success_is_chosen() {
    for (responses, expected) in [
        ("201: {description: b}, 200: {description: a}, 404: {description: c}", ("200", "a")),
        ("default: {description: d}, 2XX: {description: r}", ("2XX", "r")),
        ("2xx: {description: r}, 204: {description: n}", ("204", "n")),
        ("2XX: {description: r}, 2xx: {description: s}", ("2XX", "r")),
        ("2xx: {description: s}, 2XX: {description: r}", ("2XX", "r")),
        ("404: {description: e}, default: {description: d}", ("default", "d")),
        ("206: {description: p}, default: {description: d}, x-note: 1", ("206", "p")),
        ("404: {description: e}", ("200", "")),
        ("", ("200", "")),
    ] {
        let text = format!(
            "openapi: 3.0.3\npaths: {{/a: {{get: {{operationId: x, responses: {{{responses}}}}}}}}}\n"
        );
        let api = api(&text);
        let response = &operation(&api, "x").response;
        assert_eq!((response.status.as_str(), response.description.as_str()), expected, "{responses}");
    }
}

#[test]
fn required_fields_come_through_references_and_all_of_but_not_those_that_the_server_sets() {
    let api = api("
openapi: 3.0.3
paths:
  /a:
    post:
      operationId: x
      requestBody: {$ref: '#/components/requestBodies/New'}
components:
  requestBodies:
    New:
      required: true
      content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  schemas:
    Pet:
      allOf:
        - {$ref: '#/components/schemas/Base'}
        - {type: object, required: [tag], properties: {tag: {type: string}}}
      required: [name]
    Base: {type: object, required: [id, kind], properties: {id: {type: string, readOnly: true}}}
");
    let body = operation(&api, "x").request.as_ref().unwrap();
    assert!(body.required);
    assert_eq!(body.required_fields, ["kind", "name", "tag"]);
}

#[test]
fn path_items_can_be_references() {
    let api = api("
openapi: 3.1.0
paths:
  /a: {$ref: '#/components/pathItems/Shared'}
  /b: {$ref: '#/paths/~1a', delete: {}}
components:
  pathItems:
    Shared: {get: {summary: Gets}}
");
    let ids: Vec<&str> = api.operations.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(ids, ["delete_b", "get_a", "get_b"]);
    assert_eq!(operation(&api, "get_a").description, "Gets");
    assert!(!operation(&api, "get_a").has_own_id);
}
