//! Stock tools read what we write, and we read what they write.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use handbook::amend::{Digest, Filed, KeyFile, Rounds, Signature};

use super::sample::{ANNEX, HANDBOOK, TEXTS, edit, good, key, namespace, sign, text};

/// A folder of its own for the tools.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::Builder::new().prefix("handbook-tools-").tempdir().unwrap() }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        self
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// A command line of the documents, run as it stands there.
    fn shell(&self, line: &str) -> Output {
        Command::new("sh")
            .args(["-c", line])
            .current_dir(self.path())
            .stdin(Stdio::null())
            .env("GIT_CEILING_DIRECTORIES", self.path())
            .output()
            .unwrap()
    }

    #[track_caller]
    fn good(&self, line: &str) -> String {
        let output = self.shell(line);
        let told =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{line}: {told}");
        told
    }

    #[track_caller]
    fn bad(&self, line: &str) {
        assert!(!self.shell(line).status.success(), "{line}");
    }
}

/// As in `docs/formats/amendment.md`.
const CUT: &str = "sed '/^-----BEGIN SSH SIGNATURE-----$/,$d' x.amend > payload && sed -n '/^-----BEGIN SSH SIGNATURE-----$/,$p' x.amend > seal";
const VERIFY: &str =
    "ssh-keygen -Y verify -f allowed_signers -I xa-delegate-1 -n amendment.v1@inner-sea -s seal < payload";

fn bench() -> Bench {
    let bench = Bench::new();
    let signer = |namespaces: &str| {
        format!("xa-delegate-1 namespaces=\"{namespaces}\",valid-after=\"20260101\" {}\n", key().public())
    };
    bench
        .write("x.amend", sign(&good().payload()))
        .write("allowed_signers", signer("amendment.v1@inner-sea,review.v1@inner-sea"))
        .write("ledger_signers", signer("ledger.v1@inner-sea"));
    bench
}

#[test]
fn stock_tools_cut_and_verify_the_signature() {
    let bench = bench();
    bench.good(CUT);
    assert_eq!(bench.read("payload"), good().payload());
    assert!(bench.good(VERIFY).contains("Good \"amendment.v1@inner-sea\" signature"));
    assert!(
        bench
            .good("ssh-keygen -Y check-novalidate -n amendment.v1@inner-sea -s seal < payload")
            .contains("Good")
    );
    assert!(
        bench
            .good("ssh-keygen -Y find-principals -f allowed_signers -s seal < payload")
            .contains("xa-delegate-1")
    );
    bench.bad(&VERIFY.replace("amendment.v1", "review.v1"));
    bench.bad(&VERIFY.replace("inner-sea", "outer-sea"));
    bench.bad(&VERIFY.replace("allowed_signers", "ledger_signers"));
    bench.good("sed -i s/English/French/ payload");
    bench.bad(VERIFY);
}

#[test]
fn what_stock_tools_sign_we_verify() {
    let bench = bench();
    bench.good("ssh-keygen -q -t ed25519 -N '' -C she@office -f mine");
    bench.write("x.amend", good().payload());
    bench.good(
        "ssh-keygen -Y sign -q -f mine -n amendment.v1@inner-sea x.amend && cat x.amend.sig >> x.amend",
    );
    let filed = Filed::read("x.amend", bench.read("x.amend").as_bytes()).unwrap();
    let public = bench.read("mine.pub").parse().unwrap();
    assert_eq!(filed.verify(&namespace()), Ok(&public));
    // Another hash than the one of the form.
    bench.good("ssh-keygen -Y sign -q -f mine -n amendment.v1@inner-sea -O hashalg=sha256 < payload > seal256 || ssh-keygen -Y sign -q -O hashalg=sha256 -f mine -n amendment.v1@inner-sea < mine.pub > seal256");
    assert!(Signature::read(&bench.read("seal256")).is_err());
}

#[test]
fn keys_go_both_ways_with_and_without_passphrase() {
    let bench = bench();
    // Ours, read by the stock tool.
    let made = KeyFile::make("she@office", "open sesame", Rounds::FEWEST).unwrap();
    bench.write("ours", made.text());
    let public = bench.good("ssh-keygen -y -P 'open sesame' -f ours");
    assert!(public.starts_with(&made.public().to_string()), "{public}");
    bench.bad("ssh-keygen -y -P wrong -f ours");
    bench.good("ssh-keygen -q -p -P 'open sesame' -N '' -f ours");
    bench.write("text", "words\n");
    bench.good("ssh-keygen -Y sign -q -f ours -n amendment.v1@inner-sea < text > seal");
    let signature = Signature::read(&bench.read("seal")).unwrap();
    assert_eq!(signature.verify(&namespace(), b"words\n"), Ok(made.public()));
    // Theirs, read by us, encrypted and not.
    for passphrase in ["", "open sesame"] {
        bench.good(&format!("rm -f theirs theirs.pub && ssh-keygen -q -t ed25519 -a 1 -N '{passphrase}' -C she@office -f theirs"));
        let file = KeyFile::read(&bench.read("theirs")).unwrap();
        assert_eq!(file.is_encrypted(), !passphrase.is_empty());
        let opened = file.open(passphrase).unwrap();
        let signed = good().signed(&opened, &namespace()).unwrap();
        bench.write("x.amend", signed);
        bench.write("allowed_signers", format!("xa-delegate-1 {}", bench.read("theirs.pub")));
        bench.good(CUT);
        bench.good(VERIFY);
        let fingerprint = bench.good("ssh-keygen -l -f theirs.pub");
        assert!(fingerprint.contains(&file.public().fingerprint()), "{fingerprint}");
    }
    bench.good("ssh-keygen -q -t ecdsa -N '' -f other");
    assert_eq!(KeyFile::read(&bench.read("other")).unwrap_err().code.name(), "R0032");
    assert_eq!(HANDBOOK, "inner-sea");
}

/// The whole file, header and signature included, is a patch for stock tools.
#[test]
fn git_and_patch_apply_the_whole_file() {
    let other = text(ANNEX).replace("within 30 days", "within 60 days").replace("2026-11-01", "2026-11-20");
    let further = format!("{}\nLast words.\n", text(ANNEX).replace("2026-11-01", "2026-11-20"));
    let kind = super::sample::answers(handbook::amend::Kind::Annex);
    let made = |after: &str| handbook::amend::compose(kind.clone(), &[edit(ANNEX, after)], vec![]).unwrap();
    for amendment in [good(), made(&other), made(&further), super::sample::moving()] {
        for tool in [
            "git apply x.amend",
            "git apply --check x.amend && git apply x.amend",
            "patch -p1 -F0 -N -s -i x.amend",
        ] {
            let bench = Bench::new();
            for (path, text) in TEXTS.iter() {
                bench.write(path, text);
            }
            bench.write("x.amend", sign(&amendment.payload()));
            bench.good(tool);
            for bound in &amendment.results {
                assert_eq!(Digest::of(bench.read(&bound.path)), bound.digest, "{tool}");
            }
            for bound in &amendment.bases {
                let gone = !bench.path().join(&bound.path).exists();
                assert_eq!(gone, amendment.result(&bound.path).is_none(), "{tool}");
            }
        }
    }
}
