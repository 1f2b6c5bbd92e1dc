//! What the names of members mean.

/// The part of an entry that a member may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::format) enum Role {
    Time,
    Level,
    Source,
    Message,
    /// A further field.
    Field,
    /// An object whose members become fields.
    Spread,
    /// An object in which parts may be found while it stays a field.
    Nest,
}

impl Role {
    /// How many roles are parts of an entry; they come first.
    pub(super) const PARTS: usize = 4;
}

/// What a name means: its role, its rank within the role (the lowest is tried first), and the bit that tells dialects apart.
#[derive(Clone, Copy)]
pub(in crate::format) struct Key {
    pub(in crate::format) role: Role,
    pub(in crate::format) rank: u8,
    pub(super) sign: u32,
}

/// Bits that say which names are present.
pub(super) mod sign {
    macro_rules! signs {
        ($($name:ident)*) => { signs!(@ 0, $($name)*); };
        (@ $bit:expr, $name:ident $($rest:ident)*) => {
            pub(in crate::format::json) const $name: u32 = 1 << ($bit);
            signs!(@ $bit + 1, $($rest)*);
        };
        (@ $bit:expr,) => {};
    }
    signs! {
        LEVEL TIME TS TIMESTAMP MESSAGE MSG PID HOSTNAME V NAME LEVELNAME LOGGER EVENT CLEF_T CLEF_M AT_TIMESTAMP
        ECS LOG STREAM SHORT_MESSAGE SEVERITY GCLOUD JOURNAL CTX S_C REQUEST TRAEFIK SEVERITY_NUMBER CALLER TYPE
    }
}

const fn key(role: Role, rank: u8, sign: u32) -> Key {
    Key { role, rank, sign }
}

const fn field(sign: u32) -> Key {
    key(Role::Field, 0, sign)
}

/// Returns what a name means; names are told apart by length first, since most are plain fields, then byte by byte, which calls
/// nothing.
pub(in crate::format) fn lookup(name: &str) -> Key {
    use Role::{Level, Message, Nest, Source, Spread, Time};
    match name.len() {
        1 => match name.as_bytes() {
            b"t" => key(Time, 9, 0),
            b"s" => key(Level, 20, sign::S_C),
            b"c" => key(Source, 20, 0),
            b"v" => field(sign::V),
            _ => field(0),
        },
        2 => match name.as_bytes() {
            b"ts" => key(Time, 4, sign::TS),
            b"@t" => key(Time, 5, sign::CLEF_T),
            b"@m" => key(Message, 3, sign::CLEF_M),
            b"@l" => key(Level, 4, 0),
            _ => field(0),
        },
        3 => match name.as_bytes() {
            b"msg" => key(Message, 2, sign::MSG),
            b"pid" => field(sign::PID),
            b"lvl" => key(Level, 5, 0),
            b"@mt" => key(Message, 12, sign::CLEF_M),
            b"log" => key(Message, 20, sign::LOG),
            b"ctx" => field(sign::CTX),
            b"ecs" => key(Nest, 0, sign::ECS),
            _ => field(0),
        },
        4 => match name.as_bytes() {
            b"time" => key(Time, 3, sign::TIME),
            b"date" => key(Time, 11, 0),
            b"Time" => key(Time, 12, 0),
            b"name" => key(Source, 30, sign::NAME),
            b"unit" => key(Source, 13, 0),
            b"text" => key(Message, 14, 0),
            b"body" => key(Message, 13, 0),
            b"_msg" => key(Message, 15, 0),
            b"type" => field(sign::TYPE),
            _ => field(0),
        },
        5 => match name.as_bytes() {
            b"level" => key(Level, 2, sign::LEVEL),
            b"Level" => key(Level, 6, 0),
            b"LEVEL" => key(Level, 7, 0),
            b"event" => key(Message, 10, sign::EVENT),
            b"extra" => key(Spread, 0, 0),
            b"_COMM" => key(Source, 16, 0),
            b"_time" => key(Time, 13, 0),
            _ => field(0),
        },
        _ => lookup_long(name),
    }
}

fn lookup_long(name: &str) -> Key {
    use Role::{Level, Message, Source, Spread, Time};
    match name.len() {
        6 => match name.as_bytes() {
            b"logger" => key(Source, 1, sign::LOGGER),
            b"source" => key(Source, 5, 0),
            b"module" => key(Source, 6, 0),
            b"target" => key(Source, 8, 0),
            b"Logger" => key(Source, 10, 0),
            b"fields" => key(Spread, 0, 0),
            b"stream" => field(sign::STREAM),
            b"caller" => field(sign::CALLER),
            _ => field(0),
        },
        7 => match name.as_bytes() {
            b"message" => key(Message, 1, sign::MESSAGE),
            b"Message" => key(Message, 5, 0),
            b"MESSAGE" => key(Message, 4, 0),
            b"context" => key(Spread, 0, 0),
            b"channel" => key(Source, 31, 0),
            b"asctime" => key(Time, 10, 0),
            b"instant" => key(Time, 14, 0),
            b"program" => key(Source, 12, 0),
            b"request" => field(sign::REQUEST),
            _ => field(0),
        },
        8 => match name.as_bytes() {
            b"severity" => key(Level, 3, sign::SEVERITY),
            b"Severity" => key(Level, 8, 0),
            b"loglevel" | b"logLevel" => key(Level, 9, 0),
            b"priority" | b"PRIORITY" => key(Level, 22, 0),
            b"hostname" => field(sign::HOSTNAME),
            b"metadata" => key(Spread, 0, 0),
            b"datetime" | b"dateTime" | b"DateTime" => key(Time, 8, 0),
            b"category" => key(Source, 11, 0),
            b"insertId" => field(sign::GCLOUD),
            _ => field(0),
        },
        9 => match name.as_bytes() {
            b"timestamp" => key(Time, 1, sign::TIMESTAMP),
            b"Timestamp" | b"TimeStamp" | b"timeStamp" => key(Time, 6, 0),
            b"eventTime" => key(Time, 15, 0),
            b"component" => key(Source, 7, 0),
            b"levelname" => key(Level, 1, sign::LEVELNAME),
            b"log.level" => key(Level, 1, sign::ECS),
            b"log_level" => key(Level, 10, 0),
            b"levelName" => key(Level, 11, 0),
            b"subsystem" => key(Source, 14, 0),
            _ => field(0),
        },
        _ => lookup_longer(name),
    }
}

fn lookup_longer(name: &str) -> Key {
    use Role::{Level, Message, Nest, Source, Time};
    match name.len() {
        10 => match name.as_bytes() {
            b"@timestamp" => key(Time, 2, sign::AT_TIMESTAMP),
            b"log.logger" => key(Source, 2, sign::ECS),
            b"loggerName" => key(Source, 3, 0),
            b"level_name" => key(Level, 1, sign::LEVELNAME),
            b"timeMillis" => key(Time, 16, 0),
            b"event_time" => key(Time, 17, 0),
            b"created_at" => key(Time, 18, 0),
            _ => field(0),
        },
        11 => match name.as_bytes() {
            b"logger_name" => key(Source, 4, 0),
            b"ecs.version" => field(sign::ECS),
            b"jsonPayload" => key(Nest, 0, sign::GCLOUD),
            b"textPayload" => key(Message, 6, sign::GCLOUD),
            _ => field(0),
        },
        12 => match name.as_bytes() {
            b"severityText" | b"SeverityText" => key(Level, 12, 0),
            _ => field(0),
        },
        13 => match name.as_bytes() {
            b"SourceContext" => key(Source, 9, 0),
            b"short_message" => key(Message, 7, sign::SHORT_MESSAGE),
            b"severity_text" => key(Level, 12, 0),
            b"_SYSTEMD_UNIT" => key(Source, 17, 0),
            _ => field(0),
        },
        14 => match name.as_bytes() {
            b"severityNumber" | b"SeverityNumber" => key(Level, 21, sign::SEVERITY_NUMBER),
            _ => field(0),
        },
        _ => lookup_longest(name),
    }
}

fn lookup_longest(name: &str) -> Key {
    match name {
        "severity_number" => key(Role::Level, 21, sign::SEVERITY_NUMBER),
        "SYSLOG_IDENTIFIER" => key(Role::Source, 15, 0),
        "__REALTIME_TIMESTAMP" => key(Role::Time, 7, sign::JOURNAL),
        "DownstreamStatus" => field(sign::TRAEFIK),
        _ if name.starts_with("logging.googleapis.com/") => field(sign::GCLOUD),
        _ => field(0),
    }
}
