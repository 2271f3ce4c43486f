//! Zip archives with the same bytes on every machine.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::{Error, Result};

/// Puts files into an archive (PKWARE APPNOTE 6.3.3 as ISO/IEC 21320-1 narrows it).
///
/// Every entry has the same time, the earliest that the format can name, and the same rights; the
/// bytes depend on names, order and contents alone.
#[derive(Debug)]
pub(super) struct Archive {
    writer: ZipWriter<Cursor<Vec<u8>>>,
}

impl Archive {
    pub(super) fn new() -> Self {
        Self { writer: ZipWriter::new(Cursor::new(Vec::new())) }
    }

    /// Adds a file, compressed where that can help.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        // Fonts and pictures are compressed already.
        let stored = [".woff2", ".png", ".jpg", ".jpeg", ".webp"].iter().any(|end| name.ends_with(end));
        self.entry(name, bytes, if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated })
    }

    /// Adds a file as it is.
    #[cfg(test)]
    pub(super) fn put_stored(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.entry(name, bytes, CompressionMethod::Stored)
    }

    fn entry(&mut self, name: &str, bytes: &[u8], method: CompressionMethod) -> Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .compression_level((method == CompressionMethod::Deflated).then_some(9))
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.writer
            .start_file(name, options)
            .and_then(|()| self.writer.write_all(bytes).map_err(Into::into))
            .map_err(|error| refused(name, error))
    }

    pub(super) fn finish(self) -> Result<Vec<u8>> {
        self.writer.finish().map(Cursor::into_inner).map_err(|error| refused("archive", error))
    }
}

fn refused(name: &str, error: zip::result::ZipError) -> Error {
    Error::file("pack", name, std::io::Error::other(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let made = || {
            let mut archive = Archive::new();
            archive.put_stored("mimetype", b"application/epub+zip").unwrap();
            archive.put("a/ก.html", "text ".repeat(500).as_bytes()).unwrap();
            archive.finish().unwrap()
        };
        let bytes = made();
        assert_eq!(bytes, made());
        // The first entry of an EPUB can be recognised by its bytes.
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
        assert!(bytes.len() < 1000, "{}", bytes.len());
    }
}
