//! Spoilt and foreign signatures.

use handbook::amend::{Namespace, Purpose, SigningKey};

use super::super::sample::{ANNEX, HANDBOOK, good, key, namespace, sign};
use super::{Case, case};

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
const END: &str = "-----END SSH SIGNATURE-----\n";

/// Over any text, by `ssh-keygen` with keys that were thrown away.
const RSA: &str = include_str!("../../fixtures/amendments/rsa.sig");
const ECDSA: &str = include_str!("../../fixtures/amendments/ecdsa.sig");

/// The armour of some bytes, in lines of a width.
fn armour(bytes: &[u8], width: usize) -> String {
    let base64 = data_encoding::BASE64.encode(bytes);
    let lines: String = base64
        .as_bytes()
        .chunks(width)
        .map(|line| String::from_utf8_lossy(line).into_owned() + "\n")
        .collect();
    format!("{BEGIN}{lines}{END}")
}

/// The bytes in an armour.
fn inner(armour: &str) -> Vec<u8> {
    let base64: String = armour.lines().filter(|line| !line.starts_with('-')).collect();
    data_encoding::BASE64.decode(base64.as_bytes()).unwrap()
}

/// The bytes of a signature with a public key of this kind and of these fields.
fn other_kind(kind: &[u8], fields: &[&[u8]]) -> Vec<u8> {
    let put = |out: &mut Vec<u8>, field: &[u8]| {
        out.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
        out.extend(field);
    };
    let mut public = Vec::new();
    put(&mut public, kind);
    fields.iter().for_each(|field| put(&mut public, field));
    let mut signature = Vec::new();
    put(&mut signature, kind);
    put(&mut signature, &[7; 64]);
    let mut bytes = b"SSHSIG\x00\x00\x00\x01".to_vec();
    for field in [public.as_slice(), namespace().as_str().as_bytes(), b"", b"sha512", &signature] {
        put(&mut bytes, field);
    }
    bytes
}

pub(super) fn cases() -> Vec<Case> {
    let payload = good().payload();
    let signature = key().sign(&namespace(), payload.as_bytes()).unwrap();
    let good_armour = signature.armour().to_owned();
    let bytes = inner(&good_armour);
    let made_for =
        |namespace: &Namespace| payload.clone() + key().sign(namespace, payload.as_bytes()).unwrap().armour();
    let sealed = |armour: &str| format!("{payload}{armour}");
    let lines: Vec<&str> = good_armour.lines().collect();
    let reordered = [&lines[..1], &[lines[2], lines[1]], &lines[3..]].concat().join("\n") + "\n";
    let last = payload.rfind("Ardanian or English").unwrap();
    let sha256 = {
        // The same signature that says it was made over SHA-256.
        let at = bytes.windows(6).position(|window| window == b"sha512").unwrap();
        let mut other = bytes.clone();
        other[at..at + 6].copy_from_slice(b"sha256");
        other
    };
    let mut weak = [0; 32];
    weak[0] = 1;
    let application: &[u8] = b"ssh:";
    vec![
        case("seal-none", "R0030", payload.clone()),
        case(
            "seal-of-another-file",
            "R0034",
            sealed(key().sign(&namespace(), b"another\n").unwrap().armour()),
        ),
        case("seal-for-review", "R0033", made_for(&Namespace::new(Purpose::Review, HANDBOOK))),
        case("seal-for-ledger", "R0033", made_for(&Namespace::new(Purpose::Ledger, HANDBOOK))),
        case(
            "seal-for-another-handbook",
            "R0033",
            made_for(&Namespace::new(Purpose::Amendment, "outer-sea")),
        ),
        case("seal-by-another-key", "R0034", {
            payload.clone()
                + SigningKey::from_seed(&[6; 32]).sign(&namespace(), payload.as_bytes()).unwrap().armour()
        }),
        case("seal-word-altered", "R0034", {
            let mut altered = sealed(&good_armour);
            altered.replace_range(last..last + 8, "Ardanien");
            altered
        }),
        case("seal-header-altered", "R0034", sealed(&good_armour).replace("State: XA", "State: XB")),
        case("seal-reasons-altered", "R0034", sealed(&good_armour).replace("The practice", "The law")),
        case("seal-author-altered", "R0034", sealed(&good_armour).replace("xa-delegate-1", "xa-delegate-2")),
        case("seal-cut", "R0031", sealed(&(lines[..3].join("\n") + "\n" + END))),
        case("seal-without-end", "R0005", sealed(&good_armour.replace(END, ""))),
        case("seal-damaged-end", "R0031", sealed(&good_armour.replace(END, "-----END SSH SIGNATURE----\n"))),
        case(
            "seal-damaged-begin",
            "R0022",
            sealed(&good_armour.replace(BEGIN, "----BEGIN SSH SIGNATURE-----\n")),
        ),
        case("seal-lines-reordered", "R0031", sealed(&reordered)),
        case("seal-wrapped-at-64", "R0031", sealed(&armour(&bytes, 64))),
        case("seal-wrapped-at-76", "R0031", sealed(&armour(&bytes, 76))),
        case("seal-in-one-line", "R0031", sealed(&armour(&bytes, 1_000))),
        case("seal-longer-inside", "R0031", sealed(&armour(&[bytes.as_slice(), b"junk"].concat(), 70))),
        case("seal-shorter-inside", "R0031", sealed(&armour(&bytes[..bytes.len() - 1], 70))),
        case("seal-empty", "R0031", sealed(&format!("{BEGIN}{END}"))),
        case("seal-no-base64", "R0031", sealed(&format!("{BEGIN}not base 64!\n{END}"))),
        case("seal-indented", "R0031", sealed(&good_armour.replace("\nU1", "\n U1"))),
        case(
            "seal-of-pgp",
            "R0022",
            sealed("-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----\n"),
        ),
        case("seal-junk-before", "R0024", sealed(&format!("junk\n{good_armour}"))),
        case("seal-junk-after", "R0024", sealed(&format!("{good_armour}junk\n"))),
        case("seal-blank-line-after", "R0024", sealed(&format!("{good_armour}\n"))),
        case("seal-two", "R0024", sealed(&format!("{good_armour}{good_armour}"))),
        case("seal-two-amendments", "R0024", sealed(&good_armour).repeat(2)),
        case("seal-rsa", "R0032", sealed(RSA)),
        case("seal-ecdsa", "R0032", sealed(ECDSA)),
        case("seal-dsa", "R0032", sealed(&armour(&other_kind(b"ssh-dss", &[&[1], &[1], &[1], &[1]]), 70))),
        case(
            "seal-security-key",
            "R0032",
            sealed(&armour(&other_kind(b"sk-ssh-ed25519@openssh.com", &[&[9; 32], application]), 70)),
        ),
        case("seal-weak-key", "R0032", sealed(&armour(&other_kind(b"ssh-ed25519", &[&weak]), 70))),
        case("seal-sha256", "R0031", sealed(&armour(&sha256, 70))),
        case("seal-version-2", "R0031", {
            let mut other = bytes.clone();
            other[9] = 2;
            sealed(&armour(&other, 70))
        }),
        case("seal-hidden-in-a-deletion", "R0022", {
            // The signature stands where a deleted line would: inside the last hunk.
            let short = payload.replace("@@ -2,", "@@ -2,9");
            sign(&short)
        }),
        case("seal-over-carriage-returns", "R0034", {
            let crlf = payload.replace('\n', "\r\n");
            crlf.clone() + key().sign(&namespace(), crlf.as_bytes()).unwrap().armour()
        }),
        case("seal-path-altered", "R0034", sealed(&good_armour).replace(ANNEX, "content/annexes/xb.md")),
    ]
}
