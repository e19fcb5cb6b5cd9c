//! The order of the folders of `src/`: no file imports upwards, or in a circle. ARCHITECTURE.md has the order, once.
//!
//! A file is read as Rust. Its imports are all paths that it names, in `use`, in code, in macros: each leads to the file
//! that it takes something from. A folder's own file imports the files that it declares, so that a file which imports
//! its own folder's is in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use crate::common::root;

/// The path of a module: `["diff", "source", "git"]`; the crate itself has none.
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
            assert!(order.insert(name.to_string(), line).is_none(), "{name} is twice in the order");
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

/// All files that `file` needs, through others too; `file` is one of them if it is in a circle.
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

/// The imports of each file below `src`. Tests may import anything.
fn imports(src: &Path) -> Imports {
    let mut files: BTreeMap<Module, (String, Named)> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(src).sort_by_file_name() {
        let entry = entry.unwrap();
        let shown = entry.path().strip_prefix(src).unwrap().display().to_string();
        let path = Path::new(&shown).with_extension("");
        if !shown.ends_with(".rs") || path.iter().any(|part| part == "tests") {
            continue;
        }
        let mut module: Module = path.iter().map(|part| part.to_str().unwrap().to_string()).collect();
        if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
            module.pop();
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{shown}: {error}"));
        let mut named = Named::default();
        named.visit_file(&file);
        assert_eq!(
            named.unread,
            Vec::<String>::new(),
            "{shown} has modules that aren't files of their own name"
        );
        files.insert(module, (shown, named));
    }
    // Nothing imports the crate's own file but the names that it hands on: they are what they lead to.
    let handed_on = files.remove(&Module::new()).map(|(_, named)| named.used).unwrap_or_default();
    let there: BTreeSet<&Module> = files.keys().collect();
    let of = |(module, (path, named)): (&Module, &(String, Named))| {
        let mut taken: BTreeMap<Module, BTreeSet<String>> = BTreeMap::new();
        for named in named.whole_paths() {
            let led = resolve(&named, module, &there, &handed_on);
            if let Some((file, name)) = led.filter(|(file, _)| file != module) {
                taken.entry(file).or_default().insert(name);
            }
        }
        (module.clone(), Source { path: path.clone(), taken })
    };
    files.iter().map(of).collect()
}

/// The paths that a file names.
#[derive(Default)]
struct Named {
    /// Names that `use` brings into the file, and what they stand for.
    used: BTreeMap<String, Vec<String>>,
    /// What `use` takes without a name: all of a module, traits.
    taken: Vec<Vec<String>>,
    /// Paths in code.
    paths: Vec<Vec<String>>,
    /// Modules within the file, or in files of other names: not followed.
    unread: Vec<String>,
}

impl Named {
    /// All paths, those that begin with a name that `use` brought in by what that stands for.
    fn whole_paths(&self) -> Vec<Vec<String>> {
        let mut whole: Vec<Vec<String>> = self.used.values().chain(&self.taken).cloned().collect();
        for path in &self.paths {
            whole.push(match path.first().and_then(|first| self.used.get(first)) {
                Some(used) => used.iter().chain(&path[1..]).cloned().collect(),
                None => path.clone(),
            });
        }
        whole
    }

    fn expand(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.expand(&with(&path.ident), &path.tree),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.expand(before, tree)),
            syn::UseTree::Glob(_) => self.taken.push(before.to_vec()),
            syn::UseTree::Name(name) if name.ident == "self" => {
                self.used.insert(before.last().unwrap().clone(), before.to_vec());
            }
            syn::UseTree::Name(name) => drop(self.used.insert(name.ident.to_string(), with(&name.ident))),
            syn::UseTree::Rename(rename) if rename.rename == "_" => self.taken.push(with(&rename.ident)),
            syn::UseTree::Rename(rename) => {
                self.used.insert(rename.rename.to_string(), with(&rename.ident));
            }
        }
    }

    /// Paths within a macro: its tokens aren't Rust that anybody could read without knowing the macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut colons, mut after) = (0, false);
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(ident) => {
                    if !(after && colons == 2) {
                        self.paths.push(std::mem::take(&mut path));
                    }
                    path.push(ident.to_string());
                    (colons, after) = (0, true);
                }
                TokenTree::Group(group) => {
                    self.tokens(group.stream());
                    after = false;
                }
                _ => after = false,
            }
        }
        self.paths.push(path);
    }
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string().contains("test"),
        _ => false,
    })
}

impl<'a> Visit<'a> for Named {
    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.expand(&[], &item.tree);
        }
    }

    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        if is_for_tests(&item.attrs) {
            return;
        }
        if item.content.is_some() || item.attrs.iter().any(|attribute| attribute.path().is_ident("path")) {
            self.unread.push(item.ident.to_string());
        }
        self.taken.push(vec!["self".into(), item.ident.to_string()]);
    }

    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invocation: &'a syn::Macro) {
        if invocation.path.is_ident("include") {
            self.unread.push("include!".into());
        }
        self.visit_path(&invocation.path);
        self.tokens(invocation.tokens.clone());
    }

    // `pub(in crate::diff)` says who may see a thing.
    fn visit_visibility(&mut self, _: &'a syn::Visibility) {}
}

/// The file that `path`, which is in `module`, leads to, and what is taken from it; none outside of the crate.
fn resolve(
    path: &[String],
    module: &Module,
    files: &BTreeSet<&Module>,
    handed_on: &BTreeMap<String, Vec<String>>,
) -> Option<(Module, String)> {
    let (first, rest) = path.split_first()?;
    let is_relative = !matches!(first.as_str(), "crate" | "provgen" | "self" | "super");
    let mut whole: Module = match first.as_str() {
        "crate" | "provgen" => match rest.first().and_then(|name| handed_on.get(name)) {
            Some(led) => led.iter().filter(|part| *part != "self").chain(&rest[1..]).cloned().collect(),
            None => rest.to_vec(),
        },
        "self" => module.iter().chain(rest).cloned().collect(),
        "super" => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            let above = module.len().checked_sub(ups)?;
            module[..above].iter().chain(&path[ups..]).cloned().collect()
        }
        _ => module.iter().chain(path).cloned().collect(),
    };
    let name = whole.last()?.clone();
    while !whole.is_empty() && !files.contains(&whole) {
        whole.pop();
    }
    // `serde::Serialize` in `docs` isn't a part of `docs`.
    if is_relative && whole.len() <= module.len() {
        return None;
    }
    (!whole.is_empty()).then_some((whole, name))
}

/// The imports of a small crate, whose files are given by path.
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
    let api_below = |api: &str| {
        let imports = of(&[
            ("lib.rs", "mod cli;\nmod docs;\nmod api;\npub use cli::Outcome;\n"),
            ("cli/mod.rs", "pub mod terminal;\npub struct Outcome;\n"),
            ("cli/terminal.rs", "pub struct Terminal;\n"),
            ("docs.rs", "use crate::api::Api;\nuse std::{fs, io};\n"),
            ("api.rs", api),
        ]);
        upwards(&order, &imports)
    };
    let outcome = "api.rs imports cli/mod.rs (Outcome)\n";
    for api in [
        "use crate::cli::Outcome;",
        "use crate::Outcome;",
        "use crate::{cli::{Outcome as Ended}, names};",
        "fn ended() -> crate::cli::Outcome { todo!() }",
        "fn f() { use crate::{cli::Outcome}; }",
        "fn f() { format!(\"{:?}\", crate::cli::Outcome) }",
        "use super::cli::Outcome; // a comment with a {",
        "pub use crate::cli::Outcome as _;",
    ] {
        assert_eq!(api_below(api), outcome, "{api}");
    }
    let terminal = "api.rs imports cli/mod.rs (cli)\napi.rs imports cli/terminal.rs (Terminal)\n";
    assert_eq!(api_below("use crate::cli;\nfn f(_: cli::terminal::Terminal) {}"), terminal);
    for api in [
        "// use crate::cli;\n",
        "/// See [`crate::cli`].\npub(in crate::docs) struct Api;",
        "#[cfg(test)]\nmod tests { use crate::cli; }",
        "#[cfg(all(unix, test))]\nfn f() { crate::cli::run() }",
        "const TEXT: &str = \"crate::cli\";",
    ] {
        assert_eq!(api_below(api), "", "{api}");
    }
}

#[test]
fn circles_are_found() {
    let imports = of(&[
        ("docs/mod.rs", "mod page;\nmod view;\npub use page::Page;\n"),
        ("docs/page.rs", "use super::view::View;\nuse serde::Serialize;\n"),
        ("docs/view.rs", "pub struct View;\n"),
        ("api/mod.rs", "mod rows;\npub struct Api;\n"),
        ("api/rows.rs", "fn f(_: super::Api) {}\n"),
    ]);
    assert_eq!(
        circles(&imports),
        "api/mod.rs imports api/rows.rs (rows)\napi/rows.rs imports api/mod.rs (Api)\n\n"
    );
}

#[test]
#[should_panic(expected = "has modules that aren't files of their own name")]
fn a_module_that_is_not_a_file_is_refused() {
    of(&[("api.rs", "mod inner { use super::super::cli; }\n")]);
}
