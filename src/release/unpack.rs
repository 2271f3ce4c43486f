//! Archives from elsewhere, read with distrust.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::site::SitePath;

/// No archive of a handbook unpacks to more, in bytes.
const MOST: u64 = 2 << 30;
/// Length of the record at the end of an archive that has no comment (PKWARE APPNOTE 6.3.3, 4.3.16).
const END: usize = 22;

/// The files of an archive by path.
///
/// # Errors
/// Why it is not read: damaged, two files of one name, a path that leads out of it, more than fits.
pub(super) fn unpack(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| format!("it is no whole zip archive: {error}"))?;
    // What programs disagree about is refused: bytes before or after, and two files of one name.
    let end = bytes
        .len()
        .checked_sub(END)
        .and_then(|at| bytes.get(at..))
        .filter(|end| end.starts_with(b"PK\x05\x06"));
    let count = end
        .and_then(|end| end.get(10..12))
        .map(|count| usize::from(u16::from_le_bytes([count[0], count[1]])));
    if count != Some(archive.len()) || archive.offset() != 0 {
        return Err("it holds two files of one name, or bytes that belong to no file".to_owned());
    }
    let mut files = BTreeMap::new();
    let mut total = 0;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|error| error.to_string())?;
        if file.is_dir() {
            continue;
        }
        let Some(path) = file.name().ok().and_then(SitePath::new) else {
            return Err("it holds a path that leads out of it".to_owned());
        };
        let mut content = Vec::new();
        file.by_ref()
            .take(MOST - total + 1)
            .read_to_end(&mut content)
            .map_err(|error| format!("`{path}` in it is damaged: {error}"))?;
        total += content.len() as u64;
        if total > MOST {
            return Err("it unpacks to more than a handbook can have".to_owned());
        }
        files.insert(path.as_str().to_owned(), content);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::super::archive::Archive;
    use super::*;

    #[test]
    fn what_was_packed_comes_out_and_nothing_else_passes() {
        let mut archive = Archive::new();
        archive.put("a/x.html", b"<p>x</p>").unwrap();
        archive.put("b.png", b"png").unwrap();
        let bytes = archive.finish().unwrap();
        let files = unpack(&bytes).unwrap();
        assert_eq!(files["a/x.html"], b"<p>x</p>");
        assert_eq!(files.len(), 2);
        for length in 0..bytes.len() {
            assert!(unpack(&bytes[..length]).is_err(), "cut at {length}");
        }
        let around = [b"x".as_slice(), &bytes].concat();
        assert!(unpack(&around).is_err(), "bytes before");
        assert!(unpack(&[bytes.as_slice(), b"x"].concat()).is_err(), "bytes after");
        let mut archive = Archive::new();
        archive.put("../x", b"x").unwrap();
        assert!(unpack(&archive.finish().unwrap()).is_err());
    }
}
