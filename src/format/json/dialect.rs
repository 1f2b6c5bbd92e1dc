//! The dialects of JSON lines: who writes them is told by the keys that are there.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Value};
use crate::format::{Clock, Sample, container};

use super::keys::sign;
use super::name::Member;
use super::parts;

/// The members of an object.
type Members<'a> = [Member<'a>];

mod samples;

/// A way of naming the parts of an entry in JSON.
pub(in crate::format) struct Dialect {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// The names that must all be there.
    needs: u32,
    /// The names of which none may be there.
    bars: u32,
    /// What the names alone do not tell.
    fits: fn(&Members) -> bool,
    /// Completes an entry by what this dialect means beyond its names.
    pub(super) refine: Option<fn(&mut Entry<'_>, &Clock)>,
    pub(super) samples: &'static [Sample],
}

const fn dialect(name: &'static str, title: &'static str, samples: &'static [Sample]) -> Dialect {
    Dialect { name, title, needs: 0, bars: 0, fits: |_| true, refine: None, samples }
}

/// Every dialect, the surest first and the general one last.
pub(in crate::format) static DIALECTS: [Dialect; 19] = [
    Dialect { needs: sign::JOURNAL, ..dialect("journald-json", "systemd journal as JSON", samples::JOURNALD) },
    Dialect {
        needs: sign::CLEF_T,
        refine: Some(clef),
        ..dialect("clef", "Serilog compact JSON (CLEF)", samples::CLEF)
    },
    Dialect { needs: sign::SHORT_MESSAGE, ..dialect("gelf", "Graylog extended log format", samples::GELF) },
    Dialect {
        needs: sign::LOG | sign::STREAM | sign::TIME,
        bars: sign::MSG | sign::MESSAGE | sign::LEVEL,
        fits: |members| members.len() <= 6,
        refine: Some(container::refine_docker),
        ..dialect("docker", "Docker json-file", samples::DOCKER)
    },
    Dialect {
        needs: sign::S_C | sign::CTX | sign::MSG,
        ..dialect("mongodb", "MongoDB 4.4 and later", samples::MONGODB)
    },
    Dialect {
        needs: sign::V | sign::NAME | sign::HOSTNAME | sign::PID | sign::LEVEL,
        ..dialect("bunyan", "Bunyan", samples::BUNYAN)
    },
    Dialect {
        needs: sign::HOSTNAME | sign::PID | sign::LEVEL | sign::TIME,
        bars: sign::MESSAGE | sign::LEVELNAME,
        fits: |members| level(members).is_some_and(|raw| !raw.starts_with('"')),
        ..dialect("pino", "Pino", samples::PINO)
    },
    Dialect { needs: sign::GCLOUD, ..dialect("gcloud", "Google Cloud logging", samples::GCLOUD) },
    Dialect { needs: sign::ECS | sign::AT_TIMESTAMP, ..dialect("ecs", "Elastic common schema", samples::ECS) },
    Dialect {
        needs: sign::TRAEFIK,
        refine: Some(traefik),
        ..dialect("traefik-json", "Traefik access log as JSON", samples::TRAEFIK)
    },
    Dialect {
        needs: sign::TS | sign::LEVEL | sign::MSG | sign::LOGGER | sign::REQUEST,
        refine: Some(caddy),
        ..dialect("caddy", "Caddy access log", samples::CADDY)
    },
    Dialect {
        needs: sign::TS | sign::LEVEL | sign::MSG,
        bars: sign::TIME | sign::TIMESTAMP,
        ..dialect("zap", "Zap", samples::ZAP)
    },
    Dialect {
        needs: sign::EVENT | sign::LEVEL | sign::TIMESTAMP,
        bars: sign::MSG | sign::MESSAGE,
        ..dialect("structlog", "structlog", samples::STRUCTLOG)
    },
    Dialect {
        needs: sign::TIME | sign::LEVEL | sign::MSG,
        bars: sign::MESSAGE | sign::TS | sign::TIMESTAMP,
        fits: |members| {
            starts(members, &["time", "level"])
                && level(members).is_some_and(|raw| raw.as_bytes()[1..].first().is_some_and(u8::is_ascii_uppercase))
        },
        ..dialect("slog", "Go's slog", samples::SLOG)
    },
    Dialect {
        needs: sign::TIME | sign::LEVEL | sign::MSG,
        bars: sign::MESSAGE | sign::TS | sign::TIMESTAMP,
        fits: |members| small_level(members) && in_order(members, &["level", "msg", "time"]),
        ..dialect("logrus", "Logrus", samples::LOGRUS)
    },
    Dialect {
        needs: sign::TIME | sign::LEVEL | sign::MESSAGE,
        bars: sign::MSG | sign::TS | sign::TIMESTAMP,
        fits: |members| small_level(members) && starts(members, &["level"]),
        ..dialect("zerolog", "zerolog", samples::ZEROLOG)
    },
    Dialect {
        needs: sign::LEVEL | sign::MESSAGE,
        bars: sign::MSG | sign::TS | sign::TIME | sign::AT_TIMESTAMP | sign::LOGGER,
        fits: |members| small_level(members) && starts(members, &["level", "message"]),
        ..dialect("winston", "Winston", samples::WINSTON)
    },
    Dialect { needs: sign::LEVELNAME, ..dialect("python-json", "Python's or PHP's logging as JSON", samples::PYTHON) },
    dialect("json", "JSON lines", samples::JSON),
];

/// Any of these tells a dialect; Winston's alone shares all its names with plain JSON.
const TELLING: u32 =
    !(sign::LEVEL | sign::MESSAGE | sign::MSG | sign::TIMESTAMP | sign::LOGGER | sign::PID | sign::TYPE);

/// Returns the dialect that the names of the members tell.
pub(super) fn of(signs: u32, members: &Members) -> &'static Dialect {
    let winston_at_most = sign::LEVEL | sign::MESSAGE;
    if signs & TELLING == 0 && (signs & winston_at_most != winston_at_most || signs & sign::LOGGER != 0) {
        return &DIALECTS[DIALECTS.len() - 1];
    }
    let fits = |dialect: &&Dialect| {
        signs & dialect.needs == dialect.needs && signs & dialect.bars == 0 && (dialect.fits)(members)
    };
    DIALECTS.iter().find(fits).unwrap_or(&DIALECTS[DIALECTS.len() - 1])
}

fn level<'a>(members: &Members<'a>) -> Option<&'a str> {
    members.iter().find(|(name, _)| *name == *"level").map(|(_, raw)| *raw)
}

fn small_level(members: &Members) -> bool {
    level(members).is_some_and(|raw| raw.starts_with('"') && raw.as_bytes()[1].is_ascii_lowercase())
}

fn starts(members: &Members, names: &[&str]) -> bool {
    members.len() >= names.len() && members.iter().zip(names).all(|(member, name)| member.0 == **name)
}

fn in_order(members: &Members, names: &[&str]) -> bool {
    let place = |name: &&str| members.iter().position(|member| member.0 == **name);
    names.iter().map(place).is_sorted()
}

/// Adds the level that goes without saying. A message template stays as it is written, so that a search finds what is shown.
fn clef(entry: &mut Entry<'_>, _: &Clock) {
    entry.level = entry.level.or(Some(Level::Info));
}

/// Returns the text of a context field.
fn word<'e>(entry: &'e Entry<'_>, name: &str) -> Option<Cow<'e, str>> {
    match &entry.context.iter().find(|(other, _)| other == name)?.1 {
        Value::Json(raw) => Some(parts::text(raw).unwrap_or(Cow::Borrowed(raw))),
        Value::Text(text) => Some(Cow::Borrowed(text)),
    }
}

/// Takes the path as the message, which is empty in these lines.
fn traefik(entry: &mut Entry<'_>, _: &Clock) {
    let status = word(entry, "DownstreamStatus").map(Cow::into_owned);
    by_status(entry, status.as_deref());
    if (entry.message.is_empty() || entry.message.starts_with('{'))
        && let Some(path) = word(entry, "RequestPath").map(Cow::into_owned)
    {
        entry.message = Cow::Owned(path);
    }
}

/// Raises the level, which Caddy keeps at `info` below 500, to that of the status.
fn caddy(entry: &mut Entry<'_>, _: &Clock) {
    let status = word(entry, "status").map(Cow::into_owned);
    by_status(entry, status.as_deref());
}

fn by_status(entry: &mut Entry<'_>, status: Option<&str>) {
    if let Some(level) = status.and_then(crate::format::access::status_level).flatten() {
        entry.level = entry.level.max(Some(level));
    }
}
