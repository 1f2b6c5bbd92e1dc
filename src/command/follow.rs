//! `logbrook follow`: entries as they are written, until it is stopped.

use std::convert::Infallible;
use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{Either, select};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::runtime::Builder;
use tokio::time::sleep;

use super::{CommandError, scanner, start_log, stop_signal};
use crate::cli::{self, Color};
use crate::client::local::{self, LocalFault};
use crate::client::{FollowFault, Follower, Listener, Message, Note, Selection, Show, Target};
use crate::config::Config;
use crate::follow::{Hub, NOT_LIVE, Settings, Subscription};

/// How often it is seen to that somebody still reads what is printed.
const LOOK: Duration = Duration::from_millis(500);

/// Prints what is written, until a signal, or until nobody reads it.
pub(super) fn run(typed: cli::Follow) -> Result<ExitCode, CommandError> {
    let config = Config::load(typed.options)?;
    start_log(&config, false)?;
    let mut parameters: Vec<_> = typed.parameters.0.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let target = target(&typed.places)?;
    if let Some(target) = &target {
        parameters = join(parameters, &target.parameters);
    }
    if has(&parameters, "since") && !has(&parameters, "backfill") && !has(&parameters, "cursor") {
        parameters.push(("backfill".to_owned(), ALL.to_owned()));
    }
    let printer = Printer::new(typed.json, use_colors(typed.color), Selection::complete(&mut parameters));
    match target {
        Some(mut target) => {
            if let Some(token) = &typed.reach.token {
                target.authorize(token);
            }
            let follower = Follower::new(target, parameters, typed.compress);
            until_stopped(remote(follower, printer))
        }
        None if typed.compress => Err(CommandError::Usage("--compress goes with the address of a server".to_owned())),
        None => {
            let (scanner, _index) = scanner(&config, &typed.places)?;
            let pairs = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let subscription = Subscription::parse(pairs, &scanner.context())?;
            let hub = Hub::start(Arc::new(scanner), Settings::default())?;
            until_stopped(here(hub, subscription, printer))
        }
    }
}

/// The most entries that may come first.
const ALL: &str = "100000";

/// Returns the server that is meant; none where paths are.
fn target(places: &[PathBuf]) -> Result<Option<Target>, CommandError> {
    let addresses: Vec<_> =
        places.iter().filter_map(|place| place.to_str()).filter(|text| Target::is_meant(text)).collect();
    match (addresses.as_slice(), places) {
        ([], _) => Ok(None),
        ([address], [_]) => Ok(Some(Target::parse(address)?)),
        _ => Err(CommandError::Usage("one address at a time, or any number of paths".to_owned())),
    }
}

/// Joins what was typed with what stands in an address, of which the former counts. What of an address says how a page stands, or
/// which part of the past it shows, does not concern what is to come.
fn join(mut typed: Vec<(String, String)>, address: &[(String, String)]) -> Vec<(String, String)> {
    let names: Vec<String> = typed.iter().map(|(name, _)| name.clone()).collect();
    let kept = address.iter().filter(|(name, _)| {
        !names.contains(name) && !NOT_LIVE.contains(&name.as_str()) && !["batch", "compress"].contains(&name.as_str())
    });
    typed.extend(kept.cloned());
    typed
}

fn has(parameters: &[(String, String)], name: &str) -> bool {
    parameters.iter().any(|(given, _)| given == name)
}

fn use_colors(when: Color) -> bool {
    let is_unwanted = || env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let is_dumb = || env::var_os("TERM").is_some_and(|value| value == "dumb");
    match when {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => io::stdout().is_terminal() && !is_unwanted() && !is_dumb(),
    }
}

async fn remote(follower: Follower, mut printer: Printer) -> Result<Infallible, CommandError> {
    match follower.run(&mut printer).await {
        Ok(never) => match never {},
        Err(FollowFault::Listener(error)) => Err(error.into()),
        Err(fault) => Err(fault.into()),
    }
}

async fn here(hub: Hub, subscription: Subscription, mut printer: Printer) -> Result<Infallible, CommandError> {
    match local::follow(&hub, subscription, &mut printer).await {
        Ok(never) => match never {},
        Err(LocalFault::Listener(error)) => Err(error.into()),
        Err(fault) => Err(fault.into()),
    }
}

/// Follows on a thread of its own, for what takes its output may make it wait, and a signal must not.
fn until_stopped(
    following: impl Future<Output = Result<Infallible, CommandError>> + Send + 'static,
) -> Result<ExitCode, CommandError> {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let ended = runtime.block_on(async {
        let stopped = std::pin::pin!(stop_signal()?);
        let left = std::pin::pin!(reader_left());
        match select(runtime.spawn(following), select(stopped, left)).await {
            Either::Left((Ok(Ok(never)), _)) => match never {},
            Either::Left((Ok(Err(error)), _)) => Err(error),
            Either::Left((Err(panicked), _)) => Err(io::Error::other(panicked).into()),
            Either::Right(_) => Ok(ExitCode::SUCCESS),
        }
    });
    runtime.shutdown_background();
    match ended {
        Err(CommandError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        ended => ended,
    }
}

/// Waits until nobody reads what is printed any more: while nothing is written, no error would tell.
async fn reader_left() {
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    loop {
        let stdout = io::stdout();
        let mut asked = [PollFd::new(&stdout, PollFlags::empty())];
        let is_told = poll(&mut asked, Some(&now)).is_ok_and(|told| told > 0);
        if is_told && asked[0].revents().intersects(PollFlags::ERR) {
            return;
        }
        sleep(LOOK).await;
    }
}

/// Prints entries on stdout, and on stderr what happens besides.
struct Printer {
    show: Show,
    selection: Selection,
    is_json: bool,
    out: Vec<u8>,
}

/// So much is printed at once, in bytes.
const MOST_HELD: usize = 64 << 10;

impl Printer {
    fn new(is_json: bool, colors: bool, selection: Selection) -> Printer {
        Printer { show: Show::new(colors), selection, is_json, out: Vec::new() }
    }

    fn say(&mut self, text: &str) {
        // What was printed before stands before it, also where both go to one terminal.
        let _ = self.flush();
        super::say(text);
    }
}

impl Listener for Printer {
    fn hear(&mut self, line: &str, message: &Message<'_>) -> io::Result<()> {
        if message.is_entry() {
            match self.is_json {
                true => {
                    self.selection.write(&mut self.out, line)?;
                    self.out.push(b'\n');
                }
                false => self.show.entry(&mut self.out, message),
            }
            return if self.out.len() < MOST_HELD { Ok(()) } else { self.flush() };
        }
        if self.is_json && ["rotated", "truncated", "joined", "gap", "sampled"].contains(&message.kind.as_str()) {
            writeln!(self.out, "{line}")?;
        }
        let file = message.file.as_deref().unwrap_or_default();
        match message.kind.as_str() {
            "subscribed" => {
                self.show.names_files |= message.files.len() > 1;
                if message.files.is_empty() {
                    self.say("no file is there yet; waiting for one");
                }
            }
            "joined" => {
                self.show.names_files = true;
                self.say(&format!("{file} has appeared"));
            }
            "rotated" => self.say(&format!("{file} was rotated")),
            "truncated" => self.say(&format!("{file} was truncated")),
            "gap" => {
                let reason = message.reason.as_deref().unwrap_or("unknown");
                self.say(&format!("{file}: something is lost ({}): {reason}", bytes(message.bytes)));
            }
            "sampled" => self.say(&format!("{} entries are left out, as --max-rate asks", message.dropped)),
            "error" => self.say(message.message.as_deref().unwrap_or_default()),
            _ => {}
        }
        Ok(())
    }

    fn note(&mut self, note: &Note) {
        self.say(&note.to_string());
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.out.is_empty() {
            return Ok(());
        }
        let mut stdout = io::stdout().lock();
        stdout.write_all(&self.out)?;
        self.out.clear();
        stdout.flush()
    }
}

fn bytes(count: u64) -> String {
    if count == 0 { "nobody knows how much".to_owned() } else { format!("{count} bytes") }
}
