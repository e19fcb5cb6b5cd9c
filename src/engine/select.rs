//! The columns that a SELECT has, by its text: the statements of views.

use sqlparser::ast::{Expr, SelectItem, SetExpr, Statement, TableFactor};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

/// The longest statement that is read, in bytes; published views have at most some ten thousand.
const MAX_BYTES: usize = 1 << 20;

/// The most operators of a statement that is read. Each may be a level of the parser's tree, which is dropped and written
/// level by level; published views have some hundred.
const MAX_OPERATORS: usize = 2_000;

/// The columns of a SELECT.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selected {
    /// Names of columns, in the order of the statement, without those of `*`.
    pub columns: Vec<String>,
    /// The resource of which all columns are selected with `*`, as written: `aws.s3.buckets`.
    pub all_of: Option<String>,
}

/// The columns that the SELECT `statement` names; of several that are united, those of the first. None, if the text
/// can't be read as SQL, which doesn't say that StackQL can't.
#[must_use]
pub fn selected(statement: &str) -> Option<Selected> {
    if statement.len() > MAX_BYTES || operators(statement) > MAX_OPERATORS {
        return None;
    }
    let statements = Parser::parse_sql(&GenericDialect {}, statement).ok()?;
    let Some(Statement::Query(query)) = statements.into_iter().next() else { return None };
    let mut body = *query.body;
    let select = loop {
        body = match body {
            SetExpr::Select(select) => break select,
            SetExpr::Query(query) => *query.body,
            SetExpr::SetOperation { left, .. } => *left,
            _ => return None,
        };
    };
    let mut selected = Selected::default();
    for item in &select.projection {
        match item {
            SelectItem::ExprWithAlias { alias, .. } => selected.columns.push(alias.value.clone()),
            SelectItem::UnnamedExpr(expression) => selected.columns.push(name(expression)),
            SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..) => {
                let first = select.from.first().map(|from| &from.relation);
                selected.all_of = first.and_then(|relation| match relation {
                    TableFactor::Table { name, .. } => Some(name.to_string().replace('"', "")),
                    _ => None,
                });
            }
            SelectItem::ExprWithAliases { .. } => {}
        }
    }
    Some(selected)
}

/// At least as many as the operators of a statement that can stand in a row without parentheses.
fn operators(statement: &str) -> usize {
    const WORDS: [&str; 14] = [
        "and", "or", "xor", "is", "in", "like", "ilike", "between", "div", "collate", "at", "overlaps",
        "union", "join",
    ];
    let marks = statement.bytes().filter(|byte| b"+-*/%|=<>&^~:[#@!?".contains(byte)).count();
    let is_word = |word: &&str| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known));
    let words = statement.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(is_word).count();
    marks + words
}

/// The name of a column that has no alias.
fn name(expression: &Expr) -> String {
    match expression {
        Expr::Identifier(name) => name.value.clone(),
        Expr::CompoundIdentifier(parts) => parts.last().map(|name| name.value.clone()).unwrap_or_default(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(statement: &str) -> Vec<String> {
        selected(statement).unwrap_or_default().columns
    }

    #[test]
    fn columns_are_aliases_or_names() {
        let statement = "SELECT\nregion, t.Identifier, JSON_EXTRACT(Properties, '$.Arn') as \"arn\", \
                         split_part(id, '/', 5) AS part, count(*)\nFROM p.s.r t WHERE a = 'x';";
        assert_eq!(columns(statement), ["region", "Identifier", "arn", "part", "count(*)"]);
        assert_eq!(columns("select 1 as a union all select 2 as b"), ["a"]);
        assert_eq!(columns("WITH x AS (SELECT 1 AS n) SELECT n FROM x"), ["n"]);
    }

    #[test]
    fn all_columns_are_those_of_a_resource() {
        let found = selected("select *, 1 as one from p.s.\"r\" where a = '{\"b\": [1]}'").unwrap();
        assert_eq!(found, Selected { columns: vec!["one".into()], all_of: Some("p.s.r".into()) });
    }

    #[test]
    fn what_isnt_sql_has_no_columns() {
        for text in ["", "SELEC x", "DROP TABLE x"] {
            assert_eq!(selected(text), None, "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let select = |repeated: &str| format!("SELECT {} FROM t", repeated.repeat(MAX_BYTES / 16));
        for text in ["(", "1+", "a::", "a and ", "NOT ", "-", "a||", "a[0]", "CASE WHEN "] {
            assert_eq!(selected(&select(text)), None, "{text}");
        }
        let within = "1+".repeat(MAX_OPERATORS - 8);
        // A name is made of a whole expression where there is no alias.
        assert!(selected(&format!("SELECT {within}1 FROM t")).is_some());
        assert!(
            selected(&format!("SELECT {within}1 AS n FROM t")).is_some_and(|found| found.columns == ["n"])
        );
    }
}
