//! Following schemas: references, `allOf`, and from a response down to its rows.

use indexmap::IndexMap;

use super::{Additional, Api, ObjectKey, Operation, Schema, SchemaType, Step};

/// Longest chain of references and `allOf`s that is followed. Aliases of themselves are refused when a document is
/// read; this bounds what is merely long.
pub const MAX_REFERENCE_DEPTH: usize = 64;

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
        for _ in 0..MAX_REFERENCE_DEPTH {
            match at.reference.as_ref().and_then(|name| self.schemas.get(name)) {
                Some(target) => at = target,
                None => break,
            }
        }
        at
    }

    /// All properties of an object, those of `allOf` included, an own one before an inherited one of its name.
    #[must_use]
    pub fn properties<'s>(&'s self, schema: &'s Schema) -> IndexMap<&'s str, &'s Schema> {
        let mut found = IndexMap::new();
        self.gather(schema, &mut found, 0);
        found
    }

    fn gather<'s>(&'s self, schema: &'s Schema, found: &mut IndexMap<&'s str, &'s Schema>, depth: usize) {
        if depth > MAX_REFERENCE_DEPTH {
            return;
        }
        let schema = self.resolve(schema);
        for (name, property) in &schema.properties {
            found.entry(name).or_insert(property);
        }
        for part in &schema.all_of {
            self.gather(part, found, depth + 1);
        }
    }

    /// The type of a value: its own, that of what it refers to or is made of, or what its keywords imply.
    #[must_use]
    pub fn type_of(&self, schema: &Schema) -> Option<SchemaType> {
        self.type_at(schema, 0)
    }

    fn type_at(&self, schema: &Schema, depth: usize) -> Option<SchemaType> {
        let schema = self.resolve(schema);
        if depth > MAX_REFERENCE_DEPTH {
            return None;
        }
        let implied = || match schema {
            _ if !schema.properties.is_empty() || schema.additional.is_some() => Some(SchemaType::Object),
            _ if schema.items.is_some() => Some(SchemaType::Array),
            _ => None,
        };
        let from_parts = || schema.all_of.iter().find_map(|part| self.type_at(part, depth + 1));
        schema.kind.or_else(implied).or_else(from_parts)
    }

    /// An array's items, a map's values.
    fn each<'s>(&'s self, schema: &'s Schema) -> Option<&'s Schema> {
        let schema = self.resolve(schema);
        match (&schema.items, &schema.additional) {
            (Some(items), _) => Some(items),
            (None, Some(Additional::Schema(values))) => Some(values),
            _ => schema.all_of.iter().find_map(|part| self.resolve(part).items.as_deref()),
        }
    }

    /// The schema of one row: the response, down the object key, then into the items of an array.
    ///
    /// Without an object key StackQL looks into a property `items` where the response has one, so that is done here.
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
            None => at = self.properties(at).get("items").copied().unwrap_or(at),
            Some(key) => {
                for step in key.steps() {
                    at = match step {
                        Step::Property(name) => self
                            .properties(at)
                            .get(name.as_str())
                            .copied()
                            .ok_or_else(|| RowError::NoProperty(name.clone()))?,
                        Step::Each => self.each(at).ok_or(RowError::NotMany)?,
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
