//! A message that a client sends in several frames, put together.

use std::time::Duration;

use actix_http::ws::Item;
use tokio::time::Instant;

use super::reader::MOST_MESSAGE;

/// What came of a message that has not ended.
#[derive(Default)]
pub(super) struct Pieces(Option<Begun>);

struct Begun {
    since: Instant,
    is_text: bool,
    /// A copy: a piece as it came holds on to all that was read from the socket with it.
    bytes: Vec<u8>,
}

/// What a piece makes of its message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// More is to come.
    Part,
    Text(Vec<u8>),
    Binary,
    TooLong,
}

impl Pieces {
    /// Takes the next piece; which one may follow another, the library sees to.
    pub(super) fn add(&mut self, piece: &Item) -> Joined {
        let (kind, bytes, is_last) = match piece {
            Item::FirstText(bytes) => (Some(true), bytes, false),
            Item::FirstBinary(bytes) => (Some(false), bytes, false),
            Item::Continue(bytes) => (None, bytes, false),
            Item::Last(bytes) => (None, bytes, true),
        };
        if let Some(is_text) = kind {
            self.0 = Some(Begun { since: Instant::now(), is_text, bytes: Vec::new() });
        }
        let Some(begun) = &mut self.0 else { return Joined::Part };
        if begun.bytes.len() + bytes.len() > MOST_MESSAGE {
            self.0 = None;
            return Joined::TooLong;
        }
        begun.bytes.extend_from_slice(bytes);
        if !is_last {
            return Joined::Part;
        }
        match self.0.take() {
            Some(Begun { is_text: true, bytes, .. }) => Joined::Text(bytes),
            _ => Joined::Binary,
        }
    }

    /// Tells whether the message that has begun takes longer than this.
    pub(super) fn are_late(&self, longest: Duration) -> bool {
        self.0.as_ref().is_some_and(|begun| begun.since.elapsed() > longest)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::web::Bytes;

    use super::*;

    #[test]
    fn pieces_are_joined_and_hold_on_to_nothing_else() {
        let read = Bytes::from(vec![b'x'; 1 << 20]);
        let mut pieces = Pieces::default();
        assert_eq!(pieces.add(&Item::FirstText(read.slice(..1))), Joined::Part);
        assert_eq!(pieces.add(&Item::Continue(read.slice(..2))), Joined::Part);
        assert!(pieces.are_late(Duration::ZERO) && !pieces.are_late(Duration::from_secs(60)));
        assert!(read.is_unique(), "what was read is let go of");
        assert_eq!(pieces.add(&Item::Last(Bytes::from_static(b"y"))), Joined::Text(b"xxxy".to_vec()));
        assert!(!pieces.are_late(Duration::ZERO));
        pieces.add(&Item::FirstBinary(Bytes::new()));
        assert_eq!(pieces.add(&Item::Last(Bytes::new())), Joined::Binary);
    }

    #[test]
    fn pieces_that_are_too_long_together_are_given_up() {
        let half = Bytes::from(vec![b'x'; MOST_MESSAGE / 2]);
        let mut pieces = Pieces::default();
        assert_eq!(pieces.add(&Item::FirstText(half.clone())), Joined::Part);
        assert_eq!(pieces.add(&Item::Continue(half)), Joined::Part);
        assert_eq!(pieces.add(&Item::Continue(Bytes::from_static(b"x"))), Joined::TooLong);
        assert!(!pieces.are_late(Duration::ZERO));
    }
}
