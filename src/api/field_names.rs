//! How SQL names the fields of a request's body.

/// Prefix of a field of the body, which SQL would take for a parameter otherwise.
pub const FIELD_PREFIX: &str = "data__";

/// The names by which statements give values to the fields of a body: the setting `config.requestBodyTranslate` of a
/// method.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum FieldNames {
    /// `data__labels`: a method without the setting.
    #[default]
    Prefixed,
    /// `labels`: the algorithm `naive`.
    Plain,
    /// `labels`, and the fields are those of this property of the body: `naive_DesiredState`.
    Within(String),
}

impl FieldNames {
    /// The names that an `algorithm` of the setting gives; none for one that StackQL doesn't know.
    #[must_use]
    pub fn of(algorithm: &str) -> Option<Self> {
        const NAIVE: &str = "naive";
        let algorithm = algorithm.trim();
        if algorithm.is_empty() || algorithm.starts_with("default") {
            return Some(Self::Prefixed);
        }
        let rest = algorithm.strip_prefix(NAIVE)?;
        // StackQL takes any word that begins so, and what follows `naive_` for a property.
        Some(match rest.strip_prefix('_') {
            Some(property) if !property.is_empty() => Self::Within(property.to_string()),
            _ => Self::Plain,
        })
    }

    /// The name of the body's field `field` in SQL.
    #[must_use]
    pub fn name(&self, field: &str) -> String {
        match self {
            Self::Prefixed => format!("{FIELD_PREFIX}{field}"),
            Self::Plain | Self::Within(_) => field.to_string(),
        }
    }

    /// The field of the body that `name` stands for in SQL, as far as the name alone tells: any plain name could be
    /// that of a parameter, too.
    #[must_use]
    pub fn field<'n>(&self, name: &'n str) -> Option<&'n str> {
        match self {
            Self::Prefixed => name.strip_prefix(FIELD_PREFIX),
            Self::Plain | Self::Within(_) => Some(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_are_read_as_stackql_reads_them() {
        for (algorithm, names) in [
            ("", Some(FieldNames::Prefixed)),
            ("default", Some(FieldNames::Prefixed)),
            ("naive", Some(FieldNames::Plain)),
            ("naive  ", Some(FieldNames::Plain)),
            ("naive_DesiredState", Some(FieldNames::Within("DesiredState".into()))),
            ("other", None),
        ] {
            assert_eq!(FieldNames::of(algorithm), names, "{algorithm}");
        }
        assert_eq!(FieldNames::Prefixed.name("a.b"), "data__a.b");
        assert_eq!(FieldNames::Plain.name("labels"), "labels");
        assert_eq!(FieldNames::Prefixed.field("data__labels"), Some("labels"));
        assert_eq!(FieldNames::Prefixed.field("labels"), None);
        assert_eq!(FieldNames::Plain.field("labels"), Some("labels"));
    }
}
