//! Private keys in files: made, opened, shown and backed up, in the form of OpenSSH
//! (`PROTOCOL.key`), encrypted with a passphrase (bcrypt-pbkdf and AES-256).

use camino::Utf8Path;
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::rand_core::{OsRng, RngCore as _};
use ssh_key::{Cipher, Kdf, LineEnding, PrivateKey};

use super::signature::SigningKey;
use super::{PublicKey, Refusal, RefusalCode};
use crate::error::Result;
use crate::fs;

/// How much work it is to try a passphrase: rounds of bcrypt-pbkdf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounds(u32);

impl Rounds {
    /// As `ssh-keygen -a 64`: about a second on the machines of today.
    pub const USUAL: Self = Self(64);
    /// As few as possible; for tests.
    pub const FEWEST: Self = Self(1);
}

/// A private key as it stands in a file, encrypted or not.
#[derive(Clone)]
pub struct KeyFile {
    key: PrivateKey,
    public: PublicKey,
}

impl KeyFile {
    /// A new key from the system's source of chance, encrypted with a passphrase.
    ///
    /// # Errors
    /// R0035 where the passphrase is empty.
    pub fn make(comment: &str, passphrase: &str, rounds: Rounds) -> std::result::Result<Self, Refusal> {
        let mut seed = [0; 32];
        OsRng.fill_bytes(&mut seed);
        Self::lock(&SigningKey::from_seed(&seed), comment, passphrase, rounds)
    }

    /// Encrypts a key with a passphrase.
    ///
    /// # Errors
    /// R0035 where the passphrase is empty.
    pub fn lock(
        key: &SigningKey,
        comment: &str,
        passphrase: &str,
        rounds: Rounds,
    ) -> std::result::Result<Self, Refusal> {
        if passphrase.is_empty() {
            return Err(Refusal::new(
                RefusalCode::R0035,
                "a key is not kept without a passphrase",
                "choose a passphrase of several words; a key without one is made with `--no-passphrase` only",
            ));
        }
        let mut salt = vec![0; 16];
        OsRng.fill_bytes(&mut salt);
        let kdf = Kdf::Bcrypt { salt, rounds: rounds.0 };
        let locked = key
            .openssh(comment)
            .and_then(|open| open.encrypt_with(Cipher::Aes256Ctr, kdf, OsRng.next_u32(), passphrase).ok());
        locked.map(|locked| Self { key: locked, public: key.public() }).ok_or_else(not_a_key)
    }

    /// As [`KeyFile::make`], not encrypted: whoever has the file can sign.
    ///
    /// # Errors
    /// R0035 where the key cannot be written.
    pub fn make_bare(comment: &str) -> std::result::Result<Self, Refusal> {
        let mut seed = [0; 32];
        OsRng.fill_bytes(&mut seed);
        Self::bare(&SigningKey::from_seed(&seed), comment)
    }

    /// A key that is not encrypted, for throw-away keys alone: whoever has the file can sign.
    ///
    /// # Errors
    /// R0035 where the key cannot be written.
    pub fn bare(key: &SigningKey, comment: &str) -> std::result::Result<Self, Refusal> {
        let found = key.openssh(comment).map(|open| Self { key: open, public: key.public() });
        found.ok_or_else(not_a_key)
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    /// R0035 where it is no private key, R0032 where it is of a kind that is not accepted.
    pub fn read(text: &str) -> std::result::Result<Self, Refusal> {
        let text = text.replace("\r\n", "\n");
        let key = PrivateKey::from_openssh(&text).map_err(|_| {
            // The public half stands first in the file, in the clear.
            let kind = openssh_kind(&text).filter(|kind| kind != "ssh-ed25519");
            kind.map_or_else(not_a_key, |kind| super::SignatureFault::Kind(kind).refusal())
        })?;
        let line = key.public_key().to_openssh().map_err(|_| not_a_key())?;
        let public = PublicKey::read(&line).map_err(|fault| fault.refusal())?;
        Ok(Self { key, public })
    }

    /// Whether opening it needs a passphrase.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.key.is_encrypted()
    }

    /// The public half, which needs no passphrase.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The words after the key. An encrypted file shows none until it is opened.
    #[must_use]
    pub fn comment(&self) -> &str {
        self.key.comment()
    }

    /// The key itself. `passphrase` is not looked at where the file is not encrypted.
    ///
    /// # Errors
    /// R0035 where the passphrase is wrong.
    pub fn open(&self, passphrase: &str) -> std::result::Result<SigningKey, Refusal> {
        let opened = if self.is_encrypted() {
            self.key.decrypt(passphrase).map_err(|_| {
                Refusal::new(
                    RefusalCode::R0035,
                    "the passphrase does not open the key",
                    "type it again; nobody can recover a lost passphrase, but a new key can be registered",
                )
            })?
        } else {
            self.key.clone()
        };
        match opened.key_data() {
            // The secret decides: a file whose public half is another one must not sign.
            KeypairData::Ed25519(pair)
                if Ed25519Keypair::from_seed(&pair.private.to_bytes()).public.0 == pair.public.0
                    && SigningKey::of(pair.clone()).public() == self.public =>
            {
                Ok(SigningKey::of(pair.clone()))
            }
            _ => Err(not_a_key()),
        }
    }

    /// The text of the file, as OpenSSH writes it.
    #[must_use]
    pub fn text(&self) -> String {
        self.key.to_openssh(LineEnding::LF).map(|text| text.to_string()).unwrap_or_default()
    }

    /// Writes the file so that nobody but its owner can read it, and beside it `.pub` with the
    /// public half. A file that is there already is not replaced.
    ///
    /// # Errors
    /// Where the machine fails, or a file of this name exists.
    pub fn write(&self, path: &Utf8Path, comment: &str) -> Result<()> {
        fs::write_private(path, self.text().as_bytes())?;
        let public = format!("{}.pub", path);
        fs::write_atomic(Utf8Path::new(&public), format!("{} {comment}\n", self.public).as_bytes())
    }
}

impl std::fmt::Debug for KeyFile {
    /// Never the secret.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "KeyFile({})", self.public)
    }
}

/// The kind of key in a file of OpenSSH (`PROTOCOL.key`, section 1): after the magic bytes the names of
/// cipher and derivation, its options, the number of keys and the first public key.
fn openssh_kind(text: &str) -> Option<String> {
    let base64: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let bytes = data_encoding::BASE64.decode(base64.as_bytes()).ok()?;
    let mut rest = bytes.strip_prefix(b"openssh-key-v1\0")?;
    let mut field = |skip: usize| -> Option<&[u8]> {
        let (length, after) = rest.get(skip..)?.split_first_chunk::<4>()?;
        let (field, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        rest = after;
        Some(field)
    };
    for _ in 0..3 {
        field(0)?;
    }
    let public = field(4)?;
    let length = u32::from_be_bytes(*public.first_chunk::<4>()?) as usize;
    let kind = public.get(4..4 + length)?;
    let plain = kind.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-@.".contains(byte));
    plain.then(|| String::from_utf8_lossy(kind).into_owned())
}

fn not_a_key() -> Refusal {
    Refusal::new(
        RefusalCode::R0035,
        "the file is no private key in the form of OpenSSH",
        "choose the file that `handbook key new` or `ssh-keygen` wrote, the one without `.pub`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amend::{Namespace, Purpose};

    #[test]
    fn a_key_opens_with_its_passphrase_only() {
        let made = KeyFile::make("she@office", "correct horse", Rounds::FEWEST).unwrap();
        let read = KeyFile::read(&made.text()).unwrap();
        assert!(read.is_encrypted());
        assert_eq!(read.public(), made.public());
        assert_eq!(read.open("wrong").unwrap_err().code, RefusalCode::R0035);
        let opened = read.open("correct horse").unwrap();
        assert_eq!(&opened.public(), read.public());
        let namespace = Namespace::new(Purpose::Review, "x");
        let signature = opened.sign(&namespace, b"text").unwrap();
        assert_eq!(signature.verify(&namespace, b"text"), Ok(read.public()));
        assert_eq!(KeyFile::make("", "", Rounds::FEWEST).unwrap_err().code, RefusalCode::R0035);
        assert_eq!(KeyFile::read("no key").unwrap_err().code, RefusalCode::R0035);
        assert_eq!(KeyFile::read(&made.text().replace('\n', "\r\n")).unwrap().public(), made.public());
    }

    #[test]
    fn only_the_owner_can_read_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = camino::Utf8PathBuf::try_from(folder.path().join("keys/mine")).unwrap();
        let key = KeyFile::make("", "p", Rounds::FEWEST).unwrap();
        key.write(&path, "she@office").unwrap();
        assert!(key.write(&path, "").is_err(), "a key is never written over");
        assert_eq!(fs::read_text(&path).unwrap(), key.text());
        let public = fs::read_text(&camino::Utf8PathBuf::from(format!("{path}.pub"))).unwrap();
        assert_eq!(public, format!("{} she@office\n", key.public()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
