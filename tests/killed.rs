//! What runs leave that were killed, and what a checkout may bring along that looks like it.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets what it doesn't expect fails"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use common::{run, sandbox};
use tempfile::TempDir;

const V: &str = "v26.11.00001";

/// A folder where everything is generated.
fn generated() -> TempDir {
    let folder = sandbox("pages/small");
    assert!(run(folder.path(), &["generate"]).status.success());
    folder
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Puts into `folder` what a killed run left, and what only looks like that. Returns the names of the latter.
fn litter(folder: &Path) -> BTreeSet<String> {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("precious"), "mine").unwrap();
    symlink("precious", folder.join(".provgen-new-aLink0")).unwrap();
    symlink("/dev/zero", folder.join(".provgen-new-aZero0")).unwrap();
    fs::create_dir(folder.join(".provgen-new-Folder")).unwrap();
    fs::write(folder.join(".provgen-new-Folder/mine"), "mine").unwrap();
    // One that nobody writes to would be waited for.
    let pipe = Command::new("mkfifo").arg(folder.join(".provgen-new-aPipe0")).status();
    assert!(pipe.unwrap().success());
    for name in [".provgen-new-", ".provgen-new-longer1", ".provgen-new-short", ".provgen-new-ab.cde"] {
        fs::write(folder.join(name), "mine").unwrap();
    }
    let others = names(folder);
    for name in [".provgen-new-x7Kq2a", ".provgen-new-000000"] {
        fs::write(folder.join(name), "half").unwrap();
    }
    others
}

#[test]
fn the_next_run_that_writes_to_a_folder_clears_what_killed_ones_left() {
    let folder = generated();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir(at("keys")).unwrap();
    for (command, places) in [
        (["lock"].as_slice(), [""].as_slice()),
        (&["keygen", "--out", "keys/key.pem"], &["keys"]),
        (&["package", "--version", V], &["dist", "dist/acme"]),
        (&["release", "--version", "v26.12.00001"], &["dist", "dist/acme"]),
        (&["generate", "--report", "reports/report.json"], &["reports"]),
    ] {
        let others: Vec<BTreeSet<String>> = places.iter().map(|place| litter(&at(place))).collect();
        let output = run(folder.path(), command);
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        for (place, others) in places.iter().zip(others) {
            let left: BTreeSet<String> =
                names(&at(place)).into_iter().filter(|name| name.starts_with(".provgen-new-")).collect();
            let others: BTreeSet<String> =
                others.into_iter().filter(|name| name.starts_with(".provgen-new-")).collect();
            assert_eq!(left, others, "{command:?} in {place}");
            assert_eq!(fs::read_to_string(at(place).join("precious")).unwrap(), "mine");
            assert!(at(place).join(".provgen-new-Folder/mine").exists());
            for name in names(&at(place)).into_iter().filter(|name| name.starts_with(".provgen-new-")) {
                let path = at(place).join(name);
                let is_folder = path.symlink_metadata().unwrap().is_dir();
                if is_folder { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
            }
        }
    }
}
