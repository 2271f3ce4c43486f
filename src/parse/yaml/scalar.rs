//! What a plain word means.

use serde_json::Number;

use super::NodeValue;

/// The value of a word without quotation marks, after the core schema (YAML 1.2.2, 10.3.2).
///
/// Two readings are narrower, so that nothing that was typed is lost: digits with a leading zero
/// (`007`, as in the number of a statute) and numbers too large to be kept exactly stay texts.
pub(super) fn plain(text: &str) -> NodeValue {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => NodeValue::Null,
        "true" | "True" | "TRUE" => NodeValue::Bool(true),
        "false" | "False" | "FALSE" => NodeValue::Bool(false),
        _ => match number(text) {
            Some(number) => NodeValue::Number(number),
            None => NodeValue::String(text.to_owned()),
        },
    }
}

fn number(text: &str) -> Option<Number> {
    if let Some(digits) = text.strip_prefix("0o") {
        return digits_only(digits, 8)
            .then(|| u64::from_str_radix(digits, 8).ok())
            .flatten()
            .map(Number::from);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return digits_only(digits, 16)
            .then(|| u64::from_str_radix(digits, 16).ok())
            .flatten()
            .map(Number::from);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits_only(unsigned, 10) {
        if unsigned.len() > 1 && unsigned.starts_with('0') {
            return None;
        }
        let signed = text.strip_prefix('+').unwrap_or(text);
        return match signed.parse::<i64>() {
            Ok(number) => Some(Number::from(number)),
            Err(_) => signed.parse::<u64>().ok().map(Number::from),
        };
    }
    if is_float(unsigned) { Number::from_f64(text.parse().ok()?) } else { None }
}

fn digits_only(text: &str, radix: u32) -> bool {
    !text.is_empty() && text.chars().all(|character| character.is_digit(radix))
}

/// `[0-9]+ ( \. [0-9]* )? | \. [0-9]+`, then `( [eE] [-+]? [0-9]+ )?`
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let right_exponent = exponent
        .is_none_or(|exponent| digits_only(exponent.strip_prefix(['-', '+']).unwrap_or(exponent), 10));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    right_exponent && digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty())
}
