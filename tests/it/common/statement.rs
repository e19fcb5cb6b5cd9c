//! Whether a statement of SQL does what a finding says it did: it names what there is in a release, and
//! reaches a method.

use std::collections::BTreeSet;
use std::path::Path;

use provgen::api::SqlVerb;
use provgen::diff::DiffReport;
use provgen::diff::source::Release;
use provgen::provider::Service;

/// The services of a release.
pub(crate) fn services(path: &Path) -> Vec<Service> {
    let source = Release::find(path.to_str().unwrap()).unwrap();
    let read = |document: &provgen::diff::source::document::ReleaseDocument| {
        let text = document.content.text(&document.file).unwrap();
        document.service(&text, document.stem(), None, source.column_names()).unwrap().unwrap()
    };
    source.documents.iter().map(read).collect()
}

/// Checks every witness of a report against the older release.
pub(crate) fn check(old: &Path, provider: &str, report: &DiffReport) -> usize {
    let services = services(old);
    let mut count = 0;
    for finding in &report.findings {
        let Some(sql) = &finding.witness else { continue };
        // A view is nothing that methods serve.
        let id = sql.split_once(" FROM ").and_then(|(_, rest)| rest.split_whitespace().next());
        let name = id.and_then(|id| id.rsplit('.').next()).unwrap_or_default();
        let mut named = services.iter().filter_map(|service| service.resource(name));
        if named.any(|resource| resource.view.is_some()) {
            continue;
        }
        let reached =
            reach(&services, provider, sql).unwrap_or_else(|why| panic!("{why}: {sql}\n{finding:#?}"));
        if let (Some(method), true) = (&finding.place.method, finding.methods.is_empty()) {
            assert_eq!(reached, *method, "{sql}");
        }
        count += 1;
    }
    count
}

/// The method that a statement reaches.
fn reach(services: &[Service], provider: &str, sql: &str) -> Result<String, String> {
    let words: Vec<Word> = words(sql)?;
    let text = |index: usize| words.get(index).map(|word| word.text.as_str()).unwrap_or_default();
    let at = |wanted: &str| words.iter().position(|word| !word.is_quoted && word.text == wanted);
    let (verb, id) = match text(0) {
        "SELECT" => (SqlVerb::Select, text(at("FROM").ok_or("no FROM")? + 1)),
        "DELETE" => (SqlVerb::Delete, text(2)),
        "INSERT" => (SqlVerb::Insert, text(2)),
        "UPDATE" => (SqlVerb::Update, text(1)),
        "REPLACE" => (SqlVerb::Replace, text(1)),
        "EXEC" => (SqlVerb::Exec, text(1)),
        other => return Err(format!("{other} is no verb")),
    };
    let mut parts = id.split('.');
    let (own, service, resource) = (parts.next(), parts.next(), parts.next());
    if own != Some(provider) {
        return Err(format!("{id} is of another provider"));
    }
    let service =
        services.iter().find(|found| Some(found.name.as_str()) == service).ok_or("no such service")?;
    let resource = service.resource(resource.unwrap_or_default()).ok_or("no such resource")?;
    if verb == SqlVerb::Exec {
        let name = parts.next().unwrap_or_default();
        let method =
            resource.methods.iter().find(|method| method.name.as_str() == name).ok_or("no such method")?;
        let given: BTreeSet<&str> = words.iter().filter_map(|word| word.text.strip_prefix('@')).collect();
        let values = words.iter().enumerate().filter(|(_, word)| word.text == "=");
        for value in values.filter_map(|(index, _)| words.get(index + 1)) {
            if !value.is_quoted {
                return Err(format!("EXEC takes texts alone: {}", value.text));
            }
        }
        let body = words.iter().find(|word| word.text.starts_with('{')).map(|word| word.text.clone());
        let body: serde_json::Value = match body {
            Some(text) => serde_json::from_str(&text).map_err(|error| format!("{error} in {text}"))?,
            None => serde_json::json!({}),
        };
        for name in &method.required {
            let field = name.strip_prefix("data__");
            let is_given =
                given.contains(name.as_str()) || field.is_some_and(|field| body.get(field).is_some());
            if !is_given {
                return Err(format!("{name} isn't given"));
            }
        }
        return Ok(name.to_string());
    }
    let mut names = BTreeSet::new();
    if verb == SqlVerb::Insert {
        let end = at(")").ok_or("no end of columns")?;
        names.extend(words[4..end].iter().filter(|word| word.text != ",").map(|word| word.text.clone()));
    } else {
        let equal = words.iter().enumerate().filter(|(_, word)| !word.is_quoted && word.text == "=");
        names.extend(equal.map(|(index, _)| text(index - 1).to_string()));
    }
    let found = resource.reached(verb, &names).ok_or("no route is reached")?;
    Ok(found.name.to_string())
}

struct Word {
    text: String,
    is_quoted: bool,
}

/// Names, texts in quotes without them, and single characters.
fn words(sql: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            ' ' => {}
            '\'' | '"' => {
                let mut text = String::new();
                loop {
                    match rest.next() {
                        Some(next) if next == c && rest.peek() == Some(&c) => text.push(rest.next().unwrap()),
                        Some(next) if next == c => break,
                        Some(next) => text.push(next),
                        None => return Err("a quote without end".into()),
                    }
                }
                words.push(Word { text, is_quoted: c == '\'' });
            }
            ',' | '(' | ')' | '=' => words.push(Word { text: c.to_string(), is_quoted: false }),
            _ => {
                let mut text = c.to_string();
                let mut is_in_quotes = false;
                while let Some(next) = rest.next_if(|next| is_in_quotes || !" ,()='".contains(*next)) {
                    is_in_quotes ^= next == '"';
                    text.extend((next != '"').then_some(next));
                }
                words.push(Word { text, is_quoted: false });
            }
        }
    }
    Ok(words)
}
