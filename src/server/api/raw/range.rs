//! The `Range` header.

/// What part of a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// The bytes `from` to `to`, both included.
    Range {
        /// The first byte.
        from: u64,
        /// The last byte.
        to: u64,
    },
    /// Bytes that the file does not have.
    Unsatisfiable,
}

/// Reads a range of a file of `size` bytes.
///
/// What is malformed, in other units, or more than one range counts as not given, as RFC 9110 allows.
pub(super) fn parse(header: Option<&str>, size: u64) -> Part {
    let Some((unit, range)) = header.and_then(|header| header.split_once('=')) else {
        return Part::Whole;
    };
    let Some((first, last)) = range.trim().split_once('-').filter(|_| unit.trim().eq_ignore_ascii_case("bytes")) else {
        return Part::Whole;
    };
    let whole_end = size.saturating_sub(1);
    match (first, last, number(first), number(last)) {
        ("", _, _, Some(0)) => Part::Unsatisfiable,
        ("", _, _, Some(suffix)) => bytes(size.saturating_sub(suffix), whole_end, size),
        (_, "", Some(from), _) => bytes(from, whole_end, size),
        (_, _, Some(from), Some(to)) if from <= to => bytes(from, to.min(whole_end), size),
        _ => Part::Whole,
    }
}

fn bytes(from: u64, to: u64, size: u64) -> Part {
    match from < size {
        true => Part::Range { from, to },
        false => Part::Unsatisfiable,
    }
}

/// Reads digits; more of them than a number can hold mean a number beyond any file.
fn number(digits: &str) -> Option<u64> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_ten_bytes() {
        let range = |from, to| Part::Range { from, to };
        let cases = [
            (None, Part::Whole),
            (Some("bytes=0-4"), range(0, 4)),
            (Some("bytes=9-9"), range(9, 9)),
            (Some("bytes=4-"), range(4, 9)),
            (Some("bytes=-3"), range(7, 9)),
            (Some("bytes=-99"), range(0, 9)),
            (Some("bytes=0-99"), range(0, 9)),
            (Some("bytes=0-99999999999999999999999"), range(0, 9)),
            (Some("BYTES=0-0"), range(0, 0)),
            (Some("bytes=10-"), Part::Unsatisfiable),
            (Some("bytes=99-100"), Part::Unsatisfiable),
            (Some("bytes=99999999999999999999999-"), Part::Unsatisfiable),
            (Some("bytes=-0"), Part::Unsatisfiable),
            (Some("bytes=5-4"), Part::Whole),
            (Some("bytes=0-1,3-4"), Part::Whole),
            (Some("bytes=-"), Part::Whole),
            (Some("bytes=a-b"), Part::Whole),
            (Some("bytes=+1-2"), Part::Whole),
            (Some("lines=0-4"), Part::Whole),
            (Some("bytes"), Part::Whole),
        ];
        for (header, part) in cases {
            assert_eq!(parse(header, 10), part, "{header:?}");
        }
        assert_eq!(parse(Some("bytes=0-"), 0), Part::Unsatisfiable);
        assert_eq!(parse(Some("bytes=-5"), 0), Part::Unsatisfiable);
    }
}
