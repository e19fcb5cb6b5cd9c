//! The SQL verb of an operation: from the HTTP method, the end of its path, and the first word of its id.

use super::ids::IdWords;
use super::lists::{Lists, has};
use super::shape::{End, Shape};
use crate::api::{HttpMethod, SqlVerb};
use crate::names::identifier;

/// What the verb of an operation depends on.
pub(super) struct Signs<'s> {
    pub(super) http_method: HttpMethod,
    pub(super) shape: &'s Shape<'s>,
    pub(super) words: &'s IdWords,
    /// Whether the answer has rows, under a key or as an array.
    pub(super) has_rows: bool,
    /// Whether a GET serves the path, or an item right below it.
    pub(super) is_served: bool,
}

/// A verb, and what it could be as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) verb: SqlVerb,
    /// The other verb that fits, where neither the path nor the id tells.
    pub(super) other: Option<SqlVerb>,
}

impl From<SqlVerb> for Choice {
    fn from(verb: SqlVerb) -> Self {
        Self { verb, other: None }
    }
}

/// The verb by the rules. A SELECT of an answer that is no table is made an EXEC later.
pub(super) fn choose(signs: &Signs<'_>, lists: &Lists) -> Choice {
    let verb = match signs.http_method {
        HttpMethod::Get => SqlVerb::Select,
        HttpMethod::Delete if matches!(signs.shape.end, End::Custom(_)) => SqlVerb::Exec,
        HttpMethod::Delete => SqlVerb::Delete,
        HttpMethod::Patch if matches!(signs.shape.end, End::Custom(_)) => SqlVerb::Exec,
        HttpMethod::Patch => SqlVerb::Update,
        HttpMethod::Put if does(signs, lists) => SqlVerb::Exec,
        HttpMethod::Put => SqlVerb::Replace,
        HttpMethod::Post => return of_post(signs, lists),
        HttpMethod::Options | HttpMethod::Head | HttpMethod::Trace => SqlVerb::Exec,
    };
    verb.into()
}

fn of_post(signs: &Signs<'_>, lists: &Lists) -> Choice {
    let verb = signs.words.verb();
    let creates = || signs.words.words().any(|word| has(&lists.insert_words, word));
    if let End::Literal(last) = signs.shape.end {
        let last = identifier(last, &[]);
        for (segments, verb) in [
            (&lists.delete_segments, SqlVerb::Delete),
            (&lists.update_segments, SqlVerb::Update),
            (&lists.insert_segments, SqlVerb::Insert),
        ] {
            if has(segments, &last) {
                return verb.into();
            }
        }
    }
    // `groups_list` says what `list_groups` does.
    let says_list = has(&lists.list_words, signs.words.words().last().unwrap_or_default());
    if signs.has_rows && (has(&lists.read_words, verb) || says_list) {
        return SqlVerb::Select.into();
    }
    if acts(signs, lists) {
        return SqlVerb::Exec.into();
    }
    if signs.shape.end == End::Item {
        return if signs.words.words().any(|word| has(&lists.update_words, word)) {
            SqlVerb::Update.into()
        } else if has(&lists.insert_words, verb) && verb != "post" {
            SqlVerb::Insert.into()
        } else if says_action(signs, lists) {
            SqlVerb::Exec.into()
        } else {
            Choice { verb: SqlVerb::Exec, other: Some(SqlVerb::Update) }
        };
    }
    if says_action(signs, lists) {
        return SqlVerb::Exec.into();
    }
    if signs.is_served || creates() {
        return SqlVerb::Insert.into();
    }
    // What follows a parameter and no GET serves is an action, unless the id says that it makes something.
    if signs.shape.follows_parameter {
        Choice { verb: SqlVerb::Exec, other: Some(SqlVerb::Insert) }
    } else {
        Choice { verb: SqlVerb::Insert, other: Some(SqlVerb::Exec) }
    }
}

/// Whether the id begins with an action. `upload` on `/uploads` makes one of them.
fn says_action(signs: &Signs<'_>, lists: &Lists) -> bool {
    let verb = signs.words.verb();
    let noun = signs.shape.noun().map(|noun| identifier(noun, &[]));
    let names_it = noun.is_some_and(|noun| noun.strip_suffix('s') == Some(verb));
    lists.acts(verb) && !names_it
}

/// Whether the end of the path is an action.
fn acts(signs: &Signs<'_>, lists: &Lists) -> bool {
    match signs.shape.end {
        End::Custom(_) => true,
        End::Literal(_) if signs.shape.group().is_some_and(|group| has(&lists.action_groups, group)) => true,
        // A path of one name is that of a collection: `/actions`.
        End::Literal(_) if signs.is_served && signs.shape.nouns.len() == 1 => false,
        End::Literal(last) => {
            let last = identifier(last, &[]);
            let first = last.split('_').next().unwrap_or_default();
            let end = last.rsplit('_').next().unwrap_or_default();
            has(&lists.action_ends, end)
                || lists.actions.contains(&last)
                || last.split('_').count() <= 3 && lists.actions.contains(first)
        }
        End::Item | End::Root => false,
    }
}

/// Whether the end of the path or the id says that something is done.
fn does(signs: &Signs<'_>, lists: &Lists) -> bool {
    acts(signs, lists) || says_action(signs, lists)
}

#[cfg(test)]
mod tests {
    use super::super::lists::lists;
    use super::*;

    #[test]
    fn ends_of_paths_and_ids_tell_what_a_post_does() {
        for (path, id, has_rows, verb) in [
            ("/graphql/groups", "groups_list", true, SqlVerb::Select),
            ("/graphql/groups", "groups_list", false, SqlVerb::Insert),
            ("/graphql/groups", "groups_add", true, SqlVerb::Insert),
            ("/profile/tfa-enable", "post_tfa", false, SqlVerb::Exec),
            ("/pools/{pool}/recycle", "post_pool", false, SqlVerb::Exec),
        ] {
            let words = IdWords { whole: id.to_string(), plain: id.to_string() };
            let shape = &Shape::of(path, lists());
            let signs =
                Signs { http_method: HttpMethod::Post, shape, words: &words, has_rows, is_served: false };
            assert_eq!(choose(&signs, lists()).verb, verb, "{path} {id}");
        }
    }
}
