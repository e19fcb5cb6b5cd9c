//! Views: statements that a provider has under the name of a resource.

/// The view that SELECT reads: `config.views.select` of a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// The statements, in the order in which StackQL looks for one that fits.
    pub queries: Vec<ViewQuery>,
    /// The columns as the document describes them (`config.docs.fields`); empty if it doesn't.
    pub fields: Vec<ViewField>,
    /// The names to which a statement has to give values, as the document describes them
    /// (`config.docs.requiredParams`); empty if it doesn't.
    pub required: Vec<ViewField>,
}

/// One statement of a view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewQuery {
    /// When StackQL takes the statement, as written: `sqlDialect == "sqlite3"`.
    pub predicate: Option<String>,
    /// The names that a statement must give before StackQL takes this one.
    pub needs: Vec<String>,
    /// The SELECT.
    pub ddl: String,
}

/// A column of a view, or a name that it needs, as the document describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewField {
    /// The name.
    pub name: String,
    /// Its type as the document writes it; empty if it doesn't say.
    pub datatype: String,
    /// A description, in prose.
    pub description: Option<String>,
}

/// The name that SHOW METHODS gives a view among the methods of a resource.
pub const VIEW_METHOD: &str = "__view__";

impl View {
    /// The names that a statement has to give, as SHOW METHODS tells them: those of the first statement.
    pub fn needs(&self) -> impl Iterator<Item = &str> {
        self.queries.first().into_iter().flat_map(|query| query.needs.iter().map(String::as_str))
    }

    /// The names that a statement should give: those that the document calls required, and those that the view needs.
    #[must_use]
    pub fn wanted(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.required.iter().map(|field| field.name.as_str()).collect();
        for name in self.needs() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

impl ViewQuery {
    /// The dialect of SQL for which the statement is written: `sqlite3`, `postgres`; none for all.
    #[must_use]
    pub fn dialect(&self) -> Option<&str> {
        let after = self.predicate.as_deref()?.split_once("sqlDialect")?.1;
        let quoted = after.split_once("==")?.1.trim_start();
        let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        quoted.get(1..)?.split(quote).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dialect_is_in_the_predicate() {
        let query = |predicate: Option<&str>| ViewQuery {
            predicate: predicate.map(str::to_string),
            ..ViewQuery::default()
        };
        let both = r#"sqlDialect == "sqlite3" && requiredParams == [ Identifier ]"#;
        assert_eq!(query(Some(both)).dialect(), Some("sqlite3"));
        assert_eq!(query(Some("sqlDialect=='postgres'")).dialect(), Some("postgres"));
        assert_eq!(query(Some("")).dialect(), None);
        assert_eq!(query(None).dialect(), None);
    }
}
