//! What shows how to go on: the providers below `examples/` are generated from the documents that lie there, and
//! `docs/authoring.md` says what can be typed as it stands.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::common::{copy, root, run, sandbox};

/// The engine that `try` can be run with, if there is one; else a word about what is skipped.
fn engine(skipped: &str) -> Option<String> {
    let engine = std::env::var("STACKQL").ok();
    if engine.is_none() {
        use std::io::Write as _;
        // Not by `eprintln!`, which the test harness keeps to itself.
        let word = format!("skipped: STACKQL names no program for {skipped}\n");
        std::io::stderr().write_all(word.as_bytes()).unwrap();
    }
    engine
}

/// The folders of `examples/` that have their documents, so that they can be generated here.
fn examples() -> Vec<PathBuf> {
    let folders = fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = folders.filter(|path| path.join("mapping.yaml").is_file()).collect();
    folders.sort();
    folders
}

#[test]
fn every_example_with_its_document_is_clean() {
    let examples = examples();
    assert!(examples.len() >= 3, "{examples:?}");
    let engine = engine("the examples");
    for example in examples {
        let folder = tempfile::tempdir().unwrap();
        // What somebody generated there by hand isn't part of the example.
        for entry in fs::read_dir(&example).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_file() {
                fs::copy(&entry, folder.path().join(entry.file_name().unwrap())).unwrap();
            }
        }
        let commands = [&["map", "--check"][..], &["generate"], &["generate", "--check"], &["lint"]];
        for command in commands {
            let ran = run(folder.path(), command);
            assert!(ran.status.success(), "{} {command:?}: {}", example.display(), ran.printed());
            assert!(
                !ran.printed().contains("warning["),
                "{} {command:?}: {}",
                example.display(),
                ran.printed()
            );
        }
        if let Some(engine) = &engine {
            let ran = run(folder.path(), &["try", "--stackql", engine]);
            assert!(ran.status.success(), "{}: {}", example.display(), ran.printed());
        }
    }
}

/// Each example says where its document is from; one of somebody else's is as they published it.
#[test]
fn every_example_says_where_its_document_is_from() {
    use sha2::Digest as _;
    let list = fs::read_to_string(root().join("examples/README.md")).unwrap();
    for example in examples() {
        let name = example.file_name().unwrap().to_str().unwrap();
        assert!(
            list.contains(&format!("| [`{name}/`]({name}/) |")),
            "examples/README.md doesn't list {name}"
        );
        let source = fs::read_to_string(example.join("SOURCE.md")).unwrap();
        let document = format!("{name}.yaml");
        assert!(source.contains(&document), "{name}/SOURCE.md doesn't name {document}");
        let digest = sha2::Sha256::digest(fs::read(example.join(&document)).unwrap());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let is_own = source.contains("written for this repository");
        assert!(is_own || source.contains("Licence: ") && source.contains(&digest), "{name}: {digest}");
    }
}

/// The guide's blocks in that language, in order.
fn blocks(language: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join("docs/authoring.md")).unwrap();
    let fences = text.split("\n```").skip(1).step_by(2);
    let blocks = fences.filter_map(|fence| fence.strip_prefix(language)?.strip_prefix('\n'));
    blocks.map(|block| format!("{block}\n")).collect()
}

/// The code within a line of prose.
fn spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The settings that the guide's sentences name with a value.
fn settings() -> Vec<String> {
    let text = fs::read_to_string(root().join("docs/authoring.md")).unwrap();
    let prose = text.lines().filter(|line| !line.starts_with("```"));
    let is_setting = |span: &&str| {
        let key = span.split_once(": ").map_or("", |(key, _)| key);
        let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        is_key && !span.contains('…')
    };
    prose.flat_map(|line| spans(line).filter(is_setting).map(|span| format!("{span}\n"))).collect()
}

/// The commands of the guide, those of its blocks and those that its sentences name with what they are given.
fn commands() -> Vec<String> {
    let text = fs::read_to_string(root().join("docs/authoring.md")).unwrap();
    let (mut commands, mut inside) = (Vec::new(), false);
    for line in text.lines() {
        match line.strip_prefix("```") {
            Some(language) => inside = language == "console",
            None if inside => {
                let command = line.strip_prefix("$ ").unwrap_or_else(|| panic!("no command: {line}"));
                commands.push(command.split(" # ").next().unwrap().trim().to_string());
            }
            None => {
                commands.extend(spans(line).filter(|span| span.starts_with("provgen ")).map(str::to_string));
            }
        }
    }
    commands
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=a", "-c", "user.email=a@acme.example"]).args(arguments);
    let output = command.current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// What the guide has its reader type works in that order, with a document that has what it talks about.
#[test]
fn every_command_of_the_guide_runs() {
    let document = sandbox("authoring/guide");
    let folder = tempfile::tempdir().unwrap();
    let mut ran = 0;
    for command in commands() {
        let Some(typed) = command.strip_prefix("provgen ") else {
            // The reader gets the document from the vendor, the test from its case.
            match command.split_once(' ').unwrap() {
                ("mkdir", _) => assert_eq!(command, "mkdir acme && cd acme"),
                ("curl", _) => copy(document.path(), folder.path()),
                _ => panic!("the test doesn't know how to run `{command}`"),
            }
            continue;
        };
        let (typed, into) =
            typed.split_once(" > ").map_or((typed, None), |(typed, into)| (typed, Some(into)));
        let mut words: Vec<&str> = typed.split_whitespace().collect();
        let engine = if words[0] == "try" { engine("the guide") } else { None };
        match (words[0], &engine) {
            ("try", None) => continue,
            ("try", Some(engine)) => words.extend(["--stackql", engine]),
            // Without what to compare, it is the name of the command.
            ("diff", _) if words.len() == 1 => continue,
            ("diff", _) => {
                git(folder.path(), &["init", "--quiet", "--initial-branch", "main"]);
                git(folder.path(), &["add", "."]);
                git(folder.path(), &["commit", "--quiet", "--message", "A provider"]);
            }
            _ => {}
        }
        let output = run(folder.path(), &words);
        assert!(output.status.success(), "{command}: {}", output.printed());
        if let Some(into) = into {
            fs::write(folder.path().join(into), &output.stdout).unwrap();
        }
        ran += 1;
    }
    assert!(ran > 10, "{ran}");
}

/// A provider of the guide's document with `more` in its configuration, generated.
fn generated_with(more: &str, overlay: Option<&str>) -> TempDir {
    let folder = sandbox("authoring/guide");
    let mut config = format!("provider: {{ name: acme }}\nspecs: [openapi.yaml]\n{more}");
    if let Some(overlay) = overlay {
        fs::write(folder.path().join("fix.yaml"), overlay).unwrap();
        config += "overlays: [fix.yaml]\n";
    }
    fs::write(folder.path().join("provgen.yaml"), &config).unwrap();
    let ran = run(folder.path(), &["generate", "-v"]);
    assert!(ran.status.success(), "{config}\n{}", ran.printed());
    // The document has answers of which only `envelope` tells where rows are.
    let doubted = if config.contains("\nenvelope:") { 0 } else { 3 };
    assert_eq!(ran.printed().matches("warning[").count(), doubted, "{config}\n{}", ran.printed());
    assert_eq!(
        ran.printed().matches("[mapping::ambiguous-object-key]").count(),
        doubted,
        "{}",
        ran.printed()
    );
    folder
}

/// Each block of the guide's YAML is a part of provgen.yaml, but for the overlay, and all of them are together.
#[test]
fn every_setting_of_the_guide_is_one() {
    let blocks = blocks("yaml");
    let (overlays, settings): (Vec<String>, Vec<String>) =
        blocks.into_iter().partition(|block| block.starts_with("# fix.yaml\n"));
    assert!(overlays.len() == 1 && settings.len() >= 4, "{overlays:?} {settings:?}");
    for setting in &settings {
        generated_with(setting, None);
    }
    let named = self::settings();
    assert!(named.len() >= 3, "{named:?}");
    for setting in named.iter().filter(|setting| *setting != "overlays: [fix.yaml]\n") {
        generated_with(setting, None);
    }
    generated_with("", Some(&overlays[0]));
    let folder = generated_with(&settings.concat(), Some(&overlays[0]));
    let services = folder.path().join("generated/providers/src/acme/v00.00.00000/services");
    for service in ["books", "people", "vectors"] {
        assert!(services.join(format!("{service}.yaml")).is_file(), "{service}");
    }
    assert!(!services.join("internal.yaml").exists());
}
