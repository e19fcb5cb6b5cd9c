//! Packages as the engine meets them: pulled from a registry and checked by a second implementation, in Go.
//!
//! `tests/engine/` is that implementation, of the standard library alone. Without Go these tests are skipped
//! with a word on stderr; where `PROVGEN_ENGINE` is `required`, as in CI, that is a failure.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets what it doesn't expect fails"
)]

#[path = "it/common/mod.rs"]
mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use common::go::{Needs, build, can_run, go, printed};
use common::preview::Preview as Server;
use common::{provgen, run, sandbox};

const VERSION: &str = "v26.11.00001";

const MODULE: &str = "tests/engine";

/// The second implementation, built for one test.
fn engine(folder: &Path) -> impl Fn(&[&str]) -> Output {
    let program = build(MODULE, Needs::Nothing, folder).unwrap_or_else(|why| panic!("{why}"));
    move |arguments| Command::new(&program).args(arguments).output().unwrap()
}

#[test]
fn the_second_implementation_is_sound() {
    if !can_run("the_second_implementation_is_sound") {
        return;
    }
    for arguments in [["vet", "."].as_slice(), &["test", "."]] {
        let output = go(MODULE, Needs::Nothing, arguments).unwrap();
        assert!(output.status.success(), "{}", printed(&output));
    }
}

#[test]
fn what_is_packed_here_is_pulled_and_checked_there() {
    if !can_run("what_is_packed_here_is_pulled_and_checked_there") {
        return;
    }
    let folder = sandbox("pages/small");
    let engine = engine(folder.path());
    let at = |path: &str| folder.path().join(path).to_str().unwrap().to_string();
    assert!(run(folder.path(), &["generate"]).status.success());
    assert!(run(folder.path(), &["keygen", "--out", "key.pem"]).status.success());
    let mut package = provgen(folder.path());
    package.args(["package", "--version", VERSION, "--sign-key-env", "KEY"]);
    package.args(["--sign-time", "2026-11-24T00:00:00.25Z"]);
    package.env("KEY", fs::read_to_string(at("key.pem")).unwrap());
    assert!(package.status().unwrap().success());

    let server = Server::serve(folder.path(), &["registry", "serve"]);
    let url = server.address("");
    let list = engine(&["list", &url]);
    assert_eq!(printed(&list), fs::read_to_string(at("dist/providers.yaml")).unwrap());
    fs::create_dir_all(at("root/src/acme")).unwrap();
    let pulled = engine(&["pull", &url, "acme", VERSION, &at("root/src/acme")]);
    assert!(pulled.status.success(), "{}", printed(&pulled));
    let version = at(&format!("root/src/acme/{VERSION}"));
    let checked = engine(&["check", &version, &at("key.pub.pem")]);
    let expected = "provider.yaml 2026-11-24T00:00:00.25Z\nservices/small.yaml 2026-11-24T00:00:00.25Z\n";
    assert_eq!((checked.status.code(), printed(&checked).as_str()), (Some(0), expected));
    let missing = engine(&["pull", &url, "acme", "v26.11.00009", &at("root/src/acme")]);
    assert_eq!(printed(&missing), "acme/v26.11.00009.tgz: 404 Not Found\n");

    // What was pulled is what was generated.
    let show = |from: &str| run(folder.path(), &["show", "acme", "--format", "json", "--from", from]).stdout;
    assert_eq!(show(&version), show("generated/providers/src/acme/v00.00.00000"));

    // And it tells of a change.
    let service = format!("{version}/services/small.yaml");
    fs::write(&service, fs::read_to_string(&service).unwrap() + " ").unwrap();
    assert_eq!(engine(&["check", &version, &at("key.pub.pem")]).status.code(), Some(1));
}

#[test]
fn what_is_signed_there_is_checked_here() {
    if !can_run("what_is_signed_there_is_checked_here") {
        return;
    }
    let folder = sandbox("package/minimal");
    let engine = engine(folder.path());
    let at = |path: &str| folder.path().join(path).to_str().unwrap().to_string();
    assert!(run(folder.path(), &["keygen", "--out", "key.pem"]).status.success());
    let verify = || run(folder.path(), &["verify", ".", "--public-key", "key.pub.pem"]);
    assert_eq!(verify().status.code(), Some(1), "nothing is signed yet");
    // In UTC, and in zones on both sides of it.
    for time in ["2026-11-24T00:00:00Z", "2026-11-24T05:45:00.5+05:45", "1890-01-01T00:00:00-03:30"] {
        let files = [at("provider.yaml"), at("services/shop.yaml")];
        let signed = engine(&["sign", &at("key.pem"), time, &files[0], &files[1]]);
        assert!(signed.status.success(), "{}", printed(&signed));
        let output = verify();
        assert_eq!(output.status.code(), Some(0), "{time}: {}", output.printed());
    }
    fs::write(at("services/shop.yaml.sig"), fs::read(at("provider.yaml.sig")).unwrap()).unwrap();
    assert_eq!(verify().status.code(), Some(1), "one file's signature passes for another's");
}
