use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::options::{Fate, PartChange, SplitBy, SplitOptions};
use super::{Split, can_split};
use crate::api::{Api, Operation};
use crate::input;
use crate::names::ServiceName;

const DOCUMENT: &str = include_str!("../../../tests/cases/split/tags/spec.yaml");

fn api(text: &str) -> Api {
    input::parse(text, "spec.yaml", "spec").unwrap()
}

fn name(text: &str) -> ServiceName {
    ServiceName::new(text).unwrap()
}

fn change(of: &str, fate: Fate) -> PartChange {
    PartChange { of: of.to_string(), pointer: format!("/split/{of}"), is_key: true, fate }
}

fn options(by: SplitBy, changes: Vec<PartChange>) -> SplitOptions {
    SplitOptions { by, changes }
}

fn split(text: &str, by: SplitBy, changes: Vec<PartChange>) -> Split {
    Split::of(api(text), &name("acme"), &options(by, changes), None).unwrap()
}

/// The ids of each part's operations, and the names of its schemas.
fn parts(mut split: Split) -> BTreeMap<String, (Vec<String>, Vec<String>)> {
    let names = split.names();
    let part = |name: ServiceName| {
        let api = split.take(&name).unwrap();
        let ids = api.operations.iter().map(|operation| operation.id.to_string()).collect();
        (name.to_string(), (ids, api.schemas.into_keys().collect()))
    };
    names.into_iter().map(part).collect()
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

#[test]
fn each_operation_is_in_one_part_with_the_schemas_that_it_reaches() {
    let all = parts(split(DOCUMENT, SplitBy::Tag, Vec::new()));
    let expected = [
        ("acme", texts(&["getStatus"]), vec![]),
        ("authors", texts(&["listAuthors"]), texts(&["Author"])),
        ("book_shelves", texts(&["listShelves"]), texts(&["Place", "Shelf"])),
        ("books", texts(&["getBook", "listBooks"]), texts(&["Author", "Book"])),
        ("internal", texts(&["getMetrics"]), vec![]),
        ("search", texts(&["searchPages"]), vec![]),
    ];
    let expected = expected.into_iter().map(|(name, ids, schemas)| (name.to_string(), (ids, schemas)));
    assert_eq!(all, expected.collect());
    let by_path = parts(split(DOCUMENT, SplitBy::Path, Vec::new()));
    assert_eq!(
        by_path.keys().collect::<Vec<_>>(),
        ["authors", "books", "internal", "search", "shelves", "status"]
    );
}

#[test]
fn a_part_has_the_words_of_its_tag_and_the_schemes_that_it_asks_for() {
    let mut split = split(DOCUMENT, SplitBy::Tag, vec![change("authors", Fate::Merged(name("books")))]);
    let shelves = split.take(&name("book_shelves")).unwrap();
    assert_eq!(
        (shelves.title.as_str(), shelves.description.as_str()),
        ("Acme API: Book Shelves", "Shelves hold books.")
    );
    assert_eq!(shelves.security_schemes.keys().collect::<Vec<_>>(), ["key"]);
    let books = split.take(&name("books")).unwrap();
    let words = (books.title.as_str(), books.description.as_str());
    assert_eq!(words, ("Acme API: authors, books", "Everything that Acme has."));
    assert_eq!(split.take(&name("acme")).unwrap().title, "Acme API");
    assert!(split.take(&name("books")).is_none(), "a part is taken once");
}

#[test]
fn a_document_that_demands_nothing_keeps_what_it_declares() {
    let text = DOCUMENT.replace("security: [{ key: [] }]\n", "");
    let mut split = split(&text, SplitBy::Tag, Vec::new());
    assert_eq!(split.take(&name("books")).unwrap().security_schemes.len(), 2);
}

#[test]
fn what_is_left_out_is_listed_with_its_reason() {
    let split = split(DOCUMENT, SplitBy::Tag, vec![change("internal", Fate::Dropped)]);
    let [dropped] = split.dropped.as_slice() else { panic!("{:?}", split.dropped) };
    assert_eq!((dropped.name.as_str(), dropped.ledger.len()), ("internal", 1));
    assert_eq!(dropped.ledger[0].reason(), Some("`split.drop` leaves out the service `internal`"));
    assert!(split.names().iter().all(|part| part.as_str() != "internal"));
    assert_eq!(split.matched, BTreeSet::from(["/split/internal".to_string()]));
}

#[test]
fn names_are_never_shared_by_accident() {
    let wrong = |changes: Vec<PartChange>| {
        let failed = Split::of(api(DOCUMENT), &name("acme"), &options(SplitBy::Tag, changes), None);
        let told =
            failed.unwrap_err().into_iter().map(|one| format!("{}: {}", one.pointer, one.problem.message));
        told.collect::<Vec<_>>()
    };
    for (changes, told) in [
        (
            vec![change("authors", Fate::Renamed(name("Books")))],
            "/split/authors: `authors` can't be called `Books`: another service is",
        ),
        (
            vec![change("authors", Fate::Merged(name("BOOKS")))],
            "/split/authors: `BOOKS` and `books` differ in case alone: they would share a folder",
        ),
        (
            vec![change("Book Shelves", Fate::Dropped), change("book_shelves", Fate::Renamed(name("x")))],
            "/split/book_shelves: `book_shelves` is named in `split` twice",
        ),
    ] {
        assert_eq!(wrong(changes), [told]);
    }
    // Two may change their names with each other, and one take the name of one that goes.
    let swapped = vec![
        change("authors", Fate::Renamed(name("books"))),
        change("books", Fate::Renamed(name("authors"))),
        change("internal", Fate::Dropped),
        change("book_shelves", Fate::Renamed(name("internal"))),
    ];
    let all = parts(split(DOCUMENT, SplitBy::Tag, swapped));
    assert_eq!(all["books"].0, ["listAuthors"]);
    assert_eq!(all["internal"].0, ["listShelves"]);
}

#[test]
fn tags_that_name_nothing_leave_operations_in_the_document() {
    let text =
        DOCUMENT.replace("tags: [authors]", "tags: [\"作者\"]").replace("tags: [internal]", "tags: [ACME]");
    let all = parts(split(&text, SplitBy::Tag, Vec::new()));
    assert_eq!(all["acme"].0, ["getMetrics", "getStatus", "listAuthors"]);
}

#[test]
fn an_entry_that_matches_nothing_is_told_with_what_was_meant() {
    let split = split(DOCUMENT, SplitBy::Tag, vec![change("bookz", Fate::Dropped)]);
    assert!(split.matched.is_empty());
    assert_eq!(split.near, BTreeMap::from([("/split/bookz".to_string(), "books".to_string())]));
}

#[test]
fn what_cannot_be_read_is_told_with_its_part() {
    let broken = DOCUMENT.replace("/v1/books/{id}:\n", "/v1/broken:\n    delete:\n      operationId: breakBook\n      tags: [authors]\n      responses: { \"200\": { $ref: \"#/components/responses/Gone\" } }\n  /v1/books/{id}:\n");
    let mut split = split(&broken, SplitBy::Tag, Vec::new());
    let authors = split.take(&name("authors")).unwrap();
    assert_eq!(authors.unreadable.len(), 1);
    assert!(split.take(&name("books")).unwrap().unreadable.is_empty());
}

#[test]
fn a_document_with_annotations_stays_whole() {
    assert!(can_split(&api(DOCUMENT)));
    let annotated =
        DOCUMENT.replace("operationId: getBook", "operationId: getBook\n      x-stackQL-resource: books");
    assert!(!can_split(&api(&annotated)));
}

/// Every document of the tests, split both ways: each operation is in one part, or listed if nobody can read it, and each reference in it leads to a schema.
#[test]
fn nothing_is_lost_of_any_document() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut count = 0;
    for entry in walkdir::WalkDir::new(cases).sort_by_file_name() {
        let entry = entry.unwrap();
        let Ok(text) = fs::read_to_string(entry.path()) else { continue };
        let Ok(whole) = input::parse(&text, "spec.yaml", "spec") else { continue };
        if !can_split(&whole) || whole.operations.is_empty() {
            continue;
        }
        count += 1;
        for (_, by) in SplitBy::ALL {
            let mut split = Split::of(whole.clone(), &name("acme"), &options(by, Vec::new()), None).unwrap();
            let (mut ids, mut unreadable) = (Vec::new(), 0);
            for part in split.names() {
                let api = split.take(&part).unwrap();
                assert!(!api.operations.is_empty(), "{part} of {}", entry.path().display());
                let names = api.operations.iter().flat_map(|operation| references(&api, operation));
                for name in names.collect::<Vec<_>>() {
                    assert!(api.schemas.contains_key(&name), "{name} of {}", entry.path().display());
                }
                ids.extend(api.operations.into_iter().map(|operation| operation.id));
                unreadable += api.unreadable.len();
            }
            // Those of services without any operation are listed as left out.
            unreadable += split.dropped.iter().map(|part| part.ledger.len()).sum::<usize>();
            ids.sort();
            let all: Vec<_> = whole.operations.iter().map(|operation| operation.id.clone()).collect();
            assert_eq!((ids, unreadable), (all, whole.unreadable.len()), "{}", entry.path().display());
        }
    }
    assert!(count > 100, "{count}");
}

/// The names of the schemas that `operation` leads to, found another way than by the split: in what is printed of it.
fn references(api: &Api, operation: &Operation) -> BTreeSet<String> {
    let (mut names, mut pending) = (BTreeSet::new(), vec![format!("{operation:?}")]);
    while let Some(text) = pending.pop() {
        for part in text.split("reference: Some(\"").skip(1) {
            let name = part.split("\")").next().unwrap();
            if names.insert(name.to_string()) {
                pending.extend(api.schemas.get(name).map(|schema| format!("{schema:?}")));
            }
        }
    }
    names
}
