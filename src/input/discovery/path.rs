//! The path of a method, and which parameter each of its tokens stands for.
//!
//! Discovery documents give two paths: `path`, in which a reserved `{+name}` stands for several segments, and
//! `flatPath`, which spells them out. `flatPath` is taken if the document has it. Some name-based APIs leave
//! the first segments anonymous (`v2/{v2Id}/{v2Id1}/…`); these are named `{parentType}` and `{parent}`.
//!
//! But where each reserved parameter of `path` is a single segment, `path` is taken: the names of its tokens are
//! those that BigQuery's users know (`projectId`, where `flatPath` has `projectsId`).

use std::collections::{BTreeMap, BTreeSet};

/// A path in OpenAPI's form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PathTemplate {
    /// The path's template: starts with `/`, has tokens in braces, and none of them reserved.
    pub(super) template: String,
    /// The tokens in path order.
    pub(super) tokens: Vec<PathToken>,
}

/// One `{name}` of a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PathToken {
    /// The token's name, without braces.
    pub(super) name: String,
    /// The parameter of `path` that the token is a part of, and that parameter's segments.
    pub(super) part_of: Option<SplitParameter>,
}

/// The parameter that a token is a part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SplitParameter {
    /// The parameter as `path` names it: `parent`.
    pub(super) parameter: String,
    /// The tokens and literals that spell the parameter out: `projects/{projectsId}/locations/{locationsId}`.
    pub(super) segments: String,
}

/// The input for the choice of a path.
pub(super) struct PathInput<'i> {
    /// The document's `path`.
    pub(super) path: &'i str,
    /// The document's `flatPath`.
    pub(super) flat_path: Option<&'i str>,
    /// The method's path parameters, with their patterns.
    pub(super) patterns: &'i BTreeMap<String, Option<String>>,
    /// Names of the method's other parameters: no token may take one of them.
    pub(super) others: &'i BTreeSet<String>,
}

/// Chooses the path.
pub(super) fn choose(input: &PathInput<'_>) -> PathTemplate {
    let source: Vec<&str> = segments(input.path);
    let (flat, owners) = match input.flat_path {
        Some(_) if has_single_segments(&source, input.patterns) => {
            (source.iter().map(|segment| unreserved(segment)).collect(), vec![None; source.len()])
        }
        Some(flat) => {
            let flat: Vec<String> = segments(flat).into_iter().map(unreserved).collect();
            let owners = align(&source, flat.len(), input.patterns);
            (flat, owners)
        }
        None => expand(&source, input),
    };
    let flat = name_anonymous(flat, &owners, input);
    let mut spelled: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (segment, owner) in flat.iter().zip(&owners) {
        if let Some(owner) = owner {
            spelled
                .entry(owner)
                .or_default()
                .push(segment.split_once("}:").map_or(segment, |(token, _)| token));
        }
    }
    let parts: BTreeMap<&str, String> =
        spelled.into_iter().map(|(owner, segments)| (owner, joined(&segments))).collect();
    let part = |owner: Option<&str>, name: &str| {
        let (parameter, segments) = parts.get_key_value(owner.filter(|owner| *owner != name)?)?;
        Some(SplitParameter { parameter: (*parameter).to_string(), segments: segments.clone() })
    };
    let tokens = flat
        .iter()
        .zip(&owners)
        .flat_map(|(segment, owner)| {
            tokens(segment)
                .into_iter()
                .map(|name| PathToken { part_of: part(owner.as_deref(), name), name: name.to_string() })
        })
        .collect();
    PathTemplate { template: format!("/{}", flat.join("/")), tokens }
}

/// Segments as a path; a token whose custom verb was cut off is closed again.
fn joined(segments: &[&str]) -> String {
    let mut path = String::new();
    for (index, segment) in segments.iter().enumerate() {
        if index > 0 {
            path.push('/');
        }
        path.push_str(segment);
        if segment.contains('{') && !segment.contains('}') {
            path.push('}');
        }
    }
    path
}

fn segments(path: &str) -> Vec<&str> {
    path.trim_start_matches('/').split('/').collect()
}

/// The names in braces in a text.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

/// A segment with reserved parameters written as plain ones.
fn unreserved(segment: &str) -> String {
    if segment.contains('+') { segment.replace("{+", "{") } else { segment.to_string() }
}

/// The reserved parameter of a segment of `path`: `name` of `{+name}:cancel`.
fn reserved(segment: &str) -> Option<&str> {
    // Most segments have no reserved parameter.
    segment
        .contains('+')
        .then(|| tokens(segment).into_iter().find_map(|token| token.strip_prefix('+')))
        .flatten()
}

/// Whether `path` has reserved parameters, and each of them takes one segment by its pattern.
fn has_single_segments(source: &[&str], patterns: &BTreeMap<String, Option<String>>) -> bool {
    const ONE_SEGMENT: &str = "^[^/]+$";
    let mut reserved = source.iter().filter_map(|segment| reserved(segment)).peekable();
    let is_single =
        |name: &str| patterns.get(name).is_some_and(|pattern| pattern.as_deref() == Some(ONE_SEGMENT));
    reserved.peek().is_some() && reserved.all(is_single)
}

/// The parameter of `path` that each segment belongs to, for a flat path of `count` segments.
fn align(source: &[&str], count: usize, patterns: &BTreeMap<String, Option<String>>) -> Vec<Option<String>> {
    let lengths: Vec<Option<usize>> = source
        .iter()
        .map(|segment| match reserved(segment) {
            None => Some(1),
            Some(name) => pattern_segments(patterns.get(name)?.as_deref()?).map(|parts| parts.len()),
        })
        .collect();
    let known: usize = lengths.iter().flatten().sum();
    let unknown = lengths.iter().filter(|length| length.is_none()).count();
    let reserved_count = source.iter().filter(|segment| reserved(segment).is_some()).count();
    // A single reserved parameter takes all remaining segments, even if its pattern has another number.
    let alone = (reserved_count == 1).then(|| count.saturating_sub(source.len() - 1));
    let share = count.saturating_sub(known).checked_div(unknown).unwrap_or_default();
    let mut owners = Vec::with_capacity(count);
    for (segment, length) in source.iter().zip(lengths) {
        let owner = reserved(segment).map(str::to_string);
        let taken = match &owner {
            None => 1,
            Some(_) => alone.or(length).unwrap_or(share),
        };
        owners.extend(std::iter::repeat_n(owner, taken.min(count)));
    }
    owners.resize(count, None);
    owners
}

/// One segment of a pattern.
#[derive(Debug, PartialEq, Eq)]
enum PatternSegment {
    Literal(String),
    Any,
}

/// The segments of a pattern such as `^projects/[^/]+/locations/[^/]+$`; none if the pattern has another
/// form.
fn pattern_segments(pattern: &str) -> Option<Vec<PatternSegment>> {
    let inner = pattern.strip_prefix('^')?.strip_suffix('$')?;
    // The slash within `[^/]+` isn't a separator.
    let inner = inner.replace("[^/]+", "*").replace("[^/]*", "*");
    inner
        .split('/')
        .map(|segment| match segment {
            "*" => Some(PatternSegment::Any),
            _ if !segment.is_empty()
                && segment.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)) =>
            {
                Some(PatternSegment::Literal(segment.to_string()))
            }
            _ => None,
        })
        .collect()
}

/// `path` with each reserved parameter spelled out by its pattern, or kept as a single token.
fn expand(source: &[&str], input: &PathInput<'_>) -> (Vec<String>, Vec<Option<String>>) {
    let (mut flat, mut owners) = (Vec::new(), Vec::new());
    // Names that are taken already: a token with such a name would be the same parameter.
    let plain = source.iter().flat_map(|segment| tokens(segment)).filter(|token| !token.starts_with('+'));
    let mut used: BTreeSet<String> = plain.map(str::to_string).chain(input.others.iter().cloned()).collect();
    for segment in source {
        let spelled = reserved(segment).and_then(|name| {
            let parts = pattern_segments(input.patterns.get(name)?.as_deref()?)?;
            parts.iter().any(|part| matches!(part, PatternSegment::Literal(_))).then_some((name, parts))
        });
        let Some((name, parts)) = spelled else {
            flat.push(unreserved(segment));
            owners.push(None);
            continue;
        };
        let leading = parts.iter().take_while(|part| **part == PatternSegment::Any).count();
        let mut literal = String::new();
        for (index, part) in parts.into_iter().enumerate() {
            flat.push(match part {
                PatternSegment::Literal(text) => {
                    literal.clone_from(&text);
                    text
                }
                PatternSegment::Any => {
                    let base = match (index, leading) {
                        (0, 2..) => "parentType".to_string(),
                        (i, n) if i < n => "parent".to_string(),
                        _ => format!("{literal}Id"),
                    };
                    let mut token = base.clone();
                    let mut number = 0;
                    while !used.insert(token.clone()) {
                        number += 1;
                        token = format!("{base}{number}");
                    }
                    format!("{{{token}}}")
                }
            });
            owners.push(Some(name.to_string()));
        }
        // A custom verb (`{+name}:cancel`) follows the last segment.
        if let (Some(last), Some((_, verb))) = (flat.last_mut(), segment.split_once('}')) {
            last.push_str(verb);
        }
    }
    (flat, owners)
}

/// Names the tokens that only repeat the version: the document has no better names for those of
/// `v2/{v2Id}/{v2Id1}/…`.
fn name_anonymous(flat: Vec<String>, owners: &[Option<String>], input: &PathInput<'_>) -> Vec<String> {
    let is_version = |segment: &&String| {
        segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let Some(version) = flat.first().filter(is_version).cloned() else { return flat };
    let anonymous = |segment: &String| {
        let token = tokens(segment).into_iter().next().unwrap_or_default();
        let number = token.strip_prefix(version.as_str()).and_then(|rest| rest.strip_prefix("Id"));
        segment.starts_with('{') && number.is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()))
    };
    let count = flat.iter().skip(1).take_while(|segment| anonymous(segment)).count();
    let names = match count {
        0 => return flat,
        // The token stands for a whole parameter, which has a name.
        1 => vec![owners.get(1).cloned().flatten().unwrap_or_else(|| "parent".into())],
        _ => vec!["parentType".to_string(), "parent".to_string()],
    };
    let taken = |name: &String| {
        input.others.contains(name)
            || flat.iter().skip(1 + names.len()).any(|segment| tokens(segment).contains(&name.as_str()))
    };
    if names.iter().any(taken) {
        return flat;
    }
    let mut names = names.into_iter();
    flat.into_iter()
        .enumerate()
        .map(|(index, segment)| match (index, segment.split_once('}')) {
            (1.., Some((_, rest))) if index <= count => match names.next() {
                Some(name) => format!("{{{name}}}{rest}"),
                None => segment,
            },
            _ => segment,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(path: &str, flat: Option<&str>, patterns: &[(&str, &str)]) -> PathTemplate {
        let patterns =
            patterns.iter().map(|(name, pattern)| ((*name).into(), Some((*pattern).into()))).collect();
        choose(&PathInput { path, flat_path: flat, patterns: &patterns, others: &BTreeSet::new() })
    }

    #[test]
    fn a_flat_path_is_taken_and_its_tokens_know_their_parameter() {
        let path = chosen(
            "v1/{+name}:terminate",
            Some("v1/projects/{projectsId}/sessions/{sessionsId}:terminate"),
            &[("name", "^projects/[^/]+/sessions/[^/]+$")],
        );
        assert_eq!(path.template, "/v1/projects/{projectsId}/sessions/{sessionsId}:terminate");
        let part = SplitParameter {
            parameter: "name".into(),
            segments: "projects/{projectsId}/sessions/{sessionsId}".into(),
        };
        assert_eq!(path.tokens[0], PathToken { name: "projectsId".into(), part_of: Some(part.clone()) });
        assert_eq!(path.tokens[1], PathToken { name: "sessionsId".into(), part_of: Some(part) });
    }

    #[test]
    fn anonymous_segments_get_names() {
        let path = chosen(
            "v2/{+parent}/buckets",
            Some("v2/{v2Id}/{v2Id1}/locations/{locationsId}/buckets"),
            &[("parent", "^[^/]+/[^/]+/locations/[^/]+$")],
        );
        assert_eq!(path.template, "/v2/{parentType}/{parent}/locations/{locationsId}/buckets");
        let path =
            chosen("v1/{+resource}:getIamPolicy", Some("v1/{v1Id}:getIamPolicy"), &[("resource", "^.*$")]);
        assert_eq!(path.template, "/v1/{resource}:getIamPolicy");
        assert_eq!(path.tokens, [PathToken { name: "resource".into(), part_of: None }]);
        let path = chosen(
            "projects/{+projectId}/jobs",
            Some("projects/{projectsId}/jobs"),
            &[("projectId", "^[^/]+$")],
        );
        assert_eq!(path.template, "/projects/{projectsId}/jobs");
    }

    #[test]
    fn without_a_flat_path_the_pattern_spells_the_segments() {
        let path = chosen("v2/{+name}:undelete", None, &[("name", "^[^/]+/[^/]+/locations/[^/]+$")]);
        assert_eq!(path.template, "/v2/{parentType}/{parent}/locations/{locationsId}:undelete");
        assert_eq!(
            chosen("b/{bucket}/o/{+object}", None, &[("object", "^.*$")]).template,
            "/b/{bucket}/o/{object}"
        );
    }

    #[test]
    fn a_token_takes_no_name_that_is_taken() {
        let path = chosen(
            "v2/projects/{projectsId}/x/{+name}",
            None,
            &[("name", "^projects/[^/]+/things/[^/]+/things/[^/]+$")],
        );
        assert_eq!(
            path.template,
            "/v2/projects/{projectsId}/x/projects/{projectsId1}/things/{thingsId}/things/{thingsId1}"
        );
    }

    #[test]
    fn two_reserved_parameters_share_a_path() {
        let path = chosen(
            "v1/{+parent}/notes/{+note}",
            Some("v1/projects/{projectsId}/notes/{providersId}/{notesId}"),
            &[("parent", "^projects/[^/]+$"), ("note", "^[^/]+/[^/]+$")],
        );
        let owners: Vec<_> = path
            .tokens
            .iter()
            .map(|token| token.part_of.as_ref().map(|part| part.parameter.as_str()))
            .collect();
        assert_eq!(owners, [Some("parent"), Some("note"), Some("note")]);
    }
}
