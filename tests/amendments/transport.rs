//! The ways an amendment travels.

use std::io::Write as _;
use std::process::{Command, Stdio};

use handbook::amend::{Filed, Import, RefusalCode};

use super::sample::{ANNEX, good, namespace, sign};

/// Lines as long as a page of Thai pasted in one piece.
fn long() -> String {
    let line = "คำร้องขอต้องทำเป็นภาษาไทยหรือมีคำแปลภาษาไทยที่รับรองแล้วแนบมาด้วย ".repeat(40);
    let after = super::sample::edited_annex().replace("within 30 days.", &format!("within 30 days. {line}x"));
    let edit = super::sample::edit(ANNEX, &after);
    let answers = super::sample::answers(handbook::amend::Kind::Annex);
    sign(&handbook::amend::compose(answers, &[edit], vec![]).unwrap().payload())
}

fn is_good(bytes: &[u8]) -> bool {
    Filed::read("x.amend", bytes).is_ok_and(|filed| filed.verify(&namespace()).is_ok())
}

#[test]
fn what_may_happen_on_the_way_changes_nothing() {
    for text in [sign(&good().payload()), long()] {
        assert!(is_good(text.as_bytes()));
        assert!(is_good(text.replace('\n', "\r\n").as_bytes()), "carriage returns");
        assert!(is_good(format!("\u{feff}{text}").as_bytes()), "byte-order mark");
        assert!(is_good(format!("\u{feff}{}", text.replace('\n', "\r\n")).as_bytes()));
        let stripped: String = text.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
        assert_eq!(stripped, text, "no blanks at the end of lines, so that none can be lost");
    }
    let crlf = sign(&good().payload()).replace('\n', "\r\n");
    let filed = Filed::read("x.amend", crlf.as_bytes()).unwrap();
    assert!(matches!(filed.imports[..], [Import::LineEnds(lines)] if lines > 20));
}

#[test]
fn what_must_not_happen_is_told() {
    let text = sign(&good().payload());
    for (spoilt, code) in [
        (text.replace('\n', "\r"), RefusalCode::R0010),
        (text.replace("Requests go", "Requests\tgo"), RefusalCode::R0034),
        (text.replace("English is accepted", "English is  accepted"), RefusalCode::R0034),
        (text.lines().map(|line| format!(" {line}\n")).collect(), RefusalCode::R0010),
        (text.replace("\n\n", "\n"), RefusalCode::R0017),
    ] {
        let codes: Vec<RefusalCode> = match Filed::read("x.amend", spoilt.as_bytes()) {
            Ok(filed) => vec![filed.verify(&namespace()).unwrap_err().code],
            Err(refusals) => refusals.iter().map(|refusal| refusal.code).collect(),
        };
        // The first line of a file with old line ends is the whole file.
        assert!(codes.contains(&code) || codes.contains(&RefusalCode::R0003), "{codes:?}, {code}");
    }
}

/// Python's mail library stands for the mail programs: attachments in base 64 and quoted-printable,
/// and the text of the mail itself.
const MAIL: &str = r#"
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
way, text = sys.argv[1], sys.stdin.buffer.read()
mail = EmailMessage(policy=policy.SMTP)
mail["Subject"] = "Amendment"; mail["From"] = "a@b.example"; mail["To"] = "c@d.example"
if way == "inline":
    mail.set_content(text.decode(), cte="quoted-printable")
else:
    mail.set_content("See the file.\n")
    if way == "base64":
        mail.add_attachment(text, maintype="application", subtype="octet-stream", filename="x.amend")
    else:
        mail.add_attachment(text.decode(), subtype="plain", cte="quoted-printable", filename="x.amend")
back = message_from_bytes(mail.as_bytes(), policy=policy.default)
part = back if way == "inline" else next(back.iter_attachments())
sys.stdout.buffer.write(part.get_payload(decode=True))
"#;

fn mailed(way: &str, text: &str) -> Vec<u8> {
    let mut python = Command::new("python3")
        .args(["-c", MAIL, way])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is needed, as `tests/run` installs it");
    python.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "{way}");
    output.stdout
}

#[test]
fn mail_brings_the_file_whole() {
    for text in [sign(&good().payload()), long()] {
        for way in ["base64", "quoted-printable", "inline"] {
            let bytes = mailed(way, &text);
            assert!(is_good(&bytes), "{way}: {}", String::from_utf8_lossy(&bytes));
        }
        assert_eq!(mailed("base64", &text), text.as_bytes());
    }
}
