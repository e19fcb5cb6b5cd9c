//! The properties of an object's schema.

use super::Schema;

/// Properties by name, in the document's order.
///
/// A list and no map: they are read from the first to the last and hardly ever looked up, and there are
/// hundreds of thousands of schemas that have few or none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Properties(Vec<(String, Schema)>);

impl Properties {
    /// Names and schemas, in the document's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Schema)> {
        self.0.iter().map(|(name, schema)| (name.as_str(), schema))
    }

    /// The schema of the property `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Schema> {
        self.iter().find(|(known, _)| *known == name).map(|(_, schema)| schema)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, Schema)> for Properties {
    /// The names are those of a document's object, whose keys are unique.
    fn from_iter<I: IntoIterator<Item = (String, Schema)>>(properties: I) -> Self {
        Self(properties.into_iter().collect())
    }
}
