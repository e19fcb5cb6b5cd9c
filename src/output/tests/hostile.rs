//! Paths, lists and folders that are hostile, or just don't fit together.

use super::*;

#[test]
fn a_path_that_leaves_the_folder_is_refused_and_fails_the_run() {
    let outer = folder();
    let root = outer.path().join("out");
    for path in ["../x", "/tmp/provgen-x", "a/../../x", "C:\\x", "aux/x", ".provgen-files", "a\0b", ""] {
        let output = open(&root, Mode::Write).unwrap();
        output.stage("fine", b"fine").unwrap();
        assert_eq!(codes(&output.stage(path, b"x").unwrap_err()), ["output::path"], "{path}");
        assert_eq!(codes(&output.commit(|_| true, &NEVER).unwrap_err()), ["output::path"], "{path}");
        assert!(tree(outer.path()).is_empty(), "{path}");
    }
}

#[test]
fn two_contents_for_one_path_fail_and_the_same_twice_is_fine() {
    let root = folder();
    assert_eq!(write(root.path(), &[("a", "1"), ("a", "1")]).written, 1);
    let failure = run(root.path(), Mode::Write, &[("a", "1"), ("a", "2")]).unwrap_err();
    assert_eq!(codes(&failure), ["output::conflict"]);
    // The disk may hold the same, something else, nothing, or no folder.
    for (path, first) in [("a", "1"), ("a", "2"), ("b", "1"), ("b/c", "1")] {
        for mode in [Mode::Check, Mode::Write] {
            let failure = run(root.path(), mode, &[(path, first), (path, first), (path, "3")]).unwrap_err();
            assert_eq!(codes(&failure), ["output::conflict"], "{path} {mode:?}");
        }
        assert!(run(root.path(), Mode::Check, &[(path, first), (path, first)]).is_ok(), "{path}");
    }
    assert_eq!(files(root.path()), ["a"]);
}

#[test]
fn letter_case_and_file_against_folder_clash_whatever_the_order() {
    for mode in [Mode::Write, Mode::Check] {
        let root = folder();
        let failure =
            run(root.path(), mode, &[("x/foo", "1"), ("x/Foo", "1"), ("a/b", ""), ("a", "")]).unwrap_err();
        assert_eq!(codes(&failure), ["output::conflict", "output::case"]);
        assert!(failure.to_string().contains("`x/Foo` and `x/foo` differ in letter case only"), "{failure}");
        assert!(tree(root.path()).is_empty());
    }
}

#[test]
fn a_list_with_lines_that_provgen_never_writes_is_refused_whole() {
    let outer = folder();
    let root = outer.path().join("out");
    put(outer.path(), "victim", b"keep me");
    let victim = outer.path().join("victim").to_str().unwrap().to_string();
    for line in [
        "../victim",
        &victim,
        "a/../../victim",
        "..\\victim",
        "C:/victim",
        "a\0",
        "<<<<<<< HEAD",
        ".provgen-files",
    ] {
        put(&root, ".provgen-files", format!("# list\nfine\n{line}\n").as_bytes());
        put(&root, "fine", b"fine");
        let before = tree(outer.path());
        for mode in [Mode::Write, Mode::Check] {
            let failure = run(&root, mode, &[]).unwrap_err();
            assert_eq!(codes(&failure), ["output::list"], "{line}");
            assert!(failure.to_string().contains(".provgen-files:3:1"), "{failure}");
        }
        assert_eq!(tree(outer.path()), before);
    }
}

#[test]
fn a_list_that_cannot_be_read_is_refused() {
    let root = folder();
    put(root.path(), ".provgen-files", b"a\xff\n");
    assert_eq!(codes(&open(root.path(), Mode::Check).unwrap_err()), ["output::list"]);
    fs::File::create(root.path().join(".provgen-files")).unwrap().set_len((64 << 20) + 1).unwrap();
    assert_eq!(codes(&open(root.path(), Mode::Write).unwrap_err()), ["output::list"]);
    fs::remove_file(root.path().join(".provgen-files")).unwrap();
    fs::create_dir(root.path().join(".provgen-files")).unwrap();
    assert_eq!(codes(&open(root.path(), Mode::Write).unwrap_err()), ["output::list"]);
    assert_eq!(tree(root.path()).len(), 1);
}

#[test]
fn a_list_with_windows_line_ends_is_read() {
    let root = folder();
    put(root.path(), ".provgen-files", list_of(&[("a", "a"), ("b", "b")]).replace('\n', "\r\n").as_bytes());
    put(root.path(), "a", b"a");
    put(root.path(), "b", b"b");
    assert_eq!(write(root.path(), &[("a", "new")]).removed, 1);
    assert_eq!(files(root.path()), ["a"]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let outer = folder();
    let root = outer.path().join("out");
    put(outer.path(), "elsewhere/victim", b"keep me");
    put(&root, ".provgen-files", b"# list\nlink/victim\nfile\ngone\n");
    symlink("../elsewhere", root.join("link")).unwrap();
    symlink("../elsewhere/victim", root.join("file")).unwrap();
    symlink("../elsewhere/victim", root.join("gone")).unwrap();
    let before = tree(outer.path());
    for mode in [Mode::Write, Mode::Check] {
        // To write, and to remove.
        assert_eq!(codes(&run(&root, mode, &[("link/new", "x")]).unwrap_err()), ["output::link"]);
        assert_eq!(codes(&run(&root, mode, &[]).unwrap_err()), ["output::link"]);
    }
    assert_eq!(tree(outer.path()), before);

    // A listed link is itself replaced, but not removed, and what it points to is neither read nor written.
    put(&root, ".provgen-files", list_of(&[("file", "keep me"), ("gone", "keep me")]).as_bytes());
    let output =
        Output::open(area(&root, &[""]), Mode::Write, Lines::Shown, Arc::new(AtomicBool::new(false)))
            .unwrap();
    output.stage("file", b"keep me").unwrap();
    let report = output.commit(|_| true, &NEVER).unwrap();
    assert_eq!((report.written, report.removed), (1, 0));
    assert_eq!(report.changes[1].kind, ChangeKind::Kept(Why::Changed));
    assert!(!report.changes[0].diff.as_deref().unwrap().contains("-keep"), "{report:?}");
    assert!(fs::symlink_metadata(root.join("file")).unwrap().is_file());
    assert_eq!(fs::read(outer.path().join("elsewhere/victim")).unwrap(), b"keep me");
    // A link that isn't listed is in the way.
    symlink("../elsewhere/victim", root.join("other")).unwrap();
    assert_eq!(codes(&run(&root, Mode::Write, &[("other", "keep me")]).unwrap_err()), ["output::foreign"]);
}

#[test]
fn a_root_that_cannot_be_a_folder() {
    let outer = folder();
    put(outer.path(), "file", b"");
    for path in ["file", "file/below", "file/far/below"] {
        for mode in [Mode::Write, Mode::Check] {
            let failure = open(&outer.path().join(path), mode).unwrap_err();
            assert_eq!(codes(&failure), ["output::not-a-folder"], "{path}");
            assert!(
                failure.to_string().contains("--out") && !failure.to_string().contains("os error"),
                "{failure}"
            );
        }
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", outer.path().join("dangling")).unwrap();
        let failure = open(&outer.path().join("dangling"), Mode::Write).unwrap_err();
        assert_eq!(codes(&failure), ["output::not-a-folder"]);
    }
}

/// `/proc` refuses new folders to root as well, whom permission bits don't stop.
#[cfg(target_os = "linux")]
#[test]
fn a_root_that_cannot_be_written() {
    for root in ["/proc", "/proc/provgen/out"] {
        let failure = open(Path::new(root), Mode::Write).unwrap_err();
        assert!(codes(&failure)[0].starts_with("output::"), "{failure}");
        assert!(run(Path::new(root), Mode::Check, &[("a", "a")]).is_ok());
    }
}

#[test]
fn a_folder_that_only_has_the_name_of_a_staging_folder_is_left_alone() {
    let root = folder();
    put(root.path(), ".provgen-staging-mine/photo", b"1");
    put(root.path(), ".provgen-staging-file", b"2");
    put(root.path(), ".provgen-staging-locked/lock", b"");
    put(root.path(), ".provgen-staging-locked/thesis", b"3");
    write(root.path(), &[("a", "a")]);
    assert_eq!(
        files(root.path()),
        [
            ".provgen-staging-file",
            ".provgen-staging-locked/lock",
            ".provgen-staging-locked/thesis",
            ".provgen-staging-mine/photo",
            "a"
        ]
    );
}

/// Runs into `out` of a checkout, with the area of the provider `acme`.
fn run_in_checkout(root: &Path, mode: Mode) -> Result<OutputReport> {
    let own = area(root, &["providers/src/acme/v00.00.00000/", "docs/acme/"]);
    let output = Output::open(own, mode, Lines::Counted, Arc::new(AtomicBool::new(false)))?;
    output.stage("docs/acme/index.md", b"page")?;
    output.commit(|_| true, &NEVER)
}

/// A checkout with files that must not be lost.
fn checkout() -> TempDir {
    let root = folder();
    for path in [
        ".git/config",
        ".git/hooks/pre-commit",
        ".env",
        "notes.txt",
        "provgen.yaml",
        "specs/a.json",
        "docs/other/x",
    ] {
        put(root.path(), path, path.as_bytes());
    }
    root
}

#[test]
fn a_staging_folder_that_came_with_a_checkout_is_followed_nowhere() {
    let staged = |root: &Path, name: &str, journal: &str| {
        for (file, content) in [("lock", ""), ("old-0", "bad"), ("new-0", "bad"), ("journal", journal)] {
            put(root, &format!("{name}/{file}"), content.as_bytes());
        }
        put(root, &format!("{name}/tree/docs/acme/bad.md"), b"bad");
    };
    for journal in [
        "keep 0 .git/config\n",
        "keep 0 .git/hooks/pre-commit\n",
        "keep 0 docs/acme/planted.md\n",
        "place 0 notes.txt\n",
        "place 0 docs/other/x\n",
        "remove-folder 0 specs\n",
        "keep 0 ../victim\n",
        "",
    ] {
        let root = checkout();
        staged(root.path(), ".provgen-staging-x7Kq2a", journal);
        let before = tree(root.path());
        let report = run_in_checkout(root.path(), Mode::Write).unwrap();
        let mut after = tree(root.path());
        for own in [".provgen-files", "docs/acme", "docs/acme/index.md"] {
            assert!(after.remove(own).is_some());
        }
        assert_eq!(after, before, "{journal}");
        let told: Vec<&str> = report.warnings.iter().map(|warning| &*warning.code).collect();
        assert_eq!(told, ["output::leftover"]);
    }
}

#[test]
fn a_list_that_came_with_a_checkout_removes_nothing_outside_of_what_is_written() {
    let root = checkout();
    put(root.path(), "docs/acme/old.md", b"old");
    put(root.path(), "docs/acme/mine.md", b"mine");
    let all: Vec<(&str, &str)> = [".env", "notes.txt", "provgen.yaml", "specs/a.json", "docs/other/x"]
        .map(|path| (path, path))
        .to_vec();
    let mut list = list_of(&all)
        + &list_of(&[("docs/acme/old.md", "old"), ("docs/acme/mine.md", "theirs")]).replace("# list\n", "");
    put(root.path(), ".provgen-files", list.as_bytes());
    let before = tree(root.path());
    let report = run_in_checkout(root.path(), Mode::Write).unwrap();
    let mut after = tree(root.path());
    assert!(after.remove("docs/acme/index.md").is_some());
    after.insert("docs/acme/old.md".into(), Some(b"old".to_vec()));
    after.insert(".provgen-files".into(), before[".provgen-files"].clone());
    assert_eq!(after, before);
    assert_eq!((report.removed, report.warnings.len()), (1, 2), "{report:?}");
    let elsewhere = report.changes.iter().filter(|change| change.kind == ChangeKind::Kept(Why::Elsewhere));
    assert_eq!(elsewhere.count(), all.len());
    // Paths in git's own folder can't even be on the list.
    for path in [".git/config", "docs/acme/.GIT/config", "docs/acme/git~1/config", "docs/acme/.g\u{200c}it/x"]
    {
        list = list_of(&[(path, path)]);
        put(root.path(), ".provgen-files", list.as_bytes());
        assert_eq!(
            codes(&run_in_checkout(root.path(), Mode::Write).unwrap_err()),
            ["output::list"],
            "{path}"
        );
    }
}

#[test]
fn nothing_is_written_into_gits_own_folders() {
    let root = checkout();
    let before = tree(root.path());
    #[cfg(unix)]
    std::os::unix::fs::symlink(".git", root.path().join("link")).unwrap();
    for out in [".git", ".git/hooks", ".GIT/x", "GIT~1", "link", "link/new"] {
        for mode in [Mode::Write, Mode::Check] {
            let failure = open(&root.path().join(out), mode).unwrap_err();
            assert_eq!(codes(&failure), ["output::git"], "{out}");
        }
    }
    #[cfg(unix)]
    fs::remove_file(root.path().join("link")).unwrap();
    assert_eq!(tree(root.path()), before);
}
