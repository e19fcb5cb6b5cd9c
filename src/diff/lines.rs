//! The lines of documents that causes are at.
//!
//! In: a report, and the files of the newer release. Out: for a cause the file and the line of the first of its findings that
//! is there: of its operation, else of its method or its resource where the document is a manifest.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use super::cause::Cause;
use super::finding::Finding;
use super::place::FindingPlace;
use super::report::DiffReport;
use crate::document::cursor::escape;
use crate::document::file;
use crate::document::places::positions;

/// Most findings of a cause that are looked for.
const MOST: usize = 20;

/// Where the resources of a manifest are.
const RESOURCES: &str = "/components/x-stackQL-resources";

/// The lines of a report's causes.
#[derive(Debug)]
pub struct Lines<'r> {
    report: &'r DiffReport,
    findings: BTreeMap<&'r str, &'r Finding>,
    /// The texts that were read, by file; none for what can't be read.
    texts: RefCell<BTreeMap<&'r str, Option<String>>>,
}

impl<'r> Lines<'r> {
    /// The lines of the causes of `report`. Files are read when they are asked for.
    #[must_use]
    pub fn new(report: &'r DiffReport) -> Self {
        let findings =
            report.findings.iter().map(|finding| (finding.fingerprint.as_str(), finding)).collect();
        Self { report, findings, texts: RefCell::default() }
    }

    /// The file that `cause` is in, as the user named it, and the line, counted from 1; none for what has gone, or can't
    /// be read.
    pub(in crate::diff) fn of(&self, cause: &Cause) -> Option<(&'r str, usize)> {
        let findings = cause.findings.iter().take(MOST);
        findings.filter_map(|finding| self.findings.get(finding.as_str())).find_map(|finding| {
            let place = &finding.place;
            let file = self.report.documents.get(place.service.as_deref()?)?.as_str();
            let mut texts = self.texts.borrow_mut();
            let text = texts.entry(file).or_insert_with(|| file::text(Path::new(file)).ok()).as_deref()?;
            let id = place.operation_id.as_deref().or(finding.answer_of.as_deref());
            let line = id.and_then(|id| line_of_operation(text, id));
            Some((file, line.or_else(|| line_in_manifest(text, place))?))
        })
    }
}

/// The line that has the id of an operation: `"id": "…"`, or `operationId: …`.
fn line_of_operation(text: &str, id: &str) -> Option<usize> {
    let is_here = |line: &str| {
        let line = line.trim_start_matches(['-', ' ', '\t']).trim_end_matches([',', ' ', '\r', '\t']);
        let Some((key, value)) = line.split_once(':') else { return false };
        let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_string();
        ["id", "operationId"].contains(&bare(key).as_str()) && bare(value) == id
    };
    let line = text.lines().position(|line| line.contains(id) && is_here(line))?;
    Some(line + 1)
}

/// The line of the method, or of the resource, that `place` is in.
fn line_in_manifest(text: &str, place: &FindingPlace) -> Option<usize> {
    if !text.contains("x-stackQL-resources") {
        return None;
    }
    let mut pointer = format!("{RESOURCES}/{}", escape(place.resource.as_deref()?));
    if let Some(method) = &place.method {
        pointer = format!("{pointer}/methods/{}", escape(method));
    }
    let [position] = <[_; 1]>::try_from(positions(text, [(pointer.as_str(), true)])).ok()?;
    // What isn't there at all stands at the top.
    position.map(|position| position.line).filter(|line| *line > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_at_the_line_of_its_id() {
        for (text, line) in [
            ("{\n \"id\": \"acme.books.get\",\n}", Some(2)),
            ("paths:\n  /books:\n    get:\n      operationId: acme.books.get\n", Some(4)),
            ("a:\r\n- operationId: 'acme.books.get'\r\n", Some(2)),
            ("x: about acme.books.get\nid: acme.books.getAll\n", None),
        ] {
            assert_eq!(line_of_operation(text, "acme.books.get"), line, "{text}");
        }
    }

    #[test]
    fn a_method_is_at_its_key_in_a_manifest_or_at_its_resources() {
        let text =
            "components:\n  x-stackQL-resources:\n    books:\n      methods:\n        get:\n          x: 1\n";
        let at = |resource: &str, method: Option<&str>| {
            let place = FindingPlace::resource("shop", resource);
            line_in_manifest(text, &FindingPlace { method: method.map(str::to_string), ..place })
        };
        assert_eq!((at("books", Some("get")), at("books", None)), (Some(5), Some(3)));
        assert_eq!(line_in_manifest("{}", &FindingPlace::resource("shop", "books")), None);
        // What has gone is looked for where it was.
        assert!(
            at("books", Some("list")).is_some_and(|line| (3..=5).contains(&line)),
            "{:?}",
            at("books", Some("list"))
        );
    }
}
