//! What a client may expect of each thing that it says on a socket.

use serde_json::Value;

use super::frames::{BINARY, CLOSE, CONTINUATION, FINISHED, PING, PONG, TEXT};
use super::messages::MOST_MESSAGE;

/// What must come next.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Due {
    /// A message of one of these types,
    pub(super) kinds: Vec<&'static str>,
    /// or a close with one of these codes.
    pub(super) codes: Vec<u16>,
    /// Whether the client has closed, so that any close will do.
    pub(super) is_over: bool,
}

/// What the server was told so far.
#[derive(Default)]
pub(super) struct Model {
    /// A message of which some frames came, and whether it is a text.
    begun: Option<(bool, Vec<u8>)>,
    errors: usize,
    pub(super) is_paused: bool,
    /// Whether records may have any keys.
    pub(super) selects: bool,
}

/// So many messages that are not understood end a connection.
const MOST_ERRORS: usize = 5;

/// The frame is none.
const PROTOCOL: u16 = 1002;
/// Messages are text.
const UNSUPPORTED: u16 = 1003;
/// The text is none.
const INVALID: u16 = 1007;
/// Nothing is there of this name, or too much was not understood.
const POLICY: u16 = 1008;
/// The message is too long.
const SIZE: u16 = 1009;
/// There is no room for more.
const FULL: u16 = 1013;

impl Model {
    /// Takes note of a frame.
    pub(super) fn hear(&mut self, first: u8, masked: bool, payload: &[u8]) -> Due {
        let (code, is_finished) = (first & 0x0f, first & FINISHED != 0);
        let is_control = code >= CLOSE;
        if payload.len() > MOST_MESSAGE {
            return closed(&[SIZE]);
        }
        if first & 0x70 != 0 || !masked || ![CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG].contains(&code) {
            return closed(&[PROTOCOL]);
        }
        match code {
            _ if is_control && (payload.len() > 125 || !is_finished) => closed(&[PROTOCOL]),
            PING | PONG => Due::default(),
            CLOSE => close(payload),
            CONTINUATION => match self.begun.take() {
                None => closed(&[PROTOCOL]),
                Some((is_text, begun)) => self.go_on(is_text, [&begun, payload].concat(), is_finished),
            },
            _ if self.begun.is_some() => closed(&[PROTOCOL]),
            _ => self.go_on(code == TEXT, payload.to_vec(), is_finished),
        }
    }

    fn go_on(&mut self, is_text: bool, message: Vec<u8>, is_finished: bool) -> Due {
        if message.len() > MOST_MESSAGE {
            return closed(&[SIZE]);
        }
        if !is_finished {
            self.begun = Some((is_text, message));
            return Due::default();
        }
        match (is_text, String::from_utf8(message)) {
            (false, _) => closed(&[UNSUPPORTED]),
            (true, Err(_)) => closed(&[INVALID]),
            (true, Ok(text)) => self.understand(&text),
        }
    }

    fn understand(&mut self, text: &str) -> Due {
        let message: Value = serde_json::from_str(text).unwrap_or_default();
        self.selects |= message.get("fields").is_some();
        let kind = message.as_object().and_then(|message| message.get("type")).and_then(Value::as_str);
        let (kinds, codes): (&[&'static str], &[u16]) = match kind {
            Some("ping") => (&["pong"], &[]),
            Some("pause") => (&["paused"], &[]),
            Some("resume") => (&["resumed"], &[]),
            Some("unsubscribe") => (&["unsubscribed", "error"], &[]),
            Some("subscribe") => (&["subscribed", "error"], &[POLICY, FULL]),
            _ => (&["error"], &[]),
        };
        let mut due = Due { kinds: kinds.to_vec(), codes: codes.to_vec(), is_over: false };
        if self.errors + 1 >= MOST_ERRORS && kinds.contains(&"error") {
            due.codes.push(POLICY);
        }
        due
    }

    /// Returns what comes of the address: a subscription, if anything.
    pub(super) fn begin(query: &str) -> Due {
        let is_own = |pair: &str| !pair.is_empty() && !pair.starts_with("batch=") && !pair.starts_with("compress=");
        match query.split('&').any(is_own) {
            true => Due { kinds: vec!["subscribed", "error"], codes: vec![POLICY, FULL], is_over: false },
            false => Due::default(),
        }
    }

    /// Takes note of an answer.
    pub(super) fn answered(&mut self, kind: &str) {
        match kind {
            "error" => self.errors += 1,
            "paused" => self.is_paused = true,
            "resumed" => self.is_paused = false,
            _ => {}
        }
    }
}

fn closed(codes: &[u16]) -> Due {
    Due { kinds: Vec::new(), codes: codes.to_vec(), is_over: false }
}

/// Returns what comes of a close: another one, or a complaint where it is none.
fn close(payload: &[u8]) -> Due {
    let code = payload.first_chunk().map(|code| u16::from_be_bytes(*code));
    let is_known = code.is_none_or(|code| matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999));
    let is_text = std::str::from_utf8(payload.get(2..).unwrap_or_default()).is_ok();
    match payload.len() != 1 && is_known && is_text {
        true => Due { is_over: true, ..Due::default() },
        false => closed(&[PROTOCOL, INVALID]),
    }
}

/// Returns what comes of a frame that is announced with such a length, of which no more than the beginning is sent.
pub(super) fn announced(length: u64) -> Due {
    match length > MOST_MESSAGE as u64 {
        true => closed(&[SIZE]),
        false => Due::default(),
    }
}
