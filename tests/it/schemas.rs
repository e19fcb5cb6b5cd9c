//! The schemas by which editors check `provgen.yaml` and `mapping.yaml`: they say what provgen itself says of both files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use provgen::diagnostic::Diagnostic;
use provgen::engine::settings::{SettingOwner, SettingPlace, all};
use provgen::mapping::pins::Mapping;
use provgen::settings::{EditorSchema, Settings};
use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::common::root;

/// A word that is neither a key nor a choice.
const STRANGE: &str = "zzzzzzzz";

fn schema(of: EditorSchema) -> Value {
    serde_json::from_str(of.text()).unwrap()
}

fn validator(of: EditorSchema) -> Validator {
    let schema = schema(of);
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// A text as editors read it: `off` is a word.
pub(crate) fn value(yaml: &str) -> Value {
    let options = serde_yaml::options! { strict_booleans: true };
    serde_yaml::from_str_with_options(yaml, options).unwrap()
}

/// What `validator` says against a text.
pub(crate) fn against(validator: &Validator, yaml: &str) -> Vec<String> {
    let value = value(yaml);
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Whether a block of a page is a `provgen.yaml` or a `mapping.yaml`, of which it may be a part: it fits the schema, and provgen
/// reads it.
pub(crate) fn kind_that_fits(page: &str, block: &str) -> &'static str {
    let mut whole = value(block);
    let keys = schema(EditorSchema::Config)["properties"].clone();
    let is_config = whole.as_object().unwrap().keys().all(|key| keys.get(key).is_some());
    if !is_config {
        assert_eq!(
            against(&validator(EditorSchema::Mapping), block),
            Vec::<String>::new(),
            "{page}\n{block}"
        );
        Mapping::parse(block, page).unwrap();
        return "mapping.yaml";
    }
    for (key, least) in [("provider", json!({ "name": "acme" })), ("specs", json!(["openapi.yaml"]))] {
        whole.as_object_mut().unwrap().entry(key).or_insert(least);
    }
    let whole = serde_yaml::to_string(&whole).unwrap();
    assert_eq!(against(&validator(EditorSchema::Config), &whole), Vec::<String>::new(), "{page}\n{block}");
    // A page names files that only its reader has.
    let faults: Vec<_> = problems(&whole)
        .into_iter()
        .filter(|fault| !["config::no-file", "config::no-document"].contains(&&*fault.code))
        .collect();
    assert!(faults.is_empty(), "{page}: {faults:?}\n{block}");
    "provgen.yaml"
}

/// The problems that provgen has with a configuration whose documents needn't be there.
fn problems(config: &str) -> Vec<Diagnostic> {
    let read = Settings::parse_rules(config, "provgen.yaml", Path::new(""), None, None);
    read.err().map(|failure| failure.problems).unwrap_or_default()
}

/// A way from the top of a file to one of its parts.
#[derive(Clone)]
enum Step {
    Key(String),
    Item,
}

/// A configuration that has `value` at the end of the way, and nothing else.
fn at(path: &[Step], value: Value) -> String {
    let wrap = |inner: Value, step: &Step| match step {
        Step::Key(key) => json!({ key.as_str(): inner }),
        Step::Item => json!([inner]),
    };
    path.iter().rev().fold(value, wrap).to_string()
}

/// What a message says is allowed.
fn allowed(problem: &Diagnostic) -> BTreeSet<String> {
    let help = problem.help.as_deref().unwrap_or_default();
    let (_, list) = help.split_once("allowed are ").unwrap();
    list.split(", ").map(str::to_string).collect()
}

fn names<'v>(values: impl IntoIterator<Item = &'v Value>) -> BTreeSet<String> {
    values.into_iter().map(|value| value.as_str().unwrap().to_string()).collect()
}

/// Compares each list of keys and of choices in the schema with what provgen allows at its place.
struct Comparison {
    root: Value,
    keys: usize,
    choices: usize,
}

impl Comparison {
    fn visit(&mut self, node: &Value, path: &[Step]) {
        let place = at(path, json!("…"));
        if let Some(target) = node["$ref"].as_str() {
            let target = self.root.pointer(target.trim_start_matches('#')).unwrap().clone();
            self.visit(&target, path);
        }
        for node in node["anyOf"].as_array().into_iter().flatten() {
            self.visit(node, path);
        }
        if let Some(values) = node["enum"].as_array() {
            let told = problems(&at(path, json!(STRANGE)));
            let problem = told.iter().find(|problem| problem.code == "config::unknown-value");
            assert_eq!(names(values), allowed(problem.unwrap_or_else(|| panic!("{place}"))), "{place}");
            self.choices += 1;
        }
        let keys = node["properties"].as_object();
        if let Some(keys) = keys.filter(|_| node["additionalProperties"] == false) {
            let told = problems(&at(path, json!({ STRANGE: 1 })));
            let problem = told.iter().find(|problem| problem.code == "config::unknown-key");
            let allowed = allowed(problem.unwrap_or_else(|| panic!("{place}")));
            assert_eq!(keys.keys().cloned().collect::<BTreeSet<_>>(), allowed, "{place}");
            self.keys += 1;
        } else if keys.is_some() {
            // StackQL decides which settings a method has: another test compares them.
            assert!(matches!(&path[0], Step::Key(key) if key == "settings" || key == "services"), "{place}");
        }
        for (key, node) in keys.into_iter().flatten() {
            self.visit(node, &[path, &[Step::Key(key.clone())]].concat());
        }
        if node["additionalProperties"].is_object() {
            let key = node["propertyNames"]["enum"][0].as_str().unwrap_or("x");
            self.visit(&node["additionalProperties"], &[path, &[Step::Key(key.to_string())]].concat());
        }
        if node["items"].is_object() {
            self.visit(&node["items"], &[path, &[Step::Item]].concat());
        }
    }
}

/// A key or a choice that is added on one side alone fails here.
#[test]
fn keys_and_choices_are_those_that_provgen_reads() {
    let root = schema(EditorSchema::Config);
    let mut comparison = Comparison { root: root.clone(), keys: 0, choices: 0 };
    comparison.visit(&root, &[]);
    assert!(comparison.keys > 25 && comparison.choices > 25, "{} {}", comparison.keys, comparison.choices);
}

#[test]
fn rules_and_settings_of_methods_are_all_there() {
    let schema = schema(EditorSchema::Config);
    let rules = fs::read_dir(root().join("src/rules/diff")).unwrap();
    let rules = rules.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_string());
    let listed = names(schema["$defs"]["levels"]["propertyNames"]["enum"].as_array().unwrap());
    assert_eq!(listed, rules.collect());
    let entry = &schema["$defs"]["settings"]["items"]["properties"];
    for (node, place) in [
        (entry, SettingPlace::Method),
        (&entry["config"]["properties"], SettingPlace::Config),
        (&entry["request"]["properties"], SettingPlace::Request),
        (&entry["response"]["properties"], SettingPlace::Response),
    ] {
        let of_methods = all()
            .filter(|setting| setting.at == place)
            .filter(|setting| place != SettingPlace::Config || setting.of.contains(&SettingOwner::Method));
        let mut expected: BTreeSet<&str> = of_methods.map(|setting| setting.name.as_str()).collect();
        if place == SettingPlace::Method {
            expected.extend(["operations", "sqlVerbs"]);
        }
        assert_eq!(node.as_object().unwrap().keys().map(String::as_str).collect::<BTreeSet<_>>(), expected);
    }
}

/// The files of this name in cases and examples.
fn written(name: &str) -> Vec<PathBuf> {
    let folders =
        ["tests/cases", "examples"].into_iter().flat_map(|folder| WalkDir::new(root().join(folder)));
    let files = folders.map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.file_name().is_some_and(|file| file == name)).collect()
}

/// Every configuration and every mapping that provgen takes fits its schema.
#[test]
fn what_people_wrote_fits() {
    let mappings = validator(EditorSchema::Mapping);
    for path in written("mapping.yaml") {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(against(&mappings, &text), Vec::<String>::new(), "{}", path.display());
    }
    let validator = validator(EditorSchema::Config);
    let mut count = 0;
    for path in written("provgen.yaml").into_iter().chain([root().join("provgen.yaml")]) {
        let text = fs::read_to_string(&path).unwrap();
        // Documents of some configurations are fetched first.
        let read = Settings::parse_rules(&text, "provgen.yaml", path.parent().unwrap(), None, None);
        if read.is_ok() {
            assert_eq!(against(&validator, &text), Vec::<String>::new(), "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
    let page = fs::read_to_string(root().join("docs/configuration.md")).unwrap();
    let (_, rest) = page.split_once("This one has every key:\n\n```yaml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    assert_eq!(against(&validator, example), Vec::<String>::new());
    // The example shows every key of the top level.
    let shown = value(example);
    for key in schema(EditorSchema::Config)["properties"].as_object().unwrap().keys() {
        assert!(shown.get(key).is_some(), "{key}");
    }
}

/// Both take the first of each pair, and refuse the second.
#[test]
fn wrong_configurations_do_not_fit() {
    let validator = validator(EditorSchema::Config);
    let config = |more: &str| format!("provider: {{ name: acme }}\nspecs: [spec.json]\n{more}\n");
    for (right, wrong) in [
        ("out: elsewhere", "ouput: elsewhere"),
        ("strict: true", "strict: \"true\""),
        ("acronyms: [OAuth]", "acronyms: OAuth"),
        ("docs: { style: registry }", "docs: { style: registri }"),
        ("docs: { field_order: source }", "docs:"),
        ("mapping: { undecided: refuse }", "mapping: { undecided: yes }"),
        ("naming: { resources: last-tag }", "naming: { resources: lasttag }"),
        ("envelope: { rows: [entries] }", "envelope: { rows: entries }"),
        ("split: { by: tag }", "split: { rename: { a: b } }"),
        ("split: none", "split: nothing"),
        ("pagination: none", "pagination: never"),
        ("pagination: { responseToken: { key: next } }", "pagination: { responseToken: { location: body } }"),
        ("services: { shop: { preferred: true } }", "services: { shop: { prefered: true } }"),
        ("services: { shop: {} }", "services: { sh-op: {} }"),
        (
            "services: { shop: { overrides: { a: { verb: exec } } } }",
            "services: { shop: { overrides: { a: { verb: PULL } } } }",
        ),
        (
            "services: { shop: { overrides: { a: { method: \"a-b,c.d\" } } } }",
            "services: { shop: { overrides: { a: { method: 1a } } } }",
        ),
        (
            "services: { shop: { overrides: { a: { route: 2 } } } }",
            "services: { shop: { overrides: { a: { route: -1 } } } }",
        ),
        (
            "services: { shop: { overrides: { a: { object_key: \"$.a b[*].c\" } } } }",
            "services: { shop: { overrides: { a: { object_key: \"$[*]\" } } } }",
        ),
        ("exclude: [{ service: [a, \"b*\"], reason: old }]", "exclude: [{ service: a }]"),
        (
            "exclude: [{ service: a, operation: b, reason: old }]",
            "exclude: [{ service: [a], operation: b, reason: old }]",
        ),
        ("exclude: [{ scope: a, reason: old }]", "exclude: [{ scope: a, service: b, reason: old }]"),
        ("select: [{ operation: a, reason: ours }]", "select: []"),
        (
            "settings: [{ operations: \"*\", request: { base: \"{}\" } }]",
            "settings: [{ request: { base: \"{}\" } }]",
        ),
        (
            "settings: [{ operations: \"*\", config: { odd: 1 } }]",
            "settings: [{ operations: \"*\", sqlVerbs: [] }]",
        ),
        ("diff: { levels: { docs-only: off } }", "diff: { levels: { docs-ony: off } }"),
        ("diff: { services: { a: { docs-only: risky } } }", "diff: { levels: { docs-only: bad } }"),
        (
            "manifest: { server_url: \"http://localhost:8080/{service}\" }",
            "manifest: { server_url: localhost }",
        ),
        ("manifest: { drop_extensions: [\"x-ms-*\"] }", "manifest: { drop_extensions: [ms] }"),
        ("fetch: { timeout_seconds: 0.5 }", "fetch: { connections: 0.5 }"),
        (
            "fetch: { documents: { meet.v2: \"https://meet.googleapis.com/x\" } }",
            "fetch: { documents: { meet.v2: meet.googleapis.com/x } }",
        ),
        (
            "fetch: { documents: { a-b_1.v1.1: \"http://mirror.example:8080/x\" } }",
            "fetch: { documents: { meet: \"https://meet.googleapis.com/x\" } }",
        ),
        ("fetch: { documents: {} }", "fetch: { documents: [meet.v2] }"),
        ("fetch: { max_megabytes: 256 }", "fetch: { max_megabytes: 257 }"),
    ] {
        let (right, wrong) = (config(right), config(wrong));
        assert_eq!(problems(&right), Vec::new(), "{right}");
        assert_eq!(against(&validator, &right), Vec::<String>::new(), "{right}");
        assert!(!problems(&wrong).is_empty(), "{wrong}");
        assert!(!against(&validator, &wrong).is_empty(), "{wrong}");
    }
    assert!(!against(&validator, "specs: [spec.json]").is_empty());
}

/// The schema and provgen say the same of each line and each name.
#[test]
fn a_mapping_fits_where_provgen_can_read_it() {
    let validator = validator(EditorSchema::Mapping);
    let of = |service: &str, resource: &str, method: &str, line: &str| {
        let mapping = json!({ service: { resource: { method: line } } });
        let is_read = Mapping::parse(&mapping.to_string(), "mapping.yaml").is_ok();
        assert_eq!(validator.is_valid(&mapping), is_read, "{mapping}");
        is_read
    };
    let lines = [
        "SELECT GET /v1/jobs",
        "  select  get  /v1/projects/{projectsId}/jobs   $.jobs  ",
        "SELECT*,EXEC GET /v1/jobs $.jobs  ?  @dataproc.projects.jobs.list",
        "EXEC POST /v1/jobs:run gone",
        "DELETE /v1/jobs/{job} @a%20b",
        "REPLACE PUT /a/größe/$x $.m[*].größe @?gone",
        "EXEC OPTIONS / ? $ @",
        "UPDATE\tPATCH\t/a",
        "INSERT TRACE /a @$.b $.c",
    ];
    assert!(lines.iter().all(|line| of("shop", "books", "list", line)));
    let wrong = [
        "",
        "SELEKT GET /a",
        "SELECT,, GET /a",
        "*SELECT GET /a",
        "SELECT",
        "SELECT GET",
        "SELECT GET a",
        "SELECT GET GET /a",
        "SELECTGET /a",
        "SELECT GET /a b",
        "SELECT GET /a $.b $.c",
        "SELECT GET /a $b",
        "SELECT GET /a $[*]",
        "SELECT GET /a $.b[0]",
        "SELECT GET /a $.b.",
        "SELECT GET /a ? gone",
        "SELECT GET /a ?  $.b  ?",
        "SELECT GET /a GONE",
        "SELECT GET /a @b @c",
    ];
    assert!(!wrong.iter().any(|line| of("shop", "books", "list", line)));
    for (service, resource, method, is_right) in [
        ("_shop1", "Books", "_list", true),
        ("shop", "books", "-v1.list,all", true),
        ("1shop", "books", "list", false),
        ("shop", "books-x", "list", false),
        ("shop", "../books", "list", false),
        ("shop", "", "list", false),
        ("shop", "books", ".1", false),
        ("shop", "books", "li st", false),
        ("shop", "books", "-.", false),
        (&"s".repeat(201), "books", "list", false),
    ] {
        assert_eq!(of(service, resource, method, "SELECT GET /a"), is_right, "{service}.{resource}.{method}");
    }
    for text in ["", "# nothing\n", "a:\n", "a:\n  b:\n"] {
        assert_eq!(against(&validator, text), Vec::<String>::new(), "{text}");
    }
    for text in ["a: [b]", "a: { b: SELECT }", "a: { b: { c: [1] } }", "a: { b: { c: } }"] {
        assert!(!against(&validator, text).is_empty(), "{text}");
        assert!(Mapping::parse(text, "mapping.yaml").is_err(), "{text}");
    }
}
