//! Bounds the frames of a socket by what their heads announce: the library keeps all of a frame before it looks at its length.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures::Stream;

/// What a client sends, up to a frame that is too long.
pub(in crate::server) struct Frames {
    body: Payload,
    heads: Heads,
}

/// Where in the frames the bytes stand that went by last.
struct Heads {
    /// How long a frame may be, in bytes.
    most: u64,
    /// How much of the last frame is still to come.
    left: u64,
    /// What came of the head of the next.
    head: Vec<u8>,
}

impl Frames {
    /// Ends a body with [`PayloadError::Overflow`] where a frame of more than `most` bytes begins.
    pub(in crate::server) fn bounded(body: Payload, most: usize) -> Payload {
        let heads = Heads { most: most as u64, left: 0, head: Vec::new() };
        Payload::Stream { payload: Box::pin(Frames { body, heads }) }
    }
}

impl Stream for Frames {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.body).poll_next(context);
        match &next {
            Poll::Ready(Some(Ok(bytes))) if !self.heads.admit(bytes) => Poll::Ready(Some(Err(PayloadError::Overflow))),
            _ => next,
        }
    }
}

impl Heads {
    /// Tells whether no frame that begins in the next bytes is too long.
    fn admit(&mut self, mut bytes: &[u8]) -> bool {
        while let Some((first, rest)) = bytes.split_first() {
            if self.left > 0 {
                let passed = self.left.min(bytes.len() as u64);
                self.left -= passed;
                bytes = &bytes[passed as usize..];
                continue;
            }
            bytes = rest;
            self.head.push(*first);
            if let Some((length, mask)) = announced(&self.head) {
                if length > self.most {
                    return false;
                }
                self.left = length + mask;
                self.head.clear();
            }
        }
        true
    }
}

/// Returns how long a frame and its mask are, once enough of its head is there: RFC 6455, 5.2.
fn announced(head: &[u8]) -> Option<(u64, u64)> {
    let (second, rest) = head.get(1..)?.split_first()?;
    let length = match second & 0x7f {
        126 => u64::from(u16::from_be_bytes(*rest.first_chunk()?)),
        127 => u64::from_be_bytes(*rest.first_chunk()?),
        short => u64::from(short),
    };
    Some((length, if second & 0x80 == 0 { 0 } else { 4 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_is_too_long_is_told_by_its_head_however_it_arrives() {
        let short = [0x81, 0x82, 1, 2, 3, 4, b'h', b'i'];
        let unmasked = [0x89, 0x00];
        let medium = [&[0x82, 0xfe, 1, 0, 9, 9, 9, 9][..], &[7; 256]].concat();
        let good = [&short[..], &unmasked, &medium, &short].concat();
        for (long, most) in [(vec![0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0], 1 << 16), (vec![0x81, 0xfe, 1, 1], 256)] {
            for piece in [1, 2, 3, 7, 1_000] {
                let mut heads = Heads { most, left: 0, head: Vec::new() };
                assert!(good.chunks(piece).all(|bytes| heads.admit(bytes)), "{piece}");
                assert!(!long.chunks(piece).all(|bytes| heads.admit(bytes)), "{piece}");
            }
        }
    }
}
