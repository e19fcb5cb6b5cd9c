//! Bad input: what is wrong, where, and the way out; exit code 2, and the output left as it was.

use std::fs;

use crate::common::assert_snapshot;
use crate::common::{run, sandbox, transcript};

/// Runs a case that must fail, and checks that nothing was written.
fn failing(case: &str, arguments: &[&str]) -> String {
    let folder = sandbox(case);
    let before = crate::common::files(folder.path());
    let text = transcript(folder.path(), arguments);
    assert!(text.ends_with("exit code 2\n"), "{text}");
    assert_eq!(before, crate::common::files(folder.path()), "a failed run wrote something");
    assert!(!folder.path().join("generated").exists(), "a failed run left a folder");
    text
}

fn spec(case: &str, file: &str) -> String {
    failing(case, &["generate", "--spec", file, "--provider", "acme"])
}

/// What a template would take is told before it is taken.
#[test]
fn templates_without_end() {
    let folder = sandbox("errors/template");
    let mut text = String::new();
    for template in [
        "---\n{% for a in range(end=1000000000) %}{% endfor %}\n",
        "{% for a in range(end=90000) %}\n{% for b in range(end=90000) %}{{ b }}{% endfor %}{% endfor %}\n",
        "{% for a in range(end=9000) %}\nXXX{% endfor %}\n",
        &format!("{{% set x = name %}}\n{}\n", "{% set x = x ~ x %}".repeat(40)),
        "# {{ name }}\n{% include \"resource.md\" %}\n",
        "# {{ name }}\n{% block a %}{% endblock %}\n",
    ] {
        let template = template.replace("XXX", &"long ".repeat(2000));
        fs::write(folder.path().join("pages/resource.md"), template).unwrap();
        text += &transcript(folder.path(), &["generate"]);
        assert!(!folder.path().join("generated").exists(), "a failed run left a folder");
    }
    assert_snapshot!("templates_without_end", text);
}

macro_rules! documents {
    ($($test:ident: $case:literal, $file:literal;)*) => {$(
        #[test]
        fn $test() {
            assert_snapshot!(stringify!($test), spec($case, $file));
        }
    )*};
}

documents! {
    missing_file: "errors/neither", "nowhere.json";
    a_folder: "errors/template", "pages";
    not_json: "errors/not_json", "spec.json";
    not_yaml: "errors/not_yaml", "spec.yaml";
    cut_off: "errors/cut_off", "spec.json";
    neither: "errors/neither", "spec.json";
    neither_list: "errors/neither", "list.json";
    neither_directory: "errors/neither", "directory.json";
    swagger_version: "errors/swagger_version", "spec.yaml";
    openapi_version: "errors/openapi_version", "spec.yaml";
    wrong_type: "errors/wrong_type", "spec.json";
    wrong_media: "errors/wrong_media", "spec.json";
    missing_keys: "errors/missing_keys", "spec.json";
    duplicate_key: "errors/duplicate_key", "spec.json";
    dangling_ref: "errors/dangling_ref", "spec.json";
    circular_ref: "errors/circular_ref", "spec.json";
    bad_path: "errors/bad_path", "spec.json";
    unreadable: "errors/unreadable", "spec.json";
    unsafe_service_parent: "errors/unsafe_service", "parent.json";
    unsafe_service_absolute: "errors/unsafe_service", "absolute.json";
    unsafe_service_empty: "errors/unsafe_service", "empty.json";
    unsafe_service_nul: "errors/unsafe_service", "nul.json";
    unsafe_service_device: "errors/unsafe_service", "device.json";
    unsafe_resource: "errors/unsafe_resource", "spec.json";
    unsafe_annotation: "errors/unsafe_annotation", "spec.yaml";
}

/// Most mistakes of an OpenAPI document are errors to those alone who want none.
#[test]
fn openapi() {
    let strict = ["generate", "--strict", "--spec", "spec.yaml", "--provider", "acme"];
    assert_snapshot!("openapi", failing("errors/openapi", &strict));
}

/// Places of a Swagger document are its own, whatever it is read as.
#[test]
fn swagger() {
    let strict = ["generate", "--strict", "--spec", "spec.yaml", "--provider", "acme"];
    assert_snapshot!("swagger", failing("errors/swagger", &strict));
}

macro_rules! configurations {
    ($($test:ident: $case:literal;)*) => {$(
        #[test]
        fn $test() {
            assert_snapshot!(stringify!($test), failing($case, &["generate"]));
        }
    )*};
}

configurations! {
    two_documents: "errors/two_documents";
    unknown_key: "errors/unknown_key";
    unmatched: "errors/unmatched";
    deep_pattern: "errors/deep_pattern";
    no_specs: "errors/no_specs";
    template: "errors/template";
    wrong_override: "overrides/wrong";
    no_config: "errors/neither";
}

/// What people mistype in their first configuration: each message says what to write.
#[test]
fn mistyped_configurations() {
    let folder = sandbox("errors/neither");
    let mut text = String::new();
    for config in [
        "provider:\n\tname: acme\n",
        "provider\n  name: acme\n",
        "provider:\n  name acme\n",
        "provider:\n  name:acme\n",
        "provider:\n  name: acme\nspecs:[spec.json]\n",
        "provider:\n  name: acme\nspecs\n",
        "provider:\n  name: acme\nspecs: [spec.json\n",
        "provider:\n  name: acme\n specs: [spec.json]\n",
        "provider:\n  name: acme\n  title: Acme: the API\n",
        "provider:\n  name: acme\n  title: @acme\n",
        "provider:\n  name: \"acme\nspecs: [spec.json]\n",
    ] {
        fs::write(folder.path().join("provgen.yaml"), config).unwrap();
        text += &transcript(folder.path(), &["generate"]);
    }
    assert_snapshot!("mistyped", text);
}

/// Where an argument is missing, examples show what was meant.
#[test]
fn missing_arguments() {
    let mut text = String::new();
    for arguments in [&["diff", "old.yaml"][..], &["diff", "--since", "main"], &["init", "a.yaml"]] {
        text += &failing("errors/neither", arguments);
    }
    assert_snapshot!("missing_arguments", text);
}

#[test]
fn unknown_names_on_the_command_line() {
    let mut text = failing("pages/small", &["generate", "smal"]);
    text += &failing("pages/small", &["show", "acme.smal"]);
    text += &failing("pages/small", &["show", "acme.small.thing"]);
    text += &failing("pages/small", &["show", "akme.small"]);
    assert_snapshot!("unknown_names", text);
}

#[test]
fn wrong_values_in_a_configuration() {
    let folder = sandbox("overrides/each");
    let config = "provider: {name: 1, config: x}\nspecs: []\nservices: {zoo: {raw_list_methods: \"yes\", overrides: \
                  {zoo.animals.get: {verb: PULL, object_key: things, route: -1}}}}\ndocs: {templates: [a]}\n";
    fs::write(folder.path().join("provgen.yaml"), config).unwrap();
    assert_snapshot!("wrong_values", transcript(folder.path(), &["generate"]));
}

#[test]
fn a_provider_name_that_is_none() {
    let text = failing("errors/neither", &["generate", "--spec", "spec.json", "--provider", "../x"]);
    assert_snapshot!("provider_name", text);
}

/// What stands in place of a document is called by its name, by every command that reads one.
#[test]
fn strangers_are_named() {
    let files = ["page.json", "xml.json", "pointer.json", "error.json", "oauth.json", "rpc.json"];
    let mut text: String = files.map(|file| spec("errors/strangers", file)).concat();
    for arguments in [
        &["inspect", "pointer.json"][..],
        &["init", "page.json", "--provider", "acme"],
        &["show", "acme", "--spec", "error.json"],
        &["diff", "error.json", "pointer.json"],
        &["lint", "page.json"],
        &["lint", "pointer.json"],
        &["lint", "error.json"],
        &["lint", "rpc.json"],
    ] {
        text += &failing("errors/strangers", arguments);
    }
    assert_snapshot!("strangers", text);
}

#[test]
fn nesting_is_bounded() {
    let folder = sandbox("errors/neither");
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    fs::write(folder.path().join("deep.json"), deep("{\"a\":", "}")).unwrap();
    fs::write(folder.path().join("deep.yaml"), format!("openapi: {}", deep("[", "]"))).unwrap();
    for file in ["deep.json", "deep.yaml"] {
        let output = run(folder.path(), &["generate", "--spec", file, "--provider", "acme"]);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains("too deep"), "{message}");
    }
}

#[test]
fn the_output_is_a_file() {
    let folder = sandbox("pages/small");
    fs::write(folder.path().join("generated"), "mine").unwrap();
    let text = transcript(folder.path(), &["generate"]);
    assert_eq!(fs::read_to_string(folder.path().join("generated")).unwrap(), "mine");
    assert_snapshot!("output_is_a_file", text);
}

#[test]
fn a_file_of_the_users_is_in_the_way() {
    let folder = sandbox("pages/small");
    let page = folder.path().join("generated/docs/acme/index.md");
    fs::create_dir_all(page.parent().unwrap()).unwrap();
    fs::write(&page, "mine").unwrap();
    let text = transcript(folder.path(), &["generate"]);
    assert_eq!(fs::read_to_string(&page).unwrap(), "mine");
    assert_snapshot!("file_in_the_way", text);
}

#[test]
fn all_problems_are_listed_up_to_a_bound() {
    let folder = sandbox("errors/neither");
    let schemas: Vec<String> = (0..200).map(|n| format!("\"S{n}\": {{\"type\": {n}}}")).collect();
    let text = format!(
        "{{\"kind\": \"discovery#restDescription\", \"name\": \"a\", \"rootUrl\": \"https://a\", \"schemas\": {{{}}}}}",
        schemas.join(", ")
    );
    fs::write(folder.path().join("many.json"), text).unwrap();
    let output = run(folder.path(), &["generate", "--spec", "many.json", "--provider", "acme"]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(message.matches("error[input::wrong-type]").count(), 50, "{message}");
    assert!(message.contains("200 problems in many.json (150 not listed)"), "{message}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_output_is_not_writable() {
    let folder = sandbox("pages/small");
    let text = transcript(folder.path(), &["generate", "--out", "/proc/provgen"]);
    assert_snapshot!("output_not_writable", text);
}

/// A document that never ends can't hold whoever wants to stop. Asked twice, the process ends at once; what
/// it leaves of its staging folder the next run takes away.
#[cfg(unix)]
#[test]
fn an_endless_document_can_be_interrupted() {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    let folder = sandbox("pages/small");
    let mut child = crate::common::provgen(folder.path())
        .args(["generate", "--spec", "/dev/stdin", "--provider", "acme"])
        // Nothing comes from there, and no end, as long as this end is open.
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Asked again and again, since how soon the first one is heard depends on the machine.
    let mut status = None;
    for _ in 0..100 {
        std::thread::sleep(Duration::from_millis(100));
        drop(Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status());
        status = child.try_wait().unwrap();
        if status.is_some() {
            break;
        }
    }
    drop(child.kill());
    // A signal before the handler is set ends the process by itself.
    assert!(status.is_some_and(|status| matches!(status.code(), Some(2) | None)), "{status:?}");
    assert!(!folder.path().join("generated/docs").exists());
    assert!(run(folder.path(), &["generate"]).status.success());
    let left = crate::common::files(&folder.path().join("generated"));
    assert!(left.iter().all(|(path, _)| !path.contains("staging")), "{left:?}");
}
