//! What a line of a log says: the trait of a format, the registry of all formats, and the choice among them.
//!
//! A line is read by what it is. A [`Reader`] tries the formats that its file is known for first, and the others
//! after them; a line that no format claims continues the entry above it or is plain text.

use crate::entry::Entry;

mod access;
mod android;
pub mod ansi;
mod blocks;
mod clock;
mod container;
mod context;
mod custom;
mod database;
mod formats;
pub mod glance;
mod glog;
mod headed;
mod java;
mod json;
mod layout;
mod levelled;
mod linux;
mod logfmt;
mod piece;
mod platforms;
mod proxy;
mod reader;
mod requests;
mod scanner;
mod syslog;
mod text;
mod time;
mod trace;
pub mod values;
mod w3c;
mod weberror;
mod words;

#[cfg(test)]
mod tests;

pub use clock::{Civil, Clock, Guess};
pub use custom::{CustomError, Definition, Expected, Mismatch};
pub use formats::Formats;
pub(crate) use json::numbered_level;
pub use piece::{Carried, Piece};
pub use reader::{Line, PLAIN, Reader};

/// A way of writing log records, which knows how to read the first line of one.
pub trait Format: Send + Sync {
    /// Returns the name used in `log_format=` and in listings: lower case, words joined by `-`.
    fn name(&self) -> &'static str;

    /// Describes in a few words what writes this format.
    fn title(&self) -> &'static str;

    /// Reads a line as the head of an entry; `None` where the line is not of this format.
    ///
    /// The line has no line end, no NUL at its start and no ANSI codes. A format must reject a foreign line quickly, and must claim
    /// no line that is better explained by a format that stands before it in [`FORMATS`].
    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>>;

    /// Tells whether a line is the head of an entry: whether [`Format::parse`] would read it, at less cost where that can be had.
    fn claims(&self, line: &str, clock: &Clock) -> bool {
        self.parse(line, clock).is_some()
    }

    /// Reads only the time and the level of a line that is the head of an entry, at less cost where that can be had; what else the
    /// entry holds means nothing.
    fn brief<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        self.parse(line, clock)
    }

    /// Tells whether a line that is no head of any entry and is not indented still belongs to the entry above it.
    ///
    /// True for headed text, whose messages may hold any line; false where a record is one line by design (JSON, access logs).
    fn keeps_loose_lines(&self) -> bool {
        true
    }

    /// Tells whether a line of this format can begin with a byte; a cheap test before [`Format::parse`].
    fn begins_with(&self, _byte: u8) -> bool {
        true
    }

    /// Tells whether a line that is no head belongs to the entry above it although it looks like a line of this format.
    fn continues(&self, _line: &str) -> bool {
        false
    }

    /// Reads what only all lines of an entry together tell; called once they have been joined in its message.
    fn finish(&self, _entry: &mut Entry<'_>, _clock: &Clock) {}

    /// Tells whether its lines are JSON objects; a line that begins with `{` is read by these formats alone.
    fn is_json(&self) -> bool {
        false
    }

    /// Tells whether lines are read in this format only where most of the file is.
    fn only_by_habit(&self) -> bool {
        false
    }

    /// Tells whether its lines carry lines of other formats.
    fn carries(&self) -> bool {
        false
    }

    /// Returns what a line carries; `None` where it is none that carries another.
    fn carried<'a>(&self, _line: &'a str) -> Option<Carried<'a>> {
        None
    }

    /// Returns sample lines, each with what must be read from it.
    fn samples(&self) -> &'static [Sample];
}

/// A line and the entry it holds, as the compact JSON of a record's keys `timestamp`, `level`, `source`, `message`, `context`.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// The line as it stands in a file.
    pub line: &'static str,
    /// The record it must give, for a clock in UTC whose file was last written at 2026-01-31T00:00:00Z.
    pub record: &'static str,
}

/// Every format that is known, structured ones before general ones.
pub static FORMATS: &[&dyn Format] = &[
    &json::DIALECTS[0],
    &json::DIALECTS[1],
    &json::DIALECTS[2],
    &json::DIALECTS[3],
    &json::DIALECTS[4],
    &json::DIALECTS[5],
    &json::DIALECTS[6],
    &json::DIALECTS[7],
    &json::DIALECTS[8],
    &json::DIALECTS[9],
    &json::DIALECTS[10],
    &json::DIALECTS[11],
    &json::DIALECTS[12],
    &json::DIALECTS[13],
    &json::DIALECTS[14],
    &json::DIALECTS[15],
    &json::DIALECTS[16],
    &json::DIALECTS[17],
    &json::DIALECTS[18],
    &blocks::PrettyJson,
    &container::Cri,
    &platforms::Cisco,
    &syslog::Syslog5424,
    &proxy::Haproxy,
    &syslog::Syslog3164,
    &proxy::Traefik,
    &access::Access,
    &requests::S3,
    &requests::TimeFirst,
    &requests::Gin,
    &requests::Squid,
    &proxy::Elb,
    &w3c::W3c,
    &proxy::Uwsgi,
    &weberror::NginxError,
    &weberror::ApacheError,
    &glog::Glog,
    &headed::Php,
    &headed::Chromium,
    &headed::Samba,
    &headed::Erlang,
    &headed::DotNet,
    &java::WebSphere,
    &java::WebLogic,
    &java::GlassFish,
    &platforms::Unified,
    &platforms::CmTrace,
    &platforms::Xorg,
    &android::Logcat,
    &database::Redis,
    &database::MysqlError,
    &database::MysqlSlow,
    &database::Postgres,
    &database::PostgresCsv,
    &linux::Dmesg,
    &linux::Audit,
    &linux::Nagios,
    &linux::Strace,
    &blocks::JournalExport,
    &blocks::JavaUtil,
    &layout::LAYOUTS[0],
    &layout::LAYOUTS[1],
    &layout::LAYOUTS[2],
    &layout::LAYOUTS[3],
    &layout::LAYOUTS[4],
    &layout::LAYOUTS[5],
    &layout::LAYOUTS[6],
    &layout::LAYOUTS[7],
    &layout::LAYOUTS[8],
    &logfmt::Logfmt,
    &text::Text,
    &levelled::Levelled,
];

/// Reads a line that another line carries, by the first format that claims it; no line is unwrapped twice.
fn carried<'a>(line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
    if line.as_bytes().first() == Some(&b'{') {
        return json::read_bare(line, clock).map(|(_, entry)| entry);
    }
    let inner = FORMATS.iter().filter(|format| !format.is_json() && !format.carries() && !format.only_by_habit());
    inner.filter_map(|format| format.parse(line, clock)).next()
}
