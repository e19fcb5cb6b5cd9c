//! From schemas to fields: columns and the fields within them, level by level.
//!
//! A type is unfolded where it first occurs, the highest place first; elsewhere its field points there. That
//! cuts cycles, and shows only once what many fields share.

use std::collections::{BTreeMap, HashMap, VecDeque};

use indexmap::IndexMap;

use super::reference::{AllowedValue, Field};
use crate::api::{Additional, Api, Schema, SchemaType, SqlVerb};
use crate::engine::columns;
use crate::mapping::column_names::ColumnNames;
use crate::mapping::compare_columns;
use crate::provider::{Behavior, Method, Resource};

/// Number of levels of fields; columns are the first.
const MAX_DEPTH: usize = 4;

/// Most fields of a resource; further ones are cut.
const MAX_FIELDS: usize = 4_000;

/// Deepest nesting of arrays in arrays and maps in maps that is followed.
const MAX_NESTING: usize = 8;

/// A field whose inner fields are not yet there.
struct Node<'a> {
    field: Field,
    children: Vec<usize>,
    /// The schema of the values within, its type's name, and the steps to it in a path.
    inner: Option<(&'a Schema, Option<&'a str>, String)>,
    depth: usize,
}

/// Unfolds fields, and remembers where each type was unfolded.
pub(super) struct Fields<'a> {
    api: &'a Api,
    /// The place where each named type was unfolded; the empty path stands for the row.
    places: BTreeMap<&'a str, String>,
    count: usize,
}

impl<'a> Fields<'a> {
    /// `row` is the name of the rows' type, if it has one.
    pub(super) fn new(api: &'a Api, row: Option<&'a str>) -> Self {
        Self { api, places: row.map(|row| (row, String::new())).into_iter().collect(), count: 0 }
    }

    /// Fields to the fourth level, in the order of `columns`.
    pub(super) fn unfolded(&mut self, columns: impl Iterator<Item = (&'a str, &'a Schema)>) -> Vec<Field> {
        self.read(columns, MAX_DEPTH)
    }

    /// Fields without those within them.
    pub(super) fn flat(&mut self, columns: impl Iterator<Item = (&'a str, &'a Schema)>) -> Vec<Field> {
        self.read(columns, 1)
    }

    fn read(&mut self, columns: impl Iterator<Item = (&'a str, &'a Schema)>, depth: usize) -> Vec<Field> {
        let mut nodes: Vec<Node<'a>> = Vec::new();
        let mut waiting: VecDeque<usize> = VecDeque::new();
        for (name, schema) in columns {
            waiting.push_back(nodes.len());
            nodes.push(self.node(name, name.to_string(), schema, 1));
        }
        let roots = nodes.len();
        while let Some(index) = waiting.pop_front() {
            let Some(node) = nodes.get_mut(index) else { continue };
            let Some((inner, name, path)) = node.inner.take() else { continue };
            let properties = self.api.properties(inner);
            if properties.is_empty() {
                continue;
            }
            if let Some(place) = name.and_then(|name| self.places.get(name)) {
                node.field.same_as = Some(place.clone());
                continue;
            }
            if node.depth >= depth || self.count + properties.len() > MAX_FIELDS {
                node.field.is_cut = true;
                continue;
            }
            if let Some(name) = name {
                self.places.insert(name, node.field.path.clone());
            }
            let depth = node.depth + 1;
            let mut properties: Vec<(&str, &Schema)> = properties.into_iter().collect();
            properties.sort_by(|(a, _), (b, _)| compare_columns(a, b));
            let mut children = Vec::with_capacity(properties.len());
            for (name, schema) in properties {
                children.push(nodes.len());
                waiting.push_back(nodes.len());
                nodes.push(self.node(name, format!("{path}.{name}"), schema, depth));
            }
            if let Some(node) = nodes.get_mut(index) {
                node.children = children;
            }
        }
        // Inner fields come after the outer ones: going from the end, each field is complete when it is
        // taken.
        for index in (0..nodes.len()).rev() {
            let children = nodes.get_mut(index).map(|node| std::mem::take(&mut node.children));
            let fields = children
                .unwrap_or_default()
                .into_iter()
                .filter_map(|child| nodes.get_mut(child).map(|node| std::mem::take(&mut node.field)))
                .collect();
            if let Some(node) = nodes.get_mut(index) {
                node.field.fields = fields;
            }
        }
        nodes.into_iter().take(roots).map(|node| node.field).collect()
    }

    fn node(&mut self, name: &str, path: String, schema: &'a Schema, depth: usize) -> Node<'a> {
        self.count += 1;
        let (inner, type_name, suffix) = self.held(schema);
        let mut field = self.field(name, schema);
        if !suffix.is_empty() {
            field.items = Some(self.kind(inner));
        }
        field.type_name = type_name.map(str::to_string);
        let below = format!("{path}{suffix}");
        field.path = path;
        Node { field, children: Vec::new(), inner: Some((inner, type_name, below)), depth }
    }

    /// The schema at the end of a value's arrays and maps: of the value itself, or of each item; with its
    /// type's name, and the steps to it.
    fn held(&self, schema: &'a Schema) -> (&'a Schema, Option<&'a str>, String) {
        let (mut at, mut steps) = (schema, String::new());
        let mut name = at.reference.as_deref();
        for _ in 0..MAX_NESTING {
            let target = self.api.resolve(at);
            let (next, step) = match (&target.items, &target.additional) {
                (Some(items), _) => (items.as_ref(), "[]"),
                (None, Some(Additional::Schema(values))) if target.properties.is_empty() => {
                    (values.as_ref(), ".*")
                }
                _ => break,
            };
            steps.push_str(step);
            at = next;
            name = at.reference.as_deref();
        }
        (at, name, steps)
    }

    fn kind(&self, schema: &Schema) -> &'static str {
        self.api.type_of(schema).unwrap_or(SchemaType::Object).as_str()
    }

    /// A field without inner fields.
    fn field(&self, name: &str, schema: &Schema) -> Field {
        let target = self.api.resolve(schema);
        let text = schema.description.as_deref().or(target.description.as_deref()).unwrap_or_default();
        let (mut behavior, rest) = Behavior::split(text);
        if schema.read_only || target.read_only {
            behavior.insert(Behavior::OutputOnly);
        }
        if schema.write_only || target.write_only {
            behavior.insert(Behavior::InputOnly);
        }
        if schema.deprecated || target.deprecated {
            behavior.insert(Behavior::Deprecated);
        }
        let held = self.held(schema).0;
        let valued = if target.values.is_empty() { self.api.resolve(held) } else { target };
        Field {
            name: name.to_string(),
            kind: self.kind(schema).into(),
            format: schema.format.clone().or_else(|| target.format.clone()),
            behavior: behavior.into_iter().map(Behavior::as_str).collect(),
            description: Some(rest).filter(|rest| !rest.trim().is_empty()).map(str::to_string),
            pattern: schema.pattern.clone().or_else(|| target.pattern.clone()),
            default: schema.default.as_deref().or(target.default.as_deref()).cloned(),
            values: values(valued),
            ..Field::default()
        }
    }
}

/// The values that a schema allows.
pub(super) fn values(schema: &Schema) -> Vec<AllowedValue> {
    let value = |value: &crate::api::EnumValue| AllowedValue {
        value: value.value.clone(),
        description: value.description.clone(),
        deprecated: value.deprecated,
    };
    schema.values.iter().map(value).collect()
}

/// The properties of a body that a request may set, in the order of columns: all but those that the server
/// sets.
pub(super) fn writable<'a>(api: &'a Api, schema: &'a Schema) -> Vec<(&'a str, &'a Schema)> {
    let mut properties: Vec<(&str, &Schema)> =
        api.properties(schema).into_iter().filter(|(_, property)| !is_output(api, property)).collect();
    properties.sort_by(|(a, _), (b, _)| compare_columns(a, b));
    properties
}

/// Whether the server sets a property.
pub(super) fn is_output(api: &Api, property: &Schema) -> bool {
    property.read_only || api.resolve(property).read_only || has(api, property, Behavior::OutputOnly)
}

/// Whether a property is in requests alone.
pub(super) fn is_input(api: &Api, property: &Schema) -> bool {
    property.write_only || api.resolve(property).write_only || has(api, property, Behavior::InputOnly)
}

/// Whether a property's description has a mark.
pub(super) fn has(api: &Api, property: &Schema, behavior: Behavior) -> bool {
    let text = property.description.as_deref().or(api.resolve(property).description.as_deref());
    text.is_some_and(|text| Behavior::split(text).0.contains(&behavior))
}

/// The rows of a resource's SELECT methods.
pub(super) struct Rows<'a> {
    /// Columns by name: the schema of the first method that returns it, and the methods that do.
    pub(super) columns: IndexMap<String, (&'a Schema, Vec<&'a str>)>,
    /// Name of the type of the first method's rows.
    pub(super) type_name: Option<&'a str>,
    /// Description of that type, in prose.
    pub(super) description: Option<&'a str>,
    /// Whether columns have other names than the API's fields.
    pub(super) is_renamed: bool,
    /// Methods that return rows.
    pub(super) methods: usize,
}

impl<'a> Rows<'a> {
    /// Follows the routes of SELECT, as the columns were found.
    pub(super) fn of(
        api: &'a Api,
        resource: &'a Resource,
        names: ColumnNames,
        types: &SchemaNames<'a>,
    ) -> Self {
        let mut rows = Self {
            columns: IndexMap::new(),
            type_name: None,
            description: None,
            is_renamed: resource.columns.iter().any(|column| column.name != column.field),
            methods: 0,
        };
        let routes = resource.routes.get(&SqlVerb::Select).into_iter().flatten();
        // A method that no SELECT reaches returns no rows.
        let is_reached = |method: &&Method| resource.reaches(method);
        for method in routes.filter_map(|name| resource.method(name)).filter(is_reached) {
            let Some(operation) = api.operation(&method.operation_id) else { continue };
            let Ok(schema) = api.row_schema(operation, method.object_key.as_ref()) else { continue };
            let properties = columns::columns(api, schema);
            if properties.is_empty() {
                continue;
            }
            if rows.methods == 0 {
                rows.type_name = types.of_schema(api, schema);
                rows.description = api.resolve(schema).description.as_deref();
            }
            rows.methods += 1;
            for (name, property) in properties {
                let entry =
                    rows.columns.entry(names.of_field(&name)).or_insert_with(|| (property, Vec::new()));
                entry.1.push(method.name.as_str());
            }
        }
        rows
    }
}

/// The names of an API's schemas, each by the place where it stands.
pub(super) struct SchemaNames<'a>(HashMap<*const Schema, &'a str>);

impl<'a> SchemaNames<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        Self(api.schemas.iter().map(|(name, schema)| (std::ptr::from_ref(schema), name.as_str())).collect())
    }

    /// The name of the schema that `schema` resolves to, if it has one.
    pub(super) fn of_schema(&self, api: &'a Api, schema: &'a Schema) -> Option<&'a str> {
        self.0.get(&std::ptr::from_ref(api.resolve(schema))).copied()
    }
}
