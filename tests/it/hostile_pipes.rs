//! Pipes and devices in a checkout, under every name that is looked for: none is waited for. What a shell
//! hands over is read.

use std::fs;
use std::process::Command;

use crate::common::checkout::{Checkout, ended};

#[test]
fn nothing_waits_for_a_pipe() {
    let checkout = Checkout::new();
    let spec = fs::read_to_string(checkout.path().join("spec.json")).unwrap();
    checkout.pipe("pipe.json");
    checkout.link("pipe.json", "link.json");
    checkout.link("/dev/stdin", "stdin.json");
    checkout.link("/dev/zero", "zero.json");
    for name in ["pipe.json", "link.json", "stdin.json", "zero.json", "/dev/stdin", "/dev/zero", "/dev/fd/0"]
    {
        checkout.configure(&format!("specs: [\"{name}\"]"));
        let (code, text) = checkout.run(&["generate"]);
        assert_eq!(code, Some(2), "{name}: {text}");
        if !name.starts_with("/dev/") {
            let (code, text) = checkout.run(&["generate", "--spec", name, "--provider", "acme"]);
            assert_eq!(code, Some(2), "{name}: {text}");
            let (code, text) = checkout.run(&["diff", name, "spec.json"]);
            assert_eq!(code, Some(2), "{name}: {text}");
        }
    }
    checkout.configure("specs: [\"*.json\"]");
    let (code, text) = checkout.run(&["generate"]);
    assert_eq!(code, Some(2), "{text}");

    for name in ["pipe.json", "link.json", "stdin.json", "zero.json"] {
        fs::remove_file(checkout.path().join(name)).unwrap();
    }
    for (key, path) in [
        ("docs: { style: registry, header: [x.md] }", "x.md"),
        ("docs: { templates: pages }", "pages/resource.md"),
        ("docs: { templates: pages }", "pages"),
        ("docs: { style: registry, history: [spec.1.json] }", "spec.1.json"),
        ("diff: { accept: accept.yaml }", "accept.yaml"),
    ] {
        checkout.configure(&format!("specs: [spec.json]\n{key}"));
        checkout.pipe(path);
        let run: &[&str] =
            if key.contains("accept") { &["diff", "spec.json", "spec.json"] } else { &["generate"] };
        let (code, text) = checkout.run(run);
        assert_eq!(code, Some(2), "{key}: {text}");
        fs::remove_file(checkout.path().join(path)).unwrap();
        drop(fs::remove_dir_all(checkout.path().join("pages")));
    }
    for name in ["provgen.lock", "mapping.yaml", "provgen.yaml"] {
        checkout.configure("specs: [spec.json]");
        checkout.pipe(name);
        let (code, text) = checkout.run(&["generate"]);
        assert_eq!(code, Some(2), "{name}: {text}");
        let (code, text) = checkout.run(&["generate", "--config", "provgen.yaml"]);
        assert_eq!(code, Some(2), "{name}: {text}");
        assert!(text.contains("it is a pipe"), "{text}");
    }
    fs::remove_file(checkout.path().join("provgen.lock")).unwrap();
    fs::remove_file(checkout.path().join("mapping.yaml")).unwrap();
    fs::remove_file(checkout.path().join("provgen.yaml")).unwrap();
    for path in ["x.tgz", "folder/provider.yaml", "dist/providers.yaml", "key.pem", "report.json"] {
        checkout.pipe(path);
    }
    checkout.put("services/a.yaml", &spec);
    for run in [
        &["verify", "x.tgz"][..],
        &["diff", "x.tgz", "spec.json"],
        &["diff", "folder", "spec.json"],
        &["show", "acme", "--from", "folder"],
        &["verify", "folder"],
        &["verify", "dist"],
        &["verify", "x.tgz", "--public-key", "key.pem"],
        &["generate", "--spec", "spec.json", "--provider", "acme", "--report", "report.json"],
    ] {
        let (code, text) = checkout.run(run);
        assert_eq!(code, Some(2), "{run:?}: {text}");
    }
}

#[test]
fn what_a_shell_hands_over_is_read() {
    let checkout = Checkout::new();
    let bin = env!("CARGO_BIN_EXE_provgen");
    for command in [
        "\"$0\" generate --spec <(cat spec.json) --provider acme --out a",
        "cat spec.json | \"$0\" generate --spec /dev/stdin --provider acme --out b",
        "\"$0\" diff --provider acme <(cat spec.json) <(cat spec.json)",
        "\"$0\" diff <(cat spec.json) spec.json",
        "cat spec.json | \"$0\" diff spec.json /dev/stdin",
    ] {
        let mut bash = Command::new("bash");
        bash.args(["-c", command, bin])
            .current_dir(checkout.path())
            .env("PROVGEN_CACHE_DIR", checkout.path());
        let (code, text) = ended(&mut bash, &[command]);
        assert_eq!(code, Some(0), "{command}: {text}");
    }
}
