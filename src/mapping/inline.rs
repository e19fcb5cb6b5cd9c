//! Places of schemas that are written where they stand, and names for them.
//!
//! In: an answer of an API, and the way down to a part of it. Out: the [`Place`] of that part, at which a reference to a
//! component with its content can stand instead.

use heck::ToUpperCamelCase as _;

use crate::api::{Additional, Api, IMPLIED_ROWS, KeyStep, ObjectKey, Operation, Schema, SchemaType};

/// The place of a schema.
///
/// Places with more steps come first in their order: what is inside of another part is named before it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    depth: std::cmp::Reverse<usize>,
    root: Root,
    steps: Vec<Step>,
}

/// Where the steps of a place begin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Root {
    /// The answer of the operation at that place among all.
    Answer(usize),
    /// A named schema.
    Named(String),
}

/// A step from a schema to one directly inside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Property(String),
    Items,
    Values,
    /// A part of `allOf`, by its number.
    Part(usize),
}

/// A schema, with its place.
#[derive(Debug, Clone)]
pub(super) struct Placed<'a> {
    schema: &'a Schema,
    root: Root,
    steps: Vec<Step>,
}

impl<'a> Placed<'a> {
    /// The answer of the operation `at` that place among all.
    pub(super) fn answer(api: &'a Api, at: usize) -> Option<Self> {
        let schema = api.operations.get(at)?.response.schema()?;
        Some(Self { schema, root: Root::Answer(at), steps: Vec::new() })
    }

    /// The schema of one row, as [`Api::row_schema`] finds it; none where the key leads nowhere.
    pub(super) fn row(self, api: &'a Api, key: Option<&ObjectKey>) -> Option<Self> {
        let at = match key {
            None => self.property(api, IMPLIED_ROWS).unwrap_or(self),
            Some(key) => key.steps().iter().try_fold(self, |at, step| match step {
                KeyStep::Property(name) => at.property(api, name),
                KeyStep::Each => at.each(api),
            })?,
        };
        Some(at.item(api))
    }

    /// The items of an array, or the schema itself.
    pub(super) fn item(self, api: &'a Api) -> Self {
        match api.type_of(self.schema) {
            Some(SchemaType::Array) => self.each(api).unwrap_or(self),
            _ => self,
        }
    }

    /// The schema.
    pub(super) const fn schema(&self) -> &'a Schema {
        self.schema
    }

    /// The place, unless the schema is a reference already.
    pub(super) fn unnamed(self) -> Option<Place> {
        let depth = std::cmp::Reverse(self.steps.len());
        (!self.schema.is_bare_reference()).then_some(Place { depth, root: self.root, steps: self.steps })
    }

    fn inside(&self, step: Step, schema: &'a Schema) -> Self {
        let steps = self.steps.iter().cloned().chain([step]).collect();
        Self { schema, root: self.root.clone(), steps }
    }

    fn resolved(self, api: &'a Api) -> Self {
        let mut at = self;
        // No schema is an alias of itself, so this ends.
        while let Some((name, schema)) =
            at.schema.reference.as_ref().and_then(|name| api.schemas.get_key_value(name))
        {
            at = Self { schema, root: Root::Named(name.clone()), steps: Vec::new() };
        }
        at
    }

    /// The schema itself, and all parts of its `allOf`s, a whole before its parts.
    fn parts(&self, api: &'a Api) -> Vec<Self> {
        let mut parts: Vec<Self> = Vec::new();
        let mut pending = vec![self.clone()];
        while let Some(next) = pending.pop() {
            let part = next.resolved(api);
            if parts.iter().any(|known| std::ptr::eq(known.schema, part.schema)) {
                continue;
            }
            let inner = part.schema.all_of.iter().enumerate();
            pending.extend(inner.map(|(at, inner)| part.inside(Step::Part(at), inner)).rev());
            parts.push(part);
        }
        parts
    }

    fn property(&self, api: &'a Api, name: &str) -> Option<Self> {
        self.parts(api).into_iter().find_map(|part| {
            let schema = part.schema.properties.get(name)?;
            Some(part.inside(Step::Property(name.to_string()), schema))
        })
    }

    fn each(&self, api: &'a Api) -> Option<Self> {
        let items = |at: &Self| at.schema.items.as_deref().map(|items| at.inside(Step::Items, items));
        let own = self.clone().resolved(api);
        let values = match &own.schema.additional {
            Some(Additional::Schema(values)) => Some(own.inside(Step::Values, values)),
            _ => None,
        };
        items(&own).or(values).or_else(|| own.parts(api).iter().find_map(items))
    }
}

impl Place {
    /// Makes a component of the schema here, and writes a reference to it instead. Its name is that of the answer's
    /// operation, or of the schema around it, with the properties on the way and `suffix`.
    pub(super) fn name(&self, api: &mut Api, suffix: &str) {
        let start = match &self.root {
            Root::Answer(at) => {
                let operation = api.operations.get(*at).map(|operation| operation.id.as_str());
                operation.unwrap_or_default().to_upper_camel_case()
            }
            Root::Named(name) => name.clone(),
        };
        let way = self.steps.iter().filter_map(|step| match step {
            Step::Property(name) => Some(name.to_upper_camel_case()),
            _ => None,
        });
        let mut name = format!("{start}{}{suffix}", way.collect::<String>());
        while api.schemas.contains_key(&name) {
            name.push('_');
        }
        let Some(here) = self.schema(api) else { return };
        let reference = Schema { reference: Some(name.clone()), ..Schema::default() };
        let schema = std::mem::replace(here, reference);
        api.schemas.insert(name, schema);
    }

    fn schema<'a>(&self, api: &'a mut Api) -> Option<&'a mut Schema> {
        let start = match &self.root {
            Root::Answer(at) => api.operations.get_mut(*at).and_then(|operation: &mut Operation| {
                operation.response.content.as_mut().map(|(_, schema)| schema)
            })?,
            Root::Named(name) => api.schemas.get_mut(name)?,
        };
        self.steps.iter().try_fold(start, |at, step| match step {
            Step::Property(name) => at.properties.get_mut(name),
            Step::Items => at.items.as_deref_mut(),
            Step::Values => match &mut at.additional {
                Some(Additional::Schema(values)) => Some(&mut **values),
                _ => None,
            },
            Step::Part(at_part) => at.all_of.get_mut(*at_part),
        })
    }
}
