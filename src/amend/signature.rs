//! Signatures in the form of OpenSSH, so that stock `ssh-keygen -Y` makes and checks the same ones
//! (`PROTOCOL.sshsig` of OpenSSH). This is the only place where the program signs and verifies.
//!
//! Stricter than the format: Ed25519 (RFC 8032) with SHA-512 only, and one armour for one
//! signature. What is read is encoded again and must come out equal byte for byte, so that no
//! changed, re-wrapped or padded block passes.

use std::fmt;

use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::public::KeyData;
use ssh_key::{HashAlg, LineEnding, SshSig};

use super::{Refusal, RefusalCode};

/// First line of the armour.
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
/// No armour of one of our signatures is longer, in bytes.
const LONGEST: usize = 1024;

/// What a signature is made for. A signature for one purpose is none for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// An amendment, by its author.
    Amendment,
    /// A review of an amendment: consent, clearance, objection.
    Review,
    /// An entry of the ledger.
    Ledger,
    /// A change of the registry of people or of the policy.
    Registry,
    /// The manifest of an edition.
    Edition,
    /// The statement that an edition is withdrawn.
    Withdrawal,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 6] =
        [Self::Amendment, Self::Review, Self::Ledger, Self::Registry, Self::Edition, Self::Withdrawal];

    /// The word in the namespace, with the version of the format.
    const fn word(self) -> &'static str {
        match self {
            Self::Amendment => "amendment.v1",
            Self::Review => "review.v1",
            Self::Ledger => "ledger.v1",
            Self::Registry => "registry.v1",
            Self::Edition => "edition.v1",
            Self::Withdrawal => "withdrawal.v1",
        }
    }
}

/// The namespace of a signature: its purpose and its handbook, `amendment.v1@<handbook-id>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Namespace(String);

impl Namespace {
    /// The namespace of a purpose in one handbook.
    #[must_use]
    pub fn new(purpose: Purpose, handbook_id: &str) -> Self {
        Self(format!("{}@{handbook_id}", purpose.word()))
    }

    /// As it stands in a signature and after `-n` of `ssh-keygen -Y`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Why a signature or a key was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// The armour is not the one form in which a signature is written.
    #[error("the block of the signature is damaged or was wrapped anew")]
    Form,
    /// A line is no public key of OpenSSH.
    #[error("this is no public key in the form of OpenSSH")]
    KeyForm,
    /// Not Ed25519; the name of what it is.
    #[error("the key is of the kind `{0}`; only `ssh-ed25519` is accepted")]
    Kind(String),
    /// A key for which anybody can make signatures.
    #[error("the key is one of the few for which anybody could sign")]
    Weak,
    /// Signed over a hash other than SHA-512.
    #[error("the signature uses the hash `{0}`; only `sha512` is accepted")]
    Hash(String),
    /// Made for another purpose or handbook.
    #[error("the signature was made for `{found}`, not for `{wanted}`")]
    Namespace {
        /// What it was made for.
        found: String,
        /// What it would have to be made for.
        wanted: String,
    },
    /// Not a signature of this key over this text.
    #[error("the signature does not fit the text")]
    Text,
}

impl SignatureFault {
    /// The rule that was broken.
    #[must_use]
    pub const fn code(&self) -> RefusalCode {
        match self {
            Self::Form | Self::Hash(_) => RefusalCode::R0031,
            Self::KeyForm | Self::Kind(_) | Self::Weak => RefusalCode::R0032,
            Self::Namespace { .. } => RefusalCode::R0033,
            Self::Text => RefusalCode::R0034,
        }
    }

    /// The refusal, without a place.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let remedy = match self {
            Self::Form => "take the file as it was signed: send it as an attachment, and paste nothing",
            Self::KeyForm | Self::Kind(_) | Self::Weak => {
                "make a key with `handbook key new` or `ssh-keygen -t ed25519`, and have it registered"
            }
            Self::Hash(_) | Self::Namespace { .. } => "sign again with `handbook amend sign`",
            Self::Text => "take the file as it was signed, or have its author sign it again",
        };
        Refusal::new(self.code(), self.to_string(), remedy)
    }
}

/// A public key that may sign: Ed25519 only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads `ssh-ed25519 AAAA…`, with or without a comment after it.
    ///
    /// # Errors
    /// [`SignatureFault::KeyForm`], [`SignatureFault::Kind`], [`SignatureFault::Weak`].
    pub fn read(line: &str) -> Result<Self, SignatureFault> {
        let key = ssh_key::PublicKey::from_openssh(line).map_err(|_| SignatureFault::KeyForm)?;
        let read = Self::of(key.key_data())?;
        // One form for one key: what is read must be what is written.
        let plain = line.split(' ').take(2).collect::<Vec<_>>().join(" ");
        if read.to_string() == plain { Ok(read) } else { Err(SignatureFault::KeyForm) }
    }

    fn of(data: &KeyData) -> Result<Self, SignatureFault> {
        match data {
            KeyData::Ed25519(key) if is_weak(&key.0) => Err(SignatureFault::Weak),
            KeyData::Ed25519(key) => Ok(Self(key.0)),
            other => Err(SignatureFault::Kind(other.algorithm().to_string())),
        }
    }

    fn openssh(&self) -> ssh_key::PublicKey {
        KeyData::Ed25519(ssh_key::public::Ed25519PublicKey(self.0)).into()
    }

    /// `SHA256:` and 43 characters of base 64, as `ssh-keygen -l` prints it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.openssh().fingerprint(HashAlg::Sha256).to_string()
    }
}

impl fmt::Display for PublicKey {
    /// `ssh-ed25519 AAAA…` without a comment.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut wire = Vec::with_capacity(51);
        for field in [b"ssh-ed25519".as_slice(), &self.0] {
            wire.extend(u32::try_from(field.len()).unwrap_or_default().to_be_bytes());
            wire.extend(field);
        }
        write!(formatter, "ssh-ed25519 {}", data_encoding::BASE64.encode(&wire))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::str::FromStr for PublicKey {
    type Err = SignatureFault;

    fn from_str(text: &str) -> Result<Self, SignatureFault> {
        Self::read(text)
    }
}

/// Whether the point of a key has a small order (the list of libsodium,
/// `ge25519_has_small_order`): under such a key a signature can be made without a secret.
fn is_weak(key: &[u8; 32]) -> bool {
    const SMALL: [&str; 7] = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    let mut unsigned = *key;
    unsigned[31] &= 0x7f;
    let hex = data_encoding::HEXLOWER.encode(&unsigned);
    SMALL.contains(&hex.as_str())
}

/// One signature as it stands at the end of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    armour: String,
    key: PublicKey,
    decoded: SshSig,
}

impl Signature {
    /// Reads the armour, from `-----BEGIN SSH SIGNATURE-----` to `-----END SSH SIGNATURE-----` and
    /// its line end. It must be exactly what encoding the signature gives.
    ///
    /// # Errors
    /// [`SignatureFault::Form`], [`SignatureFault::Kind`], [`SignatureFault::Weak`] or
    /// [`SignatureFault::Hash`].
    pub fn read(armour: &str) -> Result<Self, SignatureFault> {
        if !armour.starts_with(BEGIN) {
            return Err(SignatureFault::Form);
        }
        let decoded = SshSig::from_pem(armour).map_err(|_| other_kind(armour))?;
        if encoded(&decoded)? != armour {
            return Err(SignatureFault::Form);
        }
        let key = PublicKey::of(decoded.public_key())?;
        if decoded.version() != SshSig::VERSION
            || !decoded.reserved().is_empty()
            || decoded.signature().algorithm() != ssh_key::Algorithm::Ed25519
        {
            return Err(SignatureFault::Form);
        }
        if decoded.hash_alg() != HashAlg::Sha512 {
            return Err(SignatureFault::Hash(decoded.hash_alg().to_string()));
        }
        if armour.len() > LONGEST {
            return Err(SignatureFault::Form);
        }
        Ok(Self { armour: armour.to_owned(), key, decoded })
    }

    /// The armour with the line end after its last line.
    #[must_use]
    pub fn armour(&self) -> &str {
        &self.armour
    }

    /// The key that the signature says it is of. Only [`Signature::verify`] proves it.
    #[must_use]
    pub fn claimed_key(&self) -> &PublicKey {
        &self.key
    }

    /// The namespace that the signature says it is for.
    #[must_use]
    pub fn claimed_namespace(&self) -> &str {
        self.decoded.namespace()
    }

    /// Whether this is a signature over `text` for this purpose and handbook; gives the key that
    /// made it. Whose key that is, the registry knows.
    ///
    /// # Errors
    /// [`SignatureFault::Namespace`] or [`SignatureFault::Text`].
    pub fn verify(&self, namespace: &Namespace, text: &[u8]) -> Result<&PublicKey, SignatureFault> {
        if self.decoded.namespace() != namespace.as_str() {
            return Err(SignatureFault::Namespace {
                found: self.decoded.namespace().to_owned(),
                wanted: namespace.to_string(),
            });
        }
        match self.key.openssh().verify(namespace.as_str(), text, &self.decoded) {
            Ok(()) => Ok(&self.key),
            Err(_) => Err(SignatureFault::Text),
        }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.armour)
    }
}

/// Why an armour could not be decoded: its key is of another kind, if that much can be read.
fn other_kind(armour: &str) -> SignatureFault {
    let inner: String = armour.lines().filter(|line| !line.starts_with('-')).collect();
    let Ok(bytes) = data_encoding::BASE64.decode(inner.as_bytes()) else { return SignatureFault::Form };
    // `SSHSIG`, version, length of the key, length of the name of its kind, name.
    let length = bytes.get(14..18).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    let name = length
        .filter(|length| *length < 64)
        .and_then(|length| bytes.get(18..18 + length as usize))
        .and_then(|name| std::str::from_utf8(name).ok())
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-@.".contains(&byte)));
    match name {
        Some(name) if bytes.starts_with(b"SSHSIG") && name != "ssh-ed25519" && !name.is_empty() => {
            SignatureFault::Kind(name.to_owned())
        }
        _ => SignatureFault::Form,
    }
}

fn encoded(signature: &SshSig) -> Result<String, SignatureFault> {
    let mut armour = signature.to_pem(LineEnding::LF).map_err(|_| SignatureFault::Form)?;
    if !armour.ends_with('\n') {
        armour.push('\n');
    }
    Ok(armour)
}

/// An opened private key. Its secret is wiped from memory when it is dropped.
pub struct SigningKey {
    pair: Ed25519Keypair,
}

impl SigningKey {
    /// A key from 32 secret bytes (RFC 8032, section 5.1.5); two keys from the same bytes are equal.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self { pair: Ed25519Keypair::from_seed(seed) }
    }

    pub(super) const fn of(pair: Ed25519Keypair) -> Self {
        Self { pair }
    }

    pub(super) fn openssh(&self, comment: &str) -> Option<ssh_key::PrivateKey> {
        ssh_key::PrivateKey::new(KeypairData::Ed25519(self.pair.clone()), comment).ok()
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.pair.public.0)
    }

    /// Signs a text for a purpose. The same key, purpose and text give the same signature.
    ///
    /// # Errors
    /// None is known of an Ed25519 key in memory; the library allows for one.
    pub fn sign(&self, namespace: &Namespace, text: &[u8]) -> Result<Signature, SignatureFault> {
        let key = self.openssh("").ok_or(SignatureFault::KeyForm)?;
        let signature =
            key.sign(namespace.as_str(), HashAlg::Sha512, text).map_err(|_| SignatureFault::Form)?;
        Signature::read(&encoded(&signature)?)
    }
}

impl fmt::Debug for SigningKey {
    /// Never the secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningKey({})", self.public())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SigningKey {
        SigningKey::from_seed(&[byte; 32])
    }

    fn namespace() -> Namespace {
        Namespace::new(Purpose::Amendment, "region-handbook")
    }

    #[test]
    fn a_signature_is_good_for_its_text_purpose_and_handbook_alone() {
        let text = "Handbook-Amendment: 1\n".as_bytes();
        let signature = key(7).sign(&namespace(), text).unwrap();
        let read = Signature::read(signature.armour()).unwrap();
        assert_eq!(read, signature);
        assert_eq!(read.verify(&namespace(), text), Ok(&key(7).public()));
        assert_eq!(read.verify(&namespace(), b"other"), Err(SignatureFault::Text));
        for purpose in Purpose::ALL {
            for handbook in ["region-handbook", "other"] {
                let other = Namespace::new(purpose, handbook);
                assert_eq!(read.verify(&other, text).is_ok(), other == namespace(), "{other}");
            }
        }
        assert_eq!(key(7).sign(&namespace(), text).unwrap(), signature, "the same every time");
    }

    #[test]
    fn no_flipped_bit_of_the_armour_or_of_the_text_is_accepted() {
        let text = b"Handbook-Amendment: 1\nKind: remark\n".to_vec();
        let armour = key(7).sign(&namespace(), &text).unwrap().armour().to_owned();
        let accepts = |armour: &[u8], text: &[u8]| {
            std::str::from_utf8(armour)
                .ok()
                .and_then(|armour| Signature::read(armour).ok())
                .is_some_and(|signature| signature.verify(&namespace(), text).is_ok())
        };
        assert!(accepts(armour.as_bytes(), &text));
        let mut flips = 0;
        for bit in 0..armour.len() * 8 {
            let mut spoilt = armour.clone().into_bytes();
            spoilt[bit / 8] ^= 1 << (bit % 8);
            assert!(!accepts(&spoilt, &text), "bit {bit}");
            flips += 1;
        }
        for bit in 0..text.len() * 8 {
            let mut spoilt = text.clone();
            spoilt[bit / 8] ^= 1 << (bit % 8);
            assert!(!accepts(armour.as_bytes(), &spoilt), "bit {bit} of the text");
            flips += 1;
        }
        assert!(flips > 1592, "{flips}");
        // And of the bytes inside the armour, encoded again.
        let inner: String = armour.lines().filter(|line| !line.starts_with('-')).collect();
        let bytes = data_encoding::BASE64.decode(inner.as_bytes()).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut spoilt = bytes.clone();
            spoilt[bit / 8] ^= 1 << (bit % 8);
            assert!(!accepts(wrapped(&spoilt, 70).as_bytes(), &text), "inner bit {bit}");
        }
        assert_eq!(wrapped(&bytes, 70), armour);
    }

    fn wrapped(bytes: &[u8], width: usize) -> String {
        let base64 = data_encoding::BASE64.encode(bytes);
        let lines: Vec<&str> =
            base64.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("{BEGIN}{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"))
    }

    #[test]
    fn one_armour_for_one_signature() {
        let armour = key(7).sign(&namespace(), b"text\n").unwrap().armour().to_owned();
        let inner: String = armour.lines().filter(|line| !line.starts_with('-')).collect();
        let bytes = data_encoding::BASE64.decode(inner.as_bytes()).unwrap();
        for other in [
            format!("junk\n{armour}"),
            format!("{armour}\n"),
            format!("{armour}junk\n"),
            format!(" {armour}"),
            format!("{armour}{armour}"),
            armour.replace('\n', "\r\n"),
            armour.trim_end().to_owned(),
            wrapped(&bytes, 64),
            wrapped(&bytes, 1000),
            wrapped(&[bytes.as_slice(), &[0]].concat(), 70),
            wrapped(&bytes[..bytes.len() - 1], 70),
            armour.replace("SSH SIGNATURE", "SSH SIGNATUR"),
            armour.lines().rev().collect::<Vec<_>>().join("\n"),
            String::new(),
            BEGIN.to_owned(),
        ] {
            assert_eq!(Signature::read(&other), Err(SignatureFault::Form), "{other:?}");
        }
    }

    #[test]
    fn keys_of_other_kinds_and_weak_ones_are_named() {
        let line = key(1).public().to_string();
        assert_eq!(PublicKey::read(&line), Ok(key(1).public()));
        assert_eq!(PublicKey::read(&format!("{line} she@office")), Ok(key(1).public()));
        for wrong in ["", "ssh-ed25519", "ssh-ed25519 AAAA", &line[12..], &line.replace(' ', "  ")] {
            assert_eq!(PublicKey::read(wrong), Err(SignatureFault::KeyForm), "{wrong}");
        }
        let sk = "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gAAAABHNzaDo=";
        assert_eq!(PublicKey::read(sk), Err(SignatureFault::Kind("sk-ssh-ed25519@openssh.com".to_owned())));
        for point in [[0; 32], {
            let mut one = [0; 32];
            one[0] = 1;
            one[31] = 0x80;
            one
        }] {
            let weak = PublicKey(point);
            assert_eq!(PublicKey::read(&weak.to_string()), Err(SignatureFault::Weak));
        }
    }
}
