//! Runs that were killed, at every moment of their commit.

use super::super::journal::Steps;
use super::super::plan;
use super::*;
use crate::threads::lock;

const BEFORE: [(&str, &str); 4] = [("a/1", "1"), ("a/2", "2"), ("b/x/3", "3"), ("c", "4")];
const AFTER: [(&str, &str); 5] =
    [("a/1", "one"), ("c/d", "new"), ("b", "file"), ("e/f/g", "deep"), ("e/h", "deep")];

fn written() -> TempDir {
    let root = folder();
    write(root.path(), &BEFORE);
    put(root.path(), "a/mine", b"mine");
    root
}

/// Stages `AFTER`, makes the first `moves` moves (or all, if there are fewer), and kills the run. Returns the
/// moves.
fn killed_after(root: &Path, moves: usize) -> Steps {
    let mut output = open(root, Mode::Write).unwrap();
    AFTER.iter().for_each(|(path, content)| {
        output.stage(path, content.as_bytes()).unwrap();
    });
    let staged = std::mem::take(&mut *lock(&output.staged));
    let plan = plan::make(&output.existing, Mode::Write, &staged, |_| true).unwrap();
    let staging = output.staging.take().unwrap();
    let steps = output.finish(&staging, &plan, staged.len()).unwrap();
    staging.kill(&steps, moves.min(steps.len()));
    steps
}

fn staging_folder(root: &Path) -> std::path::PathBuf {
    let mut names = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    names.find(|path| path.to_str().unwrap().contains(".provgen-staging-")).unwrap()
}

#[test]
fn the_next_run_puts_everything_back_whenever_it_was() {
    let before = tree(written().path());
    let moves = killed_after(written().path(), 0).len();
    assert!(moves > 12, "{moves}");
    for made in 0..=moves {
        let root = written();
        killed_after(root.path(), made);
        assert_ne!(tree(root.path()), before);
        drop(open(root.path(), Mode::Write).unwrap());
        assert_eq!(tree(root.path()), before, "killed after {made} moves");
        assert_eq!(write(root.path(), &AFTER).written, 5);
        assert_eq!(files(root.path()), ["a/1", "a/mine", "b", "c/d", "e/f/g", "e/h"]);
    }
}

#[test]
fn putting_back_may_itself_be_killed() {
    let before = tree(written().path());
    // A folder that was moved as a whole is taken back file by file.
    let written_down =
        |steps: &Steps, root: &Path| Steps::parse(&steps.render(), &area(root, &[""])).unwrap();
    let none = killed_after(written().path(), 0);
    let (moves, steps) = (none.len(), written_down(&none, Path::new("nowhere")).len());
    assert!(steps > moves + 2, "{none:?}");
    for made in 0..=moves {
        for undone in 0..=steps {
            let root = written();
            let all = written_down(&killed_after(root.path(), made), root.path());
            // Undoing starts with the last step.
            let problems = all.from(steps - undone).undo(root.path(), &staging_folder(root.path()));
            assert!(problems.is_empty(), "{problems:?}");
            drop(open(root.path(), Mode::Write).unwrap());
            assert_eq!(tree(root.path()), before, "killed after {made} moves and {undone} undone");
        }
    }
}

#[test]
fn what_others_put_into_a_new_folder_stays_there() {
    let root = written();
    let before = tree(root.path());
    killed_after(root.path(), usize::MAX);
    put(root.path(), "e/f/mine", b"mine");
    drop(open(root.path(), Mode::Write).unwrap());
    assert_eq!(fs::read(root.path().join("e/f/mine")).unwrap(), b"mine");
    fs::remove_dir_all(root.path().join("e")).unwrap();
    assert_eq!(tree(root.path()), before);
}

#[test]
fn a_run_killed_before_its_moves_leaves_nothing() {
    let root = written();
    let before = tree(root.path());
    let mut output = open(root.path(), Mode::Write).unwrap();
    output.stage("new", b"new").unwrap();
    output.stage("newer/folder/1", b"new").unwrap();
    output.staging.take().unwrap().kill(&Steps::default(), 0);
    // The second run was killed before it had a lock.
    fs::create_dir(root.path().join(".provgen-staging-young")).unwrap();
    drop(open(root.path(), Mode::Write).unwrap());
    assert_eq!(tree(root.path()), before);
}

#[test]
fn what_cannot_be_put_back_is_kept_until_it_can() {
    let root = written();
    let before = tree(root.path());
    // The first move takes the orphan `a/2` away; someone puts a folder in its place.
    killed_after(root.path(), 1);
    put(root.path(), "a/2/theirs", b"theirs");
    for _ in 0..2 {
        let failure = open(root.path(), Mode::Write).unwrap_err();
        assert_eq!(codes(&failure), ["output::not-restored"]);
        assert!(failure.to_string().contains("a/2"), "{failure}");
        assert!(staging_folder(root.path()).is_dir());
    }
    fs::remove_dir_all(root.path().join("a/2")).unwrap();
    drop(open(root.path(), Mode::Write).unwrap());
    assert_eq!(tree(root.path()), before);
}

#[test]
fn a_check_after_a_kill_writes_nothing() {
    let root = written();
    killed_after(root.path(), 3);
    let now = tree(root.path());
    run(root.path(), Mode::Check, &BEFORE).unwrap();
    assert_eq!(tree(root.path()), now);
}

#[test]
fn without_a_folder_for_notes_a_killed_run_is_told_and_left_alone() {
    let root = written();
    let unnoted = || Area { state: State::none(), ..area(root.path(), &[""]) };
    let open =
        || Output::open(unnoted(), Mode::Write, Lines::Counted, Arc::new(AtomicBool::new(false))).unwrap();
    let mut killed = open();
    killed.stage("new", b"new").unwrap();
    killed.staging.take().unwrap().kill(&Steps::default(), 0);
    let output = open();
    for (path, content) in BEFORE {
        output.stage(path, content.as_bytes()).unwrap();
    }
    let report = output.commit(|_| true, &NEVER).unwrap();
    let told: Vec<&str> = report.warnings.iter().map(|warning| &*warning.code).collect();
    assert_eq!(told, ["output::leftover", "output::no-state"]);
    assert!(staging_folder(root.path()).join("new-0").exists());
}

#[test]
fn what_another_configuration_left_is_not_put_back_by_this_one() {
    let root = written();
    killed_after(root.path(), 5);
    let now = tree(root.path());
    let narrow = area(root.path(), &["a/", "e/"]);
    let failure =
        Output::open(narrow, Mode::Write, Lines::Counted, Arc::new(AtomicBool::new(false))).unwrap_err();
    assert_eq!(codes(&failure), ["output::journal"]);
    assert!(failure.to_string().contains("other folders than `a/`, `e/`"), "{failure}");
    assert_eq!(tree(root.path()), now);
}
