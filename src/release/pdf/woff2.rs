//! Tables of a font file, taken out of WOFF 2.0 (<https://www.w3.org/TR/WOFF2/>).

use std::collections::BTreeMap;
use std::io::Read as _;

/// The most that the tables of one font may fill, in bytes: a file that says more is none for a page.
const MOST: u32 = 64 << 20;
/// Tags of four letters that a file names by a number of its own (section 4.1): those asked for here,
/// and the two that come in another form unless they say otherwise.
const KNOWN: [(u8, [u8; 4]); 7] = [
    (0, *b"cmap"),
    (1, *b"head"),
    (2, *b"hhea"),
    (4, *b"maxp"),
    (7, *b"post"),
    (10, *b"glyf"),
    (11, *b"loca"),
];

/// The tables of a WOFF 2.0 file that stand in it as they are, by their tag. `None` for another format, a
/// collection of fonts, and a file that breaks off.
pub(super) fn tables(file: &[u8]) -> Option<BTreeMap<[u8; 4], Vec<u8>>> {
    let mut rest = file.strip_prefix(b"wOF2")?;
    let flavour = take::<4>(&mut rest)?;
    take::<4>(&mut rest)?;
    let count = u16::from_be_bytes(take(&mut rest)?);
    take::<6>(&mut rest)?;
    let packed = usize::try_from(u32::from_be_bytes(take(&mut rest)?)).ok()?;
    take::<24>(&mut rest)?;
    if &flavour == b"ttcf" {
        return None;
    }
    let mut directory = Vec::with_capacity(usize::from(count));
    let mut length = 0_u32;
    for _ in 0..count {
        let [flags] = take(&mut rest)?;
        let tag = match flags & 0x3F {
            0x3F => Some(take::<4>(&mut rest)?),
            number => KNOWN.iter().find(|(known, _)| *known == number).map(|(_, tag)| *tag),
        };
        let plain = base_128(&mut rest)?;
        // Version 0 is the changed form of `glyf` and `loca`, and the plain form of every other table.
        let outline = tag.is_some_and(|tag| &tag == b"glyf" || &tag == b"loca");
        let changed = if outline { flags >> 6 != 3 } else { flags >> 6 != 0 };
        let size = if changed { base_128(&mut rest)? } else { plain };
        length = length.checked_add(size).filter(|length| *length <= MOST)?;
        directory.push((tag.filter(|_| !changed), usize::try_from(size).ok()?));
    }
    let mut plain = Vec::new();
    brotli_decompressor::Decompressor::new(rest.get(..packed)?, 4096)
        .take(u64::from(MOST))
        .read_to_end(&mut plain)
        .ok()?;
    let mut rest = plain.as_slice();
    let mut tables = BTreeMap::new();
    for (tag, size) in directory {
        let (table, after) = rest.split_at_checked(size)?;
        tables.extend(tag.map(|tag| (tag, table.to_vec())));
        rest = after;
    }
    Some(tables)
}

/// The next bytes.
fn take<const COUNT: usize>(rest: &mut &[u8]) -> Option<[u8; COUNT]> {
    let (taken, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*taken)
}

/// A number in groups of seven bits, the highest first (section 4.1, `UIntBase128`).
fn base_128(rest: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for nth in 0..5 {
        let [byte] = take(rest)?;
        if nth == 0 && byte == 0x80 || number >> 25 != 0 {
            return None;
        }
        number = number << 7 | u32::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
