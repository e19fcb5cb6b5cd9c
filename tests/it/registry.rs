//! Pages of style `registry`: what is on them, that their examples reach what they show, that their links
//! lead somewhere, and that their JSON twins keep to their schema.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::common::assert_snapshot;
use crate::common::{case_file, files, root, run, sandbox};
use provgen::api::{SqlVerb, VIEW_METHOD};
use provgen::docs::options::Style;
use provgen::docs::reference::{Example, Form, ResourceReference};
use provgen::docs::{Pages, links};
use provgen::engine::{casing, columns, sql, words};
use provgen::pipeline::each_service;
use provgen::provider::timeline::Timeline;
use provgen::provider::{Method, Resource, Service};
use provgen::settings::Settings;
use serde_json::Value;

/// All files that a configuration's pages are, by path below the output folder.
fn written(config: &Path) -> BTreeMap<String, String> {
    let out = tempfile::tempdir().unwrap();
    let arguments = ["generate", "--config", config.to_str().unwrap(), "--out", out.path().to_str().unwrap()];
    let output = run(&root(), &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let texts = files(out.path()).into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()));
    texts.filter(|(path, _)| path.starts_with("docs/")).collect()
}

/// This repository's configuration with pages of style `registry`, written into `folder`.
fn dataproc(folder: &Path) -> std::path::PathBuf {
    let text = fs::read_to_string(root().join("provgen.yaml")).unwrap();
    let specs = format!("specs: [{}]", root().join("specs/*.json").display());
    let text = text.replace("style: classic", "style: registry").replace("specs: [specs/*.json]", &specs);
    let path = folder.join("provgen.yaml");
    fs::write(&path, text).unwrap();
    path
}

/// The pages of the case that has something of everything.
fn library() -> BTreeMap<String, String> {
    let folder = sandbox("pages/registry");
    written(&folder.path().join("provgen.yaml"))
}

#[test]
fn each_kind_of_page() {
    let pages = library();
    assert_snapshot!("registry__provider", pages["docs/acme/index.md"]);
    assert_snapshot!("registry__service", pages["docs/acme/services/library/index.md"]);
    assert_snapshot!("registry__resource", pages["docs/acme/services/library/shelves/index.md"]);
    assert_snapshot!("registry__policies", pages["docs/acme/services/library/shelves_iam_policies/index.md"]);
    assert_snapshot!("registry__llms", pages["docs/acme/llms.txt"]);
    assert_snapshot!("registry__twin", pages["docs/acme/services/library/shelves/index.json"]);
}

#[test]
fn a_select_that_always_fails_says_so() {
    let folder = sandbox("pages/case");
    let pages = written(&folder.path().join("provgen.yaml"));
    let page = &pages["docs/acme/services/spec/things/index.md"];
    let limit = "Every `SELECT` fails: the columns `id` and `ID` differ in upper and lower case alone";
    assert_eq!(page.matches(limit).count(), 1, "{page}");
}

#[test]
fn hostile_prose_stays_prose() {
    let folder = sandbox("pages/hostile");
    let config = "provider: { name: acme }\nspecs: [spec.json]\ndocs: { style: registry }\n";
    fs::write(folder.path().join("provgen.yaml"), config).unwrap();
    let pages = written(&folder.path().join("provgen.yaml"));
    assert_snapshot!("registry__hostile_service", pages["docs/acme/services/hostile/index.md"]);
    assert_snapshot!("registry__hostile_resource", pages["docs/acme/services/hostile/null/index.md"]);
    assert_eq!(links::check(&pages), []);
}

/// A line such as `[a]: b` by itself would be the address of every `[a]` of its page.
#[test]
fn prose_gives_no_addresses_to_other_prose() {
    let folder = sandbox("pages/hostile");
    let file = folder.path().join("spec.json");
    let spec = fs::read_to_string(&file).unwrap();
    let about = r"{braces} and | pipes\n\nand <JSX prop={1}>";
    assert!(spec.contains(about) && spec.contains("A name that is markup."));
    let spec = spec.replace(about, "[a]: elsewhere").replace("A name that is markup.", "See [a].");
    fs::write(&file, spec).unwrap();
    let config = "provider: { name: acme }\nspecs: [spec.json]\ndocs: { style: registry }\n";
    fs::write(folder.path().join("provgen.yaml"), config).unwrap();
    let pages = written(&folder.path().join("provgen.yaml"));
    let page = &pages["docs/acme/services/hostile/null/index.md"];
    assert!(page.contains("&#91;a]: elsewhere") && !page.contains("\n[a]:"), "{page}");
    assert_eq!(links::check(&pages), []);
}

/// What changes with every release of an API is on its own page alone.
#[test]
fn a_page_changes_only_when_its_resource_does() {
    let folder = sandbox("pages/registry");
    let spec = case_file("pages/registry", "spec.json");
    let before = written(&folder.path().join("provgen.yaml"));
    fs::write(folder.path().join("spec.json"), spec.replace("20260101", "20260202")).unwrap();
    let after = written(&folder.path().join("provgen.yaml"));
    let changed: Vec<&String> =
        before.iter().filter(|(path, text)| after[*path] != **text).map(|(path, _)| path).collect();
    assert_eq!(changed, ["docs/acme/services/library/index.md"]);
}

#[test]
fn a_header_is_checked() {
    let folder = sandbox("pages/registry");
    let told = |config: &str, header: &str| {
        fs::write(folder.path().join("intro.md"), header).unwrap();
        fs::write(folder.path().join("provgen.yaml"), config).unwrap();
        String::from_utf8(run(folder.path(), &["generate"]).stderr).unwrap()
    };
    let config = case_file("pages/registry", "provgen.yaml");
    assert_snapshot!("registry__header_front_matter", told(&config, "---\ntitle: x\n---\n"));
    assert_snapshot!(
        "registry__header_classic",
        told(&config.replace("style: registry", "style: classic"), "x")
    );
    assert_snapshot!("registry__header_missing", told(&config.replace("intro.md", "gone.md"), "x"));
}

#[test]
fn links_and_ids_of_dataproc_lead_somewhere() {
    let folder = tempfile::tempdir().unwrap();
    let pages = written(&dataproc(folder.path()));
    assert_eq!(pages.keys().filter(|path| path.ends_with(".md")).count(), 17);
    assert_eq!(links::check(&pages), []);
    assert_eq!(links::check(&library()), []);
}

/// Every parameter that the API describes is described.
#[test]
fn no_description_of_a_parameter_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let (mut described, mut all) = (0, 0);
    for (path, text) in written(&dataproc(folder.path())) {
        if path.ends_with("/index.json") {
            let twin: Value = serde_json::from_str(&text).unwrap();
            for parameter in twin["parameters"].as_array().unwrap() {
                all += 1;
                described += usize::from(parameter["description"].is_string());
            }
        }
    }
    assert_eq!((described, all), (all, all));
    assert!(all > 100, "{all}");
}

#[test]
fn twins_keep_to_their_schema() {
    let folder = tempfile::tempdir().unwrap();
    let pages = written(&dataproc(folder.path()));
    let schema: Value = serde_json::from_str(&pages["docs/google/resource.schema.json"]).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut twins = 0;
    for (path, text) in pages.iter().chain(&library()) {
        let Some(place) = path.strip_suffix("/index.json") else { continue };
        let twin: Value = serde_json::from_str(text).unwrap();
        let problems: Vec<String> = validator.iter_errors(&twin).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{path}: {problems:?}");
        let depth = place.split('/').count() - 2;
        assert_eq!(twin["$schema"], format!("{}resource.schema.json", "../".repeat(depth)));
        twins += 1;
    }
    assert_eq!(twins, 15 + 3);
    // A schema that everything keeps to would be none.
    assert!(!validator.is_valid(&serde_json::json!({"id": 1})));
}

#[test]
fn every_example_of_dataproc_reaches_what_it_shows() {
    let folder = tempfile::tempdir().unwrap();
    let checked = examples_reach(&dataproc(folder.path()));
    assert!(checked > 150, "{checked}");
    let library = sandbox("pages/registry");
    assert_eq!(examples_reach(&library.path().join("provgen.yaml")), 16);
    assert_eq!(examples_reach(&root().join("tests/cases/pages/statements/provgen.yaml")), 14);
}

/// The same for a provider of any size: the configuration is named in `PROVGEN_CONFIG`.
#[test]
#[ignore = "needs a configuration in PROVGEN_CONFIG"]
fn every_example_and_link_of_a_provider_is_right() {
    let config = std::env::var("PROVGEN_CONFIG").expect("PROVGEN_CONFIG");
    let config = Path::new(&config);
    assert!(examples_reach(config) > 0);
    assert_eq!(links::check(&written(config)), []);
}

/// Checks all examples of a configuration's services, as they stand on the pages, and returns how many there
/// are.
fn examples_reach(config: &Path) -> usize {
    let mut settings = Settings::load(config).unwrap();
    settings.docs.style = Style::Registry;
    let pages = Pages::new(&settings.provider, &settings.docs).unwrap();
    let counts = each_service(&settings, |_, service| {
        let mut count = 0;
        let pages = pages.of(&service);
        for resource in &service.resources {
            let reference = pages.reference(resource, &Timeline::default());
            let written = pages.resource(resource, &Timeline::default())?;
            let page = &written[0].1;
            let shown = blocks(page);
            let examples = reference.start.iter().chain(&reference.examples);
            let forms: Vec<(&Example, &Form)> =
                examples.flat_map(|example| example.forms().map(move |form| (example, form))).collect();
            // A page without SELECT begins with one of its examples.
            let is_sql = |(example, _): &(&Example, &Form)| example.language == "sql";
            let again = usize::from(reference.start.is_empty() && forms.iter().any(is_sql));
            let queries = reference.view.as_ref().map_or(0, |view| view.queries.len());
            let expected = forms.len() + reference.habits.len() + again + queries;
            assert_eq!(shown.len(), expected, "{}", reference.id);
            for (example, form) in forms {
                let language = if example.language == "iql" { "sql" } else { example.language };
                assert!(shown.contains(&(language, form.text.trim_end())), "{}", form.text);
                if example.language == "sql" && example.method != VIEW_METHOD {
                    check_example(&service, resource, &reference, (example, form));
                    count += 1;
                }
            }
            for method in &reference.methods {
                let has_own = reference.examples.iter().any(|example| example.method == method.name);
                assert!(
                    has_own || !method.limits.is_empty(),
                    "{}.{} has no example",
                    reference.id,
                    method.name
                );
            }
        }
        Ok(count)
    });
    counts.unwrap().made.into_iter().sum()
}

/// The SQL and YAML of a page.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for language in ["sql", "yaml"] {
        for part in page.split(&format!("```{language}\n")).skip(1) {
            found.push((language, part.split("\n```").next().unwrap().trim_end()));
        }
    }
    found
}

/// A statement taken apart.
#[derive(Debug, Default)]
struct Statement {
    verb: String,
    /// What stands after FROM, INTO, UPDATE, REPLACE or EXEC.
    target: String,
    columns: Vec<String>,
    /// Names that it gives values to.
    names: Vec<String>,
    returning: Vec<String>,
    body: Vec<String>,
}

/// The column that a SELECT reads: `status` of `JSON_EXTRACT(status, '$.state') AS status_state`.
fn column(text: &str) -> &str {
    text.strip_prefix("JSON_EXTRACT(").map_or(text, |text| text.split(", ").next().unwrap())
}

/// Takes a statement apart; its lines are as examples have them.
fn parse(text: &str) -> Statement {
    let mut statement = Statement::default();
    let name = |text: &str| {
        let text = text.trim().trim_start_matches('@');
        match text.strip_prefix('"') {
            Some(quoted) => quoted.rsplit_once('"').unwrap().0.replace("\"\"", "\""),
            None => text.to_string(),
        }
    };
    let mut part = "";
    let (mut columns, mut values) = (0, 0);
    for line in text.lines() {
        let line = line.trim_end().trim_end_matches("/* required */").trim_end();
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let plain = line.trim().trim_end_matches(',');
        match (word, part) {
            (";" | ")", _) => {}
            ("}'", "BODY") => part = "",
            ("SELECT", "INSERT") => part = "VALUES",
            ("SELECT", _) => (statement.verb, part) = ("SELECT".into(), "SELECT"),
            ("FROM", _) => statement.target = rest.to_string(),
            ("DELETE", _) => {
                statement.verb = "DELETE".into();
                statement.target = rest.strip_prefix("FROM ").unwrap().to_string();
            }
            ("INSERT", _) => {
                statement.verb = "INSERT".into();
                let target = rest.strip_prefix("INTO ").unwrap().strip_suffix(" (").unwrap();
                (statement.target, part) = (target.to_string(), "INSERT");
            }
            ("UPDATE" | "REPLACE" | "EXEC", _) => {
                (statement.verb, statement.target, part) = (word.into(), rest.to_string(), word);
            }
            ("SET", _) => part = "SET",
            ("RETURNING", _) => part = "RETURNING",
            ("WHERE" | "AND", _) => statement.names.push(name(rest.split_once(" = ").unwrap().0)),
            (_, "EXEC") if line.starts_with("@@json=") => part = "BODY",
            (_, "EXEC") => statement.names.push(name(line.split_once("='").unwrap().0)),
            (_, "BODY") => {
                let key = plain.split_once("\": ").unwrap().0;
                statement.body.push(serde_json::from_str(&format!("{key}\"")).unwrap());
            }
            (_, "SELECT") => statement.columns.push(name(column(plain))),
            (_, "INSERT") => {
                statement.names.push(name(plain));
                columns += 1;
            }
            (_, "VALUES") => values += 1,
            (_, "SET") => statement.names.push(name(plain.split_once(" = ").unwrap().0)),
            (_, "RETURNING") => statement.returning.push(name(plain)),
            _ => panic!("{line:?} in\n{text}"),
        }
    }
    assert_eq!(columns, values, "{text}");
    statement
}

/// Every argument of EXEC but the last is followed by a comma.
fn has_commas(text: &str) -> bool {
    let arguments: Vec<&str> =
        text.lines().filter(|line| line.starts_with('@') && !line.starts_with("@@")).collect();
    let ends = |line: &&str| line.ends_with(',');
    match arguments.split_last() {
        Some((last, others)) => others.iter().all(ends) && !ends(last),
        None => true,
    }
}

fn check_example(
    service: &Service,
    resource: &Resource,
    reference: &ResourceReference,
    (example, form): (&Example, &Form),
) {
    let statement = parse(&form.text);
    assert!(!form.text.contains("--"), "{}", form.text);
    let is_shown =
        |method: &&Method| method.name.as_str() == example.method && method.verb.as_str() == example.verb;
    let method = resource.methods.iter().find(is_shown).unwrap();
    let operation = service.api.operation(&method.operation_id).unwrap();
    let place = format!("{}\n{}", method.operation_id, form.text);

    let body = operation.request.as_ref();
    let body = body.map(|body| service.api.fields_schema(&method.fields, &body.schema));
    let body = body.map(|fields| service.api.properties(fields)).unwrap_or_default();
    let is_settable = |name: &str| {
        body.get(name).is_some_and(|field| !field.read_only && !service.api.resolve(field).read_only)
    };
    let parameters: BTreeSet<&String> = method.required.iter().chain(&method.optional).collect();
    for name in &statement.names {
        let is_field = method.field_of(name).is_some_and(is_settable);
        assert!(
            parameters.contains(name) || is_field || method.route_names.contains(name),
            "{name} in {place}"
        );
    }
    let given: BTreeSet<String> = statement.names.iter().cloned().collect();
    assert_eq!(given.len(), statement.names.len(), "{place}");

    let rows = service.api.row_schema(operation, method.object_key.as_ref());
    let columns = rows.map(|rows| columns::columns(&service.api, rows)).unwrap_or_default();
    let has = |name: &str| columns.keys().any(|field| field == name || casing::snake(field) == name);
    for column in statement.columns.iter().chain(&statement.returning) {
        let is_named = has(column) && words::can_name_column(column);
        assert!(is_named || column == "*", "{column} in {place}");
    }
    assert!(statement.returning.len() <= 3 && !statement.returning.contains(&"*".to_string()), "{place}");
    if statement.verb == "EXEC" {
        let target = format!("{}.{}", sql::resource_id(&reference.id), sql::object(method.name.as_str()));
        assert_eq!(statement.target, target, "{place}");
        assert!(statement.body.iter().all(|name| is_settable(name)), "{place}");
        assert!(method.required_keys().all(|name| given.contains(name)), "{place}");
        assert!(has_commas(&form.text), "{place}");
        return;
    }
    assert_eq!(statement.target, sql::resource_id(&reference.id), "{place}");
    assert_eq!(statement.verb, method.verb.as_str(), "{place}");
    if method.verb == SqlVerb::Select && form.variant.is_none() && statement.columns != ["*"] {
        assert_eq!(statement.columns.len(), columns.len(), "{place}");
        let has = |name: &str| resource.columns.iter().any(|column| column.name == name);
        assert!(columns.keys().all(|name| has(name) || has(&casing::snake(name))));
    }
    assert!(is_reached(resource, method, &given), "{place}");
}

fn is_reached(resource: &Resource, method: &Method, given: &BTreeSet<String>) -> bool {
    resource.reached(method.verb, given).is_some_and(|found| found.name == method.name)
}

/// What is in a type stands once, and a field that holds its own type ends.
#[test]
fn types_are_unfolded_once() {
    let twin: Value =
        serde_json::from_str(&library()["docs/acme/services/library/shelves/index.json"]).unwrap();
    let column = |name: &str| {
        twin["columns"].as_array().unwrap().iter().find(|column| column["name"] == name).unwrap().clone()
    };
    assert_eq!(column("parent")["same_as"], "");
    // By the order of columns the deputy's comes first.
    assert_eq!(column("owner")["same_as"], "deputy");
    assert_eq!(column("deputy")["fields"].as_array().unwrap().len(), 2);
    let checks = column("checks");
    let by = &checks["fields"].as_array().unwrap().iter().find(|field| field["name"] == "by").unwrap();
    assert_eq!(by["same_as"], "deputy");
    let deepest = &checks["fields"][0]["fields"][0]["fields"][0];
    assert_eq!((&deepest["path"], &deepest["is_cut"]), (&"checks[].a.b.c".into(), &true.into()));
}
