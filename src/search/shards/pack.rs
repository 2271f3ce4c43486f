//! Blocks of bytes as text that stands in a script.

use std::io::{self, Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// The 85 digits: ASCII from `(` to `|` in order, so that a script can reckon with the codes. Instead
/// of `<`, `>`, the backslash and the backtick stand `!`, `%`, `#` and `$`; with quotation marks and `&`
/// they are what a block inside a page must not have.
const DIGITS: &[u8; 85] =
    b"()*+,-./0123456789:;!=%?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[#]^_$abcdefghijklmnopqrstuvwxyz{|";

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
    let mut script = format!("handbookSearch(\"{name}\",{},\"", packed.len()).into_bytes();
    script.extend(base85(&packed));
    script.extend_from_slice(b"\")\n");
    script
}

/// The block that a script hands over.
pub(super) fn unpacked(script: &[u8]) -> io::Result<Vec<u8>> {
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "this is no block of a search");
    let text = std::str::from_utf8(script).map_err(|_| damaged())?;
    let mut parts = text.split('"');
    let length = parts.nth(2).and_then(|length| length.trim_matches(',').parse().ok());
    let (Some(length), Some(digits)) = (length, parts.next()) else { return Err(damaged()) };
    let mut packed = Vec::with_capacity(digits.len() / 5 * 4);
    for group in digits.as_bytes().chunks(5) {
        let mut value: u32 = 0;
        for digit in group {
            let digit = DIGITS.iter().position(|known| known == digit).ok_or_else(damaged)?;
            value = value.wrapping_mul(85).wrapping_add(digit as u32);
        }
        packed.extend(value.to_be_bytes());
    }
    packed.truncate(length);
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed.as_slice()).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Four bytes as five digits, the highest first; the last group filled up with zeros.
fn base85(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len().div_ceil(4) * 5);
    for group in bytes.chunks(4) {
        let mut word = [0; 4];
        word[..group.len()].copy_from_slice(group);
        let mut value = u32::from_be_bytes(word);
        let mut digits = [0; 5];
        for digit in digits.iter_mut().rev() {
            *digit = DIGITS[(value % 85) as usize];
            value /= 85;
        }
        text.extend_from_slice(&digits);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_distinct_and_safe_in_a_script() {
        let mut digits = DIGITS.to_vec();
        digits.sort_unstable();
        digits.dedup();
        assert_eq!(digits.len(), 85);
        assert!(!digits.iter().any(|digit| b"\"'\\<>&`".contains(digit)));
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
        assert!(unpacked(b"handbookSearch(\"x\",4,\"<<<<<\")").is_err());
        assert!(unpacked(b"").is_err());
    }
}
