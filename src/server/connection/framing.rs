//! How much of what follows the head of a message is its body.

use memchr::memchr;

/// A line that tells the size of a chunk is no longer than this.
const LONGEST_LINE: usize = 4 * 1024;

/// What is still to come of a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// So many bytes.
    Sized(u64),
    /// Chunks, each with a line before it that tells its size.
    Chunked(Chunks),
    /// Whatever comes, until the connection ends.
    Endless,
}

/// Where in its chunks a body is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Chunks {
    /// So much of a chunk is to come, with the end of its line.
    left: u64,
    /// What has come of the next line.
    line: Vec<u8>,
    /// Whether the last chunk has come, behind which only lines follow, up to an empty one.
    is_last: bool,
    is_over: bool,
}

impl Body {
    /// Reads what a head says of its body; `None` where it says nothing.
    pub(super) fn of(head: &[u8]) -> Option<Body> {
        let lines = head.split(|byte| *byte == b'\n').filter_map(|line| {
            let colon = memchr(b':', line)?;
            Some((&line[..colon], line[colon + 1..].trim_ascii()))
        });
        let named = |name: &'static str| {
            lines.clone().find(|(given, _)| given.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
        };
        if named("transfer-encoding").is_some() {
            return Some(Body::Chunked(Chunks::default()));
        }
        let length = named("content-length")?;
        let length = std::str::from_utf8(length).ok().and_then(|length| length.parse().ok());
        Some(length.map_or(Body::Endless, Body::Sized))
    }

    /// Takes its part off bytes; returns how many they are.
    pub(super) fn take(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        while taken < bytes.len() && !self.is_over() {
            let rest = &bytes[taken..];
            taken += match self {
                Body::Sized(left) => skip(left, rest),
                Body::Endless => rest.len(),
                Body::Chunked(chunks) if chunks.left > 0 => skip(&mut chunks.left, rest),
                Body::Chunked(chunks) => match chunks.take_line(rest) {
                    Some(line) => line,
                    // Whoever reads it will not understand it either, and ends the connection.
                    None => {
                        *self = Body::Endless;
                        0
                    }
                },
            };
        }
        taken
    }

    /// Tells whether nothing more is to come.
    pub(super) fn is_over(&self) -> bool {
        match self {
            Body::Sized(left) => *left == 0,
            Body::Chunked(chunks) => chunks.is_over,
            Body::Endless => false,
        }
    }
}

impl Chunks {
    /// Takes a line, or what there is of it; `None` where it is none.
    fn take_line(&mut self, bytes: &[u8]) -> Option<usize> {
        let newline = memchr(b'\n', bytes);
        let taken = newline.map_or(bytes.len(), |newline| newline + 1);
        self.line.extend_from_slice(&bytes[..taken]);
        if self.line.len() > LONGEST_LINE {
            return None;
        }
        if newline.is_some() {
            let line = std::mem::take(&mut self.line);
            let line = line.trim_ascii();
            if self.is_last {
                self.is_over = line.is_empty();
                return Some(taken);
            }
            let size = line.split(|byte| *byte == b';').next()?.trim_ascii();
            let size = u64::from_str_radix(std::str::from_utf8(size).ok()?, 16).ok()?;
            self.is_last = size == 0;
            self.left = if self.is_last { 0 } else { size.checked_add(2)? };
        }
        Some(taken)
    }
}

/// Passes over so many bytes, or as many as there are.
fn skip(left: &mut u64, bytes: &[u8]) -> usize {
    let now = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
    *left -= now as u64;
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_tells_how_long_its_body_is() {
        for (head, body) in [
            ("GET / HTTP/1.1\r\nhost: a\r\n\r\n", None),
            ("POST / HTTP/1.1\r\nContent-LENGTH:  9 \r\n\r\n", Some(Body::Sized(9))),
            ("POST / HTTP/1.1\ncontent-length: 0\n\n", Some(Body::Sized(0))),
            ("POST / HTTP/1.1\r\ncontent-length: x\r\n\r\n", Some(Body::Endless)),
            ("POST / HTTP/1.1\r\nx: content-length: 9\r\n\r\n", None),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 9\r\ntransfer-encoding: chunked\r\n\r\n",
                Some(Body::Chunked(Chunks::default())),
            ),
        ] {
            assert_eq!(Body::of(head.as_bytes()), body, "{head}");
        }
    }

    #[test]
    fn a_body_ends_wherever_it_is_cut() {
        let chunked = |_| Body::Chunked(Chunks::default());
        for (body, own, behind) in [
            (Body::Sized as fn(u64) -> Body, "abc", "GET"),
            (chunked, "3\r\nabc\r\n10;x=y\r\n0123456789abcdef\r\n0\r\n\r\n", "GET"),
            (chunked, "2\r\n\r\n\r\n0\r\nTrailer: x\r\n\r\n", "HTTP/1.1"),
            (|_| Body::Endless, "abcGET", ""),
        ] {
            let text = format!("{own}{behind}");
            for cut in 0..=own.len() {
                let (first, second) = text.as_bytes().split_at(cut);
                let mut body = body(3);
                assert_eq!((body.take(first), body.take(second)), (cut, own.len() - cut), "{text} {cut}");
            }
        }
        for odd in ["x\r\nabc", "-1\r\nabc", "\r\nabc", "ffffffffffffffff\r\nabc"] {
            let mut body = Body::Chunked(Chunks::default());
            assert_eq!((body.take(odd.as_bytes()), body), (odd.len(), Body::Endless), "{odd}");
        }
    }
}
