//! `logbrook send`: a message, or what a program prints, to a channel.

use std::io::{self, BufRead};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::time::sleep;

use super::{CommandError, stop_signal};
use crate::cli;
use crate::client::{Outgoing, Poster, Queue, Report, Sender, Sent, Target};
use crate::entry::{Level, Timestamp};
use crate::format::Formats;
use crate::query::{Context, Query};

/// So many bytes of lines are held while nothing gets through.
const MOST_HELD: usize = 8 << 20;

/// Of a longer line the rest is left out.
const MOST_LINE: usize = 1 << 20;

/// After a signal the program that writes to us may say some last words.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Sends, and says what was not sent.
pub(super) fn run(typed: cli::Send) -> Result<ExitCode, CommandError> {
    let level = Level::parse(&typed.level).ok_or_else(|| {
        let hint = "try trace, debug, info, notice, warn, error or critical";
        CommandError::Usage(format!("--level does not know the level {:?}; {hint}", typed.level))
    })?;
    let patience = span(&typed.timeout)?;
    let mut target = Target::parse(&typed.url)?;
    if let Some(token) = &typed.reach.token {
        target.authorize(token);
    }
    let sender = Sender::new(Poster::new(&target, &typed.channel)?, patience);
    let outgoing = Outgoing { level, source: typed.source };
    let queue = Arc::new(Queue::new(MOST_HELD, patience));
    match typed.message {
        Some(message) => {
            queue.add(outgoing.message(&message, Timestamp::now()));
            queue.close();
        }
        None => {
            let (filled, closed) = (queue.clone(), queue.clone());
            std::thread::Builder::new().name("stdin".to_owned()).spawn(move || fill(&filled, &outgoing))?;
            std::thread::Builder::new().name("signals".to_owned()).spawn(move || close_on_signal(&closed))?;
        }
    }
    Ok(judge(sender.run(&queue, &mut Stderr)))
}

fn judge(sent: Sent) -> ExitCode {
    if sent.is_all() {
        return ExitCode::SUCCESS;
    }
    let Sent { accepted, refused, dropped } = sent;
    Stderr.say(&format!("{accepted} lines accepted, {refused} refused, {dropped} not sent"));
    ExitCode::from(2)
}

/// Reads a span as queries do.
fn span(text: &str) -> Result<Duration, CommandError> {
    let context = Context { zone: jiff::tz::TimeZone::UTC, now: Timestamp::now(), formats: Formats::default() };
    Ok(Query::parse([("timeout", text)], &context)?.timeout.unwrap_or_default())
}

/// Fills the queue with the lines of stdin until their end.
fn fill(queue: &Queue, outgoing: &Outgoing) {
    let mut stdin = io::stdin().lock();
    let mut line = Vec::new();
    loop {
        match read_line(&mut stdin, &mut line) {
            Ok(Some(is_cut)) => {
                if is_cut {
                    Stderr.say("a line was longer than 1 MiB; the rest of it is left out");
                }
                if let Some(entry) = outgoing.entry(&String::from_utf8_lossy(&line), Timestamp::now()) {
                    queue.add(entry);
                }
            }
            Ok(None) => break,
            Err(error) => {
                Stderr.say(&format!("standard input cannot be read: {error}"));
                break;
            }
        }
    }
    queue.close();
}

/// Reads a line without its end, and keeps no more of it than fits; if there is one, tells whether it was cut.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    let (mut has_begun, mut is_cut) = (false, false);
    loop {
        let read = reader.fill_buf()?;
        if read.is_empty() {
            return Ok(has_begun.then_some(is_cut));
        }
        has_begun = true;
        let end = memchr::memchr(b'\n', read);
        let part = &read[..end.unwrap_or(read.len())];
        let kept = part.len().min(MOST_LINE - line.len());
        line.extend_from_slice(&part[..kept]);
        is_cut |= kept < part.len();
        let consumed = end.map_or(read.len(), |end| end + 1);
        reader.consume(consumed);
        if end.is_some() {
            return Ok(Some(is_cut));
        }
    }
}

/// Sends what is there when it is told to stop.
fn close_on_signal(queue: &Queue) {
    let Ok(runtime) = Builder::new_current_thread().enable_all().build() else { return };
    runtime.block_on(async {
        if let Ok(stopped) = stop_signal() {
            stopped.await;
            sleep(LAST_WORDS).await;
            queue.close();
        }
    });
}

/// Says on stderr what happens.
struct Stderr;

impl Report for Stderr {
    fn say(&mut self, text: &str) {
        super::say(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_one_by_one_and_cut_where_they_are_too_long() {
        let long = "x".repeat(MOST_LINE + 5);
        let text = format!("one\n\n{long}\nlast");
        let mut reader = io::BufReader::with_capacity(7, text.as_bytes());
        let mut line = Vec::new();
        let mut lines = Vec::new();
        while let Some(is_cut) = read_line(&mut reader, &mut line).unwrap() {
            lines.push((line.clone(), is_cut));
        }
        let whole = |text: &[u8]| (text.to_vec(), false);
        assert_eq!(lines, [whole(b"one"), whole(b""), (vec![b'x'; MOST_LINE], true), whole(b"last")]);
    }
}
