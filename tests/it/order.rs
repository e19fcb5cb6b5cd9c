//! What imports what: nothing upwards, and nothing in a circle. ARCHITECTURE.md has the order, once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::common::root;

/// A file of `src/`, by the path of its module: `["diff", "source", "git"]`; the crate itself has none.
type Module = Vec<String>;

/// Each file of `src/`, by its module.
type Imports = BTreeMap<Module, Source>;

/// A file of `src/`.
struct Source {
    /// Its path below `src/`.
    path: String,
    /// The files that it imports, and the names that it takes from them.
    taken: BTreeMap<Module, BTreeSet<String>>,
}

#[test]
fn nothing_is_imported_upwards() {
    let order = order(&fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap());
    let imports = imports(&root().join("src"));
    let there: BTreeSet<&str> =
        imports.keys().filter_map(|module| module.first()).map(String::as_str).collect();
    let listed: BTreeSet<&str> = order.keys().map(String::as_str).collect();
    assert_eq!(listed, there, "the order in ARCHITECTURE.md is of other files and folders than src/ has");
    assert_eq!(upwards(&order, &imports), "", "ARCHITECTURE.md has the order");
}

#[test]
fn nothing_is_imported_in_a_circle() {
    assert_eq!(circles(&imports(&root().join("src"))), "");
}

/// The line of each name in the block `order`, counted from the top.
fn order(architecture: &str) -> BTreeMap<String, usize> {
    let block = architecture.split_once("```order\n").expect("there is a block `order`").1;
    let block = block.split_once("```").unwrap().0;
    let mut order = BTreeMap::new();
    for (line, names) in block.lines().enumerate() {
        for name in names.split_whitespace() {
            assert!(order.insert(name.to_string(), line).is_none(), "{name} stands twice in the order");
        }
    }
    order
}

/// Imports of a folder that isn't on a lower line, one a line.
fn upwards(order: &BTreeMap<String, usize>, imports: &Imports) -> String {
    let mut wrong = String::new();
    for (file, source) in imports {
        for (other, names) in &source.taken {
            let (Some(own), Some(theirs)) = (file.first(), other.first()) else { continue };
            if own != theirs && order[theirs] <= order[own] {
                wrong += &told(source, &imports[other], names);
            }
        }
    }
    wrong
}

/// Files that import each other, one circle a paragraph.
fn circles(imports: &Imports) -> String {
    let mut wrong = String::new();
    let reach: BTreeMap<&Module, BTreeSet<&Module>> =
        imports.keys().map(|file| (file, reached(file, imports))).collect();
    let mut seen = BTreeSet::new();
    for file in imports.keys() {
        if !reach[file].contains(file) || !seen.insert(file) {
            continue;
        }
        let circle: BTreeSet<&Module> =
            reach[file].iter().copied().filter(|other| reach[other].contains(file)).collect();
        seen.extend(&circle);
        for file in &circle {
            let source = &imports[*file];
            for (other, names) in source.taken.iter().filter(|(other, _)| circle.contains(other)) {
                wrong += &told(source, &imports[other], names);
            }
        }
        wrong.push('\n');
    }
    wrong
}

/// All files that `file` needs, through others too; `file` is one of them where it is in a circle.
fn reached<'i>(file: &'i Module, imports: &'i Imports) -> BTreeSet<&'i Module> {
    let mut found = BTreeSet::new();
    let mut next: Vec<&Module> = imports[file].taken.keys().collect();
    while let Some(file) = next.pop() {
        if found.insert(file) {
            next.extend(imports[file].taken.keys());
        }
    }
    found
}

fn told(file: &Source, other: &Source, names: &BTreeSet<String>) -> String {
    let names = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    format!("{} imports {} ({names})\n", file.path, other.path)
}

/// What each file below `src` imports. Tests may import anything.
fn imports(src: &Path) -> Imports {
    let mut texts: BTreeMap<Module, (String, String)> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(src).sort_by_file_name() {
        let entry = entry.unwrap();
        let shown = entry.path().strip_prefix(src).unwrap().display().to_string();
        let path = Path::new(&shown).with_extension("");
        if entry.path().extension().is_none_or(|end| end != "rs") || path.iter().any(|part| part == "tests") {
            continue;
        }
        let mut module: Module = path.iter().map(|part| part.to_str().unwrap().to_string()).collect();
        if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
            module.pop();
        }
        texts.insert(module, (shown, without_tests(&fs::read_to_string(entry.path()).unwrap())));
    }
    // The crate's own file declares all others, and nothing imports it.
    texts.remove(&Module::new());
    let files: BTreeSet<&Module> = texts.keys().collect();
    let of = |(module, (path, text)): (&Module, &(String, String))| {
        let mut taken: BTreeMap<Module, BTreeSet<String>> = BTreeMap::new();
        for path in paths(text) {
            if let Some((file, name)) = resolve(&path, module, &files).filter(|(file, _)| file != module) {
                taken.entry(file).or_default().insert(name);
            }
        }
        (module.clone(), Source { path: path.clone(), taken })
    };
    texts.iter().map(of).collect()
}

/// The text without comments and without the module of its tests.
fn without_tests(text: &str) -> String {
    let tests = text.match_indices("#[cfg(").find(|(at, _)| {
        let mut lines = text[*at..].lines();
        lines.next().is_some_and(|line| line.contains("test"))
            && lines.next().is_some_and(|line| line.starts_with("mod tests {"))
    });
    let text = &text[..tests.map_or(text.len(), |(at, _)| at)];
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

/// The paths that a text names: in `use`, in `mod`, and in the code where they begin with `crate` or `super`.
fn paths(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(line) = rest.lines().next() {
        let statement = line.trim_start();
        let statement = match statement.strip_prefix("pub") {
            Some(public) if public.starts_with('(') => public.split_once(')').unwrap().1.trim_start(),
            Some(public) => public.trim_start(),
            None => statement,
        };
        if statement.starts_with("use ") {
            let end = rest.find(';').unwrap();
            let start = rest.find("use ").unwrap() + 4;
            expand("", &rest[start..end], &mut found);
            rest = &rest[end + 1..];
            continue;
        }
        if let Some(name) = statement.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) {
            found.push(vec!["self".into(), name.into()]);
        }
        for start in ["crate::", "super::"] {
            for (at, _) in line.match_indices(start) {
                let before = line[..at].chars().next_back();
                let is_whole = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':');
                // `pub(in crate::diff)` says who may see a thing.
                if is_whole && !line[..at].ends_with("(in ") {
                    let path: String = line[at..]
                        .chars()
                        .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':'))
                        .collect();
                    found
                        .push(path.split("::").map(str::to_string).filter(|part| !part.is_empty()).collect());
                }
            }
        }
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    found
}

/// `a::{b, c::d as e}` as `a::b` and `a::c::d`.
fn expand(before: &str, tree: &str, found: &mut Vec<Vec<String>>) {
    let tree = tree.trim();
    let Some((start, inner)) = tree.split_once('{') else {
        let whole = format!("{before}{}", tree.split(" as ").next().unwrap_or(tree).trim());
        found.push(whole.split("::").map(|part| part.trim().to_string()).collect());
        return;
    };
    let inner = inner.trim_end().strip_suffix('}').unwrap();
    let (mut depth, mut from) = (0, 0);
    let mut parts = Vec::new();
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[from..]);
    for part in parts.into_iter().filter(|part| !part.trim().is_empty()) {
        expand(&format!("{before}{}", start.trim()), part, found);
    }
}

/// The file that `path`, which stands in `module`, leads to, and what is taken from it; none outside of the crate.
fn resolve(path: &[String], module: &Module, files: &BTreeSet<&Module>) -> Option<(Module, String)> {
    let (first, rest) = path.split_first()?;
    let mut whole: Module = match first.as_str() {
        "crate" | "provgen" => rest.to_vec(),
        "self" => module.iter().chain(rest).cloned().collect(),
        "super" => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            let above = module.len().checked_sub(ups)?;
            module[..above].iter().chain(&path[ups..]).cloned().collect()
        }
        _ => module.iter().chain(path).cloned().collect(),
    };
    let name = whole.last()?.clone();
    let is_relative = !matches!(first.as_str(), "crate" | "provgen" | "self" | "super");
    while !whole.is_empty() && !files.contains(&whole) {
        whole.pop();
    }
    // `serde::Serialize` in `docs` is no part of `docs`.
    if is_relative && whole.len() <= module.len() {
        return None;
    }
    (!whole.is_empty()).then_some((whole, name))
}

/// Imports of a small crate, whose files are given by path.
fn of(files: &[(&str, &str)]) -> Imports {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    imports(folder.path())
}

#[test]
fn what_points_upwards_is_found() {
    let order = order("```order\ncli\ndocs\napi\n```");
    let docs = "use crate::api::Api;\nuse std::{fs, io};\nfn a() -> crate::cli::Outcome { todo!() }\n";
    let api = "// use crate::cli;\npub(in crate::docs) use crate::{\n    docs::{Page as P},\n};\n#[cfg(test)]\nmod tests {\n    use crate::cli;\n}\n";
    let imports =
        of(&[("lib.rs", "mod cli;"), ("cli.rs", "use crate::docs;"), ("docs/mod.rs", docs), ("api.rs", api)]);
    assert_eq!(
        upwards(&order, &imports),
        "api.rs imports docs/mod.rs (Page)\ndocs/mod.rs imports cli.rs (Outcome)\n"
    );
}

#[test]
fn circles_are_found() {
    let imports = of(&[
        ("docs/mod.rs", "mod page;\nmod view;\npub use page::Page;\n"),
        ("docs/page.rs", "use super::view::View;\nuse serde::Serialize;\n"),
        ("docs/view.rs", "pub struct View;\n"),
        ("api/mod.rs", "mod rows;\npub struct Api;\n"),
        ("api/rows.rs", "use super::Api;\n"),
    ]);
    assert_eq!(
        circles(&imports),
        "api/mod.rs imports api/rows.rs (rows)\napi/rows.rs imports api/mod.rs (Api)\n\n"
    );
}
