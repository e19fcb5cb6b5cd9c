//! `provgen keygen`.

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use super::Outcome;
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, Result, plain};
use crate::output::{Readers, create};
use crate::package::PrivateKey;

/// Arguments of `provgen keygen`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// File for the private key; the public one goes beside it, as <name>.pub.pem
    #[arg(long, value_name = "FILE", default_value = "provgen-key.pem")]
    out: PathBuf,
}

/// Makes a pair of keys, in files of their own.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome> {
    let private = &arguments.out;
    let public = private.with_extension("pub.pem");
    let key = PrivateKey::from_chance(&chance()?);
    let (Some(secret), Some(open)) = (key.to_pem(), key.public().to_pem()) else {
        return Err(Diagnostic::error("keygen::pem", "the keys can't be written as PEM")
            .help("this is a bug of provgen: please report it")
            .into());
    };
    let in_the_way = [private.as_path(), &public].into_iter().find(|path| path.symlink_metadata().is_ok());
    if let Some(path) = in_the_way {
        return Err(failed(path, &Error::from(ErrorKind::AlreadyExists)).into());
    }
    create(private, secret.as_bytes(), Readers::Owner).map_err(|error| failed(private, &error))?;
    create(&public, open.as_bytes(), Readers::All).map_err(|error| {
        // Half a pair is none.
        drop(fs::remove_file(private));
        failed(&public, &error)
    })?;
    let (private, public) = (private.display(), public.display());
    terminal.summary(&format!("wrote {private} (private, for you alone) and {public} (public)\n"));
    terminal.remark(&format!(
        "Sign with it:     PROVGEN_SIGN_KEY=\"$(cat {private})\" provgen package --sign-key-env PROVGEN_SIGN_KEY --version …\n\
         Check it:         provgen verify --public-key {public} dist\n"
    ));
    Ok(Outcome::Clean)
}

/// Bytes that nobody can guess.
fn chance() -> Result<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|error| {
        Diagnostic::error("keygen::chance", format!("the system gives no random numbers: {error}"))
            .help("make a key elsewhere: `openssl genpkey -algorithm ed25519`")
    })?;
    Ok(bytes)
}

fn failed(path: &Path, error: &Error) -> Diagnostic {
    let help = match error.kind() {
        ErrorKind::AlreadyExists => {
            "a key is never overwritten: move it away, or name another file with --out"
        }
        ErrorKind::NotFound => "make the folder first, or name another file with --out",
        _ => "name another file with --out",
    };
    let why = match error.kind() {
        ErrorKind::AlreadyExists => "it is there already".into(),
        _ => plain(error),
    };
    Diagnostic::error("keygen::not-written", format!("can't write `{}`: {why}", path.display())).help(help)
}
