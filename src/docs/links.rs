//! The links and ids of written pages: whether each link leads somewhere.
//!
//! In: pages by their paths (`.md` and `.txt`), with the files beside them. Out: a diagnostic for each link
//! to a missing page or id, each id that is there twice, and each link out of the set that isn't an address
//! of the web. Headings have the ids that GitHub and Docusaurus give them.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::diagnostic::Diagnostic;

/// The links and ids of a page.
#[derive(Default)]
struct Page<'t> {
    text: &'t str,
    /// Ids of the page and of its headings, each with the place of the first.
    ids: BTreeMap<String, usize>,
    /// Repeated ids, and where they are.
    twice: Vec<(String, usize)>,
    /// Targets of links, and where they are.
    links: Vec<(String, usize)>,
    /// The page's address on the site, if its front matter gives one.
    slug: Option<&'t str>,
}

/// The problems of `files`, texts by path, in the order of the paths.
#[must_use]
pub fn check(files: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let is_page = |path: &str| path.ends_with(".md") || path.ends_with(".txt");
    let pages: BTreeMap<&str, Page<'_>> = files
        .iter()
        .filter(|(path, _)| is_page(path))
        .map(|(path, text)| (path.as_str(), read(text)))
        .collect();
    let slugs: BTreeSet<&str> = pages.values().filter_map(|page| page.slug).collect();
    let mut problems = Vec::new();
    for (path, page) in &pages {
        for (id, at) in &page.twice {
            let problem = Diagnostic::error("docs::duplicate-id", format!("the id `{id}` is there twice"));
            problems.push(placed(
                problem.help("a link would lead to the first of them"),
                path,
                page.text,
                *at,
            ));
        }
        for (target, at) in &page.links {
            if let Some(problem) = dead(path, target, &pages, files, &slugs) {
                problems.push(placed(problem, path, page.text, *at));
            }
        }
    }
    problems
}

/// The problem of a link on the page at `path`, if it has one.
fn dead(
    path: &str,
    target: &str,
    pages: &BTreeMap<&str, Page<'_>>,
    files: &BTreeMap<String, String>,
    slugs: &BTreeSet<&str>,
) -> Option<Diagnostic> {
    if ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme)) {
        return None;
    }
    let (file, id) = target.split_once('#').map_or((target, None), |(file, id)| (file, Some(id)));
    if file.starts_with('/') {
        let slug = format!("{}/", file.trim_end_matches('/'));
        return (!slugs.contains(slug.as_str())).then(|| {
            Diagnostic::error("docs::leaves-set", format!("`{target}` is not a page of this set"))
                .help("write a path relative to the page, or the whole address")
        });
    }
    let Some(place) = joined(path, file) else {
        return Some(
            Diagnostic::error("docs::leaves-set", format!("`{target}` leads out of the pages"))
                .help("write the whole address of a page elsewhere"),
        );
    };
    if !files.contains_key(&place) {
        return Some(
            Diagnostic::error("docs::missing-page", format!("`{target}` leads to no page"))
                .help(format!("there is no file {place}")),
        );
    }
    let id = id.filter(|id| !id.is_empty())?;
    let has_id = pages.get(place.as_str()).is_some_and(|page| page.ids.contains_key(id));
    (!has_id).then(|| {
        Diagnostic::error("docs::missing-id", format!("`{target}` leads to no id"))
            .help(format!("{place} has no `{id}`"))
    })
}

/// The path of `file` relative to the page at `path`; none if it leads out of the pages.
fn joined(path: &str, file: &str) -> Option<String> {
    if file.is_empty() {
        return Some(path.to_string());
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn placed(problem: Diagnostic, path: &str, text: &str, at: usize) -> Diagnostic {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    problem.at(path, "").at_line(text, line, column, 1)
}

fn read(text: &str) -> Page<'_> {
    let mut page = Page { text, ..Page::default() };
    let (matter, start) = front_matter(text);
    page.slug = matter.lines().find_map(|line| line.strip_prefix("slug: ")).map(str::trim);
    let body = text.get(start..).unwrap_or_default();
    let mut heading: Option<(String, usize)> = None;
    let mut slugs: BTreeMap<String, usize> = BTreeMap::new();
    for (event, range) in Parser::new_ext(body, Options::ENABLE_TABLES).into_offset_iter() {
        let at = start + range.start;
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some((String::new(), at)),
            Event::End(TagEnd::Heading(_)) => {
                if let Some((words, at)) = heading.take() {
                    let id = unique(slug(&words), &mut slugs);
                    add_id(&mut page, id, at);
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((heading, _)) = &mut heading {
                    heading.push_str(&words);
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => page.links.push((dest_url.to_string(), at)),
            Event::Html(_) | Event::InlineHtml(_) => {
                tags(&mut page, text, start + range.start..start + range.end)
            }
            _ => {}
        }
    }
    page
}

/// The front matter of a page, and where the rest begins.
fn front_matter(text: &str) -> (&str, usize) {
    let Some(rest) = text.strip_prefix("---\n") else { return ("", 0) };
    match rest.find("\n---\n") {
        Some(end) => (rest.get(..end).unwrap_or_default(), "---\n".len() + end + "\n---\n".len()),
        None => ("", 0),
    }
}

fn add_id(page: &mut Page<'_>, id: String, at: usize) {
    match page.ids.entry(id) {
        Entry::Occupied(there) => page.twice.push((there.key().clone(), at)),
        Entry::Vacant(free) => {
            free.insert(at);
        }
    }
}

/// The ids and links of HTML and of components.
fn tags(page: &mut Page<'_>, text: &str, range: Range<usize>) {
    let html = text.get(range.clone()).unwrap_or_default();
    for (name, is_id) in [(" id=\"", true), (" href=\"", false)] {
        for (found, _) in html.match_indices(name) {
            let rest = html.get(found + name.len()..).unwrap_or_default();
            let Some((value, _)) = rest.split_once('"') else { continue };
            let at = range.start + found + 1;
            if is_id {
                add_id(page, value.to_string(), at);
            } else {
                page.links.push((value.to_string(), at));
            }
        }
    }
}

/// The id that a heading's words make: small letters, digits, `_` and `-`, spaces as `-`.
fn slug(words: &str) -> String {
    let kept = words.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// A heading's id, with a number if the id is taken already.
fn unique(id: String, taken: &mut BTreeMap<String, usize>) -> String {
    let mut unique = id.clone();
    while taken.contains_key(&unique) {
        let count = taken.entry(id.clone()).or_default();
        *count += 1;
        unique = format!("{id}-{count}");
    }
    taken.insert(unique.clone(), 0);
    unique
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(pages: &[(&str, &str)]) -> Vec<String> {
        let files = pages.iter().map(|(path, text)| ((*path).to_string(), (*text).to_string())).collect();
        let place = |problem: &Diagnostic| {
            let origin = problem.origin.as_ref().unwrap();
            format!("{} {}:{}", problem.code, origin.file, origin.position.as_ref().unwrap().line)
        };
        check(&files).iter().map(place).collect()
    }

    #[test]
    fn links_that_lead_somewhere_are_silent() {
        let text = "---\nslug: /a/\n---\n\n[x](#two-words) [y](../b/index.md#col-x) [z](./index.json) \
                    [w](https://x.y/#z) [v](/b) [u](#two-words-1)\n\n## Two `words`!\n\n## Two words\n";
        let other = "---\nslug: /b/\n---\n\n| a |\n|:--|\n| <a id=\"col-x\"></a>[a](../a/index.md) |\n";
        assert_eq!(
            codes(&[("d/a/index.md", text), ("d/a/index.json", "{}"), ("d/b/index.md", other)]),
            [""; 0]
        );
    }

    #[test]
    fn links_that_lead_nowhere_are_told_with_their_lines() {
        let text = "[a](#x)\n\n[b](gone.md)\n\n[c](../../../x.md)\n\n[d](/c)\n\n<a id=\"y\"></a>\n\n\
                    <a id=\"y\"></a>\n\n<a href=\"#z\">e</a>\n\n```\n[f](#code)\n```\n";
        assert_eq!(
            codes(&[("d/a.md", text)]),
            [
                "docs::duplicate-id d/a.md:11",
                "docs::missing-id d/a.md:1",
                "docs::missing-page d/a.md:3",
                "docs::leaves-set d/a.md:5",
                "docs::leaves-set d/a.md:7",
                "docs::missing-id d/a.md:13",
            ]
        );
    }
}
