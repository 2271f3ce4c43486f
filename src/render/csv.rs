//! Tables as files for spreadsheets (RFC 4180).

/// Rows as CSV in UTF-8: fields in quotation marks where needed, lines ended by CR LF, and a byte
/// order mark, without which some spreadsheets take the text for another encoding.
///
/// A field that a spreadsheet would run as a formula gets an apostrophe before it: the text comes
/// from many hands.
pub(super) fn csv<R: AsRef<[String]>>(rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    for row in rows {
        for (at, field) in row.as_ref().iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            push(&mut text, field);
        }
        text.push_str("\r\n");
    }
    text.into_bytes()
}

fn push(text: &mut String, field: &str) {
    let starts_formula = |letter: char| {
        matches!(letter, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    };
    let risky = field.trim_start_matches([' ', '\u{a0}']).starts_with(starts_formula);
    let guard = if risky { "'" } else { "" };
    if field.contains([',', '"', '\r', '\n']) {
        text.push('"');
        text.push_str(guard);
        text.push_str(&field.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(guard);
        text.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(fields: &[&str]) -> String {
        let row: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        let text = String::from_utf8(csv([row])).unwrap();
        text.trim_start_matches('\u{feff}').to_owned()
    }

    #[test]
    fn quotes_and_line_ends() {
        assert_eq!(line(&["a", "b c", ""]), "a,b c,\r\n");
        assert_eq!(
            line(&["say \"no\"", "a, b", "two\nlines"]),
            "\"say \"\"no\"\"\",\"a, b\",\"two\nlines\"\r\n"
        );
        assert!(csv([vec![String::new()]]).starts_with(b"\xef\xbb\xbf"));
    }

    #[test]
    fn formulas_are_disarmed() {
        for bad in ["=1+1", "+1", "-1", "@sum", "\t=1", " =1", "＝1"] {
            assert!(line(&[bad]).trim_start_matches('"').starts_with('\''), "{bad}");
        }
        assert_eq!(line(&["=a,\"b\""]), "\"'=a,\"\"b\"\"\"\r\n");
        assert_eq!(line(&["a=b", "s. 9"]), "a=b,s. 9\r\n");
    }

    /// A plain reader of RFC 4180.
    fn read(text: &str) -> Vec<String> {
        let mut fields = vec![String::new()];
        let mut quoted = false;
        let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
        while let Some(letter) = letters.next() {
            let last = fields.len() - 1;
            match letter {
                '"' if quoted && letters.peek() == Some(&'"') => {
                    letters.next();
                    fields[last].push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                '\r' if !quoted => break,
                other => fields[last].push(other),
            }
        }
        fields
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(fields in prop::collection::vec("[a-z=\", \n;'ก-ฮ-]{0,12}", 1..6)) {
            let text = String::from_utf8(csv([fields.clone()])).unwrap();
            let read = read(&text);
            prop_assert_eq!(read.len(), fields.len());
            for (read, field) in read.iter().zip(&fields) {
                let guarded = format!("'{field}");
                prop_assert!(read == field || *read == guarded, "{} {}", read, field);
            }
        }
    }
}
