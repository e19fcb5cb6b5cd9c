//! The commands, as they are typed.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use provgen::output::Digest;

use crate::common::{assert_snapshot, files, printed_at, provgen, root, run, run_with, sandbox, transcript};

#[test]
fn generating_twice_writes_once() {
    let folder = sandbox("pages/small");
    let mut text = transcript(folder.path(), &["generate"]);
    text += &transcript(folder.path(), &["generate"]);
    text += &transcript(folder.path(), &["generate", "--check"]);
    assert_snapshot!("generate_twice", text);
}

#[test]
fn what_has_not_changed_keeps_its_time() {
    let folder = sandbox("pages/small");
    run(folder.path(), &["generate"]);
    let page = folder.path().join("generated/docs/acme/small/things/index.md");
    let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options().append(true).open(&page).unwrap().set_modified(past).unwrap();
    let spec = fs::read_to_string(folder.path().join("spec.json")).unwrap();
    fs::write(folder.path().join("spec.json"), spec.replace("Small API", "Another title")).unwrap();
    assert!(run(folder.path(), &["generate"]).status.success());
    assert_eq!(fs::metadata(&page).unwrap().modified().unwrap(), past);
}

#[test]
fn check_lists_what_is_missing_stale_and_orphaned() {
    let folder = sandbox("pages/small");
    run(folder.path(), &["generate"]);
    let docs = folder.path().join("generated/docs/acme");
    fs::remove_file(docs.join("index.md")).unwrap();
    let page = docs.join("small/things/index.md");
    fs::write(&page, fs::read_to_string(&page).unwrap().replace("Creates a thing.", "Makes a thing."))
        .unwrap();
    let list = folder.path().join("generated/.provgen-files");
    let listed = fs::read_to_string(&list).unwrap();
    let old = format!("{}  docs/acme/old/index.md\n", Digest::of(b"old"));
    let edited = format!("{}  docs/acme/edited/index.md\n", Digest::of(b"as it was"));
    fs::write(&list, listed + &old + &edited).unwrap();
    for name in ["old", "edited"] {
        fs::create_dir(docs.join(name)).unwrap();
        fs::write(docs.join(name).join("index.md"), name).unwrap();
    }
    fs::write(docs.join("mine.md"), "").unwrap();
    let before = files(folder.path());
    let mut text = transcript(folder.path(), &["generate", "--check"]);
    text += &transcript(folder.path(), &["generate", "--check", "--diff"]);
    assert_eq!(before, files(folder.path()), "--check wrote something");
    text += &transcript(folder.path(), &["generate", "-v"]);
    assert!(docs.join("mine.md").exists(), "a file of the user's is gone");
    assert!(!docs.join("old").exists(), "an orphan is still there");
    assert!(docs.join("edited/index.md").exists(), "what somebody edited is gone");
    assert_snapshot!("check", text);
}

#[test]
fn a_run_for_one_service_leaves_the_others() {
    let folder = sandbox("pages/small");
    let spec = fs::read_to_string(folder.path().join("spec.json")).unwrap();
    fs::write(
        folder.path().join("other.json"),
        spec.replace("\"small\"", "\"other\"").replace("small.things", "other.things"),
    )
    .unwrap();
    let config = fs::read_to_string(folder.path().join("provgen.yaml")).unwrap();
    fs::write(folder.path().join("provgen.yaml"), config.replace("[spec.json]", "[\"*.json\"]")).unwrap();
    run(folder.path(), &["generate"]);
    let other = folder.path().join("generated/docs/acme/other/things/index.md");
    fs::write(&other, "stale").unwrap();
    assert_eq!(run(folder.path(), &["generate", "small", "--check"]).status.code(), Some(0));
    run(folder.path(), &["generate", "small"]);
    assert_eq!(fs::read_to_string(&other).unwrap(), "stale");
    assert_eq!(run(folder.path(), &["generate", "--check"]).status.code(), Some(1));
    run(folder.path(), &["generate", "other"]);
    assert_eq!(run(folder.path(), &["generate", "--check"]).status.code(), Some(0));
}

#[test]
fn the_configuration_is_found_from_a_folder_below() {
    let folder = sandbox("pages/small");
    let below = folder.path().join("a/b");
    fs::create_dir_all(&below).unwrap();
    assert_snapshot!("config_above", transcript(&below, &["generate"]));
    assert!(folder.path().join("generated/docs/acme/index.md").exists());
}

#[test]
fn show_prints_tables() {
    let folder = sandbox("pages/small");
    let mut text = transcript(folder.path(), &["show"]);
    assert_eq!(run(folder.path(), &["show"]).stdout, run(folder.path(), &["show", "acme"]).stdout);
    text += &transcript(folder.path(), &["show", "acme.small"]);
    text += &transcript(folder.path(), &["show", "acme.small.things"]);
    assert_snapshot!("show_tables", text);
}

/// Where a table doesn't fit, each row is a block: names are whole, and no line is too long.
#[test]
fn narrow_terminals_get_blocks() {
    let (mut text, root) = (String::new(), root());
    for (width, path) in
        [(60, "google.dataproc.sessions"), (80, "google.dataproc.sessions"), (80, "google.dataproc")]
    {
        text += &format!("{width} characters\n{}\n", printed_at(width, &root, &["show", path]));
    }
    assert_snapshot!("show_narrow", text);
    let names = [
        "locationsId",
        "projects_locations_sessions_terminate",
        "sparkConnectSession",
        "{sessionsId}:terminate",
    ];
    for width in [60, 72, 80, 99, 100, 120, 160] {
        let text = printed_at(width, &root, &["show", "google.dataproc.sessions"]);
        // The title is one line.
        assert!(text.lines().skip(1).all(|line| line.chars().count() <= width), "{width}: {text}");
        assert!(names.iter().all(|name| text.contains(name)), "{width}: {text}");
        assert!(
            width >= 100 || text.contains("\nMETHOD\n") && text.contains("\nCOLUMN\n"),
            "{width}: {text}"
        );
    }
    for arguments in [&["rules"][..], &["inspect", "examples/weather/weather.yaml"], &["show"]] {
        let text = printed_at(70, &root, arguments);
        assert!(
            text.lines().filter(|line| line.starts_with("  ")).all(|line| line.chars().count() <= 70),
            "{text}"
        );
    }
}

#[test]
fn show_prints_json_and_markdown() {
    let folder = sandbox("pages/small");
    assert_snapshot!(
        "show_json",
        transcript(folder.path(), &["show", "acme.small.things", "--format", "json"])
    );
    assert_snapshot!(
        "show_markdown",
        transcript(folder.path(), &["show", "acme.small.things", "--format", "markdown"])
    );
    for path in ["acme", "acme.small"] {
        let output = run(folder.path(), &["show", path, "--format", "json"]);
        let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(value["id"], path);
    }
}

#[test]
fn show_reads_what_generate_wrote() {
    let folder = sandbox("pages/small");
    run(folder.path(), &["generate"]);
    let arguments = ["show", "acme.small", "--format", "json"];
    let from = ["--from", "generated/providers/src/acme/v00.00.00000"];
    let written = run(folder.path(), &[arguments.as_slice(), &from].concat());
    let spec = run(folder.path(), &arguments);
    assert_eq!(String::from_utf8_lossy(&written.stderr), "");
    let (written, spec) =
        (String::from_utf8(written.stdout).unwrap(), String::from_utf8(spec.stdout).unwrap());
    assert_eq!(written, spec);
}

#[test]
fn documents_can_be_named_without_a_configuration() {
    let folder = sandbox("manifest/small");
    let text = transcript(
        folder.path(),
        &["generate", "--spec", "spec.json", "--provider", "acme", "--out", "there"],
    );
    assert_snapshot!("spec_and_provider", text);
    assert!(folder.path().join("there/docs/acme/small/index.md").exists());
}

#[test]
fn quiet_says_nothing_and_colours_are_for_those_who_want_them() {
    let folder = sandbox("pages/small");
    let output = run(folder.path(), &["generate", "-q"]);
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty());
    let show = |color: &str| run(folder.path(), &["show", "acme", "--color", color]).stdout;
    assert!(
        show("always").contains(&0x1b) && !show("never").contains(&0x1b) && !show("auto").contains(&0x1b)
    );
}

/// The flag comes first, then what takes colours away, then what asks for them.
#[test]
fn variables_ask_for_colours_or_take_them_away() {
    let folder = sandbox("pages/small");
    let is_colored = |variables: &[(&str, &str)], color: &str| {
        run_with(folder.path(), variables, &["show", "--color", color]).stdout.contains(&0x1b)
    };
    for force in ["FORCE_COLOR", "CLICOLOR_FORCE"] {
        assert!(is_colored(&[(force, "1")], "auto") && is_colored(&[(force, "true")], "auto"), "{force}");
        assert!(!is_colored(&[(force, "0")], "auto") && !is_colored(&[(force, "")], "auto"), "{force}");
        assert!(!is_colored(&[(force, "1"), ("NO_COLOR", "1")], "auto"), "{force}");
        assert!(is_colored(&[(force, "1"), ("NO_COLOR", "")], "auto"), "{force}");
        assert!(!is_colored(&[(force, "1")], "never"), "{force}");
    }
    assert!(is_colored(&[("NO_COLOR", "1")], "always"));
    let help = run_with(folder.path(), &[("FORCE_COLOR", "1")], &["--help"]).stdout;
    assert!(help.contains(&0x1b));
}

#[test]
fn a_variable_names_the_configuration() {
    let folder = sandbox("pages/small");
    fs::rename(folder.path().join("provgen.yaml"), folder.path().join("other.yaml")).unwrap();
    let named = [("PROVGEN_CONFIG", "other.yaml")];
    assert_eq!(run(folder.path(), &["generate"]).status.code(), Some(2));
    assert_eq!(run_with(folder.path(), &named, &["generate"]).status.code(), Some(0));
    assert!(folder.path().join("generated/docs/acme/index.md").exists());
    // What the command line names comes first.
    let ran = run_with(folder.path(), &[("PROVGEN_CONFIG", "nowhere")], &["show", "--config", "other.yaml"]);
    assert_eq!(ran.status.code(), Some(0), "{}", ran.printed());
    let ran =
        run_with(folder.path(), &[("PROVGEN_CONFIG", "nowhere")], &["show", "acme", "--spec", "spec.json"]);
    assert_eq!(ran.status.code(), Some(0), "{}", ran.printed());
    let ran = run_with(folder.path(), &[("PROVGEN_CONFIG", "nowhere")], &["show"]);
    assert!(ran.status.code() == Some(2) && ran.printed().contains("nowhere"), "{}", ran.printed());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = sandbox("pages/small");
    let mut child = provgen(folder.path())
        .args(["show", "acme.small", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn bad_arguments_fail_with_2() {
    let folder = sandbox("pages/small");
    for arguments in [
        ["generate", "--jobs", "0"].as_slice(),
        &["generate", "--spec", "spec.json"],
        &["generate", "--provider", "acme"],
        &["generate", "--config", "provgen.yaml", "--spec", "spec.json", "--provider", "acme"],
        &["genrate"],
    ] {
        assert_eq!(run(folder.path(), arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert_snapshot!("no_such_command", transcript(folder.path(), &["genrate"]));
}

#[test]
fn the_manual_and_completions_name_every_command() {
    let folder = sandbox("pages/small");
    let manual = String::from_utf8(run(folder.path(), &["man"]).stdout).unwrap();
    for word in ["generate", "show", "completions", "\\-\\-check", "\\-\\-format"] {
        assert!(manual.contains(word), "{word}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = String::from_utf8(run(folder.path(), &["completions", shell]).stdout).unwrap();
        assert!(script.contains("provgen") && script.contains("PROVGEN_COMPLETE"), "{shell}");
        assert!(offered(folder.path(), shell, &["gen"]).contains("generate"), "{shell}");
    }
}

/// What a shell is offered for the last of `words`.
fn offered(folder: &Path, shell: &str, words: &[&str]) -> String {
    let mut command = provgen(folder);
    command.env("PROVGEN_COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    let output = command.args(["--", "provgen"]).args(words).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_shell_is_offered_the_names_of_the_provider() {
    let folder = sandbox("pins/shop");
    let offer = |words: &[&str]| -> Vec<String> {
        // Fish gets one candidate a line.
        offered(folder.path(), "fish", words).lines().map(str::to_string).collect()
    };
    assert_eq!(offer(&["generate", "sh"]), Vec::<String>::new());
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    assert_eq!(offer(&["generate", "sh"]), ["shop"]);
    assert_eq!(offer(&["try", "sh"]), ["shop"]);
    assert_eq!(offer(&["show", "a"]), ["acme"]);
    assert_eq!(offer(&["show", "acme."]), ["acme.shop"]);
    assert_eq!(offer(&["show", "acme.shop."]), ["acme.shop.books", "acme.shop.orders"]);
    assert_eq!(offer(&["show", "acme.shop.books."]), Vec::<String>::new());
    assert_eq!(offer(&["map", "--reset", "shop.orders.l"]), ["shop.orders.lines", "shop.orders.list"]);
    // Without a mapping, pages tell.
    fs::remove_file(folder.path().join("mapping.yaml")).unwrap();
    run(folder.path(), &["generate"]);
    assert_eq!(offer(&["show", "acme.shop.o"]), ["acme.shop.orders"]);
}

#[test]
fn links_that_lead_nowhere_are_told() {
    let folder = sandbox("pages/registry");
    assert_eq!(run(folder.path(), &["generate"]).status.code(), Some(0));
    let mut text = transcript(folder.path(), &["lint"]);
    let mut pages: Vec<_> = files(&folder.path().join("generated/docs"))
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| path.matches('/').count() == 4 && path.ends_with(".md"))
        .collect();
    pages.truncate(1);
    let page = folder.path().join("generated/docs").join(&pages[0]);
    let wrong = "\n[a](../nowhere/index.md) [b](#method-nowhere) [c](../../../../../../up.md)\n\n<a id=\"twice\"></a><a id=\"twice\"></a>\n";
    fs::write(&page, fs::read_to_string(&page).unwrap() + wrong).unwrap();
    text += &transcript(folder.path(), &["lint"]);
    text += &transcript(folder.path(), &["lint", "specs"]);
    assert_snapshot!("lint", text);
}

#[test]
fn of_a_published_provider_the_highest_version_counts() {
    let folder = sandbox("pages/registry");
    assert_eq!(run(folder.path(), &["generate"]).status.code(), Some(0));
    let directory =
        fs::read_dir(folder.path().join("generated/providers/src")).unwrap().next().unwrap().unwrap();
    let version = directory.path().join("v00.00.00000");
    let name = directory.file_name().into_string().unwrap();
    for (place, has_servers) in [("v26.09.00001", false), ("v26.11.00001", true), ("v25.12.00007", false)] {
        for (path, text) in files(&version) {
            let text = String::from_utf8(text).unwrap();
            let text = if has_servers { text } else { text.replace("servers:", "x-servers:") };
            let file = folder.path().join("published").join(&name).join(place).join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
    }
    fs::create_dir(folder.path().join("empty")).unwrap();
    let published = format!("published/{name}");
    let provider = fs::read_to_string(version.join("provider.yaml")).unwrap();
    let provider = provider.lines().find_map(|line| line.strip_prefix("name: ")).unwrap();
    let text: String = [
        vec!["lint", &published],
        vec!["show", "--from", &published, provider],
        vec!["lint", "published"],
        vec!["lint", "empty"],
        vec!["lint", "provgen.yaml"],
        vec!["lint", "spec.json"],
    ]
    .iter()
    .map(|arguments| transcript(folder.path(), arguments))
    .collect();
    // StackQL takes it by its name, and fails.
    fs::create_dir(folder.path().join(&published).join("v27.01.00001")).unwrap();
    let text = text
        + &transcript(folder.path(), &["lint", &published])
        + &transcript(folder.path(), &["show", "--from", &published, provider]);
    assert_snapshot!("lint__published", text);
}

/// A result that isn't whole is a failure: whoever reads the file would take it for all.
#[test]
#[cfg(target_os = "linux")]
fn a_result_that_cannot_be_written_fails() {
    let folder = sandbox("pages/small");
    for arguments in [&["rules"][..], &["show", "acme"], &["generate", "--format", "json"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = provgen(folder.path()).args(arguments).stdout(full).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains("error[cli::output]: can't write the result: "), "{told}");
    }
}

/// Where nothing has begun, the next line to type is told; it names the document that is there.
#[test]
fn the_next_line_is_told_where_nothing_has_begun() {
    let empty = tempfile::tempdir().unwrap();
    let mut text = transcript(empty.path(), &[]);
    text += &transcript(empty.path(), &["generate"]);
    let folder = sandbox("manifest/small");
    fs::write(folder.path().join("a name.json"), "{\"openapi\": \"3.0.3\"}").unwrap();
    fs::write(folder.path().join("package.json"), "{}").unwrap();
    let last = |text: String| text.lines().rev().take(2).collect::<Vec<_>>().join("\n") + "\n";
    text += &last(transcript(folder.path(), &[]));
    text += &transcript(folder.path(), &["generate"]);
    text += &transcript(folder.path(), &["init", "spec.json", "--provider", "acme"]);
    text += &last(transcript(folder.path(), &[]));
    assert_snapshot!("nothing_has_begun", text);
}

/// The four lines that help and README show are a whole configuration.
#[test]
fn the_smallest_configuration_works() {
    let folder = sandbox("pins/shop");
    let help = String::from_utf8(run(folder.path(), &["--help"]).stdout).unwrap();
    let lines: String = help
        .lines()
        .skip_while(|line| *line != "The smallest provgen.yaml:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .map(|line| format!("{}\n", &line[2..]))
        .collect();
    assert_eq!(lines.lines().count(), 4);
    assert!(
        fs::read_to_string(root().join("docs/installing.md"))
            .unwrap()
            .contains(&format!("```yaml\n{lines}```"))
    );
    fs::rename(folder.path().join("shop.yaml"), folder.path().join("openapi.yaml")).unwrap();
    fs::write(folder.path().join("provgen.yaml"), lines).unwrap();
    assert_eq!(run(folder.path(), &["generate"]).status.code(), Some(0));
    assert!(folder.path().join("generated/docs/acme/index.md").exists());
}

/// The manual has the sections that manuals have, and each command's examples.
#[test]
fn the_manual_tells_what_surrounds_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let manual = String::from_utf8(run(folder.path(), &["man"]).stdout).unwrap();
    let pages: Vec<&str> = manual.split("\n.TH ").skip(1).collect();
    for section in ["EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"] {
        assert!(
            pages[0].contains(&format!("\n.SH \"{section}\"\n"))
                || pages[0].contains(&format!("\n.SH {section}\n")),
            "{section}"
        );
    }
    for variable in ["PROVGEN_CONFIG", "PROVGEN_CACHE_DIR", "NO_COLOR", "FORCE_COLOR", "SOURCE_DATE_EPOCH"] {
        assert!(pages[0].contains(&format!("\\fB{variable}\\fR")), "{variable}");
    }
    for page in &pages[1..] {
        assert!(page.contains(".SH EXAMPLES\n.TP\n\\fBprovgen "), "{page}");
    }
    assert!(pages.len() > 20, "{}", pages.len());
}
