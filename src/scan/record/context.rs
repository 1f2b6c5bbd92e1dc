//! Writes the fields of an entry; those that stand side by side in a line of JSON are copied as they stand, all at once.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

use super::{Item, write_string, write_value};
use crate::entry::Value;

/// Appends the context as an object.
pub(super) fn write_context(out: &mut Vec<u8>, item: &Item<'_>) {
    // A line end between tokens must not be copied; what stands in one line holds none.
    let line = Some(item.text).filter(|text| memchr(b'\n', text.as_bytes()).is_none());
    let mut run: Range<usize> = 0..0;
    let mut separator = b'{';
    for (name, value) in &item.entry.context {
        let place = line.and_then(|line| place(line, name, value));
        if let (Some(line), Some(place)) = (line, &place)
            && matches!(&line.as_bytes()[run.end..place.start.max(run.end)], b"," | b", ")
            && !run.is_empty()
        {
            run.end = place.end;
            continue;
        }
        copy(out, item.text, &mut run);
        out.push(separator);
        separator = b',';
        match place {
            Some(place) => run = place,
            None => {
                write_string(out, name);
                out.push(b':');
                write_value(out, value);
            }
        }
    }
    copy(out, item.text, &mut run);
    if separator == b'{' {
        out.push(b'{');
    }
    out.push(b'}');
}

fn copy(out: &mut Vec<u8>, line: &str, run: &mut Range<usize>) {
    out.extend_from_slice(&line.as_bytes()[run.clone()]);
    *run = 0..0;
}

/// Returns where a field stands in a line as a member of JSON; `None` where it does not, or not spaced as usual.
fn place(line: &str, name: &str, value: &Value<'_>) -> Option<Range<usize>> {
    let Value::Json(Cow::Borrowed(value)) = value else { return None };
    let (name_at, value_at) = (offset(line, name)?, offset(line, value)?);
    let start = name_at.checked_sub(1).filter(|start| line.as_bytes()[*start] == b'"')?;
    let between = line.as_bytes().get(name_at + name.len()..value_at)?;
    matches!(between, b"\":" | b"\": ").then(|| start..value_at + value.len())
}

/// Returns where a slice of a line begins; `None` of any other text.
fn offset(line: &str, slice: &str) -> Option<usize> {
    let offset = (slice.as_ptr() as usize).checked_sub(line.as_ptr() as usize)?;
    (offset + slice.len() <= line.len()).then_some(offset)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Json;

    use super::*;
    use crate::entry::Timestamp;
    use crate::format::{Clock, Formats, Line, Reader};

    fn written(text: &str, whole: &str) -> Json {
        let clock = Clock::utc(Timestamp::from_seconds(1_769_817_600));
        let reader = Reader::detect([text].into_iter(), clock, &Formats::default());
        let Line::Head(_, entry) = reader.read(text) else { panic!("{text} is no head") };
        let mut out = Vec::new();
        write_context(&mut out, &Item { entry, raw: whole.as_bytes(), text: whole, lossy: false, truncated: None });
        serde_json::from_slice(&out).unwrap()
    }

    proptest! {
        #[test]
        fn fields_are_the_same_whether_copied_or_written(members in prop::collection::vec((
            prop::sample::select(vec![r#""level""#, r#""a""#, r#""b\"""#, r#""msg""#, r#""c""#, r#""context""#, r#""time""#, r#""d""#, r#""e""#]),
            prop::sample::select(vec![":", ": ", " :\t"]),
            prop::sample::select(vec!["1", r#""x""#, r#""info""#, "[1, 2]", r#"{"f": 1,"g": [2]}"#, "null", r#""\u00e9""#]),
            prop::sample::select(vec![",", ", ", " , "]),
        ), 1..9)) {
            let mut line = String::from("{");
            for (index, (name, colon, value, comma)) in members.iter().enumerate() {
                if index > 0 {
                    line.push_str(comma);
                }
                line.push_str(&format!("{name}{colon}{value}"));
            }
            line.push('}');
            // Read from one text and written with another, nothing is copied.
            prop_assert_eq!(written(&line, &line), written(&line, &line.clone()), "{}", line);
        }
    }
}
