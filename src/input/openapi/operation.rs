//! Operations and their parameters.
//!
//! In: path items, with references by name. Out: operations of the neutral model, and the parameters that all
//! of them take.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{ParameterData, ParameterSchemaOrContent, ReferenceOr};

use super::components::Components;
use super::content;
use super::convert::{Loaded, unstub, unstub_mut};
use super::ids::{self, Assigned};
use super::path::{PathItem, PathOperation, tokens};
use super::server;
use crate::api::{Location, Operation, Parameter, Schema, SchemaType, SecurityRequirement};
use crate::names::OperationId;

/// Headers that OpenAPI says to ignore among parameters: bodies and security schemes tell what goes into
/// them.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// What the operations of a document come to.
pub(super) struct Operations {
    /// By id.
    pub(super) operations: Vec<Operation>,
    /// Parameters that every operation takes, by the name of their component.
    pub(super) parameters: BTreeMap<String, Parameter>,
    /// Id by path and method as the document has both.
    pub(super) ids: BTreeMap<(String, String), OperationId>,
}

/// Reads all operations; `security` is the document's.
pub(super) fn all(
    items: Vec<PathItem>,
    components: &Components,
    security: &[SecurityRequirement],
) -> Operations {
    let given = items.iter().flat_map(|item| {
        let operations = item.operations.iter();
        operations.map(|operation| {
            (operation.method, item.path.as_str(), operation.read.item.operation_id.as_deref())
        })
    });
    let mut next_id = ids::assign(given).into_iter();
    let parameters = api_wide(&items, components);
    let mut all = Operations { operations: Vec::new(), parameters, ids: BTreeMap::new() };
    for mut item in items {
        for (read, id) in std::mem::take(&mut item.operations).into_iter().zip(next_id.by_ref()) {
            all.ids.insert((item.key.clone(), read.method.key()), id.id.clone());
            all.operations.push(operation(id, &item, read, components, &all.parameters, security));
        }
    }
    all.operations.sort_by(|left, right| left.id.cmp(&right.id));
    all
}

fn operation(
    assigned: Assigned,
    item: &PathItem,
    PathOperation { method, read, annotation }: PathOperation,
    components: &Components,
    api_wide: &BTreeMap<String, Parameter>,
    security: &[SecurityRequirement],
) -> Operation {
    let Loaded { item: read, schemas: mut own, pointer } = read;
    let text = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let request = read.request_body.as_ref().and_then(|body| content::body(body, &own, components));
    let response = content::response(&read.responses, &own, components);
    Operation {
        id: assigned.id,
        has_own_id: assigned.is_own,
        http_method: method,
        path: item.path.clone(),
        shared_path: None,
        description: text(read.description).or_else(|| text(read.summary)).unwrap_or_default(),
        parameters: parameters(item, read.parameters, &mut own, components, api_wide),
        request,
        response,
        security: match read.security {
            Some(own) => own.into_iter().map(requirement).collect(),
            None => security.to_vec(),
        },
        servers: server::own(match read.servers.is_empty() {
            true => item.servers.clone(),
            false => read.servers,
        }),
        deprecated: read.deprecated,
        tags: read.tags,
        annotation,
        pointer,
    }
}

/// A security requirement in the order of its schemes.
pub(super) fn requirement(read: openapiv3::SecurityRequirement) -> SecurityRequirement {
    read.into_iter().collect()
}

/// Parameters of the path in path order, then the others: those of the path item, then the operation's own,
/// which take the place of those with their name and location. `own` are the schemas of the operation's own,
/// `read`.
fn parameters(
    item: &PathItem,
    read: Vec<ReferenceOr<openapiv3::Parameter>>,
    own: &mut [Schema],
    components: &Components,
    api_wide: &BTreeMap<String, Parameter>,
) -> Vec<Parameter> {
    let is_api_wide = |one: &ReferenceOr<openapiv3::Parameter>| matches!(one, ReferenceOr::Reference { reference } if api_wide.contains_key(reference));
    let shared = |one: &ReferenceOr<openapiv3::Parameter>, schemas: &[Schema]| {
        components.parameters.follow(one, schemas).map(|(read, schemas)| parameter(read, schemas))
    };
    let mut merged = Merged::default();
    for level in &item.parameters {
        let named = level.item.iter().filter(|one| !is_api_wide(one));
        merged.add(named.filter_map(|one| shared(one, &level.schemas)));
    }
    let named = read.into_iter().filter(|one| !is_api_wide(one));
    merged.add(named.filter_map(|one| match one {
        ReferenceOr::Item(read) => Some(own_parameter(read, own)),
        reference @ ReferenceOr::Reference { .. } => shared(&reference, &[]),
    }));
    let merged = merged.parameters;
    let (in_path, others): (Vec<_>, Vec<_>) =
        merged.into_iter().partition(|parameter| parameter.location == Location::Path);
    let mut in_path: BTreeMap<String, Parameter> =
        in_path.into_iter().map(|parameter| (parameter.name.clone(), parameter)).collect();
    let in_order = tokens(&item.path).unwrap_or_default().into_iter();
    in_order.map(|name| in_path.remove(name).unwrap_or_else(|| undeclared(name))).chain(others).collect()
}

/// The parameters of several levels.
#[derive(Default)]
struct Merged {
    parameters: Vec<Parameter>,
    places: BTreeMap<(String, Location), usize>,
}

impl Merged {
    /// Adds those of a level that is further in.
    fn add(&mut self, level: impl Iterator<Item = Parameter>) {
        let mut on_level = BTreeSet::new();
        for found in level {
            let key = (found.name.clone(), found.location);
            // OpenAPI forbids a parameter that stands twice in one list; the first is taken.
            if on_level.contains(&key) {
                continue;
            }
            let is_ignored = is_ignored(&found);
            match self.places.get(&key).and_then(|place| self.parameters.get_mut(*place)) {
                _ if is_ignored => {}
                Some(outer) => *outer = found,
                None => {
                    self.places.insert(key.clone(), self.parameters.len());
                    self.parameters.push(found);
                }
            }
            on_level.insert(key);
        }
    }
}

fn is_ignored(parameter: &Parameter) -> bool {
    parameter.location == Location::Header
        && IGNORED_HEADERS.iter().any(|header| parameter.name.eq_ignore_ascii_case(header))
}

/// A parameter that stands in the path and that nothing tells of, which is common.
fn undeclared(name: &str) -> Parameter {
    Parameter {
        name: name.to_string(),
        location: Location::Path,
        required: true,
        description: None,
        schema: Schema::of(SchemaType::String),
        deprecated: false,
    }
}

/// A parameter that others may be, too.
fn parameter(read: &openapiv3::Parameter, schemas: &[Schema]) -> Parameter {
    let data = read.parameter_data_ref();
    let schema = match &data.format {
        ParameterSchemaOrContent::Schema(stub) => unstub(stub, schemas).cloned(),
        ParameterSchemaOrContent::Content(content) => {
            content::choose(content, schemas).map(|(_, schema)| schema)
        }
    };
    put_together(data.name.clone(), data.description.clone(), location(read), data, schema)
}

/// An operation's own parameter, with its schema taken out of `own`.
fn own_parameter(read: openapiv3::Parameter, own: &mut [Schema]) -> Parameter {
    let location = location(&read);
    let mut data = read.parameter_data();
    let schema = match &data.format {
        ParameterSchemaOrContent::Schema(stub) => unstub_mut(stub, own).map(std::mem::take),
        ParameterSchemaOrContent::Content(content) => content::choose(content, own).map(|(_, schema)| schema),
    };
    let (name, description) = (std::mem::take(&mut data.name), data.description.take());
    put_together(name, description, location, &data, schema)
}

fn put_together(
    name: String,
    description: Option<String>,
    location: Location,
    data: &ParameterData,
    schema: Option<Schema>,
) -> Parameter {
    let mut schema = schema.unwrap_or_else(|| Schema::of(SchemaType::String));
    let own = description.filter(|text| !text.trim().is_empty());
    Parameter {
        name,
        location,
        required: data.required || location == Location::Path,
        // Described once: the parameter's own text, else its schema's.
        description: own.or_else(|| schema.description.take()),
        schema,
        deprecated: data.deprecated.unwrap_or_default(),
    }
}

const fn location(read: &openapiv3::Parameter) -> Location {
    match read {
        openapiv3::Parameter::Query { .. } => Location::Query,
        openapiv3::Parameter::Header { .. } => Location::Header,
        openapiv3::Parameter::Path { .. } => Location::Path,
        openapiv3::Parameter::Cookie { .. } => Location::Cookie,
    }
}

/// Optional parameters that every path item refers to.
fn api_wide(items: &[PathItem], components: &Components) -> BTreeMap<String, Parameter> {
    let mut common: Option<BTreeSet<&String>> = None;
    for item in items.iter().filter(|item| !item.operations.is_empty()) {
        let names = item.parameters.iter().flat_map(|level| &level.item).filter_map(|one| match one {
            ReferenceOr::Reference { reference } => Some(reference),
            ReferenceOr::Item(_) => None,
        });
        let names: BTreeSet<&String> = names.collect();
        common = Some(match common {
            None => names,
            Some(common) => common.intersection(&names).copied().collect(),
        });
    }
    let found = common.unwrap_or_default().into_iter().filter_map(|name| {
        let reference = ReferenceOr::Reference { reference: name.clone() };
        let (read, schemas) = components.parameters.follow(&reference, &[])?;
        Some((name.clone(), parameter(read, schemas)))
    });
    found.filter(|(_, parameter)| !parameter.required && !is_ignored(parameter)).collect()
}
