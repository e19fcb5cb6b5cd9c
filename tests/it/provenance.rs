//! What a package's record tells of where it comes from, and what `release`, `verify` and `keygen` say about it.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::common::{assert_snapshot, run, run_with, sandbox, transcript};

/// Runs git in `folder`, as somebody.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let own = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"];
    let output = Command::new("git").args(own).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_string()
}

/// The record of a version.
fn record(folder: &Path, version: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join(format!("dist/acme/{version}.json"))).unwrap())
        .unwrap()
}

/// A release, signed if there is a key, without the time that it took.
fn release(folder: &Path, version: &str, key: Option<&str>) -> String {
    let named = ["--sign-key-env", "KEY", "--sign-time", "2026-11-24T00:00:00Z"];
    let arguments =
        [&["release", "--version", version][..], if key.is_some() { &named } else { &[] }].concat();
    let ran = run_with(folder, &[("KEY", key.unwrap_or_default())], &arguments);
    let told = ran.printed();
    let timed = |line: &str| {
        line.rsplit_once("   ").filter(|(_, time)| time.ends_with(" ms")).map(|(start, _)| start.to_string())
    };
    let lines: String = told.lines().map(|line| timed(line).unwrap_or(line.to_string()) + "\n").collect();
    format!("$ provgen {}\n{lines}exit code {}\n", arguments.join(" "), ran.status.code().unwrap())
}

#[test]
fn a_release_tells_what_its_maker_may_not_have_meant() {
    let folder = sandbox("pins/shop");
    let path = folder.path();
    let keys: Vec<String> = ["one.pem", "two.pem"]
        .into_iter()
        .map(|name| {
            assert!(run(path, &["keygen", "--out", name]).status.success());
            fs::read_to_string(path.join(name)).unwrap()
        })
        .collect();
    assert!(run(path, &["init", "shop.yaml", "--provider", "acme"]).status.success());
    assert!(run(path, &["generate"]).status.success());
    let mut told = release(path, "v26.11.00001", Some(&keys[0]));
    told += &release(path, "v26.11.00002", Some(&keys[1]));
    told += &release(path, "v26.11.00003", None);
    // `package` tells of signatures, too.
    let dist = ["package", "--version", "v26.11.00002", "--out", "other"];
    let signed =
        [&["package", "--version", "v26.11.00001", "--out", "other"][..], &["--sign-key-env", "KEY"]]
            .concat();
    assert!(run_with(path, &[("KEY", &keys[0])], &signed).status.success());
    assert!(run(path, &dist).printed().contains("warning[package::unsigned]: v26.11.00001 is signed"));
    let spec = fs::read_to_string(path.join("shop.yaml")).unwrap();
    let more = spec.replace("  /books/{book}/burn:", "  /covers:\n    get:\n      operationId: listCovers\n      responses: { '200': { description: ok, content: { application/json: { schema: { type: array, items: { type: object, properties: { title: { type: string } } } } } } } }\n  /books/{book}/burn:");
    assert_ne!(spec, more);
    fs::write(path.join("shop.yaml"), more).unwrap();
    fs::remove_file(path.join("mapping.yaml")).unwrap();
    assert!(run(path, &["generate"]).status.success());
    told += &release(path, "v26.11.00004", None);
    assert_snapshot!("remarks", told);
}

#[test]
fn the_record_names_the_commit() {
    let folder = sandbox("pins/shop");
    let path = folder.path();
    git(path, &["init", "-q"]);
    assert!(run(path, &["init", "shop.yaml", "--provider", "acme"]).status.success());
    assert!(run(path, &["generate"]).status.success());
    // Before the first commit there is none.
    assert!(run(path, &["package", "--version", "v1.0.0"]).status.success());
    assert_eq!(record(path, "v1.0.0")["source"].get("commit"), None);
    git(path, &["add", "."]);
    git(path, &["commit", "-q", "-m", "all"]);
    let commit = git(path, &["rev-parse", "HEAD"]);
    let ran = run(path, &["package", "--version", "v1.0.1"]);
    assert!(ran.status.success() && !ran.printed().contains("package::uncommitted"), "{}", ran.printed());
    let source = record(path, "v1.0.1")["source"].clone();
    assert_eq!((&source["commit"], source.get("uncommitted")), (&Value::from(commit.clone()), None));
    assert_eq!(source["mapping"].as_str().unwrap().len(), 64);
    // Generated files are made of others: they don't count. A file that was never added does.
    fs::write(path.join("generated/note.txt"), "mine").unwrap();
    fs::write(path.join("shop.yaml"), fs::read_to_string(path.join("shop.yaml")).unwrap() + "\n# a remark\n")
        .unwrap();
    git(path, &["rm", "-q", "--cached", "mapping.yaml"]);
    git(path, &["commit", "-q", "-m", "less"]);
    let told = transcript(path, &["package", "--version", "v1.0.2"]);
    let commit = git(path, &["rev-parse", "HEAD"]);
    assert!(
        told.contains(&format!(
            "2 files aren't as in the commit {}: shop.yaml, mapping.yaml\n",
            &commit[..12]
        )),
        "{told}"
    );
    assert_eq!(record(path, "v1.0.2")["source"]["uncommitted"], 2);
    // Overlays are sources, too, and nothing is in the commit of a work tree that it doesn't lie in.
    fs::write(path.join("more.yaml"), "overlay: 1.1.0\ninfo: { title: More, version: v1 }\nactions: [{ target: $.info, update: { x-more: 1 } }]\n").unwrap();
    let text = fs::read_to_string(path.join("provgen.yaml")).unwrap();
    fs::write(path.join("provgen.yaml"), text + "overlays: [more.yaml]\n").unwrap();
    assert!(run(path, &["generate"]).status.success());
    assert!(run(path, &["package", "--version", "v1.0.3"]).status.success());
    assert_eq!(record(path, "v1.0.3")["source"]["uncommitted"], 4);
    let elsewhere = tempfile::tempdir().unwrap();
    git(elsewhere.path(), &["init", "-q"]);
    git(elsewhere.path(), &["commit", "-q", "--allow-empty", "-m", "none"]);
    let config = path.join("provgen.yaml").canonicalize().unwrap();
    let from_there = ["package", "--version", "v1.0.4", "--config", config.to_str().unwrap(), "--out"];
    let dist = path.join("dist").canonicalize().unwrap();
    let ran = run(elsewhere.path(), &[&from_there[..], &[dist.to_str().unwrap()]].concat());
    assert!(ran.status.success(), "{}", ran.printed());
    assert_eq!(record(path, "v1.0.4")["source"]["uncommitted"], 4);
    // What the record says is the signer's word: it is no part of what the archive shows, but has to look right.
    assert_eq!(run(path, &["verify", "dist"]).status.code(), Some(0));
    let file = path.join("dist/acme/v1.0.2.json");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace(&commit, "HEAD; rm")).unwrap();
    let told = transcript(path, &["verify", "dist"]);
    assert!(told.contains("/source\n") && told.ends_with("exit code 1\n"), "{told}");
}

#[test]
fn an_unpacked_folder_is_held_to_its_record() {
    let folder = sandbox("pins/shop");
    let path = folder.path();
    assert!(run(path, &["init", "shop.yaml", "--provider", "acme"]).status.success());
    assert!(run(path, &["generate"]).status.success());
    assert!(run(path, &["package", "--version", "v26.11.00001"]).status.success());
    let unpacked =
        Command::new("tar").args(["-xzf", "v26.11.00001.tgz"]).current_dir(path.join("dist/acme")).status();
    assert!(unpacked.unwrap().success());
    let version = "dist/acme/v26.11.00001";
    let mut told = transcript(path, &["verify", version]);
    let service = path.join(version).join("services/shop.yaml");
    let text = fs::read_to_string(&service).unwrap();
    fs::write(&service, text.replacen("title: ", "title: An edited ", 1)).unwrap();
    told += &transcript(path, &["verify", version]);
    fs::rename(path.join("dist/acme/v26.11.00001.json"), path.join("elsewhere.json")).unwrap();
    told += &transcript(path, &["verify", version]);
    assert_snapshot!("unpacked", told);
}

#[test]
fn a_private_key_where_git_takes_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let is_told =
        |arguments: &[&str]| run(path, arguments).printed().contains("warning[cli::key-in-work-tree]");
    assert!(!is_told(&["keygen", "--out", "a.pem"]));
    git(path, &["init", "-q"]);
    assert!(is_told(&["keygen", "--out", "b.pem"]));
    fs::create_dir(path.join("keys")).unwrap();
    assert!(is_told(&["keygen", "--out", "keys/c.pem"]));
    fs::write(path.join(".gitignore"), "keys/\n").unwrap();
    assert!(!is_told(&["keygen", "--out", "keys/d.pem"]));
    let outside = tempfile::tempdir().unwrap();
    assert!(!is_told(&["keygen", "--out", outside.path().join("e.pem").to_str().unwrap()]));
}
