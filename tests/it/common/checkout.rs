//! A checkout that nobody should trust, and a secret beside it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// What nobody but its owner should read.
pub(crate) const SECRET: &str = "hunter2";

/// A checkout, and a file beside it that isn't part of it.
pub(crate) struct Checkout {
    pub(crate) folder: TempDir,
}

impl Checkout {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let checkout = folder.path().join("checkout");
        fs::create_dir_all(checkout.join(".git")).unwrap();
        super::copy(&super::root().join("tests/cases/pages/small"), &checkout);
        fs::write(folder.path().join("secret.md"), format!("password: {SECRET}\n")).unwrap();
        let checkout = Self { folder };
        checkout.put(".git/config", &format!("[http]\n\textraheader = {SECRET}\n"));
        checkout
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("checkout")
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn configure(&self, more: &str) {
        self.put("provgen.yaml", &format!("provider: {{ name: acme }}\n{more}\n"));
    }

    pub(crate) fn link(&self, to: &str, path: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(to, path).unwrap();
    }

    pub(crate) fn pipe(&self, path: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&path);
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    /// Runs `provgen`, which has to end; its exit code and all that it printed.
    pub(crate) fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        ended(super::provgen(&self.path()).args(arguments), arguments)
    }

    /// Runs `provgen`, which must fail without a word of the secret, and without writing a page that has it.
    pub(crate) fn fails(&self, arguments: &[&str], why: &str) -> String {
        let (code, text) = self.run(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {text}");
        assert!(text.contains(why), "{arguments:?}: {text}");
        assert!(!text.contains(SECRET), "{arguments:?}: {text}");
        self.keeps_the_secret();
        text
    }

    pub(crate) fn keeps_the_secret(&self) {
        let output = self.path().join("generated");
        let files = if output.exists() { super::files(&output) } else { Vec::new() };
        for (path, bytes) in files {
            assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{path} has the secret");
        }
    }
}

/// Runs a command with the secret in its environment and nothing to read; one that waits for something fails
/// the test.
pub(crate) fn ended(command: &mut Command, what: &[&str]) -> (Option<i32>, String) {
    let mut child = command
        .env("TOKEN", SECRET)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(120) {
            drop(child.kill());
            panic!("{what:?} doesn't end: {:?}", child.wait_with_output());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    (status.code(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}
