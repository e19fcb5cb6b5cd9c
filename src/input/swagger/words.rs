//! Messages about a document that was Swagger 2.0, in its own words.

use crate::diagnostic::Diagnostic;

/// Words of OpenAPI 3.0 in messages, and those of 2.0.
const WORDS: [(&str, &str); 8] = [
    ("#/components/schemas", "#/definitions"),
    ("#/components/parameters", "#/parameters"),
    ("#/components/responses", "#/responses"),
    ("#/components/securitySchemes", "#/securityDefinitions"),
    ("give the document `servers: [{ url: https://… }]`", "give the document `host: api.example.com`"),
    ("`flows`", "`flow`"),
    ("`schemas`", "`definitions`"),
    ("`securitySchemes`", "`securityDefinitions`"),
];

/// `problem` as an author of a 2.0 document understands it.
pub(in crate::input) fn in_words_of_swagger(mut problem: Diagnostic) -> Diagnostic {
    problem.message = translated(&problem.message);
    problem.help = problem.help.as_deref().map(translated);
    problem
}

fn translated(text: &str) -> String {
    WORDS.iter().fold(text.to_string(), |text, (new, old)| text.replace(new, old))
}
