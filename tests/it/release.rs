//! `provgen release`: everything is checked before anything is written.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use provgen::document::project::Inside;
use provgen::output::State;
use provgen::package::{Origin, Shelf, Version};
use provgen::pipeline::cache::Cache;
use provgen::release::{ReleaseEvent, ReleaseRequest, ReleaseStep, Released, release};
use provgen::settings::Settings;

use crate::common::assert_snapshot;
use crate::common::{files, provgen, run, sandbox, transcript};
use tempfile::TempDir;

const RELEASE: [&str; 3] = ["release", "--version", "v26.11.00001"];

/// A folder where everything is generated.
fn generated() -> TempDir {
    let folder = sandbox("pages/small");
    assert!(run(folder.path(), &["generate"]).status.success());
    folder
}

/// A release that must stop, with everything as it was.
fn stopped(folder: &Path, arguments: &[&str], code: &str) -> String {
    let before = files(folder);
    let told = transcript(folder, arguments);
    assert!(told.ends_with(&format!("exit code {code}\n")), "{told}");
    assert_eq!(before, files(folder), "a release that stopped wrote something");
    told
}

#[test]
fn a_release_is_checked_packed_and_told_of() {
    let folder = generated();
    let mut told = transcript(folder.path(), &RELEASE);
    let notes = fs::read_to_string(folder.path().join("dist/acme/v26.11.00001.md")).unwrap();
    told += &format!("--- dist/acme/v26.11.00001.md\n{notes}");
    told += &transcript(folder.path(), &["verify", "dist"]);
    assert_snapshot!("first", told);
}

/// The steps are the library's: they are taken without a terminal, and tell what each found.
#[test]
fn the_library_takes_the_steps() {
    let folder = generated();
    let settings = Settings::load(&folder.path().join("provgen.yaml")).unwrap();
    let inside = |path: &str| Inside::named(&folder.path().join("generated").join(path));
    let (manifests, pages) = (inside("providers/src/acme/v00.00.00000"), inside("docs"));
    let shelf = Shelf::open(&folder.path().join("dist")).unwrap();
    let (state, version) = (State::none(), Version::parse("v26.11.00001").unwrap());
    let request = ReleaseRequest {
        settings: &settings,
        manifests: &manifests,
        pages: &pages,
        shelf: &shelf,
        state: &state,
        version: &version,
        signing: None,
        origin: &Origin::default(),
        acceptance: None,
        today: "2026-11-28",
    };
    let released = || {
        let mut told = Vec::new();
        let made = release(&request, Cache::none(), &Arc::default(), |event| {
            told.push(match event {
                ReleaseEvent::Checked(checked) => format!("checked {}", checked.report.changes.len()),
                ReleaseEvent::Linted(linted) => format!("linted {}", linted.pages),
                ReleaseEvent::Packed(package, _) => format!("packed {}", package.files),
                _ => "something else".into(),
            });
        });
        (made.unwrap(), told)
    };

    let page = folder.path().join("generated/docs/acme/small/index.md");
    let text = fs::read_to_string(&page).unwrap();
    fs::write(&page, "stale").unwrap();
    let (made, told) = released();
    assert!(matches!(made, Released::Stopped(ReleaseStep::Check)), "{made:?}");
    assert_eq!(told, ["checked 1"]);
    assert!(!folder.path().join("dist").exists());

    fs::write(&page, text).unwrap();
    let (made, told) = released();
    assert_eq!(told, ["checked 0", "linted 3", "packed 2"]);
    let Released::Placed(package, placed) = made else { panic!("{made:?}") };
    assert_eq!(package.counts.services, 1);
    assert!(placed.files.iter().all(|file| file.exists()) && placed.index.exists());
}

#[test]
fn a_signed_release_is_checked_by_its_key() {
    let folder = generated();
    assert!(run(folder.path(), &["keygen", "--out", "key.pem"]).status.success());
    let mut command = provgen(folder.path());
    command.args(RELEASE).args(["--sign-key-env", "KEY", "--sign-time", "2026-11-24T00:00:00Z"]);
    command.env("KEY", fs::read_to_string(folder.path().join("key.pem")).unwrap());
    assert!(command.output().unwrap().status.success());
    let told = transcript(folder.path(), &["verify", "dist", "--public-key", "key.pub.pem"]);
    assert!(told.contains("signed 2026-11-24T00:00:00Z with the key\n"), "{told}");
}

#[test]
fn what_stops_a_release_leaves_everything() {
    let folder = generated();
    let out = folder.path().join("generated");
    let page = out.join("docs/acme/small/things/index.md");
    let text = fs::read_to_string(&page).unwrap();

    fs::write(&page, text.clone() + "more\n").unwrap();
    let mut told = stopped(folder.path(), &RELEASE, "1");
    fs::write(&page, &text).unwrap();

    // A page of somebody else's, which no check is responsible for.
    fs::write(out.join("docs/acme/mine.md"), "[a](nowhere.md)\n").unwrap();
    told += &stopped(folder.path(), &RELEASE, "1");
    fs::remove_file(out.join("docs/acme/mine.md")).unwrap();

    let manifests = out.join("providers/src/acme/v00.00.00000/services");
    fs::write(manifests.join("mine.yaml"), "a: 1\n").unwrap();
    told += &stopped(folder.path(), &RELEASE, "2");
    fs::remove_file(manifests.join("mine.yaml")).unwrap();

    fs::create_dir_all(folder.path().join("dist/acme/v26.11.00001.md")).unwrap();
    told += &stopped(folder.path(), &RELEASE, "2");
    fs::remove_dir_all(folder.path().join("dist")).unwrap();
    assert_snapshot!("stopped", told);
}

#[test]
fn a_release_comes_after_the_last() {
    let folder = generated();
    assert!(run(folder.path(), &["package", "-q", "--version", "v26.11.00004"]).status.success());
    let mut told = stopped(folder.path(), &["release", "--version", "v26.11.00004"], "2");
    told += &stopped(folder.path(), &["release", "--version", "v26.11.00003"], "2");
    assert_snapshot!("after_the_last", told);
}

#[test]
fn a_release_that_breaks_sql_is_accepted_or_not_at_all() {
    let folder = generated();
    assert!(run(folder.path(), &RELEASE).status.success());
    let spec = fs::read_to_string(folder.path().join("spec.json")).unwrap();
    let without = spec.replace("\"labels\": {\"type\": \"object\"", "\"marks\": {\"type\": \"array\"");
    fs::write(
        folder.path().join("spec.json"),
        without
            .replace("\"additionalProperties\": {\"type\": \"string\"}", "\"items\": {\"type\": \"string\"}"),
    )
    .unwrap();
    assert!(run(folder.path(), &["generate"]).status.success());
    let next = ["release", "--version", "v26.12.00001"];
    let mut told = stopped(folder.path(), &next, "1");
    let accept = [
        "diff",
        "dist/acme/v26.11.00001.tgz",
        "generated",
        "--write-accept",
        "accept.yaml",
        "--reason",
        "nobody has labels",
    ];
    told += &transcript(folder.path(), &accept);
    told += &transcript(folder.path(), &[&next[..], &["--accept", "accept.yaml"]].concat());
    told += &fs::read_to_string(folder.path().join("dist/acme/v26.12.00001.md")).unwrap();
    told += &transcript(folder.path(), &["changelog", "dist/acme", "--only", "breaking"]);
    assert_snapshot!("breaking", told);
}
