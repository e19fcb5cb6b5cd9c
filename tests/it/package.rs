//! `provgen package` and `keygen`: what is packed, that it is the same bytes everywhere, and what is refused.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::assert_snapshot;
use crate::common::{case, copy, files, provgen, run, sandbox, transcript};
use tempfile::TempDir;

const PACKAGE: [&str; 5] = ["package", "--from", ".", "--version", "v26.11.00001"];

/// What `arguments` print, which must succeed.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A package's file as a text.
fn text(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

/// Unpacks an archive as anybody would.
fn unpack(archive: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let status = Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(to).status().unwrap();
    assert!(status.success());
}

/// A pair of keys in a folder, and the private one.
fn keys() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    printed(folder.path(), &["keygen"]);
    let private = text(folder.path(), "provgen-key.pem");
    (folder, private)
}

#[test]
fn a_version_is_packed_once() {
    let folder = sandbox("pages/small");
    run(folder.path(), &["generate"]);
    let mut told = transcript(folder.path(), &["package", "--version", "v26.11.00001"]);
    let before = files(&folder.path().join("dist"));
    told += &transcript(folder.path(), &["package", "--version", "v26.11.00001"]);
    told += &transcript(folder.path(), &["package", "--version", "v26.11.1"]);
    assert_eq!(before, files(&folder.path().join("dist")));
    told += &transcript(folder.path(), &["package", "--version", "v26.11.00002", "-q"]);
    told += &transcript(folder.path(), &["verify", "dist"]);
    for path in ["dist/providers.yaml", "dist/acme/v26.11.00001.json"] {
        told += &format!("--- {path}\n{}", text(folder.path(), path));
    }
    assert_snapshot!("packed", told);
}

#[test]
fn what_is_unpacked_is_what_was_packed() {
    let folder = sandbox("pages/small");
    run(folder.path(), &["generate"]);
    printed(folder.path(), &["package", "--version", "v26.11.00001"]);
    assert!(printed(folder.path(), &["verify", "dist/acme/v26.11.00001.tgz"]).contains("as it should be"));
    unpack(&folder.path().join("dist/acme/v26.11.00001.tgz"), &folder.path().join("root/src/acme"));
    let show = ["show", "acme", "--format", "json"];
    let source = printed(folder.path(), &show);
    for from in ["root/src/acme/v26.11.00001", "generated/providers/src/acme/v00.00.00000"] {
        assert_eq!(printed(folder.path(), &[&show[..], &["--from", from]].concat()), source, "{from}");
    }
    assert!(printed(folder.path(), &["verify", "root/src/acme/v26.11.00001"]).contains("as it should be"));
    let service = "services/small.yaml";
    assert_eq!(
        text(folder.path(), &format!("root/src/acme/v26.11.00001/{service}")),
        text(folder.path(), &format!("generated/providers/src/acme/v00.00.00000/{service}"))
    );
}

#[test]
fn an_output_folder_stands_for_what_is_generated_in_it() {
    let folder = sandbox("pages/small");
    run(folder.path(), &["generate"]);
    printed(folder.path(), &["package", "--version", "v26.11.00001"]);
    printed(
        folder.path(),
        &["package", "--version", "v26.11.00001", "--from", "generated", "--out", "other"],
    );
    assert_eq!(files(&folder.path().join("dist")), files(&folder.path().join("other")));
    assert!(printed(folder.path(), &["verify", "generated"]).contains("1 package is as it should be"));
    let sources = folder.path().join("generated/providers/src");
    fs::create_dir(sources.join("zeta")).unwrap();
    copy(&sources.join("acme"), &sources.join("zeta"));
    let several = ["package", "--version", "v26.11.00002", "--from", "generated"];
    assert_snapshot!("several", transcript(folder.path(), &several));
}

#[test]
fn a_version_is_replaced_where_it_is_one() {
    let folder = sandbox("package/minimal");
    printed(folder.path(), &PACKAGE);
    unpack(&folder.path().join("dist/acme/v26.11.00001.tgz"), &folder.path().join("out"));
    assert_snapshot!("stamped", text(folder.path(), "out/v26.11.00001/provider.yaml"));
    // What is packed may be packed again, as another version.
    let again = ["package", "--from", "out/v26.11.00001", "--version", "v2.0.0-rc.1"];
    printed(folder.path(), &again);
    assert!(printed(folder.path(), &["verify", "dist"]).contains("2 packages are as they should be"));
    let index = text(folder.path(), "dist/providers.yaml");
    assert_eq!(index, "providers:\n  acme:\n    versions:\n      - v2.0.0-rc.1\n      - v26.11.00001\n");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (_keep, key) = keys();
    let made = |umask: &str, zone: &str, threads: &str, name: &str| {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join(name);
        fs::create_dir(&source).unwrap();
        copy(&case("package/minimal"), &source);
        let binary = env!("CARGO_BIN_EXE_provgen");
        let script = format!(
            "umask {umask}; exec {binary} package --from {name} --version v26.11.00001 --sign-key-env KEY"
        );
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(folder.path())
            .env("TZ", zone)
            .env("RAYON_NUM_THREADS", threads)
            .env("KEY", &key)
            .env("SOURCE_DATE_EPOCH", "1795478400")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        files(&folder.path().join("dist"))
    };
    let first = made("022", "UTC", "1", "a");
    assert_eq!(first.len(), 4);
    for (umask, zone, threads, name) in
        [("022", "UTC", "1", "a"), ("077", "Asia/Kathmandu", "8", "b"), ("002", "America/St_Johns", "2", "c")]
    {
        assert_eq!(made(umask, zone, threads, name), first, "{umask} {zone} {threads}");
    }
    // The same time, written otherwise.
    let folder = sandbox("package/minimal");
    let mut command = provgen(folder.path());
    command.args(PACKAGE).args(["--sign-key-env", "KEY", "--sign-time", "2026-11-24T01:00:00+01:00"]);
    assert!(command.env("KEY", &key).status().unwrap().success());
    let second = files(&folder.path().join("dist"));
    assert_eq!(second, first);
}

#[test]
fn documents_that_do_not_fit_are_refused() {
    let folder = sandbox("package/broken");
    let before = files(folder.path());
    let told = transcript(folder.path(), &PACKAGE);
    assert_eq!(before, files(folder.path()));
    assert!(!folder.path().join("dist").exists(), "a failed run left a folder");
    assert_snapshot!("documents", told);
}

#[test]
fn what_a_package_does_not_have_is_named() {
    let folder = sandbox("package/minimal");
    let shop = folder.path().join("services/shop.yaml");
    for path in ["notes.txt", "services/old.yml", "services/shop.yaml.sig", "services/shop.json.sig"] {
        fs::write(folder.path().join(path), "").unwrap();
    }
    fs::create_dir_all(folder.path().join("views/deep")).unwrap();
    fs::write(folder.path().join("views/deep/view.yaml"), "").unwrap();
    let mut told = transcript(folder.path(), &[&PACKAGE[..], &["--out", "out"]].concat());
    #[cfg(unix)]
    {
        fs::rename(&shop, folder.path().join("shop.yaml")).unwrap();
        std::os::unix::fs::symlink("../shop.yaml", &shop).unwrap();
        told += &transcript(folder.path(), &PACKAGE);
    }
    told += &transcript(folder.path(), &["package", "--version", "v1.0.0"]);
    told += &transcript(folder.path(), &["package", "--version", "v1.0.0", "--from", "nowhere"]);
    told += &transcript(folder.path(), &["package", "--version", "v1.0.0", "--from", "services"]);
    assert_snapshot!("left_out", told);
}

#[test]
fn versions_that_are_none_are_refused() {
    let folder = sandbox("package/minimal");
    let mut told = String::new();
    for version in ["26.11.00001", "v26.11.1.1", "v26.11.0001", "v26.13.00001", "v00.00.00000", "../v1.0.0"] {
        told += &transcript(folder.path(), &["package", "--from", ".", "--version", version]);
    }
    assert!(!folder.path().join("dist").exists());
    assert_snapshot!("versions", told);
}

#[test]
fn a_list_of_providers_keeps_what_else_is_in_it() {
    let folder = sandbox("package/minimal");
    let dist = folder.path().join("dist");
    fs::create_dir(&dist).unwrap();
    let index = dist.join("providers.yaml");
    let before = "note: ours\nproviders:\n  acme: { owner: me, versions: [v26.11.00003] }\n  zulu: { versions: [v1, v1.0.0] }\n";
    fs::write(&index, before).unwrap();
    printed(folder.path(), &PACKAGE);
    assert_snapshot!("index", fs::read_to_string(&index).unwrap());
    let next = transcript(folder.path(), &["package", "--from", ".", "--version", "v26.11.00003"]);
    assert!(next.contains("v26.11.00004"), "{next}");
    // One that can't be read is left as it is, and nothing is packed.
    fs::write(&index, "providers: [google]\n").unwrap();
    let before = files(&dist);
    let told = transcript(folder.path(), &["package", "--from", ".", "--version", "v26.11.00009"]);
    assert_eq!(before, files(&dist));
    assert_snapshot!("index_broken", told);
}

#[test]
fn two_runs_at_once_lose_nothing() {
    let folder = sandbox("package/minimal");
    let start = |version: &str| {
        provgen(folder.path()).args(["package", "-q", "--from", ".", "--version", version]).spawn().unwrap()
    };
    let versions: Vec<String> = (1..=8).map(|number| format!("v26.11.{number:05}")).collect();
    // Each of them twice: one of the two comes too late.
    let runs: Vec<_> = versions.iter().chain(&versions).map(|version| start(version)).collect();
    let won = runs.into_iter().map(|mut run| run.wait().unwrap().code()).filter(|code| *code == Some(0));
    assert_eq!(won.count(), versions.len());
    let index = text(folder.path(), "dist/providers.yaml");
    let listed: BTreeSet<&str> = index.lines().filter_map(|line| line.trim().strip_prefix("- ")).collect();
    assert_eq!(listed, versions.iter().map(String::as_str).collect());
    assert!(printed(folder.path(), &["verify", "dist"]).contains("8 packages are as they should be"));
    assert_eq!(files(&folder.path().join("dist")).len(), 17, "something was left behind");
}

#[test]
fn a_key_is_made_once_and_never_shown() {
    let folder = sandbox("package/minimal");
    let mut told = transcript(folder.path(), &["keygen", "--out", "key.pem"]);
    told += &transcript(folder.path(), &["keygen", "--out", "key.pem"]);
    fs::rename(folder.path().join("key.pem"), folder.path().join("other.pem")).unwrap();
    told += &transcript(folder.path(), &["keygen", "--out", "key.pem"]);
    told += &transcript(folder.path(), &["keygen", "--out", "nowhere/key.pem"]);
    assert!(!folder.path().join("key.pem").exists(), "half a pair was left");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("other.pem"), 0o600);
        assert_eq!(mode("key.pub.pem") & 0o400, 0o400);
    }
    let (private, public) = (text(folder.path(), "other.pem"), text(folder.path(), "key.pub.pem"));
    let secret = private.lines().nth(1).unwrap();
    let part: String = secret.chars().skip(8).take(16).collect();
    // Whatever is in the variable, nothing of it is told.
    for (value, time) in [
        (private.as_str(), None),
        (private.as_str(), Some("yesterday")),
        (&public, None),
        (&private.replace("MC4C", "MC4D"), None),
        (&private.replace("PRIVATE", "ENCRYPTED PRIVATE"), None),
        (&private.replace("PRIVATE", "RSA PRIVATE"), None),
        (secret, None),
        ("", None),
    ] {
        let mut command = provgen(folder.path());
        command.args(PACKAGE).args(["-v", "--sign-key-env", "KEY"]).env("KEY", value);
        command.args(time.map(|time| ["--sign-time", time]).into_iter().flatten());
        let output = command.output().unwrap();
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8(printed).unwrap();
        assert!(!printed.contains(&part), "{printed}");
        if value == private && time.is_none() {
            assert!(output.status.success(), "{printed}");
            continue;
        }
        told += &printed;
    }
    for (_, bytes) in files(&folder.path().join("dist")) {
        assert!(!String::from_utf8_lossy(&bytes).contains(&part));
    }
    for arguments in [["--sign-key-env", "NOWHERE"], ["--sign-key-env", "a=b"]] {
        told += &transcript(folder.path(), &[&PACKAGE[..], &arguments].concat());
    }
    assert_snapshot!("keys", told);
}

#[test]
fn what_can_not_be_written_leaves_nothing() {
    let folder = sandbox("package/minimal");
    fs::write(folder.path().join("file"), "").unwrap();
    let told = transcript(folder.path(), &[&PACKAGE[..], &["--out", "file"]].concat());
    assert!(told.ends_with("exit code 2\n"), "{told}");
    fs::create_dir_all(folder.path().join("dist/acme/v26.11.00001.json")).unwrap();
    let told = transcript(folder.path(), &PACKAGE);
    assert!(!folder.path().join("dist/acme/v26.11.00001.tgz").exists(), "{told}");
    assert!(!folder.path().join("dist/providers.yaml").exists(), "{told}");
    assert_snapshot!("in_the_way", told);
}
