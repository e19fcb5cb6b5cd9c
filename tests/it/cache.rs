//! What a run needn't make again: it makes no difference but to time. Each run with a cache is held against
//! one without.

use std::fs;
use std::path::Path;

use provgen::output::Digest;
use tempfile::TempDir;

use crate::common::{files, provgen, sandbox};

/// What a run printed, its exit code, and what it made, time taken out.
fn generate(folder: &Path, cache: &Path, arguments: &[&str]) -> (String, Option<i32>, String) {
    let mut command = provgen(folder);
    command
        .env("PROVGEN_CACHE_DIR", cache)
        .args(["generate", "--report", "report.json", "-v"])
        .args(arguments);
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).unwrap();
    let text = text.lines().map(|line| {
        line.rsplit_once("   ").filter(|(_, end)| end.ends_with(" ms")).map_or(line, |(start, _)| start)
    });
    let text = text.collect::<Vec<_>>().join("\n");
    let report = fs::read_to_string(folder.join("report.json")).unwrap_or_default();
    (text, output.status.code(), report)
}

/// Two copies of a case: what happens to one happens to the other.
struct Twins {
    with: TempDir,
    without: TempDir,
    cache: TempDir,
}

impl Twins {
    fn new(case: &str) -> Self {
        Self { with: sandbox(case), without: sandbox(case), cache: tempfile::tempdir().unwrap() }
    }

    fn change(&self, change: impl Fn(&Path)) {
        change(self.with.path());
        change(self.without.path());
    }

    /// Runs both, and checks that they print and make the same.
    fn run(&self, arguments: &[&str]) -> String {
        let with = generate(self.with.path(), self.cache.path(), arguments);
        let without =
            generate(self.without.path(), self.cache.path(), &[arguments, &["--no-cache"]].concat());
        assert_eq!(with, without);
        assert_eq!(files(self.with.path()), files(self.without.path()));
        with.0
    }

    /// The cache's file, if there is one.
    fn file(&self) -> Option<std::path::PathBuf> {
        fs::read_dir(self.cache.path()).unwrap().next().map(|entry| entry.unwrap().path())
    }
}

fn edit(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn a_cache_changes_nothing_but_time() {
    let twins = Twins::new("selection/patterns");
    twins.run(&[]);
    assert!(twins.file().is_some(), "nothing was cached");
    twins.run(&[]);
    assert!(twins.run(&["--check"]).contains("up to date"));
    // A document.
    twins.change(|folder| {
        edit(folder, "specs/storage.json", "\"title\": \"Storage\"", "\"title\": \"Shelves\"")
    });
    assert!(twins.run(&["--check"]).contains("stale"));
    twins.run(&[]);
    // A setting that concerns output, and the lock file.
    twins.change(|folder| edit(folder, "provgen.yaml", "name: acme", "name: ajax"));
    assert!(twins.run(&[]).contains("outside of the folders that are written to"));
    twins.change(|folder| {
        for name in ["docs/acme", "providers/src/acme"] {
            fs::remove_dir_all(folder.join("generated").join(name)).unwrap();
        }
    });
    twins.change(|folder| {
        assert!(provgen(folder).arg("lock").output().unwrap().status.success());
        edit(folder, "mapping.yaml", "    get:  ", "    fetch:  ");
    });
    assert!(twins.run(&[]).contains("mapping.yaml says so"));
    // What somebody did to the output.
    twins.change(|folder| edit(folder, "generated/docs/ajax/storage/buckets/index.md", "title", "titel"));
    assert!(twins.run(&["--check"]).contains("1 of 12 files is not"));
    twins.change(|folder| fs::remove_file(folder.join("generated/docs/ajax/storage/index.md")).unwrap());
    twins.run(&["--check", "--diff"]);
    twins.run(&[]);
    // One service alone, then one that is left out.
    twins.run(&["storage"]);
    twins
        .change(|folder| edit(folder, "provgen.yaml", "service: lega*", "service: [lega*, storageinsights]"));
    twins.run(&[]);
    assert!(twins.run(&["--check"]).contains("up to date"));
}

/// Warnings, collisions and renames are told as in the first run.
#[test]
fn what_is_known_is_told_again() {
    let twins = Twins::new("lock/release");
    let first = twins.run(&[]);
    assert!(first.contains("rename     shop.orders.list"), "{first}");
    twins.run(&[]);
    twins.run(&["--format", "json"]);
}

#[test]
fn a_template_of_the_users_counts() {
    let twins = Twins::new("errors/template");
    twins.change(|folder| {
        for entry in fs::read_dir(folder.join("pages")).unwrap() {
            fs::write(entry.unwrap().path(), "page of {{ name }}\n").unwrap();
        }
    });
    twins.run(&[]);
    twins.change(|folder| {
        for entry in fs::read_dir(folder.join("pages")).unwrap() {
            fs::write(entry.unwrap().path(), "the page of {{ name }}\n").unwrap();
        }
    });
    assert!(twins.run(&["--check"]).contains("stale"));
}

/// A service that is known is not rendered: what its record says instead would show.
#[test]
fn what_is_known_is_not_made_again() {
    let twins = Twins::new("selection/patterns");
    twins.run(&[]);
    let file = twins.file().unwrap();
    let text = fs::read_to_string(&file).unwrap();
    let (head, records) = text.split_once('\n').unwrap();
    let edited = records.replace("EXEC alone", "NOTHING ELSE");
    let [was, is] = [records, &edited].map(|records| Digest::of(records.as_bytes()).to_string());
    fs::write(&file, format!("{}\n{edited}", head.replace(&was, &is))).unwrap();
    let (text, _, _) = generate(twins.with.path(), twins.cache.path(), &[]);
    assert!(text.contains("storage.objects.get is for NOTHING ELSE"), "{text}");
}

/// What has changed in a file that can still be read would be told, written, or keep a service from being
/// made.
#[test]
fn a_damaged_cache_counts_as_none() {
    let twins = Twins::new("selection/patterns");
    twins.run(&[]);
    let file = twins.file().unwrap();
    let good = fs::read_to_string(&file).unwrap();
    // Records that are as good as any but for what they say.
    for (from, to) in [
        ("without columns", "with columns"),
        ("objects.get", "objects.got"),
        ("generated/", "elsewhere/"),
        ("index.md", "index.mx"),
        ("\"matched\":[", "\"matched\":[\"/exclude/9\","),
        ("a", "b"),
    ] {
        let edited = good.replace(from, to);
        if edited != good {
            fs::write(&file, edited).unwrap();
            twins.run(&[]);
        }
    }
    // A bit here and there, and in the last byte of all.
    let places = (0..good.len()).step_by(good.len() / 12).chain([good.len() - 1]);
    for (count, place) in places.enumerate() {
        let mut bytes = good.clone().into_bytes();
        bytes[place] ^= 1 << (count % 7);
        fs::write(&file, &bytes).unwrap();
        twins.run(&["--check"]);
    }
    // One that is whole is used: what it is the cache of hasn't changed.
    fs::write(&file, &good).unwrap();
    twins.run(&["--check"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), good);
}

#[test]
fn a_broken_cache_counts_as_none() {
    let twins = Twins::new("selection/patterns");
    twins.run(&[]);
    let file = twins.file().unwrap();
    let good = fs::read_to_string(&file).unwrap();
    for bad in [
        "",
        "null",
        "{}",
        "\u{0}",
        good.get(..good.len() / 2).unwrap(),
        &good.replace("\"key\":\"", "\"key\":\"0"),
        &good.replace('\n', ""),
        &format!("{good}\n"),
        &good.replace('\n', "\n\n"),
    ] {
        fs::write(&file, bad).unwrap();
        twins.run(&[]);
        twins.run(&["--check"]);
    }
    // A folder where the file should be, and a folder for the cache that can't be made.
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    twins.run(&[]);
    let nowhere = twins.with.path().join("provgen.yaml/cache");
    assert_eq!(generate(twins.with.path(), &nowhere, &["--check"]).1, Some(0));
}

/// Only caches are removed from a folder that may have other files.
#[test]
fn other_files_in_the_folder_of_caches_stay() {
    let folder = sandbox("pages/small");
    let cache = folder.path().join("cache");
    fs::create_dir(&cache).unwrap();
    for number in 0..70 {
        fs::write(cache.join(format!("mine-{number}.json")), "{}").unwrap();
        fs::write(cache.join(format!("{number:032x}.json")), "{}").unwrap();
    }
    let output = provgen(folder.path()).arg("generate").env("PROVGEN_CACHE_DIR", &cache).output().unwrap();
    assert!(output.status.success());
    let names: Vec<String> = files(&cache).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.iter().filter(|name| name.starts_with("mine-")).count(), 70);
    assert_eq!(names.len(), 70 + 64, "the caches that were used last stay");
}
