//! The name under which a browser saves a file.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 8187 lets stand unescaped in a value.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Returns a `Content-Disposition` (RFC 6266) for a file: its last step in plain ASCII for old clients, and exactly.
pub(super) fn attachment(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    let plain = |c: char| if c.is_ascii_graphic() && !"\"\\%".contains(c) || c == ' ' { c } else { '_' };
    let ascii: String = last.chars().map(plain).collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(last, ESCAPED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_saved_as_they_are() {
        let cases = [
            ("nginx/access.log", r#"attachment; filename="access.log"; filename*=UTF-8''access.log"#),
            ("a b.log", r#"attachment; filename="a b.log"; filename*=UTF-8''a%20b.log"#),
            ("größe.log", r#"attachment; filename="gr__e.log"; filename*=UTF-8''gr%C3%B6%C3%9Fe.log"#),
            ("a\"b\r\n.log", r#"attachment; filename="a_b__.log"; filename*=UTF-8''a%22b%0D%0A.log"#),
        ];
        for (name, header) in cases {
            assert_eq!(attachment(name), header);
        }
    }
}
