//! Files that are written, kept, removed and reported.

use super::*;

#[test]
fn a_run_writes_its_files_and_the_list_and_nothing_else() {
    let root = folder();
    let report = write(root.path(), &[("b/x.md", "x"), ("a.yaml", "a"), ("b/c/y.md", "y\r\n")]);
    assert_eq!((report.written, report.unchanged, report.removed), (3, 0, 0));
    assert_eq!(
        kinds(&report),
        [("a.yaml", ChangeKind::Missing), ("b/c/y.md", ChangeKind::Missing), ("b/x.md", ChangeKind::Missing)]
    );
    assert_eq!(files(root.path()), ["a.yaml", "b/c/y.md", "b/x.md"]);
    assert_eq!(fs::read(root.path().join("b/c/y.md")).unwrap(), b"y\r\n");
    let list = fs::read_to_string(root.path().join(".provgen-files")).unwrap();
    assert!(list.starts_with("# Written by provgen"), "{list}");
    assert!(list.contains(&format!("\n{}  a.yaml\n", Digest::of(b"a"))), "as b3sum has it: {list}");
    assert_eq!(listed(root.path()), ["a.yaml", "b/c/y.md", "b/x.md"]);
}

#[test]
fn what_has_not_changed_is_not_touched() {
    let root = folder();
    write(root.path(), &[("a", "1"), ("b", "2")]);
    let modified = |name: &str| fs::metadata(root.path().join(name)).unwrap().modified().unwrap();
    let back = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
    for name in ["a", "b", ".provgen-files"] {
        fs::File::options().write(true).open(root.path().join(name)).unwrap().set_modified(back).unwrap();
    }
    assert_eq!(write(root.path(), &[("a", "1"), ("b", "2")]).unchanged, 2);
    assert_eq!(["a", "b", ".provgen-files"].map(modified), [back; 3]);
    let report = write(root.path(), &[("a", "1"), ("b", "two")]);
    assert_eq!((report.written, report.unchanged), (1, 1));
    assert_eq!(modified("a"), back);
    assert!(modified("b") > back);
}

#[test]
fn a_large_file_is_compared_to_its_last_byte() {
    let root = folder();
    let text = "0123456789abcde\n".repeat(20_000);
    let differing_at = |at: usize| {
        let mut other = text.clone();
        other.replace_range(at..=at, "X");
        other
    };
    write(root.path(), &[("large", &text)]);
    assert_eq!(write(root.path(), &[("large", &text)]).unchanged, 1);
    for at in [0, (64 << 10) - 2, 64 << 10, text.len() - 2] {
        let report = run(root.path(), Mode::Check, &[("large", &differing_at(at))]).unwrap();
        assert_eq!(kinds(&report), [("large", ChangeKind::Stale { lines: 2 })], "{at}");
    }
    for other in [text.trim_end(), "", &format!("{text}0123456789abcde\n")] {
        assert_eq!(run(root.path(), Mode::Check, &[("large", other)]).unwrap().unchanged, 0);
    }
}

#[test]
fn orphans_go_and_so_do_their_empty_folders() {
    let root = folder();
    write(root.path(), &[("a/b/1", "1"), ("a/b/2", "2"), ("c/d/3", "3"), ("e", "4")]);
    put(root.path(), "c/mine.txt", b"mine");
    let report = write(root.path(), &[("a/b/2", "2")]);
    assert_eq!((report.written, report.unchanged, report.removed), (0, 1, 3));
    assert_eq!(
        kinds(&report),
        [("a/b/1", ChangeKind::Orphan), ("c/d/3", ChangeKind::Orphan), ("e", ChangeKind::Orphan)]
    );
    assert_eq!(
        tree(root.path()).into_keys().collect::<Vec<_>>(),
        [".provgen-files", "a", "a/b", "a/b/2", "c", "c/mine.txt"]
    );
    assert_eq!(listed(root.path()), ["a/b/2"]);
    let report = write(root.path(), &[]);
    assert_eq!(report.removed, 1);
    assert_eq!(files(root.path()), ["c/mine.txt"]);
}

#[test]
fn a_limited_run_leaves_the_files_of_others() {
    let root = folder();
    write(root.path(), &[("a/1", "1"), ("a/2", "2"), ("b/1", "1")]);
    let output = open(root.path(), Mode::Write).unwrap();
    output.stage("a/1", b"new").unwrap();
    let report = output.commit(|path| path.starts_with("a/"), &NEVER).unwrap();
    assert_eq!((report.written, report.removed), (1, 1));
    assert_eq!(files(root.path()), ["a/1", "b/1"]);
    assert_eq!(listed(root.path()), ["a/1", "b/1"]);
}

#[test]
fn files_of_others_are_in_the_way_all_at_once() {
    let root = folder();
    put(root.path(), "docs/a.md", b"by hand");
    put(root.path(), "docs/b.md", b"\xff\xfe");
    put(root.path(), "c", b"same");
    let before = tree(root.path());
    let all = [("docs/a.md", "a"), ("docs/b.md", "b"), ("c", "same"), ("d", "d")];
    let failure = run(root.path(), Mode::Write, &all).unwrap_err();
    assert_eq!(codes(&failure), ["output::foreign", "output::foreign"]);
    let told = failure.to_string();
    assert!(told.contains("docs/a.md` is in the way") && told.contains("docs/b.md` is in the way"), "{told}");
    assert_eq!(told.matches("move or delete it, or choose another --out").count(), 1, "{told}");
    assert_eq!(tree(root.path()), before);

    // A file with the same bytes is adopted, and is provgen's from then on.
    let report = write(root.path(), &[("c", "same")]);
    assert_eq!((report.written, report.unchanged), (0, 1));
    assert_eq!(write(root.path(), &[("c", "other")]).written, 1);
}

#[test]
fn check_tells_and_writes_nothing() {
    let root = folder();
    write(root.path(), &[("a", "1\n2\n3\n"), ("b", "b"), ("c/d", "d")]);
    put(root.path(), "a", b"1\n\xff\n3\n");
    let before = tree(root.path());
    let output =
        Output::open(area(root.path(), &[""]), Mode::Check, Lines::Shown, Arc::new(AtomicBool::new(false)))
            .unwrap();
    for (path, content) in [("new/e", "e"), ("b", "b"), ("a", "1\n2\n3\n")] {
        output.stage(path, content.as_bytes()).unwrap();
    }
    let report = output.commit(|_| true, &NEVER).unwrap();
    assert_eq!(
        kinds(&report),
        [("a", ChangeKind::Stale { lines: 2 }), ("c/d", ChangeKind::Orphan), ("new/e", ChangeKind::Missing)]
    );
    assert_eq!((report.written, report.unchanged, report.removed), (0, 1, 0));
    let diff = report.changes[0].diff.as_deref().unwrap();
    assert!(diff.starts_with("--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n 1\n-\u{fffd}\n+2\n"), "{diff}");
    assert_eq!(tree(root.path()), before);
}

#[test]
fn check_needs_no_folder_and_makes_none() {
    let root = folder();
    let absent = root.path().join("not/there");
    let report = run(&absent, Mode::Check, &[("a", "a")]).unwrap();
    assert_eq!(kinds(&report), [("a", ChangeKind::Missing)]);
    assert!(tree(root.path()).is_empty());
    // A check reports a file that provgen did not write as stale; only `Write` has to refuse it.
    put(root.path(), "a", b"by hand");
    let report = run(root.path(), Mode::Check, &[("a", "a")]).unwrap();
    assert_eq!(kinds(&report), [("a", ChangeKind::Stale { lines: 2 })]);
}

#[test]
fn a_file_may_come_where_a_folder_was_and_the_other_way_round() {
    let root = folder();
    write(root.path(), &[("a/b/1", "1"), ("a/2", "2"), ("c", "3")]);
    write(root.path(), &[("a", "file"), ("c/d/e", "below")]);
    assert_eq!(files(root.path()), ["a", "c/d/e"]);
    write(root.path(), &[("a/b/1", "1"), ("a/2", "2"), ("c", "3")]);
    assert_eq!(files(root.path()), ["a/2", "a/b/1", "c"]);
    put(root.path(), "a/b/mine", b"mine");
    put(root.path(), "x", b"mine");
    let failure = run(root.path(), Mode::Write, &[("a", "file"), ("x/y", "y"), ("c", "3")]).unwrap_err();
    let told = failure.to_string();
    assert!(told.contains("a/b/mine` is in the way") && told.contains("/x` is in the way"), "{told}");
}

#[test]
fn a_name_may_change_in_letter_case() {
    let root = folder();
    write(root.path(), &[("Foo/Index.md", "same"), ("b", "b")]);
    let report = write(root.path(), &[("foo/index.md", "same"), ("b", "b")]);
    assert_eq!((report.written, report.unchanged, report.removed), (1, 1, 1));
    assert_eq!(
        tree(root.path()).into_keys().collect::<Vec<_>>(),
        [".provgen-files", "b", "foo", "foo/index.md"]
    );
}

#[test]
fn the_order_and_the_threads_make_no_difference() {
    let names: Vec<String> = (0..300).map(|n| format!("d{}/f{n}.md", n % 7)).collect();
    let outcome = |threads: usize, backwards: bool| {
        let root = folder();
        let earlier: Vec<(&str, &str)> =
            names.iter().step_by(3).map(|name| (name.as_str(), "old\n")).collect();
        write(root.path(), &earlier);
        let output = open(root.path(), Mode::Write).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let (output, names) = (&output, &names);
                scope.spawn(move || {
                    let mut order: Vec<&String> = names.iter().collect();
                    if backwards {
                        order.reverse();
                    }
                    // Some by one thread, some by all of them.
                    for (index, name) in order.into_iter().enumerate() {
                        if index % threads == thread || index % 5 == 0 {
                            output.stage(name, name.as_bytes()).unwrap();
                        }
                    }
                });
            }
        });
        (output.commit(|_| true, &NEVER).unwrap(), tree(root.path()))
    };
    let one = outcome(1, false);
    assert_eq!(one.0.written, 300);
    assert_eq!(one, outcome(8, false));
    assert_eq!(one, outcome(3, true));
}

#[test]
fn a_left_over_file_that_is_not_as_it_was_written_stays_and_is_told() {
    let root = folder();
    write(root.path(), &[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")]);
    put(root.path(), "a", b"edited by hand");
    let list = root.path().join(".provgen-files");
    let text = fs::read_to_string(&list).unwrap().replace(&format!("{}  b", Digest::of(b"2")), "b");
    fs::write(&list, text).unwrap();
    let kept = [("a", ChangeKind::Kept(Why::Changed)), ("b", ChangeKind::Kept(Why::NoDigest))];
    let rest = [("c", ChangeKind::Orphan)];
    assert_eq!(kinds(&run(root.path(), Mode::Check, &[("d", "4")]).unwrap()), [&kept[..], &rest].concat());
    let report = write(root.path(), &[("d", "4")]);
    assert_eq!((report.removed, kinds(&report)), (1, [&kept[..], &rest].concat()));
    let shown = root.path().display().to_string() + "/";
    let told: Vec<String> =
        report.warnings.iter().map(|warning| warning.message.replace(&shown, "")).collect();
    assert_eq!(
        told,
        [
            "`a` is no longer made and stays, since it isn't as provgen wrote it",
            "`b` is no longer made and stays, since the list doesn't say what provgen wrote there"
        ]
    );
    // Kept files are reported until somebody decides: the next run still lists them.
    assert_eq!(kinds(&write(root.path(), &[("d", "4")])), kept);
    fs::remove_file(root.path().join("a")).unwrap();
    fs::remove_file(root.path().join("b")).unwrap();
    assert!(write(root.path(), &[("d", "4")]).changes.is_empty());
    assert_eq!(listed(root.path()), ["d"]);
}
