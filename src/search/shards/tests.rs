//! The reader of the files against the server's index.

use camino::{Utf8Path, Utf8PathBuf};

use crate::model::Passage;
use crate::search::eval::Collection;
use crate::search::{Filters, Found, Page, Query, Searcher, Synonyms, build, shards};

struct Both {
    _folder: tempfile::TempDir,
    server: Searcher,
    files: Searcher,
}

impl Both {
    fn of(passages: &[Passage], synonyms: &Synonyms) -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = Utf8PathBuf::from_path_buf(folder.path().to_owned()).expect("UTF-8 path");
        build(passages, synonyms, &path).expect("build");
        let server = Searcher::open(&path).expect("open");
        let files = Searcher::of_shards(&shards(passages, synonyms)).expect("open");
        Self { _folder: folder, server, files }
    }

    fn ask(&self, text: &str) -> [Found; 2] {
        [&self.server, &self.files].map(|searcher| {
            searcher.search(&Query::parse(text), &Filters::default(), Page::default()).expect("search")
        })
    }
}

fn passages() -> Vec<Passage> {
    let texts = [
        "Dual criminality is required for coercive measures; requests are refused otherwise.",
        "The dual nature of criminality. A request was refused under art. 18(15) of UNTOC.",
        "พระราชบัญญัติป้องกันและปราบปรามการค้ามนุษย์ พ.ศ. ๒๕๕๑ มาตรา ๖",
        "Mutual legal assistance, or MLA, is requested by the central authority. Extradition is another matter.",
        "Luật tương trợ tư pháp; quyền tự do đi lại được bảo đảm theo Điều 20.",
        "ច្បាប់ស្តីពីការបង្ក្រាបអំពើជួញដូរមនុស្ស",
        "Proceeds of crime, proceedings, and the author of the authority.",
    ];
    let one = |(index, text): (usize, &&str)| Passage {
        page: format!("p{}.html", index / 3),
        page_title: format!("Requests and {}", if index < 3 { "refusal" } else { "assistance" }),
        anchor: format!("p-{index}"),
        number: format!("{}.{}", 1 + index / 3, index % 3),
        kind: "chapter".to_owned(),
        headings: vec!["Legal assistance".to_owned(), "Requests".to_owned()],
        state: (index > 3).then(|| "VN".to_owned()),
        languages: vec!["en".to_owned()],
        text: (*text).to_owned(),
        ..Passage::default()
    };
    texts.iter().enumerate().map(one).collect()
}

#[test]
fn files_answer_as_the_index_does() {
    let synonyms =
        Synonyms::new([["MLA", "mutual legal assistance"], ["การค้ามนุษย์", "trafficking in persons"]]);
    let both = Both::of(&passages(), &synonyms);
    for text in [
        "dual criminality",
        "\"dual criminality\"",
        "criminality -dual",
        "mla",
        "trafficking in persons",
        "art. 18(15)",
        "มาตรา 6",
        "2551",
        "2008",
        "ค้ามนุษย์",
        "ค",
        "quyen tu do",
        "quyền",
        "extraditing",
        "requ",
        "requesst",
        "proceeds",
        "author",
        "state:vn luật",
        "1.2",
        "the of and",
        "",
        "x",
        "ជួញដូរមនុស្ស",
        "legal \"assistance requests\"",
        "refused requests extradition authority",
    ] {
        let [server, files] = both.ask(text);
        assert_eq!(server, files, "{text}");
    }
}

/// Compares both engines on the judged collections in the folder that an environment variable names.
#[test]
fn files_answer_as_the_index_does_on_collections() {
    let Ok(folder) = std::env::var("HANDBOOK_COLLECTIONS") else { return };
    for entry in Utf8Path::new(&folder).read_dir_utf8().expect("the folder of collections").flatten() {
        let Ok(Some(passages)) = Collection::documents(entry.path()) else { continue };
        let collection = Collection::read(entry.path(), &passages).expect("judged queries");
        let both = Both::of(&passages, &Synonyms::default());
        let anchors = |found: &Found| -> Vec<String> {
            found.hits.iter().chain(&found.near).map(|hit| hit.passage.anchor.clone()).collect()
        };
        let different: Vec<&str> = collection
            .queries
            .iter()
            .map(|(_, text)| text.as_str())
            .filter(|text| {
                let [server, files] = both.ask(text);
                anchors(&server) != anchors(&files)
            })
            .collect();
        let all = collection.queries.len();
        assert!(
            different.len() * 20 <= all,
            "{}: {} of {all}: {:?}",
            entry.path(),
            different.len(),
            different.first()
        );
    }
}
