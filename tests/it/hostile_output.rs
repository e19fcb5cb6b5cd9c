//! A checkout that brings along what looks like provgen's own: lists of files, leavings of runs, an output
//! folder that leads elsewhere. Each attack is staged in a checkout of its own.

use std::fs;

use provgen::output::Digest;

use crate::common::checkout::{Checkout, SECRET};

/// A line of a list of files as provgen writes it, for what is at `path` now.
fn listed(checkout: &Checkout, path: &str) -> String {
    format!("{}  {path}\n", Digest::of(&fs::read(checkout.path().join(path)).unwrap()))
}

#[test]
fn what_a_run_reads_is_never_removed_or_replaced() {
    let checkout = Checkout::new();
    // All of it in a folder that is written to, and on the list just as it is.
    let inputs = [
        "docs/acme/in/spec.json",
        "docs/acme/in/header.md",
        "docs/acme/in/history/spec.1.json",
        "docs/acme/in/templates/resource.md",
        "docs/acme/in/accept.yaml",
        "docs/acme/in/provgen.yaml",
        "docs/acme/in/mapping.yaml",
    ];
    let document = fs::read_to_string(checkout.path().join("spec.json")).unwrap();
    let template = crate::common::root().join("templates/registry/resource.md");
    checkout.put(inputs[0], &document);
    checkout.put(inputs[1], "# Words before all else\n");
    checkout.put(inputs[2], &document);
    checkout.put(inputs[3], &fs::read_to_string(template).unwrap());
    checkout.put(inputs[4], "findings: []\n");
    checkout.put(
        inputs[5],
        "provider: { name: acme }\nspecs: [spec.json]\nout: ../../..\ndiff: { accept: accept.yaml }\n\
         docs: { style: registry, header: [header.md], history: [history/*.json], templates: templates }\n",
    );
    let config = ["--config", inputs[5]];
    let (code, text) = checkout.run(&[&["lock"], &config[..]].concat());
    assert_eq!(code, Some(0), "{text}");
    let list: String = inputs.iter().map(|path| listed(&checkout, path)).collect();
    checkout.put(".provgen-files", &format!("# Written by provgen\n{list}"));
    let before: Vec<String> = inputs.iter().map(|path| listed(&checkout, path)).collect();

    let (code, text) = checkout.run(&[&["generate"], &config[..]].concat());
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("0 removed") && text.contains("names them as inputs"), "{text}");
    assert_eq!(inputs.map(|path| listed(&checkout, path)).to_vec(), before);
}

#[test]
fn nothing_is_written_or_shown_outside_of_the_project_unless_the_user_names_it() {
    for out in ["", "out: ../elsewhere\n", "out: link/further\n"] {
        let checkout = Checkout::new();
        checkout.configure(&format!("specs: [spec.json]\n{out}"));
        let elsewhere = checkout.folder.path().join("elsewhere");
        for page in ["docs/acme/index.md", "further/docs/acme/index.md", "providers.yaml"] {
            let page = elsewhere.join(page);
            fs::create_dir_all(page.parent().unwrap()).unwrap();
            fs::write(page, format!("password: {SECRET}\n")).unwrap();
        }
        let before = crate::common::files(&elsewhere);
        checkout.link("../elsewhere", "generated");
        checkout.link("../elsewhere", "link");
        for arguments in [
            &["generate"][..],
            &["generate", "--check", "--diff", "-v"],
            &["lint"],
            &["package", "--version", "v26.11.00001"],
            &["release", "--version", "v26.11.00001"],
        ] {
            let (code, text) = checkout.run(arguments);
            assert!(
                code == Some(2)
                    && (text.contains("leads out of the project") || text.contains("lies outside")),
                "{arguments:?}: {text}"
            );
            assert!(!text.contains(SECRET), "{arguments:?}: {text}");
        }
        assert_eq!(crate::common::files(&elsewhere), before);
        // Who names the folder sees what is there.
        let named = elsewhere.display().to_string();
        assert!(checkout.run(&["generate", "--check", "--diff", "--out", &named]).1.contains(SECRET));
    }
    // The folders that a configuration doesn't even name.
    let checkout = Checkout::new();
    let (code, text) = checkout.run(&["generate"]);
    assert_eq!(code, Some(0), "{text}");
    fs::create_dir(checkout.folder.path().join("theirs")).unwrap();
    checkout.link("../theirs", "dist");
    checkout.link("../theirs", "specs");
    for arguments in [
        &["package", "--version", "v26.11.00001"][..],
        &["release", "--version", "v26.11.00001"],
        &["fetch", "--root", "http://127.0.0.1:9"],
    ] {
        checkout.fails(arguments, "is a link that leads out of the project");
    }
    assert_eq!(fs::read_dir(checkout.folder.path().join("theirs")).unwrap().count(), 0);
}

/// To name a configuration is to trust what it says of its output, but no link.
#[test]
fn a_configuration_that_is_named_says_where_output_goes() {
    let checkout = Checkout::new();
    checkout.configure("specs: [spec.json]\nout: ../elsewhere");
    let elsewhere = checkout.folder.path().join("elsewhere");
    let (code, text) = checkout.run(&["generate"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(!elsewhere.exists());
    let (code, text) = checkout.run(&["generate", "--config", "provgen.yaml"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(elsewhere.join("docs").is_dir());

    checkout.link("../elsewhere", "link");
    checkout.configure("specs: [spec.json]\nout: link/further");
    let (code, text) = checkout.run(&["generate", "--config", "provgen.yaml"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(!elsewhere.join("further").exists());
}

#[test]
fn leavings_of_a_run_that_came_with_a_checkout_move_nothing() {
    let checkout = Checkout::new();
    checkout.configure("specs: [spec.json]\nout: .");
    let steps = "keep 0 .git/config\nplace 1 notes.txt\nkeep 2 docs/acme/index.md\n";
    for (name, text) in
        [("lock", ""), ("old-0", "[core]"), ("old-2", "planted"), ("new-1", ""), ("journal", steps)]
    {
        checkout.put(&format!(".provgen-staging-a1b2c3/{name}"), text);
    }
    checkout.put("notes.txt", "mine");
    checkout.put(".env", "KEY=1");
    let list: String = ["notes.txt", ".env", "spec.json"].map(|path| listed(&checkout, path)).concat();
    checkout.put(".provgen-files", &list);
    let config = fs::read(checkout.path().join(".git/config")).unwrap();

    let (code, text) = checkout.run(&["generate"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("was not left by a run of yours") && text.contains("0 removed"), "{text}");
    assert_eq!(fs::read(checkout.path().join(".git/config")).unwrap(), config);
    for (path, text) in
        [("notes.txt", "mine"), (".env", "KEY=1"), (".provgen-staging-a1b2c3/old-2", "planted")]
    {
        assert_eq!(fs::read_to_string(checkout.path().join(path)).unwrap(), text);
    }
    let page = fs::read_to_string(checkout.path().join("docs/acme/index.md")).unwrap();
    assert!(page.contains("acme"), "{page}");
    // What git keeps for itself can't be on a list at all.
    checkout.put(".provgen-files", &listed(&checkout, ".git/config"));
    checkout.fails(&["generate"], ".provgen-files:1:67");
}
