//! `provgen try`: what is asked, compared and told. The engine is a program that answers as StackQL did.

use std::fs;
use std::io::Read as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{assert_snapshot, case_file, provgen, run, sandbox, stackql, transcript};

/// Plays the engine in a process of its own; in this one it does nothing.
#[test]
fn the_engine() {
    stackql::answer_as_recorded();
}

/// The case with an engine that answers as recorded, once `change` has changed that.
fn tried(change: impl Fn(&mut [Value])) -> TempDir {
    let folder = sandbox("trial/shop");
    let mut answers: Vec<Value> = serde_json::from_str(&case_file("trial/shop", "answers.json")).unwrap();
    change(&mut answers);
    stackql::program(folder.path(), "stackql", "trial::the_engine", &json!(answers));
    folder
}

/// The recorded answer to a statement that has `text`.
fn answer<'a>(answers: &'a mut [Value], text: &str) -> &'a mut Value {
    let has = |answer: &&mut Value| answer["has"].to_string().contains(text);
    answers.iter_mut().find(has).unwrap_or_else(|| panic!("nothing is recorded for {text}"))
}

/// What was recorded, without the faults of the INSERT and of EXEC.
fn mended(answers: &mut [Value]) {
    for insert in answers.iter_mut().filter(|answer| answer["has"].to_string().contains("INSERT INTO")) {
        for request in insert["requests"].as_array_mut().into_iter().flatten() {
            let body = request["body"].as_str().unwrap().replace("\"7\"", "7");
            request["body"] = body.into();
        }
    }
    let exec = answer(answers, "EXEC");
    *exec = json!({ "has": exec["has"], "columns": [], "rows": [],
        "requests": [{ "method": "POST", "target": "/shop/api/v1/things/a-thing:weigh" }] });
}

fn try_json(folder: &Path, arguments: &[&str]) -> Value {
    let command = [&["try", "--stackql", "./stackql", "--format", "json"], arguments].concat();
    let ran = run(folder, &command);
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.printed()))
}

/// The kinds of all findings, with their places.
fn findings(report: &Value) -> Vec<String> {
    let differences = report["differences"].as_array().unwrap().iter();
    let one = |difference: &Value| {
        let place = difference["id"].as_str().unwrap().to_string();
        let findings = difference["findings"].as_array().unwrap().clone();
        findings.into_iter().map(move |finding| {
            format!("{} {place}: {}", finding["kind"].as_str().unwrap(), finding["message"].as_str().unwrap())
        })
    };
    differences.flat_map(one).collect()
}

#[test]
fn an_engine_that_does_what_is_said_is_clean() {
    let folder = tried(mended);
    assert_snapshot!("clean", transcript(folder.path(), &["try", "--stackql", "./stackql"]));
}

#[test]
fn each_difference_is_told_with_its_request() {
    let folder = tried(|_| {});
    assert_snapshot!("differences", transcript(folder.path(), &["try", "--stackql", "./stackql"]));
    let report = try_json(folder.path(), &["shop"]);
    let crash = report["differences"].as_array().unwrap().last().unwrap();
    assert_eq!((crash["id"].as_str(), crash["method"].as_str()), (Some("acme.shop.things"), Some("weigh")));
    assert_eq!(report["figures"]["restarts"], 0, "nothing is asked after the crash");
    assert_eq!(report["figures"]["examples"]["DELETE"], json!({ "run": 1, "clean": 1 }));
    let told = transcript(folder.path(), &["try", "-q", "--stackql", "./stackql", "--format", "github"]);
    assert_snapshot!("github", told);
}

#[test]
fn an_engine_that_crashes_is_started_anew() {
    let folder = tried(|answers| {
        mended(answers);
        *answer(answers, "DESCRIBE") = json!({ "has": ["DESCRIBE"], "crash": "panic: runtime error: oops" });
    });
    let report = try_json(folder.path(), &[]);
    assert_eq!(findings(&report), ["crash acme.shop.things: the engine crashes: panic: runtime error: oops"]);
    assert_eq!(report["figures"]["restarts"], 1);
    assert_eq!(report["figures"]["table_differences"], 1);
}

#[test]
fn every_part_of_a_table_counts() {
    let folder = tried(|answers| {
        mended(answers);
        answer(answers, "SERVICES")["rows"][0][2] = "Another API".into();
        answer(answers, "RESOURCES")["rows"].as_array_mut().unwrap().push(json!(["more", "", ""]));
        let methods = answer(answers, "METHODS");
        methods["rows"][0][1] = "thing, other".into();
        methods["rows"].as_array_mut().unwrap().swap(0, 1);
        methods["rows"][4][2] = "INSERT".into();
        let columns = answer(answers, "DESCRIBE");
        columns["rows"][1] = json!(["weight", "string", ""]);
        columns["rows"][0][1] = "number".into();
        *answer(answers, "SHOW INSERT") = json!({ "has": ["SHOW INSERT"], "error": "a mistake" });
    });
    assert_snapshot!("tables", findings(&try_json(folder.path(), &[])).join("\n"));
}

#[test]
fn every_part_of_a_request_counts() {
    let folder = tried(|answers| {
        mended(answers);
        // The more general answer is the last one.
        answers.reverse();
        let list = answer(answers, "\"SELECT\",\"FROM acme.shop.things\"]");
        list["requests"].as_array_mut().unwrap().truncate(1);
        answers.reverse();
        let get = answer(answers, "thing = 'a-thing'");
        get["requests"][0]["target"] = "/shop/v1/things/a-thing?thing=x".into();
        get["rows"] = json!([]);
        let delete = answer(answers, "DELETE");
        delete["requests"][0] =
            json!({ "method": "POST", "target": "/shop/api/v1/things/a-thing", "body": "null" });
        let exec = answer(answers, "EXEC");
        *exec = json!({ "has": exec["has"], "requests": exec["requests"], "error": "a mistake" });
        answer(answers, "INSERT INTO acme.shop.things")["requests"] = json!([]);
    });
    assert_snapshot!("requests", findings(&try_json(folder.path(), &[])).join("\n"));
}

#[test]
fn a_statement_that_takes_too_long_ends_the_engine() {
    let folder = tried(|answers| {
        mended(answers);
        *answer(answers, "DESCRIBE") = json!({ "has": ["DESCRIBE"], "silence": true });
    });
    let report = try_json(folder.path(), &["--timeout", "2"]);
    assert_eq!(findings(&report), ["late acme.shop.things: the engine takes too long"]);
}

#[test]
fn answers_of_the_mock_are_chosen() {
    let folder = tried(mended);
    // The recorded rows are those of full answers.
    let empty = findings(&try_json(folder.path(), &["--answers", "empty"]));
    let of_a_list = [
        "pages acme.shop.things: it becomes 2 requests, not 1",
        "rows acme.shop.things: an empty list gives 2 rows",
    ];
    // The page begins with a SELECT of the list, and has another among its examples.
    assert_eq!(empty, [of_a_list, of_a_list].concat());
    for answers in ["error", "broken"] {
        let found = findings(&try_json(folder.path(), &["--answers", answers]));
        assert!(found.iter().any(|found| found.contains("an answer that failed gives 2 rows")), "{found:?}");
    }
}

#[test]
fn one_statement_is_run_and_shown() {
    let folder = tried(|_| {});
    let ask = |arguments: &[&str]| {
        transcript(folder.path(), &[&["try", "--stackql", "./stackql"], arguments].concat())
    };
    let mut told = ask(&["SELECT name, size FROM acme.shop.things"]);
    told += &ask(&["EXEC acme.shop.things.weigh @thing='a-thing'"]);
    told += &ask(&["--format", "json", "DELETE FROM acme.shop.things WHERE thing = 'a-thing'"]);
    told += &ask(&["SELECT name FROM acme.shops.things"]);
    assert_snapshot!("one_statement", told);
}

#[test]
fn a_statement_is_told_from_a_name_and_gets_values() {
    let folder = tried(|answers| {
        *answer(answers, "SHOW INSERT") = json!({ "has": ["SELEC 1"], "error": "a mistake", "requests": [] });
        mended(answers);
    });
    let ask = |arguments: &[&str]| {
        transcript(folder.path(), &[&["try", "--stackql", "./stackql"], arguments].concat())
    };
    let mut told = ask(&["SELEC 1"]);
    told += &ask(&[""]);
    told += &ask(&["--", "-- a comment"]);
    told += &ask(&["EXEC acme.shop.things.weigh @thing='{{ thing }}'"]);
    told +=
        &ask(&["--format", "json", "SELECT name, size FROM acme.shop.things WHERE thing = '{{ thing }}'"]);
    told += &ask(&["SELECT name FROM acme.shop.things WHERE thing = '{{ thing }}' LIMIT {{ n }}"]);
    told += &ask(&["SELECT '{{ a }}/{{ b }}'"]);
    told += &ask(&["SELECT name FROM acme.shop.things; SELECT '{{ a }}'"]);
    assert_snapshot!("statements", told);
}

#[test]
fn requests_are_told_with_the_status_of_an_error_and_before_a_slow_answer() {
    let folder = tried(mended);
    let ask = |arguments: &[&str]| {
        let statement = "SELECT name, size FROM acme.shop.things";
        transcript(folder.path(), &[&["try", "--stackql", "./stackql"], arguments, &[statement]].concat())
    };
    let mut told = ask(&["--answers", "error"]);
    told += &ask(&["--answers", "slow", "--timeout", "3"]);
    assert_snapshot!("statuses", told);
}

#[test]
fn a_part_of_the_provider_is_tried() {
    let folder = tried(mended);
    for part in ["acme", "shop", "acme.shop", "acme.shop.things"] {
        let report = try_json(folder.path(), &[part]);
        assert_eq!(findings(&report), [""; 0], "{part}");
        assert_eq!(report["figures"]["resources"], 1, "{part}");
    }
    let mut told = transcript(folder.path(), &["try", "--stackql", "./stackql", "acme.shop.thing"]);
    told += &transcript(folder.path(), &["try", "--stackql", "./stackql", "shops"]);
    assert_snapshot!("unknown_names", told);
}

#[test]
fn the_report_is_what_its_schema_says() {
    let folder = tried(|_| {});
    let schema: Value = serde_json::from_slice(&run(folder.path(), &["schema", "try"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let report = try_json(folder.path(), &[]);
    assert_eq!(validator.iter_errors(&report).map(|error| error.to_string()).collect::<Vec<_>>(), [""; 0]);
}

/// Waits until `is_so`, for a while.
fn until(is_so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(Instant::now() < end, "it took too long");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Sends a signal to a process, or to the group of one with `-` before it; returns whether there is one.
fn signal(name: &str, pid: &str) -> bool {
    let kill = Command::new("kill").args([name, "--", pid.trim()]).stderr(Stdio::null()).status();
    kill.unwrap().success()
}

/// Interrupts a run as a terminal does, once the engine has noted its process; returns what it tells. The
/// engine must be gone then.
fn interrupted(folder: &Path, engine: &str, arguments: &[&str]) -> String {
    let temporary = folder.join("tmp");
    fs::create_dir_all(&temporary).unwrap();
    let mut command = provgen(folder);
    command.args(["try", "--stackql", &format!("./{engine}")]).args(arguments);
    // A terminal's interrupt goes to each process of a group.
    command.env("TMPDIR", &temporary).stderr(Stdio::piped()).process_group(0);
    let mut child = command.spawn().unwrap();
    let noted = folder.join(format!("{engine}.pid"));
    until(|| fs::read_to_string(&noted).is_ok_and(|text| text.ends_with('\n')));
    let process = fs::read_to_string(&noted).unwrap();
    assert!(signal("-0", &process));
    assert!(signal("-INT", &format!("-{}", child.id())));
    assert_eq!(child.wait().unwrap().code(), Some(2));
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    until(|| !signal("-0", &process));
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);
    told
}

#[test]
fn an_interrupt_ends_the_engine_and_removes_its_files() {
    let folder = tried(|answers| {
        *answer(answers, "DESCRIBE") = json!({ "has": ["DESCRIBE"], "silence": true });
    });
    let told = interrupted(folder.path(), "stackql", &[]);
    assert!(told.starts_with("error[try::interrupted]"), "{told}");
}

#[test]
fn an_interrupt_ends_an_engine_that_still_starts() {
    let folder = tried(|_| {});
    stackql::wrapper(folder.path(), "sleeper", "sleep 1000");
    for arguments in [[].as_slice(), &["SHOW SERVICES IN acme"]] {
        fs::remove_file(folder.path().join("sleeper.pid")).ok();
        let told = interrupted(folder.path(), "sleeper", arguments);
        assert!(told.starts_with("error[try::interrupted]"), "{told}");
    }
}

#[test]
fn an_engine_has_to_answer_in_time() {
    let folder = tried(|_| {});
    stackql::wrapper(folder.path(), "sleeper", "echo loading; exec sleep 1000");
    let sleeper = ["try", "--stackql", "./sleeper", "--timeout", "1"];
    let mut told = transcript(folder.path(), &sleeper);
    told += &transcript(folder.path(), &[sleeper.as_slice(), &["SHOW SERVICES IN acme"]].concat());
    assert_snapshot!("silent_engine", told);
    let process = fs::read_to_string(folder.path().join("sleeper.pid")).unwrap();
    until(|| !signal("-0", &process));
}

#[test]
fn a_script_around_the_engine_leaves_nothing_behind() {
    let folder = tried(mended);
    stackql::wrapper(folder.path(), "script", "./stackql \"$@\"");
    let script = fs::read_to_string(folder.path().join("script")).unwrap();
    // The engine works in a folder of its own.
    let engine = folder.path().join("stackql").display().to_string();
    fs::write(folder.path().join("script"), script.replace("./stackql", &engine)).unwrap();
    let told = transcript(folder.path(), &["try", "--stackql", "./script", "SHOW EXTENDED SERVICES IN acme"]);
    assert!(told.ends_with("1 row\n→ no request\nexit code 0\n"), "{told}");
    for noted in ["stackql.pid", "script.pid"] {
        let process = fs::read_to_string(folder.path().join(noted)).unwrap();
        until(|| !signal("-0", &process));
    }
}

#[test]
fn an_engine_has_to_be_there_and_to_work() {
    let folder = tried(|_| {});
    let mut told = transcript(folder.path(), &["try"]);
    told += &transcript(folder.path(), &["try", "--stackql", "./nothing"]);
    fs::write(folder.path().join("no-program"), "text").unwrap();
    told += &transcript(folder.path(), &["try", "--stackql", "./no-program"]);
    told += &transcript(folder.path(), &["try", "--stackql", "/bin/false"]);
    assert_snapshot!("no_engine", told);
}

/// The addresses of the servers in the manifest, by what the configuration says of them.
fn servers(folder: &Path, setting: &str) -> String {
    let config = case_file("trial/shop", "provgen.yaml") + setting;
    fs::write(folder.join("provgen.yaml"), config).unwrap();
    let told = transcript(folder, &["generate"]);
    let manifest = folder.join("generated/providers/src/acme/v00.00.00000/services/shop.yaml");
    let Ok(text) = fs::read_to_string(manifest) else { return told };
    text.lines().filter(|line| line.contains("url:")).map(str::trim).collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_server_stands_in_for_the_apis_own() {
    let folder = sandbox("trial/shop");
    assert_snapshot!(
        "bad_server_url",
        servers(folder.path(), "manifest: { server_url: localhost, sever_url: x }")
    );
    assert_eq!(servers(folder.path(), ""), "- url: https://shop.example.com/api\n");
    let instead = "manifest: { server_url: 'http://localhost:8080/{service}/' }";
    assert_eq!(servers(folder.path(), instead), "- url: http://localhost:8080/shop/api\n");
    // The setting counts for what an earlier run has made, too.
    assert_eq!(servers(folder.path(), ""), "- url: https://shop.example.com/api\n");
}

#[test]
fn no_server_of_a_document_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let operation =
        r#"{"servers": [{"url": "https://evil.example/x"}], "responses": {"200": {"description": ""}}}"#;
    for server in [
        "https://evil.example",
        "https://a@evil.example:1/v1",
        "//evil.example",
        "https:////evil.example",
        "{host}/v1",
    ] {
        let spec = format!(
            r#"{{"openapi": "3.0.3", "info": {{"title": "T", "version": "1"}},
                "servers": [{{"url": "{server}", "variables": {{"host": {{"default": "https://evil.example"}}}}}}],
                "paths": {{"/things": {{"get": {operation}}}}}}}"#
        );
        fs::write(folder.path().join("shop.json"), spec).unwrap();
        let config = "provider: { name: acme }\nspecs: [shop.json]\nmanifest: { server_url: 'http://mock.example:1' }\n";
        fs::write(folder.path().join("provgen.yaml"), config).unwrap();
        let ran = run(folder.path(), &["generate"]);
        assert!(ran.status.success(), "{}", ran.printed());
        let manifest = folder.path().join("generated/providers/src/acme/v00.00.00000/services/shop.yaml");
        let text = fs::read_to_string(manifest).unwrap();
        let urls: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("- url: ")).collect();
        assert_eq!(urls.len(), 2, "{text}");
        for url in urls {
            let rest = url.strip_prefix("http://mock.example:1").unwrap_or_else(|| panic!("{server}: {url}"));
            assert!(rest.is_empty() || rest.starts_with('/'), "{server}: {url}");
        }
    }
}
