//! As much of WebSocket as a client needs that only listens: whole frames out of what arrives.

use std::net::SocketAddr;

/// What has arrived and was not taken yet.
#[derive(Default)]
pub(crate) struct Frames {
    buffer: Vec<u8>,
    taken: usize,
    /// Whether the answer to the handshake was passed.
    began: bool,
}

/// A frame of the server.
pub(crate) enum Frame<'f> {
    Text(&'f [u8]),
    /// It wants the same bytes back.
    Ping(&'f [u8]),
    Closed,
}

/// Returns the request that begins a connection.
pub(crate) fn handshake(address: SocketAddr, parameters: &str) -> String {
    format!(
        "GET /api/logs/follow?{parameters} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
}

/// Returns the answer to a ping; its mask is zero.
pub(crate) fn pong(bytes: &[u8]) -> Vec<u8> {
    [&[0x8a, 0x80 | bytes.len() as u8, 0, 0, 0, 0][..], bytes].concat()
}

impl Frames {
    /// Takes what has arrived.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.buffer.extend_from_slice(bytes);
        if !self.began
            && let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n")
        {
            assert!(self.buffer.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&self.buffer));
            self.began = true;
            self.taken = end + 4;
        }
    }

    /// Returns the next whole frame.
    pub(crate) fn next(&mut self) -> Option<Frame<'_>> {
        if !self.began {
            return None;
        }
        let rest = &self.buffer[self.taken..];
        let (&code, &short) = (rest.first()?, rest.get(1)?);
        let (length, head) = match short {
            126 => (usize::from(u16::from_be_bytes(rest.get(2..4)?.try_into().ok()?)), 4),
            127 => (u64::from_be_bytes(rest.get(2..10)?.try_into().ok()?) as usize, 10),
            short => (usize::from(short), 2),
        };
        let body = self.taken + head..self.taken + head + length;
        let bytes = self.buffer.get(body.clone())?;
        self.taken = body.end;
        Some(match code & 0xf {
            9 => Frame::Ping(bytes),
            8 => Frame::Closed,
            _ => Frame::Text(bytes),
        })
    }
}
