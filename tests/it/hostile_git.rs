//! Repositories whose settings run programs: none of these runs when provgen asks git for a revision.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::common::checkout::ended;
use crate::common::{case_file, provgen};

/// Runs the user's git in `folder`.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let own = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").args(own).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_string()
}

/// A place for repositories, and a program that leaves a mark when it is run.
struct Stage {
    folder: TempDir,
}

impl Stage {
    /// With a repository `source` of two revisions of a document, which lets others leave files out when they
    /// clone it.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stage = Self { folder };
        fs::write(stage.program(), format!("#!/bin/sh\ntouch '{}'\nexit 1\n", stage.mark().display()))
            .unwrap();
        fs::set_permissions(stage.program(), fs::Permissions::from_mode(0o755)).unwrap();
        let source = stage.path("source");
        fs::create_dir_all(source.join("specs")).unwrap();
        git(&source, &["init", "-q", "-b", "main"]);
        for name in ["old", "new"] {
            let text = case_file("diff/column-removed", &format!("{name}.yaml"));
            fs::write(source.join("specs/shop.yaml"), text).unwrap();
            git(&source, &["add", "."]);
            git(&source, &["commit", "-q", "-m", name]);
            git(&source, &["tag", name]);
        }
        git(&source, &["config", "uploadpack.allowFilter", "true"]);
        git(&source, &["config", "uploadpack.allowAnySHA1InWant", "true"]);
        stage
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn program(&self) -> PathBuf {
        self.path("program")
    }

    fn mark(&self) -> PathBuf {
        self.path("pwned")
    }

    /// A clone of `source` called `name`, with more arguments for git.
    fn cloned(&self, name: &str, more: &[&str]) -> PathBuf {
        let address = format!("file://{}", self.path("source").display());
        let clone = ["clone", "-q"];
        git(self.folder.path(), &[&clone[..], more, &[address.as_str(), name]].concat());
        self.path(name)
    }

    /// Settings of a repository that run the program, each by another way.
    fn arm(&self, repository: &Path) {
        let program = self.program().display().to_string();
        for key in [
            "remote.origin.uploadpack",
            "core.fsmonitor",
            "core.sshCommand",
            "core.pager",
            "core.editor",
            "core.askPass",
            "core.alternateRefsCommand",
            "core.gitProxy",
            "credential.helper",
            "diff.external",
            "diff.x.textconv",
            "diff.x.command",
            "filter.x.smudge",
            "filter.x.clean",
            "gpg.program",
            "pager.log",
            "pager.cat-file",
            "alias.cat-file",
            "alias.log",
            "uploadpack.packObjectsHook",
        ] {
            git(repository, &["config", key, &program]);
        }
        git(repository, &["config", "log.showSignature", "true"]);
        let hooks = self.path("hooks");
        fs::create_dir_all(&hooks).unwrap();
        for hook in [
            "post-checkout",
            "reference-transaction",
            "post-index-change",
            "fsmonitor-watchman",
            "pre-auto-gc",
        ] {
            drop(fs::copy(self.program(), hooks.join(hook)));
        }
        git(repository, &["config", "core.hooksPath", hooks.to_str().unwrap()]);
    }

    /// Runs `provgen`, which has to end without running the program; its exit code and all that it printed.
    fn run(&self, folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
        drop(fs::remove_file(self.mark()));
        let (code, text) = ended(provgen(folder).args(arguments).env_remove("GIT_DIR"), arguments);
        assert!(!self.mark().exists(), "{arguments:?} ran a program of the repository's: {text}");
        (code, text)
    }
}

/// Commands that ask git.
const COMMANDS: [&[&str]; 4] = [
    &["diff", "old:specs/shop.yaml", "new:specs/shop.yaml", "--only", "breaking"],
    &["diff", "old:specs", "new:specs", "--only", "breaking"],
    &["diff", "--since", "old", "specs", "--only", "breaking"],
    &["changelog", "old..new:specs"],
];

#[test]
fn a_repository_in_a_folder_of_a_checkout_is_not_used() {
    let stage = Stage::new();
    let checkout = stage.path("checkout");
    fs::create_dir(&checkout).unwrap();
    git(&checkout, &["init", "-q", "-b", "main"]);
    // As a checkout has it: plain files in a folder.
    let bare = stage.cloned("checkout/docs", &["--bare", "--filter=blob:none"]);
    stage.arm(&bare);
    git(&bare, &["config", "remote.origin.promisor", "true"]);
    let as_files = ["-c", "core.autocrlf=false", "add", "docs"];
    git(&checkout, &as_files);
    for folder in [bare.clone(), bare.join("objects"), bare.join("refs/heads")] {
        fs::create_dir_all(&folder).unwrap();
        for command in COMMANDS {
            let (code, text) = stage.run(&folder, command);
            assert_eq!(code, Some(2), "{command:?}: {text}");
            let says = text.contains("looks like a git repository without a work tree");
            assert!(says || command[1] == "--since", "{command:?}: {text}");
        }
    }
}

#[test]
fn no_program_of_a_repository_is_run() {
    let stage = Stage::new();
    let repository = stage.cloned("clone", &[]);
    stage.arm(&repository);
    fs::write(repository.join(".gitattributes"), "* diff=x filter=x\n").unwrap();
    for command in COMMANDS {
        let (code, text) = stage.run(&repository, command);
        assert!(matches!(code, Some(0 | 1)), "{command:?}: {text}");
        assert!(text.contains("note"), "{command:?}: {text}");
    }
    // A list of people's names that is a pipe isn't waited for.
    assert!(Command::new("mkfifo").arg(repository.join(".mailmap")).status().unwrap().success());
    assert_eq!(stage.run(&repository, &["changelog", "old..new:specs"]).0, Some(0));
}

/// The commit of a package, and whether git would take a key, are asked for without running anything.
#[test]
fn no_program_is_run_to_tell_where_a_package_comes_from() {
    let stage = Stage::new();
    let repository = stage.cloned("clone", &[]);
    stage.arm(&repository);
    fs::write(repository.join(".gitattributes"), "* diff=x filter=x\n").unwrap();
    fs::write(repository.join("provgen.yaml"), "provider: { name: acme }\nspecs: [specs/shop.yaml]\n")
        .unwrap();
    assert_eq!(stage.run(&repository, &["generate"]).0, Some(0));
    for command in [["package", "--version", "v1.0.0"], ["release", "--version", "v1.0.1"]] {
        let (code, text) = stage.run(&repository, &command);
        assert_eq!(code, Some(0), "{command:?}: {text}");
        assert!(text.contains("1 file isn't as in the commit") && text.contains(": provgen.yaml"), "{text}");
    }
    let (code, text) = stage.run(&repository, &["keygen", "--out", "a.pem"]);
    assert!(code == Some(0) && text.contains("cli::key-in-work-tree"), "{text}");
    // A list of ignored files that is a pipe isn't waited for.
    assert!(Command::new("mkfifo").arg(repository.join(".gitignore")).status().unwrap().success());
    let (code, text) = stage.run(&repository, &["keygen", "--out", "b.pem"]);
    assert!(code == Some(0) && text.contains("cli::key-in-work-tree"), "{text}");
}

#[test]
fn what_a_partial_clone_lacks_is_named_and_not_fetched() {
    let stage = Stage::new();
    for filter in ["blob:none", "tree:0"] {
        let name = filter.replace(':', "-");
        let repository = stage.cloned(&name, &["--no-checkout", &format!("--filter={filter}")]);
        stage.arm(&repository);
        let objects = || git(&repository, &["count-objects", "-v"]);
        let before = objects();
        for command in COMMANDS {
            let (code, text) = stage.run(&repository, command);
            assert_eq!(code, Some(2), "{filter}, {command:?}: {text}");
            // Contents are read last, and the folder on disk isn't checked out.
            if filter == "blob:none" && command[1] == "--since" {
                assert!(text.contains("there is no `specs`"), "{text}");
                continue;
            }
            assert!(text.contains("lacks its content"), "{filter}, {command:?}: {text}");
            assert!(text.contains("--> old"), "{filter}, {command:?}: {text}");
            assert!(text.contains("git fetch --refetch --no-filter"), "{filter}, {command:?}: {text}");
            if filter == "blob:none" {
                assert!(text.contains("specs/shop.yaml"), "{command:?}: {text}");
            }
        }
        assert_eq!(before, objects(), "something was fetched");
    }
    // The same, where the repository itself is damaged.
    let repository = stage.cloned("damaged", &[]);
    let id = git(&repository, &["rev-parse", "old:specs/shop.yaml"]);
    for pack in fs::read_dir(repository.join(".git/objects/pack")).unwrap() {
        // Packed objects become files of their own, of which one can be taken away.
        let pack = pack.unwrap().path();
        if pack.extension().is_some_and(|end| end == "pack") {
            let moved = stage.path("moved.pack");
            fs::rename(&pack, &moved).unwrap();
            let input = fs::File::open(&moved).unwrap();
            let mut unpack = Command::new("git");
            unpack.args(["unpack-objects", "-q"]).stdin(input).current_dir(&repository);
            assert!(unpack.status().unwrap().success());
        }
    }
    let (folder, file) = id.split_at(2);
    fs::remove_file(repository.join(".git/objects").join(folder).join(file)).unwrap();
    let (code, text) = stage.run(&repository, &["diff", "old:specs", "new:specs"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("`old:specs/shop.yaml`, but lacks its content"), "{text}");
}

/// A provider of two services, of which a clone lacks a document of one: that one is an error, the other is compared.
#[test]
fn the_rest_of_a_damaged_repository_is_compared() {
    let stage = Stage::new();
    let repository = stage.path("provider");
    fs::create_dir_all(repository.join("acme/services")).unwrap();
    git(&repository, &["init", "-q", "."]);
    let service = |name: &str, column: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{ title: {name}, version: v1 }}\nservers: [{{ url: https://a.example.com }}]\n\
             paths: {{ /carts: {{ get: {{ operationId: carts.list, responses: {{ '200': {{ description: OK, content: \
             {{ application/json: {{ schema: {{ type: array, items: {{ type: object, properties: \
             {{ {column}: {{ type: string }}, note: {{ type: string }} }} }} }} }} }} }} }} }} }} }}\n\
             components: {{ x-stackQL-resources: {{ carts: {{ id: acme.{name}.carts, name: carts, methods: {{ list: \
             {{ operation: {{ $ref: '#/paths/~1carts/get' }}, response: {{ mediaType: application/json, openAPIDocKey: '200' }} }} }}, \
             sqlVerbs: {{ select: [{{ $ref: '#/components/x-stackQL-resources/carts/methods/list' }}] }} }} }} }}\n"
        )
    };
    let entry = |name: &str| {
        format!(
            "  {name}: {{ id: '{name}:v1', name: {name}, title: T, version: v1, service: {{ $ref: acme/v1/services/{name}.yaml }} }}\n"
        )
    };
    let mut ids = Vec::new();
    for (tag, column) in [("before", "id"), ("after", "key")] {
        let services: String = ["bank", "shop"].map(entry).concat();
        let provider = format!("id: acme\nname: acme\nversion: v1\nproviderServices:\n{services}");
        fs::write(repository.join("acme/provider.yaml"), provider).unwrap();
        for name in ["bank", "shop"] {
            fs::write(repository.join(format!("acme/services/{name}.yaml")), service(name, column)).unwrap();
        }
        git(&repository, &["add", "."]);
        git(&repository, &["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", tag]);
        git(&repository, &["tag", tag]);
        ids.push(git(&repository, &["rev-parse", &format!("{tag}:acme/services/bank.yaml")]));
    }
    let (folder, file) = ids[0].split_at(2);
    fs::remove_file(repository.join(".git/objects").join(folder).join(file)).unwrap();
    let (code, text) = stage.run(&repository, &["diff", "before:acme", "after:acme"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("`before:acme/services/bank.yaml`, but lacks its content"), "{text}");
    assert!(text.contains("acme.shop.carts") && text.contains("column-re"), "{text}");
    // What is the same in both isn't read.
    let (code, text) = stage.run(&repository, &["diff", "before:acme", "before:acme"]);
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn what_the_repository_lacks_is_fetched_as_the_message_says() {
    let stage = Stage::new();
    let repository = stage.cloned("partial", &["--no-checkout", "--filter=blob:none"]);
    git(&repository, &["fetch", "-q", "--refetch", "--no-filter"]);
    let (code, text) = stage.run(&repository, &["diff", "old:specs", "new:specs"]);
    assert_eq!(code, Some(1), "{text}");
}

/// Files of a checkout that are called like a revision and a path: whoever compares with the revision
/// compares with it.
#[test]
fn what_is_called_like_a_revision_stands_for_none() {
    let stage = Stage::new();
    let source = stage.path("source");
    let broken = |(status, text): (Option<i32>, String)| {
        assert_eq!(status, Some(1), "{text}");
        assert!(text.contains("column-removed"), "{text}");
    };
    broken(stage.run(&source, &["diff", "--since", "old", "specs"]));
    broken(stage.run(&source, &["diff", "old:specs", "specs"]));
    // What is there is what is new: compared with it, nothing changes.
    let new = fs::read(source.join("specs/shop.yaml")).unwrap();
    for decoy in ["old:./specs", "old:specs"] {
        fs::create_dir_all(source.join(decoy)).unwrap();
        fs::write(source.join(decoy).join("shop.yaml"), &new).unwrap();
    }
    broken(stage.run(&source, &["diff", "--since", "old", "specs"]));
    let (status, text) = stage.run(&source, &["diff", "old:specs", "specs"]);
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("diff::ambiguous") && text.contains("write `./old:specs`"), "{text}");
    let (status, text) = stage.run(&source, &["diff", "./old:specs", "specs"]);
    assert_eq!(status, Some(0), "{text}");
    let (status, text) = stage.run(&source, &["changelog", "old..new:specs"]);
    assert!(status == Some(0) && text.contains("shop"), "{text}");
}
