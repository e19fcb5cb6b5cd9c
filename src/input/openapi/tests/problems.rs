//! All problems of a document are reported at once, with their places and with help.

use super::{assert_problems, read_strictly, with_schemas};

#[test]
fn all_problems_come_together() {
    assert_problems(
        "
openapi: 3.0.3
info: {version: 1.0}
paths:
  nope: {get: {}}
  /a/{b: {get: {}}
  /c~1d: {get: {}}
  /ok/{b}:
    get:
      deprecated: 'true'
      parameters: [{in: body, name: x}, {name: y}, {$ref: '#/components/parameters/limi'}]
      responses: {200: {$ref: '#/components/responses/No'}}
components:
  parameters: {limit: {in: query, name: limit}}
  schemas:
    A: {type: strin, properties: {x: {required: true}, y: {$ref: '#/components/schemas/B'}}}
    C: {$ref: 'other.yaml#/C'}
    D: {$ref: '#/components/parameters/limit'}
    E: {minimum: '1', minLength: -1, items: [], enum: a, allOf: {}}
    F: null
  securitySchemes:
    s: {type: apiKey}
    t: {type: mutualTLS}
",
        &[
            ("input::wrong-type", "/info/version"),
            ("input::bad-path", "/paths/nope"),
            ("input::bad-path", "/paths/~1a~1{b"),
            ("input::bad-path", "/paths/~1c~01d"),
            ("input::wrong-type", "/paths/~1ok~1{b}/get/deprecated"),
            ("input::unknown-location", "/paths/~1ok~1{b}/get/parameters/0/in"),
            ("input::missing-key", "/paths/~1ok~1{b}/get/parameters/1"),
            ("input::dangling-ref", "/paths/~1ok~1{b}/get/parameters/2/$ref"),
            ("input::dangling-ref", "/paths/~1ok~1{b}/get/responses/200/$ref"),
            ("input::unknown-type", "/components/schemas/A/type"),
            ("input::wrong-type", "/components/schemas/A/properties/x/required"),
            ("input::dangling-ref", "/components/schemas/A/properties/y/$ref"),
            ("input::external-ref", "/components/schemas/C/$ref"),
            ("input::wrong-ref", "/components/schemas/D/$ref"),
            ("input::wrong-type", "/components/schemas/E/minimum"),
            ("input::wrong-type", "/components/schemas/E/minLength"),
            ("input::wrong-type", "/components/schemas/E/items"),
            ("input::wrong-type", "/components/schemas/E/enum"),
            ("input::wrong-type", "/components/schemas/E/allOf"),
            ("input::wrong-type", "/components/schemas/F"),
            ("input::missing-key", "/components/securitySchemes/s"),
            ("input::missing-key", "/components/securitySchemes/s"),
            ("input::unknown-security", "/components/securitySchemes/t"),
        ],
    );
}

#[test]
fn the_words_name_the_fix() {
    let failure = read_strictly(&with_schemas(
        "3.0.3",
        "    A: {properties: {x: {required: true}}}\n    B: {$ref: '#/components/schemas/a'}\n",
    ));
    let help: Vec<String> =
        failure.unwrap_err().problems.into_iter().filter_map(|problem| problem.help).collect();
    assert_eq!(
        help,
        [
            "an object's schema lists what it requires: move it there, `required: [name]` beside `properties`",
            "did you mean `A`?"
        ]
    );
}

#[test]
fn lists_of_types_and_numbers_as_exclusive_bounds_are_not_3_0() {
    assert_problems(
        &with_schemas(
            "3.0.3",
            "    A: {type: [string]}\n    B: {exclusiveMinimum: 1}\n    C: {type: 'null'}\n    D: {items: true}\n",
        ),
        &[
            ("input::wrong-type", "/components/schemas/A/type"),
            ("input::wrong-type", "/components/schemas/B/exclusiveMinimum"),
            ("input::unknown-type", "/components/schemas/C/type"),
            ("input::wrong-type", "/components/schemas/D/items"),
        ],
    );
}

#[test]
fn what_3_0_has_no_words_for_is_told() {
    assert_problems(
        &with_schemas(
            "3.1.0",
            "    A: {type: [string, integer]}\n    B: {prefixItems: [{}]}\n    C: {if: {}, then: {type: string}, patternProperties: {a: {}}}\n",
        ),
        &[
            ("input::unsupported", "/components/schemas/A/type"),
            ("input::unsupported", "/components/schemas/B/prefixItems"),
            ("input::unsupported", "/components/schemas/C/patternProperties"),
        ],
    );
}

#[test]
fn components_that_are_nothing_but_references_to_themselves_are_told() {
    assert_problems(
        "
openapi: 3.0.3
paths: {/a: {$ref: '#/paths/~1a'}}
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {allOf: [{$ref: '#/components/schemas/A'}]}
    C: {properties: {c: {$ref: '#/components/schemas/C/properties/c'}}}
  parameters:
    P: {$ref: '#/components/parameters/P'}
    Q: {$ref: '#/components/parameters/P'}
",
        &[
            ("input::circular-ref", "/paths/~1a/$ref"),
            ("input::circular-ref", "/components/schemas/A"),
            ("input::circular-ref", "/components/schemas/B"),
            ("input::circular-ref", "/components/schemas/C_c"),
            ("input::circular-ref", "/components/parameters/P"),
        ],
    );
}

#[test]
fn references_of_what_is_not_read_are_checked_too() {
    assert_problems(
        "
openapi: 3.0.3
paths:
  /a:
    get:
      responses:
        200:
          description: ok
          headers: {X: {$ref: '#/components/headers/X'}}
          content: {application/json: {examples: {one: {$ref: '#/components/examples/one'}, two: {value: {$ref: data}}}}}
",
        &[
            ("input::dangling-ref", "/paths/~1a/get/responses/200/headers/X/$ref"),
            ("input::dangling-ref", "/paths/~1a/get/responses/200/content/application~1json/examples/one/$ref"),
        ],
    );
}

#[test]
fn odd_shapes_do_not_panic() {
    let values = [
        "null",
        "true",
        "1",
        "-1.5e300",
        "''",
        "x",
        "[]",
        "[[]]",
        "{}",
        "{$ref: 1}",
        "{$ref: '#'}",
        "{'': {'': {}}}",
    ];
    let places = [
        "openapi: 3.1.0\n?: @",
        "openapi: 3.1.0\npaths: @",
        "openapi: 3.1.0\ninfo: @\nservers: @\nsecurity: @\ntags: @\nexternalDocs: @\ncomponents: @",
        "openapi: 3.1.0\npaths: {/a: @}",
        "openapi: 3.1.0\npaths: {/a: {get: @, parameters: @}}",
        "openapi: 3.1.0\npaths: {/a: {get: {parameters: [@], responses: {200: @}, requestBody: @, security: [@]}}}",
        "openapi: 3.1.0\ncomponents: {schemas: @, parameters: @, responses: @, securitySchemes: @, headers: @}",
        "openapi: 3.1.0\ncomponents: {schemas: {A: @, B: {properties: @, items: @, allOf: [@], type: @, enum: @, const: @}}}",
        "openapi: 3.1.0\ncomponents: {securitySchemes: {A: @, B: {type: oauth2, flows: @}}}",
        "openapi: 3.1.0\ncomponents: {x-stackQL-resources: @}",
        "openapi: 3.1.0\ncomponents: {x-stackQL-resources: {a: @, b: {id: @, methods: @, sqlVerbs: @}}}",
        "openapi: 3.1.0\ncomponents: {x-stackQL-resources: {b: {methods: {m: {operation: @, response: @}}, sqlVerbs: {select: [@]}}}}",
    ];
    for place in places {
        for value in values {
            // Whether the text is read or refused doesn't matter here.
            if let Ok(document) = crate::document::parse::parse(&place.replace('@', value), "t.yaml") {
                drop(crate::input::openapi::read(&document, "t.yaml", "t", crate::input::Purpose::Writing));
            }
        }
    }
}
