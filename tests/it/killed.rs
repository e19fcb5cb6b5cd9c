//! What runs leave that were killed, and what a checkout may bring along that looks like it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::common::mirror::{Answer, Mirror, document};
use crate::common::{files, provgen, run, sandbox, transcript};
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

/// A command that asks no proxy for what is on loopback.
fn direct(mut command: Command) -> Command {
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command
}

/// A run that the system kills as soon as it writes more than `blocks` of 512 bytes to one file.
fn killed_at(blocks: u32, folder: &Path, arguments: &[&str], more: &[(&str, &Path)]) {
    let script = format!("ulimit -c 0; ulimit -f {blocks}; exec {} \"$@\"", env!("CARGO_BIN_EXE_provgen"));
    let environment = provgen(folder);
    let mut command = direct(Command::new("sh"));
    command.args(["-c", &script, "sh"]).args(arguments).current_dir(folder);
    command.envs(environment.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.envs(more.iter().copied()).output().unwrap();
    assert!(output.status.signal().is_some(), "{arguments:?}: {output:?}");
}

/// Makes the list of providers so large that writing it kills a run that may write one file of `LARGE`
/// blocks.
fn make_list_large(folder: &Path) {
    let versions: Vec<String> = (0..4000).map(|number| format!("v1.0.{number}")).collect();
    fs::create_dir_all(folder.join("dist")).unwrap();
    let list = format!("providers: {{ other: {{ versions: [{}] }} }}\n", versions.join(", "));
    fs::write(folder.join("dist/providers.yaml"), list).unwrap();
}

const LARGE: u32 = 32;

#[test]
fn a_package_that_was_not_finished_is_made_anew_without_anybodys_help() {
    for command in [["package", "--version", V].as_slice(), &["release", "--version", V]] {
        let (sound, folder) = (generated(), generated());
        for folder in [&sound, &folder] {
            make_list_large(folder.path());
        }
        assert!(run(sound.path(), command).status.success());
        // Killed on its first file, and between its last one and the list, several times.
        killed_at(1, folder.path(), command, &[]);
        for _ in 0..2 {
            killed_at(LARGE, folder.path(), command, &[]);
            assert!(folder.path().join(format!("dist/acme/{V}.tgz")).exists());
        }
        let told = transcript(folder.path(), command);
        assert!(told.contains(&format!("removed   dist/acme/{V}.tgz   a run was killed")), "{told}");
        assert!(told.ends_with("exit code 0\n"), "{told}");
        assert_eq!(files(&sound.path().join("dist")), files(&folder.path().join("dist")));
        // What is finished stays.
        assert!(transcript(folder.path(), command).contains("is there already"));
        assert_eq!(files(&sound.path().join("dist")), files(&folder.path().join("dist")));
    }
}

#[test]
fn a_half_made_version_is_not_the_last_release() {
    let folder = generated();
    make_list_large(folder.path());
    killed_at(LARGE, folder.path(), &["package", "--version", "v26.12.00001"], &[]);
    let told = transcript(folder.path(), &["release", "--version", V]);
    assert!(told.ends_with("exit code 0\n"), "{told}");
    assert!(!folder.path().join("dist/acme/v26.12.00001.tgz").exists());
}

#[test]
fn where_nothing_can_be_noted_the_user_is_asked() {
    let folder = generated();
    make_list_large(folder.path());
    // A state folder in the same work tree could have come along with it.
    fs::create_dir(folder.path().join(".git")).unwrap();
    let state = folder.path().join(".state");
    killed_at(LARGE, folder.path(), &["package", "--version", V], &[("PROVGEN_STATE_DIR", &state)]);
    let told = transcript(folder.path(), &["package", "--version", V]);
    assert!(told.contains("a run may have been stopped. Remove it, or use v26.11.00002"), "{told}");
    assert!(folder.path().join(format!("dist/acme/{V}.tgz")).exists());
}

/// Whenever a run is killed, the next one with the same version works, and nothing half made is left.
#[test]
fn a_run_may_be_killed_at_any_moment() {
    const MOMENTS: u32 = 16;
    let folder = generated();
    let mut versions = 0;
    for name in ["package", "release"] {
        let mut version = || {
            versions += 1;
            format!("v26.11.{versions:05}")
        };
        let start = Instant::now();
        assert!(run(folder.path(), &[name, "--version", &version()]).status.success());
        let whole = start.elapsed();
        for moment in 0..MOMENTS {
            let version = version();
            let mut command = provgen(folder.path());
            command.args([name, "-q", "--version", &version]);
            let mut child = command.stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(whole * moment / MOMENTS);
            child.kill().unwrap();
            child.wait().unwrap();
            let list = fs::read_to_string(folder.path().join("dist/providers.yaml")).unwrap();
            if !list.contains(&version) {
                let told = transcript(folder.path(), &[name, "--version", &version]);
                assert!(told.ends_with("exit code 0\n"), "{told}");
            }
        }
    }
    let told = transcript(folder.path(), &["verify", "dist"]);
    assert!(told.contains(&format!("{versions} packages are as they should be")), "{told}");
    // Each has an archive and a record, a release its notes; and there is the list.
    let releases = versions / 2;
    assert_eq!(files(&folder.path().join("dist")).len(), 2 * versions + releases + 1);
}

/// What runs that were killed left in `folder`.
fn left(folder: &Path) -> BTreeSet<String> {
    names(folder).into_iter().filter(|name| name.starts_with(".provgen-new-")).collect()
}

/// Kills runs of `arguments` at moments spread over the time that a whole one takes, each after `prepare`.
/// After each, the next run works and leaves in `place` what a whole one leaves, and nothing else.
fn killed_at_moments(folder: &Path, arguments: &[&str], place: &str, prepare: impl Fn()) {
    const MOMENTS: u32 = 12;
    let place = folder.join(place);
    let whole = || {
        let output = direct(provgen(folder)).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    prepare();
    let start = Instant::now();
    whole();
    let time = start.elapsed();
    let sound = files(&place);
    for moment in 0..MOMENTS {
        prepare();
        let mut command = direct(provgen(folder));
        let mut child = command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(time * moment / MOMENTS);
        child.kill().unwrap();
        child.wait().unwrap();
        whole();
        assert_eq!(left(&place), BTreeSet::new(), "{arguments:?}, moment {moment}");
        assert_eq!(files(&place), sound, "{arguments:?}, moment {moment}");
    }
}

#[test]
fn a_lock_may_be_killed_at_any_moment() {
    let folder = sandbox("pages/small");
    let lock = folder.path().join("mapping.yaml");
    killed_at_moments(folder.path(), &["lock"], "", || drop(fs::remove_file(&lock)));
    let sound = fs::read(&lock).unwrap();
    // On its first byte.
    fs::remove_file(&lock).unwrap();
    killed_at(0, folder.path(), &["lock"], &[]);
    assert!(!lock.exists());
    assert_eq!(left(folder.path()).len(), 1);
    assert!(run(folder.path(), &["lock"]).status.success());
    assert_eq!(left(folder.path()), BTreeSet::new());
    assert_eq!(fs::read(&lock).unwrap(), sound);
}

#[test]
fn a_fetch_may_be_killed_at_any_moment() {
    let folder = tempfile::tempdir().unwrap();
    let specs = folder.path().join("specs");
    let mirror = Mirror::start();
    let names: Vec<String> = (0..8).map(|number| format!("api{number}")).collect();
    for name in &names {
        // Large enough that the killed runs are on writing for a while.
        let long = format!(r#""description": "{}", "schemas""#, "x".repeat(200_000));
        let text = document(name, "v1", "20260101").replacen(r#""schemas""#, &long, 1);
        mirror.serve(name, "v1", Answer::Document(text));
    }
    let root = mirror.root();
    let mut fetch = vec!["fetch", "--root", &root];
    fetch.extend(names.iter().map(String::as_str));
    killed_at_moments(folder.path(), &fetch, "specs", || drop(fs::remove_dir_all(&specs)));
    let sound = files(&specs);
    // In the middle of a document, several times: each leaves its half, until a run that lives clears them
    // all.
    for _ in 0..3 {
        for name in &names {
            let _ = fs::remove_file(specs.join(format!("{name}.v1.json")));
        }
        killed_at(LARGE, folder.path(), &fetch, &[]);
        assert_ne!(left(&specs), BTreeSet::new());
    }
    assert!(direct(provgen(folder.path())).args(&fetch).status().unwrap().success());
    assert_eq!(left(&specs), BTreeSet::new());
    assert_eq!(files(&specs), sound);
}
