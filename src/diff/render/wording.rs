//! The texts of a finding that all forms share.

use crate::diff::finding::Finding;
use crate::diff::report::DiffReport;
use crate::text::counted;

/// The change in a few words: `string → integer`, `+ CREATING`, `- GONE`.
pub(in crate::diff) fn change(finding: &Finding) -> String {
    match sides(finding) {
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (Some(old), None) => format!("- {old}"),
        (None, Some(new)) => format!("+ {new}"),
        (None, None) => String::new(),
    }
}

/// The old and the new state, each on one line and shortened; none for wording.
pub(in crate::diff) fn sides(finding: &Finding) -> (Option<String>, Option<String>) {
    if finding.rule == crate::rules::rule::RuleId::DocsOnly {
        return (None, None);
    }
    (finding.old.as_deref().map(shortened), finding.new.as_deref().map(shortened))
}

/// Old and new wording, each from a few words before the first word that differs.
pub(in crate::diff) fn wording(finding: &Finding) -> Option<(String, String)> {
    if finding.rule != crate::rules::rule::RuleId::DocsOnly {
        return None;
    }
    let words = |side: &Option<String>| -> Vec<String> {
        side.as_deref().unwrap_or_default().split_whitespace().map(crate::text::one_line).collect()
    };
    let (old, new) = (words(&finding.old), words(&finding.new));
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let start = same.saturating_sub(WORDS_BEFORE);
    let excerpt = |words: &[String]| {
        let text = words.get(start..).unwrap_or_default().join(" ");
        format!("{}{}", if start > 0 { "… " } else { "" }, shortened(&text))
    };
    Some((excerpt(&old), excerpt(&new)))
}

/// The number of words shown before the first that differs.
const WORDS_BEFORE: usize = 4;

/// Longest text of one side of a change, in characters.
const MAX_SIDE: usize = 160;

/// A text on one line, cut to be one of many.
pub(in crate::diff) fn shortened(text: &str) -> String {
    cut(&crate::text::one_line(text), MAX_SIDE)
}

/// A line in at most `max` characters: the last is `…`, if the line is longer.
pub(in crate::diff) fn cut(line: &str, max: usize) -> String {
    if line.chars().count() <= max {
        return line.to_string();
    }
    line.chars().take(max.saturating_sub(1)).chain(['…']).collect()
}

/// The changed part of a resource or a service: `sessions.list.pageSize` without the name before it.
pub(in crate::diff) fn member(finding: &Finding) -> String {
    let place = &finding.place;
    // A change that several methods share isn't named after one of them.
    let method = place.method.as_ref().filter(|_| finding.methods.is_empty());
    let parts = [method, place.column.as_ref(), place.parameter.as_ref()];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(".")
}

/// The number of further places: `(2 methods, 3 more places)`.
pub(in crate::diff) fn extent(finding: &Finding) -> String {
    let methods = (!finding.methods.is_empty()).then(|| counted(finding.methods.len(), "method"));
    let places = (finding.also_count > 0).then(|| counted(finding.also_count, "more place"));
    let parts: Vec<String> = methods.into_iter().chain(places).collect();
    if parts.is_empty() { String::new() } else { format!("({})", parts.join(", ")) }
}

/// The name of a finding in the list of its resource: the member, or the change if it is of the whole
/// resource.
pub(in crate::diff) fn subject(finding: &Finding) -> String {
    let member = member(finding);
    if member.is_empty() { change(finding) } else { shortened(&member) }
}

/// The key by which findings are grouped: `google.dataproc.sessions`.
pub(in crate::diff) fn group(provider: &str, finding: &Finding) -> String {
    let parts = [&finding.place.service, &finding.place.resource];
    let mut name = provider.to_string();
    for part in parts.into_iter().flatten() {
        name.push('.');
        name.push_str(part);
    }
    name
}

/// Findings by resource: the group with the worst finding first, and within a group the worst first.
pub(in crate::diff) fn groups(
    report: &DiffReport,
    wanted: impl Fn(&Finding) -> bool,
) -> Vec<(String, Vec<&Finding>)> {
    let mut groups: Vec<(String, Vec<&Finding>)> = Vec::new();
    let mut places: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    // Findings are sorted by severity, so the group of the worst comes first.
    for finding in report.findings.iter().filter(|finding| wanted(finding)) {
        let name = group(&report.provider, finding);
        let place = *places.entry(name.clone()).or_insert_with(|| {
            groups.push((name, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, findings)) = groups.get_mut(place) {
            findings.push(finding);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_line_is_cut_by_characters() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöüß", 3), "äö…");
        assert_eq!(cut("ä", 0), "…");
    }
}
