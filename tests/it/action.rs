//! The GitHub Action and the example workflows: their parts fit together, their commands are provgen's, and
//! the scripts do what they say where a runner would run them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::common::{root, run};
use serde_json::Value;

fn yaml(path: &Path) -> (String, Value) {
    let text = fs::read_to_string(path).unwrap();
    let value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (text, value)
}

fn action() -> (String, Value) {
    yaml(&root().join("action.yml"))
}

/// The example workflows by name.
fn workflows() -> BTreeMap<String, (String, Value)> {
    let entries = fs::read_dir(root().join("examples/workflows")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.map(|path| (path.file_name().unwrap().to_str().unwrap().to_string(), yaml(&path))).collect()
}

/// All steps of an action or of a workflow's jobs.
fn steps(value: &Value) -> Vec<&Value> {
    let own = value["runs"]["steps"].as_array().into_iter().flatten();
    let jobs = value["jobs"].as_object().into_iter().flat_map(|jobs| jobs.values());
    own.chain(jobs.flat_map(|job| job["steps"].as_array().into_iter().flatten())).collect()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().into_iter().flat_map(|map| map.keys()).map(String::as_str).collect()
}

/// The names that stand behind `prefix` in a text.
fn names<'t>(text: &'t str, prefix: &str) -> BTreeSet<&'t str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let ends = text.split(prefix).skip(1);
    ends.map(|rest| rest.split(|c| !is_part(c)).next().unwrap_or_default()).collect()
}

#[test]
fn each_input_is_used_and_each_that_is_used_exists() {
    let (text, action) = action();
    assert_eq!(names(&text, "inputs."), keys(&action["inputs"]));
    for (name, input) in action["inputs"].as_object().unwrap() {
        assert!(input["description"].is_string(), "{name}");
        assert!(input["default"].is_string(), "{name}");
    }
    let outputs: BTreeSet<&str> = keys(&action["outputs"]);
    assert_eq!(outputs, BTreeSet::from(["impact", "counts", "report"]));
    // What the scripts take from the environment is what the action puts there.
    let scripts = ["install.sh", "run.sh", "comment.sh"]
        .map(|name| fs::read_to_string(root().join(".ci/action").join(name)).unwrap())
        .concat();
    let given: BTreeSet<String> = steps(&action)
        .into_iter()
        .flat_map(|step| keys(&step["env"]))
        .filter(|name| name.starts_with("INPUT_"))
        .map(|name| name.trim_start_matches("INPUT_").to_string())
        .collect();
    let taken: BTreeSet<String> = names(&scripts, "INPUT_").into_iter().map(str::to_string).collect();
    assert_eq!(given, taken);
    for name in names(&text, "steps.run.outputs.") {
        assert!(scripts.contains(&format!("output {name} ")), "no script sets {name}");
    }
}

#[test]
fn nothing_is_put_into_a_scripts_text() {
    let all = workflows().into_values().chain([action()]);
    for (_, value) in all {
        for step in steps(&value) {
            assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{step}");
        }
    }
}

#[test]
fn workflows_pin_what_they_use_and_may_do_little() {
    let (_, action) = action();
    let (inputs, outputs) = (keys(&action["inputs"]), keys(&action["outputs"]));
    let mut uses = 0;
    for (name, (text, value)) in &workflows() {
        assert_eq!(value["permissions"], serde_json::json!({"contents": "read"}), "{name}");
        for output in names(text, "steps.provgen.outputs.") {
            assert!(outputs.contains(output), "{name}: {output}");
        }
        for step in steps(value) {
            let Some(used) = step["uses"].as_str() else { continue };
            let (what, version) = used.split_once('@').unwrap();
            if what == "your-organisation/provgen" {
                assert_eq!(version, concat!("v", env!("CARGO_PKG_VERSION")), "{name}");
                assert!(keys(&step["with"]).is_subset(&inputs), "{name}: {step}");
                uses += 1;
            } else {
                assert!(
                    version.len() == 40 && version.bytes().all(|b| b.is_ascii_hexdigit()),
                    "{name}: {used}"
                );
            }
        }
    }
    assert_eq!(uses, 2);
}

/// The same of the workflow that checks this repository.
#[test]
fn our_own_workflow_pins_what_it_uses_and_may_do_little() {
    let (_, value) = yaml(&root().join(".github/workflows/ci.yml"));
    assert_eq!(value["permissions"], serde_json::json!({"contents": "read"}));
    for (name, job) in value["jobs"].as_object().unwrap() {
        assert!(job["permissions"].is_null() && job["timeout-minutes"].is_u64(), "{name}");
    }
    for step in steps(&value) {
        assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{step}");
        let Some((_, version)) = step["uses"].as_str().map(|used| used.split_once('@').unwrap()) else {
            continue;
        };
        assert!(version.len() == 40 && version.bytes().all(|b| b.is_ascii_hexdigit()), "{step}");
        assert_eq!(step["with"]["persist-credentials"], serde_json::json!(false), "{step}");
    }
    // What CI runs elsewhere is what is run there.
    assert!(steps(&value).iter().any(|step| step["run"] == "bash .ci/run"));
}

/// Each command is one that provgen knows, with flags that it has.
#[test]
fn every_provgen_command_is_accepted() {
    let accepts = |command: &str| {
        // The version is the tag's.
        let command = command.replace("$VERSION", "v26.11.00001").replace('"', "");
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        run(&root(), &words).status.code() == Some(0)
    };
    let mut commands = BTreeSet::new();
    for (name, (_, workflow)) in workflows() {
        for step in steps(&workflow) {
            let lines = step["run"].as_str().unwrap_or_default().lines();
            for command in lines.filter_map(|line| line.trim().strip_prefix("provgen ")) {
                assert!(accepts(command), "{name}: provgen {command}");
                commands.insert(command.split(' ').next().unwrap().to_string());
            }
        }
    }
    assert!(commands.contains("release"), "{commands:?}");
    // A flag that there isn't is told from one that there is.
    assert!(!accepts("release --version v26.11.00001 --sign-key FILE") && !accepts("publish"));
    for command in [
        "package --version v26.11.00001 --sign-key-env KEY --out dist",
        "verify dist --public-key key.pub.pem",
    ] {
        assert!(accepts(command), "provgen {command}");
    }
}

/// The scripts, as a runner on Linux or macOS runs them.
#[cfg(unix)]
mod scripts {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};

    use crate::common::{case_file, root};
    use tempfile::TempDir;

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

    fn text(bytes: &[u8]) -> String {
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
            assert!(
                ["::error ", "::warning ", "::notice "].iter().any(|own| line.starts_with(own)),
                "{line}"
            );
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
        fs::write(&hook, format!("#!/bin/sh\ntouch '{}'\n", job.runner.path().join("pwned").display()))
            .unwrap();
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
        assert!(told.contains("\n::error file=specs/shop.yaml,title=column-removed::"), "{told}");
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
        assert!(printed.contains("::error file=specs/shop.yaml,title=column-removed::"), "{printed}");
        assert_eq!(job.output("status"), "1");
        assert_eq!(job.output("impact"), "breaking");
        let counts: serde_json::Value = serde_json::from_str(&job.output("counts")).unwrap();
        assert_eq!(counts, serde_json::json!({"breaking": 1, "risky": 1, "additive": 0, "docs": 0}));
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

    #[test]
    fn a_stale_output_is_told() {
        let job = Job::new("diff/column-removed");
        fs::write(job.path("provgen.yaml"), "provider: { name: acme }\nspecs: [specs/*.yaml]\n").unwrap();
        let check = [("INPUT_COMMAND", "generate-check")];
        job.run("run.sh", &check);
        assert_eq!((job.output("status"), job.output("impact")), ("1".into(), "stale".into()));
        let counts: serde_json::Value = serde_json::from_str(&job.output("counts")).unwrap();
        assert!(counts["missing"].as_u64().unwrap() > 3, "{counts}");
        assert!(job.file("summary").contains("\n    missing  generated/"), "{}", job.file("summary"));
        let program = env!("CARGO_BIN_EXE_provgen");
        Command::new(program).arg("generate").current_dir(job.checkout.path()).output().unwrap();
        job.run("run.sh", &check);
        assert_eq!((job.output("status"), job.output("impact")), ("0".into(), "none".into()));
        assert_eq!(job.output("counts"), r#"{"missing":0,"stale":0,"orphan":0}"#);
    }

    /// Runs the scripts of `publish.yml` for a version, as far as they end well; the last one's end and what
    /// was printed.
    fn publish(job: &Job, version: &str) -> (bool, String) {
        let (_, workflow) = super::yaml(&root().join("examples/workflows/publish.yml"));
        let key = fs::read_to_string(job.path("key.pem")).unwrap();
        let mut told = String::new();
        for step in super::steps(&workflow) {
            let script = step["run"].as_str().unwrap_or_default();
            if script.is_empty() || script.starts_with("cargo install") {
                continue;
            }
            let folder = job.path(step["working-directory"].as_str().unwrap_or_default());
            let program = Path::new(env!("CARGO_BIN_EXE_provgen")).parent().unwrap();
            let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
            let mut command = Command::new("bash");
            command.args(["-eo", "pipefail", "-c", script]).current_dir(folder).env("PATH", path);
            command.env("VERSION", version).env("PROVGEN_SIGN_KEY", &key).env("GITHUB_ACTOR", "octocat");
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
        let registry =
            steps.find(|step| step["with"]["path"] == "dist").expect("the registry isn't checked out");
        assert!(registry["uses"].as_str().unwrap().starts_with("actions/checkout@"), "{registry}");
        let branch = registry["with"]["ref"].as_str().unwrap();
        assert!(steps.any(|step| step["run"].as_str().is_some_and(|run| run.contains("provgen release "))));

        let config = "provider: { name: acme }\nspecs: [specs/*.yaml]\n";
        fs::write(job.path("provgen.yaml"), config).unwrap();
        let provgen = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_provgen"));
            assert!(
                command.args(arguments).current_dir(job.checkout.path()).output().unwrap().status.success()
            );
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
        let call =
            "api --silent --method PATCH repos/acme/provider/issues/comments/41 --field body=@report.md";
        assert_eq!(comment("7", ("none", "0")), [call]);
        stub(&job, "");
        assert!(comment("", ("breaking", "1")).is_empty());
    }

    #[test]
    fn what_is_installed_is_used() {
        let job = Job::new("diff/column-removed");
        let version = concat!("v", env!("CARGO_PKG_VERSION"));
        for inputs in [vec![], vec![("INPUT_VERSION", version)]] {
            let output = job.run("install.sh", &inputs);
            assert!(text(&output.stdout).ends_with(" is installed\n"), "{}", text(&output.stderr));
        }
        let output = job.run("install.sh", &[("INPUT_VERSION", "1.0.0 --git x")]);
        assert_eq!(output.status.code(), Some(2));
    }
}
