//! Names and values in statements of StackQL's SQL.

use crate::text::one_line;

/// Reserved words of the grammar, sorted: a name among them is quoted.
const RESERVED: [&str; 148] = [
    "_binary",
    "_latin1",
    "_utf8",
    "_utf8mb4",
    "add",
    "all",
    "alter",
    "analyze",
    "and",
    "array",
    "as",
    "asc",
    "auto_increment",
    "between",
    "binary",
    "by",
    "case",
    "cast",
    "collate",
    "column",
    "constraint",
    "convert",
    "create",
    "cross",
    "cume_dist",
    "current_date",
    "current_time",
    "current_timestamp",
    "database",
    "databases",
    "delete",
    "dense_rank",
    "desc",
    "describe",
    "distinct",
    "distinctrow",
    "div",
    "do",
    "drop",
    "dual",
    "else",
    "end",
    "escape",
    "exec",
    "exists",
    "explain",
    "false",
    "first_value",
    "for",
    "force",
    "format",
    "from",
    "full",
    "group",
    "group_concat",
    "grouping",
    "groups",
    "having",
    "if",
    "ignore",
    "in",
    "index",
    "inner",
    "insert",
    "interval",
    "into",
    "is",
    "join",
    "json_table",
    "lag",
    "last_value",
    "lateral",
    "lead",
    "left",
    "like",
    "limit",
    "list",
    "localtime",
    "localtimestamp",
    "lock",
    "match",
    "maxvalue",
    "member",
    "mod",
    "natural",
    "next",
    "not",
    "nth_value",
    "ntile",
    "null",
    "of",
    "off",
    "on",
    "or",
    "order",
    "outer",
    "over",
    "percent_rank",
    "pull",
    "rank",
    "recursive",
    "regexp",
    "registry",
    "release",
    "rename",
    "replace",
    "returning",
    "right",
    "rlike",
    "row_number",
    "savepoint",
    "schema",
    "select",
    "separator",
    "set",
    "show",
    "sql_cache",
    "sql_calc_found_rows",
    "sql_no_cache",
    "straight_join",
    "stream",
    "substr",
    "substring",
    "system",
    "table",
    "then",
    "timestampadd",
    "timestampdiff",
    "to",
    "traditional",
    "tree",
    "true",
    "union",
    "unique",
    "unlock",
    "update",
    "use",
    "using",
    "utc_date",
    "utc_time",
    "utc_timestamp",
    "values",
    "vitess",
    "when",
    "where",
    "window",
    "work",
    "xor",
];

/// A name as a column is written: in double quotes if it is a reserved word of SQL, or not a plain
/// identifier.
#[must_use]
pub fn identifier(name: &str) -> String {
    let name = one_line(name);
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$'))
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$'));
    let is_reserved = RESERVED.binary_search(&name.to_ascii_lowercase().as_str()).is_ok();
    if is_plain && !is_reserved { name } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// A name in the form of EXEC: `@name`.
#[must_use]
pub fn variable(name: &str) -> String {
    let name = one_line(name);
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$'))
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.'));
    if is_plain { format!("@{name}") } else { format!("@\"{}\"", name.replace('"', "\"\"")) }
}

/// The placeholder for the value of `name`: `{{ name }}`.
#[must_use]
pub fn placeholder(name: &str) -> String {
    let letters =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '.') { c } else { '_' });
    format!("{{{{ {} }}}}", letters.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_not_plain_are_quoted() {
        assert!(RESERVED.is_sorted());
        for (name, expected) in [
            ("createTime", "createTime"),
            ("status", "status"),
            ("group", "\"group\""),
            ("Format", "\"Format\""),
            ("@type", "\"@type\""),
            ("a.b", "\"a.b\""),
            ("a\"b\nc", "\"a\"\"b c\""),
            ("", "\"\""),
        ] {
            assert_eq!(identifier(name), expected);
        }
        assert_eq!(variable("group"), "@group");
        assert_eq!(variable("x-y"), "@\"x-y\"");
        assert_eq!(placeholder("a'; b"), "{{ a___b }}");
    }
}
