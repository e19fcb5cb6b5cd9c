//! How the action comes by provgen: what is installed, a release that is checked, a build.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::scripts::text;
use crate::common::{copy, root};

/// The runner's folder for temporary files: paths of Windows have backslashes.
const TEMP: &str = "te\\mp";

/// A runner: an action of `acme/provgen` at a revision, a server that has a release of it, and programs.
struct Runner {
    folder: TempDir,
    revision: String,
}

impl Runner {
    /// One whose action is of `revision`. Its server has release 0.1.0, with a binary for this system.
    fn new(revision: &str) -> Self {
        let runner = Self { folder: tempfile::tempdir().unwrap(), revision: revision.into() };
        for folder in [".ci/action", ".ci/release", "src", "templates"] {
            fs::create_dir_all(runner.action().join(folder)).unwrap();
        }
        for folder in [".ci/action", ".ci/release"] {
            copy(&root().join(folder), &runner.action().join(folder));
        }
        fs::write(runner.action().join("Cargo.toml"), "[package]\nname = \"provgen\"\nversion = \"0.1.0\"\n")
            .unwrap();
        fs::write(runner.action().join("Cargo.lock"), "").unwrap();
        fs::write(runner.action().join("src/main.rs"), "fn main() {}\n").unwrap();
        for folder in ["programs", TEMP, "server"] {
            fs::create_dir(runner.path(folder)).unwrap();
        }
        // `gh` is there, and knows nothing.
        runner.program("gh", "exit 1");
        runner.release("0.1.0", "echo provgen 0.1.0");
        runner
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn action(&self) -> PathBuf {
        self.path("_actions/acme/provgen").join(&self.revision)
    }

    fn program(&self, name: &str, script: &str) {
        executable(&self.path("programs").join(name), script);
    }

    /// The folder of a release on the server.
    fn downloads(&self, version: &str) -> PathBuf {
        self.path("server/acme/provgen/releases/download").join(format!("v{version}"))
    }

    fn archive(&self, version: &str) -> PathBuf {
        let target = sh("target_of \"$(uname -s)\" \"$(uname -m)\"");
        self.downloads(version).join(sh(&format!("archive_of {version} {target}")))
    }

    /// Puts a release on the server; its binary is a script.
    fn release(&self, version: &str, script: &str) {
        let archive = self.archive(version);
        let name = archive.file_name().unwrap().to_str().unwrap().to_string();
        let work = tempfile::tempdir().unwrap();
        let folder = name.strip_suffix(".tar.gz").unwrap();
        fs::create_dir(work.path().join(folder)).unwrap();
        executable(&work.path().join(folder).join("provgen"), script);
        fs::create_dir_all(self.downloads(version)).unwrap();
        let status =
            Command::new("tar").arg("-czf").arg(&archive).arg(folder).current_dir(work.path()).status();
        assert!(status.unwrap().success());
        let digest = sh(&format!("sha256 <'{}'", archive.display()));
        fs::write(self.downloads(version).join("SHA256SUMS"), format!("{digest}  {name}\n")).unwrap();
    }

    /// Programs of this system, but for a provgen that somebody installed.
    fn programs(&self) -> String {
        let path = std::env::var("PATH").unwrap();
        let others = path.split(':').filter(|folder| !Path::new(folder).join("provgen").exists());
        [self.path("programs").to_str().unwrap()].into_iter().chain(others).collect::<Vec<_>>().join(":")
    }

    fn script(&self, name: &str, variables: &[(&str, &str)]) -> Output {
        let mut command = Command::new("bash");
        command.arg(self.action().join(".ci/action").join(name)).current_dir(self.folder.path());
        command.env("PATH", self.programs()).env("GITHUB_ACTION_PATH", self.action());
        command.env("RUNNER_TEMP", self.path(TEMP)).env("GITHUB_PATH", self.path("path"));
        command.env("GITHUB_OUTPUT", self.path("output"));
        command.env("GITHUB_SERVER_URL", format!("file://{}", self.path("server").display()));
        command.envs(variables.iter().copied()).output().unwrap()
    }

    /// What `find.sh` says of a version, or of none.
    fn find(&self, version: &str) -> BTreeMap<String, String> {
        fs::write(self.path("output"), "").unwrap();
        let output = self.script("find.sh", &[("INPUT_VERSION", version)]);
        assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
        let text = fs::read_to_string(self.path("output")).unwrap();
        text.lines()
            .map(|line| line.split_once('=').unwrap())
            .map(|(name, value)| (name.into(), value.into()))
            .collect()
    }

    /// Installs what was found: what was printed, and what is on the PATH then.
    fn installed(&self, found: &BTreeMap<String, String>) -> (Output, Option<String>) {
        drop(fs::remove_file(self.path("path")));
        let variables: Vec<(String, &str)> =
            found.iter().map(|(name, value)| (name.to_uppercase(), value.as_str())).collect();
        let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (&**name, *value)).collect();
        let output = self.script("install.sh", &variables);
        (output, fs::read_to_string(self.path("path")).ok())
    }

    /// Finds a version, or the action's own, and installs it.
    fn install(&self, version: &str) -> (Output, Option<String>) {
        self.installed(&self.find(version))
    }

    fn kept(&self, version: &str) -> PathBuf {
        self.path(&format!("{TEMP}/provgen/kept")).join(self.archive(version).file_name().unwrap())
    }
}

fn executable(path: &Path, script: &str) {
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// What a function of `.ci/release/names.sh` prints.
fn sh(call: &str) -> String {
    let script = format!("source .ci/release/names.sh; {call}");
    let output = Command::new("bash").args(["-euc", &script]).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{call}: {}", text(&output.stderr));
    text(&output.stdout).trim_end().to_string()
}

#[test]
fn what_is_installed_is_used() {
    let runner = Runner::new("v0.1.0");
    runner.program("provgen", "echo provgen 0.1.0");
    for version in ["", "0.1.0", "v0.1.0"] {
        assert!(runner.find(version).is_empty(), "{version}");
    }
    // If it is of another version than what is asked for, it isn't.
    assert_eq!(runner.find("0.2.0")["from"], "build");
    for version in ["1.0.0 --git x", "latest", "1.0.0\nfrom=x"] {
        let output = runner.script("find.sh", &[("INPUT_VERSION", version)]);
        assert_eq!(output.status.code(), Some(2), "{version}");
        assert!(text(&output.stdout).starts_with("::error title=provgen::the input `version` is no version"));
    }
}

#[test]
fn an_action_of_a_release_installs_that_release() {
    let runner = Runner::new("v0.1.0");
    let found = runner.find("");
    let target = sh("target_of \"$(uname -s)\" \"$(uname -m)\"");
    assert_eq!(found["from"], "release");
    assert_eq!(
        (&*found["version"], &*found["target"], &*found["repository"]),
        ("0.1.0", &*target, "acme/provgen")
    );
    assert_eq!(found["key"], format!("provgen-v0.1.0-{target}"));

    let (output, path) = runner.install("");
    let told = text(&output.stdout);
    assert!(output.status.success(), "{told}{}", text(&output.stderr));
    assert!(told.contains(" is what SHA256SUMS says\nwho built it isn't checked: "), "{told}");
    assert!(told.ends_with("provgen 0.1.0 is installed\n"), "{told}");
    let program = Path::new(path.unwrap().trim_end()).join("provgen");
    assert_eq!(text(&Command::new(program).output().unwrap().stdout), "provgen 0.1.0\n");
    // What was kept is used again, whatever the server has now.
    fs::remove_dir_all(runner.downloads("0.1.0")).unwrap();
    let mut found = runner.find("");
    assert_eq!(found["from"], "build");
    found.insert("from".into(), "release".into());
    assert!(runner.installed(&found).0.status.success());
}

/// Careful workflows name a commit, which nobody can move: it is a release if the release's tag is at it.
#[test]
fn a_commit_is_a_release_if_its_tag_is_there() {
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let runner = Runner::new(commit);
    assert_eq!(runner.find("")["from"], "build");
    for (sha, from) in [(commit, "release"), ("ffff456789abcdef0123456789abcdef01234567", "build")] {
        runner.program(
            "gh",
            &format!("case \"$*\" in *repos/acme/provgen/commits/v0.1.0*) echo {sha} ;; *) exit 1 ;; esac"),
        );
        assert_eq!(runner.find("")["from"], from, "{sha}");
    }
}

/// What isn't what the release says, wherever it comes from, ends the job, and is not on the PATH.
#[test]
fn what_is_not_the_release_is_refused() {
    let runner = Runner::new("v0.1.0");
    let refused = || {
        let (output, path) = runner.install("");
        let told = text(&output.stdout);
        assert_eq!(output.status.code(), Some(2), "{told}{}", text(&output.stderr));
        assert!(
            told.contains("::error title=provgen::provgen-v0.1.0-")
                && told.contains(" isn't what SHA256SUMS "),
            "{told}"
        );
        assert_eq!(path, None);
    };
    // Kept by an earlier run.
    assert!(runner.install("").0.status.success());
    fs::write(runner.kept("0.1.0"), "other").unwrap();
    refused();
    fs::remove_dir_all(runner.path(&format!("{TEMP}/provgen"))).unwrap();
    // On the server.
    let archive = runner.archive("0.1.0");
    let bytes = fs::read(&archive).unwrap();
    fs::write(&archive, [&bytes[..], b"x"].concat()).unwrap();
    refused();
    fs::remove_dir_all(runner.path(&format!("{TEMP}/provgen"))).unwrap();
    // Of no file in the list.
    fs::write(&archive, bytes).unwrap();
    fs::write(runner.downloads("0.1.0").join("SHA256SUMS"), "0000  provgen-v0.1.0-other.tar.gz\n").unwrap();
    refused();
}

/// Where `gh` can tell who built an archive, nothing else is installed.
#[test]
fn who_built_it_is_checked_where_that_can_be() {
    let runner = Runner::new("v0.1.0");
    let gh = |verified: &str| {
        let script = r#"
case "$*" in
  *--help*) echo ' --source-ref ref' ;;
  *attestation*) echo "$@" >"$RUNNER_TEMP/../calls"; VERIFIED ;;
  *) exit 1 ;;
esac"#;
        runner.program("gh", &script.replace("VERIFIED", verified));
    };
    gh("echo 'no attestations found' >&2; exit 1");
    let (output, path) = runner.install("");
    assert_eq!((output.status.code(), path), (Some(2), None));
    assert!(text(&output.stdout).contains("::error title=provgen::nothing attests that provgen-v0.1.0-"));
    assert!(text(&output.stderr).contains("no attestations found"));
    gh("true");
    let (output, path) = runner.install("");
    assert!(output.status.success() && path.is_some());
    let told = text(&output.stdout);
    assert!(told.contains("it was built by the workflow of acme/provgen at v0.1.0\n"), "{told}");
    let call = fs::read_to_string(runner.path("calls")).unwrap();
    let wanted = [
        "--repo acme/provgen",
        "--signer-workflow acme/provgen/.github/workflows/release.yml",
        "--source-ref refs/tags/v0.1.0",
        "--deny-self-hosted-runners",
    ];
    let archive = runner.kept("0.1.0");
    assert_eq!(call, format!("attestation verify {} {}\n", archive.display(), wanted.join(" ")));
}

/// A `cargo` that writes down how it was called, and installs a script that prints `version`.
fn cargo(runner: &Runner, version: &str) {
    let script = r#"
echo "$@" >>"$RUNNER_TEMP/../calls"
[ -z "$GH_TOKEN" ] || exit 9
mkdir -p "$5/bin"
printf '#!/bin/sh\necho provgen VERSION\n' >"$5/bin/provgen"
chmod +x "$5/bin/provgen""#;
    runner.program("cargo", &script.replace("VERSION", version));
}

#[test]
fn without_a_binary_it_is_built_and_kept() {
    let runner = Runner::new("main");
    cargo(&runner, "0.1.0");
    let found = runner.find("");
    assert_eq!((&*found["from"], &*found["version"]), ("build", ""));
    let kept = found["folder"].clone();
    let (output, path) = runner.install("");
    assert!(output.status.success() && path.is_some(), "{}", text(&output.stderr));
    let built = format!("install --locked --force --root {kept} --path {}\n", runner.action().display());
    assert_eq!(fs::read_to_string(runner.path("calls")).unwrap(), built);
    // What was built and kept isn't built again; it is of the same source.
    assert!(runner.install("").0.status.success());
    assert_eq!(fs::read_to_string(runner.path("calls")).unwrap(), built);
    // Where it can't run, it is.
    executable(&Path::new(&kept).join("bin/provgen"), "exit 127");
    assert!(runner.install("").0.status.success());
    assert_eq!(fs::read_to_string(runner.path("calls")).unwrap(), built.repeat(2));
    assert_eq!(runner.find("")["key"], found["key"]);
    fs::write(runner.action().join("src/main.rs"), "fn main() { }\n").unwrap();
    assert_ne!(runner.find("")["key"], found["key"]);
    fs::write(runner.action().join("src/main.rs"), "fn main() {}\n").unwrap();
    assert_eq!(runner.find("")["key"], found["key"]);
    fs::rename(runner.action().join("src/main.rs"), runner.action().join("src/lib.rs")).unwrap();
    assert_ne!(runner.find("")["key"], found["key"]);

    // A release that has no binary, and one whose binary can't be downloaded.
    for version in ["0.2.0", "0.1.0"] {
        drop(fs::remove_dir_all(&kept));
        fs::write(runner.path("calls"), "").unwrap();
        cargo(&runner, version);
        let mut found = runner.find(version);
        if version == "0.1.0" {
            assert_eq!(found["from"], "release");
            fs::remove_file(runner.downloads(version).join("SHA256SUMS")).unwrap();
        }
        found.insert("gh_token".into(), "secret".into());
        let (output, _) = runner.installed(&found);
        let told = text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.success(), "{told}");
        let server = format!("file://{}", runner.path("server").display());
        assert_eq!(
            fs::read_to_string(runner.path("calls")).unwrap(),
            format!(
                "install --locked --force --root {kept} --git {server}/acme/provgen --tag v{version} provgen\n"
            )
        );
    }
}

#[test]
fn what_calls_itself_otherwise_is_refused() {
    let runner = Runner::new("v0.1.0");
    runner.release("0.1.0", "echo provgen 0.0.9");
    let (output, path) = runner.install("0.1.0");
    assert_eq!((output.status.code(), path), (Some(2), None));
    assert!(
        text(&output.stdout)
            .contains("::error title=provgen::what was installed is provgen 0.0.9, and not 0.1.0\n")
    );
}
