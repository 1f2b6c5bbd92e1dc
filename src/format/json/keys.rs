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

/// Returns what a name means; names are told apart by length first, since most are plain fields.
pub(in crate::format) fn lookup(name: &str) -> Key {
    use Role::{Level, Message, Nest, Source, Spread, Time};
    match name.len() {
        1 => match name {
            "t" => key(Time, 9, 0),
            "s" => key(Level, 20, sign::S_C),
            "c" => key(Source, 20, 0),
            "v" => field(sign::V),
            _ => field(0),
        },
        2 => match name {
            "ts" => key(Time, 4, sign::TS),
            "@t" => key(Time, 5, sign::CLEF_T),
            "@m" => key(Message, 3, sign::CLEF_M),
            "@l" => key(Level, 4, 0),
            _ => field(0),
        },
        3 => match name {
            "msg" => key(Message, 2, sign::MSG),
            "pid" => field(sign::PID),
            "lvl" => key(Level, 5, 0),
            "@mt" => key(Message, 12, sign::CLEF_M),
            "log" => key(Message, 20, sign::LOG),
            "ctx" => field(sign::CTX),
            "ecs" => key(Nest, 0, sign::ECS),
            _ => field(0),
        },
        4 => match name {
            "time" => key(Time, 3, sign::TIME),
            "date" => key(Time, 11, 0),
            "Time" => key(Time, 12, 0),
            "name" => key(Source, 30, sign::NAME),
            "unit" => key(Source, 13, 0),
            "text" => key(Message, 14, 0),
            "body" => key(Message, 13, 0),
            "_msg" => key(Message, 15, 0),
            "type" => field(sign::TYPE),
            _ => field(0),
        },
        5 => match name {
            "level" => key(Level, 2, sign::LEVEL),
            "Level" => key(Level, 6, 0),
            "LEVEL" => key(Level, 7, 0),
            "event" => key(Message, 10, sign::EVENT),
            "extra" => key(Spread, 0, 0),
            "_COMM" => key(Source, 16, 0),
            "_time" => key(Time, 13, 0),
            _ => field(0),
        },
        _ => lookup_long(name),
    }
}

fn lookup_long(name: &str) -> Key {
    use Role::{Level, Message, Source, Spread, Time};
    match name.len() {
        6 => match name {
            "logger" => key(Source, 1, sign::LOGGER),
            "source" => key(Source, 5, 0),
            "module" => key(Source, 6, 0),
            "target" => key(Source, 8, 0),
            "Logger" => key(Source, 10, 0),
            "fields" => key(Spread, 0, 0),
            "stream" => field(sign::STREAM),
            "caller" => field(sign::CALLER),
            _ => field(0),
        },
        7 => match name {
            "message" => key(Message, 1, sign::MESSAGE),
            "Message" => key(Message, 5, 0),
            "MESSAGE" => key(Message, 4, 0),
            "context" => key(Spread, 0, 0),
            "channel" => key(Source, 31, 0),
            "asctime" => key(Time, 10, 0),
            "instant" => key(Time, 14, 0),
            "program" => key(Source, 12, 0),
            "request" => field(sign::REQUEST),
            _ => field(0),
        },
        8 => match name {
            "severity" => key(Level, 3, sign::SEVERITY),
            "Severity" => key(Level, 8, 0),
            "loglevel" | "logLevel" => key(Level, 9, 0),
            "priority" | "PRIORITY" => key(Level, 22, 0),
            "hostname" => field(sign::HOSTNAME),
            "metadata" => key(Spread, 0, 0),
            "datetime" | "dateTime" | "DateTime" => key(Time, 8, 0),
            "category" => key(Source, 11, 0),
            "insertId" => field(sign::GCLOUD),
            _ => field(0),
        },
        9 => match name {
            "timestamp" => key(Time, 1, sign::TIMESTAMP),
            "Timestamp" | "TimeStamp" | "timeStamp" => key(Time, 6, 0),
            "eventTime" => key(Time, 15, 0),
            "component" => key(Source, 7, 0),
            "levelname" => key(Level, 1, sign::LEVELNAME),
            "log.level" => key(Level, 1, sign::ECS),
            "log_level" => key(Level, 10, 0),
            "levelName" => key(Level, 11, 0),
            "subsystem" => key(Source, 14, 0),
            _ => field(0),
        },
        _ => lookup_longer(name),
    }
}

fn lookup_longer(name: &str) -> Key {
    use Role::{Level, Message, Nest, Source, Time};
    match name.len() {
        10 => match name {
            "@timestamp" => key(Time, 2, sign::AT_TIMESTAMP),
            "log.logger" => key(Source, 2, sign::ECS),
            "loggerName" => key(Source, 3, 0),
            "level_name" => key(Level, 1, sign::LEVELNAME),
            "timeMillis" => key(Time, 16, 0),
            "event_time" => key(Time, 17, 0),
            "created_at" => key(Time, 18, 0),
            _ => field(0),
        },
        11 => match name {
            "logger_name" => key(Source, 4, 0),
            "ecs.version" => field(sign::ECS),
            "jsonPayload" => key(Nest, 0, sign::GCLOUD),
            "textPayload" => key(Message, 6, sign::GCLOUD),
            _ => field(0),
        },
        12 => match name {
            "severityText" | "SeverityText" => key(Level, 12, 0),
            _ => field(0),
        },
        13 => match name {
            "SourceContext" => key(Source, 9, 0),
            "short_message" => key(Message, 7, sign::SHORT_MESSAGE),
            "severity_text" => key(Level, 12, 0),
            "_SYSTEMD_UNIT" => key(Source, 17, 0),
            _ => field(0),
        },
        14 => match name {
            "severityNumber" | "SeverityNumber" => key(Level, 21, sign::SEVERITY_NUMBER),
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
