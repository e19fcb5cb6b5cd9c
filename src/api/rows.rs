//! Following schemas: references, `allOf`, and from a response down to its rows.

use indexmap::IndexMap;

use super::description::Api;
use super::object_key::{KeyStep, ObjectKey};
use super::operation::Operation;
use super::schema::{Additional, Schema, SchemaType};

/// Why an object key doesn't lead to rows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// The response has no body.
    #[error("the response has no body")]
    NoBody,
    /// A property that the schema doesn't have.
    #[error("the response has no property `{0}`")]
    NoProperty(String),
    /// `[*]` on something that is neither an array nor a map.
    #[error("`[*]` stands on something that is neither an array nor a map")]
    NotMany,
}

impl Api {
    /// The schema that `schema` refers to in the end; itself, where it refers to none.
    #[must_use]
    pub fn resolve<'s>(&'s self, schema: &'s Schema) -> &'s Schema {
        let mut at = schema;
        // No schema is an alias of itself, so this ends.
        while let Some(target) = at.reference.as_ref().and_then(|name| self.schemas.get(name)) {
            at = target;
        }
        at
    }

    /// All properties of an object, those of `allOf` included, an own one before an inherited one of its
    /// name.
    #[must_use]
    pub fn properties<'s>(&'s self, schema: &'s Schema) -> IndexMap<&'s str, &'s Schema> {
        let mut found = IndexMap::new();
        for part in self.parts(schema) {
            for (name, property) in part.properties.iter() {
                found.entry(name).or_insert(property);
            }
        }
        found
    }

    /// The property `name` among these.
    #[must_use]
    pub fn property<'s>(&'s self, schema: &'s Schema, name: &str) -> Option<&'s Schema> {
        self.parts(schema).into_iter().find_map(|part| part.properties.get(name))
    }

    /// The type of a value: its own, that of what it refers to or is made of, or what its keywords imply.
    #[must_use]
    pub fn type_of(&self, schema: &Schema) -> Option<SchemaType> {
        // Nearly all have one of their own.
        if let Some(kind) = self.resolve(schema).kind {
            return Some(kind);
        }
        self.parts(schema).into_iter().find_map(|part| {
            part.kind.or_else(|| match part {
                _ if !part.properties.is_empty() || part.additional.is_some() => Some(SchemaType::Object),
                _ if part.items.is_some() => Some(SchemaType::Array),
                _ => None,
            })
        })
    }

    /// What `schema` is in the end, and what that is made of by `allOf`, each once and a whole before its
    /// parts: many `allOf`s may lead to one schema by many ways.
    fn parts<'s>(&'s self, schema: &'s Schema) -> Vec<&'s Schema> {
        let mut parts: Vec<&Schema> = Vec::new();
        let mut pending = vec![schema];
        while let Some(next) = pending.pop() {
            let part = self.resolve(next);
            if parts.iter().any(|known| std::ptr::eq(*known, part)) {
                continue;
            }
            parts.push(part);
            pending.extend(part.all_of.iter().rev());
        }
        parts
    }

    /// An array's items, a map's values.
    fn each<'s>(&'s self, schema: &'s Schema) -> Option<&'s Schema> {
        let schema = self.resolve(schema);
        match (&schema.items, &schema.additional) {
            (Some(items), _) => Some(items),
            (None, Some(Additional::Schema(values))) => Some(values),
            _ => self.parts(schema).into_iter().find_map(|part| part.items.as_deref()),
        }
    }

    /// Whether the value is an array whose items have properties.
    #[must_use]
    pub fn is_array_of_objects(&self, schema: &Schema) -> bool {
        self.type_of(schema) == Some(SchemaType::Array)
            && self.each(schema).is_some_and(|items| self.type_of(items) == Some(SchemaType::Object))
    }

    /// `$` for an operation that returns one thing which has a property `items`: without a key StackQL would
    /// take those for its rows.
    #[must_use]
    pub fn whole_if_items(&self, operation: &Operation) -> Option<ObjectKey> {
        let schema = operation.response.schema()?;
        self.property(schema, "items").map(|_| ObjectKey::whole())
    }

    /// The schema of one row: the response, down the object key, then into the items of an array.
    ///
    /// Without an object key StackQL looks into a property `items` where the response has one, so that is
    /// done here.
    ///
    /// # Errors
    /// [`RowError`] where the object key leads nowhere; StackQL could then use no method of the resource.
    pub fn row_schema<'s>(
        &'s self,
        operation: &'s Operation,
        object_key: Option<&ObjectKey>,
    ) -> Result<&'s Schema, RowError> {
        let mut at = operation.response.schema().ok_or(RowError::NoBody)?;
        match object_key {
            None => at = self.property(at, "items").unwrap_or(at),
            Some(key) => {
                for step in key.steps() {
                    at = match step {
                        KeyStep::Property(name) => {
                            self.property(at, name).ok_or_else(|| RowError::NoProperty(name.clone()))?
                        }
                        KeyStep::Each => self.each(at).ok_or(RowError::NotMany)?,
                    };
                }
            }
        }
        match self.type_of(at) {
            Some(SchemaType::Array) => Ok(self.each(at).unwrap_or(at)),
            _ => Ok(at),
        }
    }
}
