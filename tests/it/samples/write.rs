//! How programs write their log lines, each beside the truth of what the line says.

use serde_json::{Map, Value};

/// One entry: how it stands in the file, and what a reader must find in it.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    /// Its lines without the last line end.
    pub(crate) text: String,
    /// Microseconds since 1970.
    pub(crate) time: Option<i64>,
    pub(crate) level: Option<&'static str>,
    pub(crate) source: Option<String>,
    pub(crate) message: String,
    pub(crate) context: Map<String, Value>,
}

impl Made {
    /// Makes an entry of which no more is known than its text.
    pub(crate) fn plain(text: &str) -> Made {
        Made {
            text: text.to_owned(),
            time: None,
            level: None,
            source: None,
            message: text.to_owned(),
            context: Map::new(),
        }
    }
}

/// What is said, before it is known in which format.
pub(crate) struct Said<'a> {
    pub(crate) time: i64,
    pub(crate) level: &'static str,
    pub(crate) source: &'a str,
    pub(crate) message: String,
    pub(crate) fields: Vec<(&'a str, Value)>,
}

impl Said<'_> {
    fn made(&self, text: String) -> Made {
        Made {
            text,
            time: Some(to_millisecond(self.time)),
            level: Some(self.level),
            source: Some(self.source.to_owned()),
            message: self.message.clone(),
            context: self.fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
        }
    }

    fn json_tail(&self) -> String {
        self.fields.iter().map(|(key, value)| format!(",{}:{value}", quoted(key))).collect()
    }

    /// As zap writes: level word, RFC 3339 time, logger, message, fields.
    pub(crate) fn zap(&self) -> Made {
        self.made(format!(
            r#"{{"level":"{}","ts":"{}","logger":{},"msg":{}{}}}"#,
            short_level(self.level),
            show(self.time, "%Y-%m-%dT%H:%M:%S%.3fZ"),
            quoted(self.source),
            quoted(&self.message),
            self.json_tail()
        ))
    }

    /// As Go's slog writes; its source is an object of its own, so that none stands here.
    pub(crate) fn slog(&self) -> Made {
        let level = match self.level {
            "WARNING" => "WARN",
            other => other,
        };
        let text = format!(
            r#"{{"time":"{}","level":"{level}","msg":{}{}}}"#,
            show(self.time, "%Y-%m-%dT%H:%M:%S%.6fZ"),
            quoted(&self.message),
            self.json_tail()
        );
        Made { time: Some(self.time), source: None, ..self.made(text) }
    }

    /// As pino writes: numeric level and epoch milliseconds.
    pub(crate) fn pino(&self, pid: i64, hostname: &str) -> Made {
        let level = match self.level {
            "TRACE" => 10,
            "DEBUG" => 20,
            "INFO" => 30,
            "WARNING" => 40,
            "ERROR" => 50,
            _ => 60,
        };
        let mut made = self.made(format!(
            r#"{{"level":{level},"time":{},"pid":{pid},"hostname":{},"name":{}{},"msg":{}}}"#,
            self.time / 1000,
            quoted(hostname),
            quoted(self.source),
            self.json_tail(),
            quoted(&self.message),
        ));
        made.context.insert("pid".to_owned(), pid.into());
        made.context.insert("hostname".to_owned(), hostname.into());
        made
    }

    /// As most Go services write logfmt.
    pub(crate) fn logfmt(&self) -> Made {
        let field = |key: &str, value: &str| {
            let plain = !value.is_empty() && !value.contains([' ', '"', '=']);
            if plain { format!("{key}={value}") } else { format!("{key}={}", quoted(value)) }
        };
        let mut parts = vec![
            field("time", &show(self.time, "%Y-%m-%dT%H:%M:%S%.3fZ")),
            field("level", short_level(self.level)),
            field("logger", self.source),
            field("msg", &self.message),
        ];
        parts.extend(self.fields.iter().map(|(key, value)| field(key, &bare(value))));
        self.made(parts.join(" "))
    }

    /// As log4j and logback write: `date time,millis LEVEL [thread] logger: message`.
    pub(crate) fn log4j(&self, thread: &str) -> Made {
        let level = match self.level {
            "WARNING" => "WARN",
            "CRITICAL" => "FATAL",
            other => other,
        };
        self.made(format!(
            "{},{:03} {level:<5} [{thread}] {}: {}",
            show(self.time, "%Y-%m-%d %H:%M:%S"),
            self.time / 1000 % 1000,
            self.source,
            self.message
        ))
    }

    /// As Python's logging writes with the usual `asctime - name - levelname - message`.
    pub(crate) fn python(&self) -> Made {
        self.made(format!(
            "{},{:03} - {} - {} - {}",
            show(self.time, "%Y-%m-%d %H:%M:%S"),
            self.time / 1000 % 1000,
            self.source,
            self.level,
            self.message
        ))
    }

    /// As `env_logger` and many others write: `time LEVEL [source] message`.
    pub(crate) fn bracketed(&self) -> Made {
        self.made(format!(
            "{} {:<5} [{}] {}",
            show(self.time, "%Y-%m-%dT%H:%M:%S%.3fZ"),
            if self.level == "WARNING" { "WARN" } else { self.level },
            self.source,
            self.message
        ))
    }
}

/// Returns a moment, given in microseconds since 1970, in UTC by strftime's codes.
pub(crate) fn show(micros: i64, format: &str) -> String {
    let moment = jiff::Timestamp::from_microsecond(micros).unwrap().to_zoned(jiff::tz::TimeZone::UTC);
    moment.strftime(format).to_string()
}

/// Returns a moment as a line with milliseconds tells it.
pub(crate) fn to_millisecond(micros: i64) -> i64 {
    micros - micros.rem_euclid(1_000)
}

/// Returns the microseconds since 1970 of a moment such as `2026-03-12T14:02:11.482Z`.
pub(crate) fn moment(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_microsecond()
}

/// Returns a text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn short_level(level: &str) -> &'static str {
    match level {
        "TRACE" => "trace",
        "DEBUG" => "debug",
        "INFO" => "info",
        "NOTICE" => "notice",
        "WARNING" => "warn",
        "ERROR" => "error",
        _ => "fatal",
    }
}
