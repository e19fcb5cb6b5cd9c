//! Methods and their parameters: from operations to the names that SQL may give.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::fields::{self, Fields, Rows, SchemaNames};
use super::reference::{AccessPattern, MethodReference, MethodText, ParameterReference};
use crate::api::{Api, FieldNames, Location, Operation, Parameter, Schema, SchemaType, SqlVerb};
use crate::engine::{body, exec, way};
use crate::manifest::SearchedNames;
use crate::names::MethodName;
use crate::provider::{Method, Resource, Service};

/// Format of a parameter that names the fields to change.
const FIELD_MASK: &str = "google-fieldmask";

/// A method with its operation and parameters.
pub(super) struct MethodFacts<'a> {
    pub(super) method: &'a Method,
    pub(super) operation: &'a Operation,
    /// Names that EXEC looks for in the answer.
    pub(super) searched: BTreeSet<&'a str>,
    /// Whether the method's verb reaches it.
    pub(super) is_reached: bool,
    /// Whether EXEC alone calls the method: no statement of any of its verbs reaches it.
    pub(super) is_called: bool,
    /// Whether a verb reaches the operation, by this method or by another one of the resource. The types of its
    /// parameters are then as the API has them.
    pub(super) is_routed: bool,
    /// Names of required parameters: of the path in its order, then others by name, then fields of the body,
    /// then variables of the server.
    pub(super) required: Vec<&'a str>,
    /// Names of optional parameters, sorted.
    pub(super) optional: Vec<&'a str>,
}

impl<'a> MethodFacts<'a> {
    /// All methods of a resource whose operation is known, in the order of SHOW METHODS.
    pub(super) fn all(api: &'a Api, resource: &'a Resource) -> Vec<Self> {
        let searched = SearchedNames::of(api, resource);
        let facts = |method: &'a Method| {
            let operation = api.operation(&method.operation_id)?;
            let mut required: Vec<&str> =
                operation.path_parameters().map(|parameter| parameter.name.as_str()).collect();
            required.retain({
                let mut seen = BTreeSet::new();
                move |name| seen.insert(*name)
            });
            for name in method.required.iter().chain(&method.route_names) {
                if !required.contains(&name.as_str()) {
                    required.push(name);
                }
            }
            let optional = method.optional.iter().map(String::as_str).filter(|name| !required.contains(name));
            Some(Self {
                method,
                operation,
                searched: searched.of_method(method),
                is_reached: resource.reaches(method),
                is_called: resource
                    .methods
                    .iter()
                    .all(|other| other.name != method.name || !resource.reaches(other)),
                is_routed: resource
                    .methods
                    .iter()
                    .any(|other| other.operation_id == method.operation_id && resource.reaches(other)),
                optional: optional.collect(),
                required,
            })
        };
        resource.methods.iter().filter_map(facts).collect()
    }

    /// The parameter of that name.
    pub(super) fn parameter(&self, name: &str) -> Option<&'a Parameter> {
        self.operation.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// Whether a parameter names the fields that a call changes.
    pub(super) fn is_mask(&self, name: &str) -> bool {
        let schema = self.parameter(name).map(|parameter| &parameter.schema);
        schema.is_some_and(|schema| schema.format.as_deref() == Some(FIELD_MASK))
    }

    /// The required names that stand for no field of the body.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.required.iter().copied().filter(|name| self.method.field_of(name).is_none())
    }

    /// Whether StackQL can send the body: in a form that it writes, or by a template of the provider.
    pub(super) fn sends_body(&self) -> bool {
        let is_transformed = self.method.request.as_ref().is_some_and(|request| request.is_transformed);
        is_transformed || body::is_sent(self.operation)
    }

    /// Whether a statement of `verb` is a SELECT that can give the fields of the body that the call needs, and no
    /// others.
    pub(super) fn selects_by_needed_alone(&self, verb: SqlVerb) -> bool {
        verb == SqlVerb::Select && !way::select_sends_fields(self.operation.parameters.len())
    }

    /// The schema with the fields of a body that the engine can write.
    pub(super) fn writable_body(&self, api: &'a Api) -> Option<&'a Schema> {
        self.body(api).filter(|_| self.sends_body())
    }

    /// Whether each body has the field already: a statement that gives another value changes what the method does.
    pub(super) fn sets(&self, field: &str) -> bool {
        self.base().is_some_and(|base| base.contains_key(field))
    }

    /// The fields that each body has.
    pub(super) fn base(&self) -> Option<&'a Map<String, Value>> {
        self.method.request.as_ref().map(|request| &request.base)
    }

    /// Why EXEC can't call the method; none if it can.
    pub(super) fn exec_obstacle(&self, api: &Api) -> Option<exec::Obstacle> {
        let reach = if self.is_as_written(api) { exec::Reach::Verb } else { exec::Reach::ExecAlone };
        exec::obstacle(api, self.operation, reach, self.searched.iter().copied())
    }

    /// Whether the engine has the operation as its document says it. A manifest is written as it was read; of other
    /// documents those operations that EXEC alone reaches are written so that EXEC takes them.
    pub(super) fn is_as_written(&self, api: &Api) -> bool {
        self.is_routed || api.annotated.is_some()
    }

    /// The schema with the fields that SQL names of the body, where there is one.
    pub(super) fn body(&self, api: &'a Api) -> Option<&'a Schema> {
        let body = &self.operation.request.as_ref()?.schema;
        Some(api.fields_schema(&self.method.fields, body))
    }
}

/// The method of that name that a statement of `verb` reaches; a method may be under several verbs.
pub(super) fn reached_by<'f, 'a>(
    facts: &'f [MethodFacts<'a>],
    verb: SqlVerb,
    name: &MethodName,
) -> Option<&'f MethodFacts<'a>> {
    let is_named = |facts: &&MethodFacts<'_>| facts.method.verb == verb && facts.method.name == *name;
    facts.iter().find(|facts| is_named(facts) && facts.is_reached)
}

/// The ways from SQL to the API, by verb, in the order in which they are tried; then the methods that EXEC alone
/// reaches.
pub(super) fn access_patterns(
    api: &Api,
    resource: &Resource,
    facts: &[MethodFacts<'_>],
) -> Vec<AccessPattern> {
    let pattern = |verb: SqlVerb, found: &MethodFacts<'_>| {
        let is_key = |key: &&&str| verb == SqlVerb::Exec || found.method.route_names.contains(**key);
        AccessPattern {
            verb: verb.as_str(),
            keys: found.required.iter().filter(is_key).map(ToString::to_string).collect(),
            method: found.method.name.to_string(),
            http_method: found.method.http_method.as_str(),
            path: found.method.path.clone(),
        }
    };
    let routes = resource.routes.iter().flat_map(|(verb, names)| names.iter().map(move |name| (verb, name)));
    let routed = routes.filter_map(|(verb, name)| Some(pattern(*verb, reached_by(facts, *verb, name)?)));
    let called = facts.iter().filter(|facts| facts.is_called && facts.exec_obstacle(api).is_none());
    routed.chain(called.map(|facts| pattern(SqlVerb::Exec, facts))).collect()
}

/// A method in full.
pub(super) fn reference<'a>(
    api: &'a Api,
    facts: &MethodFacts<'a>,
    rows: &Rows<'a>,
    names: &SchemaNames<'a>,
    unfolded: &mut Fields<'a>,
) -> MethodReference {
    let method = facts.method;
    let body = facts.body(api);
    let body_type = body.and_then(|schema| names.of_schema(api, schema));
    // Fields that have no name of a column, not even a second one, are listed.
    let is_named_otherwise = rows.is_renamed && method.casing.is_none();
    let body_is_row = body_type.is_some() && body_type == rows.type_name && !is_named_otherwise;
    let strings = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    MethodReference {
        name: method.name.to_string(),
        verb: method.verb.as_str(),
        is_reached: facts.is_reached || method.verb == SqlVerb::Exec,
        http_method: method.http_method.as_str(),
        path: method.path.clone(),
        operation_id: method.operation_id.to_string(),
        object_key: method.object_key.as_ref().map(ToString::to_string),
        description: some(&method.description),
        deprecated: method.deprecated,
        calls: Vec::new(),
        limits: Vec::new(),
        required: strings(&facts.required),
        optional: strings(&facts.optional),
        scopes: scopes(facts).into_iter().cloned().collect(),
        body_type: body_type.map(str::to_string),
        has_plain_names: method.fields != FieldNames::Prefixed && body.is_some(),
        body_within: match &method.fields {
            FieldNames::Within(property) => Some(property.clone()),
            FieldNames::Prefixed | FieldNames::Plain => None,
        },
        fixed: facts.base().cloned().unwrap_or_default(),
        body_is_row,
        body: match body {
            Some(schema) if !body_is_row => unfolded.flat(fields::writable(api, schema).into_iter()),
            _ => Vec::new(),
        },
        history: None,
    }
}

/// The OAuth scopes, any one of which is enough for a method.
pub(super) fn scopes<'a>(facts: &MethodFacts<'a>) -> BTreeSet<&'a String> {
    let requirements = facts.operation.security.iter();
    requirements.flat_map(|requirement| requirement.values().flatten()).collect()
}

/// The text, unless it is empty.
pub(super) fn some(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_string())
}

/// A parameter as one method describes it.
struct Given<'a> {
    location: &'static str,
    schema: Option<&'a Schema>,
    description: Option<&'a str>,
    pattern: Option<&'a str>,
    default: Option<&'a str>,
    environment: Option<&'a str>,
    values: &'a [String],
    deprecated: bool,
}

/// The parameters of all methods, by name; parameters that some method needs come first.
pub(super) fn parameters(service: &Service, facts: &[MethodFacts<'_>]) -> Vec<ParameterReference> {
    let mut found: IndexMap<&str, ParameterReference> = IndexMap::new();
    let mut texts: IndexMap<(&str, &str), Vec<&str>> = IndexMap::new();
    for facts in facts {
        let required = facts.required.iter().map(|name| (*name, true));
        let optional = facts.optional.iter().map(|name| (*name, false));
        for (name, is_required) in required.chain(optional) {
            let Some(given) = given(&service.api, facts, name) else { continue };
            let method = facts.method.name.as_str();
            let parameter = found.entry(name).or_insert_with(|| merged(&service.api, name, &given));
            let methods = if is_required { &mut parameter.required_by } else { &mut parameter.optional_for };
            // A method under two verbs comes twice.
            if methods.iter().all(|known| known != method) {
                methods.push(method.to_string());
            }
            if parameter.values.is_empty() {
                parameter.values = given.schema.map(fields::values).unwrap_or_default();
            }
            if let Some(text) = given.description.filter(|text| !text.trim().is_empty()) {
                let methods = texts.entry((name, text)).or_default();
                if !methods.contains(&method) {
                    methods.push(method);
                }
            }
        }
    }
    for ((name, text), methods) in texts {
        let Some(parameter) = found.get_mut(name) else { continue };
        match &parameter.description {
            None => parameter.description = Some(text.to_string()),
            Some(_) => parameter.other_descriptions.push(MethodText {
                methods: methods.into_iter().map(str::to_string).collect(),
                text: text.to_string(),
            }),
        }
    }
    let mut parameters: Vec<ParameterReference> = found.into_values().collect();
    parameters.sort_by(|a, b| {
        (a.required_by.is_empty(), a.name.as_str()).cmp(&(b.required_by.is_empty(), b.name.as_str()))
    });
    parameters
}

fn merged(api: &Api, name: &str, given: &Given<'_>) -> ParameterReference {
    let schema = given.schema.map(|schema| api.resolve(schema));
    let kind = given.schema.and_then(|schema| api.type_of(schema)).unwrap_or(SchemaType::String);
    ParameterReference {
        name: name.to_string(),
        location: given.location,
        kind: kind.as_str(),
        format: schema.and_then(|schema| schema.format.clone()),
        description: None,
        other_descriptions: Vec::new(),
        pattern: schema.and_then(|schema| schema.pattern.clone()).or(given.pattern.map(str::to_string)),
        environment: given.environment.map(str::to_string),
        default: given
            .default
            .map(Into::into)
            .or_else(|| given.schema.and_then(|schema| schema.default.as_deref().cloned()))
            .or_else(|| schema.and_then(|schema| schema.default.as_deref().cloned())),
        values: match schema {
            Some(schema) => fields::values(schema),
            None => given
                .values
                .iter()
                .map(|value| super::reference::AllowedValue {
                    value: value.as_str().into(),
                    description: None,
                    deprecated: false,
                })
                .collect(),
        },
        deprecated: given.deprecated,
        required_by: Vec::new(),
        optional_for: Vec::new(),
    }
}

/// The description in one method of `name`: a parameter, a field of the body, or a variable of the server.
fn given<'a>(api: &'a Api, facts: &MethodFacts<'a>, name: &str) -> Option<Given<'a>> {
    let operation = facts.operation;
    if let Some(parameter) = operation.parameters.iter().find(|parameter| parameter.name == name) {
        let location = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        };
        // A list is described by its items.
        let schema = match &parameter.schema.items {
            Some(items) if parameter.schema.values.is_empty() && !items.values.is_empty() => items,
            _ => &parameter.schema,
        };
        return Some(Given {
            location,
            schema: Some(schema),
            description: parameter.description.as_deref(),
            pattern: None,
            default: None,
            environment: None,
            values: &[],
            deprecated: parameter.deprecated,
        });
    }
    let field = facts.method.field_of(name).and_then(|field| {
        let schema = api.property_of_any(facts.body(api)?, field)?;
        Some(Given {
            location: "body",
            schema: Some(schema),
            description: schema.description.as_deref().or(api.resolve(schema).description.as_deref()),
            pattern: None,
            default: None,
            environment: None,
            values: &[],
            deprecated: schema.deprecated,
        })
    });
    field.or_else(|| {
        let servers = if operation.servers.is_empty() { &api.servers } else { &operation.servers };
        let mut found = servers.iter().filter_map(|server| Some((server, server.variables.get(name)?)));
        let (server, variable) = found.next()?;
        Some(Given {
            location: "server",
            schema: None,
            description: variable.description.as_deref(),
            pattern: server.pattern(name),
            default: Some(&variable.default),
            environment: variable.environment.as_deref(),
            values: &variable.values,
            deprecated: false,
        })
    })
}
