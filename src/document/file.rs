//! Opening files of any kind safely.
//!
//! In: a path. Out: a plain file, opened to be read. A pipe, a device or a socket is refused at once: opening
//! one may block forever, and reading one may never end. A checkout can hold a pipe under every name that
//! provgen looks for.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{Error, ErrorKind, Read as _, Result};
use std::path::Path;

/// Whether a link at the end of the path is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Links {
    Followed,
    Refused,
}

/// Opens the plain file at `path`.
///
/// # Errors
/// The path leads to something else than a plain file, or the system refuses.
pub(crate) fn open(path: &Path) -> Result<File> {
    open_with(path, Links::Followed)
}

/// As [`open`], but doesn't follow a link at the end of `path`.
///
/// # Errors
/// As [`open`]; or `path` is a link.
pub(crate) fn open_itself(path: &Path) -> Result<File> {
    open_with(path, Links::Refused)
}

/// As [`open`], for a path that the user gave on the command line: the shell may hand over a pipe.
///
/// # Errors
/// As [`open`].
pub(crate) fn open_named(path: &Path) -> Result<File> {
    if is_handed_over(path) { File::open(path) } else { open(path) }
}

/// The text of the plain file at `path`.
///
/// # Errors
/// As [`open`]; or the file isn't UTF-8.
pub(crate) fn text(path: &Path) -> Result<String> {
    let mut text = String::new();
    open(path)?.read_to_string(&mut text)?;
    Ok(text)
}

/// Whether `path` is a file that the process was given open: standard input, or the shell's `<(…)`. Only
/// these spellings count: a link of a checkout that leads there is a link to a pipe.
pub(crate) fn is_handed_over(path: &Path) -> bool {
    let Some(path) = path.to_str().filter(|_| cfg!(unix)) else { return false };
    let number = path.strip_prefix("/dev/fd/").or_else(|| path.strip_prefix("/proc/self/fd/"));
    path == "/dev/stdin"
        || number.is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn open_with(path: &Path, links: Links) -> Result<File> {
    // Opening a device can have effects, so its kind is looked at first.
    plain(&std::fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;

        // A file that was replaced by a pipe meanwhile must not block.
        let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        if links == Links::Refused {
            flags |= OFlags::NOFOLLOW;
        }
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    #[cfg(not(unix))]
    let _ = links;
    let file = options.open(path)?;
    plain(&file.metadata()?)?;
    Ok(file)
}

/// # Errors Names the kind of a file that isn't plain.
fn plain(metadata: &Metadata) -> Result<()> {
    let kind = metadata.file_type();
    if kind.is_file() {
        return Ok(());
    }
    if kind.is_dir() {
        return Err(Error::new(ErrorKind::IsADirectory, "it is a folder"));
    }
    #[cfg(unix)]
    let what = {
        use std::os::unix::fs::FileTypeExt as _;
        match () {
            () if kind.is_fifo() => "a pipe",
            () if kind.is_socket() => "a socket",
            () => "a device",
        }
    };
    #[cfg(not(unix))]
    let what = "a device";
    Err(Error::new(ErrorKind::InvalidInput, format!("it is {what}, not a file")))
}

/// Whether two files are the same file on disk.
pub(crate) fn is_same(a: &Metadata, b: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        (a.dev(), a.ino()) == (b.dev(), b.ino())
    }
    #[cfg(not(unix))]
    {
        a.len() == b.len() && a.modified().ok() == b.modified().ok()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_plain_file_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("pipe", &link).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
        let why = |path: &Path| open(path).unwrap_err().to_string();
        assert_eq!(why(&pipe), "it is a pipe, not a file");
        assert_eq!(why(&link), "it is a pipe, not a file");
        assert_eq!(why(&folder.path().join("socket")), "it is a socket, not a file");
        assert_eq!(why(Path::new("/dev/null")), "it is a device, not a file");
        assert_eq!(why(folder.path()), "it is a folder");
        std::fs::write(folder.path().join("file"), "x").unwrap();
        assert_eq!(text(&folder.path().join("file")).unwrap(), "x");
        let link = folder.path().join("to-file");
        std::os::unix::fs::symlink("file", &link).unwrap();
        assert!(open(&link).is_ok() && open_itself(&link).is_err());
    }

    #[test]
    fn only_the_shells_own_names_are_handed_over() {
        for path in ["/dev/stdin", "/dev/fd/0", "/dev/fd/63", "/proc/self/fd/11"] {
            assert!(is_handed_over(Path::new(path)), "{path}");
        }
        for path in
            ["dev/stdin", "/dev/fd/", "/dev/fd/../null", "/dev/fd/1/x", "/proc/self/environ", "/dev/zero"]
        {
            assert!(!is_handed_over(Path::new(path)), "{path}");
        }
    }
}
