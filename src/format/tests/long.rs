//! Long lines that are made to be read slowly: whatever is in them, reading takes time in proportion to their length.

use super::*;

/// So long each of them is, in bytes: at the square of that a test would not end.
const LENGTH: usize = 1_000_000;

/// Of these they are made, with `_` for a blank: marks, words, and what is typical of some format.
const PIECES: &str = r#"
[ ( < { " \ ' = | , :: : - \u{1b}] \u{1b}[1; \u{7} é
a= a=" a: a.b_ a/b_ a@b_ 1 1. 1: 1- INFO_ [INFO]_ [a]_ (a)_ at_x_ req-1_ {"a": [1,
2026-01-23_ 10:15:00_ Jan_ <1> %3A key=value_ name[1]:_ _-_ -_ :_ _|_
"#;

#[test]
fn no_line_takes_longer_than_others_of_its_length() {
    for piece in PIECES.split_ascii_whitespace() {
        let piece = piece.replace('_', " ").replace("\\u{1b}", "\u{1b}").replace("\\u{7}", "\u{7}");
        let tail = piece.repeat(LENGTH / piece.len());
        for head in ["", "2026-01-23T10:15:00Z INFO ", "Jan 23 10:15:00 host ", "{\"msg\":\"x\",\"a\":"] {
            let line = format!("{head}{tail}");
            let reader = Reader::detect(
                [&line[..line.floor_char_boundary(200)]].into_iter(),
                sample_clock(),
                &Formats::default(),
            );
            let line = ansi::strip(&line);
            let _ = reader.read(&line);
            let _ = reader.may_continue(&line);
        }
    }
}

#[test]
fn an_object_of_very_many_names_is_read_like_one_of_few() {
    let mut line = String::from("{\"first\":0,");
    for number in 0..LENGTH / 10 {
        line.push_str(&format!("\"k{number}\":{number},"));
    }
    line.push_str("\"first\":1}");
    let reader = Reader::detect([r#"{"a":1}"#].into_iter(), sample_clock(), &Formats::default());
    let Line::Head(_, entry) = reader.read(&line) else { panic!("it is no head") };
    assert_eq!(entry.context.len(), LENGTH / 10 + 1);
    assert_eq!(entry.context[0], ("first".into(), Value::Json("1".into())));
}
