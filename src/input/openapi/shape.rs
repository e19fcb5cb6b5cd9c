//! What OpenAPI's objects hold: for each kind of object its keys and the shape of their values, as data.
//!
//! In: a kind of object and a key. Out: the value's shape, and what a missing key means. Keys that aren't
//! listed are unknown or of no use here (examples, encodings, styles of parameters); both are left out
//! without a word.

/// A kind of object in an OpenAPI document, but for schemas, which have a reader of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Info,
    Contact,
    License,
    ExternalDocs,
    Server,
    ServerVariable,
    Tag,
    Operation,
    Parameter,
    RequestBody,
    Response,
    MediaType,
    SecurityScheme,
    Flows,
    Flow,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// Any number.
    Number,
    /// A whole number, zero or more.
    Count,
    /// Anything.
    Free,
    /// A schema.
    Schema,
    /// A schema, `true` or `false`.
    SchemaOrFlag,
    /// An object of one kind.
    Object(Kind),
    /// An object of one kind, or a `$ref` to one.
    OrRef(Kind),
    /// Things of which only references are looked at, by name: examples, links, callbacks, headers.
    RefsOnly(&'static str),
    /// A list.
    List(&'static Shape),
    /// An object whose keys are names that the document chooses.
    Map(&'static Shape),
    /// Responses by status; keys that start with `x-` are extensions.
    Responses,
}

/// What it means that a key isn't there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Missing {
    Fine,
    /// Common in the wild and harmless: an empty text stands in.
    Empty,
    /// The same for a map.
    EmptyMap,
    /// A problem; the text tells what the key gives.
    Problem(&'static str),
}

/// A known key of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) missing: Missing,
}

const fn key(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, missing: Missing::Fine }
}

const fn with(name: &'static str, shape: Shape, missing: Missing) -> Key {
    Key { name, shape, missing }
}

const TEXTS: Shape = Shape::List(&Shape::Text);
const SCHEMAS: Shape = Shape::List(&Shape::Schema);
const CONTENT: Shape = Shape::Map(&Shape::Object(Kind::MediaType));
const EXTERNAL_DOCS: Shape = Shape::Object(Kind::ExternalDocs);

/// Security requirements: alternatives of scopes by scheme.
pub(super) const SECURITY: Shape = Shape::List(&Shape::Map(&TEXTS));
/// Servers of the document, of a path or of an operation.
pub(super) const SERVERS: Shape = Shape::List(&Shape::Object(Kind::Server));
/// Tags of the document.
pub(super) const TAGS: Shape = Shape::List(&Shape::Object(Kind::Tag));
/// Parameters of a path or of an operation.
pub(super) const PARAMETERS: Shape = Shape::List(&Shape::OrRef(Kind::Parameter));

const INFO: &[Key] = &[
    key("title", Shape::Text),
    key("version", Shape::Text),
    key("description", Shape::Text),
    key("termsOfService", Shape::Text),
    key("contact", Shape::Object(Kind::Contact)),
    key("license", Shape::Object(Kind::License)),
    key("x-discovery-doc-revision", Shape::Text),
];
const CONTACT: &[Key] = &[key("name", Shape::Text), key("url", Shape::Text), key("email", Shape::Text)];
const LICENSE: &[Key] = &[key("name", Shape::Text), key("url", Shape::Text)];
const EXTERNAL: &[Key] = &[key("description", Shape::Text), with("url", Shape::Text, Missing::Empty)];
const SERVER: &[Key] = &[
    with("url", Shape::Text, Missing::Problem("the server's URL, `https://api.example.com` for one")),
    key("description", Shape::Text),
    key("variables", Shape::Map(&Shape::Object(Kind::ServerVariable))),
];
const SERVER_VARIABLE: &[Key] = &[
    with("default", Shape::Text, Missing::Problem("the variable's value where the user sets none")),
    key("enum", TEXTS),
    key("description", Shape::Text),
];
const TAG: &[Key] = &[key("name", Shape::Text), key("description", Shape::Text)];
const OPERATION: &[Key] = &[
    key("operationId", Shape::Text),
    key("summary", Shape::Text),
    key("description", Shape::Text),
    key("tags", TEXTS),
    key("externalDocs", EXTERNAL_DOCS),
    key("parameters", PARAMETERS),
    key("requestBody", Shape::OrRef(Kind::RequestBody)),
    with("responses", Shape::Responses, Missing::EmptyMap),
    key("callbacks", Shape::RefsOnly("callbacks")),
    key("deprecated", Shape::Flag),
    key("security", SECURITY),
    key("servers", SERVERS),
];
const PARAMETER: &[Key] = &[
    with("name", Shape::Text, Missing::Problem("the parameter's name as it is sent")),
    with("in", Shape::Text, Missing::Problem("where the parameter goes: path, query, header or cookie")),
    key("description", Shape::Text),
    key("required", Shape::Flag),
    key("deprecated", Shape::Flag),
    key("allowEmptyValue", Shape::Flag),
    key("allowReserved", Shape::Flag),
    key("explode", Shape::Flag),
    key("style", Shape::Text),
    key("schema", Shape::Schema),
    key("content", CONTENT),
    key("examples", Shape::RefsOnly("examples")),
];
const REQUEST_BODY: &[Key] =
    &[key("description", Shape::Text), key("required", Shape::Flag), key("content", CONTENT)];
const RESPONSE: &[Key] = &[
    with("description", Shape::Text, Missing::Empty),
    key("content", CONTENT),
    key("headers", Shape::RefsOnly("headers")),
    key("links", Shape::RefsOnly("links")),
];
const MEDIA_TYPE: &[Key] = &[key("schema", Shape::Schema), key("examples", Shape::RefsOnly("examples"))];
const SECURITY_SCHEME: &[Key] = &[
    with("type", Shape::Text, Missing::Problem("apiKey, http, oauth2 or openIdConnect")),
    key("description", Shape::Text),
    key("name", Shape::Text),
    key("in", Shape::Text),
    key("scheme", Shape::Text),
    key("bearerFormat", Shape::Text),
    key("flows", Shape::Object(Kind::Flows)),
    key("openIdConnectUrl", Shape::Text),
];
const FLOWS: &[Key] = &[
    key("implicit", Shape::Object(Kind::Flow)),
    key("password", Shape::Object(Kind::Flow)),
    key("clientCredentials", Shape::Object(Kind::Flow)),
    key("authorizationCode", Shape::Object(Kind::Flow)),
];
const FLOW: &[Key] = &[
    // Which of the URLs a flow needs depends on the flow; an empty one is what documents write for a missing
    // one.
    with("authorizationUrl", Shape::Text, Missing::Empty),
    with("tokenUrl", Shape::Text, Missing::Empty),
    key("refreshUrl", Shape::Text),
    with("scopes", Shape::Map(&Shape::Text), Missing::EmptyMap),
];

/// Keys of a schema that mean the same in OpenAPI 3.0 and 3.1. `type`, `$ref` and the like have a reader of
/// their own.
const SCHEMA: &[Key] = &[
    key("properties", Shape::Map(&Shape::Schema)),
    key("description", Shape::Text),
    key("items", Shape::Schema),
    key("format", Shape::Text),
    key("enum", Shape::List(&Shape::Free)),
    key("required", TEXTS),
    key("allOf", SCHEMAS),
    key("oneOf", SCHEMAS),
    key("anyOf", SCHEMAS),
    key("not", Shape::Schema),
    key("additionalProperties", Shape::SchemaOrFlag),
    key("default", Shape::Free),
    key("pattern", Shape::Text),
    key("nullable", Shape::Flag),
    key("readOnly", Shape::Flag),
    key("writeOnly", Shape::Flag),
    key("deprecated", Shape::Flag),
    key("title", Shape::Text),
    key("minimum", Shape::Number),
    key("maximum", Shape::Number),
    key("multipleOf", Shape::Number),
    key("minLength", Shape::Count),
    key("maxLength", Shape::Count),
    key("minItems", Shape::Count),
    key("maxItems", Shape::Count),
    key("minProperties", Shape::Count),
    key("maxProperties", Shape::Count),
    key("uniqueItems", Shape::Flag),
    key("externalDocs", EXTERNAL_DOCS),
];

/// The known keys of an object of this kind.
pub(super) const fn keys(kind: Kind) -> &'static [Key] {
    match kind {
        Kind::Info => INFO,
        Kind::Contact => CONTACT,
        Kind::License => LICENSE,
        Kind::ExternalDocs => EXTERNAL,
        Kind::Server => SERVER,
        Kind::ServerVariable => SERVER_VARIABLE,
        Kind::Tag => TAG,
        Kind::Operation => OPERATION,
        Kind::Parameter => PARAMETER,
        Kind::RequestBody => REQUEST_BODY,
        Kind::Response => RESPONSE,
        Kind::MediaType => MEDIA_TYPE,
        Kind::SecurityScheme => SECURITY_SCHEME,
        Kind::Flows => FLOWS,
        Kind::Flow => FLOW,
    }
}

/// The shape of a schema's key, where it is a known one.
pub(super) fn schema_key(name: &str) -> Option<Shape> {
    SCHEMA.iter().find(|key| key.name == name).map(|key| key.shape)
}
