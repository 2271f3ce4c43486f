//! The container: which files there are and in which order.

use std::collections::{BTreeMap, BTreeSet};

use super::super::archive::Archive;
use super::super::fonts::{STYLES, font_faces, placed};
use super::super::markup::Element;
use super::super::pages::{Carried, carried};
use super::super::paper::without_dead_pairs;
use super::super::part::{Finished, Part};
use super::cover::{COVER, cover};
use super::{content, navigation, package};
use crate::error::Result;
use crate::render::slug;

/// The theme's style sheet for reading devices.
const OWN_STYLES: &str = "styles/epub.css";
const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n<rootfiles><rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles>\n</container>\n";

/// A page in the publication.
#[derive(Debug)]
pub(super) struct Chapter {
    /// The page of the site.
    pub page: Carried,
    /// What stands on it.
    pub text: Element,
    /// Its ids.
    pub ids: BTreeSet<String>,
}

impl Chapter {
    /// Name of its file.
    pub(super) fn file(&self) -> String {
        file_of(&self.page.start)
    }
}

/// Name of the file of a page that begins at this id.
pub(super) fn file_of(start: &str) -> String {
    format!("{start}.xhtml")
}

/// Everything that goes into the publication.
#[derive(Debug)]
pub(super) struct Publication<'a> {
    pub finished: &'a Finished<'a>,
    pub part: &'a Part,
    pub chapters: Vec<Chapter>,
    /// Files of the site that pages show: address in the site to name in the publication.
    pub pictures: BTreeMap<String, String>,
    /// Fonts by address in the site.
    pub fonts: BTreeSet<String>,
    /// Languages used, the book's own first.
    pub languages: Vec<String>,
}

/// A handbook or a part of it as an EPUB 3 publication.
///
/// Each page is a file, each paragraph number an entry of the page list. Runs in other languages are
/// tagged, and in scripts without spaces U+200B marks where lines may end. The cover is made from the
/// title. Sheets of routes are left out. The time of the last change is the date of the run, at midnight (UTC).
///
/// # Errors
/// Where the container cannot hold it.
pub fn epub(finished: &Finished<'_>, part: &Part) -> Result<Vec<u8>> {
    let pages: Vec<Carried> = carried(finished)
        .into_iter()
        .filter(|page| match part {
            Part::Page(index) => page.index == Some(*index),
            _ => true,
        })
        .collect();
    let mut chapters = vec![content::title_page(finished)];
    chapters.extend(pages.into_iter().map(|page| content::chapter(finished, page)));
    let mut publication = Publication {
        finished,
        part,
        chapters,
        pictures: BTreeMap::new(),
        fonts: BTreeSet::new(),
        languages: vec![finished.config.language.clone()],
    };
    content::link(&mut publication);
    for chapter in &mut publication.chapters {
        without_dead_pairs(&mut chapter.text);
    }
    let styles = styles(&mut publication);
    for chapter in &publication.chapters {
        chapter.text.visit(&mut |element| {
            if let Some(language) = element.attribute("lang")
                && !publication.languages.iter().any(|known| known == language)
            {
                publication.languages.push(language.to_owned());
            }
        });
    }
    publication.languages[1..].sort();
    let mut archive = Archive::new();
    // First and as it is, so that the file can be recognised (OCF, "mimetype").
    archive.put_stored("mimetype", b"application/epub+zip")?;
    archive.put("META-INF/container.xml", CONTAINER.as_bytes())?;
    archive.put("EPUB/package.opf", package::package(&publication).as_bytes())?;
    archive.put("EPUB/nav.xhtml", navigation::navigation(&publication).as_bytes())?;
    for chapter in &publication.chapters {
        archive.put(
            &format!("EPUB/text/{}", chapter.file()),
            content::document(&publication, chapter).as_bytes(),
        )?;
    }
    archive.put("EPUB/styles/epub.css", styles.as_bytes())?;
    if let Some(front) = publication.chapters.first() {
        let picture = cover(finished, &package::title(&publication), &front.text);
        archive.put(&format!("EPUB/{COVER}"), picture.as_bytes())?;
    }
    for (address, name) in publication.fonts.iter().map(|font| (font, font)).chain(&publication.pictures) {
        if let Some(bytes) = finished.site.get(address) {
            archive.put(&format!("EPUB/{name}"), bytes)?;
        }
    }
    archive.finish()
}

/// The theme's styles for reading devices, with the fonts of its site.
fn styles(publication: &mut Publication<'_>) -> String {
    let site = publication.finished.site;
    let sheet = |address: &str| {
        site.get(address).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    };
    let faces = font_faces(&sheet(STYLES));
    let fonts = &mut publication.fonts;
    let faces = placed(&faces, STYLES, |address| {
        site.get(address)?;
        fonts.insert(address.to_owned());
        Some(format!("../{address}"))
    });
    format!("{faces}{}", sheet(OWN_STYLES))
}

/// An id for the manifest made from the name of a file.
pub(super) fn item_id(name: &str) -> String {
    format!("i-{}", slug(name))
}
