//! Signatures of a package: each file has one of its own, so a file of another version is as validly signed
//! as any.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::archive::{archive, file, folder};
use crate::common::assert_snapshot;
use crate::common::{case, copy, files, provgen, run, transcript};
use provgen::output::sha256;
use serde_json::Value;
use tempfile::TempDir;

const OLD: &str = "v26.10.00001";
const NEW: &str = "v26.11.00001";
const SHOP: &str = "services/shop.yaml";

/// A folder with two versions of the smallest provider, signed by one key at the times `old` and `new`.
fn signed(old: &str, new: &str) -> TempDir {
    let work = tempfile::tempdir().unwrap();
    copy(&case("package/minimal"), work.path());
    assert!(run(work.path(), &["keygen", "-q", "--out", "key.pem"]).status.success());
    pack(work.path(), OLD, old, "key.pem");
    let shop = fs::read_to_string(work.path().join(SHOP)).unwrap();
    fs::write(work.path().join(SHOP), shop + "# Without a hole that the old version had.\n").unwrap();
    pack(work.path(), NEW, new, "key.pem");
    work
}

fn pack(work: &Path, version: &str, time: &str, key: &str) {
    let mut command = provgen(work);
    command.args(["package", "-q", "--from", ".", "--version", version, "--sign-key-env", "KEY"]);
    command.args(["--sign-time", time]).env("KEY", fs::read_to_string(work.join(key)).unwrap());
    assert!(command.status().unwrap().success());
}

fn place(work: &Path, version: &str, ending: &str) -> PathBuf {
    work.join(format!("dist/acme/{version}{ending}"))
}

/// The files of a version.
fn unpacked(work: &Path, version: &str) -> BTreeMap<String, String> {
    provgen::package::archive::read(&place(work, version, ".tgz")).unwrap().into_iter().collect()
}

/// Puts `files` in the place of those of a version.
fn repack(work: &Path, version: &str, files: &BTreeMap<String, String>) {
    let mut entries = vec![folder(&format!("{version}/")), folder(&format!("{version}/services/"))];
    entries.extend(files.iter().map(|(path, text)| file(&format!("{version}/{path}"), text.as_str())));
    fs::write(place(work, version, ".tgz"), archive(&entries)).unwrap();
}

/// Puts the file `path` of the version `from` into the package `to`, with its signature.
fn mix(work: &Path, path: &str, from: &str, to: &str) {
    let (from, mut files) = (unpacked(work, from), unpacked(work, to));
    for path in [path.to_string(), format!("{path}.sig")] {
        files.insert(path.clone(), from[&path].clone());
    }
    repack(work, to, &files);
}

/// Makes the record of a version one of what its archive holds now.
fn rewrite_record(work: &Path, version: &str) {
    let path = place(work, version, ".json");
    let mut record: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let put = |row: &mut Value, content: &[u8]| {
        row["bytes"] = content.len().into();
        row["sha256"] = sha256(content).into();
    };
    put(&mut record["archive"], &fs::read(place(work, version, ".tgz")).unwrap());
    let files = unpacked(work, version);
    for row in record["files"].as_array_mut().unwrap() {
        let path = row["path"].as_str().unwrap().to_string();
        put(row, files[&path].as_bytes());
    }
    fs::write(path, serde_json::to_string_pretty(&record).unwrap() + "\n").unwrap();
}

fn forget_record(work: &Path, version: &str) {
    for ending in [".json", ".json.sig"] {
        fs::remove_file(place(work, version, ending)).unwrap();
    }
}

fn verify(work: &Path, version: &str, more: &[&str]) -> String {
    let archive = format!("dist/acme/{version}.tgz");
    transcript(work, &[&["verify", &archive, "--public-key", "key.pub.pem"], more].concat())
}

const APART: [&str; 2] = ["2026-10-20T00:00:00Z", "2026-11-24T00:00:00Z"];

#[test]
fn what_is_signed_here_is_signed_at_one_time() {
    let work = signed(APART[0], APART[1]);
    let told = transcript(work.path(), &["verify", "dist", "--public-key", "key.pub.pem"]);
    assert!(told.contains("2 packages are as they should be"), "{told}");
    for version in [OLD, NEW] {
        assert!(place(work.path(), version, ".json.sig").is_file());
    }
    // Without signatures of files, the record has none.
    assert!(run(work.path(), &["package", "--from", ".", "--version", "v26.12.00001"]).status.success());
    assert!(!place(work.path(), "v26.12.00001", ".json.sig").exists());
    assert!(run(work.path(), &["verify", "dist"]).status.success());
}

#[test]
fn a_file_of_another_version_is_found_by_its_time() {
    let mut told = String::new();
    // An old service in the new package, and a new one in the old package: with its record, with one that was
    // made for what is there, and without any.
    for (path, from, to) in [(SHOP, OLD, NEW), (SHOP, NEW, OLD)] {
        let work = signed(APART[0], APART[1]);
        mix(work.path(), path, from, to);
        told += &verify(work.path(), to, &[]);
        assert!(transcript(work.path(), &["verify", "dist"]).ends_with("exit code 1\n"), "without a key");
        rewrite_record(work.path(), to);
        told += &verify(work.path(), to, &[]);
        forget_record(work.path(), to);
        told += &verify(work.path(), to, &[]);
    }
    // Unpacked, as StackQL has it.
    let work = signed(APART[0], APART[1]);
    mix(work.path(), SHOP, OLD, NEW);
    for (path, text) in unpacked(work.path(), NEW) {
        let path = work.path().join(NEW).join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    told += &transcript(work.path(), &["verify", NEW, "--public-key", "key.pub.pem"]);
    assert_snapshot!("other_version", told);
}

#[test]
fn a_signer_that_takes_file_after_file_is_allowed_for_by_whoever_knows_it() {
    let is_sound = |old: &str, new: &str, more: &[&str]| {
        let work = signed(old, new);
        mix(work.path(), SHOP, OLD, NEW);
        forget_record(work.path(), NEW);
        verify(work.path(), NEW, more).ends_with("exit code 0\n")
    };
    let (early, late) = ("2026-11-24T00:00:00Z", "2026-11-24T00:00:02Z");
    assert!(is_sound(early, early, &[]));
    assert!(!is_sound(late, early, &[]), "a service is signed later");
    assert!(is_sound(late, early, &["--signed-within", "2s"]));
    assert!(!is_sound(late, early, &["--signed-within", "1s"]));
    // One that was signed before provider.yaml is older, however little.
    assert!(!is_sound(early, "2026-11-24T00:00:00.000000001Z", &["--signed-within", "5m"]));
    // The same time, written otherwise.
    assert!(is_sound("2026-11-24T01:00:00+01:00", early, &[]));
    let work = tempfile::tempdir().unwrap();
    let told = transcript(work.path(), &["verify", ".", "--signed-within", "-5s"]);
    assert!(told.ends_with("exit code 2\n"), "{told}");
    assert_snapshot!("span", transcript(work.path(), &["verify", ".", "--signed-within", "soon"]));
}

#[test]
fn the_record_binds_what_its_signature_is_of() {
    // Signed at one time, so that no time tells of a file of another version: the record's signature does.
    let sound = signed(APART[1], APART[1]);
    assert!(run(sound.path(), &["keygen", "-q", "--out", "other.pem"]).status.success());
    pack(sound.path(), "v26.12.00001", APART[1], "other.pem");
    let mut told = String::new();
    let mut check = |change: &dyn Fn(&Path)| {
        let work = tempfile::tempdir().unwrap();
        copy(sound.path(), work.path());
        change(work.path());
        let text = verify(work.path(), NEW, &[]);
        assert!(text.ends_with("exit code 1\n"), "{text}");
        told += &text;
    };
    let signature = |work: &Path| place(work, NEW, ".json.sig");
    check(&|work| {
        mix(work, SHOP, OLD, NEW);
        rewrite_record(work, NEW);
    });
    check(&|work| fs::remove_file(signature(work)).unwrap());
    check(&|work| fs::write(signature(work), "not base64").unwrap());
    check(&|work| {
        fs::copy(place(work, OLD, ".json.sig"), signature(work)).unwrap();
    });
    check(&|work| fs::remove_file(place(work, NEW, ".json")).unwrap());
    check(&|work| {
        // By another's key.
        fs::copy(place(work, "v26.12.00001", ".json.sig"), signature(work)).unwrap();
    });
    check(&|work| {
        // The owner's, of the very record, later than the files.
        let record = fs::read_to_string(place(work, NEW, ".json")).unwrap();
        let later = tempfile::tempdir().unwrap();
        copy(&case("package/minimal"), later.path());
        copy(&work.join("services"), &later.path().join("services"));
        fs::copy(work.join("key.pem"), later.path().join("key.pem")).unwrap();
        pack(later.path(), NEW, "2026-11-25T00:00:00Z", "key.pem");
        assert_ne!(fs::read_to_string(place(later.path(), NEW, ".json")).unwrap(), record);
        fs::copy(place(later.path(), NEW, ".json.sig"), signature(work)).unwrap();
        fs::copy(place(later.path(), NEW, ".json"), place(work, NEW, ".json")).unwrap();
    });
    check(&|work| {
        let unsigned: BTreeMap<String, String> =
            unpacked(work, NEW).into_iter().filter(|(path, _)| !path.ends_with(".sig")).collect();
        repack(work, NEW, &unsigned);
    });
    assert_snapshot!("record", told);
    assert!(verify(sound.path(), NEW, &[]).ends_with("exit code 0\n"));
    assert_eq!(files(&sound.path().join("dist")).len(), 10);
}
