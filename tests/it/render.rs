//! Manifests and pages of small APIs, and a reference page as StackQL published it.

use std::fs;

use serde_json::Value;

use crate::common::assert_snapshot;
use crate::common::{case_file, root, run, sandbox};

/// A file that `provgen generate` makes of a case.
fn generated(case: &str, arguments: &[&str], file: &str) -> String {
    let folder = sandbox(case);
    let output = run(folder.path(), &[&["generate"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read_to_string(folder.path().join("generated").join(file)).unwrap()
}

const SPEC: [&str; 4] = ["--spec", "spec.json", "--provider", "acme"];
const SERVICES: &str = "providers/src/acme/v00.00.00000/services";

#[test]
fn a_services_manifest() {
    assert_snapshot!(
        "manifest__small",
        generated("manifest/small", &SPEC, &format!("{SERVICES}/small.yaml"))
    );
}

#[test]
fn what_stands_beside_a_reference_is_kept() {
    assert_snapshot!(
        "manifest__references",
        generated("manifest/references", &SPEC, &format!("{SERVICES}/refs.yaml"))
    );
}

#[test]
fn what_the_engine_can_not_call_is_written_so_that_it_can() {
    assert_snapshot!(
        "manifest__engine",
        generated("manifest/engine", &SPEC, &format!("{SERVICES}/ships.yaml"))
    );
}

#[test]
fn content_is_a_resource_of_its_own_and_stays_one_when_its_manifest_is_read() {
    let file = format!("{SERVICES}/shelf.yaml");
    let folder = sandbox("media/transfers");
    let generate = |arguments: &[&str]| {
        let output = run(folder.path(), &[&["generate"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stderr).unwrap()
    };
    generate(&SPEC);
    // The resource, and the operations of its methods.
    let parts = |out: &str| {
        let text = fs::read_to_string(folder.path().join(out).join(&file)).unwrap();
        let part = |start: &str, end: &str| {
            let after = &text[text.find(start).unwrap_or_else(|| panic!("{start}"))..];
            after[..after[1..].find(end).map_or(after.len(), |end| end + 1)].to_string()
        };
        let resource = part("    pages_content:\n", "\ninfo:");
        [resource, part("  \"/download/v1/", "\n  \"/"), part("  \"/upload/v1/", "\n  \"/")].join("\n…\n")
    };
    let written = parts("generated");
    assert_snapshot!("media__manifest", written);

    let told = generate(&["--spec", &format!("generated/{file}"), "--provider", "acme", "--out", "again"]);
    assert!(!told.contains("ignored-annotation"), "{told}");
    assert_eq!(parts("again"), written);
}

#[test]
fn names_that_methods_need_with_different_types_are_texts() {
    let spec = ["--spec", "spec.yaml", "--provider", "acme"];
    assert_snapshot!("manifest__types", generated("manifest/types", &spec, &format!("{SERVICES}/spec.yaml")));
}

/// The manifests of cases of all kinds fit the schema that `provgen schema manifest` prints; broken ones don't.
#[test]
fn manifests_fit_their_schema() {
    let printed = run(&root(), &["schema", "manifest"]);
    assert!(printed.status.success());
    let schema: Value = serde_json::from_slice(&printed.stdout).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let fits = |name: &str, text: &str| {
        let manifest: Value = serde_yaml::from_str(text).unwrap();
        let wrong: Vec<String> = schema
            .iter_errors(&manifest)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(wrong, Vec::<String>::new(), "{name}");
    };
    let dataproc = "generated/providers/src/googleapis.com/v00.00.00000/services/dataproc.yaml";
    fits("dataproc", &fs::read_to_string(root().join(dataproc)).unwrap());
    let mut sound = String::new();
    for (case, spec, service) in [
        ("manifest/small", "spec.json", "small"),
        ("manifest/references", "spec.json", "refs"),
        ("manifest/recursive", "spec.json", "recursive"),
        ("openapi/paths", "library.yaml", "library"),
        ("openapi/servers", "hosts.yaml", "hosts"),
        ("manifest/engine", "spec.json", "ships"),
        ("media/transfers", "spec.json", "shelf"),
    ] {
        let arguments = ["--spec", spec, "--provider", "acme"];
        sound = generated(case, &arguments, &format!("{SERVICES}/{service}.yaml"));
        fits(case, &sound);
    }
    for (text, broken) in [
        ("openAPIDocKey: \"200\"", "openAPIDocKey: 200"),
        ("sqlVerbs:", "sqlVerb:"),
        ("operation:", "operations:"),
        ("in: path", "in: cookie"),
        ("servers:\n  - url", "servers:\n  - uri"),
    ] {
        assert!(sound.contains(text), "{text}");
        let manifest: Value = serde_yaml::from_str(&sound.replace(text, broken)).unwrap();
        assert!(!schema.is_valid(&manifest), "{broken}");
    }
}

#[test]
fn a_schema_that_holds_itself_is_written_once() {
    let text = generated("manifest/recursive", &SPEC, &format!("{SERVICES}/recursive.yaml"));
    let (schemas, _) = text.split_once("  x-stackQL-resources:").unwrap();
    assert_snapshot!("manifest__recursive", schemas);
}

/// In manifests, pages and their twins, from JSON and from YAML: the digits of the double that is next to
/// each.
#[test]
fn numbers_keep_their_last_digit() {
    let folder = sandbox("openapi/numbers");
    let made = || {
        let output = run(folder.path(), &["generate"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        crate::common::files(&folder.path().join("generated"))
    };
    let files = made();
    let lines_of = |ending: &str| {
        let (path, text) = files.iter().find(|(path, _)| path.ends_with(ending)).unwrap();
        let text = String::from_utf8(text.clone()).unwrap();
        let keys = ["default", "Default", "imum", "multipleOf", "- ", "values", "One of"];
        let lines = text.lines().filter(|line| {
            keys.iter().any(|key| line.contains(key)) && line.bytes().any(|byte| byte.is_ascii_digit())
        });
        format!("{path}\n{}\n", lines.collect::<Vec<_>>().join("\n"))
    };
    assert_snapshot!(
        "manifest__numbers",
        [lines_of("spec.yaml"), lines_of("things/index.md"), lines_of("things/index.json")].join("\n")
    );
    // The same document as YAML.
    let text = fs::read_to_string(folder.path().join("spec.json")).unwrap();
    fs::write(folder.path().join("spec.json"), format!("# As YAML.\n{text}")).unwrap();
    assert_eq!(made(), files);
}

#[test]
fn an_operations_own_servers_are_kept() {
    let arguments = ["--spec", "hosts.yaml", "--provider", "acme"];
    let text = generated("openapi/servers", &arguments, &format!("{SERVICES}/hosts.yaml"));
    let (_, paths) = text.split_once("\npaths:\n").unwrap();
    assert_snapshot!("manifest__servers", paths);
}

#[test]
fn an_openapi_documents_manifest() {
    let arguments = ["--spec", "library.yaml", "--provider", "acme"];
    assert_snapshot!(
        "manifest__openapi",
        generated("openapi/paths", &arguments, &format!("{SERVICES}/library.yaml"))
    );
}

#[test]
fn a_providers_manifest() {
    let text = generated("pages/small", &[], "providers/src/acme/v00.00.00000/provider.yaml");
    assert_snapshot!("manifest__provider", text);
}

#[test]
fn each_kind_of_page() {
    assert_snapshot!("pages__provider", generated("pages/small", &[], "docs/acme/index.md"));
    assert_snapshot!("pages__service", generated("pages/small", &[], "docs/acme/small/index.md"));
    assert_snapshot!("pages__resource", generated("pages/small", &[], "docs/acme/small/things/index.md"));
}

#[test]
fn hostile_prose_stays_prose() {
    assert_snapshot!(
        "pages__hostile_service",
        generated("pages/hostile", &SPEC, "docs/acme/hostile/index.md")
    );
    assert_snapshot!(
        "pages__hostile_resource",
        generated("pages/hostile", &SPEC, "docs/acme/hostile/null/index.md")
    );
}

#[test]
fn a_megabyte_of_prose_is_one_cell() {
    let folder = sandbox("pages/hostile");
    let prose = "| {x} `y\r\n".repeat(100_000);
    let spec =
        case_file("pages/hostile", "spec.json").replace("A name that is markup.", &serde_json_text(&prose));
    fs::write(folder.path().join("spec.json"), spec).unwrap();
    assert!(run(folder.path(), &[&["generate"], SPEC.as_slice()].concat()).status.success());
    let page = fs::read_to_string(folder.path().join("generated/docs/acme/hostile/null/index.md")).unwrap();
    let long: Vec<&str> = page.lines().filter(|line| line.len() > 1_000_000).collect();
    assert_eq!(long.len(), 1);
    assert_eq!(long[0].replace("\\|", "").matches('|').count(), 4);
}

fn serde_json_text(text: &str) -> String {
    serde_json::to_string(text).unwrap().trim_matches('"').to_string()
}

/// Blank lines and white space at line ends aside, which the page was published with.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect()
}

/// `sessions.md` is the page of google.dataproc.sessions as StackQL published it in August 2023; the document
/// is written after it, so its words are the page's.
#[test]
fn a_published_page_comes_out_line_for_line() {
    let page = generated("pages/published", &[], "docs/google/dataproc/sessions/index.md");
    assert_eq!(lines(&page), lines(&case_file("pages/published", "sessions.md")));
}

#[test]
fn a_template_of_the_users_replaces_one_of_ours() {
    let folder = sandbox("pages/small");
    let templates = folder.path().join("pages");
    fs::create_dir(&templates).unwrap();
    fs::write(templates.join("resource.md"), "# {{ id }}: {{ fields | length }} fields\n").unwrap();
    let config =
        fs::read_to_string(folder.path().join("provgen.yaml")).unwrap() + "docs: { templates: pages }\n";
    fs::write(folder.path().join("provgen.yaml"), config).unwrap();
    assert!(run(folder.path(), &["generate"]).status.success());
    let read = |page: &str| fs::read_to_string(folder.path().join("generated/docs/acme").join(page)).unwrap();
    assert_eq!(read("small/things/index.md"), "# acme.small.things: 8 fields\n");
    assert!(read("small/index.md").contains("## Resources"));
}

/// Words that a reader of YAML 1.1 takes for something else are in quotes wherever they stand.
#[test]
fn no_word_of_yaml_1_1_is_bare() {
    let text = generated("manifest/small", &SPEC, &format!("{SERVICES}/small.yaml"));
    let traps = ["y", "on", "no", "yes", "ON", "1_000", "010"];
    for line in text.lines() {
        let bare = |word: &str| traps.contains(&word);
        let (key, value) = line.trim().trim_start_matches("- ").split_once(':').unwrap_or((line.trim(), ""));
        assert!(!bare(key.trim()), "{line}");
        assert!(!bare(value.trim()), "{line}");
        assert!(!bare(line.trim().trim_start_matches("- ")), "{line}");
    }
}

/// Whose folder they are in makes no difference to pages: the templates of a style, as a user's own, of a
/// large service.
#[test]
fn a_styles_templates_as_the_users_own() {
    for style in ["classic", "registry"] {
        let folder = tempfile::tempdir().unwrap();
        for (from, to) in [("specs".to_string(), "specs"), (format!("templates/{style}"), "pages")] {
            fs::create_dir(folder.path().join(to)).unwrap();
            crate::common::copy(&root().join(from), &folder.path().join(to));
        }
        let pages = |more: &str| {
            let text = format!(
                "provider: {{ name: google }}\nspecs: [specs/*.json]\ndocs: {{ style: {style}{more} }}\nout: made\n"
            );
            fs::write(folder.path().join("provgen.yaml"), text).unwrap();
            let output = run(folder.path(), &["generate"]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            crate::common::files(&folder.path().join("made/docs"))
        };
        let own = pages("");
        assert!(pages(", templates: pages") == own, "{style}");
    }
}
