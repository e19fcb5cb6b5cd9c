//! `provgen keygen` makes a pair of keys.

use std::path::PathBuf;

use clap::Args;
use zeroize::Zeroizing;

use super::terminal::Terminal;
use crate::cli::common::Outcome;
use crate::diagnostic::{Diagnostic, Result};
use crate::diff::source::is_addable;
use crate::output::{NewFiles, Readers};
use crate::package::PrivateKey;

/// Arguments of `provgen keygen`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// File for the private key; the public one goes beside it, as NAME.pub.pem
    #[arg(long, value_name = "FILE", default_value = "provgen-key.pem")]
    out: PathBuf,
}

/// Makes a pair of keys and writes each to a file of its own.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome> {
    let private = &arguments.out;
    let public = private.with_extension("pub.pem");
    let key = PrivateKey::from_chance(&chance()?);
    let (Some(secret), Some(open)) = (key.to_pem(), key.public().to_pem()) else {
        return Err(Diagnostic::error("cli::pem", "the keys can't be written as PEM")
            .help("this is a bug of provgen: please report it")
            .into());
    };
    let mut new = NewFiles::default();
    // The public key is written first: a private key that isn't kept should never have been on a disk.
    new.file(public.clone(), open.as_bytes(), Readers::All)?;
    new.file(private.clone(), secret.as_bytes(), Readers::Owner)?;
    drop(new.keep());
    if is_addable(private) {
        let warning =
            Diagnostic::warning("cli::key-in-work-tree", "the private key lies where `git add` takes it")
                .help("move it out of the work tree, or name it in .gitignore: who has it signs as you")
                .at(private.display().to_string(), "");
        terminal.warnings(&[warning]);
    }
    let certificate = private.with_extension("cert.pem");
    let (private, public, certificate) = (private.display(), public.display(), certificate.display());
    terminal.summary(&format!("wrote {private} (private, for you alone) and {public} (public)\n"));
    // A certificate begins with the second that it is made in, and a signature has to be younger.
    terminal.remark(&format!(
        "For StackQL:      openssl req -x509 -new -key {private} -subj /CN=NAME -days 3650 -out {certificate} && sleep 2\n\
         Sign with it:     PROVGEN_SIGN_KEY=\"$(cat {private})\" provgen package --sign-key-env PROVGEN_SIGN_KEY --version …\n\
         Check it:         provgen verify --public-key {public} dist\n\
         Sign nothing before its certificate is made: the two seconds see to it that each signature is younger.\n"
    ));
    Ok(Outcome::Clean)
}

/// Random bytes from the system.
fn chance() -> Result<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|error| {
        Diagnostic::error("cli::chance", format!("the system gives no random numbers: {error}"))
            .help("make a key elsewhere: `openssl genpkey -algorithm ed25519`")
    })?;
    Ok(bytes)
}
