//! The parts of an OpenAPI document as the engine's types have them.
//!
//! In: the kind of an object. Out: the keys that the engine reads in it, each with the shape of its value. Keys
//! that aren't here are kept as they are, whatever they hold, and references below them aren't followed.

use self::Kind::{
    Callback, Components, Contact, Discriminator, Document, Encoding, Example, ExternalDocs, Info, License,
    Link, MediaType, OAuthFlow, OAuthFlows, Operation, Parameter, PathItem, RequestBody, Response, Schema,
    SecurityScheme, Server, ServerVariable, Tag,
};
use self::Shape::{Count, Flag, FlagOrRef, List, Map, Number, One, Ref, Text, Values};

/// The shape of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Flag,
    Number,
    /// A whole number that isn't negative.
    Count,
    /// A list of anything.
    Values,
    One(Kind),
    /// An object, or a reference to one.
    Ref(Kind),
    FlagOrRef(Kind),
    List(&'static Shape),
    /// A map from names to values of one shape.
    Map(&'static Shape),
}

impl Shape {
    /// The shape in words: "a string".
    pub(super) const fn words(self) -> &'static str {
        match self {
            Text => "a string",
            Flag => "true or false",
            Number => "a number",
            Count => "a whole number that isn't negative",
            Values | List(_) => "a list",
            One(_) | Ref(_) | Map(_) => "an object",
            FlagOrRef(_) => "true, false or a schema",
        }
    }
}

/// The kind of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Info,
    Contact,
    License,
    Components,
    Server,
    ServerVariable,
    Tag,
    ExternalDocs,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Schema,
    Discriminator,
    Example,
    Link,
    Callback,
    SecurityScheme,
    OAuthFlows,
    OAuthFlow,
}

/// A key and the shape of its value.
type Key = (&'static str, Shape);

const TEXTS: Shape = List(&Text);
const TEXT_MAP: Shape = Map(&Text);
const SCHEMAS: Shape = List(&Ref(Schema));
const SCHEMA_MAP: Shape = Map(&Ref(Schema));
const PARAMETERS: Shape = List(&Ref(Parameter));
const HEADERS: Shape = Map(&Ref(Parameter));
const EXAMPLES: Shape = Map(&Ref(Example));
const CONTENT: Shape = Map(&One(MediaType));
const RESPONSES: Shape = Map(&Ref(Response));
const SERVERS: Shape = List(&One(Server));
const SECURITY: Shape = List(&Map(&TEXTS));
const CALLBACKS: Shape = Map(&Ref(Callback));

const DOCUMENT: &[Key] = &[
    ("components", One(Components)),
    ("externalDocs", One(ExternalDocs)),
    ("info", One(Info)),
    ("openapi", Text),
    ("paths", Map(&One(PathItem))),
    ("security", SECURITY),
    ("servers", SERVERS),
    ("tags", List(&One(Tag))),
];
const INFO: &[Key] = &[
    ("contact", One(Contact)),
    ("description", Text),
    ("license", One(License)),
    ("termsOfService", Text),
    ("title", Text),
    ("version", Text),
];
const CONTACT: &[Key] = &[("email", Text), ("name", Text), ("url", Text)];
const LICENSE: &[Key] = &[("name", Text), ("url", Text)];
const COMPONENTS: &[Key] = &[
    ("callbacks", CALLBACKS),
    ("examples", EXAMPLES),
    ("headers", HEADERS),
    ("links", Map(&One(Link))),
    ("parameters", Map(&Ref(Parameter))),
    ("requestBodies", Map(&Ref(RequestBody))),
    ("responses", RESPONSES),
    ("schemas", SCHEMA_MAP),
    ("securitySchemes", Map(&Ref(SecurityScheme))),
];
const SERVER: &[Key] = &[("description", Text), ("url", Text), ("variables", Map(&One(ServerVariable)))];
const SERVER_VARIABLE: &[Key] = &[("default", Text), ("description", Text), ("enum", TEXTS)];
const TAG: &[Key] = &[("description", Text), ("externalDocs", One(ExternalDocs)), ("name", Text)];
const EXTERNAL_DOCS: &[Key] = &[("description", Text), ("url", Text)];
const PATH_ITEM: &[Key] = &[
    ("connect", One(Operation)),
    ("delete", One(Operation)),
    ("description", Text),
    ("get", One(Operation)),
    ("head", One(Operation)),
    ("options", One(Operation)),
    ("parameters", PARAMETERS),
    ("patch", One(Operation)),
    ("post", One(Operation)),
    ("put", One(Operation)),
    ("servers", SERVERS),
    ("summary", Text),
    ("trace", One(Operation)),
];
const OPERATION: &[Key] = &[
    ("callbacks", CALLBACKS),
    ("deprecated", Flag),
    ("description", Text),
    ("externalDocs", One(ExternalDocs)),
    ("operationId", Text),
    ("parameters", PARAMETERS),
    ("requestBody", Ref(RequestBody)),
    ("responses", RESPONSES),
    ("security", SECURITY),
    ("servers", SERVERS),
    ("summary", Text),
    ("tags", TEXTS),
];
const PARAMETER: &[Key] = &[
    ("allowEmptyValue", Flag),
    ("allowReserved", Flag),
    ("content", CONTENT),
    ("deprecated", Flag),
    ("description", Text),
    ("examples", EXAMPLES),
    ("explode", Flag),
    ("in", Text),
    ("name", Text),
    ("required", Flag),
    ("schema", Ref(Schema)),
    ("style", Text),
];
const REQUEST_BODY: &[Key] = &[("content", CONTENT), ("description", Text), ("required", Flag)];
const MEDIA_TYPE: &[Key] =
    &[("encoding", Map(&One(Encoding))), ("examples", EXAMPLES), ("schema", Ref(Schema))];
const ENCODING: &[Key] = &[
    ("allowReserved", Flag),
    ("contentType", Text),
    ("explode", Flag),
    ("headers", HEADERS),
    ("style", Text),
];
const RESPONSE: &[Key] =
    &[("content", CONTENT), ("description", Text), ("headers", HEADERS), ("links", Map(&Ref(Link)))];
const SCHEMA: &[Key] = &[
    ("additionalProperties", FlagOrRef(Schema)),
    ("allOf", SCHEMAS),
    ("allowEmptyValue", Flag),
    ("anyOf", SCHEMAS),
    ("deprecated", Flag),
    ("description", Text),
    ("discriminator", One(Discriminator)),
    ("enum", Values),
    ("exclusiveMaximum", Flag),
    ("exclusiveMinimum", Flag),
    ("externalDocs", One(ExternalDocs)),
    ("format", Text),
    ("items", Ref(Schema)),
    ("maxItems", Count),
    ("maxLength", Count),
    ("maxProperties", Count),
    ("maximum", Number),
    ("minItems", Count),
    ("minLength", Count),
    ("minProperties", Count),
    ("minimum", Number),
    ("multipleOf", Number),
    ("not", Ref(Schema)),
    ("nullable", Flag),
    ("oneOf", SCHEMAS),
    ("pattern", Text),
    ("properties", SCHEMA_MAP),
    ("readOnly", Flag),
    ("required", TEXTS),
    ("title", Text),
    ("type", Text),
    ("uniqueItems", Flag),
    ("writeOnly", Flag),
];
const DISCRIMINATOR: &[Key] = &[("mapping", TEXT_MAP), ("propertyName", Text)];
const EXAMPLE: &[Key] = &[("description", Text), ("externalValue", Text), ("summary", Text)];
const LINK: &[Key] =
    &[("description", Text), ("operationId", Text), ("operationRef", Text), ("server", One(Server))];
const SECURITY_SCHEME: &[Key] = &[
    ("bearerFormat", Text),
    ("description", Text),
    ("flows", One(OAuthFlows)),
    ("in", Text),
    ("name", Text),
    ("openIdConnectUrl", Text),
    ("scheme", Text),
    ("type", Text),
];
const OAUTH_FLOWS: &[Key] = &[
    ("authorizationCode", One(OAuthFlow)),
    ("clientCredentials", One(OAuthFlow)),
    ("implicit", One(OAuthFlow)),
    ("password", One(OAuthFlow)),
];
const OAUTH_FLOW: &[Key] =
    &[("authorizationUrl", Text), ("refreshUrl", Text), ("scopes", TEXT_MAP), ("tokenUrl", Text)];

impl Kind {
    /// The shape of the value under `key`, where the engine reads it.
    pub(super) fn shape(self, key: &str) -> Option<Shape> {
        if self == Callback {
            return Some(One(PathItem));
        }
        self.keys().iter().find(|(name, _)| *name == key).map(|(_, shape)| *shape)
    }

    const fn keys(self) -> &'static [Key] {
        match self {
            Document => DOCUMENT,
            Info => INFO,
            Contact => CONTACT,
            License => LICENSE,
            Components => COMPONENTS,
            Server => SERVER,
            ServerVariable => SERVER_VARIABLE,
            Tag => TAG,
            ExternalDocs => EXTERNAL_DOCS,
            PathItem => PATH_ITEM,
            Operation => OPERATION,
            Parameter => PARAMETER,
            RequestBody => REQUEST_BODY,
            MediaType => MEDIA_TYPE,
            Encoding => ENCODING,
            Response => RESPONSE,
            Schema => SCHEMA,
            Discriminator => DISCRIMINATOR,
            Example => EXAMPLE,
            Link => LINK,
            Callback => &[],
            SecurityScheme => SECURITY_SCHEME,
            OAuthFlows => OAUTH_FLOWS,
            OAuthFlow => OAUTH_FLOW,
        }
    }

    /// The part of `components` in which named objects of this kind are; headers are parameters.
    pub(super) const fn section(self) -> Option<&'static str> {
        Some(match self {
            Schema => "schemas",
            Parameter => "parameters",
            RequestBody => "requestBodies",
            Response => "responses",
            Example => "examples",
            Link => "links",
            Callback => "callbacks",
            SecurityScheme => "securitySchemes",
            _ => return None,
        })
    }

    /// The kind in words: "a schema".
    pub(super) const fn words(self) -> &'static str {
        match self {
            Schema => "a schema",
            Parameter => "a parameter",
            RequestBody => "a request body",
            Response => "a response",
            Example => "an example",
            Link => "a link",
            Callback => "a callback",
            SecurityScheme => "a security scheme",
            _ => "an object",
        }
    }
}
