//! `logbrook serve`: the server, until it is told to stop.

use std::ffi::OsString;
use std::io::{self, Write};
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use listenfd::ListenFd;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use sd_notify::NotifyState;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::interval;

use super::channels::with_channels;
use super::{CommandError, scanner_of, start_log, stdin, stop_signal, system};
use crate::cli::{Command, Serve};
use crate::config::{self, Config, ConfigError, Secret, ServerConfig};
use crate::index::Builder;
use crate::server::{Application, Control};
use crate::source::{CHANNELS, FileSource};

/// More descriptors than these help nobody, and some systems know no limit.
const MANY: u64 = 1 << 20;

/// How often it is looked whether a certificate was renewed.
const CERTIFICATE_CHECK: Duration = Duration::from_secs(10);

/// Serves, and prints the one line that says where.
pub(super) fn run(mut typed: Serve) -> Result<ExitCode, CommandError> {
    let reads_stdin = stdin::is_asked(&mut typed.paths);
    let config = Config::load(typed.options.clone())?;
    start_log(&config, typed.server.access_log)?;
    let mut server = config.server(&typed)?;
    let _temporary = if reads_stdin { stdin::find_place(&mut server)? } else { None };
    let descriptors = raise_open_files(server.limits.open_files)?;
    fit(&mut server, descriptors);
    warn(&server);
    let mut listener = handed_over(&server)?;
    if reads_stdin && listener.is_none() && typed.server.bind.is_none() {
        listener = Some(stdin::listen(server.bind)?);
    }
    // Standard input alone shows nothing beside it.
    let paths = if reads_stdin && typed.paths.is_empty() { Vec::new() } else { config.paths(&typed.paths) };
    let files = Arc::new(FileSource::apart_from(&paths, &[CHANNELS])?);
    let (source, store) = with_channels(&server.channels, files)?;
    let (scanner, index) = scanner_of(&config, source)?;
    let _builder = index.clone().map(|index| Builder::start(scanner.clone(), index)).transpose()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let stopped = stop_signal()?;
        let hangups = signal(SignalKind::hangup())?;
        let application = match listener {
            Some(listener) => Application::on(listener, &server, scanner, store, index)?,
            None => Application::build_with(&server, scanner, store, index)?,
        };
        announce(application.url());
        if reads_stdin {
            stdin::start(&application, &server)?;
        }
        system::tell(&[NotifyState::Ready]);
        let changes = tokio::spawn(change(application.control(), server, hangups));
        let watchdog = tokio::spawn(system::keep_alive(application.control()));
        application.run_until_stopped(stopped.inspect(|_| system::tell(&[NotifyState::Stopping]))).await?;
        changes.abort();
        watchdog.abort();
        Ok(ExitCode::SUCCESS)
    })
}

/// Takes over the socket that systemd listens on, where it does.
fn handed_over(server: &ServerConfig) -> Result<Option<TcpListener>, CommandError> {
    let Some(listener) = ListenFd::from_env().take_tcp_listener(0)? else { return Ok(None) };
    let address = listener.local_addr()?;
    match address.ip().is_loopback() || server.access.asks() {
        true => Ok(Some(listener)),
        false => Err(ConfigError::Exposed(address).into()),
    }
}

/// Takes as many descriptors as the system allows, or as were asked for; returns how many there are.
fn raise_open_files(asked: Option<usize>) -> Result<usize, CommandError> {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(MANY);
    let wanted = asked.map_or(most.min(MANY), |asked| asked as u64);
    if wanted > most {
        let detail = format!("the system allows {most}: see `ulimit -Hn`, or LimitNOFILE= of systemd");
        return Err(ConfigError::Value { option: "--max-open-files", detail, value: wanted.to_string() }.into());
    }
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: limit.maximum });
    let now = if raised.is_ok() { Some(wanted) } else { limit.current };
    Ok(usize::try_from(now.unwrap_or(MANY)).unwrap_or(usize::MAX))
}

/// Keeps a quarter of the descriptors for files, and lets half of these be followed: searches and lists need some, too.
fn fit(server: &mut ServerConfig, descriptors: usize) {
    let followed = &mut server.follow.limits.files_in_all;
    *followed = (*followed).min((descriptors / 8).max(1));
    server.limits.connections = server.limits.connections.min((descriptors / 4 * 3).max(1));
}

/// Says what is allowed and yet not wise.
fn warn(server: &ServerConfig) {
    let secrets = server.access.tokens.iter().chain(&server.access.write_tokens);
    if secrets.clone().any(|secret| Secret::can_be_guessed(secret.bytes())) {
        tracing::warn!("a token of less than 16 characters can be guessed; make one with `openssl rand -hex 32`");
    }
    if !server.bind.ip().is_loopback() && server.tls.is_none() && server.access.user_header.is_none() {
        tracing::warn!(
            "whoever listens on the network can read tokens and logs; encrypt with --tls-cert and --tls-key"
        );
    }
}

/// Takes over a changed configuration at SIGHUP, and a renewed certificate as soon as it is there.
async fn change(control: Control, mut server: ServerConfig, mut hangups: Signal) {
    let mut check = interval(CERTIFICATE_CHECK);
    loop {
        tokio::select! {
            hangup = hangups.recv() => {
                if hangup.is_none() {
                    return;
                }
                match reload() {
                    Ok(mut new) => {
                        fit(&mut new, usize::try_from(getrlimit(Resource::Nofile).current.unwrap_or(MANY)).unwrap_or(usize::MAX));
                        let fixed = control.change(&server, &new);
                        if !fixed.is_empty() {
                            tracing::warn!(options = fixed.join(" "), "these change only with a new start");
                        }
                        tracing::warn!("the configuration was read anew");
                        server = new;
                    }
                    Err(error) => tracing::error!(%error, "the configuration stays as it was"),
                }
            }
            _ = check.tick() => match control.renew_certificate() {
                Ok(false) => {}
                Ok(true) => tracing::warn!("the certificate was read anew"),
                Err(error) => tracing::error!(%error, "the certificate stays as it was"),
            },
        }
    }
}

/// Reads once more what was typed, the environment and the configuration file.
fn reload() -> Result<ServerConfig, CommandError> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = config::parse(&arguments)?;
    let serve = match cli.command {
        Some(Command::Serve(serve)) => *serve,
        _ => cli.serve,
    };
    Ok(Config::load(serve.options.clone())?.server(&serve)?)
}

fn announce(url: &str) {
    let mut stdout = io::stdout().lock();
    // Nobody needs to read this line for the server to serve.
    let _ = writeln!(stdout, "logbrook is at {url}").and_then(|()| stdout.flush());
}
