//! The signatures of an edition: blocks in the form of OpenSSH, one after the other.

use std::collections::BTreeSet;

use super::Manifest;
use crate::amend::{Namespace, PublicKey, Purpose, Refusal, RefusalCode, Signature, SigningKey};

/// Where a block begins.
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
/// No edition has more signatures: what is longer is not read.
const MOST: usize = 64;

/// The signatures of one manifest, verified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seal {
    /// Keys whose signatures hold, of those that count, in the order of the file.
    pub keys: Vec<PublicKey>,
    /// Ids of the persons whose keys they are.
    pub persons: BTreeSet<String>,
    /// Whether the file holds anything but signatures that hold and count.
    pub spoilt: bool,
}

impl Seal {
    /// Verifies the file `manifest.sigs` over the text of a manifest.
    #[must_use]
    pub fn read(manifest: &Manifest, text: &str, signatures: &str) -> Self {
        Self::over(Purpose::Edition, manifest, text, signatures)
    }

    /// Verifies signatures for a purpose over a text by those who sign the edition.
    pub(super) fn over(purpose: Purpose, manifest: &Manifest, text: &str, signatures: &str) -> Self {
        let namespace = Namespace::new(purpose, &manifest.handbook);
        let mut seal =
            Self { spoilt: !signatures.is_empty() && !signatures.starts_with(BEGIN), ..Self::default() };
        for (number, block) in signatures.split(BEGIN).skip(1).enumerate() {
            let armour = format!("{BEGIN}{block}");
            let read = (number < MOST).then(|| Signature::read(&armour).ok()).flatten();
            let key = read.and_then(|read| read.verify(&namespace, text.as_bytes()).ok().cloned());
            let root = key.and_then(|key| manifest.roots.iter().find(|root| root.key == key));
            match root {
                Some(root) if !seal.keys.contains(&root.key) => {
                    seal.keys.push(root.key.clone());
                    seal.persons.insert(root.person.clone());
                }
                _ => seal.spoilt = true,
            }
        }
        seal
    }

    /// Whether enough persons signed.
    #[must_use]
    pub fn is_enough(&self, manifest: &Manifest) -> bool {
        manifest.threshold > 0 && self.persons.len() >= manifest.threshold as usize
    }
}

/// The file of signatures with one more. A key that has signed already adds nothing.
///
/// # Errors
/// [`RefusalCode::R0162`] where the key does not count for this edition or what is there does not
/// hold.
pub fn endorse(
    manifest: &Manifest,
    text: &str,
    signatures: &str,
    key: &SigningKey,
) -> Result<String, Refusal> {
    endorse_as(Purpose::Edition, manifest, text, signatures, key)
}

/// As [`endorse`], for a purpose.
pub(super) fn endorse_as(
    purpose: Purpose,
    manifest: &Manifest,
    text: &str,
    signatures: &str,
    key: &SigningKey,
) -> Result<String, Refusal> {
    let public = key.public();
    if !manifest.roots.iter().any(|root| root.key == public) {
        let may: BTreeSet<&str> = manifest.roots.iter().map(|root| root.person.as_str()).collect();
        return Err(Refusal::new(
            RefusalCode::R0162,
            format!(
                "the key {} is not among those that sign the edition {}",
                public.fingerprint(),
                manifest.edition
            ),
            "leave it to one of those whose keys its manifest lists",
        )
        .who(may.into_iter().collect::<Vec<_>>().join(", ")));
    }
    let seal = Seal::over(purpose, manifest, text, signatures);
    if seal.spoilt {
        return Err(Refusal::new(
            RefusalCode::R0162,
            format!("the signatures of the edition {} were altered", manifest.edition),
            "restore `manifest.sigs` from a copy that you trust, then sign",
        ));
    }
    if seal.keys.contains(&public) {
        return Ok(signatures.to_owned());
    }
    let namespace = Namespace::new(purpose, &manifest.handbook);
    let signature = key.sign(&namespace, text.as_bytes()).map_err(|fault| fault.refusal())?;
    Ok(format!("{signatures}{}", signature.armour()))
}

/// The file of signatures with one that was made elsewhere over the same manifest, by this program or by
/// `ssh-keygen -Y sign`. One that is there already adds nothing.
///
/// # Errors
/// [`RefusalCode::R0162`] where it is no signature over this manifest by somebody who signs the edition.
pub fn take_in_signature(
    manifest: &Manifest,
    text: &str,
    signatures: &str,
    armour: &str,
) -> Result<String, Refusal> {
    let armour = armour.replace("\r\n", "\n");
    let more = format!("{}\n", armour.trim());
    let (own, there) = (Seal::read(manifest, text, &more), Seal::read(manifest, text, signatures));
    let refused = |message: String, remedy: &str| Err(Refusal::new(RefusalCode::R0162, message, remedy));
    match own.keys.first() {
        _ if there.spoilt => refused(
            format!("the signatures of the edition {} were altered", manifest.edition),
            "restore `manifest.sigs` from a copy that you trust, then take the signature in",
        ),
        Some(key) if !own.spoilt => match there.keys.contains(key) {
            true => Ok(signatures.to_owned()),
            false => Ok(format!("{signatures}{more}")),
        },
        _ => refused(
            format!(
                "this is no signature over the manifest of {} by somebody who signs it",
                manifest.edition
            ),
            &format!(
                "have exactly the file `manifest` signed: `ssh-keygen -Y sign -n {} -f KEY manifest`",
                Namespace::new(Purpose::Edition, &manifest.handbook)
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::RootKey;
    use crate::release::manifest::tests::sample;

    #[test]
    fn enough_persons_not_enough_keys() {
        let key = |seed: u8| SigningKey::from_seed(&[seed; 32]);
        let mut manifest = sample();
        manifest.roots = [(1, "chair"), (2, "chair"), (3, "chief")]
            .map(|(seed, person)| RootKey { key: key(seed).public(), person: person.into() })
            .into();
        let text = manifest.write();
        let one = endorse(&manifest, &text, "", &key(1)).unwrap();
        assert_eq!(endorse(&manifest, &text, &one, &key(1)).unwrap(), one);
        let two = endorse(&manifest, &text, &one, &key(2)).unwrap();
        assert!(!Seal::read(&manifest, &text, &two).is_enough(&manifest), "two keys of one person");
        let three = endorse(&manifest, &text, &two, &key(3)).unwrap();
        let seal = Seal::read(&manifest, &text, &three);
        assert!(seal.is_enough(&manifest) && !seal.spoilt);
        assert_eq!(endorse(&manifest, &text, "", &key(9)).unwrap_err().code, RefusalCode::R0162);
        // No byte of the file can be another one unnoticed.
        for at in 0..three.len() {
            let mut bytes = three.clone().into_bytes();
            bytes[at] ^= 0x01;
            let spoilt = String::from_utf8_lossy(&bytes).into_owned();
            assert!(Seal::read(&manifest, &text, &spoilt).spoilt, "byte {at}");
        }
        assert!(Seal::read(&manifest, &text, &format!("{three}\n")).spoilt);
        assert!(Seal::read(&manifest, &format!("{text} "), &three).spoilt);
        assert!(!Seal::read(&manifest, &text, "").spoilt);
        // The same, signed elsewhere.
        let apart = endorse(&manifest, &text, "", &key(3)).unwrap();
        assert_eq!(take_in_signature(&manifest, &text, &two, &apart.replace('\n', "\r\n")).unwrap(), three);
        assert_eq!(take_in_signature(&manifest, &text, &three, &apart).unwrap(), three);
        let other = endorse(&manifest, &format!("{text} "), "", &key(3)).unwrap();
        for wrong in ["", "x", &other, &format!("{apart}x"), &apart.replace("BEGIN", "BEGUN")] {
            let refused = take_in_signature(&manifest, &text, &two, wrong).unwrap_err();
            assert_eq!(refused.code, RefusalCode::R0162, "{wrong}");
        }
    }
}
