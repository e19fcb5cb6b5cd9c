//! The README and the pages of `docs/`, which are a book: each command and each block of YAML works, each link leads
//! somewhere, and what the program says by itself is said there as it says it.
//!
//! The guide to a first provider, `docs/authoring.md`, is typed in order: `examples.rs` does that.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use provgen::diff::report::accept::Acceptance;
use provgen::input::Overlay;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::common::{copy, root, run};
use crate::schemas;

/// The README and the pages of the book, by their paths from the top.
fn pages() -> BTreeMap<String, String> {
    let folder = fs::read_dir(root().join("docs")).unwrap();
    let names = folder.map(|entry| format!("docs/{}", entry.unwrap().file_name().to_str().unwrap()));
    let names = names.filter(|name| name.ends_with(".md")).chain(["README.md".to_string()]);
    names.map(|name| (name.clone(), read(&name))).collect()
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The blocks of a page in that language, in order.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fences = text.split("\n```").skip(1).step_by(2);
    let blocks = fences.filter_map(|fence| fence.strip_prefix(language)?.strip_prefix('\n'));
    blocks.map(|block| format!("{block}\n")).collect()
}

/// The commands of a page's console blocks, each with the lines that stand below it.
fn commands(page: &str, text: &str) -> Vec<(String, Vec<String>)> {
    let mut commands: Vec<(String, Vec<String>)> = Vec::new();
    for block in blocks(text, "console") {
        assert!(block.starts_with("$ "), "{page} has a block that begins with no command: {block}");
        for line in block.lines() {
            match line.strip_prefix("$ ") {
                Some(command) => commands.push((command.into(), Vec::new())),
                None => commands.last_mut().unwrap().1.push(line.into()),
            }
        }
    }
    commands
}

/// What a page shows below a command is what the command prints, but for lines that are shortened (`…`)
/// or that tell how long it took.
#[test]
fn every_provgen_command_of_the_book_prints_what_it_shows() {
    let mut ran: BTreeMap<String, usize> = BTreeMap::new();
    for (page, text) in pages().into_iter().filter(|(page, _)| page != "docs/authoring.md") {
        for (command, shown) in commands(&page, &text) {
            let arguments =
                command.strip_prefix("cargo run --release -- ").or(command.strip_prefix("provgen "));
            let Some(arguments) = arguments else {
                // What cargo does itself is not for a test that cargo runs.
                assert_eq!(command, "cargo test", "{page}");
                continue;
            };
            prints(&page, arguments, &shown);
            *ran.entry(page.clone()).or_default() += 1;
        }
    }
    assert!(ran.values().sum::<usize>() > 25 && ran.len() > 5, "{ran:?}");
}

/// Runs a command in a copy of what it is for.
fn prints(page: &str, arguments: &str, shown: &[String]) {
    let folder = tempfile::tempdir().unwrap();
    for part in ["specs", "templates", "generated"] {
        fs::create_dir(folder.path().join(part)).unwrap();
        copy(&root().join(part), &folder.path().join(part));
    }
    fs::copy(root().join("provgen.yaml"), folder.path().join("provgen.yaml")).unwrap();
    let typed = arguments.split_once(" > ").map_or(arguments, |(arguments, _)| arguments);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let output = run(folder.path(), &words);
    assert!(output.status.success(), "{page}: {arguments}: {}", output.printed());
    let printed = String::from_utf8(output.stdout).unwrap();
    for line in shown.iter().filter(|line| !line.contains('…') && !line.ends_with(" ms")) {
        assert!(
            printed.lines().any(|printed| printed == line),
            "{page}: {arguments} doesn't print\n{line}\n{printed}"
        );
    }
}

/// Each block of YAML is one of the files that provgen reads, or a part of one, and is read without a fault.
#[test]
fn every_block_of_yaml_is_read() {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (page, text) in pages() {
        for block in blocks(&text, "yaml") {
            let whole = schemas::value(&block);
            let kind = if whole.is_array() {
                Acceptance::parse(&block, &page).map(|_| "accept.yaml").unwrap_or_else(|failure| {
                    panic!("{page}: {failure:?}\n{block}");
                })
            } else if whole.get("overlay").is_some() {
                Overlay::parse(&block, &page).map(|_| "overlay").unwrap_or_else(|failure| {
                    panic!("{page}: {failure:?}\n{block}");
                })
            } else {
                schemas::kind_that_fits(&page, &block)
            };
            *kinds.entry(kind).or_default() += 1;
        }
    }
    let seen: Vec<&str> = kinds.keys().copied().collect();
    assert_eq!(seen, ["accept.yaml", "mapping.yaml", "overlay", "provgen.yaml"]);
    assert!(kinds["provgen.yaml"] > 5, "{kinds:?}");
}

/// The links of a page with their lines, and the ids of its headings as GitHub and mdBook make them.
fn links_and_ids(text: &str) -> (Vec<(String, usize)>, BTreeSet<String>) {
    let (mut links, mut ids) = (Vec::new(), BTreeSet::new());
    let mut heading: Option<String> = None;
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let words = heading.take().unwrap().to_lowercase();
                let kept = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
                let id: String = words.chars().filter(|c| kept(*c)).collect::<String>().replace(' ', "-");
                let again = (1..).map(|number| format!("{id}-{number}"));
                let free = std::iter::once(id.clone()).chain(again).find(|id| !ids.contains(id));
                ids.extend(free);
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.push((dest_url.to_string(), text[..range.start].lines().count() + 1));
            }
            _ => {}
        }
    }
    (links, ids)
}

/// The repository's own documents, by their paths from the top.
fn documents() -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for folder in [".", "docs", "docs/decisions", "examples", "tests", "tests/engine", "benches", "specs"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".md") {
                names.push(if folder == "." { name } else { format!("{folder}/{name}") });
            }
        }
    }
    names
}

/// Each link from one file of the repository to another leads to a file, and to a heading where it names one. Pages of the
/// book lead to pages of the book: what lies outside of it isn't there once it is a site.
#[test]
fn every_link_leads_somewhere() {
    let documents = documents();
    let mut wrong = String::new();
    let mut followed = 0;
    for name in &documents {
        for (link, line) in links_and_ids(&read(name)).0 {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, id) =
                link.split_once('#').map_or((link.as_str(), None), |(path, id)| (path, Some(id)));
            let target = if path.is_empty() {
                PathBuf::from(name)
            } else {
                plain(&Path::new(name).parent().unwrap().join(path))
            };
            let file = root().join(&target);
            let has_id = |id: &str| {
                let is_page = target.extension().is_some_and(|extension| extension == "md");
                is_page && links_and_ids(&fs::read_to_string(&file).unwrap()).1.contains(id)
            };
            let why = if !file.exists() {
                "is nowhere"
            } else if name.starts_with("docs/") && !(target.starts_with("docs") && file.is_file()) {
                "leads out of the book"
            } else if name.starts_with("docs/") && name != "docs/SUMMARY.md" && target.ends_with("README.md")
            {
                "leads to a page that has another name in the book, index.html"
            } else if id.is_some_and(|id| !has_id(id)) {
                "leads to no heading"
            } else {
                followed += 1;
                continue;
            };
            let _ = writeln!(wrong, "{name}:{line}: {link} {why}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(followed > 100, "{followed}");
}

/// A path without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path {
        if part == ".." {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    plain
}

/// The table of contents has every page once, and no other.
#[test]
fn every_page_is_in_the_summary() {
    let links = links_and_ids(&read("docs/SUMMARY.md")).0;
    let count = links.len();
    let listed: BTreeSet<String> = links.into_iter().map(|(link, _)| format!("docs/{link}")).collect();
    assert_eq!(listed.len(), count, "docs/SUMMARY.md lists a page twice");
    let is_page = |name: &String| name.starts_with("docs/") && name != "docs/SUMMARY.md";
    let there: BTreeSet<String> = documents().into_iter().filter(is_page).collect();
    let missing: Vec<_> = there.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&there).collect();
    assert!(missing.is_empty() && gone.is_empty(), "docs/SUMMARY.md lacks {missing:?}, and lists {gone:?}");
}

/// What the program prints, in a folder where there is nothing.
fn printed(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), arguments);
    assert!(output.status.success(), "{arguments:?}: {}", output.printed());
    String::from_utf8(output.stdout).unwrap()
}

/// A page that the program's own words make. `INSTA_UPDATE=always` writes it, as it does snapshots.
fn is_made(page: &str, made: &str) {
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        fs::write(root().join(page), made).unwrap();
    }
    let there = fs::read_to_string(root().join(page)).unwrap_or_default();
    assert!(
        there == made,
        "{page} isn't what provgen prints: `INSTA_UPDATE=always cargo test --test it book::` writes it anew"
    );
}

#[test]
fn the_lists_of_rules_are_the_programs() {
    let lead = "# Rules and messages\n\nWhat `provgen rules` lists: the rules of `diff` and `lint`, the codes of all \
                other messages, and the kinds\nthat `try` and `generate` count. `provgen explain NAME` explains one; \
                [The rules of diff](rules-of-diff.md) and\n[The rules of lint](rules-of-lint.md) have them in full.\n\n";
    is_made("docs/rules.md", &format!("{lead}{}", printed(&["rules", "--format", "markdown"])));
}

/// A page with every rule of a list, as `explain` explains it.
fn explained(of: &str, lead: &str) -> String {
    let mut page = lead.to_string();
    let list = printed(&["rules", of, "--format", "markdown"]);
    for name in list.lines().filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0)) {
        let text = printed(&["explain", name]);
        let (title, text) = text.split_once('\n').unwrap();
        let text = text.replace("\nhelp: ", "\n\nhelp: ");
        let (severity, summary) = title.strip_prefix(name).unwrap().trim_start().split_once("   ").unwrap();
        let _ = write!(page, "\n## {name}\n\n**{}**: {}.\n", severity.trim(), summary.trim());
        // Examples are indented; prose isn't.
        let mut is_example = false;
        for line in text.trim_end().lines() {
            if line.starts_with("  ") != is_example && !line.is_empty() {
                is_example = !is_example;
                page.push_str(if is_example { "```text\n" } else { "```\n" });
            }
            let _ = writeln!(page, "{}", if is_example { line.get(2..).unwrap_or_default() } else { line });
        }
        page.push_str(if is_example { "```\n" } else { "" });
    }
    page
}

#[test]
fn the_rules_of_diff_are_explained_as_the_program_does() {
    let lead = "# The rules of diff\n\nWhat `provgen diff` finds, and what each finding means for SQL: \
                [Reviewing what a release changes](reviewing.md).\n`provgen explain RULE` prints the same. How bad a \
                rule is, `diff.levels` of [provgen.yaml](configuration.md) changes.\n";
    is_made("docs/rules-of-diff.md", &explained("diff", lead));
}

#[test]
fn the_rules_of_lint_are_explained_as_the_program_does() {
    let lead = "# The rules of lint\n\nWhat `provgen lint` and `provgen verify` find in manifests: what StackQL \
                refuses, crashes at or doesn't do right.\n`provgen explain RULE` prints the same.\n";
    is_made("docs/rules-of-lint.md", &explained("lint", lead));
}

/// The list of commands has each that the program has.
#[test]
fn every_command_is_in_the_list() {
    let page = read("docs/commands.md");
    let manual = printed(&["man"]);
    let named: BTreeSet<&str> = manual
        .split("provgen\\-")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("(1)")?.0))
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_lowercase()) && *name != "help")
        .collect();
    assert!(named.len() > 15, "{named:?}");
    for name in named {
        assert!(page.contains(&format!("`provgen {name}")), "docs/commands.md has no `provgen {name}`");
    }
}

/// The page about templates names every variable that provgen's own templates use, under their style.
#[test]
fn every_variable_of_templates_is_listed() {
    let page = read("docs/templates.md");
    let (_, styles) = page.split_once("## Style classic").unwrap();
    let (classic, registry) = styles.split_once("## Style registry").unwrap();
    let mut seen = 0;
    for (style, section) in [("classic", classic), ("registry", registry)] {
        for entry in fs::read_dir(root().join("templates").join(style)).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let tags = text.split("{%").skip(1).map(|tag| tag.split("%}").next().unwrap());
            let mut own: BTreeSet<&str> = BTreeSet::from(["tab"]);
            let mut used: BTreeSet<&str> = BTreeSet::new();
            for tag in tags.map(|tag| tag.trim_matches(['-', ' '])) {
                let words: Vec<&str> = tag.split_whitespace().collect();
                match words.as_slice() {
                    ["for", name, "in", list] => {
                        own.insert(name);
                        used.insert(list);
                    }
                    ["if", value] => {
                        used.insert(value);
                    }
                    _ => {}
                }
            }
            let values = text.split("{{").skip(1).map(|value| value.split("}}").next().unwrap().trim());
            used.extend(values.filter(|value| !value.starts_with('"')));
            for value in used {
                let name = value.split(['.', ' ', '[']).next().unwrap();
                if own.contains(name) {
                    continue;
                }
                let is_listed = section.contains(&format!("`{name}`"));
                assert!(is_listed, "docs/templates.md doesn't name {name} of {}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 40, "{seen}");
}
