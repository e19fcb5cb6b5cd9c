//! `provgen fetch`: which documents it takes, from where, and which it leaves as they are.

use std::fs;

use crate::common::mirror::{Answer, Mirror, document};
use crate::common::{assert_snapshot, files};
use crate::fetch::{fetch, folder, names, spec};

/// Servers of one service don't all have the same release.
#[test]
fn an_older_revision_replaces_a_newer_one_only_if_told_to() {
    let folder = folder("");
    let mirror = Mirror::start();
    let serve = |name: &str, revision| {
        mirror.serve(name, "v1", Answer::Document(document(name, "v1", revision)));
    };
    for name in ["alpha", "beta", "gamma", "delta"] {
        serve(name, "20260101");
    }
    fetch(folder.path(), &mirror, &[]);
    let before = files(&folder.path().join("specs"));
    serve("alpha", "20251231");
    serve("beta", "20250101");
    // These are no days: nobody knows which is the older one.
    serve("gamma", "7");
    fs::write(folder.path().join("specs/delta.v1.json"), document("delta", "v1", "newest")).unwrap();
    let mut text = fetch(folder.path(), &mirror, &[]);
    let after = files(&folder.path().join("specs"));
    for file in ["alpha.v1.json", "beta.v1.json"] {
        let of = |all: &[(String, Vec<u8>)]| all.iter().find(|(name, _)| name == file).cloned();
        assert_eq!(of(&before), of(&after), "{file} was replaced");
    }
    // The note of what stays is still its own: its server sends nothing once it has the document again.
    serve("alpha", "20260101");
    text += &fetch(folder.path(), &mirror, &["alpha", "beta", "--format", "json"]);
    assert_eq!(mirror.statuses("alpha", "v1"), [200, 200, 304]);
    text += &fetch(folder.path(), &mirror, &["--allow-older", "beta:v1"]);
    assert!(spec(folder.path(), "beta.v1.json").contains("20250101"));
    // A failure counts more than what was kept.
    serve("beta", "20240101");
    mirror.serve("gamma", "v1", Answer::Status(404, ""));
    text += &fetch(folder.path(), &mirror, &["beta", "gamma"]);
    // Two documents at once end in any order.
    let is_told = |line: &&str| !line.contains("\"tried\"");
    let told: Vec<&str> = text.lines().filter(is_told).collect();
    let events: Vec<&str> = told.iter().copied().filter(|line| line.starts_with('{')).collect();
    crate::json::lines_keep_to("fetch", &events.join("\n"));
    assert_snapshot!("older", told.join("\n").replace(env!("CARGO_PKG_VERSION"), "[version]"));
}

/// Some services are on no list: their own host alone has their documents.
#[test]
fn documents_that_no_directory_lists_are_fetched_from_their_own_hosts() {
    let mirror = Mirror::start();
    let own = Mirror::start();
    let port = own.port();
    for name in ["alpha", "beta"] {
        mirror.serve(name, "v1", Answer::Document(document(name, "v1", "20260101")));
    }
    mirror.serve_other("beta", "v2", Answer::Document(document("beta", "v2", "20260101")));
    for (name, version) in [("meet", "v2"), ("meet", "v2.1"), ("beta", "v2")] {
        own.serve(name, version, Answer::Document(document(name, version, "20260202")));
    }
    own.serve("moved", "v1", Answer::redirect("http://localhost:1/x"));
    own.serve("wrong", "v1", Answer::Document(document("meet", "v2", "20260202")));
    own.serve("prose", "v1", Answer::Bare("<html>Sign in</html>".into()));
    let at = |name: &str, version: &str| {
        format!("{name}.{version}: \"http://127.0.0.1:{port}/rest/{name}/{version}\"")
    };
    let good = [at("meet", "v2"), at("meet", "v2.1"), at("beta", "v2")].join(", ");
    let told = |text: String| text.replace(&port.to_string(), "OWN");

    // A host is asked only if it is allowed, whoever names it.
    let strange = folder(&format!(", documents: {{ {good} }}"));
    let mut text = told(fetch(strange.path(), &mirror, &[]));
    assert_eq!(names(strange.path()), [".provgen-etags", "alpha.v1.json", "beta.v1.json"]);
    assert!(own.statuses("meet", "v2").is_empty(), "a host was asked that isn't allowed");

    let hosts = format!(", hosts: [\"http://127.0.0.1:{port}\"]");
    let listed = folder(&format!("{hosts}, documents: {{ {good} }}"));
    text += &fetch(listed.path(), &mirror, &[]);
    let all = ["alpha.v1.json", "beta.v1.json", "beta.v2.json", "meet.v2.1.json", "meet.v2.json"];
    assert_eq!(names(listed.path())[1..], all);
    // The configuration's word counts more than the directory's.
    assert!(spec(listed.path(), "beta.v2.json").contains("20260202"));
    text += &fetch(listed.path(), &mirror, &["meet"]);
    fs::remove_file(listed.path().join("specs/meet.v2.json")).unwrap();
    text += &fetch(listed.path(), &mirror, &[]);
    assert_eq!(own.statuses("meet", "v2.1"), [200, 304, 304]);

    let bad = [at("moved", "v1"), at("wrong", "v1"), at("prose", "v1"), at("Alpha", "V1")].join(", ");
    let folder = folder(&format!("{hosts}, documents: {{ {bad} }}"));
    text += &told(fetch(folder.path(), &mirror, &[]));
    assert_eq!(names(folder.path()), [".provgen-etags", "alpha.v1.json", "beta.v1.json"]);
    assert_snapshot!("documents", text);
}
