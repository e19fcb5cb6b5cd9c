//! `provgen fetch` against a mirror on loopback that behaves as mirrors do: slow, failing, redirecting,
//! lying.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::common::assert_snapshot;
use crate::common::mirror::{Answer, Mirror, document};
use crate::common::{files, provgen};
use tempfile::TempDir;

/// A folder with a configuration whose limits let a test end soon.
pub(crate) fn folder(more: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "provider: {{ name: acme }}\nspecs: [specs/*.json]\nfetch: {{ timeout_seconds: 1, retries: 2, backoff_seconds: 0.1, max_megabytes: 1{more} }}\n"
    );
    fs::write(folder.path().join("provgen.yaml"), text).unwrap();
    folder
}

/// Runs `provgen fetch` with `arguments`; gives what it printed and its exit code, the time and the port
/// taken out.
pub(crate) fn fetch(folder: &Path, mirror: &Mirror, arguments: &[&str]) -> String {
    let mut command = provgen(folder);
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    let root = mirror.root();
    let output = command.arg("fetch").args(["--root", &root]).args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).unwrap().replace(&mirror.port().to_string(), "PORT");
    let lines = text.lines().map(|line| match line.rsplit_once("   ") {
        Some((start, time)) if time.ends_with(" ms") => format!("{start}   [time]\n"),
        _ => format!("{line}\n"),
    });
    let words = [&["fetch"], arguments].concat().join(" ");
    format!("$ provgen {words}\n{}exit code {}\n", lines.collect::<String>(), output.status.code().unwrap())
}

pub(crate) fn spec(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join("specs").join(file)).unwrap_or_default()
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let folder = folder.join("specs");
    if folder.exists() { files(&folder).into_iter().map(|(name, _)| name).collect() } else { Vec::new() }
}

#[test]
fn new_changed_unchanged_and_gone_are_told() {
    let folder = folder("");
    let mirror = Mirror::start();
    for name in ["alpha", "beta", "gamma", "delta"] {
        mirror.serve(name, "v1", Answer::Document(document(name, "v1", "20260101")));
    }
    mirror.serve_other("alpha", "v0", Answer::Document(document("alpha", "v0", "20200101")));
    let mut text = fetch(folder.path(), &mirror, &[]);
    assert_eq!(
        names(folder.path()),
        [".provgen-etags", "alpha.v1.json", "beta.v1.json", "delta.v1.json", "gamma.v1.json"]
    );
    let before = files(folder.path());
    text += &fetch(folder.path(), &mirror, &[]);
    assert_eq!(before, files(folder.path()), "a refetch without change is a diff");
    mirror.serve("beta", "v1", Answer::Document(document("beta", "v1", "20261023")));
    mirror.serve(
        "gamma",
        "v1",
        Answer::Document(document("gamma", "v1", "20260101").replace("things", "items")),
    );
    mirror.remove("delta", "v1");
    fs::write(folder.path().join("specs/mine.json"), "{\"openapi\": \"3.0.0\"}").unwrap();
    text += &fetch(folder.path(), &mirror, &["-v"]);
    assert!(spec(folder.path(), "beta.v1.json").contains("20261023"));
    assert!(!spec(folder.path(), "delta.v1.json").is_empty(), "a document that is gone was deleted");
    assert_snapshot!("summary", text);
}

#[test]
fn documents_are_kept_in_one_form() {
    let folder = folder("");
    let mirror = Mirror::start();
    mirror.serve("alpha", "v1", Answer::Bare(document("alpha", "v1", "20260101")));
    fetch(folder.path(), &mirror, &[]);
    let kept = spec(folder.path(), "alpha.v1.json");
    assert!(kept.starts_with("{\n  \"baseUrl\"") && kept.ends_with("}\n"), "{kept}");
    // Another order of keys, other blanks: the same document.
    let value: serde_json::Value = serde_json::from_str(&kept).unwrap();
    let turned: serde_json::Map<_, _> = value.as_object().unwrap().clone().into_iter().rev().collect();
    mirror.serve("alpha", "v1", Answer::Bare(serde_json::to_string(&turned).unwrap()));
    let path = folder.path().join("specs/alpha.v1.json");
    let past = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options().append(true).open(&path).unwrap().set_modified(past).unwrap();
    let text = fetch(folder.path(), &mirror, &[]);
    assert!(text.contains("1 unchanged"), "{text}");
    assert_eq!(spec(folder.path(), "alpha.v1.json"), kept);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), past, "the file was touched");
}

#[test]
fn an_etag_counts_only_for_the_file_that_it_was_noted_with() {
    let folder = folder("");
    let mirror = Mirror::start();
    mirror.serve("alpha", "v1", Answer::Document(document("alpha", "v1", "20260101")));
    fetch(folder.path(), &mirror, &[]);
    assert!(fetch(folder.path(), &mirror, &[]).contains("1 unchanged"));
    assert_eq!(mirror.statuses("alpha", "v1"), [200, 304]);
    let path = folder.path().join("specs/alpha.v1.json");
    let kept = fs::read_to_string(&path).unwrap();
    fs::write(&path, kept.replace("20260101", "19990101")).unwrap();
    let text = fetch(folder.path(), &mirror, &[]);
    assert!(text.contains("changed   alpha.v1.json   revision 19990101 → 20260101"), "{text}");
    assert_eq!(mirror.statuses("alpha", "v1"), [200, 304, 200]);
    fs::write(folder.path().join("specs/.provgen-etags"), "no\nsuch \u{0} line\n").unwrap();
    assert!(fetch(folder.path(), &mirror, &[]).contains("1 unchanged"));
    assert_eq!(mirror.statuses("alpha", "v1"), [200, 304, 200, 200]);
    // A server that says so without having been asked.
    mirror.serve("alpha", "v1", Answer::Status(304, ""));
    fs::remove_file(&path).unwrap();
    let text = fetch(folder.path(), &mirror, &["alpha"]);
    assert!(text.contains("it wasn't fetched before") && text.ends_with("exit code 2\n"), "{text}");
}

#[test]
fn what_passes_is_tried_again() {
    let folder = folder("");
    let mirror = Mirror::start();
    let good = |name: &str| Answer::Document(document(name, "v1", "20260101"));
    let twice = |first: fn() -> Answer, name: &str| vec![first(), first(), good(name)];
    mirror.serve_each("failing", "v1", twice(|| Answer::Status(500, ""), "failing"));
    mirror.serve_each("busy", "v1", vec![Answer::Status(429, "Retry-After: 1\r\n"), good("busy")]);
    mirror.serve_each("short", "v1", twice(|| Answer::CutOff, "short"));
    mirror.serve_each("broken", "v1", twice(|| Answer::Closed, "broken"));
    mirror.serve_each("slow", "v1", vec![Answer::Silence, good("slow")]);
    let text = fetch(folder.path(), &mirror, &[]);
    assert!(text.contains("5 new") && text.ends_with("exit code 0\n"), "{text}");
    assert_eq!(mirror.statuses("failing", "v1"), [500, 500, 200]);
    let waited = mirror.waits("busy", "v1");
    assert!(waited[0] >= Duration::from_secs(1), "Retry-After was not honoured: {waited:?}");
    let waited = mirror.waits("failing", "v1");
    assert!(waited[0] >= Duration::from_millis(50) && waited[1] >= Duration::from_millis(100), "{waited:?}");
}

#[test]
fn one_dead_service_does_not_stop_the_others() {
    let folder = folder("");
    let mirror = Mirror::start();
    let old = document("stays", "v1", "20250101");
    fs::create_dir(folder.path().join("specs")).unwrap();
    fs::write(folder.path().join("specs/stays.v1.json"), &old).unwrap();
    let small = document("a", "v1", "1");
    let huge = format!("{}{}", small.trim_end(), " ".repeat(2 << 20));
    for (name, answer) in [
        ("absent", Answer::Status(404, "")),
        ("dead", Answer::Status(503, "")),
        ("never", Answer::Status(429, "Retry-After: 86400\r\n")),
        ("slow", Answer::Dripping),
        ("short", Answer::CutOff),
        ("stays", Answer::CutOff),
        ("huge", Answer::Bare(huge.clone())),
        ("bottomless", Answer::Endless),
        ("prose", Answer::Bare("<html>Sign in</html>".into())),
        ("half", Answer::Bare(small.chars().take(small.len() / 2).collect())),
        ("words", Answer::Bare("Sign in first".into())),
        (
            "pointer",
            Answer::Bare("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n".into()),
        ),
        ("error", Answer::Bare("{\"error\": {\"code\": 404, \"message\": \"Not here\"}}".into())),
        ("rpc", Answer::Bare("{\"kind\": \"discovery#rpcDescription\", \"name\": \"rpc\"}".into())),
        ("list", Answer::Bare("{\"kind\": \"discovery#directoryList\", \"items\": []}".into())),
        (
            "openapi",
            Answer::Bare(
                "{\"openapi\": \"3.0.0\", \"info\": {\"title\": \"a\", \"version\": \"v1\"}, \"paths\": {}}"
                    .into(),
            ),
        ),
        ("other", Answer::Bare(small.clone())),
        ("broken", Answer::Bare(document("broken", "v1", "1").replace("\"GET\"", "7"))),
        ("good", Answer::Document(document("good", "v1", "20260101"))),
    ] {
        mirror.serve(name, "v1", answer);
    }
    fs::write(folder.path().join("specs/good.v1.json"), document("good", "v1", "20250101")).unwrap();
    let all: Vec<String> = mirror.ids();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let start = Instant::now();
    let text = fetch(folder.path(), &mirror, &all);
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    assert_eq!(names(folder.path()), [".provgen-etags", "good.v1.json", "stays.v1.json"]);
    assert_eq!(spec(folder.path(), "stays.v1.json"), old);
    assert!(spec(folder.path(), "good.v1.json").contains("20260101"));
    assert_eq!(mirror.statuses("dead", "v1"), [503; 3]);
    assert_eq!(mirror.statuses("absent", "v1"), [404]);
    assert_eq!(mirror.statuses("never", "v1"), [429]);
    assert_snapshot!("failures", text);
}

#[test]
fn redirects_are_followed_to_allowed_hosts_alone() {
    let folder = folder("");
    let mirror = Mirror::start();
    let port = mirror.port();
    mirror.serve("moved", "v1", Answer::redirect("/rest/there/v1"));
    mirror.serve_other("there", "v1", Answer::Bare(document("moved", "v1", "20260101")));
    mirror.serve("evil", "v1", Answer::redirect(&format!("http://localhost:{port}/rest/there/v1")));
    mirror.serve("file", "v1", Answer::redirect("file:///etc/passwd"));
    mirror.serve("plain", "v1", Answer::redirect("http://dataproc.googleapis.com/x"));
    mirror.serve("loop", "v1", Answer::redirect("/rest/loop/v1"));
    mirror.serve("nowhere", "v1", Answer::Status(302, ""));
    mirror.serve_at("direct", "v1", &format!("http://localhost:{port}/rest/there/v1"));
    let text = fetch(folder.path(), &mirror, &[]);
    assert_eq!(mirror.statuses("there", "v1"), [200], "a host was asked that isn't allowed");
    assert_eq!(mirror.statuses("loop", "v1").len(), 6);
    assert_snapshot!("redirects", text);

    // The configuration allows more hosts.
    let folder = self::folder(&format!(", hosts: [\"http://localhost:{port}\"]"));
    let text = fetch(folder.path(), &mirror, &["evil"]);
    assert!(text.contains("the server sent the document of moved:v1"), "{text}");
}

/// Behind another port of an allowed host is another server: one of this machine's that nobody else reaches,
/// for example.
#[test]
fn another_port_of_an_allowed_host_is_not_asked() {
    let mirror = Mirror::start();
    let inner = Mirror::start();
    let other = inner.port();
    inner.serve("direct", "v1", Answer::Bare(document("direct", "v1", "20260101")));
    inner.serve("moved", "v1", Answer::Bare(document("moved", "v1", "20260101")));
    mirror.serve_at("direct", "v1", &format!("http://127.0.0.1:{other}/rest/direct/v1"));
    mirror.serve("moved", "v1", Answer::redirect(&format!("http://127.0.0.1:{other}/rest/moved/v1")));
    for hosts in ["", ", hosts: [\"http://127.0.0.1\"]", ", hosts: [\"http://127.0.0.1:1\"]"] {
        let folder = folder(hosts);
        let text = fetch(folder.path(), &mirror, &[]).replace(&other.to_string(), "OTHER");
        let refused = "`http://127.0.0.1:OTHER` is not an allowed host (`fetch: { hosts: [\"http://127.0.0.1:OTHER\"] }` in provgen.yaml would allow it)";
        assert_eq!(text.matches(refused).count(), 2, "{text}");
        assert_eq!(names(folder.path()), [""; 0]);
    }
    assert_eq!(inner.statuses("direct", "v1").len() + inner.statuses("moved", "v1").len(), 0, "it was asked");
    // The entry that the message names.
    let folder = folder(&format!(", hosts: [\"http://127.0.0.1:{other}\"]"));
    let text = fetch(folder.path(), &mirror, &[]);
    assert!(text.contains("2 new") && text.ends_with("exit code 0\n"), "{text}");
}

#[test]
fn names_are_checked() {
    let folder = folder("");
    let mirror = Mirror::start();
    for name in ["dataproc", "dataflow"] {
        mirror.serve(name, "v1", Answer::Document(document(name, "v1", "1")));
    }
    mirror.serve_other("dataproc", "v1beta2", Answer::Document(document("dataproc", "v1beta2", "1")));
    let mut text = fetch(folder.path(), &mirror, &["datproc", "dataproc:v9", "zzz"]);
    assert_eq!(names(folder.path()), [""; 0]);
    text += &fetch(folder.path(), &mirror, &["dataproc", "dataproc.v1beta2", "dataproc:v1"]);
    assert_eq!(names(folder.path()), [".provgen-etags", "dataproc.v1.json", "dataproc.v1beta2.json"]);
    for name in ["../evil", "/etc/evil", "nul", ".hidden"] {
        mirror.serve(name, "v1", Answer::Document(document("evil", "v1", "1")));
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let out = elsewhere.path().join("a/b");
    let hostile = fetch(folder.path(), &mirror, &["--out", out.to_str().unwrap()]);
    text += &hostile.replace(elsewhere.path().to_str().unwrap(), "[elsewhere]");
    let written: Vec<String> = files(elsewhere.path()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(written, ["a/b/.provgen-etags", "a/b/dataflow.v1.json", "a/b/dataproc.v1.json"]);
    assert_snapshot!("names", text);
}

#[test]
fn without_a_directory_there_is_nothing_to_do() {
    let folder = folder("");
    let mut text = String::new();
    for answer in [
        Answer::Status(404, ""),
        Answer::Status(500, ""),
        Answer::Silence,
        Answer::Bare("{}".into()),
        Answer::Bare("{\"items\": []}".into()),
        Answer::Bare("<html>".into()),
        Answer::Bare("[{\"error\": {\"code\": 403, \"message\": \"No\"}}]".into()),
        Answer::redirect("http://localhost:1/"),
    ] {
        let mirror = Mirror::start();
        mirror.serve_list(answer);
        text += &fetch(folder.path(), &mirror, &[]);
    }
    assert_eq!(names(folder.path()), [""; 0]);
    assert_snapshot!("directory", text);
}

#[test]
fn settings_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = Mirror::start();
    let config = "provider: { name: acme }\nspecs: [x.json]\nfetch:\n  rot: x\n  root: ftp://x\n  hosts: [\"a b\"]\n  retries: many\n  connections: 0\n  documents:\n    meet: https://meet.googleapis.com/x\n    ../../meet.v2: https://meet.googleapis.com/x\n    meet.v2: /x\n    meet.v3: https://me@meet.googleapis.com/x\n    nul.v4: 7\n";
    fs::write(folder.path().join("provgen.yaml"), config).unwrap();
    assert_snapshot!("fetch_settings", fetch(folder.path(), &mirror, &[]));
    let output = crate::common::run(folder.path(), &["generate"]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("there is no key `rot` here"));
    // Without a configuration, documents go to `specs` here.
    fs::remove_file(folder.path().join("provgen.yaml")).unwrap();
    mirror.serve("alpha", "v1", Answer::Document(document("alpha", "v1", "1")));
    let quiet = fetch(folder.path(), &mirror, &["-q"]);
    assert_eq!(quiet, "$ provgen fetch -q\nexit code 0\n");
    assert_eq!(names(folder.path()), [".provgen-etags", "alpha.v1.json"]);
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_at_once_and_leaves_no_halves() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = Mirror::start();
    mirror.serve("good", "v1", Answer::Document(document("good", "v1", "1")));
    mirror.serve("slow", "v1", Answer::Silence);
    let child = provgen(folder.path())
        .args(["fetch", "--root", &mirror.root()])
        .env_remove("HTTP_PROXY")
        .env_remove("http_proxy")
        .env_remove("HTTPS_PROXY")
        .env_remove("https_proxy")
        .env_remove("ALL_PROXY")
        .env_remove("all_proxy")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while mirror.statuses("good", "v1").is_empty() || mirror.statuses("slow", "v1").is_empty() {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(300));
    let start = Instant::now();
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("1 of 2 documents not fetched: slow:v1"), "{text}");
    assert_eq!(names(folder.path()), [".provgen-etags", "good.v1.json"]);
}

#[test]
fn what_a_killed_run_left_is_cleared() {
    let folder = folder("");
    let mirror = Mirror::start();
    for service in ["alpha", "beta"] {
        mirror.serve(service, "v1", Answer::Document(document(service, "v1", "1")));
    }
    fs::create_dir(folder.path().join("specs")).unwrap();
    for name in [".provgen-new-x7Kq2a", ".provgen-new-longer1"] {
        fs::write(folder.path().join("specs").join(name), "half").unwrap();
    }
    fetch(folder.path(), &mirror, &[]);
    let left = [".provgen-etags", ".provgen-new-longer1", "alpha.v1.json", "beta.v1.json"];
    assert_eq!(names(folder.path()), left);
}

/// Before the first fetch a configuration's documents aren't there: what it names is what is fetched.
#[test]
fn what_the_configuration_names_is_fetched() {
    let folder = tempfile::tempdir().unwrap();
    let text = "provider: { name: acme }\nspecs: [specs/alpha.v1.json]\nservices:\n  betav2: { spec: specs/beta.v2.json }\n  lost: { spec: specs/lost.v1.json }\n  else: { spec: other/gamma.v1.json }\n";
    fs::write(folder.path().join("provgen.yaml"), text).unwrap();
    let mirror = Mirror::start();
    for name in ["alpha", "beta", "gamma"] {
        mirror.serve(name, "v1", Answer::Document(document(name, "v1", "20260101")));
    }
    mirror.serve_other("beta", "v2", Answer::Document(document("beta", "v2", "20260101")));
    let text = fetch(folder.path(), &mirror, &[]);
    assert_eq!(names(folder.path()), [".provgen-etags", "alpha.v1.json", "beta.v2.json"]);
    assert_snapshot!("configuration", text);
}

#[test]
fn events_tell_what_becomes_of_each_document() {
    let folder = folder(", connections: 1");
    let mirror = Mirror::start();
    mirror.serve("alpha", "v1", Answer::Document(document("alpha", "v1", "20260101")));
    mirror.serve("beta", "v1", Answer::Status(404, ""));
    let text = fetch(folder.path(), &mirror, &["--format", "json"]);
    let shown: String = text.replace(env!("CARGO_PKG_VERSION"), "[version]");
    let events: Vec<&str> = shown.lines().filter(|line| line.starts_with('{')).collect();
    crate::json::lines_keep_to("fetch", &events.join("\n"));
    assert_snapshot!("events", shown);
}
