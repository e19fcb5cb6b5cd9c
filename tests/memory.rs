//! Memory follows the largest service, not the sum of them: manifests and pages are written as they are made.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets what it doesn't expect fails"
)]

#[path = "it/common/mod.rs"]
mod common;

#[cfg(not(target_os = "linux"))]
#[test]
#[ignore = "the peak of a process is asked for on Linux alone"]
fn many_services_take_little_more_memory_than_one() {}

#[cfg(target_os = "linux")]
mod linux {

    use std::fmt::Write as _;
    use std::fs;

    use nix::sys::resource::{UsageWho, getrusage};

    use super::common::{provgen, root};

    /// What the largest child of this process had of memory at its peak, in bytes. It never falls, so a run
    /// can be told from those before it only where it took more.
    fn peak_so_far() -> u64 {
        u64::try_from(getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss()).unwrap() * 1024
    }

    /// The peak after a run over `count` services, each of them Dataproc's document.
    fn peak_of(count: usize, mode: &[&str]) -> u64 {
        let folder = tempfile::tempdir().unwrap();
        let document = root().join("specs/dataproc.v1.json");
        let mut text = "provider: {name: google}\nservices:\n".to_string();
        for number in 0..count {
            // A document is one service.
            fs::copy(&document, folder.path().join(format!("copy{number}.json"))).unwrap();
            writeln!(text, "  copy{number}: {{spec: copy{number}.json}}").unwrap();
        }
        fs::write(folder.path().join("provgen.yaml"), text).unwrap();
        // Its memory is asked for when it has ended, so it is a process.
        let output = provgen(folder.path()).args(["generate", "--jobs", "1"]).args(mode).output().unwrap();
        let code = if mode.contains(&"--check") { 1 } else { 0 };
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        peak_so_far()
    }

    // One test and no more in this file: the system tells of all children together.
    #[test]
    fn many_services_take_little_more_memory_than_one() {
        const MANY: usize = 24;
        for mode in [[].as_slice(), &["--check"]] {
            let one = peak_of(1, mode);
            let many = peak_of(MANY, mode);
            // A service in memory takes four times the size of its document, its manifest twice.
            let document = fs::metadata(root().join("specs/dataproc.v1.json")).unwrap().len();
            let allowed = (MANY as u64 - 1) * document / 2;
            assert!(many - one < allowed, "{mode:?}: {one} bytes for one service, {many} for {MANY}");
        }
    }
}
