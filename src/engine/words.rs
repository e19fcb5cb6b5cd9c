//! Words that name nothing, or only in double quotes.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

/// The lists of `words.toml`, whose comments explain each.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    grammar: String,
    unnameable: String,
    objects: String,
    no_table: String,
}

/// The same words, to look them up.
#[derive(Debug)]
struct Words {
    grammar: BTreeSet<String>,
    unnameable: BTreeSet<String>,
    objects: BTreeSet<String>,
    no_table: BTreeSet<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let lists: Lists = toml::from_str(include_str!("words.toml")).unwrap_or_default();
    let set = |list: &str| list.split_whitespace().map(str::to_string).collect();
    Words {
        grammar: set(&lists.grammar),
        unnameable: set(&lists.unnameable),
        objects: set(&lists.objects),
        no_table: set(&lists.no_table),
    }
});

fn is_among(words: &BTreeSet<String>, name: &str) -> bool {
    // Nearly every name is asked for, and few have capitals.
    let has_capitals = name.bytes().any(|b| b.is_ascii_uppercase());
    if has_capitals { words.contains(&name.to_ascii_lowercase()) } else { words.contains(name) }
}

/// Whether a column or a parameter of that name needs double quotes because SQL's grammar has the word.
#[must_use]
pub fn is_grammar(name: &str) -> bool {
    is_among(&WORDS.grammar, name)
}

/// Whether a resource, or a method after EXEC, of that name needs double quotes.
#[must_use]
pub fn is_object(name: &str) -> bool {
    is_among(&WORDS.objects, name)
}

/// Whether a SELECT can be from a resource of that name, in double quotes if need be.
#[must_use]
pub fn can_name_resource(name: &str) -> bool {
    !is_among(&WORDS.no_table, name)
}

/// Whether a statement can name a column of that name, in double quotes if need be; only `SELECT *` returns
/// the others.
///
/// The engine makes a table of SQLite for the rows, and loses the quotes on the way: words of SQLite fail,
/// and so does whatever isn't a plain identifier there.
#[must_use]
pub fn can_name_column(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
        && !is_among(&WORDS.unnameable, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_is_read_and_its_words_are_in_lower_case() {
        for (words, one) in [
            (&WORDS.grammar, "order"),
            (&WORDS.unnameable, "default"),
            (&WORDS.objects, "list"),
            (&WORDS.no_table, "dual"),
        ] {
            assert!(words.contains(one), "{one}");
            assert!(
                words.iter().all(|word| word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'0'..=b'9')))
            );
        }
    }

    #[test]
    fn columns_that_sqlite_takes_for_something_else_have_no_name() {
        for name in ["createTime", "format", "key", "status", "_x", "a$b", "é", "list"] {
            assert!(can_name_column(name), "{name}");
        }
        for name in ["from", "Default", "a-b", "a.b", "@type", "1st", "$ref", "a b", ""] {
            assert!(!can_name_column(name), "{name}");
        }
    }

    #[test]
    fn case_does_not_matter() {
        assert!(is_grammar("Group") && is_object("LIST") && !can_name_resource("Dual"));
        assert!(!is_grammar("status") && !is_object("from") && can_name_resource("list"));
    }
}
