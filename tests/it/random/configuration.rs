//! Any configuration is taken, or refused with a word about where.

use std::cell::Cell;
use std::ffi::OsString;
use std::fs;
use std::time::{Duration, Instant};

use logbrook::cli::{Command, ConfigAction};
use logbrook::client::clean;
use logbrook::config::{self, Config};

use super::cases::try_cases;
use super::settings::{self, Text};
use crate::support::{LogDir, Running, logbrook};

/// So many are read each time.
const CASES: u32 = 600;

/// Of so many one is read by the binary, as are all that may hold a format: this process would keep that for ever.
const ONE_IN: u32 = 40;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(10);

#[test]
fn any_configuration_is_taken_or_refused_with_its_place() {
    let home = LogDir::new()
        .with("token", "open-sesame-open-sesame-open-sesame\n")
        .with("short", "x")
        .with("users", "anna:$2y$04$HFP46KCCVYr4agNAkXOysu4fpRhEQmrFnlii8yh4iUirP8m4KCfzi\n")
        .with("key.pem", "-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n")
        .with("bytes", b"\xff\xfe")
        .with("empty", "")
        .with("logs/app.log", "one\n");
    let (options, tried) = (settings::options(None), Cell::new(0));
    try_cases(CASES, &settings::settings(), |text| {
        tried.set(tried.get() + 1);
        check(&home, &options, text, tried.get() % ONE_IN == 0)
    });
}

fn check(home: &LogDir, options: &[String], text: &Text, by_binary: bool) -> Result<(), String> {
    let directory = home.path().to_str().unwrap().as_bytes();
    let bytes: Vec<u8> = text
        .0
        .iter()
        .flat_map(|byte| if *byte == b'@' { directory } else { std::slice::from_ref(byte) })
        .copied()
        .collect();
    fs::write(home.join("config.toml"), &bytes).unwrap();
    let begin = Instant::now();
    let is_kept = bytes.windows(6).any(|part| part == b"format");
    let outcome = if by_binary || is_kept { command(home)? } else { in_process(home) };
    if begin.elapsed() > LONGEST {
        return Err(format!("it takes {:?}", begin.elapsed()));
    }
    match outcome {
        Err(message) if !names_place(&message, options, &String::from_utf8_lossy(&bytes)) => {
            Err(format!("nobody knows where: {message}"))
        }
        _ => Ok(()),
    }
}

/// Reads the configuration as the command does, without the logs.
fn in_process(home: &LogDir) -> Result<(), String> {
    let file = home.join("config.toml");
    let arguments = ["logbrook", "config", "check", "--config", file.to_str().unwrap(), "logs"].map(OsString::from);
    let cli = config::parse(&arguments).map_err(|error| error.to_string())?;
    let Some(Command::Config(asked)) = cli.command else { return Err("another command was read".to_owned()) };
    let ConfigAction::Check(serve) = asked.action;
    let config = Config::load(serve.options.clone()).map_err(|error| error.to_string())?;
    let rest = || {
        config.log_level()?;
        config.log_style()?;
        config.scan()?;
        config.index()?;
        config.server(&serve)
    };
    rest().map(drop).map_err(|error| error.to_string())
}

/// Lets the command read it; fails where it ends otherwise than it should.
fn command(home: &LogDir) -> Result<Result<(), String>, String> {
    let arguments = ["config", "check", "--config", "config.toml", "logs"];
    let mut running = Running::start(&mut logbrook(home, &arguments));
    match running.ended() {
        (Some(0), told) if told.is_empty() => Ok(Ok(())),
        (Some(2), told) if told.starts_with("logbrook: ") => Ok(Err(told)),
        (code, told) => Err(format!("it exits with {code:?} and says {told:?}")),
    }
}

/// Tells whether a message says where the fault is: a line, an option, a format, or a file that the configuration names. Where tables are
/// nested too deeply, the library does not know.
fn names_place(message: &str, options: &[String], text: &str) -> bool {
    let after = message.split("line ").skip(1);
    let has_line = after.into_iter().any(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()));
    let has_option = options.iter().any(|option| message.contains(&format!("--{option}")));
    let start = message.trim_start_matches("logbrook: ");
    let path = start.split(" cannot be read").next().and_then(|start| start.split(": ").next()).unwrap_or_default();
    let said: toml::Table = toml::from_str(text).unwrap_or_default();
    // What is said on stderr commands no terminal.
    let said_as = |value: &toml::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let is_it = |value: &toml::Value| clean(&said_as(value)).contains(&*clean(path));
    let has_it = |value: &toml::Value| is_it(value) || value.as_array().is_some_and(|list| list.iter().any(is_it));
    let has_file = !path.is_empty() && said.values().any(has_it);
    has_line
        || has_option
        || has_file
        || message.contains("in the configuration: ")
        || message.contains("recursion limit")
}
