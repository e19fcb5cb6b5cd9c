//! `provgen verify`: hostile archives, and whatever was changed in a sound one.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::archive::{END, Entry, archive, file, folder, gzip, package, resum, special, tar};
use crate::common::assert_snapshot;
use crate::common::{case, copy, files, provgen, run, sandbox, transcript};
use ::tar::EntryType;
use proptest::prelude::*;
use provgen::package::{PublicKey, verify};
use rayon::prelude::*;

const V: &str = "v26.11.00001";

/// A package with something done to its entries.
fn changed(change: impl Fn(&mut Vec<Entry>)) -> Vec<u8> {
    let mut entries = package(V, &case("package/minimal"));
    change(&mut entries);
    archive(&entries)
}

/// The name of an entry of the package.
fn at(path: &str) -> String {
    format!("{V}/{path}")
}

/// Packs the smallest provider in `folder`, signed by a key that is made for it.
fn signed(folder: &Path) {
    copy(&case("package/minimal"), folder);
    assert!(run(folder, &["keygen", "-q", "--out", "key.pem"]).status.success());
    let mut command = provgen(folder);
    command.args(["package", "-q", "--from", ".", "--version", V, "--sign-key-env", "KEY"]);
    command.args(["--sign-time", "2026-11-24T00:00:00Z"]);
    command.env("KEY", fs::read_to_string(folder.join("key.pem")).unwrap());
    assert!(command.status().unwrap().success());
}

#[test]
fn hostile_archives_are_refused_by_name() {
    let long = "long/".repeat(40);
    let pax = |record: &str| file("pax", format!("{} {record}\n", record.len() + 4));
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("absolute", changed(|e| e.push(file("/etc/passwd", "x")))),
        ("parent", changed(|e| e.push(file(&at("services/../../x.yaml"), "x")))),
        ("dot", changed(|e| e.push(file(&at("./services/x.yaml"), "x")))),
        ("backslash", changed(|e| e.push(file(&at("services\\x.yaml"), "x")))),
        ("drive", changed(|e| e.push(file("C:/x.yaml", "x")))),
        ("nul-device", changed(|e| e.push(file(&at("services/nul.yaml"), "x")))),
        ("symlink", changed(|e| e.push(special(&at("services/x.yaml"), EntryType::Symlink, "/etc/passwd")))),
        ("hard-link", changed(|e| e.push(special(&at("services/x.yaml"), EntryType::Link, "/etc/passwd")))),
        ("link-that-is-a-file", changed(|e| e[3].link = "/etc/passwd")),
        ("character-device", changed(|e| e.push(special(&at("services/x.yaml"), EntryType::Char, "")))),
        ("block-device", changed(|e| e.push(special(&at("services/x.yaml"), EntryType::Block, "")))),
        ("pipe", changed(|e| e.push(special(&at("services/x.yaml"), EntryType::Fifo, "")))),
        ("sparse", changed(|e| e.push(special(&at("services/x.yaml"), EntryType::GNUSparse, "")))),
        (
            "long-name",
            changed(|e| {
                let name =
                    Entry { kind: EntryType::GNULongName, ..file("././@LongLink", format!("{long}\0")) };
                e.insert(3, name);
            }),
        ),
        (
            "long-link",
            changed(|e| {
                e.insert(3, Entry { kind: EntryType::GNULongLink, ..file("././@LongLink", "/etc/passwd\0") });
            }),
        ),
        (
            "pax",
            changed(|e| {
                e.insert(3, Entry { kind: EntryType::XHeader, ..pax("path=../../x.yaml") });
            }),
        ),
        (
            "pax-global",
            changed(|e| {
                e.insert(0, Entry { kind: EntryType::XGlobalHeader, ..pax("path=../../x.yaml") });
            }),
        ),
        ("not-ascii", changed(|e| e.push(file(&at("services/e\u{301}.yaml"), "x")))),
        ("unknown-kind", changed(|e| e.push(special(&at("services/x.yaml"), EntryType::new(b'Z'), "")))),
        (
            "not-utf8-name",
            changed(|e| {
                let mut entry = file(&at("services/x.yaml"), "x");
                entry.name.extend(b"\xff");
                e.push(entry);
            }),
        ),
        ("not-utf8-content", changed(|e| e[3].content.extend(b"# \xff"))),
        ("escape-in-name", changed(|e| e.push(file(&at("services/\u{1b}[31mx.yaml"), "x")))),
        ("twice", changed(|e| e.push(file(&at("services/shop.yaml"), "x")))),
        ("twice-in-case", changed(|e| e.push(file(&at("services/SHOP.yaml"), "x")))),
        ("folder-twice", changed(|e| e.insert(2, folder(&at("services/"))))),
        ("file-and-folder", changed(|e| e.insert(2, file(&at("services"), "x")))),
        (
            "folder-last",
            changed(|e| {
                let entry = e.remove(1);
                e.push(entry);
            }),
        ),
        ("no-folders", changed(|e| drop(e.drain(..2)))),
        ("wrong-order", changed(|e| e.swap(2, 3))),
        ("folder-with-content", changed(|e| e[1].content = b"x".to_vec())),
        ("other-folder", changed(|e| e.insert(2, folder(&at("views/"))))),
        ("late-folder", changed(|e| e.push(folder(&at("views/"))))),
        ("nested", changed(|e| e.push(file(&at("services/shop/x.yaml"), "x")))),
        ("other-file", changed(|e| e.push(file(&at("zz.sh"), "x")))),
        ("other-version", changed(|e| e.push(folder("v26.11.00002/")))),
        ("trailing-garbage", [changed(|_| {}), b"garbage".to_vec()].concat()),
        ("second-member", [changed(|_| {}), gzip(b"more")].concat()),
        ("after-the-end", {
            let entries = package(V, &case("package/minimal"));
            gzip(&[tar(&entries), END.to_vec(), tar(&[file("x", "x")]), END.to_vec()].concat())
        }),
        ("hidden-in-padding", {
            let mut bytes = tar(&package(V, &case("package/minimal")));
            let last = bytes.len() - 1;
            bytes[last] = b'x';
            gzip(&[bytes, END.to_vec()].concat())
        }),
        ("no-end", gzip(&tar(&package(V, &case("package/minimal"))))),
        ("half-an-end", gzip(&[tar(&package(V, &case("package/minimal"))), vec![0; 512]].concat())),
        ("cut-off", {
            let bytes = changed(|_| {});
            bytes[..bytes.len() - 20].to_vec()
        }),
        ("wrong-checksum", {
            let mut bytes = tar(&package(V, &case("package/minimal")));
            bytes[100] ^= 1;
            gzip(&[bytes, END.to_vec()].concat())
        }),
        ("wrong-crc", {
            let mut bytes = changed(|_| {});
            let at = bytes.len() - 6;
            bytes[at] ^= 1;
            bytes
        }),
        ("huge-size", {
            let mut bytes =
                tar(&[folder(&at("")), folder(&at("services/")), file(&at("provider.yaml"), "x")]);
            // A size in binary, which tar writes above 8 GiB.
            bytes[1024 + 124..1024 + 136]
                .copy_from_slice(&[0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
            resum(&mut bytes, 1024);
            gzip(&[bytes, END.to_vec()].concat())
        }),
        ("bomb", changed(|e| e.push(file(&at("services/x.yaml"), vec![b' '; 40 << 20])))),
        (
            "bomb-after-the-end",
            gzip(&[tar(&package(V, &case("package/minimal"))), vec![0; 40 << 20]].concat()),
        ),
        ("many-entries", {
            let entries: Vec<Entry> =
                (0..20_000).map(|n| file(&at(&format!("services/s{n:05}.yaml")), "")).collect();
            archive(
                &[vec![folder(&at("")), folder(&at("services/"))], entries]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>(),
            )
        }),
        ("empty", archive(&[])),
        ("nothing", Vec::new()),
        ("not-gzip", tar(&package(V, &case("package/minimal")))),
        ("old-tar", {
            let mut bytes = tar(&package(V, &case("package/minimal")));
            bytes[257..265].fill(0);
            resum(&mut bytes, 0);
            gzip(&[bytes, END.to_vec()].concat())
        }),
        ("special-rights", {
            let mut bytes = tar(&package(V, &case("package/minimal")));
            bytes[1024 + 100..1024 + 107].copy_from_slice(b"0004755");
            resum(&mut bytes, 1024);
            gzip(&[bytes, END.to_vec()].concat())
        }),
        ("version-that-is-none", archive(&package("latest", &case("package/minimal")))),
        ("unreleased", archive(&package("v00.00.00000", &case("package/minimal")))),
    ];
    let folder = tempfile::tempdir().unwrap();
    let mut told = String::new();
    for (name, bytes) in &cases {
        let file = format!("{name}.tgz");
        fs::write(folder.path().join(&file), bytes).unwrap();
        let before = files(folder.path());
        let text = transcript(folder.path(), &["verify", "-q", &file]);
        assert!(text.ends_with("exit code 1\n"), "{name}: {text}");
        assert_eq!(before, files(folder.path()), "{name} was unpacked");
        told += &text;
    }
    assert_snapshot!("hostile", told);
}

#[test]
fn a_sound_archive_of_another_tool_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(format!("{V}.tgz")), changed(|_| {})).unwrap();
    let told = transcript(folder.path(), &["verify", "-v", &format!("{V}.tgz")]);
    assert!(told.ends_with("exit code 0\n"), "{told}");
    assert_snapshot!("without_record", told);
    let read = provgen::package::archive::read(&folder.path().join(format!("{V}.tgz"))).unwrap();
    let paths: Vec<&str> = read.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["provider.yaml", "services/shop.yaml"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Whatever is done to a stream of tar, what comes out has the names of a package's files.
    #[test]
    fn no_archive_panics_or_gives_other_names(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        sums in any::<bool>(),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = [tar(&package(V, &case("package/minimal"))), END.to_vec()].concat();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if sums {
            // Headers that are sound but for what they say.
            for at in [0, 512, 1024] {
                resum(&mut bytes, at);
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let unpacked = provgen::package::archive::unpack(&gzip(&bytes), "x.tgz");
        for (path, _) in unpacked.files {
            let is_service = path.starts_with("services/") && path.matches('/').count() == 1;
            prop_assert!(is_service || path.starts_with("provider.yaml"), "{path}");
        }
        drop(provgen::package::archive::unpack(&bytes, "x.tgz"));
    }
}

/// Puts back an archive that holds what `folder` does.
fn repacked(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut entries = vec![folder(&at("")), folder(&at("services/"))];
    entries.extend(files.iter().map(|(path, content)| file(&at(path), content.clone())));
    archive(&entries)
}

#[test]
fn every_byte_of_every_file_counts() {
    let work = tempfile::tempdir().unwrap();
    signed(work.path());
    let key = PublicKey::from_pem(&fs::read_to_string(work.path().join("key.pub.pem")).unwrap()).unwrap();
    let dist = work.path().join("dist/acme");
    let sound = dist.join(format!("{V}.tgz"));
    let whole: Vec<(String, Vec<u8>)> = provgen::package::archive::read(&sound)
        .unwrap()
        .into_iter()
        .map(|(path, text)| (path, text.into_bytes()))
        .collect();
    assert_eq!(whole.len(), 4);
    let is_sound =
        |path: &Path, key: Option<&PublicKey>| verify(path, key).unwrap().problems.problems.is_empty();
    assert!(is_sound(&sound, Some(&key)));

    // An archive made anew, without a record: its signatures tell.
    let changes: Vec<(usize, usize)> = whole
        .iter()
        .enumerate()
        .flat_map(|(file, (_, content))| (0..content.len()).map(move |byte| (file, byte)))
        .collect();
    assert!(changes.len() > 1000);
    changes.par_iter().for_each(|&(file, byte)| {
        let mut files = whole.clone();
        files[file].1[byte] ^= 1;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("{V}.tgz"));
        fs::write(&path, repacked(&files)).unwrap();
        assert!(!is_sound(&path, Some(&key)), "byte {byte} of {} can be changed", files[file].0);
    });

    // The archive itself, and its record: each tells of the other, without a key. The record's signature
    // needs one.
    for (name, what, key) in [
        (format!("{V}.tgz"), "archive", None),
        (format!("{V}.json"), "record", None),
        (format!("{V}.json.sig"), "record's signature", Some(&key)),
    ] {
        let bytes = fs::read(dist.join(&name)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        // Which version of the program wrote it can't be told from anything else.
        let maker = text.find(env!("CARGO_PKG_VERSION")).filter(|_| what == "record");
        (0..bytes.len()).into_par_iter().for_each(|byte| {
            if maker.is_some_and(|at| (at..at + env!("CARGO_PKG_VERSION").len()).contains(&byte)) {
                return;
            }
            let folder = tempfile::tempdir().unwrap();
            copy(&dist, folder.path());
            let mut bytes = bytes.clone();
            bytes[byte] ^= 1;
            fs::write(folder.path().join(&name), bytes).unwrap();
            let path = folder.path().join(format!("{V}.tgz"));
            assert!(!is_sound(&path, key), "byte {byte} of the {what} can be changed");
        });
    }
}

#[test]
fn what_is_wrong_is_told_all_at_once() {
    let work = tempfile::tempdir().unwrap();
    signed(work.path());
    let sound = work.path().join(format!("dist/acme/{V}.tgz"));
    let whole = provgen::package::archive::read(&sound).unwrap();
    let mut files: Vec<(String, Vec<u8>)> =
        whole.into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
    // Two files are changed, one loses its signature, one is not of the provider's.
    let shop = String::from_utf8(files[2].1.clone()).unwrap();
    files[2].1 = shop.replace("Orders }", "Orders, extra: 1 }").replace("name: orders", "name: order").into();
    files[1].1 = b"not base64".to_vec();
    files.push(("services/zz.yaml".into(), b"a: 1\n".to_vec()));
    fs::write(&sound, repacked(&files)).unwrap();
    let key = ["--public-key", "key.pub.pem"];
    let mut told = transcript(work.path(), &[&["verify", "dist"], &key[..]].concat());
    // Unpacked, it is a version folder.
    let folder = work.path().join(V);
    for (path, content) in &files {
        fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        fs::write(folder.join(path), content).unwrap();
    }
    told += &transcript(work.path(), &[&["verify", V], &key[..]].concat());
    assert_snapshot!("all_at_once", told);
}

#[test]
fn a_registry_has_what_its_list_names() {
    let work = sandbox("package/minimal");
    for version in ["v26.11.00001", "v26.11.00002", "v26.11.00003"] {
        let package = ["package", "-q", "--from", ".", "--version", version];
        assert!(run(work.path(), &package).status.success());
    }
    let dist = work.path().join("dist");
    assert!(transcript(work.path(), &["verify", "dist/acme"]).ends_with("exit code 0\n"));
    fs::remove_file(dist.join("acme/v26.11.00001.tgz")).unwrap();
    fs::rename(dist.join("acme/v26.11.00002.tgz"), dist.join("acme/v26.11.00004.tgz")).unwrap();
    fs::create_dir(dist.join("other")).unwrap();
    fs::rename(dist.join("acme/v26.11.00003.tgz"), dist.join("other/v26.11.00003.tgz")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../other/v26.11.00003.tgz", dist.join("acme/v26.11.00003.tgz")).unwrap();
    let mut told = transcript(work.path(), &["verify", "dist"]);
    fs::write(dist.join("providers.yaml"), "providers: 1\n").unwrap();
    told += &transcript(work.path(), &["verify", "dist"]);
    assert_snapshot!("registry", told);
}

#[test]
fn what_can_not_be_looked_at_fails_with_2() {
    let work = tempfile::tempdir().unwrap();
    signed(work.path());
    fs::create_dir(work.path().join("empty")).unwrap();
    fs::write(work.path().join("no.pem"), "no").unwrap();
    // One that nobody writes to would be waited for.
    fs::create_dir(work.path().join("pipes")).unwrap();
    assert!(Command::new("mkfifo").arg(work.path().join("pipes/x.tgz")).status().unwrap().success());
    fs::remove_file(work.path().join("provider.yaml")).unwrap();
    let mut told = String::new();
    for arguments in [
        ["verify", "nowhere.tgz"].as_slice(),
        &["verify", "pipes/x.tgz"],
        &["verify", "empty"],
        &["verify", "."],
        &["verify", "dist", "--public-key", "nowhere.pem"],
        &["verify", "dist", "--public-key", "no.pem"],
        &["verify", "dist", "--public-key", "key.pem"],
    ] {
        let text = transcript(work.path(), arguments);
        assert!(text.ends_with("exit code 2\n"), "{text}");
        told += &text;
    }
    assert_snapshot!("unreadable", told);
    let unsigned = transcript(work.path(), &["verify", "dist"]);
    assert!(unsigned.contains("Who signed it wasn't checked"), "{unsigned}");
}
