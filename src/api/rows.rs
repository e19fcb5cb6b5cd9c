//! Following schemas: references, `allOf`, and from a response down to its rows.

use indexmap::IndexMap;

use super::description::Api;
use super::field_names::FieldNames;
use super::object_key::{KeyStep, ObjectKey};
use super::operation::Operation;
use super::schema::{Additional, Schema, SchemaType};

/// Why an object key doesn't lead to rows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// The response has no body.
    #[error("the response has no body")]
    NoBody,
    /// The schema doesn't have this property.
    #[error("the response has no property `{0}`")]
    NoProperty(String),
    /// `[*]` is applied to a value that is neither an array nor a map.
    #[error("`[*]` stands on something that is neither an array nor a map")]
    NotMany,
}

/// The property of an answer in which StackQL looks for rows where a method has no object key.
pub const IMPLIED_ROWS: &str = "items";

impl Api {
    /// The schema at the end of `schema`'s references; `schema` itself, if it has none.
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

    /// Whether a schema is an object with properties of its own and others by `allOf`, and nothing else than one object. A
    /// manifest has them as one, since the engine sees either the own ones or the others.
    #[must_use]
    pub fn is_written_whole(&self, schema: &Schema) -> bool {
        self.annotated.is_none()
            && !schema.properties.is_empty()
            && !schema.all_of.is_empty()
            && self.parts(schema).into_iter().all(|part| part.one_of.is_empty() && part.any_of.is_empty())
    }

    /// The schema whose properties are the fields of `body` by these names: that of the body, or of the property that
    /// the names are within.
    #[must_use]
    pub fn fields_schema<'s>(&'s self, names: &FieldNames, body: &'s Schema) -> &'s Schema {
        match names {
            FieldNames::Within(property) => self.property(body, property).unwrap_or(body),
            FieldNames::Prefixed | FieldNames::Plain => body,
        }
    }

    /// The property `name` among these.
    #[must_use]
    pub fn property<'s>(&'s self, schema: &'s Schema, name: &str) -> Option<&'s Schema> {
        self.parts(schema).into_iter().find_map(|part| part.properties.get(name))
    }

    /// The property `name`, or else that of the first branch of `oneOf` or `anyOf` which has one.
    #[must_use]
    pub fn property_of_any<'s>(&'s self, schema: &'s Schema, name: &str) -> Option<&'s Schema> {
        let target = self.resolve(schema);
        let mut branches = target.one_of.iter().chain(&target.any_of);
        self.property(schema, name).or_else(|| branches.find_map(|branch| self.property(branch, name)))
    }

    /// The type of a value: its own, that of its reference or its parts, or the one that its keywords imply.
    #[must_use]
    pub fn type_of(&self, schema: &Schema) -> Option<SchemaType> {
        // Nearly all schemas have a type of their own.
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

    /// The resolved `schema`, and all parts of its `allOf`s, each once and a whole before its parts: many
    /// `allOf`s may lead to the same schema in many ways.
    pub(crate) fn parts<'s>(&'s self, schema: &'s Schema) -> Vec<&'s Schema> {
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

    /// The schema of a map's values; none for anything else.
    #[must_use]
    pub fn map_values<'s>(&'s self, schema: &'s Schema) -> Option<&'s Schema> {
        match &self.resolve(schema).additional {
            Some(Additional::Schema(values)) => Some(values),
            _ => None,
        }
    }

    /// Whether the value is an array whose items have properties, or alternatives that may have some.
    #[must_use]
    pub fn is_array_of_objects(&self, schema: &Schema) -> bool {
        let has_columns = |items: &Schema| {
            let target = self.resolve(items);
            let has_branches = !(target.one_of.is_empty() && target.any_of.is_empty());
            self.type_of(items) == Some(SchemaType::Object)
                && (has_branches || !self.properties(items).is_empty())
        };
        self.type_of(schema) == Some(SchemaType::Array) && self.each(schema).is_some_and(has_columns)
    }

    /// `$` for an operation that returns one thing with a property `items`: without a key StackQL would take
    /// those for its rows.
    #[must_use]
    pub fn whole_if_items(&self, operation: &Operation) -> Option<ObjectKey> {
        let schema = operation.response.schema()?;
        self.implied_rows(schema).map(|_| ObjectKey::whole())
    }

    /// The rows that StackQL takes from an answer without an object key, other than the answer itself.
    #[must_use]
    pub fn implied_rows<'s>(&'s self, answer: &'s Schema) -> Option<&'s Schema> {
        self.property(answer, IMPLIED_ROWS)
    }

    /// The schema of one row: the response, down the object key, then into the items of an array.
    ///
    /// Without an object key StackQL looks for [implied rows](Self::implied_rows), and so does this function.
    ///
    /// # Errors
    /// [`RowError`] if the object key leads nowhere; StackQL could then use no method of the resource.
    pub fn row_schema<'s>(
        &'s self,
        operation: &'s Operation,
        object_key: Option<&ObjectKey>,
    ) -> Result<&'s Schema, RowError> {
        let mut at = operation.response.schema().ok_or(RowError::NoBody)?;
        match object_key {
            None => at = self.implied_rows(at).unwrap_or(at),
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
