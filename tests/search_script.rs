//! The script that searches without a server against the program's reader of the same files: the
//! same words, and for thousands of queries the same hits, order, scores and snippets.
//!
//! The script runs in node, which the browser tests need too. The texts are those of the handbook,
//! in all its scripts.

use std::io::Write as _;
use std::process::{Command, Stdio};

use handbook::model::Passage;
use handbook::search::{Answer, Filters, Page, Query, Searcher, Synonyms, shards};
use handbook::words::{TokenKind, bigrams, fold, references, tokens};
use serde_json::{Value, json};

use crate::support::{Random, Tree, repository};

fn many(few: usize) -> usize {
    if std::env::var("HANDBOOK_FUZZ").as_deref() == Ok("long") { few * 20 } else { few }
}

/// The lines of all texts and data of the handbook.
fn lines() -> Vec<String> {
    let tree = Tree::read(&repository().join("content"));
    let texts = tree.files().filter(|(path, _)| path.ends_with(".md") || path.ends_with(".yaml"));
    texts
        .flat_map(|(_, bytes)| String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect::<Vec<_>>())
        .filter(|line| !line.trim().is_empty())
        .collect()
}

fn passages(lines: &[String]) -> Vec<Passage> {
    let paragraphs = lines.chunks(3).enumerate();
    paragraphs
        .map(|(index, lines)| Passage {
            page: format!("page-{}.html", index / 20),
            page_title: format!("Part {} of the requests", index / 20),
            anchor: if index % 20 == 0 { String::new() } else { format!("p-{index}") },
            number: format!("{}.{}", index / 20, index % 20),
            kind: ["chapter", "annex"][index / 20 % 2].to_owned(),
            headings: vec![lines[0].chars().take(30).collect()],
            state: (index / 20 % 2 == 1).then(|| ["TH", "VN", "KH"][index / 40 % 3].to_owned()),
            languages: vec!["en".to_owned()],
            cites: if index % 7 == 0 { vec!["untoc".to_owned()] } else { Vec::new() },
            open: false,
            pinpoints: if index % 7 == 0 { vec![format!("untoc:{}", index % 30)] } else { Vec::new() },
            // Some texts are long enough to be cut.
            text: lines.join(if index % 2 == 0 { " " } else { "\n" }).repeat(1 + index % 3),
        })
        .collect()
}

/// What node answers to these questions about the files in a folder.
fn node(folder: &camino::Utf8Path, asked: &[Value]) -> Vec<Value> {
    let mut child = Command::new("node")
        .arg(repository().join("tests/browser/search-engine.mjs"))
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node, which the tests of pages need too");
    let mut input = child.stdin.take().unwrap();
    let text: String = asked.iter().map(|asked| format!("{asked}\n")).collect();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn write(passages: &[Passage], synonyms: &Synonyms) -> (tempfile::TempDir, Searcher) {
    let shards = shards(passages, synonyms);
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in &shards.files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    (folder, Searcher::of_shards(&shards).unwrap())
}

fn path(folder: &tempfile::TempDir) -> &camino::Utf8Path {
    camino::Utf8Path::from_path(folder.path()).unwrap()
}

/// Any text: characters of all planes and of the scripts of the region, marks and signs among them.
fn any_text(random: &mut Random) -> String {
    let blocks: [(u32, u32); 16] = [
        (0x20, 0x7E),
        (0xA0, 0x24F),
        (0x300, 0x36F),
        (0x370, 0x5FF),
        (0x600, 0x6FF),
        (0x900, 0xDFF),
        (0xE00, 0xEFF),
        (0x1000, 0x109F),
        (0x1100, 0x11FF),
        (0x1780, 0x17FF),
        (0x1E00, 0x20FF),
        (0x3000, 0x30FF),
        (0x4E00, 0x4FFF),
        (0xAC00, 0xACFF),
        (0xF900, 0xFFEF),
        (0x1, 0x3FFFF),
    ];
    let length = random.below(24);
    let block = *random.pick(&blocks);
    (0..length)
        .filter_map(|_| {
            let (first, last) = if random.below(3) == 0 { *random.pick(&blocks) } else { block };
            char::from_u32(first + random.below((last - first + 1) as usize) as u32)
        })
        .filter(|character| !matches!(character, '\n' | '\r'))
        .collect()
}

#[test]
fn words_are_the_same_in_the_script() {
    let lines = lines();
    let (folder, _) = write(&passages(&lines[..60]), &Synonyms::default());
    let mut random = Random::seeded(1);
    let mut texts: Vec<String> = (0..many(2_000)).map(|_| random.pick(&lines).clone()).collect();
    texts.extend((0..many(2_000)).map(|_| any_text(&mut random)));
    let asked: Vec<Value> = texts.iter().map(|text| json!({ "analyse": text })).collect();
    for (text, found) in texts.iter().zip(node(path(&folder), &asked)) {
        let tokens = tokens(text);
        let kind = |kind| match kind {
            TokenKind::Word => 0,
            TokenKind::Cluster { last: false } => 1,
            TokenKind::Cluster { last: true } => 2,
        };
        let words = tokens.iter().zip(bigrams(&tokens));
        let own = json!([
            words
                .map(|(token, pair)| json!([token.text, kind(token.kind), pair, fold(&token.text)]))
                .collect::<Vec<_>>(),
            references(text, &tokens).into_iter().flat_map(|found| found.keys).collect::<Vec<_>>(),
        ]);
        assert_eq!(found, own, "{text:?}");
    }
}

/// A query as readers type them, made from a text.
fn query(random: &mut Random, lines: &[String]) -> String {
    let line: Vec<char> = random.pick(lines).chars().collect();
    let start = random.below(line.len());
    let mut text: String = line[start..].iter().take(1 + random.below(40)).collect();
    match random.below(12) {
        0 => text = format!("\"{text}\""),
        1 => text = format!("{text} -{}", random.pick(&["the", "Act", "\"the law\"", "กฎหมาย"])),
        2 => {
            text = format!(
                "{text} {}",
                random.pick(&["state:th", "kind:annex", "cites:untoc", "cites:untoc:14"])
            )
        }
        3 => {
            // A misspelling: a letter left out, or two swapped.
            let mut letters: Vec<char> = text.chars().collect();
            let at = random.below(letters.len());
            if random.below(2) == 0 && at > 0 {
                letters.swap(at - 1, at);
            } else {
                letters.remove(at);
            }
            text = letters.into_iter().collect();
        }
        4 => text = any_text(random),
        5 => text = text.chars().take(3).collect(),
        6 => {
            text = format!(
                "{text} {}",
                random.pick(&["mla", "MLA", "trafficking in persons", "art. 18(15)", "2551"])
            )
        }
        7 => text.push(' '),
        _ => {}
    }
    text
}

/// Leaves what both give.
fn comparable(answer: &Answer) -> Value {
    let mut value = serde_json::to_value(answer).unwrap();
    let object = value.as_object_mut().unwrap();
    object.remove("state");
    object.remove("kind");
    for list in ["hits", "near"] {
        for hit in object[list].as_array_mut().unwrap() {
            hit.as_object_mut().unwrap().remove("cites");
        }
    }
    let notes: Vec<Value> = answer.notes.iter().map(|note| json!(note.id)).collect();
    object.insert("notes".to_owned(), json!(notes));
    value
}

/// Scores as the program gives them, in single precision.
fn rounded(mut answer: Value) -> Value {
    for list in ["hits", "near"] {
        for hit in answer[list].as_array_mut().unwrap() {
            hit["score"] = json!(hit["score"].as_f64().unwrap() as f32);
        }
    }
    answer
}

#[test]
fn answers_are_the_same_in_the_script() {
    let lines = lines();
    let passages = passages(&lines);
    let synonyms = Synonyms::new([
        vec!["MLA", "mutual legal assistance", "ความช่วยเหลือซึ่งกันและกันในเรื่องทางอาญา"],
        vec!["trafficking in persons", "ค้ามนุษย์", "TIP"],
        vec!["TIP", "tip report"],
    ]);
    let (folder, searcher) = write(&passages, &synonyms);
    let mut random = Random::seeded(7);
    let mut queries: Vec<String> = (0..many(300)).map(|_| query(&mut random, &lines)).collect();
    let hostile = [
        "",
        " ",
        "\"",
        "-",
        "a",
        "ค",
        "the of and",
        "<script>alert(1)</script>",
        "constructor __proto__",
        "12.3",
    ];
    queries.extend(hostile.map(str::to_owned));
    queries.push("x".repeat(10_000));
    queries.push("law \"of the\" -tax ".repeat(600));
    let asked: Vec<Value> = queries.iter().map(|query| json!({ "query": query })).collect();
    for (text, found) in queries.iter().zip(node(path(&folder), &asked)) {
        let query = Query::parse(text);
        let own = searcher.search(&query, &Filters::default(), Page::default()).unwrap();
        let own = Answer::new(&query, &Filters::default(), &own);
        assert_eq!(rounded(found), rounded(comparable(&own)), "{text:?}");
    }
}
