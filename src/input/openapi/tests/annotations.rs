//! Annotations: `x-stackQL-…`.

use super::{api, assert_problems, operation};
use crate::api::SqlVerb;

const OPERATIONS: &str = "
openapi: 3.0.3
paths:
  /v1/things:
    get: {operationId: list}
    post: {operationId: make}
  /v1/things/{id}:
    get: {operationId: get}
";

#[test]
fn resources_are_taken_at_their_word() {
    let api = api(&format!(
        "{OPERATIONS}
components:
  x-stackQL-resources:
    things:
      id: acme.store.things
      name: things
      title: Things
      desription: Prose
      methods:
        list: {{operation: {{$ref: '#/paths/~1v1~1things/get'}}, response: {{objectKey: items}}}}
        get: {{operation: {{$ref: '#/paths/~1v1~1things~1{{id}}/get'}}, response: {{objectKey: '$.a[*]'}}}}
      sqlVerbs:
        select:
          - $ref: '#/components/x-stackQL-resources/things/methods/list'
          - $ref: '#/components/x-stackQL-resources/things/methods/get'
        insert: []
"
    ));
    let service = api.annotated.unwrap();
    assert_eq!(service.service.as_deref(), Some("store"));
    let things = &service.resources["things"];
    assert_eq!((things.title.as_deref(), things.description.as_deref()), (Some("Things"), Some("Prose")));
    let list = &things.methods["list"];
    assert_eq!(
        (list.operation.as_str(), list.object_key.as_ref().unwrap().to_string()),
        ("list", "$.items".into())
    );
    let select: Vec<&str> = things.routes[&SqlVerb::Select].iter().map(|name| name.as_str()).collect();
    assert_eq!(select, ["list", "get"], "in the order of the document");
    assert!(things.routes[&SqlVerb::Insert].is_empty());
}

#[test]
fn operations_carry_annotations_themselves() {
    let api = api("
openapi: 3.0.3
paths:
  /a:
    get:
      operationId: x
      x-stackQL-resource: things
      x-stackQL-method: list
      x-stackQL-verb: select
      x-stackQL-objectKey: $.things
    put: {operationId: y}
");
    let annotation = operation(&api, "x").annotation.as_ref().unwrap();
    assert_eq!(
        (annotation.resource.as_ref().unwrap().as_str(), annotation.verb),
        ("things", Some(SqlVerb::Select))
    );
    assert_eq!(annotation.method.as_ref().unwrap().as_str(), "list");
    assert_eq!(annotation.object_key.as_ref().unwrap().to_string(), "$.things");
    assert!(operation(&api, "y").annotation.is_none() && api.annotated.is_none());
}

#[test]
fn what_leads_nowhere_is_told() {
    let resources = "/components/x-stackQL-resources/things";
    let at = |rest: &str| format!("{resources}{rest}");
    assert_problems(
        &format!(
            "{OPERATIONS}
components:
  x-stackQL-resources:
    things:
      methods:
        a: {{operation: {{$ref: '#/paths/~1v1~1thing/get'}}}}
        b: {{operation: {{$ref: '#/paths/~1v1~1things/delete'}}}}
        c: {{operation: {{$ref: 'other.yaml#/paths/~1v1~1things/get'}}}}
        d: {{}}
        e: {{operation: {{$ref: '#/paths/~1v1~1things/get'}}, response: {{objectKey: '$[*]'}}}}
      sqlVerbs:
        select: [{{$ref: '#/components/x-stackQL-resources/things/methods/lst'}}, {{}}]
        selct: []
"
        ),
        &[
            ("input::dangling-ref", &at("/methods/a/operation/$ref")),
            ("input::dangling-ref", &at("/methods/b/operation/$ref")),
            ("input::dangling-ref", &at("/methods/c/operation/$ref")),
            ("input::missing-key", &at("/methods/d")),
            ("input::bad-object-key", &at("/methods/e/response/objectKey")),
            ("input::dangling-ref", &at("/sqlVerbs/select/0/$ref")),
            ("input::missing-key", &at("/sqlVerbs/select/1")),
            ("input::unknown-verb", &at("/sqlVerbs/selct")),
        ],
    );
}

#[test]
fn names_that_would_leave_the_folder_are_refused() {
    for bad in ["../x", "", "\\0", "con", "NUL", "a/b"] {
        assert_problems(
            &format!(
                "openapi: 3.0.3\npaths: {{/a: {{get: {{x-stackQL-resource: \"{bad}\", x-stackQL-method: \"{bad}\"}}}}}}\n"
            ),
            &[
                ("input::unsafe-name", "/paths/~1a/get/x-stackQL-resource"),
                ("input::unsafe-name", "/paths/~1a/get/x-stackQL-method"),
            ],
        );
    }
    assert_problems(
        "openapi: 3.0.3\npaths: {}\ncomponents: {x-stackQL-resources: {..: {id: a.con.b, methods: {'': {}}}}}\n",
        &[
            ("input::unsafe-name", "/components/x-stackQL-resources/.."),
            ("input::unsafe-name", "/components/x-stackQL-resources/../id"),
            ("input::unsafe-name", "/components/x-stackQL-resources/../methods/"),
            ("input::missing-key", "/components/x-stackQL-resources/../methods/"),
        ],
    );
}

#[test]
fn a_tilde_in_a_path_stands_for_itself() {
    for reference in ["#/paths/~1v1~1~0x/get", "#/paths/~1v1~1~00x/get"] {
        let api = api(&format!(
            "
openapi: 3.0.3
paths:
  /v1/~0x: {{get: {{operationId: get}}}}
components:
  x-stackQL-resources:
    things:
      methods: {{get: {{operation: {{$ref: '{reference}'}}}}}}
"
        ));
        let things = &api.annotated.unwrap().resources["things"];
        assert_eq!(things.methods["get"].operation.as_str(), "get", "{reference}");
    }
}
