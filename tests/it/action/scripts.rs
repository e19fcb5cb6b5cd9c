//! The scripts of the action, as a runner on Linux or macOS runs them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{case_file, root};

/// A job: a checkout, and the folder that the runner's files are in.
struct Job {
    checkout: TempDir,
    runner: TempDir,
}

impl Job {
    /// A checkout whose only commit has the older document of a case, and whose files are the newer one.
    fn new(case: &str) -> Self {
        let job = Self { checkout: tempfile::tempdir().unwrap(), runner: tempfile::tempdir().unwrap() };
        fs::create_dir(job.path("specs")).unwrap();
        fs::write(job.path("specs/shop.yaml"), case_file(case, "old.yaml")).unwrap();
        job.git(&["init", "-q", "-b", "main"]);
        job.git(&["add", "."]);
        job.git(&["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "a"]);
        fs::write(job.path("specs/shop.yaml"), case_file(case, "new.yaml")).unwrap();
        job
    }

    fn path(&self, below: &str) -> PathBuf {
        self.checkout.path().join(below)
    }

    fn git(&self, arguments: &[&str]) {
        let status = Command::new("git").args(arguments).current_dir(self.checkout.path()).status();
        assert!(status.unwrap().success(), "{arguments:?}");
    }

    fn file(&self, name: &str) -> String {
        fs::read_to_string(self.runner.path().join(name)).unwrap_or_default()
    }

    fn output(&self, name: &str) -> String {
        let text = self.file("output");
        let mut lines = text.lines().filter_map(|line| line.strip_prefix(&format!("{name}=")));
        lines.next_back().unwrap_or_default().to_string()
    }

    /// Runs a script of the action; programs of the runner's folder come first.
    fn run(&self, script: &str, inputs: &[(&str, &str)]) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_provgen")).parent().unwrap();
        let path = std::env::var("PATH").unwrap();
        let path = format!("{}:{}:{path}", self.runner.path().display(), program.display());
        let mut command = Command::new("bash");
        command.arg(root().join(".ci/action").join(script)).current_dir(self.checkout.path());
        command.env("PATH", path).env("RUNNER_TEMP", self.runner.path());
        command.env("PROVGEN_CACHE_DIR", self.runner.path().join("cache"));
        for (name, file) in
            [("OUTPUT", "output"), ("STEP_SUMMARY", "summary"), ("PATH", "path"), ("TOKEN", "token")]
        {
            command.env(format!("GITHUB_{name}"), self.runner.path().join(file));
        }
        command.env("GITHUB_REPOSITORY", "acme/provider").env("GITHUB_ACTION_PATH", root());
        command.envs(inputs.iter().copied()).output().unwrap()
    }
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Lines that a runner obeys: `::…` behind blanks, `##[…]` anywhere; none between
/// `::stop-commands::TOKEN` and `::TOKEN::`.
fn obeyed(log: &str) -> Vec<&str> {
    let mut token = None;
    let mut found = Vec::new();
    for line in log.split(['\n', '\r']) {
        let command = line.trim_start();
        match &token {
            Some(end) if command == end => token = None,
            None if command.starts_with("::stop-commands::") => {
                let name = command.trim_start_matches("::stop-commands::");
                assert_eq!(name.len(), 32, "{name} can be guessed");
                token = Some(format!("::{name}::"));
            }
            None if command.starts_with("::") || line.contains("##[") => found.push(line),
            _ => {}
        }
    }
    assert_eq!(token, None, "{log}");
    found
}

/// All that a script printed, of which nothing of a document's is obeyed.
fn harmless(output: &Output) -> String {
    // Nobody knows how a runner mixes the two: each must be harmless by itself.
    let (out, log) = (text(&output.stdout), text(&output.stderr));
    for line in [obeyed(&out), obeyed(&log)].concat() {
        // What follows the name of provgen's own commands is escaped.
        assert!(["::error ", "::warning ", "::notice "].iter().any(|own| line.starts_with(own)), "{line}");
        assert!(!line.contains("pwned") || line.contains("file=specs/"), "{line}");
    }
    out + &log
}

#[test]
fn fetching_a_revision_runs_no_hook() {
    let job = Job::new("diff/column-removed");
    let origin = job.runner.path().join("origin").display().to_string();
    job.git(&["clone", "-q", "--bare", ".", &origin]);
    job.git(&["remote", "add", "origin", &origin]);
    job.git(&["push", "-q", "origin", "main:base"]);
    job.git(&["update-ref", "-d", "refs/remotes/origin/base"]);
    let hook = job.path("hooks/reference-transaction");
    fs::create_dir(job.path("hooks")).unwrap();
    fs::write(&hook, format!("#!/bin/sh\ntouch '{}'\n", job.runner.path().join("pwned").display())).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    job.git(&["config", "core.hooksPath", "hooks"]);
    let told = harmless(&job.run("run.sh", &[("INPUT_BASE", "base")]));
    assert_eq!(job.output("status"), "1", "{told}");
    assert!(!job.runner.path().join("pwned").exists(), "{told}");
}

/// Prose that a runner would obey, as the description of an API.
const HOSTILE: &str = "|\n    One.\n\n    ::add-mask::pwned\n\n    ##[set-output name=impact;]pwned\n";

#[test]
fn what_documents_say_is_no_command() {
    let job = Job::new("diff/column-removed");
    fs::write(job.path("provgen.yaml"), "provider: { name: acme }\nspecs: [specs/*.yaml]\n").unwrap();
    let document = |info: &str| {
        let text = case_file("diff/column-removed", "new.yaml");
        let (before, rest) = text.split_once("\ninfo: ").unwrap();
        let after = rest.split_once('\n').unwrap().1;
        format!("{before}\ninfo:\n  title: Shop\n  version: v1\n  description: {info}{after}")
    };
    fs::write(job.path("specs/shop.yaml"), document("A shop.\n")).unwrap();
    Command::new(env!("CARGO_BIN_EXE_provgen"))
        .arg("generate")
        .current_dir(job.checkout.path())
        .output()
        .unwrap();
    let check = [("INPUT_COMMAND", "generate-check")];
    let diff = [("INPUT_BASE", "main"), ("INPUT_FAIL_ON", "never")];
    fs::write(job.path("specs/shop.yaml"), document(HOSTILE)).unwrap();
    let told = harmless(&job.run("run.sh", &check));
    assert_eq!((job.output("status"), job.output("impact")), ("1".into(), "stale".into()), "{told}");
    assert!(told.contains("##[set-output name=impact;]pwned"), "{told}");
    harmless(&job.run("run.sh", &diff));
    // An error quotes the line that it is about.
    fs::write(job.path("specs/shop.yaml"), document(HOSTILE) + "\nx: [ \"##[error]pwned\"\n").unwrap();
    for inputs in [&check[..], &diff] {
        let told = harmless(&job.run("run.sh", inputs));
        assert_eq!(job.output("status"), "2");
        assert!(told.contains("##[error]pwned"), "{told}");
    }
}

/// One of two documents can't be read: the other's report is there, and the step fails.
#[test]
fn what_could_be_compared_is_told() {
    let job = Job::new("diff/column-removed");
    fs::write(job.path("specs/other.yaml"), "openapi: [").unwrap();
    let told = harmless(&job.run("run.sh", &[("INPUT_BASE", "main")]));
    assert_eq!((job.output("status"), job.output("impact")), ("2".into(), "breaking".into()), "{told}");
    assert!(job.output("counts").starts_with("{\"breaking\":1,"), "{told}");
    assert!(told.contains("\n::error file=specs/shop.yaml,line=8,title=column-removed::"), "{told}");
    // The documents' problems are in the log once.
    assert_eq!(told.matches("error[input::not-yaml]").count(), 1, "{told}");
    let read = |output: &str| fs::read_to_string(job.output(output)).unwrap();
    assert!(read("report").contains("<strong>Not compared:</strong> <code>specs/other.yaml</code>"));
    assert!(read("comment").contains("**Not compared:** `specs/other.yaml`"));
}

/// Each format is a run of its own, and no run may fail unseen.
#[test]
fn a_report_that_fails_is_a_failure() {
    let job = Job::new("diff/column-added");
    let stub = job.runner.path().join("provgen");
    for (format, status) in [("github", "2"), ("markdown", "2"), ("html", "101"), ("none", "0")] {
        let fails = format!("*--format={format}*) echo 'no room' >&2; exit {status} ;;");
        let program = env!("CARGO_BIN_EXE_provgen");
        let script = format!("#!/bin/sh\ncase \"$*\" in {fails} esac\nexec '{program}' \"$@\"\n");
        fs::write(&stub, script).unwrap();
        fs::set_permissions(&stub, fs::Permissions::from_mode(0o755)).unwrap();
        let told = harmless(&job.run("run.sh", &[("INPUT_BASE", "main")]));
        assert_eq!((job.output("status").as_str(), told.contains("no room")), (status, status != "0"));
        assert_eq!(job.output("impact"), "additive", "{told}");
    }
}

#[test]
fn a_diff_sets_outputs_whatever_it_finds() {
    let job = Job::new("diff/column-removed");
    let inputs = [("INPUT_BASE", "main"), ("INPUT_PATH", "specs"), ("INPUT_FORMAT", "markdown")];
    let output = job.run("run.sh", &inputs);
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{printed}{}", text(&output.stderr));
    assert!(printed.contains("::error file=specs/shop.yaml,line=8,title=column-removed::"), "{printed}");
    assert_eq!(job.output("status"), "1");
    assert_eq!(job.output("impact"), "breaking");
    let counts: Value = serde_json::from_str(&job.output("counts")).unwrap();
    assert_eq!(
        counts,
        serde_json::json!({"breaking": 1, "risky": 1, "deprecated": 0, "additive": 0, "docs": 0})
    );
    let report = fs::read_to_string(job.output("report")).unwrap();
    assert!(report.starts_with("<!-- provgen diff -->\n"), "{report}");
    assert_eq!(job.file("summary").matches("<!-- provgen diff -->").count(), 1);
    // The same with a revision, and where nothing is to fail.
    let inputs = [("INPUT_BASE", "main"), ("INPUT_REVISION", "HEAD"), ("INPUT_FAIL_ON", "never")];
    job.run("run.sh", &inputs);
    assert_eq!((job.output("status"), job.output("impact")), ("0".into(), "none".into()));
    assert!(fs::read_to_string(job.output("report")).unwrap().starts_with("<!doctype html>"));
}

#[test]
fn what_cannot_be_compared_fails() {
    let job = Job::new("diff/column-removed");
    fs::write(job.path("specs/shop.yaml"), "openapi: [").unwrap();
    for inputs in [
        vec![("INPUT_BASE", "main"), ("INPUT_PATH", "specs")],
        vec![("INPUT_BASE", "main"), ("INPUT_FORMAT", "html; touch x")],
        vec![("INPUT_BASE", "")],
        vec![("INPUT_BASE", "--upload-pack=touch x")],
        vec![("INPUT_BASE", "main"), ("INPUT_CONFIG", "none.yaml")],
        vec![("INPUT_COMMAND", "$(touch x)")],
    ] {
        fs::write(job.runner.path().join("output"), "").unwrap();
        let output = job.run("run.sh", &inputs);
        assert_eq!(job.output("status"), "2", "{inputs:?} {}", text(&output.stderr));
        assert_eq!(job.output("impact"), "", "{inputs:?}");
        assert!(text(&output.stdout).contains("::error title=provgen::"), "{inputs:?}");
        assert!(!job.path("x").exists());
    }
}

/// Steps that come after it are what the workflow is about.
#[test]
fn to_install_is_to_run_nothing() {
    let job = Job::new("diff/column-removed");
    let output = job.run("run.sh", &[("INPUT_COMMAND", "install"), ("INPUT_BASE", "main")]);
    assert_eq!(text(&output.stdout) + &text(&output.stderr), "");
    assert_eq!(job.file("output"), "status=0\n");
}

#[test]
fn a_stale_output_is_told() {
    let job = Job::new("diff/column-removed");
    fs::write(job.path("provgen.yaml"), "provider: { name: acme }\nspecs: [specs/*.yaml]\n").unwrap();
    let check = [("INPUT_COMMAND", "generate-check")];
    job.run("run.sh", &check);
    assert_eq!((job.output("status"), job.output("impact")), ("1".into(), "stale".into()));
    let counts: Value = serde_json::from_str(&job.output("counts")).unwrap();
    assert!(counts["missing"].as_u64().unwrap() > 3, "{counts}");
    assert!(job.file("summary").contains("\n    missing  generated/"), "{}", job.file("summary"));
    let program = env!("CARGO_BIN_EXE_provgen");
    Command::new(program).arg("generate").current_dir(job.checkout.path()).output().unwrap();
    job.run("run.sh", &check);
    assert_eq!((job.output("status"), job.output("impact")), ("0".into(), "none".into()));
    assert_eq!(job.output("counts"), r#"{"missing":0,"stale":0,"orphan":0}"#);
}

/// A workflow's step as a runner runs it, in a folder: with what is in `programs`, and provgen, before all
/// other programs, and with what the step's `env` says itself.
pub(super) fn block(step: &Value, folder: &Path, programs: &Path) -> Command {
    let program = Path::new(env!("CARGO_BIN_EXE_provgen")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{}:{path}", programs.display(), program.display());
    let mut command = Command::new("bash");
    command.args(["-eo", "pipefail", "-c", step["run"].as_str().unwrap()]).current_dir(folder);
    command.env("PATH", path).env("GITHUB_ACTOR", "octocat");
    for (name, value) in step["env"].as_object().into_iter().flatten() {
        let value = value.as_str().unwrap();
        if !value.contains("${{") {
            command.env(name, value);
        }
    }
    command
}

/// Runs the scripts of `publish.yml` for a version, as far as they end well; the last one's end and what
/// was printed.
fn publish(job: &Job, version: &str) -> (bool, String) {
    let (_, workflow) = super::yaml(&root().join("examples/workflows/publish.yml"));
    let key = fs::read_to_string(job.path("key.pem")).unwrap();
    let mut told = String::new();
    for step in super::steps(&workflow).into_iter().filter(|step| step["run"].is_string()) {
        let folder = job.path(step["working-directory"].as_str().unwrap_or_default());
        let mut command = block(step, &folder, job.runner.path());
        command.env("VERSION", version).env("PROVGEN_SIGN_KEY", &key);
        let output = command.output().unwrap();
        told += &(text(&output.stdout) + &text(&output.stderr));
        if !output.status.success() {
            return (false, told);
        }
    }
    (true, told)
}

/// A version is compared with the one that was published before, which a fresh checkout doesn't have.
#[test]
fn what_breaks_is_not_published() {
    let job = Job::new("diff/column-removed");
    let (_, workflow) = super::yaml(&root().join("examples/workflows/publish.yml"));
    let mut steps = super::steps(&workflow).into_iter();
    let registry = steps.find(|step| step["with"]["path"] == "dist").expect("the registry isn't checked out");
    assert!(registry["uses"].as_str().unwrap().starts_with("actions/checkout@"), "{registry}");
    let branch = registry["with"]["ref"].as_str().unwrap();
    assert!(steps.any(|step| step["run"].as_str().is_some_and(|run| run.contains("provgen release "))));

    let config = "provider: { name: acme }\nspecs: [specs/*.yaml]\n";
    fs::write(job.path("provgen.yaml"), config).unwrap();
    let provgen = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_provgen"));
        assert!(command.args(arguments).current_dir(job.checkout.path()).output().unwrap().status.success());
    };
    provgen(&["keygen", "--out", "key.pem"]);
    job.git(&["branch", "-q", branch]);
    let clone = || {
        drop(fs::remove_dir_all(job.path("dist")));
        job.git(&["clone", "-q", "--branch", branch, ".", "dist"]);
    };
    clone();
    fs::write(job.path("specs/shop.yaml"), case_file("diff/column-removed", "old.yaml")).unwrap();
    provgen(&["generate"]);
    let (is_published, told) = publish(&job, "v26.11.00001");
    assert!(is_published, "{told}");
    // On another machine, with what is published and nothing else.
    clone();
    assert!(job.path("dist/acme/v26.11.00001.tgz").exists(), "{told}");
    fs::write(job.path("specs/shop.yaml"), case_file("diff/column-removed", "new.yaml")).unwrap();
    provgen(&["generate"]);
    let (is_published, told) = publish(&job, "v26.11.00002");
    assert!(!is_published && told.contains("column-removed"), "{told}");
    clone();
    assert!(!job.path("dist/acme/v26.11.00002.tgz").exists());
    // What breaks nothing is.
    fs::write(job.path("specs/shop.yaml"), case_file("diff/column-removed", "old.yaml")).unwrap();
    provgen(&["generate"]);
    let (is_published, told) = publish(&job, "v26.11.00002");
    assert!(is_published, "{told}");
    clone();
    let notes = fs::read_to_string(job.path("dist/acme/v26.11.00002.md")).unwrap();
    assert!(notes.contains("Since v26.11.00001: no changes."), "{notes}");
}

/// A `gh` that writes down how it was called, and answers the list of comments with `ids`.
fn stub(job: &Job, ids: &str) {
    let script =
        "#!/bin/sh\necho \"$@\" >>\"$RUNNER_TEMP/calls\"\ncase \"$*\" in *--paginate*) printf '%s' '";
    let script = format!("{script}{ids}' ;; esac\n");
    let path = job.runner.path().join("gh");
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(job.runner.path().join("calls"), "").unwrap();
}

#[test]
fn there_is_one_comment() {
    let job = Job::new("diff/column-removed");
    let comment = |number, impact| {
        let (impact, status) = impact;
        let inputs =
            [("PULL_REQUEST", number), ("IMPACT", impact), ("STATUS", status), ("COMMENT", "report.md")];
        assert_eq!(job.run("comment.sh", &inputs).status.code(), Some(0));
        job.file("calls").lines().skip(1).map(str::to_string).collect::<Vec<_>>()
    };
    stub(&job, "");
    let call = "api --silent --method POST repos/acme/provider/issues/7/comments --field body=@report.md";
    assert_eq!(comment("7", ("breaking", "1")), [call]);
    // Where something couldn't be compared, nobody knows that nothing changed.
    stub(&job, "");
    assert_eq!(comment("7", ("none", "2")), [call]);
    stub(&job, "");
    assert!(comment("7", ("none", "0")).is_empty());
    stub(&job, "41\n42\n");
    let call = "api --silent --method PATCH repos/acme/provider/issues/comments/41 --field body=@report.md";
    assert_eq!(comment("7", ("none", "0")), [call]);
    stub(&job, "");
    assert!(comment("", ("breaking", "1")).is_empty());
}
