//! Folders of a checkout that are links: what they lead to is neither quoted nor packed nor written to,
//! unless whoever runs provgen has named it. Each attack is staged in a checkout of its own.

use std::fs;
use std::path::Path;

use crate::common::checkout::{Checkout, SECRET, ended};
use crate::common::mirror::{Answer, Mirror, document};
use crate::common::{files, provgen};

const V: &str = "v26.11.00001";

/// Where `generate` writes the manifests to, below its output folder.
const VERSION: &str = "providers/src/acme/v00.00.00000";

/// A checkout whose output is in `out`, and beside it the same output in `secret`, where each text has the
/// secret in a line that messages quote.
fn generated() -> Checkout {
    let checkout = Checkout::new();
    checkout.configure("specs: [spec.json]\nout: out");
    assert_eq!(checkout.run(&["generate"]).0, Some(0));
    let secret = checkout.folder.path().join("secret");
    crate::common::copy(&checkout.path().join("out"), &secret);
    let version = secret.join(VERSION);
    fs::write(version.join("provider.yaml"), format!("id: {SECRET}\nname: {SECRET}\nversion: {SECRET}\n"))
        .unwrap();
    for service in fs::read_dir(version.join("services")).unwrap() {
        fs::write(service.unwrap().path(), format!("password: {SECRET}: {SECRET}\n")).unwrap();
    }
    for (path, _) in files(&secret.join("docs")) {
        fs::write(secret.join("docs").join(path), format!("[{SECRET}]({SECRET}.md)\n")).unwrap();
    }
    checkout
}

/// Puts a link to the folder `to` beside the checkout in the place of its folder `path`.
fn instead(checkout: &Checkout, path: &str, to: &str) {
    let there = checkout.path().join(path);
    let _ = fs::remove_dir_all(&there);
    let up = "../".repeat(path.split('/').count());
    checkout.link(&format!("{up}{to}"), path);
}

#[test]
fn a_folder_that_is_a_link_out_is_neither_quoted_nor_packed() {
    for (link, to) in [
        ("out", "secret"),
        ("out/providers", "secret/providers"),
        ("out/providers/src", "secret/providers/src"),
        ("out/providers/src/acme", "secret/providers/src/acme"),
        ("out/providers/src/acme/v00.00.00000", "secret/providers/src/acme/v00.00.00000"),
    ] {
        let checkout = generated();
        instead(&checkout, link, to);
        let why = format!("`{link}` is a link that leads out of the project");
        checkout.fails(&["package", "--version", V], &why);
        assert!(!checkout.path().join("dist").exists());
        let (code, text) = checkout.run(&["release", "--version", V]);
        assert_ne!(code, Some(0), "{link}: {text}");
        assert!(!text.contains(SECRET), "{link}: {text}");
        assert!(!checkout.path().join(format!("dist/acme/{V}.tgz")).exists());
        if link == "out" {
            // Whoever names the link has chosen what it leads to.
            let (code, text) = checkout.run(&["verify", "out"]);
            assert!(code != Some(0) && text.contains(SECRET), "{text}");
            continue;
        }
        checkout.fails(&["package", "--version", V, "--from", "out"], &why);
        checkout.fails(&["verify", "out"], &why);
        let inner = format!("out/{VERSION}");
        let (_, text) = checkout.run(&["verify", &inner]);
        assert!(text.contains(SECRET), "{link}: {text}");
    }
}

#[test]
fn nor_are_services_and_files_that_are_links() {
    for name in ["services", "provider.yaml"] {
        let checkout = generated();
        let path = format!("out/{VERSION}/{name}");
        let there = checkout.path().join(&path);
        if there.is_dir() {
            fs::remove_dir_all(&there).unwrap()
        } else {
            fs::remove_file(&there).unwrap()
        }
        checkout.link(&format!("../../../../../../secret/{VERSION}/{name}"), &path);
        assert!(there.exists());
        checkout.fails(&["package", "--version", V], "it is a symbolic link");
        checkout.fails(&["package", "--version", V, "--from", "out"], "it is a symbolic link");
        let (code, text) = checkout.run(&["verify", "out"]);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains("it is a symbolic link") && !text.contains(SECRET), "{text}");
    }
}

#[test]
fn a_link_that_stays_in_the_project_is_followed() {
    let checkout = generated();
    fs::rename(checkout.path().join("out"), checkout.path().join("moved")).unwrap();
    checkout.link("moved", "out");
    for run in [
        &["lint"][..],
        &["package", "--version", V],
        &["verify", "out"],
        &["package", "--version", "v26.11.00002", "--from", "out"],
    ] {
        let (code, text) = checkout.run(run);
        assert_eq!(code, Some(0), "{run:?}: {text}");
    }
}

#[test]
fn an_output_folder_elsewhere_is_not_the_configurations_to_have_read() {
    let checkout = generated();
    checkout.configure("specs: [spec.json]\nout: ../secret");
    checkout.fails(&["package", "--version", V], "lies outside of the project");
    checkout.fails(&["lint"], "lies outside of the project");
}

#[test]
fn pages_that_lie_elsewhere_are_not_checked() {
    for (link, to) in [("out", "secret"), ("out/docs", "secret/docs")] {
        let checkout = generated();
        instead(&checkout, link, to);
        let why = format!("`{link}` is a link that leads out of the project");
        checkout.fails(&["lint"], &why);
        let (code, text) = checkout.run(&["lint", "out/docs"]);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains(SECRET), "who names the folder has chosen it: {text}");
    }
    // Below a folder that is named, no link is followed.
    let checkout = generated();
    checkout.link("../../../secret/docs", "out/docs/more");
    checkout.link("../../../secret.md", "out/docs/one.md");
    for run in [&["lint"][..], &["lint", "out/docs"], &["lint", "out"]] {
        let (code, text) = checkout.run(run);
        assert!(code == Some(0) && !text.contains(SECRET), "{run:?}: {text}");
    }
}

#[test]
fn the_signature_beside_a_record_is_of_the_project() {
    let checkout = generated();
    assert_eq!(checkout.run(&["keygen", "--out", "key.pem"]).0, Some(0));
    let key = fs::read_to_string(checkout.path().join("key.pem")).unwrap();
    let pack = ["package", "--version", V, "--sign-key-env", "KEY"];
    let (code, text) = ended(provgen(&checkout.path()).args(pack).env("KEY", key), &pack);
    assert_eq!(code, Some(0), "{text}");
    let signature = format!("dist/acme/{V}.json.sig");
    // A sound one shows that it isn't the text that is refused.
    fs::rename(checkout.path().join(&signature), checkout.folder.path().join("secret.sig")).unwrap();
    checkout.link("../../../secret.sig", &signature);
    let (code, text) = checkout.run(&["verify", "dist"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains(&format!("`{signature}` lies outside of the project")), "{text}");
}

#[test]
fn a_shelf_keeps_to_itself() {
    let other = |checkout: &Checkout| checkout.folder.path().join("other");
    for (run, is_named) in [
        (&["package", "--version", V][..], false),
        (&["release", "--version", V], false),
        (&["package", "--version", V, "--out", "dist"], true),
    ] {
        for link in ["dist/acme", "dist"] {
            let checkout = generated();
            fs::create_dir(other(&checkout)).unwrap();
            instead(&checkout, link, "other");
            if link == "dist" && is_named {
                assert_eq!(checkout.run(run).0, Some(0));
                continue;
            }
            checkout.fails(run, &format!("`{link}` is a link that leads out"));
            assert!(files(&other(&checkout)).is_empty(), "{run:?} {link}");
            // Nor where there is nothing yet.
            fs::remove_dir(other(&checkout)).unwrap();
            let _ = checkout.run(run);
            assert!(!other(&checkout).exists(), "{run:?} {link}");
        }
    }
    // What stands there isn't taken for the last release either.
    let checkout = generated();
    assert_eq!(checkout.run(&["package", "--version", V]).0, Some(0));
    let archive = format!("dist/acme/{V}.tgz");
    fs::rename(checkout.path().join(&archive), checkout.folder.path().join("secret.tgz")).unwrap();
    checkout.link("../../../secret.tgz", &archive);
    checkout.fails(&["release", "--version", "v26.11.00002"], "the last release is a link");
}

/// All that is in git's own folder.
fn gits(checkout: &Checkout) -> Vec<(String, Vec<u8>)> {
    files(&checkout.path().join(".git"))
}

#[test]
fn nothing_is_written_to_gits_own_folder() {
    let mirror = Mirror::start();
    mirror.serve("x", "v1", Answer::Document(document("x", "v1", "20260101")));
    let root = mirror.root();
    let fetch = |folder: &Path, more: &[&str]| {
        let mut command = provgen(folder);
        for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        ended(command.args(["fetch", "--root", &root, "x"]).args(more), more)
    };
    for to in [".git", ".git/hooks", ".git/new"] {
        let checkout = generated();
        fs::create_dir_all(checkout.path().join(".git/hooks")).unwrap();
        let before = gits(&checkout);
        let git = checkout.path().join(".git");
        for name in ["specs", "dist", "keys", "reports"] {
            checkout.link(to, name);
        }
        for more in [&[][..], &["--out", "specs"], &["--out", to], &["--out", "specs/below"]] {
            let (code, text) = fetch(&checkout.path(), more);
            assert_eq!(code, Some(2), "{to} {more:?}: {text}");
        }
        for run in [
            &["package", "--version", V][..],
            &["package", "--version", V, "--out", "dist"],
            &["package", "--version", V, "--out", to],
            &["release", "--version", V],
            &["keygen", "--out", "keys/key.pem"],
            &["generate", "--report", "reports/report.json"],
        ] {
            let (code, text) = checkout.run(run);
            assert_eq!(code, Some(2), "{to} {run:?}: {text}");
        }
        // A path that is none of git's by its looks, where the current folder is.
        let (code, text) = fetch(&git, &["--out", "x"]);
        assert_eq!(code, Some(2), "{text}");
        let spec = checkout.path().join("spec.json").display().to_string();
        for run in [
            &["generate", "--spec", &spec, "--provider", "acme", "--out", "x"][..],
            &["generate", "--spec", &spec, "--provider", "acme", "--out", "x/y"],
            &["keygen", "--out", "key.pem"],
        ] {
            let (code, text) = ended(provgen(&git).args(run), run);
            assert_eq!(code, Some(2), "{run:?}: {text}");
            assert!(text.contains("a folder of git's own"), "{run:?}: {text}");
        }
        assert_eq!(gits(&checkout), before, "{to}");
        assert!(!git.join("new").exists() && !git.join("x").exists(), "{to}");
    }
    // The provider's folder on the shelf.
    let checkout = generated();
    checkout.link("../.git/hooks", "dist/acme");
    let before = gits(&checkout);
    checkout.fails(&["package", "--version", V], "leads out of the folder");
    assert_eq!(gits(&checkout), before);
}

#[test]
fn documents_are_not_fetched_into_a_folder_elsewhere() {
    let mirror = Mirror::start();
    mirror.serve("x", "v1", Answer::Document(document("x", "v1", "20260101")));
    let checkout = generated();
    let other = checkout.folder.path().join("other");
    fs::create_dir(&other).unwrap();
    checkout.link("../other", "specs");
    let root = mirror.root();
    checkout.fails(&["fetch", "--root", &root, "x"], "`specs` is a link that leads out of the project");
    assert!(files(&other).is_empty());
}

#[test]
fn an_accept_file_that_is_a_link_out_is_not_quoted() {
    let checkout = Checkout::new();
    checkout.put("old.json", &fs::read_to_string(checkout.path().join("spec.json")).unwrap());
    checkout.link("../secret.md", "accept.yaml");
    checkout.fails(&["diff", "old.json", "spec.json", "--accept", "accept.yaml"], "nothing of it is quoted");
}
