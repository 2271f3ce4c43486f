//! What people type at a terminal, in an editor, and what programs read of the same verbs.

use std::process::Command;

use serde_json::Value;

use crate::support::{Handbook, Run};

/// A handbook of an invented region with a record to try everything on, in the folder `demo`.
fn demo() -> Handbook {
    let handbook = Handbook::region();
    handbook.succeed(&["demo", "demo"]);
    handbook
}

/// Plays a person at a terminal: waits for each question, and for the terminal to stop showing what is
/// typed, before it types the answer. What the terminal showed is printed.
const TERMINAL: &str = r#"
import json, os, pty, sys, termios
answers, command = json.loads(sys.argv[1]), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execv(command[0], command)
shown = b""
def read():
    global shown
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        piece = b""
    shown += piece
    return piece
for question, answer in answers:
    seen = len(shown)
    while question.encode() not in shown[seen:] and read():
        pass
    while termios.tcgetattr(terminal)[3] & termios.ECHO:
        pass
    os.write(terminal, answer.encode() + b"\n")
while read():
    pass
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"#;

/// Runs a command at a terminal, with answers to its questions.
fn at_terminal(handbook: &Handbook, arguments: &[&str], answers: &[(&str, &str)]) -> Run {
    let program = handbook.command(arguments);
    let mut python = Command::new("python3");
    python.args(["-c", TERMINAL, &serde_json::to_string(answers).unwrap()]);
    python.arg(program.get_program()).args(program.get_args()).current_dir(handbook.root());
    python.env("SOURCE_DATE_EPOCH", "1795348800").env("TERM", "dumb").env_remove("NO_COLOR");
    Run::of(python.output().expect("python3 is needed, as `tests/run` installs it"))
}

#[test]
fn a_passphrase_is_asked_for_twice_and_never_shown() {
    let handbook = Handbook::empty();
    let first = ("Passphrase for the new key: ", "open sesame");
    let differ =
        at_terminal(&handbook, &["key", "new", "mine"], &[first, ("The same again: ", "open sesam")]);
    assert_eq!(differ.code, Some(1), "{}", differ.stdout);
    assert!(differ.stdout.contains("R0035") && differ.stdout.contains("differ"), "{}", differ.stdout);
    assert!(!handbook.root().join("mine").exists());
    let made = at_terminal(&handbook, &["key", "new", "mine"], &[first, ("The same again: ", "open sesame")]);
    assert_eq!(made.code, Some(0), "{}", made.stdout);
    assert!(!made.stdout.contains("sesam"), "{}", made.stdout);
    assert!(handbook.read("mine").starts_with("-----BEGIN OPENSSH PRIVATE KEY-----"));
    let backup = ["key", "backup", "mine", "--output", "safe"];
    let wrong = at_terminal(&handbook, &backup, &[("Passphrase of `mine`: ", "sesame")]);
    assert_eq!(wrong.code, Some(1), "{}", wrong.stdout);
    assert!(wrong.stdout.contains("R0035"), "{}", wrong.stdout);
    let right = at_terminal(&handbook, &backup, &[("Passphrase of `mine`: ", "open sesame")]);
    assert_eq!(right.code, Some(0), "{}", right.stdout);
    assert_eq!(handbook.read("safe"), handbook.read("mine"));
    // Where nobody can be asked, the way out is named.
    let alone = handbook.run(&["key", "new", "other"]);
    assert_eq!(alone.code, Some(2));
    assert!(alone.stderr.contains("--passphrase-file"), "{}", alone.stderr);
}

#[test]
fn a_key_without_a_passphrase_is_made_on_demand_and_with_a_warning() {
    let handbook = Handbook::empty();
    let made = handbook.succeed(&["key", "new", "mine", "--no-passphrase", "--comment", "drill"]);
    assert!(made.stderr.contains("warning: the key has no passphrase"), "{}", made.stderr);
    handbook.succeed(&["key", "backup", "mine", "--output", "copy"]);
    assert_eq!(handbook.read("copy"), handbook.read("mine"));
    handbook.file("words", "\n");
    let empty = handbook.run(&["key", "new", "other", "--passphrase-file", "words"]);
    assert_eq!(empty.code, Some(1), "{}", empty.stderr);
    assert!(empty.stderr.contains("--no-passphrase"), "{}", empty.stderr);
}

#[test]
fn a_page_is_changed_in_the_editor_of_ones_choice() {
    let demo = demo();
    let path = "content/annexes/xb.md";
    let edit = |editor: Option<&str>, title: &str| {
        let mut command = demo.command(&[
            "-C",
            "demo",
            "amend",
            "edit",
            path,
            "--title",
            title,
            "--source",
            "act | Act on Requests | s. 2",
            "--round",
            "2026-D2",
            "--key",
            "demo/keys/xb-delegate.pub",
            "--at",
            "2026-11-22T20:00:00Z",
            "--output",
            "one.amend",
        ]);
        command.env_remove("VISUAL").env_remove("EDITOR");
        if let Some(editor) = editor {
            command.env("VISUAL", editor);
        }
        Run::of(command.output().unwrap())
    };
    let digest = handbook::amend::Digest::of(demo.read(&format!("demo/{path}")));
    let draft = format!("xb-draft-{}.md", digest.short());
    let none = edit(None, "One word");
    assert_eq!(none.code, Some(2));
    assert!(
        none.stderr.contains("$EDITOR") && none.stderr.contains(&format!("--edited {draft}")),
        "{}",
        none.stderr
    );
    let failed = edit(Some("false"), "One word");
    assert_eq!(failed.code, Some(2));
    assert!(failed.stderr.contains(&format!("your draft is `{draft}`")), "{}", failed.stderr);
    let untouched = edit(Some("true"), "One word");
    assert_eq!(untouched.code, Some(1), "{}", untouched.stderr);
    assert!(untouched.stderr.contains("R0029"), "{}", untouched.stderr);
    assert!(!demo.root().join("one.amend").exists());
    let done = edit(Some("sed -i s/translation/rendering/"), "One word");
    assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("[-translation-]{+rendering+}"), "{}", done.stdout);
    assert!(demo.read("one.amend").contains("Title: One word"));
    // The draft stays, and the next edit goes on from it, as long as the text is the same: a draft of
    // an earlier text would take back what others changed since.
    assert!(demo.read(&draft).contains("rendering"));
    assert!(done.stderr.contains(&format!("you go on with `{draft}`")), "{}", done.stderr);
    let other = edit(Some("no-such-editor"), "One word");
    assert_eq!(other.code, Some(3));
    assert!(other.stderr.contains("no-such-editor"), "{}", other.stderr);
}

#[test]
fn several_texts_change_in_one_amendment() {
    let demo = demo();
    let (annex, status) = ("content/annexes/xb.md", "content/reference/treaty-status/xb.yaml");
    let text = |path: &str| demo.read(&format!("demo/{path}"));
    demo.file("annex.md", text(annex).replacen("language of", "tongue of", 1));
    demo.file("status.yaml", text(status) + "# Demonstration.\n");
    let new = |more: &[&str]| {
        let all = [
            &["-C", "demo", "amend", "new", annex, "--edited", "annex.md", "--title", "Two texts"][..],
            &["--source", "act | Act on Requests | s. 2", "--round", "2026-D2", "--output", "two.amend"],
            &["--key", "demo/keys/xb-delegate.pub", "--at", "2026-11-22T20:00:00Z"],
            more,
        ]
        .concat();
        demo.run(&all)
    };
    for (wrong, says) in [
        ("status.yaml", "--also PATH=FILE"),
        ("content/annexes/zz.md=status.yaml", "R0020"),
        ("content/annexes/xb.md=status.yaml", "R0"),
    ] {
        let run = new(&["--also", wrong]);
        assert!(run.code != Some(0) && run.stderr.contains(says), "{wrong}: {}", run.stderr);
    }
    let made = new(&["--also", &format!("{status}=status.yaml")]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let file = demo.read("two.amend");
    assert!(
        file.contains(&format!("+++ b/{annex}\n")) && file.contains(&format!("+++ b/{status}\n")),
        "{file}"
    );
    demo.succeed(&["-C", "demo", "amend", "check", "two.amend"]);
    // A page under another name.
    let chapter = "content/chapters/service.md";
    demo.file("summary.md", text("content/SUMMARY.md").replace("chapters/service.md", "chapters/notice.md"));
    demo.file("notice.md", text(chapter));
    let moved = demo.run(&[
        "-C",
        "demo",
        "amend",
        "new",
        "content/chapters/notice.md",
        "--kind",
        "structure",
        "--edited",
        "notice.md",
        "--moved-from",
        chapter,
        "--also",
        "content/SUMMARY.md=summary.md",
        "--title",
        "Another name",
        "--author",
        "editor-1",
        "--output",
        "moved.amend",
        "--at",
        "2026-11-22T20:00:00Z",
        "--dry-run",
    ]);
    assert!(
        moved.stdout.contains(&format!("{chapter} (removed)"))
            && moved.stdout.contains("notice.md (created)"),
        "{}{}",
        moved.stdout,
        moved.stderr
    );
}

/// One document, whatever becomes of a verb.
#[test]
fn programs_read_one_document_from_every_verb() {
    let demo = demo();
    let listed = demo.succeed(&["-C", "demo", "amend", "list", "--format", "json"]);
    let listed: Value = serde_json::from_str(&listed.stdout).unwrap();
    let find = |stage: &str| {
        let rows = listed["amendments"].as_array().unwrap().iter();
        let found = rows.clone().find(|row| row["stage"] == stage && row["kind"] == "annex");
        found.unwrap_or_else(|| panic!("{stage}"))["id"].as_str().unwrap().to_owned()
    };
    let (open, waiting, done) = (find("under-review"), find("submitted"), find("accepted"));
    let text = demo.read("demo/content/annexes/xb.md");
    demo.file("copy.md", text.replacen("language of", "tongue of", 1));
    demo.file("bad.md", text.replacen(".\n", ".\n\n<b>x</b>\n", 1));
    let new = |file: &'static str| {
        vec![
            "amend",
            "new",
            "content/annexes/xb.md",
            "--edited",
            file,
            "--title",
            "A word",
            "--round",
            "2026-D2",
            "--source",
            "act | Act on Requests | s. 2",
            "--author",
            "xb-delegate",
            "--dry-run",
        ]
    };
    demo.file("bad.amend", "Handbook-Amendment: 9\n").file("worse.amend", "");
    let key = "demo/keys/editor-1";
    let mut verbs: Vec<(Vec<&str>, i32)> = vec![
        (new("copy.md"), 0),
        (new("bad.md"), 1),
        (vec!["amend", "check", "bad.amend"], 1),
        (vec!["amend", "intake", "bad.amend", "worse.amend", "--key", key], 1),
        (vec!["amend", "intake", "bad.amend", "--key", key], 1),
        (vec!["amend", "show", &open], 0),
        (vec!["amend", "show", "XX-nothing"], 1),
        (vec!["amend", "status"], 0),
        (vec!["amend", "accept", &waiting, "--key", key], 1),
        (vec!["amend", "open", &done, "--key", key], 1),
        (vec!["amend", "preview", &open, "--output", "preview"], 0),
        (vec!["amend", "preview", "nothing", "--output", "preview"], 1),
        (vec!["amend", "blame", "content/annexes/xb.md:3"], 0),
        (vec!["amend", "blame", "content/annexes/zz.md"], 1),
        (vec!["amend", "rebase", &open, "--output", "again.amend"], 0),
        (vec!["registry", "show"], 0),
        (vec!["policy", "show"], 0),
        (vec!["policy", "test"], 0),
        (vec!["ledger", "show"], 0),
        (vec!["ledger", "verify"], 0),
        (vec!["round", "summary", "2026-D2"], 0),
        (vec!["round", "summary", "2026-D9"], 1),
        (vec!["check"], 0),
    ];
    let read = |arguments: &[&str], code: i32| -> Value {
        let all = [&["-C", "demo"], arguments, &["--format", "json"]].concat();
        let run = demo.run(&all);
        assert_eq!(run.code, Some(code), "{arguments:?}: {}{}", run.stdout, run.stderr);
        let document = serde_json::from_str(&run.stdout);
        document.unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", run.stdout))
    };
    for (arguments, code) in verbs.drain(..) {
        let document = read(&arguments, code);
        assert_eq!(document["version"], 1, "{arguments:?}");
        let refused = document["refusals"].as_array().map_or(0, Vec::len);
        assert_eq!(refused > 0, code == 1, "{arguments:?}: {document}");
    }
    demo.append("demo/content/annexes/xb.md", "By hand.\n\n[nowhere](zz.md)\n");
    for verb in [&["check"][..], &["build"], &["ledger", "verify"]] {
        let document = read(verb, 1);
        let codes: Vec<&str> = document["refusals"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|refusal| refusal["code"].as_str())
            .collect();
        // A build looks at the ledger alone, and finds what is wrong in the text.
        assert_eq!(codes.contains(&"R0096"), verb != ["build"], "{verb:?}: {document}");
        if verb != ["ledger", "verify"] {
            assert!(!document["diagnostics"].as_array().unwrap().is_empty(), "{verb:?}: {document}");
        }
    }
}

/// Who keeps a receipt finds out that the end of the ledger was cut off.
#[test]
fn a_receipt_shows_that_the_ledger_was_cut() {
    let demo = demo();
    let mut receipts: Vec<String> = demo
        .tree()
        .paths()
        .filter(|path| path.starts_with("demo/") && path.ends_with(".receipt"))
        .map(str::to_owned)
        .collect();
    receipts.sort();
    let verify = |receipt: &str| demo.run(&["-C", "demo", "ledger", "verify", "--receipt", receipt]);
    let seq = |receipt: &str| -> u64 {
        let text = demo.read(receipt);
        text.lines().find_map(|line| line.strip_prefix("Seq: ")).unwrap().parse().unwrap()
    };
    receipts.sort_by_key(|receipt| seq(receipt));
    let (first, last) = (receipts.first().unwrap().clone(), receipts.last().unwrap().clone());
    for receipt in [&first, &last] {
        let whole = verify(receipt);
        assert_eq!(whole.code, Some(0), "{}", whole.stderr);
        assert!(whole.stdout.contains(&format!("the ledger has what `{receipt}` says")), "{}", whole.stdout);
    }
    let text = demo.read(&last);
    demo.file("forged.receipt", text.replacen("Entry: sha256:", "Entry: sha256:0", 1));
    assert_eq!(verify("forged.receipt").code, Some(1));
    for path in demo.tree().paths() {
        let number =
            path.strip_prefix("demo/amendments/ledger/").and_then(|name| name.strip_suffix(".entry"));
        if number.is_some_and(|number| number.parse::<u64>().unwrap() >= seq(&last)) {
            demo.remove(path);
        }
    }
    let cut = verify(&last);
    assert_eq!(cut.code, Some(1), "{}", cut.stdout);
    let entry = format!("amendments/ledger/{:06}.entry", seq(&last));
    for says in ["R0102", "the end of the ledger is missing", &last, &entry, "the Chair"] {
        assert!(cut.stderr.contains(says), "{says}: {}", cut.stderr);
    }
}
