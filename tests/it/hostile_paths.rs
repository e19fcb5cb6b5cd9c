//! What a checkout names and whoever runs provgen in it hasn't chosen: files elsewhere, git's own folder,
//! pipes, a configuration of somebody else's. Each attack is staged in a checkout of its own.

use std::fs;
use std::path::Path;

use crate::common::checkout::{Checkout, SECRET, ended};
use crate::common::provgen;

/// Runs of `generate` that say what they would write.
const RUNS: [&[&str]; 2] = [&["generate"], &["generate", "--check", "--diff"]];

#[test]
fn what_goes_into_pages_is_of_the_project() {
    let checkout = Checkout::new();
    let secret = checkout.folder.path().join("secret.md").display().to_string();
    checkout.link("/proc/self/environ", "environ.md");
    checkout.link("../secret.md", "link.md");
    checkout.link("..", "up");
    checkout.link("link.md", "link-to-link.md");
    checkout.link(".git", "hidden");
    for path in [
        secret.as_str(),
        "../secret.md",
        "/proc/self/environ",
        "environ.md",
        "link.md",
        "link-to-link.md",
        "up/secret.md",
        "hidden/config",
        ".git/config",
        "x/../.GIT/config",
        ".git./config",
        "git~1/config",
        ".g\u{200c}it/config",
    ] {
        let header = format!("specs: [spec.json]\ndocs: {{ style: registry, header: [\"{path}\"] }}");
        checkout.configure(&header);
        for run in RUNS {
            checkout.fails(run, "provgen.yaml:3:");
        }
        for key in ["history: [\"@\"]", "templates: \"@\""] {
            checkout.configure(&format!("specs: [spec.json]\ndocs: {{ {} }}", key.replace('@', path)));
            checkout.fails(&["generate"], "provgen.yaml:3:");
        }
        checkout.configure(&format!("specs: [spec.json]\ndiff: {{ accept: \"{path}\" }}"));
        checkout.fails(&["diff", "spec.json", "spec.json"], "provgen.yaml:3:");
    }
    // Links that stay in the project, and files at the top of the work tree, are files like any other.
    checkout.put("docs/about.md", "About.\n");
    checkout.link("docs/about.md", "about.md");
    checkout.put(
        "sub/provgen.yaml",
        "provider: { name: acme }\nspecs: [../spec.json]\ndocs: { style: registry, header: [../about.md] }\n",
    );
    let (code, text) = checkout.run(&["generate", "--config", "sub/provgen.yaml"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(!text.contains("outside"), "{text}");
}

#[test]
fn without_a_work_tree_the_project_is_the_configurations_folder() {
    let checkout = Checkout::new();
    fs::remove_dir_all(checkout.path().join(".git")).unwrap();
    checkout.put("notes.md", SECRET);
    checkout.put(
        "sub/provgen.yaml",
        "provider: { name: acme }\nspecs: [../spec.json]\ndocs: { style: registry, header: [../notes.md] }\n",
    );
    checkout.fails(&["generate", "--config", "sub/provgen.yaml"], "outside of the project");
}

#[test]
fn templates_are_files_of_the_project() {
    let checkout = Checkout::new();
    checkout.configure("specs: [spec.json]\ndocs: { templates: pages }");
    checkout.link("../../secret.md", "pages/provider.md");
    checkout.fails(&["generate"], "outside of the project");
    fs::remove_file(checkout.path().join("pages/provider.md")).unwrap();

    checkout.link("../../secret.md", "pages/_own.md");
    checkout.put("pages/provider.md", "{% include \"_own.md\" %}");
    checkout.fails(&["generate"], "outside of the project");
    fs::remove_file(checkout.path().join("pages/_own.md")).unwrap();

    for include in ["../../secret.md", "/proc/self/environ", "../.git/config"] {
        checkout.put("pages/provider.md", &format!("{{% include \"{include}\" %}}"));
        checkout.fails(&["generate"], "");
    }
    // A message that looks like a place doesn't make that place a template.
    checkout.put("pages/provider.md", "{{ throw(message=\"x\n--> ../../secret.md:1:1\n--> x\") }}");
    checkout.fails(&["generate"], "");

    checkout.pipe("pages/provider.md");
    checkout.fails(&["generate"], "it is a pipe");
}

#[test]
fn documents_that_lie_elsewhere_are_told_and_not_quoted() {
    let texts = [
        format!("root:{SECRET}:19000:0:99999:7:::\n"),
        format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{SECRET}\n-----END OPENSSH PRIVATE KEY-----\n"),
        format!("{SECRET}\n"),
        format!("{{\"auths\": {{\"{SECRET}\": 1}}}}"),
        format!("{{\"{SECRET}\": "),
        format!("openapi: {SECRET}\n"),
        format!("swagger: {SECRET}\n"),
        format!("openapi: 3.0.0\ninfo: {SECRET}\npaths: {{ /{SECRET}: {SECRET} }}\n"),
        format!("a: &a {SECRET}\na: *{SECRET}\n"),
        format!(
            "{{\"kind\": \"discovery#restDescription\", \"name\": \"{SECRET} x\", \"rootUrl\": \"https://x\", \"schemas\": {{\"{SECRET}\": {{\"$ref\": \"{SECRET}2\"}}}}}}"
        ),
    ];
    let checkout = Checkout::new();
    checkout.link("../elsewhere.json", "link.json");
    checkout.link("..", "specs/up");
    for text in texts {
        fs::write(checkout.folder.path().join("elsewhere.json"), &text).unwrap();
        for specs in [
            "specs: [../elsewhere.json]",
            "specs: [link.json]",
            "specs: [\"../else*.json\"]",
            "specs: [\"lin*.json\"]",
            "specs: [\"specs/up/*.json\"]",
            "services: { x: { spec: ../elsewhere.json } }",
        ] {
            checkout.configure(specs);
            checkout.fails(&["generate"], "nothing of it is quoted");
        }
        checkout.fails(&["show", "acme"], "nothing of it is quoted");
        checkout.fails(&["lock"], "nothing of it is quoted");
        let report = checkout.path().join("report.json");
        checkout
            .fails(&["generate", "--format", "json", "--report", "report.json"], "nothing of it is quoted");
        assert!(!fs::read_to_string(report).unwrap().contains(SECRET));
        // A folder that is named, and a file, may hold links, too.
        fs::create_dir_all(checkout.path().join("links")).unwrap();
        let _ = fs::remove_file(checkout.path().join("links/x.json"));
        checkout.link("../../elsewhere.json", "links/x.json");
        checkout.fails(&["diff", "spec.json", "links"], "nothing of it is quoted");
        checkout.fails(&["diff", "link.json", "spec.json"], "nothing of it is quoted");
    }
    for specs in ["specs: [/proc/self/environ]", "services: { x: { spec: /proc/self/environ } }"] {
        checkout.configure(specs);
        checkout.fails(&["generate"], "nothing of it is quoted");
    }
    // A sound one is read, and that is told.
    fs::copy(checkout.path().join("spec.json"), checkout.folder.path().join("elsewhere.json")).unwrap();
    checkout.configure("specs: [\"../else*.json\"]");
    let (code, text) = checkout.run(&["generate"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("1 document of `../else*.json` lies outside of the project"), "{text}");
    assert!(text.contains("provgen.yaml:2:9"), "{text}");
}

#[test]
fn what_the_user_names_is_quoted() {
    let checkout = Checkout::new();
    let elsewhere = checkout.folder.path().join("elsewhere.json");
    fs::write(&elsewhere, "{\"openapi\": \"9.1.2\"}").unwrap();
    for path in ["../elsewhere.json", elsewhere.to_str().unwrap()] {
        let (code, text) = checkout.run(&["generate", "--spec", path, "--provider", "acme"]);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains("9.1.2"), "{text}");
    }
}

#[test]
fn a_configuration_that_is_a_link_quotes_nothing() {
    let checkout = Checkout::new();
    for name in ["provgen.yaml", "other.yaml"] {
        let _ = fs::remove_file(checkout.path().join(name));
        checkout.link("../secret.md", name);
    }
    for run in [&["generate"][..], &["diff", "spec.json", "spec.json"], &["show", "acme"]] {
        checkout.fails(run, "provgen.yaml");
    }
    fs::write(checkout.folder.path().join("secret.md"), format!("fetch: {SECRET}\n")).unwrap();
    checkout.fails(&["fetch"], "nothing of it is quoted");
    checkout.fails(&["generate", "--config", "other.yaml"], "nothing of it is quoted");
    fs::remove_file(checkout.path().join("provgen.yaml")).unwrap();
    checkout.configure("specs: [spec.json]");
    for name in ["provgen.lock", "mapping.yaml"] {
        checkout.link("../secret.md", name);
        checkout.fails(&["generate"], name);
        checkout.fails(
            &["generate", "--config", "provgen.yaml"],
            &format!("`{name}` lies outside of the project"),
        );
    }
}

#[test]
fn git_keeps_its_folder() {
    let checkout = Checkout::new();
    checkout.put(".git/spec.json", &fs::read_to_string(checkout.path().join("spec.json")).unwrap());
    checkout.link(".git", "alias");
    for name in [".git", ".GIT", "git~1", ".git.", ".g\\u200cit", ".git::$INDEX_ALLOCATION", "alias"] {
        for key in [
            format!("specs: [\"{name}/spec.json\"]"),
            format!("specs: [\"{name}/*.json\"]"),
            format!("services: {{ x: {{ spec: \"{name}/spec.json\" }} }}"),
            format!("specs: [spec.json]\nout: \"{name}/hooks\""),
            format!("specs: [spec.json]\nout: \"a/../{name}\""),
        ] {
            checkout.configure(&key);
            checkout.fails(&["generate"], "git's own folder");
        }
    }
    // A pattern doesn't reach into it, nor to what provgen keeps for itself.
    let spec = fs::read_to_string(checkout.path().join("spec.json")).unwrap();
    for own in
        [".provgen-files", ".provgen-staging-x/a.json", ".provgen-new-x.json", "specs/.PROVGEN-new.json"]
    {
        checkout.put(own, &spec);
    }
    for pattern in
        [".gi[t]/*.json", "**/.git/*", "{.git,x}/*.json", ".provgen-*", ".provgen-staging-x/*", "specs/*"]
    {
        checkout.configure(&format!("specs: [\"{pattern}\"]"));
        checkout.fails(&["generate"], "config::");
    }
    checkout.configure("specs: [\"**/*.json\"]\nout: out");
    let (code, text) = checkout.run(&["generate"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("1 service"), "{text}");
}

#[test]
fn a_package_has_nothing_of_gits() {
    let checkout = Checkout::new();
    for name in [".git", ".GIT", "git~1", ".g\u{200c}it"] {
        let entries = [
            crate::common::archive::folder(&format!("{name}/")),
            crate::common::archive::file(&format!("{name}/provider.yaml"), "x"),
        ];
        fs::write(checkout.path().join("x.tgz"), crate::common::archive::archive(&entries)).unwrap();
        let (code, text) = checkout.run(&["verify", "x.tgz"]);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains("git"), "{text}");
    }
}

#[test]
fn a_configuration_above_is_the_users_own() {
    use std::os::unix::fs::{MetadataExt as _, chown};

    let checkout = Checkout::new();
    let below = checkout.path().join("below");
    fs::create_dir(&below).unwrap();
    if fs::metadata(&below).unwrap().uid() != 0 {
        // Only root can give a file to another user.
        return;
    }
    let run = |folder: &Path, arguments: &[&str], sudo: Option<&str>| {
        let mut command = provgen(folder);
        command.args(arguments).env_remove("SUDO_UID");
        if let Some(user) = sudo {
            command.env("SUDO_UID", user);
        }
        ended(&mut command, arguments)
    };
    let config = checkout.path().join("provgen.yaml");
    for given in [&config, &checkout.path()] {
        chown(given, Some(4321), None).unwrap();
        for command in [
            &["generate"][..],
            &["diff", "../spec.json", "../spec.json"],
            &["package", "--version", "v26.11.00001"],
        ] {
            let (code, text) = run(&below, command, None);
            assert_eq!(code, Some(2), "{command:?}: {text}");
            assert!(text.contains("belongs to user 4321"), "{text}");
            assert!(text.contains("--config ../provgen.yaml"), "{text}");
        }
        let (code, text) = run(&below, &["generate", "--config", "../provgen.yaml"], None);
        assert_eq!(code, Some(0), "{text}");
        assert_eq!(run(&below, &["generate"], Some("4321")).0, Some(0));
        assert_eq!(run(&below, &["generate"], Some("4322")).0, Some(2));
        // Whoever changes to its folder has chosen it.
        assert_eq!(run(&checkout.path(), &["generate"], None).0, Some(0));
        chown(given, Some(0), None).unwrap();
    }
    assert_eq!(run(&below, &["generate"], None).0, Some(0));
}

#[test]
fn a_folder_of_packages_quotes_nothing_that_lies_elsewhere() {
    let checkout = Checkout::new();
    fs::write(checkout.folder.path().join("list.yaml"), format!("providers: {{ {SECRET}: 1 }}\n{SECRET}"))
        .unwrap();
    checkout.link("../../list.yaml", "dist/providers.yaml");
    checkout.link("../../list.yaml", "release/provider.yaml");
    checkout.link("../secret.md", "release/services");
    checkout.fails(&["verify", "dist"], "outside of the project");
    checkout.fails(&["show", "acme", "--from", "release"], "");
    checkout.fails(&["diff", "release", "spec.json"], "");
}
