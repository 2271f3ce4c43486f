//! Streams of a PDF replaced, by an update at its end (ISO 32000-1, 7.5.6).
//!
//! All that the engine wrote stays as it is, byte for byte; what is new stands behind it, with a table of
//! cross-references that leads to it. Only what the engine writes is read: objects one after another, each
//! stream with its length, and a table that is a stream.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use crate::site::sha256;

/// How every table of letters begins (Adobe Technical Note 5411).
const TABLE: &[u8] = b"/CIDInit ";

/// A stream of the file.
struct Stream<'a> {
    /// Number of its object.
    number: u32,
    /// What stands between `<<` and `>>`.
    dictionary: &'a [u8],
    /// Its bytes, as they stand.
    data: &'a [u8],
}

/// The file with those tables of letters replaced for which `change` gives another; `Ok(None)` where it gives
/// none.
///
/// # Errors
/// Where the file is not of the form that the engine gives its files, with what was met.
pub(super) fn with_tables(
    pdf: &[u8],
    mut change: impl FnMut(&str) -> Option<String>,
) -> Result<Option<Vec<u8>>, String> {
    let (streams, start) = streams(pdf)?;
    let mut changed = Vec::new();
    for stream in &streams {
        let Some(table) = table(stream)? else { continue };
        changed.extend(change(&table).map(|table| (stream.number, table)));
    }
    if changed.is_empty() {
        return Ok(None);
    }
    let last = streams
        .iter()
        .rfind(|stream| value(stream.dictionary, "/Type") == Some(b"/XRef"))
        .ok_or("it has no table of cross-references as a stream")?;
    Ok(Some(appended(pdf, last.dictionary, start, &changed)?))
}

/// All streams of a file, and where its table of cross-references stands.
fn streams(pdf: &[u8]) -> Result<(Vec<Stream<'_>>, usize), String> {
    let mut streams = Vec::new();
    let mut at = pdf.iter().position(|byte| *byte == b'\n').ok_or("it has one line")?;
    // The second line is a comment with bytes above 127.
    at += 1 + pdf[at + 1..].iter().position(|byte| *byte == b'\n').ok_or("it has two lines")?;
    loop {
        at = spaces(pdf, at);
        let rest = &pdf[at..];
        if let Some(after) = rest.strip_prefix(b"startxref") {
            let start = number(&after[spaces(after, 0)..]).ok_or("`startxref` names no place")?;
            return Ok((streams, start));
        }
        let from = at;
        let unread = || format!("no object can be read at byte {from}");
        let head = find(rest, b" 0 obj").filter(|end| *end <= 10).ok_or_else(unread)?;
        let object = number(rest).ok_or_else(unread)?;
        let begin = spaces(rest, head + 6);
        let body = &rest[begin..];
        let length = if body.starts_with(b"<<") { nested(body).ok_or_else(unread)? } else { 0 };
        let after = spaces(body, length);
        if length > 0 && body[after..].starts_with(b"stream") {
            let dictionary = &body[2..length - 2];
            let size = value(dictionary, "/Length").and_then(number).ok_or_else(unread)?;
            let begin = after + 6 + if body[after + 6..].starts_with(b"\r\n") { 2 } else { 1 };
            let data = body.get(begin..begin.saturating_add(size)).ok_or_else(unread)?;
            let end = spaces(body, begin + size);
            if !body[end..].starts_with(b"endstream") {
                return Err(unread());
            }
            let number = u32::try_from(object).map_err(|_| unread())?;
            streams.push(Stream { number, dictionary, data });
            at += rest.len() - body.len() + end;
        }
        at += find(&pdf[at..], b"endobj").ok_or_else(unread)? + 6;
    }
}

/// A stream as a table of letters, where it is one.
fn table(stream: &Stream<'_>) -> Result<Option<String>, String> {
    let packed = match value(stream.dictionary, "/Filter") {
        Some(b"/FlateDecode") => true,
        None => false,
        Some(_) => return Ok(None),
    };
    let mut bytes = Vec::new();
    if packed {
        let mut plain = ZlibDecoder::new(stream.data);
        let mut first = [0; TABLE.len()];
        // What is too short or cannot be opened is no table.
        if plain.read_exact(&mut first).is_err() || first != TABLE {
            return Ok(None);
        }
        bytes.extend(first);
        plain.read_to_end(&mut bytes).map_err(|error| format!("stream {}: {error}", stream.number))?;
    } else if stream.data.starts_with(TABLE) {
        bytes.extend(stream.data);
    } else {
        return Ok(None);
    }
    Ok(String::from_utf8(bytes).ok())
}

/// The file with new streams and the table that leads to them behind it.
fn appended(pdf: &[u8], last: &[u8], start: usize, changed: &[(u32, String)]) -> Result<Vec<u8>, String> {
    let part = |name: &str| value(last, name).map(|value| String::from_utf8_lossy(value).into_owned());
    let own =
        value(last, "/Size").and_then(number).ok_or("its table does not say how many objects there are")?;
    let root = part("/Root").ok_or("its table names no root")?;
    let mut file = pdf.to_vec();
    if file.last() != Some(&b'\n') {
        file.push(b'\n');
    }
    let (mut index, mut places) = (String::new(), Vec::new());
    for (object, table) in changed {
        index.push_str(&format!("{object} 1 "));
        places.extend(place(file.len())?);
        stream(&mut file, *object as usize, "", table.as_bytes());
    }
    let begin = file.len();
    places.extend(place(begin)?);
    let mut dictionary =
        format!("/Type /XRef/Index [{index}{own} 1]/W [1 4 1]/Size {}/Root {root}/Prev {start}", own + 1);
    if let Some(info) = part("/Info") {
        dictionary.push_str(&format!("/Info {info}"));
    }
    // The first name is that of the document, the second that of this version of it (14.4).
    if let Some((first, _)) = part("/ID").as_deref().and_then(|id| id.strip_prefix("[(")?.split_once(')')) {
        dictionary.push_str(&format!("/ID [({first}) ({})]", &sha256(&file)[..32]));
    }
    stream(&mut file, own, &dictionary, &places);
    file.extend(format!("startxref\n{begin}\n%%EOF\n").bytes());
    Ok(file)
}

/// An object at a place in the file, as an entry of the table.
fn place(at: usize) -> Result<[u8; 6], String> {
    let [a, b, c, d] = u32::try_from(at).map_err(|_| "it is larger than 4 GiB")?.to_be_bytes();
    Ok([1, a, b, c, d, 0])
}

/// Writes an object that is a stream.
fn stream(file: &mut Vec<u8>, object: usize, dictionary: &str, plain: &[u8]) {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let data = packed.write_all(plain).and_then(|()| packed.finish()).unwrap_or_default();
    file.extend(
        format!("{object} 0 obj\n<<{dictionary}/Filter /FlateDecode/Length {}>>\nstream\n", data.len())
            .bytes(),
    );
    file.extend(data);
    file.extend(b"\nendstream\nendobj\n");
}

/// Where the white space at a place ends.
fn spaces(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0).count()
}

/// The number that bytes begin with.
fn number(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    str::from_utf8(&bytes[..digits]).ok()?.parse().ok()
}

/// Where `sought` begins.
fn find(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    bytes.windows(sought.len()).position(|window| window == sought)
}

/// The length of the dictionary or array that bytes begin with, its brackets included.
fn nested(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'(' => at += text(&bytes[at..])? - 1,
            b'[' | b'<' => depth += 1,
            b']' | b'>' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The length of the text in parentheses that bytes begin with.
fn text(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The value of a name, written with its `/`, in a dictionary, without the white space around it.
fn value<'a>(dictionary: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut at = 0;
    while at < dictionary.len() {
        at = spaces(dictionary, at);
        let rest = dictionary.get(at..).filter(|rest| rest.first() == Some(&b'/'))?;
        let key = 1 + token(&rest[1..]);
        let begin = spaces(rest, key);
        let length = match rest.get(begin)? {
            b'<' | b'[' => nested(&rest[begin..])?,
            b'(' => text(&rest[begin..])?,
            b'/' => 1 + token(&rest[begin + 1..]),
            // Numbers, and references made of three words.
            _ => rest[begin..].iter().position(|byte| *byte == b'/').unwrap_or(rest.len() - begin),
        };
        if &rest[..key] == name.as_bytes() {
            return Some(rest[begin..begin + length].trim_ascii());
        }
        at += begin + length;
    }
    None
}

/// The length of the word that bytes begin with.
fn token(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| !byte.is_ascii_whitespace() && !b"/<>[]()".contains(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small file as the engine writes it.
    fn file(table: &str) -> Vec<u8> {
        let mut pdf = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n".to_vec();
        stream(&mut pdf, 1, "", b"BT <0014> Tj ET");
        stream(&mut pdf, 2, "/Length1 9", b"/CIDFont of some kind");
        stream(&mut pdf, 3, "", table.as_bytes());
        pdf.extend(b"4 0 obj\n<</Title (a \\) b >> c)/K [1 2 <</A 1>>]>>\nendobj\n");
        let begin = pdf.len();
        stream(
            &mut pdf,
            5,
            "/Type /XRef/Index [0 6]/W [1 3 2]/Size 6/Root 4 0 R/Info 4 0 R/ID [(one) (two)]",
            &[0; 36],
        );
        pdf.extend(format!("startxref\n{begin}\n%%EOF\n").bytes());
        pdf
    }

    #[test]
    fn a_table_is_replaced_behind_the_file_and_all_else_stays() {
        let old = file("/CIDInit old");
        let new = with_tables(&old, |table| Some(table.replace("old", "new"))).unwrap().unwrap();
        assert!(new.starts_with(&old));
        let (before, start) = streams(&old).unwrap();
        assert_eq!(before.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3, 5]);
        // The update read as a file of its own: the head of a file, then what was added.
        let mut tail = b"%PDF-1.7\n%x\n".to_vec();
        tail.extend(&new[old.len()..]);
        let (after, begin) = streams(&tail).unwrap();
        assert_eq!(after.iter().map(|one| one.number).collect::<Vec<_>>(), [3, 6]);
        assert_eq!(table(&after[0]).unwrap().as_deref(), Some("/CIDInit new"));
        let last = after[1].dictionary;
        assert!(new[begin..].starts_with(b"6 0 obj"));
        assert_eq!(value(last, "/Prev"), Some(start.to_string().as_bytes()));
        assert_eq!(value(last, "/Index"), Some(b"[3 1 6 1]".as_slice()));
        assert_eq!(value(last, "/Size"), Some(b"7".as_slice()));
        assert_eq!(value(last, "/Root"), Some(b"4 0 R".as_slice()));
        assert_eq!(value(last, "/Info"), Some(b"4 0 R".as_slice()));
        let id = String::from_utf8_lossy(value(last, "/ID").unwrap());
        assert!(id.starts_with("[(one) (") && !id.contains("two") && id.len() == 42, "{id}");
        let mut places = Vec::new();
        ZlibDecoder::new(after[1].data).read_to_end(&mut places).unwrap();
        let (first, _) = places.split_at(6);
        let at = u32::from_be_bytes([first[1], first[2], first[3], first[4]]) as usize;
        assert_eq!((first[0], places.len(), &new[at..at + 7]), (1, 12, b"3 0 obj".as_slice()));
    }

    #[test]
    fn where_nothing_changes_there_is_no_update() {
        assert_eq!(with_tables(&file("/CIDInit old"), |_| None), Ok(None));
        assert_eq!(with_tables(&file("no table"), |_| Some(String::new())), Ok(None));
    }

    #[test]
    fn a_file_of_another_form_is_told() {
        let whole = file("/CIDInit old");
        for cut in 0..whole.len() - 20 {
            let told = with_tables(&whole[..cut], |_| Some(String::new())).unwrap_err();
            assert!(!told.is_empty());
        }
        let classic = b"%PDF-1.4\n%x\n1 0 obj\n<</A 1>>\nendobj\nxref\n0 1\n".as_slice();
        assert!(with_tables(classic, |_| None).unwrap_err().contains("no object can be read at byte"));
    }
}
