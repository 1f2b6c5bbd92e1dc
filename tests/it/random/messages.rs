//! What a client does on a socket: it says what is right and what is not, in frames that are right and that are not.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::declared::Declared;
use super::frames::{BINARY, CLOSE, CONTINUATION, FINISHED, PING, PONG, TEXT};
use super::parameters::{self, Parameter};
use super::{address, text};

/// The longest message that is heard, in bytes.
pub(super) const MOST_MESSAGE: usize = 64 << 10;

/// One connection.
#[derive(Clone)]
pub(super) struct Talk {
    /// What its address asks for.
    pub(super) query: String,
    pub(super) steps: Vec<Step>,
    /// Whether the client says that it leaves.
    pub(super) is_polite: bool,
}

/// Something that a client does.
#[derive(Clone)]
pub(super) enum Step {
    /// It sends a frame.
    Frame { first: u8, masked: bool, payload: Vec<u8> },
    /// It announces a frame of such a length, and sends no more than its beginning.
    Announce(u64),
    /// It sends bytes that are no frame.
    Noise(Vec<u8>),
    /// Lines are written to a log.
    Write(u8),
}

/// Texts that mean something in a message.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\\",
    "\\u0000",
    "\\ud83e",
    "null",
    "true",
    "1e999",
    "\"type\":",
    "\"id\":",
    "subscribe",
    "ping",
    "\"cursor\":",
    "\"files\":[",
    "//",
    "NaN",
];

/// Ids of subscriptions: few, so that they meet.
const IDS: &[&str] = &["a", "b", "#0", "#1", "#18446744073709551615", "é\"\\", ""];

/// Any connection.
pub(super) fn talk(declared: &Declared, cursors: &[String]) -> BoxedStrategy<Talk> {
    let taken = declared.parameters("/api/logs/follow");
    let query = prop_oneof![1 => Just(Vec::new()), 2 => parameters::parameters(&taken, cursors)];
    let of_message: Vec<String> = taken.into_iter().filter(|name| !["batch", "compress"].contains(&&**name)).collect();
    let steps = prop::collection::vec(steps(&of_message, cursors), 1..8);
    (query, steps, any::<bool>())
        .prop_map(|(query, steps, is_polite)| Talk {
            query: address::escaped(&query),
            steps: steps.concat(),
            is_polite,
        })
        .boxed()
}

fn steps(taken: &[String], cursors: &[String]) -> BoxedStrategy<Vec<Step>> {
    let message = || message(taken, cursors);
    let first = prop_oneof![4 => select(&[TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG][..]), 1 => 0..=0x7fu8];
    let odd = (first, prop::bool::weighted(0.8), prop::bool::weighted(0.9), payload()).prop_map(
        |(code, finished, masked, payload)| Step::Frame {
            first: code | if finished { FINISHED } else { 0 },
            masked,
            payload,
        },
    );
    let announced =
        prop_oneof![0..MOST_MESSAGE as u64, MOST_MESSAGE as u64 + 1..1 << 40, Just(1 << 63), Just(u64::MAX)];
    prop_oneof![
        30 => message().prop_map(|message| vec![whole(message)]),
        6 => (message(), any::<u8>(), any::<bool>()).prop_map(|(message, cut, pings)| pieces(&message, cut, pings)),
        2 => odd.prop_map(|step| vec![step]),
        2 => (0..6u8).prop_map(|lines| vec![Step::Write(lines)]),
        1 => payload().prop_map(|payload| vec![Step::Frame { first: FINISHED | PING, masked: true, payload }]),
        1 => closing().prop_map(|payload| vec![Step::Frame { first: FINISHED | CLOSE, masked: true, payload }]),
        1 => announced.prop_map(|length| vec![Step::Announce(length)]),
        1 => prop::collection::vec(any::<u8>(), 0..40).prop_map(|bytes| vec![Step::Noise(bytes)]),
    ]
    .boxed()
}

fn whole(message: Vec<u8>) -> Step {
    Step::Frame { first: FINISHED | TEXT, masked: true, payload: message }
}

/// A message in up to three frames, perhaps with pings between them.
fn pieces(message: &[u8], cut: u8, pings: bool) -> Vec<Step> {
    let at = message.len() * usize::from(cut) / 256;
    let (head, rest) = message.split_at(at);
    let (middle, tail) = rest.split_at(rest.len() / 2);
    let mut steps = Vec::new();
    for (first, payload) in [(TEXT, head), (CONTINUATION, middle), (FINISHED | CONTINUATION, tail)] {
        steps.push(Step::Frame { first, masked: true, payload: payload.to_vec() });
        if pings && first & FINISHED == 0 {
            steps.push(Step::Frame { first: FINISHED | PING, masked: true, payload: b"between".to_vec() });
        }
    }
    steps
}

fn payload() -> BoxedStrategy<Vec<u8>> {
    let length = prop_oneof![8 => 0..20usize, 2 => 120..130usize, 1 => MOST_MESSAGE - 2..MOST_MESSAGE + 3];
    length.prop_flat_map(|length| prop::collection::vec(any::<u8>(), length)).boxed()
}

/// What a close holds: a code and a reason, or not.
fn closing() -> BoxedStrategy<Vec<u8>> {
    let code = prop_oneof![
        select(&[1000, 1001, 1003, 1007, 1011, 3000, 4999, 0, 999, 1004, 1005, 1006, 1015, 2999, 5000][..]),
        any::<u16>()
    ];
    let reason =
        prop_oneof![4 => text::odd().prop_map(String::into_bytes), 1 => prop::collection::vec(any::<u8>(), 0..130)];
    prop_oneof![
        1 => Just(Vec::new()),
        1 => Just(vec![3]),
        4 => (code, reason).prop_map(|(code, reason)| {
            let reason = &reason[..reason.len().min(123)];
            [&code.to_be_bytes()[..], reason].concat()
        }),
    ]
    .boxed()
}

/// A message: most often one that is understood.
fn message(taken: &[String], cursors: &[String]) -> BoxedStrategy<Vec<u8>> {
    let kind = prop_oneof![
        8 => Just("subscribe"), 3 => Just("unsubscribe"), 2 => Just("pause"), 2 => Just("resume"), 2 => Just("ping"), 1 => Just("dance"),
    ];
    let id = prop::option::of(select(IDS).prop_map(|id| json!(id)));
    let asked = parameters::parameters(taken, cursors);
    let right = (kind, id, asked, any::<u64>()).prop_map(|(kind, id, asked, chance)| meant(kind, id, &asked, chance));
    let object = prop_oneof![12 => right.clone(), 2 => (right, text::odd(), wrong()).prop_map(with), 1 => wrong()];
    let texts = object.prop_map(|object| object.to_string());
    prop_oneof![
        20 => texts.clone().prop_map(String::into_bytes),
        3 => (texts, prop::collection::vec(text::damage(PIECES), 1..3)).prop_map(|(text, damages)| {
            let mut bytes = text.into_bytes();
            damages.iter().for_each(|damage| damage.befall(&mut bytes));
            bytes
        }),
        1 => text::odd().prop_map(String::into_bytes),
        1 => (MOST_MESSAGE - 2..MOST_MESSAGE + 3).prop_map(|length| {
            let frame = json!({"type": "ping", "pad": ""}).to_string().len();
            json!({"type": "ping", "pad": "x".repeat(length - frame)}).to_string().into_bytes()
        }),
    ]
    .boxed()
}

/// Writes what is asked for as a message; of what may be written in several ways, chance takes one.
fn meant(kind: &str, id: Option<Value>, asked: &[Parameter], chance: u64) -> Value {
    let mut message = Map::new();
    message.insert("type".to_owned(), json!(kind));
    // Whoever ends a subscription says which.
    let id = id.or_else(|| (kind == "unsubscribe").then(|| json!("#1")));
    message.extend(id.map(|id| ("id".to_owned(), id)));
    let asked = if kind == "subscribe" { asked } else { &[] };
    for (index, (name, value)) in asked.iter().enumerate() {
        let name = if name == "file" { "files" } else { name };
        let typed = serde_json::from_str(value).unwrap_or_else(|_| json!(value));
        let written = match chance >> (2 * index) & 3 {
            0 => json!([value]),
            1 => typed,
            _ => json!(value),
        };
        message.insert(name.to_owned(), written);
    }
    Value::Object(message)
}

/// Puts a value into a message, in the place of another or beside them.
fn with((mut message, name, value): (Value, String, Value)) -> Value {
    let keys: Vec<String> = message.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
    let key = if name.len() % 2 == 0 { &keys[name.len() / 2 % keys.len()] } else { &name };
    message[key] = value;
    message
}

/// A value that is probably wrong where it stands.
fn wrong() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text::odd().prop_map(Value::from),
    ];
    let nested = leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((text::odd(), inner), 0..3).prop_map(|pairs| pairs.into_iter().collect()),
        ]
    });
    let deep = (100..140usize).prop_map(|depth| (0..depth).fold(Value::Null, |inner, _| json!([inner])));
    prop_oneof![8 => nested, 1 => deep].boxed()
}

impl fmt::Debug for Talk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "/api/logs/follow?{}", self.query)?;
        self.steps.iter().try_for_each(|step| writeln!(f, "{step:?}"))?;
        f.write_str(if self.is_polite { "and a close" } else { "and no close" })
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Frame { first, masked, payload } => {
                let mask = if *masked { "" } else { " not masked" };
                write!(f, "frame {first:#04x}{mask} {}", payload.escape_ascii())
            }
            Step::Announce(length) => write!(f, "the beginning of a text of {length} bytes"),
            Step::Noise(bytes) => write!(f, "bytes {}", bytes.escape_ascii()),
            Step::Write(lines) => write!(f, "{lines} lines are written"),
        }
    }
}
