//! `update.yml`: what is new at the API becomes one pull request, whose text is what it changes.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::scripts::{block, text};
use crate::common::mirror::{Answer, Mirror, document};
use crate::common::root;

/// A repository with a provider that is up to date, where it was cloned from, and the runner's folder.
struct Repository {
    folder: TempDir,
    mirror: Mirror,
}

impl Repository {
    fn new() -> Self {
        let repository = Self { folder: tempfile::tempdir().unwrap(), mirror: Mirror::start() };
        let checkout = repository.checkout();
        repository.mirror.serve("alpha", "v1", Answer::Document(document("alpha", "v1", "20260101")));
        fs::create_dir_all(checkout.join("specs")).unwrap();
        fs::create_dir(repository.runner()).unwrap();
        let config = "provider: { name: acme }\nspecs: [specs/*.json]\nfetch: { root: \"ROOT\" }\n";
        fs::write(checkout.join("provgen.yaml"), config.replace("ROOT", &repository.mirror.root())).unwrap();
        for arguments in [&["fetch", "alpha:v1"][..], &["lock"], &["generate"]] {
            let status =
                Command::new(env!("CARGO_BIN_EXE_provgen")).args(arguments).current_dir(&checkout).output();
            assert!(status.unwrap().status.success(), "{arguments:?}");
        }
        repository.git(&["init", "-q", "-b", "main"]);
        repository.git(&["add", "."]);
        repository.git(&["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "a"]);
        repository.git(&["clone", "-q", "--bare", ".", "../origin"]);
        repository.git(&["remote", "add", "origin", "../origin"]);
        repository
    }

    fn checkout(&self) -> PathBuf {
        self.folder.path().join("checkout")
    }

    fn runner(&self) -> PathBuf {
        self.folder.path().join("runner")
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git").args(arguments).current_dir(self.checkout()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// A week later: the workflow's scripts in what `main` has, and how they called `gh`, which knows of the
    /// pull request `open`.
    fn week(&self, open: &str) -> Vec<String> {
        let gh = self.runner().join("gh");
        let script = r#"#!/bin/sh
echo "$@" >>"$RUNNER_TEMP/calls"
case "$*" in *list*) printf '%s' 'OPEN' ;; esac
"#;
        fs::write(&gh, script.replace("OPEN", open)).unwrap();
        fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(self.runner().join("calls"), "").unwrap();
        self.git(&["switch", "-q", "main"]);
        let (_, workflow) = super::yaml(&root().join("examples/workflows/update.yml"));
        let steps: Vec<&Value> =
            super::steps(&workflow).into_iter().filter(|step| step["run"].is_string()).collect();
        assert_eq!(steps.len(), 2);
        for step in steps {
            let mut command = block(step, &self.checkout(), Path::new(&self.runner()));
            command
                .env("RUNNER_TEMP", self.runner())
                .env("GITHUB_REF_NAME", "main")
                .env("GH_TOKEN", "secret");
            for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
                command.env_remove(name).env_remove(name.to_lowercase());
            }
            let output = command.output().unwrap();
            assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
        }
        fs::read_to_string(self.runner().join("calls")).unwrap().lines().map(str::to_string).collect()
    }

    /// What the text of the pull request is.
    fn told(&self) -> String {
        fs::read_to_string(self.runner().join("pull-request.md")).unwrap()
    }
}

/// A document that has one method more, which is called `name`.
fn with_method(name: &str, revision: &str) -> Answer {
    let mut document: Value = serde_json::from_str(&document("alpha", "v1", revision)).unwrap();
    let methods = document["resources"]["things"]["methods"].as_object_mut().unwrap();
    let mut added = methods["get"].clone();
    added["id"] = format!("alpha.things.{name}").into();
    added["httpMethod"] = "POST".into();
    added["path"] = format!("v1/things/{{thing}}:{name}").into();
    methods.insert(name.into(), added);
    Answer::Document(document.to_string())
}

#[test]
fn what_is_new_is_one_pull_request() {
    let repository = Repository::new();
    assert!(repository.week("").is_empty(), "nothing is new, and somebody is told");

    repository.mirror.serve("alpha", "v1", with_method("burn", "20260201"));
    let list = "pr list --head provgen/update --base main --json number --jq .[].number";
    let body = repository.runner().join("pull-request.md").display().to_string();
    let calls = repository.week("");
    let title = "The API's documents of this week";
    let create = format!("pr create --head provgen/update --base main --title {title} --body-file {body}");
    assert_eq!(calls, ["auth setup-git", list, &create]);
    let told = repository.told();
    assert!(told.starts_with("<!-- provgen diff -->\n") && told.contains("new method `burn`"), "{told}");
    let changed = repository.git(&["diff", "--name-only", "main", "origin/provgen/update"]);
    for path in ["specs/alpha.v1.json", "mapping.yaml", "generated/docs/acme/alpha/things/index.md"] {
        assert!(changed.lines().any(|line| line == path), "{path}: {changed}");
    }
    let check = Command::new(env!("CARGO_BIN_EXE_provgen"))
        .args(["generate", "--check"])
        .current_dir(repository.checkout())
        .status();
    assert!(check.unwrap().success());

    // The next week's replaces it, and nothing of this week's stays on the branch.
    repository.mirror.serve("alpha", "v1", with_method("pulp", "20260208"));
    assert_eq!(repository.week("7"), ["auth setup-git", list, &format!("pr edit 7 --body-file {body}")]);
    assert!(repository.told().contains("new method `pulp`"), "{}", repository.told());
    assert!(!repository.told().contains("burn"));
    let commits = repository.git(&["log", "--format=%an: %s", "main..origin/provgen/update"]);
    assert_eq!(commits, "octocat: The API's documents of this week\n");
}
