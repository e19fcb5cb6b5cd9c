//! Object keys: paths from a response to its rows.

use std::fmt;

/// One step down a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyStep {
    /// Into a property.
    Property(String),
    /// Into each item of an array, or each value of a map: `[*]`.
    Each,
}

/// A path of the kind that StackQL reads: `$.sessions`, `$.items[*].instances[*]`, or `$` for the whole
/// response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectKey {
    steps: Vec<KeyStep>,
}

/// Why a text isn't an object key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObjectKeyError {
    /// The text is a bare name, `things`: StackQL accepts it, but makes a phantom row of an empty answer.
    #[error("an object key starts with `$`")]
    Bare,
    /// A step is neither `.name` nor `[*]`.
    #[error("{0:?} is neither `.name` nor `[*]`")]
    Step(String),
    /// The text is `$[*]`, which fails in StackQL.
    #[error("`$[*]` doesn't work in StackQL; `$` takes the items of an array by itself")]
    Root,
}

impl ObjectKey {
    /// The key for the whole response: `$`.
    #[must_use]
    pub fn whole() -> Self {
        Self { steps: Vec::new() }
    }

    /// Whether a key can lead to a property of that name: a dot or a bracket in it would be a step of its own, and no key
    /// has control characters.
    #[must_use]
    pub fn can_name(property: &str) -> bool {
        !property.is_empty() && !property.contains(|c: char| matches!(c, '.' | '[') || c.is_control())
    }

    /// The key for a property: `$.<property>`.
    #[must_use]
    pub fn property(name: &str) -> Self {
        Self { steps: vec![KeyStep::Property(name.to_string())] }
    }

    /// The key for a property within a property: `$.<outer>.<inner>`.
    #[must_use]
    pub fn within(outer: &str, inner: &str) -> Self {
        Self { steps: [outer, inner].map(|name| KeyStep::Property(name.to_string())).into() }
    }

    /// The key for a property of each value of a map, or of each item of an array: `$.<many>[*].<property>[*]`.
    #[must_use]
    pub fn each_of(many: &str, property: &str) -> Self {
        let [many, property] = [many, property].map(|name| KeyStep::Property(name.to_string()));
        Self { steps: vec![many, KeyStep::Each, property, KeyStep::Each] }
    }

    /// Reads an object key from a manifest, a document or a configuration.
    ///
    /// # Errors
    /// [`ObjectKeyError`] if StackQL couldn't use the key.
    pub fn parse(text: &str) -> Result<Self, ObjectKeyError> {
        let mut rest = text.strip_prefix('$').ok_or(ObjectKeyError::Bare)?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("[*]") {
                steps.push(KeyStep::Each);
                rest = after;
                continue;
            }
            let name = rest.strip_prefix('.').ok_or_else(|| ObjectKeyError::Step(rest.to_string()))?;
            let end = name.find(['.', '[']).unwrap_or(name.len());
            let (name, after) = name.split_at(end);
            if name.is_empty() || name.chars().any(char::is_control) {
                return Err(ObjectKeyError::Step(rest.to_string()));
            }
            steps.push(KeyStep::Property(name.to_string()));
            rest = after;
        }
        if steps.first() == Some(&KeyStep::Each) {
            return Err(ObjectKeyError::Root);
        }
        Ok(Self { steps })
    }

    /// The steps from the response to the rows.
    #[must_use]
    pub fn steps(&self) -> &[KeyStep] {
        &self.steps
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        self.steps.iter().try_for_each(|step| match step {
            KeyStep::Property(name) => write!(f, ".{name}"),
            KeyStep::Each => f.write_str("[*]"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stackql_reads_comes_back_as_it_was() {
        for text in ["$", "$.sessions", "$.items[*].instances[*]", "$.a.b-c", "$.m[*]"] {
            assert_eq!(ObjectKey::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_name_that_is_a_step_of_its_own_has_no_key() {
        for name in ["sessions", "a-b", "@type", "größe"] {
            assert!(ObjectKey::can_name(name), "{name}");
            assert_eq!(
                ObjectKey::parse(&ObjectKey::property(name).to_string()),
                Ok(ObjectKey::property(name))
            );
        }
        for name in ["", "a.b", "a[0]", "shelves\0", "a\nb"] {
            assert!(!ObjectKey::can_name(name), "{name:?}");
        }
    }

    #[test]
    fn what_stackql_trips_over_is_refused() {
        for text in ["", "things", "$[*]", "$.", "$..a", "$.a[0]", "$x"] {
            assert!(ObjectKey::parse(text).is_err(), "{text}");
        }
    }
}
