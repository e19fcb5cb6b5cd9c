//! The keys that sign packages, and those that check signatures.
//!
//! In: PEM, as `provgen keygen` and OpenSSL write it. Out: Ed25519 keys. Secret bytes are wiped from memory
//! when they are dropped, and never become part of a message.

use std::fmt;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes,
};
use ed25519_dalek::{SigningKey, VerifyingKey};
use zeroize::Zeroizing;

/// A key that signs.
pub struct PrivateKey(pub(super) SigningKey);

/// A key that checks signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(pub(super) VerifyingKey);

impl PrivateKey {
    /// The key in `pem`: PKCS#8, not encrypted.
    ///
    /// # Errors
    /// The text isn't such a key; the error names what it is, and quotes nothing of it.
    pub fn from_pem(pem: &str) -> Result<Self, &'static str> {
        let why = match label(pem) {
            None => "it isn't PEM, which begins with `-----BEGIN PRIVATE KEY-----`",
            Some("PRIVATE KEY") => return Self::from_pkcs8(pem),
            Some("ENCRYPTED PRIVATE KEY") => {
                "it is encrypted: `openssl pkey -in key.pem` writes it without encryption"
            }
            Some("PUBLIC KEY") => "it is a public key, and only the private one signs",
            Some("CERTIFICATE") => "it is a certificate, which holds no private key",
            Some(_) => "it isn't PKCS#8: `openssl pkcs8 -topk8 -nocrypt -in key.pem` makes it so",
        };
        Err(why)
    }

    fn from_pkcs8(pem: &str) -> Result<Self, &'static str> {
        SigningKey::from_pkcs8_pem(pem.trim())
            .map(Self)
            .map_err(|_| "it holds no Ed25519 key in PKCS#8's form, or only a part of one")
    }

    /// The key made of 32 random bytes.
    #[must_use]
    pub fn from_chance(bytes: &Zeroizing<[u8; 32]>) -> Self {
        Self(SigningKey::from_bytes(bytes))
    }

    /// PKCS#8 in PEM, in the first version of the format: older OpenSSL reads no other.
    #[must_use]
    pub fn to_pem(&self) -> Option<Zeroizing<String>> {
        let bytes = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        bytes.to_pkcs8_pem(LineEnding::LF).ok()
    }

    /// The key that checks the signatures of this one.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

impl PublicKey {
    /// The key in `pem`.
    ///
    /// # Errors
    /// The text isn't such a key; the error names what it is.
    pub fn from_pem(pem: &str) -> Result<Self, &'static str> {
        match label(pem) {
            None => Err("it isn't PEM, which begins with `-----BEGIN PUBLIC KEY-----`"),
            Some("PUBLIC KEY") => VerifyingKey::from_public_key_pem(pem.trim())
                .map(Self)
                .map_err(|_| "it holds no Ed25519 key, or only a part of one"),
            Some("CERTIFICATE") => {
                Err("it is a certificate: `openssl x509 -pubkey -noout -in cert.pem` prints its key")
            }
            Some("PRIVATE KEY") => Err(
                "it is a private key, which belongs nowhere but where packages are signed: `openssl pkey -pubout -in key.pem` prints the public one",
            ),
            Some(_) => Err("it isn't a public key"),
        }
    }

    /// PEM, as OpenSSL writes it.
    #[must_use]
    pub fn to_pem(&self) -> Option<String> {
        self.0.to_public_key_pem(LineEnding::LF).ok()
    }
}

/// The label of a text in PEM.
fn label(pem: &str) -> Option<&str> {
    pem.trim_start().strip_prefix("-----BEGIN ")?.split_once("-----").map(|(label, _)| label)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 8410, section 10.3.
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";

    /// The public key of that example, section 10.1.
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

    #[test]
    fn a_key_survives_being_written() {
        let key = PrivateKey::from_pem(PRIVATE).unwrap();
        assert_eq!(key.to_pem().unwrap().as_str(), PRIVATE);
        assert_eq!(key.public().to_pem().unwrap(), PUBLIC);
        assert_eq!(PublicKey::from_pem(PUBLIC).unwrap(), key.public());
        assert_eq!(format!("{key:?}"), "PrivateKey(…)");
    }

    #[test]
    fn what_is_no_key_is_told_and_not_shown() {
        let secret = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v";
        for label in ["PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "PUBLIC KEY", "CERTIFICATE"]
        {
            let pem = format!("-----BEGIN {label}-----\n{secret}\n-----END {label}-----\n");
            for why in [PrivateKey::from_pem(&pem).unwrap_err(), PublicKey::from_pem(&pem).unwrap_err()] {
                assert!(!why.contains(secret), "{why}");
            }
        }
        assert!(PrivateKey::from_pem(secret).is_err() && PublicKey::from_pem("").is_err());
    }
}
