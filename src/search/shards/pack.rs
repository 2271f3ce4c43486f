//! Blocks of bytes as text that stands in a script.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// The 85 digits: ASCII without quotation marks, backslash, and what HTML treats specially, so that
/// a block may stand in a script inside a page.
const DIGITS: &[u8; 85] =
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?_~()[]{}@%$#,";

/// A number in seven bits a byte, the lowest first, the eighth bit set on all but the last.
pub(super) fn number(mut value: usize, into: &mut Vec<u8>) {
    while value >= 0x80 {
        into.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    into.push(value as u8);
}

/// A text after the one before: length of what they share, length of the rest, the rest.
pub(super) fn text_after(before: &str, text: &str, into: &mut Vec<u8>) {
    let shared = before.bytes().zip(text.bytes()).take_while(|(one, other)| one == other).count();
    number(shared, into);
    number(text.len() - shared, into);
    into.extend_from_slice(&text.as_bytes()[shared..]);
}

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
    fn numbers_and_texts() {
        let mut bytes = Vec::new();
        number(0, &mut bytes);
        number(300, &mut bytes);
        text_after("extradite", "extradition", &mut bytes);
        assert_eq!(bytes, [0, 0xAC, 0x02, 8, 3, b'i', b'o', b'n']);
    }

    #[test]
    fn four_bytes_are_five_digits() {
        assert_eq!(base85(&[0, 0, 0, 0, 0xFF]).len(), 10);
        assert_eq!(base85(&[0xFF; 4]), base85(&[0xFF; 4]));
        assert_eq!(&base85(&[0, 0, 0, 84]), b"0000,");
    }
}
