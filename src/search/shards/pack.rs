//! Blocks of bytes as text that stands in a script.

use std::io::{self, Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// Bits that a character of packed text stands for.
///
/// The characters are two rows without gaps, of Chinese and Yi signs and of Korean syllables: none of them
/// joins with another, is changed by normalising, ends a line, or has a meaning in a script or a page. In
/// UTF-16, in which the files are written, 15 of 16 bits carry something.
const BITS: u32 = 15;

/// First character of the first row, its length, and first character of the second row.
const FIRST: u32 = 0x3400;
const ROW: u32 = 0x7000;
const SECOND: u32 = 0xAC00;

/// Marks a file as UTF-16, the low byte first: browsers believe it more than any header.
const MARK: [u8; 2] = [0xFF, 0xFE];

/// A number in seven bits a byte, the highest first, the eighth bit set on all but the last.
pub(super) fn number(value: u32, into: &mut Vec<u8>) {
    for shift in [28, 21, 14, 7] {
        if value >> shift != 0 {
            into.push((value >> shift & 0x7F) as u8 | 0x80);
        }
    }
    into.push((value & 0x7F) as u8);
}

/// A text after the one before it: a character for the length of what they share, then the rest.
///
/// Lengths count UTF-16 units, as a script does, and never end inside a character. The character
/// is `0` for nothing, and so on by code point.
pub(super) fn after(before: &str, text: &str) -> String {
    let shared: String = before
        .chars()
        .zip(text.chars())
        .take_while(|(one, other)| one == other)
        .map(|(one, _)| one)
        .collect();
    let units = shared.encode_utf16().count() as u32;
    let mut found = String::from(char::from_u32(ZERO + units).unwrap_or('0'));
    found.push_str(&text[shared.len()..]);
    found
}

/// The text that [`after`] wrote after the one before it.
pub(super) fn restored(before: &str, written: &str) -> Option<String> {
    let mut characters = written.chars();
    let units = (u32::from(characters.next()?)).checked_sub(ZERO)?;
    let mut shared = String::new();
    let mut taken = 0;
    for character in before.chars() {
        if taken >= units {
            break;
        }
        taken += character.len_utf16() as u32;
        shared.push(character);
    }
    Some(shared + characters.as_str())
}

/// Code of the character for a shared length of 0.
const ZERO: u32 = 0x30;

/// The script that hands a block over under a name.
pub(super) fn script(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing to memory cannot fail.
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default();
    let script = format!("handbookSearch(\"{name}\",{},\"{}\")\n", packed.len(), digits(&packed));
    MARK.into_iter().chain(script.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

/// The text of a file of [`shards`](super::shards); none where it is no such file.
#[must_use]
pub fn script_text(file: &[u8]) -> Option<String> {
    let units = file.strip_prefix(&MARK)?.chunks(2);
    let units = units.map(|unit| Some(u16::from_le_bytes(unit.try_into().ok()?)));
    String::from_utf16(&units.collect::<Option<Vec<_>>>()?).ok()
}

/// The block that a script hands over.
pub(super) fn unpacked(script: &[u8]) -> io::Result<Vec<u8>> {
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "this is no block of a search");
    let text = script_text(script).ok_or_else(damaged)?;
    let mut parts = text.split('"');
    let length = parts.nth(2).and_then(|length| length.trim_matches(',').parse().ok());
    let (Some(length), Some(digits)) = (length, parts.next()) else { return Err(damaged()) };
    let mut packed = Vec::with_capacity(digits.len());
    let (mut held, mut bits) = (0_u32, 0);
    for digit in digits.chars() {
        let code = u32::from(digit);
        let value = match code {
            FIRST..SECOND => code - FIRST,
            _ => code.checked_sub(SECOND - ROW).ok_or_else(damaged)?,
        };
        if value >> BITS != 0 {
            return Err(damaged());
        }
        held = held << BITS | value;
        bits += BITS;
        while bits >= 8 {
            bits -= 8;
            packed.push((held >> bits) as u8);
        }
    }
    if packed.len() < length {
        return Err(damaged());
    }
    packed.truncate(length);
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed.as_slice()).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Bytes as characters, the highest bits first; the last filled up with zeros.
fn digits(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / BITS as usize * 3 + 3);
    let digit = |value: u32| {
        let value = value & ((1 << BITS) - 1);
        let code = if value < ROW { FIRST + value } else { SECOND - ROW + value };
        char::from_u32(code).unwrap_or('\u{FFFD}')
    };
    let (mut held, mut bits) = (0_u32, 0);
    for &byte in bytes {
        held = held << 8 | u32::from(byte);
        bits += 8;
        if bits >= BITS {
            bits -= BITS;
            text.push(digit(held >> bits));
        }
    }
    if bits > 0 {
        text.push(digit(held << (BITS - bits)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_distinct_and_stay_what_they_are() {
        let all: Vec<u8> = (0..1_u32 << BITS)
            .flat_map(|value| {
                // Fifteen bits each, one after another.
                (0..BITS).rev().map(move |bit| (value >> bit & 1) as u8)
            })
            .collect();
        let bytes: Vec<u8> =
            all.chunks(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
        let text = digits(&bytes);
        let mut seen: Vec<char> = text.chars().collect();
        assert_eq!(seen.len(), 1 << BITS);
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 1 << BITS);
        assert_eq!(crate::words::normalise(&text).text(), text, "normalising leaves them");
    }

    #[test]
    fn numbers_of_seven_bits() {
        let mut bytes = Vec::new();
        number(0, &mut bytes);
        number(300, &mut bytes);
        number(u32::MAX, &mut bytes);
        assert_eq!(bytes, [0, 0x82, 0x2C, 0x8F, 0xFF, 0xFF, 0xFF, 0x7F]);
    }

    #[test]
    fn texts_after_texts() {
        assert_eq!(after("extradite", "extradition"), "8ion");
        for (before, text) in [("", "a"), ("a", "a"), ("𠀀b", "𠀀c"), ("𠀀", "𠀁"), ("กา", "กี")]
        {
            assert_eq!(restored(before, &after(before, text)).as_deref(), Some(text), "{before} {text}");
        }
        assert_eq!(restored("", ""), None);
    }

    #[test]
    fn what_is_packed_comes_back() {
        for length in [0, 1, 2, 3, 4, 5, 1_000] {
            let bytes: Vec<u8> = (0..length).map(|at| (at * 7 % 251) as u8).collect();
            assert_eq!(unpacked(&script("x", &bytes)).ok(), Some(bytes));
        }
        for text in ["handbookSearch(\"x\",4,\"<<<<<\")", "handbookSearch(\"x\",40,\"㐀㐀\")", ""] {
            let file: Vec<u8> =
                MARK.into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
            assert!(unpacked(&file).is_err(), "{text}");
        }
        assert!(unpacked(b"").is_err() && unpacked(b"handbookSearch()").is_err());
    }
}
