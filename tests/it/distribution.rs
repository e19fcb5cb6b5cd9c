//! What a release of provgen itself is made of: what its files are called, whether a tag may be released, what
//! is packed and what is published. The scripts are those of `.ci/release/`, which `release.yml` runs.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{assert_snapshot, copy, root};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs a script of `.ci/release/` of a checkout.
fn script(checkout: &Path, name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("bash");
    command.arg(checkout.join(".ci/release").join(name)).args(arguments).current_dir(checkout);
    command
}

/// What a script printed, all of it.
fn told(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}

/// The lines that a call of a function of names.sh prints.
fn names(call: &str) -> Vec<String> {
    let script = format!("source .ci/release/names.sh; {call}");
    let output = Command::new("bash").args(["-euc", &script]).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{call}: {}", told(&output));
    text(&output.stdout).lines().map(str::to_string).collect()
}

fn manifest() -> serde_json::Map<String, Value> {
    toml::from_str(&fs::read_to_string(root().join("Cargo.toml")).unwrap()).unwrap()
}

/// A copy of the files that say which version this is.
fn checkout() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in [".ci/release", "docs", "examples/workflows"] {
        fs::create_dir_all(folder.path().join(part)).unwrap();
        copy(&root().join(part), &folder.path().join(part));
    }
    for file in ["Cargo.toml", "CHANGELOG.md", "README.md", "LICENSE"] {
        fs::copy(root().join(file), folder.path().join(file)).unwrap();
    }
    folder
}

/// Changes a file of a checkout.
fn edit(checkout: &Path, file: &str, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(checkout.join(file)).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed, "{file} stays as it was");
    fs::write(checkout.join(file), changed).unwrap();
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What stands for the owner of a repository that has none yet.
const NOBODY: &str = "your-organisation";

/// What the README and `docs/installing.md` say before the first release.
const NONE_YET: &str = "There is none yet";

/// A checkout that is ready to be released.
fn released() -> TempDir {
    let folder = checkout();
    if fs::read_to_string(folder.path().join("Cargo.toml")).unwrap().contains(NOBODY) {
        edit(folder.path(), "Cargo.toml", |text| text.replace(NOBODY, "acme"));
    }
    for page in ["README.md", "docs/installing.md"] {
        if fs::read_to_string(folder.path().join(page)).unwrap().contains(NONE_YET) {
            edit(folder.path(), page, |text| text.replace(NONE_YET, ""));
        }
    }
    let notes = format!(
        "# Changelog\n\n## [Unreleased]\n\n## [{VERSION}] - 2026-11-30\n\n### Added\n\n- All of it.\n\n"
    );
    fs::write(folder.path().join("CHANGELOG.md"), notes + "## [0.0.1] - 2025-01-01\n\n- Less.\n").unwrap();
    folder
}

/// One file says what archives are called; `cargo binstall` and the workflow have it in words of their own.
#[test]
fn everybody_calls_archives_the_same() {
    let targets = names("printf '%s\\n' \"${targets[@]}\"");
    let binstall = &manifest()["package"]["metadata"]["binstall"];
    for target in &targets {
        let overriding = &binstall["overrides"][target];
        let stated = |key: &str| {
            let text = overriding.get(key).unwrap_or(&binstall[key]).as_str().unwrap();
            let text = text.replace("{ repo }", env!("CARGO_PKG_REPOSITORY")).replace("{ target }", target);
            let extension = if target.contains("windows") { ".exe" } else { "" };
            let text = text.replace("{ name }", "provgen").replace("{ bin }", "provgen");
            text.replace("{ version }", VERSION).replace("{ binary-ext }", extension)
        };
        let archive = &names(&format!("archive_of {VERSION} {target}"))[0];
        let download = format!("{}/releases/download/v{VERSION}/{archive}", env!("CARGO_PKG_REPOSITORY"));
        assert_eq!(stated("pkg-url"), download);
        let inside = names(&format!("echo \"$(folder_of {VERSION} {target})/$(program_of {target})\""));
        assert_eq!(inside, [stated("bin-dir")]);
        let format = if archive.ends_with(".tar.gz") { "tgz" } else { "zip" };
        assert_eq!(stated("pkg-fmt"), format, "{archive}");
    }
    let workflow = fs::read_to_string(root().join(".github/workflows/release.yml")).unwrap();
    let workflow: Value = serde_yaml::from_str(&workflow).unwrap();
    let built = workflow["jobs"]["build"]["strategy"]["matrix"]["include"].as_array().unwrap();
    let built: Vec<&str> = built.iter().map(|entry| entry["target"].as_str().unwrap()).collect();
    assert_eq!(built, targets);
}

#[test]
fn each_system_has_its_target() {
    for (system, target) in [
        ("Linux x86_64", &["x86_64-unknown-linux-musl"][..]),
        ("Linux aarch64", &["aarch64-unknown-linux-musl"]),
        ("Darwin arm64", &["aarch64-apple-darwin"]),
        ("Darwin x86_64", &["x86_64-apple-darwin"]),
        ("MINGW64_NT-10.0-20348 x86_64", &["x86_64-pc-windows-msvc"]),
        ("Linux riscv64", &[]),
        ("FreeBSD amd64", &[]),
    ] {
        assert_eq!(names(&format!("target_of {system}")), target, "{system}");
    }
}

#[test]
fn a_tag_is_released_if_all_says_its_version() {
    let folder = released();
    let check = |tag: &str, repository: &str| {
        let output = script(folder.path(), "check.sh", &[tag, repository]).output().unwrap();
        (output.status.success(), told(&output))
    };
    let tag = format!("v{VERSION}");
    assert_eq!(check(&tag, "acme/provgen"), (true, String::new()));
    let (is_released, told) = check("v9.9.9", "somebody/provgen");
    assert!(!is_released);
    let mut text = told;
    // An older heading, entries that belong to no version, and examples that name another one.
    edit(folder.path(), "CHANGELOG.md", |text| {
        let text = text.replace(&format!("## [{VERSION}] - 2026-11-30"), "## [0.0.9] - soon");
        text.replace("## [Unreleased]\n", "## [Unreleased]\n\n- More.\n")
    });
    edit(folder.path(), "examples/workflows/diff.yml", |text| {
        text.replace(&format!("@v{VERSION}"), "@v0.0.8")
    });
    edit(folder.path(), "Cargo.toml", |text| text.replace("acme/provgen", &format!("{NOBODY}/provgen")));
    edit(folder.path(), "README.md", |text| format!("{text}{NONE_YET}\n"));
    let (is_released, told) = check(&tag, "acme/provgen");
    assert!(!is_released);
    text += &told;
    edit(folder.path(), "CHANGELOG.md", |text| {
        text.replace(
            "## [0.0.9] - soon\n\n### Added\n\n- All of it.\n",
            &format!("## [{VERSION}] - 2026-11-30\n"),
        )
    });
    text += &check(&tag, "").1;
    assert_snapshot!("refused", text.replace(VERSION, "VERSION"));
}

#[test]
fn notes_are_the_section_of_the_version() {
    let folder = released();
    let notes = |version: &str| text(&script(folder.path(), "notes.sh", &[version]).output().unwrap().stdout);
    assert_eq!(notes(VERSION), "### Added\n\n- All of it.\n");
    assert_eq!(notes("0.0.1"), "- Less.\n");
    assert_eq!(notes("Unreleased"), "");
    assert_eq!(notes("0.0"), "");
}

/// A program that writes down how it was called, and what it was given.
fn program(folder: &Path, name: &str, more: &str) {
    let path = folder.join(name);
    let calls = folder.join("calls");
    let script = format!("#!/bin/sh\necho {name} \"$@\" >>'{0}'\n{more}\n", calls.display());
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn what_is_published_is_what_was_packed() {
    let folder = released();
    let programs = tempfile::tempdir().unwrap();
    let runner = tempfile::tempdir().unwrap();
    for file in ["provgen-a.tar.gz", "SHA256SUMS"] {
        fs::write(runner.path().join(file), "").unwrap();
    }
    program(programs.path(), "gh", &format!("cat >>'{}'", programs.path().join("calls").display()));
    // The file that docker writes is the last but one of its arguments.
    let docker = r#"
while [ $# -gt 2 ]; do shift; done
case "$1" in
  *.json) echo '{"containerimage.digest": "sha256:1"}' >"$1" ;;
esac
"#;
    program(programs.path(), "docker", docker);
    let run = |name: &str, tag: &str| {
        let path = format!("{}:{}", programs.path().display(), std::env::var("PATH").unwrap());
        let mut command = script(folder.path(), name, &[runner.path().to_str().unwrap(), tag]);
        command.env("PATH", path).env("GITHUB_REPOSITORY", "Acme/provgen").env("GITHUB_ACTOR", "octocat");
        command.env("GITHUB_SERVER_URL", "https://github.com").env("TOKEN", "secret");
        command.env("GITHUB_OUTPUT", programs.path().join("output"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", told(&output));
    };
    let mut text = String::new();
    for tag in [format!("v{VERSION}"), "v9.0.0-rc.1".into()] {
        for name in ["push-image.sh", "publish.sh"] {
            run(name, &tag);
            drop(fs::remove_file(runner.path().join("metadata.json")));
        }
        text += &fs::read_to_string(programs.path().join("calls")).unwrap();
        fs::remove_file(programs.path().join("calls")).unwrap();
    }
    let output = fs::read_to_string(programs.path().join("output")).unwrap();
    assert_eq!(output, "name=ghcr.io/acme/provgen\ndigest=sha256:1\n".repeat(2));
    let text = text.replace(runner.path().to_str().unwrap(), "RELEASE").replace(VERSION, "VERSION");
    assert_snapshot!("published", text.replace(folder.path().to_str().unwrap(), "CHECKOUT"));
}

/// Packing takes the tools of the machine that releases are packed on.
#[cfg(target_os = "linux")]
mod packed {
    use super::*;

    /// Binaries for all targets: those of others are texts, this system's runs provgen.
    fn binaries(folder: &Path) {
        let here = &names("target_of \"$(uname -s)\" \"$(uname -m)\"")[0];
        for target in names("printf '%s\\n' \"${targets[@]}\"") {
            let path = folder.join(&target).join(&names(&format!("program_of {target}"))[0]);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_provgen"));
            let script = if target == *here { script } else { format!("for {target}\n") };
            // What a workflow hands over has lost its modes.
            fs::write(&path, script).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
    }

    fn pack(checkout: &Path, binaries: &Path, out: &Path) -> Output {
        fs::write(checkout.join("notices.txt"), "Notices.\n").unwrap();
        let paths =
            [binaries, &checkout.join("notices.txt"), out].map(|path| path.to_str().unwrap().to_string());
        let paths = paths.each_ref().map(String::as_str);
        script(checkout, "pack.sh", &paths).env("SOURCE_DATE_EPOCH", "1796000000").output().unwrap()
    }

    /// What an archive has, as its tool lists it: modes and names.
    fn list(out: &Path, archive: &str) -> Vec<String> {
        let output = if archive.ends_with(".zip") {
            Command::new("unzip").args(["-Z", "-s"]).arg(out.join(archive)).output()
        } else {
            Command::new("tar").args(["--list", "--verbose", "--file"]).arg(out.join(archive)).output()
        };
        let lines = text(&output.unwrap().stdout);
        let files = lines.lines().filter(|line| line.starts_with('-') && !line.starts_with("--"));
        files.map(|line| format!("{} {}", &line[..10], line.rsplit(' ').next().unwrap())).collect()
    }

    #[test]
    fn archives_have_all_that_belongs_to_a_program() {
        let checkout = released();
        let folder = tempfile::tempdir().unwrap();
        binaries(folder.path());
        let [out, again] = ["out", "again"].map(|name| checkout.path().join(name));
        let output = pack(checkout.path(), folder.path(), &out);
        assert!(output.status.success(), "{}", told(&output));
        // The same bytes, also with another umask, at another time.
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert!(pack(checkout.path(), folder.path(), &again).status.success());
        let read = |folder: &Path| crate::common::files(folder).into_iter().collect::<BTreeMap<_, _>>();
        let files = read(&out);
        assert_eq!(files, read(&again));

        let mut sums = Command::new("sha256sum");
        sums.args(["--check", "--strict", "--quiet", "SHA256SUMS"]).current_dir(&out);
        assert!(sums.status().unwrap().success());
        let listed = text(&files["SHA256SUMS"]);
        let listed: Vec<&str> = listed.lines().map(|line| line.split_once("  ").unwrap().1).collect();
        let archives: Vec<&String> = files.keys().filter(|name| *name != "SHA256SUMS").collect();
        assert_eq!(listed, archives);

        let mut text = format!("{}\n", archives.iter().map(|name| format!("{name}\n")).collect::<String>());
        let of_the_manual = |line: &String| line.contains("/man/provgen-");
        let of_the_book = |line: &String| line.contains("/docs/") && !line.ends_with("/docs/README.md");
        let tarred = list(&out, &format!("provgen-v{VERSION}-x86_64-unknown-linux-musl.tar.gz"));
        let zipped = list(&out, &format!("provgen-v{VERSION}-x86_64-pc-windows-msvc.zip"));
        // Each command has its page.
        assert!(tarred.iter().filter(|line| of_the_manual(line)).count() > 20, "{tarred:?}");
        assert!(tarred.iter().filter(|line| of_the_book(line)).count() > 15, "{tarred:?}");
        let is_other = |line: &&String| !of_the_manual(line) && !of_the_book(line);
        for line in tarred.iter().chain(&zipped).filter(is_other) {
            text += &format!("{line}\n");
        }
        let mut formula = super::text(&files["provgen.rb"]);
        for (name, _) in files.iter().filter(|(name, _)| name.ends_with(".tar.gz")) {
            let digest = &names(&format!("sha256 <'{}'", out.join(name).display()))[0];
            assert_eq!(formula.matches(digest.as_str()).count(), 1, "{name}");
            formula = formula.replace(digest.as_str(), "[sha256]");
        }
        text += &format!("\n{formula}");
        assert_snapshot!("packed", text.replace(VERSION, "VERSION"));

        // The container has the binaries of the archives.
        let image = checkout.path().join("image");
        let arguments = [out.to_str().unwrap(), image.to_str().unwrap()];
        assert!(script(checkout.path(), "image.sh", &arguments).status().unwrap().success());
        let files: Vec<String> = crate::common::files(&image).into_iter().map(|(name, _)| name).collect();
        assert_eq!(files, ["linux/amd64/provgen", "linux/arm64/provgen"]);
        let arm = fs::read_to_string(image.join("linux/arm64/provgen")).unwrap();
        assert!(arm == "for aarch64-unknown-linux-musl\n" || arm.contains("exec"), "{arm}");
    }

    #[test]
    fn a_manual_has_a_file_for_each_page_and_zsh_completes_at_once() {
        let checkout = released();
        let folder = tempfile::tempdir().unwrap();
        binaries(folder.path());
        let out = checkout.path().join("out");
        assert!(pack(checkout.path(), folder.path(), &out).status.success());
        let archive = out.join(format!("provgen-v{VERSION}-x86_64-unknown-linux-musl.tar.gz"));
        let unpacked = tempfile::tempdir().unwrap();
        let mut tar = Command::new("tar");
        tar.arg("-xzf").arg(archive).arg("--strip-components=1").current_dir(unpacked.path());
        assert!(tar.status().unwrap().success());
        let whole = Command::new(env!("CARGO_BIN_EXE_provgen")).arg("man").output().unwrap();
        let pages = crate::common::files(&unpacked.path().join("man"));
        let mut lines = 0;
        for (name, bytes) in &pages {
            let page = text(bytes);
            let title = page.lines().find(|line| line.starts_with(".TH ")).unwrap();
            assert!(
                title.starts_with(&format!(".TH {} 1 ", name.strip_suffix(".1").unwrap())),
                "{name}: {title}"
            );
            assert!(page.starts_with(".ie \\n(.g .ds Aq") && page.matches("\n.TH ").count() == 1, "{name}");
            lines += page.lines().count();
        }
        // Nothing of them is lost.
        assert_eq!(lines, text(&whole.stdout).lines().count());
        let completions = fs::read_to_string(unpacked.path().join("completions/_provgen")).unwrap();
        let asked = completions.lines().last().unwrap().rsplit_once(" || ").unwrap().1;
        let function = asked.strip_suffix(" \"$@\"").unwrap();
        assert!(completions.contains(&format!("\nfunction {function}() {{\n")), "{completions}");
    }

    #[test]
    fn what_is_missing_or_of_another_version_is_not_packed() {
        let checkout = released();
        let folder = tempfile::tempdir().unwrap();
        binaries(folder.path());
        let out = checkout.path().join("out");
        edit(checkout.path(), "Cargo.toml", |text| {
            text.replacen(&format!("version = \"{VERSION}\""), "version = \"9.9.9\"", 1)
        });
        let output = pack(checkout.path(), folder.path(), &out);
        assert!(!output.status.success());
        assert!(
            told(&output).contains(&format!("is provgen {VERSION}, and Cargo.toml says version 9.9.9")),
            "{}",
            told(&output)
        );
        fs::remove_dir_all(folder.path().join("aarch64-apple-darwin")).unwrap();
        let output = pack(checkout.path(), folder.path(), &out);
        assert_eq!(told(&output), "there is no binary for aarch64-apple-darwin\n");
        assert!(crate::common::files(&out).is_empty());
    }
}
