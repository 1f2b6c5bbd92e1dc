//! WebSocket frames as bytes (RFC 6455), so that they can be wrong.

use std::net::SocketAddr;

use crate::support::{Answer, Client};

/// The last frame of a message, as it stands in the first byte.
pub(super) const FINISHED: u8 = 0x80;

pub(super) const CONTINUATION: u8 = 0;
pub(super) const TEXT: u8 = 1;
pub(super) const BINARY: u8 = 2;
pub(super) const CLOSE: u8 = 8;
pub(super) const PING: u8 = 9;
pub(super) const PONG: u8 = 10;

/// A server's messages are no frames longer than this, in bytes: a record may be as long as a line.
const MOST: u64 = 16 << 20;

/// One side of a connection that was upgraded.
pub(super) struct Wire(Client);

impl Wire {
    /// Asks for an upgrade; returns the answer where there is none.
    pub(super) fn connect(address: SocketAddr, query: &str) -> Result<Wire, Answer> {
        let mut client = Client::connect(address);
        let upgrade = [
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        client.ask("GET", &format!("/api/logs/follow?{query}"), &upgrade);
        let answer = client.answer().unwrap();
        if answer.status == 101 { Ok(Wire(client)) } else { Err(answer) }
    }

    /// Sends bytes; whether they arrive is told by what comes back.
    pub(super) fn send(&mut self, bytes: &[u8]) {
        drop(self.0.write(bytes));
    }

    /// Reads a frame: its code and what it holds. A server's frames are whole, plain and not masked.
    pub(super) fn frame(&mut self) -> Result<(u8, Vec<u8>), String> {
        let read = |bytes: std::io::Result<Vec<u8>>| bytes.map_err(|error| format!("no frame comes: {error}"));
        let head = read(self.0.exactly(2))?;
        let length = match head[1] {
            126 => read(self.0.exactly(2))?,
            127 => read(self.0.exactly(8))?,
            length => vec![length],
        };
        let length = length.iter().fold(0, |length, byte| length << 8 | u64::from(*byte));
        let code = head[0] & 0x0f;
        let is_right =
            head[0] & 0xf0 == FINISHED && head[1] & 0x80 == 0 && length <= if code < CLOSE { MOST } else { 125 };
        if !is_right || ![TEXT, BINARY, CLOSE, PING, PONG].contains(&code) {
            return Err(format!("the server sends a frame that begins with {head:x?} and has {length} bytes"));
        }
        Ok((code, read(self.0.exactly(length as usize))?))
    }
}

/// Writes a frame.
pub(super) fn frame(first: u8, masked: bool, payload: &[u8]) -> Vec<u8> {
    let mut bytes = head(first, masked, payload.len() as u64);
    let mask = if masked { MASK } else { [0; 4] };
    bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

/// Writes what stands before the payload of a frame.
pub(super) fn head(first: u8, masked: bool, length: u64) -> Vec<u8> {
    let bit = if masked { 0x80 } else { 0 };
    let mut bytes = match length {
        0..=125 => vec![first, bit | length as u8],
        126..=0xffff => [&[first, bit | 126][..], &(length as u16).to_be_bytes()].concat(),
        _ => [&[first, bit | 127][..], &length.to_be_bytes()].concat(),
    };
    bytes.extend(masked.then_some(MASK).into_iter().flatten());
    bytes
}

const MASK: [u8; 4] = [0x12, 0x34, 0x56, 0x78];
