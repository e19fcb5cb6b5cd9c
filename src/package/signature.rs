//! A file's signature, in the engine's form: base64 of the time at which it was made, in Go's binary form,
//! and 64 bytes of Ed25519 over the file's content followed by that time.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{SIGNATURE_LENGTH, Signer as _};

use super::key::{PrivateKey, PublicKey};
use super::time::SignTime;

/// A signature, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileSignature {
    /// The time of signing, according to the signer.
    pub(super) time: SignTime,
    /// The bytes of the time, which are signed together with the file.
    stamp: Vec<u8>,
    signature: [u8; SIGNATURE_LENGTH],
}

/// The text of `.sig` for a file with `content`.
#[must_use]
pub(super) fn sign(key: &PrivateKey, content: &[u8], time: SignTime) -> String {
    let stamp = time.to_binary();
    let signature = key.0.sign(&[content, stamp.as_slice()].concat());
    BASE64_STANDARD.encode([stamp.as_slice(), &signature.to_bytes()].concat())
}

impl FileSignature {
    /// Reads the text of a `.sig`.
    ///
    /// # Errors
    /// Why the text isn't a signature.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let bytes = BASE64_STANDARD.decode(text.trim_end()).map_err(|_| "the signature isn't base64")?;
        let (stamp, signature) = bytes.split_last_chunk().ok_or("the signature is too short")?;
        let time = SignTime::from_binary(stamp)
            .ok_or("the signature doesn't begin with a time in Go's binary form")?;
        Ok(Self { time, stamp: stamp.to_vec(), signature: *signature })
    }

    /// Whether the owner of `key` made the signature for a file with `content`.
    #[must_use]
    pub(super) fn is_of(&self, key: &PublicKey, content: &[u8]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&self.signature);
        key.0.verify_strict(&[content, self.stamp.as_slice()].concat(), &signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    #[test]
    fn a_signature_is_of_one_key_one_content_and_one_time() {
        let key = PrivateKey::from_chance(&Zeroizing::new([7; 32]));
        let time = SignTime::parse("2026-11-24T00:00:00Z").unwrap();
        let text = sign(&key, b"content", time);
        assert_eq!(text, sign(&key, b"content", time));
        let signature = FileSignature::parse(&text).unwrap();
        assert_eq!(signature.time, time);
        assert!(signature.is_of(&key.public(), b"content"));
        assert!(!signature.is_of(&key.public(), b"Content"));
        assert!(!signature.is_of(&PrivateKey::from_chance(&Zeroizing::new([8; 32])).public(), b"content"));
        let bytes = BASE64_STANDARD.decode(&text).unwrap();
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            let other = FileSignature::parse(&BASE64_STANDARD.encode(&other));
            assert!(other.is_err() || !other.unwrap().is_of(&key.public(), b"content"), "byte {at}");
        }
    }

    #[test]
    fn what_is_no_signature_is_told() {
        for text in ["", "!", "AAAA", &BASE64_STANDARD.encode([0; 64]), &BASE64_STANDARD.encode([1; 200])] {
            assert!(FileSignature::parse(text).is_err(), "{text}");
        }
    }
}
